"""The arguments of one RouterOS command: positional words, key=value pairs and !key switches.

Source: MikroTik documentation, "Scripting", section "Line structure" (command [uparam] [param=[value]] ...) and the
escape sequences of "Constant escape sequences".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

__all__ = ["STRING", "Arguments", "parse_arguments", "parse_pieces", "unquote"]

# A quoted string; one without an end reaches to the end of the text, so that no second try scans it again.
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'

# key=value, key= value (a continuation between them is white space), !key, anything else.
_ARGUMENT = re.compile(
    rf'([A-Za-z.][\w.\-]*+)=(?:({STRING}|[^\s"]++)|[ \t]++(?!!?[\w.\-]++=)({STRING}|[^\s"]++))?(?!\S)'
    r"|!([A-Za-z][\w.\-]*+)(?!\S)"
    r"|(\S++)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "_": " ", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_MOST_KNOWN = 5_000
_KEY = re.compile(r"([A-Za-z.][\w.\-]*+)=", re.DOTALL)


class Arguments(msgspec.Struct, frozen=True, gc=False):
    """What stands behind a verb.

    words: positional arguments as written. values: by key, unquoted. unset: keys written as !key.
    computed: keys whose value is an expression ($name, [...], (...), {...}). broken: something could not be read.
    empty: keys with nothing behind their sign; what exports write for an empty value is "".
    """

    words: tuple[str, ...] = ()
    values: dict[str, str] = {}
    unset: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    broken: bool = False
    empty: tuple[str, ...] = ()


def unquote(text: str) -> str:
    """A value without its quotes and escapes; a bare word stays as it is."""
    if text[:1] != '"':
        return text
    inner = text[1:-1] if len(text) > 1 and text[-1] == '"' else text[1:]
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def parse_arguments(text: str, known: dict[str, str] | None = None) -> Arguments:
    """The arguments in a text without brackets, braces, semicolons and variables outside its strings.

    known: keys and plain words that were met before, so that a large export holds each of them once; it grows.
    """
    known = {} if known is None else known
    values: dict[str, str] = {}
    words: list[str] = []
    unset: list[str] = []
    empty: list[str] = []
    broken = False
    for key, direct, spaced, switch, word in _ARGUMENT.findall(text):
        if key:
            value = direct or spaced
            if value[:1] == '"':
                broken = broken or not _closed(value)
                value = unquote(value)
            elif not value:
                empty.append(key)
            name = key
            if len(known) < _MOST_KNOWN:
                name = known.setdefault(key, key)
                if value.isalpha():
                    value = known.setdefault(value, value)
            values[name] = value
        elif switch:
            unset.append(switch)
        else:
            if word[0] == "#" and not broken:  # hand-written files end lines with remarks
                break
            words.append(word)
            broken = broken or '"' in word
    return Arguments(tuple(words), values, tuple(unset), (), broken, tuple(empty))


def parse_pieces(pieces: Sequence[str]) -> Arguments:
    """The arguments in pieces that were already cut at white space outside strings and brackets."""
    values: dict[str, str] = {}
    words: list[str] = []
    unset: list[str] = []
    computed: list[str] = []
    empty: list[str] = []
    broken = False
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        place += 1
        found = _KEY.match(piece)
        if found is None:
            if piece[0] == "!" and piece[1:].replace("-", "").isalnum():
                unset.append(piece[1:])
            else:
                words.append(piece)
            continue
        key, value = found[1], piece[found.end() :]
        if not value and place < len(pieces) and not _KEY.match(pieces[place]):
            value = pieces[place]
            place += 1
        if value[:1] in ("$", "[", "(", "{"):
            computed.append(key)
        elif value[:1] == '"':
            broken = broken or not _closed(value)
            value = unquote(value)
        elif not value:
            empty.append(key)
        values[key] = value
    return Arguments(tuple(words), values, tuple(unset), tuple(computed), broken, tuple(empty))


def _closed(text: str) -> bool:
    """Whether a quoted string has its end: an unescaped quote that is not the first one."""
    if len(text) < 2 or text[-1] != '"':
        return False
    tail = text[1:-1]
    return (len(tail) - len(tail.rstrip("\\"))) % 2 == 0


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code, 16)) if len(code) == 2 else _ESCAPED.get(code, code)
