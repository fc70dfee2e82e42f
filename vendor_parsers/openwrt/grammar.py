"""The file form of UCI, exactly as libuci reads it.

Source: openwrt/uci 66127cd, file.c (uci_parse_line, parse_str, next_arg) and list.c (uci_set, uci_add_list), checked
against the program by random texts. What surprises: quotes join with what stands beside them; after a bare word that is
directly followed by ";" the rest of the line is dropped; a ";" at the end of a line is an error unless a comment
follows; an option with an empty value changes nothing; a repeated option counts last, a repeated named section goes on.

libuci stops at the first error and drops the package. netifd is lenient: it loses only the rest of that line.
"""

from __future__ import annotations

import re

from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.openwrt.lexer import SPACE, Refused, Words
from vendor_parsers.openwrt.uci import Option, Package, Section, Trouble

__all__ = ["read_export", "read_package"]


# The statements that `uci` itself and careful people write; everything else takes the slow way.
_PLAIN = re.compile(
    r"[ \t]*(?:(option|list)|config)[ \t]+(?:'([^'\n]*)'|([^\s'\"\\#;]+))"
    r"(?:[ \t]+(?:'([^'\n]*)'|\"([^\"\\\n]*)\"|([^\s'\"\\#;]+)))?[ \t\r]*(?:[ \t]#.*)?$"
)
_NAME = re.compile(r"[A-Za-z0-9_]+")
_PACKAGE = re.compile(r"[A-Za-z0-9_-]+")
_TYPE = re.compile(r"[!-~]+")
# What stands around an export in a terminal capture: prompts, JSON of ubus, variables of a shell file.
_FOREIGN = re.compile(r"\s*(?:[\w.-]+@[\w.-]+:|[{}\[\]\"]|[A-Z][A-Z0-9_]*=|#)")


def read_package(name: str, file: SourceFile, *, lenient: bool = False) -> Package:
    """The package that is a file of /etc/config.

    lenient: a bad line is lost instead of the package, as netifd has it (its config.c clears UCI_FLAG_STRICT).
    """
    reader = _Reader(file, strict=not lenient)
    reader.package = Package(name, file, reader.lines)
    reader.read(stop=not lenient)
    return reader.package


def read_export(file: SourceFile) -> tuple[list[Package], list[int]]:
    """The packages of an export ("package firewall" and what follows), and the lines that are not UCI at all.

    What stands before the first `package` line belongs to a package without a name. A bad line is the trouble of its
    package, and reading goes on: an export is a copy, and the router reads its own files.
    """
    reader = _Reader(file, strict=True)
    reader.package = Package("", file, reader.lines)
    reader.packages = [reader.package]
    reader.read(stop=False)
    return [
        package for package in reader.packages if package.sections or package.name or package.trouble
    ], reader.foreign


