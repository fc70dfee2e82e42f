"""The box's own services on the WAN: X_HW_Security > AclServices and what stands beside it, TR-069, UPnP.

Parameters as the firmware's own pages read them (acl.asp, wanacl.asp, portacl.asp) and real trees hold them:

* <name>WanEnable lets a service in from the WAN, on <name>PORT; for HTTP the outer port of X_HW_WebServerConfig.
  A parameter that an older tree does not have says nothing, and makes its service conditional.
* WANSrcWhiteList holds the senders that are allowed; whether they get in where the switch is off, and others where it
  is on, is not known.
* With a firewall level other than Custom the pages do not let these switches be changed: then they may not hold.
* AccessControl (with entries for other than LAN and WLAN ports), WanAccess and the two forms of RemoteAccess let
  further senders in; how they go together with the switches is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch, ServiceMatch, Unknown
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import ServiceSet
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.provider_box import Opening
from routerlint.parsing.rule_writer import ports
from routerlint.wording import phrase
from vendor_parsers.huawei.interfaces import Network
from vendor_parsers.huawei.tree import Node

__all__ = ["ACS_PORT", "Security", "openings", "read_security", "service_ports"]

# The port that the data model names for the provider's connection requests; the tree does not hold it.
ACS_PORT = 7547
_SWITCH = re.compile(r"(\w{2,16}?)WanEnable", re.IGNORECASE)
_USUAL = {"HTTP": 80, "HTTPS": 443, "FTP": 21, "TELNET": 23, "SSH": 22}
_EXPECTED = ("HTTP", "FTP", "TELNET", "SSH")
_LAN_PORT_TYPES = ("0", "1")
_WEB, _TELNET, _FTP = _SERVERS = ("X_HW_WebServerConfig", "X_HW_CLITelnetAccess", "X_HW_ServiceManage")
_REMOTE = frozenset({"X_HW_RemoteAccess", "RemoteAccess", "RemoteAccessInstance"})


class Security(Model, frozen=True, kw_only=True):
    """What of the tree speaks of the box's services.

    level: "Custom", another firewall level, or "" if not stated. servers: the first element of each server by its name.
    remote: elements that let the box be reached from outside, whether they are on or not.
    """

    root: Node
    servers: dict[str, Node]
    remote: tuple[Node, ...]
    acl: Node | None
    white_list: Node | None
    level: str


def read_security(root: Node) -> Security:
    """The parts of a tree that matter for the box's services."""
    security = root.child("X_HW_Security")
    servers: dict[str, Node] = {}
    remote: list[Node] = []
    for node in root.nodes():
        if node.tag in _SERVERS:
            servers.setdefault(node.tag, node)
        elif node.tag in _REMOTE:
            remote.append(node)
    return Security(
        root=root,
        servers=servers,
        remote=tuple(remote),
        acl=None if security is None else security.child("AclServices"),
        white_list=None if security is None else security.child("WANSrcWhiteList"),
        level="" if security is None else security.text("X_HW_FirewallLevel"),
    )


def openings(security: Security, network: Network) -> Iterator[Opening]:
    """Everything of the box that may answer on the WAN."""
    if security.acl is not None:
        yield from _switches(security, security.acl)
        yield from _access_control(security, security.acl)
        yield from _wan_access(security, security.acl, network)
    yield from _remote_access(security)
    yield from _provider(security.root)


def service_ports(security: Security, name: str) -> ServiceMatch:
    """The ports of a service on the WAN."""
    acl, upper = security.acl, name.upper()
    if upper == "SAMBA":
        return ServiceMatch.of(ports("tcp", ((139, 139), (445, 445))))
    stated = parse_port(acl.text(f"{upper}PORT")) if acl is not None else None
    port = stated or _USUAL.get(upper)
    if port is None:
        return ServiceMatch.of(ServiceSet.any())
    services = ports("tcp", port)
    web = security.servers.get(_WEB)
    outer = parse_port(web.text("ListenOuterPort")) if web is not None and upper == "HTTP" else None
    if web is None or outer is None or outer == port:
        return ServiceMatch.of(services)
    why = phrase("the web server states another outside port than the access list")
    unknown = Unknown(
        key="web-port", what=phrase("port of the web interface"), why=why, spans=web.span("ListenOuterPort")
    )
    outside = ports("tcp", outer)
    return ServiceMatch(certain=outside, possible=services | outside, unknown=unknown)


def _switches(security: Security, acl: Node) -> Iterator[Opening]:
    found = {match[1].upper(): name for name in acl.names() if (match := _SWITCH.fullmatch(name)) is not None}
    white = _white_list(security)
    for name, parameter in found.items():
        spans = acl.span(parameter, f"{name}PORT")
        services = service_ports(security, name)
        if acl.text(parameter) != "0":
            unknown = (*_doubts(security, acl, name, parameter),)
            yield Opening(name=name, services=services, sources=_senders(white), unknown=unknown, spans=spans)
        elif white is not None and white.addresses:
            why = phrase("the white list names senders; whether they get in where the switch is off is not documented")
            unknown = (
                Unknown(
                    key=f"trusted:{name}",
                    what=phrase("{name} for the white list", name=name),
                    why=why,
                    spans=white.node.span(),
                ),
            )
            yield Opening(
                name=name, services=services, sources=AddressMatch.of(white.addresses), unknown=unknown, spans=spans
            )
    for name in _EXPECTED:
        if name not in found:
            why = phrase("this tree has no switch for it, and what the firmware then does is not known")
            unknown = (
                Unknown(
                    key=f"no-switch:{name}", what=phrase("{name} on the WAN", name=name), why=why, spans=acl.span()
                ),
            )
            yield Opening(name=name, services=service_ports(security, name), unknown=unknown, spans=acl.span())


