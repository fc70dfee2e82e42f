"""Versions of systems that run on many makers' hardware: RouterOS, OpenWrt, OPNsense, pfSense."""

from __future__ import annotations

import re

from routerlint.rules.versions.version import RELEASE, Scheme, Version, numbers_of, phase_of

# Compiled by the re module when a scheme is first used: a run needs one of them.
__all__ = ["COMMUNITY", "freebsd_package", "openwrt", "opnsense", "pfsense", "routeros"]

_ROUTEROS = r"[vV]?(\d{1,3})\.(\d{1,4})(?:\.(\d{1,4}))?(?:(alpha|beta|rc)(\d{0,4}))?(?:\s*\([\w -]{1,30}\))?\Z"
_OPENWRT = r"(?i)(?:OpenWrt|LEDE)?\s*v?(\d{2})\.(\d{2})(?:\.(\d{1,3}))?(?:-(rc|SNAPSHOT)(\d{0,3}))?\Z"
_OPNSENSE = r"(?:OPNsense\s+)?(\d{2})\.(\d{1,2})(?:\.(\d{1,3}))?(?:\.?([abr])(\d{0,2}))?(?:_(\d{1,3}))?(?:-\w{1,12})?\Z"
_PFSENSE = r"(?i)(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(?:-(RELEASE|RC|BETA|ALPHA|DEVELOPMENT)(?:-p(\d{1,2}))?)?\Z"
_PACKAGE = r"(\d{1,6}(?:\.\d{1,6}){0,5})(?:_(\d{1,6}))?(?:,\d{1,3})?\Z"


def routeros(text: str) -> Version | None:
    """Reads "6.49.10", "7.14beta", "7.1rc2", "7.16.2 (stable)"; by parts, so that 7.10 is newer than 7.9.

    The channel does not count: the number alone says which code it is.
    """
    found = re.match(_ROUTEROS, text)
    if found is None:
        return None
    major, minor, patch, word, count = found.groups()
    phase = phase_of(word)
    return Version(
        numbers=(int(major), int(minor), int(patch or 0), RELEASE if phase is None else phase, int(count or 0))
    )


def openwrt(text: str) -> Version | None:
    """Reads "23.05.6", "25.12.0-rc3"; "24.10-SNAPSHOT" is some state of the 24.10 branch, a plain SNAPSHOT is unknown."""
    found = re.match(_OPENWRT, text)
    if found is None:
        return None
    year, month, patch, word, count = found.groups()
    if patch is None or (word or "").lower() == "snapshot":
        return Version(numbers=(int(year), int(month)), is_exact=False)
    return Version(numbers=(int(year), int(month), int(patch), phase_of(word) or 0, int(count or 0)))


def opnsense(text: str) -> Version | None:
    """Reads "25.7.11_2": the community edition appears in January and July, the business edition (25.10, 26.4_6) between."""
    found = re.match(_OPNSENSE, text)
    if found is None:
        return None
    year, month, patch, word, count, hotfix = found.groups()
    line = "community" if int(month) in (1, 7) else "business"
    numbers = (int(year), int(month), int(patch or 0), phase_of(word) or 0, int(count or 0), int(hotfix or 0))
    return Version(numbers=numbers, line=line)


def pfsense(text: str) -> Version | None:
    """Reads "2.7.2-RELEASE" is the community edition, "24.03" is pfSense Plus: they are not comparable."""
    found = re.match(_PFSENSE, text)
    if found is None:
        return None
    first, second, third, word, patch = found.groups()
    line = "plus" if int(first) >= 20 else "community"
    return Version(numbers=(int(first), int(second), int(third or 0), phase_of(word) or 0, int(patch or 0)), line=line)


def freebsd_package(text: str) -> Version | None:
    """The version of a package: "2.1.4_26" is revision 26 of 2.1.4."""
    found = re.match(_PACKAGE, text)
    if found is None:
        return None
    numbers = (*numbers_of(found[1]), 0, 0, 0, 0, 0)[:6]
    return Version(numbers=(*numbers, int(found[2] or 0)))


COMMUNITY: dict[str, Scheme] = {
    "freebsd-package": Scheme(read=freebsd_package),
    "openwrt": Scheme(read=openwrt),
    "opnsense": Scheme(read=opnsense),
    "pfsense": Scheme(read=pfsense),
    "routeros": Scheme(read=routeros),
}
