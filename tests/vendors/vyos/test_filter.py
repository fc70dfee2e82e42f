"""Rulesets, base chains, zones and groups of VyOS.

Sources: vyos-1x data/templates/firewall/nftables.j2 and nftables-zone.j2, python/vyos/firewall.py parse_rule(),
interface-definitions/firewall.xml.in (1.4 and later); vyatta-cfg-firewall lib/Vyatta/IpTables/Rule.pm (1.2, 1.3). Where a
comment says "packets", a kernel answered.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]

WEB = "nat destination rule 10 destination port '443'\nnat destination rule 10 inbound-interface name 'eth0'\n\
nat destination rule 10 protocol 'tcp'\nnat destination rule 10 translation address '192.168.1.20'\n"
FORWARD = "firewall ipv4 forward filter default-action 'drop'\n"
INPUT = "firewall ipv4 input filter default-action 'drop'\n"


def accept(chain: str, number: int, *conditions: str) -> str:
    lines = ["action 'accept'", *conditions]
    return "".join(f"firewall ipv4 {chain} rule {number} {line}\n" for line in lines)


def test_without_a_firewall_everything_is_open(build: Build, ask: Ask) -> None:
    # packets
    device = build(WEB)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


def test_a_base_chain_without_a_default_action_accepts(build: Build, ask: Ask) -> None:
    # firewall.xml.in: defaultValue accept for base chains; packets
    device = build(WEB + accept("forward filter", 10, "state 'established'"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


def test_a_named_ruleset_without_a_default_action_drops(build: Build, ask: Ask) -> None:
    # firewall.xml.in: defaultValue drop for named rulesets
    jump = "firewall ipv4 input filter rule 5 action 'jump'\nfirewall ipv4 input filter rule 5 jump-target 'IN'\n"
    device = build(
        jump + "firewall ipv4 name IN rule 10 action 'accept'\nfirewall ipv4 name IN rule 10 protocol 'icmp'\n"
    )
    assert ask(device, "icmp 9.9.9.9 wan -") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_an_accept_for_answers_only_lets_nothing_new_in(build: Build, ask: Ask) -> None:
    device = build(INPUT + accept("input filter", 10, "state 'established'", "state 'related'"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_rule_that_is_switched_off_does_nothing(build: Build, ask: Ask) -> None:
    rule = accept("input filter", 10, "protocol 'tcp'", "destination port '22'", "disable")
    assert ask(build(INPUT + rule), "tcp 9.9.9.9 wan 22") == "closed"


def test_rules_count_by_number_not_by_place(build: Build, ask: Ask) -> None:
    drop = "firewall ipv4 input filter rule 5 action 'drop'\n"
    device = build(accept("input filter", 10) + drop)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_the_filter_sees_the_inside_port(build: Build, ask: Ask) -> None:
    # packets: destination NAT at priority -100 comes first
    nat = WEB.replace("'443'", "'8443'") + "nat destination rule 10 translation port '443'\n"
    rule = "protocol 'tcp'", "destination port '443'"
    assert (
        ask(build(FORWARD + nat + accept("forward filter", 10, *rule)), "tcp 9.9.9.9 wan 8443")
        == "open 192.168.1.20:443"
    )
    rule = "protocol 'tcp'", "destination port '8443'"
    assert ask(build(FORWARD + nat + accept("forward filter", 10, *rule)), "tcp 9.9.9.9 wan 8443") == "closed"


@pytest.mark.parametrize(
    ("ports", "inside", "outside"),
    [("22", 22, 23), ("80,8000-8010", 8005, 8011), ("!22", 23, 22), ("https", 443, 444), ("ssh,http-alt", 8080, 8081)],
)
def test_port_lists_ranges_names_and_negation(build: Build, ask: Ask, ports: str, inside: int, outside: int) -> None:
    # firewall.py parse_rule(): items, ranges, "!" for each item; names as in /etc/services
    device = build(INPUT + accept("input filter", 10, "protocol 'tcp'", f"destination port '{ports}'"))
    assert ask(device, f"tcp 9.9.9.9 wan {inside}") == "open router"
    assert ask(device, f"tcp 9.9.9.9 wan {outside}") == "closed"


@pytest.mark.parametrize(
    ("protocol", "opened", "closed"),
    [("tcp_udp", "udp", "icmp"), ("!tcp", "udp", "tcp"), ("all", "tcp", ""), ("47", "gre", "tcp")],
)
def test_protocol_words(build: Build, ask: Ask, protocol: str, opened: str, closed: str) -> None:
    device = build(INPUT + accept("input filter", 10, f"protocol '{protocol}'"))
    port = {"gre": "-", "icmp": "-"}
    assert ask(device, f"{opened} 9.9.9.9 wan {port.get(opened, '500')}") == "open router"
    if closed:
        assert ask(device, f"{closed} 9.9.9.9 wan {port.get(closed, '500')}") == "closed"


@pytest.mark.parametrize(
    ("source", "sender", "other"),
    [
        ("9.9.9.0/24", "9.9.9.9", "8.8.8.8"),
        ("!9.9.9.9", "8.8.8.8", "9.9.9.9"),
        ("9.9.9.5-9.9.9.9", "9.9.9.9", "9.9.9.10"),
    ],
)
def test_senders_by_network_range_and_negation(build: Build, ask: Ask, source: str, sender: str, other: str) -> None:
    device = build(INPUT + accept("input filter", 10, f"source address '{source}'"))
    assert ask(device, f"tcp {sender} wan 22") == "open router"
    assert ask(device, f"tcp {other} wan 22") == "closed"


def test_groups_with_members_nested_and_negated(build: Build, ask: Ask) -> None:
    groups = (
        "firewall group address-group A address '9.9.9.9'\nfirewall group address-group B include 'A'\n"
        "firewall group port-group P port '22'\nfirewall group port-group P port '8000-8010'\n"
    )
    rule = accept(
        "input filter", 10, "protocol 'tcp'", "source group address-group 'B'", "destination group port-group 'P'"
    )
    device = build(INPUT + groups + rule)
    assert ask(device, "tcp 9.9.9.9 wan 8003") == "open router"
    assert ask(device, "tcp 8.8.8.8 wan 8003") == "closed"
    negated = build(INPUT + groups + rule.replace("'B'", "'!B'"))
    assert ask(negated, "tcp 8.8.8.8 wan 22") == "open router"
    assert ask(negated, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_group_that_is_missing_leaves_the_rule_open(build: Build, ask: Ask) -> None:
    # cannot be committed, so the file is not what the device runs
    device = build(INPUT + accept("input filter", 10, "source group address-group 'GONE'"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_an_empty_group_matches_nobody(build: Build, ask: Ask) -> None:
    rule = accept("input filter", 10, "source group address-group 'E'")
    assert ask(build(INPUT + "firewall group address-group E\n" + rule), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize(
    "condition",
    ["source group domain-group 'D'", "source geoip country-code 'de'", "time starttime '08:00:00'", "source fqdn 'a.example'",
     "source mac-address '00:00:5e:00:53:01'", "nonsense 'x'"],
)  # fmt: skip
def test_what_the_file_does_not_settle_is_conditional(build: Build, ask: Ask, condition: str) -> None:
    device = build(INPUT + accept("input filter", 10, condition))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_weekdays_with_an_exclamation_mark_are_ignored(build: Build, ask: Ask) -> None:
    # the templates of 1.4 and 1.5 leave negated weekdays out
    device = build(INPUT + accept("input filter", 10, "time weekdays '!Sat,!Sun'"))
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("condition", ["limit rate '1/second'", "recent count '4'", "source port '53'", "ttl eq '64'"])
def test_what_the_sender_chooses_never_closes(build: Build, ask: Ask, condition: str) -> None:
    protocol = "protocol 'udp'"
    assert ask(build(INPUT + accept("input filter", 10, protocol, condition)), "udp 9.9.9.9 wan 161") == "open router"
    drop = accept("input filter", 5, protocol, condition).replace("'accept'", "'drop'")
    assert ask(build(INPUT + drop + accept("input filter", 10)), "udp 9.9.9.9 wan 161") == "open router"


def test_ipsec_traffic_is_no_stranger(build: Build, ask: Ask) -> None:
    assert ask(build(INPUT + accept("input filter", 10, "ipsec match-ipsec")), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build(INPUT + accept("input filter", 10, "ipsec match-none")), "tcp 9.9.9.9 wan 22") == "open router"


def test_tcp_flags_that_no_new_connection_has(build: Build, ask: Ask) -> None:
    drop = accept("input filter", 5, "protocol 'tcp'", "tcp flags ack").replace("'accept'", "'drop'")
    assert ask(build(INPUT + drop + accept("input filter", 10)), "tcp 9.9.9.9 wan 22") == "open router"
    drop = drop.replace("flags ack", "flags syn") + "firewall ipv4 input filter rule 5 tcp flags not ack\n"
    assert ask(build(INPUT + drop + accept("input filter", 10)), "tcp 9.9.9.9 wan 22") == "closed"


def test_an_interface_group_and_a_star(build: Build, ask: Ask) -> None:
    group = "firewall group interface-group WAN interface 'eth0'\n"
    drop = accept("input filter", 5, "inbound-interface group 'WAN'").replace("'accept'", "'drop'")
    assert ask(build(group + drop), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(build(group.replace("eth0", "eth9") + drop), "tcp 9.9.9.9 wan 22") == "open router"
    star = accept("input filter", 5, "inbound-interface name 'eth*'").replace("'accept'", "'drop'")
    assert ask(build(star), "tcp 9.9.9.9 wan 22") == "closed"
    others = accept("input filter", 5, "inbound-interface name '!eth1'").replace("'accept'", "'drop'")
    assert ask(build(others), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_raw_chain_stands_before_nat(build: Build, ask: Ask) -> None:
    raw = "firewall ipv4 prerouting raw rule 5 action 'drop'\nfirewall ipv4 prerouting raw rule 5 protocol 'tcp'\n"
    assert (
        ask(build(WEB + raw + "firewall ipv4 prerouting raw rule 5 destination port '443'\n"), "tcp 9.9.9.9 wan 443")
        == "closed"
    )


def test_untracked_packets_are_not_translated(build: Build, ask: Ask) -> None:
    # nftables-ct.j2: notrack in prerouting at priority -300
    ignore = "system conntrack ignore ipv4 rule 1 protocol 'tcp'\nsystem conntrack ignore ipv4 rule 1 destination port '443'\n"
    assert ask(build(WEB + ignore + INPUT), "tcp 9.9.9.9 wan 443") == "closed"


ZONES = (
    "firewall zone LAN interface 'eth1'\nfirewall zone LAN from WAN firewall name 'WL'\nfirewall zone WAN interface 'eth0'\n"
    "firewall ipv4 name WL rule 10 action 'accept'\nfirewall ipv4 name WL rule 10 destination port '443'\n"
    "firewall ipv4 name WL rule 10 protocol 'tcp'\n"
)


def test_an_accept_in_the_base_chain_does_not_get_past_a_zone(build: Build, ask: Ask) -> None:
    # nftables-zone.j2: own base chains at priority 1; packets
    nat = WEB + WEB.replace("rule 10", "rule 20").replace("'443'", "'22'")
    device = build(nat + ZONES + accept("forward filter", 10))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_zone_drops_what_comes_from_no_zone(build: Build, ask: Ask) -> None:
    assert (
        ask(build(WEB + ZONES.replace("firewall zone WAN interface 'eth0'\n", "")), "tcp 9.9.9.9 wan 443") == "closed"
    )


def test_towards_an_interface_in_no_zone_nothing_filters(build: Build, ask: Ask) -> None:
    device = build(WEB + ZONES.replace("firewall zone LAN interface 'eth1'\n", ""))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


def test_the_local_zone_filters_the_router(build: Build, ask: Ask) -> None:
    local = "firewall zone LOCAL local-zone\nfirewall zone LOCAL from WAN firewall name 'WL'\n"
    device = build(ZONES + local)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_zone_pair_without_ipv6_name_drops_ipv6(build: Build, ask: Ask) -> None:
    six = (
        "interfaces ethernet eth0 address '2001:db8:0:1::2/64'\ninterfaces ethernet eth1 address '2001:db8:1::1/64'\n"
        "protocols static route6 ::/0 next-hop 2001:db8:0:1::1\n"
    )
    assert ask(build(six + ZONES), "tcp 2620:fe::9 2001:db8:1::20 443") == "closed"
    assert ask(build(six), "tcp 2620:fe::9 2001:db8:1::20 443") == "open [2001:db8:1::20]:443"


OLD = (
    "interfaces ethernet eth0 firewall in name 'IN'\nfirewall name IN default-action 'drop'\nfirewall name IN rule 10 action 'accept'\n"
    "firewall name IN rule 10 protocol 'tcp'\nfirewall name IN rule 10 destination port '443'\n"
)


def test_in_1_3_an_out_ruleset_still_drops_what_in_accepted(build: Build, ask: Ask) -> None:
    # Rule.pm: accept is RETURN; the next hook is still asked
    nat = WEB.replace("inbound-interface name", "inbound-interface")
    out = (
        "interfaces ethernet eth1 firewall out name 'OUT'\nfirewall name OUT default-action 'accept'\n"
        "firewall name OUT rule 10 action 'drop'\nfirewall name OUT rule 10 destination address '192.168.1.20'\n"
    )
    assert ask(build(OLD + nat), "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(build(OLD + nat + out), "tcp 9.9.9.9 wan 443") == "closed"


def test_in_1_3_an_interface_without_a_ruleset_accepts(build: Build, ask: Ask) -> None:
    assert ask(build(OLD), "tcp 9.9.9.9 wan 22") == "open router"


def test_early_1_4_binds_rulesets_below_firewall_interface(build: Build, ask: Ask) -> None:
    bound = "firewall interface eth0 local name 'L'\nfirewall name L default-action 'drop'\n"
    assert ask(build(bound), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_ruleset_that_is_missing_is_not_called_open_or_closed(build: Build, ask: Ask) -> None:
    device = build("interfaces ethernet eth0 firewall local name 'GONE'\nfirewall all-ping 'enable'\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_a_rule_without_an_action_is_not_decided(build: Build, ask: Ask) -> None:
    # a commit error in 1.2 to 1.5
    device = build(INPUT + "firewall ipv4 input filter rule 10 protocol 'tcp'\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"


def test_what_returns_from_a_base_chain_passes_its_default_action(build: Build, ask: Ask) -> None:
    # nftables.j2: every base chain has "policy accept", the default action is a last rule; return means the policy
    returns = accept("input filter", 10, "protocol 'tcp'", "destination port '22'").replace("'accept'", "'return'")
    device = build(INPUT + returns)
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_a_return_from_a_named_ruleset_goes_on_in_the_base_chain(build: Build, ask: Ask) -> None:
    jump = "firewall ipv4 input filter rule 10 action 'jump'\nfirewall ipv4 input filter rule 10 jump-target 'A'\n"
    device = build(INPUT + jump + "firewall ipv4 name A rule 10 action 'return'\n")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_a_zone_may_have_a_ruleset_for_all_others(build: Build, ask: Ask) -> None:
    # vyos-documentation zone.rst: default-firewall (T7739)
    zones = "firewall zone LAN interface 'eth1'\nfirewall zone WAN interface 'eth0'\n"
    ruleset = accept("name WEB", 10, "protocol 'tcp'", "destination port '443'")
    device = build(WEB + zones + ruleset + "firewall zone LAN default-firewall name 'WEB'\n")
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(build(WEB + zones + ruleset), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_drop_of_fragments_closes_nothing(build: Build, ask: Ask) -> None:
    # parse_rule(): match-frag asks for a mark that fragments get; a sender need not send any
    drop = (
        "firewall ipv4 forward filter rule 5 action 'drop'\nfirewall ipv4 forward filter rule 5 fragment match-frag\n"
    )
    assert ask(build(WEB + drop), "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


@pytest.mark.parametrize("flags", ["ALL", "!ALL", "SYN,ACK", "!SYN"])
def test_flags_that_no_first_packet_has(build: Build, ask: Ask, flags: str) -> None:
    # iptables(8) tcp: ALL ALL is every flag, ALL NONE is none; a connection begins with SYN alone
    device = build(
        "firewall name L rule 5 action 'drop'\nfirewall name L rule 5 protocol 'tcp'\n"
        f"firewall name L rule 5 tcp flags '{flags}'\nfirewall name L rule 10 action 'accept'\n"
        "interfaces ethernet eth0 firewall local name 'L'\n"
    )
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize(
    ("address", "mask", "answer"),
    [
        ("198.51.100.0", "255.255.255.0", "open router"),
        ("192.0.2.0", "255.255.255.0", "closed"),
        ("0.0.0.10", "0.0.0.255", "conditional"),
    ],
)
def test_an_address_under_a_mask(build: Build, ask: Ask, address: str, mask: str, answer: str) -> None:
    # parse_rule(): "ip daddr & mask == address"
    rule = accept("input filter", 10, f"destination address '{address}'", f"destination address-mask '{mask}'")
    assert ask(build(INPUT + rule), "tcp 9.9.9.9 wan 22") == answer
