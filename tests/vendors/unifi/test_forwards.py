"""Port forwards of a UniFi controller. Fields: six clients of its API, aiounifi among them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.unifi.parser import parse

Ask = Callable[[Device, str], str]
Fields = dict[str, object]
Forward = Callable[..., Fields]
Gateway = Callable[..., Device]


def test_a_forward_changes_the_port(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(dst_port="33890", fwd_port="3389"))
    assert ask(device, "tcp 9.9.9.9 wan 33890") == "open 192.168.1.10:3389"
    assert ask(device, "tcp 9.9.9.9 wan 3389") == "closed"
    assert device.complete.ipv4


def test_numbers_may_be_numbers_or_texts(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(dst_port=8443, fwd_port=443, enabled="true"))
    assert ask(device, "tcp 9.9.9.9 wan 8443") == "open 192.168.1.10:443"


def test_lists_and_ranges(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(dst_port="80,440-449", fwd_port="80,440-449"))
    assert [ask(device, f"tcp 9.9.9.9 wan {port}") for port in (80, 445, 450)] == [
        "open 192.168.1.10:80", "open 192.168.1.10:445", "closed",
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "tcp", "udp"), [("tcp", True, False), ("udp", False, True), ("tcp_udp", True, True)])
def test_protocols(ask: Ask, gateway: Gateway, forward: Forward, text: str, *, tcp: bool, udp: bool) -> None:
    device = gateway(forward(proto=text))
    assert ask(device, "tcp 9.9.9.9 wan 443").startswith("open") == tcp
    assert ask(device, "udp 9.9.9.9 wan 443").startswith("open") == udp


def test_off_is_closed_and_reported(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(enabled=False))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert [entry.label for entry in device.inactive] == ["Web"]


def test_a_missing_switch_is_conditional(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    # clients of the controller read it in both ways
    assert ask(gateway(forward(enabled=None)), "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize("source", ["198.51.100.0/24", "198.51.100.1-198.51.100.50"])
def test_a_source_limits_a_forward(ask: Ask, gateway: Gateway, forward: Forward, source: str) -> None:
    device = gateway(forward(src=source))
    assert ask(device, "tcp 198.51.100.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_a_source_whose_limit_is_off_is_conditional(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(src="198.51.100.0/24", src_limiting_enabled=False))
    assert ask(device, "tcp 198.51.100.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"


LIMITED = {"src_limiting_enabled": True, "src_limiting_type": "firewall_group", "src_firewall_group_id": "group1"}
GROUP: Fields = {
    "_id": "group1", "name": "Partner", "group_type": "address-group", "group_members": ["198.51.100.0/24"],
    "site_id": "64b0c0de0e4b0a1b2c3d0001",
}  # fmt: skip


def test_a_group_that_is_not_in_the_input_is_conditional(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    assert ask(gateway(forward(**LIMITED)), "tcp 9.9.9.9 wan 443") == "conditional"


def test_a_group_that_is_in_the_input_limits_the_forward(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(**LIMITED), GROUP)
    assert ask(device, "tcp 198.51.100.9 wan 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_all_ports_are_an_exposed_host(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(dst_port="1-65535", fwd_port="1-65535", proto="tcp_udp"))
    assert ask(device, "udp 9.9.9.9 wan 161") == "open 192.168.1.10:161"


def test_an_outside_address_of_its_own_is_one_of_the_gateway(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(destination_ip="203.0.113.9"))
    assert ask(device, "tcp 9.9.9.9 203.0.113.9 443") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"


def test_the_second_wan_is_another_interface(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(pfwd_interface="wan2"), forward(_id="2", dst_port="80", fwd_port="80"))
    assert ask(device, "tcp 9.9.9.9 wan 443 wan2") == "open 192.168.1.10:443"
    assert ask(device, "tcp 9.9.9.9 wan 443 wan") == "closed"


def test_both_is_both(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    device = gateway(forward(pfwd_interface="both"))
    assert {ask(device, f"tcp 9.9.9.9 wan 443 {name}") for name in ("wan", "wan2")} == {"open 192.168.1.10:443"}


def test_an_inside_host_that_is_a_name_leaves_the_answer_incomplete(gateway: Gateway, forward: Forward) -> None:
    assert not gateway(forward(fwd="nas.local")).complete.ipv4


def test_unreadable_ports_are_conditional(ask: Ask, gateway: Gateway, forward: Forward) -> None:
    assert ask(gateway(forward(dst_port="https")), "tcp 9.9.9.9 wan 443") == "conditional"


@pytest.mark.parametrize(
    ("lists", "complete"),
    [
        ('"portforward": []', True),
        ('"portforward": {"meta": {"rc": "ok"}, "data": []}', True),
        ('"data": []', False),
        ('"portforward": [], "nat": []', True),
    ],
)
def test_an_empty_list_says_that_there_are_none_if_it_has_a_name(lists: str, *, complete: bool) -> None:
    text = f'{{{lists}, "networkconf": [{{"purpose": "wan", "wan_type_v6": "disabled", "site_id": "s"}}]}}'
    (device,) = parse(Document(name="site.json", files=(SourceFile("site.json", text),)))
    assert device.complete.ipv4 is complete
