"""Services of the router itself that wait for connections.

Source: the init scripts of the packages (dropbear.init, uhttpd.init, dnsmasq.init, sysntpd, openvpn.init, miniupnpd.init,
samba.init, snmpd.init, ttyd.init). They listen on every interface unless bound, so only the firewall protects them.
"""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.interface import Interface, Role
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, Family, parse_address
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import Span
from vendor_parsers.openwrt.network import Network
from vendor_parsers.openwrt.packages import Input
from vendor_parsers.openwrt.uci import Package, Section

__all__ = ["read_listeners"]

_OFF = ("0", "off", "false", "no", "disabled")
_ON = ("1", "on", "true", "yes", "enabled")


class _Reader:
    """Collects the listeners of one device."""

    def __init__(self, given: Input, network: Network, interfaces: tuple[Interface, ...]) -> None:
        self.given = given
        self.network = network
        self.interfaces = interfaces
        self.found: list[Listener] = []

    def add(
        self,
        name: str,
        services: ServiceSet,
        package: Package,
        section: Section,
        *keys: str,
        enabled: Fact[bool] | None = None,
        interfaces: tuple[str, ...] | None = None,
        allowed: tuple[AddressSet, ...] | None = None,
        facts: dict[str, Fact[str]] | None = None,
    ) -> None:
        """One more listener."""
        spans: tuple[Span, ...] = (package.span(section, *keys),)
        self.found.append(
            Listener(
                name=name,
                services=services,
                enabled=enabled or by_default(value=True, source="it is configured and not switched off", spans=spans),
                interfaces=interfaces,
                allowed=allowed,
                facts=facts or {},
                spans=spans,
            )
        )

    def links(self, names: Iterable[str]) -> tuple[str, ...]:
        """Interface names of the model for logical interfaces."""
        links = (self.network.link_of(name) for name in names)
        return tuple(dict.fromkeys(link.name for link in links if link is not None))

    def holding(self, address: str) -> tuple[str, ...] | None:
        """The interfaces that hold an address; None for every interface ("0.0.0.0", "[::]")."""
        parsed = parse_address(address.strip("[]"))
        if parsed is None or parsed[1] == 0:
            return None
        family, number = parsed
        return tuple(
            i.name for i in self.interfaces if any(a.family == family and a.number == number for a in i.addresses)
        )


def read_listeners(given: Input, network: Network, interfaces: tuple[Interface, ...]) -> tuple[Listener, ...]:
    """All listeners that the packages of the input describe."""
    reader = _Reader(given, network, interfaces)
    for name, read in (
        ("dropbear", _dropbear),
        ("uhttpd", _uhttpd),
        ("dhcp", _dnsmasq),
        ("system", _ntp),
        ("openvpn", _openvpn),
        ("upnpd", _upnp),
        ("snmpd", _snmpd),
        ("samba", _samba),
        ("samba4", _samba),
        ("ttyd", _ttyd),
        ("ipsec", _ipsec),
        ("network", _tunnels),
    ):
        package = given.packages.get(name)
        if package is not None and package.trouble is None:
            read(reader, package)
    _clients(reader)
    return tuple(reader.found)


def _tcp(*ports: int) -> ServiceSet:
    return ServiceSet.ports(TCP, [(port, port) for port in ports])


def _udp(*ports: int) -> ServiceSet:
    return ServiceSet.ports(UDP, [(port, port) for port in ports])


def _port(text: str, default: int) -> int | None:
    """A port number; None for what is none."""
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536 else None


def _switch(package: Package, section: Section, key: str, *, default: bool) -> Fact[bool]:
    value = section.get(key)
    if value in _ON or value in _OFF:
        return stated(value in _ON, package.span(section, key))
    return by_default(default, source=f"{package.name} without {key}", spans=(package.span(section),))


def _word(package: Package, section: Section, key: str, *, default: str) -> Fact[str]:
    value = section.get(key)
    if value in _ON or value in _OFF:
        return stated("yes" if value in _ON else "no", package.span(section, key))
    return by_default(default, source=f"{package.name} without {key}", spans=(package.span(section),))


def _dropbear(reader: _Reader, package: Package) -> None:
    for section in package.of_type("dropbear"):
        port = _port(section.get("Port"), 22)
        names = section.words("DirectInterface") or section.words("Interface")
        if port is not None:
            reader.add(
                "ssh", _tcp(port), package, section, "Port", "Interface",
                enabled=_switch(package, section, "enable", default=True),
                interfaces=reader.links(names) if names else None,
                facts={"password-authentication": _word(package, section, "PasswordAuth", default="yes"),
                       "root-password-authentication": _word(package, section, "RootPasswordAuth", default="yes")},
            )  # fmt: skip


def _uhttpd(reader: _Reader, package: Package) -> None:
    for section in package.of_type("uhttpd"):
        for key, name in (("listen_http", "http"), ("listen_https", "https")):
            for word in section.words(key):
                address, colon, port_text = word.rpartition(":")
                port = _port(port_text, 0)
                if port:
                    held = reader.holding(address) if colon else None
                    reader.add(name, _tcp(port), package, section, key, interfaces=held)


