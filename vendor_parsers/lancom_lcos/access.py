"""Who reaches the device itself: the Access-Table per network, the station list, ping, and the VPN's own ports.

Sources: the device's own MIB (Access-Table: VPN, Yes, Read, No per service and network), LANCOM reference manual
(management from the WAN is denied by default since LCOS 9, so a missing WAN row means closed).
"""

from __future__ import annotations

from routerlint.model.device import Undecided
from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Stage, StageKind
from routerlint.model.service import Account, Listener
from routerlint.netset.addresses import AddressSet, parse_network
from routerlint.netset.services import ECHO_REQUEST, TCP, UDP, ServiceSet
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.interfaces import yes
from vendor_parsers.lancom_lcos.script import Row

__all__ = ["access", "accounts", "listeners"]

Path = tuple[str, ...]

# Column of the Access-Table: listener, protocol, port unless set, and where it is set.
_SERVICES: dict[str, tuple[str, int, int, Path]] = {
    "telnet": ("telnet", TCP, 23, ("setup", "config", "telnetport")),
    "tftp": ("tftp", UDP, 69, ()),
    "http": ("http", TCP, 80, ("setup", "http", "port")),
    "snmp": ("snmp", UDP, 161, ("setup", "snmp", "port")),
    "https": ("https", TCP, 443, ("setup", "http", "ssl", "port")),
    "telnetssl": ("telnet-tls", TCP, 992, ("setup", "config", "telnetssl", "port")),
    "ssh": ("ssh", TCP, 22, ("setup", "config", "sshport")),
}
_OPEN = ("yes", "read")
_CLOSED = ("no", "vpn")
_IKE = (("ipsec-ike", 500), ("ipsec-nat-t", 4500))


def access(draft: Draft) -> tuple[Chain, Stage]:
    """The stage in which the device asks who may reach it from the Internet."""
    entries: list[Entry] = []
    for row in _wan_rows(draft):
        entries += _row_entries(draft, row)
    if not list(_wan_rows(draft)) and not _denied_by_default(draft):
        draft.incomplete(
            "ipv4", phrase("the Access-Table has no row for the WAN, and its default before LCOS 9 is not known")
        )
    entries += _vpn(draft)
    entries += _echo(draft)
    chain = Chain(name="access", entries=tuple(entries))
    spans = tuple(draft.script.span(row.line) for row in _wan_rows(draft))[:1]
    stage = Stage(
        name="access",
        hook=Hook.INPUT,
        kind=StageKind.FILTER,
        chain="access",
        default=Drop(),
        default_spans=spans or (default_span(phrase("management from the WAN is denied")),),
    )
    return chain, stage


def _wan_rows(draft: Draft) -> tuple[Row, ...]:
    """The rows for the WAN; one that cannot be read or whose network is a number may be one."""
    rows = draft.script.rows("setup", "config", "accesstable")
    return tuple(row for row in rows if row.values is None or row.get("ifc").lower() in ("wan", "2", ""))


def _denied_by_default(draft: Draft) -> bool:
    major = draft.script.version.partition(".")[0]
    return major.isdigit() and int(major) >= 9


def _row_entries(draft: Draft, row: Row) -> list[Entry]:
    span = draft.script.span(row.line)
    if row.values is None:
        draft.incomplete("ipv4", phrase("the row of the Access-Table for the WAN cannot be read"))
        return []
    found: list[Entry] = []
    for column, value in row.values.items():
        lowered = value.lower()
        if column == "ifc" or lowered in _CLOSED:
            continue
        known = _SERVICES.get(column)
        if known is None:
            if lowered in _OPEN:
                draft.incomplete("ipv4", phrase("the column {column} of the Access-Table is not known", column=column))
            continue
        doubt = lowered not in _OPEN or row.get("ifc").lower() != "wan" or row.doubt
        asked = _in_doubt(column, span) if doubt else ()
        match = Match(sources=_stations(draft), services=ServiceMatch.of(_ports(draft, column)), unknown=asked)
        found.append(Entry(match=match, action=Accept(), spans=(span,)))
    return found


def _in_doubt(column: str, span: Span) -> tuple[Unknown, ...]:
    why = phrase("the Access-Table does not say so with Yes, Read, VPN or No for the WAN")
    what = phrase("whether {column} is open to the Internet", column=column)
    return (Unknown(key=f"lancom:access:{span.line}:{column}", what=what, why=why, spans=(span,)),)


