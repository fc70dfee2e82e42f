"""From a paste or CSV dump of a BOSS router to a Device."""

from __future__ import annotations

import re

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.pipeline import Accept, Chain, Hook, Pipeline, Stage, StageKind
from routerlint.text.coverage import LineState
from routerlint.text.source import Document
from routerlint.wording import phrase
from vendor_parsers.bintec_boss.csvdump import is_csv, read_csv
from vendor_parsers.bintec_boss.detect import ADVICE
from vendor_parsers.bintec_boss.draft import Draft
from vendor_parsers.bintec_boss.firewall import firewall
from vendor_parsers.bintec_boss.interfaces import read_interfaces
from vendor_parsers.bintec_boss.local import listeners, local_services, upnp
from vendor_parsers.bintec_boss.nat import closed_by_nat, preset_entries
from vendor_parsers.bintec_boss.shell import is_shell, read_shell
from vendor_parsers.bintec_boss.tables import Dump

__all__ = ["parse"]

_SYSTEM = re.compile(r"^(?P<model>[^,]{1,80}),\s*(?P<version>\d[\d.]{0,40})")
# Tables that can let something in and that no reader evaluates: rows in them leave the answer open.
_NOT_READ = {
    "ipNatExcludeTable": "it takes packets out of NAT",
    "ipNatOutTable": "it can hold 1:1 NAT",
    "ipNatUPnPTable": "it holds ports that clients have opened",
}
_IPV6 = re.compile(r"(?i)^ip(?:v6|6)")


def parse(document: Document) -> tuple[Device, ...]:
    """The router of a document; several files are parts of one paste."""
    dumps = [
        read_shell(file) if is_shell(file.text) else read_csv(file)
        for file in document.files
        if is_shell(file.text) or is_csv(file.text)
    ]
    dumps = [dump for dump in dumps if dump.tables or dump.scalars]
    if not dumps:
        raise RecognisedNotJudged("no table of this router in it", file=document.name, advice=ADVICE)
    return tuple(_device(dump) for dump in dumps)


def _device(dump: Dump) -> Device:
    draft = Draft(dump)
    read_interfaces(draft)
    _beyond(draft)
    pipeline = _pipeline(draft)
    mappings = upnp(draft)
    model, version = _system(dump)
    name = dump.scalar("sysName")
    return Device(
        vendor="bintec_boss",
        model=model,
        version=version,
        hostname=stated(name.value, dump.span(name.line)) if name is not None and name.value else NOT_STATED,
        interfaces=tuple(port.interface for port in draft.ports.values()),
        routes=tuple(draft.routes),
        pipelines=(pipeline,),
        listeners=listeners(draft),
        listeners_complete=False,
        port_mappings=mappings,
        inactive=tuple(draft.inactive),
        undecided=tuple(draft.undecided),
        complete=Completeness(
            ipv4=not draft.reasons, ipv6=False, reasons=(*draft.reasons, phrase("the tables of IPv6 are not read"))
        ),
        coverage=draft.ledger.coverage(),
        facts=_facts(dump),
    )


def _pipeline(draft: Draft) -> Pipeline:
    """NAT, then what NAT leaves closed, then the firewall, then the allow tables of the router's own services."""
    nat = Chain(name="nat", entries=preset_entries(draft))
    closed = Chain(name="nat-closed", entries=closed_by_nat(draft))
    chains, stages = firewall(draft)
    local_chain, local_stage = local_services(draft)
    return Pipeline(
        family="ipv4",
        chains=(nat, closed, *chains, local_chain),
        stages=(
            Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept()),
            Stage(name="nat-closed", hook=Hook.PREROUTING, kind=StageKind.FILTER, chain="nat-closed", default=Accept()),
            *stages,
            local_stage,
        ),
    )


def _system(dump: Dump) -> tuple[Fact[str], Fact[str]]:
    """Model and firmware of sysDescr, e.g. "Digitalisierungsbox Premium, 11.01.02.100 from 2019/05/07 00:00:00"."""
    scalar = dump.scalar("sysDescr")
    found = _SYSTEM.match(scalar.value) if scalar is not None else None
    if scalar is None or found is None:
        return NOT_STATED, NOT_STATED
    span = dump.span(scalar.line)
    return stated(" ".join(found["model"].split()), span), stated(found["version"].rstrip("."), span)


def _facts(dump: Dump) -> dict[str, Fact[str]]:
    facts: dict[str, Fact[str]] = {}
    admin = dump.scalar("ipSifAdminStatus")
    if admin is not None and admin.value.lower() in ("enable", "enabled", "disable", "disabled"):
        on = admin.value.lower().startswith("enable")
        facts["firewall-enabled"] = stated("yes" if on else "no", dump.span(admin.line))
    return facts


def _beyond(draft: Draft) -> None:
    """What was pasted and cannot be evaluated, and what was changed behind its print."""
    dump = draft.dump
    for name, why in _NOT_READ.items():
        table = dump.tables.get(name)
        for row in table.rows if table else ():
            if table:
                draft.mark(row, table, LineState.UNSUPPORTED)
        if table and table.rows:
            draft.incomplete(phrase("{name} has rows, which are not evaluated: {why}", name=name, why=why))
    for name, line in dump.others:
        draft.ledger.mark(LineState.UNRECOGNISED, file=dump.file.name, line=line, what=name)
        if _IPV6.match(name):
            draft.undecided.append(
                Undecided(
                    what=phrase("the table {name}", name=name),
                    why=phrase("IPv6 is not read"),
                    span=dump.span(line),
                    family="ipv6",
                )
            )
    for command, line in dump.changed:
        what = command.split("=", 1)[0].strip()[:60]
        draft.ledger.mark(LineState.UNSUPPORTED, file=dump.file.name, line=line, what=what, relevant=True)
        draft.incomplete(phrase("a setting was changed behind the print of its table: print the tables again"))
