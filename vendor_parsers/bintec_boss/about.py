"""What users are told about bintec BOSS."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="bintec_boss",
    name=phrase("bintec elmeg routers, Telekom Digitalisierungsbox Premium, Smart and Standard"),
    forms=phrases("paste of the SNMP shell", "tables as CSV"),
    verified=("code", "documents"),
    verified_text=(
        phrase(
            "Tables, columns and defaults after the vendor's own MIB files (releases 9.1.10 and 10.2.3) and its manuals; "
            "no paste of a real router was available."
        )
    ),
    understands=phrases(
        "forwards (ipNatPresetTable) with all defaults, end ports, port shifts and net mapping",
        "NAT per interface, and routers without NAT",
        "the firewall behind NAT, with its aliases and counts of ports",
        "remote administration by a forward to 127.0.0.1, allow tables of the router's own services, UPnP",
        "the wide forwards of old Digitalisierungsbox firmware",
    ),
    limits=phrases(
        "a table that was not pasted is not stated, never off",
        "the layout of the user interface's own export is not documented; encrypted exports are refused",
        "IPv6 is not read",
        "address groups and ranges of the firewall make results conditional",
    ),
    export=(
        ExportWay(
            command="ssh admin@router, then: system, ifTable, ipExtIfTable, ipRouteTable, ipNatPresetTable, ipSif, "
            "ipSifAliasTable, ipSifAliasAddressTable, ipSifAliasServiceTable, localTcpAllowTable, localUdpAllowTable, upnp",
            note=phrase(
                "Save the whole session as text; prompts and pagers do not matter. The first two lines of 'system' name "
                "model and firmware."
            ),
        ),
    ),
)
