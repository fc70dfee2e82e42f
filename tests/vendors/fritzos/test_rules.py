"""Rule strings. Sources: Freetz avm-firewall.cgi and avm-portfw; Freetz-NG docs: 55500+3 is 55500-55502."""

from __future__ import annotations

import pytest

from vendor_parsers.fritzos.rules import Forward, read_rule

HOST = 192 << 24 | 168 << 16 | 178 << 8 | 20


def read(text: str) -> Forward:
    found = read_rule(text)
    assert found is not None
    return found


def test_plus_is_a_count_of_ports_and_not_an_end_port() -> None:
    assert read("tcp 0.0.0.0:5000+10 192.168.178.20:5000").ports == (5000, 5009)
    assert read("tcp 0.0.0.0:5000 192.168.178.20:5000").ports == (5000, 5000)


def test_another_inside_port_moves_the_range() -> None:
    rule = read("tcp 0.0.0.0:80+2 192.168.178.20:8008 0 # redirect")
    assert (rule.ports, rule.first_inside, rule.inside) == ((80, 81), 8008, HOST)


def test_target_zero_is_the_box_itself() -> None:
    assert read("udp 0.0.0.0:7078+32 0.0.0.0:7078").inside is None


def test_a_leading_hash_and_blank_switches_a_rule_off_and_a_later_hash_only_describes() -> None:
    assert read("# tcp 0.0.0.0:3389 192.168.178.20:3389 0 # RDP").off
    rule = read("tcp 0.0.0.0:25 192.168.178.20:25 0 mark 1 # mail # new")
    assert (rule.off, rule.comment, rule.doubt) == (False, "mail # new", "")


def test_a_hash_without_a_blank_leaves_it_open() -> None:
    rule = read("#tcp 0.0.0.0:3389 192.168.178.20:3389")
    assert not rule.off
    assert rule.doubt


def test_protocols_without_ports() -> None:
    assert read("gre 0.0.0.0 192.168.178.20 0 # PPTP").protocol == 47
    assert read("icmp 0.0.0.0 0.0.0.0 0").protocol == 1
    assert not read("esp 0.0.0.0 192.168.178.20").portless


@pytest.mark.parametrize("text", ["ip 0.0.0.0 192.168.178.20 0", "tcp 0.0.0.0 192.168.178.20"])
def test_a_rule_without_ports_is_an_exposed_host(text: str) -> None:
    assert read(text).portless


def test_words_that_nobody_knows_leave_doubt() -> None:
    assert "only-from" in read("tcp 0.0.0.0:443 192.168.178.20:443 0 only-from 1").doubt


@pytest.mark.parametrize(
    "text",
    ["", "tcp", "tcp 0.0.0.0:0 192.168.178.20:0", "tcp 0.0.0.0:65530+10 192.168.178.20:1", "tcp 0.0.0.0:443 server:443",
     "xyz 0.0.0.0:1 192.168.178.20:1", "tcp 0.0.0.0:70000 1.1.1.1:1", "tcp 999.0.0.0:1 1.1.1.1:1", "tcp 0.0.0.0:1+9 1.1.1.1:65530"],
)  # fmt: skip
def test_what_is_no_rule_is_not_guessed(text: str) -> None:
    assert read_rule(text) is None
