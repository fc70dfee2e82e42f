"""WAN connections and LAN addresses of the TR-098 tree.

A connection is WANDevice > WANConnectionDevice > WAN{IP,PPP}Connection. ConnectionType "IP_Routed" is routed, one with
"Bridged" in it hands packets through to the LAN; the pages of the firmware offer forwards for routed ones only.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.base import Model
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from vendor_parsers.huawei.tree import Node

__all__ = ["Connection", "Network", "read_network"]


class Connection(Model, frozen=True, kw_only=True):
    """A routed WAN connection: its name, its path in the tree, its element."""

    name: str
    path: str
    node: Node


class Network(Model, frozen=True, kw_only=True):
    """The interfaces. ipv6: "off", "on" or "not stated" over all connections that are on."""

    wan: tuple[Interface, ...]
    lan: tuple[Interface, ...]
    connections: tuple[Connection, ...]
    bridged: tuple[str, ...]
    untranslated: tuple[str, ...]
    ipv6: str

    def addresses(self) -> AddressSet:
        """All IPv4 addresses of the WAN side."""
        held = [a.number for i in self.wan for a in i.addresses if a.family == "ipv4"]
        return AddressSet.of("ipv4", ((number, number) for number in held))

    def on(self, name: str) -> tuple[str, ...] | None:
        """The interface that a name or path means; None, which is any of them, for every other text."""
        found = next((c.name for c in self.connections if name and name in (c.name, c.path)), None)
        return None if found is None else (found,)


def read_network(root: Node) -> Network:
    """The interfaces of a tree; without any WAN connection one is assumed, since the box has one."""
    every = tuple(_connections(root))
    routed = tuple(c for c in every if "bridg" not in c.node.text("ConnectionType").lower())
    wan = tuple(_interface(connection, index) for index, connection in enumerate(routed)) or (_assumed(),)
    return Network(
        wan=wan,
        lan=tuple(_lan(root)),
        connections=routed,
        bridged=tuple(c.name for c in every if c not in routed and c.node.text("Enable") != "0"),
        untranslated=tuple(c.name for c in routed if c.node.text("NATEnabled") != "1"),
        ipv6=_ipv6(routed),
    )


def _connections(root: Node) -> Iterator[Connection]:
    taken: set[str] = set()
    for device in root.instances("WANDevice"):
        for group in device.instances("WANConnectionDevice"):
            for kind in ("WANIPConnection", "WANPPPConnection"):
                for node in group.instances(kind):
                    numbers = [each.text("InstanceID") for each in (device, group, node)]
                    path = f"WANDevice.{numbers[0]}.WANConnectionDevice.{numbers[1]}.{kind}.{numbers[2]}"
                    name = node.text("Name") or path
                    name = path if name in taken else name
                    taken.add(name)
                    yield Connection(name=name, path=path, node=node)


def _ipv6(connections: tuple[Connection, ...]) -> str:
    stated = [c.node.text("X_HW_IPv6Enable") for c in connections if c.node.text("Enable") != "0"]
    if stated and all(value == "0" for value in stated):
        return "off"
    return "on" if "1" in stated else "not stated"


def _interface(connection: Connection, index: int) -> Interface:
    node = connection.node
    spans = node.span("Name", "Enable", "ConnectionType", "NATEnabled", "X_HW_SERVICELIST")
    address = _address(node, "ExternalIPAddress", "SubnetMask") or InterfaceAddress(
        family="ipv4", number=placeholder_address("ipv4", index), length=32, stated=False, spans=spans
    )
    return Interface(
        name=connection.name,
        role=Role.WAN,
        evidence=(Evidence(text="it is a connection of the WAN device", spans=spans),),
        addresses=() if node.text("X_HW_IPv4Enable") == "0" else (address,),
        enabled=node.text("Enable") != "0",
        description=node.text("X_HW_SERVICELIST"),
        spans=spans,
    )


def _assumed() -> Interface:
    address = InterfaceAddress(family="ipv4", number=placeholder_address("ipv4", 0), length=32, stated=False)
    evidence = (Evidence(text="the file holds no routed WAN connection, and the box has one"),)
    return Interface(name="WAN", role=Role.WAN, evidence=evidence, addresses=(address,), assumed=True)


def _address(node: Node, key: str, mask_key: str) -> InterfaceAddress | None:
    address = parse_address(node.text(key))
    if address is None or address[0] != "ipv4" or not address[1]:
        return None
    network = parse_network(f"{node.text(key)}/{node.text(mask_key)}")
    length = network[2] if network is not None and network[2] else 24
    return InterfaceAddress(family="ipv4", number=address[1], length=length, spans=node.span(key, mask_key))


def _lan(root: Node) -> Iterator[Interface]:
    for device in root.instances("LANDevice"):
        management = device.child("LANHostConfigManagement")
        for node in () if management is None else management.instances("IPInterface"):
            spans = node.span("InstanceID", "IPInterfaceIPAddress", "IPInterfaceSubnetMask")
            address = _address(node, "IPInterfaceIPAddress", "IPInterfaceSubnetMask")
            yield Interface(
                name=f"LAN {device.text('InstanceID')}.{node.text('InstanceID')}",
                role=Role.LAN,
                evidence=(Evidence(text="it is an address of the LAN device", spans=spans),),
                addresses=() if address is None else (address,),
                enabled=node.text("Enable") != "0",
                spans=spans,
            )
