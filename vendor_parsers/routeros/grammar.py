"""From a RouterOS file to its statements: menu, verb and arguments of every command, in file order.

The menu may stand on a line of its own or before the verb, with spaces or slashes ("/ip firewall nat", "/ip/firewall/nat").
What only a script has (:local, :if, braces) is read as far as it goes and marked.
Source: MikroTik documentation, "Command Line Interface" and "Scripting"; real exports of versions 6.28 to 7.21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from vendor_parsers.routeros.lines import Comment, Logical, logical_lines, more_lines
from vendor_parsers.routeros.tokens import CODE_KEYS, TOKEN, VERBS, flush, head_of, open_braces, opens_block
from vendor_parsers.routeros.words import STRING, Arguments, parse_arguments, parse_pieces, unquote

__all__ = ["Reading", "Statement", "StatementReader", "read_statements"]

_ANY_VERB = "|".join(sorted(VERBS))
_HEAD = re.compile(rf"(/?[A-Za-z0-9 /._-]*?)[ /]*\b(?<![\w-])({_ANY_VERB})(?![\w=.-])")
_MENU = re.compile(r"/[A-Za-z0-9 /._-]*+\Z")
_MENU_WORD = re.compile(r"[a-z0-9][a-z0-9-]*+\Z")
_SPECIAL = re.compile(r"[{}\[\]();$]")
# Compiled by the re module when a line first needs them.
_STRINGS = rf"(?s){STRING}"
_FAILED = r"#\s*error exporting \"?/?([\w /-]+)"
_PROMPT = r"\[[^\]\s]{1,64}@[^\]]{1,64}\] ?[/\w ]*>"
_HEAD_COMMENTS = 60
_LAST_ROOTS = frozenset(("system", "tool", "user", "user-manager", "task"))


class Statement(msgspec.Struct, frozen=True, gc=False):
    """One command.

    menu: "ip firewall filter". verb: "" for a line that is no command. line, last_line: physical lines from 1.
    text: the first physical line. note: the comment lines directly before it, where exports note an item's status.
    conditional: it stands in a block that only runs under a condition.
    """

    menu: str
    verb: str
    arguments: Arguments
    line: int
    last_line: int
    text: str
    note: str = ""
    conditional: bool = False

    @property
    def values(self) -> dict[str, str]:
        """The values by key."""
        return self.arguments.values


class Reading(msgspec.Struct, frozen=True):
    """What a file says beside its commands.

    head: the comment lines at its top. menus: every menu that is named, also without items. script_line: the first
    line that no export has, or 0. failed: menus that the router could not export. cut: the line in the middle of which
    the file ends, or 0.
    """

    head: tuple[str, ...]
    menus: frozenset[str]
    script_line: int
    failed: tuple[tuple[str, int], ...]
    cut: int = 0


def read_statements(text: str) -> tuple[tuple[Statement, ...], Reading]:
    """All statements of a file at once, and what else it says."""
    reader = StatementReader(text)
    statements = tuple(reader)
    return statements, reader.reading()


class StatementReader:
    """The statements of a text one after the other, so that a large export is never held in pieces as a whole.

    Anything can be in the text. `reading()` is complete once the statements have been taken.
    """

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.head: list[str] = []
        self.menus: set[str] = set()
        self.failed: list[tuple[str, int]] = []
        self.script_line = 0
        self._ready: list[Statement] = []
        self._last: Statement | None = None
        self._menu = ""
        self._note: list[str] = []
        self._blocks: list[tuple[bool, str]] = []  # (conditional, menu to come back to)
        self._conditions = 0
        self._variables: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        self._search_braces = True
        self._cut = 0
        self._words: dict[str, str] = {}

    def __iter__(self) -> Iterator[Statement]:
        ready = self._ready
        for _ in self._lines_read():
            if len(ready) > 1:  # the last one is kept back: the file may end within it
                yield from ready[:-1]
                del ready[:-1]
        self._cut = self._cut_line()
        if self._cut and ready and ready[-1].last_line == self._cut:
            broken = msgspec.structs.replace(ready[-1].arguments, broken=True)
            ready[-1] = msgspec.structs.replace(ready[-1], arguments=broken)
        yield from ready
        ready.clear()

    def reading(self) -> Reading:
        """What the file says beside its commands."""
        return Reading(tuple(self.head), frozenset(self.menus), self.script_line, tuple(self.failed), self._cut)

    def _lines_read(self) -> Iterator[None]:
        skip_to = 0
        for item in logical_lines(self.lines):
            if item.line <= skip_to:
                continue
            if isinstance(item, Comment):
                self._comment(item)
                continue
            text = item.text
            if text[0] == "[" and re.match(_PROMPT, text):  # a copy of a terminal
                continue
            if _SPECIAL.search(text) and _SPECIAL.search(re.sub(_STRINGS, '""', text)):
                skip_to = self._slow(item)
            else:
                self._fast(item)
            yield

    def _cut_line(self) -> int:
        """The last line if the file ends within it and more would follow, else 0.

        A router ends every line, and its last menus are those of the system and its tools; without a line end there
        the file was only saved by an editor.
        """
        last = self.lines[-1].strip()
        ended = self._last
        menu = ended.menu if ended is not None and ended.last_line == len(self.lines) else self._menu
        if not last or not menu or menu.partition(" ")[0] in _LAST_ROOTS or re.match(_PROMPT, last):
            return 0
        return len(self.lines)

    def _comment(self, comment: Comment) -> None:
        text = comment.text
        if not text:
            self._note.clear()
            return
        if len(self.head) < _HEAD_COMMENTS and self._last is None:
            self.head.append(text[:200])
        if len(self._note) < 8:
            self._note.append(text[:300])
        failed = re.match(_FAILED, text) if "exporting" in text else None
        if failed:
            self.failed.append((_normal(failed[1]), comment.line))

    # -- commands without brackets and the like, which is nearly all of an export

    def _fast(self, item: Logical) -> None:
        text = item.text
        if text.startswith(":"):
            self._script(item)
            return
        head = _HEAD.match(text)
        if head is None:
            self._other(item, text)
            return
        path, verb = head[1], head[2]
        menu = self._path_of(path)
        if menu is None:
            self._emit(item, self._menu, "", Arguments(broken=True))
            return
        self._emit(item, menu, verb, parse_arguments(text[head.end() :], self._words))

    def _other(self, item: Logical, text: str) -> None:
        """A menu line, a command of another name, or no command at all."""
        if _MENU.match(text) or text == "..":
            self._enter(self._path_of(text) or "")
            return
        if text[0] == "/":
            words, _, rest = _path_words(text)
            if words:
                self._emit(item, " ".join(words[:-1]), words[-1], parse_arguments(rest))
                return
        elif f"{self._menu} {text}".strip() in self.menus and _MENU_WORD.match(text):
            self._enter(f"{self._menu} {text}")
            return
        self._emit(item, self._menu, "", Arguments(broken=True))

    def _path_of(self, path: str) -> str | None:
        """The menu that a path means in the present one; None for what is no path."""
        known = self._paths.get(path) if path[:1] == "/" else None
        if known is not None:
            return known
        if not path:
            return self._menu
        normal = _normal(path)
        if path[0] == "/":
            if len(self._paths) < 1000:
                self._paths[path] = normal
            return normal
        words = normal.split()
        if words == [".."]:
            return " ".join(self._menu.split()[:-1])
        if not all(map(_MENU_WORD.match, words)) or len(words) > 4:
            return None
        return f"{self._menu} {normal}".strip()

    # -- scripts: blocks, variables, expressions

    def _slow(self, item: Logical) -> int:
        """Reads a line with brackets, braces or semicolons; returns the last line that was taken with it."""
        text, last = item.text, item.last_line
        missing = open_braces(text)
        if missing and self._search_braces:
            more = more_lines(self.lines, last, missing)
            if more is None:
                self._search_braces = False
            else:
                item = Logical(f"{text}\n{more[0]}", item.line, more[1], item.first, item.broken)
                last = more[1]
        pieces: list[str] = []
        current: list[str] = []
        depth = 0
        in_value = False
        for found in TOKEN.finditer(item.text):
            sign = found[0]
            kind = found.lastgroup
            if depth:
                current.append(sign)
                if kind == "mark" and sign in ("{" if in_value else "[("):
                    depth += 1
                elif kind == "mark" and sign in ("}" if in_value else "])"):
                    depth -= 1
                continue
            if kind == "space":
                flush(current, pieces)
            elif kind != "mark":
                if sign[0] == "#" and not current:
                    break
                current.append(sign)
            elif sign in "[(":
                in_value, depth = False, 1
                current.append(sign)
            elif sign == "{" and not opens_block(current, pieces):
                in_value, depth = True, 1
                current.append(sign)
            elif sign in "{};":
                flush(current, pieces)
                self._boundary(item, pieces, sign)
                pieces = []
        flush(current, pieces)
        self._command(item, pieces, unfinished=depth > 0)
        return last

    def _boundary(self, item: Logical, pieces: list[str], sign: str) -> None:
        if sign == "{":
            self._mark_script(item)
            conditional = bool(pieces) and (pieces[0][0] == ":" or pieces[-1].rstrip("=") in CODE_KEYS)
            menu = self._menu
            if pieces and not conditional:
                self._menu = self._path_of(" ".join(pieces)) or self._menu
            self._blocks.append((conditional, menu))
            self._conditions += conditional
            return
        self._command(item, pieces, unfinished=False)
        if sign == "}":
            self._mark_script(item)
            if self._blocks:
                conditional, self._menu = self._blocks.pop()
                self._conditions -= conditional

    def _command(self, item: Logical, pieces: list[str], *, unfinished: bool) -> None:
        if not pieces:
            return
        if pieces[0][0] == ":" or pieces[0].rstrip("=") in CODE_KEYS or pieces[0][0] in "[($":
            self._script_pieces(item, pieces)
            return
        words, verb, rest = head_of(pieces)
        absolute = pieces[0][0] == "/"
        if not verb and words:
            if rest == len(pieces) and absolute:
                self._enter(" ".join(words))
                return
            verb = words.pop() if absolute else ""
        menu = self._path_of(("/" if absolute else "") + " ".join(words)) if words or absolute else self._menu
        if menu is None or not verb:
            self._emit(item, self._menu, "", Arguments(broken=True))
            return
        arguments = parse_pieces([self._replace(p) for p in pieces[rest:]])
        if unfinished:
            arguments = msgspec.structs.replace(arguments, broken=True)
        self._emit(item, menu, verb, arguments)

    def _replace(self, piece: str) -> str:
        """key=$name with the literal that :local or :global gave the name, else the piece itself."""
        key, equals, value = piece.partition("=")
        name = value[1:].strip('"')
        if not equals or value[:1] != "$" or name not in self._variables:
            return piece
        return f'{key}="{self._variables[name]}"'

    def _script(self, item: Logical) -> None:
        self._script_pieces(item, [m[0] for m in TOKEN.finditer(item.text) if m.lastgroup != "space"])

    def _script_pieces(self, item: Logical, pieces: list[str]) -> None:
        self._mark_script(item)
        self._note.clear()
        if pieces[0] in (":local", ":global", ":set") and len(pieces) >= 3:
            name, value = pieces[1], pieces[2]
            literal = len(pieces) == 3 and value[0] not in "$[({" and "$" not in value and "\\" not in value
            if literal and name not in self._variables and not self._conditions:
                self._variables[name] = unquote(value)
            else:
                self._variables.pop(name, None)
        elif pieces[0] == ":" and len(pieces) > 1:
            self._script_pieces(item, [":" + pieces[1], *pieces[2:]])

    def _mark_script(self, item: Logical) -> None:
        self.script_line = self.script_line or item.line

    # -- results

    def _enter(self, menu: str) -> None:
        self._menu = menu
        self._note.clear()
        self.menus.add(menu)

    def _emit(self, item: Logical, menu: str, verb: str, arguments: Arguments) -> None:
        if item.broken and not arguments.broken:
            arguments = msgspec.structs.replace(arguments, broken=True)
        note = ""
        if self._note:
            note = "\n".join(self._note)
            self._note.clear()
        if verb:
            self.menus.add(menu)
            if not self._menu and not self._blocks and item.text[0] == "/" and verb in ("add", "set"):
                self._menu = menu  # hand-written files leave out the menu of the next line
        statement = Statement(menu, verb, arguments, item.line, item.last_line, item.first, note, self._conditions > 0)
        self._ready.append(statement)
        self._last = statement


def _normal(path: str) -> str:
    return " ".join(path.replace("/", " ").split())


def _path_words(text: str) -> tuple[list[str], str, str]:
    """The menu words at the head of a command, the separator, and what follows."""
    words: list[str] = []
    rest = text
    while True:
        rest = rest.lstrip(" /")
        word, separator, after = rest.partition(" ")
        parts = [p for p in word.split("/") if p]
        if not parts or not all(map(_MENU_WORD.match, parts)):
            return words, separator, rest
        words += parts
        rest = after
