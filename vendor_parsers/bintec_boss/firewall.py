"""The stateful firewall (ipSif*): it stands behind NAT and sees the translated address and port.

Sources: vendor MIB (ipSifAliasTable and its alias tables: Range of a service is a COUNT), bintec workshop ws_digibox_sif
and manuals (first policy by Order decides; the side of the Internet is untrusted, so a forward alone is blocked until a
policy allows it, once the firewall is on).
"""

from __future__ import annotations

from functools import partial

from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Action, Chain, Drop, Entry, Hook, Stage, StageKind, Undetermined
from routerlint.netset.addresses import AddressSet, parse_network
from routerlint.netset.services import PORTED, TCP, UDP, ServiceSet, protocol_number
from routerlint.text.span import Span, default_span
from routerlint.wording import Phrase, phrase
from vendor_parsers.bintec_boss.draft import Draft
from vendor_parsers.bintec_boss.tables import Row

__all__ = ["firewall"]

_ON, _OFF = frozenset(("enable", "enabled", "1")), frozenset(("disable", "disabled", "2"))
_DENY = frozenset(("deny", "reject", "2", "3"))
_LOCAL = "1"
_CLOSED = default_span(phrase("the firewall denies what no policy allows from the Internet"))


def firewall(draft: Draft) -> tuple[tuple[Chain, ...], tuple[Stage, ...]]:
    """The chains and stages of the firewall for forwarded packets and for the router itself."""
    state = _state(draft)
    if state is False:
        return (), ()
    entries = _policies(draft)
    asked = _maybe_off(draft) if state is None else ()
    forward = (*asked, *_missing(draft), *entries)
    local = (*asked, *_local(draft), *_missing(draft), *entries)
    spans = _admin_spans(draft)
    stage = partial(
        Stage,
        kind=StageKind.FILTER,
        default=Drop(),
        default_spans=spans or (_CLOSED,),
        # Without any policy the firewall may be on and yet let everything pass: nobody documented it.
        default_unknown=not entries and "ipSifAliasTable" in draft.dump.tables,
    )
    chains = (Chain(name="firewall", entries=forward), Chain(name="firewall-local", entries=local))
    stages = (
        stage(name="firewall", hook=Hook.FORWARD, chain="firewall"),
        stage(name="firewall-local", hook=Hook.INPUT, chain="firewall-local"),
    )
    return chains, stages


def _state(draft: Draft) -> bool | None:
    """Whether the firewall works: administratively, or operationally where the paste says that."""
    running = draft.dump.scalar("ipSifPolicyChkCurrOperStatus")
    if running is not None and running.value.lower() == "down":
        return False
    admin = draft.dump.scalar("ipSifAdminStatus")
    if admin is None:
        return None
    return True if admin.value.lower() in _ON else False if admin.value.lower() in _OFF else None


def _admin_spans(draft: Draft) -> tuple[Span, ...]:
    admin = draft.dump.scalar("ipSifAdminStatus")
    return () if admin is None else (draft.dump.span(admin.line),)


def _accept_if(unknown: Unknown, spans: tuple[Span, ...] = ()) -> Entry:
    return Entry(match=Match(unknown=(unknown,)), action=Accept(), spans=spans, origin="system")


def _maybe_off(draft: Draft) -> tuple[Entry, ...]:
    """Its admin status is not stated; the default differs between releases of the MIB."""
    unknown = draft.not_pasted(
        "ipSifAdminStatus", phrase("whether the firewall is on"), phrase("ipSifAdminStatus is not in this paste")
    )
    return (_accept_if(unknown, (default_span(phrase("the firewall may be off")),)),)


def _missing(draft: Draft) -> tuple[Entry, ...]:
    """Without the policies: they may allow or deny."""
    if "ipSifAliasTable" in draft.dump.tables:
        return ()
    unknown = draft.not_pasted(
        "ipSifAliasTable", phrase("the policies of the firewall"), phrase("ipSifAliasTable is not in this paste")
    )
    return (_accept_if(unknown, (default_span(phrase("a policy that was not pasted may allow it")),)),)


