"""The texts about OPNsense."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="opnsense",
    name="OPNsense",
    forms=phrases(
        "config.xml, also in the middle of the move to the new rules and forwards",
        "backup encrypted with a password (with the extra routerlint[crypto])",
    ),
    verified=("code", "exports"),
    verified_text=(
        phrase(
            "The rules that OPNsense makes of its file were taken from its own code (up to 26.7) and that of its plugins; the "
            "sections of a file were checked against about forty public exports. No packet was sent through a device."
        )
    ),
    understands=phrases(
        "old rules and new ones, merged by priority and sequence; floating, groups, interfaces",
        "rules of the system: anti-lockout and its forward, bogon and private networks, DHCP clients, ICMPv6, IPsec",
        "forwards of both kinds with their rules, 1:1, exclusions from forwarding",
        "aliases of both kinds: nested, port ranges, networks, hosts of an interface's network",
        "more than one WAN, found by its gateway; virtual addresses; delegated IPv6 prefixes",
        "web interface, ssh, Unbound, Dnsmasq, SNMP, OpenVPN, WireGuard, IPsec, UPnP",
    ),
    limits=phrases(
        "lists loaded from the Internet, countries, host names and schedules make an answer conditional",
        "a file does not tell its release; where releases differ, the answer is conditional",
        "a WAN bridged with an inside interface and the relayd plugin are not followed; such a file is not called complete",
        "plugins that may listen by themselves, such as HAProxy, are named only by the ports that rules open",
    ),
    export=(
        ExportWay(
            menu=phrase("System > Configuration > Backups"), note=phrase("Without encryption and without RRD data.")
        ),
        ExportWay(
            command="curl -u KEY:SECRET https://firewall/api/core/backup/download/this -o config.xml",
            note=(
                phrase(
                    "Or scp root@firewall:/conf/config.xml. An encrypted file is read with its password in the environment "
                    "variable ROUTERLINT_BACKUP_PASSWORD."
                )
            ),
        ),
    ),
)
