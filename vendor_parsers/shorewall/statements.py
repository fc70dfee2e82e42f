"""Rules with their macros and inline actions written out.

Source: shorewall-macros(5), shorewall-actions(5); process_macro and process_inline in Rules.pm of Shorewall 5.2.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import Doubt, Place, default_place
from routerlint.wording import phrase
from vendor_parsers.shorewall.lines import Line, LineReader
from vendor_parsers.shorewall.stock_macros import STOCK_MACROS
from vendor_parsers.shorewall.targets import Target, read_effect, split_target, with_parameter

__all__ = ["COLUMNS", "Expander", "Statement", "of_line"]

COLUMNS = (
    "action", "source", "dest", "proto", "dport", "sport", "origdest", "rate", "user", "mark", "connlimit", "time",
    "headers", "switch", "helper",
)  # fmt: skip
_BARE = re.compile(r"(?:\d+|(?:tcp|udp|icmp)(?:,(?:tcp|udp|icmp))*)\Z")
_ADDRESS = re.compile(r".*?\..*?\.|[+!~]|~?[<\[]")
_DEEPEST = 6


class Statement(NamedTuple):
    """One rule: its columns, and words for iptables behind them."""

    action: str
    source: str
    dest: str
    proto: str
    dport: str
    sport: str
    origdest: str
    rate: str
    user: str
    mark: str
    connlimit: str
    time: str
    headers: str
    switch: str
    helper: str
    inline: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    place: Place
    section: str

    def within(self, body: Statement) -> Statement:
        """A line of a macro where this rule calls it: what the call states wins, but for the ends (see merged_end)."""
        merged = {
            name: getattr(self, name) if getattr(self, name) != "-" else getattr(body, name) for name in COLUMNS[3:]
        }
        return self._replace(
            action=body.action,
            source=_merged_end(body.source, self.source, self.dest, "SOURCE", "DEST"),
            dest=_merged_end(body.dest, self.dest, self.source, "DEST", "SOURCE"),
            inline=(*body.inline, *self.inline),
            doubts=(*self.doubts, *body.doubts),
            **merged,
        )


def of_line(line: Line) -> Statement:
    """The statement in a line of rules, a macro or an action."""
    columns = [line.get(number) for number in range(len(COLUMNS))]
    return Statement._make((*columns, line.inline, line.doubts, line.place, line.section))


class Expander:
    """Knows the macros and actions of one program."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self._options = {line.get(0): line.get(1).split(",") for line in reader.read("actions", ("action", "options"))}
        self._stock: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._bodies: dict[str, list[Line]] = {}

    def expand(self, statement: Statement, parameter: str = "", depth: int = 0) -> Iterator[Statement]:
        """The statements that a rule stands for. parameter: what PARAM means within macros that name none."""
        target = split_target(statement.action)
        body = self._body(target)
        if body is None or depth > _DEEPEST:
            yield statement
            return
        parameter = target.parameter if target.parameter not in ("", "PARAM") else parameter
        for inner in body:
            if inner.action in ("DEFAULT", "DEFAULTS"):
                parameter = parameter or inner.source
                continue
            merged = statement.within(inner)
            merged = merged._replace(action=with_parameter(merged.action, parameter))
            yield from self.expand(merged, parameter, depth + 1)

    def is_inline(self, action: str) -> bool:
        """Whether an action of the owner is written out where it is called."""
        return "inline" in self._options.get(split_target(action).name, ())

    def chain_of(self, target: Target) -> list[Statement] | None:
        """The statements of an action that has a chain of its own; None if the target is no such action."""
        if target.name not in self._options or "inline" in self._options[target.name]:
            return None
        return self._action(target)

    def _body(self, target: Target) -> list[Statement] | None:
        """The lines of a macro or inline action; None for anything else."""
        name = target.name
        if "inline" in self._options.get(name, ()):
            return self._action(target)
        if name in self._options:
            return None
        if self._reader.has(f"macro.{name}"):
            if name not in self._bodies:
                self._bodies[name] = self._reader.read(f"macro.{name}", COLUMNS)
            return [of_line(line) for line in self._bodies[name]]
        if name in STOCK_MACROS and read_effect(target) is None:
            return self._of_stock(name)
        return None

    def _action(self, target: Target) -> list[Statement] | None:
        name = f"action.{target.name}"
        if not self._reader.has(name):
            return None
        given = dict(enumerate(target.parameter.split(",") if target.parameter else [], 1))
        parameters = {str(number): "" if text == "-" else text.strip() for number, text in given.items()}
        lines = self._reader.body(name, COLUMNS, parameters)
        defaults = next((line.get(1).split(",") for line in lines if line.get(0) == "DEFAULTS"), [])
        for number, text in enumerate(defaults, 1):
            if not parameters.get(str(number)) and text != "-":
                parameters[str(number)] = text
        if defaults:
            lines = self._reader.body(name, COLUMNS, parameters)
        return [of_line(line) for line in lines if line.get(0) != "DEFAULTS"]

    def _of_stock(self, name: str) -> list[Statement]:
        if name not in self._stock:
            self._stock[name] = tuple(_columns(text) for text in STOCK_MACROS[name].split(";"))
        place = default_place(phrase("a macro of Shorewall"))
        return [Statement._make((*columns, (), (), place, "")) for columns in self._stock[name]]


def _columns(text: str) -> tuple[str, ...]:
    """A line of a stock macro (see stock_macros) as columns."""
    words = text.split()
    if words[0] == "<":
        words = ["PARAM", "DEST", "SOURCE", *words[1:]]
    elif _BARE.match(words[0]):
        words = ["PARAM", "-", "-", *words]
    return (*words, *("-",) * (len(COLUMNS) - len(words)))


def _merged_end(body: str, own: str, other: str, own_name: str, other_name: str) -> str:
    """SOURCE or DEST of a line of a macro, for the ends of the rule that calls it."""
    if body in ("-", ""):
        return own
    for name, end in ((other_name, other), (own_name, own)):
        if body == name or body.startswith(name + ":"):
            return _joined(body[len(name) + 1 :], end)
    return _joined(body, own)


def _joined(body: str, call: str) -> str:
    if call in ("-", ""):
        return body or "-"
    if not body:
        return call
    return f"{body}:{call}" if _ADDRESS.match(call) else f"{call}:{body}"
