"""Approvals that name a device which a whole run has not met: perhaps a slip of the pen.

A run of one file says nothing about the approvals of the others. Only a run over the folder of routerlint.toml, or one
above it, has seen every device that the file can speak of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import msgspec

from routerlint.lint.result import LintResult
from routerlint.rules.approvals import is_for
from routerlint.rules.config import Config
from routerlint.rules.definition import Rule
from routerlint.rules.nearest import nearest

__all__ = ["Attendance", "Beside", "Stranger"]


class Stranger(msgspec.Struct, frozen=True, kw_only=True):
    """An approval whose device is not there. nearest: the device that it may mean, or ""."""

    device: str
    approver: str
    file: str
    line: int | None
    nearest: str


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that belongs to no device: an approval for one that is not there, and the rule that says so."""

    stranger: Stranger
    rule: Rule


class Attendance:
    """Notes which devices the inputs of a run hold."""

    def __init__(self) -> None:
        self._configs: dict[str, Config] = {}
        self._names: dict[str, None] = {}
        self._unread: list[str] = []

    def note(self, result: LintResult, config: Config | None) -> None:
        """Notes one input and the settings that hold for it."""
        if config is not None and config.approvals:
            self._configs.setdefault(config.file, config)
        if result.error is not None:  # it may be the device that an approval means
            self._unread.append(result.name)
        for device in result.devices:
            for name in (device.judgement.device_key, device.report.device.hostname.value or ""):
                if name:
                    self._names[name] = None

    def strangers(self, paths: Iterable[str]) -> list[Stranger]:
        """The approvals of settings files, seen in a run over these paths, that are for none of the devices."""
        folders = [os.path.realpath(path) for path in paths if path != "-" and os.path.isdir(path)]  # noqa: PTH112
        found: list[Stranger] = []
        names = tuple(self._names)
        for config in self._configs.values():
            if not any(_holds(folder, os.path.dirname(config.file)) for folder in folders):  # noqa: PTH120
                continue
            found += [
                Stranger(
                    device=approval.device,
                    approver=approval.approver,
                    file=config.file,
                    line=approval.line,
                    nearest=nearest(approval.device, _short(names)) or "",
                )
                for approval in config.approvals
                if not is_for(approval, (*names, *self._unread))
            ]
        return found


def _holds(folder: str, inner: str) -> bool:
    return inner == folder or inner.startswith(folder.rstrip(os.sep) + os.sep)


def _short(names: Sequence[str]) -> list[str]:
    """The words by which an approval may name the devices."""
    return list(dict.fromkeys([*names, *(name.rpartition("/")[2] for name in names)]))
