"""WAN connections and LAN bridges of both table models, and the names by which rules call them.

Older boxes keep WAN connections in WANC (IGD.WD1.WCD1.WCPPP1) with addresses in WANCIP and LAN bridges in LAND; newer
ones keep both in IPInterface (DEV.IP.IF3) with addresses in IPv4Address. A rule names a connection, or any WAN with
IGD.WANIF or nothing. WanLanPrority (sic) 1 is WAN, 2 is LAN; IPMode 1 is IPv4 only. Source: real configurations.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.model.match import Unknown
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from routerlint.wording import phrase
from vendor_parsers.zte.tables import Row, Tables

__all__ = ["ANY_WAN", "Network", "read_network"]

ANY_WAN = ("", "IGD.WANIF", "IGD.WD", "ALL", "any")


class Network(Model, frozen=True, kw_only=True):
    """The interfaces. routed: WANs without translation. ipv6: "off", "on" or "not stated" over all WANs."""

    wan: tuple[Interface, ...]
    lan: tuple[Interface, ...]
    untranslated: tuple[str, ...] = ()
    ipv6: str = "not stated"

    def addresses(self) -> AddressSet:
        """All IPv4 addresses of the WAN side."""
        held = [a.number for i in self.wan for a in i.addresses if a.family == "ipv4"]
        return AddressSet.of("ipv4", ((number, number) for number in held))

    def on(self, name: str) -> tuple[tuple[str, ...] | None, Unknown | None]:
        """The interfaces that a rule means with a name; a name that no table holds may be any of them."""
        if name in ANY_WAN:
            return None, None
        if any(interface.name == name for interface in self.wan):
            return (name,), None
        why = phrase("the configuration does not say what that connection is")
        return None, Unknown(key=f"connection:{name}", what=phrase("connection {name}", name=name), why=why)

    def is_lan(self, name: str) -> bool:
        """Whether a rule's name means the inside."""
        return name.startswith("IGD.LD") or any(interface.name == name for interface in self.lan)


def read_network(tables: Tables) -> Network:
    """The interfaces of a configuration; without any WAN one is assumed, since the box has one."""
    older = tuple(row for row in tables.rows("WANC") if row.text("ViewName"))
    newer = tuple(row for row in tables.rows("IPInterface") if row.text("WanLanPrority") == "1")
    wan = [_connection(tables, row, index) for index, row in enumerate((*older, *newer))]
    if not wan:
        wan = [_assumed()]
    modes = [*(row.text("IPMode") for row in older), *_newer_modes(newer)]
    return Network(
        wan=tuple(wan),
        lan=_lan(tables),
        untranslated=_untranslated(older, newer),
        ipv6=_ipv6(modes),
    )


def _newer_modes(rows: tuple[Row, ...]) -> list[str]:
    return [{"0": "1", "1": "3"}.get(row.text("IPv6Enable"), "") for row in rows]


def _ipv6(modes: list[str]) -> str:
    if modes and all(mode == "1" for mode in modes):
        return "off"
    return "on" if any(mode in {"2", "3"} for mode in modes) else "not stated"


def _untranslated(older: tuple[Row, ...], newer: tuple[Row, ...]) -> tuple[str, ...]:
    rows = [(row, row.text("IsNAT")) for row in older] + [(row, row.text("IsNat")) for row in newer]
    return tuple(row.text("ViewName") for row, translated in rows if translated != "1")


def _connection(tables: Tables, row: Row, index: int) -> Interface:
    name = row.text("ViewName")
    spans = row.span("ViewName", "Enable", "WANCName", "Alias")
    stated = _stated_addresses(tables, name)
    unstated = InterfaceAddress(
        family="ipv4", number=placeholder_address("ipv4", index), length=32, stated=False, spans=spans
    )
    return Interface(
        name=name,
        role=Role.WAN,
        evidence=(Evidence(text="it is in the table of WAN connections", spans=spans[:1]),),
        addresses=stated or (unstated,),
        enabled=row.text("Enable") != "0",
        description=row.first("WANCName", "WanName", "Alias"),
        spans=spans,
    )


def _assumed() -> Interface:
    address = InterfaceAddress(family="ipv4", number=placeholder_address("ipv4", 0), length=32, stated=False)
    evidence = (Evidence(text="the file holds no WAN connection, and the box has one"),)
    return Interface(name="WAN", role=Role.WAN, evidence=evidence, addresses=(address,), assumed=True)


def _stated_addresses(tables: Tables, name: str) -> tuple[InterfaceAddress, ...]:
    found: list[InterfaceAddress] = []
    for row in tables.rows("WANCIP"):
        if row.text("ViewName") == name:
            found += _address(row, "IPAddress", "SubnetMask")
    for row in tables.rows("IPv4Address"):
        if row.text("ViewName").startswith(name + ".") and row.text("Enable") != "0":
            found += _address(row, "IPAddress", "SubnetMask")
    return tuple(found)


def _address(row: Row, key: str, mask_key: str) -> tuple[InterfaceAddress, ...]:
    address = parse_address(row.text(key))
    if address is None or address[0] != "ipv4" or not address[1]:
        return ()
    network = parse_network(f"{row.text(key)}/{row.text(mask_key)}")
    length = network[2] if network is not None and network[2] else 24
    return (InterfaceAddress(family="ipv4", number=address[1], length=length, spans=row.span(key, mask_key)),)


def _lan(tables: Tables) -> tuple[Interface, ...]:
    older = (_bridge(row, _address(row, "IPAddr", "NetMask"), row.text("LANDName")) for row in tables.rows("LAND"))
    newer = (
        _bridge(row, _stated_addresses(tables, row.text("ViewName")), row.text("Alias"))
        for row in tables.rows("IPInterface")
        if row.text("WanLanPrority") == "2"
    )
    return (*older, *newer)


def _bridge(row: Row, addresses: tuple[InterfaceAddress, ...], description: str) -> Interface:
    spans = row.span("ViewName", "IPAddr")
    return Interface(
        name=row.text("ViewName"),
        role=Role.LAN,
        evidence=(Evidence(text="it is in the table of LAN bridges", spans=spans[:1]),),
        addresses=addresses,
        enabled=row.text("Enable") != "0",
        description=description,
        spans=spans,
    )
