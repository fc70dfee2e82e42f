"""Addresses from which a router's commands fetch something, without what may be secret in them."""

from __future__ import annotations

import re

from routerlint.model.base import Model

__all__ = ["ShellFetch", "file_word", "host_word", "read_address", "read_shell_fetches"]

_ADDRESS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+.-]{0,15})://)?(?:[^/?#\s@]{0,200}@)?([^/?#\s:]{0,253})(?::\d{1,5})?([^?#\s]{0,2000})"
)
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,252}\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_SHORT = re.compile(r"[a-z][a-z._-]{0,19}\Z")
_FILE = re.compile(r"[A-Za-z0-9_.-]{1,24}\Z")
_DEEPEST = 8


def read_address(url: str) -> tuple[str, str, str]:
    """Protocol, host and shape of the path; "" for what is not in it or only known when it runs ("$host")."""
    found = _ADDRESS.match(url.strip())
    if found is None:
        return "", "", ""
    protocol, host, path = found.groups()
    return (protocol or "").lower(), host_word(host), _shape(path)


def host_word(text: str) -> str:
    """A host's name or address in lower case, "" for what cannot be one."""
    return text.lower().rstrip(".") if _HOST.match(text) else ""


def file_word(text: str) -> str:
    """The last part of a path if it is a plain word, else ""."""
    last = text.rpartition("/")[2]
    return last if _FILE.match(last) else ""


def _shape(path: str) -> str:
    """The path with only those parts that nobody would take for a key: short words, and UUIDs as such."""
    parts = [part for part in path.split("/") if part][:_DEEPEST]
    return "".join(f"/{_part(part)}" for part in parts)


def _part(part: str) -> str:
    if _UUID.match(part):
        return "{uuid}"
    return part if _SHORT.match(part) else "{}"


class ShellFetch(Model, frozen=True, kw_only=True):
    """A command of a shell script that fetches something. line: its number in the text, from 1. shown: its beginning."""

    line: int
    protocol: str
    host: str
    path: str
    file: str
    runs: bool
    shown: str


_MOST_LINES = 2_000
_MOST_FETCHES = 50
_FETCHER = re.compile(r"\b(?:wget|curl|uclient-fetch)\b")
_WEB = re.compile(r"(?:https?|ftp)://[^\s'\"|;&)]{1,500}")
_PIPED = re.compile(r"\|[ \t]{0,4}(?:[\w/.-]{0,40}/)?(?:ba|a|da)?sh\b")
_SUBSTITUTED = re.compile(r"(?:\beval|\bsh[ \t]{1,4}-c)[ \t]{0,4}[\"']?(?:\$\(|`)")
_SAVED = re.compile(r"[ \t]-(?:o|O|-output(?:-document)?)[ \t=]{0,4}([\w./$-]{1,120})")
_STARTED = re.compile(
    r"(?:^|[;&|]|\bthen\b|\bdo\b)[ \t]{0,8}(?:(?:[\w/.-]{0,40}/)?(?:ba|a|da)?sh|source|\.|chmod[ \t]{1,4}\S{1,20})[ \t]{1,4}([\w./$-]{1,120})"
)


def read_shell_fetches(text: str) -> tuple[ShellFetch, ...]:
    """The commands of a shell script or crontab that fetch something from a stated address."""
    if _FETCHER.search(text) is None:
        return ()
    lines = [line[:4_000] for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    # A crontab puts five fields before its command, so that the command does not begin the line.
    started = {found for line in lines if not line.lstrip().startswith("#") for found in _STARTED.findall(line)}
    fetches: list[ShellFetch] = []
    for number, line in enumerate(lines, 1):
        command = _FETCHER.search(line)
        if command is None or line.lstrip().startswith("#") or len(fetches) >= _MOST_FETCHES:
            continue
        found = _WEB.search(line, command.end())
        if found is None:
            continue
        protocol, host, path = read_address(found[0])
        saved = _SAVED.search(line, command.end())
        kept = saved[1] if saved is not None else found[0].partition("?")[0].rpartition("/")[2]
        in_place = (
            _PIPED.search(line, found.end()) is not None or _SUBSTITUTED.search(line[: command.start()]) is not None
        )
        fetches.append(
            ShellFetch(
                line=number,
                protocol=protocol,
                host=host,
                path=path,
                file=file_word(kept),
                runs=in_place or (kept != "" and kept in started),
                shown=f"{line[: command.start()].strip()[:60]} {command[0]} ...".strip(),
            )
        )
    return tuple(fetches)
