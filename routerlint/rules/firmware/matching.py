"""Which advisories concern a device, and whether its firmware is still looked after."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from routerlint.model.base import Model
from routerlint.model.fact import Fact
from routerlint.rules.condition import compile_condition
from routerlint.rules.context import Context
from routerlint.rules.device_predicates import reached_services
from routerlint.rules.firmware.advisory import Advisory, Cycle, Lifecycle, Product, VersionRange
from routerlint.rules.severity import Severity
from routerlint.rules.subject import DeviceSubject
from routerlint.rules.versions import Version, order, read

__all__ = ["Assessment", "Match", "assess", "cycle_of", "range_holds"]

_IN_BRACKETS = r"\s*\([^()]{0,60}\)\s*\Z"


class Match(Model, frozen=True, kw_only=True):
    """An advisory that concerns a device.

    install: the version that closes it, "" where none is named. is_certain: the input settles that it concerns it.
    reached: the services through which it works that the Internet reaches.
    """

    advisory: Advisory
    install: str
    is_certain: bool
    reached: tuple[str, ...] = ()

    @property
    def is_exposed(self) -> bool:
        """Whether the Internet reaches a service through which it works."""
        return bool(self.reached)


class Assessment(Model, frozen=True, kw_only=True):
    """What is known about the firmware of one device.

    version: as the input states it, "" if it does not. is_judged: a version was read and could be compared, or no
    entry needs one. matches: advisories of the firmware; by_component: those of its parts, by the part's name.
    ended: its line, if that has ended. is_line_known: whether ends of support are known for it at all.
    left_over: advisories that are closed, but whose traces the configuration still shows.
    applicable: advisories that would concern it in some version, since model and configuration fit.
    is_guess: an advisory concerns it only if two open questions turn out badly, which makes no finding and no pass.
    any_exposed: the Internet reaches a service of the router.
    """

    version: str
    is_judged: bool
    matches: tuple[Match, ...] = ()
    by_component: dict[str, tuple[Match, ...]] = {}  # noqa: RUF012  # a struct's default is copied
    ended: Cycle | None = None
    is_line_known: bool = False
    left_over: tuple[Advisory, ...] = ()
    applicable: tuple[Advisory, ...] = ()
    is_guess: bool = False
    any_exposed: bool = False


def assess(product: Product, device: DeviceSubject, context: Context, as_of: dt.date) -> Assessment:
    """What the product's entries mean for a device on a day."""
    reached = reached_services(context)
    stated = device.version.value or ""
    version = read(product.scheme, stated) if product.scheme and stated else None
    matches: list[Match] = []
    left_over: list[Advisory] = []
    is_guess = False
    applicable: list[Advisory] = []
    parts: dict[str, list[Match]] = {}
    is_judged = device.model.known if not product.scheme else False
    for advisory in product.advisories:
        scheme, own = product.scheme, version
        if advisory.component:
            part = product.components[advisory.component]
            scheme, own = part.scheme, _part_version(device, part.fact, part.scheme)
            if own is None:
                continue
        applies = _is_for_model(advisory, device.model)
        if applies is False:
            is_judged = is_judged or (own is not None and not advisory.component)
            continue
        if applies is None and any(entry.every for entry in advisory.affected):
            continue  # neither model nor version speaks for it
        held = _in_ranges(advisory, scheme, own)
        if held is None:
            continue
        is_judged = is_judged or not advisory.component
        found, closed = held
        condition = True if advisory.when is None else _holds(advisory.when, device, context)
        if condition is not False:
            applicable.append(advisory)
        if found is False:
            if closed and advisory.stays is not None and _holds(advisory.stays.when, device, context):
                left_over.append(advisory)
            continue
        if condition is False:
            continue
        if [found, applies, condition].count(None) > 1:
            is_guess = True
            continue
        match = Match(
            advisory=advisory,
            install=_install(advisory, scheme, own),
            is_certain=bool(found and applies and condition),
            reached=_reached_by(advisory, reached),
        )
        (parts.setdefault(advisory.component, []) if advisory.component else matches).append(match)
    cycle, is_line_known = _cycle(product.lifecycle, product.scheme, version, as_of)
    return Assessment(
        version=stated,
        is_judged=is_judged or is_line_known,
        matches=tuple(matches),
        by_component={name: tuple(found) for name, found in parts.items()},
        ended=cycle,
        is_line_known=is_line_known,
        left_over=tuple(left_over),
        applicable=tuple(applicable),
        is_guess=is_guess,
        any_exposed=_is_reached(context),
    )


def _reached_by(advisory: Advisory, reached: frozenset[str]) -> tuple[str, ...]:
    """The services of an advisory that the Internet reaches; "*" stands for all of them on either side."""
    if "*" in reached:
        return advisory.services
    if "*" in advisory.services:
        return tuple(sorted(reached))
    return tuple(name for name in advisory.services if name in reached)


def _is_reached(context: Context) -> bool:
    """Whether the Internet reaches a service of the router that is more than a VPN or a DHCP client."""
    return any(
        subject.target_kind == "router"
        and subject.listener in ("known", "unknown")
        and subject.source_scope in ("any", "wide")
        and Severity.of(subject.worst) >= Severity.MEDIUM
        for subject in context.subjects
    )


def _part_version(device: DeviceSubject, fact_name: str, scheme: str) -> Version | None:
    fact = device.facts.get(fact_name)
    return None if fact is None or fact.value is None else read(scheme, fact.value)


