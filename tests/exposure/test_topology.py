"""Which addresses are the router's, what lies behind it, and where routes lead."""

from __future__ import annotations

import msgspec

from routerlint.exposure.context import UNKNOWN_ROUTE
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.interface import Interface, InterfaceAddress, Role, Route
from routerlint.netset.addresses import AddressSet, Family
from routerlint.text.span import Span
from tests.exposure.small import interface, number

EVERYWHERE = "0.0.0.0"  # noqa: S104  # a default route, not an address to bind to

WAN = interface("wan", Role.WAN, "203.0.113.2/24", "2001:db8:1::2/64")
LAN = interface("lan", Role.LAN, "192.168.1.1/24", "2001:db8:2::1/64")


def topology(*interfaces: Interface, routes: tuple[Route, ...] = (), family: Family = "ipv4") -> Topology:
    return Topology(Device(vendor="small", interfaces=interfaces, routes=routes), family)


def route(text: str, length: int, name: str | None) -> Route:
    return Route(family="ipv4", number=number(text), length=length, interface=name)


def test_all_addresses_are_owned_and_those_of_the_wan_and_public_ones_are_reached() -> None:
    dmz = interface("dmz", Role.DMZ, "198.51.100.1/28", "10.0.0.1/8")
    found = topology(WAN, LAN, dmz)
    assert found.owned == AddressSet.parse("203.0.113.2", "192.168.1.1", "198.51.100.1", "10.0.0.1")
    assert found.reached == AddressSet.parse("203.0.113.2", "198.51.100.1")
    assert found.wans == ("wan",)


def test_a_private_address_of_the_wan_is_reached_and_a_link_local_one_is_not() -> None:
    found = topology(interface("wan", Role.WAN, "100.64.0.9/10", "169.254.1.1/16", "fe80::1/64"))
    assert found.reached == AddressSet.parse("100.64.0.9")
    six = topology(interface("wan", Role.WAN, "fe80::1/64", "2001:db8:1::2/64"), family="ipv6")
    assert six.reached == AddressSet.parse("2001:db8:1::2")
    assert six.owned == AddressSet.parse("fe80::1", "2001:db8:1::2")


def test_a_disabled_interface_holds_nothing() -> None:
    off = msgspec.structs.replace(LAN, enabled=False)
    found = topology(WAN, off, routes=(route("198.51.100.0", 24, "lan"),))
    assert found.owned == AddressSet.parse("203.0.113.2")
    assert found.outgoing(number("192.168.1.5")) == ("wan",)
    assert found.outgoing(number("198.51.100.5")) == (UNKNOWN_ROUTE,)
    assert topology(msgspec.structs.replace(WAN, enabled=False), LAN).wans == ()


def test_the_longest_prefix_decides_about_a_route() -> None:
    routes = (route(EVERYWHERE, 0, "wan"), route("10.0.0.0", 8, "lan"), route("10.1.0.0", 16, "wan"))
    found = topology(WAN, LAN, routes=routes)
    assert [found.outgoing(number(f"{text}.9")) for text in ("9.9.9", "10.0.0", "10.1.255", "10.2.0", "192.168.1")] == [
        ("wan",),
        ("lan",),
        ("wan",),
        ("lan",),
        ("lan",),
    ]
    assert found.boundaries() >= {number("10.0.0.0"), number("11.0.0.0"), number("10.1.0.0"), number("10.2.0.0")}
    assert found.boundaries() >= {number("203.0.113.2"), number("203.0.113.3"), number("203.0.114.0")}


def test_a_connected_network_is_not_routed_away_and_two_default_routes_are_both_possible() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    routes = (route("192.168.1.0", 24, "wan"), route(EVERYWHERE, 0, "wan"), route(EVERYWHERE, 0, "wan2"))
    found = topology(WAN, second, LAN, routes=routes)
    assert found.outgoing(number("192.168.1.9")) == ("lan",)
    assert found.outgoing(number("9.9.9.9")) == ("wan", "wan2")


def test_of_two_stated_routes_to_one_network_the_first_counts_and_inferred_ones_are_both_possible() -> None:
    routes = (route("10.0.0.0", 8, "lan"), route("10.0.0.0", 8, "wan"))
    assert topology(WAN, LAN, routes=routes).outgoing(number("10.1.1.1")) == ("lan", "wan")
    stated = tuple(msgspec.structs.replace(one, spans=(Span(file="f", line=1, text=""),)) for one in routes)
    assert topology(WAN, LAN, routes=stated).outgoing(number("10.1.1.1")) == ("lan",)


def test_the_same_network_on_two_interfaces_leaves_both_possible() -> None:
    guest = interface("guest", Role.GUEST, "192.168.1.2/24")
    assert topology(WAN, LAN, guest).outgoing(number("192.168.1.9")) == ("lan", "guest")
    twice = interface("lan", Role.LAN, "192.168.1.1/24", "192.168.1.2/24")
    assert topology(WAN, twice).outgoing(number("192.168.1.9")) == ("lan",)