class _Reader:
    """Where the reading stands: the physical line, and the section that is open."""

    package: Package

    def __init__(self, file: SourceFile, *, strict: bool) -> None:
        self.file = file
        self.strict = strict
        self.lines = file.lines()
        self.packages: list[Package] | None = None  # None: `package` lines change nothing
        self.foreign: list[int] = []
        self.words = Words(self.lines)
        self.start = 0
        self.section: Section | None = None
        self.names: set[str] = set()  # those that were found to be valid

    def read(self, *, stop: bool) -> None:
        """Reads to the end, or to the first error."""
        lines, plain = self.lines, _PLAIN.match
        while self.words.line < len(lines):
            text = lines[self.words.line]
            found = plain(text)
            try:
                if found is None or "\0" in text:
                    self.odd_line(text)
                else:
                    self.plain(found)
            except Refused as refused:
                if self.packages is not None and _FOREIGN.match(lines[self.start]):
                    self.foreign.append(self.start + 1)
                else:
                    self.trouble(refused)
                    if stop:
                        return
            self.words.line += 1

    def trouble(self, refused: Refused) -> None:
        """Notes what libuci would say."""
        package, line = self.package, self.start + 1
        if package.trouble is None:
            package.trouble = Trouble(refused.reason, line, truncated=refused.truncated)
        package.strange.append(line)

    def plain(self, found: re.Match[str]) -> None:
        """One statement in its usual form."""
        self.start = self.words.line
        command, quoted, bare, single, double, word = found.groups()
        key = quoted if bare is None else bare
        value = single if single is not None else double if double is not None else word
        if command is None:
            self.open(key, value or "")
        else:
            self.set(key, value or "", as_list=command == "list")

    def odd_line(self, text: str) -> None:
        """A line in any other form: nothing, a comment, several statements, or a statement over several lines."""
        self.start = self.words.line
        head = text.lstrip(SPACE)
        if not head or head[0] == "#":
            return
        if "\0" in text:
            raise Refused(phrase("a NUL byte"))
        self.words.begin(text, len(text) - len(head))
        while True:
            command = self.words.command()
            if command is None:
                return
            self.statement(command)

    def statement(self, command: str) -> None:
        """Reads the arguments of one statement and carries it out."""
        if command in ("option", "o", "list", "l"):
            if self.section is None:
                raise Refused(phrase("an option stands before the first section"))
            key = self.words.argument(required=True)
            self.check_name(key)
            value = self.words.argument()
            self.assert_end()
            self.set(key, value, as_list=command[0] == "l")
        elif command in ("config", "c"):
            kind = self.words.argument(required=True)
            if not _TYPE.fullmatch(kind):
                raise Refused(phrase("an invalid character in a section type"))
            name = self.words.argument()
            if name:
                self.check_name(name)
            self.assert_end()
            self.open(kind, name)
        elif command in ("package", "p"):
            name = self.words.argument(required=True)
            if not _PACKAGE.fullmatch(name):
                raise Refused(phrase("an invalid character in a package name"))
            self.assert_end()
            self.switch(name)
        else:
            raise Refused(phrase("a word that is no command"))

    def assert_end(self) -> None:
        """Nothing but a ";" or the end of the line may follow."""
        if self.words.argument() and self.strict:
            raise Refused(phrase("too many arguments in a statement"))

    def check_name(self, name: str) -> None:
        """Names hold letters, digits and "_" only."""
        if name not in self.names:
            if not _NAME.fullmatch(name):
                raise Refused(phrase("an invalid character in a name"))
            self.names.add(name)

    def switch(self, name: str) -> None:
        """`package NAME`: what follows belongs to it. A file of /etc/config keeps its own name."""
        if self.packages is None:
            return
        known = next((package for package in self.packages if package.name == name), None)
        if known is None:
            known = Package(name, self.file, self.lines)
            self.packages.append(known)
        self.package = known
        self.section = None

    def open(self, kind: str, name: str) -> None:
        """`config TYPE [NAME]`: a new section, or more of an old one."""
        if not kind.isascii() or not kind.isprintable() or " " in kind or not kind:
            raise Refused(phrase("an invalid character in a section type"))
        if name:
            self.check_name(name)
            old = self.package.named(name)
            if old is not None:
                if old.type != kind and self.strict:
                    raise Refused(phrase("a section name stands for two types"))
                old.type = kind
                old.lines += 1
                self.section = old
                return
        self.section = self.package.add(kind, name, self.start + 1)

    def set(self, key: str, value: str, *, as_list: bool) -> None:
        """`option KEY VALUE` or `list KEY VALUE`."""
        section = self.section
        if section is None:
            raise Refused(phrase("an option stands before the first section"))
        self.check_name(key)
        section.lines += 1
        old = section.options.get(key)
        if as_list:
            if old is None:
                section.options[key] = Option([value], self.start + 1, self.words.line + 1)
            elif isinstance(old.value, list):
                old.value.append(value)
                old.last_line = self.words.line + 1
            else:
                old.value = [old.value, value]
                old.last_line = self.words.line + 1
        elif value:
            if old is not None:
                section.overwritten += 1
            section.options[key] = Option(value, self.start + 1, self.words.line + 1)
        else:
            section.overwritten += 1
