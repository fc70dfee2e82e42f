"""What users are told about the EdgeOS parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="edgeos",
    name="Ubiquiti EdgeOS",
    forms=phrases(
        "backup .tar.gz",
        "config.boot",
        "show configuration commands (set form)",
        "config.boot of a UniFi Security Gateway",
    ),
    verified=("packets", "exports"),
    verified_text=phrase(
        "Rulesets in the order of live devices were loaded into a Linux kernel and answered real packets."
    ),
    understands=phrases(
        "rulesets per interface and direction, zones, and the order of the device's own hooks",
        "port-forward with and without auto-firewall, service nat, port lists and ranges, groups",
        "UPnP (upnp, upnp2), web interface, SSH, Telnet, SNMP, DNS with their listen addresses",
        "PPPoE, VLANs, switch, delegated and static IPv6 prefixes, several WAN lines",
    ),
    limits=phrases(
        "time windows and application matches are conditional",
        "a table or group of lines that a modify list sets makes forwards conditional",
        "whether the IPsec hook lets IKE in by itself is conditional",
    ),
    export=(
        ExportWay(menu=phrase("System > Back Up Config"), note=phrase("The .tar.gz is read as it is.")),
        ExportWay(command="cat /config/config.boot"),
        ExportWay(command="show configuration commands"),
    ),
)
