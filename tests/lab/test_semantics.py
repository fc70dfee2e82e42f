"""What the model says in words, each sentence once against the kernel: what random devices meet too seldom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from routerlint.exposure.simulate import Probe, Simulator
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    DestinationNat,
    Drop,
    Entry,
    Goto,
    Hook,
    Jump,
    Mark,
    NoTrack,
    Pipeline,
    Return,
    SkipNat,
    Stage,
    StageKind,
)
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import TCP, ServiceSet
from tests.exposure import strategies
from tests.lab.lab import Lab, Packet, missing, wires_of
from tests.lab.render import rendered
from tests.lab.test_random_devices import NAMES, SENDERS, frame, seen, shown

_LACK = missing("nft")
pytestmark = pytest.mark.skipif(_LACK is not None, reason=str(_LACK))

HOST = strategies.HOSTS[0]
TO_HOST = DestinationNat(to=HOST, ports=(81, 81), port_map="single")
TO_OTHER = DestinationNat(to=strategies.HOSTS[1])
ANY = Match()
WAN = Match(original_destinations=AddressMatch.of(AddressSet.host("ipv4", strategies.WAN_STATED)))
MARKED = Match(marks=("m",))
PORT_81 = Match(services=ServiceMatch.of(ServiceSet.ports(TCP, [(81, 81)])))
AT_HOST, AT_OTHER, AT_ROUTER, CLOSED = "192.168.1.5 port 81", "192.168.1.6 port 80", "router port 80", "closed"

Rows = list[tuple[Match, Action]]

# Name, chains, default of the filter stages, and where TCP 80 to the router's address must land.
CASES: tuple[tuple[str, dict[str, Rows], Accept | Drop, str], ...] = (
    ("a jump comes back", {"input": [(ANY, Jump(chain="one")), (ANY, Accept())]}, Drop(), AT_ROUTER),
    ("a goto does not come back", {"input": [(ANY, Goto(chain="one")), (ANY, Accept())]}, Drop(), CLOSED),
    (
        "a goto in a called chain ends where that chain ends",
        {"input": [(ANY, Jump(chain="one")), (ANY, Accept())], "one": [(ANY, Goto(chain="two")), (ANY, Drop())]},
        Drop(),
        AT_ROUTER,
    ),
    (
        "a return goes behind the jump",
        {"input": [(ANY, Jump(chain="one")), (ANY, Accept())], "one": [(ANY, Return()), (ANY, Drop())]},
        Drop(),
        AT_ROUTER,
    ),
    ("a return in the first chain leads to the default", {"input": [(ANY, Return()), (ANY, Accept())]}, Drop(), CLOSED),
    (
        "the filter sees the translated port",
        {"nat": [(ANY, TO_HOST)], "forward": [(PORT_81, Accept())]},
        Drop(),
        AT_HOST,
    ),
    (
        "the original destination is asked for behind the translation",
        {"nat": [(ANY, TO_HOST)], "forward": [(WAN, Accept())]},
        Drop(),
        AT_HOST,
    ),
    ("a translated packet does not meet input", {"nat": [(ANY, TO_HOST)], "input": [(ANY, Drop())]}, Accept(), AT_HOST),
    ("the first translation ends all", {"nat": [(ANY, TO_HOST)], "nat2": [(ANY, TO_OTHER)]}, Accept(), AT_HOST),
    (
        "no translation in this stage leaves the next stage",
        {"nat": [(ANY, SkipNat(only_this_stage=True))], "nat2": [(ANY, TO_OTHER)]},
        Accept(),
        AT_OTHER,
    ),
    ("no translation at all", {"nat": [(ANY, SkipNat())], "nat2": [(ANY, TO_OTHER)]}, Accept(), AT_ROUTER),
    ("untracked packets are not translated", {"raw": [(ANY, NoTrack())], "nat": [(ANY, TO_HOST)]}, Accept(), AT_ROUTER),
    (
        "a redirect lands at the router's own address and new port",
        {"nat": [(ANY, DestinationNat(to_router=True, ports=(81, 81), port_map="single"))]},
        Accept(),
        "router port 81",
    ),
    (
        "a mark of an early stage is seen in a late one",
        {"raw": [(ANY, Mark(add=("m",)))], "input": [(MARKED, Accept())]},
        Drop(),
        AT_ROUTER,
    ),
    (
        "a mark that is taken away is gone",
        {"raw": [(ANY, Mark(add=("m",))), (ANY, Mark(remove=("m",)))], "input": [(MARKED, Accept())]},
        Drop(),
        CLOSED,
    ),
    (
        "an accept ends its stage and not the way",
        {"raw": [(ANY, Accept())], "input": [(ANY, Accept())], "late": [(ANY, Drop())]},
        Accept(),
        CLOSED,
    ),
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(wires_of(frame(), NAMES), (("ipv4", sender) for sender in SENDERS)) as made:
        yield made


def device(chains: dict[str, Rows], default: Accept | Drop) -> Device:
    def stage(name: str, hook: Hook, kind: StageKind, policy: Accept | Drop) -> Stage:
        return Stage(name=name, hook=hook, kind=kind, chain=name, default=policy)

    stages = (
        stage("raw", Hook.PREROUTING, StageKind.FILTER, Accept()),
        stage("nat", Hook.PREROUTING, StageKind.NAT, Accept()),
        stage("nat2", Hook.PREROUTING, StageKind.NAT, Accept()),
        stage("input", Hook.INPUT, StageKind.FILTER, default),
        stage("late", Hook.INPUT, StageKind.FILTER, Accept()),
        stage("forward", Hook.FORWARD, StageKind.FILTER, default),
    )
    made = tuple(
        Chain(name=name, entries=tuple(Entry(match=match, action=action) for match, action in rows))
        for name, rows in chains.items()
    )
    return replace(frame(), pipelines=(Pipeline(family="ipv4", chains=made, stages=stages),))


@pytest.mark.parametrize(
    ("chains", "default", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_simulator_and_kernel_do_what_the_model_says(
    lab: Lab, chains: dict[str, Rows], default: Accept | Drop, expected: str
) -> None:
    made = device(chains, default)
    lab.load(rendered(made, "ipv4", NAMES))
    packet = Packet("eth0", "ipv4", SENDERS[0], strategies.WAN_STATED, TCP << 16 | 80)
    simulator = Simulator(made, made.pipelines[0], Topology(made, "ipv4"))
    told = simulator.run(Probe(packet.via, packet.source, packet.destination, packet.service), {})
    assert (shown(told), seen(lab.send([packet], wait=0.1)[0])) == (expected, expected)
