"""What is known beside a configuration before it is evaluated: a site's settings and the quirks of firmware."""

from __future__ import annotations

import msgspec

from routerlint.model.base import Model
from routerlint.model.device import Device, Undecided
from routerlint.model.interface import Evidence, Interface, Role
from routerlint.rules.config import Config
from routerlint.rules.defaults import VersionDefault, settle_defaults
from routerlint.rules.quirks import Quirk, apply_quirks
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Site"]


class Site(Model, frozen=True, kw_only=True):
    """The settings of routerlint.toml, every known quirk, and defaults that depend on the version."""

    config: Config = Config()
    quirks: tuple[Quirk, ...] = ()
    defaults: tuple[VersionDefault, ...] = ()

    def applied(self, device: Device, key: str) -> Device:
        """The device as it is evaluated. key: see lint.evaluation.device_key."""
        device = settle_defaults(_with_roles(device, self.config, key), self.defaults)
        return apply_quirks(device, self.quirks)


def _with_roles(device: Device, config: Config, key: str) -> Device:
    """The device with the WAN interfaces that the settings name; unchanged where they name none that it has.

    What they name for this device (by key or host name) comes before what they name for all.
    """
    own = config.by_device.get(key) or config.by_device.get(device.hostname.value or "") or ()
    names = own or config.wan_interfaces
    wan = {name for name in names if device.interface(name) is not None}
    # A list for the whole fleet may name interfaces that a device lacks, as long as it has one of them.
    missing = [name for name in names if name not in wan] if own or not wan else []
    if missing:
        device = msgspec.structs.replace(device, undecided=(*device.undecided, *_not_there(missing, config.file)))
    if not wan:
        return device
    evidence = Evidence(text="the site's settings say so", spans=(Span(config.file, None, "wan"),))
    interfaces = tuple(_with_role(interface, interface.name in wan, evidence) for interface in device.interfaces)
    return msgspec.structs.replace(device, interfaces=interfaces)


def _not_there(names: list[str], file: str) -> tuple[Undecided, ...]:
    """What is said of interfaces that the settings call WAN and the device does not have: perhaps a slip of the pen."""
    return tuple(
        Undecided(
            what=phrase("the WAN interface {name} that the site's settings name", name=name),
            why=phrase(
                "this configuration has no interface of that name, so its own signs decide which one is the WAN"
            ),
            kind="role",
            span=Span(file, None, f"wan {name}") if file else None,
        )
        for name in names
    )


def _with_role(interface: Interface, wan: bool, evidence: Evidence) -> Interface:
    if wan:
        return msgspec.structs.replace(interface, role=Role.WAN, evidence=(evidence,))
    if interface.role is Role.WAN:
        return msgspec.structs.replace(interface, role=Role.UNKNOWN, evidence=(evidence,))
    return interface
