"""Which layer-3 devices there are, and the addresses that netifd gives them."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.interface import placeholder_address, placeholder_network
from vendor_parsers.openwrt.addressing import Address, Prefix, Request, assign, host_in, read_prefix
from vendor_parsers.openwrt.network import Link, Logical, Network, read_logicals
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.protocols import Handler
from vendor_parsers.openwrt.uci import Package, Section
from vendor_parsers.openwrt.values import parse_device

__all__ = ["build_network", "looks_like_tunnel"]

_TUNNELS = ("tun", "tap", "wg", "vpn", "ppp+", "tailscale", "zt", "ipsec", "xfrm", "vti", "gre", "utun", "nordlynx")
_LAST_INDEX = 250


def build_network(given: Input) -> Network:
    """The links of the device with all their addresses."""
    firewall = given.packages.get("firewall")
    zones = list(firewall.of_type("zone")) if firewall is not None else []
    if "network" in given.packages:
        network = Network(known=True)
        network.logicals = read_logicals(given)
        _group(network)
    else:
        network = Network(known=False)
        if firewall is not None:
            _assume_networks(network, firewall, zones)
    _assume_devices(network, zones)
    _dynamic_addresses(network)
    _inside_prefixes(network, given)
    return network


def looks_like_tunnel(device: str) -> bool:
    """Whether a device name is that of a tunnel driver."""
    return device.startswith(_TUNNELS)


def _group(network: Network) -> None:
    """One link for all logical interfaces on a device, named by the first that is not for IPv6 alone."""
    for logical in network.logicals.values():
        if logical.device:
            network.link(logical.device, logical.name).logicals.append(logical)
    for link in network.links:
        link.name = min(link.logicals, key=lambda one: one.protocol in ("dhcpv6", "none")).name


def _assume_networks(network: Network, firewall: Package, zones: list[Section]) -> None:
    """Without the network package: the networks that the zones list exist, as in every configuration of a router.

    X and X6 in one zone are one line (wan and wan6). A zone that masquerades, or that holds OpenWrt's own wan, leads to
    the Internet.
    """
    for section in zones:
        names = [found.name for word in section.words("network") if (found := parse_device(word)) is not None]
        outside = section.get("masq") in ("1", "on", "true", "yes") or any(name.startswith("wan") for name in names)
        for name in names:
            twin = name[:-1] if name.endswith("6") and name[:-1] in names else name
            if name in network.logicals:
                continue
            logical = Logical(name, firewall, section)
            logical.enabled = True
            logical.device = f"?{twin}"
            tunnel = looks_like_tunnel(name)
            side = "vpn" if tunnel else "wan" if outside else "static"
            logical.handler = Handler(
                side, ipv4=outside and name == twin, ipv6=outside and not tunnel, delegates=outside
            )
            if side == "wan":
                key = "masq" if "masq" in section.options else "network"
                reason = "its zone masquerades" if key == "masq" else "OpenWrt calls the Internet line so"
                logical.upstream, logical.strong = (reason, firewall.span(section, key)), True
                logical.prefixes = [Prefix(name, 0, 48, stated=False)]
            network.logicals[name] = logical
            link = network.link(logical.device, twin)
            link.logicals.append(logical)
            link.assumed = True


def _assume_devices(network: Network, zones: list[Section]) -> None:
    """Devices that only a zone names."""
    for section in zones:
        for word in section.words("device"):
            found = parse_device(word)
            if found is None or found.any or found.name == "+" or found.name in network.by_device:
                continue
            stem = found.name.removesuffix("+")
            if found.name.endswith("+") and any(device.startswith(stem) for device in network.by_device):
                continue
            network.link(found.name, found.name).assumed = True


def _dynamic_addresses(network: Network) -> None:
    """Placeholders for addresses that the provider gives: the first logical interface of a link and family gets one."""
    for index, link in enumerate(network.links[: _LAST_INDEX + 1]):
        held = {address.family for logical in link.logicals if logical.enabled for address in logical.addresses}
        for logical in link.logicals:
            if not logical.enabled:
                continue
            span = logical.package.span(logical.section, "proto")
            if logical.handler.ipv4:
                logical.addresses.append(Address("ipv4", placeholder_address("ipv4", index), 32, False, span))
            # pppoe asks for IPv6 by itself, and wan6 on the same line does too: one address is enough
            if logical.handler.ipv6 and "ipv6" not in held:
                logical.addresses.append(Address("ipv6", placeholder_address("ipv6", index), 128, False, span))
                held.add("ipv6")


def _inside_prefixes(network: Network, given: Input) -> None:
    """The networks that inside interfaces get from delegated prefixes and from the ULA prefix."""
    prefixes = [p for logical in network.logicals.values() if logical.enabled for p in logical.prefixes]
    ula = _ula(given)
    if ula is not None:
        prefixes.append(ula)
    asking = [logical for logical in network.logicals.values() if _request(logical) is not None]
    for prefix in prefixes:
        if prefix.stated:
            requests = [r for one in asking if _takes(one, prefix) and (r := _request(one)) is not None]
            for name, (number, length) in assign(prefix, requests).items():
                _give(network.logicals[name], number, length, stated=True)
    relayed = _relayed(given)
    places = {link.device: index for index, link in enumerate(network.links[: _LAST_INDEX + 1])}
    for logical in network.logicals.values():
        unstated = any(_takes(logical, prefix) for prefix in prefixes if not prefix.stated)
        wanted = (
            logical in asking or logical.name in relayed or (not network.known and logical.handler.side == "static")
        )
        if unstated and wanted and logical.enabled and logical.device in places:
            _give(logical, *placeholder_network("ipv6", places[logical.device]), stated=False)


def _give(logical: Logical, number: int, length: int, *, stated: bool) -> None:
    own = host_in(number, length, logical.section.get("ip6ifaceid"))
    span = logical.package.span(logical.section, "ip6assign")
    logical.addresses.append(Address("ipv6", number | 1 if own is None else own, length, stated, span))


def _request(logical: Logical) -> Request | None:
    """What ip6assign asks for; None for a length outside 48 to 64, which netifd ignores."""
    text = logical.section.get("ip6assign")
    if not text.isascii() or not text.isdigit() or len(text) > 3 or not 48 <= int(text) <= 64:
        return None
    hint = logical.section.get("ip6hint")
    try:
        number = int(hint, 16) if hint and len(hint) <= 8 else -1
    except ValueError:
        number = -1
    weight = logical.section.get("ip6weight")
    return Request(logical.name, int(text), number, int(weight) if weight.isdigit() and len(weight) < 6 else 0)


def _takes(logical: Logical, prefix: Prefix) -> bool:
    """ip6class names the prefixes that an interface takes; without it, all."""
    classes = logical.section.words("ip6class")
    return (not classes or prefix.source in classes) and prefix.source != logical.name


def _ula(given: Input) -> Prefix | None:
    package = given.packages.get("network")
    for section in package.of_type("globals") if package is not None else ():
        prefix = read_prefix(section.get("ula_prefix"))
        if prefix is not None:
            return Prefix("local", *prefix, stated=True)
    return None


def _relayed(given: Input) -> set[str]:
    """Inside interfaces whose hosts get addresses of the WAN's own network (odhcpd in relay mode)."""
    package = given.packages.get("dhcp")
    sections: Iterable[Section] = package.of_type("dhcp") if package is not None else ()
    return {s.get("interface") for s in sections if s.get("ndp") in ("relay", "hybrid") and s.get("master") != "1"}


def link_names(links: Iterable[Link]) -> tuple[str, ...]:
    """The names of links, in order."""
    return tuple(link.name for link in links)
