"""What each match means for the first packet of a connection. Sources: iptables-extensions(8) and packets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Box = Callable[..., Device]

WEB = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 443 -j DNAT --to-destination 192.168.1.10"


@pytest.mark.parametrize(
    ("rule", "packet", "answer"),
    [
        ("-p tcp -m tcp --dport 22 -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-p tcp --dport ssh -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-p tcp -m tcp --dport 8000:8010 -j ACCEPT", "tcp 9.9.9.9 wan 8010", "open router"),
        ("-p tcp -m tcp --dport 8000:8010 -j ACCEPT", "tcp 9.9.9.9 wan 8011", "closed"),
        ("-p tcp -m tcp --dport :1023 -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-p tcp -m tcp ! --dport 1:1023 -j ACCEPT", "tcp 9.9.9.9 wan 8080", "open router"),
        ("-p tcp -m tcp --dport ! 1:1023 -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("! -p tcp -j ACCEPT", "udp 9.9.9.9 wan 53", "open router"),
        ("-p ! tcp -j ACCEPT", "tcp 9.9.9.9 wan 53", "closed"),
        ("-p 47 -j ACCEPT", "gre 9.9.9.9 wan -", "open router"),
        ("-p udp -m multiport --dports 500,4500,6000:6010 -j ACCEPT", "udp 9.9.9.9 wan 6005", "open router"),
        ("-p udp -m multiport ! --dports 500,4500 -j ACCEPT", "udp 9.9.9.9 wan 4500", "closed"),
        ("-s 9.9.9.0/24 -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 1", "open router"),
        ("-s 9.9.9.0/255.255.255.0 -p tcp -j ACCEPT", "tcp 9.9.8.9 wan 1", "closed"),
        ("! -s 9.9.9.0/24 -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 1", "closed"),
        ("-s ! 9.9.9.0/24 -p tcp -j ACCEPT", "tcp 8.8.8.8 wan 1", "open router"),
        ("-m iprange --src-range 9.9.9.1-9.9.9.9 -j ACCEPT", "tcp 9.9.9.9 wan 1", "open router"),
        ("-m iprange ! --src-range 9.9.9.1-9.9.9.9 -j ACCEPT", "tcp 9.9.9.9 wan 1", "closed"),
        ("-i eth+ -p tcp -m tcp --dport 22 -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-i eth0 -p icmp -m icmp --icmp-type 8 -j ACCEPT", "icmp 9.9.9.9 wan -", "open router"),
        ("-p icmp -m icmp --icmp-type 8/0 -j ACCEPT", "icmp 9.9.9.9 wan -", "open router"),
        ("-p icmp -m icmp --icmp-type echo-reply -j ACCEPT", "icmp 9.9.9.9 wan -", "closed"),
        ("-p icmp -m icmp --icmp-type any -j ACCEPT", "icmp 9.9.9.9 wan -", "open router"),
        ("-p tcp --syn -m tcp --dport 22 -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-p tcp -m tcp --tcp-flags ALL SYN -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-m pkttype --pkt-type broadcast -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m addrtype --dst-type LOCAL -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-m addrtype ! --dst-type LOCAL -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m addrtype --src-type LOCAL -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m policy --dir in --pol ipsec -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m policy --dir in --pol none -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-m rpfilter -p tcp -j ACCEPT", "tcp 9.9.9.9 wan 22", "open router"),
        ("-f -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m owner --uid-owner 0 -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
        ("-m physdev --physdev-is-bridged -j ACCEPT", "tcp 9.9.9.9 wan 22", "closed"),
    ],
)
def test_plain_matches(box: Box, ask: Ask, rule: str, packet: str, answer: str) -> None:
    assert ask(box(f"-A INPUT {rule}"), packet) == answer


@pytest.mark.parametrize(
    ("states", "answer"),
    [
        ("NEW", "open router"),
        ("NEW,ESTABLISHED", "open router"),
        ("RELATED,ESTABLISHED", "closed"),
        ("INVALID", "closed"),
        ("UNTRACKED", "closed"),
        ("NEW,UNTRACKED", "open router"),
        ("DNAT", "closed"),
    ],
)
def test_only_states_of_a_first_packet_count(box: Box, ask: Ask, states: str, answer: str) -> None:
    for module in ("-m state --state", "-m conntrack --ctstate"):
        if module.startswith("-m state") and "DNAT" in states:
            continue
        assert ask(box(f"-A INPUT -p tcp {module} {states} -j ACCEPT"), "tcp 9.9.9.9 wan 22") == answer


def test_a_forward_is_let_in_by_its_translation(box: Box, ask: Ask) -> None:
    device = box("-A FORWARD -i eth0 -m conntrack --ctstate DNAT -j ACCEPT", nat=WEB)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 80") == "closed"


def test_the_original_port_and_address_can_be_asked_after_translation(box: Box, ask: Ask) -> None:
    nat = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 8443 -j DNAT --to-destination 192.168.1.10:443"
    outside = box("-A FORWARD -p tcp -m conntrack --ctorigdstport 8443 -j ACCEPT", nat=nat)
    inside = box("-A FORWARD -p tcp -m tcp --dport 8443 -j ACCEPT", nat=nat)
    assert ask(outside, "tcp 9.9.9.9 wan 8443") == "open 192.168.1.10:443"
    assert ask(inside, "tcp 9.9.9.9 wan 8443") == "closed"


def test_a_packet_taken_out_of_tracking_is_neither_new_nor_translated(box: Box, ask: Ask) -> None:
    # Measured with packets: a forward whose port is in raw NOTRACK reaches the router itself.
    raw = "-A PREROUTING -i eth0 -p tcp -m tcp --dport 443 -j CT --notrack"
    device = box("-A INPUT -m conntrack --ctstate UNTRACKED -j ACCEPT", nat=WEB, raw=raw)
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open router"
    assert ask(box("-A INPUT -m conntrack --ctstate NEW -j ACCEPT", raw=raw), "tcp 9.9.9.9 wan 443") == "closed"


@pytest.mark.parametrize(
    ("avoided", "taken"),
    [
        ("-p tcp --syn --sport 0", "-p tcp --sport 1024:65535"),
        ("-p tcp -m conntrack --ctorigsrcport 0", "-p tcp -m multiport --sports 1024:65535"),
        (
            "-m hashlimit --hashlimit-above 9/sec --hashlimit-name a",
            "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name b",
        ),
        ("-m limit ! --limit 9/sec", "-m limit --limit 5/sec"),
    ],
)
def test_what_the_sender_avoids_is_not_what_he_takes(box: Box, ask: Ask, avoided: str, taken: str) -> None:
    # Shorewall drops the source port 0 by a goto; a forward for other source ports stays open.
    nat = f"-A PREROUTING -i eth0 {taken} -p tcp --dport 443 -j DNAT --to-destination 192.168.1.10"
    device = box(f"-A FORWARD {avoided} -g flags\n-A FORWARD -p tcp --dport 443 -j ACCEPT\n-A flags -j DROP", nat=nat)
    assert "192.168.1.10" in {row.target for row in evaluate(device).exposures}
    assert ask(device, "tcp 9.9.9.9 wan 443") != "closed"


@pytest.mark.parametrize(
    "match",
    [
        "-m limit --limit 3/min",
        "-m hashlimit --hashlimit-upto 5/sec --hashlimit-name x",
        "-m connlimit --connlimit-upto 5 --connlimit-mask 32",
        "-m statistic --mode random --probability 0.5",
        "-p tcp -m tcp --sport 53",
        "-p tcp -m multiport --sports 53,80",
        "-m ttl --ttl-gt 10",
        "-m length --length 40:1500",
        "-m dscp --dscp 0x10",
        "-m recent --update --seconds 30 --hitcount 6 --name x --rsource",
    ],
)
def test_what_the_sender_chooses_opens_and_does_not_protect(box: Box, ask: Ask, match: str) -> None:
    assert ask(box(f"-A INPUT {match} -j ACCEPT"), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box(f"-A INPUT {match} -j DROP", incoming="ACCEPT"), "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize(
    "match",
    [
        "-m set --match-set friends src",
        "-m geoip --src-cc DE",
        "-m time --timestart 08:00 --timestop 18:00 --weekdays Mon,Tue",
        "-m recent --rcheck --name knocked --rsource",
        "-m mac --mac-source 00:11:22:33:44:55",
        "-m mark --mark 0x77",
        "-m quux --quux 7",
        "-s partner.example.net",
        "-s <private_ip>/32",
        "-s xxx.yyy.1.2",
    ],
)
def test_what_the_dump_does_not_settle_is_conditional_both_ways(box: Box, ask: Ask, match: str) -> None:
    assert ask(box(f"-A INPUT {match} -j ACCEPT"), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(box(f"-A INPUT {match} -j DROP", incoming="ACCEPT"), "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(
        box(f"-A INPUT {match} -j ACCEPT\n-A INPUT {match} -j DROP", incoming="ACCEPT"), "tcp 9.9.9.9 wan 22"
    ) == ("open router")


def test_the_same_list_is_the_same_question(box: Box, ask: Ask) -> None:
    # Blocked by the list and then let in from the list: nobody.
    both = "-A INPUT -m set --match-set x src -j DROP\n-A INPUT -m set --match-set x src -j ACCEPT"
    assert ask(box(both), "tcp 9.9.9.9 wan 22") == "closed"
    negated = "-A INPUT -m set ! --match-set x src -j DROP\n-A INPUT -m set --match-set x src -j ACCEPT"
    assert ask(box(negated), "tcp 9.9.9.9 wan 22") == "conditional"
    either = "-A INPUT -m set ! --match-set x src -j ACCEPT\n-A INPUT -m set --match-set x src -j ACCEPT"
    assert ask(box(either), "tcp 9.9.9.9 wan 22") == "open router"


def test_the_end_of_time_bounds_nothing(box: Box, ask: Ask) -> None:
    # iptables-save adds this date to every time match.
    device = box("-A INPUT -m time --datestop 2038-01-19T03:14:07 -j ACCEPT")
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize("match", ["-m string --string x --algo bm", "-m tls --tls-host x", "-m layer7 --l7proto http"])
def test_payload_never_stops_and_never_opens_a_tcp_connection(box: Box, ask: Ask, match: str) -> None:
    # Measured with packets: the first packet of a TCP connection carries no text.
    assert ask(box(f"-A INPUT -p tcp {match} -j DROP", incoming="ACCEPT"), "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(box(f"-A INPUT {match} -j ACCEPT"), "tcp 9.9.9.9 wan 80") == "closed"
    assert ask(box(f"-A INPUT {match} -j ACCEPT"), "udp 9.9.9.9 wan 80") == "open router"


def test_ports_without_a_side_is_the_sender_s_choice_beyond_the_destination(box: Box) -> None:
    accept = evaluate(box("-A INPUT -p tcp -m multiport --ports 22 -j ACCEPT")).exposures
    assert {(row.protocol, row.certainty) for row in accept} == {("tcp", "certain")}
    assert sum(high - low + 1 for row in accept for low, high in row.ports or ((1, 65535),)) == 65535
    drop = evaluate(box("-A INPUT -p tcp -m multiport --ports 22 -j DROP", incoming="ACCEPT")).exposures
    assert [(row.ports, row.certainty) for row in drop if row.protocol == "tcp"] == [
        (((1, 21), (23, 65535)), "certain")
    ]


def test_outgoing_interface(box: Box, ask: Ask) -> None:
    assert ask(box("-A FORWARD -i eth0 -o br0 -j ACCEPT", nat=WEB), "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(box("-A FORWARD -i eth0 ! -o eth0 -j ACCEPT", nat=WEB), "tcp 9.9.9.9 wan 443") == "open 192.168.1.10:443"
    assert ask(box("-A FORWARD -i eth0 -o eth0 -j ACCEPT", nat=WEB), "tcp 9.9.9.9 wan 443") == "closed"


def test_a_negated_outgoing_interface_holds_for_packets_to_the_router(box: Box, ask: Ask) -> None:
    # ip_packet_match compares with an empty name there.
    rules = "-A INPUT -j both\n-A both ! -o br0 -p tcp -m tcp --dport 22 -j ACCEPT\n-A both -o br0 -j ACCEPT"
    assert ask(box(rules), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box(rules), "tcp 9.9.9.9 wan 23") == "closed"


@pytest.mark.parametrize(
    ("marking", "match", "answer"),
    [
        ("--set-xmark 0x1/0xffffffff", "--mark 0x1", "open router"),
        ("--set-xmark 0x1/0xffffffff", "! --mark 0x1", "closed"),
        ("--set-xmark 0x3/0x3", "--mark 0x2/0x2", "open router"),
        ("--set-xmark 0x3/0xffffffff", "--mark 0x1", "closed"),
        ("--or-mark 0x10", "--mark 0x10/0xf0", "open router"),
        ("--set-mark 16/0xf0", "--mark 0x10/0xf0", "open router"),
    ],
)
def test_marks(box: Box, ask: Ask, marking: str, match: str, answer: str) -> None:
    mangle = f"-A PREROUTING -i eth0 -p tcp -m tcp --dport 22 -j MARK {marking}"
    device = box(f"-A INPUT -i eth0 -p tcp -m tcp --dport 22 -m mark {match} -j ACCEPT", mangle=mangle)
    assert ask(device, "tcp 9.9.9.9 wan 22") == answer
    assert ask(device, "tcp 9.9.9.9 wan 23") == "closed"


def test_a_mark_is_saved_to_the_connection_and_restored(box: Box, ask: Ask) -> None:
    mangle = """
        -A PREROUTING -i eth0 -p tcp -m tcp --dport 22 -j MARK --set-xmark 0x4/0x4
        -A PREROUTING -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff
        -A PREROUTING -j MARK --set-xmark 0x0/0xffffffff
        -A INPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
    """
    device = box(
        "-A INPUT -m connmark --mark 0x4/0x4 -p tcp -m tcp --dport 22 -m mark --mark 0x4 -j ACCEPT", mangle=mangle
    )
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(box("-A INPUT -m connmark --mark 0x8 -j ACCEPT", mangle=mangle), "tcp 9.9.9.9 wan 22") == "closed"


def test_a_host_part_in_any_network(from_text: Callable[..., Device], ask: Ask) -> None:
    rules = """*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i br0 -j ACCEPT
