"""What targets do: verdicts, chains, translations. Sources: iptables-extensions(8), and packets where it is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

OPEN = "-A FORWARD -i eth0 -o br0 -j ACCEPT"


def dnat(port: str, to: str, protocol: str = "tcp") -> str:
    return f"-A PREROUTING -i eth0 -p {protocol} -m {protocol} --dport {port} -j DNAT --to-destination {to}"


@pytest.mark.parametrize(
    ("to", "packet", "answer"),
    [
        ("192.168.1.10", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:5003"),
        ("192.168.1.10:80", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:80"),
        ("192.168.1.10:6000-6010/5000", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:6003"),
        ("192.168.1.10:5000-5010", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:5003"),
        ("192.168.1.10-192.168.1.11:80", "tcp 9.9.9.9 wan 5003", "open 192.168.1.10:80 or 192.168.1.11:80"),
        ("192.168.1.10", "tcp 9.9.9.9 wan 5011", "closed"),
        ("192.168.1.10", "udp 9.9.9.9 wan 5003", "closed"),
    ],
)
def test_destination_nat(box: Box, ask: Ask, to: str, packet: str, answer: str) -> None:
    assert ask(box(OPEN, nat=dnat("5000:5010", to)), packet) == answer


def test_a_range_without_a_base_does_not_shift(box: Box) -> None:
    # Measured with packets: a port that lies in the new range is kept, any other goes where the kernel picks.
    rows = evaluate(box(OPEN, nat=dnat("440:449", "192.168.1.11:445-454"))).exposures
    assert {(row.port_map, row.ports) for row in rows if row.kind == "forward"} == {
        ("pool", ((440, 444),)),
        ("same", ((445, 449),)),
    }


def test_ports_outside_of_a_shift_wrap_around(box: Box, ask: Ask) -> None:
    # Measured with packets: with base 5000 and eleven ports, 22 becomes 6003.
    nat = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 22 -j DNAT --to-destination 192.168.1.10:6000-6010/5000"
    assert ask(box(OPEN, nat=nat), "tcp 9.9.9.9 wan 22") == "open 192.168.1.10:6003"


def test_redirect_is_asked_for_its_new_port_in_input(box: Box, ask: Ask) -> None:
    nat = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 2222 -j REDIRECT --to-ports 22"
    assert ask(box("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", nat=nat), "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(box("-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT", nat=nat), "tcp 9.9.9.9 wan 2222") == "closed"
    assert ask(box("-A INPUT -m conntrack --ctstate DNAT -j ACCEPT", nat=nat), "tcp 9.9.9.9 wan 2222") == "open router"


def test_netmap_keeps_the_host_part(box: Box, ask: Ask) -> None:
    nat = "-A PREROUTING -d 198.51.100.64/28 -i eth0 -j NETMAP --to 192.168.1.64/28"
    device = box("-A FORWARD -d 192.168.1.64/28 -i eth0 -p tcp -m tcp --dport 443 -j ACCEPT", nat=nat)
    assert ask(device, "tcp 9.9.9.9 198.51.100.70 443") == "open 192.168.1.70:443"
    assert ask(device, "tcp 9.9.9.9 198.51.100.80 443") == "closed"
    assert {row.kind for row in evaluate(device).exposures} == {"one_to_one"}


def test_the_first_translation_wins_and_accept_keeps_a_port_away_from_it(box: Box, ask: Ask) -> None:
    nat = """
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT
        -A PREROUTING -i eth0 -j DNAT --to-destination 192.168.1.10
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.20
    """
    device = box(OPEN, nat=nat)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    report = evaluate(device)
    assert {row.kind for row in report.exposures} == {"exposed_host"}
    assert [(entry.reason, entry.nat) for entry in report.idle if entry.nat] == [("shadowed", True)]


def test_jump_comes_back_and_goto_does_not(box: Box, ask: Ask) -> None:
    rules = (
        "-A INPUT -i eth0 {} x\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A x -p tcp -m tcp --dport 22 -j RETURN"
    )
    assert ask(box(rules.format("-j")), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box(rules.format("-g")), "tcp 9.9.9.9 wan 22") == "closed"


def test_return_in_a_built_in_chain_means_its_policy(box: Box, ask: Ask) -> None:
    rules = "-A INPUT -p tcp -m tcp --dport 22 -j RETURN\n-A INPUT -j DROP"
    assert ask(box(rules, incoming="ACCEPT"), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box(rules, incoming="ACCEPT"), "tcp 9.9.9.9 wan 23") == "closed"


@pytest.mark.parametrize(
    "target",
    [
        "LOG --log-prefix x",
        "NFLOG --nflog-group 1",
        "TCPMSS --clamp-mss-to-pmtu",
        "TEE --gateway 192.168.1.9",
        "MARK --set-mark 1",
    ],
)
def test_targets_that_go_on(box: Box, ask: Ask, target: str) -> None:
    rules = f"-A INPUT -i eth0 -p tcp -j {target}\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"
    assert ask(box(rules), "tcp 9.9.9.9 wan 22") == "open router"


def test_a_rule_without_a_target_only_counts(box: Box, ask: Ask) -> None:
    assert ask(box("-A INPUT -i eth0\n-A INPUT -p tcp -j ACCEPT"), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box("-A INPUT -i eth0"), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize("target", ["NFQUEUE --queue-num 0", "UNHEARD-OF --of 1", "no-such-chain"])
def test_what_nobody_can_foresee_is_undetermined(box: Box, ask: Ask, target: str) -> None:
    assert ask(box(f"-A INPUT -i eth0 -p tcp -j {target}"), "tcp 9.9.9.9 wan 22") == "conditional"


def test_tarpit_lets_nobody_in_and_synproxy_does(box: Box, ask: Ask) -> None:
    assert ask(box("-A INPUT -p tcp -j TARPIT", incoming="ACCEPT"), "tcp 9.9.9.9 wan 22") == "closed"
    rule = "-A INPUT -p tcp -m tcp --dport 22 -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460"
    assert ask(box(rule), "tcp 9.9.9.9 wan 22") == "open router"


def test_a_translation_whose_target_is_masked_makes_the_answer_incomplete(box: Box) -> None:
    device = box(OPEN, nat=dnat("443", "<inside_ip>:443"))
    assert not device.complete.ipv4
    # ... unless it is for clients inside
    lan = "-A PREROUTING -i br0 -p udp -m udp --dport 53 -j DNAT --to-destination <inside_ip>"
    assert box(OPEN, nat=lan).complete.ipv4


def test_mappings_of_miniupnpd_are_told_apart(box: Box) -> None:
    nat = "-A PREROUTING -i eth0 -j MINIUPNPD\n-A MINIUPNPD -p tcp -m tcp --dport 6881 -j DNAT --to-destination 192.168.1.9:6881"
    report = evaluate(box(OPEN, nat=nat))
    assert [row.kind for row in report.exposures] == ["upnp_mapping"]
    assert [capability.kind for capability in report.capabilities] == ["upnp"]


def test_jumps_that_go_round_are_undetermined(box: Box, ask: Ask) -> None:
    rules = "-A INPUT -j a\n-A a -j b\n-A b -p udp -j RETURN\n-A b -j a"
    assert ask(box(rules), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(box(rules), "udp 9.9.9.9 wan 22") == "closed"


OWN = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 2222 -j DNAT --to-destination 192.168.1.1:22"
SSH_IN = "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"


def test_a_translated_address_may_be_one_of_the_router_that_no_line_names(box: Box, ask: Ask) -> None:
    # Measured with packets: DNAT to 192.168.1.1, which the router has on its LAN, goes through INPUT and never FORWARD.
    assert ask(box(SSH_IN, nat=OWN), "tcp 9.9.9.9 wan 2222") == "conditional"
    assert ask(box("", nat=OWN), "tcp 9.9.9.9 wan 2222") == "closed"
    local = "-A INPUT -m addrtype --dst-type LOCAL -p tcp --dport 22 -j ACCEPT"
    assert ask(box(local, nat=OWN), "tcp 9.9.9.9 wan 2222") == "conditional"


def test_what_is_forwarded_to_a_translated_address_needs_no_doubt(box: Box, ask: Ask) -> None:
    assert ask(box(f"{OPEN}\n{SSH_IN}", nat=OWN), "tcp 9.9.9.9 wan 2222") == "open 192.168.1.1:22"


def test_a_host_that_a_forward_rule_names_is_no_address_of_the_router(box: Box, ask: Ask) -> None:
    host = "-A FORWARD -d 192.168.1.1/32 -s 198.18.0.0/15 -j ACCEPT"
    assert ask(box(f"{host}\n{SSH_IN}", nat=OWN), "tcp 9.9.9.9 wan 2222") == "closed"


def test_the_router_itself_is_in_the_network_onto_which_a_block_is_mapped(box: Box, ask: Ask) -> None:
    # Measured with packets: NETMAP of 203.0.113.32/29 onto 192.168.1.0/29 leads .33 to the router's own 192.168.1.1.
    nat = "-A PREROUTING -d 203.0.113.32/29 -i eth0 -j NETMAP --to 192.168.1.0/29"
    assert ask(box(SSH_IN, nat=nat), "tcp 9.9.9.9 203.0.113.33 22") == "conditional"


def test_where_a_mapped_network_leads_from_an_address_that_is_not_stated(box: Box) -> None:
    # Measured with packets: NETMAP keeps the host part of the WAN address, .2 or whatever the provider gave.
    nat = "\n".join(f"-A PREROUTING -i eth0 -p tcp --dport {port} -j NETMAP --to 192.168.1.0/24" for port in (22, 80))
    rules = """
        -A FORWARD -i eth0 -o br0 -p tcp --dport 22 -j ACCEPT
        -A FORWARD -i eth0 -d 192.168.1.10/32 -o br0 -p tcp --dport 80 -j ACCEPT
    """
    rows = evaluate(box(rules, nat=nat)).exposures
    assert {(row.destination, row.ports, row.target, row.certainty) for row in rows} == {
        ("wan", ((22, 22),), "192.168.1.0/24", "certain"),
        ("wan", ((80, 80),), "192.168.1.0/24", "conditional"),
    }


def test_a_block_that_a_rule_names_is_mapped_host_by_host(box: Box, ask: Ask) -> None:
    nat = "-A PREROUTING -d 203.0.113.32/29 -i eth0 -j NETMAP --to 192.168.1.32/29"
    assert ask(box(OPEN, nat=nat), "tcp 9.9.9.9 203.0.113.37 22") == "open 192.168.1.37:22"


def test_a_target_may_lie_behind_an_interface_that_no_rule_stops_or_names(box: Box) -> None:
    # The kernel forwards by the route, which a dump does not show: with the policy ACCEPT and drops by name, a host
    # behind a further interface is reached.
    shut = "-A FORWARD -i eth0 -o br0 -j DROP"
    forward = dnat("8080", "10.5.5.5:80")
    rows = evaluate(box(shut, nat=forward, forward="ACCEPT")).exposures
    assert [(row.target, row.certainty) for row in rows if row.kind == "forward"] == [("10.5.5.5", "conditional")]
    # What stops everything, or everything from the Internet, leaves no such way.
    for closed in (box(shut, nat=forward), box(f"{shut}\n-A FORWARD -i eth0 -j DROP", nat=forward, forward="ACCEPT")):
        assert [row for row in evaluate(closed).exposures if row.kind == "forward"] == []


def test_a_host_in_a_network_that_rules_name_lies_behind_no_other_interface(box: Box) -> None:
    shut = "-A FORWARD -s 10.5.5.0/24 -i br0 -j ACCEPT\n-A FORWARD -i eth0 -o br0 -j DROP"
    rows = evaluate(box(shut, nat=dnat("8080", "10.5.5.5:80"), forward="ACCEPT")).exposures
    assert [row for row in rows if row.kind == "forward"] == []
