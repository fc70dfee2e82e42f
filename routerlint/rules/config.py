"""routerlint.toml: what a site says about its devices. Nothing in it is needed for the normal case.

wan-interfaces = ["ether1"]                   # which interfaces face the Internet, for every device
management-networks = ["198.51.100.0/28"]     # senders that may manage devices
select = ["RL1", "smb-exposed"]               # only these rules (ids, names, beginnings of ids)
ignore = ["RL126"]
fail-on = "medium"
controls = ["kbv"]                            # catalogues of controls of which a report speaks
rules = ["our-rules"]                         # folders with further rules, relative to this file

[device."gw01.rsc"]                           # by device key or host name
wan-interfaces = ["pppoe-out1"]

[[approve]]
device = "gw01.rsc"
exposure = {protocol = "tcp", ports = 443, target = "192.168.10.5"}
need = "booking page for customers"
approver = "A. Example"
expires = 2027-06-30
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from routerlint.model.base import Model
from routerlint.netset.addresses import AddressSet
from routerlint.rules.severity import Severity

__all__ = ["CONFIG_NAME", "Config", "ConfiguredApproval", "find_config", "load_config"]

CONFIG_NAME = "routerlint.toml"


class ConfiguredApproval(Model, frozen=True, kw_only=True):
    """One [[approve]] entry: this exposure of this device is needed, says this person, until this day.

    protocols: empty = any. ports: as sent from outside; empty = all. target: host, network or "router".
    target_ports: the ports inside, where they differ. sources: who may send; empty = everybody.
    capabilities: in place of all that, protocols by which devices inside open ports ("upnp"); interfaces: on which they
    may, empty = on any.
    """

    device: str
    protocols: tuple[str, ...] = ()
    ports: tuple[tuple[int, int], ...] = ()
    target: str = ""
    target_ports: tuple[tuple[int, int], ...] = ()
    sources: tuple[AddressSet, ...] = ()
    capabilities: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    need: str
    approver: str
    expires: dt.date
    line: int | None = None


class Config(Model, frozen=True, kw_only=True):
    """A site's settings.

    file: where they were read, "" for the defaults. wan_interfaces: which interfaces face the Internet, for every
    device; by_device: the same for single devices, by device key or host name. rule_dirs: folders with further rules.
    fail_on: None for never. controls: names of catalogues of controls on which to report.
    """

    file: str = ""
    wan_interfaces: tuple[str, ...] = ()
    by_device: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    management_networks: tuple[AddressSet, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = Severity.MEDIUM
    controls: tuple[str, ...] = ()
    rule_dirs: tuple[Path, ...] = ()
    approvals: tuple[ConfiguredApproval, ...] = ()

    @classmethod
    def default(cls) -> Config:
        """What holds without a file."""
        return cls()


def load_config(start: Path) -> Config:
    """The settings of the nearest routerlint.toml beside `start` (a file or folder) or upward, else the defaults.

    A mistake in it raises ConfigurationError with file and line.
    """
    path = find_config(start)
    if path is None:
        return Config.default()
    from routerlint.rules.configfile import read_config  # late: most sites have none

    return read_config(path)


def find_config(start: Path) -> Path | None:
    """The nearest routerlint.toml beside a file or in a folder, or upward."""
    try:
        folder = start.resolve()
    except (OSError, RuntimeError):
        return None
    for place in (folder, *folder.parents):
        candidate = place / CONFIG_NAME
        try:
            if candidate.is_file():
                return candidate
        except OSError:
            continue
    return None
