"""The network package: logical interfaces, their layer-3 devices and addresses.

firewall4 matches layer-3 devices, so logical interfaces on one device (wan and wan6, aliases, "@wan") are one Link.
"""

from __future__ import annotations

from routerlint.netset.addresses import parse_network
from routerlint.text.span import Span
from vendor_parsers.openwrt.addressing import Address, Prefix, read_addresses, read_prefix
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.protocols import NEEDS_DEVICE, Handler, handler
from vendor_parsers.openwrt.uci import Package, Section

__all__ = ["Link", "Logical", "Network", "read_logicals"]

_FALSE = ("0", "off", "false", "no", "disabled")


class Logical:
    """One `config interface`.

    device: name of its layer-3 device, or "?name" where only the running system knows it; "" if it has none.
    upstream: why the Internet is behind it, with the line; None if nothing says so. strong: its protocol says so, not
    only a gateway. prefixes: IPv6 prefixes that it brings.
    """

    def __init__(self, name: str, package: Package, section: Section) -> None:
        self.name = name
        self.package = package
        self.section = section
        self.protocol = section.get("proto", "none")
        self.handler: Handler = handler(self.protocol)
        self.enabled = (
            section.get("disabled") not in ("1", "on", "true", "yes") and section.get("enabled") not in _FALSE
        )
        self.device = ""
        self.addresses: list[Address] = []
        self.prefixes: list[Prefix] = []
        self.upstream: tuple[str, Span] | None = None
        self.strong = False


class Link:
    """One layer-3 device with the logical interfaces on it.

    device: its name; "?lan" where only the running system knows it, "tun+" for all whose names begin so. assumed: only
    the firewall names it.
    """

    def __init__(self, device: str, name: str) -> None:
        self.device = device
        self.name = name
        self.logicals: list[Logical] = []
        self.assumed = False


class Network:
    """All links of a device.

    known: the network package is in the input; else the links are those that the firewall names.
    """

    def __init__(self, *, known: bool) -> None:
        self.known = known
        self.links: list[Link] = []
        self.by_device: dict[str, Link] = {}
        self.logicals: dict[str, Logical] = {}

    def link(self, device: str, name: str) -> Link:
        """The link of a device, made if it is new."""
        link = self.by_device.get(device)
        if link is None:
            link = Link(device, name)
            self.by_device[device] = link
            self.links.append(link)
        return link

    def addresses_of(self, name: str) -> list[Address] | None:
        """The addresses of a logical interface; None if there is no such interface."""
        logical = self.logicals.get(name)
        return None if logical is None else logical.addresses

    def link_of(self, name: str) -> Link | None:
        """The link of a logical interface, if it has a device and is not disabled."""
        logical = self.logicals.get(name)
        return self.by_device.get(logical.device) if logical is not None and logical.enabled else None


def read_logicals(given: Input) -> dict[str, Logical]:
    """The logical interfaces of the network package by name, without loopback."""
    package = given.packages["network"]
    wireless = given.packages.get("wireless")
    attached = {name for s in wireless.of_type("wifi-iface") for name in s.words("network")} if wireless else None
    found: dict[str, Logical] = {}
    for section in package.of_type("interface"):
        if section.get("device", section.get("ifname")) != "lo":
            name = section.name or f"@interface[{section.index}]"
            found[name] = Logical(name, package, section)
    for logical in found.values():
        logical.device = _device(logical, found, attached)
    off = {s.get("name") for s in package.of_type("device") if s.get("ipv6") in _FALSE}
    for logical in found.values():
        _read_addresses(logical, without_ipv6=logical.device in off)
        _read_upstream(logical)
    _read_aliases(package, found)
    _read_default_routes(package, found)
    return found


def _device(logical: Logical, others: dict[str, Logical], attached: set[str] | None) -> str:
    """The layer-3 device of an interface."""
    section, made = logical.section, logical.handler.device
    if made == "-":
        return ""
    if made and made != "?":
        return section.get("pppname") or made.format(name=logical.name)
    words = section.words("device") or section.words("ifname")
    if section.get("type") == "bridge":
        return f"br-{logical.name}"
    if made == "?":
        return f"?{logical.name}"
    for _ in range(8):  # "@wan" means the device of wan
        if not words or not words[0].startswith("@"):
            break
        other = others.get(words[0][1:])
        if other is None:
            return ""
        if other.handler.device:
            return _device(other, others, attached)
        words = other.section.words("device") or other.section.words("ifname")
    if words and not words[0].startswith("@"):
        return words[0]
    # A wireless network brings the device; without the wireless package nobody can tell.
    missing = attached is not None and logical.name not in attached and logical.protocol in NEEDS_DEVICE
    return "" if missing else f"?{logical.name}"