def _local(draft: Draft) -> tuple[Entry, ...]:
    """With the local filter off, the MIB reads as "not filtered", the workshop says that 127.0.0.1 is blocked as well."""
    scalar = draft.dump.scalar("ipSifLocalFilter")
    if scalar is not None and scalar.value.lower() in _ON:
        return ()
    unknown = Unknown(
        key="bintec:local-filter",
        what=phrase("whether the firewall filters packets to the router itself"),
        why=phrase("ipSifLocalFilter is off, and the MIB and the manual say different things about it")
        if scalar is not None
        else phrase("ipSifLocalFilter is not in this paste"),
        spans=(draft.dump.span(scalar.line),) if scalar is not None else (),
    )
    spans = unknown.spans or (default_span(phrase("packets to the router itself may pass the firewall")),)
    return (_accept_if(unknown, spans),)


def _policies(draft: Draft) -> tuple[Entry, ...]:
    """Enabled policies by Order; one that cannot be read keeps its place at the beginning, where it may do anything."""
    table = draft.dump.tables.get("ipSifAliasTable")
    if table is None:
        return ()
    addresses, services = _aliases(draft, "ipSifAliasAddressTable"), _aliases(draft, "ipSifAliasServiceTable")
    rows: list[tuple[int, Row]] = []
    for row in table.rows:
        draft.mark(row, table)
        order = row.get("order", "-")
        rows.append((int(order) if order.isascii() and order.isdigit() else -1, row))
    entries = [_policy(draft, row, addresses, services) for _, row in sorted(rows, key=lambda pair: pair[0])]
    if not table.whole:
        entries.insert(0, Entry(match=Match(), action=Undetermined(), spans=(draft.dump.span(table.line),)))
    return tuple(entry for entry in entries if entry is not None)


def _aliases(draft: Draft, name: str) -> dict[str, Row]:
    table = draft.dump.tables.get(name)
    for row in table.rows if table else ():
        if table:
            draft.mark(row, table)
    return {row.get("index"): row for row in (table.rows if table else ()) if row.values is not None}


def _policy(draft: Draft, row: Row, addresses: dict[str, Row], services: dict[str, Row]) -> Entry | None:
    """The entry of a policy; None for one that is off, deleted or for another family."""
    span = draft.dump.row_span(row)
    if row.values is None or row.get("order", "-") == "-":
        return Entry(match=Match(), action=Undetermined(), spans=(span,))
    status, action = row.get("status", "enabled").lower(), _action(row)
    if status in ("disabled", "2", "disable") or row.get("action").lower() in ("delete", "255"):
        return None
    source = _address(draft, addresses, row.get("source"), span)
    target = _address(draft, addresses, row.get("destination"), span)
    if source is None or target is None:
        return None
    service, asked = _service(draft, services, row.get("service"), span)
    unknowns = source.unknown + target.unknown + asked
    if status not in ("enabled", "1", "enable"):
        unknowns += (_unreadable(span, "status", phrase("whether a policy is on")),)
    match = Match(
        in_interfaces=source.out_interfaces,
        sources=source.destinations,
        destinations=target.destinations,
        out_interfaces=None if target.to_router else target.out_interfaces,
        to_router=target.to_router,
        services=service,
        unknown=tuple({unknown.key: unknown for unknown in unknowns}.values()),
    )
    return Entry(match=match, action=action, spans=(span,), number=row.get("order"))


def _action(row: Row) -> Action:
    name = row.get("action", "access").lower()
    if name in _DENY:
        return Drop(reject=name == "reject")
    return Accept() if name in ("access", "accept", "allow", "1") else Undetermined()


def _unreadable(span: Span, part: str, what: Phrase) -> Unknown:
    return Unknown(
        key=f"bintec:policy:{span.line}:{part}", what=what, why=phrase("it cannot be read in this paste"), spans=(span,)
    )


