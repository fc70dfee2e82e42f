"""What OPNsense's filter rules let in. Source: opnsense/core f95e815; older trees where named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

ANY = "<source><any>1</any></source>"


def old(
    port: str = "443",
    extra: str = "",
    *,
    action: str = "pass",
    source: str = ANY,
    interface: str = "<interface>wan</interface>",
) -> str:
    return (
        f"<rule><type>{action}</type>{interface}<ipprotocol>inet</ipprotocol><protocol>tcp</protocol>{source}"
        f"<destination><network>wanip</network><port>{port}</port></destination>{extra}</rule>"
    )


def mvc(
    port: str = "443",
    extra: str = "",
    *,
    action: str = "pass",
    interface: str = "wan",
    sequence: int = 1,
    source: str = "any",
    destination: str = "wanip",
    enabled: str = "1",
) -> str:
    return (
        f"<rule><enabled>{enabled}</enabled><sequence>{sequence}</sequence><action>{action}</action><interface>{interface}</interface>"
        f"<ipprotocol>inet</ipprotocol><protocol>TCP</protocol><source_net>{source}</source_net><destination_net>{destination}</destination_net>"
        f"<destination_port>{port}</destination_port>{extra}</rule>"
    )


FLOATING = "<floating>yes</floating>"


def test_nothing_is_let_in_without_a_rule(build: Build, ask: Ask) -> None:
    assert ask(build(), "tcp 9.9.9.9 wan 443") == "closed"


def test_mvc_rules_come_before_old_ones_of_the_same_class(build: Build, ask: Ask) -> None:
    # filter.inc: plugins_firewall() before filter_core_rules_user(); Plugin.php sorts by priority, then by registration
    assert ask(build(old(), mvc(action="block")), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(old(action="block"), mvc()), "tcp 9.9.9.9 wan 443") == "open router"


def test_old_floating_rules_come_before_mvc_rules_of_an_interface(build: Build, ask: Ask) -> None:
    quick = old(extra=FLOATING + "<quick>1</quick>")
    assert ask(build(quick, mvc(action="block")), "tcp 9.9.9.9 wan 443") == "open router"


def test_mvc_rules_stand_by_sequence_not_by_place(build: Build, ask: Ask) -> None:
    # pf.inc: $mdlFilter->rules->rule->sortedBy(['sequence'])
    rules = mvc(action="block", sequence=20) + mvc(sequence=10)
    assert ask(build(mvc=rules), "tcp 9.9.9.9 wan 443") == "open router"
    ten_after_nine = mvc(action="block", sequence=10) + mvc(sequence=9)
    assert ask(build(mvc=ten_after_nine), "tcp 9.9.9.9 wan 443") == "open router"


def test_mvc_rules_can_be_switched_off(build: Build, ask: Ask) -> None:
    # BooleanField, default 1
    assert ask(build(mvc=mvc(enabled="0")), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(mvc=mvc().replace("<enabled>1</enabled>", "")), "tcp 9.9.9.9 wan 443") == "open router"


@pytest.mark.parametrize(
    ("tag", "answer"),
    [("<disabled/>", "open router"), ("<disabled>0</disabled>", "open router"), ("<disabled>1</disabled>", "closed")],
)
def test_disabled_counts_by_value(build: Build, ask: Ask, tag: str, answer: str) -> None:
    # Rule.php parseIsComment(): !empty
    assert ask(build(old(extra=tag)), "tcp 9.9.9.9 wan 443") == answer


def test_old_floating_rules_are_not_quick_unless_they_say_so(build: Build, ask: Ask) -> None:
    # FilterRule.php: quick defaults to !isset(floating)
    two = old(action="block", extra=FLOATING) + old(extra=FLOATING)
    assert ask(build(two), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(two + old(action="block")), "tcp 9.9.9.9 wan 443") == "closed"


def test_old_interface_rules_may_be_not_quick(build: Build, ask: Ask) -> None:
    # <quick>0</quick>: the last match counts
    two = old(action="block", extra="<quick>0</quick>") + old(extra="<quick>0</quick>")
    assert ask(build(two), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(old(extra="<quick/>") + old(action="block")), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_rule_for_the_way_out_lets_nothing_in(build: Build, ask: Ask) -> None:
    assert ask(build(old(extra="<direction>out</direction>")), "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(build(mvc=mvc(extra="<direction>any</direction>")), "tcp 9.9.9.9 wan 443") == "open router"


def test_mvc_floating_rules_are_quick(build: Build, ask: Ask) -> None:
    # Filter.xml: quick default 1; no interface or several: priority 200000
    assert ask(build(mvc=mvc(interface="", action="block", sequence=9) + mvc()), "tcp 9.9.9.9 wan 443") == "closed"
    last = mvc(interface="lan,wan", action="block", extra="<quick>0</quick>", sequence=1)
    assert ask(build(mvc=last + mvc(sequence=2)), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_without_an_interface_is_for_all(build: Build, ask: Ask) -> None:
    assert ask(build(old(interface="")), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(mvc=mvc(interface="")), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_on_interfaces_that_are_gone_is_not_applied(build: Build, ask: Ask) -> None:
    # FilterRuleField.php getPriority(): 600000; Rule.php reader(): disabled
    device = build(mvc=mvc(interface="opt7"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.inactive[0].reason == "no interface opt7 is there and enabled"


def test_an_inverted_interface_is_all_others(build: Build, ask: Ask) -> None:
    # Rule.php parseInterface(): "on ! ..."
    device = build(mvc=mvc(interface="lan", extra="<interfacenot>1</interfacenot>"), version="1.0.5")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    device = build(mvc=mvc(interface="wan", extra="<interfacenot>1</interfacenot>"), version="1.0.5")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_the_class_of_an_inverted_rule_depends_on_the_release(build: Build, ask: Ask) -> None:
    # 441d1599a6 (26.1) counts it as floating; before, it stood among the rules of its interface
    rules = mvc(sequence=1, action="block") + mvc(interface="lan", extra="<interfacenot>1</interfacenot>", sequence=2)
    assert ask(build(mvc=rules, version="1.0.5"), "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(build(mvc=rules), "tcp 9.9.9.9 wan 443") == "conditional"


def test_group_rules_come_between(build: Build, ask: Ask) -> None:
    # filter.lib.inc: 300000 + sequence of the group
    groups = (
        "<ifgroups><ifgroupentry><ifname>G1</ifname><members>wan</members><sequence>2</sequence></ifgroupentry>"
        "<ifgroupentry><ifname>G2</ifname><members>wan</members><sequence>1</sequence></ifgroupentry></ifgroups>"
    )
    second = old(action="block", interface="<interface>G1</interface>") + old(interface="<interface>G2</interface>")
    assert ask(build(second + old(action="block"), more=groups), "tcp 9.9.9.9 wan 443") == "open router"


def test_not_of_an_old_rule_depends_on_the_release(build: Build, ask: Ask) -> None:
    # presence up to 25.7, value since da976d77 (26.1): <not/> and <not>0 change their meaning
    def with_not(tag: str) -> str:
        return old(source=f"<source><address>203.0.113.0/24</address>{tag}</source>")

    negated = build(with_not("<not>1</not>"))
    assert ask(negated, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(negated, "tcp 203.0.113.7 wan 443") == "closed"
    for tag in ("<not/>", "<not>0</not>"):
        assert ask(build(with_not(tag)), "tcp 9.9.9.9 wan 443") == "conditional"
        assert ask(build(with_not(tag), version="1.0.5"), "tcp 9.9.9.9 wan 443") == "closed"
        assert ask(build(with_not(tag), version="1.0.5"), "tcp 203.0.113.7 wan 443") == "open router"


def test_not_of_an_mvc_rule_is_a_check_box(build: Build, ask: Ask) -> None:
    device = build(mvc=mvc(source="203.0.113.0/24", extra="<source_not>1</source_not>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 203.0.113.7 wan 443") == "closed"


def test_several_addresses_are_alternatives_also_when_negated(build: Build, ask: Ask) -> None:
    # Rule.php reader(): one pf rule for each combination
    device = build(mvc=mvc(source="203.0.113.0/25,198.51.100.77"))
    assert ask(device, "tcp 198.51.100.77 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    negated = build(mvc=mvc(source="203.0.113.0/25,198.51.100.77", extra="<source_not>1</source_not>"))
    assert ask(negated, "tcp 198.51.100.77 wan 443") == "open router"  # "! 203.0.113.0/25" lets it in


def test_wan_address_is_every_address_on_the_interface(build: Build, ask: Ask) -> None:
    # Rule.php loadAliasMap(): wanip = "(igb0)", which follows all addresses but not proxy ARP
    def vip(mode: str, address: str) -> str:
        return f"<vip><mode>{mode}</mode><interface>wan</interface><subnet>{address}</subnet><subnet_bits>32</subnet_bits></vip>"

    device = build(
        old(), more=f"<virtualip>{vip('ipalias', '198.51.100.11')}{vip('proxyarp', '198.51.100.12')}</virtualip>"
    )
    assert ask(device, "tcp 9.9.9.9 198.51.100.11 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 198.51.100.12 443") == "closed"


def test_an_interface_without_addresses_matches_nothing_and_negated_all(build: Build, ask: Ask) -> None:
    # "(igb2:network)" of an interface without an address is empty
    empty = "<opt1><enable>1</enable><if>igb2</if></opt1>"
    wan = "<wan><enable>1</enable><if>igb0</if><ipaddr>198.51.100.10</ipaddr><subnet>28</subnet><gateway>GW</gateway></wan>"
    assert ask(build(mvc=mvc(source="opt1"), interfaces=wan + empty), "tcp 9.9.9.9 wan 443") == "closed"
    negated = mvc(source="opt1", extra="<source_not>1</source_not>")
    assert ask(build(mvc=negated, interfaces=wan + empty), "tcp 9.9.9.9 wan 443") == "open router"


def test_a_rule_with_an_address_that_cannot_be_mapped_is_disabled(build: Build, ask: Ask) -> None:
    # "Unable to convert address"
    device = build(mvc=mvc(source="GONE", action="block", sequence=1) + mvc(sequence=2))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert device.inactive[0].reason == "GONE is no alias, interface or address"


@pytest.mark.parametrize(
    ("port", "opened", "shut"),
    [("440-449", "449", "450"), ("https", "443", "80"), ("8000-any", "65535", "7999"), ("any", "22", "")],
)
def test_port_forms(build: Build, ask: Ask, port: str, opened: str, shut: str) -> None:
    # Rule.php mapAddressInfo()
    device = build(mvc=mvc(port))
    assert ask(device, f"tcp 9.9.9.9 wan {opened}") == "open router"
    if shut:
        assert ask(device, f"tcp 9.9.9.9 wan {shut}") == "closed"


def test_a_port_that_cannot_be_mapped_disables_the_rule(build: Build, ask: Ask) -> None:
    device = build(mvc=mvc("NOSUCHPORT"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert device.inactive


def test_without_a_family_a_rule_holds_for_both_unless_a_gateway_narrows_it(build: Build, ask: Ask) -> None:
    # FilterRule.php emits no family; a reply-to with an IPv4 gateway may narrow it (not settled)
    plain = old().replace("<ipprotocol>inet</ipprotocol>", "").replace("wanip", "(self)")
    wan = "<wan><enable>1</enable><if>igb0</if><ipaddr>{}</ipaddr><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6></wan>"
    lan = "<lan><enable>1</enable><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>"
    with_gateway = build(plain, interfaces=wan.format("dhcp") + lan)
    assert ask(with_gateway, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(with_gateway, "tcp 2620:fe::9 wan 443") == "conditional"
    without = build(plain, interfaces=wan.format("") + lan)
    assert ask(without, "tcp 2620:fe::9 wan 443") == "open router"


def test_a_gateway_of_the_other_family_disables_the_rule(build: Build, ask: Ask) -> None:
    # FilterRule.php: "Gateway protocol mismatch"
    gateways = "<gateways><gateway_item><name>SIX</name><interface>wan</interface><ipprotocol>inet6</ipprotocol><gateway>2001:db8::1</gateway></gateway_item></gateways>"
    assert ask(build(mvc=mvc(extra="<gateway>SIX</gateway>"), more=gateways), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_schedule_is_conditional_and_a_missing_one_always(build: Build, ask: Ask) -> None:
    more = "<schedules><schedule><name>day</name><timerange><hour>8:00-18:00</hour></timerange></schedule></schedules>"
    assert ask(build(mvc=mvc(extra="<sched>day</sched>"), more=more), "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(build(mvc=mvc(extra="<sched>gone</sched>"), more=more), "tcp 9.9.9.9 wan 443") == "open router"


def test_an_action_that_nobody_knows_is_open(build: Build, ask: Ask) -> None:
    assert ask(build(mvc=mvc(action="divert")), "tcp 9.9.9.9 wan 443") == "conditional"


def test_an_element_that_nobody_knows_makes_its_rule_open(build: Build, ask: Ask) -> None:
    device = build(mvc=mvc(extra="<quux>1</quux>"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert device.coverage.unread[0].what == "filter rule quux"


def test_icmp_types_of_ipv6_have_a_list_of_their_own(build: Build, ask: Ask) -> None:
    # FilterRule.php since 26.1; before, both families read icmptype
    def ping(extra: str) -> str:
        return (
            "<rule><enabled>1</enabled><action>pass</action><interface>wan</interface><ipprotocol>inet6</ipprotocol><protocol>ICMP</protocol>"
            f"<source_net>any</source_net><destination_net>(self)</destination_net>{extra}</rule>"
        )

    wan = "<wan><enable>1</enable><if>igb0</if><ipaddrv6>2001:db8::2</ipaddrv6><subnetv6>64</subnetv6></wan>"
    packet = "icmp 2620:fe::9 wan -"
    assert ask(build(mvc=ping("<icmp6type>echoreq</icmp6type>"), interfaces=wan), packet) == "open router"
    assert ask(build(mvc=ping("<icmp6type>unreach</icmp6type>"), interfaces=wan), packet) == "closed"
    only_old = ping("<icmptype>unreach</icmptype>")
    assert ask(build(mvc=only_old, interfaces=wan, version="1.0.5"), packet) == "open router"
    assert ask(build(mvc=only_old, interfaces=wan), packet) == "conditional"


def test_tags_lead_from_a_forward_to_a_rule(build: Build, ask: Ask) -> None:
    nat = (
        f"<rule>{ANY}<interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol><destination><network>wanip</network>"
        "<port>443</port></destination><target>192.168.1.5</target><local-port>443</local-port>{}</rule>"
    )
    tagged = mvc("443", "<tagged>web</tagged>", destination="any")
    assert ask(build(mvc=tagged, nat=nat.format("<tag>web</tag>")), "tcp 9.9.9.9 wan 443") == "open 192.168.1.5:443"
    assert ask(build(mvc=tagged, nat=nat.format("")), "tcp 9.9.9.9 wan 443") == "closed"
