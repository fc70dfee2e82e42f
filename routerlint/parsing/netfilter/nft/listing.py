"""The text form: what `nft list ruleset` prints, and the files that `nft -f` loads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routerlint.parsing.netfilter.nft.builder import Builder, HeldRule, HookText
from routerlint.parsing.netfilter.nft.expressions import read_items
from routerlint.parsing.netfilter.nft.statements import read_rule
from routerlint.parsing.netfilter.nft.syntax import Item, Opaque, SetDefinition, Statement
from routerlint.parsing.netfilter.nft.tokens import END, Tokens, unquoted
from routerlint.text.coverage import LineState
from routerlint.text.source import SourceFile
from routerlint.wording import phrase

__all__ = ["ListingReader"]

_TABLE_FAMILIES = frozenset(("ip", "ip6", "inet", "arp", "bridge", "netdev"))
_OBJECTS = frozenset(("counter", "quota", "limit", "ct", "secmark", "synproxy", "flowtable", "tunnel"))
_CHANGES = frozenset(("add", "create", "insert", "replace"))
_REMOVALS = frozenset(("delete", "destroy", "flush", "reset", "rename"))
_MOST_INCLUDES = 64


class ListingReader:
    """Reads one text into a builder.

    includes: finds a file that the text includes by name; None if it is not in the input.
    """

    def __init__(
        self, file: SourceFile, builder: Builder, includes: Callable[[str], SourceFile | None], depth: int = 0
    ) -> None:
        self._file = file
        self._builder = builder
        self._includes = includes
        self._depth = depth
        self._lines = file.lines()
        self._tokens = Tokens(file.text)

    def read(self, definitions: Mapping[str, list[str]] | None = None) -> None:
        """Reads the whole text."""
        for name, value in (definitions or {}).items():
            self._tokens.define(name, value)
        tokens = self._tokens
        while True:
            tokens.skip_blank()
            if tokens.symbol == END:
                break
            self._command()
        if tokens.unknown_names:
            self._builder.problems.append(phrase("{name} uses names that it does not define", name=self._file.name))

    def _command(self) -> None:
        tokens = self._tokens
        word = tokens.symbol
        if word == "table":
            tokens.take()
            self._table(*self._table_name())
        elif word in ("define", "redefine"):
            self._define()
        elif word == "include":
            self._include()
        elif word in _CHANGES:
            self._change(tokens.take())
        elif word in _REMOVALS:
            self._remove(tokens.take())
        elif word in ("chain", "rule", "set", "map", "element"):
            self._change("add")
        else:
            self._lost("a command")

    def _table_name(self) -> tuple[str, str]:
        tokens = self._tokens
        family = tokens.take() if tokens.symbol in _TABLE_FAMILIES and tokens.after() not in ("{", "\n", END) else "ip"
        return family, unquoted(tokens.take())

    def _define(self) -> None:
        tokens = self._tokens
        tokens.take()
        name = tokens.take()
        tokens.accept("=")
        value: list[str] = []
        depth = 0
        while tokens.symbol != END and not (depth == 0 and tokens.symbol in ("\n", ";", "}")):
            symbol = tokens.take()
            depth += (symbol == "{") - (symbol == "}")
            if symbol != "\n":
                value.append(symbol)
        tokens.define(name, value)

    def _include(self) -> None:
        tokens = self._tokens
        line = tokens.line
        tokens.take()
        name = unquoted(tokens.take())
        tokens.skip_statement()
        found = self._includes(name) if self._depth < _MOST_INCLUDES else None
        if found is None:
            self._builder.problems.append(
                phrase("{name} includes {name2}, which is not in the input", name=self._file.name, name2=name[:80])
            )
            self._mark(LineState.UNSUPPORTED, line, "include")
            return
        self._mark(LineState.USED, line, "")
        ListingReader(found, self._builder, self._includes, self._depth + 1).read()

    def _lost(self, what: str) -> None:
        """A statement outside of rules that nobody knows: it may have changed anything."""
        line = self._tokens.line
        if self._tokens.skip_statement() or not self._tokens.accept("}"):
            self._mark(LineState.UNRECOGNISED, line, what)
            self._builder.problems.append(
                phrase("line {line} of {name} cannot be read", line=line, name=self._file.name)
            )

    def _mark(self, state: LineState, line: int, what: str) -> None:
        self._builder.ledger.mark(state, file=self._file.name, line=line, what=what, relevant=True)

    def _table(self, family: str, name: str) -> None:
        tokens, builder = self._tokens, self._builder
        builder.table(family, name)
        if not tokens.opens_block():
            tokens.skip_statement()
            return
        while True:
            tokens.skip_blank()
            word = tokens.symbol
            if word == END:
                builder.problems.append(
                    phrase("{name} ends in the middle of table {name2}", name=self._file.name, name2=name)
                )
                return
            if tokens.accept("}"):
                return
            self._in_table(word, family, name)

    def _in_table(self, word: str, family: str, name: str) -> None:
        tokens = self._tokens
        if word == "chain":
            tokens.take()
            self._chain(family, name, unquoted(tokens.take()))
        elif word in ("set", "map"):
            tokens.take()
            self._set(family, name, unquoted(tokens.take()))
        elif word == "flags":
            if "dormant" in tokens.skip_statement():
                self._builder.set_dormant(family, name)
        elif word in ("define", "redefine"):
            self._define()
        elif word == "include":
            self._include()
        elif word in _OBJECTS or word in ("comment", "owner", "persist"):
            tokens.skip_statement()
        else:
            self._lost("a part of a table")

    def _chain(self, family: str, table: str, chain: str) -> None:
        tokens = self._tokens
        self._builder.add_chain(family, table, chain)
        if not tokens.opens_block():
            tokens.skip_statement()
            return
        while True:
            tokens.skip_blank()
            word = tokens.symbol
            if word == END:
                self._builder.problems.append(
                    phrase("{name} ends in the middle of chain {chain}", name=self._file.name, chain=chain)
                )
                return
            if tokens.accept("}"):
                return
            if word in ("type", "policy"):
                self._builder.add_chain(family, table, chain, self._hook(tokens.line))
            elif word in ("flags", "devices") or (word == "comment" and tokens.after(2) in ("\n", ";", "}")):
                tokens.skip_statement()
            elif word in ("define", "redefine"):
                self._define()
            elif word == "include":
                self._include()
            else:
                self._builder.add_rule(family, table, chain, self._rule())

    def _rule(self) -> HeldRule:
        tokens = self._tokens
        line = tokens.line
        before = tokens.line
        statements: list[Statement] = read_rule(tokens)
        if tokens.symbol == "}" and not statements and tokens.line == before:
            statements = [Opaque("}", acting=True)]
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        return HeldRule(self._file, line, text, statements)

    def _hook(self, line: int) -> HookText:
        """Type filter hook input priority filter; policy drop; or a policy alone."""
        tokens = self._tokens
        span = self._file.span(line, self._lines[line - 1] if 0 < line <= len(self._lines) else "")
        kind = hook = priority = policy = ""
        devices: tuple[str, ...] = ()
        if tokens.accept("type"):
            kind = tokens.take()
            tokens.accept("hook")
            hook = tokens.take()
            while tokens.accept("device", "devices"):
                tokens.accept("=")
                devices = self._devices()
            tokens.accept("priority")
            priority = " ".join(symbol for symbol in self._until_end())
            tokens.accept(";", "\n")
            tokens.skip_lines()
        if tokens.accept("policy"):
            policy = tokens.take()
        return HookText(kind, hook, priority, policy, devices, (span,))

    def _until_end(self) -> list[str]:
        tokens = self._tokens
        words: list[str] = []
        while not tokens.at_end():
            words.append(tokens.take())
        return words

    def _devices(self) -> tuple[str, ...]:
        tokens = self._tokens
        if tokens.symbol == "{":
            return tuple(item.parts[0] for item in read_items(tokens))
        return (unquoted(tokens.take()),)

    def _set(self, family: str, table: str, name: str) -> None:
        tokens = self._tokens
        if not tokens.opens_block():
            tokens.skip_statement()
            return
        items: tuple[Item, ...] = ()
        stated = changing = False
        while True:
            tokens.skip_blank()
            word = tokens.symbol
            if word == END:
                self._builder.problems.append(
                    phrase("{name} ends in the middle of set {name2}", name=self._file.name, name2=name)
                )
                break
            if tokens.accept("}"):
                break
            if word == "elements":
                tokens.take()
                tokens.accept("=")
                items, stated = (*items, *read_items(tokens)), True
            else:
                words = tokens.skip_statement()
                changing = changing or (word == "flags" and "dynamic" in words) or word == "timeout"
                if not words:
                    tokens.take()
        self._builder.add_set(family, table, SetDefinition(name, items, stated, changing))

    def _change(self, word: str) -> None:
        """Add table, chain, rule, set, map, element; insert rule."""
        tokens = self._tokens
        what = tokens.take()
        if what == "table":
            self._table(*self._table_name())
        elif what in ("chain", "set", "map", "element", "rule"):
            family, table = self._table_name()
            name = unquoted(tokens.take())
            if what == "chain":
                self._chain(family, table, name)
            elif what in ("set", "map"):
                self._set(family, table, name)
            elif what == "element":
                if tokens.symbol == "{":
                    self._builder.add_set(family, table, SetDefinition(name, read_items(tokens), stated=True))
            else:
                while tokens.accept("index", "position", "handle"):
                    tokens.take()
                self._builder.add_rule(family, table, name, self._rule(), first=word == "insert")
        elif what in _OBJECTS:
            tokens.skip_statement()
        else:
            self._lost("a command")

    def _remove(self, word: str) -> None:
        tokens = self._tokens
        line = tokens.line
        words = tokens.skip_statement()
        if word == "flush" and words[:1] == ["ruleset"]:
            self._builder.flush()
            return
        names = words[1:]
        family = names.pop(0) if names and names[0] in _TABLE_FAMILIES else "ip"
        name = unquoted(names[0]) if names else ""
        if words[:1] == ["table"] and word in ("delete", "destroy"):
            self._builder.drop_table(family, name)
        elif word == "flush" and words[:1] in (["table"], ["chain"]):
            self._builder.flush_table(family, name, unquoted(names[1]) if len(names) > 1 else "")
        elif word != "reset" and words[:1] not in (["set"], ["map"], ["counter"], ["quota"]):
            self._mark(LineState.UNSUPPORTED, line, f"{word} command")
            self._builder.problems.append(
                phrase("line {line} of {name} removes rules that cannot be followed", line=line, name=self._file.name)
            )
