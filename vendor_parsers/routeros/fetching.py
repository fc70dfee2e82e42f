"""The fetch commands in a script of RouterOS.

Source: MikroTik documentation, "Fetch" and "Scripting".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from routerlint.model.base import Model
from routerlint.parsing.fetching import file_word, host_word, read_address

__all__ = ["Fetch", "read_fetches"]

# A script longer than this is looked at no further; RouterOS itself keeps 30,000 characters.
_LONGEST = 100_000
_MOST = 100
_FETCH = re.compile(r"\btool[ \t/]{1,8}fetch\b([^\r\n;]{0,4000})")
_ARGUMENT = re.compile(
    r'\b(url|address|src-path|dst-path|mode|upload|output)[ \t]{0,4}=[ \t]{0,4}(?:"([^"]{0,2000})"|([^\s";\]}]{1,2000}))'
)
_IMPORT = re.compile(
    r'(?:^|[\s/;:{\[(])import[ \t]{1,8}(?:file(?:-name)?[ \t]{0,4}=[ \t]{0,4})?"?([^\s";\]})]{1,200})', re.MULTILINE
)
# What a variable holds may be run as commands too.
_PARSE = re.compile(r"\[[ \t]{0,8}:parse\b|(?:^|[\s;{])/?:?execute\b", re.MULTILINE)


class Fetch(Model, frozen=True, kw_only=True):
    """One command that fetches something; see model.outbound.Outbound."""

    protocol: str
    host: str
    path: str
    file: str
    runs: bool


def read_fetches(commands: str) -> Iterator[Fetch]:
    """Every fetch of a script that brings something to the router (an upload does not)."""
    commands = commands[:_LONGEST]
    imported = {file_word(found) or found[:1] for found in _IMPORT.findall(commands)}
    parses = _PARSE.search(commands) is not None
    for number, found in enumerate(_FETCH.finditer(commands)):
        if number >= _MOST:
            return
        values = {key: quoted or bare for key, quoted, bare in _ARGUMENT.findall(found[1])}
        if values.get("upload") not in ("yes", "true"):
            yield _fetch(values, imported, parses=parses)


def _fetch(values: dict[str, str], imported: set[str], *, parses: bool) -> Fetch:
    protocol, host, path = read_address(values.get("url", ""))
    if "url" not in values:
        host = host_word(values.get("address", ""))
        path = read_address(f"//{host}/{values.get('src-path', '').lstrip('/')}")[2] if "src-path" in values else ""
    fetched = file_word(values.get("url", "").partition("?")[0]) or file_word(values.get("src-path", ""))
    kept = file_word(values["dst-path"]) if "dst-path" in values else fetched
    # "$file" and other names that only the run knows may be the fetched file.
    named = bool(imported & {"$", "("}) or (kept != "" and kept in imported) or (kept == "" and bool(imported))
    in_memory = parses and values.get("output") == "user"
    return Fetch(
        protocol=values.get("mode", "").lower() if values.get("mode", "").isalpha() else protocol,
        host=host,
        path=path,
        file=kept,
        runs=named or in_memory,
    )
