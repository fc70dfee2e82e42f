"""Recognises miniupnpd.conf."""

from __future__ import annotations

import re

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["detect"]

# Settings that no other program has; a permission line alone could stand anywhere.
_SETTING = re.compile(
    r"(?m)^[ \t]*(?:ext_ifname6?|ext_ip|listening_ip|enable_upnp|enable_natpmp|enable_pcp_pmp|secure_mode|upnp_forward_chain"
    r"|upnp_nat_chain|pcp_allow_thirdparty|ext_perform_stun|clean_ruleset_interval)[ \t]*="
)
_STATEMENT = re.compile(r"[a-z_0-9]+\s*=|(?:allow|deny)\s+\d")
_PERMISSION = re.compile(r"(?m)^[ \t]*(?:allow|deny)[ \t]+\d+(?:-\d+)?[ \t]+\d+\.\d+\.\d+\.\d+")


def detect(document: Document) -> Detection | None:
    """One file with settings of miniupnpd."""
    if len(document.files) != 1:
        return None
    text = document.files[0].text
    if len(text) > 1 << 20 or "config upnpd" in text:
        return None
    lines = [line for line in map(str.strip, text.split("\n")) if line and not line.startswith("#")]
    if sum(1 for line in lines if _STATEMENT.match(line)) * 10 < len(lines) * 9:
        return None  # a text about the daemon
    names = {found.split("=")[0].strip() for found in _SETTING.findall(text)}
    if len(names) >= 2 and (names & {"ext_ifname", "ext_ifname6", "listening_ip"} or _PERMISSION.search(text)):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("settings of miniupnpd"))
    if names and document.files[0].name.endswith("miniupnpd.conf"):
        return Detection(certainty=Certainty.CERTAIN, evidence=phrase("name and settings of miniupnpd"))
    return None
