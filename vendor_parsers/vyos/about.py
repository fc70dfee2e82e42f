"""What users are told about the VyOS parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="vyos",
    name="VyOS",
    forms=phrases("config.boot (1.2 to 1.5)", "show configuration commands (set form)", "show configuration"),
    verified=("packets", "code", "exports"),
    verified_text=phrase(
        "Rulesets rendered by VyOS' own templates answered real packets; migrated configurations were compared with the old ones."
    ),
    understands=phrases(
        "rulesets on interfaces (1.2, 1.3), base chains and jumps (1.4 and later), zones, with their defaults",
        "groups of addresses, networks, ports and interfaces, negation, nested groups",
        "destination NAT with exclude, redirect, port lists and ranges, static NAT, nat66",
        "static and delegated IPv6 prefixes, PPPoE, VLANs, VRRP addresses",
    ),
    limits=phrases(
        "time windows, domain groups, countries and packet marks are conditional",
        "a table that policy routing sets makes forwards conditional",
        "VRFs and the bridge firewall are not followed; a line to the Internet in a VRF is never called complete",
    ),
    export=(
        ExportWay(command="show configuration commands"),
        ExportWay(command="cat /config/config.boot", note=phrase("Its last lines name the release: keep them.")),
    ),
)
