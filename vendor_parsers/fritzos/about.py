"""What users are told about FRITZ!OS."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="fritzos",
    name="FRITZ!Box (AVM FRITZ!OS)",
    forms=phrases(
        "export of the settings (.export)",
        "bare ar7.cfg",
        "JSON of data.lua?page=portoverview",
        "support data (text)",
    ),
    verified=("code", "documents"),
    verified_text=(
        phrase(
            "Container, checksum, grammar and rule strings after the code of independent tools that read them; "
            "no complete export of a real box was available."
        )
    ),
    understands=phrases(
        "forwards in every place where firmware keeps them, with counts of ports and disabled rules",
        "shares of the box itself (VoIP, TR-069, VPN, remote access) and exposed hosts",
        "router and IP-client mode, guest network, permissions for UPnP and PCP by device",
        "IPv6 releases and exposed hosts from the port overview",
    ),
    limits=phrases(
        "from FRITZ!OS 7.90 on, the export does not show in a known place which services of the box itself are shared",
        "the place of IPv6 releases in an export is not documented; the port overview shows them",
        "additional packet filters make results conditional",
        "encrypted values are left alone; nothing is decrypted",
    ),
    export=(
        ExportWay(
            menu=phrase("System > Backup (Sicherung) > Save (Sichern)"),
            note=phrase("The box asks for a password for the secrets in the file; routerlint does not need it."),
        ),
        ExportWay(
            menu=phrase("Internet > Permit Access (Freigaben) > Port Sharing, saved as JSON"),
            command="POST data.lua: page=portoverview, sid=SID",
            note=phrase("Shows IPv6 releases and permissions that the export does not."),
        ),
    ),
)
