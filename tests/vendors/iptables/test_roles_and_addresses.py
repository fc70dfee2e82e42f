"""The Internet side and the addresses, read from rules that state neither."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.interface import Role

Ask = Callable[[Device, str], str]
FromText = Callable[..., Device]


def dump(rules: str, nat: str = "", forward: str = "DROP") -> str:
    filtering = "\n".join(line.strip() for line in rules.strip().splitlines())
    text = f"*filter\n:INPUT DROP [0:0]\n:FORWARD {forward} [0:0]\n:OUTPUT ACCEPT [0:0]\n{filtering}\nCOMMIT\n"
    if nat:
        lines = "\n".join(line.strip() for line in nat.strip().splitlines())
        text += f"*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n{lines}\nCOMMIT\n"
    return text


@pytest.mark.parametrize(
    ("rules", "nat", "wan"),
    [
        # source NAT leaves through it
        ("-A INPUT -i eth1 -j ACCEPT", "-A POSTROUTING -o eth0 -j MASQUERADE", {"eth0"}),
        ("-A INPUT -i eth1 -j ACCEPT", "-A POSTROUTING -o eth0 -j SNAT --to-source 203.0.113.2", {"eth0"}),
        ("", "-A POSTROUTING -o ppp+ -j MASQUERADE", {"ppp+"}),
        ("", "-A POSTROUTING -o eth0 -j MASQUERADE\n-A POSTROUTING -o eth2 -j MASQUERADE", {"eth0", "eth2"}),
        # ... but not the hairpin towards an inside host
        (
            "-A INPUT -i br0 -j ACCEPT",
            "-A POSTROUTING -o eth0 -j MASQUERADE\n-A POSTROUTING -s 192.168.1.0/24 -d 192.168.1.10/32 -o br0 -j MASQUERADE",
            {"eth0"},
        ),
        # everything but it is trusted
        ("-A INPUT ! -i eth5 -j ACCEPT\n-A INPUT -i eth5 -p udp -m udp --dport 51820 -j ACCEPT", "", {"eth5"}),
        # clients are let out towards it; a DMZ is let in by fewer sides
        (
            "-A FORWARD -i br0 -o eth0 -j ACCEPT\n-A FORWARD -i dmz -o eth0 -j ACCEPT\n-A FORWARD -i br0 -o dmz -j ACCEPT",
            "",
            {"eth0"},
        ),
        # through jumps
        ("-A FORWARD -o eth0 -j out\n-A out -i br0 -j ACCEPT", "", {"eth0"}),
        # destinations are translated for it
        ("", "-A PREROUTING -i eth3 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.1.10", {"eth3"}),
        # all others are trusted
        ("-A INPUT -i eth1 -j ACCEPT\n-A INPUT -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT", "", {"eth0"}),
    ],
)
def test_the_wan_is_found_by_evidence(from_text: FromText, rules: str, nat: str, wan: set[str]) -> None:
    device = from_text(dump(rules, nat))
    assert {interface.name for interface in device.wan_interfaces()} == wan
    assert not [undecided for undecided in device.undecided if undecided.kind == "role"]
    assert all(interface.evidence for interface in device.wan_interfaces())


def test_a_host_that_names_no_interface_has_an_unnamed_wan(from_text: FromText) -> None:
    device = from_text(dump("-A INPUT -i lo -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"))
    (row,) = evaluate(device).exposures
    assert (row.via, row.ports, row.certainty, row.service) == ((), ((22, 22),), "certain", ("unknown",))


def test_an_interface_that_may_be_either_side_is_possible(from_text: FromText) -> None:
    # Everything from eth0 is let in: a LAN, or a server that is wide open.
    device = from_text(dump("-A INPUT -i eth0 -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT"))
    rows = evaluate(device).exposures
    assert {(row.via, row.certainty) for row in rows} == {(("eth0",), "conditional"), ((), "certain")}
    assert {undecided.kind for undecided in device.undecided} == {"partial", "capability", "role"}


def test_a_tunnel_beside_another_way_out_is_said_to_be_one(from_text: FromText) -> None:
    nat = "-A POSTROUTING -o eth0 -j MASQUERADE\n-A POSTROUTING -o tun0 -j MASQUERADE"
    device = from_text(dump("-A INPUT -i br0 -j ACCEPT", nat))
    assert [interface.name for interface in device.wan_interfaces()] == ["eth0"]
    assert [undecided.what for undecided in device.undecided if undecided.kind == "role"] == ["interface tun0"]


def test_docker_networks_lie_behind_their_bridge(from_text: FromText, ask: Ask) -> None:
    nat = """
        -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
        -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
        -A POSTROUTING -o eth0 -j MASQUERADE
        -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
    """
    rules = "-A INPUT -i eth1 -j ACCEPT\n-A FORWARD -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT"
    device = from_text(dump(rules, nat))
    assert ask(device, "tcp 9.9.9.9 wan 8080") == "open 172.17.0.2:80"
    interface = device.interface("docker0")
    assert interface is not None
    assert interface.role is Role.LAN


def test_addresses_that_rules_give_the_router(from_text: FromText, ask: Ask) -> None:
    nat = "-A POSTROUTING -o eth0 -j SNAT --to-source 203.0.113.2"
    device = from_text(
        dump("-A INPUT -i br0 -j ACCEPT\n-A INPUT -d 203.0.113.2/32 -p tcp -m tcp --dport 443 -j ACCEPT", nat)
    )
    (wan,) = device.wan_interfaces()
    assert [(address.number, address.stated) for address in wan.addresses] == [(203 << 24 | 113 << 8 | 2, True)]
    assert ask(device, "tcp 9.9.9.9 203.0.113.2 443") == "open router"


def test_a_network_of_an_input_rule_holds_an_address_of_the_router(from_text: FromText) -> None:
    nat = "-A POSTROUTING -o eth0 -j MASQUERADE"
    device = from_text(dump("-A INPUT -d 198.51.100.0/28 -p tcp -m tcp --dport 22 -j ACCEPT", nat))
    (row,) = evaluate(device).exposures
    assert (row.destination, row.ports, row.certainty) == ("wan", ((22, 22),), "certain")


def test_an_inside_host_that_a_useless_input_rule_names_stays_a_host(from_text: FromText, ask: Ask) -> None:
    nat = """
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.1.10
        -A POSTROUTING -o eth0 -j MASQUERADE
    """
    rules = "-A INPUT -d 192.168.1.10/32 -p tcp -m tcp --dport 80 -j DROP\n-A FORWARD -i eth0 -j ACCEPT\n-A INPUT -i br0 -j ACCEPT"
    assert ask(from_text(dump(rules, nat)), "tcp 9.9.9.9 wan 80") == "open 192.168.1.10:80"


def test_public_hosts_that_the_filter_names_are_behind_it(from_text: FromText) -> None:
    rules = """
        -A INPUT -i eth1 -j ACCEPT
        -A FORWARD -i eth1 -o eth0 -j ACCEPT
        -A FORWARD -d 198.51.100.20/32 -i eth0 -o eth1 -p tcp -m tcp --dport 25 -j ACCEPT
        -A FORWARD -d 192.0.2.53/32 -i eth1 -p udp -m udp --dport 53 -j ACCEPT
    """
    (row,) = evaluate(from_text(dump(rules))).exposures
    assert (row.kind, row.destination, row.target, row.ports) == (
        "routed",
        "198.51.100.20/32",
        "198.51.100.20",
        ((25, 25),),
    )


def test_a_block_list_for_what_goes_out_is_not_behind_it(from_text: FromText) -> None:
    rules = "-A INPUT -i br0 -j ACCEPT\n-A FORWARD -d 198.51.100.66/32 -j DROP\n-A FORWARD -s 192.168.1.0/24 -d 192.0.2.9/32 -j ACCEPT"
    device = from_text(dump(rules, "-A POSTROUTING -o eth0 -j MASQUERADE", forward="ACCEPT"))
    assert not [row for row in evaluate(device).exposures if row.kind == "routed"]


def test_an_ipv6_network_that_no_rule_names_has_the_name_of_its_interface(from_text: FromText) -> None:
    rules = "-A INPUT -i br0 -j ACCEPT\n-A FORWARD -i br0 -o ppp0 -j ACCEPT\n-A FORWARD -i ppp0 -p tcp -m tcp --dport 22 -j DROP"
    rows = evaluate(from_text(dump(rules, forward="ACCEPT"), names=("rules.v6",))).exposures
    assert {(row.kind, row.destination, row.target) for row in rows} == {("routed", "lan:br0", "lan:br0")}


def test_an_ipv6_host_names_its_network(from_text: FromText) -> None:
    rules = """
        -A INPUT -i br0 -j ACCEPT
        -A FORWARD -i br0 -o ppp0 -j ACCEPT
        -A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT
        -A FORWARD -d 2001:db8:1::20/128 -i ppp0 -p tcp -m tcp --dport 443 -j ACCEPT
    """
    rows = evaluate(from_text(dump(rules), names=("rules.v6",))).exposures
    assert {(row.protocol, row.destination) for row in rows} == {
        ("icmp", "2001:db8:1::/64"),
        ("tcp", "2001:db8:1::20/128"),
    }


MASQUERADE = "-A POSTROUTING -o eth0 -j MASQUERADE"
TO_HOST = "-A PREROUTING -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.10"
MARKED = "-A PREROUTING -m mark --mark 1 -j DNAT --to-destination 192.168.1.10"


def with_table(name: str, rule: str, rest: str) -> str:
    return f"*{name}\n:PREROUTING ACCEPT [0:0]\n{rule}\nCOMMIT\n{rest}"


@pytest.mark.parametrize(
    "text",
    [
        # what vendors' firmware writes: all forwards in a chain for the WAN address
        dump("", f":VSERVER - [0:0]\n-A PREROUTING -d 203.0.113.2/32 -j VSERVER\n{TO_HOST}", "ACCEPT").replace(
            "-A PREROUTING -p tcp", "-A VSERVER -p tcp"
        ),
        dump("", f"-A PREROUTING ! -d 203.0.113.2/32 -j RETURN\n{TO_HOST}", "ACCEPT"),
        dump("", f"-A PREROUTING -i eth0 ! -d 203.0.113.2/32 -j ACCEPT\n{TO_HOST}", "ACCEPT"),
        dump("", TO_HOST.replace("-j DNAT", "-m conntrack --ctorigdst 203.0.113.2 -j DNAT"), "ACCEPT"),
        dump("-A FORWARD -m conntrack --ctorigdst 203.0.113.2 --ctorigdstport 443 -j ACCEPT", TO_HOST),
        dump("-A FORWARD -i eth0 -m conntrack ! --ctorigdst 203.0.113.2 -j DROP", TO_HOST, "ACCEPT"),
        with_table("raw", "-A PREROUTING -i eth0 ! -d 203.0.113.2/32 -j DROP", dump("", TO_HOST, "ACCEPT")),
        with_table(
            "raw",
            "-A PREROUTING -d 203.0.113.2/32 -i eth0 -j ACCEPT\n-A PREROUTING -i eth0 -j DROP",
            dump("", TO_HOST, "ACCEPT"),
        ),
        with_table(
            "mangle", "-A PREROUTING -d 203.0.113.2/32 -j MARK --set-xmark 0x1/0xffffffff", dump("", MARKED, "ACCEPT")
        ),
    ],
)
def test_an_address_that_rules_single_out_is_the_routers(from_text: FromText, ask: Ask, text: str) -> None:
    # Packets: each of these forwards is open at 203.0.113.2, the address of eth0.
    device = from_text(text.replace("COMMIT\n*nat\n", f"COMMIT\n*nat\n{MASQUERADE}\n"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"


@pytest.mark.parametrize(
    "rule",
    [
        "-A PREROUTING -d 198.51.100.99/32 -j DROP",  # as likely somebody else's
        "-A PREROUTING -d 198.51.100.99/32 -j RETURN",  # the server of a tunnel, left out of a transparent proxy
        "-A PREROUTING -d 198.51.100.99/32 -j MARK --set-xmark 0x1/0xffffffff",  # policy routing
        "-A PREROUTING -d 198.51.100.99/32 -i br0 -j ACCEPT",
    ],
)
def test_addresses_of_the_internet_in_rules_are_not_taken_for_the_routers(from_text: FromText, rule: str) -> None:
    text = with_table("mangle", rule, dump("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", MASQUERADE))
    device = from_text(text)
    assert [address.stated for wan in device.wan_interfaces() for address in wan.addresses] == [False]
    assert [row.destination for row in evaluate(device).exposures] == ["wan"]


@pytest.mark.parametrize(
    "rule",
    [
        "-A PREROUTING -d 192.168.178.2/32 -i eth0 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.10",
        "-A PREROUTING -d 192.168.178.2/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.10",
        "-A PREROUTING -d 100.64.3.2/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.10",
    ],
)
def test_a_router_behind_another_one_has_a_private_address_outside(from_text: FromText, ask: Ask, rule: str) -> None:
    # Packets: open at the address of eth0, to which the router in front leads everything.
    device = from_text(dump("", f"{rule}\n{MASQUERADE}", "ACCEPT"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"


def test_a_lan_address_that_rules_translate_stays_inside(from_text: FromText) -> None:
    nat = "-A PREROUTING -d 192.168.1.1/32 -p udp -m udp --dport 53 -j DNAT --to-destination 192.168.1.10"
    device = from_text(dump("-A FORWARD -i br0 -j ACCEPT", f"{nat}\n{MASQUERADE}", "ACCEPT"))
    assert [address.stated for wan in device.wan_interfaces() for address in wan.addresses] == [False]


def test_a_host_that_may_lie_behind_either_of_two_interfaces_is_possible_if_only_one_is_let_in(
    from_text: FromText, ask: Ask
) -> None:
    # Measured with packets: the same dump is open if the host is behind eth1 and closed if it is behind eth2.
    nat = """
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.2.5
        -A POSTROUTING -o eth0 -j MASQUERADE
    """
    sides = "-A FORWARD -i eth1 -o eth0 -j ACCEPT\n-A FORWARD -i eth2 -o eth0 -j ACCEPT"
    one = from_text(dump(f"{sides}\n-A FORWARD -i eth0 -o eth1 -j ACCEPT", nat))
    assert ask(one, "tcp 9.9.9.9 wan 80") == "conditional"
    both = from_text(dump(f"{sides}\n-A FORWARD -i eth0 ! -o eth0 -j ACCEPT", nat))
    assert ask(both, "tcp 9.9.9.9 wan 80") == "open 192.168.2.5:80"


def test_an_interface_that_clients_go_out_by_is_not_inside_because_another_is_distrusted(from_text: FromText) -> None:
    device = from_text(dump("-A INPUT ! -i eth2 -j ACCEPT\n-A FORWARD -i eth1 -o eth0 -j ACCEPT"))
    assert {interface.name for interface in device.wan_interfaces()} == {"eth0", "eth2"}
    rows = evaluate(device).exposures
    assert {(row.via, row.certainty) for row in rows if row.kind == "router"} == {(("eth0",), "conditional")}


def test_a_trusted_side_that_clients_go_to_stays_inside(from_text: FromText) -> None:
    rules = "-A INPUT ! -i eth2 -j ACCEPT\n-A FORWARD -i eth1 -o eth2 -j ACCEPT\n-A FORWARD -i eth1 -o dmz -j ACCEPT"
    assert {interface.name for interface in from_text(dump(rules)).wan_interfaces()} == {"eth2"}


def test_a_host_that_is_left_out_on_one_side_may_lie_behind_another(from_text: FromText, ask: Ask) -> None:
    # Measured with packets: open if the host is behind eth1.
    nat = """
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 22 -j DNAT --to-destination 192.168.1.5
        -A POSTROUTING -o eth0 -j MASQUERADE
    """
    rules = """
        -A FORWARD -i eth1 -o eth0 -j ACCEPT
        -A FORWARD -i eth0 -o eth1 -j ACCEPT
        -A FORWARD -o eth2 ! -d 192.168.1.5/32 -j ACCEPT
    """
    assert ask(from_text(dump(rules, nat)), "tcp 9.9.9.9 wan 22") == "conditional"


def test_an_input_rule_for_every_address_but_one_names_an_address_of_the_router(from_text: FromText, ask: Ask) -> None:
    rules = "-A INPUT -i eth1 -j ACCEPT\n-A INPUT ! -d 203.0.113.7/32 -i eth0 -p tcp -m tcp --dport 22 -j ACCEPT"
    device = from_text(dump(rules, "-A POSTROUTING -o eth0 -j MASQUERADE"))
    assert ask(device, "tcp 9.9.9.9 203.0.113.7 22") == "closed"
    assert {(row.destination, row.certainty) for row in evaluate(device).exposures} == {("wan", "conditional")}


@pytest.mark.parametrize(("rule", "answer"), [("-A INPUT -i eth1 -j ACCEPT", "closed"), ("", "open router")])
def test_a_private_address_that_no_interface_goes_with_is_asked_for_from_inside_if_there_is_an_inside(
    from_text: FromText, ask: Ask, rule: str, answer: str
) -> None:
    # The Internet routes no packets to private addresses; a machine without an inside has its only address there.
    masquerade = "-A POSTROUTING -o eth0 -j MASQUERADE" if rule else ""
    device = from_text(dump(f"{rule}\n-A INPUT -d 192.168.1.1/32 -p tcp -m tcp --dport 22 -j ACCEPT", masquerade))
    assert ask(device, "tcp 9.9.9.9 wan 22") == answer


def test_an_ipv6_host_named_behind_an_interface_has_its_neighbours_there_too(from_text: FromText) -> None:
    # Measured with packets: a rule of the DMZ about one host of the LAN closes nothing for the others.
    rules = """
        -A FORWARD -i eth1 -o eth0 -j ACCEPT
        -A FORWARD -i eth2 -o eth0 -j ACCEPT
        -A FORWARD -d 2001:db8:1::20/128 -i eth2 -o eth1 -j ACCEPT
        -A FORWARD -i eth0 -o eth1 -p tcp -m tcp --dport 22 -j ACCEPT
    """
    text = dump(rules)
    rows = evaluate(from_text(text, names=("rules.v6",))).exposures
    assert {(row.destination, row.ports, row.certainty) for row in rows} == {
        ("2001:db8:1::/64", ((22, 22),), "certain")
    }
