"""What pfSense's filter rules let in. Source: pfSense src/etc/inc/filter.inc at 9363ac5, functions named at the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

ANY = "<source><any/></source>"
TO_ROUTER = "<destination><network>wanip</network><port>{}</port></destination>"


def rule(
    port: str = "443", extra: str = "", *, interface: str = "wan", protocol: str = "tcp", source: str = ANY
) -> str:
    return (
        f"<rule><type>pass</type><interface>{interface}</interface><protocol>{protocol}</protocol>{source}"
        f"{TO_ROUTER.format(port)}{extra}</rule>"
    )


def block(port: str = "443", extra: str = "", *, interface: str = "wan") -> str:
    return rule(port, extra, interface=interface).replace(">pass<", ">block<")


FLOATING = "<floating>yes</floating><direction>in</direction>"


def test_nothing_is_let_in_without_a_rule(build: Build, ask: Ask) -> None:
    # filter_rules_generate(): "Default deny rule IPv4/IPv6" comes first and is not quick
    assert ask(build(), "tcp 9.9.9.9 wan 443") == "closed"


def test_the_first_rule_of_an_interface_decides(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): quick unless floating
    assert ask(build(rule() + block()), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(block() + rule()), "tcp 9.9.9.9 wan 443") == "closed"


def test_of_floating_rules_without_quick_the_last_decides(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): quick only if isset(quick)
    assert ask(build(block(extra=FLOATING) + rule(extra=FLOATING)), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(rule(extra=FLOATING) + block(extra=FLOATING)), "tcp 9.9.9.9 wan 443") == "closed"


def test_interface_rules_overrule_floating_ones_without_quick_wherever_they_stand(build: Build, ask: Ask) -> None:
    # get_filter_rules_map(): floating, then groups, then interfaces
    assert ask(build(rule() + block(extra=FLOATING)), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_quick_floating_rule_comes_before_the_interface(build: Build, ask: Ask) -> None:
    assert ask(build(rule() + block(extra=FLOATING + "<quick>yes</quick>")), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(block() + rule(extra=FLOATING + "<quick/>")), "tcp 9.9.9.9 wan 443") == "open router"


def test_group_rules_come_before_interface_rules(build: Build, ask: Ask) -> None:
    group = "<ifgroups><ifgroupentry><ifname>OUTSIDE</ifname><members>wan</members></ifgroupentry></ifgroups>"
    assert ask(build(block() + rule(interface="OUTSIDE"), more=group), "tcp 9.9.9.9 wan 443") == "open router"


def test_match_rules_never_decide(build: Build, ask: Ask) -> None:
    match = rule(extra=FLOATING + "<quick>yes</quick>").replace(">pass<", ">match<")
    assert ask(build(match), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_rule_without_a_type_passes(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): "default (for older rules) is pass"
    assert ask(build(rule().replace("<type>pass</type>", "")), "tcp 9.9.9.9 wan 443") == "open router"


@pytest.mark.parametrize("tag", ["<disabled/>", "<disabled></disabled>", "<disabled>0</disabled>"])
def test_disabled_counts_by_presence(build: Build, ask: Ask, tag: str) -> None:
    # isset($rule['disabled'])
    assert ask(build(rule(extra=tag)), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_rule_without_a_family_is_ipv4(build: Build, ask: Ask) -> None:
    # switch ($rule['ipprotocol']): default inet
    wan = "<wan><enable/><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    device = build(rule(), interfaces=wan)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    device = build(rule(port="8443"), interfaces=wan)
    assert ask(device, "tcp 2620:fe::9 wan 8443") == "closed"
    both = build(rule(port="8443", extra="<ipprotocol>inet46</ipprotocol>"), interfaces=wan)
    assert ask(both, "tcp 2620:fe::9 wan 8443") == "open router"


def test_an_interface_that_is_disabled_or_gone_takes_its_rules_along(build: Build, ask: Ask) -> None:
    # $FilterIflist holds enabled interfaces only; filter_generate_user_rule() skips the rule
    device = build(rule(interface="opt3"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.reason for entry in device.inactive] == ["no interface opt3 is there and enabled"]


def test_a_floating_rule_none_of_whose_interfaces_exist_is_ignored(build: Build, ask: Ask) -> None:
    # https://redmine.pfsense.org/issues/11688
    gone = rule(extra=FLOATING + "<quick>yes</quick>", interface="opt3,opt4")
    assert ask(build(gone), "tcp 9.9.9.9 wan 443") == "closed"
    half = rule(extra=FLOATING + "<quick>yes</quick>", interface="opt3,wan")
    assert ask(build(half), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_with_a_port_but_no_protocol_is_all_of_tcp(build: Build, ask: Ask) -> None:
    # filter_generate_user_rule(): "proto tcp"; filter_generate_port() writes ports for known protocols only
    device = build(rule().replace("<protocol>tcp</protocol>", ""))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "udp 9.9.9.9 wan 443") == "closed"


def test_protocol_any_takes_no_ports(build: Build, ask: Ask) -> None:
    device = build(rule(protocol="any"))
    assert ask(device, "udp 9.9.9.9 wan 5000") == "open router"
    assert ask(device, "gre 9.9.9.9 wan -") == "open router"


@pytest.mark.parametrize(
    ("port", "opened", "shut"), [("440-449", "445", "450"), ("1-1024", "80", "1025"), ("60000-65535", "65535", "59999")]
)
def test_ranges_hold_both_ends(build: Build, ask: Ask, port: str, opened: str, shut: str) -> None:
    # filter_generate_port(): "port a-1 >< b+1", "port <= b", "port >= a"
    device = build(rule(port=port))
    assert ask(device, f"tcp 9.9.9.9 wan {opened}") == "open router"
    assert ask(device, f"tcp 9.9.9.9 wan {shut}") == "closed"


def test_icmp_types_of_a_ping_rule(build: Build, ask: Ask) -> None:
    # "icmp-type echoreq"; with inet6 the protocol becomes ipv6-icmp
    ping = (
        f"<rule><interface>wan</interface><ipprotocol>inet46</ipprotocol><protocol>icmp</protocol>{ANY}"
        "<destination><any/></destination><icmptype>{}</icmptype></rule>"
    )
    wan = "<wan><enable/><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    opened = build(ping.format("echorep,echoreq"), interfaces=wan)
    assert ask(opened, "icmp 9.9.9.9 wan -") == "open router"
    assert ask(opened, "icmp 2620:fe::9 wan -") == "open router"
    assert ask(build(ping.format("unreach"), interfaces=wan), "icmp 9.9.9.9 wan -") == "closed"


def test_ipv6_neighbour_discovery_is_no_ping(build: Build, ask: Ask) -> None:
    # "pass quick inet6 proto ipv6-icmp ... icmp6-type {1,2,135,136}"
    wan = "<wan><enable/><if>igb0</if><ipaddr>dhcp</ipaddr><ipaddrv6>dhcp6</ipaddrv6></wan>"
    assert ask(build(interfaces=wan), "icmp 2620:fe::9 wan -") == "closed"


def test_without_ipv6allow_no_rule_opens_ipv6(build: Build, ask: Ask) -> None:
    # filter_rules_generate(): "Block all IPv6", quick, first
    wan = "<wan><enable/><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6></wan>"
    six = rule(extra="<ipprotocol>inet6</ipprotocol>")
    assert ask(build(six, interfaces=wan, system=""), "tcp 2620:fe::9 wan 443") == "closed"
    assert ask(build(six, interfaces=wan), "tcp 2620:fe::9 wan 443") == "open router"


def test_wan_address_is_the_one_address_of_the_interface(build: Build, ask: Ask) -> None:
    # filter_generate_address(): $FilterIflist['wan']['ip']
    alias = "<virtualip><vip><mode>ipalias</mode><interface>wan</interface><subnet>198.51.100.11</subnet><subnet_bits>32</subnet_bits></vip></virtualip>"
    device = build(rule(), more=alias)
    assert ask(device, "tcp 9.9.9.9 198.51.100.10 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 198.51.100.11 443") == "closed"


def test_this_firewall_is_every_address(build: Build, ask: Ask) -> None:
    alias = "<virtualip><vip><mode>carp</mode><interface>wan</interface><subnet>198.51.100.11</subnet><subnet_bits>28</subnet_bits></vip></virtualip>"
    device = build(rule().replace("wanip", "(self)"), more=alias)
    assert ask(device, "tcp 9.9.9.9 198.51.100.11 443") == "open router"


def test_not_counts_by_presence(build: Build, ask: Ask) -> None:
    # isset($rule[$target]['not'])
    partner = "<source><address>203.0.113.0/24</address><not/></source>"
    device = build(rule(source=partner))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 203.0.113.7 wan 443") == "closed"


def test_an_empty_source_drops_the_rule(build: Build, ask: Ask) -> None:
    # "# source address is empty"
    assert ask(build(rule(source="<source></source>")), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_schedule_makes_pass_and_block_conditional(build: Build, ask: Ask) -> None:
    # outside its schedule a rule is left out: "# schedule finished"
    more = "<schedules><schedule><name>night</name><timerange><hour>0:00-6:00</hour></timerange></schedule></schedules>"
    timed = "<sched>night</sched>"
    assert ask(build(rule(extra=timed), more=more), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(build(block(extra=timed) + rule(), more=more), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(build(rule(extra=timed) + rule(), more=more), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_schedule_that_does_not_exist_leaves_the_rule_active(build: Build, ask: Ask) -> None:
    assert ask(build(rule(extra="<sched>gone</sched>")), "tcp 9.9.9.9 wan 443") == "open router"


def test_source_port_and_rate_are_the_senders_choice(build: Build, ask: Ask) -> None:
    # a sender may use any source port, so a pass is open and a block does not close
    chosen = "<source><any/><port>1024</port></source>"
    assert ask(build(rule(source=chosen)), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(block().replace(ANY, chosen) + rule()), "tcp 9.9.9.9 wan 443") == "open router"
    limited = "<max-src-conn>5</max-src-conn><max-src-conn-rate>1</max-src-conn-rate>"
    assert ask(build(rule(extra=limited)), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_block_of_odd_flag_combinations_does_not_stop_connections(build: Build, ask: Ask) -> None:
    # flags fin,psh,urg/... do not match a SYN
    odd = block(extra="<tcpflags1>fin,psh,urg</tcpflags1><tcpflags2>syn,fin,rst,psh,ack,urg</tcpflags2>")
    assert ask(build(odd + rule()), "tcp 9.9.9.9 wan 443") == "open router"
    plain = block(extra="<tcpflags1>syn</tcpflags1><tcpflags2>syn,ack</tcpflags2>")
    assert ask(build(plain + rule()), "tcp 9.9.9.9 wan 443") == "closed"


def test_tags_lead_from_one_rule_to_the_next(build: Build, ask: Ask) -> None:
    # pf.conf(5): a tag sticks although the rule that set it is not the last match
    setter = rule(extra=FLOATING + "<tag>good</tag>").replace(">pass<", ">match<")
    asker = rule(extra="<tagged>good</tagged>")
    assert ask(build(setter + asker), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(asker), "tcp 9.9.9.9 wan 443") == "closed"
    but_not = rule(extra="<tagged>good</tagged><nottagged/>")
    assert ask(build(setter + but_not), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(but_not), "tcp 9.9.9.9 wan 443") == "open router"


def test_an_element_that_nobody_knows_makes_its_rule_open(build: Build, ask: Ask) -> None:
    device = build(rule(extra="<quux>7</quux>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert [unread.what for unread in device.coverage.unread] == ["filter rule quux"]


def test_bogon_and_private_blocks_stop_senders_not_forwards(build: Build, ask: Ask) -> None:
    # filter_rules_generate(): quick, before the user's rules
    wan = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway><blockpriv/><blockbogons/></wan>"
    device = build(rule(), interfaces=wan)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 192.168.7.7 wan 443") == "closed"
    assert ask(device, "tcp 198.18.0.7 wan 443") == "closed"
    # src/etc/bogons holds it, but who writes it for the public means a sender that is let in
    assert ask(device, "tcp 203.0.113.7 wan 443") == "open router"


def test_private_blocks_do_not_work_on_a_bridge(build: Build, ask: Ask) -> None:
    wan = "<wan><enable/><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway><blockpriv/></wan>"
    device = build(rule(), interfaces=wan, more="<bridges><bridged><members>wan,opt1</members></bridged></bridges>")
    assert ask(device, "tcp 192.168.7.7 wan 443") == "open router"
    assert not device.complete.ipv4  # who sits behind the bridge is not in the file


def test_a_block_on_the_way_out_closes_what_came_in(build: Build, ask: Ask) -> None:
    # a forwarded packet is looked at again where it leaves; "pass out" is not quick and comes first
    inside = f"<rule><interface>wan</interface><protocol>tcp</protocol>{ANY}<destination><address>192.168.1.5</address></destination></rule>"
    nat = (
        f"<rule>{ANY}<destination><network>wanip</network><port>443</port></destination><protocol>tcp</protocol>"
        "<target>192.168.1.5</target><local-port>443</local-port><interface>wan</interface></rule>"
    )
    out = (
        f"<rule><type>block</type><floating>yes</floating><direction>out</direction><interface>{{}}</interface>{ANY}"
        "<destination><any/></destination></rule>"
    )
    assert ask(build(inside, nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(inside + out.format("lan"), nat), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(inside + out.format("wan"), nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"


def test_with_disablefilter_everything_is_open_and_nothing_translated(build: Build, ask: Ask) -> None:
    # pfctl -d
    nat = (
        f"<rule>{ANY}<destination><network>wanip</network><port>443</port></destination><protocol>tcp</protocol>"
        "<target>192.168.1.5</target><local-port>443</local-port><interface>wan</interface></rule>"
    )
    device = build(nat=nat, system="<disablefilter/>")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert device.facts["firewall-enabled"].value == "no"
