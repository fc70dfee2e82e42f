"""What users are told about systems that are recognised and not judged."""

from __future__ import annotations

from routerlint.parsing.vendor import About
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="recognised",
    name=phrase("Recognised, not judged"),
    forms=phrases(
        "Cisco IOS, IOS XE, NX-OS, IOS XR, ASA, PIX; Fortinet FortiOS; Juniper Junos; Palo Alto PAN-OS",
        "SonicWall, Sophos Firewall, Zyxel ZLD, Huawei VRP, H3C Comware, Arista EOS, HPE and Aruba switches",
        "DrayTek .cfg, Netgear, TP-Link, Telekom Speedport pages",
        "by their names only: Securepoint .utm, Sophos UTM .abf, Synology .dss, Zyxel .rom, UniFi console .unifi",
    ),
    verified=("exports", "documents"),
    verified_text=(
        phrase(
            "Signatures were tried on real and synthetic configurations of Cisco, Fortinet and Juniper; those of the others "
            "are taken from documentation and open decoders."
        )
    ),
    understands=phrases(
        "which system a file is from, so that the answer names it and says that nothing was judged",
    ),
    limits=phrases(
        'nothing in these files is judged: the answer is an error with exit code 3, never "clean"',
    ),
    export=(),
    judged=False,
)
