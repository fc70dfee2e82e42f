"""Whatever is reachable, some rule says so: no row of the answer falls between the rules."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.rules.config import Config
from routerlint.rules.examples import AS_OF, example_report
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.severity import Severity

RULES = load_rules()
LISTENERS = [name for c in RULES.services.classes for s in c.services for name in (s.name, *s.listeners)]

PORT = st.integers(1, 65535)
PAIR = st.tuples(PORT, PORT).map(sorted).map(lambda pair: f"{pair[0]}-{pair[1]}")
PORTS = st.builds(
    lambda protocol, pairs: f"{protocol} {','.join(pairs)}",
    st.sampled_from(["tcp", "udp", "sctp"]),
    st.lists(PORT.map(str) | PAIR, min_size=1, max_size=1),
)
PROTOCOLS = PORTS | st.sampled_from(
    ["tcp", "udp", "any", "other", "icmp", "esp", "ah", "gre", "igmp", "ipip", "ospf", "41", "77", "139"]
)
SOURCES = st.sampled_from([None, ["198.51.100.7/32"], ["198.51.0.0/16"], ["10.0.0.0/8"]])
INSIDE = st.fixed_dictionaries(
    {
        "ports": PROTOCOLS,
        "target": st.sampled_from(["192.168.10.5", "192.168.20.5", "10.99.1.1", "198.51.100.32/28", "lan:bridge"]),
        "certainty": st.sampled_from(["certain", "conditional"]),
        "kind": st.sampled_from(["forward", "exposed_host", "one_to_one", "routed", "upnp_mapping"]),
    }
)
ROUTER = st.fixed_dictionaries(
    {
        "ports": PROTOCOLS,
        "service": st.sampled_from([[], ["unknown"], ["something-new"]])
        | st.lists(st.sampled_from(LISTENERS), min_size=1, max_size=3),
        "certainty": st.sampled_from(["certain", "conditional"]),
    }
)


@given(INSIDE | ROUTER, SOURCES)
@settings(max_examples=300, deadline=None)
def test_every_row_is_a_finding(example: dict[str, Any], sources: list[str] | None) -> None:
    if sources is not None:
        example = {**example, "sources": sources}
    report = example_report(example)
    judgement = judge(report, RULES, Config(), device_key="x", as_of=AS_OF)
    (finding,) = judgement.findings
    assert finding.exposures == report.exposures
    assert finding.message("en")
    assert finding.message("de")
    assert finding.fix("de")
    if finding.certainty == "conditional":
        assert "ossibly" in finding.message("en") or finding.rule.is_note or finding.severity is Severity.INFO


@given(PORTS, st.sampled_from(["192.168.10.5", "198.51.100.32/28"]))
@settings(max_examples=300, deadline=None)
def test_an_open_port_inside_is_medium_or_worse_unless_only_vpn_and_harmless_messages_are_behind_it(
    ports: str, target: str
) -> None:
    report = example_report({"ports": ports, "target": target})
    (finding,) = judge(report, RULES, Config(), device_key="x", as_of=AS_OF).findings
    mild = {"vpn", "tunnel", "routing", "network-control"}
    assert finding.severity >= Severity.MEDIUM or set(finding.classes) <= mild
