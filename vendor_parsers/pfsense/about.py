"""The texts about pfSense."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="pfsense",
    name=phrase("pfSense (CE and Plus)"),
    forms=phrases(
        "config.xml of all releases of 2.x, complete or single areas of it",
        "backup encrypted with a password (with the extra routerlint[crypto])",
    ),
    verified=("code", "exports"),
    verified_text=(
        phrase(
            "The rules that pfSense makes of its file were taken from its own code (the generator of pf rules, up to 2.8); "
            "the sections of a file were checked against about forty public exports. No packet was sent through a device."
        )
    ),
    understands=phrases(
        "floating rules, interface groups, interfaces; quick and last match",
        "rules of the system: anti-lockout, bogon and private networks, DHCP clients, IPsec, IPv6 off",
        "forwards with their linked rules, 1:1, exclusions from forwarding",
        "aliases: nested, port ranges, networks",
        "more than one WAN, found by its gateway; virtual addresses; delegated IPv6 prefixes",
        "web interface, ssh, name resolver, SNMP, OpenVPN, WireGuard, UPnP",
    ),
    limits=phrases(
        "lists loaded from the Internet, host names and schedules make an answer conditional",
        "a WAN that is bridged with an inside interface is not followed; such a file is not called complete",
        "rules that packages make while the firewall runs are named as undecided, not read",
        "Ethernet rules and captive portals are not counted: they could only close what is listed as open",
    ),
    export=(
        ExportWay(
            menu=phrase("Diagnostics > Backup & Restore"),
            note=(
                phrase(
                    "Backup area All, without encryption and without RRD data. A file encrypted all the same is read with "
                    "its password in the environment variable ROUTERLINT_BACKUP_PASSWORD."
                )
            ),
        ),
        ExportWay(command="scp admin@firewall:/cf/conf/config.xml ."),
    ),
)
