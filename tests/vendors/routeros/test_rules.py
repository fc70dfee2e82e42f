"""What rules match and do. Source: MikroTik documentation, CLI reference of ip/firewall/filter and "Filter"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

DROP = "add action=drop chain=input in-interface-list=!LAN\n"
FORWARD = (
    "add action=dst-nat chain=dstnat dst-port=8000 in-interface-list=WAN protocol=tcp to-addresses=192.168.88.10\n"
)


def test_without_rules_everything_is_accepted(build: Build, ask: Ask) -> None:
    # "Firewall": a packet that no rule of the chain matches is accepted
    device = build("")
    assert ask(device, "tcp 9.9.9.9 wan 8291") == "open router"
    assert device.facts["firewall-enabled"].value == "no"


def test_a_rule_without_an_action_accepts(build: Build, ask: Ask) -> None:
    assert ask(build("add chain=input dst-port=22 protocol=tcp\n" + DROP), "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("action", ["drop", "reject", "tarpit"])
def test_what_stops_a_packet(build: Build, ask: Ask, action: str) -> None:
    assert ask(build(f"add action={action} chain=input dst-port=22 protocol=tcp\n"), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    "action",
    [
        "log",
        "passthrough",
        "add-src-to-address-list address-list=x",
        "add-dst-to-address-list address-list=x",
        "fasttrack-connection",
    ],
)
def test_what_lets_the_next_rule_decide(build: Build, ask: Ask, action: str) -> None:
    assert (
        ask(build(f"add action={action} chain=input dst-port=22 protocol=tcp\n{DROP}"), "tcp 9.9.9.9 wan 22")
        == "closed"
    )


def test_a_switched_off_rule_does_nothing(build: Build, ask: Ask) -> None:
    assert ask(build("add action=accept chain=input disabled=yes\n" + DROP), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build("add action=accept chain=input disabled=no\n" + DROP), "tcp 9.9.9.9 wan 22") == "open router"


def test_a_rule_that_the_export_calls_impossible_is_inactive(build: Build, ask: Ask) -> None:
    # status comment of real exports, flag I in print
    note = "# in/out-interface matcher not possible when interface (ether1) is slave - use master instead (bridge)\n"
    device = build(note + DROP)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert len(device.inactive) == 1
    assert ask(build(DROP + note + "add action=accept chain=forward\n"), "tcp 9.9.9.9 wan 22") == "closed"


def test_inactive_time_is_about_the_hour_of_the_export_only(build: Build, ask: Ask) -> None:
    rule = "# inactive time\nadd action=accept chain=input dst-port=22 protocol=tcp time=8h-17h,mon,tue\n"
    assert ask(build(rule + DROP), "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_time_window_of_the_whole_week_is_none(build: Build, ask: Ask) -> None:
    rule = "add action=accept chain=input dst-port=22 protocol=tcp time=0s-1d,sun,mon,tue,wed,thu,fri,sat\n"
    assert ask(build(rule + DROP), "tcp 9.9.9.9 wan 22") == "open router"


def test_the_same_window_twice_is_one_question(build: Build, ask: Ask) -> None:
    drop = "add action=drop chain=input time=8h-17h,mon\n"
    accept = "add action=accept chain=input time=8h-17h,mon\n"
    assert ask(build(drop + accept + DROP), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    ("match", "verdict"),
    [
        ("connection-state=established,related", "closed"),
        ("connection-state=established,related,untracked", "closed"),
        ("connection-state=new", "open router"),
        ("connection-state=established,new", "open router"),
        ("connection-state=!invalid", "open router"),
        ("connection-state=!new,untracked", "closed"),
        ('connection-state=""', "open router"),
        ("connection-nat-state=dstnat", "closed"),
        ("connection-nat-state=!dstnat", "open router"),
        ("connection-nat-state=srcnat", "closed"),
        ("connection-nat-state=!srcnat", "open router"),
        ("connection-type=ftp", "closed"),
        ("ipsec-policy=in,ipsec", "closed"),  # a stranger's packet comes out of no tunnel
        ("ipsec-policy=in,none", "open router"),
        ("dst-address-type=local", "open router"),
        ("dst-address-type=!local", "closed"),
        ("dst-address-type=broadcast", "closed"),
        ("dst-address-type=!broadcast,multicast", "open router"),
        ("src-address-type=local", "closed"),
        ("src-address-type=!local", "open router"),
        ("src-address-type=unicast", "open router"),
        ("tcp-flags=syn,!ack", "open router"),
        ("tcp-flags=ack", "closed"),
        ("tcp-flags=!syn", "closed"),
        ("protocol=!udp", "open router"),
        ("protocol=6", "open router"),
        ("dst-port=!22 protocol=tcp", "closed"),
        ("dst-port=20-25,80 protocol=tcp", "open router"),
        ("src-address=9.9.9.0/24", "open router"),
        ("src-address=9.9.9.1-9.9.9.20", "open router"),
        ("src-address=!9.9.9.9", "closed"),
        ("src-address=9.9.9.9 src-address-list=none-such", "closed"),
        ("in-interface=ether1", "open router"),
        ("in-interface=!ether1", "closed"),
        ("in-interface=*F", "closed"),  # the interface was deleted
        ("out-interface=bridge", "closed"),  # packets to the router leave by none
        ("in-interface-list=WAN", "open router"),
        ("in-interface-list=!LAN", "open router"),
        ("in-interface-list=all", "open router"),
        ("in-interface-list=none", "closed"),
        ("packet-mark=no-mark", "open router"),
        ("connection-mark=never-set", "closed"),
        ("hotspot=from-client", "closed"),
        ("hotspot=!from-client", "open router"),
        ("src-mac-address=00:00:5E:00:53:01", "conditional"),
        ("realm=7", "conditional"),
        ("quux=7", "conditional"),
        ("protocol=tcp dst-port=twenty", "conditional"),
        ("protocol=quux", "conditional"),
        ("dst-port=22", "conditional"),  # no protocol
        ("src-address={YOUR_ADDRESS}", "conditional"),
        ("src-address-type=quux", "conditional"),
    ],
)  # fmt: skip
def test_what_an_accept_matches(build: Build, ask: Ask, match: str, verdict: str) -> None:
    rules = f"add action=accept chain=input {match}\nadd action=drop chain=input\n"
    assert ask(build(rules), "tcp 9.9.9.9 wan 22") == verdict


@pytest.mark.parametrize(
    "match",
    ["limit=1,5:packet", "dst-limit=1,5,src-address", "connection-limit=1,32", "psd=21,3s,3,1", "random=50", "nth=2,1",
     "src-port=1024-65535 protocol=tcp", "ttl=equal:64", "dscp=0", "packet-size=0-100", "ipv4-options=any"],
)  # fmt: skip
def test_what_the_sender_chooses_opens_an_accept_and_protects_nothing(build: Build, ask: Ask, match: str) -> None:
    assert (
        ask(build(f"add action=accept chain=input {match}\nadd action=drop chain=input\n"), "tcp 9.9.9.9 wan 22")
        == "open router"
    )
    assert ask(build(f"add action=drop chain=input {match}\n"), "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("match", ["content=BadBot", "layer7-protocol=x", "tls-host=*.example.com"])
def test_payload_neither_stops_nor_lets_in_a_new_tcp_connection(build: Build, ask: Ask, match: str) -> None:
    # the first packet of a TCP connection carries no text (packets)
    assert ask(build(f"add action=drop chain=input {match} protocol=tcp\n"), "tcp 9.9.9.9 wan 22") == "open router"
    accept = f"add action=accept chain=input {match}\nadd action=drop chain=input\n"
    assert ask(build(accept), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build(accept), "udp 9.9.9.9 wan 53") == "open router"  # the sender writes what he likes


@pytest.mark.parametrize("match", ["content=!BadBot", "layer7-protocol=!x", "tls-host=!*.example.com"])
def test_text_that_a_packet_must_not_have_is_an_open_question(build: Build, ask: Ask, match: str) -> None:
    # no manual says whether it holds for a first packet without text; it may, so nothing is closed by its absence
    assert ask(build(f"add action=drop chain=input {match} protocol=tcp\n"), "tcp 9.9.9.9 wan 22") == "conditional"
    accept = f"add action=accept chain=input {match}\nadd action=drop chain=input\n"
    assert ask(build(accept), "tcp 9.9.9.9 wan 22") == "conditional"


def test_fragments_begin_no_connection(build: Build, ask: Ask) -> None:
    # "Filter", fragment: the first fragment does not count, and connection tracking puts packets together
    accept = "add action=accept chain=input fragment={}\nadd action=drop chain=input\n"
    assert ask(build(accept.format("yes")), "udp 9.9.9.9 wan 53") == "closed"
    assert ask(build(accept.format("no")), "udp 9.9.9.9 wan 53") == "open router"
    assert ask(build("add action=drop chain=input fragment=yes\n"), "udp 9.9.9.9 wan 53") == "open router"
    assert ask(build("add action=drop chain=input fragment=no\n"), "udp 9.9.9.9 wan 53") == "closed"


def test_port_is_the_source_or_the_destination_port(build: Build, ask: Ask) -> None:
    # documentation: "matches if any (source or destination) port matches"
    accept = "add action=accept chain=input port=53 protocol=udp\nadd action=drop chain=input\n"
    assert ask(build(accept), "udp 9.9.9.9 wan 53") == "open router"
    assert ask(build(accept), "udp 9.9.9.9 wan 161") == "open router"  # from port 53
    assert ask(build(accept), "tcp 9.9.9.9 wan 53") == "closed"
    drop = "add action=drop chain=input port=137-139,445 protocol=tcp\n"
    assert ask(build(drop), "tcp 9.9.9.9 wan 445") == "closed"
    assert ask(build(drop), "tcp 9.9.9.9 wan 22") == "open router"
    negated = "add action=accept chain=input port=!53 protocol=udp\nadd action=drop chain=input\n"
    assert ask(build(negated), "udp 9.9.9.9 wan 53") == "closed"
    assert ask(build(negated), "udp 9.9.9.9 wan 54") == "open router"


def test_icmp_options_are_type_and_code(build: Build, ask: Ask) -> None:
    for options, verdict in (
        ("8:0", "open router"),
        ("8:0-255", "open router"),
        ("0:0", "closed"),
        ("!8:0", "closed"),
        ("3:0-1", "closed"),
        ("quux", "conditional"),
    ):
        rules = f"add action=accept chain=input icmp-options={options} protocol=icmp\nadd action=drop chain=input\n"
        assert ask(build(rules), "icmp 9.9.9.9 wan -") == verdict, options


def test_a_drop_of_other_icmp_codes_leaves_the_plain_echo_request(build: Build, ask: Ask) -> None:
    # MikroTik documentation, filter, icmp-options: type:code; the sender writes the code
    rules = "add action=drop chain=input icmp-options=8:1-255 protocol=icmp\nadd action=accept chain=input\n"
    assert ask(build(rules), "icmp 9.9.9.9 wan -") == "open router"


def test_custom_chains_are_jumped_to_and_come_back(build: Build, ask: Ask) -> None:
    rules = """\
