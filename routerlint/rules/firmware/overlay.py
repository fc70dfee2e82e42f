"""What the user has brought up to date: one folder with a file of known exploited ids and one for each product's lines.

Written by `routerlint advisories update`, read by every run in which the folder holds something. Newer entries stand
in place of older ones, and nothing that routerlint brings is lost: a file that was cut short cannot hide a hole.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from routerlint.errors import ConfigurationError
from routerlint.model.base import Model
from routerlint.rules.firmware.advisory import Cycle, Exploited, Product
from routerlint.rules.firmware.dates import DataDates
from routerlint.rules.firmware.store import AdvisoryData

__all__ = ["EXPLOITED_FILE", "ExploitedFile", "LifecycleFile", "lifecycle_file", "with_overlay"]

EXPLOITED_FILE = "exploited.json"
_LIFECYCLE = "lifecycle-"
_LARGEST = 8 << 20
_AGAIN = "Delete it, and run `routerlint advisories update` again"

File = TypeVar("File", bound=Model)


class ExploitedFile(Model, frozen=True, kw_only=True):
    """Ids of CISA's catalogue. date: of its edition."""

    schema: Literal["routerlint/exploited/1"] = "routerlint/exploited/1"
    date: dt.date
    exploited: dict[str, Exploited]


class LifecycleFile(Model, frozen=True, kw_only=True):
    """The lines of one product. date: of the list that they came from."""

    schema: Literal["routerlint/lifecycle/1"] = "routerlint/lifecycle/1"
    date: dt.date
    vendor: str
    cycles: tuple[Cycle, ...]


def lifecycle_file(vendor: str) -> str:
    """The name of the file that holds a vendor's lines."""
    return f"{_LIFECYCLE}{vendor}.json"


def with_overlay(data: AdvisoryData, folder: Path) -> AdvisoryData:
    """The data with what the folder holds; the same data where it holds nothing newer.

    Raises ConfigurationError for a file that is not what update writes.
    """
    exploited, exploited_date = b"", data.dates.exploited
    path = folder / EXPLOITED_FILE
    if path.is_file():
        found = _read(path, ExploitedFile)
        if found.date.isoformat() > exploited_date:
            exploited, exploited_date = msgspec.json.encode(found.exploited), found.date.isoformat()
    cycles: dict[str, bytes] = {}
    dates: list[str] = []
    for vendor, raw in data.products.items():
        path = folder / lifecycle_file(vendor)
        lines = _read(path, LifecycleFile) if path.is_file() else None
        if lines is not None and lines.date.isoformat() > data.dates.lifecycle:
            cycles[vendor] = msgspec.json.encode(_joined(lines.cycles, raw))
            dates.append(lines.date.isoformat())
        elif b'"lifecycle"' in raw:
            dates.append(data.dates.lifecycle)
    if not exploited and not cycles:
        return data
    return msgspec.structs.replace(
        data,
        dates=DataDates(advisories=data.dates.advisories, exploited=exploited_date, lifecycle=min(dates)),
        exploited=exploited,
        cycles=cycles,
    )


def _joined(newer: tuple[Cycle, ...], raw: bytes) -> tuple[Cycle, ...]:
    lifecycle = msgspec.json.decode(raw, type=Product).lifecycle
    known = lifecycle.cycles if lifecycle is not None else ()
    names = {cycle.cycle for cycle in newer}
    return (*newer, *(cycle for cycle in known if cycle.cycle not in names))


def _read(path: Path, kind: type[File]) -> File:
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigurationError("is larger than any file of advisories", file=str(path), advice=_AGAIN)
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as problem:
        raise ConfigurationError(f"cannot be read ({problem.strerror})", file=str(path)) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise ConfigurationError("is not a file of advisories", file=str(path), advice=_AGAIN) from None
