"""The container (zte-config-utility), secrets, and hostile input."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError, RecognisedNotJudged, UnreadableInput
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.zte.container import MAX_UNPACKED, open_container, read_head
from vendor_parsers.zte.detect import detect
from vendor_parsers.zte.parser import parse

Box = Callable[..., Device]
Pack = Callable[[bytes], bytes]

ANYBODY = "0.0.0.0"  # noqa: S104  # how the box writes "none" or "any"; nothing is bound
CANARY = "cAnArY5ecret"
PAYLOAD = bytes.fromhex("01020304")


def packed(data: bytes, name: str = "config.bin") -> Document:
    return Document(name=name, files=(), binaries={name: data})


def test_a_container_is_read_like_its_xml(pack: Pack, office_text: str) -> None:
    device = parse(packed(pack(office_text.encode())))[0]
    assert device.complete.ipv4
    assert device.model.value == "ZXHN TEST"


def test_padding_with_zero_bytes_is_cut(pack: Pack, office_text: str) -> None:
    assert parse(packed(pack(office_text.encode() + bytes(500))))[0].complete.ipv4


@pytest.mark.parametrize("kind", [2, 3, 4])
def test_an_encrypted_container_is_named_and_not_judged(kind: int) -> None:
    document = packed(PAYLOAD + kind.to_bytes(4, "big") + bytes(60))
    found = detect(document)
    assert found is not None
    assert not found.judged
    assert "XML" in found.advice
    with pytest.raises(RecognisedNotJudged):
        parse(document)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_container_that_is_cut_off_is_refused(pack: Pack, office_text: str, share: float) -> None:
    data = pack(office_text.encode())
    with pytest.raises(UnreadableInput):
        parse(packed(data[: int(len(data) * share)]))


def test_lengths_that_lie_take_no_more_than_is_there() -> None:
    head = PAYLOAD + bytes(56)
    for sizes in ((0xFFFFFFFF, 0xFFFFFFFF, 1), (10, 0xFFFFFFFF, 0), (0, 0, 1)):
        data = head + struct.pack(">3I", *sizes) + zlib.compress(b"<DB>")
        container = read_head(data)
        assert container is not None
        content, damage = open_container(data, container)
        assert damage
        assert len(content) <= 10


def test_a_bomb_ends_at_the_bound() -> None:
    piece = zlib.compress(bytes(4 << 20), 9)
    chunk = struct.pack(">3I", 4 << 20, len(piece), 1) + piece
    data = PAYLOAD + bytes(56) + chunk * 500
    container = read_head(data)
    assert container is not None
    start = time.process_time()
    content, damage = open_container(data, container)
    assert time.process_time() - start < 2
    assert damage
    assert len(content) <= MAX_UNPACKED


def test_secrets_are_nowhere_in_the_model(box: Box) -> None:
    device = box(
        WANCPPP=[{"ViewName": "IGD.WD1.WCD1.WCPPP1", "UserName": CANARY, "Password": CANARY}],
        TelnetCfg=[{"TS_Enable": "1", "Wan_Enable": "1", "TS_UName": CANARY, "TS_UPwd": CANARY, "TS_Port": "23"}],
        MgtServer=[{"Tr069Enable": "1", "UserName": CANARY, "Password": CANARY, "ConnectionRequestPassword": CANARY}],
        WLANPSK=[{"KeyPassphrase": CANARY}],
        DevAuthInfo=[{"User": "admin", "Pass": CANARY}],
        FTPServerCfg=[{"FtpEnable": "1", "WanIfEnable": "1", "FtpPassword": CANARY}],
    )
    assert CANARY.encode() not in msgspec.json.encode(device, enc_hook=str)


def test_one_line_without_breaks_shows_one_cell_only(office_text: str) -> None:
    text = office_text.replace("\n", "").replace('"Enable" val="0"', '"Enable" val="1"').replace(ANYBODY, "192.168.1.9")
    device = parse(Document(name="x", files=(SourceFile("x", text),)))[0]
    assert b"secret" not in msgspec.json.encode(device, enc_hook=str)


def test_a_row_count_that_does_not_fit_is_no_proof_of_closed(office_text: str) -> None:
    text = office_text.replace('<Tbl name="FWPM" RowCount="0">', '<Tbl name="FWPM" RowCount="2">')
    device = parse(Document(name="x", files=(SourceFile("x", text),)))[0]
    assert not device.complete.ipv4
    assert "states 2 rows" in device.complete.reasons[0]


@pytest.mark.parametrize(
    "text", ["<DB><Tbl name=", "<DB>" * 100, "<X><Tbl name='a'/></X>", "<!DOCTYPE a><DB><Tbl name=''/></DB>"]
)
def test_broken_xml_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError):
        parse(Document(name="x", files=(SourceFile("x", text),)))


def judge(document: Document) -> None:
    detect(document)
    try:
        parse(document)
    except InputError:
        return


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([b"", PAYLOAD, PAYLOAD + bytes(56), bytes.fromhex("0403020100000000")]), st.binary(max_size=300))
def test_bytes_never_break_it(head: bytes, rest: bytes) -> None:
    judge(packed(head + rest))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["FWPM", "NatPtMapping", "FWDMZ", "FWSC", "IPInterface", "WANC", "TelnetCfg", "MgtServer", "PortControl"]),
    st.dictionaries(
        st.sampled_from(
            ["Enable", "MinExtPort", "MaxExtPort", "InternalHost", "Protocol", "ExternPort", "INCViewName", "ViewName", "Servise",
             "WanLanPrority", "TS_Enable", "Wan_Enable", "TS_Port", "ServName", "PortValue", "MinRemoteHost", "ServiceList"]
        ),
        st.text(alphabet="019.:-IGDWxy ,", max_size=12),
        max_size=8,
    ),
)  # fmt: skip
def test_odd_rows_never_break_it(table: str, row: dict[str, str]) -> None:
    cells = "".join(f'<DM name="{name}" val="{value}"/>' for name, value in row.items())
    text = f'<DB><Tbl name="{table}" RowCount="1"><Row No="0">{cells}</Row></Tbl></DB>'
    judge(Document(name="x", files=(SourceFile("x", text),)))
