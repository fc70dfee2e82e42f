"""What the sections of a config.xml are to this reading, and what is missing from the file."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.device import Undecided
from routerlint.model.interface import Interface, Role
from routerlint.parsing.pf.context import Context
from routerlint.parsing.xml import Element
from routerlint.text.coverage import LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["check_bridges", "mark_sections", "note_opaque"]


def mark_sections(context: Context, used: frozenset[str], irrelevant: frozenset[str]) -> None:
    """Marks every section of the file, and every entry of the sections that rules are made of.

    used: sections that are read. irrelevant: sections that cannot let anything in. Others are not recognised.
    """
    root, ledger, file = context.root, context.ledger, context.file
    for tag, line in root.lines().items():
        if tag in used:
            state = LineState.USED
        elif tag in irrelevant:
            state = LineState.IRRELEVANT
        else:
            state = LineState.UNRECOGNISED
        ledger.mark(state, file=file, line=line, what=tag, relevant=False)
    for tag in sorted(_repeated(root) & used):
        # pfSense refuses such a file (xmlparse.inc: "cannot occur more than once"); OPNsense makes a list of it, in
        # which its readers find nothing (Config::toArray)
        context.notes.incomplete(
            phrase("the section <{tag}> is there more than once, and no device reads such a file as a whole", tag=tag)
        )
    for section in ("interfaces", "virtualip", "gateways", "staticroutes", "ifgroups", "aliases"):
        for child in root.at(section).children:
            context.used(child)


def _repeated(root: Element) -> frozenset[str]:
    """The sections that are there more than once."""
    once = set(root.texts)
    again = set(root.repeated or ())
    for child in root.children:
        if child.texts or child.children:  # one that has attributes alone is among the texts too
            (again if child.tag in once else once).add(child.tag)
    return frozenset(again)


def check_bridges(context: Context, interfaces: Iterable[Interface]) -> None:
    """A WAN that is bridged with an inside interface filters for hosts that share its network; nothing tells which."""
    wans = {interface.name for interface in interfaces if interface.role is Role.WAN and interface.enabled}
    for bridge in context.root.at("bridges").all("bridged"):
        members = {name for name in bridge.get("members").replace(" ", ",").split(",") if name}
        if members & wans and members - wans:
            names = ", ".join(sorted(members))
            context.notes.incomplete(
                phrase(
                    "{names} are one bridge: which hosts stand behind the WAN interface is not in the file", names=names
                )
            )


def note_opaque(context: Context, what: Phrase, why: Phrase, span: Span, *, complete: bool) -> None:
    """Notes something that makes rules by itself and is not read.

    complete: what it makes is known to leave the Internet out in its usual form.
    """
    context.notes.undecided.append(Undecided(what=what, why=why, kind="include", span=span))
    if not complete:
        context.notes.incomplete(phrase("{what}: {why}", what=what, why=why))
