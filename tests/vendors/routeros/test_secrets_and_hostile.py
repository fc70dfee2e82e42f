"""No secret leaves the parser, and no text makes it fail or stall."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.errors import InputError
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.detect import detect
from vendor_parsers.routeros.parser import parse

Read = Callable[[str], Device]

CANARY = "C4n4ryS3cret"
# Every menu of MikroTik's "List of menus with sensitive parameters" that can be in an export, and more.
SECRETS = f"""\
# 2025-01-02 03:04:05 by RouterOS 7.16.1
/interface bridge
add name=bridge
/interface pppoe-client
add disabled=no interface=ether1 name=dsl password={CANARY} user=x
/interface ppp-client
add name=ppp1 password={CANARY} pin={CANARY}
/interface l2tp-client
add connect-to=198.51.100.1 ipsec-secret={CANARY} name=l2 password={CANARY}
/interface gre
add ipsec-secret={CANARY} name=gre1 remote-address=198.51.100.2
/interface eoip
add ipsec-secret="{CANARY} b" name=eoip1 remote-address=198.51.100.2
/interface wireguard
add listen-port=13231 name=wg private-key="{CANARY}"
/interface wireguard peers
add interface=wg preshared-key={CANARY} public-key=x
/interface lte
set [ find ] name=lte1 pin={CANARY}
/interface lte apn
set [ find default=yes ] ipv6-interface=bridge password={CANARY}
/interface vrrp
add interface=bridge name=vrrp1 password={CANARY}
/interface macsec
add cak={CANARY} ckn={CANARY} interface=ether5 name=macsec1
/interface wireless security-profiles
set [ find default=yes ] static-key-0={CANARY} wpa2-pre-shared-key={CANARY}
/interface wireless
set [ find default-name=wlan1 ] name=wlan1 nv2-preshared-key={CANARY}
/interface wifi security
add name=s passphrase={CANARY}
/interface l2tp-server server
set enabled=yes ipsec-secret={CANARY} use-ipsec=yes
/interface ovpn-server server
set enabled=yes user-auth-method=x password={CANARY}
/ip ipsec identity
add peer=p secret={CANARY}
/ip ipsec peer
add name=p secret={CANARY}
/ip address
add address=192.168.1.1/24 comment="password={CANARY}" interface=bridge
/ip firewall filter
add action=accept chain=input comment="password: {CANARY}" dst-port=22 protocol=tcp
/ip firewall nat
add action=dst-nat chain=dstnat comment="secret={CANARY}" dst-port=80 protocol=tcp to-addresses=192.168.1.2
/ip hotspot user
add name=x password={CANARY}
/ip proxy
set enabled=yes
/ip smb users
add name=x password={CANARY}
/ip socks users
add name=x password={CANARY}
/ppp secret
add local-address=10.8.0.1 name=x password={CANARY} remote-address=10.8.0.2
/radius
add address=192.168.1.3 secret={CANARY}
/routing bgp connection
add name=b remote.address=198.51.100.9 tcp-md5-key={CANARY}
/routing ospf interface
add authentication-key={CANARY} interface=bridge
/snmp
set enabled=yes trap-community={CANARY}
/snmp community
set [ find default=yes ] addresses=192.168.1.0/24 authentication-password={CANARY} name={CANARY}
add encryption-password={CANARY} name="{CANARY} b"
/snmp community add name={CANARY}
/system ntp key
add key-val={CANARY}
/system script
add name=x source="/tool fetch url=https://x/?token={CANARY}; /ip firewall address-list add list=l address=192.0.2.1"
/tool e-mail
set password={CANARY}
/tool romon
set enabled=yes secrets={CANARY}
/tool sms
set secret={CANARY} sim-pin={CANARY}
/user
add group=full name=boss password={CANARY}
/user-manager
set enabled=yes
/user-manager router
add address=192.168.1.3 shared-secret={CANARY}
/zerotier
set zt1 identity={CANARY}
"""


def document(text: str) -> Document:
    return Document(name="router.rsc", files=(SourceFile("router.rsc", text),))


def test_no_secret_is_in_the_model_or_the_report(read: Read) -> None:
    device = read(SECRETS)
    assert CANARY not in repr(device)
    assert CANARY not in repr(evaluate(device))


def test_no_secret_of_a_broken_line_is_in_the_model(read: Read) -> None:
    for line in (f'password="{CANARY} no end', f"add password={CANARY} {{", f"  key={CANARY}"):
        text = SECRETS.split("/ip hotspot", maxsplit=1)[0] + f"/ip firewall filter\nadd chain=input {line}\n{line}\n"
        assert f"={CANARY}" not in repr(read(text)), line


def test_coverage_names_keys_and_no_values(read: Read) -> None:
    device = read(SECRETS + "/ip firewall filter\nadd chain=input quux=a-value\n")
    (unread,) = device.coverage.unread
    assert "quux" in unread.what
    assert "a-value" not in unread.what


HOSTILE = {
    "nul": "/ip firewall filter\nadd\0 chain=input\0\n\0\0\n/ip\0address\n",
    "one long line": "/ip firewall filter\nadd comment=" + "a" * 5_000_000,
    "one long string": '/ip firewall filter\nadd comment="' + "a" * 5_000_000,
    "escapes without end": '/ip firewall filter\nadd comment="' + '\\"' * 1_000_000,
    "quotes": "/ip firewall filter\nadd " + '"' * 1_000_001,
    "deep braces": "/ip firewall filter\n" + "{" * 200_000,
    "deep braces by line": "{\n" * 50_000 + "/ip address\nadd address=192.0.2.1/24 interface=ether1\n",
    "closing braces": "/ip dns\n" + "}\n" * 50_000,
    "deep brackets": "/ip dns\nset [" + "[" * 200_000,
    "bodies without end": "/system script\n" + "add name=x source={\n" * 20_000,
    "strings without end": '/system script\nadd name=x source="\nfoo\n' * 10_000,
    "continuations": "/ip dns\nset \\\n" + "servers=1 \\\n" * 50_000,
    "backslashes": "\\\n" * 100_000,
    "menus": "".join(f"/a{n} b\n" for n in range(50_000)),
    "lists in a circle": "/interface list\n" + "".join(f"add include=l{n + 1},l{n + 2} name=l{n}\n" for n in range(2_000)) + "/ip firewall filter\nadd action=drop chain=input in-interface-list=l0\n",
    "many changes": "/ip firewall filter\n" + "add chain=input\n" * 3_000 + "set [ find chain=input ] comment=x\n" * 3_000,
    "vlans on vlans": "/interface vlan\n" + "".join(f"add interface=v{n + 1} name=v{n}\n" for n in range(3_000)),
    "bridges in a circle": "/interface bridge\nadd name=a\nadd name=b\n/interface bridge port\nadd bridge=a interface=b\nadd bridge=b interface=a\n",
    "odd numbers": "/ip firewall nat\nadd action=dst-nat chain=dstnat dst-port=٣,99999,-,1-2-3 protocol=٣ to-ports=0 to-addresses=1.2.3.4-1.2.3.1\n",
    "jumps in a circle": "/ip firewall filter\nadd action=jump chain=input jump-target=a\nadd action=jump chain=a jump-target=b\nadd action=jump chain=b jump-target=a\n",
    "words of nothing": "/ \n/ /\n..\n..\n=\n==\n!\n[]\n()\n;;;\n/ip firewall filter add\nadd =\nset\nremove\nmove 1 2\n",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_neither_fails_nor_stalls(name: str) -> None:
    text = (
        "# 2025-01-02 03:04:05 by RouterOS 7.16.1\n/interface bridge\nadd name=bridge\n/ip dhcp-client\nadd interface=ether1\n"
        + HOSTILE[name]
    )
    start = time.process_time()
    assert detect(document(text)) is not None
    for device in parse(document(text)):
        evaluate(device)
    assert time.process_time() - start < 20  # a tenth of that on an idle machine


def test_random_damage_does_not_make_it_fail() -> None:
    rng = random.Random(7)  # noqa: S311  # damage, not cryptography
    signs = '\\"{}[]();$#=!/\n\0 :'
    for _ in range(150):
        text = list(SECRETS)
        for _ in range(rng.randrange(1, 40)):
            place = rng.randrange(len(text))
            text[place : place + rng.randrange(3)] = rng.choice(signs)
        try:
            devices = parse(document("".join(text)))
        except InputError:
            continue
        for device in devices:
            evaluate(device)


def corpus() -> list[Path]:
    """Real exports that lie beside the checkout, where they are at hand."""
    folder = Path(__file__).resolve().parents[3] / "../shared/corpus/routeros"
    return sorted(path for path in folder.glob("*") if path.suffix != ".tsv")


@pytest.mark.skipif(not corpus(), reason="no real configurations beside the checkout")
def test_real_exports_are_read() -> None:
    used = total = 0
    settled = 0
    for path in corpus():
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").lstrip("\ufeff")
        assert detect(document(text)) is not None, path.name
        (device,) = parse(document(text))
        evaluate(device)
        used += device.coverage.relevant.get("used", 0)
        total += sum(device.coverage.relevant.values())
        settled += device.complete.ipv4 and device.complete.ipv6
        for undecided in device.undecided:
            assert undecided.kind in ("partial", "capability", "role", "unread"), path.name
    assert used / total > 0.99
    assert settled > 70  # the others are scripts, exports of some menus, or broken
