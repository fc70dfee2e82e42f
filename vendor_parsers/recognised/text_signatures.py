"""Texts of systems that are not judged.

Sources: the vendors' documentation of their command lines and the heads of real configurations; a pattern from memory
alone is not here. The order matters only between signatures of the same weight: the first one wins.
"""

from __future__ import annotations

from routerlint.wording import phrase
from vendor_parsers.recognised.signature import TextSignature

__all__ = ["TEXT_SIGNATURES"]

_CISCO_ASA = TextSignature(
    system=phrase("Cisco ASA or PIX"),
    marks=(
        r"(?:ASA|PIX) Version \d", r": Saved$", r"Cryptochecksum:[0-9a-f]", r"!  Firewall Builder +fwb_pix",
        r"!RANCID-CONTENT-TYPE: cisco-?asa",
    ),
    words=(
        r" ?nameif \S", r" ?security-level \d", r"access-group \S+ (?:in|out|global)\b", r"access-list \S+ extended ",
        r"object(?:-group)? (?:network|service|protocol|icmp-type) \S", r"nat \(\S+\)", r"static \(\S+,\S+\)",
        r"global \(\S+\)", r"same-security-traffic permit", r"class-map inspection_default", r"ssh \d\S+ \S+ \S+$",
        r"service-policy \S+ (?:global|interface)",
    ),
)  # fmt: skip

_CISCO_IOS = TextSignature(
    system=phrase("Cisco IOS or IOS XE"),
    marks=(
        r"Building configuration\.\.\.", r"Current configuration : \d+ bytes", r"boot-start-marker$",
        r"!  Firewall Builder +fwb_iosacl", r"!RANCID-CONTENT-TYPE: cisco$",
    ),
    words=(
        r"version 1[0-9]\.\d+$", r"version 12\.", r"service timestamps ", r" ?interface (?:\w*Ethernet|Serial|Vlan|Dialer)\d",
        r" ?ip address \d+\.\d+\.\d+\.\d+ 255\.", r" ?ip nat (?:inside|outside|pool|source)\b", r" ?ip access-group \S+ (?:in|out)",
        r"ip access-list (?:extended|standard) \S", r" ?access-list \d+ (?:permit|deny|remark) ", r"line (?:con|vty|aux) \d",
        r"router (?:ospf|bgp|eigrp|rip)\b", r"ip route \d+\.\d+\.\d+\.\d+ \d+\.", r"crypto (?:isakmp|ikev2) policy ",
        r"ip dhcp (?:excluded-address|pool) ", r"no ip domain[ -]lookup", r"enable secret ", r"zone security \S",
        r"object-group (?:network|service) \S", r"ip inspect name ", r"switchport mode ", r"spanning-tree mode ",
        r"hostname \S+$", r"!$",
    ),
    least=3,
    without=(r"sysname \S", r"#$"),
)  # fmt: skip

_CISCO_OTHERS = (
    TextSignature(
        system=phrase("Cisco NX-OS"),
        marks=(r"!Command: show running-config", r"version \d+\.\d+\(\d+\)", r"!NXOS license"),
    ),
    TextSignature(system=phrase("Cisco IOS XR"), marks=(r"!! IOS XR Configuration",)),
)

_FORTIOS = TextSignature(
    system=phrase("Fortinet FortiOS (or FortiManager)"),
    marks=(r"#config-version=", r"#conf_file_ver=", r"#global_vdom=", r"config system global$"),
    words=(
        r" *config (?:firewall|system|router|vpn|log|user|switch-controller|wireless-controller|vdom|antivirus|ips|global)\b",
        r" *edit (?:\"|\d|root|all)", r" *next$", r" *end$", r" *set uuid ", r" *rename \S", r" *set \S+ ",
        r" *unset \S",
    ),
    least=3,
    without=(r"config \S+ '", r"\toption "),
)  # fmt: skip

_JUNOS = TextSignature(
    system=phrase("Juniper Junos"),
    marks=(
        r"## Last (?:commit|changed)", r"version \d\d\.\d\S*;$", r"#\s?RANCID-CONTENT-TYPE: juniper",
        r"set security (?:policies|zones|nat|address-book|screen|ike|ipsec|alg|flow|forwarding-options) ",
        r"set (?:policy-options|routing-options|applications|routing-instances|logical-systems|chassis|event-options|groups|vlans) ",
        r"set interfaces \S+ unit \d+", r"set firewall (?:family (?:inet6?|ethernet-switching|mpls)|filter|policer|three-color-policer) ",
        r"set system (?:root-authentication|services|syslog (?:file|user)|ports) ", r"set apply-groups ", r"set security key-chain ",
        r"set version \d\d\.",
    ),
    words=(
        r" *(?:system|interfaces|security|firewall|protocols|routing-options|policy-options|applications|groups|snmp|chassis) \{",
        r" *host-name \S+;", r" *family inet6? \{", r" *unit \d+ \{", r" *then (?:accept|discard|\{)",
        r" *(?:security-zone|policy|term|filter) \S+ \{", r" *address \d+\.\d+\.\d+\.\d+/\d+;",
    ),
    least=3,
)  # fmt: skip

_PAN_OS = TextSignature(
    system=phrase("Palo Alto Networks PAN-OS"),
    marks=(
        r"<config [^>]{0,200}urldb=",
        r"<config [^>]{0,200}detail-version=",
        r"set deviceconfig (?:system|setting) ",
        r"set (?:rulebase|mgt-config|shared|network virtual-router|network interface|zone \S+ network) ",
    ),
)

