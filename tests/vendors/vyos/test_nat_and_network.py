"""Destination NAT, interfaces, addresses and services of VyOS.

Sources: vyos-1x python/vyos/nat.py parse_nat_rule(), data/templates/firewall/nftables-nat.j2, interface-definitions/.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]

CLOSED = "firewall ipv4 input filter default-action 'drop'\n"


def nat(number: int, *lines: str) -> str:
    return "".join(f"nat destination rule {number} {line}\n" for line in ("inbound-interface name 'eth0'", *lines))


def test_an_absent_translation_port_keeps_the_port(build: Build, ask: Ask) -> None:
    device = build(nat(10, "protocol 'tcp'", "destination port '440-449'", "translation address '192.168.1.5'"))
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.1.5:445"


def test_exclude_leaves_the_list(build: Build, ask: Ask) -> None:
    everything = nat(20, "protocol 'tcp'", "destination port '20-25'", "translation address '192.168.1.5'")
    device = build(CLOSED + nat(10, "protocol 'tcp'", "destination port '22'", "exclude") + everything)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 21") == "open 192.168.1.5:21"


def test_redirect_goes_to_the_router_on_the_new_port(build: Build, ask: Ask) -> None:
    accept = (
        "firewall ipv4 input filter rule 10 action 'accept'\nfirewall ipv4 input filter rule 10 destination port '443'\n\
firewall ipv4 input filter rule 10 protocol 'tcp'\n"
    )
    device = build(
        CLOSED + accept + nat(10, "protocol 'tcp'", "destination port '8443'", "translation redirect port '443'")
    )
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8444") == "closed"


def test_without_protocol_and_port_the_host_is_exposed(build: Build) -> None:
    rows = evaluate(build(nat(10, "translation address '192.168.1.5'"))).exposures
    assert {row.kind for row in rows if row.target == "192.168.1.5"} == {"exposed_host"}


def test_a_range_of_new_ports_is_not_shifted(build: Build) -> None:
    # packets: nft gives the packet a port of the range; one that lies in it is kept
    lines = (
        "protocol 'tcp'",
        "destination port '5000-5010'",
        "translation address '192.168.1.5'",
        "translation port '6000-6010'",
    )
    (row,) = [row for row in evaluate(build(nat(10, *lines))).exposures if row.target == "192.168.1.5"]
    assert (row.port_map, row.target_ports) == ("pool", ((6000, 6010),))


def test_load_balancing_leads_to_any_of_its_backends(build: Build) -> None:
    # parse_nat_rule(): "dnat to numgen random mod 100 map { ... }"
    backends = [f"load-balance backend 192.168.1.{host} weight '50'" for host in (5, 6)]
    device = build(CLOSED + nat(10, "protocol 'tcp'", "destination port '443'", *backends))
    rows = evaluate(device).exposures
    assert {(row.target, row.certainty, row.one_of) for row in rows} == {
        ("192.168.1.5", "certain", True),
        ("192.168.1.6", "certain", True),
    }
    assert device.complete.ipv4


def test_a_translation_that_cannot_be_read_leaves_its_own_family_open(build: Build) -> None:
    device = build(nat(10, "protocol 'tcp'", "destination port '443'", "translation address 'somewhere'"))
    assert not device.complete.ipv4
    assert device.complete.ipv6


def test_static_nat_is_one_to_one(build: Build, ask: Ask) -> None:
    device = build(
        "nat static rule 10 destination address '198.51.100.11'\nnat static rule 10 inbound-interface 'eth0'\n"
        "nat static rule 10 translation address '192.168.1.9'\n"
    )
    assert ask(device, "tcp 9.9.9.9 198.51.100.11 3389") == "open 192.168.1.9:3389"
    assert "one_to_one" in {row.kind for row in evaluate(device).exposures}


def test_nat66_translates_ipv6(build: Build, ask: Ask) -> None:
    device = build(
        "interfaces ethernet eth0 address '2001:db8:0:1::2/64'\ninterfaces ethernet eth1 address 'fd00:1::1/64'\n"
        "protocols static route6 ::/0 next-hop 2001:db8:0:1::1\nnat66 destination rule 10 inbound-interface name 'eth0'\n"
        "nat66 destination rule 10 destination address '2001:db8:0:1::5'\nnat66 destination rule 10 translation address 'fd00:1::5'\n"
    )
    assert ask(device, "tcp 2620:fe::9 2001:db8:0:1::5 443") == "open [fd00:1::5]:443"


def test_an_unreadable_target_is_not_complete(build: Build) -> None:
    device = build(nat(10, "protocol 'tcp'", "destination port '443'", "translation address '192.168.1.xx'"))
    assert not device.complete.ipv4
    assert device.coverage.unread


@pytest.mark.parametrize(
    ("lines", "wan"),
    [
        ("interfaces ethernet eth0 address 'dhcp'", "eth0"),
        ("interfaces pppoe pppoe0 source-interface 'eth0'", "pppoe0"),
        ("interfaces ethernet eth0 vif 7 address 'dhcp'", "eth0.7"),
        (
            "interfaces ethernet eth0 address '198.51.100.2/24'\nnat source rule 1 outbound-interface name 'eth0'",
            "eth0",
        ),
        (
            (
                "interfaces ethernet eth0 vif-s 10 vif-c 20 address '198.51.100.2/24'\n"
                "protocols static route 0.0.0.0/0 next-hop 198.51.100.1"
            ),
            "eth0.10.20",
        ),
    ],
)
def test_the_internet_side_is_found_by_evidence(build: Build, lines: str, wan: str) -> None:
    office = "interfaces ethernet eth1 address '192.168.1.1/24'\nsystem host-name 'gw'\n"
    assert [i.name for i in build(lines + "\n", office=office).wan_interfaces()] == [wan]


def test_masquerade_to_the_modem_is_not_the_internet(build: Build) -> None:
    office = "interfaces ethernet eth0 address '192.168.100.2/24'\ninterfaces pppoe pppoe0 source-interface 'eth0'\nsystem host-name 'gw'\n"
    masquerade = "nat source rule 1 outbound-interface 'eth0'\nnat source rule 2 outbound-interface 'pppoe0'\n"
    assert [i.name for i in build(masquerade, office=office).wan_interfaces()] == ["pppoe0"]


def test_without_evidence_the_answer_is_undecided(build: Build) -> None:
    device = build("", office="interfaces ethernet eth1 address '192.168.1.1/24'\nsystem host-name 'gw'\n")
    assert not device.complete.ipv4
    assert [question.kind for question in device.undecided] == ["role"]


def test_a_part_of_a_configuration_is_never_complete(build: Build, ask: Ask) -> None:
    device = build(nat(10, "protocol 'tcp'", "destination port '443'", "translation address '192.168.1.5'"), office="")
    assert not device.complete.ipv4
    assert ask(device, "tcp 9.9.9.9 wan 443 eth0") == "conditional"  # its filter is not in the file


def test_a_delegated_prefix_opens_the_lan(build: Build) -> None:
    office = "interfaces ethernet eth1 address '192.168.1.1/24'\nsystem host-name 'gw'\n"
    device = build(
        "interfaces pppoe pppoe0 source-interface 'eth0'\ninterfaces pppoe pppoe0 ipv6 address autoconf\n"
        "interfaces pppoe pppoe0 dhcpv6-options pd 0 interface eth1 sla-id '0'\n",
        office=office,
    )
    rows = [row for row in evaluate(device).exposures if row.family == "ipv6"]
    assert "lan:eth1" in {row.destination for row in rows}


def test_with_ipv6_off_there_are_no_ipv6_rows(build: Build) -> None:
    device = build("interfaces ethernet eth0 address '2001:db8:0:1::2/64'\nsystem ipv6 disable\n")
    assert device.pipeline("ipv6") is None


def test_services_with_their_ports_and_addresses(build: Build) -> None:
    device = build(
        "service ssh port '2222'\nservice https\nservice snmp community public client '192.168.1.7'\n"
        "service dns forwarding listen-address '192.168.1.1'\ninterfaces wireguard wg0 port '51820'\n"
    )
    found = {listener.name: listener for listener in device.listeners}
    assert str(found["ssh"].services) == "tcp 2222"
    assert found["dns"].interfaces == ("eth1",)
    assert found["snmp"].allowed is not None
    assert {"https", "wireguard"} <= set(found)


def test_delete_takes_a_line_back(build: Build, ask: Ask) -> None:
    rule = "firewall ipv4 input filter rule 10 action 'accept'\n"
    assert ask(build(CLOSED + rule + "delete firewall ipv4 input filter rule 10\n"), "tcp 9.9.9.9 wan 22") == "closed"


STATIC = """nat static rule 5 destination address '198.51.100.10'
nat static rule 5 inbound-interface 'eth0'
nat static rule 5 translation address '192.168.1.30'
"""


def test_one_to_one_nat_is_asked_before_destination_nat(build: Build, ask: Ask) -> None:
    # src/conf_mode/nat.py loads the table of static NAT behind the other at the same priority; packets: the younger hook
    # comes first
    forward = nat(10, "protocol 'tcp'", "destination port '443'", "translation address '192.168.1.20'")
    assert ask(build(forward + STATIC), "tcp 9.9.9.9 wan 443") == "open 192.168.1.30:443"


def test_exclude_does_not_stop_one_to_one_nat(build: Build, ask: Ask) -> None:
    # nftables-nat.j2: exclude is a return in a table of its own
    exclude = nat(10, "protocol 'tcp'", "destination port '443'", "exclude")
    assert ask(build(CLOSED + exclude + STATIC), "tcp 9.9.9.9 wan 443") == "open 192.168.1.30:443"


def test_a_negated_list_of_ports_is_negated_as_a_whole_in_nat(build: Build, ask: Ask) -> None:
    # parse_nat_rule(): "dport != { 22,80 }", other than parse_rule() for the filter
    device = build(
        CLOSED + nat(10, "protocol 'tcp'", "destination port '!22,80'", "translation address '192.168.1.20'")
    )
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (22, 80)] == ["closed", "closed"]


def test_a_line_to_the_internet_in_a_vrf_is_not_clean(build: Build) -> None:
    # VyOS documentation, Firewall: rules see such an interface by the name of the VRF, and it has routes of its own
    drop = "firewall ipv4 input filter rule 1 action 'drop'\nfirewall ipv4 input filter rule 1 inbound-interface name 'eth0'\n"
    assert build(drop).complete.ipv4
    assert not build(drop + "interfaces ethernet eth0 vrf 'red'\nvrf name red table '100'\n").complete.ipv4
    assert build(drop + "interfaces ethernet eth1 vrf 'red'\nvrf name red table '100'\n").complete.ipv4


def test_time_is_served_to_named_clients_only_since_1_4(build: Build) -> None:
    # templates/chrony/chrony.conf.j2: "deny all" unless clients are named; migration-scripts/ntp/1-to-2 names everybody
    # for files of 1.3, whose ntpd served all
    def served(commands: str) -> bool:
        return any(listener.name == "ntp" for listener in build(commands).listeners)

    assert not served("service ntp server 192.0.2.123\n")
    assert served("service ntp server 192.0.2.123\nservice ntp allow-client address '0.0.0.0/0'\n")
    assert served("system ntp server 192.0.2.123\n")


def test_a_gateway_in_no_known_network_lies_at_the_providers_end(build: Build) -> None:
    # a next hop must be on a connected network, and only the line with an address from outside has one that is not stated
    dynamic = """
