"""Reads a configuration in braces or in `set` commands into one tree.

Source: VyOS user guide, "Command Line Interface" (both forms of one configuration), vyos-1x python/vyos/configtree.py
(quotes, comments in front of a node), and exports of both forms. A statement ends with its line; there are no semicolons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from routerlint.parsing.vyatta.tree import Node
from routerlint.text.source import SourceFile
from routerlint.wording import Phrase, phrase

__all__ = ["Reading", "is_set_form", "read"]

_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s\"']\S*")
_WHOLE = re.compile(r"(?:\s*(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s\"']\S*)(?=\s|$))*\s*")
_SET = re.compile(r"(?m)^[ \t]*set[ \t]+[a-z][\w-]*")
_OPEN = re.compile(r"(?m)^[ \t]*[a-z][^\n;]{0,200}\{[ \t]*$")
_ESCAPE = re.compile(r"\\(.)")
# What a person types around the commands; none of it is configuration.
_SESSION = frozenset((
    "configure", "commit", "commit-confirm", "confirm", "save", "exit", "end", "begin", "run", "show", "compare", "load", "source",
    "top", "up", "discard", "reboot", "comment", "rollback", "sudo", "if", "fi", "then", "else", "#",
))  # fmt: skip
_PROMPT = re.compile(r"^[\w.-]{1,64}@[\w.-]{1,64}(?::[~\w/]*)?[#$>] ?")
MOST_WORDS = 64
MOST_QUOTED_LINES = 400


class Reading:
    """A tree and what could not be read."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.root = Node("", 1)
        self.unread: list[tuple[int, str]] = []
        self.problems: list[Phrase] = []

    def fail(self, line: int, why: Phrase) -> None:
        """Notes a statement that nobody understands."""
        self.unread.append((line, why))
        if why not in self.problems:
            self.problems.append(why)


def is_set_form(text: str) -> bool:
    """Whether the text is a list of `set` commands rather than a tree in braces."""
    return bool(_SET.search(text)) and len(_SET.findall(text)) >= len(_OPEN.findall(text))


def read(file: SourceFile) -> Reading:
    """The tree of a file; never fails, what it cannot place is listed in `unread`."""
    reading = Reading(file)
    (_read_commands if is_set_form(file.text) else _read_braces)(reading)
    return reading


def _words(text: str) -> list[str]:
    """The words of a line, without their quotes; [] if a quote does not end."""
    double, single = text.count('"'), text.count("'")
    if not double and not single:
        return text.split()
    quote = text[-1]
    if double + single == 2 and quote in "\"'":  # by far the most lines: one quoted value at the end
        before, _, value = text[:-1].partition(quote)
        if (double == 2) == (quote == '"') and before[-1:] in ("", " ", "\t") and "\\" not in value:
            return [*before.split(), value]
    if _WHOLE.fullmatch(text) is None:
        return []
    return [_bare(token) if token[0] in "\"'" else token for token in _TOKEN.findall(text)]


def _bare(token: str) -> str:
    value = token[1:-1]
    return _ESCAPE.sub(r"\1", value) if token[0] == '"' and "\\" in value else value


def _read_commands(reading: Reading) -> None:
    here: list[str] = []
    for number, raw, text in _statements(reading, commands=True):
        words = _words(text)
        if not words:
            reading.fail(number, phrase("a quote that does not end"))
        elif words[0] == "set" and len(words) > 1:
            _place(reading, reading.root, [*here, *words[1:]], number, raw)
        elif words[0] == "delete" and len(words) > 1:
            _delete(reading.root, [*here, *words[1:]])
        elif words[0] == "edit":
            here += words[1:]
        elif words[0] in ("top", "up", "exit"):
            here = here[:-1] if words[0] == "up" and here else []
        elif words[0] not in _SESSION and not words[0].startswith(("#", "/", "$")):
            reading.fail(number, phrase("a line that is no command"))


def _delete(root: Node, words: list[str]) -> None:
    node = root
    for word in words[:-1]:
        found = node.children.get(word)
        if found is None:
            return
        node = found
    node.children.pop(words[-1], None)


def _read_braces(reading: Reading) -> None:
    open_nodes = [reading.root]
    too_deep = 0
    for number, raw, text in _statements(reading, commands=False):
        if text == "}":
            if too_deep:
                too_deep -= 1
            elif len(open_nodes) > 1:
                open_nodes.pop()
            else:
                reading.fail(number, phrase("a closing brace without an opening one"))
        elif text.endswith("{") and (len(text) == 1 or text[-2].isspace()):
            if too_deep or len(open_nodes) > MOST_WORDS:
                too_deep += 1
                reading.fail(number, phrase("braces nested too deeply"))
                continue
            words = _words(text[:-1].rstrip())
            if not words:
                reading.fail(number, phrase("an opening brace without a name"))
            open_nodes.append(_place(reading, open_nodes[-1], words, number, raw))
        elif not too_deep:
            _leaf(reading, open_nodes[-1], number, raw, text)
    if len(open_nodes) > 1 or too_deep:
        reading.fail(
            reading.file.text.count("\n") + 1, phrase("a brace that is not closed: the end of the file is missing")
        )


def _leaf(reading: Reading, parent: Node, number: int, raw: str, text: str) -> None:
    words = _words(text)
    if len(words) > 2 and words[1] == "{" and words[-1] == "}":
        words = [words[0], *words[2:-1]]
    if not words or text[0] in "!{":
        reading.fail(
            number,
            phrase("a quote that does not end") if not words else phrase("a statement that is switched off or torn"),
        )
    else:
        _place(reading, parent, words, number, raw)


def _place(reading: Reading, node: Node, words: list[str], number: int, raw: str) -> Node:
    if len(words) > MOST_WORDS:
        reading.fail(number, phrase("a statement of too many words"))
        return node
    for word in words:
        found = node.children.get(word)
        if found is None:
            found = node.children[word] = Node(word, number, raw)
        node = found
    return node


def _statements(reading: Reading, *, commands: bool) -> Iterator[tuple[int, str, str]]:
    """Line number, physical line and text of each statement; comments are left out, quoted line breaks joined."""
    lines = reading.file.text.split("\n")
    place = 0
    while place < len(lines):
        raw = lines[place]
        text = raw.strip()
        place += 1
        if commands:
            text = _PROMPT.sub("", text)
        if not text or text.startswith(("//", "#")):
            continue
        if text.startswith("/*"):
            place = _behind_comment(reading, lines, place)
            continue
        number = place
        if text.count('"') % 2 and not _balanced(text):
            joined = _joined(lines, place, text)
            if joined is not None:
                text, place = joined
        yield number, raw, text


def _balanced(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None


def _joined(lines: list[str], place: int, text: str) -> tuple[str, int] | None:
    """A quoted value that goes over several lines, and the line behind it."""
    parts = [text]
    for offset, line in enumerate(lines[place : place + MOST_QUOTED_LINES]):
        parts.append(line)
        if line.count('"') % 2:
            whole = "\n".join(parts).strip()
            return (whole, place + offset + 1) if _balanced(whole) else None
    return None


def _behind_comment(reading: Reading, lines: list[str], place: int) -> int:
    """The line behind a comment that begins in line `place` (from 1)."""
    for offset in range(place - 1, len(lines)):
        if "*/" in lines[offset]:
            return offset + 1
    reading.fail(place, phrase("a comment that does not end"))
    return place
