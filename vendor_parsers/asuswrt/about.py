"""What users are told about Asuswrt."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="asuswrt",
    name="ASUS (Asuswrt, Asuswrt-Merlin)",
    forms=phrases("settings file Settings_<model>.CFG (HDR1, HDR2)", "output of nvram show"),
    verified=("code",),
    verified_text=(
        phrase(
            "Rules and their order were read in the firmware's own rc/firewall.c (Asuswrt-Merlin 388 and 3004 branches); "
            "no export of a customer's box has been seen."
        )
    ),
    understands=phrases(
        "port forwards with lists, ranges, sources and IP protocols; the list of Open NAT; two WAN lines",
        "exposed host and what it takes from the router's own services",
        "remote administration, SSH, FTP, WebDAV, VPN servers, SNMP, TR-069 and print server towards the Internet",
        "access restriction; the IPv4 and IPv6 firewall switches; IPv6 pinholes",
    ),
    limits=phrases(
        "scripts in /jffs/scripts are not in the settings",
        "port triggers open ports only after an inside host has sent something and are not rows",
        "builds before about 382 published plain HTTP administration even with HTTPS support",
    ),
    export=(
        ExportWay(menu=phrase("Administration > Restore/Save/Upload Setting > Save setting")),
        ExportWay(command="nvram show", note=phrase("over SSH; remove the passwords before you send it to anyone")),
    ),
)
