"""What a vendor delivers must be silent at medium and above, and the founding case must not."""

from __future__ import annotations

from typing import Final

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.rules.config import Config
from routerlint.rules.examples import AS_OF
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.severity import Severity
from routerlint.rules.verdict import Judgement
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import Vendor

RULES = load_rules()

# The shape of MikroTik's default configuration for home routers, version 7, in our own words.
ROUTEROS: Final = """\
# 2026-01-01 00:00:00 by RouterOS 7.16.1
/interface bridge
add name=bridge
/interface list
add name=WAN
add name=LAN
/interface bridge port
add bridge=bridge interface=ether2
/interface list member
add interface=bridge list=LAN
add interface=ether1 list=WAN
/ip address
add address=192.168.88.1/24 interface=bridge network=192.168.88.0
/ip dhcp-client
add interface=ether1
/ip dns
set allow-remote-requests=yes
/ip firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=drop chain=input connection-state=invalid
add action=accept chain=input protocol=icmp
add action=accept chain=input dst-address=127.0.0.1
add action=drop chain=input in-interface-list=!LAN
add action=accept chain=forward ipsec-policy=in,ipsec
add action=accept chain=forward ipsec-policy=out,ipsec
add action=fasttrack-connection chain=forward connection-state=established,related
add action=accept chain=forward connection-state=established,related,untracked
add action=drop chain=forward connection-state=invalid
add action=drop chain=forward connection-nat-state=!dstnat connection-state=new in-interface-list=WAN
/ip firewall nat
add action=masquerade chain=srcnat ipsec-policy=out,none out-interface-list=WAN
/ipv6 firewall address-list
add address=::1/128 list=bad_ipv6
/ipv6 firewall filter
add action=accept chain=input connection-state=established,related,untracked
add action=drop chain=input connection-state=invalid
add action=accept chain=input protocol=icmpv6
add action=accept chain=input dst-port=33434-33534 protocol=udp
add action=accept chain=input dst-port=546 protocol=udp src-address=fe80::/10
add action=accept chain=input dst-port=500,4500 protocol=udp
add action=accept chain=input protocol=ipsec-ah
add action=accept chain=input protocol=ipsec-esp
add action=accept chain=input ipsec-policy=in,ipsec
add action=drop chain=input in-interface-list=!LAN
add action=accept chain=forward connection-state=established,related,untracked
add action=drop chain=forward connection-state=invalid
add action=drop chain=forward src-address-list=bad_ipv6
add action=accept chain=forward protocol=icmpv6
add action=accept chain=forward protocol=139
add action=accept chain=forward dst-port=500,4500 protocol=udp
add action=accept chain=forward protocol=ipsec-ah
add action=accept chain=forward protocol=ipsec-esp
add action=accept chain=forward ipsec-policy=in,ipsec
add action=drop chain=forward in-interface-list=!LAN
/system identity
set name=MikroTik
"""

