"""The page of one rule: what it looks for, why it matters, what to do and where it is required."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Literal

from routerlint.model.base import Model
from routerlint.rules.catalogues import builtin_controls
from routerlint.rules.definition import FixStep, FixVariant, Rule
from routerlint.rules.render import PLACEHOLDER, fill
from routerlint.rules.rule import RuleSet
from routerlint.rules.services import PortClass, Service
from routerlint.rules.text import Language, Text
from routerlint.rules.words import joined, ports_text

__all__ = ["Block", "Section", "explain", "repair_blocks", "sections"]

_WIDTH = 78


class Block(Model, frozen=True, kw_only=True):
    """A paragraph, an item of a list, or commands. lead: what stands before an item, such as a vendor's id."""

    kind: Literal["text", "item", "command"]
    text: str
    lead: str = ""


class Section(Model, frozen=True, kw_only=True):
    """A heading with what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


_HEADINGS = {
    "reports": Text(en="What it reports", de="Was gemeldet wird"),
    "severity": Text(en="Severity", de="Schweregrad"),
    "why": Text(en="Why it matters", de="Warum es wichtig ist"),
    "fix": Text(en="What to do", de="Was zu tun ist"),
    "controls": Text(en="Controls", de="Anforderungen"),
    "references": Text(en="References", de="Quellen"),
}
_LEVELS = {
    "info": Text(en="info", de="Hinweis"),
    "low": Text(en="low", de="niedrig"),
    "medium": Text(en="medium", de="mittel"),
    "high": Text(en="high", de="hoch"),
    "critical": Text(en="critical", de="kritisch"),
}
_FROM_CLASSES = Text(
    en="{level} at most: it is that of the worst service found, lower where only few senders are let in.",
    de="höchstens {level}: Es ist der des schlimmsten gefundenen Dienstes, niedriger, wo nur wenige Absender hereindürfen.",
)
_FIXED = Text(
    en="{level}, lower where only few senders are let in.",
    de="{level}, niedriger, wo nur wenige Absender hereindürfen.",
)
_FROM_ADVISORY = Text(
    en="{level} at most: lower where the Internet does not reach the service.",
    de="höchstens {level}: niedriger, wo der Dienst aus dem Internet nicht erreichbar ist.",
)
_NOTE = Text(
    en="It is added to a finding on the same line that another rule names.",
    de="Sie wird einem Befund zur selben Zeile hinzugefügt, den eine andere Regel benennt.",
)
_KINDS = {
    "forward": Text(en="port forward", de="Portweiterleitung"),
    "one_to_one": Text(en="1:1 translation", de="1:1-Umsetzung"),
    "routed": Text(en="routed network", de="geroutetes Netz"),
    "router": Text(en="the router itself", de="der Router selbst"),
}
_FOR_EACH_SYSTEM = Text(en="Step by step for each system: {link}.", de="Schritt für Schritt für jedes System: {link}.")
# What stands for a finding's own words on the page of a rule.
_GENERIC = {
    "reachable": Text(en="Reachable from the Internet", de="Aus dem Internet erreichbar"),
    "ports": Text(en="these ports", de="diese Ports"),
    "inside_ports": Text(en="another port", de="einem anderen Port"),
    "interfaces": Text(en="X", de="X"),
    "protocols": Text.same("UPnP, NAT-PMP, PCP"),
    "count": Text(en="Some", de="Einige"),
    "what": Text.same("..."),
    "reason": Text.same("..."),
    "approval": Text(en="an exposure", de="einen Zugang"),
    "approver": Text(en="somebody", de="jemanden"),
    "expires": Text(en="a past day", de="einem vergangenen Tag"),
    "address": Text.same("X"),
    "product": Text(en="The firmware", de="Die Firmware"),
    "version": Text.same("1.2.3"),
    "has": Text(en="has", de="hat"),
    "holes": Text(en="(their numbers)", de="(ihre Nummern)"),
    "host": Text.same("X"),
    "tcp_ports": Text.same("X"),
    "protocol": Text.same("HTTP, FTP, TFTP"),
    "cycle": Text.same("1.2"),
    "supported": Text.same("2.0"),
    "missing": Text(en="the input does not state the version", de="die Version steht nicht in der Eingabe"),
    "left_over": Text(en="what it stored before is still there", de="was vorher gespeichert wurde, ist noch da"),
    "left_over_ids": Text.same("..."),
}


def explain(rule: Rule, language: Language = "en", rules: RuleSet | None = None) -> str:
    """The page as plain text. rules: the set that it belongs to, for the names of services."""
    lines = [f"{rule.id} {rule.name}", *textwrap.wrap(rule.title(language), _WIDTH)]
    for section in sections(rule, language, rules if rules is not None else RuleSet()):
        lines += ["", section.heading]
        for block in section.blocks:
            lines += _plain(block)
    return "\n".join(lines) + "\n"


def _plain(block: Block) -> list[str]:
    if block.kind == "command":
        return [f"      {line}" for line in block.text.split("\n")]
    lead = f"{block.lead}: " if block.lead and block.text else block.lead
    first = "  - " if block.kind == "item" else "  "
    return textwrap.wrap(lead + block.text, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


def sections(rule: Rule, language: Language, rules: RuleSet, *, repairs: str = "") -> tuple[Section, ...]:
    """The page in parts, for whatever form it takes.

    repairs: a link to the page of shared repairs, with {name}; without one their steps for each system stand here.
    """
    parts = {
        "reports": tuple(_reports(rule, language, rules)),
        "severity": tuple(_severity(rule, language)),
        "why": (Block(kind="text", text=rule.why(language)),),
        "fix": tuple(_fix(rule, language, repairs)),
        "controls": tuple(_controls(rule, language)),
        "references": tuple(Block(kind="item", text=reference) for reference in rule.references),
    }
    return tuple(Section(heading=_HEADINGS[key].of(language), blocks=blocks) for key, blocks in parts.items() if blocks)


def _reports(rule: Rule, language: Language, rules: RuleSet) -> Iterator[Block]:
    found = [port_class for name in rule.services if (port_class := rules.services.find(name)) is not None]
    here = (
        Text(en="the router", de="dem Router")
        if rule.side == "router"
        else Text(en="a device inside", de="einem Gerät im Netz")
    )
    values = {**_GENERIC, "target": here, "services": joined([port_class.title for port_class in found], 20)}
    yield Block(kind="text", text=fill(rule.message_text, values, language) + ".")
    for port_class in found:
        yield from _services(port_class, language)


def _services(port_class: PortClass, language: Language) -> Iterator[Block]:
    for service in port_class.services:
        ports = _service_ports(service)
        yield Block(kind="item", text=service.title.of(language) + (f": {ports}" if ports else ""))


def _service_ports(service: Service) -> str:
    parts = [f"{name} {ports_text(pairs)}" for name, pairs in (("tcp", service.tcp), ("udp", service.udp)) if pairs]
    return ", ".join((*parts, *service.protocols))


def _severity(rule: Rule, language: Language) -> Iterator[Block]:
    level = {"level": _LEVELS[rule.severity.label]}
    if rule.level in ("advisory", "lifecycle"):
        text = fill(_FROM_ADVISORY, level, language)
    elif rule.subject != "exposure":
        text = level["level"].of(language) + "."
    else:
        text = fill(_FROM_CLASSES if rule.level == "services" else _FIXED, level, language)
    yield Block(kind="text", text=text[0].upper() + text[1:])
    if rule.is_note:
        yield Block(kind="text", text=_NOTE.of(language))


def _fix(rule: Rule, language: Language, repairs: str) -> Iterator[Block]:
    if rule.fix.advice is not None:
        yield Block(kind="text", text=_sentence(rule.fix.advice, language))
    is_elsewhere = bool(repairs and rule.fix.use)
    for variant in rule.fix.variants:
        is_router_only = variant.kinds == ("router",)
        if not variant.kinds or not rule.side or is_router_only is (rule.side == "router"):
            yield from _generic(variant, language) if is_elsewhere else _variant(variant, language)
    if is_elsewhere:
        link = {"link": Text.same(repairs.format(name=rule.fix.use))}
        yield Block(kind="text", text=fill(_FOR_EACH_SYSTEM, link, language))


def repair_blocks(rule: Rule, language: Language) -> Iterator[Block]:
    """All of the repair that the rule uses, whatever the rule is about."""
    for variant in rule.fix.variants:
        yield from _variant(variant, language)


def _generic(variant: FixVariant, language: Language) -> Iterator[Block]:
    kinds = ", ".join(_KINDS[kind].of(language) for kind in variant.kinds if kind in _KINDS)
    for step in variant.generic:
        yield from _step(step, kinds, language)
        kinds = ""


def _variant(variant: FixVariant, language: Language) -> Iterator[Block]:
    yield from _generic(variant, language)
    for vendor, steps in variant.vendors.items():
        lead = vendor
        for step in steps:
            yield from _step(step, lead, language)
            lead = ""


def _step(step: FixStep, lead: str, language: Language) -> Iterator[Block]:
    if step.text is not None:
        yield Block(kind="item", text=_sentence(step.text, language), lead=lead)
    elif lead:
        yield Block(kind="item", text="", lead=lead)
    if step.commands:
        yield Block(kind="command", text=PLACEHOLDER.sub(_in_command, step.commands[0]))


def _in_command(found: re.Match[str]) -> str:
    return {"menu": "ip", "tables": "iptables"}.get(found[1], f"<{found[1]}>")


def _sentence(text: Text, language: Language) -> str:
    return fill(text, _GENERIC, language)


def _controls(rule: Rule, language: Language) -> Iterator[Block]:
    known = builtin_controls()
    for control_id in rule.controls:
        control = known.get(control_id)
        yield Block(kind="item", text=control.text.of(language) if control is not None else "", lead=control_id)
