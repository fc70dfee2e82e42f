"""What users are told about UniFi."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="unifi",
    name=phrase("UniFi gateways (Ubiquiti: USG, UDM, UXG, Cloud Gateway)"),
    forms=phrases("records of the controller's API as JSON (rest/portforward and others)", "backup .unf"),
    verified=("code", "documents"),
    verified_text=(
        phrase(
            "Fields were read in six clients of the API and one recorded reply, key and layers of the backup in open "
            "decoders; no whole backup of an owner has been seen."
        )
    ),
    understands=phrases(
        "port forwards with lists, ranges, sources, groups and outside addresses of their own",
        "firewall rules of WAN_IN and WAN_LOCAL in the order of their index",
        "WAN and inside networks, UPnP, VPN servers; each site of a controller on its own",
    ),
    limits=phrases(
        "a group that is not in the input makes its forward conditional; a forward without `enabled` too",
        "policies between zones (Network 9) and NAT rules of one's own are not read: then nothing is called closed",
        "IPv6 is not judged; backups of the whole console (.unifi) are not read",
    ),
    export=(
        ExportWay(
            menu=phrase("Settings > System > Backups > Download"),
            note=phrase("the .unf file; it needs pip install 'routerlint[crypto]'"),
        ),
        ExportWay(
            command="curl -k -H 'X-API-KEY: ...' https://GATEWAY/proxy/network/api/s/default/rest/portforward",
            note=phrase(
                "the same for rest/firewallrule, rest/firewallgroup, rest/networkconf and rest/setting; one folder"
            ),
        ),
    ),
)
