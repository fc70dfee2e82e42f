"""Addresses from which a router's commands fetch something, without what may be secret in them."""

from __future__ import annotations

import re

__all__ = ["file_word", "host_word", "read_address"]

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
