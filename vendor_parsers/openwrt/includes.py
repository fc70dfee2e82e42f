"""`config include` and /etc/nftables.d: parts of the ruleset that are not UCI.

Source: openwrt/firewall4 b6e5157, fw4.uc parse_include, templates/ruleset.uc; for firewall3 its includes.c. A part that
is not in the input is unknown at exactly its place; one that is and says nothing that decides (comments, counters,
marks) changes nothing. Text of nftables is only searched for what could matter, never evaluated.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from routerlint.model.device import Undecided
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.openwrt.options import INCLUDE, Invalid, read_options
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.uci import Section

__all__ = ["Part", "Parts", "Source", "read_includes"]

# Scripts that packages ship and that only serve their own capability.
_HARMLESS = frozenset(("/usr/share/miniupnpd/firewall.include",))
_USER_SCRIPT = "/etc/firewall.user"
_NFTABLES_FOLDER = "/etc/nftables.d/"

_COMMENT = re.compile(r"(?m)(?:^|\s)#.*$")
_QUOTED = re.compile(r"\"[^\"\n]*\"")
_CHAIN = re.compile(r"\bchain\s+(?:(?:inet|ip6?)\s+\S+\s+)?([\w./-]+)\s*\{")
_HOOK = re.compile(r"\bhook\s+(\w+)")
_STOPS = re.compile(r"\b(?:drop|reject|queue|notrack|fwd|tproxy|synproxy|jump|goto|vmap|include|flush|delete)\b")
_DECIDES = re.compile(r"\b(?:accept|drop|reject|queue|notrack|fwd|tproxy|synproxy|jump|goto|return|vmap|include)\b")
_TRANSLATES = re.compile(r"\b(?:dnat|redirect|tproxy|flush|delete|include)\b|\btype\s+nat\b[^;}]*\bhook\s+prerouting\b")
_OWN_CHAINS = ("input", "forward", "dstnat", "accept_", "reject_", "drop_", "handle_reject")

Kind = Literal["any", "drop"]


class Source(NamedTuple):
    """An include: its path, why it is opaque, and the line that names it."""

    path: str
    why: Phrase
    span: Span


class Part(NamedTuple):
    """Something opaque at a place.

    chain: firewall4's name; at_head: before or behind everything in it. kind: "any": it may decide anything; "drop": it
    may only stop packets (a base chain of its own).
    """

    chain: str
    at_head: bool
    kind: Kind
    source: Source


class Parts:
    """All opaque parts, and what they leave undecided.

    incomplete: reasons for which the ruleset is not complete.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.undecided: list[Undecided] = []
        self.incomplete: list[Phrase] = []

    def add(self, chain: str, source: Source, *, at_head: bool, kind: Kind = "any") -> None:
        """One more opaque part. What may translate leads to hosts that nobody can list."""
        self.parts.append(Part(chain, at_head, kind, source))
        if kind == "any" and chain.startswith("dstnat"):
            reason = phrase("the include {path} may forward ports: {why}", path=source.path, why=source.why)
            if reason not in self.incomplete:
                self.incomplete.append(reason)

    def note(self, source: Source) -> None:
        """Says that an include is undecided."""
        what = phrase("the include {path}", path=source.path)
        self.undecided.append(Undecided(what=what, why=source.why, kind="include", span=source.span))


def read_includes(scope: Scope) -> Parts:
    """Reads all includes."""
    parts = Parts()
    if scope.firewall3 is not True:
        for path, file in sorted(scope.given.other.items()):
            name = path.removeprefix(_NFTABLES_FOLDER)
            if name != path and "/" not in name and name.endswith(".nft"):
                source = Source(path, phrase("it is nftables text, not UCI"), file.span(1, file.lines()[0]))
                _table_part(parts, source, file, at_head=True)
    for section in scope.package.of_type("include"):
        options = read_options(section, INCLUDE, {})
        if isinstance(options, Invalid) or options.get("enabled") is False:
            continue
        if options.get("type", "script") == "script":
            _script(scope, parts, section, options["path"], options.get("fw4_compatible"))
        elif not scope.firewall3:
            _nftables(scope, parts, section, options)
    return parts


def _script(scope: Scope, parts: Parts, section: Section, path: str, compatible: bool | None) -> None:
    """A shell script; firewall4 runs /etc/firewall.user only if it is marked as compatible."""
    ignored_by_4 = compatible is False or (compatible is None and path == _USER_SCRIPT)
    if path in _HARMLESS or (scope.firewall3 is False and ignored_by_4):
        return
    span = scope.package.span(section, "path")
    file = scope.given.other.get(path)
    if file is not None and not _COMMENT.sub("", file.text).strip():
        return
    if file is None and path == _USER_SCRIPT:
        # Empty as it is delivered, and without effect in firewall4: worth a word, no more.
        parts.note(Source(path, phrase("it is not in the input; as delivered it holds comments only"), span))
        return
    source = Source(
        path, phrase("it is a shell script") if file is not None else phrase("it is not in the input"), span
    )
    parts.note(source)
    for chain in ("dstnat", "input", "forward"):
        parts.add(chain, source, at_head=True)


def _nftables(scope: Scope, parts: Parts, section: Section, options: dict[str, Any]) -> None:
    """An include of nftables text at a stated place."""
    path, chain = options["path"], options.get("chain", "")
    place, _, end = options.get("position", "table-append").partition("-")
    if place == "chain" and not chain:
        return
    file = scope.given.other.get(path)
    why = phrase("it is not in the input") if file is None else phrase("it is nftables text, not UCI")
    source = Source(path, why, scope.package.span(section, "path"))
    at_head = end == "prepend"
    if place != "chain":
        _table_part(parts, source, file, at_head=place == "table" and at_head)
    elif file is None or _DECIDES.search(_said(file)) or _TRANSLATES.search(_said(file)):
        parts.note(source)
        parts.add(chain, source, at_head=at_head)


def _said(file: SourceFile) -> str:
    """The text without comments and quoted words."""
    return _QUOTED.sub('""', _COMMENT.sub("", file.text))


def _table_part(parts: Parts, source: Source, file: SourceFile | None, *, at_head: bool) -> None:
    """Text at table level: it may add to the chains of firewall4, and define base chains of its own.

    at_head: it stands before firewall4's chains are filled. An accept in a base chain of its own does not end the
    journey, so such a chain can only stop packets or translate them.
    """
    before = len(parts.parts)
    if file is None:
        parts.add("dstnat", source, at_head=True)
        for chain in ("input", "forward"):
            parts.add(chain, source, at_head=at_head)
            parts.add(chain, source, at_head=True, kind="drop")
    else:
        text = _said(file)
        if _TRANSLATES.search(text):
            parts.add("dstnat", source, at_head=True)
        known = {found[1] for found in _CHAIN.finditer(text) if found[1].startswith(_OWN_CHAINS)}
        if "include" in text.split():
            known |= {"input", "forward"}
        for name in sorted(known) if _DECIDES.search(text) else ():
            parts.add(name, source, at_head=at_head)
        hooks = {found[1] for found in _HOOK.finditer(text)}
        for chain, names in (("dstnat", {"prerouting", "ingress"}), ("input", {"input"}), ("forward", {"forward"})):
            if _STOPS.search(text) and hooks & names:
                parts.add(chain, source, at_head=True, kind="drop")
    if len(parts.parts) > before:
        parts.note(source)
