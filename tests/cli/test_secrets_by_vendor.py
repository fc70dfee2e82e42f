"""One canary in each place of every system's format that holds a secret: none of them is in any output.

Where the place is within a rule, its line is shown as evidence or as a line that was not understood.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

SAMPLES = Path(__file__).resolve().parents[2] / "sample_configs"
CANARY = "Kanarie7X"

# The sample and its file; the text behind which a part goes, and the part with "@" for the canary.
PLACES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "edgeos": (
        "edgeos/management-on-wan",
        "config.boot",
        (
            ('description "remote administration"', "\n            secret @ x\n            community @ ro"),
            ("service {", "\n    snmp {\n        community @ {\n            authorization ro\n        }\n    }"),
            ("service {", "\n    gui {\n        key '@'\n        password @ strong\n    }"),
            ("interfaces {", "\n    wireguard wg0 {\n        private-key @\n        psk @ x\n    }"),
        ),
    ),
    "vyos": (
        "vyos/management-on-wan",
        "config.boot",
        (
            ("login {", "\n        user x {\n            authentication {\n                plaintext-password @\n            }\n        }"),
            ("service {", "\n    snmp {\n        community @ {\n            authorization ro\n        }\n    }"),
            ("interfaces {", "\n    wireguard wg0 {\n        private-key @\n    }"),
        ),
    ),
    "lancom": (
        "lancom_lcos/management-open",
        "gateway.lcs",
        (
            ("lang English\n", 'set /Setup/Config/SNMP/Read-Only-Community "@"\nset /Setup/HTTP/password @ x\n'),
            ("# Script", " password @ x"),
        ),
    ),
    "openwrt": (
        "openwrt/ipv6-open",
        "etc/config/firewall",
        (
            ("config defaults\n", "\toption key '@'\n\toption psk '@' # wpakey @\n"),
            ("config zone\n", "\toption password '@'\n\tlist token '@' x\n"),
            ("config rule\n", "\toption password '@'\n\toption key '@'\n\toption x_secret \"@\" y\n"),
        ),
    ),
    "pfsense": (
        "pfsense/management-on-wan",
        "config.xml",
        (
            ("<filter>", "<pre-shared-key><![CDATA[@]]></pre-shared-key><rule><key>@</key><psk>@</psk></rule>"),
            ("<system>", "<bindpw>@</bindpw><user><name>x</name><bcrypt-hash>@</bcrypt-hash></user>"),
        ),
    ),
    "opnsense": (
        "opnsense/management-on-wan",
        "config.xml",
        (("<interfaces>", "<opt9><key>@</key><password>@</password><if>psk @ x</if></opt9>"), ("<system>", "<secret>@</secret>")),
    ),
    "iptables": (
        "iptables/management-on-wan",
        "rules.v4",
        (("*filter\n", '-A INPUT -m comment --comment "password @ here" -p tcp --dport 23 -j ACCEPT\n-A INPUT --key @ -j X\n'),),
    ),
    "nft": (
        "nft/management-on-wan",
        "ruleset.nft",
        (("type filter hook input", ' priority 0; policy drop; tcp dport 23 accept comment "psk @ x"\n ip secret @ drop #'),),
    ),
    "fritzos": (
        "fritzos/forwards-and-box-services",
        "box.export",
        (
            ("ar7cfg {", '\n        passwd = "@";\n        pppoe_passwd = "@", "x";\n        secret @ x;'),
            ("landevices {", '\n                psk = "@";\n                key = "@";'),
        ),
    ),
    "asuswrt": ("asuswrt/management-on-wan", "nvram.txt", (("apps_dl_share=0\n", "http_passwd=@\nwl0_wpa_psk=@\nwg_key=@\n"),)),
    "ddwrt": ("ddwrt/management-on-wan", "nvram.txt", (("\n", "http_passwd=@\nwl_key1=@\nsnmp_rocommunity=@\n"),)),
    "freshtomato": ("freshtomato/management-on-wan", "nvram.txt", (("\n", "http_passwd=@\nwl_passphrase=@\nvpn_key=@\n"),)),
    "huawei": (
        "huawei/management-on-wan",
        "hw_ctree.xml",
        (("<DeviceInfo ", 'Password="@" WPAKey="@" PreSharedKey="@" KeyPassphrase="@" '),),
    ),
    "zte": (
        "zte/management-on-wan",
        "config.xml",
        (('<Row No="0">', '<DM name="KeyPassphrase" val="@"/><DM name="Pass" val="@"/><DM name="Password" val="@"/>'),),
    ),
    "unifi": (
        "unifi/management-on-wan",
        "site.json",
        (('"portforward": [\n    {', '"x_psk": "@", "x_passphrase": "@", "x_ssh_password" : "@",'),),
    ),
    "bintec": (
        "bintec_boss/remote-administration",
        "rs353.txt",
        (("box:system>", '\nadmPassword( rw):               "@"\nsnmpCommunity( rw):  "@"'), ("Password:", " @")),
    ),
    "firewalld": (
        "firewalld/management-on-wan",
        "etc/firewalld/zones/external.xml",
        (("<zone", ' password="@"'), ("</short>", "<description>psk @ x</description><key>@</key>")),
    ),
    "ufw": ("ufw/range-440-449", "etc/ufw/user.rules", (("*filter\n", "### tuple ### allow tcp 23 0.0.0.0/0 any secret @ in\n"),)),
}  # fmt: skip

COMMANDS = (
    ("lint",),
    ("lint", "--format", "json"),
    ("lint", "--diagnostics"),
    ("lint", "--lang", "de"),
    ("exposure",),
    ("exposure", "--format", "json"),
    ("model",),
    ("trace", "--protocol", "tcp", "--port", "22"),
)


@pytest.mark.parametrize("vendor", PLACES)
def test_no_output_holds_a_secret_of_any_system(vendor: str, tmp_path: Path, cli: Run) -> None:
    sample, name, parts = PLACES[vendor]
    case = tmp_path / "case"
    shutil.copytree(SAMPLES / sample, case)
    text = (case / name).read_text()
    for behind, part in parts:
        assert behind in text, behind
        text = text.replace(behind, behind + part.replace("@", CANARY), 1)
    (case / name).write_text(text)
    path = case if "/" in name or vendor == "iptables" else case / name
    for command, *options in COMMANDS:
        done = cli(command, path, *options)
        assert CANARY not in done.out + done.err, (command, options)
        assert done.code in (0, 1, 3), (command, options)
