"""What users are told about OpenWrt."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="openwrt",
    name="OpenWrt",
    forms=phrases(
        "a tree with etc/config/... (sysupgrade backup, also as an archive)",
        "the folder config/ with firewall, network, ...",
        "`uci export` or `uci show` in one file",
        "a single file of /etc/config",
    ),
    verified=("packets", "code", "exports"),
    verified_text=(
        phrase(
            "The grammar is compared with libuci, the ruleset with what firewall4 (commit b6e5157) renders and a kernel does "
            "with it; firewall3, netifd and miniupnpd were read in their source."
        )
    ),
    understands=phrases(
        "zones by network, device, wildcard and subnet; policies; rules, redirects, forwardings, named sets",
        "firewall4's defaults, skipped sections and surprises (proto all, ranges, redirects to the router itself)",
        "firewall3 where the release is older than 22.03",
        "interfaces, devices, aliases, delegated IPv6 prefixes, routes, WireGuard peers",
        "dropbear, uhttpd, dnsmasq, NTP, OpenVPN, WireGuard, snmpd, samba, ttyd, UPnP and NAT-PMP",
    ),
    limits=phrases(
        "scripts and nftables text in includes are never evaluated: what they may change is reported as undecided",
        "rules that services add at run time (ubus, mwan3, docker, banIP) are not in the configuration",
        "firewall sections that other vendors have added (Technicolor, Askey) are not read",
        "which packages are enabled at boot is not part of /etc/config",
    ),
    export=(
        ExportWay(
            menu=phrase("System > Backup / Flash Firmware > Generate archive"),
            note=phrase("reads the archive as it is"),
        ),
        ExportWay(command="ssh root@ROUTER 'cat /etc/openwrt_release; uci export' > router.uci"),
        ExportWay(command="ssh root@ROUTER 'sysupgrade -b -' > router.tar.gz"),
    ),
)
