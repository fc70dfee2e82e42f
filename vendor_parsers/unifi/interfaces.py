"""Networks of a site: WANs (purpose "wan"), inside networks, and what a dump without them leaves to assume.

Rules call a WAN by the name of its port group in small letters (wan, wan2). Where the networks are not in the input,
the WANs that forwards name are assumed to be there.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.netset.addresses import AddressSet, parse_address, parse_network
from vendor_parsers.unifi.records import Collections, Record

__all__ = ["Network", "read_network"]

_INSIDE = {"corporate": Role.LAN, "guest": Role.GUEST}


class Network(Model, frozen=True, kw_only=True):
    """The interfaces. ipv6: "off" or "not stated" over all WANs. networks: inside networks by the id of their record."""

    wan: tuple[Interface, ...]
    lan: tuple[Interface, ...]
    ipv6: str
    networks: dict[str, AddressSet]

    def addresses(self) -> AddressSet:
        """All IPv4 addresses of the WAN side."""
        held = [a.number for i in self.wan for a in i.addresses if a.family == "ipv4"]
        return AddressSet.of("ipv4", ((number, number) for number in held))

    def on(self, name: str) -> tuple[str, ...] | None:
        """The interfaces of pfwd_interface; None for all of them."""
        if name == "both":
            return tuple(i.name for i in self.wan if i.name in {"wan", "wan2"})
        return (name,) if name in {interface.name for interface in self.wan} else None


def read_network(found: Collections, site: str) -> Network:
    """The interfaces of a site."""
    records = found.of("networkconf", site)
    stated = {_wan_name(record): record for record in records if record.text("purpose") == "wan"}
    forwards = found.of("portforward", site)
    named = [name for record in forwards for name in _named(record.text("pfwd_interface"))]
    names = dict.fromkeys((*stated, *named)) or {"wan": None}
    extra = _extra_addresses(forwards)
    wan = tuple(_wan(name, stated.get(name), index, extra) for index, name in enumerate(names))
    inside = [record for record in records if record.text("purpose") in _INSIDE]
    return Network(
        wan=wan,
        lan=tuple(_lan(record) for record in inside),
        ipv6=_ipv6(tuple(stated.values())),
        networks={record.text("_id"): _subnet(record) for record in inside},
    )


def _wan_name(record: Record) -> str:
    return (record.text("wan_networkgroup") or "wan").lower()


def _named(text: str) -> tuple[str, ...]:
    if text == "both":
        return ("wan", "wan2")
    return (text,) if text.startswith("wan") else ("wan",)


def _ipv6(records: tuple[Record, ...]) -> str:
    modes = [record.text("wan_type_v6") for record in records if record.flag("enabled") is not False]
    return "off" if modes and all(mode == "disabled" for mode in modes) else "not stated"


def _extra_addresses(forwards: tuple[Record, ...]) -> dict[str, list[Record]]:
    """Forwards by an outside address of their own, which the gateway then holds."""
    found: dict[str, list[Record]] = {}
    for record in forwards:
        for text in (record.text("destination_ip"), *record.texts("destination_ips")):
            found.setdefault(text, []).append(record)
    return found


def _wan(name: str, record: Record | None, index: int, extra: dict[str, list[Record]]) -> Interface:
    addresses = [] if record is None else _stated(record)
    if not addresses:
        spans = () if record is None else record.span("wan_type")
        number = placeholder_address("ipv4", index)
        addresses = [InterfaceAddress(family="ipv4", number=number, length=32, stated=False, spans=spans)]
    for text, forwards in extra.items():
        address = parse_address(text)
        if address is not None and address[0] == "ipv4" and address[1]:
            held = {each.number for each in addresses}
            if address[1] not in held and any(name in (_named(f.text("pfwd_interface"))) for f in forwards):
                spans = forwards[0].span("destination_ip", "destination_ips")
                addresses.append(InterfaceAddress(family="ipv4", number=address[1], length=32, spans=spans))
    spans = () if record is None else record.span("purpose", "name", "wan_networkgroup")
    text = "a network of purpose wan" if record is not None else "port forwards and the firewall call it a WAN"
    return Interface(
        name=name,
        role=Role.WAN,
        evidence=(Evidence(text=text, spans=spans),),
        addresses=tuple(addresses),
        enabled=record is None or record.flag("enabled") is not False,
        description="" if record is None else record.text("name"),
        assumed=record is None,
        spans=spans,
    )


def _stated(record: Record) -> list[InterfaceAddress]:
    if record.text("wan_type") != "static":
        return []
    network = parse_network(f"{record.text('wan_ip')}/{record.text('wan_netmask')}")
    address = parse_address(record.text("wan_ip"))
    if address is None or address[0] != "ipv4":
        return []
    length = network[2] if network is not None else 32
    return [InterfaceAddress(family="ipv4", number=address[1], length=length, spans=record.span("wan_ip"))]


def _subnet(record: Record) -> AddressSet:
    network = parse_network(record.text("ip_subnet"))
    if network is None or network[0] != "ipv4":
        return AddressSet("ipv4")
    size = 1 << (32 - network[2])
    low = network[1] & ~(size - 1)
    return AddressSet.of("ipv4", ((low, low + size - 1),))


def _lan(record: Record) -> Interface:
    text, _, length = record.text("ip_subnet").partition("/")
    address = parse_address(text)
    addresses: tuple[InterfaceAddress, ...] = ()
    if address is not None and address[0] == "ipv4" and length.isdigit() and int(length) <= 32:
        spans = record.span("ip_subnet")
        addresses = (InterfaceAddress(family="ipv4", number=address[1], length=int(length), spans=spans),)
    spans = record.span("purpose", "name")
    return Interface(
        name=record.text("name") or record.text("_id"),
        role=_INSIDE[record.text("purpose")],
        evidence=(Evidence(text=f"a network of purpose {record.text('purpose')}", spans=spans),),
        addresses=addresses,
        enabled=record.flag("enabled") is not False,
        spans=spans,
    )
