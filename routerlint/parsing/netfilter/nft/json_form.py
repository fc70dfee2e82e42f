"""The JSON form: what `nft -j list ruleset` prints. Source: libnftables-json(5)."""

from __future__ import annotations

import json

from routerlint.parsing.netfilter.nft.builder import Builder, HeldRule, HookText
from routerlint.parsing.netfilter.nft.json_values import (
    Json,
    as_items,
    as_left,
    as_lookup,
    as_right,
    as_text,
    as_verdict,
)
from routerlint.parsing.netfilter.nft.syntax import (
    Choose,
    MarkSet,
    Nat,
    NatKind,
    Nothing,
    NoTracking,
    Opaque,
    SetDefinition,
    Statement,
    Test,
    VerdictMap,
)
from routerlint.text.coverage import LineState
from routerlint.text.source import SourceFile
from routerlint.wording import phrase

__all__ = ["read_json"]

_FULL = 0xFFFFFFFF
_NAT: dict[str, NatKind] = {
    "dnat": "dnat", "snat": "snat", "masquerade": "masquerade", "redirect": "redirect", "tproxy": "tproxy",
}  # fmt: skip
_GOES_ON = frozenset(
    ("counter", "log", "dup", "last", "ct helper", "ct timeout", "ct expectation", "flow", "secmark", "comment")
)
_RATES = frozenset(("limit", "quota", "ct count"))
_MARKS = {"meta": "mark", "ct": "ct"}


def read_json(file: SourceFile, builder: Builder) -> None:
    """Reads one document object by object, so that each has its line."""
    text = file.text
    start = text.find('"nftables"')
    place = text.find("[", start) + 1
    if start < 0 or place <= 0:
        builder.problems.append(phrase("{name} is no JSON of nft", name=file.name))
        return
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    while True:
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        if place < len(text) and text[place] == "]":
            return
        line, counted = line + text.count("\n", counted, place), place
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            builder.problems.append(phrase("{name} ends or breaks off in line {line}", name=file.name, line=line))
            return
        _Objects(file, builder, line, text[place : min(end, place + 1000)]).take(value)
        place = end


class _Objects:
    """One object of the list."""

    def __init__(self, file: SourceFile, builder: Builder, line: int, text: str) -> None:
        self._file = file
        self._builder = builder
        self._line = line
        self._text = text.split("\n", 1)[0] if text.count("\n") else text

    def take(self, value: Json, depth: int = 0) -> None:
        if not isinstance(value, dict) or not value:
            self._lost("an object")
            return
        (kind, inside), *_ = value.items()
        if kind in ("add", "create", "insert") and depth < 2:
            self.take(inside, depth + 1)
        elif kind == "flush" and inside == {"ruleset": None}:
            self._builder.flush()
        elif kind == "metainfo" or kind in _OTHER_OBJECTS:
            return
        elif not isinstance(inside, dict):
            self._lost(kind)
        elif kind == "table":
            self._builder.table(_word(inside, "family"), _word(inside, "name"))
            if "dormant" in _words(inside, "flags"):
                self._builder.set_dormant(_word(inside, "family"), _word(inside, "name"))
        elif kind == "chain":
            self._chain(inside)
        elif kind in ("set", "map", "element"):
            self._set(inside)
        elif kind == "rule":
            self._rule(inside)
        else:
            self._lost(kind)

    def _lost(self, what: str) -> None:
        self._builder.ledger.mark(
            LineState.UNRECOGNISED, file=self._file.name, line=self._line, what=what[:32], relevant=True
        )
        self._builder.problems.append(
            phrase("an object in line {line} of {name} cannot be read", line=self._line, name=self._file.name)
        )

    def _chain(self, inside: dict[str, Json]) -> None:
        family, table, name = _word(inside, "family"), _word(inside, "table"), _word(inside, "name")
        if "hook" not in inside:
            self._builder.add_chain(family, table, name)
            return
        span = self._file.span(self._line, self._text)
        hook = HookText(
            kind=_word(inside, "type"),
            hook=_word(inside, "hook"),
            priority=str(inside.get("prio", "")),
            policy=_word(inside, "policy"),
            devices=_words(inside, "dev"),
            spans=(span,),
        )
        self._builder.add_chain(family, table, name, hook)

    def _set(self, inside: dict[str, Json]) -> None:
        elements = inside.get("elem")
        items = as_items(elements) if elements else ()
        changing = "dynamic" in _words(inside, "flags") or "timeout" in inside or items is None
        definition = SetDefinition(_word(inside, "name"), items or (), stated=elements is not None, changing=changing)
        self._builder.add_set(_word(inside, "family"), _word(inside, "table"), definition)

    def _rule(self, inside: dict[str, Json]) -> None:
        expressions = inside.get("expr")
        statements: list[Statement] = []
        for expression in expressions if isinstance(expressions, list) else []:
            statements.append(_statement(expression))
        comment = inside.get("comment")
        if isinstance(comment, str):
            statements.append(Nothing(label=comment))
        rule = HeldRule(self._file, self._line, self._text, statements)
        self._builder.add_rule(_word(inside, "family"), _word(inside, "table"), _word(inside, "chain"), rule)


