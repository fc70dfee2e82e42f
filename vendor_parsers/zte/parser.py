"""From the tables to a Device.

The order in which the firmware lays its rules is not public. What the model assumes: forwards before the exposed host
(as TR-098 has it for a mapping of every port), both before the box's own services, except that such a service may
keep its port from the exposed host, which leaves that port conditional on both sides.
"""

from __future__ import annotations

from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.match import Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Hook, Pipeline, SkipNat, StageKind
from routerlint.parsing.rule_writer import ACCEPT, DROP, RuleWriter, echo_request, stage
from routerlint.parsing.tr098 import Mapping, write_mappings
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document
from vendor_parsers.zte.interfaces import Network, read_network
from vendor_parsers.zte.mappings import exposed_host, inactive_entries, read_mappings
from vendor_parsers.zte.services import Opening, openings, read_listeners, read_port_mappings
from vendor_parsers.zte.tables import Tables, read_tables

__all__ = ["parse"]

_RELEVANT = (
    "FWPM", "FWDMZ", "NatPtMapping", "FWPMAPP", "FWPMDEV", "MultiNat", "FWSC", "FWIP", "TelnetCfg", "SSHCfg",
    "FTPServerCfg", "UPnPCfg", "MgtServer", "WANC", "WANCIP", "LAND", "IPInterface", "IPv4Address", "UserIF",
)  # fmt: skip


def parse(document: Document) -> tuple[Device, ...]:
    """The one box whose tables these are."""
    tables = read_tables(document)
    ledger = Ledger()
    network = read_network(tables)
    mappings = _mappings(tables, network, ledger)
    opened = tuple(openings(tables, network))
    _mark(tables, ledger)
    return (
        Device(
            vendor="zte",
            model=_model(tables),
            interfaces=(*network.wan, *network.lan),
            routes=tuple(Route(family="ipv4", number=0, length=0, interface=i.name) for i in network.wan),
            pipelines=(_pipeline(tables, network, mappings, opened),),
            listeners=read_listeners(tables),
            listeners_complete=False,
            port_mappings=read_port_mappings(tables, network),
            inactive=inactive_entries(tables, network),
            undecided=_undecided(tables),
            complete=_complete(tables, network),
            coverage=ledger.coverage(),
        ),
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
    nat, into, through = _nat(network, mappings, opened), _input(opened), _forward(tables, network)
    return Pipeline(
        family="ipv4",
        chains=(nat, into, through),
        stages=(
            stage(nat, Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(into, Hook.INPUT, StageKind.FILTER, Drop()),
            stage(through, Hook.FORWARD, StageKind.FILTER, Drop()),
        ),
    )


def _nat(network: Network, mappings: tuple[Mapping, ...], opened: tuple[Opening, ...]) -> Chain:
    rules = RuleWriter("port forwarding")
    addresses = network.addresses()
    write_mappings(rules, (mapping for mapping in mappings if not mapping.every_port), addresses)
    catch_all = tuple(mapping for mapping in mappings if mapping.every_port)
    for opening in opened if catch_all else ():
        why = "the box may keep the port of a service of its own from the exposed host"
        unknown = Unknown(key=f"kept:{opening.name}", what=opening.name, why=why, spans=opening.spans)
        rules.add(
            SkipNat(), opening.spans, label=opening.name, services=opening.services, interfaces=opening.interfaces,
            unknown=(*opening.unknown, unknown),
        )  # fmt: skip
    write_mappings(rules, catch_all, addresses)
    return rules.chain()


def _input(opened: tuple[Opening, ...]) -> Chain:
    rules = RuleWriter("services of the box")
    for opening in opened:
        rules.add(
            ACCEPT, opening.spans, label=opening.name, services=opening.services, sources=opening.sources,
            interfaces=opening.interfaces, unknown=opening.unknown,
        )  # fmt: skip
    why = "whether the box answers pings or takes translated packets itself depends on its firewall level"
    unknown = (Unknown(key="firewall-level", what="firewall level", why=why),)
    rules.add(ACCEPT, (), label="ping", services=echo_request("ipv4"), unknown=unknown)
    rules.add(ACCEPT, (), label="forward to the box", destination_nat=True, unknown=unknown)
    return rules.chain()


def _forward(tables: Tables, network: Network) -> Chain:
    rules = RuleWriter("firewall")
    for row in tables.rows("FWIP"):
        if row.text("Enable") != "0" and not network.is_lan(row.text("INCViewName")):
            spans = row.span("Name", "INCViewName", "FilterTarget")
            why = "what the numbers of an IP filter stand for is not documented"
            unknown = Unknown(key=f"ip-filter:{row.line}", what=f"IP filter {row.text('Name')}", why=why, spans=spans)
            rules.add(DROP, spans, label=row.text("Name"), stated=True, unknown=(unknown,))
    rules.add(ACCEPT, (), label="translated packets", destination_nat=True)
    if network.untranslated:
        why = "the connection is not translated; what its firewall lets through is not in the file"
        unknown = Unknown(key="untranslated", what="connection without NAT", why=why)
        rules.add(ACCEPT, (), label="without NAT", interfaces=network.untranslated, unknown=(unknown,))
    return rules.chain()


def _undecided(tables: Tables) -> tuple[Undecided, ...]:
    found: list[Undecided] = []
    if "UPnPCfg" not in tables:
        why = "the file does not say whether clients may open ports"
        found.append(Undecided(what="UPnP", why=why, kind="capability", family="ipv4"))
    return tuple(found)


def _complete(tables: Tables, network: Network) -> Completeness:
    """Closed is proven only if the tables of everything that opens are there."""
    newer = "IPInterface" in tables
    needed = ["NatPtMapping"] if newer else ["FWPM", "WANC"]
    reasons = [f"the table {name} is missing" for name in (*needed, "FWDMZ", "TelnetCfg", "FWSC") if name not in tables]
    if tables.damage:
        reasons.append(f"the file {tables.damage}")
    for name, what in (("FWPMAPP", "application forwards"), ("FWPMDEV", "device forwards"), ("MultiNat", "1:1 NAT")):
        if any(row.text("Enable") != "0" for row in tables.rows(name)):
            reasons.append(f"{what} ({name}) are in use, and their columns are not known")
    row = tables.one("TelnetCfg")
    if row is not None and "TS_Enable" not in row:
        reasons.append("the switch of Telnet is missing")
    if any(interface.assumed for interface in network.wan):
        reasons.append("the file holds no WAN connection")
    reasons6 = list(reasons)
    if network.ipv6 != "off":
        state = "is on" if network.ipv6 == "on" else "may be on"
        reasons6.append(f"IPv6 {state}, and what its firewall lets in is not in the file")
    return Completeness(ipv4=not reasons, ipv6=not reasons6, reasons=tuple(reasons6))
