"""Firmware quirks: what a device does beyond what its configuration says.

A parser stores what the file states. `apply_quirks` stands between parsing and evaluation and adds what the firmware
is known to do with it:

* affected firmware: the stored port stays as it is; a second entry behind it holds the ports by which the firmware
  widens it. It depends on an unknown unless the quirk's source states the widening for exactly this stored form.
* model or firmware not in the input: the same, since nothing rules the quirk out.
* fixed firmware: an Undecided, since a stored object may be older than the fix.
* a stored range that equals the widened one stays certain at any version; it only carries the quirk's id.

Data: one YAML file a quirk in rules/quirks, after schemas/quirk.json.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

import msgspec

from routerlint.errors import ConfigurationError
from routerlint.model.base import Model
from routerlint.model.device import Device, Undecided
from routerlint.model.fact import Fact
from routerlint.model.match import ServiceMatch, Unknown
from routerlint.model.pipeline import Chain, DestinationNat, Entry, Pipeline
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.rules.text import LANGUAGES
from routerlint.wording import Phrase, bilingual, phrase

__all__ = [
    "Affected",
    "Quirk",
    "QuirkState",
    "Widening",
    "apply_quirks",
    "builtin_quirks",
    "load_quirks",
    "quirk_from",
    "quirk_state",
]

_PROTOCOLS = {"tcp": TCP, "udp": UDP}
_VERSION = r"\s*(\d{1,9}(?:\.\d{1,9}){0,9})"


class Affected(Model, frozen=True, kw_only=True):
    """Models by exact name, and the firmware from `at_least` (None: the first) up to but without `before`."""

    models: tuple[str, ...]
    at_least: str | None = None
    before: str


class Widening(Model, frozen=True, kw_only=True):
    """A forward that names only `port` is opened from the first to the last port of `to`."""

    protocol: str
    port: int
    to: tuple[int, int]


class Quirk(Model, frozen=True, kw_only=True):
    """One quirk as its file states it; texts hold a sentence per state ("affected", "maybe", "stale") and language."""

    id: str
    vendor: str
    since: str = ""
    title: dict[str, str]
    applies: tuple[Affected, ...]
    other_models: tuple[str, ...] = ()
    widens: tuple[Widening, ...]
    certain: bool = False
    texts: dict[str, dict[str, str]]
    references: tuple[str, ...]

    def sentence(self, state: str, widening: Widening) -> Phrase:
        """The sentence of a state, filled in for one widening."""
        low, high = widening.to
        english, german = (
            self.texts[state][language].format(port=widening.port, low=low, high=high, before=self.applies[0].before)
            for language in LANGUAGES
        )
        return bilingual(english, german)


class QuirkState(enum.Enum):
    """What a quirk means for a device."""

    NOT_CONCERNED = "not concerned"
    AFFECTED = "affected"
    MAYBE = "maybe"  # model or firmware is not in the input, and the rest does not rule the quirk out
    FIXED = "fixed"


def quirk_from(data: object, file: str = "") -> Quirk:
    """The quirk that a decoded YAML document describes; a mistake raises ConfigurationError with `file`."""
    import json  # late: only files that are not compiled are checked
    from importlib.resources import files

    import jsonschema

    schema = json.loads(files("routerlint.schemas").joinpath("quirk.json").read_text("utf-8"))
    try:
        jsonschema.validate(data, schema)
        return msgspec.convert(data, Quirk)
    except (jsonschema.ValidationError, msgspec.ValidationError) as problem:
        message = problem.message if isinstance(problem, jsonschema.ValidationError) else str(problem)
        raise ConfigurationError(f"not a quirk: {message}", file=file, advice="See schemas/quirk.json") from None


def builtin_quirks() -> tuple[Quirk, ...]:
    """The quirks that come with routerlint, from its compiled data."""
    from routerlint.rules.source import builtin_quirks_data

    return msgspec.convert([data for data in builtin_quirks_data() if "widens" in data], tuple[Quirk, ...])


def load_quirks(folder: Path) -> tuple[Quirk, ...]:
    """The quirks of a rules/quirks folder that widen forwards, by file; a missing folder holds none."""
    import yaml  # late: the lint path reads compiled data

    found = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
        except yaml.YAMLError as problem:
            raise ConfigurationError(f"not YAML: {problem}", file=str(path)) from None
        if isinstance(data, dict) and "default" in data:
            continue  # routerlint.rules.defaults reads these
        found.append(quirk_from(data, str(path)))
    return tuple(found)


def apply_quirks(device: Device, quirks: Iterable[Quirk]) -> Device:
    """The device with the effect of every quirk that concerns it; the same device where none does. Idempotent."""
    for quirk in quirks:
        if quirk.vendor == device.vendor and not _is_applied(device, quirk):
            device = _apply(device, quirk)
    return device


def quirk_state(quirk: Quirk, model: Fact[str], version: Fact[str]) -> QuirkState:
    """Whether a device of this model and firmware has the quirk, had it, or cannot have it."""
    clauses = quirk.applies
    if model.known and model.value is not None:
        name = _name(model.value)
        clauses = tuple(clause for clause in clauses if name in map(_name, clause.models))
    if not clauses:
        return QuirkState.NOT_CONCERNED
    numbers = _version_numbers(version.value) if version.known and version.value is not None else None
    if numbers is None:
        return QuirkState.MAYBE
    states = {_clause_state(clause, numbers) for clause in clauses}
    if QuirkState.AFFECTED in states:
        return QuirkState.AFFECTED if model.known else QuirkState.MAYBE
    return QuirkState.FIXED if QuirkState.FIXED in states else QuirkState.NOT_CONCERNED


def _clause_state(clause: Affected, version: tuple[int, ...]) -> QuirkState:
    if clause.at_least is not None and _before(version, _numbers(clause.at_least)):
        return QuirkState.NOT_CONCERNED
    return QuirkState.AFFECTED if _before(version, _numbers(clause.before)) else QuirkState.FIXED


def _name(model: str) -> str:
    return " ".join(model.lower().split())


def _version_numbers(text: str) -> tuple[int, ...] | None:
    """The parts of a version as numbers, so that 11.01.02.102 and 11.1.2.102 are the same; None if it has none."""
    found = re.match(_VERSION, text)
    return _numbers(found[1]) if found else None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _before(version: tuple[int, ...], other: tuple[int, ...]) -> bool:
    pairs = zip_longest(version, other, fillvalue=0)
    return next((a < b for a, b in pairs if a != b), False)


def _is_applied(device: Device, quirk: Quirk) -> bool:
    return any(
        entry.quirk == quirk.id for pipeline in device.pipelines for chain in pipeline.chains for entry in chain.entries
    )


def _apply(device: Device, quirk: Quirk) -> Device:
    state = quirk_state(quirk, device.model, device.version)
    if state is QuirkState.NOT_CONCERNED:
        return device
    notes: list[Undecided] = []
    pipelines = tuple(_in_pipeline(pipeline, quirk, state, notes) for pipeline in device.pipelines)
    fresh = tuple(note for note in notes if note not in device.undecided)
    return msgspec.structs.replace(device, pipelines=pipelines, undecided=device.undecided + fresh)


def _in_pipeline(pipeline: Pipeline, quirk: Quirk, state: QuirkState, notes: list[Undecided]) -> Pipeline:
    chains = tuple(
        Chain(
            name=chain.name,
            entries=tuple(new for entry in chain.entries for new in _in_entry(entry, quirk, state, notes)),
        )
        for chain in pipeline.chains
    )
    return msgspec.structs.replace(pipeline, chains=chains)


def _in_entry(entry: Entry, quirk: Quirk, state: QuirkState, notes: list[Undecided]) -> Iterator[Entry]:
    """The entry as it stands, and behind it what the firmware adds."""
    widening = _widening_of(entry, quirk)
    if widening is None:
        if state is not QuirkState.MAYBE and _is_stored_wide(entry, quirk):
            entry = msgspec.structs.replace(entry, quirk=quirk.id)
        yield entry
        return
    yield entry
    if state is QuirkState.FIXED:
        notes.append(_stale_note(entry, quirk, widening))
    else:
        yield _widened(entry, quirk, widening, state)


def _stored_ports(entry: Entry, protocol: str) -> tuple[tuple[int, int], ...]:
    """The outside ports of a forward that the file settles; () for everything else."""
    services = entry.match.services
    if not isinstance(entry.action, DestinationNat) or services is None or services.unknown is not None:
        return ()
    return services.certain.of_protocol(_PROTOCOLS[protocol])


def _widening_of(entry: Entry, quirk: Quirk) -> Widening | None:
    return next((w for w in quirk.widens if _stored_ports(entry, w.protocol) == ((w.port, w.port),)), None)


def _is_stored_wide(entry: Entry, quirk: Quirk) -> bool:
    return any(_stored_ports(entry, w.protocol) == (w.to,) for w in quirk.widens)


def _widened(entry: Entry, quirk: Quirk, widening: Widening, state: QuirkState) -> Entry:
    low, high = widening.to
    pairs = [(a, b) for a, b in ((low, widening.port - 1), (widening.port + 1, high)) if a <= b]
    services = ServiceMatch.of(ServiceSet.ports(_PROTOCOLS[widening.protocol], pairs))
    unknown = entry.match.unknown
    if not (quirk.certain and state is QuirkState.AFFECTED):
        why = quirk.sentence("affected" if state is QuirkState.AFFECTED else "maybe", widening)
        asked = Unknown(
            key=f"quirk:{quirk.id}",
            what=phrase("ports {low}-{high} of this forward", low=low, high=high),
            why=why,
            spans=entry.spans,
        )
        unknown = (*unknown, asked)
    match = msgspec.structs.replace(entry.match, services=services, unknown=unknown)
    return msgspec.structs.replace(entry, match=match, action=_shifted(entry.action, widening), quirk=quirk.id)


def _shifted(action: object, widening: Widening) -> DestinationNat:
    """The translation of the neighbouring ports: their distance to the named port is kept."""
    assert isinstance(action, DestinationNat)  # noqa: S101  # _stored_ports let only these through
    if action.ports is None:
        return action
    low, high = widening.to
    first = action.ports[0] + low - widening.port
    last = action.ports[0] + high - widening.port
    if first < 1 or last > 65535:
        return action
    return msgspec.structs.replace(action, ports=(first, last), port_map="shift", shift_base=low)


def _stale_note(entry: Entry, quirk: Quirk, widening: Widening) -> Undecided:
    what = (
        phrase(
            "forward {label!r} of port {port}: whether it is older than the fixed firmware",
            label=entry.label,
            port=widening.port,
        )
        if entry.label
        else phrase("forward of port {port}: whether it is older than the fixed firmware", port=widening.port)
    )
    return Undecided(
        what=what,
        why=quirk.sentence("stale", widening),
        kind="unknown",
        span=entry.spans[0] if entry.spans else None,
        family="ipv4",
    )
