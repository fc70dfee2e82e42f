"""Words without which a detector need not be asked.

A detector costs the import of its module and a search with regular expressions, for every vendor and every file. A
plain search for a few words is a hundred times cheaper, so most vendors are ruled out by it. The words are in lower
case; a text that the vendor knows holds at least one of them. They decide nothing else: a test asks every detector
about every sample with and without them.

A vendor that is not listed is asked about a single text only when no other is certain. That is also right for one that
is never certain. About several files at once everybody is asked.
"""

from __future__ import annotations

__all__ = ["WORDS"]

_VYATTA = (
    "-config-version", "firewall {", "interfaces {", "nat {", "nat66 {", "service {", "system {", "port-forward {",
    "protocols {", "zone-policy {", "vpn {", "high-availability {", "policy {", "set firewall ", "set interfaces ",
    "set nat", "set service ", "set protocols ", "set system ", "set zone-policy", "set port-forward",
)  # fmt: skip

WORDS: dict[str, tuple[str, ...]] = {
    "asuswrt": (
        "vts_rulelist=", "vts_enable_x=", "fw_enable_x=", "misc_http_x=", "sw_mode=", "wans_dualwan=", "productid=",
        "buildno=",
    ),
    "bintec_boss": (
        "inx", "ipsif", "ipnat", "biboadm", "ipextiftable", "allowtable", ">ip", "> ip", ">local", "> local", ">if",
        "> if", ">upnp", "> upnp",
    ),
    "ddwrt": (
        "dd_board=", "forward_spec=", "forwardspec_entries=", "dist_type=", "wan_vdsl=", "remote_mgt_ssh=",
        "block_ident=", "sfe=",
    ),
    "edgeos": _VYATTA,
    "firewalld": ("defaultzone=", "<zone"),
    "freshtomato": (
        "portforward=", "trigforward=", "rmgt_sip=", "ne_shlimit=", "dmz_sip=", "sshd_rport=", "t_features=",
        "http_wanport_bfm=",
    ),
    "fritzos": (
        "configuration export", "##### begin section", '"devices"', "ar7cfg", "landevices", "vpncfg", "voipcfg",
        "tr069cfg", "* /var/", "meta",
    ),
    "huawei": ("<internetgatewaydevice",),
    "iptables": ("*filter", "*nat", "*mangle", "*raw", "*security"),
    "lancom_lcos": ("/setup/", "/2/", ".lcf", ".lcs"),
    "miniupnpd": (
        "ext_ifname", "ext_ip", "listening_ip", "enable_upnp", "enable_natpmp", "enable_pcp_pmp", "secure_mode",
        "upnp_forward_chain", "upnp_nat_chain", "pcp_allow_thirdparty", "ext_perform_stun", "clean_ruleset_interval",
    ),
    "nft": (
        "table ", "flush ruleset", "nftables", "/nft", "env nft", "add chain ", "create chain ", "insert chain ",
        "add rule ", "create rule ", "insert rule ",
    ),
    "openwrt": (
        "config ", "config\t", "config/", "firewall.", "network.", "system.", "dhcp.", "dropbear.", "uhttpd.", "upnpd.",
        "wireless.", "luci.", "rpcd.", "openvpn.", "snmpd.", "ttyd.",
    ),
    "opnsense": ("<opnsense", "begin config.xml"),
    "pfsense": ("<pfsense", "<tracker>", "begin config.xml"),
    "routeros": (
        "routeros", "software id", "/interface", "/ip", "/system", "/routing", "/snmp", "/tool", "/user", "/queue",
        "/ppp", "flags: ", "@",
    ),
    "shorewall": ("firewall", "startup_enabled=", "section "),
    "ufw": (":ufw", "### tuple ###"),
    "unifi": ('"pfwd_interface"', '"ruleset"', '"group_type"', '"purpose"', '"upnp_enabled"', '"meta"'),
    "vyos": _VYATTA,
    "zte": ("<tbl name=",),
}  # fmt: skip
