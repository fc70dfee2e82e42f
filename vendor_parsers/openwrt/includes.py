"""`config include` and /etc/nftables.d: parts of the ruleset that are not UCI.

Source: openwrt/firewall4 b6e5157, fw4.uc parse_include, templates/ruleset.uc; for firewall3 its includes.c. A part that
is not in the input is unknown at exactly its place; one that is and says nothing that decides (comments, counters,
marks) changes nothing. Text of nftables is only searched for what could matter, never evaluated.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from routerlint.model.device import Undecided
from routerlint.model.match import Unknown
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from vendor_parsers.openwrt.options import INCLUDE, Invalid, read_options
from vendor_parsers.openwrt.scope import Scope
from vendor_parsers.openwrt.uci import Section

__all__ = ["Part", "Parts", "read_includes"]

# Scripts that packages ship and that only serve their own capability.
_HARMLESS = frozenset(("/usr/share/miniupnpd/firewall.include",))
_USER_SCRIPT = "/etc/firewall.user"

_COMMENT = re.compile(r"(?m)(?:^|\s)#.*$")
_QUOTED = re.compile(r"\"[^\"\n]*\"")
_CHAIN = re.compile(r"\bchain\s+(?:(?:inet|ip6?)\s+\S+\s+)?([\w./-]+)\s*\{")
_HOOK = re.compile(r"\bhook\s+(\w+)")
_STOPS = re.compile(r"\b(?:drop|reject|queue|notrack|fwd|tproxy|synproxy|jump|goto|vmap|include|flush|delete)\b")
_DECIDES = re.compile(r"\b(?:accept|drop|reject|queue|notrack|fwd|tproxy|synproxy|jump|goto|return|vmap|include)\b")
_TRANSLATES = re.compile(r"\b(?:dnat|redirect|tproxy|flush|delete|include)\b|\btype\s+nat\b[^;}]*\bhook\s+prerouting\b")

_OWN_CHAINS = ("input", "forward", "dstnat", "accept_", "reject_", "drop_", "handle_reject")

Kind = Literal["any", "drop"]


class Part(NamedTuple):
    """Something opaque at a place. chain: firewall4's name; at_head: before or behind everything in it. kind: "any": it
    may decide anything; "drop": it may only stop packets (a base chain of its own).
    """

    chain: str
    at_head: bool
    kind: Kind
    unknown: Unknown
    spans: tuple[Span, ...]


class Parts:
    """All opaque parts, and what they leave undecided.

    script: a shell script that may change every chain, so that nothing is certain. incomplete: reasons for which the
    ruleset is not complete.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.undecided: list[Undecided] = []
        self.incomplete: list[str] = []

    def add(self, chain: str, *, at_head: bool, kind: Kind, unknown: Unknown) -> None:
        """One more opaque part."""
        self.parts.append(Part(chain, at_head, kind, unknown, unknown.spans))


def read_includes(scope: Scope) -> Parts:
    """Reads all includes."""
    parts = Parts()
    if scope.firewall3 is not True:
        for path, file in sorted(scope.given.other.items()):
            if (
                path.startswith("/etc/nftables.d/")
                and path.endswith(".nft")
                and "/" not in path[len("/etc/nftables.d/") :]
            ):
                span = file.span(1, file.lines()[0])
                unknown = _unknown(path, "it is nftables text, not UCI", span)
                _table_part(parts, file, unknown, at_head=True)
    for section in scope.package.of_type("include"):
        options = read_options(section, INCLUDE, {})
        if isinstance(options, Invalid) or options.get("enabled") is False:
            continue
        if options.get("type", "script") == "script":
            _script(scope, parts, section, options["path"], options.get("fw4_compatible"))
        else:
            _nftables(scope, parts, section, options)
    return parts


def _unknown(path: str, why: str, span: Span) -> Unknown:
    return Unknown(key=f"include:{path}", what=f"the include {path}", why=why, spans=(span,))


