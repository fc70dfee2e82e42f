"""Every scheme by its name; a run needs one of them, so its family is loaded when it is asked for."""

from __future__ import annotations

from functools import cache

from routerlint.rules.versions.version import Scheme, dotted

__all__ = ["SCHEME_NAMES", "scheme"]

_COMMUNITY = ("freebsd-package", "openwrt", "opnsense", "pfsense", "routeros")
_OFFICE = ("asuswrt", "draytek", "edgeos", "fritzos", "lcos", "tplink")
_ENTERPRISE = ("cisco-asa", "cisco-ios-xe", "fortios", "junos", "sonicos", "sophos", "zyxel-zld")

SCHEME_NAMES = frozenset(("dotted", *_COMMUNITY, *_OFFICE, *_ENTERPRISE))


@cache
def scheme(name: str) -> Scheme:
    """The scheme of that name; KeyError for an unknown one."""
    if name in _COMMUNITY:
        from routerlint.rules.versions.community import COMMUNITY

        return COMMUNITY[name]
    if name in _OFFICE:
        from routerlint.rules.versions.office import OFFICE

        return OFFICE[name]
    if name == "dotted":
        return Scheme(read=dotted)
    from routerlint.rules.versions.enterprise import ENTERPRISE

    return ENTERPRISE[name]
