"""No secret of a pfSense configuration reaches the model, and no odd file does harm."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from routerlint.errors import InputError
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.pfsense.parser import parse

CANARY = "Canary7Zq"
HASH = "$2y$10$" + CANARY + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"

SECRETS = f"""<?xml version="1.0"?>
<pfsense>
<system>
 <hostname>fw</hostname><ipv6allow/>
 <webgui><protocol>https</protocol></webgui>
 <user><name>admin</name><bcrypt-hash>{HASH}</bcrypt-hash><authorizedkeys>{CANARY}</authorizedkeys><ipsecpsk>{CANARY}</ipsecpsk></user>
 <user><name>web</name><password>{CANARY}</password></user>
 <authserver><name>radius</name><radius_secret>{CANARY}</radius_secret><ldap_bindpw>{CANARY}</ldap_bindpw></authserver>
</system>
<interfaces>
 <wan><enable/><if>pppoe0</if><ipaddr>pppoe</ipaddr></wan>
 <lan><enable/><if>igb1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan>
</interfaces>
<ppps><ppp><username>u</username><password>{CANARY}</password></ppp></ppps>
<snmpd><enable/><rocommunity>{CANARY}</rocommunity></snmpd>
<virtualip><vip><mode>carp</mode><interface>wan</interface><subnet>198.51.100.9</subnet><password>{CANARY}</password></vip></virtualip>
<ipsec><phase1><ikeid>1</ikeid><interface>wan</interface><remote-gateway>203.0.113.9</remote-gateway><pre-shared-key>{CANARY}</pre-shared-key></phase1></ipsec>
<openvpn><openvpn-server><interface>wan</interface><local_port>1194</local_port><tls>{CANARY}</tls><shared_key>{CANARY}</shared_key></openvpn-server></openvpn>
<installedpackages>
 <wireguard><tunnels><item><enabled>yes</enabled><listenport>51820</listenport><privatekey>{CANARY}</privatekey></item></tunnels></wireguard>
 <miniupnpd><config><enable>on</enable><enable_upnp>on</enable_upnp><iface_array>lan</iface_array></config></miniupnpd>
</installedpackages>
<ca><crt>{CANARY}</crt><prv>{CANARY}</prv></ca>
<cert><crt>{CANARY}</crt><prv>{CANARY}</prv></cert>
<nat/>
<filter>
 <rule><type>pass</type><interface>wan</interface><source><any/></source><destination><any/></destination><descr>password: {CANARY}</descr></rule>
</filter>
</pfsense>
"""


def read(text: str) -> Device:
    return parse(Document(name="config.xml", files=(SourceFile("config.xml", text),)))[0]


def one_line(text: str) -> str:
    return re.sub(r">\s+<", "><", text)


@pytest.mark.parametrize("text", [SECRETS, one_line(SECRETS), SECRETS.replace("\n", "\n\n")])
def test_no_secret_reaches_the_model(text: str) -> None:
    device = read(text)
    assert CANARY not in repr(device)
    assert {account.name: account.password for account in device.accounts} == {"admin": "set", "web": "set"}


HOSTILE = (
    "<pfsense>",
    "<pfsense/>",
    "<pfsense></pfsense>",
    "<pfsense><interfaces></interfaces></pfsense>",
    '<!DOCTYPE p [<!ENTITY a "b">]><pfsense>&a;</pfsense>',
    "<pfsense>" + "<a>" * 100_000,
    "<opnsense><interfaces><wan><enable/></wan></interfaces></opnsense>",
    SECRETS[: len(SECRETS) // 2],
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_files_are_refused_in_one_line(text: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as raised:
        read(text)
    assert "\n" not in str(raised.value)
    assert time.process_time() - start < 2


ODD_RULES = (
    "<rule/>",
    "<rule></rule>",
    "<rule>text</rule>",
    "<rule><source/><destination/></rule>",
    "<rule><interface>wan</interface><source><any/></source><destination><any/></destination><protocol>💥</protocol></rule>",
    "<rule><interface>,,,</interface><floating>yes</floating><source><any/></source><destination><any/></destination></rule>",
    "<rule><interface>wan</interface><protocol>tcp</protocol><source><any/></source><destination><any/><port>-</port></destination></rule>",
    "<rule><interface>wan</interface><protocol>tcp</protocol><source><any/></source><destination><any/><port>99999999999999</port></destination></rule>",
    "<rule><interface>wan</interface><protocol>tcp</protocol><source><any/></source><destination><any/><port>500-20</port></destination></rule>",
    "<rule><interface>wan</interface><source><address>1.2.3.4/99</address></source><destination><network>opt</network></destination></rule>",
    "<rule><interface><x>wan</x></interface><source><any/></source><destination><any/></destination></rule>",
    "<rule><interface>wan</interface><interface>lan</interface><source><any/></source><destination><any/></destination></rule>",
    "<rule><target>x</target><local-port>-1</local-port></rule>",
    "<onetoone><external>x</external><source><address>y</address></source></onetoone>",
    "<npt><source><address>y</address></source></npt>",
    "<separator><wan/></separator>",
)


@pytest.mark.parametrize("rule", ODD_RULES)
def test_odd_rules_are_read_without_a_crash(rule: str) -> None:
    text = SECRETS.replace("<nat/>", f"<nat>{rule}</nat>").replace("<filter>", f"<filter>{rule}")
    device = read(text)
    assert device.pipelines


def test_ten_thousand_rules_are_read_in_time() -> None:
    rule = (
        "<rule><tracker>{0}</tracker><type>pass</type><interface>wan</interface><ipprotocol>inet</ipprotocol><statetype>keep state</statetype>"
        "<protocol>tcp</protocol><source><any/></source><destination><address>10.0.{1}.{2}</address><port>{3}</port></destination>"
        "<descr>rule {0}</descr></rule>\n"
    )
    rules = "".join(rule.format(n, n >> 8, n & 255, n % 60_000 + 1) for n in range(10_000))
    start = time.process_time()
    device = read(SECRETS.replace("<filter>", f"<filter>{rules}"))
    assert time.process_time() - start < 4  # a quarter of that on an idle machine
    assert len(next(c for c in device.pipelines[0].chains if c.name == "in").entries) > 10_000


def corpus() -> list[Path]:
    """Real configurations that lie beside the checkout, where they are at hand."""
    folder = Path(__file__).resolve().parents[3] / "../shared/corpus/pfsense"
    return sorted(path for path in folder.glob("*") if path.suffix in (".xml", ".txt"))


@pytest.mark.skipif(not corpus(), reason="no real configurations beside the checkout")
def test_real_configurations_are_read() -> None:
    shares: list[float] = []
    for path in corpus():
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        try:
            device = read(text)
        except InputError as refusal:
            assert "not well-formed" in str(refusal)  # noqa: PT017  # masking broke two of them
            continue
        shares.append(device.coverage.relevant_share)
    assert len(shares) > 30
    assert min(shares) > 0.99