def _stations(draft: Draft) -> AddressMatch | None:
    """The station list: its networks may manage the device; whether it keeps all others away is not documented."""
    allowed = AddressSet("ipv4")
    rows = draft.script.rows("setup", "tcpip", "accesslist")
    for row in rows:
        found = parse_network(f"{row.get('ipaddress')}/{row.get('ipnetmask', '255.255.255.255')}")
        if found is not None and found[0] == "ipv4":
            allowed |= AddressSet.network("ipv4", found[1], found[2])
    if not rows:
        return None
    unknown = Unknown(
        key="lancom:access-list",
        what=phrase("whether the station list keeps strangers away"),
        why=phrase("how TCP-IP/Access-List works together with the Access-Table is not documented"),
        spans=(draft.script.span(rows[0].line),),
    )
    return AddressMatch.partly(allowed, unknown)


def _port(draft: Draft, column: str) -> tuple[int, Span | None]:
    _, _, default, path = _SERVICES[column]
    value = draft.script.value(*path) if path else None
    if value is None or not (value.text.isascii() and value.text.isdigit() and 0 < int(value.text[:6]) < 65536):
        return default, None
    return int(value.text), draft.script.span(value.line)


def _ports(draft: Draft, column: str) -> ServiceSet:
    number, _ = _port(draft, column)
    return ServiceSet.ports(_SERVICES[column][1], ((number, number),))


def listeners(draft: Draft) -> tuple[Listener, ...]:
    """The services of the Access-Table with their ports."""
    found = []
    for column, (name, _, _, _) in _SERVICES.items():
        _, span = _port(draft, column)
        enabled: Fact[bool] = by_default(value=True, source="LCOS MIB: a service of the Access-Table")
        if span is not None:
            enabled = stated(value=True)
        spans = () if span is None else (span,)
        found.append(Listener(name=name, services=_ports(draft, column), enabled=enabled, spans=spans))
    found += [
        Listener(name=name, services=ServiceSet.ports(UDP, ((port, port),)), enabled=stated(value=True))
        for name, port in (_IKE if _vpn_on(draft) is not None else ())
    ]
    return tuple(found)


def _vpn_on(draft: Draft) -> Span | None:
    value = draft.script.value("setup", "vpn", "operating")
    return draft.script.span(value.line) if value is not None and yes(value.text) else None


def _vpn(draft: Draft) -> list[Entry]:
    """With the VPN on, its own ports answer; which ones it opens for whom is not in the script."""
    span = _vpn_on(draft)
    if span is None:
        return []
    unknown = Unknown(
        key="lancom:vpn",
        what=phrase("the VPN's own ports"),
        why=phrase("the VPN is on, and whether it answers everybody is not evaluated"),
        spans=(span,),
    )
    ports = ServiceSet.ports(UDP, ((port, port) for _, port in _IKE)) | ServiceSet.protocol(50)
    return [Entry(match=Match(services=ServiceMatch.of(ports), unknown=(unknown,)), action=Accept(), spans=(span,))]


def _echo(draft: Draft) -> list[Entry]:
    """Ping-Block off answers everybody; its default is not in the MIB."""
    value = draft.script.value("setup", "iprouter", "firewall", "pingblock")
    if value is not None and value.text.lower() in ("always", "wan", "default-route"):
        return []
    asked: tuple[Unknown, ...] = ()
    spans = (default_span(phrase("echo requests are answered")),)
    if value is not None and value.text.lower() == "off":
        spans = (draft.script.span(value.line),)
    else:
        why = phrase("Firewall/Ping-Block is not in this script, and its default is not documented")
        asked = (Unknown(key="lancom:ping", what=phrase("whether the device answers an echo request"), why=why),)
    number = ECHO_REQUEST["ipv4"]
    match = Match(services=ServiceMatch.of(ServiceSet(((number, number),))), unknown=asked)
    return [Entry(match=match, action=Accept(), spans=spans, origin="system")]


def accounts(draft: Draft) -> tuple[Account, ...]:
    """Further administrators; whether the root password is set, a script does not show."""
    found = []
    for row in draft.script.rows("setup", "config", "admins"):
        name = row.get("administrator")
        if not name:
            continue
        has = row.has("password")
        password = row.get("password")
        found.append(
            Account(
                name=name,
                enabled=yes(row.get("active", "Yes")) is not False,
                password="set" if password else "empty" if has else "not stated",
            )
        )
    return tuple(found)


def undecided_management(draft: Draft) -> tuple[Undecided, ...]:
    """Cloud management can change all of it behind the script."""
    value = draft.script.value("setup", "cwmp", "operating")
    if value is None or not yes(value.text):
        return ()
    what, why = phrase("TR-069 management"), phrase("it is on, and whoever manages the device by it can open more")
    return (Undecided(what=what, why=why, kind="capability", span=draft.script.span(value.line), family="ipv4"),)