_FIREWALLS = (
    _FORTIOS,
    _PAN_OS,
    TextSignature(
        system=phrase("Sophos Firewall (SFOS)"),
        marks=(
            r"[ \t]{0,40}<(?:Response|Configuration|Request)\b[^>]{0,200}\bAPIVersion=",
            r"[ \t]{0,40}<LocalServiceACL\b",
        ),
    ),
    TextSignature(
        system=phrase("SonicWall SonicOS"),
        marks=(r"firmware-version \"SonicOS", r"[^\n]{0,400}checksumVersion=\d+&", r"model \"SonicWALL"),
    ),
    TextSignature(
        system=phrase("Zyxel ZLD (USG, ATP, VPN)"),
        marks=(r"ip virtual-server \S+ .{0,200}map-type ", r"secure-policy (?:insert |append |default-rule|\d+)"),
        words=(
            r"address-object \S+ \S",
            r"service-object \S+ (?:tcp|udp) ",
            r"interface-name \S",
            r"ip http secure-server",
        ),
    ),
)

_SWITCHES = (
    TextSignature(
        system=phrase("Huawei VRP"),
        marks=(r"!Software Version V\d{3}R\d{3}", r"firewall zone (?:trust|untrust|local)$"),
        words=(
            r" *sysname \S",
            r"#$",
            r"return$",
            r"user-interface (?:con|vty) ",
            r"aaa$",
            r" *nat server ",
            r"acl number \d",
        ),
        least=3,
    ),
    TextSignature(system=phrase("H3C or HPE Comware"), marks=(r" version \d\.\d\.\d+, (?:Release|Feature|ESS) ",)),
    TextSignature(system=phrase("Arista EOS"), marks=(r"! device: \S+ \(.{0,60}EOS", r"! boot system flash:/\S*EOS")),
    TextSignature(
        system=phrase("HPE or Aruba switch"),
        marks=(r"; \S+ Configuration Editor; Created on release", r"!Version ArubaOS-CX"),
    ),
)

_HOME = (
    TextSignature(
        system=phrase("Netgear router"),
        marks=(r"wps_mfstring=netgear", r"wps_modelname=(?:r|wn|wnd|rbr|rax)\d", r"\[?\"?NETGEAR_"),
    ),
    TextSignature(
        system=phrase("Telekom Speedport (pages of the web interface)"),
        words=(r".{0,4000}\"varid\"\s*:", r".{0,4000}\"varvalue\"\s*:"),
    ),
    TextSignature(
        system=phrase("DrayTek Vigor (command line)"),
        words=(r"(?:\S{0,40}> ?)?Router Model\s{0,9}: ?Vigor", r"(?:\S{0,40}> ?)?srv nat (?:portmap|openport|dmz) "),
        least=1,
        advice=phrase("A template and a mapping file read such a session: docs/templates.md shows how"),
    ),
    TextSignature(
        system=phrase("TP-Link router (decoded configuration)"),
        marks=(r"[ \t]{0,40}<DslCpeConfig\b",),
    ),
    TextSignature(
        system=phrase("TR-098 box of a vendor that is not known"),
        marks=(r"[ \t]{0,40}<InternetGatewayDevice\b",),
        without=(r".{0,400}X_HW_",),
    ),
    TextSignature(
        system=phrase("miniupnpd (the UPnP server of a Linux router, on its own)"),
        marks=(r"#?(?:ext_ifname|listening_ip|enable_natpmp|secure_mode|upnp_forward_chain)=",),
        least=1,
        advice=phrase("Give the whole configuration of the router, or its iptables-save and nft list ruleset"),
    ),
)

_NO_CONFIGURATIONS = (
    TextSignature(
        system=phrase("add-in script of the LANCOM Management Cloud"),
        words=(r" *\"os\": ?\[", r" *\"LCOS(?: [A-Z0-9 ]{1,6})?\"", r" *\"commands\": ?\["),
        least=3,
        advice=phrase("Give the configuration of the device itself as a script (readscript)"),
    ),
    TextSignature(
        system=phrase("description of a device's UPnP or TR-064 services, which holds no configuration"),
        marks=(
            r"[ \t]{0,40}<root [^>]{0,80}urn:(?:schemas-upnp-org|dslforum-org):device-1-0",
            r"[ \t]{0,40}<scpd [^>]{0,80}urn:(?:schemas-upnp-org|dslforum-org):service-1-0",
        ),
        advice=phrase("Give the backup or export of the box"),
    ),
)

_EDGEOS_JSON = TextSignature(
    system=phrase("config.gateway.json of a UniFi gateway (it only overrides what the controller shows)"),
    words=(
        r".{0,2000}\"(?:firewall|service|interfaces|protocols|system)\"\s*:\s*\{",
        r".{0,2000}\"(?:nat|port-forward|ethernet|dns|task-scheduler)\"\s*:\s*\{",
    ),
    advice=phrase("Give the records of the controller (rest/portforward and others) or its .unf backup"),
)

TEXT_SIGNATURES: tuple[TextSignature, ...] = (
    _CISCO_ASA, *_CISCO_OTHERS, _CISCO_IOS, *_FIREWALLS, _JUNOS, *_SWITCHES, *_HOME, *_NO_CONFIGURATIONS, _EDGEOS_JSON,
)  # fmt: skip