interfaces ethernet eth0 address 'dhcp'
interfaces ethernet eth1 address '192.168.1.1/24'
protocols static route 203.0.113.0/24 next-hop 10.39.128.1
system host-name 'gw'
"""
    routes = {route.length: route.interface for route in build("", office=dynamic).routes}
    assert routes[24] == "eth0"
    tunnel = dynamic + "interfaces openvpn vtun0 mode 'client'\n"
    routes = {route.length: route.interface for route in build("", office=tunnel).routes}
    assert routes[24] is None


def test_services_that_are_not_read_leave_open_who_listens(build: Build) -> None:
    assert build("service ssh port '22'\nservice router-advert interface eth1\n").listeners_complete
    assert not build("service monitoring telegraf prometheus-client\n").listeners_complete
    assert not build("service something-new port '99'\n").listeners_complete
    assert not build("container name web allow-host-networks\n").listeners_complete


def test_a_load_balancer_listens_for_its_hosts(build: Build) -> None:
    # load-balancing_haproxy.xml.in, before 1.5 called reverse-proxy
    for word in ("haproxy", "reverse-proxy"):
        device = build(
            f"load-balancing {word} service web port '8443'\nload-balancing {word} service web ssl certificate 'c'\n"
        )
        assert [(one.name, 6 << 16 | 8443 in one.services) for one in device.listeners] == [("https", True)]


def test_a_virtual_server_is_not_followed_and_not_clean(build: Build) -> None:
    # interface-definitions/high-availability.xml.in: keepalived makes IPVS rules of it
    server = (
        "high-availability virtual-server web address '198.51.100.10'\nhigh-availability virtual-server web port '80'\n"
        "high-availability virtual-server web real-server 192.168.1.20 port '80'\n"
    )
    assert not build(server).complete.ipv4
    assert build(server + "high-availability virtual-server web disable\n").complete.ipv4


def test_a_bridge_as_line_to_the_internet_is_not_clean(build: Build) -> None:
    bridge = """
interfaces bridge br0 address 'dhcp'
interfaces bridge br0 member interface eth0
interfaces ethernet eth1 address '192.168.1.1/24'
system host-name 'gw'
"""
    assert build("", office=bridge).complete.ipv4
    assert not build("", office=bridge + "interfaces bridge br0 member interface eth2\n").complete.ipv4
