"""From the tables to a Device; the order of the firmware's rules is not public (see parsing/provider_box.py)."""

from __future__ import annotations

from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.match import Unknown
from routerlint.model.pipeline import Pipeline
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.provider_box import Opening, box_pipeline, let_through
from routerlint.parsing.rule_writer import DROP, RuleWriter, unreadable_forwards
from routerlint.parsing.tr098 import Mapping
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.zte.interfaces import Network, read_network
from vendor_parsers.zte.mappings import exposed_host, inactive_entries, read_mappings
from vendor_parsers.zte.services import openings, read_listeners, read_port_mappings
from vendor_parsers.zte.tables import Tables, read_tables

__all__ = ["parse"]

_RELEVANT = (
    "FWPM", "FWDMZ", "NatPtMapping", "FWPMAPP", "FWPMDEV", "MultiNat", "FWSC", "FWIP", "TelnetCfg", "SSHCfg",
    "FTPServerCfg", "UPnPCfg", "MgtServer", "WANC", "WANCIP", "LAND", "IPInterface", "IPv4Address", "UserIF",
)  # fmt: skip


_OUTSIDE_COLUMNS = ("MinExtPort", "ExtPort", "ExternPort", "ExternalPort", "WanPort")
_INSIDE_COLUMNS = ("InternalHost", "InternalClient", "InternalIP", "LanHost", "LanIP")


def parse(document: Document) -> tuple[Device, ...]:
    """The one box whose tables these are."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    tables = read_tables(document)
    ledger = Ledger()
    network = read_network(tables)
    mappings = _mappings(tables, network, ledger)
    opened = tuple(openings(tables, network))
    _mark(tables, ledger)
    pipeline = _pipeline(tables, network, mappings, opened)
    return Device(
        vendor="zte",
        model=_model(tables),
        interfaces=(*network.wan, *network.lan),
        routes=tuple(Route(family="ipv4", number=0, length=0, interface=i.name) for i in network.wan),
        pipelines=(pipeline,),
        listeners=read_listeners(tables),
        listeners_complete=False,
        port_mappings=read_port_mappings(tables, network),
        inactive=inactive_entries(tables, network),
        undecided=_undecided(tables),
        complete=_complete(tables, network, unreadable_forwards((pipeline,), "ipv4")),
        coverage=ledger.coverage(),
    )


def _mark(tables: Tables, ledger: Ledger) -> None:
    """Every row as used or irrelevant; those of forwards are marked where they are read."""
    for name in tables.names():
        deciding = name in _RELEVANT
        for row in () if name in {"FWPM", "NatPtMapping"} else tables.rows(name):
            state = LineState.USED if deciding else LineState.IRRELEVANT
            ledger.mark(state, file=tables.file, line=row.line, what=name, relevant=deciding)


def _model(tables: Tables) -> Fact[str]:
    if tables.model:
        return stated(tables.model)
    row = tables.one("DevInfo")
    name = row.text("ModelName") if row is not None else ""
    return stated(name, *row.span("ModelName")) if row is not None and name else NOT_STATED


def _mappings(tables: Tables, network: Network, ledger: Ledger) -> tuple[Mapping, ...]:
    hosts = (exposed_host(row, network) for row in tables.rows("FWDMZ"))
    return (*read_mappings(tables, network, ledger), *(host for host in hosts if host is not None))


def _pipeline(tables: Tables, network: Network, mappings: tuple[Mapping, ...], opened: tuple[Opening, ...]) -> Pipeline:
    rules = RuleWriter("firewall")
    for row in tables.rows("FWIP"):
        if row.text("Enable") != "0" and not network.is_lan(row.text("INCViewName")):
            spans = row.span("Name", "INCViewName", "FilterTarget")
            why = phrase("what the numbers of an IP filter stand for is not documented")
            unknown = Unknown(
                key=f"ip-filter:{row.line}",
                what=phrase("IP filter {Name}", Name=row.text("Name")),
                why=why,
                spans=spans,
            )
            rules.add(DROP, spans, label=row.text("Name"), stated=True, unknown=(unknown,))
    let_through(rules, network.untranslated)
    return box_pipeline(network.addresses(), mappings, opened, rules)


def _undecided(tables: Tables) -> tuple[Undecided, ...]:
    found: list[Undecided] = []
    if "UPnPCfg" not in tables:
        why = phrase("the file does not say whether clients may open ports")
        found.append(Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4"))
    return tuple(found)


def _complete(tables: Tables, network: Network, unreadable: tuple[Phrase, ...]) -> Completeness:
    """Closed is proven only if the tables of everything that opens are there."""
    newer = "IPInterface" in tables
    needed = ["NatPtMapping"] if newer else ["FWPM", "WANC"]
    reasons = [
        phrase("the table {name} is missing", name=name)
        for name in (*needed, "FWDMZ", "TelnetCfg", "FWSC")
        if name not in tables
    ]
    if tables.damage:
        reasons.append(phrase("the file {damage}", damage=tables.damage))
    for name, what in (("FWPMAPP", "application forwards"), ("FWPMDEV", "device forwards"), ("MultiNat", "1:1 NAT")):
        if any(row.text("Enable") != "0" for row in tables.rows(name)):
            reasons.append(phrase("{what} ({name}) are in use, and their columns are not known", what=what, name=name))
    reasons += [
        phrase("the table {name} seems to hold forwards, and it is not known", name=name)
        for name in _other_forwards(tables)
    ]
    row = tables.one("TelnetCfg")
    if row is not None and "TS_Enable" not in row:
        reasons.append(phrase("the switch of Telnet is missing"))
    if any(interface.assumed for interface in network.wan):
        reasons.append(phrase("the file holds no WAN connection"))
    reasons6 = list(reasons)
    reasons += unreadable
    if network.ipv6 != "off":
        reasons6.append(
            phrase("IPv6 is on, and what its firewall lets in is not in the file")
            if network.ipv6 == "on"
            else phrase("IPv6 may be on, and what its firewall lets in is not in the file")
        )
    return Completeness(ipv4=not reasons, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons, *reasons6))))


def _other_forwards(tables: Tables) -> tuple[str, ...]:
    """Tables that are not known and have the columns of a forward, with a row that may be on."""
    return tuple(
        name
        for name in tables.names()
        if name not in _RELEVANT
        and any(
            row.text("Enable") != "0"
            and any(column in row for column in _OUTSIDE_COLUMNS)
            and any(column in row for column in _INSIDE_COLUMNS)
            for row in tables.rows(name)
        )
    )
