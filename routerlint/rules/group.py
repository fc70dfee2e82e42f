"""Rows of the answer that belong to one thing to change: one NAT entry, or one way through the filter."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.exposure.result import Exposure
from routerlint.model.base import Model
from routerlint.rules.services import NETWORK_CONTROL
from routerlint.rules.subject import ExposureSubject, Subject
from routerlint.text.span import Span

__all__ = ["Group", "deciding_place", "exposure_groups", "first_place"]


class Group(Model, frozen=True, kw_only=True):
    """Subjects that get one finding at most.

    identity: what they are, normalised, without line numbers. span: the line to look at first.
    """

    subjects: tuple[Subject, ...]
    identity: str
    span: Span | None = None
    path: tuple[Span, ...] = ()


def exposure_groups(subjects: Iterable[ExposureSubject]) -> tuple[Group, ...]:
    """The rows by NAT entry (both protocols, all pieces, what firmware adds), else by the line that lets them in."""
    by_key: dict[object, list[ExposureSubject]] = {}
    for subject in subjects:
        by_key.setdefault(_key(subject), []).append(subject)
    return tuple(_group(tuple(found)) for found in by_key.values())


def _key(subject: ExposureSubject) -> object:
    row = subject.row
    if row.nat_line is not None:
        return row.nat_line
    if subject.classes == (NETWORK_CONTROL,):
        # Pings and the like need no change: one remark about all of them is enough.
        return NETWORK_CONTROL, subject.target_kind == "router"
    # The last line of a path decides; those before it are the jumps that led there. What the router answers to few
    # stands apart, so that it is not told of everybody.
    few = subject.target_kind == "router" and subject.source_scope in ("few", "private")
    return row.kind, row.path[-1:], few


def _group(subjects: tuple[ExposureSubject, ...]) -> Group:
    row = subjects[0].row
    span = deciding_place(row)
    identity = "; ".join(sorted({_identity(subject) for subject in subjects}))
    return Group(subjects=subjects, identity=identity, span=span, path=row.path)


def first_place(spans: Iterable[Span]) -> Span | None:
    """The first of the spans that is a line of a file, else the first one, else None."""
    found = tuple(spans)
    return next((span for span in found if span.line is not None), found[0] if found else None)


def deciding_place(row: Exposure) -> Span | None:
    """The line that lets a row in: its NAT entry, else the last of its path; those before are the jumps that led there."""
    return row.nat_line if row.nat_line is not None else first_place(reversed(row.path))


def _identity(subject: ExposureSubject) -> str:
    row = subject.row
    sources = "" if subject.source_scope == "any" else f" from {','.join(row.sources)}"
    inside = _ports(row.target_ports) if row.target_ports != row.ports else ""
    destination = "" if row.destination in ("wan", row.target) else f" {row.destination}"
    target = f"{row.target}:{inside}" if inside else row.target
    return f"{row.kind} {row.family} {row.protocol} {_ports(row.ports)}{destination} -> {target}{sources}".replace(
        "  ", " "
    )


def _ports(pairs: tuple[tuple[int, int], ...]) -> str:
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in pairs)
