"""Reads routerlint.toml; every mistake names its line, and an unknown key the nearest right one."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from routerlint.errors import ConfigurationError
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import protocol_number
from routerlint.rules.condition import parse_ports
from routerlint.rules.config import Config, ConfiguredApproval
from routerlint.rules.nearest import hint
from routerlint.rules.packs import is_pack
from routerlint.rules.severity import LEVELS, Severity
from routerlint.rules.tomlplaces import Places

__all__ = ["line_of", "read_config"]

V = TypeVar("V")
Table = dict[str, Any]
Path_ = tuple[str | int, ...]

_TOP = (
    "wan-interfaces",
    "management-networks",
    "select",
    "ignore",
    "fail-on",
    "controls",
    "rules",
    "device",
    "approve",
)
_APPROVE = ("device", "exposure", "need", "approver", "expires")
_EXPOSURE = ("protocol", "ports", "target", "target-ports", "sources")
_CAPABILITY = ("capability", "interfaces")
_CAPABILITIES = ("upnp", "nat-pmp", "pcp")
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


def read_config(path: Path) -> Config:
    """The settings in the file; raises ConfigurationError for the first mistake."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as problem:
        raise ConfigurationError(f"cannot be read ({(problem.strerror or '').lower()})", file=str(path)) from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise ConfigurationError("is not UTF-8 text", file=str(path), line=line) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        found = _AT_LINE.search(str(problem))
        message = _AT_LINE.sub("", str(problem))
        # Without a line the decoder means the end of the file: a bracket or quote that is never closed.
        line = int(found[1]) if found else max(1, len(text.splitlines()))
        raise ConfigurationError(f"not TOML: {message}", file=str(path), line=line) from None
    return _Reader(path, Places(text)).config(data)


def line_of(file: str, key: str) -> int | None:
    """The line of a key at the top of a settings file that has been read, for a mistake that shows only later."""
    try:
        return Places(Path(file).read_text("utf-8-sig")).line((key,))
    except (OSError, UnicodeDecodeError):
        return None


