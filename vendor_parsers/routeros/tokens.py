"""The tokens of commands with brackets, braces and semicolons, as scripts and `[ find ... ]` have them."""

from __future__ import annotations

import re

from vendor_parsers.routeros.words import STRING

__all__ = ["CODE_KEYS", "TOKEN", "VERBS", "flush", "head_of", "open_braces", "opens_block"]

VERBS = frozenset((
    "add", "set", "remove", "unset", "enable", "disable", "print", "export", "edit", "find", "get", "move", "comment",
    "import",
))  # fmt: skip
TOKEN = re.compile(
    rf"(?P<space>\s++)|(?P<string>{STRING})|(?P<mark>[{{}}\[\]();])|(?P<word>(?:[^\s\"{{}}\[\]();\\]|\\.)++|\\)",
    re.DOTALL,
)
# Keys whose brace opens code; a brace behind any other key is a value (source={...}).
CODE_KEYS = frozenset(("do", "else", "on-error", "while", "in", "from", "to"))


def flush(current: list[str], pieces: list[str]) -> None:
    """Ends the piece at hand."""
    if current:
        pieces.append("".join(current))
        current.clear()


def opens_block(current: list[str], pieces: list[str]) -> bool:
    """Whether the brace that follows opens code (do={...}, /ip firewall {...}) and not a value (source={...})."""
    if current:
        text = "".join(current)
        return text[-1] == "=" and text[:-1] in CODE_KEYS
    if not pieces or pieces[0][0] == ":" or pieces[-1].rstrip("=") in CODE_KEYS:
        return True
    return not any(piece.rpartition("/")[2] in VERBS for piece in pieces)


def open_braces(text: str) -> int:
    """How many braces of a value are open at the end of a text."""
    depth = 0
    before = ""
    for found in TOKEN.finditer(text):
        sign = found[0]
        if sign == "{" and (depth or ("=" in before and before.partition("=")[0] not in CODE_KEYS)):
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
        before = sign
    return depth


def head_of(pieces: list[str]) -> tuple[list[str], str, int]:
    """The menu words and the verb ("" if there is none) at the head of a command, and how many pieces they are."""
    words: list[str] = []
    for place, piece in enumerate(pieces):
        parts = [p for p in piece.split("/") if p]
        if parts and parts[-1] in VERBS and "=" not in piece:
            return [*words, *parts[:-1]], parts[-1], place + 1
        if "=" in piece or piece[0] in '[("$!':
            return words, "", place
        words += parts
    return words, "", len(pieces)
