"""What users are told about the miniupnpd parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="miniupnpd",
    name="miniupnpd",
    forms=phrases(
        "miniupnpd.conf",
    ),
    verified=("packets", "code"),
    verified_text=phrase(
        "The daemon (2.3.1 and the code of 2.3.11) was asked for mappings, and packets were sent through them."
    ),
    understands=phrases(
        "which protocols are on and for whom", "the permission list", "secure mode, PCP for third parties"
    ),
    limits=phrases(
        "a daemon's settings say what clients may open, never what is open now: give the ruleset for that",
        "whether an unstated secure_mode is on depends on the version (on since 2.3.4)",
    ),
    export=(ExportWay(command="cat /etc/miniupnpd/miniupnpd.conf"),),
)
