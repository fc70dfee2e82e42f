"""What users are told about LANCOM LCOS."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="lancom_lcos",
    name="LANCOM (LCOS)",
    forms=phrases("script (.lcs)", "output of readscript"),
    verified=("code", "documents"),
    verified_text=(
        phrase(
            "Menu numbers, columns and enumerations after the MIB that a device makes of its own menu tree (LCOS 9.00), script "
            "fragments of real devices and the reference manual; no complete script of a real device was available."
        )
    ),
    understands=phrases(
        "scripts with their state: cd, tab, positional rows, numeric paths, abbreviations, deletions",
        "forwards of 1-N-NAT by peer, protocol and mapped port",
        "the IPv4 firewall with its objects, sorted specific before general; deny-all strategies",
        "management from the Internet by service (Access-Table)",
    ),
    limits=phrases(
        "configuration files (.lcf) and encrypted files are refused",
        "rules of the IPv6 firewall make conditional results",
        "end ports of 0, numbers in place of names, Map-Port with a range and N:N NAT stay undecided",
        "LCOS LX, SX and FX are other systems",
    ),
    export=(
        ExportWay(
            menu=phrase("LANconfig: Device > Configuration Management > Save as Script File"),
            command="readscript",
            note=phrase("Without encryption; secrets are masked in every output."),
        ),
    ),
)
