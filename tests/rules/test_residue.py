"""Rules about residue of attacks on what parsers really deliver."""

from __future__ import annotations

import datetime as dt

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.fact import stated
from routerlint.model.interface import Interface, InterfaceAddress, Role
from routerlint.model.match import AddressMatch, Match, ServiceMatch
from routerlint.model.pipeline import Accept, Chain, DestinationNat, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from routerlint.netset.services import TCP, ServiceSet
from routerlint.rules.config import Config
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.rule import RuleSet
from routerlint.rules.verdict import Judgement
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from vendor_parsers.catalogue import Vendor


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def judged(rules: RuleSet, device: Device) -> Judgement:
    return judge(evaluate(device), rules, Config(select=("RL6",)), device_key="gw", as_of=dt.date(2026, 1, 1))


def found(rules: RuleSet, device: Device) -> set[str]:
    return {held.id for finding in judged(rules, device).findings for held in (finding.rule, *finding.also)}


def mapped(target: str, port: int) -> Device:
    """A router 192.168.1.1 with one mapping that a client made, and a web page of its own."""
    parsed = parse_address(target)
    lan = parse_network("192.168.1.1/24")
    wan = parse_network("203.0.113.2/24")
    assert parsed is not None and lan is not None and wan is not None  # noqa: PT018  # one sentence
    entry = Entry(
        match=Match(in_interfaces=("wan",), services=ServiceMatch.of(ServiceSet.ports(TCP, ((40000, 40000),)))),
        action=DestinationNat(to=parsed[1], ports=(port, port), port_map="single", kind="upnp_mapping"),
        spans=(Span("leases", 3, "TCP:40000"),),
        label="game",
    )
    let_in = Entry(
        match=Match(destinations=AddressMatch.of(AddressSet.any("ipv4")), destination_nat=True), action=Accept()
    )
    pipeline = Pipeline(
        family="ipv4",
        chains=(Chain(name="nat", entries=(entry,)), Chain(name="filter", entries=(let_in,))),
        stages=(
            Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
            Stage(name="in", hook=Hook.INPUT, kind=StageKind.FILTER, chain="filter", default=Drop()),
            Stage(name="through", hook=Hook.FORWARD, kind=StageKind.FILTER, chain="filter", default=Drop()),
        ),
    )
    return Device(
        vendor="openwrt",
        interfaces=(
            Interface(name="wan", role=Role.WAN, addresses=(_address(wan),)),
            Interface(name="lan", role=Role.LAN, addresses=(_address(lan),)),
        ),
        pipelines=(pipeline,),
        listeners=(Listener(name="http", services=ServiceSet.ports(TCP, ((80, 80),)), enabled=stated(True)),),
    )


def _address(network: tuple[str, int, int]) -> InterfaceAddress:
    return InterfaceAddress(family="ipv4", number=network[1], length=network[2])


@pytest.mark.parametrize(
    ("target", "port", "ids"),
    [
        ("192.168.1.20", 40000, set()),
        ("192.168.1.20", 445, {"RL613"}),
        ("192.168.1.1", 80, {"RL612"}),
        ("203.0.113.9", 443, {"RL611"}),
        ("10.9.9.9", 443, {"RL611"}),
    ],
)
def test_a_mapping_is_judged_by_where_it_leads(rules: RuleSet, target: str, port: int, ids: set[str]) -> None:
    assert found(rules, mapped(target, port)) == ids


DUMP = """\
*nat
:PREROUTING ACCEPT [0:0]
:MINIUPNPD - [0:0]
-A PREROUTING -i eth0 -j MINIUPNPD
-A POSTROUTING -o eth0 -j MASQUERADE
-A MINIUPNPD -p tcp -m tcp --dport 40001 -j DNAT --to-destination {target}
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
-A FORWARD -m conntrack --ctstate DNAT -j ACCEPT
COMMIT
"""


@pytest.mark.parametrize(
    ("target", "ids"),
    [("192.168.1.20:8080", set()), ("192.168.1.20:139", {"RL613"}), ("198.51.100.7:443", {"RL611"})],
)
def test_mappings_of_miniupnpd_are_read_from_a_listing_of_iptables(rules: RuleSet, target: str, ids: set[str]) -> None:
    text = DUMP.format(target=target)
    (device,) = Vendor("iptables").parse(Document(name="x", files=(SourceFile("x", text),)))
    assert found(rules, device) == ids


def test_an_nvram_with_the_port_of_the_backdoor_is_reported_although_ssh_is_off_now(rules: RuleSet) -> None:
    text = "productid=RT-AX55\nwan0_ifname=eth0\nlan_ifname=br0\nlan_ipaddr=192.168.50.1\nlan_netmask=255.255.255.0\n"
    document = Document(name="x", files=(SourceFile("x", text + "sshd_enable=0\nsshd_port=53282\n"),))
    (device,) = Vendor("asuswrt").parse(document)
    (finding,) = judged(rules, device).findings
    assert finding.rule.id == "RL609"
    assert any(span.text == "sshd_port=53282" for span in finding.path)
