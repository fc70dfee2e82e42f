"""Reads newer lists of CISA and endoflife.date, which anybody may have made, into the files of the user's folder.

CISA's catalogue of known exploited vulnerabilities (known_exploited_vulnerabilities.json) and the lists of
endoflife.date in both forms of its interface (a list of cycles, or {"result": {"releases": [..]}}). Only values of
the expected form are taken over; sizes and counts are bounded.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from routerlint.errors import ConfigurationError
from routerlint.model.base import Model
from routerlint.rules.firmware.advisory import Cycle, Exploited
from routerlint.rules.firmware.overlay import EXPLOITED_FILE, ExploitedFile, LifecycleFile, lifecycle_file
from routerlint.rules.firmware.store import AdvisoryData
from routerlint.rules.nearest import hint

__all__ = ["LARGEST_UPDATE", "Update", "read_update"]

LARGEST_UPDATE = 32 << 20
_MOST_ENTRIES = 50_000
_MOST_CYCLES = 2_000
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,7}")
_CYCLE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}")
_LATEST = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,29}")
_FORMS = "Give known_exploited_vulnerabilities.json of CISA or a product's JSON of endoflife.date"


class Update(Model, frozen=True, kw_only=True):
    """What a list brings: the name of the file to write, its content, and what to say of it.

    about: "exploited" or the vendor whose lines it holds. date: that of the list. count: entries in it.
    """

    file: str
    content: bytes
    about: str
    date: dt.date
    count: int


class _Vulnerability(Model, frozen=True, kw_only=True):
    cve_id: str = msgspec.field(name="cveID")
    added: dt.date = msgspec.field(name="dateAdded")
    ransomware: str = msgspec.field(default="", name="knownRansomwareCampaignUse")


class _Catalogue(Model, frozen=True, kw_only=True):
    released: str = msgspec.field(default="", name="dateReleased")
    version: str = msgspec.field(default="", name="catalogVersion")
    count: int | None = None
    vulnerabilities: tuple[_Vulnerability, ...]


def read_update(text: bytes, name: str, data: AdvisoryData, today: dt.date, product: str | None = None) -> Update:
    """What a list brings; raises ConfigurationError for one that is not of a known form.

    name: of the file, for messages; the first part of it names the product where the list does not.
    product: its name on endoflife.date, where the user gives it.
    """
    if len(text) > LARGEST_UPDATE:
        raise _problem("is larger than any such list", name)
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _problem("is not JSON", name) from None
    if isinstance(raw, dict) and "vulnerabilities" in raw:
        return _exploited(text, name, today)
    if isinstance(raw, list):
        return _lifecycle(
            raw, product or name.replace("\\", "/").rpartition("/")[2].partition(".")[0], "", name, data, today
        )
    if isinstance(raw, dict) and isinstance(raw.get("result"), dict):
        result = raw["result"]
        changed = str(raw.get("last_modified") or raw.get("generated_at") or "")[:10]
        named = product or str(result.get("name", ""))[:40]
        return _lifecycle(result.get("releases"), named, changed, name, data, today)
    raise _problem("is not a list that is known here", name)


def _exploited(text: bytes, name: str, today: dt.date) -> Update:
    try:
        catalogue = msgspec.json.decode(text, type=_Catalogue)
    except (msgspec.DecodeError, RecursionError):
        raise _problem("is not CISA's catalogue: an entry lacks its id or its day", name) from None
    entries = catalogue.vulnerabilities
    if not entries or len(entries) > _MOST_ENTRIES:
        raise _problem("is not CISA's catalogue: it is empty or far too long", name)
    if catalogue.count is not None and catalogue.count != len(entries):
        raise _problem("was cut short: it announces more entries than it holds", name)
    released = _day(catalogue.released[:10]) or _day(catalogue.version.replace(".", "-"))
    date = _not_later(released or max(entry.added for entry in entries), today, name)
    found = {
        entry.cve_id: Exploited(added=entry.added.isoformat(), ransomware=entry.ransomware == "Known")
        for entry in entries
        if _CVE.fullmatch(entry.cve_id)
    }
    content = msgspec.json.encode(ExploitedFile(date=date, exploited=found))
    return Update(file=EXPLOITED_FILE, content=content, about="exploited", date=date, count=len(found))


def _lifecycle(raw: Any, product: str, changed: str, name: str, data: AdvisoryData, today: dt.date) -> Update:
    known = {
        lifecycle.name: vendor
        for vendor in data.products
        if (found := data.product(vendor)) is not None and (lifecycle := found.lifecycle) is not None
    }
    vendor = known.get(product.lower())
    if vendor is None:
        message = f"no lines are kept for {product!r}{hint(product, known)}"
        raise ConfigurationError(message, file=name, advice="Name the product of endoflife.date with --product")
    if not isinstance(raw, list) or not raw or len(raw) > _MOST_CYCLES:
        raise _problem("is not a list of endoflife.date: it holds no lines, or far too many", name)
    cycles = tuple(cycle for item in raw if isinstance(item, dict) and (cycle := _cycle(item)) is not None)
    if not cycles:
        raise _problem("is not a list of endoflife.date: no line in it can be read", name)
    days = [day for item in raw if isinstance(item, dict) for day in _days(item) if day <= today]
    date = _not_later(_day(changed) or max(days, default=dt.date.min), today, name)
    content = msgspec.json.encode(LifecycleFile(date=date, vendor=vendor, cycles=cycles))
    return Update(file=lifecycle_file(vendor), content=content, about=vendor, date=date, count=len(cycles))


def _cycle(item: dict[str, Any]) -> Cycle | None:
    """A line in either form; None for one whose name or end is not of the expected form."""
    name = str(item.get("cycle", item.get("name", "")))
    ended = item.get("eol")
    if "isEol" in item:
        ended = item.get("eolFrom") or item["isEol"]
    if not _CYCLE.fullmatch(name):
        return None
    if not isinstance(ended, bool):
        day = _day(ended)
        if day is None:
            return None
        ended = day.isoformat()
    latest = item.get("latest")
    latest = latest.get("name") if isinstance(latest, dict) else latest
    return Cycle(
        cycle=name, ended=ended, latest=latest if isinstance(latest, str) and _LATEST.fullmatch(latest) else ""
    )


def _days(item: dict[str, Any]) -> Iterable[dt.date]:
    """The days of releases in a line: the list itself is at least as new as the newest of them."""
    latest = item.get("latest")
    inner = latest.get("date") if isinstance(latest, dict) else None
    for value in (item.get("releaseDate"), item.get("latestReleaseDate"), inner):
        day = _day(value)
        if day is not None:
            yield day


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _not_later(date: dt.date, today: dt.date, name: str) -> dt.date:
    """A list of tomorrow would keep data from ever being called old."""
    if date == dt.date.min or date > today + dt.timedelta(days=1):
        raise _problem("has no day, or one that is yet to come", name)
    return date


def _problem(message: str, name: str) -> ConfigurationError:
    return ConfigurationError(message, file=name, advice=_FORMS)
