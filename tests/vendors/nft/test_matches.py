"""What each expression means for the first packet of a connection. Sources: nft(8) and packets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

WEB = 'iifname "eth0" tcp dport 8080 dnat to 192.168.1.10:80'


@pytest.mark.parametrize(
    ("test", "packet", "answer"),
    [
        ("tcp dport 22", "tcp 9.9.9.9 wan 22", "open router"),
        ("tcp dport ssh", "tcp 9.9.9.9 wan 22", "open router"),
        ("tcp dport { 22, 80, 8000-8010 }", "tcp 9.9.9.9 wan 8010", "open router"),
        ("tcp dport { 22, 80, 8000-8010 }", "tcp 9.9.9.9 wan 8011", "closed"),
        ("tcp dport != 1-1023", "tcp 9.9.9.9 wan 8080", "open router"),
        ("tcp dport != 1-1023", "udp 9.9.9.9 wan 8080", "closed"),
        ("tcp dport != { 22, 23 }", "tcp 9.9.9.9 wan 22", "closed"),
        ("tcp dport > 1023", "tcp 9.9.9.9 wan 1024", "open router"),
        ("tcp dport < 1024", "tcp 9.9.9.9 wan 1024", "closed"),
        ("tcp dport <= 1024", "tcp 9.9.9.9 wan 1024", "open router"),
        ("meta l4proto udp th dport 53", "udp 9.9.9.9 wan 53", "open router"),
        ("meta l4proto { tcp, udp } th dport 53", "tcp 9.9.9.9 wan 53", "open router"),
        ("@th,16,16 0x35", "udp 9.9.9.9 wan 53", "open router"),
        ("@nh,72,8 0x6", "tcp 9.9.9.9 wan 1", "open router"),
        ("@nh,72,8 0x6", "udp 9.9.9.9 wan 1", "closed"),
        ("@nh,96,32 0x9090909", "tcp 9.9.9.9 wan 1", "open router"),
        ("ip protocol tcp", "tcp 9.9.9.9 wan 1", "open router"),
        ("ip6 nexthdr tcp", "tcp 9.9.9.9 wan 1", "closed"),
        ("ip6 nexthdr tcp", "tcp 2620:fe::9 wan 1", "open router"),
        ("meta l4proto != tcp", "udp 9.9.9.9 wan 53", "open router"),
        ("ip saddr 9.9.9.0/24", "tcp 9.9.9.9 wan 1", "open router"),
        ("ip saddr != 9.9.9.0/24", "tcp 9.9.9.9 wan 1", "closed"),
        ("ip saddr { 8.8.8.8, 9.9.9.1-9.9.9.9 }", "tcp 9.9.9.9 wan 1", "open router"),
        ("ip saddr & 255.255.255.0 == 9.9.9.0", "tcp 9.9.9.9 wan 1", "open router"),
        ("ip6 saddr 2620:fe::/32", "tcp 2620:fe::9 wan 1", "open router"),
        ("icmp type echo-request", "icmp 9.9.9.9 wan -", "open router"),
        ("icmp type { destination-unreachable, time-exceeded }", "icmp 9.9.9.9 wan -", "closed"),
        ("icmpv6 type { echo-request, nd-router-advert }", "icmp 2620:fe::9 wan -", "open router"),
        ("icmpv6 type != echo-request", "icmp 2620:fe::9 wan -", "closed"),
        ("meta nfproto ipv4", "tcp 9.9.9.9 wan 1", "open router"),
        ("meta nfproto ipv6", "tcp 9.9.9.9 wan 1", "closed"),
        ("meta protocol ip6", "tcp 2620:fe::9 wan 1", "open router"),
        ('iifname "eth*"', "tcp 9.9.9.9 wan 1", "open router"),
        ('iifname != "eth0"', "tcp 9.9.9.9 wan 1", "closed"),
        ('iif "eth0"', "tcp 9.9.9.9 wan 1", "open router"),
        ('oifname "br0"', "tcp 9.9.9.9 wan 1", "closed"),
        ('oifname != "br0"', "tcp 9.9.9.9 wan 1", "open router"),
        ("ct state new", "tcp 9.9.9.9 wan 1", "open router"),
        ("ct state { established, new }", "tcp 9.9.9.9 wan 1", "open router"),
        ("ct state != new", "tcp 9.9.9.9 wan 1", "closed"),
        ("ct state invalid,untracked", "tcp 9.9.9.9 wan 1", "closed"),
        ("ct state & (established | new) != 0", "tcp 9.9.9.9 wan 1", "open router"),
        ("ct direction original", "tcp 9.9.9.9 wan 1", "open router"),
        ("ct direction reply", "tcp 9.9.9.9 wan 1", "closed"),
        ("fib daddr type local", "tcp 9.9.9.9 wan 1", "open router"),
        ("fib daddr type != local", "tcp 9.9.9.9 wan 1", "closed"),
        ("fib daddr . iif type { local, broadcast }", "tcp 9.9.9.9 wan 1", "open router"),
        ("fib saddr . iif oif missing", "tcp 9.9.9.9 wan 1", "closed"),
        ("fib saddr . iif oif exists", "tcp 9.9.9.9 wan 1", "open router"),
        ("fib saddr . mark . iif oif 0", "tcp 9.9.9.9 wan 1", "closed"),
        ("meta pkttype { broadcast, multicast }", "tcp 9.9.9.9 wan 1", "closed"),
        ("meta pkttype host", "tcp 9.9.9.9 wan 1", "open router"),
        ("meta skuid 0", "tcp 9.9.9.9 wan 1", "closed"),
        ("meta ipsec exists", "tcp 9.9.9.9 wan 1", "closed"),
        ('ct helper "ftp"', "tcp 9.9.9.9 wan 1", "closed"),
        ("tcp flags syn", "tcp 9.9.9.9 wan 1", "open router"),
        ("tcp flags & (fin | syn | rst | ack) == syn", "tcp 9.9.9.9 wan 1", "open router"),
        ("tcp flags & (fin|syn|rst|ack) != syn", "tcp 9.9.9.9 wan 1", "closed"),
        ("tcp flags syn / fin,syn,rst,ack", "tcp 9.9.9.9 wan 1", "open router"),
        ("tcp flags != syn / fin,syn,rst,ack", "tcp 9.9.9.9 wan 1", "closed"),
        ("tcp flags { ack, syn | ack }", "tcp 9.9.9.9 wan 1", "closed"),
        ("ip daddr . tcp dport { 192.168.1.9 . 22 }", "tcp 9.9.9.9 wan 22", "closed"),
        ("ip saddr . tcp dport { 9.9.9.9 . 22, 8.8.8.8 . 80-90 }", "tcp 8.8.8.8 wan 85", "open router"),
        ("ip saddr . tcp dport { 9.9.9.9 . 22, 8.8.8.8 . 80-90 }", "tcp 9.9.9.9 wan 85", "closed"),
        ("ip saddr . tcp dport != { 9.9.9.9 . 22 }", "tcp 9.9.9.9 wan 23", "open router"),
        ("ip saddr . tcp dport != { 9.9.9.9 . 22 }", "udp 9.9.9.9 wan 23", "closed"),
        ("meta l4proto . th dport { tcp . 22, udp . 53 }", "udp 9.9.9.9 wan 53", "open router"),
        ("meta l4proto . th dport { tcp . 22, udp . 53 }", "tcp 9.9.9.9 wan 53", "closed"),
    ],
)  # fmt: skip
def test_plain_matches(box: Box, ask: Ask, test: str, packet: str, answer: str) -> None:
    device = box(f'{test} counter packets 1 bytes 2 accept comment "x"')
    assert ask(device, packet) == answer
    assert device.coverage.relevant_share == 1.0


def test_status_of_a_connection_is_a_bit_or_a_whole_value(box: Box, ask: Ask) -> None:
    # Measured with packets: `ct status dnat` asks for the bit, == and != compare all bits, which are never one alone.
    for test, answer in (
        ("ct status dnat", "open 192.168.1.10:80"),
        ("ct status & dnat == dnat", "open 192.168.1.10:80"),
        ("ct status & dnat != 0", "open 192.168.1.10:80"),
        ("ct status != dnat", "open 192.168.1.10:80"),
        ("ct status == dnat", "closed"),
        ("ct status & dnat == 0", "closed"),
    ):
        assert ask(box(forward=f'iifname "eth0" {test} accept', nat=WEB), "tcp 9.9.9.9 wan 8080") == answer, test


def test_the_original_port_can_be_asked_after_translation(box: Box, ask: Ask) -> None:
    for test in (
        "ct original proto-dst 8080",
        "ct original proto-dst { 8080, 1 }",
        "ct reply proto-src 80",
        "tcp dport 80",
    ):
        device = box(forward=f'iifname "eth0" meta l4proto tcp {test} accept', nat=WEB)
        assert ask(device, "tcp 9.9.9.9 wan 8080") == "open 192.168.1.10:80", test
    assert ask(box(forward="tcp dport 8080 accept", nat=WEB), "tcp 9.9.9.9 wan 8080") == "closed"


@pytest.mark.parametrize(
    ("avoided", "taken"),
    [("tcp sport 0", "tcp sport 1024-65535"), ("limit rate over 9/second", "limit rate 5/second")],
)
def test_what_the_sender_avoids_is_not_what_he_takes(box: Box, avoided: str, taken: str) -> None:
    nat = f'iifname "eth0" {taken} tcp dport 443 dnat ip to 192.168.1.10'
    device = box(forward=f"{avoided} goto flags\ntcp dport 443 accept", nat=nat, more="chain flags {\n\t\tdrop\n\t}\n")
    assert "192.168.1.10" in {row.target for row in evaluate(device).exposures}


@pytest.mark.parametrize(
    "test",
    [
        "limit rate 10/second",
        "limit rate over 3/minute burst 5 packets",
        "ct count over 20",
        "quota until 10 mbytes",
        "tcp sport 53",
        "ip ttl > 10",
        "ip dscp cs1",
        "meta length 40-1500",
        "tcp option maxseg size 1-500",
        "numgen random mod 10 < 5",
        "add @seen { ip saddr limit rate 5/second }",
        "meter ssh { ip saddr ct count over 3 }",
        'xt match "limit"',
    ],
)
def test_what_the_sender_chooses_opens_and_does_not_protect(box: Box, ask: Ask, test: str) -> None:
    assert ask(box(f"{test} accept"), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box(f"{test} drop", policy="accept"), "tcp 9.9.9.9 wan 22") == "open router"


def test_th_dport_asks_two_bytes_of_any_protocol(box: Box) -> None:
    # Measured with packets: a ping passes `th dport 1024-65535` by its checksum, which its sender makes.
    rows = evaluate(box("th dport 1024-65535 accept")).exposures
    assert {row.protocol for row in rows if row.family == "ipv4" and row.certainty == "certain"} >= {
        "tcp",
        "udp",
        "icmp",
    }
    assert not [row for row in rows if row.protocol == "tcp" and row.ports[0][0] < 1024]


@pytest.mark.parametrize(
    "test",
    [
        'meta hour "08:00"-"18:00"',
        'meta day { "Saturday", "Sunday" }',
        "meta mark 0x77",
        "ip saddr @friends",
        "ip saddr @nobody-defines-it",
        "ether saddr 00:11:22:33:44:55",
        'xt match "set"',
        "quux 7",
        "@nh,0,32 0x45000000",
        "rt classid 7",
    ],
)
def test_what_the_ruleset_does_not_settle_is_conditional_both_ways(box: Box, ask: Ask, test: str) -> None:
    friends = "set friends {\ntype ipv4_addr\nflags dynamic,timeout\ntimeout 1h\n}"
    assert ask(box(f"{test} accept", objects=friends), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(box(f"{test} drop", objects=friends, policy="accept"), "tcp 9.9.9.9 wan 22") == "conditional"


def test_extensions_without_arguments_are_different_questions(box: Box, ask: Ask) -> None:
    rules = 'xt match "set" drop\nxt match "set" accept'
    assert ask(box(rules), "tcp 9.9.9.9 wan 22") == "conditional"


def test_the_same_set_is_the_same_question(box: Box, ask: Ask) -> None:
    objects = "set x {\ntype ipv4_addr\nflags dynamic\n}"
    assert ask(box("ip saddr @x drop\nip saddr @x accept", objects=objects), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(box("ip saddr != @x accept\nip saddr @x accept", objects=objects), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box("ip saddr != @x drop\nip saddr @x accept", objects=objects), "tcp 9.9.9.9 wan 22") == "conditional"


@pytest.mark.parametrize(
    ("marking", "test", "answer"),
    [
        ("meta mark set 1", "meta mark 1", "open router"),
        ("meta mark set 1", "meta mark != 1", "closed"),
        ("meta mark set 3", "meta mark & 2 == 2", "open router"),
        ("meta mark set 3", "meta mark & 0x2 != 0", "open router"),
        ("meta mark set 3", "mark { 1, 3 }", "open router"),
        ("meta mark set meta mark | 0x10", "meta mark & 0xf0 == 0x10", "open router"),
        ("meta mark set meta mark & 0xffffff00 | 0x1", "meta mark 1", "open router"),
        ("meta mark set meta mark ^ 1", "meta mark 1", "open router"),
        ("ct mark set 5", "ct mark 5", "open router"),
        ("meta mark set 5 ct mark set meta mark", "ct mark 5", "open router"),
        ("ct mark set 9 meta mark set ct mark", "meta mark 9", "open router"),
        ("meta mark set 1", "ct mark 1", "closed"),
    ],
)
def test_marks(box: Box, ask: Ask, marking: str, test: str, answer: str) -> None:
    more = f"chain mark {{\ntype filter hook prerouting priority mangle; policy accept;\ntcp dport 22 {marking}\n}}"
    device = box(f"tcp dport {{ 22, 23 }} {test} accept", more=more)
    assert ask(device, "tcp 9.9.9.9 wan 22") == answer


def test_a_rule_may_mark_what_it_asks_for(box: Box, ask: Ask) -> None:
    assert ask(box("meta mark 0 meta mark set 1 accept\ndrop"), "tcp 9.9.9.9 wan 22") == "open router"


def test_without_a_tracked_connection_its_mark_and_status_never_match(box: Box, ask: Ask) -> None:
    # Measured with packets (NFT_BREAK): negated tests neither.
    more = "chain early {\ntype filter hook prerouting priority raw; policy accept;\nudp dport 53 notrack\n}"
    device = box("ct mark != 7 accept\nct state untracked udp dport 54 accept", more=more)
    assert ask(device, "udp 9.9.9.9 wan 53") == "closed"
    assert ask(device, "udp 9.9.9.9 wan 52") == "open router"
