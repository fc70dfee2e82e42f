"""The router's own services: local*AllowTable, their ports, UPnP.

Source: vendor MIB. Only rows with a "verify" are active; a service with at least one active row is restricted to them;
a service without an active row is always allowed. A table that was not pasted may close more, so it leaves doubt.
"""

from __future__ import annotations

from routerlint.model.device import Undecided
from routerlint.model.fact import by_default, stated
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Stage, StageKind, Undetermined
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.addresses import AddressSet, parse_network
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase
from vendor_parsers.bintec_boss.draft import Draft
from vendor_parsers.bintec_boss.tables import Row, Table

__all__ = ["listeners", "local_services", "upnp"]

# Service names of the tables: listener, variable with its port, default port (vendor MIB).
_TCP = {
    "telnet": ("telnet", "", 23),
    "http": ("http", "biboAdmHttpTcpPort", 80),
    "https": ("https", "httpAdminSPort", 443),
    "ssh": ("ssh", "sshdCfgPort", 22),
    "snmp": ("snmp", "snmpAdminPort", 161),
}
_UDP = {
    "snmp": ("snmp", "snmpAdminPort", 161),
    "dns": ("dns", "", 53),
    "rip": ("rip", "", 520),
    "bootps": ("dhcp-server", "", 67),
    "nbns": ("netbios", "", 137),
}
_TABLES = (("localTcpAllowTable", TCP, _TCP), ("localUdpAllowTable", UDP, _UDP))
_VERIFY = "verify"


def local_services(draft: Draft) -> tuple[Chain, Stage]:
    """The stage in which the router asks its allow tables."""
    entries: list[Entry] = []
    for name, protocol, services in _TABLES:
        table = draft.dump.tables.get(name)
        whole = ServiceMatch.of(ServiceSet.protocol(protocol))
        if table is None:
            unknown = draft.not_pasted(
                name,
                phrase("the services that {name} restricts", name=name),
                phrase("{name} is not in this paste", name=name),
            )
            match = Match(services=whole, unknown=(unknown,))
            entries.append(
                Entry(
                    match=match,
                    action=Drop(),
                    spans=(default_span(phrase("{name} may restrict it", name=name)),),
                    origin="system",
                )
            )
            continue
        if not table.whole:
            entries.append(
                Entry(match=Match(services=whole), action=Undetermined(), spans=(draft.dump.span(table.line),))
            )
        entries += _restrictions(draft, table, protocol, services)
    chain = Chain(name="local-services", entries=tuple(entries))
    stage = Stage(name="local-services", hook=Hook.INPUT, kind=StageKind.FILTER, chain=chain.name, default=Accept())
    return chain, stage


def _restrictions(draft: Draft, table: Table, protocol: int, services: dict[str, tuple[str, str, int]]) -> list[Entry]:
    """Accepts for the active rows, then a drop for each service that has one."""
    allowed: list[Entry] = []
    restricted: dict[str, Row] = {}
    for row in table.rows:
        draft.mark(row, table)
        span = draft.dump.row_span(row)
        service = row.get("service").lower()
        by_address, by_interface = row.get("addrmode").lower() == _VERIFY, row.get("ifmode").lower() == _VERIFY
        if row.values is not None and not by_address and not by_interface:
            continue
        known = services.get(service)
        if row.values is None or known is None:
            match = Match(services=ServiceMatch.of(ServiceSet.protocol(protocol)))
            allowed.append(Entry(match=match, action=Undetermined(), spans=(span,)))
            continue
        restricted[service] = row
        match = _allowed(draft, row, span, by_address=by_address, by_interface=by_interface)
        ported = ServiceMatch.of(_ports(draft, protocol, known))
        allowed.append(Entry(match=_with(match, ported), action=Accept(), spans=(span,)))
    drops = [
        Entry(
            match=Match(services=ServiceMatch.of(_ports(draft, protocol, services[name]))),
            action=Drop(),
            spans=(draft.dump.row_span(row),),
        )
        for name, row in restricted.items()
    ]
    return allowed + drops


def _with(match: Match, services: ServiceMatch) -> Match:
    return Match(in_interfaces=match.in_interfaces, sources=match.sources, services=services, unknown=match.unknown)


