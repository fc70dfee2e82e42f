"""Settings of an NVRAM firmware, from `nvram show`, `nvram export` or a backup container.

The firmwares share the shape (a flat list of keys) and nothing else: a key of the same name may mean different things
in each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from routerlint.model.base import Model
from routerlint.parsing.nvram_container import unpack_nvram
from routerlint.text.secrets import MASK
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span

__all__ = ["Nvram", "Setting", "read_nvram", "score_keys"]

_LINE = re.compile(r"(nvram\s+set\s+)?['\"]?([\w.:/\[\]-]{1,96})=(.*)", re.DOTALL)
_SHOWN_WHOLE = 200
_SHOWN_MOST = 1000


class Setting(Model, frozen=True, kw_only=True):
    """One key with its value and place (in a container, the line is the record's number)."""

    key: str
    value: str
    file: str
    line: int


class Nvram:
    """The settings by key.

    conflicts: keys that occur with different values. damage: what is wrong with the input, or "". source: "text", or
    the container's name.
    """

    __slots__ = ("_settings", "conflicts", "damage", "source")

    def __init__(self, settings: Iterable[Setting], *, source: str = "text", damage: str = "") -> None:
        self._settings: dict[str, Setting] = {}
        conflicts: dict[str, None] = {}
        for setting in settings:
            first = self._settings.setdefault(setting.key, setting)
            if first.value != setting.value:
                conflicts[setting.key] = None
        self.conflicts = tuple(conflicts)
        self.source = source
        self.damage = damage

    def __len__(self) -> int:
        return len(self._settings)

    def __contains__(self, key: str) -> bool:
        return key in self._settings

    def __iter__(self) -> Iterator[Setting]:
        return iter(self._settings.values())

    def text(self, key: str, default: str = "") -> str:
        """The value of a key."""
        setting = self._settings.get(key)
        return default if setting is None else setting.value

    def number(self, key: str) -> int:
        """The leading integer of the value as C's atoi reads it, 0 where there is none."""
        found = re.match(r"\s*([+-]?\d{1,9})", self.text(key))
        return int(found[1]) if found else 0

    def port(self, key: str, default: int) -> int:
        """The value as a port; the default where the firmware takes it for 0 or nonsense."""
        number = self.number(key)
        return number if 0 < number < 65536 else default

    def on(self, key: str) -> bool:
        """Whether the value is exactly "1"."""
        return self.text(key) == "1"

    def span(self, *keys: str, entry: str = "", hidden: bool = False) -> tuple[Span, ...]:
        """The places of keys that are there; entry: the part of a long list that matters; hidden: no value."""
        return tuple(self._span(self._settings[key], entry, hidden=hidden) for key in keys if key in self._settings)

    @staticmethod
    def _span(setting: Setting, entry: str, *, hidden: bool) -> Span:
        if hidden:
            text = f"{setting.key}={MASK}"
        elif entry and len(setting.value) > _SHOWN_WHOLE:
            text = f"{setting.key}=...{entry}..."  # without a copy of the list, which may hold thousands of entries
        else:
            text = f"{setting.key}={setting.value[:_SHOWN_MOST].partition(chr(10))[0]}"
        return SourceFile(setting.file, "").span(setting.line, text)


def read_nvram(document: Document) -> Nvram | None:
    """The settings in a document: the first container or the first text that holds any, or None."""
    for name, data in document.binaries.items():
        container = unpack_nvram(data)
        if container is not None and (container.records or container.damage):
            settings = (
                Setting(key=key, value=value, file=name, line=number)
                for number, (key, value) in enumerate(container.records, 1)
            )
            return Nvram(settings, source=container.kind, damage=container.damage)
    for file in document.files:
        settings_of_text = tuple(_text_settings(file))
        if settings_of_text:
            return Nvram(settings_of_text)
    return None


def _text_settings(file: SourceFile) -> Iterator[Setting]:
    """`key=value` lines; a line that is none goes on with the value before it (scripts, certificates)."""
    key, value, start, quoted = "", [""], 0, False
    for number, line in enumerate(file.text.split("\n"), 1):
        found = _LINE.match(line)
        if found is None or (quoted and not _closed(value)):
            if key:
                value.append(line)
            continue
        if key:
            yield _setting(file, key, value, start, quoted=quoted)
        key, value, start = found[2], [found[3]], number
        quoted = bool(found[1]) and found[3][:1] in {'"', "'"}
    if key:
        yield _setting(file, key, value, start, quoted=quoted)


def _closed(value: list[str]) -> bool:
    """Whether a quoted value has its closing quote."""
    first, last = value[0], value[-1].rstrip()
    return last.endswith(first[0]) and not last.endswith("\\" + first[0]) and (len(value) > 1 or len(last) > 1)


def _setting(file: SourceFile, key: str, value: list[str], line: int, *, quoted: bool) -> Setting:
    while len(value) > 1 and (not value[-1].strip() or re.match(r"size: \d+ bytes", value[-1])):
        value.pop()  # what `nvram show` says at the end is no value
    text = "\n".join(value)
    plain = text.strip()
    if quoted or (len(plain) > 1 and plain[0] == plain[-1] == '"'):
        text = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], plain[1:-1], flags=re.DOTALL)
    return Setting(key=key, value=text, file=file.name, line=line)


def score_keys(document: Document, keys: tuple[str, ...]) -> int:
    """How many of these keys a document states; cheap for text, which is searched and not parsed."""
    for data in document.binaries.values():
        container = unpack_nvram(data)
        if container is not None:
            stated = {key for key, _ in container.records}
            return sum(key in stated for key in keys)
    for file in document.files:
        text = "\n" + file.text
        score = sum(f"\n{key}=" in text or f"\nnvram set {key}=" in text for key in keys)
        if score:
            return score
    return 0
