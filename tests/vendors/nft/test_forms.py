"""Listings, files, JSON: the forms in which rulesets come, and what is missing from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from routerlint.errors import UnreadableInput
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.nft.detect import detect
from vendor_parsers.nft.parser import parse

Ask = Callable[[Device, str], str]
FromText = Callable[..., Device]

CHAIN = "type filter hook input priority 0; policy drop;"
SMALL = f'table ip f {{\n\tchain i {{\n\t\t{CHAIN}\n\t\tiifname "br0" accept\n\t\ttcp dport 22 accept\n\t}}\n}}\n'


def test_handles_warnings_and_one_line_chains(from_text: FromText, ask: Ask) -> None:
    text = f"""# Warning: table ip f is managed by iptables-nft, do not touch!
table ip f {{ # handle 1
	chain i {{ # handle 2
		{CHAIN}
		iifname "br0" accept # handle 3
		tcp dport 22 accept # handle 4
	}}
	chain empty {{}}
	chain one {{ tcp dport 1 accept; tcp dport 2 accept }}
}}
"""
    device = from_text(text)
    assert device.complete.ipv4
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


def test_definitions_are_put_in_place(from_text: FromText, ask: Ask) -> None:
    text = f"""define wan = eth0
define ports = {{ 22, 80 }}
define all = {{ $ports, 443 }}
table inet f {{
	chain i {{
		{CHAIN}
		iifname != $wan accept
		tcp dport $all accept
	}}
}}
"""
    device = from_text(text)
    assert [interface.name for interface in device.wan_interfaces()] == ["eth0"]
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 444") == "closed"
    assert not from_text(text.replace("define wan = eth0\n", "")).complete.ipv4


def test_commands_build_a_ruleset_too(from_text: FromText, ask: Ask) -> None:
    text = """#!/usr/sbin/nft -f
flush ruleset
add table inet f
add chain inet f i { type filter hook input priority 0; policy drop; }
add set inet f office { type ipv4_addr; flags interval; }
add element inet f office { 9.9.9.0/24, 192.0.2.1 }
add rule inet f i iifname "br0" accept
insert rule inet f i ip saddr 9.9.9.66 drop
add rule inet f i ip saddr @office tcp dport { 22,
    80 } accept