add action=jump chain=input jump-target=guard protocol=tcp
add action=drop chain=input
add action=return chain=guard dst-port=22
add action=accept chain=guard
add action=accept chain=never-called
"""
    device = build(rules.replace("dst-port=22", "dst-port=22 protocol=tcp"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 23") == "closed"


def test_a_jump_to_a_chain_without_rules_comes_back(build: Build, ask: Ask) -> None:
    assert (
        ask(build("add action=jump chain=input jump-target=empty\nadd action=drop chain=input\n"), "tcp 9.9.9.9 wan 22")
        == "closed"
    )


@pytest.mark.parametrize("rule", ["add action=quux chain=input", "add action=jump chain=input", "add action=drop"])
def test_a_rule_that_nobody_can_read_keeps_its_place(build: Build, ask: Ask, rule: str) -> None:
    assert ask(build(f"{rule}\n{DROP}"), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(build(f"{DROP}{rule}\n"), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_line_that_is_no_rule_makes_the_answer_incomplete(build: Build) -> None:
    device = build("add action=accept chain=input protocol=icmp\nadd acti\n" + DROP)
    assert device.complete.ipv4
    device = build("<<<<<<< HEAD\n" + DROP)
    assert not device.complete.ipv4
    assert device.complete.ipv6
    assert [u.kind for u in device.undecided] == ["unread"]


def test_raw_comes_first_and_sees_the_port_outside(build: Build, ask: Ask) -> None:
    # "Packet flow": raw prerouting, connection tracking, mangle, dstnat
    nat = (
        FORWARD.replace("8000", "8080")
        + "add action=dst-nat chain=dstnat dst-port=9090 in-interface-list=WAN protocol=tcp to-addresses=192.168.88.10 to-ports=8080\n"
    )
    device = build(nat=nat, more="/ip firewall raw\nadd action=drop chain=prerouting dst-port=8080 protocol=tcp\n")
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 9090") == "open 192.168.88.10:8080"


def test_a_raw_accept_does_not_skip_the_filter(build: Build, ask: Ask) -> None:
    assert (
        ask(build(DROP, more="/ip firewall raw\nadd action=accept chain=prerouting\n"), "tcp 9.9.9.9 wan 22")
        == "closed"
    )


def test_notrack_takes_a_packet_past_nat_and_to_the_untracked_accept(build: Build, ask: Ask) -> None:
    # packets: without tracking there is no NAT, and "established,related,untracked" lets the packet in
    rules = "add action=accept chain=input connection-state=established,related,untracked\n" + DROP
    more = "/ip firewall raw\nadd action=notrack chain=prerouting dst-port=8000 protocol=tcp\n"
    assert ask(build(rules, FORWARD), "tcp 9.9.9.9 wan 8000") == "open 192.168.88.10:8000"
    assert ask(build(rules, FORWARD, more), "tcp 9.9.9.9 wan 8000") == "open router"


def test_whether_notrack_ends_the_raw_chain_is_open(build: Build, ask: Ask) -> None:
    more = "/ip firewall raw\nadd action=notrack chain=prerouting\nadd action=drop chain=prerouting\n"
    assert ask(build("", more=more), "tcp 9.9.9.9 wan 22") == "conditional"


def test_marks_carry_from_mangle_to_the_filter(build: Build, ask: Ask) -> None:
    more = "/ip firewall mangle\nadd action=mark-connection chain=prerouting dst-port=22 new-connection-mark=admin protocol=tcp\n"
    rules = "add action=accept chain=input connection-mark=admin\nadd action=drop chain=input\n"
    device = build(rules, more=more)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"
    unmarked = build("add action=drop chain=input connection-mark=no-mark\n", more=more)
    assert ask(unmarked, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(unmarked, "tcp 9.9.9.9 wan 23") == "closed"
    negated = build("add action=drop chain=input connection-mark=!admin\n", more=more)
    assert ask(negated, "tcp 9.9.9.9 wan 22") == "open router"


def test_a_mark_without_passthrough_ends_the_mangle_chain(build: Build, ask: Ask) -> None:
    more = "/ip firewall mangle\nadd action=mark-packet chain=prerouting new-packet-mark=a passthrough=no protocol=tcp\nadd action=mark-packet chain=prerouting new-packet-mark=b\n"
    rules = "add action=accept chain=input packet-mark=a\nadd action=drop chain=input\n"
    assert ask(build(rules, more=more), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(build(rules, more=more), "udp 9.9.9.9 wan 53") == "closed"


def test_a_drop_in_mangle_stops_packets(build: Build, ask: Ask) -> None:
    more = "/ip firewall mangle\nadd action=drop chain=prerouting dst-port=22 protocol=tcp\n"
    assert ask(build("", more=more), "tcp 9.9.9.9 wan 22") == "closed"


def test_without_connection_tracking_there_is_no_nat(build: Build, ask: Ask) -> None:
    # "Connection tracking": NAT relies on it
    more = "/ip firewall connection tracking\nset enabled=no\n"
    assert ask(build("", FORWARD, more), "tcp 9.9.9.9 wan 8000") == "open router"
    assert (
        ask(build("add action=drop chain=input connection-state=new\n", more=more), "tcp 9.9.9.9 wan 22")
        == "conditional"
    )
    assert ask(build("", FORWARD, more.replace("no", "auto")), "tcp 9.9.9.9 wan 8000") == "open 192.168.88.10:8000"


def test_a_router_that_does_not_forward_lets_nothing_through(build: Build, ask: Ask) -> None:
    more = "/ip settings\nset ip-forward=no\n"
    assert ask(build("", FORWARD, more), "tcp 9.9.9.9 wan 8000") == "closed"


def test_a_hotspot_makes_its_network_conditional(build: Build, ask: Ask) -> None:
    # "HotSpot customisation": dynamic chain hs-unauth-to
    more = "/ip hotspot\nadd disabled=no interface=bridge name=hs\n"
    assert ask(build("", FORWARD, more), "tcp 9.9.9.9 wan 8000") == "conditional"
    assert ask(build("", FORWARD, more.replace("=no", "=yes")), "tcp 9.9.9.9 wan 8000") == "open 192.168.88.10:8000"


def test_a_vrf_on_the_way_is_undecided(build: Build, ask: Ask) -> None:
    # "VRF": from 7.14 rules see the VRF and not its interfaces
    inside = build("", FORWARD, "/ip vrf\nadd interfaces=bridge name=cust\n")
    assert ask(inside, "tcp 9.9.9.9 wan 8000") == "conditional"
    assert inside.complete.ipv4
    outside = build(more="/ip vrf\nadd interfaces=ether1 name=internet\n")
    assert not outside.complete.ipv4


def test_a_bridge_filter_before_the_router_is_undecided(build: Build, ask: Ask) -> None:
    interfaces = "/interface bridge\nadd name=lan\nadd name=wan\n/interface bridge port\nadd bridge=wan interface=ether1\n/ip address\nadd address=192.168.88.1/24 interface=lan\n/ip dhcp-client\nadd interface=wan\n"
    more = "/interface bridge filter\nadd action=drop chain=input mac-protocol=ip\n"
    assert ask(build("", more=more, interfaces=interfaces), "tcp 9.9.9.9 wan 22") == "conditional"
    assert (
        ask(build("", more=more.replace("chain=input", "chain=forward"), interfaces=interfaces), "tcp 9.9.9.9 wan 22")
        == "open router"
    )


def test_names_that_stand_for_many_interfaces(build: Build, ask: Ask) -> None:
    # in-interface=all-ppp and the like are not documented: certain only where the kind of interface rules them out
    accept = "add action=accept chain=input in-interface=all-ppp\nadd action=drop chain=input\n"
    assert ask(build(accept), "tcp 9.9.9.9 wan 22") == "closed"
    dsl = "/interface pppoe-client\nadd disabled=no interface=ether1 name=dsl\n"
    assert ask(build(accept, interfaces=dsl), "tcp 9.9.9.9 wan 22") == "conditional"


@pytest.mark.parametrize("rest", ["frob", "src-address", "pro"])
def test_a_word_without_a_value_leaves_a_rule_in_doubt(build: Build, ask: Ask, rest: str) -> None:
    # "Line structure": a rule's parameters all have values, so the word is a matcher that lost its own or an unknown one
    device = build(f"add action=drop chain=input in-interface=ether1 {rest}\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_rule_that_lost_its_action_is_no_accept(build: Build, ask: Ask) -> None:
    # the word may be the action
    device = build("add chain=input dst-port=22 protocol=tcp act\nadd action=accept chain=input\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"


@pytest.mark.parametrize("key", ["dst-port", "src-address", "in-interface", "quux"])
def test_a_key_with_nothing_behind_it_leaves_a_rule_in_doubt(build: Build, ask: Ask, key: str) -> None:
    # real exports write "" for an empty value, so that the bare sign is the rest of a lost one
    assert ask(build(f"add action=drop chain=input {key}=\n"), "tcp 9.9.9.9 wan 22") == "conditional"


@pytest.mark.parametrize("rest", ['src-address-list="" src-port=""', "comment=", "log-prefix="])
def test_an_empty_value_asks_nothing(build: Build, ask: Ask, rest: str) -> None:
    assert ask(build(f"add action=drop chain=input {rest}\n"), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_tarpit_hands_nothing_on(build: Build, ask: Ask) -> None:
    # "Filter": tarpit captures and holds TCP connections. A scan sees the port as open; no listener and no host behind
    # it gets the packet, so that nothing is reachable
    device = build("add action=tarpit chain=input dst-port=22 protocol=tcp\nadd action=accept chain=input\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "open router"
