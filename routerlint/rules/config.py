"""routerlint.toml: what a site says about its devices. Nothing in it is needed for the normal case."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from routerlint.model.base import Model
from routerlint.netset.addresses import AddressSet
from routerlint.rules.severity import Severity

__all__ = ["Config", "ConfiguredApproval", "load_config"]


class ConfiguredApproval(Model, frozen=True, kw_only=True):
    """One [[approve]] entry: this exposure of this device is needed, says this person, until this day.

    protocols: empty = any. ports: as sent from outside; empty = all. target: host, network or "router".
    target_ports: the ports inside, where they differ. sources: who may send; empty = everybody.
    """

    device: str
    protocols: tuple[str, ...] = ()
    ports: tuple[tuple[int, int], ...] = ()
    target: str
    target_ports: tuple[tuple[int, int], ...] = ()
    sources: tuple[AddressSet, ...] = ()
    need: str
    approver: str
    expires: dt.date
    line: int | None = None


class Config(Model, frozen=True, kw_only=True):
    """A site's settings.

    file: where they were read, "" for the defaults. wan_interfaces: which interfaces face the Internet, for every
    device; by_device: the same for single devices, by device key or host name. rule_dirs: folders with further rules.
    """

    file: str = ""
    wan_interfaces: tuple[str, ...] = ()
    by_device: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    management_networks: tuple[AddressSet, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.MEDIUM
    rule_dirs: tuple[Path, ...] = ()
    approvals: tuple[ConfiguredApproval, ...] = ()

    @classmethod
    def default(cls) -> Config:
        """What holds without a file."""
        return cls()


def load_config(start: Path) -> Config:
    """The settings of the nearest routerlint.toml beside `start` (a file or folder) or upward, else the defaults."""
    return Config.default()
