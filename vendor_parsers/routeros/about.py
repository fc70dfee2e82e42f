"""The texts about RouterOS."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="routeros",
    name="MikroTik RouterOS",
    forms=phrases(
        "export (.rsc) of versions 6 and 7: compact, verbose, terse, of some menus",
        "script of commands (as far as it goes)",
    ),
    verified=("packets", "exports", "documents"),
    verified_text=(
        phrase(
            "Rule order and matchers were checked with packets against the same rules written for Linux, on which RouterOS "
            "rests; the grammar against about a hundred public exports of 6.28 to 7.21; defaults and menus against MikroTik's "
            "documentation."
        )
    ),
    understands=phrases(
        "filter, raw, mangle and NAT with custom chains, address lists, interface lists, marks",
        "bridges, VLANs, PPPoE, LTE, DHCP clients, static routes",
        "IPv6 with delegated prefixes",
        "services with their defaults, VPN servers, name resolver, proxies, SNMP",
        "UPnP and NAT-PMP",
    ),
    limits=phrases(
        "binary backups and copies of print screens are recognised, not read",
        "hotspots, VRFs and bridge filters make an answer conditional where they matter",
        "scripts are read but not run: what they do while the router runs is not followed",
        "users are never in an export, so accounts without a password cannot be seen",
    ),
    export=(
        ExportWay(
            command="/export file=config",
            note=phrase(
                "Version 7 leaves passwords out; on version 6 add hide-sensitive. Fetch config.rsc from Files."
            ),
        ),
        ExportWay(menu=phrase("WinBox: New Terminal, then Files"), command="/export terse file=config"),
    ),
)
