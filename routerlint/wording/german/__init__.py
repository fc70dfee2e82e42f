"""The German templates, keyed by the English ones, in one module for each part of the program that writes them.

Placeholders have the same names in both; German may use them in another order. A test holds that every template of
the program stands here once, and that none stands here for nothing.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

__all__ = ["AREAS", "template_of"]

# In the order in which a template is looked for: what every device needs stands first.
AREAS: tuple[str, ...] = (
    "core",
    "parsing",
    "asuswrt",
    "bintec_boss",
    "ddwrt",
    "edgeos",
    "firewalld",
    "freshtomato",
    "fritzos",
    "huawei",
    "iptables",
    "lancom_lcos",
    "miniupnpd",
    "netfilter",
    "nft",
    "openwrt",
    "opnsense",
    "pf",
    "pfsense",
    "recognised",
    "routeros",
    "shorewall",
    "ufw",
    "unifi",
    "vyatta",
    "vyos",
    "zte",
)

_NO_WORDS = re.compile(r"(?:\{[^{}]*\}|[^A-Za-z])*")


def template_of(english: str) -> str:
    """The German template; the English one where there is none or where it holds no words."""
    if _NO_WORDS.fullmatch(english):
        return english
    for area in AREAS:
        found = _texts(area).get(english)
        if found is not None:
            return found
    return english


@cache
def _texts(area: str) -> dict[str, str]:
    texts: dict[str, str] = import_module(f"routerlint.wording.german.{area}").GERMAN
    return texts