def _address(draft: Draft, aliases: dict[str, Row], index: str, span: Span) -> Match | None:
    """An address alias as parts of a match (destinations, out_interfaces, to_router); None if it is IPv6."""
    row = aliases.get(index)
    name = row.get("alias", index) if row is not None else index
    unknown = Unknown(
        key=f"bintec:alias:{index}",
        what=phrase("the address alias {name!r}", name=name)
        if row is not None
        else phrase("the address alias with index {index}", index=index),
        why=phrase("it cannot be read in this paste"),
        spans=(draft.dump.row_span(row),) if row is not None else (span,),
    )
    if row is None or row.get("group", "0") not in ("0", "-1", ""):
        return Match(unknown=(unknown,))
    mode = row.get("mode", "address").lower()
    interface = row.get("interface", "0")
    if mode in ("interface", "1"):
        return _interface(draft, interface, unknown)
    if row.get("valuetype", "ipv4").lower() == "ipv6":
        return None
    found = _network(row)
    if interface not in ("0", "-1", "") or found is None:
        return Match(unknown=(unknown,))
    return Match() if found.is_any else Match(destinations=AddressMatch.of(found))


def _interface(draft: Draft, index: str, unknown: Unknown) -> Match:
    if index == _LOCAL:
        return Match(to_router=True, out_interfaces=())
    port = draft.ports.get(index)
    return Match(unknown=(unknown,)) if port is None else Match(out_interfaces=(port.interface.name,))


def _network(row: Row) -> AddressSet | None:
    """10.x keeps Value and Length, older releases Address and Mask; mode range is not described well enough."""
    if row.get("mode", "address").lower() not in ("address", "2"):
        return None
    text = (
        f"{row.get('value')}/{row.get('length', '32')}"
        if row.has("value")
        else f"{row.get('address')}/{row.get('mask')}"
    )
    found = parse_network(text)
    if found is None or found[0] != "ipv4" or row.get("range", "1") not in ("0", "1", "-1", ""):
        return None
    if found[1] and found[2] == 0:
        return None
    return AddressSet.network("ipv4", found[1], found[2])


def _service(
    draft: Draft, aliases: dict[str, Row], index: str, span: Span
) -> tuple[ServiceMatch | None, tuple[Unknown, ...]]:
    row = aliases.get(index)
    found = _service_set(row) if row is not None and row.get("group", "0") in ("0", "-1", "") else None
    if found is None:
        name = repr(row.get("alias", index)) if row is not None else f"with index {index}"
        where = draft.dump.row_span(row) if row is not None else span
        why = phrase("it cannot be read in this paste")
        return None, (
            Unknown(
                key=f"bintec:service:{index}",
                what=phrase("the service alias {name}", name=name),
                why=why,
                spans=(where,),
            ),
        )
    return (None if found.is_any else ServiceMatch.of(found)), ()


def _service_set(row: Row) -> ServiceSet | None:
    """Protocol, first port and a COUNT of ports; port -1 is every port."""
    protocol, port, count = row.get("protocol", "any").lower(), row.get("port", "-1"), row.get("range", "1")
    if not all(
        text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 7
        for text in (port, count)
    ):
        return None
    first, number = int(port), max(int(count), 1)
    ports = (0, 65535) if first == -1 else (first, first + number - 1)
    if not 0 <= ports[0] <= ports[1] <= 65535:
        return None
    if protocol in ("any", "254"):
        return ServiceSet.any() if first == -1 else None
    if protocol in ("udptcp", "tcpudp", "tcp-udp", "253"):
        return ServiceSet.ports(TCP, (ports,)) | ServiceSet.ports(UDP, (ports,))
    number = protocol_number(protocol) or 0
    if not number:
        return None
    if number in PORTED:
        return ServiceSet.ports(number, (ports,))
    return ServiceSet.protocol(number) if first == -1 else None
