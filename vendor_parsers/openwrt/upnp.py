"""miniupnpd: what clients inside may open.

Source: openwrt/packages net/miniupnpd/files/miniupnpd.init. The older form has internal_iface, enable_upnp, enable_natpmp and
secure_mode; the newer one internal_network sections, enabled_protocols and allow_third_party_mapping. `enabled` is 1
where it is missing (the older script's default, which the newer one writes down when it migrates). Rules are asked in order;
what no rule matches is allowed.
"""

from __future__ import annotations

from typing import Literal

from routerlint.model.fact import NOT_STATED, Fact, by_default, stated
from routerlint.model.interface import Interface, Role
from routerlint.model.service import PortMapping
from routerlint.netset.intervals import Intervals, difference, normalise, union
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.openwrt.network import Network
from vendor_parsers.openwrt.uci import Package, Section

__all__ = ["read_port_mappings"]

_OFF = ("0", "off", "false", "no", "disabled")
_ALL_PORTS: Intervals = ((1, 65535),)
_RESERVED_BY_PRESET = ((21, 21), (23, 23), (135, 135), (137, 139), (445, 445), (3389, 3389))


def read_port_mappings(
    package: Package, network: Network, interfaces: tuple[Interface, ...]
) -> tuple[PortMapping, ...]:
    """UPnP and NAT-PMP/PCP as far as they are switched on or off by the package."""
    section = next(package.of_type("upnpd"), None)
    if section is None or package.trouble is not None:
        return ()
    enabled = _enabled(package, section)
    inside = section.words("internal_iface") + [
        name for one in package.of_type("internal_network") for name in one.words("interface")
    ]
    links = tuple(dict.fromkeys(link.name for name in inside if (link := network.link_of(name)) is not None))
    outside = section.words("external_iface") + section.words("external_iface6")
    external = tuple(dict.fromkeys(link.name for name in outside if (link := network.link_of(name)) is not None))
    wan = {interface.name for interface in interfaces if interface.role is Role.WAN}
    on_wan = [name for name in links if name in wan]
    open_ports, denied = _permitted(package)
    third, span = _third_party(section), package.span(section, "allow_third_party_mapping", "secure_mode")
    found = []
    for kind in _kinds(section):
        free = third in (("1", "upnp-igd") if kind == "upnp" else ("1", "pcp"))
        found.append(
            PortMapping(
                kind=kind,
                enabled=enabled,
                interfaces=links or tuple(inside) or ("lan",),
                external=external,
                secure_mode=_answer(not free, section, span),
                third_party=NOT_STATED if kind == "upnp" else _answer(free, section, span),
                low_ports=stated(bool(difference(open_ports, ((1024, 65535),))), span),
                default_deny=stated(denied, *_rule_spans(package)),
                on_wan=stated(bool(on_wan), package.span(section, "internal_iface")),
                may_open=_may_open(open_ports, free=free),
                spans=(package.span(section, "enabled"),),
            )
        )
    return tuple(found)


def _enabled(package: Package, section: Section) -> Fact[bool]:
    value = section.get("enabled")
    if value:
        return stated(value not in _OFF, package.span(section, "enabled"))
    return by_default(
        value=True, source="miniupnpd.init: a missing `enabled` counts as 1", spans=(package.span(section),)
    )


def _kinds(section: Section) -> list[Literal["upnp", "nat-pmp", "pcp"]]:
    """The protocols that are spoken; both where nothing is said."""
    protocols = section.get("enabled_protocols")
    if protocols:
        return (
            ["upnp"] if protocols == "upnp-igd" else ["nat-pmp"] if protocols == "pcp+nat-pmp" else ["upnp", "nat-pmp"]
        )
    found: list[Literal["upnp", "nat-pmp", "pcp"]] = []
    if section.get("enable_upnp", "1") not in _OFF:
        found.append("upnp")
    if section.get("enable_natpmp", "1") not in _OFF:
        found.append("nat-pmp")
    return found


def _third_party(section: Section) -> str:
    """Who may map for another host: "0" nobody, "1" everybody, or the protocol."""
    if section.get("secure_mode"):
        return "upnp-igd" if section.get("secure_mode") in _OFF else "0"
    return section.get("allow_third_party_mapping", "0")


def _answer(value: bool, section: Section, span: Span) -> Fact[bool]:
    if section.get("secure_mode") or section.get("allow_third_party_mapping"):
        return stated(value, span)
    return by_default(value, source="miniupnpd.init: secure_mode is 1 by default", spans=(span,))


def _rule_spans(package: Package) -> tuple[Span, ...]:
    return tuple(package.span(section, "action") for section in package.of_type("perm_rule"))


def _permitted(package: Package) -> tuple[Intervals, bool]:
    """The outside ports that some client may open, and whether a rule denies the rest."""
    networks = list(package.of_type("internal_network"))
    if networks and all(section.get("acl_preset") != "none" for section in networks):
        allowed: Intervals = ()
        for section in networks:
            allowed = union(allowed, _preset(section))
        return allowed, True
    decided: Intervals = ()
    allowed = ()
    for section in package.of_type("perm_rule"):
        ports = _ports(section.get("ext_ports", "0-65535"))
        everybody = section.get("int_addr", "0.0.0.0/0") in ("0.0.0.0/0", "0.0.0.0/0.0.0.0")
        if section.get("action", "deny") == "allow":
            allowed = union(allowed, difference(ports, decided))
        if everybody:
            decided = union(decided, ports)
    rest = difference(_ALL_PORTS, decided)
    return union(allowed, rest), not rest


def _preset(section: Section) -> Intervals:
    """The ports that a network's preset accepts."""
    high: Intervals = ((1024, 65535),)
    found = {
        "accept-high-ports": high,
        "accept-high-ports+web": normalise((*high, (80, 80), (443, 443))),
        "accept-high-ports+web+dns": normalise((*high, (80, 80), (443, 443), (53, 53), (853, 853))),
        "accept-all-ports": _ALL_PORTS,
    }.get(section.get("acl_preset", "accept-high-ports"), ())
    for word in section.words("acl_accept_ports"):
        found = union(found, _ports(word))
    words = section.words("acl_reject_ports")
    rejected = normalise(pair for word in words for pair in _ports(word)) if words else _RESERVED_BY_PRESET
    return difference(found, normalise(rejected))


def _ports(text: str) -> Intervals:
    low, _, high = text.replace(":", "-").partition("-")
    if not low.isascii() or not low.isdigit() or len(low) > 5 or (high and not (high.isascii() and high.isdigit())):
        return _ALL_PORTS
    first, last = int(low), min(int(high[:6] or low), 65535)
    return ((max(first, 1), last),) if max(first, 1) <= last else ()


def _may_open(ports: Intervals, *, free: bool) -> Phrase:
    host = phrase("any LAN host") if free else phrase("the host that asks")
    if ports == _ALL_PORTS:
        return phrase("any port to {host}", host=host)
    if not ports:
        return phrase("no port")
    text = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ports[:6])
    if len(ports) > 6:
        return phrase("ports {text} and others to {host}", text=text, host=host)
    return phrase("ports {text} to {host}", text=text, host=host)
