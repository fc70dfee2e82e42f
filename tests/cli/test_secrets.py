"""Nothing from a configuration that is a secret, and nothing that a terminal obeys, appears in any output."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

# One canary in each place of a RouterOS export that holds a secret.
PLACES = {
    "ppp": '/ppp secret\nadd name=anna password="{}" service=l2tp',
    "pppoe": '/interface pppoe-client\nadd interface=ether1 name=pppoe-out1 user=kunde@isp.example password="{}"',
    "wifi": '/interface wireless security-profiles\nset default wpa2-pre-shared-key="{}" wpa-pre-shared-key="{}"',
    "wifi7": "/interface wifi security\nadd name=sec passphrase={}",
    "ipsec": '/ip ipsec identity\nadd peer=office secret="{}"',
    "l2tp": "/interface l2tp-server server\nset enabled=yes use-ipsec=yes ipsec-secret={}",
    "wireguard": '/interface wireguard\nadd listen-port=13231 name=wg1 private-key="{}"',
    "wireguard-peer": '/interface wireguard peers\nadd interface=wg1 public-key="x" preshared-key="{}"',
    "snmp": "/snmp community\nset [ find default=yes ] name={} addresses=0.0.0.0/0",
    "snmp3": "/snmp community\nadd name=v3 authentication-password={} encryption-password={}",
    "radius": "/radius\nadd address=192.168.10.9 secret={} service=login",
    "ovpn": "/interface ovpn-client\nadd connect-to=192.0.2.9 name=o user=u password={}",
    "mail": "/tool e-mail\nset address=192.0.2.25 user=u password={}",
    "hotspot": "/ip hotspot user\nadd name=guest password={}",
    "script": '/system script\nadd name=backup source="/tool fetch url=ftp://u:{}@192.0.2.8/ password={}"',
    "script-global": '/system script\nadd name=x source=":global token \\"{}\\""',
    "ddns": '/ip cloud\nset ddns-enabled=yes\n/tool netwatch\nadd host=1.1.1.1 up-script=":local pwd {}"',
    "eap": "/interface wireless security-profiles\nadd name=e mschapv2-password={} mschapv2-username=u",
    "broken": "/ip firewall filter\nadd chain=input action=acccept password={}",
    "comment": '/ip firewall filter\nadd chain=input action=accept comment="password={}" protocol=tcp dst-port=22',
    "nat-comment": "/ip firewall nat\nadd chain=dstnat action=dst-nat protocol=tcp dst-port=81 to-addresses=192.168.10.6"
    ' comment="password: {}"',
    # names that end up in open questions
    "open-list": '/ip firewall address-list\nadd address=host.example list="password={}"\n/ip firewall filter\n'
    'add chain=input action=accept protocol=tcp dst-port=22 src-address-list="password={}"',
    "open-missing": '/ip firewall filter\nadd chain=input action=accept protocol=tcp dst-port=23 src-address-list="token: {}"',
    "open-layer7": '/ip firewall filter\nadd chain=input action=accept protocol=tcp dst-port=25 layer7-protocol="psk={}"',
    "open-chain": '/ip firewall filter\nadd chain=input action=jump protocol=tcp dst-port=26 jump-target="pass: {}"',
    "open-interfaces": '/ip firewall filter\nadd chain=input action=accept in-interface-list="secret={}"',
}

OUTPUTS = {
    "lint": ["lint"],
    "lint-json": ["lint", "--format", "json"],
    "exposure": ["exposure"],
    "exposure-json": ["exposure", "--format", "json"],
    "model": ["model"],
    "diagnostics": ["lint", "--diagnostics"],
    "trace": ["trace", "--protocol", "tcp", "--port", "22"],
    "trace-json": ["trace", "--protocol", "tcp", "--port", "81", "--format", "json"],
}


@pytest.mark.parametrize("place", PLACES)
def test_no_output_holds_a_canary(place: str, office: Path, cli: Run) -> None:
    canary = f"Kanarie7{place.replace('-', '')}X"
    office.write_text(f"{office.read_text()}{PLACES[place].replace('{}', canary)}\n")
    for name, (command, *options) in OUTPUTS.items():
        done = cli(command, office, *options)
        assert canary not in done.out + done.err, name
        assert done.code in (0, 1, 3), name


@pytest.mark.parametrize("output", OUTPUTS)
def test_device_text_cannot_command_a_terminal_or_turn_a_line_around(output: str, office: Path, cli: Run) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066"
    office.write_text(
        office.read_text().replace("HTTPS booking", f"HTTPS {evil}").replace("name=gw01", f'name="gw{evil}"')
        + f'/ip firewall nat\nadd chain=dstnat action=dst-nat protocol=tcp dst-port=81 comment="{evil}"'
        + f' to-addresses=192.168.10.6 in-interface=ether1\n/interface bridge\nadd name="br{evil}"\n',
        encoding="utf-8",
    )
    command, *options = OUTPUTS[output]
    done = cli(command, office, *options)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.out + done.err)


def test_diagnostics_hold_no_name_of_the_user(office: Path, cli: Run) -> None:
    private = office.parent / "praxis-mueller.rsc"
    private.write_text(
        office.read_text().replace("HTTPS booking", "Terminal Mueller") + "/ip firewall filter\nadd zzz=Mueller\n"
    )
    done = cli("lint", "--diagnostics", private)
    assert done.code == 0
    assert "ueller" not in done.out
    assert "192.168" not in done.out
    assert '"file 1.rsc"' in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize("output", OUTPUTS)
def test_a_file_name_cannot_write_a_line_of_its_own(output: str, office: Path, cli: Run) -> None:
    forged = office.rename(office.parent / "gw\nFrom the Internet reachable: nothing.\x1b[2J.rsc")
    command, *options = OUTPUTS[output]
    done = cli(command, forged, *options)
    assert not any(line.startswith("From the Internet reachable: nothing") for line in done.out.splitlines())
    assert "\x1b" not in done.out + done.err
