"""Odd and hostile input, and secrets."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.text.source import Document, SourceFile
from vendor_parsers.bintec_boss.detect import detect
from vendor_parsers.bintec_boss.parser import parse

CANARY = "cAnArY5ecret"

PIECES = st.sampled_from(
    ["box:> ", "box:ipNatPresetTable> ", "ipNatPresetTable\n", "\ninx IfIndex(*rw) Protocol(-rw) ExtPort(*rw) IntAddr(rw)\n\n",
     "ipSifAliasTable\n", "\ninx Order(*rw) Source(rw) Destination(rw) Service(rw) Action(-rw)\n\n", " 00 10001 tcp 443 192.168.2.1\n",
     " 01 0 any -1\n", "    127.0.0.1 x\n", " 00 1 1 1 1 deny\n", "ipSifAdminStatus( rw):      enable\n", "ipSifAdminStatus;enable\n",
     "ipExtIfTable\n\ninx Index(ro) Nat(rw)\n\n 00 10001 on\n", "--More--", "\n", "\n\n", " ", '"', "\x1b[7m", "\x00", "ipNatPrExtPort,ipNatPrIntAddr\n",
     "443,1.2.3.4\n", "localTcpAllowTable\n\ninx AddrMode(-rw) Service(*rw)\n\n 00 verify https\n", "ipNatPrIntAddr=1.2.3.4", "9" * 40, "ü"]
)  # fmt: skip


def judge(text: str) -> None:
    document = Document(name="x", files=(SourceFile("x", text),))
    detect(document)
    try:
        devices = parse(document)
    except InputError:
        return
    last = text.count("\n") + 1
    for device in devices:
        for chain in device.pipelines[0].chains:
            assert all(s.line is None or 1 <= s.line <= last for entry in chain.entries for s in entry.spans)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=50).map("".join))
def test_pieces_of_the_format_in_any_order_never_break_it(text: str) -> None:
    judge(text)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        ["", "box:> ipNatPresetTable\n\ninx IfIndex(*rw) IntAddr(rw)\n\n 00 ", "ipNatPresetTable\nIfIndex,IntAddr\n"]
    ),
)
def test_bytes_never_break_it(content: bytes, head: str) -> None:
    judge(head + content.decode("utf-8", "replace"))


def test_secrets_of_a_paste_are_nowhere_in_the_model() -> None:
    text = f"""box:> biboAdm
biboAdmAdminPassword( rw):      "{CANARY}"
box:> snmpCommunityTable

inx Name(*rw) Access(rw)

 00 "{CANARY}" write

box:> pppTable

inx Ident(rw) Password(rw)

 00 "user" "{CANARY}"

box:> ipNatPresetTable

inx IfIndex(*rw) ExtPort(*rw) IntAddr(rw)

 00 0 443 192.168.2.10

box:ipNatPresetTable> biboAdmLoginPassword={CANARY}
"""
    devices = parse(Document(name="x", files=(SourceFile("x.txt", text),)))
    assert CANARY not in msgspec.json.encode(repr(devices)).decode()


def test_ten_thousand_rows_are_read() -> None:
    head = "box:> ipNatPresetTable\n\ninx IfIndex(*rw) Protocol(-rw) ExtPort(*rw)\n    IntAddr(rw) IntPort(rw) Descr(rw)\n\n"
    rows = "".join(f' {n:02d} 0 tcp {1 + n % 60000}\n    192.168.2.{2 + n % 250} -1 "r{n}"\n' for n in range(10_000))
    (device,) = parse(Document(name="x", files=(SourceFile("x.txt", head + rows),)))
    assert len(device.pipelines[0].chains[0].entries) >= 10_000
