"""Versions of firewalls for companies: FortiOS, Cisco IOS XE and ASA, Junos, SonicOS, Sophos, Zyxel ZLD."""

from __future__ import annotations

import re

from routerlint.rules.versions.version import Scheme, Version, numbers_of

# Compiled by the re module when a scheme is first used: a run needs one of them.
__all__ = ["ENTERPRISE", "cisco_asa", "cisco_ios_xe", "fortios", "junos", "sonicos", "sophos", "zyxel_zld"]

_FORTIOS = (
    r"(?i)(?:FortiOS\s+)?v?(\d{1,2})\.(\d{1,2})(?:\.(\d{1,3}))?(?:-FW)?(?:[,\s-]{1,2}build\s?\d{3,5}[\w,.-]{0,40})?\Z"
)
_IOS_XE = r"(\d{2})\.0?(\d{1,2})(?:\.0?(\d{1,2})([a-z]?))?\Z"
_ASA = r"(\d{1,2})\.(\d{1,2})(?:\((\d{1,3})\)(\d{0,3})|\.(\d{1,3})(?:\.(\d{1,3}))?)?\Z"
_JUNOS = r"(?i)(\d{2})\.(\d)(?:R(\d{1,2})|X(\d{1,3})-D(\d{1,3}))(?:-S(\d{1,3}))?(?:\.\d{1,3})?(-EVO)?\Z"
_SONICOS = r"(?i)(?:SonicOS\s+)?(\d{1,2}(?:\.\d{1,4}){2,3})(?:-(\d{1,5})[a-z]?(?:-\w{1,12})?)?\Z"
_SOPHOS = (
    r"(?i)(?:SFOS\s+)?(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3}))?(?:[\s-]{0,2}(?:MR-?(\d{1,3})|GA))?(?:-Build\s?\d{1,5})?\Z"
)
_ZLD = r"(?i)V?(\d{1,2})\.(\d{2})(?:\(\w{2,6}\.(\d{1,2})\)|\s*Patch\s*(\d{1,2}))?\Z"


def fortios(text: str) -> Version | None:
    """Reads "v7.2.11,build1740"; "5.02-FW-build701" in the head of old files gives the branch only."""
    found = re.match(_FORTIOS, text)
    if found is None:
        return None
    if found[3] is None:
        return Version(numbers=(int(found[1]), int(found[2])), is_exact=False)
    return Version(numbers=(int(found[1]), int(found[2]), int(found[3])))


def cisco_ios_xe(text: str) -> Version | None:
    """Reads "17.09.04a" is 17.9.4a; "17.9", as a running configuration states it, is the train only."""
    found = re.match(_IOS_XE, text)
    if found is None or int(found[1]) < 16:
        return None
    if found[3] is None:
        return Version(numbers=(int(found[1]), int(found[2])), is_exact=False)
    letter = ord(found[4]) - ord("a") + 1 if found[4] else 0
    return Version(numbers=(int(found[1]), int(found[2]), int(found[3]), letter))


def cisco_asa(text: str) -> Version | None:
    """Reads "9.18(4)67" and "9.18.4.67" are the same; "9.18" is the train only."""
    found = re.match(_ASA, text)
    if found is None:
        return None
    maintenance, interim = found[3] or found[5], found[4] or found[6]
    if maintenance is None:
        return Version(numbers=(int(found[1]), int(found[2])), is_exact=False)
    return Version(numbers=(int(found[1]), int(found[2]), int(maintenance), int(interim or 0)))


def junos(text: str) -> Version | None:
    """Reads "21.4R3-S5.4": release 3, service release 5; the last number is a respin of the same code. X and EVO are lines."""
    found = re.match(_JUNOS, text)
    if found is None:
        return None
    year, quarter, release, special, special_release, service, evolved = found.groups()
    if special is not None:
        return Version(numbers=(int(special_release), int(service or 0)), line=f"{year}.{quarter}X{special}")
    line = "evo" if evolved else ""
    return Version(numbers=(int(year), int(quarter), int(release), int(service or 0)), line=line)


def sonicos(text: str) -> Version | None:
    """Reads "7.0.1-5161", "6.5.4.14-109n"; without the build it is only the beginning, but "7.0.0.376" ends with it."""
    found = re.match(_SONICOS, text)
    if found is None:
        return None
    numbers = numbers_of(found[1])
    if found[2] is not None:
        return Version(numbers=(*(*numbers, 0)[:4], int(found[2])))
    return Version(numbers=numbers, is_exact=len(numbers) == 4)


def sophos(text: str) -> Version | None:
    """Reads "19.0.2 MR-2", "17.5 MR12": the third number is that of the maintenance release; SG UTM is 9.xxx."""
    found = re.match(_SOPHOS, text)
    if found is None:
        return None
    line = "utm" if int(found[1]) == 9 else ""
    third = found[3] or (None if line else found[4])
    return Version(numbers=(int(found[1]), int(found[2]), int(third or 0)), line=line)


def zyxel_zld(text: str) -> Version | None:
    """Reads "V5.38(ABUH.0)", "5.36 Patch 2": the digit in the brackets behind the model's letters is the patch."""
    found = re.match(_ZLD, text)
    if found is None:
        return None
    return Version(numbers=(int(found[1]), int(found[2]), int(found[3] or found[4] or 0)))


ENTERPRISE: dict[str, Scheme] = {
    "cisco-asa": Scheme(read=cisco_asa),
    "cisco-ios-xe": Scheme(read=cisco_ios_xe),
    "fortios": Scheme(read=fortios),
    "junos": Scheme(read=junos),
    "sonicos": Scheme(read=sonicos),
    "sophos": Scheme(read=sophos),
    "zyxel-zld": Scheme(read=zyxel_zld),
}
