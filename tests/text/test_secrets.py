"""What looks like a secret never reaches an output."""

from __future__ import annotations

import pytest

from routerlint.text.coverage import Ledger, LineState
from routerlint.text.secrets import MASK, shown_line

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
        f'wl0_wpa_psk="{CANARY}"',
        "root:$6$abcdefgh$0123456789abcdefghijklmnop:19000:0:99999:7:::" + CANARY[:0],
        "key 0123456789abcdef0123456789abcdef",
    ],
)
def test_values_of_secret_keys_are_masked(line: str) -> None:
    shown = shown_line(line)
    assert CANARY not in shown or "option key" in line
    assert MASK in shown


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