def _doubts(security: Security, acl: Node, name: str, parameter: str) -> Iterator[Unknown]:
    """Why a service that is let in may still be silent."""
    spans = acl.span(parameter)
    if not acl.on(parameter):
        yield Unknown(
            key=f"switch:{name}",
            what=phrase("{parameter}", parameter=parameter),
            why=phrase("its value is neither 0 nor 1"),
            spans=spans,
        )
    if security.level and security.level.lower() != "custom":
        why = phrase("with a level other than Custom the switches of the access list may not hold")
        yield Unknown(key="level", what=phrase("firewall level {level}", level=security.level), why=why, spans=spans)
    tag, switch = {"TELNET": (_TELNET, "Access"), "FTP": (_FTP, "FtpEnable")}.get(name, ("", ""))
    server = security.servers.get(tag)
    if server is not None and server.text(switch) == "0":
        why = phrase("the server itself seems to be off ({switch} is 0)", switch=switch)
        yield Unknown(key=f"server:{name}", what=phrase("{name} server", name=name), why=why, spans=server.span(switch))


class _WhiteList(Model, frozen=True, kw_only=True):
    """The senders of a white list that is on."""

    node: Node
    addresses: AddressSet


def _white_list(security: Security) -> _WhiteList | None:
    node = security.white_list
    if node is None or not node.on("WANSrcWhiteListEnable"):
        return None
    return _WhiteList(node=node, addresses=_prefixes(entry.text("SrcIPPrefix") for entry in node.instances("List")))


def _prefixes(texts: Iterable[str]) -> AddressSet:
    """The IPv4 senders in lists of prefixes."""
    found = AddressSet("ipv4")
    for text in texts:
        for part in text.split(","):
            addresses = parse_addresses(part.strip())
            if addresses is not None and addresses.family == "ipv4":
                found |= addresses
    return found


def _senders(white: _WhiteList | None) -> AddressMatch | None:
    """Everybody without a white list; with one its senders for certain, and others perhaps."""
    if white is None:
        return None
    why = phrase("whether a white list that is on keeps all others out is not documented")
    spans = white.node.span("WANSrcWhiteListEnable")
    return AddressMatch.partly(
        white.addresses, Unknown(key="white-list", what=phrase("white list"), why=why, spans=spans)
    )


def _named(security: Security, names: str) -> ServiceSet:
    """The services of a list such as "TELNET,HTTP,SSH"; a name that is not known is every service."""
    found = ServiceSet()
    for name in names.upper().split(","):
        if name.strip():
            found |= service_ports(security, name.strip()).possible
    return found


def _port_list(text: str) -> ServiceSet:
    found = [port for part in text.split(",") if (port := parse_port(part)) is not None]
    return ports("tcp", tuple((port, port) for port in found)) if found else ServiceSet()


def _access_control(security: Security, acl: Node) -> Iterator[Opening]:
    node = acl.child("AccessControl")
    if node is None or node.text("AccessControlListEnable") == "0":
        return
    for entry in node.instances("List"):
        if entry.text("SrcPortType") in _LAN_PORT_TYPES:
            continue
        spans = entry.span("SrcPortType", "SrcPortName", "ServicePort", "ServiceProto", "ServiceProtoPort", "Mode")
        services = _named(security, entry.text("ServicePort")) | _port_list(entry.text("ServiceProtoPort"))
        why = phrase("what its port type and mode stand for is not documented")
        unknown = (
            Unknown(key=f"access-control:{entry.line}", what=phrase("access control entry"), why=why, spans=spans),
        )
        yield Opening(name="access control", services=services or ServiceSet.any(), unknown=unknown, spans=spans)


def _wan_access(security: Security, acl: Node, network: Network) -> Iterator[Opening]:
    for entry in acl.instances("WanAccess"):
        if entry.text("Enable") == "0":
            continue
        spans = entry.span("Enable", "Protocol", "WanName", "SrcIPPrefix")
        senders = _prefixes((entry.text("SrcIPPrefix"),))
        why = phrase("how an entry for the WAN goes together with the switches is not documented")
        unknown = (Unknown(key=f"wan-access:{entry.line}", what=phrase("WAN access entry"), why=why, spans=spans),)
        yield Opening(
            name="WAN access",
            services=_named(security, entry.text("Protocol")) or ServiceSet.any(),
            interfaces=network.on(entry.text("WanName")),
            sources=AddressMatch.of(senders) if senders else None,
            unknown=unknown,
            spans=spans,
        )


def _remote_access(security: Security) -> Iterator[Opening]:
    for node in security.remote:
        if not node.on("Enable"):
            continue
        spans = node.span("Enable", "Port", "Protocol", "IP", "Mask")
        services = _port_list(node.text("Port")) or _named(security, node.first("Protocol", "SupportedProtocols"))
        why = phrase("how it goes together with the switches of the access list is not documented")
        unknown = (Unknown(key=f"remote-access:{node.line}", what=phrase("remote access"), why=why, spans=spans),)
        yield Opening(name="remote access", services=services or ServiceSet.any(), unknown=unknown, spans=spans)


def _provider(root: Node) -> Iterator[Opening]:
    """TR-069: the box waits for its provider; on which port and whom it answers the tree does not say."""
    node = root.child("ManagementServer")
    if node is None or node.text("EnableCWMP") == "0" or not (node.on("EnableCWMP") or node.text("URL")):
        return
    spans = node.span("EnableCWMP")
    why = phrase("the box waits for its provider; whether others are answered the file does not say")
    unknown = (Unknown(key="tr069", what=phrase("provider's remote maintenance (TR-069)"), why=why, spans=spans),)
    yield Opening(name="TR-069", services=ports("tcp", ACS_PORT), unknown=unknown, spans=spans)