def _is_for_model(advisory: Advisory, model: Fact[str]) -> bool | None:
    """Whether an advisory is about this model; None if the input does not state the model."""
    if not advisory.models and not advisory.not_models:
        return True
    if model.value is None:
        return None
    name = _plain_model(model.value)
    if advisory.models:
        return any(_fits(name, pattern.casefold()) for pattern in advisory.models)
    return not any(_fits(name, pattern.casefold()) for pattern in advisory.not_models)


def _fits(name: str, pattern: str) -> bool:
    """Whether a name is the pattern, in which "*" stands for any letters; fnmatch compiles an expression for each."""
    first, *others = pattern.split("*")
    if not others:
        return name == first
    if not name.startswith(first):
        return False
    at, last = len(first), others.pop()
    for piece in others:
        at = name.find(piece, at) + len(piece)
        if at < len(piece):
            return False
    return len(name) - at >= len(last) and name.endswith(last)


def _plain_model(text: str) -> str:
    """A model's name without its maker, the provider behind it in brackets, and differences of case and spacing."""
    plain = " ".join(text[:100].casefold().removeprefix("avm ").split())
    return re.sub(_IN_BRACKETS, "", plain) if "(" in plain else plain


def _in_ranges(advisory: Advisory, scheme: str, version: Version | None) -> tuple[bool | None, bool] | None:
    """Whether the version is affected (None: perhaps), and whether it is one that closes the hole.

    None if none of the ranges can be compared with it, since they are of another edition or nothing is known.
    """
    answers = [
        (found, closed)
        for entry in advisory.affected
        if (answer := range_holds(entry, scheme, version)) is not None
        for found, closed in (answer,)
    ]
    if not answers:
        return None
    values = [found for found, _ in answers]
    found = True if True in values else None if None in values else False
    return found, found is False and any(closed for _, closed in answers)


def range_holds(entry: VersionRange, scheme: str, version: Version | None) -> tuple[bool | None, bool] | None:
    """Whether a version lies in a range (None: perhaps), and whether it is newer; None if it is of another edition."""
    if entry.every:
        return (True if entry.certain else None), False
    if version is None:
        return None
    found: bool | None = True
    closed: bool | None = False
    for name, bound in _bounds(entry, scheme):
        if bound.line != version.line:
            return None
        sign = order(scheme, version, bound)
        inside = None if sign is None else _SIDES[name](sign)
        if inside is False and name == "up_to" and _is_below(entry.fixed, scheme, version):
            inside = None
        if name == "exactly":
            closed = sign == 1
        elif name != "from":
            closed = inside is False
        found = False if found is False or inside is False else None if inside is None else found
    return (None if found and not entry.certain else found), bool(closed)


_SIDES: dict[str, Callable[[int], bool]] = {
    "from": lambda sign: sign >= 0,
    "before": lambda sign: sign < 0,
    "up_to": lambda sign: sign <= 0,
    "exactly": lambda sign: sign == 0,
}


@lru_cache(maxsize=4096)
def _bounds(entry: VersionRange, scheme: str) -> tuple[tuple[str, Version], ...]:
    """The ends of a range of our own files, read once in a run."""
    texts = (("from", entry.at_least), ("before", entry.before), ("up_to", entry.up_to), ("exactly", entry.exactly))
    return tuple(
        (name, bound) for name, text in texts if text is not None and (bound := _bound(scheme, text)) is not None
    )


def _is_below(fixed: str | None, scheme: str, version: Version) -> bool:
    limit = _bound(scheme, fixed) if fixed is not None else None
    return limit is not None and order(scheme, version, limit) == -1


@lru_cache(maxsize=4096)
def _bound(scheme: str, text: str) -> Version | None:
    """A version of our own files; they are read once in a run."""
    return read(scheme, text)


def _install(advisory: Advisory, scheme: str, version: Version | None) -> str:
    """The version that closes an advisory for a device: that of the range in which it lies."""
    for entry in advisory.affected:
        answer = range_holds(entry, scheme, version)
        if answer is not None and answer[0] is not False:
            return entry.closed_in
    return ""


def _holds(when: object, device: DeviceSubject, context: Context) -> bool | None:
    return compile_condition(when)(device, context)


def _cycle(
    lifecycle: Lifecycle | None, scheme: str, version: Version | None, as_of: dt.date
) -> tuple[Cycle | None, bool]:
    """The line of a version if it has ended, and whether anything is known about its line."""
    if lifecycle is None or version is None:
        return None, False
    if any(_begins_with(version, text) for text in lifecycle.rolling):
        return None, True
    found = cycle_of(lifecycle, scheme, version)
    if found is not None:
        return (found, True) if _has_ended(found, as_of) else (None, True)
    if lifecycle.ended_below:
        limit = _bound(scheme, lifecycle.ended_below)
        if limit is not None and order(scheme, version, limit) == -1:
            return Cycle(cycle=".".join(map(str, version.numbers[:2])), ended=True), True
    return None, False


def cycle_of(lifecycle: Lifecycle, scheme: str, version: Version) -> Cycle | None:
    """The line to which a version belongs: by parts, so that 7.1 is not the line of 7.10."""
    for cycle in lifecycle.cycles:
        start = _bound(scheme, cycle.cycle)
        if start is not None and start.line == version.line and start.numbers[:2] == version.numbers[:2]:
            return cycle
    return None


def _begins_with(version: Version, text: str) -> bool:
    numbers = tuple(int(part) for part in text.split("."))
    return version.numbers[: len(numbers)] == numbers


def _has_ended(cycle: Cycle, as_of: dt.date) -> bool:
    return cycle.ended if isinstance(cycle.ended, bool) else cycle.ended < as_of.isoformat()
