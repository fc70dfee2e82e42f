"""What EdgeOS does that VyOS does not: its hooks and their order, port-forward, service nat, UPnP, its services.

Sources: rulesets of live devices (iptables -S of an EdgeRouter and a USG) and what a kernel answered for them;
vyatta-nat lib/Vyatta/NatRule.pm; vyatta-cfg-firewall lib/Vyatta/IpTables/Rule.pm.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]


def forward(port: str = "443", inside: str = "192.168.1.5", to: str = "", *, automatic: str = "enable") -> str:
    lines = [
        "auto-firewall " + automatic,
        "wan-interface eth0",
        f"rule 1 forward-to address {inside}",
        "rule 1 protocol tcp",
    ]
    lines += [f"rule 1 original-port '{port}'"] * bool(port) + [f"rule 1 forward-to port {to}"] * bool(to)
    return "".join(f"port-forward {line}\n" for line in lines)


def service_nat(port: str = "443", inside: str = "192.168.1.5", *more: str) -> str:
    lines = (
        "type destination",
        "inbound-interface eth0",
        "protocol tcp",
        f"destination port {port}",
        f"inside-address address {inside}",
    )
    return "".join(f"service nat rule 1 {line}\n" for line in (*lines, *more))


def test_auto_firewall_lets_a_forward_past_wan_in(build: Build, ask: Ask) -> None:
    # UBNT_PFOR_FW_HOOK stands in front of VYATTA_FW_IN_HOOK; packets
    drop = "firewall name WAN_IN rule 10 action drop\n"
    assert ask(build(drop + forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_an_out_ruleset_cannot_stop_what_auto_firewall_accepted(build: Build, ask: Ask) -> None:
    # its ACCEPT is final; packets
    out = "interfaces ethernet eth1 firewall out name OUT\nfirewall name OUT default-action drop\n"
    assert ask(build(out + forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_without_auto_firewall_wan_in_decides_on_the_inside_port(build: Build, ask: Ask) -> None:
    rule = "firewall name WAN_IN rule 10 action accept\nfirewall name WAN_IN rule 10 protocol tcp\nfirewall name WAN_IN rule 10 destination port 443\n"
    assert (
        ask(build(rule + forward("8443", to="443", automatic="disable")), "tcp 9.9.9.9 wan 8443")
        == "open 192.168.1.5:443"
    )
    assert ask(build(rule + forward("443", to="8443", automatic="disable")), "tcp 9.9.9.9 wan 443") == "closed"


def test_an_accept_in_wan_in_does_not_stop_an_out_ruleset_from_dropping(build: Build, ask: Ask) -> None:
    # accept is RETURN out of the hook; packets
    rule = "firewall name WAN_IN rule 10 action accept\n"
    out = "interfaces ethernet eth1 firewall out name OUT\nfirewall name OUT default-action drop\n"
    assert ask(build(rule + service_nat()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(rule + out + service_nat()), "tcp 9.9.9.9 wan 443") == "closed"


def test_service_nat_has_no_accept_of_its_own(build: Build, ask: Ask) -> None:
    assert ask(build(service_nat()), "tcp 9.9.9.9 wan 443") == "closed"


def test_auto_firewall_opens_a_service_nat_rule_to_the_same_place_too(build: Build, ask: Ask) -> None:
    # the accept does not ask who translated the packet; one live ruleset
    device = build(service_nat("8443", "192.168.1.5", "inside-address port 443") + forward("9443", to="443"))
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 192.168.1.5:443"


def test_port_forward_beats_service_nat(build: Build, ask: Ask) -> None:
    # UBNT_PFOR_DNAT_HOOK stands in front of VYATTA_PRE_DNAT_HOOK
    device = build(service_nat(inside="192.168.1.9") + forward())
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_a_forward_to_the_router_itself_needs_wan_local(build: Build, ask: Ask) -> None:
    # it goes to INPUT, where auto-firewall has no say; packets
    assert ask(build(forward("2222", "192.168.1.1", "22")), "tcp 9.9.9.9 wan 2222") == "closed"
    rule = "firewall name WAN_LOCAL rule 10 action accept\nfirewall name WAN_LOCAL rule 10 protocol tcp\nfirewall name WAN_LOCAL rule 10 destination port 22\n"
    assert ask(build(rule + forward("2222", "192.168.1.1", "22")), "tcp 9.9.9.9 wan 2222") == "open router"


@pytest.mark.parametrize(("port", "asked"), [("80,443", 443), ("8000-8010", 8005), ("https", 443), ("440-449", 445)])
def test_lists_ranges_and_names_keep_their_ports(build: Build, ask: Ask, port: str, asked: int) -> None:
    assert ask(build(forward(port)), f"tcp 9.9.9.9 wan {asked}") == f"open 192.168.1.5:{asked}"


def test_a_ruleset_filters_only_the_exact_interface(build: Build, ask: Ask) -> None:
    # packets arrive on pppoe0; a ruleset on eth0 does not see them
    office = (
        "interfaces ethernet eth0 firewall local name L\nfirewall name L default-action drop\ninterfaces ethernet eth0 pppoe 0 user-id u\n"
        "interfaces ethernet eth1 address 192.168.1.1/24\nsystem host-name er\n"
    )
    assert ask(build("", office=office), "tcp 9.9.9.9 wan 22") == "open router"
    assert (
        ask(build("interfaces ethernet eth0 pppoe 0 firewall local name L\n", office=office), "tcp 9.9.9.9 wan 22")
        == "closed"
    )


def test_a_second_wan_is_not_covered_by_port_forward(build: Build, ask: Ask) -> None:
    second = "interfaces ethernet eth2 address 203.0.113.2/24\nload-balance group G interface eth2\n"
    device = build(second + forward())
    assert [i.name for i in device.wan_interfaces()] == ["eth0", "eth2"]
    assert ask(device, "tcp 9.9.9.9 wan 443 eth2") == "open router"  # unfiltered, but not the forward


def test_groups_of_the_interfaces_own_addresses(build: Build, ask: Ask) -> None:
    # ADDRv4_eth0 and NETv4_eth1 exist on the device without being written
    rule = "firewall name WAN_LOCAL rule 10 action accept\nfirewall name WAN_LOCAL rule 10 destination group address-group ADDRv4_eth0\n"
    assert ask(build(rule), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(build(rule.replace("ADDRv4_eth0", "NETv4_eth1")), "tcp 9.9.9.9 wan 22") == "closed"


def test_an_unreadable_forward_is_not_complete(build: Build) -> None:
    assert not build(forward("abc,,")).complete.ipv4
    assert not build(forward("443", "nas.example")).complete.ipv4


def test_upnp2_is_a_capability_with_its_secure_mode(build: Build) -> None:
    lines = "service upnp2 listen-on eth1\nservice upnp2 wan eth0\nservice upnp2 nat-pmp enable\nservice upnp2 secure-mode disable\n"
    upnp, pmp = build(lines).port_mappings
    assert (upnp.kind, pmp.kind) == ("upnp", "nat-pmp")
    assert upnp.secure_mode.value is False
    assert (upnp.interfaces, upnp.external, upnp.on_wan.value) == (("eth1",), ("eth0",), False)


def test_the_old_upnp_names_its_wan_below_the_inside(build: Build) -> None:
    (upnp,) = build("service upnp listen-on eth1 outbound-interface eth0\n").port_mappings
    assert (upnp.interfaces, upnp.external) == (("eth1",), ("eth0",))


def test_services_and_their_listen_addresses(build: Build) -> None:
    device = build(
        "service gui http-port 8080\nservice gui listen-address 192.168.1.1\nservice ssh port 22\nservice telnet port 23\n"
        "service dns forwarding listen-on eth1\n"
    )
    found = {listener.name: listener for listener in device.listeners}
    assert str(found["http"].services) == "tcp 8080"
    assert found["https"].interfaces == found["dns"].interfaces == ("eth1",)
    assert found["ssh"].interfaces is None


def test_a_delegated_prefix_without_ipv6_rulesets_opens_the_lan(build: Build) -> None:
    pd = "interfaces ethernet eth0 dhcpv6-pd pd 0 interface eth1 host-address ::1\ninterfaces ethernet eth0 ipv6 address autoconf\n"
    rows = evaluate(build(pd)).exposures
    assert "lan:eth1" in {row.destination for row in rows if row.family == "ipv6"}
    closed = pd + "interfaces ethernet eth0 firewall in ipv6-name V6\nfirewall ipv6-name V6 default-action drop\n"
    assert "lan:eth1" not in {row.destination for row in evaluate(build(closed)).exposures}


def test_what_the_ipsec_hook_lets_in_is_conditional(build: Build, ask: Ask) -> None:
    device = build("vpn ipsec auto-firewall-nat-exclude enable\n")
    assert ask(device, "udp 9.9.9.9 wan 500") == "conditional"
    assert ask(device, "udp 9.9.9.9 wan 501") == "closed"


def test_a_modify_ruleset_is_no_filter(build: Build, ask: Ask) -> None:
    office_in = "interfaces ethernet eth1 firewall in modify balance\nfirewall modify balance rule 1 action modify\n"
    assert ask(build(office_in + forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_auto_firewall_stands_before_the_zones(build: Build, ask: Ask) -> None:
    # the zone jump comes behind the in and out hooks
    zones = "zone-policy zone LAN interface eth1\nzone-policy zone LAN default-action drop\n"
    rule = "firewall name WAN_IN rule 10 action accept\n"
    assert ask(build(zones + forward()), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(zones + rule + service_nat()), "tcp 9.9.9.9 wan 443") == "closed"


def test_device_search_is_answered_unless_it_is_switched_off(build: Build) -> None:
    # hardening notes: "set service ubnt-discover-server disable", "exposed externally"; UDP 10001
    def answers(commands: str) -> bool:
        return any(one.name == "ubiquiti-discovery" for one in build(commands).listeners)

    assert answers("")
    assert not answers("service ubnt-discover-server disable\n")


def test_services_that_are_not_read_leave_open_who_listens(build: Build) -> None:
    assert build("service gui https-port 443\n").listeners_complete
    assert not build("service something-new port 99\n").listeners_complete
