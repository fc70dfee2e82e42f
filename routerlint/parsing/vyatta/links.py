"""Every interface of the tree, by the name that rules use.

Source: vyos-1x interface-definitions/interfaces_*.xml.in; vyatta-cfg templates (pppoe below its Ethernet interface, vif
as NAME.ID, vif-s and vif-c as NAME.ID.ID).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.base import Model
from routerlint.parsing.vyatta.tree import EMPTY, Node

__all__ = ["Link", "links"]

TUNNELS = frozenset((
    "tunnel", "openvpn", "wireguard", "vti", "l2tpv3", "vxlan", "geneve", "sstpc", "pptp-client", "l2tp-client", "ipv6-tunnel",
))  # fmt: skip
_MOST = 4000


class Link(Model, frozen=True, kw_only=True):
    """One interface: its kind ("ethernet", "pppoe", ...), its node and whether it is switched on.

    firewall: what `firewall interface NAME` holds (early releases of 1.4).
    """

    name: str
    kind: str
    node: Node
    enabled: bool
    parent: str = ""
    firewall: Node = EMPTY


def links(root: Node) -> tuple[Link, ...]:
    """All interfaces of a configuration, sub-interfaces behind their parent."""
    bound = root.get("firewall", "interface").children
    return tuple(
        msgspec.structs.replace(link, firewall=bound.get(link.name, EMPTY)) for link in _all(root.get("interfaces"))
    )


def _all(interfaces: Node) -> tuple[Link, ...]:
    found: list[Link] = []
    for kind in interfaces.children.values():
        for node in kind.children.values():
            top = Link(name=node.word, kind=kind.word, node=node, enabled=not _disabled(node))
            waiting = [top]
            while waiting and len(found) < _MOST:
                link = waiting.pop()
                found.append(link)
                waiting += reversed(list(_below(link)))
    return tuple(found)


def _disabled(node: Node) -> bool:
    leaf = node.get("disable")
    return bool(leaf) and "false" not in leaf.children


def _below(parent: Link) -> Iterator[Link]:
    for word in ("vif", "vif-s", "vif-c"):
        for node in parent.node.tags(word):
            yield _child(parent, f"{parent.name}.{node.word}", parent.kind, node)
    for word, kind in (("pppoe", "pppoe"), ("pppoa", "pppoe")):
        if parent.kind != "pppoe":
            for node in parent.node.tags(word):
                name = node.word if node.word.startswith(word) else f"{word}{node.word}"
                yield _child(parent, name, kind, node)


def _child(parent: Link, name: str, kind: str, node: Node) -> Link:
    return Link(name=name, kind=kind, node=node, enabled=parent.enabled and not _disabled(node), parent=parent.name)
