"""The router's items after all commands of a file have run.

Added items, settings, and what `set` did to items that the file does not add (ethernet ports, services, defaults).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec

from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from vendor_parsers.routeros.grammar import Reading, Statement, StatementReader
from vendor_parsers.routeros.masking import Spans, holds_secret
from vendor_parsers.routeros.target import Target, read_target

__all__ = ["Change", "Export", "Item", "is_yes"]

# Items that commands look through before a file counts as made to take long.
_MOST_WORK = 500_000
# Menus whose items a router has without a line of the file.
_BUILT_IN = frozenset(("ip service",))
_FREE_TEXT = frozenset(("comment", "log-prefix"))
_INACTIVE = re.compile(r"matcher not possible|^#\s*no interface\b", re.MULTILINE)


class Item(msgspec.Struct, frozen=True, gc=False):
    """One added item.

    values: without the keys that were unset. words: positional ("blackhole" in routes). line, last_line: its place.
    note: status comments. computed: keys whose value only the device knows. doubtful: it was read incompletely, or it
    is added or changed under a condition.
    """

    values: dict[str, str]
    menu: str
    line: int
    last_line: int
    spans: Spans
    words: tuple[str, ...] = ()
    note: str = ""
    computed: tuple[str, ...] = ()
    doubtful: bool = False

    def get(self, key: str, default: str = "") -> str:
        """The value of a key, or the default."""
        return self.values.get(key, default)

    @property
    def span(self) -> Span:
        """Its line, made when somebody asks: most entries of long lists are never shown."""
        plain = not self.doubtful and not any(map(holds_secret, self.values))
        return self.spans.at(self.line, self.last_line, self.menu, plain=plain)

    @property
    def disabled(self) -> bool:
        """Whether the owner switched it off."""
        return self.values.get("disabled", "no") in ("yes", "true")

    @property
    def inactive(self) -> bool:
        """Whether the export notes that it cannot match ("in/out-interface matcher not possible when interface ... is slave").

        "inactive time" and "not ready" only describe the moment of the export.
        """
        return bool(self.note) and _INACTIVE.search(self.note) is not None


class Change(msgspec.Struct, frozen=True, gc=False):
    """A `set`, `enable` or `disable` of something that the file does not add. target None: the menu itself."""

    target: Target | None
    values: dict[str, str]
    span: Span


class Export:
    """What a file says, by menu.

    partial: it is an export of some menus only, or a list of commands that is no export. header: a router wrote it.
    """

    def __init__(self, file: SourceFile, watch: Callable[[Statement, bool], None] | None = None) -> None:
        """watch: told of each statement, and whether the items that it changes could be found."""
        self.spans = Spans(file)
        self._file = file
        self._items: dict[str, list[Item]] = {}
        self._changes: dict[str, list[Change]] = {}
        self.unread: list[Statement] = []
        self.unsettled: list[Statement] = []  # changes whose items cannot be found
        self.script_line = 0
        self.has_commands = False
        self._work = 0
        reader = StatementReader(file.text)
        for statement in reader:
            self._apply(statement)
            if watch is not None:
                watch(statement, not self.unsettled or self.unsettled[-1] is not statement)
        self.reading: Reading = reader.reading()
        self.script_line = self.reading.script_line or self.script_line

    def items(self, menu: str) -> list[Item]:
        """The items added to a menu that still exist, in order, switched-off ones included."""
        return self._items.get(menu, [])

    def take(self, menu: str) -> Iterator[Item]:
        """The items of a menu that are not switched off, each let go of once it was handed out: for very long lists."""
        items = self._items.pop(menu, [])
        items.reverse()
        while items:
            item = items.pop()
            if not item.disabled:
                yield item

    def active(self, menu: str) -> Iterator[Item]:
        """The items of a menu that are not switched off."""
        return (item for item in self._items.get(menu, ()) if not item.disabled)

    def changes(self, menu: str) -> list[Change]:
        """What was set in a menu on things that the file does not add."""
        return self._changes.get(menu, [])

    def setting(self, menu: str, key: str) -> Fact[str]:
        """The last value that the file gives a setting of a menu."""
        for change in reversed(self._changes.get(menu, ())):
            if change.target is None and key in change.values:
                return stated(change.values[key], change.span)
        return NOT_STATED

    def has(self, *menus: str) -> bool:
        """Whether the file names one of these menus."""
        return any(menu in self.reading.menus for menu in menus)

    def has_below(self, root: str) -> bool:
        """Whether the file names a menu below a root ("interface")."""
        return any(menu == root or menu.startswith(root + " ") for menu in self.reading.menus)

    def line_of(self, head_comment: str) -> int:
        """The number of a comment line at the top of the file."""
        for number, text in enumerate(self._file.text[:20_000].split("\n"), 1):
            if text.strip()[:200] == head_comment:
                return number
        return 1

    # -- applying commands

    def _apply(self, statement: Statement) -> None:
        verb, menu = statement.verb, statement.menu
        self.has_commands = self.has_commands or bool(verb)
        if verb == "add":
            self._add(statement)
        elif verb in ("set", "enable", "disable", "unset"):
            self._set(statement)
        elif verb == "remove":
            self._remove(statement)
        elif not verb:
            self.unread.append(statement)
        elif verb == "move":
            self._move(statement)
        elif verb == "comment" and menu in self._items:
            self.unsettled.append(statement)
        if verb in ("remove", "enable", "disable", "move", "unset"):
            self.script_line = self.script_line or statement.line

    def _add(self, statement: Statement) -> None:
        arguments = statement.arguments
        if "place-before" in arguments.values:
            self.script_line = self.script_line or statement.line
        if statement.menu.endswith(" address-list"):
            arguments.values.pop("comment", None)  # in lists of a hundred thousand entries it is a third of the memory
        item = Item(
            arguments.values,
            statement.menu,
            statement.line,
            statement.last_line,
            self.spans,
            arguments.words,
            statement.note,
            arguments.computed,
            arguments.broken
            or statement.conditional
            or "copy-from" in arguments.values
            or (bool(arguments.words) and " firewall " in statement.menu)  # no rule has a word without a value
            or _lacks_a_value(statement),
        )
        items = self._items.setdefault(statement.menu, [])
        if "place-before" in arguments.values:
            self._insert(items, item)
        else:
            items.append(item)

    def _insert(self, items: list[Item], item: Item) -> None:
        """Puts an item before the one that its place-before means.

        Where that is not in the file, the item may stand anywhere: at the head and in doubt it acts there or not at
        all, and whatever it does elsewhere is one of the two.
        """
        text = item.values["place-before"]
        self._work += len(items)
        hits = read_target((text,), {}).hits(items) if self._work < _MOST_WORK else None
        if text == "0":
            items.insert(0, item)
        elif hits is not None and len(hits) == 1:
            items.insert(hits[0], item)
        else:
            items.insert(0, msgspec.structs.replace(item, doubtful=True))

    def _set(self, statement: Statement) -> None:
        values = statement.values
        if statement.verb in ("enable", "disable"):
            values = {"disabled": "yes" if statement.verb == "disable" else "no"}
        span = self._span(statement)
        words = statement.arguments.words
        target = read_target(words, statement.values) if words or "numbers" in statement.values else None
        items = self._items.get(statement.menu)
        if target is None or not items:
            self._changes.setdefault(statement.menu, []).append(Change(target, values, span))
            if target is not None and target.unclear and statement.menu in _BUILT_IN:
                self.unsettled.append(statement)
            return
        self._work += len(items)
        hits = target.hits(items) if self._work < _MOST_WORK else None
        if hits is None:
            self.unsettled.append(statement)
            return
        if not hits:
            self._changes.setdefault(statement.menu, []).append(Change(target, values, span))
        for place in hits:
            items[place] = _changed(items[place], statement, values)

    def _remove(self, statement: Statement) -> None:
        items = self._items.get(statement.menu)
        if not items:
            return
        self._work += len(items)
        hits = read_target(statement.arguments.words, statement.values).hits(items)
        if hits is None or self._work > _MOST_WORK or statement.conditional:
            self.unsettled.append(statement)
            return
        for place in reversed(hits):
            del items[place]

    def _move(self, statement: Statement) -> None:
        """Puts items before another one, or at the end (documentation, "Command Line Interface", move)."""
        items = self._items.get(statement.menu)
        if not items:
            return
        self._work += len(items)
        words, values = statement.arguments.words, statement.values
        before = values.get("destination") or (words[-1] if len(words) > 1 else "")
        moved = read_target(words[: 1 if before else None], values).hits(items)
        places = read_target((before,), {}).hits(items) if before else []
        clear = len(words) < 3 and bool(moved) and places is not None and len(places) == bool(before)
        if not clear or self._work > _MOST_WORK or statement.conditional or set(places or ()) & set(moved or ()):
            self.unsettled.append(statement)
            return
        chosen = set(moved or ())
        taken = [item for place, item in enumerate(items) if place in chosen]
        rest = [item for place, item in enumerate(items) if place not in chosen]
        at = places[0] - sum(place < places[0] for place in chosen) if places else len(rest)
        items[:] = [*rest[:at], *taken, *rest[at:]]

    def _span(self, statement: Statement) -> Span:
        arguments = statement.arguments
        plain = not arguments.broken and not any(map(holds_secret, arguments.values))
        return self.spans.of(statement.line, statement.text, statement.last_line, statement.menu, plain=plain)


def _changed(item: Item, statement: Statement, values: dict[str, str]) -> Item:
    gone = statement.arguments.unset
    kept = {key: value for key, value in item.values.items() if key not in gone} if gone else item.values
    return msgspec.structs.replace(
        item,
        values={**kept, **values},
        computed=(*(k for k in item.computed if k not in values), *statement.arguments.computed),
        doubtful=item.doubtful or statement.conditional or statement.arguments.broken or _lacks_a_value(statement),
    )


def _lacks_a_value(statement: Statement) -> bool:
    """Whether a rule asks for something without saying what ("dst-port=")."""
    empty = statement.arguments.empty
    return bool(empty) and " firewall " in statement.menu and not _FREE_TEXT.issuperset(empty)


def is_yes(text: str | None) -> bool:
    """Whether a RouterOS boolean is on."""
    return text in ("yes", "true")
