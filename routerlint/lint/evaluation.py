"""An input to what the Internet can reach behind each of its devices."""

from __future__ import annotations

from typing import TypeVar

from routerlint.errors import UnreadableInput
from routerlint.exposure.result import ExposureReport
from routerlint.intake.values import Recognised
from routerlint.lint.site import Site
from routerlint.lint.vendor import Reader
from routerlint.model.device import Device

__all__ = ["device_key", "devices_in", "evaluate_input"]

V = TypeVar("V", bound=Reader)


def devices_in(found: Recognised[V], site: Site) -> tuple[Device, ...]:
    """The devices in an input as they are evaluated: with firmware quirks, and the roles that the site settles."""
    devices = found.vendor.parse(found.document)
    if not devices:
        raise UnreadableInput("holds no device that can be judged", file=found.document.name)
    return tuple(site.applied(device, device_key(device, found)) for device in devices)


def evaluate_input(found: Recognised[V], site: Site) -> tuple[ExposureReport, ...]:
    """One report for each device (or virtual system) in the input; raises errors.InputError if nothing is readable."""
    from routerlint.exposure.evaluate import evaluate

    return tuple(evaluate(device) for device in devices_in(found, site))


def device_key(device: Device, found: Recognised[V]) -> str:
    """The device's stable name: the path below what the user named; for standard input its own host name.

    Half of all routers have the host name of the factory, so that a hash of the serial number stands beside it.
    """
    name = found.document.name
    if name.startswith("<") and device.hostname.value:
        key = "-".join(part for part in (device.hostname.value, device.serial_hash) if part)
    else:
        key = name.removeprefix(found.place) or name.rpartition("/")[2]
    return key if device.instance is None else f"{key}#{device.instance}"
