"""What is open: places of rules, operating modes, order, filters. Sources: Freetz-NG, bzeiss, AVM's own pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.model.interface import Role

Read = Callable[..., Device]
Box = Callable[..., Device]
Ask = Callable[[Device, str], str]

WEB = "tcp 0.0.0.0:443 192.168.178.20:443 0 mark 1 # web"


def test_without_rules_all_is_closed(box: Box, ask: Ask) -> None:
    # absent rules = closed; NAT is the protection (Freetz-NG docs/make/avm-firewall.md)
    device = box()
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (22, 80, 443, 445, 8089)] == ["closed"] * 5
    assert device.complete.ipv4


def test_rules_of_lan_devices_since_6_8(box: Box, ask: Ask) -> None:
    # bzeiss ar7_port_forwarding_to_opnsense.py, made from a real FRITZ!OS 7 file
    device = box(WEB, "tcp 0.0.0.0:33890 192.168.178.31:3389")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 33890") == "open 192.168.178.31:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


@pytest.mark.parametrize(
    "name", ["internet_forwardrules", "voip_forwardrules", "tr069_forwardrules", "future_forwardrules"]
)
def test_every_list_of_rules_counts(box: Box, ask: Ask, name: str) -> None:
    # Freetz-NG avm-portfw and avm-forwarding; users hide forwards in voip_forwardrules (Freetz issue 5)
    device = box(lists=f'{name} = "tcp 0.0.0.0:2222 0.0.0.0:22 0 # hidden";')
    assert ask(device, "tcp 9.9.9.9 wan 2222") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_the_vpn_has_its_own_list(read: Read, ask: Ask) -> None:
    text = 'ar7cfg { mode = dsldmode_router; igddenabled = no; }\nvpncfg { ike_forward_rules = "udp 0.0.0.0:500 0.0.0.0:500"; }'
    device = read(ar7_cfg=text)
    assert ask(device, "udp 9.9.9.9 wan 500") == "open router"
    assert [listener.name for listener in device.listeners] == ["ipsec-ike"]


def test_old_firmware_keeps_rules_with_the_interface(box: Box, ask: Ask) -> None:
    # before 5.55: dslifaces/dsldpconfig/forwardrules (Freetz-NG avm-forwarding)
    rules = f'dsldpconfig {{ forwardrules = "{WEB}"; }}'
    assert ask(box(wan=rules), "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:443"


@pytest.mark.parametrize("mode", ["dsldmode_full_bridge", "dsldmode_bridge"])
def test_an_ip_client_has_no_wan_side(box: Box, mode: str) -> None:
    # AVM: the firewall is not active when the box uses the connection of another router; rules mean nothing
    device = box(WEB, mode=f"mode = {mode};")
    assert device.pipelines == ()
    assert device.wan_interfaces() == ()
    assert device.complete.ipv4
    assert [entry.nat for entry in device.inactive] == [True]
    assert device.facts["operating-mode"].value == "ip-client"


def test_without_a_mode_nothing_is_certain(box: Box, ask: Ask) -> None:
    device = box(WEB, mode="")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert not device.complete.ipv4


def test_the_exposed_host_gets_what_others_leave(box: Box, ask: Ask) -> None:
    # manuals of the 7560 and 7430: individually forwarded ports of other devices win
    device = box("ip 0.0.0.0 192.168.178.99 0 # all", "tcp 0.0.0.0:443 192.168.178.20:443")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.178.99:445"
    assert ask(device, "gre 9.9.9.9 wan -") == "open 192.168.178.99"


def test_a_rule_for_the_box_by_its_own_address(box: Box, ask: Ask) -> None:
    device = box(lists='tr069_forwardrules = "tcp 0.0.0.0:8089 192.168.178.1:8089";')
    assert ask(device, "tcp 9.9.9.9 wan 8089") == "open router"


def test_a_rule_that_cannot_be_read_leaves_the_family_open(box: Box) -> None:
    device = box("tcp 0.0.0.0:443 some words")
    assert not device.complete.ipv4
    assert device.coverage.unread[0].what == "ipv4forwardrules"


def test_factory_packet_filters_are_no_doubt_and_others_are(box: Box, ask: Ask) -> None:
    filters = 'dsldpconfig {{ lowinput {{ policy = "{0}"; accesslist = "deny ip any 242.0.0.0 255.0.0.0"{1}; }} }}'
    packet = "tcp 9.9.9.9 wan 443"
    assert ask(box(WEB, wan=filters.format("permit", "")), packet).startswith("open")
    assert ask(box(WEB, wan=filters.format("deny", "")), packet) == "conditional"
    assert ask(box(WEB, wan=filters.format("permit", ', "deny tcp any any eq 443"')), packet) == "conditional"


def test_an_interface_without_masquerading_leaves_the_family_open(box: Box) -> None:
    assert not box(wan="no_masquerading = yes;").complete.ipv4


def test_pings_are_answered_unless_the_stealth_mode_is_on_which_nobody_can_see(box: Box, ask: Ask) -> None:
    # AVM, "Sicherheitsdiagnose Internet: Filter": the stealth mode is off by default
    assert ask(box(), "icmp 9.9.9.9 wan -") == "conditional"
    assert (
        ask(box(lists='internet_forwardrules = "icmp 0.0.0.0 0.0.0.0 0 # ping";'), "icmp 9.9.9.9 wan -")
        == "open router"
    )


def test_newer_firmware_hides_what_the_box_itself_shares(read: Read) -> None:
    # Freetz-NG avm-portfw refuses configurations from 7.90 on: internet_forwardrules is gone
    text = "**** FRITZ!Box 7590 CONFIGURATION EXPORT\nFirmwareVersion=154.{0}\n**** CFGFILE:ar7.cfg\nar7cfg {{ mode = dsldmode_router; dslifaces {{ stackmode = stackmode_ipv4only; }} }}\nlandevices {{ }}\n**** END OF FILE ****\n**** END OF EXPORT 00000000 ****\n"
    assert read(a_export=text.format("07.57")).complete.ipv4
    device = read(a_export=text.format("08.02"))
    assert not device.complete.ipv4
    assert any("remote access" in item.what for item in device.undecided)


def test_ipv6_is_complete_only_where_it_is_off(box: Box) -> None:
    assert box().complete.ipv6
    assert not box(wan="stackmode = stackmode_dualstack;").complete.ipv6
    device = box(wan="stackmode = stackmode_dualstack;", extra='ipv6firewall { rules = "something"; }')
    assert device.pipeline("ipv6") is not None
    assert not device.complete.ipv6


def test_roles_come_from_the_kind_of_block(box: Box) -> None:
    device = box(
        extra='brinterfaces { name = "guest"; ipaddr = 192.168.179.1; netmask = 255.255.255.0; is_guest = yes; }'
    )
    assert {i.name: i.role for i in device.interfaces} == {"internet": Role.WAN, "lan": Role.LAN, "guest": Role.GUEST}


def test_permission_for_upnp_is_a_capability_of_the_device(read: Read) -> None:
    # AVM, "Automatische Portfreigaben": the permission is given per device
    text = 'ar7cfg {{ mode = dsldmode_router; igddenabled = {0}; }} landevices {{ landevices {{ name = "nas"; allow_pcp_and_upnp = {1}; }} }}'
    on = {m.kind: m.enabled.value for m in read(ar7_cfg=text.format("yes", "yes")).port_mappings}
    off = {m.kind: m.enabled.value for m in read(ar7_cfg=text.format("no", "no")).port_mappings}
    daemon_off = {m.kind: m.enabled.value for m in read(ar7_cfg=text.format("no", "yes")).port_mappings}
    assert (on, off, daemon_off) == ({"upnp": True, "pcp": True}, {"upnp": False}, {"upnp": False, "pcp": True})
    assert [u.kind for u in read(ar7_cfg=text.format("yes", "no")).undecided] == ["capability", "partial"]


def test_unknown_keys_and_sections_never_break_it(box: Box, ask: Ask) -> None:
    device = box(WEB, extra="future { deep { deeper { x = 1, 2, three; } } } another { } { }")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:443"
    assert device.complete.ipv4


def test_a_damaged_file_is_not_complete(box: Box) -> None:
    device = box(WEB, extra='broken = "no end;')
    assert not device.complete.ipv4
    assert device.undecided[0].kind == "unread"


def test_a_part_of_a_configuration_is_not_complete(read: Read) -> None:
    whole = "ar7cfg { mode = dsldmode_router; igddenabled = no; dslifaces { stackmode = stackmode_ipv4only; } }\nlandevices { }"
    assert read(ar7_cfg=whole).complete.ipv4
    assert not read(ar7_cfg=whole.replace("landevices", "other")).complete.ipv4
    assert not read(ar7_cfg=whole.replace("dslifaces", "other")).complete.ipv4


def test_a_bare_ar7_cfg_does_not_show_the_vpn(box: Box) -> None:
    assert [item.what for item in box().undecided] == ["the VPN of the box itself"]
