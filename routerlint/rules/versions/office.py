"""Versions of routers for homes and offices: FRITZ!OS, LCOS, bintec, DrayTek, ASUS, TP-Link, EdgeOS."""

from __future__ import annotations

import re

from routerlint.rules.versions.version import ALPHA, BETA, CANDIDATE, RELEASE, Scheme, Version, in_parts, numbers_of

# Compiled by the re module when a scheme is first used: a run needs one of them.
__all__ = ["OFFICE", "asuswrt", "draytek", "edgeos", "fritzos", "lcos", "lcos_order", "tplink"]

_FRITZOS = r"(?i)(?:FRITZ!OS:?\s*)?(?:\d{2,3}\.)?(\d{1,2})\.(\d{2})(-[\w .-]{1,40}| [\w .-]{1,40})?\Z"
_LCOS = r"(?i)(?:LCOS\s+)?(\d{1,2})\.(\d{2})(?:\.(\d{4}))?\s*(?:(RU|SU|RC|Rel)\s?(\d{0,3}))?(?:\s*/\s*[\d.]{1,12})?\Z"
_DRAYTEK = r"v?(\d{1,2}(?:\.\d{1,3}){1,4})(?:_([A-Za-z]\w{0,20}))?\Z"
_ASUS = r"3\.0\.0\.(\d)[._](\d{3})[._](\d{4,6})(?:-g[0-9a-f]{4,12})?\Z"
_TPLINK = r"(?i)v?(\d{1,2}(?:\.\d{1,3}){1,3})(?:\s+build\s+(\d{6}|\d{8})(?:\s+rel\.\s?\d{1,6}\w?)?)?\Z"
_TPLINK_DAY = r"(\d{6})\Z"
_EDGEOS = (
    r"(?:EdgeRouter\.[\w-]{1,20}\.)?v?(\d{1,3}(?:\.\d{1,3}){1,3})"
    r"(?:[-+](hotfix|rc|beta|alpha)\.?(\d{0,3}))?(?:\.\d{7}\.\d{6}\.\d{4})?\Z"
)
_EDGEOS_PHASES = {None: RELEASE, "hotfix": RELEASE, "rc": CANDIDATE, "beta": BETA, "alpha": ALPHA}

# LCOS: what a version without a build or without a release word leaves open.
_NOT_GIVEN = -1
# In their order, except that updates for a release and for security are not comparable.
_KINDS = {"rc": 0, "rel": 1, "ru": 2, "su": 3}


def fritzos(text: str) -> Version | None:
    """Reads "7.57", "07.57"; a leading "154." or "113." is the code of the model. With a suffix it is a trial version."""
    found = re.match(_FRITZOS, text)
    if found is None:
        return None
    return Version(numbers=(int(found[1]), int(found[2])), is_exact=found[3] is None)


def lcos(text: str) -> Version | None:
    """Reads "10.80 RU4", "10.80.0412", "10.72.0189RU3", "10.32 SU3": release, build, and the update's kind and number."""
    found = re.match(_LCOS, text)
    if found is None:
        return None
    major, minor, build, kind, count = found.groups()
    number = _NOT_GIVEN if kind is None and build is not None else int(count or 0)
    parts = (
        int(major),
        int(minor),
        _NOT_GIVEN if build is None else int(build),
        number,
        _KINDS[(kind or "rel").lower()],
    )
    return Version(numbers=parts)


def lcos_order(first: Version, second: Version) -> int | None:
    """By release, then by build where both give one, else by the number of updates of the same kind.

    Release and security updates (RU, SU) are counted in ways that the sources do not tell: not comparable.
    """
    by_release = in_parts(Version(numbers=first.numbers[:2]), Version(numbers=second.numbers[:2]))
    if by_release:
        return by_release
    (build, count, kind), (other_build, other_count, other_kind) = first.numbers[2:], second.numbers[2:]
    if _NOT_GIVEN not in (build, other_build):
        return (build > other_build) - (build < other_build)
    if _NOT_GIVEN in (count, other_count):
        return None
    if kind == other_kind:
        return (count > other_count) - (count < other_count)
    if {kind, other_kind} == {_KINDS["ru"], _KINDS["su"]}:
        return None
    return -1 if kind < other_kind else 1


def draytek(text: str) -> Version | None:
    """Reads "3.9.8.4"; "1.5.1" is older than "1.5.1.1"; "_Beta" comes before the release, other suffixes name a modem code."""
    found = re.match(_DRAYTEK, text)
    if found is None:
        return None
    numbers = (*numbers_of(found[1]), 0, 0, 0)[:5]
    word = (found[2] or "").lower()
    phase = BETA if word.startswith("beta") else CANDIDATE if word.startswith("rc") else RELEASE
    return Version(numbers=(*numbers, phase))


def asuswrt(text: str) -> Version | None:
    """Reads "3.0.0.4.388_24609". Builds of others (Merlin's "388.8_4") and the 3.0.0.6 generation are lines of their own."""
    found = re.match(_ASUS, text)
    if found is None:
        return None
    return Version(numbers=(int(found[2]), int(found[3])), line=f"3.0.0.{found[1]}")


def tplink(text: str) -> Version | None:
    """Reads "1.1.4 Build 20230219 rel.69802"; a version without its build day is only the beginning of one."""
    day = re.match(_TPLINK_DAY, text)
    if day is not None:
        return Version(numbers=(_day(day[1]),), line="day")
    found = re.match(_TPLINK, text)
    if found is None:
        return None
    numbers = (*numbers_of(found[1]), 0, 0)[:4]
    return Version(numbers=numbers, is_exact=False) if found[2] is None else Version(numbers=(*numbers, _day(found[2])))


def _day(text: str) -> int:
    """200409 and 20200409 are the same day."""
    return int(text) if len(text) == 8 else 20_000_000 + int(text)


def edgeos(text: str) -> Version | None:
    """Reads "v2.0.9-hotfix.7", also with build, day and time behind it ("v1.9.7+hotfix.4.5024004.171005.0403")."""
    found = re.match(_EDGEOS, text)
    if found is None:
        return None
    numbers = (*numbers_of(found[1]), 0, 0)[:4]
    return Version(numbers=(*numbers, _EDGEOS_PHASES[found[2]], int(found[3] or 0)))


OFFICE: dict[str, Scheme] = {
    "asuswrt": Scheme(read=asuswrt),
    "draytek": Scheme(read=draytek),
    "edgeos": Scheme(read=edgeos),
    "fritzos": Scheme(read=fritzos),
    "lcos": Scheme(read=lcos, order=lcos_order),
    "tplink": Scheme(read=tplink),
}
