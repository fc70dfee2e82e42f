"""Variables and the conditions of ?IF. Source: evaluate_expression in Config.pm of Shorewall 5.2.8, shorewall-params(5)."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Variables", "condition"]

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PARAMETER = re.compile(r"@(?:\{(\d+)\}|(\d+))")
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)")
_COMPARISON = re.compile(r"([^=!]{0,500}?)\s*(==|!=|\beq\b|\bne\b)\s*([^=!]{0,500})")
_PASSED = re.compile(r"passed\s*\(?\s*[$@]\{?(\d+)\}?\s*\)?")
_RUNS = re.compile(r"[`]|\$\(|\$\{\w+[^\w}]")
_OPENS = re.compile(r"\s*(?:if|case|for|while|until)\b")
_CLOSES = re.compile(r"\s*(?:fi|esac|done)\b")
_MOST_EXPANSIONS = 20
_LONGEST = 20_000


class Variables:
    """The variables of one program: from params, shorewall.conf and ?SET. unknown: those that only a shell could tell."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.unknown: set[str] = set()

    def set(self, name: str, text: str) -> None:
        """Gives a variable a value."""
        self.values[name] = self.expand(text)
        self.unknown.discard(name)

    def forget(self, name: str) -> None:
        """Says that a variable has a value which the files do not hold."""
        self.values.pop(name, None)
        self.unknown.add(name)

    def copy(self, parameters: dict[str, str] | None = None) -> Variables:
        """The same variables, to go their own way; parameters: of an action, by number."""
        other = Variables()
        other.values = {**self.values, **(parameters or {})}
        other.unknown = set(self.unknown)
        return other

    def expand(self, text: str) -> str:
        """The text with the values of variables in their place; a variable that nobody knows stays."""
        for _ in range(_MOST_EXPANSIONS):
            if "$" not in text or len(text) > _LONGEST:
                return text
            again = self._once(text)
            if again == text:
                return text
            text = again
        return text

    def parameters(self, text: str) -> str:
        """The text with the parameters of an action (@1, @{2}) in their place."""
        if "@" not in text:
            return text
        return _PARAMETER.sub(lambda found: self.values.get(found[1] or found[2], ""), text)

    def read(self, lines: Iterable[str]) -> dict[str, int]:
        """Reads NAME=value lines of a shell file; returns the line of each.

        A value that only a shell could find out (a command's output, an assignment within an if) is unknown.
        """
        places: dict[str, int] = {}
        depth = 0
        for number, line in enumerate(lines, 1):
            if _CLOSES.match(line):
                depth = max(depth - 1, 0)
            elif _OPENS.match(line):
                depth += 1
            found = _ASSIGNMENT.match(line)
            if found is None:
                continue
            name, text = found[1], found[2].strip()
            places[name] = number
            if depth or _RUNS.search(text):
                self.forget(name)
            elif text[:1] in ("'", '"') and text.find(text[0], 1) > 0:
                self.set(name, text[1 : text.index(text[0], 1)])
            else:
                self.set(name, re.split(r"\s+#|\s*;", text, maxsplit=1)[0].strip())
        return places

    def _once(self, text: str) -> str:
        parts: list[str] = []
        length, end = 0, 0
        for found in _VARIABLE.finditer(text):
            value = self.values.get(found[1] or found[2], found[0])
            parts += [text[end : found.start()], value]
            length += len(value)
            end = found.end()
            if length > _LONGEST:
                break
        return "".join((*parts, text[end:]))


def condition(text: str, variables: Variables, *, six: bool) -> bool | None:
    """Whether the condition of an ?IF holds; None if the files do not say."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and ")" not in text[1:-1]:
        text = text[1:-1].strip()
    negated = False
    while text.startswith("!") and not text.startswith("!="):
        negated = not negated
        text = text[1:].strip()
    passed = _PASSED.fullmatch(text)
    if passed is not None:
        return (variables.values.get(passed[1], "") not in ("", "-")) is not negated
    if "&&" in text or "||" in text or "(" in text or "=~" in text:
        return None
    compared = _COMPARISON.fullmatch(text)
    if compared is not None:
        left, right = _value(compared[1], variables, six=six), _value(compared[3], variables, six=six)
        if left is None or right is None:
            return None
        same = left == right
        return (same if compared[2] in ("==", "eq") else not same) is not negated
    value = _value(text, variables, six=six)
    return None if value is None else (value not in ("", "0")) is not negated


def _value(text: str, variables: Variables, *, six: bool) -> str | None:
    text = text.strip()
    if text in ("__IPV4", "__IPV6", "$__IPV4", "$__IPV6"):
        return str(int(text.endswith("6") is six))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        shown = variables.expand(variables.parameters(text[1:-1]))
        return None if "$" in shown else shown
    named = _VARIABLE.fullmatch(text) or _PARAMETER.fullmatch(text)
    if named is not None:
        name = named[1] or named[2]
        return None if name in variables.unknown or name.startswith("__") else variables.values.get(name, "")
    return text if re.fullmatch(r"\d+", text) else None
