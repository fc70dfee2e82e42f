"""Every interface that a file defines or names: kind, parent, master, whether it is on.

Source: MikroTik documentation, "Bridging and Switching" (a bridge port is no layer-3 interface; an address on it acts
on the bridge: IP address, property actual-interface), the menus under /interface.
"""

from __future__ import annotations

import re

import msgspec

from routerlint.text.span import Span
from vendor_parsers.routeros.export import Change, Export, Item, is_yes

__all__ = ["BUILT_IN", "Inventory", "Port"]

# Menus whose items are interfaces, and what kind they are.
_ITEM_MENUS = {
    "interface bridge": "bridge",
    "interface vlan": "vlan",
    "interface bonding": "bond",
    "interface pppoe-client": "ppp-out",
    "interface l2tp-client": "ppp-out",
    "interface pptp-client": "ppp-out",
    "interface sstp-client": "ppp-out",
    "interface ovpn-client": "ppp-out",
    "interface ppp-client": "ppp-out",
    "interface l2tp-server": "ppp-in",
    "interface pptp-server": "ppp-in",
    "interface sstp-server": "ppp-in",
    "interface pppoe-server": "ppp-in",
    "interface ovpn-server": "ppp-in",
    "interface ppp-server": "ppp-in",
    "interface wireguard": "tunnel",
    "interface gre": "tunnel",
    "interface gre6": "tunnel",
    "interface ipip": "tunnel",
    "interface ipipv6": "tunnel",
    "interface 6to4": "tunnel",
    "interface eoip": "tunnel",
    "interface eoipv6": "tunnel",
    "interface l2tp-ether": "tunnel",
    "interface vxlan": "tunnel",
    "interface vpls": "tunnel",
    "interface vrrp": "vrrp",
    "interface macvlan": "macvlan",
    "interface macsec": "ethernet",
    "interface veth": "veth",
    "interface mesh": "bridge",
    "interface wireless": "wireless",
    "interface wifi": "wireless",
    "interface wifiwave2": "wireless",
    "interface w60g": "wireless",
    "interface w60g station": "wireless",
    "caps-man interface": "wireless",
    "ip vrf": "vrf",
}
# Menus of interfaces that exist without being added; `set` names and switches them.
_SET_MENUS = {
    "interface ethernet": "ethernet",
    "interface wireless": "wireless",
    "interface wifi": "wireless",
    "interface wifiwave2": "wireless",
    "interface w60g": "wireless",
    "interface lte": "lte",
    "interface ppp-client": "ppp-out",
}
# Clients are added switched off: exports of running ones say disabled=no.
# (MikroTik documentation, "PPTP" and "OpenVPN", property disabled, default yes; the clients of real exports agree.)
_OFF_BY_DEFAULT = frozenset(f"interface {kind}-client" for kind in ("pppoe", "l2tp", "pptp", "sstp", "ovpn", "ppp"))
_VPN = frozenset(f"interface {kind}-client" for kind in ("l2tp", "pptp", "sstp", "ovpn"))
_BY_NAME = (
    (re.compile(r"(?:ether|sfp|combo|qsfp|switch)[\w+-]*"), "ethernet"),
    (re.compile(r"(?:wlan|wifi)\d*"), "wireless"),
    (re.compile(r"lte\d+"), "lte"),
    (re.compile(r"lo|loopback\d*"), "loopback"),
)
# Interfaces upon interfaces deeper than this are made to take long.
_MOST_DEPTH = 16
# Names in rules that stand for several interfaces of a kind.
BUILT_IN = {"all-ethernet": "ethernet", "all-ppp": "ppp", "all-vlan": "vlan", "all-wireless": "wireless"}
# Where other menus name interfaces.
_REFERENCES = (
    ("ip address", "interface"),
    ("ipv6 address", "interface"),
    ("ip dhcp-client", "interface"),
    ("ipv6 dhcp-client", "interface"),
    ("ip dhcp-server", "interface"),
    ("interface list member", "interface"),
    ("interface bridge port", "interface"),
)
_RULES = tuple(f"{ip} firewall {table}" for ip in ("ip", "ipv6") for table in ("filter", "nat", "raw", "mangle"))


class Port(msgspec.Struct):
    """One interface while it is collected.

    parent: below it (VLAN, PPPoE). master: the bridge, bond or switch group that it is a port of, which takes its place
    at layer 3. defined: the file says that it exists.
    off_by_default: it is off only because the file does not say that it is on. default_route: it takes the default route.
    """

    name: str
    kind: str
    enabled: bool = True
    parent: str = ""
    master: str = ""
    comment: str = ""
    spans: tuple[Span, ...] = ()
    defined: bool = True
    vpn: bool = False
    menu: str = ""
    profile: str = ""
    off_by_default: bool = False
    default_route: bool = False


