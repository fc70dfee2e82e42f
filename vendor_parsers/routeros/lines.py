"""From physical lines to commands' texts: comments, continuations, strings over several lines.

Source: MikroTik documentation, "Scripting", "Line joining"; real exports (continuations stand inside strings, where
they join with nothing and the next line's indentation is dropped, or between words, where they are white space; a bare
word is never split).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

__all__ = ["Comment", "Logical", "logical_lines", "more_lines"]

# A command longer than this is not read: nothing that a router exports comes near.
_MOST_TEXT = 262_144
# A string without a backslash at the line's end may go on over this many lines.
_MOST_LINES = 400

_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_STARTS_COMMAND = re.compile(r"/|:|#|(?:add|set|remove)\b")


class Logical(msgspec.Struct, frozen=True, gc=False):
    """One command's text with its place.

    text: joined and stripped. first: the first physical line. broken: a string has no end, or it is too long.
    """

    text: str
    line: int
    last_line: int
    first: str
    broken: bool = False


class Comment(msgspec.Struct, frozen=True, gc=False):
    """A comment line; an empty text stands for a blank line."""

    text: str
    line: int


def logical_lines(lines: list[str]) -> Iterator[Logical | Comment]:
    """The commands and comments of a file in their order."""
    place = 0
    total = len(lines)
    while place < total:
        first = lines[place]
        place += 1
        text = first.strip()
        if not text or text[0] == "#":
            yield Comment(text, place)
            if text[-1:] == "\\":
                place = _skip_tail(lines, place)
            continue
        if text[-1] != "\\" and '"' not in text:
            whole = len(text) <= _MOST_TEXT
            yield Logical(text if whole else text[:200], place, place, first, not whole)
            continue
        start = place
        text, place, broken = _joined(lines, place)
        if len(text) > _MOST_TEXT:
            text, broken = text[:200], True
        if text:
            yield Logical(text, start, place, first, broken)


def more_lines(lines: list[str], line: int, depth: int) -> tuple[str, int] | None:
    """The text up to the line on which `depth` open braces are closed, and that line's number; None if none is."""
    found: list[str] = []
    in_string = False
    for place in range(line, min(len(lines), line + 10 * _MOST_LINES)):
        text = lines[place]
        found.append(text)
        for mark in re.finditer(r'\\.|["{}]', text, re.DOTALL):
            sign = mark[0]
            if sign == '"':
                in_string = not in_string
            elif not in_string and sign in "{}":
                depth += 1 if sign == "{" else -1
                if not depth:
                    return "\n".join(found), place + 1
    return None


def _joined(lines: list[str], place: int) -> tuple[str, int, bool]:
    """The text of the command whose first line is before `place`, the number of its last line, whether it is broken."""
    parts: list[str] = []
    text = lines[place - 1].lstrip()
    in_string = False
    while True:
        body = text.rstrip() if not in_string else text
        continued = _ends_in_backslash(body)
        if continued:
            body = body[:-1]
        in_string = _open_after(body, in_string)
        parts.append(body)
        if continued and _is_over(lines, place):
            return "".join(parts).strip(), place, True
        if continued:
            text = lines[place].lstrip()
            place += 1
            if not in_string:
                parts.append(" ")
            continue
        if in_string and _string_goes_on(lines, place):
            text = lines[place]
            place += 1
            parts.append("\n")
            continue
        return "".join(parts).strip(), place, in_string


def _is_over(lines: list[str], place: int) -> bool:
    """Whether nothing follows: a command that goes on there was cut off with the file."""
    return all(not lines[number].strip() for number in range(place, len(lines)))


def _ends_in_backslash(text: str) -> bool:
    """Whether a line goes on behind its end: an odd number of backslashes."""
    if text[-1:] != "\\":
        return False
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _open_after(text: str, in_string: bool) -> bool:
    if '"' not in text:
        return in_string
    if "\\" not in text:
        return in_string ^ (text.count('"') & 1 == 1)
    quotes = sum(1 for found in _QUOTE.finditer(text) if found[0] == '"')
    return in_string ^ (quotes & 1 == 1)


def _string_goes_on(lines: list[str], place: int) -> bool:
    """Whether an open string ends on one of the next lines, before something that looks like a new command."""
    for text in lines[place : place + _MOST_LINES]:
        if _STARTS_COMMAND.match(text):
            return False
        if _open_after(text, in_string=True) is False:
            return True
    return False


def _skip_tail(lines: list[str], place: int) -> int:
    """Behind the indented rest of a commented-out command whose lines end in backslashes."""
    while place < len(lines) and lines[place][:1] in (" ", "\t") and "=" in lines[place]:
        place += 1
        if lines[place - 1].rstrip()[-1:] != "\\":
            break
    return place