# The shape of OpenWrt's default firewall and network, in our own words.
OPENWRT: Final = {
    "etc/config/network": """\
config interface 'loopback'
	option device 'lo'
	option proto 'static'
	option ipaddr '127.0.0.1'
	option netmask '255.0.0.0'
config globals 'globals'
	option ula_prefix 'fd12:3456:789a::/48'
config device
	option name 'br-lan'
	option type 'bridge'
	list ports 'lan1'
config interface 'lan'
	option device 'br-lan'
	option proto 'static'
	option ipaddr '192.168.1.1'
	option netmask '255.255.255.0'
	option ip6assign '60'
config interface 'wan'
	option device 'wan'
	option proto 'dhcp'
config interface 'wan6'
	option device 'wan'
	option proto 'dhcpv6'
""",
    "etc/config/firewall": """\
config defaults
	option input 'REJECT'
	option output 'ACCEPT'
	option forward 'REJECT'
config zone
	option name 'lan'
	list network 'lan'
	option input 'ACCEPT'
	option output 'ACCEPT'
	option forward 'ACCEPT'
config zone
	option name 'wan'
	list network 'wan'
	list network 'wan6'
	option input 'REJECT'
	option output 'ACCEPT'
	option forward 'DROP'
	option masq '1'
config forwarding
	option src 'lan'
	option dest 'wan'
config rule
	option name 'DHCP-Renew'
	option src 'wan'
	option proto 'udp'
	option dest_port '68'
	option target 'ACCEPT'
	option family 'ipv4'
config rule
	option name 'Ping'
	option src 'wan'
	option proto 'icmp'
	option icmp_type 'echo-request'
	option family 'ipv4'
	option target 'ACCEPT'
config rule
	option name 'IGMP'
	option src 'wan'
	option proto 'igmp'
	option family 'ipv4'
	option target 'ACCEPT'
config rule
	option name 'DHCPv6'
	option src 'wan'
	option proto 'udp'
	option dest_port '546'
	option family 'ipv6'
	option target 'ACCEPT'
config rule
	option name 'ICMPv6-Input'
	option src 'wan'
	option proto 'icmp'
	list icmp_type 'echo-request'
	list icmp_type 'packet-too-big'
	option family 'ipv6'
	option target 'ACCEPT'
config rule
	option name 'ICMPv6-Forward'
	option src 'wan'
	option dest '*'
	option proto 'icmp'
	list icmp_type 'echo-request'
	option family 'ipv6'
	option target 'ACCEPT'
config rule
	option name 'ESP'
	option src 'wan'
	option dest 'lan'
	option proto 'esp'
	option target 'ACCEPT'
config rule
	option name 'ISAKMP'
	option src 'wan'
	option dest 'lan'
	option dest_port '500'
	option proto 'udp'
	option target 'ACCEPT'
""",
    "etc/config/dropbear": "config dropbear\n\toption PasswordAuth 'on'\n\toption Port '22'\n",
    "etc/config/uhttpd": "config uhttpd 'main'\n\tlist listen_http '0.0.0.0:80'\n\tlist listen_https '0.0.0.0:443'\n",
    "etc/config/dhcp": "config dnsmasq\n\toption domainneeded '1'\n\toption localservice '1'\n",
    "etc/config/system": "config system\n\toption hostname 'OpenWrt'\n",
}


def judged(vendor: str, files: dict[str, str]) -> Judgement:
    document = Document(name="export", files=tuple(SourceFile(name, text) for name, text in sorted(files.items())))
    (device,) = Vendor(vendor).parse(document)
    return judge(evaluate(device), RULES, Config(), device_key="export", as_of=AS_OF)


def routeros(*more: str) -> Judgement:
    return judged("routeros", {"export.rsc": ROUTEROS + "\n".join(more) + "\n"})


@pytest.mark.parametrize(("vendor", "files"), [("routeros", {"export.rsc": ROUTEROS}), ("openwrt", OPENWRT)])
def test_a_factory_configuration_is_silent_at_medium_and_above(vendor: str, files: dict[str, str]) -> None:
    judgement = judged(vendor, files)
    assert [f.message() for f in judgement.findings if f.severity >= Severity.MEDIUM] == []
    low = {finding.rule.id for finding in judgement.findings if finding.severity is Severity.LOW}
    assert low <= {"RL119", "RL416"}


def test_the_founding_case_is_critical_and_names_the_file_sharing() -> None:
    judgement = routeros(
        "/ip firewall nat",
        "add action=dst-nat chain=dstnat comment=HTTPS dst-port=440-449 in-interface-list=WAN protocol=tcp"
        " to-addresses=192.168.88.10",
    )
    worst = judgement.findings[0]
    assert (worst.rule.name, worst.severity) == ("smb-exposed", Severity.CRITICAL)
    assert worst.message("de") == (
        "Aus dem Internet erreichbar: Windows-Dateifreigabe (SMB, tcp 445), Webserver (HTTPS, tcp 443) und unbekannter"
        " Dienst (tcp 440-442, 444, 446-449) auf 192.168.88.10; jeder kann dort versuchen, die freigegebenen Ordner zu öffnen"
    )
    assert worst.notes("de") == ("Die Weiterleitung „HTTPS“ öffnet mehr Ports, als ihr Dienst braucht: tcp 440-449",)
    assert worst.span is not None
    assert "dst-port=440-449" in worst.span.text


def test_a_range_hidden_in_a_rule_for_all_protocols_is_found() -> None:
    judgement = routeros(
        "/ip firewall nat", "add action=dst-nat chain=dstnat in-interface-list=WAN to-addresses=192.168.88.10"
    )
    assert judgement.findings[0].rule.name == "exposed-host"


def test_upnp_of_a_router_is_medium() -> None:
    judgement = routeros(
        "/ip upnp",
        "set enabled=yes",
        "/ip upnp interfaces",
        "add interface=ether1 type=external",
        "add interface=bridge type=internal",
    )
    found = {finding.rule.name: finding.severity for finding in judgement.findings}
    assert found.get("upnp-enabled") is Severity.MEDIUM
