"""Rules that are seldom written. Source: opnsense/core f95e815 (26.x), Rule.php, FilterRule.php, ForwardRule.php, filter.lib.inc."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WAN = "<wan><enable>1</enable><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
LAN = "<lan><enable>1</enable><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"
ANY = "<source><any>1</any></source>"
LET_ALL_IN = (
    "<rule><enabled>1</enabled><action>pass</action><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>any</protocol>"
    "<source_net>any</source_net><destination_net>192.168.1.0/24</destination_net></rule>"
)


def rule(extra: str = "", *, source: str = "any", destination: str = "wanip", protocol: str = "TCP") -> str:
    return (
        f"<rule><action>pass</action><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>{protocol}</protocol>"
        f"<source_net>{source}</source_net><destination_net>{destination}</destination_net>{extra}</rule>"
    )


PORT = "<destination_port>443</destination_port>"


def forward(
    port: str = "443",
    local: str = "443",
    extra: str = "",
    *,
    target: str = "192.168.1.5",
    family: str = "inet",
    protocol: str = "tcp",
) -> str:
    return (
        f"<rule><interface>wan</interface><ipprotocol>{family}</ipprotocol><protocol>{protocol}</protocol>{ANY}"
        f"<destination><network>wanip</network><port>{port}</port></destination><target>{target}</target><local-port>{local}</local-port>"
        f"{extra}</rule>"
    )


def aliases(*entries: tuple[str, str, str]) -> str:
    made = "".join(
        f"<alias><enabled>1</enabled><name>{name}</name><type>{kind}</type><content>{content}</content></alias>"
        for name, kind, content in entries
    )
    return f"<Alias><aliases>{made}</aliases></Alias>"


def one_to_one(external: str, inside: str) -> str:
    return (
        f"<onetoone><rule><enabled>1</enabled><interface>wan</interface><type>binat</type><source_net>{inside}</source_net>"
        f"<destination_net>any</destination_net><external>{external}</external></rule></onetoone>"
    )


def test_a_pass_of_odd_flag_combinations_opens_nothing(build: Build, ask: Ask) -> None:
    odd = f"{PORT}<tcpflags1>fin</tcpflags1><tcpflags2>syn,fin</tcpflags2>"
    assert ask(build(mvc=rule(odd)), "tcp 9.9.9.9 wan 443") == "closed"


def test_two_inverted_interfaces_leave_nothing_out(build: Build, ask: Ask) -> None:
    # FilterRule.php: a rule for each
    both = rule(f"{PORT}<interfacenot>1</interfacenot>").replace(">wan<", ">wan,lan<")
    assert ask(build(mvc=both), "tcp 9.9.9.9 wan 443") == "open router"
    one = rule(f"{PORT}<interfacenot>1</interfacenot>")
    assert ask(build(mvc=one), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_gateway_that_is_down_may_take_its_rules_along(build: Build, ask: Ask) -> None:
    device = build(mvc=rule(f"{PORT}<gateway>GONE</gateway>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    skips = "<skip_rules_gw_down>1</skip_rules_gw_down><webgui/>"
    assert ask(build(mvc=rule(f"{PORT}<gateway>GONE</gateway>"), system=skips), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_source_port_is_the_senders_choice(build: Build, ask: Ask) -> None:
    assert ask(build(mvc=rule(f"{PORT}<source_port>5000</source_port>")), "tcp 9.9.9.9 wan 443") == "open router"
    never = aliases(("EMPTY", "port", ""))
    device = build(mvc=rule(f"{PORT}<source_port>EMPTY</source_port>"), firewall=never)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_echo_requests_of_an_old_list_hold_in_every_release(build: Build, ask: Ask) -> None:
    six = "<wan><enable>1</enable><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6><gatewayv6>GW</gatewayv6></wan>"
    ping = rule("<icmptype>echoreq</icmptype>", protocol="ICMP", destination="(self)").replace(">inet<", ">inet6<")
    ping = ping.replace(">ICMP<", ">IPV6-ICMP<")
    assert ask(build(mvc=ping, interfaces=six + LAN, version="1.0.2"), "icmp 2620:fe::9 wan -") == "open router"


def test_a_negated_list_that_only_the_device_has(build: Build, ask: Ask) -> None:
    # an empty <not>: presence counted until da976d77 (26.1); the country is open anyway
    section = aliases(("LAND", "geoip", "DE"))
    old = (
        "<rule><type>pass</type><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol>"
        "<source><address>LAND</address><not/></source><destination><network>wanip</network><port>443</port></destination></rule>"
    )
    assert ask(build(old, firewall=section), "tcp 9.9.9.9 wan 443") == "conditional"


def test_several_sources_of_which_some_are_not_in_the_file(build: Build, ask: Ask) -> None:
    section = aliases(("LAND", "geoip", "DE"), ("LIST", "urltable", "https://lists.example.org/a"))
    device = build(mvc=rule(PORT, source="LAND,LIST,198.51.100.77"), firewall=section)
    assert ask(device, "tcp 198.51.100.77 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    (row,) = (row for row in evaluate(device).exposures if row.certainty == "conditional")
    assert row.reasons[0].startswith("alias LAND, alias LIST: ")


def test_addresses_of_the_other_family_among_several(build: Build, ask: Ask) -> None:
    mixed = build(mvc=rule(PORT, source="2001:db8::7,198.51.100.77"))
    assert ask(mixed, "tcp 198.51.100.77 wan 443") == "open router"
    assert ask(mixed, "tcp 9.9.9.9 wan 443") == "closed"
    other = build(mvc=rule(PORT, source="2001:db8::7"))
    assert ask(other, "tcp 9.9.9.9 wan 443") == "closed"


def test_any_among_several_is_any(build: Build, ask: Ask) -> None:
    assert ask(build(mvc=rule(PORT, source="198.51.100.77,any")), "tcp 9.9.9.9 wan 443") == "open router"


def test_the_network_of_an_interface_by_its_alias(build: Build, ask: Ask) -> None:
    device = build(mvc=rule(PORT, destination="__lan_network"))
    assert ask(device, "tcp 9.9.9.9 192.168.1.7 443") == "open 192.168.1.7:443"


def test_an_alias_of_addresses_is_no_port(build: Build, ask: Ask) -> None:
    section = aliases(("HOSTS", "host", "192.0.2.1"))
    device = build(mvc=rule("<destination_port>HOSTS</destination_port>"), firewall=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.reason for entry in device.inactive] == ["the alias HOSTS holds no ports"]


def test_what_an_unknown_name_leaves_out_of_an_alias_is_open(build: Build, ask: Ask) -> None:
    # a "!" entry that cannot be read may take any of the others away: a block by this alias may leave anybody in
    section = aliases(("LEFT", "network", "9.0.0.0/8\n!friend.example.org"))
    block = rule(PORT, source="LEFT").replace(">pass<", ">block<")
    assert ask(build(mvc=block + rule(PORT), firewall=section), "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize(
    ("content", "answer"), [("192.168.1.7", "open 192.168.1.7:443"), ("", "closed"), ("2001:db8::7", "closed")]
)
def test_an_alias_as_target(build: Build, ask: Ask, content: str, answer: str) -> None:
    section = aliases(("SERVER", "host", content))
    device = build(mvc=LET_ALL_IN, nat=forward(target="SERVER", family="inet46"), firewall=section)
    assert ask(device, "tcp 9.9.9.9 wan 443") == answer


def test_a_target_that_only_the_device_knows_is_not_clean(build: Build) -> None:
    section = aliases(("SERVER", "host", "server.example.org"))
    device = build(mvc=LET_ALL_IN, nat=forward(target="SERVER"), firewall=section)
    assert not device.complete.ipv4
    assert device.complete.ipv6


def test_a_forward_may_lead_to_an_address_of_the_firewall(build: Build, ask: Ask) -> None:
    opened = rule(destination="lanip")
    assert ask(build(mvc=opened, nat=forward(target="lanip")), "tcp 9.9.9.9 wan 443") == "open router"


@pytest.mark.parametrize(
    ("outside", "inside", "port", "answer"),
    [
        ("443", "PORTS", 443, "open 192.168.1.5:8443"),  # of an alias pf takes the first port
        ("PORTS", "PORTS", 9443, "open 192.168.1.5:9443"),
        ("443", "EMPTY", 443, "open 192.168.1.5:443"),
        ("440-449", "8440:8449", 445, "open 192.168.1.5:8445"),
        ("443", "nonsense", 443, "closed"),
        ("440-449", "65530", 445, "closed"),  # beyond the last port: the rule cannot be loaded
        ("PORTS", "80", 9443, "open 192.168.1.5:80"),
    ],
)
def test_inside_ports(build: Build, ask: Ask, outside: str, inside: str, port: int, answer: str) -> None:
    section = aliases(("PORTS", "port", "8443\n9443"), ("EMPTY", "port", ""))
    device = build(mvc=LET_ALL_IN, nat=forward(outside, inside), firewall=section)
    assert ask(device, f"tcp 9.9.9.9 wan {port}") == answer


@pytest.mark.parametrize(
    ("made", "version", "packet", "answer"),
    [
        (forward("", "", protocol="icmp"), "1.0.5", "icmp 9.9.9.9 wan -", "open 192.168.1.5"),
        (forward("443", ""), "1.0.5", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:443"),
        (forward("443", ""), "1.0.4", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:443"),
        (forward("", "8443"), "1.0.5", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:8443"),
        (forward("", "8443"), "1.0.4", "tcp 9.9.9.9 wan 443", "open 192.168.1.5:8443"),
    ],
)
def test_automatic_rules(build: Build, ask: Ask, made: str, version: str, packet: str, answer: str) -> None:
    nat = made.replace("</rule>", "<sequence>1</sequence><pass>rule</pass></rule>")
    assert ask(build(nat=nat, version=version), packet) == answer


def test_one_to_one_by_names(build: Build, ask: Ask) -> None:
    section = aliases(("SERVER", "host", "192.168.1.12"))
    device = build(mvc=LET_ALL_IN, filters=one_to_one("198.51.100.12", "SERVER"), firewall=section)
    assert ask(device, "tcp 9.9.9.9 198.51.100.12 443") == "open 192.168.1.12:443"
    network = build(mvc=LET_ALL_IN, filters=one_to_one("203.0.113.0", "lan"))
    assert ask(network, "tcp 9.9.9.9 203.0.113.77 443") == "open 192.168.1.77:443"


@pytest.mark.parametrize(("content", "complete"), [("server.example.org", False), ("", True)])
def test_one_to_one_that_is_not_settled_is_not_clean(build: Build, content: str, complete: bool) -> None:
    section = aliases(("SERVER", "host", content))
    device = build(mvc=LET_ALL_IN, filters=one_to_one("198.51.100.12", "SERVER"), firewall=section)
    assert device.complete.ipv4 is complete


def test_an_interface_group_of_the_new_section(build: Build, ask: Ask) -> None:
    groups = "<ifgroups><ifgroupentry><ifname>OUTSIDE</ifname><members>wan</members><sequence>5</sequence></ifgroupentry></ifgroups>"
    grouped = rule(PORT).replace(">wan<", ">OUTSIDE<").replace(">pass<", ">block<")
    assert ask(build(mvc=rule(PORT) + grouped, more=groups), "tcp 9.9.9.9 wan 443") == "closed"


def test_the_load_balancer_makes_rules_of_its_own(build: Build) -> None:
    device = build(plugins="<relayd><general><enabled>1</enabled></general></relayd>")
    assert not device.complete.ipv4
    assert [undecided.what for undecided in device.undecided] == ["rules of the plugin relayd"]


def test_servers_of_the_new_openvpn_section_listen(build: Build) -> None:
    instance = "<Instance><role>server</role><enabled>1</enabled><proto>udp</proto><port>1195</port></Instance>"
    device = build(plugins=f"<OpenVPN><Instances>{instance}</Instances></OpenVPN>")
    (server,) = [listener for listener in device.listeners if listener.name == "openvpn"]
    assert "1195" in str(server.services)
