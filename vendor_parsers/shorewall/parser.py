"""The configuration of Shorewall and Shorewall6 to a Device."""

from __future__ import annotations

from msgspec.structs import replace

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_EXTRACTED, NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.pipeline import Pipeline
from routerlint.model.service import PortMapping
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.device import describe_ruleset
from routerlint.parsing.netfilter.iptables.writing import TableWriter
from routerlint.parsing.netfilter.tables import Ruleset
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.files import find_programs
from vendor_parsers.shorewall.program import Program, read_program
from vendor_parsers.shorewall.writer import unread_lines

__all__ = ["parse"]

_MISSING: dict[Family, Phrase] = {
    "ipv4": phrase("IPv4 has rules of its own (Shorewall), which are not in the input"),
    "ipv6": phrase("IPv6 has rules of its own (Shorewall6), which are not in the input"),
}
# Files whose statements are read, and those in which something could be let in.
_RELEVANT = frozenset((
    "zones", "interfaces", "hosts", "policy", "rules", "blrules", "snat", "masq", "nat", "netmap", "tunnels", "proxyarp",
    "proxyndp", "actions", "conntrack", "notrack", "mangle",
))  # fmt: skip


def parse(document: Document) -> tuple[Device, ...]:
    """One device."""
    found = find_programs(document)
    if not found:
        raise UnreadableInput("holds no zones of Shorewall; give the whole folder /etc/shorewall", file=document.name)
    ledger, side = Ledger(), Ledger()
    tables = TableWriter(side)
    programs = {files.family: read_program(files, tables, ledger) for files in found}
    reasons: dict[Family, list[Phrase]] = {
        family: list(programs[family].reasons) if family in programs else [] for family in FAMILIES
    }
    families = _families(programs, tables, reasons)
    _mark(programs, unread_lines(side), ledger)
    forwards = any(program.forwards for program in programs.values())
    parts = describe_ruleset(Ruleset(tables.tables()), families, whole=True, forwards=forwards)
    for family, untold in parts.untold.items():
        reasons[family] += untold
    mappings = _mappings(programs)
    return (
        Device(
            vendor="shorewall",
            model=NOT_STATED,
            version=NOT_EXTRACTED,
            hostname=NOT_STATED,
            interfaces=parts.interfaces,
            routes=(*_proxied(programs), *parts.routes),
            pipelines=tuple(_forwarding(pipeline, programs) for pipeline in parts.pipelines),
            listeners_complete=False,
            port_mappings=mappings,
            undecided=(*_undecided(programs, reasons, mapped=bool(mappings)), *parts.undecided),
            complete=Completeness(
                ipv4=not reasons["ipv4"],
                ipv6=not reasons["ipv6"],
                reasons=tuple(dict.fromkeys((*reasons["ipv4"], *reasons["ipv6"]))),
            ),
            coverage=ledger.coverage(),
            facts={"firewall-enabled": _enabled(programs)},
        ),
    )


def _families(
    programs: dict[Family, Program], tables: TableWriter, reasons: dict[Family, list[Phrase]]
) -> tuple[Family, ...]:
    """The families of which the input says something; for the others, why not."""
    families: list[Family] = []
    for family in FAMILIES:
        if family in programs:
            families.append(family)
            continue
        other = next(iter(programs.values()))
        if family == "ipv6" and other.switched_on and other.settings.on("DISABLE_IPV6"):
            for chain in ("INPUT", "FORWARD"):  # Shorewall then stops all of IPv6 but the loopback (lib.core)
                spans = other.settings.span("DISABLE_IPV6")
                tables.set_policy("filter", chain, family, accepts=False, spans=spans)
            families.append(family)
        else:
            reasons[family].append(_MISSING[family])
    return tuple(families)


def _forwarding(pipeline: Pipeline, programs: dict[Family, Program]) -> Pipeline:
    """IP_FORWARDING=Off switches off routing."""
    program = programs.get(pipeline.family)
    if program is None or program.settings.text("IP_FORWARDING").lower() not in ("off", "no"):
        return pipeline
    return replace(pipeline, forwarding=False)


def _proxied(programs: dict[Family, Program]) -> tuple[Route, ...]:
    return tuple(
        Route(family=family, number=one.number, length=one.length, interface=one.physical)
        for family, program in programs.items()
        for one in program.proxied
    )


def _mappings(programs: dict[Family, Program]) -> tuple[PortMapping, ...]:
    """An interface with the option upnp takes the forwards that a UPnP daemon adds."""
    for program in programs.values():
        found = [port for port in program.network.ports.values() if port.on("upnp")]
        if found and program.switched_on:
            spans = tuple(port.place.span for port in found)
            external = tuple(port.physical for port in found)
            return (PortMapping(kind="upnp", enabled=stated(True, *spans), external=external, spans=spans),)
    return ()


def _enabled(programs: dict[Family, Program]) -> Fact[str]:
    known = [program for program in programs.values() if program.known]
    if not known:
        return NOT_EXTRACTED
    spans = tuple(span for program in known for span in program.settings.span("STARTUP_ENABLED"))
    return stated("yes" if all(program.switched_on for program in known) else "no", *spans)


def _mark(programs: dict[Family, Program], unread: frozenset[tuple[str, int]], ledger: Ledger) -> None:
    """The state of each statement: of files that rules are made of it was read, unless it was not understood."""
    for program in programs.values():
        for name, file in program.files.files.items():
            relevant = name in _RELEVANT or name.startswith(("macro.", "action."))
            if name in ("params", f"{program.files.name}.conf") or "/" in name:
                continue
            for number, line in enumerate(file.lines(), 1):
                text = line.strip()
                if not text or text.startswith("#"):
                    continue
                state = LineState.USED if relevant else LineState.IRRELEVANT
                if (file.name, number) in unread:
                    state = LineState.UNSUPPORTED
                ledger.mark(state, file=file.name, line=number, what=name, relevant=relevant)


def _undecided(
    programs: dict[Family, Program], reasons: dict[Family, list[Phrase]], *, mapped: bool
) -> tuple[Undecided, ...]:
    found = [
        Undecided(what=phrase("the firewall"), why=why, kind="partial", family=family)
        for family in FAMILIES
        for why in reasons[family]
    ]
    found += [
        Undecided(what=phrase("the file {name}", name=name), why=why, kind="partial", family=family)
        for family, program in programs.items()
        for name, why in program.notes
    ]
    if not mapped:
        why = phrase("the files of Shorewall do not say which programs may add forwards at run time")
        found.append(Undecided(what=phrase("UPnP, NAT-PMP and PCP"), why=why, kind="capability"))
    return tuple(found)
