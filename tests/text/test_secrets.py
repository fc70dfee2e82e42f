"""What looks like a secret never reaches an output."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.text import secrets
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.secrets import MASK, mask_secrets, shown_line

CANARY = "S3cr3tCanary77"


@pytest.mark.parametrize(
    "line",
    [
        f'add name=vpn password="{CANARY}" service=l2tp',
        f"set wpa2-pre-shared-key={CANARY} mode=dynamic-keys",
        f"        option key '{CANARY}psk' # wpa_passphrase={CANARY}",
        f"\toption password '{CANARY}'",
        f"<password>{CANARY}</password>",
        f"<bcrypt-hash attr='x'>{CANARY}</bcrypt-hash>",
        f"set system login user admin authentication plaintext-password {CANARY}",
        f"snmp-server community {CANARY}",
        f"http_passwd={CANARY}",
        f"private-key = {CANARY}",
        f'comment="pass: {CANARY}"',
        f"pass={CANARY}",
        f'wl0_wpa_psk="{CANARY}"',
        "root:$6$abcdefgh$0123456789abcdefghijklmnop:19000:0:99999:7:::" + CANARY[:0],
        "key 0123456789abcdef0123456789abcdef",
    ],
)
def test_values_of_secret_keys_are_masked(line: str) -> None:
    shown = shown_line(line)
    assert CANARY not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "line",
    [
        # VyOS, EdgeOS
        f"set service snmp community {CANARY} authorization ro",
        f"community {CANARY} authorization ro",
        f"community {CANARY} {{",
        f"set system login user x authentication plaintext-password {CANARY} level admin",
        f"set interfaces wireguard wg0 private-key {CANARY} mtu 1420",
        f"set vpn ipsec authentication psk office secret '{CANARY}' id x",
        f"set protocols ospf area 0 authentication md5 key-id 1 md5-key {CANARY}",
        f"set snmp v3 user x privacy encrypted-key {CANARY} type aes",
        f"set system radius-server 192.0.2.9 secret {CANARY} timeout 3",
        # Cisco-like, bintec, LANCOM
        f"snmp-server community {CANARY} RO 10",
        f"snmp-community {CANARY} ro",
        f"username admin password 7 {CANARY} role admin",
        f"radius-server host 192.0.2.9 key {CANARY}",
        f"ntp authentication-key 1 md5 {CANARY}",
        f"wpa-psk ascii 0 {CANARY}",
        f'psk "{CANARY}" mode tunnel',
        f"passphrase {CANARY} hidden",
        # OpenWrt
        f"        option key '{CANARY}'",
        f"option key1 '{CANARY}'",
        f'option wpakey "{CANARY}" # c',
        f"wireless.@wifi-iface[0].key='{CANARY}'",
        f"option pincode '{CANARY}'",
        # XML, JSON, NVRAM
        f"<psk><![CDATA[{CANARY}]]></psk>",
        f"<ldap_bindpw>{CANARY}</ldap_bindpw>",
        f"<key>{CANARY}</key>",
        f'<DM name="KeyPassphrase" val="{CANARY}"/>',
        f'<DM name="Pass" val="{CANARY}"/>',
        f'<WLAN Enable="1" WPAPassword="{CANARY}" x="2"/>',
        f'"x_passphrase" : "{CANARY}",',
        f"secret={CANARY} x=1",
        f"pin={CANARY}",
        # whatever people write
        f"ftp://user:{CANARY}@192.0.2.1/x",
        f"Authorization: Bearer {CANARY}",
        f'-A INPUT -m comment --comment "password {CANARY} here" -j ACCEPT',
        f'comment="Kennwort ist {CANARY}"',
        f"password is {CANARY} ok",
    ],
)
def test_secrets_within_a_line_are_masked(line: str) -> None:
    shown = shown_line(line)
    assert CANARY not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "line",
    [
        "/ppp secret add name=anna service=l2tp",
        "pass in quick on igb0 proto tcp to 192.0.2.1 port 443",
        "set wireless-security passthrough=no",
        "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
        "add action=accept chain=input ipsec-policy=in,ipsec passthrough=yes",
        "set service ssh port 22",
        "option dest_port '443' # monkey business",
    ],
)
def test_lines_without_a_secret_are_shown_whole(line: str) -> None:
    assert shown_line(line) == line


@pytest.mark.parametrize(
    "part", ["key ", "a-", "a.key", "psk", "<key ", "name=key val", "_-", "://a", "key='", "\\", '"']
)
def test_a_hostile_line_is_masked_at_once(part: str) -> None:
    shown_line("psk x")  # the patterns are made
    begin = time.process_time()
    mask_secrets(part * 100_000 + "psk x")
    shown_line(part * 100_000)
    assert time.process_time() - begin < 0.25


def test_escapes_and_direction_marks_become_question_marks() -> None:
    assert shown_line("add comment=\x1b[31mred\u202egnp") == "add comment=?[31mred?gnp"


def test_long_lines_are_cut() -> None:
    assert len(shown_line("x " * 5000)) == 240


def test_ordinary_lines_stay_as_they_are() -> None:
    line = "add action=dst-nat chain=dstnat dst-port=443 protocol=tcp to-addresses=192.168.10.5"
    assert shown_line(f"  {line} ") == line


def test_only_relevant_lines_that_were_not_understood_are_listed() -> None:
    ledger = Ledger()
    ledger.mark(LineState.USED, line=1, relevant=True)
    ledger.mark(LineState.UNRECOGNISED, line=2, what="ip firewall filter quux", relevant=True)
    ledger.mark(LineState.UNRECOGNISED, line=3)
    coverage = ledger.coverage()
    assert coverage.counts == {"used": 1, "unrecognised": 2}
    assert [(u.line, u.what) for u in coverage.unread] == [(2, "ip firewall filter quux")]
    assert coverage.relevant_share == 0.5


_PIECES = (
    "password", "pass", "val", "value", "name=", "key", "key2", "pin", "pw", "rootpw", "bearer", "psk", "api", "api-key",
    "public-key", "option ", "list ", "<", ">", "=", ":", " ", "'", '"', "-", "_", "x7Q", "$6$abcdefghij", "0f" * 16, "Ab9" * 14,
    "community", "established,related", "mapping", "is", "ascii", "add",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=10).map("".join))
def test_the_cheap_tests_before_the_patterns_leave_out_no_line_that_they_would_mask(line: str) -> None:
    expected = line
    for pattern in secrets._patterns():
        expected = pattern.sub(lambda found: f"{found[1]}{secrets.MASK}", expected)
    expected = re.sub(secrets._HASH, secrets.MASK, expected)
    assert mask_secrets(line) == expected
