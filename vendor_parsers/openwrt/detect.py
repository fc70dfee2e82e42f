"""Recognises UCI: by the names of a tree, by `package` lines, by `uci show`, or by its section types."""

from __future__ import annotations

import posixpath
import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["TREE_MARKERS", "detect"]

TREE_MARKERS = ("etc/config/firewall", "config/firewall")

_LOOK_AT = 300_000
_PACKAGES = "firewall|network|system|dhcp|dropbear|uhttpd|upnpd|wireless|luci|rpcd|openvpn|snmpd|ttyd"
_TREE = re.compile(rf"(?:.*/)?(?:etc/)?config/(?:{_PACKAGES})")
_EXPORT = re.compile(rf"(?m)^[ \t]*package[ \t]+['\"]?(?:{_PACKAGES})['\"]?[ \t]*$")
_SHOW = re.compile(rf"(?m)^(?:{_PACKAGES})\.(?:@[\w-]+\[-?\d+\]|\w+)(?:\.\w+)?=")
_SECTION = re.compile(
    r"(?m)^[ \t]*config[ \t]+['\"]?(?:defaults|zone|forwarding|redirect|rule|ipset|include|interface|globals|device|"
    r"switch|switch_vlan|dnsmasq|dhcp|odhcpd|system|timeserver|dropbear|uhttpd|upnpd|perm_rule|wifi-device|wifi-iface|"
    r"login|core|openvpn)['\"]?(?:[ \t]|$)"
)
_OPTION = re.compile(r"(?m)^[ \t]*(?:option|list)[ \t]+['\"]?\w+['\"]?[ \t]")


def detect(document: Document) -> Detection | None:
    """What the input is, judged by its first 300,000 characters."""
    if not document.files:
        return None
    if any(_TREE.fullmatch(file.name) and _is_uci(file.text) for file in document.files):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("UCI files in etc/config"))
    for file in document.files:
        text = file.text[:_LOOK_AT]
        if _EXPORT.search(text) and _SECTION.search(text):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("`package` and `config` lines of UCI"))
        if len(_SHOW.findall(text)) >= 2:
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("assignments of `uci show`"))
        if _is_uci(text):
            name = posixpath.basename(file.name)
            joins = name if re.fullmatch(_PACKAGES, name) else ""
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("`config` sections of UCI"), joins=joins)
    return None


def _is_uci(text: str) -> bool:
    """Whether sections of known types and options stand in it."""
    text = text[:_LOOK_AT]
    return _SECTION.search(text) is not None and _OPTION.search(text) is not None
