"""Port forwards and the exposed host of Asuswrt.

Every behaviour here is that of rc/firewall.c of Asuswrt-Merlin (388), as named in the comments.
"""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

WEB = "<Web>443>192.168.50.10>>TCP>"


def test_an_office_router_is_closed_and_complete(ask: Ask, box: Box) -> None:
    device = box()
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.complete.ipv4
    assert device.complete.ipv6


def test_an_empty_inside_port_keeps_the_port(ask: Ask, box: Box) -> None:
    # write_port_forwarding(): without lport, --to-destination is the address alone
    device = box(vts_rulelist=WEB)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.50.10:443"
    assert ask(device, "udp 9.9.9.9 wan 443") == "closed"


def test_a_range_holds_every_port_of_it(ask: Ask, box: Box) -> None:
    device = box(vts_rulelist="<HTTPS>440:449>192.168.50.10>>TCP>")
    assert ask(device, "tcp 9.9.9.9 wan 445") == "open 192.168.50.10:445"
    assert ask(device, "tcp 9.9.9.9 wan 450") == "closed"


def test_a_list_of_ports_is_one_forward_each(ask: Ask, box: Box) -> None:
    # the ports field is split at commas
    device = box(vts_rulelist="<Mail>25,465,587>192.168.50.11>>TCP>")
    assert ask(device, "tcp 9.9.9.9 wan 465") == "open 192.168.50.11:465"
    assert ask(device, "tcp 9.9.9.9 wan 466") == "closed"


def test_a_range_with_one_inside_port_lands_on_that_port(ask: Ask, box: Box) -> None:
    device = box(vts_rulelist="<Cam>8000:8003>192.168.50.12>80>TCP>")
    assert ask(device, "tcp 9.9.9.9 wan 8002") == "open 192.168.50.12:80"


def test_both_is_tcp_and_udp_and_other_is_a_protocol(ask: Ask, box: Box) -> None:
    # proto_conv(): OTHER takes the ports field for the number of an IP protocol
    device = box(vts_rulelist="<SIP>5060>192.168.50.13>>BOTH><GRE>47>192.168.50.14>>OTHER>")
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open 192.168.50.13:5060"
    assert ask(device, "tcp 9.9.9.9 wan 5060") == "open 192.168.50.13:5060"
    assert ask(device, "gre 9.9.9.9 wan -") == "open 192.168.50.14"


def test_a_source_limits_a_forward(ask: Ask, box: Box) -> None:
    # the sixth field, in builds that have it
    device = box(vts_rulelist="<RDP>3389>192.168.50.20>>TCP>198.51.100.0/24")
    assert ask(device, "tcp 198.51.100.7 wan 3389") == "open 192.168.50.20:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"


def test_switched_off_the_list_does_nothing_and_is_reported(ask: Ask, box: Box) -> None:
    # vts_enable_x gates the whole list
    device = box(vts_enable_x="0", vts_rulelist=WEB)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.label for entry in device.inactive] == ["vts_rulelist"]


def test_a_forward_to_the_router_itself_is_dead(ask: Ask, box: Box) -> None:
    # INPUT has no accept for it (the reverse of DD-WRT)
    assert ask(box(vts_rulelist="<x>8080>192.168.50.1>80>TCP>"), "tcp 9.9.9.9 wan 8080") == "closed"


def test_an_unreadable_forward_keeps_its_place_and_is_conditional(ask: Ask, box: Box) -> None:
    device = box(vts_rulelist="<x>443-445>192.168.50.10>>TCP>")
    assert ask(device, "tcp 9.9.9.9 wan 444") == "conditional"


def test_the_exposed_host_takes_what_no_forward_takes(ask: Ask, box: Box) -> None:
    # dmz_ip stands behind the forwards in the chain VSERVER
    device = box(vts_rulelist=WEB, dmz_ip="192.168.50.99")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.50.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.50.99:3389"
    assert ask(device, "udp 9.9.9.9 wan 161") == "open 192.168.50.99:161"


def test_the_exposed_host_works_with_forwarding_switched_off(ask: Ask, box: Box) -> None:
    # vts_enable_x does not gate dmz_ip
    device = box(vts_enable_x="0", dmz_ip="192.168.50.99")
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "open 192.168.50.99:3389"


def test_without_nat_neither_forwards_nor_the_exposed_host_exist(ask: Ask, box: Box) -> None:
    device = box(wan0_nat_x="0", vts_rulelist=WEB, dmz_ip="192.168.50.99")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_the_game_list_comes_before_everything(ask: Ask, box: Box) -> None:
    # chain GAME_VSERVER of builds with Open NAT
    device = box(
        game_vts_rulelist="<Game>443>192.168.50.77>>TCP>", vts_rulelist=WEB, misc_http_x="1", misc_httpsport_x="443"
    )
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.50.77:443"


def test_a_forward_to_a_name_leaves_the_answer_incomplete(box: Box) -> None:
    # iptables resolves it on the device only
    assert "Web" in box(vts_rulelist="<Web>443>nas>>TCP>").complete.reasons[0]


def test_a_list_copied_out_of_a_page_is_unescaped(ask: Ask, box: Box) -> None:
    # Advanced_VirtualServer_Content.asp splits its lists at "&#60" (no semicolon); later pages print them percent-encoded
    plain = "<Web>3389>192.168.50.10>>TCP>"
    bare = plain.replace("<", "&#60").replace(">", "&#62")
    full = plain.replace("<", "&#60;").replace(">", "&#62;")
    percent = plain.replace("<", "%3C").replace(">", "%3E")
    for written in (bare, full, percent):
        assert ask(box(vts_rulelist=written), "tcp 9.9.9.9 wan 3389") == "open 192.168.50.10:3389", written
