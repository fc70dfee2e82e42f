"""What is open on LCOS. Sources: device MIB (Service-Table 2.8.9.4, Access-Table 2.11.15), LANCOM reference manual."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role

Run = Callable[..., Device]
Ask = Callable[[Device, str], str]

TABLE = "cd /Setup/IP-Router/1-N-NAT/Service-Table"
RULES = "cd /Setup/IP-Router/Firewall/Rules"


def row(
    first: str = "443",
    last: str = "443",
    protocol: str = "TCP",
    *,
    peer: str = "",
    wan: str = "0.0.0.0",  # noqa: S104  # a value of the table
    to: str = "192.168.10.10",
    port: str = "0",
    active: str = "Yes",
) -> str:  # a value of the table
    return f'add {first} {last} {protocol} "{peer}" {wan} {to} {port} {active} "x"'


def rule(
    name: str,
    source: str = "ANYHOST",
    target: str = "ANYHOST",
    action: str = "ACCEPT",
    *,
    prot: str = "ANY",
    on: str = "Yes",
    prio: str = "0",
    linked: str = "No",
    tag: str = "0",
) -> str:
    return f'add "{name}" "{prot}" "{source}" "{target}" "{action}" {linked} {prio} {on} No Yes {tag} 0 ""'


def test_ranges_protocols_and_mapped_ports(run: Run, ask: Ask) -> None:
    device = run(
        TABLE,
        row("440", "449"),
        row("5060", "5061", "TCP+UDP", to="192.168.10.11"),
        row("8443", "8443", port="443", to="192.168.10.12"),
    )
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.10.10:445"
    assert ask(device, "udp 9.9.9.9 wan 445") == "closed"
    assert ask(device, "udp 9.9.9.9 wan 5061") == "open 192.168.10.11:5061"
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 192.168.10.12:443"


def test_active_no_is_off(run: Run, ask: Ask) -> None:
    assert ask(run(TABLE, row(active="No")), "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize("changed", [{"active": "0"}, {"active": "1"}, {"protocol": "1"}, {"last": "0"}])
def test_numbers_in_place_of_names_and_an_end_port_of_zero_are_undecided(
    run: Run, ask: Ask, changed: dict[str, str]
) -> None:
    # the MIB has Active Yes=0 and No=1: a number could mean either
    assert ask(run(TABLE, row(**changed)), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_mapped_port_with_a_range_lands_in_one_of_two_ways(run: Run, ask: Ask) -> None:
    device = run(TABLE, row("8000", "8003", port="80"))
    assert ask(device, "tcp 9.9.9.9 wan 8003") == "open 192.168.10.10:80 or 192.168.10.10:83"


def test_all_ports_of_both_protocols_are_an_exposed_host(run: Run) -> None:
    entry = run(TABLE, row("1", "65535", "TCP+UDP")).pipelines[0].chains[0].entries[0]
    assert getattr(entry.action, "kind", None) == "exposed_host"


def test_a_forward_of_another_peer_is_not_for_the_internet(run: Run, ask: Ask) -> None:
    assert ask(run(TABLE, row(peer="internet")), "tcp 9.9.9.9 wan 443").startswith("open")
    device = run(TABLE, row(peer="BRANCH"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert len(device.inactive) == 1


def test_overlapping_rows_land_in_either_place(run: Run, ask: Ask) -> None:
    device = run(TABLE, row("1", "65535", "TCP+UDP", to="192.168.10.99"), row())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.10.10:443 or 192.168.10.99:443"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open 192.168.10.99:80"


@pytest.mark.parametrize(
    "bad", ["add x 443 TCP", "add 443 80 TCP", "add 443 443 FOO", 'add 443 443 TCP "" 0.0.0.0 host']
)
def test_rows_that_cannot_be_read_leave_the_family_open(run: Run, bad: str) -> None:
    assert not run(TABLE, bad).complete.ipv4


def test_nn_nat_is_not_evaluated(run: Run) -> None:
    assert not run("cd /Setup/IP-Router/N-N-NAT", "add 1 192.168.10.0 255.255.255.0 INTERNET 203.0.113.0").complete.ipv4


# The firewall


def test_the_firewall_allows_what_no_rule_forbids(run: Run, ask: Ask) -> None:
    assert ask(run("set /Setup/IP-Router/Firewall/Operating Yes", TABLE, row()), "tcp 9.9.9.9 wan 443").startswith(
        "open"
    )


def test_a_deny_all_makes_a_forward_dead(run: Run, ask: Ask) -> None:
    # reference manual: with a deny-all strategy a forward needs an extra allow rule
    assert ask(run(TABLE, row(), RULES, rule("DENY", action="REJECT")), "tcp 9.9.9.9 wan 443") == "closed"


def test_specific_rules_come_first_whatever_the_file_order(run: Run, ask: Ask) -> None:
    allow = rule("WEB", "%A0", "%A192.168.10.10 %M255.255.255.255 %S443", "%a", prot="%P6")
    device = run(TABLE, row(), row("25", "25"), RULES, rule("DENY", action="%d"), allow)
    assert ask(device, "tcp 9.9.9.9 wan 443").startswith("open")
    assert ask(device, "tcp 9.9.9.9 wan 25") == "closed"


def test_rules_that_cross_may_come_in_either_order(run: Run, ask: Ask) -> None:
    by_source = rule("SRC", "%A9.9.9.0 %M255.255.255.0", "ANYHOST", "DROP")
    by_target = rule("DST", "ANYHOST", "%A192.168.10.10 %S443", "ACCEPT", prot="TCP")
    device = run(TABLE, row(), RULES, by_source, by_target, rule("DENY", action="DROP"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 8.8.8.8 wan 443").startswith("open")


def test_different_priorities_leave_the_order_open(run: Run, ask: Ask) -> None:
    allow = rule("WEB", "ANYHOST", "%A192.168.10.10 %S443", prot="TCP")
    assert (
        ask(run(TABLE, row(), RULES, allow, rule("DENY", action="DROP", prio="10")), "tcp 9.9.9.9 wan 443")
        == "conditional"
    )


def test_a_rule_that_is_off_or_a_firewall_that_is_off_does_not_count(run: Run, ask: Ask) -> None:
    deny = rule("DENY", action="REJECT", on="No")
    assert ask(run(TABLE, row(), RULES, deny), "tcp 9.9.9.9 wan 443").startswith("open")
    off = "set /Setup/IP-Router/Firewall/Operating No"
    assert ask(run(TABLE, row(), RULES, rule("DENY", action="REJECT"), off), "tcp 9.9.9.9 wan 443").startswith("open")


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"action": "NOBODY_KNOWS"}, "conditional"),
        ({"action": "%Lcds100 %d"}, "conditional"),
        ({"action": "DROP", "linked": "Yes"}, "conditional"),
        ({"action": "DROP", "tag": "7"}, "conditional"),
        ({"action": "DROP", "on": "0"}, "conditional"),
        ({"action": "DROP", "source": "%Dhost.example.net"}, "conditional"),
        ({"action": "DROP", "source": "%A192.168.10.10-192.168.10.20"}, "open 192.168.10.10:443"),
        ({"action": "DROP", "source": "LOCALNET"}, "open 192.168.10.10:443"),
        ({"action": "DROP", "source": "%HBRANCH"}, "open 192.168.10.10:443"),
        ({"action": "DROP", "source": "%HINTERNET"}, "closed"),
        ({"action": "DROP", "target": "%L"}, "closed"),
        ({"action": "DROP", "target": "%A192.168.10.1,192.168.10.10"}, "closed"),
        ({"action": "DROP", "prot": "UDP"}, "open 192.168.10.10:443"),
        ({"action": "DROP", "target": "%A0 %S80,443-444"}, "closed"),
    ],
)
def test_objects_and_conditions(run: Run, ask: Ask, changed: dict[str, str], answer: str) -> None:
    assert ask(run(TABLE, row(), RULES, rule("R", **changed)), "tcp 9.9.9.9 wan 443") == answer


def test_named_objects_and_actions_are_looked_up(run: Run, ask: Ask) -> None:
    objects = (
        "cd /Setup/IP-Router/Firewall/Objects",
        'add "SERVER" "%A192.168.10.10"',
        'add "WEB" "%P6 %S443"',
        'add "LOOP" "LOOP2"',
        'add "LOOP2" "LOOP"',
    )
    actions = ("cd /Setup/IP-Router/Firewall/Actions", 'add "STOP" "%d"')
    assert (
        ask(
            run(TABLE, row(), *objects, *actions, RULES, rule("R", target="SERVER WEB", action="STOP")),
            "tcp 9.9.9.9 wan 443",
        )
        == "closed"
    )
    assert (
        ask(run(TABLE, row(), *objects, RULES, rule("R", target="LOOP", action="DROP")), "tcp 9.9.9.9 wan 443")
        == "conditional"
    )


# The device itself

ACCESS = "cd /Setup/Config/Access-Table"


def test_yes_and_read_are_open_and_vpn_and_no_are_not(run: Run, ask: Ask) -> None:
    device = run(ACCESS, "set WAN No No VPN VPN Yes No Read")
    answers = {p: ask(device, f"tcp 9.9.9.9 wan {p}") for p in (22, 23, 80, 443)}
    assert answers == {22: "open router", 23: "closed", 80: "closed", 443: "open router"}


def test_without_a_row_for_the_wan_management_is_closed(run: Run, ask: Ask) -> None:
    # denied by default since LCOS 9
    assert ask(run(), "tcp 9.9.9.9 wan 443") == "closed"
    assert run().complete.ipv4
    old = "# Script (LANCOM 1711 / 8.80.0190 / 1.1.2013)\nset /Setup/Name x\n"
    assert not run(base=old).complete.ipv4


def test_services_stand_on_their_configured_ports(run: Run, ask: Ask) -> None:
    device = run("set /Setup/Config/SSH-Port 2222", ACCESS, "set WAN No No No No No No Yes")
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_column_or_value_that_nobody_knows_is_not_closed(run: Run, ask: Ask) -> None:
    assert not run(ACCESS, "tab Ifc. HTTPS Future", "set WAN No Yes").complete.ipv4
    assert not run(ACCESS, "set WAN No No No No No No No Yes").complete.ipv4
    assert ask(run(ACCESS, "tab Ifc. HTTPS", "set WAN 1"), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_station_list_may_keep_others_away(run: Run, ask: Ask) -> None:
    device = run(
        "cd /Setup/TCP-IP/Access-List", "add 198.51.100.0 255.255.255.0 0 x", ACCESS, "set WAN No No No No Yes No No"
    )
    assert ask(device, "tcp 198.51.100.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


def test_whether_a_deny_all_stops_management_no_source_says(run: Run, ask: Ask) -> None:
    device = run(RULES, rule("DENY", action="DROP"), ACCESS, "set WAN No No No No Yes No No")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize(("setting", "answer"), [("Off", "open router"), ("WAN", "closed"), ("Always", "closed")])
def test_pings(run: Run, ask: Ask, setting: str, answer: str) -> None:
    assert ask(run(f"set /Setup/IP-Router/Firewall/Ping-Block {setting}"), "icmp 9.9.9.9 wan -") == answer
    assert ask(run(), "icmp 9.9.9.9 wan -") == "conditional"


def test_the_vpn_has_ports_of_its_own(run: Run, ask: Ask) -> None:
    assert ask(run("set /Setup/VPN/Operating Yes"), "udp 9.9.9.9 wan 500") == "conditional"
    assert ask(run(), "udp 9.9.9.9 wan 500") == "closed"


def test_lcos_has_no_upnp(run: Run) -> None:
    assert run().port_mappings == ()
    assert run().undecided == ()


# Networks


def test_addresses_roles_and_peers(run: Run) -> None:
    device = run(
        "cd /Setup/TCP-IP/Network-list", 'add "DMZ" 10.1.1.1 255.255.255.0 0 LAN-2 loose DMZ 0 ""', 'add "OLD" 0.0.0.0 255.255.255.0 0 any loose Intranet 0 ""',
        "cd /Setup/WAN/IP-List", "add INTERNET 203.0.113.2 255.255.255.252",
    )  # fmt: skip
    assert {i.name: i.role for i in device.interfaces} == {"INTRANET": Role.LAN, "DMZ": Role.DMZ, "INTERNET": Role.WAN}
    assert [a.stated for a in device.wan_interfaces()[0].addresses] == [True]


def test_public_networks_behind_a_route_without_masquerading_are_routed(run: Run, ask: Ask) -> None:
    lines = ("cd /Setup/TCP-IP/Network-list", 'add "PUBLIC" 203.0.113.17 255.255.255.240 0 LAN-2 loose DMZ 0 ""')
    change = ("cd /Setup/IP-Router/IP-Routing-Table", 'set 255.255.255.255 0.0.0.0 0 "INTERNET" 0 {0} Yes ""')
    open_device = run(*lines, change[0], change[1].format("No"))
    assert ask(open_device, "tcp 9.9.9.9 203.0.113.20 25") == "open 203.0.113.20:25"
    assert ask(run(*lines), "tcp 9.9.9.9 203.0.113.20 25") == "conditional"


def test_a_gateway_inside_a_network_makes_that_network_the_side_of_the_internet(run: Run) -> None:
    device = run(
        "cd /Setup/IP-Router/IP-Routing-Table", "del *", "add 255.255.255.255 0.0.0.0 0 192.168.10.254 0 on Yes x"
    )
    assert [i.name for i in device.wan_interfaces()] == ["INTRANET"]


def test_ipv6_is_complete_only_where_it_is_off(run: Run, ask: Ask) -> None:
    assert run("set /Setup/IPv6/Operating No").complete.ipv6
    assert not run().complete.ipv6
    on = (
        "set /Setup/IPv6/Operating Yes",
        "cd /Setup/IPv6/Firewall/Services",
        "add WEB TCP 443 No",
        "cd /Setup/IPv6/Firewall/Inbound-Rules",
    )
    device = run(*on, "add ALLOW ACCEPT WEB ANYHOST Yes 0 0 x", "add OFF ACCEPT WEB ANYHOST No 0 0 x")
    assert not device.complete.ipv6
    assert ask(device, "tcp 2620:fe::9 wan 443") == "conditional"
    assert ask(device, "tcp 2620:fe::9 wan 80") == "closed"
