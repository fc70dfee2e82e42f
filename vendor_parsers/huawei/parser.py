"""From the tree to a Device; the order of the firmware's rules is not public (see parsing/provider_box.py)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.service import Account, Listener, PortMapping
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.provider_box import box_pipeline, let_through
from routerlint.parsing.rule_writer import RuleWriter, ports, unreadable_forwards
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.huawei.interfaces import Network, read_network
from vendor_parsers.huawei.mappings import inactive_entries, read_mappings
from vendor_parsers.huawei.services import ACS_PORT, Security, openings, read_security, service_ports
from vendor_parsers.huawei.tree import Node, read_tree

__all__ = ["parse"]

_FORWARDS = re.compile(r"\w*(?:PortMapping|PortForward|VirtualServer)\w*Instance")
_EXPOSED = re.compile(r"\w*DMZ(?:Cfg|Config|Instance)?")
_FORWARD_SWITCHES = ("PortMappingEnabled", "Enable", "Enabled")
_HOST_SWITCHES = ("DMZEnable", "Enable")

_RELEVANT = frozenset(
    {
        "AclServices", "WANSrcWhiteList", "AccessControl", "WanAccess", "X_HW_RemoteAccess", "RemoteAccess",
        "ManagementServer", "X_HW_MainUPnP", "X_HW_DMZ", "WANIPConnectionInstance", "WANPPPConnectionInstance",
        "IPInterfaceInstance", "X_HW_Security", "X_HW_WebServerConfig", "X_HW_PortlistInstance", "ListInstance",
    }
)  # fmt: skip


def parse(document: Document) -> tuple[Device, ...]:
    """The one box whose tree this is."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    root = read_tree(document)
    ledger = Ledger()
    network, security = read_network(root), read_security(root)
    mappings = read_mappings(network, ledger)
    _mark(root, ledger)
    rules = RuleWriter("firewall")
    let_through(rules, network.untranslated)
    pipeline = box_pipeline(network.addresses(), mappings, openings(security, network), rules)
    return Device(
        vendor="huawei",
        model=_of(root, "DeviceInfo", "ModelName"),
        version=_of(root, "X_HW_ProductInfo", "currentVersion"),
        interfaces=(*network.wan, *network.lan),
        routes=tuple(Route(family="ipv4", number=0, length=0, interface=i.name) for i in network.wan),
        pipelines=(pipeline,),
        listeners=tuple(_listeners(root, security)),
        listeners_complete=False,
        port_mappings=_port_mappings(root, network),
        accounts=tuple(_accounts(root)),
        inactive=inactive_entries(network),
        undecided=tuple(_undecided(root, network)),
        complete=_complete(root, network, security, unreadable_forwards((pipeline,), "ipv4")),
        coverage=ledger.coverage(),
    )


def _mark(root: Node, ledger: Ledger) -> None:
    """Every element as used or irrelevant; mappings are marked where they are read."""
    for node in root.nodes():
        if node.tag == "PortMappingInstance":
            continue
        deciding = node.tag in _RELEVANT
        state = LineState.USED if deciding else LineState.IRRELEVANT
        ledger.mark(state, file=node.file, line=node.line, what=node.tag, relevant=deciding)


def _of(root: Node, tag: str, name: str) -> Fact[str]:
    node = root.child(tag)
    if node is None or not node.text(name):
        return NOT_STATED
    return stated(node.text(name), *node.span(name))


def _listeners(root: Node, security: Security) -> Iterator[Listener]:
    acl = security.acl
    if acl is not None:
        for name in ("HTTP", "TELNET", "SSH", "FTP"):
            switches = [f"{name}LanEnable", f"{name}WanEnable"]
            if any(switch in acl for switch in switches):
                spans = acl.span(*switches)
                enabled = stated(any(acl.on(switch) for switch in switches), *spans)
                services = service_ports(security, name).possible
                yield Listener(name=name.lower(), services=services, enabled=enabled, spans=spans)
    server = root.child("ManagementServer")
    if server is not None and "EnableCWMP" in server:
        spans = server.span("EnableCWMP")
        enabled = stated(server.on("EnableCWMP"), *spans)
        yield Listener(name="cwmp", services=ports("tcp", ACS_PORT), enabled=enabled, spans=spans)