def _read_addresses(logical: Logical, *, without_ipv6: bool) -> None:
    """The addresses that the section states; placeholders come later, when the links are numbered."""
    section, package = logical.section, logical.package
    words = section.words("ipaddr") + section.words("ip6addr") + section.words("addresses")
    span = package.span(section, "ipaddr", "ip6addr", "addresses")
    if logical.handler.side != "wan" or logical.protocol in ("6in4", "static"):
        logical.addresses = [
            address
            for address in read_addresses(words, section.get("netmask"), span)
            if not (without_ipv6 and address.family == "ipv6")
        ]
    no_ipv6 = without_ipv6 or (section.get("ipv6") in _FALSE and logical.protocol != "dhcpv6")
    dynamic = logical.handler
    modem_ipv6 = any(mark in section.get("pdptype") + section.get("iptype") for mark in ("6", "v6"))
    if dynamic.device == "?" and (modem_ipv6 or section.get("dhcpv6") == "1"):
        dynamic = dynamic._replace(ipv6=True, delegates=True)
    if section.get("iptype") == "ipv6" or section.get("pdptype") == "ipv6":
        dynamic = dynamic._replace(ipv4=False)
    if no_ipv6:
        dynamic = dynamic._replace(ipv6=False, delegates=False)
    if section.get("reqprefix") == "no" or section.get("delegate") in _FALSE:
        dynamic = dynamic._replace(delegates=False)
    if any(address.family == "ipv6" for address in logical.addresses):
        dynamic = dynamic._replace(ipv6=False)
    logical.handler = dynamic
    if not no_ipv6:
        stated = [prefix for prefix in map(read_prefix, section.words("ip6prefix")) if prefix is not None]
        logical.prefixes = [Prefix(logical.name, number, length, stated=True) for number, length in stated]
        if dynamic.delegates and not logical.prefixes:
            logical.prefixes = [Prefix(logical.name, 0, 48, stated=False)]


def _read_upstream(logical: Logical) -> None:
    """Whether the section itself says that the Internet is behind it."""
    section, package = logical.section, logical.package
    span = package.span(section, "proto")
    if logical.handler.side == "wan" and section.get("defaultroute") not in _FALSE:
        logical.upstream = (f"its protocol is {logical.protocol}", span)
        logical.strong = True
    for key in ("gateway", "ip6gw"):
        if logical.handler.side == "static" and section.get(key) and logical.upstream is None:
            logical.upstream = ("it has a default gateway", package.span(section, key))


def _read_aliases(package: Package, found: dict[str, Logical]) -> None:
    """`config alias`: more addresses on the device of an interface."""
    for section in package.of_type("alias"):
        parent = found.get(section.get("interface"))
        if parent is not None:
            words = section.words("ipaddr") + section.words("ip6addr")
            parent.addresses += read_addresses(
                words, section.get("netmask"), package.span(section, "ipaddr", "ip6addr")
            )


def _read_default_routes(package: Package, found: dict[str, Logical]) -> None:
    """`config route` to everywhere makes its interface an upstream."""
    for section in package.of_type("route", "route6"):
        logical = found.get(section.get("interface"))
        if logical is None or not _everywhere(section) or section.get("disabled") in ("1", "true", "yes", "on"):
            continue
        if logical.upstream is None and logical.handler.side == "static":
            logical.upstream = ("the default route leads there", package.span(section, "interface"))


def _everywhere(section: Section) -> bool:
    """Whether a route is the default route: its target is missing, or the zero address with a zero mask or none."""
    target, mask = section.get("target"), section.get("netmask")
    if target in ("", "default"):
        return True
    parsed = parse_network(f"{target}/{mask}" if mask and "/" not in target else target)
    return parsed is not None and parsed[1] == 0 and (parsed[2] == 0 or ("/" not in target and not mask))