class Inventory:
    """All interfaces of a file by name."""

    def __init__(self, export: Export) -> None:
        self.ports: dict[str, Port] = {}
        self.default_names: dict[str, str] = {}
        for menu, kind in _SET_MENUS.items():
            for change in export.changes(menu):
                self._existing(menu, kind, change)
        for menu, kind in _ITEM_MENUS.items():
            for item in export.items(menu):
                self._added(menu, kind, item)
        self._referenced(export)
        self._enslave(export)
        self._switch_off_children()

    def resolve(self, text: str) -> str:
        """The name that a reference means: [find default-name=ether1] is the port that was ether1."""
        found = re.match(r"\[\s*+find\s++(?:where\s++)?(?:default-)?name=\"?([\w.+-]++)\"?\s*+\]\Z", text)
        if found is None:
            return text
        return self.default_names.get(found[1], found[1])

    def layer3(self, name: str) -> str:
        """The interface that stands for a name at layer 3: the bridge for its ports."""
        for _ in range(8):
            port = self.ports.get(name)
            if port is None or not port.master:
                return name
            name = port.master
        return name

    def is_port(self, name: str) -> bool:
        """Whether a name is a port of a bridge or bond, so that no rule on it ever matches."""
        port = self.ports.get(name)
        return port is not None and bool(port.master)

    def layer3_names(self) -> tuple[str, ...]:
        """The interfaces that packets are routed between."""
        return tuple(port.name for port in self.ports.values() if not port.master and port.kind != "vrf")

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """The layer-3 interfaces of some kinds."""
        return tuple(port.name for port in self.ports.values() if not port.master and port.kind in kinds)

    def name_it(self, name: str) -> None:
        """Makes sure that a name that the file uses has a port."""
        if name and name not in self.ports and name[0] not in "*$[({!" and name not in BUILT_IN:
            kind = next((kind for pattern, kind in _BY_NAME if pattern.fullmatch(name)), "unknown")
            self.ports[name] = Port(name=name, kind=kind, defined=False)

    # -- collecting

    def _existing(self, menu: str, kind: str, change: Change) -> None:
        target = change.target
        if target is None:
            return
        default = target.condition("default-name") or target.condition("name") or ""
        if not default and target.names and not target.names[0].isdigit():
            default = target.names[0]
        if not default and kind == "lte":
            default = "lte1"
        name = change.values.get("name", default)
        if not name or name[0] in "*$[({":
            return
        if default:
            self.default_names.setdefault(default, name)
        port = self.ports.get(name)
        if port is None:
            port = self.ports[name] = Port(name=name, kind=kind, menu=menu)
        port.spans = (*port.spans, change.span)
        if "disabled" in change.values:
            port.enabled = not is_yes(change.values["disabled"])
        port.comment = change.values.get("comment", port.comment)
        master = change.values.get("master-port", "none")
        if master != "none":  # switch groups of versions before 6.41
            port.master = master

    def _added(self, menu: str, kind: str, item: Item) -> None:
        name = item.get("name")
        if not name:
            return
        off_by_default = menu in _OFF_BY_DEFAULT and "disabled" not in item.values
        self.ports[name] = Port(
            name=name,
            kind=kind,
            enabled=not (off_by_default or item.disabled),
            off_by_default=off_by_default,
            default_route=menu in _VPN and is_yes(item.get("add-default-route")),
            parent=self.resolve(item.get("interface").partition(",")[0]),
            comment=item.get("comment"),
            spans=(item.span,),
            vpn=menu in _VPN or kind in ("tunnel", "ppp-in"),
            menu=menu,
            profile=item.get("profile", "default"),
        )

    def _referenced(self, export: Export) -> None:
        for menu, key in _REFERENCES:
            for item in export.items(menu):
                self.name_it(self.resolve(item.get(key)))
        for menu in _RULES:
            for item in export.items(menu):
                for key in ("in-interface", "out-interface"):
                    value = item.values.get(key)
                    if value:
                        self.name_it(value.lstrip("!"))
        for menu in ("ip route", "ipv6 route"):
            for item in export.active(menu):
                for gateway in item.get("gateway").split(","):
                    name = gateway.partition("@")[0].rpartition("%")[2]
                    if name and not name[0].isdigit() and ":" not in name:
                        self.name_it(name)
        for port in list(self.ports.values()):
            self.name_it(port.parent)

    def _enslave(self, export: Export) -> None:
        lists = {item.get("name") for item in export.items("interface list")}
        members: dict[str, list[str]] = {}
        for item in export.active("interface list member"):
            members.setdefault(item.get("list"), []).append(self.resolve(item.get("interface")))
        for item in export.active("interface bridge port"):
            bridge = self.ports.get(item.get("bridge"))
            if bridge is not None and not bridge.enabled:
                continue  # the ports of a bridge that is off stand alone
            name = self.resolve(item.get("interface"))
            for member in members.get(name, ()) if name in lists else (name,):
                self._set_master(member, item.get("bridge"))
        for item in export.active("interface bonding"):
            for name in item.get("slaves").split(","):
                self.name_it(name)
                self._set_master(name, item.get("name"))

    def _set_master(self, name: str, master: str) -> None:
        port = self.ports.get(name)
        if port is not None and master and master != name and self.layer3(master) != name:
            port.master = master

    def _switch_off_children(self) -> None:
        for port in self.ports.values():
            parents: set[str] = set()
            name = port.parent
            while name and name not in parents and len(parents) < _MOST_DEPTH:
                parents.add(name)
                parent = self.ports.get(name)
                if parent is None:
                    break
                if not parent.enabled:
                    port.enabled = False
                name = parent.parent