def _dnsmasq(reader: _Reader, package: Package) -> None:
    inside = _inside(reader.interfaces)
    for section in package.of_type("dnsmasq"):
        port = _port(section.get("port"), 53)
        if not port:
            continue  # 0 switches DNS off
        names, without = section.words("interface"), section.words("notinterface")
        bound: tuple[str, ...] | None = reader.links(names) if names else None
        if without and bound is None:
            gone = reader.links(without)
            bound = tuple(i.name for i in reader.interfaces if i.name not in gone)
        local = section.get("localservice") in _ON
        services = _tcp(port) | _udp(port)
        reader.add(
            "dns",
            services,
            package,
            section,
            "port",
            "localservice",
            interfaces=bound,
            allowed=inside if local else None,
        )


def _inside(interfaces: tuple[Interface, ...]) -> tuple[AddressSet, ...]:
    """The networks on which the router has an address: those that "localservice" answers."""
    pairs: dict[Family, list[tuple[int, int]]] = {"ipv4": [], "ipv6": []}
    for interface in interfaces:
        for address in interface.addresses:
            pairs[address.family] += AddressSet.network(address.family, address.number, address.length).ranges
    return tuple(AddressSet.of(family, found) for family, found in pairs.items())


def _ntp(reader: _Reader, package: Package) -> None:
    for section in package.of_type("timeserver"):
        if section.get("enable_server") in _ON:
            names = section.words("interface")
            bound = reader.links(names) if names else None
            reader.add("ntp", _udp(123), package, section, "enable_server", interfaces=bound)


def _openvpn(reader: _Reader, package: Package) -> None:
    for section in package.of_type("openvpn"):
        client = section.get("client") in _ON or section.get("tls_client") in _ON or section.get("nobind") in _ON
        on = section.get("enabled") in _ON or section.get("enable") in _ON
        if client or not on or section.get("config"):
            continue
        port = _port(section.get("lport") or section.get("port"), 1194)
        if port is not None:
            services = _tcp(port) if section.get("proto").startswith("tcp") else _udp(port)
            reader.add("openvpn", services, package, section, "port", "enabled")


def _upnp(reader: _Reader, package: Package) -> None:
    for section in package.of_type("upnpd"):
        if section.get("enabled", "1") not in _ON:
            continue
        names = section.words("internal_iface") + [
            name for one in package.of_type("internal_network") for name in one.words("interface")
        ]
        port = _port(section.get("port") or section.get("upnp_igd_http_port"), 5000)
        bound = reader.links(names)
        if port:
            reader.add("upnp", _tcp(port) | _udp(1900), package, section, "port", "enabled", interfaces=bound)


def _snmpd(reader: _Reader, package: Package) -> None:
    ports = []
    for section in package.of_type("agent"):
        for word in section.get("agentaddress").replace(",", " ").split():
            port = _port(word.rpartition(":")[2], 161)
            if port:
                ports.append(port)
                reader.add("snmp", _udp(port), package, section, "agentaddress")
    general = next(package.of_type("snmpd"), None) or next(package.of_type("agent", "com2sec", "system"), None)
    if not ports and general is not None and general.get("enabled", "1") not in _OFF:
        reader.add("snmp", _udp(161), package, general)


def _samba(reader: _Reader, package: Package) -> None:
    for section in package.of_type("samba"):
        names = section.words("interface")
        bound = reader.links(names) if names else None
        services = _tcp(139, 445) | _udp(137, 138)
        reader.add("smb", services, package, section, "interface", "enabled", interfaces=bound)


def _ttyd(reader: _Reader, package: Package) -> None:
    for section in package.of_type("ttyd"):
        port = _port(section.get("port"), 7681)
        name = section.get("interface").removeprefix("@")
        if port and section.get("enable", "1") not in _OFF:
            bound = reader.links([name]) if name else None
            reader.add("ttyd", _tcp(port), package, section, "port", "interface", interfaces=bound)


def _ipsec(reader: _Reader, package: Package) -> None:
    section = next(package.of_type("ipsec"), None)
    if section is not None:
        reader.add("ipsec-ike", _udp(500), package, section)
        reader.add("ipsec-nat-t", _udp(4500), package, section)


def _tunnels(reader: _Reader, package: Package) -> None:
    for section in package.of_type("interface"):
        port = _port(section.get("listen_port"), 0)
        if section.get("proto") == "wireguard" and port and section.get("disabled") not in _ON:
            reader.add("wireguard", _udp(port), package, section, "listen_port")


def _clients(reader: _Reader) -> None:
    """What waits for the provider's answers on a WAN."""
    wan = {interface.name for interface in reader.interfaces if interface.role is Role.WAN}
    for logical in reader.network.logicals.values():
        link = reader.network.link_of(logical.name)
        if link is None or link.name not in wan or not reader.network.known:
            continue
        for protocol, name, port in (("dhcp", "dhcp-client", 68), ("dhcpv6", "dhcpv6-client", 546)):
            if logical.protocol == protocol:
                section = logical.section
                reader.add(name, _udp(port), logical.package, section, "proto", interfaces=(link.name,))
