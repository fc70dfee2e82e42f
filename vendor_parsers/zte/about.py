"""What users are told about ZTE."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="zte",
    name=phrase("ZTE boxes of providers (ZXHN, ZXV10, F600 and relatives)"),
    forms=phrases(
        "decoded configuration (XML with <DB><Tbl name=...>)", "backup container that is not encrypted (type 0)"
    ),
    verified=("exports", "documents"),
    verified_text=(
        phrase(
            "Tables and columns were read in ten real configurations and three containers; forwards of older boxes "
            "(FWPM) and the order of rules only in descriptions."
        )
    ),
    understands=phrases(
        "port forwards of both table models, the exposed host, ranges",
        "Telnet and FTP with their switches for the WAN, SSH, service control, TR-069",
        "UPnP; which WAN connections translate and which carry IPv6",
    ),
    limits=phrases(
        "encrypted backups (types 2, 3, 4) are not opened: decode them first",
        "the protocol numbers 0 and 2 of a forward are TCP for certain and UDP perhaps; 1 is UDP",
        "a row of service control for the WAN makes the box's services conditional, since its numbers are undocumented",
        "the IPv6 firewall is not in the file: with IPv6 on, nothing is called closed there",
    ),
    export=(
        ExportWay(
            menu=phrase("Management & Diagnosis > System Management > User Configuration Management > Backup"),
            note=phrase("then decode config.bin to XML, e.g. with the open tool zte-config-utility"),
        ),
    ),
)
