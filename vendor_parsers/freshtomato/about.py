"""What users are told about Tomato and FreshTomato."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="freshtomato",
    name=phrase("FreshTomato and other Tomato builds"),
    forms=phrases("backup .cfg (gzip TCF1, HDR2)", "output of nvram show", "output of nvram export --set"),
    verified=("code",),
    verified_text=(
        phrase(
            "Rules and their order were read in the firmware's own rc/firewall.c and rc/forward.c (three states of "
            "FreshTomato ARM); no backup of a customer's box has been seen."
        )
    ),
    understands=phrases(
        "port forwards with lists, ranges and sources; the exposed host with its source list",
        "remote web interface and SSH with their source list, on both families",
        "FTP, SNMP, Samba, web server, BitTorrent, Aria2, PPTP and OpenVPN as far as they open the WAN",
        "up to four WAN lines and sixteen bridges; IPv6 forwards",
    ),
    limits=phrases(
        "a firewall script is read only to tell whether it can open anything; if it can, the answer is not complete",
        "port triggers open ports only after an inside host has sent something and are not rows",
        "remote administration beside a DMZ host differs between builds and is conditional",
    ),
    export=(
        ExportWay(menu=phrase("Administration > Configuration > Backup")),
        ExportWay(
            command="nvram export --set", note=phrase("over SSH; remove the passwords before you send it to anyone")
        ),
    ),
)