"""
    device = from_text(text)
    assert device.complete.ipv4
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(device, "tcp 9.9.9.66 wan 80") == "closed"


def test_includes_are_looked_for_in_the_folder(from_text: FromText, ask: Ask) -> None:
    main = 'flush ruleset\ninclude "/etc/nftables.d/*.nft"\n'
    device = from_text(main, SMALL, names=("nftables.conf", "nftables.d/10-filter.nft"))
    assert device.complete.ipv4
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    alone = from_text(main + SMALL)
    assert not alone.complete.ipv4
    assert {undecided.kind for undecided in alone.undecided} >= {"include"}


def test_a_chain_that_is_given_twice_goes_on(from_text: FromText, ask: Ask) -> None:
    again = "table ip f {\n\tchain i {\n\t\tpolicy accept;\n\t}\n}\n"
    assert ask(from_text(SMALL + again), "tcp 9.9.9.9 wan 23") == "open router"
    assert (
        ask(from_text(SMALL + again.replace("policy accept;", "tcp dport 23 accept")), "tcp 9.9.9.9 wan 23")
        == "open router"
    )


def test_a_family_that_no_table_speaks_of_is_not_complete(from_text: FromText) -> None:
    device = from_text(SMALL)
    assert (device.complete.ipv4, device.complete.ipv6) == (True, False)
    assert {pipeline.family for pipeline in device.pipelines} == {"ipv4"}


NAT_ONLY = """table ip n {
	chain pre {
		type nat hook prerouting priority dstnat; policy accept;
		iifname "eth0" tcp dport 80 dnat to 192.168.1.10
	}
	chain post {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "eth0" masquerade
	}
}
"""


def test_translations_without_a_filter_are_possible(from_text: FromText) -> None:
    device = from_text(NAT_ONLY)
    assert not device.complete.ipv4
    assert {(row.kind, row.certainty) for row in evaluate(device).exposures} == {("forward", "conditional")}


def test_after_flush_ruleset_nothing_else_is_loaded(from_text: FromText) -> None:
    device = from_text("flush ruleset\n" + NAT_ONLY)
    assert device.complete.ipv4
    assert {(row.kind, row.certainty) for row in evaluate(device).exposures} == {
        ("forward", "certain"),
        ("router", "certain"),
    }


@pytest.mark.parametrize("cut", [30, 60, 90, 120])
def test_a_file_that_breaks_off_is_not_complete(from_text: FromText, cut: int) -> None:
    text = SMALL[: len(SMALL) * cut // 130]
    try:
        device = from_text(text)
    except UnreadableInput:
        return
    assert not device.complete.ipv4


def test_a_statement_that_nobody_knows_stays_in_its_place(from_text: FromText, ask: Ask) -> None:
    device = from_text(SMALL.replace("tcp dport 22 accept", "frobnicate 7 accept\n\t\ttcp dport 22 drop"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    acting = from_text(SMALL.replace("tcp dport 22 accept", "tcp dport 22 frobnicate 7"))
    assert ask(acting, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(acting, "tcp 9.9.9.9 wan 23") == "closed"
    assert acting.coverage.unread


def as_json(*rules: Sequence[object]) -> str:
    objects: list[object] = [
        {"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
        {"table": {"family": "inet", "name": "f", "handle": 1}},
        {"set": {"family": "inet", "table": "f", "name": "s", "type": "ipv4_addr", "elem": [{"prefix": {"addr": "9.9.9.0", "len": 24}}]}},
        {"chain": {"family": "inet", "table": "f", "name": "i", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}},
        {"chain": {"family": "inet", "table": "f", "name": "x"}},
    ]  # fmt: skip
    objects += [
        {"rule": {"family": "inet", "table": "f", "chain": "i", "handle": n, "expr": rule}}
        for n, rule in enumerate(rules, 9)
    ]
    return json.dumps({"nftables": objects})


def test_json_listings(from_text: FromText, ask: Ask) -> None:
    def dport(value: object) -> dict[str, object]:
        return {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": value}}

    lan = [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "br0"}}, {"accept": None}]
    office = [
        {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@s"}},
        dport({"set": [22, {"range": [80, 90]}]}),
        {"counter": {"packets": 1, "bytes": 2}},
        {"accept": None},
    ]
    state = [
        {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established", "related"]}},
        {"accept": None},
    ]
    doors = [
        {
            "vmap": {
                "key": {"payload": {"protocol": "tcp", "field": "dport"}},
                "data": {"set": [[443, {"accept": None}], [23, {"drop": None}]]},
            }
        }
    ]
    mystery: list[object] = [{"frobnicate": {"x": 1}}, {"accept": None}]
    device = from_text(as_json(lan, state, office, doors))
    assert device.complete.ipv4
    assert device.coverage.relevant_share == 1.0
    assert ask(device, "tcp 9.9.9.9 wan 85") == ask(device, "tcp 1.1.1.1 wan 443") == "open router"
    assert ask(device, "tcp 1.1.1.1 wan 85") == ask(device, "tcp 9.9.9.9 wan 23") == "closed"
    assert ask(from_text(as_json(lan, mystery)), "tcp 9.9.9.9 wan 1") == "conditional"


@pytest.mark.parametrize(
    "text",
    [
        '{"nftables": [',
        '{"nftables": [{"table": 7}, 5, null]}',
        '{"nftables": [{"rule": {"expr": [{"match": {}}]}}]}',
        '{"nftables": "x"}',
        "[" * 5000,
    ],
)
def test_broken_json_does_not_raise(text: str) -> None:
    try:
        device = parse(Document(name="x", files=(SourceFile("x.json", text),)))[0]
    except UnreadableInput:
        return
    assert not device.complete.ipv4


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        (SMALL, 3),
        ("#!/usr/sbin/nft -f\nflush ruleset\n", 3),
        ('{"nftables": []}', 3),
        ("table ip x {\n\tchain y {\n\t}\n}\n", 2),
        ("add rule ip x y accept\n", 2),
    ],
)
def test_detection(text: str, certain: int) -> None:
    found = detect(Document(name="x", files=(SourceFile("x", text),)))
    assert found is not None
    assert found.certainty == certain


@pytest.mark.parametrize("text", ["", "table of contents {\n", "*filter\nCOMMIT\n", "interfaces {\n}\n"])
def test_other_texts_are_not_taken(text: str) -> None:
    assert detect(Document(name="x", files=(SourceFile("x", text),))) is None


SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/nft"


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_read_completely(case: str) -> None:
    path = SAMPLES / case / "ruleset.nft"
    document = Document(name=case, files=(SourceFile(path.name, path.read_text(encoding="utf-8")),))
    assert detect(document) is not None
    (device,) = parse(document)
    assert device.complete.ipv4
    assert device.complete.ipv6
    assert device.coverage.relevant_share == 1.0
    # whether a daemon opens ports stands in the rules only while one runs
    assert {undecided.kind for undecided in device.undecided} == (set() if case == "upnp" else {"capability"})
