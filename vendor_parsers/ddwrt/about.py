"""What users are told about DD-WRT."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="ddwrt",
    name="DD-WRT",
    forms=phrases("backup nvrambak.bin", "output of nvram show"),
    verified=("code",),
    verified_text=(
        phrase(
            "Rules and their order were read in the firmware's own networking/generic/firewall.c (two states of the public "
            "mirror); no backup of a customer's box has been seen."
        )
    ),
    understands=phrases(
        "single forwards, ranges, whole hosts (1:1), UPnP mappings kept in the settings, the exposed host",
        "remote web interface, SSH and Telnet with their source range; servers that open the WAN",
        "firewall off, router mode, access restrictions that act on the way in, IPv6",
    ),
    limits=phrases(
        "a firewall script is read only to tell whether it can open anything; if it can, the answer is not complete",
        "port triggers open ports only after an inside host has sent something and are not rows",
        "where builds differ (a forward that is switched off), the answer is conditional",
    ),
    export=(
        ExportWay(menu=phrase("Administration > Backup > Backup")),
        ExportWay(
            command="nvram show", note=phrase("over SSH or Telnet; remove the passwords before you send it to anyone")
        ),
    ),
)
