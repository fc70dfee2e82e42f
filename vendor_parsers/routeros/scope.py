"""How much of a router a file shows: a whole export, an export of some menus, or a script.

A whole export leaves out what stands at its default, so that a missing menu means the default. An export of one menu
("/ip firewall nat export") or a script says nothing about the menus that it lacks.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from routerlint.model.device import Completeness, Undecided
from routerlint.model.pipeline import Pipeline, Undetermined
from routerlint.netset.addresses import Family
from routerlint.text.span import Span
from routerlint.wording import Phrase, joined, phrase
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.grammar import Statement
from vendor_parsers.routeros.header import Header
from vendor_parsers.routeros.menus import is_relevant

__all__ = ["Gaps", "Scope", "read_scope"]

_ADDRESSING = ("ip address", "ip dhcp-client", "interface pppoe-client", "interface lte")
_SECTIONS = (
    ("interface", phrase("interfaces and their lists")),
    ("ip address", phrase("addresses")),
    ("ip firewall filter", phrase("the firewall filter")),
    ("ip firewall nat", phrase("NAT")),
    ("ip service", phrase("the services of the router")),
)


class Scope(msgspec.Struct, frozen=True):
    """partial: menus that are missing say nothing. script: the line that makes the file a script, or None."""

    partial: bool
    script: Span | None


def read_scope(export: Export, header: Header) -> Scope:
    """What kind of file it is."""
    script: Span | None = None
    if export.script_line:
        script = export.spans.at(export.script_line, export.script_line)
    roots = {menu.partition(" ")[0] for menu in export.reading.menus if menu}
    addressed = export.has(*_ADDRESSING)
    if header.version.known:
        whole = "interface" in roots or ("system" in roots and len(roots) > 1)
    else:
        whole = "interface" in roots and addressed
    return Scope(partial=not whole, script=script)


class Gaps:
    """Collects why the answer may be incomplete, as sentences and as open questions."""

    def __init__(self) -> None:
        self.undecided: list[Undecided] = []
        self._reasons: dict[Phrase, set[Family]] = {}

    def add(self, undecided: Undecided, reason: Phrase) -> None:
        """An open question because of which a family (both if it names none) is not complete."""
        if undecided not in self.undecided:
            self.undecided.append(undecided)
        families: set[Family] = {"ipv4", "ipv6"} if undecided.family is None else {undecided.family}
        self._reasons.setdefault(reason, set()).update(families)

    def read_translations(self, pipeline: Pipeline, wans: Collection[str]) -> None:
        """Destination NAT from outside of which nobody can tell where it leads: what no row covers is not closed."""
        for chain in pipeline.chains:
            if not chain.name.startswith("nat "):
                continue
            for entry in chain.entries:
                names = entry.match.in_interfaces
                if isinstance(entry.action, Undetermined) and (names is None or any(name in wans for name in names)):
                    what, why = phrase("a NAT rule"), phrase("where it sends packets cannot be read")
                    span = entry.spans[0] if entry.spans else None
                    self.add(
                        Undecided(what=what, why=why, kind="unread", span=span, family=pipeline.family),
                        phrase("{what}: {why}", what=what, why=why),
                    )

    def completeness(self) -> Completeness:
        """What was collected."""
        open_families = set().union(*self._reasons.values()) if self._reasons else set()
        return Completeness(
            ipv4="ipv4" not in open_families, ipv6="ipv6" not in open_families, reasons=tuple(self._reasons)
        )

    def read(self, export: Export, scope: Scope) -> None:
        """Everything that the file itself leaves open."""
        self._kind_of_file(export, scope)
        cut = export.reading.cut
        if cut:
            span = export.spans.at(cut, cut)
            what, why = (
                phrase("the end of the file"),
                phrase("it ends within a line, and what followed is missing: export it again"),
            )
            self.add(
                Undecided(what=what, why=why, kind="partial", span=span), phrase("{what}: {why}", what=what, why=why)
            )
        for menu, line in export.reading.failed:
            if is_relevant(menu):
                span = export.spans.at(line, line)
                what, why = phrase("menu /{menu}", menu=menu), phrase("the router reports that it could not export it")
                self.add(
                    Undecided(what=what, why=why, kind="partial", span=span, family=_family(menu)),
                    phrase("{what}: {why}", what=what, why=why),
                )
        for statement in export.unread:
            if is_relevant(statement.menu):
                self._unread(export, statement, phrase("the line is no command"))
        for statement in export.unsettled:
            if is_relevant(statement.menu):
                self._unread(export, statement, phrase("which items it changes cannot be told from the file"))

    def _kind_of_file(self, export: Export, scope: Scope) -> None:
        if scope.script is not None:
            why = phrase("what it does not set stays as it is on the router on which it is run")
            undecided = Undecided(
                what=phrase("the file is a script, not an export"), why=why, kind="partial", span=scope.script
            )
            self.add(undecided, phrase("the file is a script: {why}", why=why))
        if not scope.partial:
            return
        missing = [
            text
            for menu, text in _SECTIONS
            if not (export.has_below(menu) if menu == "interface" else export.has(menu))
        ]
        what = phrase(
            "the input is not a whole export: it lacks {missing}",
            missing=joined(", ", missing) if missing else phrase("the interfaces"),
        )
        why = phrase("a menu that is not in the input says nothing; run /export without a menu to get them all")
        self.add(Undecided(what=what, why=why, kind="partial"), what)
        if not export.has("ip upnp"):
            why = phrase("the menus /ip upnp and /ip nat-pmp are not in the input")
            self.undecided.append(
                Undecided(what=phrase("port mapping by clients (UPnP, NAT-PMP)"), why=why, kind="capability")
            )

    def _unread(self, export: Export, statement: Statement, why: Phrase) -> None:
        span = export.spans.of(statement.line, statement.text, statement.last_line, statement.menu)
        what = phrase("a line of /{menu}", menu=statement.menu)
        undecided = Undecided(what=what, why=why, kind="unread", span=span, family=_family(statement.menu))
        self.add(undecided, phrase("a line of /{menu} cannot be read", menu=statement.menu))


def _family(menu: str) -> Family | None:
    """The family that a menu is about, None for both."""
    if menu.startswith("ipv6 "):
        return "ipv6"
    return "ipv4" if menu.startswith("ip firewall") or menu in ("ip address", "ip route") else None