def _script(scope: Scope, parts: Parts, section: Section, path: str, compatible: bool | None) -> None:
    """A shell script; firewall4 runs /etc/firewall.user only if it is marked as compatible."""
    ignored_by_4 = compatible is False or (compatible is None and path == _USER_SCRIPT)
    if path in _HARMLESS or (scope.firewall3 is False and ignored_by_4):
        return
    span = scope.package.span(section, "path")
    file = scope.given.other.get(path)
    if file is not None and not _COMMENT.sub("", file.text).strip():
        return
    what = f"the script {path}"
    if file is None and path == _USER_SCRIPT:
        # Empty as it is delivered, and without effect in firewall4: worth a word, no more.
        why = "it is not in the input; as delivered it holds comments only"
        parts.undecided.append(Undecided(what=what, why=why, kind="include", span=span))
        return
    why = "it is a shell script" if file is not None else "it is not in the input"
    parts.incomplete.append(f"{what} may change every rule: {why}")
    parts.undecided.append(Undecided(what=what, why=why, kind="include", span=span))
    unknown = _unknown(path, why, span)
    for chain in ("dstnat", "input", "forward"):
        parts.add(chain, at_head=True, kind="any", unknown=unknown)


def _nftables(scope: Scope, parts: Parts, section: Section, options: dict[str, str]) -> None:
    """An include of nftables text at a stated place."""
    if scope.firewall3:
        return
    path, chain = options["path"], options.get("chain", "")
    place, _, end = options.get("position", "table-append").partition("-")
    if place == "chain" and not chain:
        return
    span = scope.package.span(section, "path")
    file = scope.given.other.get(path)
    why = "it is not in the input" if file is None else "it is nftables text, not UCI"
    unknown = _unknown(path, why, span)
    if place != "chain":
        before = len(parts.parts)
        _table_part(parts, file, unknown, at_head=place == "table" and end == "prepend")
        if file is None:
            parts.incomplete.append(f"the include {path} is not in the input")
        if len(parts.parts) > before:
            parts.undecided.append(Undecided(what=unknown.what, why=why, kind="include", span=span))
        return
    wanted = _TRANSLATES if chain.startswith("dstnat") else _DECIDES
    text = "" if file is None else _said(file)
    if file is None or wanted.search(text) or (chain.startswith("dstnat") and _DECIDES.search(text)):
        parts.add(chain, at_head=end == "prepend", kind="any", unknown=unknown)
        parts.undecided.append(Undecided(what=unknown.what, why=why, kind="include", span=span))


def _said(file: SourceFile) -> str:
    """The text without comments and quoted words."""
    return _QUOTED.sub('""', _COMMENT.sub("", file.text))


def _table_part(parts: Parts, file: SourceFile | None, unknown: Unknown, *, at_head: bool) -> None:
    """Text at table level: it may add to the chains of firewall4, and define base chains of its own.

    at_head: it stands before firewall4's chains are filled. An accept in a base chain of its own does not end the
    journey, so such a chain can only stop packets or translate them.
    """
    if file is None:
        parts.add("dstnat", at_head=True, kind="any", unknown=unknown)
        for chain in ("input", "forward"):
            parts.add(chain, at_head=at_head, kind="any", unknown=unknown)
            parts.add(chain, at_head=True, kind="drop", unknown=unknown)
        return
    text = _said(file)
    if _TRANSLATES.search(text):
        parts.add("dstnat", at_head=True, kind="any", unknown=unknown)
    known = {found[1] for found in _CHAIN.finditer(text) if found[1].startswith(_OWN_CHAINS)}
    if "include" in text.split():
        known |= {"input", "forward"}
    for name in sorted(known):
        if _DECIDES.search(text):
            parts.add(name, at_head=at_head, kind="any", unknown=unknown)
    hooks = {found[1] for found in _HOOK.finditer(text)}
    if _STOPS.search(text):
        for chain, names in (("dstnat", {"prerouting", "ingress"}), ("input", {"input"}), ("forward", {"forward"})):
            if hooks & names:
                parts.add(chain, at_head=True, kind="drop", unknown=unknown)
