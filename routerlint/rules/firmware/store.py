"""The advisory data of a run: what routerlint brings, and what the user has brought up to date.

Loading costs one read of a file; what is known of a vendor is decoded when a device of that vendor is judged.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from routerlint.model.base import Model
from routerlint.rules.files import ADVISORIES, may_be_current
from routerlint.rules.firmware.dates import DataDates
from routerlint.rules.source import rules_folder, shipped_data

if TYPE_CHECKING:
    from routerlint.rules.firmware.advisory import Product

__all__ = ["NO_ADVISORIES", "AdvisoryData", "builtin_advisories"]

_COMPILED = "advisories.json"


class AdvisoryData(Model, frozen=True, kw_only=True):
    """The data of a run, by vendor and still undecoded. Equal data give equal verdicts; it can be pickled.

    exploited, cycles: what the user has brought up to date, as JSON; b"" for nothing. Cycles are by vendor.
    """

    dates: DataDates = DataDates()
    products: dict[str, bytes] = msgspec.field(default_factory=dict)
    exploited: bytes = b""
    cycles: dict[str, bytes] = msgspec.field(default_factory=dict)

    def product(self, vendor: str) -> Product | None:
        """What is known about a vendor's firmware; None where nothing is."""
        found = self.products.get(vendor)
        if found is None:
            return None
        return _decoded(found, self.exploited, self.cycles.get(vendor, b""))


NO_ADVISORIES = AdvisoryData()


@cache
def _decoded(product: bytes, exploited: bytes, cycles: bytes) -> Product:
    """A vendor's product; decoded once for a run, since a fleet has many devices of the same vendor."""
    from routerlint.rules.firmware.advisory import Cycle, Exploited, Product

    found = msgspec.json.decode(product, type=Product)
    if exploited:
        catalogue = msgspec.json.decode(exploited, type=dict[str, Exploited])
        found = msgspec.structs.replace(
            found,
            advisories=tuple(
                msgspec.structs.replace(
                    advisory,
                    exploited={**advisory.exploited, **{i: catalogue[i] for i in advisory.ids if i in catalogue}},
                )
                for advisory in found.advisories
            ),
        )
    if cycles and found.lifecycle is not None:
        newer = msgspec.json.decode(cycles, type=tuple[Cycle, ...])
        found = msgspec.structs.replace(found, lifecycle=msgspec.structs.replace(found.lifecycle, cycles=newer))
    return found


class _Compiled(Model, frozen=True, kw_only=True):
    hash: str
    dates: DataDates
    products: dict[str, msgspec.Raw]


@cache
def builtin_advisories() -> AdvisoryData:
    """The data that comes with routerlint; in a checkout compiled anew where a file was edited."""
    data = shipped_data(_COMPILED)
    if data is None:
        data = _of_checkout(rules_folder())
    found = msgspec.json.decode(data, type=_Compiled)
    return AdvisoryData(dates=found.dates, products={vendor: bytes(raw) for vendor, raw in found.products.items()})


class _MadeFrom(Model, frozen=True, kw_only=True):
    hash: str
    size: int = -1


def _of_checkout(folder: Path) -> bytes:
    compiled = folder / _COMPILED
    data = compiled.read_bytes() if compiled.is_file() else b""
    made = msgspec.json.decode(data, type=_MadeFrom) if data else None
    if made is not None and may_be_current(folder / ADVISORIES, compiled, made.size):
        return data
    from routerlint.rules.firmware.files import advisories_hash, compile_advisories  # late: only after an edit

    return data if made is not None and made.hash == advisories_hash(folder) else compile_advisories(folder)
