"""The configuration of ufw to a Device."""

from __future__ import annotations

import re

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_EXTRACTED, NOT_STATED, Fact, stated
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.device import describe_ruleset
from routerlint.parsing.netfilter.iptables.dump import DumpReader
from routerlint.parsing.netfilter.tables import Ruleset
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.ufw.loading import Settings, load_family, read_settings

__all__ = ["parse"]

_TUPLE_COMMENT = re.compile(r"### tuple ### .*\bcomment=([0-9a-fA-F]{2,400})\b")
_FORWARDING = re.compile(r"(?m)^\s*net[./]ipv[46][./](?:ip_forward|conf[./]all[./]forwarding)\s*=\s*1")
_COMMANDS = re.compile(r"(?m)^\s*(?:\S*/)?(?:ip6?tables|nft|ipset)\b")


def parse(document: Document) -> tuple[Device, ...]:
    """One device."""
    if not any(document.file(name) for name in ("user.rules", "user6.rules", "before.rules")):
        raise UnreadableInput("holds none of the rule files of ufw", file=document.name)
    ledger = Ledger()
    reader = DumpReader(ledger)
    settings = read_settings(document.file("etc/default/ufw") or document.file("default/ufw"))
    settings |= read_settings(document.file("ufw.conf"))
    enabled = _enabled(settings)
    reasons: dict[Family, list[Phrase]] = {family: [] for family in FAMILIES}
    if not enabled.known:
        for family in FAMILIES:
            reasons[family].append(phrase("whether ufw is switched on is not in the input (etc/ufw/ufw.conf)"))
    for family in FAMILIES:
        if enabled.value == "no":
            for chain in ("INPUT", "FORWARD"):  # nothing is loaded
                reader.set_policy(family, chain, accepts=True, known=True, spans=enabled.spans)
        else:
            _load(reader, document, family, settings, reasons[family])
    for name in ("before.init", "after.init"):
        script = document.file(name)
        if script is not None and _COMMANDS.search(script.text):
            for family in FAMILIES:
                reasons[family].append(phrase("{name} runs commands of its own", name=name))
    ruleset = Ruleset(reader.tables())
    _label(ruleset)
    parts = describe_ruleset(ruleset, FAMILIES, whole=True, forwards=_forwards(document, ruleset, settings))
    for family in FAMILIES:
        reasons[family] += [*reader.problems[family], *parts.untold.get(family, ())]
    return (
        Device(
            vendor="ufw",
            model=NOT_STATED,
            version=NOT_EXTRACTED,
            hostname=NOT_STATED,
            interfaces=parts.interfaces,
            routes=parts.routes,
            pipelines=parts.pipelines,
            listeners_complete=False,
            undecided=(*_undecided(reasons), *parts.undecided),
            complete=Completeness(
                ipv4=not reasons["ipv4"],
                ipv6=not reasons["ipv6"],
                reasons=tuple(dict.fromkeys((*reasons["ipv4"], *reasons["ipv6"]))),
            ),
            coverage=ledger.coverage(),
            facts={"firewall-enabled": enabled},
        ),
    )


def _forwards(document: Document, ruleset: Ruleset, settings: Settings) -> bool:
    """Whether anything shows a router: the kernel's switch, rules of the owner for it, translations, an open policy."""
    policy = settings.get("DEFAULT_FORWARD_POLICY")
    if policy is not None and policy.value.upper() == "ACCEPT":
        return True
    kernel = document.file("sysctl.conf")
    if kernel is not None and _FORWARDING.search(kernel.text):
        return True
    return any(
        table.name == "nat" or (name.endswith("-user-forward") and chain.rules)
        for table in ruleset.tables
        for name, chain in table.chains.items()
    )


def _enabled(settings: Settings) -> Fact[str]:
    found = settings.get("ENABLED")
    if found is None:
        return NOT_EXTRACTED
    return stated("yes" if found.value.lower() == "yes" else "no", found.span)


def _load(reader: DumpReader, document: Document, family: Family, settings: Settings, reasons: list[Phrase]) -> None:
    switch = settings.get("IPV6")
    if family == "ipv6" and switch is not None and switch.value.lower() != "yes":
        for chain in ("INPUT", "FORWARD"):  # ufw then stops all of IPv6 but the loopback
            reader.set_policy(family, chain, accepts=False, known=True, spans=(switch.span,))
        return
    reasons += load_family(reader, document, family, settings)


def _label(ruleset: Ruleset) -> None:
    """Gives rules the comment that their owner gave them (hexadecimal in the line above)."""
    for table in ruleset.tables:
        for chain in table.chains.values():
            for draft in chain.rules:
                lines = draft.file.text and draft.file.lines()
                for above in range(draft.line - 2, max(draft.line - 7, -1), -1):
                    if not lines or not lines[above].startswith(("-A", "### tuple")):
                        break
                    found = _TUPLE_COMMENT.match(lines[above])
                    if found:
                        draft.label = _text(found[1])
                    if lines[above].startswith("###"):
                        break


def _text(digits: str) -> str:
    try:
        return bytes.fromhex(digits).decode("utf-8", "replace")
    except ValueError:
        return ""


def _undecided(reasons: dict[Family, list[Phrase]]) -> tuple[Undecided, ...]:
    found = [
        Undecided(what=phrase("the firewall"), why=why, kind="partial", family=family)
        for family in FAMILIES
        for why in reasons[family]
    ]
    found.append(
        Undecided(
            what=phrase("UPnP, NAT-PMP and PCP"),
            why=phrase("ufw does not say which programs may add forwards at run time"),
            kind="capability",
        )
    )
    return tuple(found)
