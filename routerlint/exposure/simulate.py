"""The plain simulator: one packet, entry by entry, without index, masks or memory.

It is the reference for the evaluator: slow and obvious. What the file leaves open is a question; the caller answers
it, or lets `possibilities` try all answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import NamedTuple

from routerlint.exposure.context import UNKNOWN_ROUTE, Context, whose
from routerlint.exposure.mapped import is_open_mapping, possible_hosts
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    Continue,
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
    Undetermined,
)
from routerlint.netset.addresses import Family
from routerlint.netset.intervals import contains
from routerlint.netset.services import PORTED

__all__ = ["Decision", "Probe", "Result", "Simulator"]

_MOST_ANSWERS = 512
_MOST_DEPTH = 48
_MOST_POOL = 64


class Probe(NamedTuple):
    """One packet of the Internet: where it comes in, who sends it, where to, and its service number."""

    via: str
    source: int
    destination: int
    service: int


class Decision(NamedTuple):
    """One step worth telling: the stage, the entry (None for the stage's default), and what it did."""

    stage: Stage | None
    entry: Entry | None
    what: str


class Result(NamedTuple):
    """How a packet ends. open: it is let in; destination, service: as it lands; router: at the router itself."""

    open: bool
    destination: int
    service: int
    router: bool
    decisions: tuple[Decision, ...] = ()

    @property
    def end(self) -> tuple[object, ...]:
        """The result without the way to it."""
        return (True, self.destination, self.service, self.router) if self.open else (False,)


class _Question(Exception):  # it is control flow, not an error
    """An answer is needed to go on: a key and how many answers there are."""

    def __init__(self, key: str, answers: int) -> None:
        super().__init__(key)
        self.key = key
        self.answers = answers


class _State(NamedTuple):
    destination: int
    service: int
    context: Context


class Simulator:
    """Answers for one device and family."""

    def __init__(self, device: Device, pipeline: Pipeline, topology: Topology) -> None:
        self._pipeline = pipeline
        self._topology = topology
        self._chains = {chain.name: chain for chain in pipeline.chains}
        self.family: Family = pipeline.family
        self.device = device

    def possibilities(
        self, probe: Probe, settled: Mapping[str, int] | None = None
    ) -> list[tuple[Mapping[str, int], Result]]:
        """All results that the open questions allow, with the answers that lead to each; `all_found` says if it is all.

        settled: answers that are given beforehand.
        """
        found: list[tuple[Mapping[str, int], Result]] = []
        waiting: list[dict[str, int]] = [dict(settled or {})]
        while waiting and len(found) < _MOST_ANSWERS:
            answers = waiting.pop()
            try:
                found.append((answers, self.run(probe, answers)))
            except _Question as question:
                waiting += [{**answers, question.key: answer} for answer in range(question.answers)]
        return found

    @staticmethod
    def all_found(results: Sized) -> bool:
        """Whether these are all results of `possibilities`: of more than it looks at, those left out may be open."""
        return len(results) < _MOST_ANSWERS

    def run(self, probe: Probe, answers: Mapping[str, int]) -> Result:
        """One packet with fixed answers; raises an internal exception if an answer is missing."""
        run = _Run(self, probe, answers)
        return run.result()

    def port_picks(self, port: int) -> dict[str, int]:
        """Answers that make every port pool pick `port` where it can."""
        picks: dict[str, int] = {}
        for chain in self._pipeline.chains:
            for entry in chain.entries:
                action = entry.action
                if isinstance(action, DestinationNat) and action.port_map == "pool" and action.ports is not None:
                    first, last = action.ports
                    if first <= port <= last:
                        picks[f"pick-port:{first}-{last}"] = port - first
        return picks

    def stages(self, hook: Hook) -> tuple[Stage, ...]:
        """The stages of a hook in order."""
        return tuple(stage for stage in self._pipeline.stages if stage.hook is hook)

    def chain(self, name: str) -> Chain:
        """A chain by name; one that is not there has no entries."""
        return self._chains.get(name) or Chain(name=name)

    @property
    def unchanged_is_untranslated(self) -> bool:
        """See Pipeline."""
        return self._pipeline.unchanged_is_untranslated

    @property
    def entries(self) -> int:
        """How many entries all chains hold: the cost of one packet at the most."""
        return sum(len(chain.entries) for chain in self._pipeline.chains)

    @property
    def topology(self) -> Topology:
        """The device's addresses and routes."""
        return self._topology

    def possible_hosts(self, action: DestinationNat) -> tuple[int, ...]:
        """Where the mapping may lead from an address that is not stated."""
        return possible_hosts(action, self._pipeline, self._topology)

    def is_perhaps_own(self, address: int) -> bool:
        """See Pipeline."""
        return self._pipeline.perhaps_own is not None and address in self._pipeline.perhaps_own

    @property
    def forwarding(self) -> bool:
        """Whether the device routes this family."""
        return self._pipeline.forwarding


class _Run:
    """One packet on its way."""

    def __init__(self, simulator: Simulator, probe: Probe, answers: Mapping[str, int]) -> None:
        self._simulator = simulator
        self._probe = probe
        self._answers = answers
        self._decisions: list[Decision] = []
        self._state = _State(probe.destination, probe.service, Context(probe.via))
        self._translated = False

    def result(self) -> Result:
        topology = self._simulator.topology
        for stage in self._simulator.stages(Hook.PREROUTING):
            if not self._stage(stage):
                return self._end(let_in=False)
        destination = self._state.destination
        if destination in topology.owned:
            return self._end(let_in=self._stages(Hook.INPUT))
        if not self._simulator.forwarding:
            self._decisions.append(Decision(None, None, "the device does not route"))
            return self._end(let_in=False)
        before = self._state
        ways = topology.outgoing(destination)
        out = ways[self._ask(f"route:{destination}", len(ways))] if len(ways) > 1 else ways[0]
        self._state = before._replace(context=before.context._replace(out=out))
        let_in = self._stages(Hook.FORWARD)
        if not let_in and self._translated and self._simulator.is_perhaps_own(destination):
            unknown = whose(self._simulator.family, destination)
            if self._ask(unknown.key, 2) == 1:
                self._state = before._replace(context=before.context._replace(taken_for_own=True))
                let_in = self._stages(Hook.INPUT)
        return self._end(let_in=let_in)

    def _stages(self, hook: Hook) -> bool:
        return all(self._stage(stage) for stage in self._simulator.stages(hook))

    def _is_own(self, destination: int) -> bool:
        return self._state.context.taken_for_own or destination in self._simulator.topology.owned

    def _end(self, *, let_in: bool) -> Result:
        state = self._state
        router = self._is_own(state.destination)
        return Result(let_in, state.destination, state.service, router, tuple(self._decisions))

    def _ask(self, key: str, answers: int) -> int:
        if key not in self._answers:
            raise _Question(key, answers)
        return self._answers[key]

    def _stage(self, stage: Stage) -> bool:
        """Whether the packet goes on behind the stage."""
        context = self._state.context
        if stage.kind is StageKind.NAT and (context.nat_done or not context.tracked):
            return True
        action = self._chain(stage, stage.chain, 0)
        match action:
            case None:
                default: Accept | Drop = stage.default
                if stage.default_unknown:
                    default = (Drop(), Accept())[self._ask(f"default:{stage.name}", 2)]
                self._decisions.append(Decision(stage, None, "accept" if isinstance(default, Accept) else "drop"))
                return isinstance(default, Accept)
            case Drop():
                return False
            case DestinationNat() if stage.kind is StageKind.NAT:
                self._translate(action)
            case SkipNat(only_this_stage=False):
                self._state = self._state._replace(context=self._state.context._replace(nat_done=True))
            case _:
                pass
        return True

    def _chain(self, stage: Stage, name: str, depth: int) -> Action | None:
        """The action that decides in a chain, or None if no entry does."""
        if depth > _MOST_DEPTH:
            return (Drop(), Accept())[self._ask("loop", 2)]
        original = stage.view == "original"
        destination = self._probe.destination if original else self._state.destination
        service = self._probe.service if original else self._state.service
        for position, entry in enumerate(self._simulator.chain(name).entries):
            if not self._matches(entry, destination, service):
                continue
            action = entry.action
            match action:
                case Accept() | Drop() | SkipNat() | DestinationNat():
                    self._note(stage, entry)
                    return action
                case Undetermined():
                    what = self._ask(f"undetermined:{name}:{position}", 3)
                    if what < 2:
                        self._note(stage, entry)
                        return (Accept(), Drop())[what]
                case Jump(chain=target):
                    self._note(stage, entry)
                    found = self._chain(stage, target, depth + 1)
                    if found is not None:
                        return found
                case Goto(chain=target):
                    self._note(stage, entry)
                    return self._chain(stage, target, depth + 1)
                case Return():
                    self._note(stage, entry)
                    return None
                case Mark(add=add, remove=remove):
                    context = self._state.context
                    marks = (context.marks - frozenset(remove)) | frozenset(add)
                    self._state = self._state._replace(context=context._replace(marks=marks))
                case NoTrack(terminal=terminal):
                    self._note(stage, entry)
                    self._state = self._state._replace(context=self._state.context._replace(tracked=False))
                    if terminal:
                        return Accept()
                case Continue():
                    pass
        return None

    def _note(self, stage: Stage, entry: Entry) -> None:
        self._decisions.append(Decision(stage, entry, _verb(entry.action)))

    def _translate(self, action: DestinationNat) -> None:
        state = self._state
        self._translated = True
        destination = self._new_address(action, state.destination)
        service = self._new_service(action, state.service)
        changed = (destination, service) != (state.destination, state.service)
        context = state.context._replace(
            translated=state.context.translated or changed or not self._simulator.unchanged_is_untranslated,
            nat_done=True,
            marks=state.context.marks | frozenset(action.marks),
        )
        self._state = _State(destination, service, context)

    def _new_address(self, action: DestinationNat, destination: int) -> int:
        topology = self._simulator.topology
        if action.to_router:
            own = topology.redirect_address(self._probe.via)
            return destination if own is None else own
        if action.to is None:
            return destination
        if is_open_mapping(action, destination, topology):
            hosts = self._simulator.possible_hosts(action)
            return hosts[self._ask(f"pick-host:{action.to}", len(hosts))] if len(hosts) > 1 else hosts[0]
        if action.address_map == "network":
            host = (1 << topology.bits - action.length) - 1
            return action.to & ~host | destination & host
        if action.to_last is not None and action.to_last > action.to:
            size = min(action.to_last - action.to + 1, _MOST_POOL)
            return action.to + self._ask(f"pick-address:{action.to}", size)
        return action.to

    def _new_service(self, action: DestinationNat, service: int) -> int:
        protocol, port = service >> 16, service & 0xFFFF
        if action.ports is None or protocol not in PORTED:
            return service
        first, last = action.ports
        if action.port_map == "shift":
            return service + first - action.shift_base
        if action.port_map == "pool" and first != last:
            if first <= port <= last:
                return service
            size = min(last - first + 1, _MOST_POOL)
            return protocol << 16 | first + self._ask(f"pick-port:{first}-{last}", size)
        return protocol << 16 | first

    def _matches(self, entry: Entry, destination: int, service: int) -> bool:
        """Whether an entry holds for a packet that its stage sees with this destination and service."""
        match, probe = entry.match, self._probe
        if match.in_interfaces is not None and probe.via not in match.in_interfaces:
            return False
        # What rules the entry out comes first: a question about an entry that cannot match is not worth an answer.
        if match.destinations is not None and not contains(match.destinations.possible.ranges, destination):
            return False
        if match.services is not None and not contains(match.services.possible.ranges, service):
            return False
        if match.sources is not None and not contains(match.sources.possible.ranges, probe.source):
            return False
        if not self._context(match):
            return False
        if match.to_router is not None and self._is_own(destination) is not match.to_router:
            return False
        sets: tuple[tuple[AddressMatch | ServiceMatch | None, int], ...] = (
            (match.destinations, destination),
            (match.services, service),
            (match.original_destinations, probe.destination),
            (match.original_services, probe.service),
            (match.sources, probe.source),
        )
        if not all(part is None or self._set(part, value) for part, value in sets):
            return False
        if not self._chosen(entry) or not self._route_known(match):
            return False
        return all(self._ask(unknown.key, 2) == 1 for unknown in match.unknown) and all(
            self._ask(unknown.key, 2) == 0 for unknown in match.unknown_not
        )

    def _context(self, match: Match) -> bool:
        context = self._state.context
        if match.destination_nat is not None and match.destination_nat is not context.translated:
            return False
        if match.tracked is not None and match.tracked is not context.tracked:
            return False
        if (
            match.out_interfaces is not None
            and context.out != UNKNOWN_ROUTE
            and context.out not in match.out_interfaces
        ):
            return False
        if match.out_interfaces == ():
            return False
        return context.marks.issuperset(match.marks) and context.marks.isdisjoint(match.marks_absent)

    def _route_known(self, match: Match) -> bool:
        if match.out_interfaces is None or self._state.context.out != UNKNOWN_ROUTE:
            return True
        return self._ask("route", 2) == 1

    def _set(self, part: AddressMatch | ServiceMatch, value: int) -> bool:
        if value in part.certain:
            return True
        if value not in part.possible:
            return False
        answer = self._ask(part.unknown.key if part.unknown is not None else "set", 2) == 1
        return answer is not part.negated

    def _chosen(self, entry: Entry) -> bool:
        """Whether the sender makes the entry match: accepts he wants, drops he avoids, else both are tried."""
        if not entry.match.sender_choice or isinstance(entry.action, Accept):
            return True
        if isinstance(entry.action, Drop):
            return False
        return all(self._ask("choice:" + key, 2) == 1 for key in entry.match.sender_choice)


def _verb(action: Action) -> str:
    match action:
        case Drop(reject=True):
            return "reject"
        case DestinationNat():
            return "translate"
        case Jump(chain=chain) | Goto(chain=chain):
            return f"jump to {chain}"
        case _:
            return {"SkipNat": "no translation", "NoTrack": "no tracking"}.get(
                type(action).__name__, type(action).__name__.lower()
            )