class _Reader:
    """Turns the decoded file into settings."""

    def __init__(self, path: Path, places: Places) -> None:
        self._path = path
        self._places = places

    def config(self, data: Table) -> Config:
        self._known(data, _TOP, ())
        devices = self._table(data.get("device", {}), ("device",))
        approvals = data.get("approve", [])
        if not isinstance(approvals, list):
            raise self._problem("'approve' needs two pairs of brackets: [[approve]]", ("approve",))
        return Config(
            file=str(self._path),
            wan_interfaces=self._words(data, "wan-interfaces", ()),
            by_device={name: self._device(name, value) for name, value in devices.items()},
            management_networks=self._networks(data, "management-networks", ()),
            select=self._words(data, "select", ()),
            ignore=self._words(data, "ignore", ()),
            fail_on=self._level(data),
            controls=self._controls(data),
            rule_dirs=self._rule_dirs(data),
            approvals=tuple(self._approval(item, number) for number, item in enumerate(approvals)),
        )

    def _device(self, name: str, value: Any) -> tuple[str, ...]:
        path = ("device", name)
        table = self._table(value, path)
        self._known(table, ("wan-interfaces",), path)
        return self._words(table, "wan-interfaces", path)

    def _level(self, data: Table) -> Severity | None:
        level = data.get("fail-on", "medium")
        if level == "never":
            return None
        if level not in LEVELS:
            raise self._problem(f"{level!r} is no severity{hint(str(level), (*LEVELS, 'never'))}", ("fail-on",))
        return Severity.of(level)

    def _rule_dirs(self, data: Table) -> tuple[Path, ...]:
        words = self._words(data, "rules", ())
        return tuple(Path(word) if is_pack(Path(word)) else self._path.parent / word for word in words)

    def _controls(self, data: Table) -> tuple[str, ...]:
        names = self._words(data, "controls", ())
        if names:
            from routerlint.rules.catalogues import catalogues_named  # late: most sites name none

            catalogues_named(names, str(self._path), self._places.line(("controls",)))
        return names

    def _approval(self, value: Any, number: int) -> ConfiguredApproval:
        path = ("approve", number)
        table = self._table(value, path)
        self._known(table, _APPROVE, path)
        self._required(table, _APPROVE, path)
        exposure = self._table(table["exposure"], (*path, "exposure"))
        inside = (*path, "exposure")
        if "capability" in exposure:
            self._known(exposure, _CAPABILITY, inside)
        else:
            self._known(exposure, (*_EXPOSURE, "capability"), inside)
            self._required(exposure, ("target",), inside)
        expires = table["expires"]
        if not isinstance(expires, dt.date) or isinstance(expires, dt.datetime):
            raise self._problem("'expires' needs a date without quotes, such as 2027-06-30", (*path, "expires"))
        return ConfiguredApproval(
            device=self._word(table, "device", path),
            protocols=self._protocols(exposure, inside),
            ports=self._ports(exposure, "ports", inside),
            target=self._target(exposure, inside) if "target" in exposure else "",
            target_ports=self._ports(exposure, "target-ports", inside),
            sources=self._networks(exposure, "sources", inside),
            capabilities=self._capabilities(exposure, inside),
            interfaces=self._listed(
                exposure.get("interfaces", []),
                "interfaces",
                inside,
                lambda item: item if isinstance(item, str) else None,
            ),
            need=self._word(table, "need", path),
            approver=self._word(table, "approver", path),
            expires=expires,
            line=self._places.line(path),
        )

    def _target(self, exposure: Table, path: Path_) -> str:
        target = self._word(exposure, "target", path)
        if target != "router" and not target.startswith("lan:") and parse_addresses(target) is None:
            message = f"{target!r} is no address, no network, and neither 'router' nor 'lan:INTERFACE'"
            raise self._problem(message, (*path, "target"))
        return target

    def _capabilities(self, exposure: Table, path: Path_) -> tuple[str, ...]:
        names = self._listed(
            exposure.get("capability", []), "capability", path, lambda item: item if isinstance(item, str) else None
        )
        for name in names:
            if name not in _CAPABILITIES:
                raise self._problem(f"{name!r} is no capability{hint(name, _CAPABILITIES)}", (*path, "capability"))
        return names

    def _protocols(self, exposure: Table, path: Path_) -> tuple[str, ...]:
        names = self._listed(
            exposure.get("protocol", []), "protocol", path, lambda item: item if isinstance(item, str) else None
        )
        for name in names:
            if name not in ("any", "other") and protocol_number(name) is None:
                raise self._problem(f"{name!r} is no protocol", (*path, "protocol"))
        return names

    def _ports(self, table: Table, key: str, path: Path_) -> tuple[tuple[int, int], ...]:
        return self._listed(table.get(key, []), key, path, _port)

    def _networks(self, table: Table, key: str, path: Path_) -> tuple[AddressSet, ...]:
        return self._listed(
            table.get(key, []), key, path, lambda item: parse_addresses(item) if isinstance(item, str) else None
        )

    def _words(self, table: Table, key: str, path: Path_) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list):
            raise self._problem(f'{key!r} needs a list such as ["..."]', (*path, key))
        return self._listed(value, key, path, lambda item: item if isinstance(item, str) and item else None)

    def _listed(self, value: Any, key: str, path: Path_, read: Callable[[Any], V | None]) -> tuple[V, ...]:
        """A value or a list of values, each read by a function that returns None for what it does not take."""
        found: list[V] = []
        for item in value if isinstance(value, list) else [value]:
            one = read(item)
            if one is None:
                raise self._problem(f"{item!r} cannot stand in {key!r}", (*path, key))
            found.append(one)
        return tuple(found)

    def _word(self, table: Table, key: str, path: Path_) -> str:
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            raise self._problem(f"{key!r} needs a text in quotes", (*path, key))
        return value.strip()

    def _table(self, value: Any, path: Path_) -> Table:
        if not isinstance(value, dict):
            raise self._problem(f"{path[-1]!r} needs a table", path)
        return value

    def _known(self, table: Table, known: tuple[str, ...], path: Path_) -> None:
        for key in table:
            if key not in known:
                raise self._problem(f"unknown key {key!r}{hint(key, known)}", (*path, key))

    def _required(self, table: Table, keys: tuple[str, ...], path: Path_) -> None:
        for key in keys:
            if key not in table:
                raise self._problem(f"key {key!r} is missing", path)

    def _problem(self, message: str, path: Path_) -> ConfigurationError:
        return ConfigurationError(message, file=str(self._path), line=self._places.line(path))


def _port(item: Any) -> tuple[int, int] | None:
    pair = None if isinstance(item, bool) else parse_ports(str(item))
    return pair if pair is not None and pair[0] >= 1 else None
