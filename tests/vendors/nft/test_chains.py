"""Chains, hooks, priorities, families, maps and translations. Sources: nft(8) and packets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]
FromText = Callable[..., Device]

WEB = 'iifname "eth0" tcp dport 8080 dnat to 192.168.1.10:80'
LET = 'iifname "eth0" ct status dnat accept'


def test_an_accept_ends_its_own_base_chain_only(box: Box, ask: Ask) -> None:
    # Measured with packets.
    late = "chain late {\ntype filter hook forward priority filter + 10; policy accept;\ntcp dport 80 drop\n}"
    assert ask(box(forward=LET, nat=WEB, more=late), "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(box(forward=LET, nat=WEB), "tcp 9.9.9.9 wan 8080") == "open 192.168.1.10:80"


@pytest.mark.parametrize(
    ("priority", "port", "answer"),
    [
        ("raw", 8080, "closed"),
        ("-300", 80, "open 192.168.1.10:80"),
        ("dstnat + 10", 80, "closed"),
        ("-90", 8080, "open 192.168.1.10:80"),
    ],
)
def test_prerouting_filters_see_the_port_of_their_place(
    box: Box, ask: Ask, priority: str, port: int, answer: str
) -> None:
    more = f"chain pre {{\ntype filter hook prerouting priority {priority}; policy accept;\ntcp dport {port} drop\n}}"
    assert ask(box(forward=LET, nat=WEB, more=more), "tcp 9.9.9.9 wan 8080") == answer


def test_translation_happens_at_its_fixed_place_whatever_its_priority(from_text: FromText, ask: Ask) -> None:
    # Measured with packets (6.18): every nat chain of prerouting runs at -100.
    text = """table ip t {
	chain a {
		type nat hook prerouting priority -150; policy accept;
		iifname "eth0" tcp dport 8080 dnat to 192.168.1.10:80
	}
	chain b {
		type filter hook prerouting priority -120; policy accept;
		tcp dport 80 drop
	}
	chain c {
		type filter hook forward priority 0; policy accept;
		iifname "br0" accept
	}
	chain d {
		type nat hook postrouting priority 100;
		oifname "eth0" masquerade
	}
}
"""
    assert ask(from_text(text), "tcp 9.9.9.9 wan 8080") == "open 192.168.1.10:80"


def test_accept_in_one_nat_chain_leaves_the_next_one_asked(box: Box, ask: Ask) -> None:
    # Measured with packets.
    nat = "tcp dport 8080 accept\n}\nchain second {\ntype nat hook prerouting priority -90; policy accept;\n" + WEB
    assert ask(box(forward=LET, nat=nat), "tcp 9.9.9.9 wan 8080") == "open 192.168.1.10:80"
    alone = f"tcp dport 8080 accept\n{WEB}"
    assert ask(box(forward=LET, nat=alone), "tcp 9.9.9.9 wan 8080") == "closed"


def test_a_source_nat_chain_may_drop(box: Box, ask: Ask) -> None:
    # Measured with packets.
    more = "chain post {\ntype nat hook postrouting priority 90; policy accept;\nip daddr 192.168.1.10 drop\n}"
    assert ask(box(forward=LET, nat=WEB, more=more), "tcp 9.9.9.9 wan 8080") == "closed"


def test_states_are_not_known_before_tracking(box: Box, ask: Ask) -> None:
    # Measured with packets.
    for test, answer in (("ct state invalid", "closed"), ("ct state new", "open router"), ("ct mark 0", "open router")):
        more = f"chain pre {{\ntype filter hook prerouting priority raw; policy accept;\n{test} drop\n}}"
        assert ask(box("tcp dport 22 accept", more=more), "tcp 9.9.9.9 wan 22") == answer, test


def test_notrack_behind_tracking_comes_too_late(box: Box, ask: Ask) -> None:
    # Measured with packets; nft_notrack_eval leaves a tracked packet as it is.
    for priority, answer in (("raw", "closed"), ("mangle", "open 192.168.1.10:80")):
        more = f"chain pre {{\ntype filter hook prerouting priority {priority}; policy accept;\nnotrack\n}}"
        assert ask(box(forward=LET, nat=WEB, more=more), "tcp 9.9.9.9 wan 8080") == answer


def test_jump_goto_and_return(box: Box, ask: Ask) -> None:
    more = "chain x {\ntcp dport 22 return\ntcp dport 80 accept\n}"
    jump = box("jump x\ntcp dport 22 accept", more=more)
    goto = box("goto x\ntcp dport 22 accept", more=more)
    assert ask(jump, "tcp 9.9.9.9 wan 22") == ask(goto, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(goto, "tcp 9.9.9.9 wan 22") == "closed"


def test_both_families_tables_must_accept_ipv4(from_text: FromText, ask: Ask) -> None:
    text = """table inet a {
	chain input {
		type filter hook input priority 0; policy drop;
		iifname "br0" accept
		tcp dport 22 accept
	}
	chain post {
		type nat hook postrouting priority 100; policy accept;
		oifname "eth0" masquerade
	}
}
table ip b {
	chain input {
		type filter hook input priority 0; policy drop;
	}
}
table ip6 c {
	chain input {
		type filter hook input priority 0; policy accept;
	}
}
"""
    device = from_text(text)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 2620:fe::9 wan 22") == "open router"


def test_verdict_maps(box: Box, ask: Ask) -> None:
    more = "chain web {\nip saddr 9.9.9.9 accept\n}"
    device = box(
        "tcp dport vmap { 22 : accept, 80 : jump web, 100-200 : drop }\ntcp dport 80 drop\ntcp dport 150 accept",
        more=more,
    )
    assert ask(device, "tcp 9.9.9.9 wan 22") == ask(device, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(device, "tcp 8.8.8.8 wan 80") == ask(device, "tcp 9.9.9.9 wan 150") == "closed"


def test_a_named_verdict_map_and_its_rest(box: Box, ask: Ask) -> None:
    objects = "map doors {\ntype inet_service : verdict\nelements = { 22 : drop, * : accept }\n}"
    device = box("tcp dport vmap @doors", objects=objects)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 23") == "closed"


def test_sets_with_elements_are_settled(box: Box, ask: Ask) -> None:
    objects = (
        "set office {\ntype ipv4_addr\nflags interval\nelements = { 9.9.9.0/24,\n8.8.8.8 counter packets 0 bytes 0 }\n}"
    )
    device = box("ip saddr @office tcp dport 22 accept", objects=objects)
    assert ask(device, "tcp 8.8.8.8 wan 22") == "open router"
    assert ask(device, "tcp 1.1.1.1 wan 22") == "closed"


def test_elements_that_end_by_themselves_are_not(box: Box, ask: Ask) -> None:
    objects = "set banned {\ntype ipv4_addr\nelements = { 9.9.9.9 timeout 1h expires 20m, 8.8.8.8 }\n}"
    device = box("ip saddr @banned drop\ntcp dport 22 accept", objects=objects)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "tcp 8.8.8.8 wan 22") == "closed"


def test_an_empty_set_may_be_a_terse_listing(box: Box, ask: Ask) -> None:
    device = box("tcp dport @ports accept", objects="set ports {\ntype inet_service\n}")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "udp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    ("rule", "packet", "answer"),
    [
        ("tcp dport 5000-5010 dnat to 192.168.1.10", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:5003"),
        ("tcp dport 5000 dnat to 192.168.1.10:80", "tcp 9.9.9.9 wan 5000", "open 192.168.1.10:80"),
        ("tcp dport 5000-5010 dnat to 192.168.1.10:5005-5015", "tcp 9.9.9.9 wan 5007", "open 192.168.1.10:5007"),
        (
            "meta nfproto ipv4 tcp dport 5000 dnat ip to 192.168.1.10:80 random,persistent",
            "tcp 9.9.9.9 wan 5000",
            "open 192.168.1.10:80",
        ),
        (
            "dnat to tcp dport map { 80 : 192.168.1.10, 443-445 : 192.168.1.11 }",
            "tcp 9.9.9.9 wan 444",
            "open 192.168.1.11:444",
        ),
        ("dnat ip to tcp dport map @forwards", "tcp 9.9.9.9 wan 80", "open 192.168.1.10:8080"),
        (
            "dnat ip to ip daddr . tcp dport map { 198.51.100.1 . 80 : 192.168.1.10 . 81 }",
            "tcp 9.9.9.9 198.51.100.1 80",
            "open 192.168.1.10:81",
        ),
        (
            "dnat ip prefix to ip daddr map { 198.51.100.0/28 : 192.168.1.0/28 }",
            "tcp 9.9.9.9 198.51.100.5 80",
            "open 192.168.1.5:80",
        ),
        (
            "tcp dport 80 dnat to 192.168.1.10-192.168.1.11",
            "tcp 9.9.9.9 wan 80",
            "open 192.168.1.10:80 or 192.168.1.11:80",
        ),
        (
            "tcp dport 80 dnat to numgen inc mod 2 map { 0 : 192.168.1.10, 1 : 192.168.1.11 }",
            "tcp 9.9.9.9 wan 80",
            "open 192.168.1.10:80 or 192.168.1.11:80",
        ),
    ],
)
def test_translations(box: Box, ask: Ask, rule: str, packet: str, answer: str) -> None:
    objects = "map forwards {\ntype inet_service : ipv4_addr . inet_service\nelements = { 80 : 192.168.1.10 . 8080 }\n}"
    device = box(forward='iifname "eth0" ip daddr 192.168.1.0/24 accept', nat=rule, objects=objects)
    assert ask(device, packet) == answer
    assert device.complete.ipv4


def test_redirect_is_asked_for_its_new_port(box: Box, ask: Ask) -> None:
    device = box("tcp dport 22 accept", nat="tcp dport 2222 redirect to :22")
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    mapped = box("tcp dport 22 accept", nat="redirect to :tcp dport map { 2222 : 22, 2223 : 23 }")
    assert ask(mapped, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(mapped, "tcp 9.9.9.9 wan 2223") == "closed"


def test_a_translation_that_cannot_be_read_makes_the_answer_incomplete(box: Box) -> None:
    assert not box(nat="tcp dport 80 dnat to @somewhere").complete.ipv4
    assert not box(nat='tcp dport 80 xt target "DNAT"').complete.ipv4
    assert box(nat='iifname "br0" tcp dport 80 xt target "DNAT"').complete.ipv4


def test_ingress_drops_come_first(box: Box, from_text: FromText, ask: Ask) -> None:
    netdev = """table netdev edge {
	chain in {
		type filter hook ingress device "eth0" priority -500; policy accept;
		ip saddr 9.9.9.0/24 drop
	}
	chain other {
		type filter hook ingress devices = { eth7, eth8 } priority -500; policy drop;
	}
}
"""
    device = box("tcp dport 22 accept")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    text = (
        netdev
        + 'table inet fw {\n\tchain input {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tiifname "br0" accept\n\t\ttcp dport 22 accept\n\t}\n\tchain post {\n\t\ttype nat hook postrouting priority 100;\n\t\toifname "eth0" masquerade\n\t}\n}\n'
    )
    guarded = from_text(text)
    assert ask(guarded, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(guarded, "tcp 8.8.8.8 wan 22") == "open router"


def test_bridge_and_arp_tables_are_passed_over(from_text: FromText, ask: Ask) -> None:
    text = "table bridge b {\n\tchain f {\n\t\ttype filter hook forward priority 0; policy drop;\n\t}\n}\n"
    text += "table arp a {\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n"
    text += 'table ip t {\n\tchain i {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tiifname "br0" accept\n\t}\n}\n'
    assert ask(from_text(text), "tcp 9.9.9.9 wan 22") == "open router"


def test_a_dormant_table_does_nothing(from_text: FromText, ask: Ask) -> None:
    text = "table ip off {\n\tflags dormant\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n"
    text += 'table ip on {\n\tchain i {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tiifname "br0" accept\n\t}\n}\n'
    assert ask(from_text(text), "tcp 9.9.9.9 wan 22") == "open router"


def test_labels_come_from_comments(box: Box) -> None:
    device = box(forward=LET, nat=f'{WEB} comment "web shop"')
    (row,) = [row for row in evaluate(device).exposures if row.kind == "forward"]
    assert row.label == "web shop"


def test_transparent_proxies_are_undetermined(box: Box, ask: Ask) -> None:
    more = "chain pre {\ntype filter hook prerouting priority mangle; policy accept;\ntcp dport 80 meta mark set 1 tproxy to :3128 accept\n}"
    assert ask(box("tcp dport 80 accept", more=more), "tcp 9.9.9.9 wan 80") == "conditional"


# `nft --debug=netlink list`: the rule in the kernel tests nfproto first, and nft 1.0.6 leaves that test out of a listing.
@pytest.mark.parametrize(
    ("how", "four", "six"),
    [
        ("icmp port-unreachable", "closed", "open router"),
        ("icmpv6 no-route", "open router", "closed"),
        ("icmpx admin-prohibited", "closed", "closed"),
        ("tcp reset", "closed", "closed"),
    ],
)
def test_a_reject_is_for_packets_that_it_can_answer(box: Box, ask: Ask, how: str, four: str, six: str) -> None:
    device = box(f"reject with {how}\ntcp dport 22 accept\nudp dport 53 accept")
    assert ask(device, "tcp 9.9.9.9 wan 22") == four
    assert ask(device, "tcp 2620:fe::9 wan 22") == six
    if how == "tcp reset":
        assert ask(device, "udp 9.9.9.9 wan 53") == "open router"


TWO_TABLES = """table ip first {
	chain pre {
		type nat hook prerouting priority dstnat; policy accept;
		iifname "eth0" tcp dport { 80, 443 } dnat to 192.168.1.10
	}
	chain post {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "eth0" masquerade
	}
}
table ip second {
	chain pre {
		type nat hook prerouting priority %s; policy accept;
		iifname "eth0" tcp dport 443 dnat to 192.168.1.20
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname "br0" accept
	}
}
"""


@pytest.mark.parametrize(("priority", "host"), [("dstnat", 20), ("-101", 20), ("-99", 10)])
def test_of_equal_priorities_the_chain_made_last_comes_first(
    from_text: FromText, ask: Ask, priority: str, host: int
) -> None:
    # Measured with packets (6.18); nf_hook_entries_grow() in net/netfilter/core.c puts a new hook before its equals.
    device = from_text(TWO_TABLES % priority)
    assert ask(device, "tcp 9.9.9.9 wan 443") == f"open 192.168.1.{host}:443"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.1.10:80"


@pytest.mark.parametrize(("filter_first", "answer"), [(True, "closed"), (False, "open 192.168.1.10:80")])
def test_a_filter_at_the_priority_of_nat_sees_what_its_age_says(
    from_text: FromText, ask: Ask, filter_first: bool, answer: str
) -> None:
    # Measured with packets (6.18): a filter chain at -100 that is older than every nat chain runs behind NAT.
    checks = "chain check {\ntype filter hook prerouting priority -100; policy accept;\ntcp dport 80 drop\n}\n"
    nat = f"chain pre {{\ntype nat hook prerouting priority dstnat; policy accept;\n{WEB}\n}}\n"
    rest = (
        "chain post {\ntype nat hook postrouting priority srcnat; policy accept;\noifname eth0 masquerade\n}\n"
        "chain forward {\ntype filter hook forward priority filter; policy accept;\niifname br0 accept\n}\n"
    )
    device = from_text("table ip t {\n" + (checks + nat if filter_first else nat + checks) + rest + "}\n")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == answer


@pytest.mark.parametrize(
    "rule",
    [
        "ip daddr 203.0.113.2 jump forwards",
        "ip daddr vmap { 203.0.113.2 : jump forwards }",
        "ip daddr != 203.0.113.2 return\njump forwards",
        "ct original ip daddr 203.0.113.2 jump forwards",
    ],
)
def test_an_address_that_leads_to_forwards_is_the_routers(from_text: FromText, ask: Ask, rule: str) -> None:
    # Packets: each of these is taken for a packet to the router's address.
    text = (
        "table ip t {\nchain forwards {\ntcp dport 8080 dnat to 192.168.1.10:80\n}\n"
        f"chain pre {{\ntype nat hook prerouting priority dstnat; policy accept;\n{rule}\n}}\n"
        "chain post {\ntype nat hook postrouting priority srcnat; policy accept;\noifname eth0 masquerade\n}\n"
        "chain forward {\ntype filter hook forward priority filter; policy accept;\niifname br0 accept\n}\n}\n"
    )
    assert ask(from_text(text), "tcp 9.9.9.9 wan 8080") == "open 192.168.1.10:80"