-A FORWARD -i br0 -o ppp0 -j ACCEPT
-A FORWARD -d ::20/::ffff:ffff:ffff:ffff -i ppp0 -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
"""
    device = from_text(rules, names=("rules.v6",))
    network = next(a for a in device.interface("br0").addresses)  # type: ignore[union-attr]  # named in the rules
    host = (network.number - 1) | 0x20
    inside = ":".join(f"{host >> shift & 0xFFFF:x}" for shift in range(112, -1, -16))
    assert ask(device, f"tcp 2620:fe::9 {inside} 443") == f"open [{_short(host)}]:443"
    assert ask(device, f"tcp 2620:fe::9 {inside[:-2]}21 443") == "closed"


def _short(number: int) -> str:
    import ipaddress

    return str(ipaddress.IPv6Address(number))


@pytest.mark.parametrize(
    ("kinds", "router", "host"),
    [
        ("--dst-type UNICAST", "open router", "open [2001:db8:1::5]:22"),
        ("--dst-type LOCAL", "open router", "closed"),
        ("--dst-type LOCAL,UNICAST", "open router", "closed"),
        ("! --dst-type LOCAL", "closed", "open [2001:db8:1::5]:22"),
        ("! --dst-type UNICAST", "closed", "closed"),
        ("--dst-type MULTICAST,UNICAST", "closed", "closed"),
        ("! --dst-type MULTICAST", "open router", "open [2001:db8:1::5]:22"),
        ("--src-type UNICAST", "open router", "open [2001:db8:1::5]:22"),
        ("--src-type LOCAL,UNICAST", "closed", "closed"),
    ],
)
def test_kinds_of_ipv6_addresses(
    from_text: Callable[..., Device], ask: Ask, kinds: str, router: str, host: str
) -> None:
    # Measured with packets (kernel 6.18): in IPv6 the router's own address is UNICAST too, and several kinds must all hold.
    lines = [f"-A {chain} -i eth0 -p tcp --dport 22 -m addrtype {kinds} -j ACCEPT" for chain in ("INPUT", "FORWARD")]
    lines += [
        "-A FORWARD -i eth1 -o eth0 -j ACCEPT",
        "-A FORWARD -d 2001:db8:1::5/128 -i eth0 -p tcp --dport 9 -j ACCEPT",
    ]
    dump = "\n".join(["*filter", ":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", *lines, "COMMIT", ""])
    device = from_text(dump, names=("rules.v6",))
    assert ask(device, "tcp 2620:fe::9 wan 22") == router
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::5 22") == host
