"""Expressions of libnftables JSON as the syntax values that the text form yields too."""

from __future__ import annotations

from routerlint.parsing.netfilter.nft.syntax import Item, Left, Lookup, Right, VerdictText

__all__ = ["Json", "as_items", "as_left", "as_lookup", "as_parts", "as_right", "as_text", "as_verdict"]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_VERDICTS = frozenset(("accept", "drop", "return", "continue", "queue"))
_MOST_DEPTH = 24


def as_text(value: Json, depth: int = 0) -> str | None:
    """One value: a number, a word, a prefix, a range, flags joined with |; None for anything else."""
    if isinstance(value, bool):
        return "exists" if value else "missing"
    if isinstance(value, int | str):
        return str(value)
    if not isinstance(value, dict) or len(value) != 1 or depth > _MOST_DEPTH:
        return None
    (kind, inside), *_ = value.items()
    match kind, inside:
        case "prefix", {"addr": str(address), "len": int(length)}:
            return f"{address}/{length}"
        case "range", [low, high]:
            low_text, high_text = as_text(low, depth + 1), as_text(high, depth + 1)
            return None if low_text is None or high_text is None else f"{low_text}-{high_text}"
        case "|", list(flags):
            texts = [as_text(flag, depth + 1) for flag in flags]
            return "|".join(t for t in texts if t is not None) if None not in texts else None
        case "elem", {"val": inner}:
            return as_text(inner, depth + 1)
        case _:
            return None


def as_parts(value: Json) -> tuple[str, ...] | None:
    """The parts of a value: one, or those of a concatenation."""
    if isinstance(value, dict) and "elem" in value and isinstance(value["elem"], dict):
        return as_parts(value["elem"].get("val"))
    if isinstance(value, dict) and isinstance(value.get("concat"), list):
        texts = [as_text(part) for part in value["concat"]]  # type: ignore[union-attr]  # checked by isinstance above
        return tuple(t for t in texts if t is not None) if None not in texts else None
    text = as_text(value)
    return None if text is None else (text,)


def as_verdict(value: Json) -> VerdictText | None:
    """{"accept": null}, {"jump": {"target": "x"}}."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (kind, inside), *_ = value.items()
    if kind in _VERDICTS:
        return VerdictText(kind)
    if kind == "reject":
        answer = inside.get("type") if isinstance(inside, dict) else None
        return VerdictText("reject", answer=answer if isinstance(answer, str) else "")
    if kind in ("jump", "goto") and isinstance(inside, dict) and isinstance(inside.get("target"), str):
        return VerdictText(kind, str(inside["target"]))
    return None


def as_items(elements: Json) -> tuple[Item, ...] | None:
    """Elements of a set or map; None if one is unreadable."""
    if not isinstance(elements, list):
        elements = [elements]
    items: list[Item] = []
    for element in elements:
        item = _item(element)
        if item is None:
            return None
        items.append(item)
    return tuple(items)


def _item(element: Json) -> Item | None:
    data: tuple[str, ...] | VerdictText | None = None
    if isinstance(element, list):
        if len(element) != 2:
            return None
        element, target = element
        data = as_verdict(target) or as_parts(target)
        if data is None:
            return None
    fleeting = False
    if isinstance(element, dict) and isinstance(element.get("elem"), dict):
        held = element["elem"]
        fleeting = isinstance(held, dict) and ("timeout" in held or "expires" in held)
    parts = as_parts(element)
    return None if parts is None else Item(parts, data, fleeting)


def as_right(value: Json) -> Right | None:
    """The right side of a comparison."""
    if isinstance(value, str) and value.startswith("@"):
        return Right(name=value[1:])
    if isinstance(value, dict) and "set" in value:
        inside = value["set"]
        if isinstance(inside, str):
            return Right(name=inside.lstrip("@"))
        items = as_items(inside)
        return None if items is None else Right(items=items, braces=True)
    items = as_items(value)
    return None if items is None else Right(items=items)


def as_left(value: Json) -> Left | None:
    """What is looked at; None if it is not understood."""
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (kind, inside), *_ = value.items()
    if kind == "concat" and isinstance(inside, list):
        fields = [_field(part) for part in inside]
        return Left(tuple(f for f in fields if f is not None)) if None not in fields else None
    if kind == "&" and isinstance(inside, list) and len(inside) == 2:
        field, mask = _field(inside[0]), as_text(inside[1])
        if mask is None and isinstance(inside[1], list):
            texts = [as_text(flag) for flag in inside[1]]
            mask = "|".join(t for t in texts if t is not None) if None not in texts else None
        return None if field is None or mask is None else Left((field,), mask)
    field = _field(value)
    return None if field is None else Left((field,))


def _field(value: Json) -> str | None:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    (kind, inside), *_ = value.items()
    match kind, inside:
        case "payload", {"protocol": str(protocol), "field": str(field)}:
            return f"{protocol} {field}"
        case "payload", {"base": str(base), "offset": int(offset), "len": int(length)}:
            return f"raw {base},{offset},{length}"
        case "meta", {"key": str(key)}:
            return f"meta {key}"
        case "ct", {"key": str(key), **more}:
            family = more.get("family")
            place = [str(more["dir"])] if "dir" in more else []
            return " ".join(["ct", *place, *([str(family)] if family else []), key])
        case "fib", {"result": str(result), "flags": flags}:
            words = [flags] if isinstance(flags, str) else [str(f) for f in flags] if isinstance(flags, list) else []
            return f"fib {'.'.join(sorted(words))} {result}"
        case "exthdr" | "tcp option" | "ip option", {"name": str(name)}:
            return f"{'tcp option' if kind == 'tcp option' else 'exthdr'} {name}"
        case "numgen" | "jhash" | "symhash", _:
            return kind
        case "socket" | "osf" | "rt" | "ipsec", {"key": str(key)}:
            return f"{kind} {key}"
        case _:
            return None


def as_lookup(value: Json) -> Lookup | None:
    """{"map": {"key": ..., "data": ...}}."""
    match value:
        case {"map": {"key": key, "data": data}}:
            left, right = as_left(key), as_right(data)
            return None if left is None or right is None else Lookup(left, right)
        case _:
            return None
