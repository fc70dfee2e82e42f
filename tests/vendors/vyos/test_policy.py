"""Policy routing of VyOS: what a policy drops, and tables that may lead a packet elsewhere.

Sources: vyos-1x data/templates/firewall/nftables-policy.j2 (prerouting at priority -150), python/vyos/firewall.py
parse_rule(), src/conf_mode/policy_route.py and policy_local-route.py; for 1.2 and 1.3 vyatta-cfg-firewall
scripts/firewall/vyatta-firewall.pl and lib/Vyatta/IpTables/Rule.pm.
"""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]

WEB = """
nat destination rule 10 destination port '8443'
nat destination rule 10 inbound-interface name 'eth0'
nat destination rule 10 protocol 'tcp'
nat destination rule 10 translation address '192.168.1.20'
nat destination rule 10 translation port '443'
"""
BOUND = "policy route P interface 'eth0'\n"


def rule(*lines: str, number: int = 10, policy: str = "policy route P") -> str:
    return "".join(f"{policy} rule {number} {line}\n" for line in lines)


def test_what_a_policy_drops_is_closed(build: Build, ask: Ask) -> None:
    # nftables-policy.j2: the rule's verdict stands in a chain on prerouting
    device = build(WEB + BOUND + rule("action 'drop'", "protocol 'tcp'", "destination port '22'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23 eth0") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_a_policy_sees_the_outside_port(build: Build, ask: Ask) -> None:
    # priority -150 stands before destination NAT at -100
    for port, answer in (("8443", "closed"), ("443", "open 192.168.1.20:443")):
        device = build(WEB + BOUND + rule("action 'drop'", "protocol 'tcp'", f"destination port '{port}'"))
        assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == answer


def test_a_policy_that_is_bound_elsewhere_drops_nothing(build: Build, ask: Ask) -> None:
    device = build(WEB + "policy route P interface 'eth1'\n" + rule("action 'drop'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "open router"
    assert ask(build(WEB + rule("action 'drop'")), "tcp 9.9.9.9 wan 22 eth0") == "open router"


def test_a_policy_is_bound_with_a_star(build: Build, ask: Ask) -> None:
    # generic-interface-multi-wildcard.xml.i
    device = build("policy route P interface 'eth*'\n" + rule("action 'drop'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "closed"


def test_an_accept_before_a_drop_of_a_policy(build: Build, ask: Ask) -> None:
    accept = rule("action 'accept'", "source address '9.9.9.0/24'", number=5)
    device = build(WEB + BOUND + accept + rule("action 'drop'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "open router"
    assert ask(device, "tcp 8.8.8.8 wan 22 eth0") == "closed"


def test_a_table_ends_the_list(build: Build, ask: Ask) -> None:
    # parse_rule(): without an action a table is followed by "return"
    table = rule("set table 'main'", "source address '9.9.9.0/24'", number=5)
    device = build(WEB + BOUND + table + rule("action 'drop'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_a_table_may_lead_a_forwarded_packet_elsewhere(build: Build, ask: Ask) -> None:
    # ip rule by mark; the table of local addresses is asked first, so the router itself stays reachable
    routes = "protocols static table 10 route 0.0.0.0/0 next-hop 198.51.100.2\n"
    device = build(WEB + BOUND + routes + rule("set table '10'"))
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "open router"
    assert device.complete.ipv4


def test_a_table_without_a_route_for_the_inside_changes_nothing(build: Build, ask: Ask) -> None:
    # a table without a route for the destination is passed over
    routes = "protocols static table 10 route 10.0.0.0/8 next-hop 198.51.100.2\n"
    device = build(WEB + BOUND + routes + rule("set table '10'"))
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_a_table_with_a_way_inside_is_not_complete(build: Build) -> None:
    # by another interface it may pass other filters than those of its usual way
    inside = "interfaces ethernet eth2 address '10.9.0.1/24'\n"
    routes = "protocols static table 10 route 192.168.1.0/24 next-hop 10.9.0.2\n"
    assert not build(WEB + BOUND + inside + routes + rule("set table '10'")).complete.ipv4
    assert build(WEB + inside + routes + rule("set table '10'")).complete.ipv4


def test_routing_rules_by_address_and_interface(build: Build, ask: Ask) -> None:
    # policy_local-route.py: `ip rule add prio N from ... iif ... lookup ...` concerns forwarded packets too
    routes = "protocols static table 10 route 0.0.0.0/0 next-hop 198.51.100.2\n"
    local = "policy local-route rule 5 "
    for condition, answer in (
        ("inbound-interface 'eth0'", "conditional"),
        ("inbound-interface 'eth1'", "open 192.168.1.20:443"),
        ("destination address '192.168.1.0/24'", "conditional"),
        ("destination address '192.168.7.0/24'", "open 192.168.1.20:443"),
        ("source address '192.168.1.20'", "open 192.168.1.20:443"),
        ("fwmark '7'", "open 192.168.1.20:443"),
    ):
        device = build(WEB + routes + local + condition + "\n" + local + "set table '10'\n")
        assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == answer, condition


def test_a_list_of_addresses_in_a_routing_rule_is_any_of_them(build: Build, ask: Ask) -> None:
    # policy_local-route.py: product() of all values; up to 1.3 the address is the direct value
    routes = "protocols static table 10 route 0.0.0.0/0 next-hop 198.51.100.2\n"
    for word in ("destination address", "destination"):
        rules = "".join(f"policy local-route rule 5 {word} '{a}'\n" for a in ("192.168.7.0/24", "192.168.1.0/24"))
        device = build(WEB + routes + rules + "policy local-route rule 5 set table '10'\n")
        assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "conditional"


def test_a_mark_that_a_routing_rule_asks_for(build: Build, ask: Ask) -> None:
    routes = "protocols static table 10 route 0.0.0.0/0 next-hop 198.51.100.2\n"
    local = "policy local-route rule 5 fwmark '7'\npolicy local-route rule 5 set table '10'\n"
    device = build(WEB + BOUND + routes + local + rule("set mark '7'", "protocol 'tcp'"))
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "conditional"


def test_an_unreadable_condition_of_a_dropping_policy(build: Build, ask: Ask) -> None:
    device = build(WEB + BOUND + rule("action 'drop'", "frobnicate '7'"))
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "conditional"


def test_policies_of_the_old_releases_are_bound_at_the_interface(build: Build, ask: Ask) -> None:
    # 1.2, 1.3: action is drop or missing; whatever else happens, the list ends with accept
    bound = "interfaces ethernet eth0 policy route 'P'\n"
    old = WEB.replace("interface name", "interface")
    drop = rule("action 'drop'", "protocol 'tcp'", "destination port '22'")
    device = build(old + bound + drop)
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23 eth0") == "open router"


def test_ipv6_policies_drop_ipv6_only(build: Build, ask: Ask) -> None:
    inside = "interfaces ethernet eth0 address '2001:db8:1::2/64'\n"
    for word, bound in (
        ("route6", "policy route6 S interface 'eth0'\n"),
        ("ipv6-route", "interfaces ethernet eth0 policy ipv6-route 'S'\n"),
    ):
        device = build(inside + bound + rule("action 'drop'", policy=f"policy {word} S"))
        assert ask(device, "tcp 2001:4860::1 2001:db8:1::2 22 eth0") == "closed"
        assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "open router"


def test_routing_rules_for_inside_senders_do_not_concern_the_internet(build: Build) -> None:
    tunnel = "interfaces openvpn vtun0 mode 'client'\nprotocols static table 10 interface-route 0.0.0.0/0 next-hop-interface vtun0\n"
    local = "policy local-route rule 5 set table '10'\npolicy local-route rule 5 "
    assert build(tunnel + local + "source address '192.168.1.0/24'\n").complete.ipv4
    assert not build(tunnel + local + "destination address '192.168.1.0/24'\n").complete.ipv4


def test_an_unreadable_routing_rule_for_the_main_table_settles_nothing(build: Build, ask: Ask) -> None:
    routes = "protocols static table 10 route 0.0.0.0/0 next-hop 198.51.100.2\n"
    rules = "policy local-route rule 1 source address 'nonsense'\npolicy local-route rule 1 set table 'main'\n"
    rules += "policy local-route rule 5 inbound-interface 'eth0'\npolicy local-route rule 5 set table '10'\n"
    assert ask(build(WEB + routes + rules), "tcp 9.9.9.9 wan 8443 eth0") == "conditional"
