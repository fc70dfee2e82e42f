"""What a site's settings say of a device before it is evaluated: which interfaces face the Internet."""

from __future__ import annotations

import msgspec

from routerlint.model.device import Device
from routerlint.model.interface import Evidence, Interface, Role
from routerlint.rules.config import Config
from routerlint.text.span import Span

__all__ = ["with_site_roles"]


def with_site_roles(device: Device, config: Config, key: str) -> Device:
    """The device with the WAN interfaces that the settings name; unchanged where they name none that it has.

    What they name for this device (by key or host name) comes before what they name for all.
    """
    names = config.by_device.get(key) or config.by_device.get(device.hostname.value or "") or config.wan_interfaces
    wan = {name for name in names if device.interface(name) is not None}
    if not wan:
        return device
    evidence = Evidence(text="the site's settings say so", spans=(Span(config.file, None, "wan"),))
    interfaces = tuple(_with_role(interface, interface.name in wan, evidence) for interface in device.interfaces)
    return msgspec.structs.replace(device, interfaces=interfaces)


def _with_role(interface: Interface, wan: bool, evidence: Evidence) -> Interface:
    if wan:
        return msgspec.structs.replace(interface, role=Role.WAN, evidence=(evidence,))
    if interface.role is Role.WAN:
        return msgspec.structs.replace(interface, role=Role.UNKNOWN, evidence=(evidence,))
    return interface
