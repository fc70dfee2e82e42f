"""The chains of the filter, raw and mangle tables.

Source: MikroTik documentation, CLI reference of ip/firewall/filter, raw and mangle (actions; a rule without an action
accepts), "Packet flow".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from routerlint.model.device import InactiveEntry
from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import (
    Accept,
    Action,
    Chain,
    Drop,
    Entry,
    Jump,
    Mark,
    NoTrack,
    Return,
    Undetermined,
)
from routerlint.wording import Phrase, phrase
from vendor_parsers.routeros.export import Item
from vendor_parsers.routeros.masking import label
from vendor_parsers.routeros.matching import Matcher

__all__ = ["Chains", "marks_in"]

_ACCEPT = Accept()
_RETURN = Return()
_DECIDING: dict[str, Action] = {
    "": _ACCEPT,
    "accept": _ACCEPT,
    "drop": Drop(),
    "reject": Drop(reject=True),
    "tarpit": Drop(),  # it holds the connection and never hands it on
    "return": _RETURN,
}
# What lets the packet go on to the next rule. fasttrack-connection is for connections that stand, and is followed by an
# accept for the rest (documentation, "FastTrack").
_PASSING = frozenset((
    "passthrough", "log", "add-src-to-address-list", "add-dst-to-address-list", "fasttrack-connection", "change-dscp",
    "change-mss", "change-ttl", "change-hop-limit", "clear-df", "set-priority", "sniff-pc", "sniff-tzsp", "strip-ipv4-options",
    "route", "snpt", "dnpt",
))  # fmt: skip
_MARKING = {
    "mark-connection": ("connection", "new-connection-mark"),
    "mark-packet": ("packet", "new-packet-mark"),
    "mark-routing": ("routing", "new-routing-mark"),
}


def marks_in(items: Iterable[Item]) -> dict[str, tuple[str, ...]]:
    """Every mark that the mangle rules of a family set, by kind."""
    found: dict[str, dict[str, None]] = {"connection": {}, "packet": {}, "routing": {}}
    for item in items:
        kind, key = _MARKING.get(item.get("action"), ("", ""))
        if kind and item.get(key):
            found[kind][f"{kind}:{item.get(key)}"] = None
    return {kind: tuple(names) for kind, names in found.items()}


class Chains:
    """Reads the rules of one table into chains named "<table> <chain>".

    inactive: rules that can never act though their owner did not switch them off.
    """

    def __init__(self, table: str, matcher: Matcher, marks: dict[str, tuple[str, ...]]) -> None:
        self._table = table
        self._matcher = matcher
        self._marks = marks
        self._entries: dict[str, list[Entry]] = {}
        self._private = 0
        self.inactive: list[InactiveEntry] = []

    def read(self, items: list[Item], base: tuple[str, ...]) -> None:
        """Reads all rules of the table. base: chains that a rule without a readable chain may belong to."""
        for number, item in enumerate(items):
            if item.disabled:
                continue
            if item.inactive:
                self._set_aside(item, phrase("its export says that its interface matcher is not possible"))
                continue
            action = item.values.get("action", "")
            chain = item.values.get("chain", "")
            if not chain or "chain" in item.computed:
                for name in base:
                    self._put(name, Entry(match=Match(), action=Undetermined(), spans=(item.span,), number=str(number)))
                continue
            if action in _PASSING:
                continue
            found = self._matcher.read(item)
            if found.why_not:
                self._set_aside(item, found.why_not)
            for match in found.matches:
                for entry in self._written(item, match, action, str(number)):
                    self._put(chain, entry)

    def put_first(self, chain: str, entry: Entry) -> None:
        """Puts an entry of the system before all rules of a chain."""
        self._entries.setdefault(self.name(chain), []).insert(0, entry)

    def put_last(self, chain: str, entry: Entry) -> None:
        """Puts an entry of the system behind all rules of a chain."""
        self._put(chain, entry)

    def name(self, chain: str) -> str:
        """The name of a chain in the model."""
        return f"{self._table} {chain}"

    def is_empty(self, chain: str) -> bool:
        """Whether a chain has no entry that decides anything about new packets."""
        return not self._entries.get(self.name(chain))

    def chains(self) -> Iterator[Chain]:
        """What was read."""
        for name, entries in self._entries.items():
            yield Chain(name=name, entries=tuple(entries))

    def _put(self, chain: str, entry: Entry) -> None:
        self._entries.setdefault(f"{self._table} {chain}", []).append(entry)

    def _written(self, item: Item, match: Match, action: str, number: str) -> Iterator[Entry]:
        text = label(item.values.get("comment", ""))
        spans = (item.span,)
        deciding = _DECIDING.get(action) if action or not item.doubtful else Undetermined()
        if deciding is None:
            if action == "jump" and item.get("jump-target"):
                deciding = Jump(chain=self.name(item.get("jump-target")))
            elif action in _MARKING:
                yield from self._marking(item, match, *_MARKING[action], number)
                return
            elif action == "notrack":
                # Whether later raw rules still see the packet is not documented.
                yield Entry(match=match, action=NoTrack(terminal=False), spans=spans, label=text, number=number)
                why = phrase("whether notrack ends the chain is not documented")
                doubt = Unknown(key="notrack ends the chain", what=phrase("notrack"), why=why, spans=spans)
                asked = _with_unknown(match, doubt)
                yield Entry(match=asked, action=_ACCEPT, spans=spans, label=text, number=number)
                return
            else:
                deciding = Undetermined()
        yield Entry(match=match, action=deciding, spans=spans, label=text, number=number)

    def _marking(self, item: Item, match: Match, kind: str, key: str, number: str) -> Iterator[Entry]:
        mark = f"{kind}:{item.get(key)}"
        others = tuple(m for m in self._marks.get(kind, ()) if m != mark)
        marking = Mark(add=() if item.get(key) == "no-mark" else (mark,), remove=others)
        if item.get("passthrough", "yes") not in ("no", "false"):
            yield Entry(match=match, action=marking, spans=(item.span,), number=number)
            return
        self._private += 1
        private = f"mark and accept {self._private}"
        self._put(private, Entry(match=Match(), action=marking, spans=(item.span,), number=number))
        self._put(private, Entry(match=Match(), action=_ACCEPT, spans=(item.span,), number=number))
        yield Entry(match=match, action=Jump(chain=self.name(private)), spans=(item.span,), number=number)

    def _set_aside(self, item: Item, reason: Phrase) -> None:
        self.inactive.append(
            InactiveEntry(label=label(item.get("comment")), reason=reason, nat=False, spans=(item.span,))
        )


def _with_unknown(match: Match, unknown: Unknown) -> Match:
    return msgspec.structs.replace(match, unknown=(*match.unknown, unknown))