def test_without_a_route_packets_leave_by_the_only_wan_or_nobody_knows() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    assert topology(WAN, LAN).outgoing(number("9.9.9.9")) == ("wan",)
    assert topology(WAN, second, LAN).outgoing(number("9.9.9.9")) == (UNKNOWN_ROUTE,)
    assert topology(LAN).outgoing(number("9.9.9.9")) == (UNKNOWN_ROUTE,)


def test_a_route_without_an_interface_is_not_known() -> None:
    found = topology(WAN, LAN, routes=(route("10.0.0.0", 8, None), route("172.16.0.0", 12, "gone")))
    assert found.outgoing(number("10.1.1.1")) == (UNKNOWN_ROUTE,)
    assert found.outgoing(number("172.16.1.1")) == (UNKNOWN_ROUTE,)
    assert found.interface_of(number("10.1.1.1")) is None
    assert found.interface_of(number("192.168.1.9")) == LAN


def test_a_host_address_makes_no_network() -> None:
    tunnel = interface("ppp", Role.WAN, "198.51.100.2/32")
    assert topology(tunnel, LAN).outgoing(number("198.51.100.2")) == ("ppp",)
    assert number("198.51.100.2") in topology(tunnel, LAN).boundaries()


def test_public_networks_of_inside_interfaces_lie_inside_without_own_addresses_and_what_leads_back_out() -> None:
    dmz = interface("dmz", Role.DMZ, "198.51.100.1/24")
    routes = (route("192.0.2.0", 24, "dmz"), route("198.51.100.64", 26, "wan"), route(EVERYWHERE, 0, "wan"))
    found = topology(WAN, LAN, dmz, routes=routes)
    expected = AddressSet.parse("198.51.100.0/24", "192.0.2.0/24") - AddressSet.parse(
        "198.51.100.64/26", "198.51.100.1"
    )
    assert found.inside == expected
    assert found.wan_networks == AddressSet.parse("203.0.113.0/24", "198.51.100.64/26")


def test_a_network_inside_a_wan_network_lies_inside() -> None:
    dmz = interface("dmz", Role.DMZ, "203.0.113.129/25")
    found = topology(WAN, dmz)
    assert found.inside == AddressSet.parse("203.0.113.128/25") - AddressSet.parse("203.0.113.129")
    assert found.wan_networks == AddressSet.parse("203.0.113.0/25")


def test_a_default_route_into_the_lan_does_not_put_the_internet_inside() -> None:
    assert not topology(WAN, LAN, routes=(route(EVERYWHERE, 0, "lan"),)).inside


def test_a_redirect_leads_to_the_first_address_of_the_interface_or_any_other() -> None:
    two = interface("wan", Role.WAN, "2001:db8:1::2/64", "203.0.113.9/24", "203.0.113.2/24")
    bare = interface("ppp", Role.WAN)
    found = topology(two, bare, LAN)
    assert found.redirect_address("wan") == number("203.0.113.9")
    assert found.redirect_address("ppp") == number("203.0.113.2")
    assert found.redirect_address("unknown") == number("203.0.113.2")
    assert topology(bare, LAN).redirect_address("ppp") is None


def test_the_address_of_an_interface_is_its_own_or_any() -> None:
    two = interface("wan", Role.WAN, "169.254.0.1/16", "203.0.113.9/24")
    bare = interface("ppp", Role.WAN)
    found = topology(two, bare, LAN)
    assert found.address_on("wan") == number("203.0.113.9")
    assert found.address_on("ppp") == number("203.0.113.9")
    assert found.address_on("nowhere") == number("203.0.113.9")


def test_an_own_address_is_named_by_its_inside_interface() -> None:
    found = topology(WAN, LAN)
    assert found.inside_name(number("192.168.1.1")) == "lan"
    assert found.inside_name(number("203.0.113.2")) is None
    assert found.inside_name(number("192.168.1.2")) is None
    assert found.inside_name(number("2001:db8:2::1")) is None


def test_two_default_routes_that_the_file_states_are_both_possible() -> None:
    second = interface("wan2", Role.WAN, "198.51.100.2/24")
    line = (Span(file="f", line=3, text=""),)
    routes = tuple(msgspec.structs.replace(route(EVERYWHERE, 0, name), spans=line) for name in ("wan", "wan2"))
    assert topology(WAN, second, LAN, routes=routes).outgoing(number("9.9.9.9")) == ("wan", "wan2")


def test_addresses_that_the_file_does_not_state_are_known_as_such() -> None:
    held = tuple(
        InterfaceAddress(family="ipv4", number=number(text), length=24, stated=stated)
        for text, stated in (("203.0.113.9", True), ("12.255.254.1", False))
    )
    wan = Interface(name="wan", role=Role.WAN, addresses=held)
    assert topology(wan, LAN).unstated == frozenset((number("12.255.254.1"),))
    assert topology(wan, LAN, family="ipv6").unstated == frozenset()