_OTHER_OBJECTS = frozenset((
    "counter", "quota", "limit", "ct helper", "ct timeout", "ct expectation", "flowtable", "secmark", "synproxy", "tunnel",
))  # fmt: skip


def _word(inside: dict[str, Json], key: str) -> str:
    value = inside.get(key)
    return value if isinstance(value, str) else ""


def _words(inside: dict[str, Json], key: str) -> tuple[str, ...]:
    value = inside.get(key)
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _statement(value: Json) -> Statement:
    verdict = as_verdict(value)
    if verdict is not None:
        return verdict
    if not isinstance(value, dict) or len(value) != 1:
        return Opaque("a statement", acting=True, same=False)
    (kind, inside), *_ = value.items()
    if kind in _GOES_ON:
        return Nothing()
    if kind in _RATES:
        return Choose("rate" if kind == "limit" else kind)
    if kind == "notrack":
        return NoTracking()
    if kind in _NAT:
        return _nat(_NAT[kind], inside)
    match kind, inside:
        case "match", {"left": left, "right": right, **more}:
            return _test(left, str(more.get("op", "in")), right)
        case "vmap", {"key": key, "data": data}:
            looked_at, items = as_left(key), as_right(data)
            if looked_at is not None and items is not None:
                return VerdictMap(looked_at, items)
        case "mangle", {"key": key, "value": target}:
            return _mangle(key, target)
        case "set", {"op": str(), "stmt": statements}:
            return Choose("rate") if _rated(statements) else Nothing()
        case "set", {"op": str()}:
            return Nothing()
        case "meter", _:
            return Choose("rate")
        case "xt", {"type": str(sort), "name": str(name)}:
            return Opaque(f"xt {sort} {name}", acting=sort == "target", same=False)
        case "synproxy", _:
            return Opaque("synproxy", acting=True)
        case _:
            pass
    return Opaque(f"{kind[:32]} {json.dumps(inside)[:200]}", acting=kind != "match")


def _rated(statements: Json) -> bool:
    return isinstance(statements, list) and any(isinstance(s, dict) and _RATES & set(s) for s in statements)


def _test(left: Json, operator: str, right: Json) -> Statement:
    looked_at, compared = as_left(left), as_right(right)
    if looked_at is None or compared is None:
        return Opaque(json.dumps([left, operator, right])[:400])
    if looked_at.fields[0].startswith(("exthdr", "tcp option")) and compared.items:
        operator = ""
    return Test(looked_at, "" if operator == "in" else operator, compared)


def _nat(kind: NatKind, inside: Json) -> Statement:
    if not isinstance(inside, dict):
        return Nat(kind)
    address, port = inside.get("addr"), inside.get("port")
    family = _word(inside, "family")
    for place in (address, port):
        lookup = as_lookup(place)
        if lookup is not None:
            other = port if place is address else address
            text = as_text(other) if other is not None else ""
            if text is None:
                return Opaque(f"{kind} with two maps", acting=True, same=False)
            return Nat(kind, family, text if place is port else "", text if place is address else "", lookup)
    texts = [as_text(place) if place is not None else "" for place in (address, port)]
    if None in texts:
        return Opaque(f"{kind} to something that cannot be read", acting=True, same=False)
    return Nat(kind, family, texts[0] or "", texts[1] or "", prefix="netmap" in _words(inside, "type_flags"))


def _mangle(key: Json, value: Json) -> Statement:
    space = _mark_space(key)
    if space is None:
        left = as_left(key)
        field = left.fields[0] if left is not None else "a header"
        rewrites = field.endswith(("daddr", "saddr", "dport", "sport")) and not field.startswith("ether")
        return Opaque(f"{field} set", acting=True, same=False) if rewrites else Nothing()
    if isinstance(value, int) and not isinstance(value, bool):
        return MarkSet(space, "", 0, value & _FULL)
    return _mark_expression(space, value) or MarkSet(space, None)


def _mark_space(value: Json) -> str | None:
    match value:
        case {"meta": {"key": "mark"}}:
            return "mark"
        case {"ct": {"key": "mark"}}:
            return "ct"
        case _:
            return None


def _mark_expression(space: str, value: Json) -> MarkSet | None:
    """A mark, possibly under & and | with numbers, innermost first."""
    steps: list[tuple[str, int]] = []
    for _ in range(8):
        source = _mark_space(value)
        if source is not None:
            keep, add, flip = _FULL, 0, 0
            for operator, number in reversed(steps):
                if operator == "&":
                    keep, add, flip = keep & number, add & number, flip & number
                elif operator == "|":
                    keep, add = keep & ~number, add | number
                else:
                    flip ^= number
            return MarkSet(space, source, keep & _FULL, add, flip)
        if not isinstance(value, dict) or len(value) != 1:
            return None
        (operator, inside), *_ = value.items()
        match operator, inside:
            case (("&" | "|" | "^"), [inner, int(number)]):
                steps.append((operator, number & _FULL))
                value = inner
            case _:
                return None
    return None
