"""`firewall modify` of EdgeOS: lists in the mangle table.

Source: the device's own fw.cpp and rule.cpp (public): the default action is accept whatever is written, `in` is
PREROUTING, `out` is POSTROUTING, a table ends the list (mark and ACCEPT), a load-balance group does not.
"""

from __future__ import annotations

from collections.abc import Callable

from routerlint.model.device import Device

Build = Callable[..., Device]
Ask = Callable[[Device, str], str]

FORWARD = """
port-forward auto-firewall enable
port-forward wan-interface eth0
port-forward rule 1 original-port 8443
port-forward rule 1 protocol tcp
port-forward rule 1 forward-to address 192.168.1.20
port-forward rule 1 forward-to port 443
"""
IN = "interfaces ethernet eth0 firewall in modify M\n"


def rule(*lines: str, number: int = 10) -> str:
    return "".join(f"firewall modify M rule {number} {line}\n" for line in lines)


def test_a_drop_in_a_modify_list_closes_even_an_automatic_forward(build: Build, ask: Ask) -> None:
    drop = rule("action drop", "protocol tcp", "destination port 8443")
    assert ask(build(FORWARD + IN + drop), "tcp 9.9.9.9 wan 8443 eth0") == "closed"
    assert ask(build(FORWARD + drop), "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_the_default_action_of_a_modify_list_is_accept(build: Build, ask: Ask) -> None:
    # fw_update_rules(): for the mangle table the policy is accept, whatever is written
    modify = "firewall modify M default-action drop\n" + rule("action drop", "protocol udp")
    assert ask(build(FORWARD + IN + modify), "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_a_modify_list_on_the_way_out_sees_the_inside_port(build: Build, ask: Ask) -> None:
    out = "interfaces ethernet eth1 firewall out modify M\n"
    for port, answer in (("443", "closed"), ("8443", "open 192.168.1.20:443")):
        drop = rule("action drop", "protocol tcp", f"destination port {port}")
        assert ask(build(FORWARD + out + drop), "tcp 9.9.9.9 wan 8443 eth0") == answer


def test_a_load_balance_group_does_not_end_the_list(build: Build, ask: Ask) -> None:
    group = rule("action modify", "modify lb-group G", number=5)
    assert ask(build(FORWARD + IN + group + rule("action drop")), "tcp 9.9.9.9 wan 8443 eth0") == "closed"
    table = rule("action modify", "modify table main", number=5)
    assert ask(build(FORWARD + IN + table + rule("action drop")), "tcp 9.9.9.9 wan 8443 eth0") != "closed"


def test_lists_on_the_inside_do_not_concern_the_internet(build: Build, ask: Ask) -> None:
    inside = "interfaces ethernet eth1 firewall in modify M\n"
    balance = inside + rule("action modify", "modify lb-group G")
    device = build(FORWARD + balance)
    assert ask(device, "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"
    assert device.complete.ipv4


def test_a_drop_by_chance_closes_nothing(build: Build, ask: Ask) -> None:
    # rule.cpp: -m statistic --mode random; whoever is dropped tries again
    drop = rule("action drop", "statistic probability 50%")
    assert ask(build(FORWARD + IN + drop), "tcp 9.9.9.9 wan 8443 eth0") == "open 192.168.1.20:443"


def test_reject_tcp_is_a_reject(build: Build, ask: Ask) -> None:
    lines = ("action reject-tcp", "protocol tcp", "destination port 22")
    local = "delete firewall name WAN_LOCAL default-action\nfirewall name WAN_LOCAL default-action accept\n"
    local += "".join(f"firewall name WAN_LOCAL rule 1 {line}\n" for line in lines)
    device = build(local)
    assert ask(device, "tcp 9.9.9.9 wan 22 eth0") == "closed"
    assert ask(device, "tcp 9.9.9.9 wan 23 eth0") == "open router"
