"""Which systems are named though they are not judged; texts are written here, as the systems' documentation shows them."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import RecognisedNotJudged, UnknownFormat
from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document, SourceFile
from vendor_parsers.recognised.binary_signatures import is_draytek
from vendor_parsers.recognised.detect import detect
from vendor_parsers.recognised.parser import parse

TEXTS = {
    "Cisco IOS": "Building configuration...\n\nCurrent configuration : 1234 bytes\n!\nversion 15.2\nhostname R1\n",
    "Cisco ASA": ": Saved\n:\nASA Version 9.12(4)\n!\nhostname fw\n",
    "Cisco NX-OS": "!Command: show running-config\n\nversion 9.3(5)\nhostname n9k\n",
    "Cisco IOS XR": "!! IOS XR Configuration 7.1.1\nhostname xr\n",
    "Fortinet FortiOS": "#config-version=FGT60F-7.0.5-FW-build0304-220208:opmode=0:vdom=0:user=admin\nconfig system global\n",
    "Juniper Junos": "## Last commit: 2026-01-01\nversion 21.4R3;\nsystem {\n    host-name srx;\n}\n",
    "Palo Alto": '<?xml version="1.0"?>\n<config version="10.1.0" urldb="paloaltonetworks">\n</config>\n',
    "Sophos Firewall": '<?xml version="1.0"?>\n<Response APIVersion="1905.1" IPS_CAT_VER="1">\n<FirewallRule transactionid=""/>\n',
    "SonicWall SonicOS": 'firmware-version "SonicOS Enhanced 6.5.4.4"\nhostname fw\n',
    "Zyxel ZLD": "ip virtual-server Web interface wan1 map-to 192.168.1.10 map-type port original-service HTTPS\n",
    "Huawei VRP": "!Software Version V200R010C10SPC600\n#\nsysname AR1\n#\n",
    "H3C": "#\n version 7.1.064, Release 0809P28\n#\n sysname MSR\n#\n",
    "Arista EOS": "! device: sw1 (DCS-7050, EOS-4.28.3M)\n!\nhostname sw1\n",
    "HPE or Aruba": "; J9773A Configuration Editor; Created on release #YA.16.10.0003\nhostname sw\n",
    "Netgear": "[config]\nos_name=linux\nwps_mfstring=netgear\nupnp_turn_on=1\n",
    "Speedport": '[{"vartype": "option", "varid": "use_portforwarding", "varvalue": "1"}]',
    "DrayTek Vigor": "> sys version\nRouter Model: Vigor2865  Version: 4.3.2\n",
    "TP-Link": "<DslCpeConfig>\n<InternetGatewayDevice>\n",
    "miniupnpd": "ext_ifname=ppp0\nlistening_ip=br0\nenable_upnp=yes\n",
    "LANCOM Management Cloud": '{\n  "name": "x",\n  "os": [\n    "LCOS LX"\n  ],\n  "commands": [\n    "cd /Setup"\n  ]\n}\n',
    "TR-064": '<?xml version="1.0"?>\n<root xmlns="urn:dslforum-org:device-1-0">\n<device/>\n</root>\n',
    "config.gateway.json": '{\n "service": {\n  "nat": {\n   "rule": {}\n  }\n }\n}\n',
}

FRAGMENTS = {
    "Cisco IOS": "interface GigabitEthernet0/0\n ip address 203.0.113.2 255.255.255.0\n ip nat outside\nip route 0.0.0.0 0.0.0.0\n",
    "Cisco ASA": "interface Vlan2\n nameif outside\n security-level 0\naccess-group OUT in interface outside\n",
    "Fortinet FortiOS": 'config firewall policy\n    edit 1\n        set srcintf "wan1"\n    next\nend\n',
    "Juniper Junos": "set security zones security-zone untrust interfaces ge-0/0/0.0\nset system host-name srx\n",
    "Palo Alto": "set deviceconfig system hostname pa\nset rulebase security rules x action allow\n",
}


def text(content: str) -> Document:
    return Document(name="x", files=(SourceFile("x", content),))


def of(document: Document) -> Detection:
    found = detect(document)
    assert found is not None
    assert not found.judged
    assert found.advice
    assert found.certainty is not Certainty.CERTAIN
    return found


@pytest.mark.parametrize("system", TEXTS)
def test_a_system_is_named(system: str) -> None:
    assert system in of(text(TEXTS[system])).evidence


@pytest.mark.parametrize("system", FRAGMENTS)
def test_a_fragment_is_named_by_its_words(system: str) -> None:
    assert system in of(text(FRAGMENTS[system])).evidence


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hello\nworld\n",
        "*filter\n:INPUT DROP [0:0]\n-A INPUT -j ACCEPT\nCOMMIT\n",
        "config interface 'wan'\n\toption proto 'dhcp'\n",
        "/ip firewall filter\nadd action=drop chain=input\n",
        "firewall {\n    name WAN_IN {\n        default-action drop\n    }\n}\ninterfaces {\n    ethernet eth0 {\n    }\n}\n",
        "set interfaces ethernet eth0 address dhcp\nset firewall name WAN_IN default-action drop\nset system host-name r1\n",
        "<?xml version='1.0'?>\n<opnsense>\n<system/>\n</opnsense>\n",
        "ar7cfg {\n mode = dsldmode_router;\n}\n",
        "lang English\nflash No\ncd /Setup/IP-Router\n",
        "lan_ipaddr=192.168.1.1\nforward_spec=\ndmz_enable=0\n",
        "file\trepo\tpath\ncisco\tx\ty\n",
    ],
)
def test_other_systems_and_other_texts_are_not_taken(content: str) -> None:
    assert detect(text(content)) is None


def test_a_sonicwall_export_is_base64_of_its_settings() -> None:
    plain = b"checksumVersion=1&buildNum=6.5.4.4&shortProdName=TZ%20350&iface_name_0=X0&" * 5
    assert "SonicWall" in of(text(base64.b64encode(plain).decode() + "&&")).evidence
    assert detect(text(base64.b64encode(b"something else entirely " * 10).decode())) is None


def draytek(*, model: bytes = b"\x28\x60", kind: int = 2, length: int = 900, size: int = 1000) -> bytes:
    header = bytearray(0x100)
    header[0x0C:0x0E] = model
    header[0x24:0x28] = length.to_bytes(4, "big")
    header[0x2D] = kind
    return bytes(header) + bytes(size)


def test_a_draytek_backup_is_known_by_its_header() -> None:
    # draytools: model at 0x0C, length at 0x24, kind at 0x2D
    found = of(Document(name="v2860.cfg", files=(), binaries={"v2860.cfg": draytek()}))
    assert "encrypted and packed, of a Vigor 2860" in found.evidence
    for odd in (draytek(model=b"\xff\xff"), draytek(kind=7), draytek(length=5000), draytek(length=0), draytek()[:200]):
        assert not is_draytek(odd)


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("conf.bin", "TP-Link"),
        ("a.utm", "Securepoint"),
        ("b.abf", "Sophos UTM"),
        ("c.dss", "Synology"),
        ("d.UNIFI", "UniFi console"),
    ],
)
def test_a_name_alone_is_said_to_be_a_name_alone(name: str, system: str) -> None:
    found = of(Document(name=name, files=(), binaries={name: bytes(range(256))}))
    assert system in found.evidence
    assert "only its name" in found.evidence
    assert found.certainty is Certainty.POSSIBLE


def test_asked_for_by_name_it_says_the_same() -> None:
    with pytest.raises(RecognisedNotJudged, match="Cisco ASA"):
        parse(text(TEXTS["Cisco ASA"]))
    with pytest.raises(UnknownFormat):
        parse(text("hello\n"))


@pytest.mark.parametrize(
    "line", ["a" * 200_000, "\n" * 200_000, " " * 200_000, "set " * 50_000, '{"varid"' * 20_000, "<" * 100_000]
)
def test_a_hostile_text_takes_no_time(line: str) -> None:
    detect(text("warm"))
    start = time.process_time()
    detect(text(line))
    assert time.process_time() - start < 0.5


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_bytes_never_break_it(data: bytes) -> None:
    detect(Document(name="x", files=(), binaries={"x": data}))
    detect(text(data.decode("utf-8", "replace")))