def _port_mappings(root: Node, network: Network) -> tuple[PortMapping, ...]:
    node = root.child("X_HW_MainUPnP")
    if node is None or "Enable" not in node:
        return ()
    return (
        PortMapping(
            kind="upnp",
            enabled=stated(node.on("Enable"), *node.span("Enable")),
            interfaces=tuple(interface.name for interface in network.lan),
            external=tuple(interface.name for interface in network.wan),
            spans=node.span("Enable"),
        ),
    )


def _accounts(root: Node) -> Iterator[Account]:
    for node in root.nodes():
        if node.tag == "X_HW_WebUserInfoInstance" and node.text("UserName"):
            yield Account(
                name=node.text("UserName"),
                enabled=node.text("Enable") != "0",
                password="set" if node.text("Password") else "not stated",
                spans=node.span("UserName"),
            )


def _undecided(root: Node, network: Network) -> Iterator[Undecided]:
    node = root.child("X_HW_MainUPnP")
    if node is None or "Enable" not in node:
        why = phrase("the tree does not say whether clients may open ports")
        yield Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4")
    for name in network.bridged:
        why = phrase("it hands packets through to devices behind the box, which this file does not describe")
        yield Undecided(what=phrase("bridged connection {name}", name=name), why=why, kind="role")


def _complete(root: Node, network: Network, security: Security, unreadable: tuple[Phrase, ...]) -> Completeness:
    """Closed is proven only if the tree holds the WAN connections and the access list of the services."""
    reasons: list[Phrase] = []
    if security.acl is None:
        reasons.append(phrase("the access list of the box's services (AclServices) is missing"))
    if _elsewhere(root, network):
        reasons.append(
            phrase("port forwards or an exposed host stand outside the routed connections, where they are not read")
        )
    if not network.connections:
        reasons.append(phrase("the tree holds no routed WAN connection"))
    for connection in network.connections:
        stated_number = connection.node.text("PortMappingNumberOfEntries")
        empty = next(iter(connection.node.instances("PortMapping")), None) is None
        if connection.node.short_of("PortMapping") or (empty and stated_number not in {"", "0"}):
            reasons.append(phrase("{name} states more port forwards than the tree holds", name=connection.name))
    reasons6 = list(reasons)
    reasons += unreadable
    if network.ipv6 != "off":
        reasons6.append(
            phrase("IPv6 is on, and what its firewall lets in is not in the file")
            if network.ipv6 == "on"
            else phrase("IPv6 may be on, and what its firewall lets in is not in the file")
        )
    return Completeness(ipv4=not reasons, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons, *reasons6))))


def _elsewhere(root: Node, network: Network) -> bool:
    """Whether something that forwards, by its name, stands where it is not read."""
    switches: dict[str, tuple[str, ...]] = {}
    suspects: list[Node] = []
    for node in root.nodes():
        names = switches.get(node.tag)
        if names is None:
            names = switches[node.tag] = _switches_of(node.tag)
        if names and (node.first(*names) == "1" or (names is _FORWARD_SWITCHES and node.first(*names) != "0")):
            suspects.append(node)
    if not suspects:
        return False
    read = {node.identity for connection in network.connections for node in connection.node.nodes()}
    return any(node.identity not in read for node in suspects)


def _switches_of(tag: str) -> tuple[str, ...]:
    """The parameters that switch an element on, where its name says that it forwards; () for any other."""
    if _FORWARDS.fullmatch(tag):
        return _FORWARD_SWITCHES
    return _HOST_SWITCHES if _EXPOSED.fullmatch(tag) else ()