def _allowed(draft: Draft, row: Row, span: Span, *, by_address: bool, by_interface: bool) -> Match:
    unknown = Unknown(
        key=f"bintec:allow:{span.line}",
        what=phrase("a row of the allow tables"),
        why=phrase("it cannot be read"),
        spans=(span,),
    )
    sources, interfaces = None, None
    if by_address:
        network = parse_network(f"{row.get('addr')}/{row.get('mask', '255.255.255.255')}")
        if network is None or network[0] != "ipv4":
            return Match(unknown=(unknown,))
        sources = AddressMatch.of(AddressSet.network("ipv4", network[1], network[2]))
    if by_interface:
        port = draft.ports.get(row.get("ifindex"))
        interfaces = (port.interface.name,) if port is not None else ()
    return Match(sources=sources, in_interfaces=interfaces)


def _port_number(draft: Draft, known: tuple[str, str, int]) -> int:
    scalar = draft.dump.scalar(known[1]) if known[1] else None
    text = scalar.value if scalar is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536 else known[2]


def _ports(draft: Draft, protocol: int, known: tuple[str, str, int]) -> ServiceSet:
    number = _port_number(draft, known)
    return ServiceSet.ports(protocol, ((number, number),))


def listeners(draft: Draft) -> tuple[Listener, ...]:
    """The services with their ports; port 0 switches HTTP off (vendor MIB, biboAdmHttpTcpPort)."""
    found = []
    for protocol, services in ((TCP, _TCP), (UDP, {"snmp": _UDP["snmp"], "dns": _UDP["dns"]})):
        for known in services.values():
            scalar = draft.dump.scalar(known[1]) if known[1] else None
            number = _port_number(draft, known)
            spans = (draft.dump.span(scalar.line),) if scalar is not None else ()
            enabled = (
                stated(number != 0, *spans)
                if scalar is not None
                else by_default(number != 0, "vendor MIB: default port")
            )
            if protocol == TCP and known[0] == "snmp":
                continue
            services_set = ServiceSet.ports(protocol, ((number, number),)) if number else ServiceSet()
            found.append(Listener(name=known[0], services=services_set, enabled=enabled, spans=spans))
    return tuple(found)


def upnp(draft: Draft) -> tuple[PortMapping, ...]:
    """UPnP works where it is on globally, taken on an inside interface and controls an outside one."""
    scalar = draft.dump.scalar("upnpGlobStatus")
    table = draft.dump.tables.get("upnpIfTable")
    for row in table.rows if table else ():
        draft.mark(row, table) if table else None
    if scalar is None:
        _undecided(draft, phrase("upnpGlobStatus is not in this paste"))
        return ()
    span = draft.dump.span(scalar.line)
    value = scalar.value.lower()
    if value in ("disabled", "30", "disable"):
        return (PortMapping(kind="upnp", enabled=stated(False, span), spans=(span,)),)
    inside, outside = _upnp_interfaces(draft, table)
    if table is None:
        _undecided(draft, phrase("UPnP is on, but upnpIfTable is not in this paste"), span)
    on = table is None or bool(inside and outside)
    secure = value in ("restricted", "20")
    may_open = phrase("any port to the client that asks") if secure else phrase("any port to any LAN host")
    return (
        PortMapping(
            kind="upnp",
            enabled=stated(on, span),
            interfaces=inside,
            external=outside,
            secure_mode=stated(secure, span),
            may_open=may_open,
            spans=(span,),
        ),
    )


def _upnp_interfaces(draft: Draft, table: Table | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where requests are taken, and what they may change."""
    inside, outside = [], []
    for row in table.rows if table else ():
        index = row.get("ifindex", row.get("index"))
        name = draft.ports[index].interface.name if index in draft.ports else f"interface {index}"
        if row.get("clientrequests").lower() in ("enabled", "enable"):
            inside.append(name)
        if row.get("upnpcontrolled", row.get("controlled")).lower() in ("enabled", "enable"):
            outside.append(name)
    return tuple(inside), tuple(outside)


def _undecided(draft: Draft, why: Phrase, span: Span | None = None) -> None:
    what = phrase("UPnP: whether devices inside may open ports")
    draft.undecided.append(Undecided(what=what, why=why, kind="capability", span=span, family="ipv4"))
