"""From a LANCOM script to a Device."""

from __future__ import annotations

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Completeness, Device
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.pipeline import Accept, Chain, Hook, Pipeline, Stage, StageKind
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document, SourceFile
from routerlint.wording import phrase
from vendor_parsers.lancom_lcos.access import access, accounts, listeners, undecided_management
from vendor_parsers.lancom_lcos.detect import ADVICE, is_script
from vendor_parsers.lancom_lcos.draft import Draft
from vendor_parsers.lancom_lcos.firewall import firewall
from vendor_parsers.lancom_lcos.interfaces import read_interfaces, yes
from vendor_parsers.lancom_lcos.ipv6 import ipv6_pipeline
from vendor_parsers.lancom_lcos.nat import forwards, hidden_networks
from vendor_parsers.lancom_lcos.script import Script, read_script

__all__ = ["parse"]


def parse(document: Document) -> tuple[Device, ...]:
    """One device for each script of a document."""
    scripts = [file for file in document.files if is_script(file.text)]
    if not scripts:
        raise RecognisedNotJudged("no script of LCOS in it", file=document.name, advice=ADVICE)
    return tuple(_device(file) for file in scripts)


def _device(file: SourceFile) -> Device:
    ledger = Ledger()
    script = read_script(file, ledger)
    draft = Draft(script, ledger)
    read_interfaces(draft)
    _missing(draft)
    pipelines = [_ipv4(draft)]
    ipv6 = ipv6_pipeline(draft)
    if ipv6 is not None:
        pipelines.append(ipv6)
    name = script.value("setup", "name")
    reasons = tuple(dict.fromkeys(draft.reasons["ipv4"] + draft.reasons["ipv6"]))
    return Device(
        vendor="lancom_lcos",
        model=_header(script, script.model),
        version=_header(script, script.version),
        hostname=stated(name.text, script.span(name.line)) if name is not None and name.text else NOT_STATED,
        interfaces=tuple(draft.interfaces),
        routes=tuple(draft.routes),
        pipelines=tuple(pipelines),
        listeners=listeners(draft),
        accounts=accounts(draft),
        inactive=tuple(draft.inactive),
        undecided=(*draft.undecided, *undecided_management(draft)),
        complete=Completeness(ipv4=not draft.reasons["ipv4"], ipv6=not draft.reasons["ipv6"], reasons=reasons),
        coverage=ledger.coverage(),
        facts=_facts(script),
    )


def _header(script: Script, text: str) -> Fact[str]:
    return stated(text, script.span(script.header_line)) if text else NOT_STATED


def _ipv4(draft: Draft) -> Pipeline:
    """NAT, then what it hides, then the firewall, and for the device itself its access table."""
    nat = Chain(name="service-table", entries=forwards(draft))
    hidden = Chain(name="masquerading", entries=hidden_networks(draft))
    chains, stages = firewall(draft)
    access_chain, access_stage = access(draft)
    return Pipeline(
        family="ipv4",
        chains=(nat, hidden, *chains, access_chain),
        stages=(
            Stage(name="service-table", hook=Hook.PREROUTING, kind=StageKind.NAT, chain=nat.name, default=Accept()),
            Stage(
                name="masquerading", hook=Hook.PREROUTING, kind=StageKind.FILTER, chain=hidden.name, default=Accept()
            ),
            *stages,
            access_stage,
        ),
    )


def _missing(draft: Draft) -> None:
    """What keeps a script from being the whole configuration: readscript prints what differs from the factory state."""
    script = draft.script
    if not script.model:
        draft.incomplete(
            "ipv4", phrase("the script has no header of readscript, so it may be a part of the configuration")
        )
    if not script.closed:
        draft.incomplete("ipv4", phrase("the script ends before 'flash Yes' or 'exit': it is cut off"))
    if all(path[:2] in (("setup", "iprouter"), ("setup", "wan")) for path in (*script.tables, *script.values)):
        draft.incomplete("ipv4", phrase("the script speaks of routing only, so it is a part of the configuration"))
    for reason, line in script.damaged:
        draft.incomplete("ipv4", phrase("{reason} (line {line})", reason=reason, line=line))
    draft.reasons["ipv6"] += draft.reasons["ipv4"]


def _facts(script: Script) -> dict[str, Fact[str]]:
    facts: dict[str, Fact[str]] = {}
    for name, path in (
        ("firewall-enabled", ("setup", "iprouter", "firewall", "operating")),
        ("cwmp-enabled", ("setup", "cwmp", "operating")),
        ("ipv6-firewall-enabled", ("setup", "ipv6", "firewall", "operating")),
    ):
        value = script.value(*path)
        answer = None if value is None else yes(value.text)
        if value is not None and answer is not None:
            facts[name] = stated("yes" if answer else "no", script.span(value.line))
    return facts
