"""No secret reaches the model, and no odd file does harm."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.openwrt.detect import detect
from vendor_parsers.openwrt.parser import parse

Build = Callable[..., Device]

CANARY = "Canary7Zq"
HASH = f"$6${CANARY}$abcdefghijklmnopqrstuvwxyz0123456789"
KEY = f"{CANARY}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

SECRETS = {
    "etc/config/wireless": f"config wifi-iface\n option network lan\n option ssid office\n option key '{CANARY}'\n",
    "etc/config/system": f"config system\n option hostname gw\n option notes 'password {CANARY}'\n",
    "etc/config/rpcd": f"config login\n option username root\n option password '{HASH}'\n",
    "etc/config/openvpn": f"config openvpn s\n option enabled 1\n option port 1194\n option secret '{CANARY}'\n option password '{CANARY}'\n",
    "etc/config/snmpd": f"config com2sec\n option secname rw\n option community '{CANARY}'\nconfig agent\n option agentaddress UDP:161\n",
    "etc/config/ddns": f"config service x\n option password '{CANARY}'\n",
    "etc/shadow": f"root:{HASH}:0:0:99999:7:::\nguest:{CANARY}:0:0:99999:7:::\n",
    "etc/dropbear/authorized_keys": f"ssh-ed25519 {KEY} boss\n",
}
NETWORK = f"""
config interface lan
 option device br-lan
 option proto static
 option ipaddr 192.168.1.1/24
config interface wan
 option proto pppoe
 option device eth1
 option username '{CANARY}@provider.example'
 option password '{CANARY}'
config interface wg0
 option proto wireguard
 option private_key '{KEY}'
 option listen_port 51820
 list addresses 10.9.0.1/24
config wireguard_wg0
 option public_key '{KEY}'
 option preshared_key '{KEY}'
 list allowed_ips 10.9.0.2/32
 option route_allowed_ips 1
"""


def test_no_secret_reaches_the_model(build: Build) -> None:
    include = "config include\n option path /etc/x.sh\n"
    device = build(include, network=NETWORK, files=SECRETS)
    assert CANARY not in repr(device)
    assert CANARY not in repr(evaluate(device))


def test_no_secret_of_one_file_reaches_the_model() -> None:
    firewall = "config defaults\n option input REJECT\nconfig zone\n option name wan\n list network wan\n"
    text = f"package firewall\n\n{firewall}\npackage network\n{NETWORK}\npackage rpcd\n\n{SECRETS['etc/config/rpcd']}"
    device = parse(Document(name="x", files=(SourceFile("router.uci", text),)))[0]
    assert CANARY not in repr(device)
    # all on one line, behind semicolons
    crowded = (
        f"config defaults\nconfig rule\n option src 'wan';option target 'x' ; option password '{CANARY}' # {CANARY}\n"
    )
    assert CANARY not in repr(parse(Document(name="x", files=(SourceFile("etc/config/firewall", crowded),))))


HOSTILE = {
    "a NUL byte": "config zone\n option name 'w\0an'\n",
    "one long line": "config zone\n option name '" + "x" * 5_000_000 + "'\n",
    "one long line of statements": "config zone x\n" + "option a 'b' ; " * 50_000 + "\n",
    "one long line of quotes": "config zone x\n option a " + "''" * 500_000 + "\n",
    "one long line of backslashes": "config zone x\n option a " + "\\a" * 500_000 + "\n",
    "quotes that do not end": "config zone\n option name 'wan\n" + "x\n" * 50_000,
    "many lines that go on": "config zone\n option name " + "x\\\n" * 20_000 + "\n",
    "many sections": "config rule\n" * 20_000,
    "many names": "".join(f"config rule r{n}\n option src wan\n" for n in range(10_000)),
    "terminal escapes": "config zone\n option name '\x1b[2J'\n option \x1b 1\n",
    "odd numbers": "config rule\n option src wan\n option dest_port 99999999999999999999\n option mark 0x"
    + "f" * 9000
    + "\n",
    "a loop of aliases": "config interface a\n option device @b\nconfig interface b\n option device @a\n",
    "an alias of itself": "config interface a\n option device @a\n option proto dhcp\n",
    "huge hints": "config interface a\n option ip6assign 64\n option ip6hint "
    + "f" * 5000
    + "\n option ip6weight "
    + "9" * 5000
    + "\n",
}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("name", ["etc/config/firewall", "etc/config/network", "x"])
def test_odd_text_does_no_harm(case: str, name: str) -> None:
    files = {"etc/config/firewall": "config zone\n option name wan\n list network wan\n", name: HOSTILE[case]}
    if name == "x":
        del files["etc/config/firewall"]
    document = Document(name="x", files=tuple(SourceFile(one, text) for one, text in sorted(files.items())))
    start = time.process_time()
    detect(document)
    (device,) = parse(document)
    evaluate(device)
    assert time.process_time() - start < 10
    assert len(repr(device.undecided)) < 20_000


def test_cost_grows_with_the_lines() -> None:
    def text(count: int) -> str:
        return "config zone\n option name wan\n option network wan\n" + "".join(
            f"config rule\n option name r{n}\n option src wan\n option dest_port {n % 60000 + 1}\n option proto tcp\n"
            f" option src_ip 9.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}\n option target ACCEPT\n"
            for n in range(count)
        )

    def seconds(count: int) -> float:
        document = Document(name="x", files=(SourceFile("etc/config/firewall", text(count)),))
        start = time.process_time()
        parse(document)
        return time.process_time() - start

    seconds(100)
    small, large = seconds(500), seconds(4000)
    assert large < 25 * small
