"""Settings containers, whole, damaged and hostile.

Layouts: nvram_save() and nvram_save_new() of Asuswrt-Merlin (HDR1, HDR2), nvram_backup() of DD-WRT, TCF1 of Tomato.
"""

from __future__ import annotations

import gzip
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.parsing.nvram_container import MAX_UNPACKED, unpack_nvram

RECORDS = (("lan_ipaddr", "192.168.1.1"), ("name", "Praxis Süd"), ("empty", ""))
BODY = b"".join(f"{key}={value}\0".encode() for key, value in RECORDS)


def hdr1(body: bytes) -> bytes:
    return b"HDR1" + len(body).to_bytes(4, "little") + body


def hdr2(body: bytes, salt: int = 17) -> bytes:
    """Every byte becomes 0xFF + salt - byte; a record's end becomes a byte of 0xFD and above."""
    hidden = bytes(0xFD if byte == 0 else (0xFF + salt - byte) & 0xFF for byte in body)
    return b"HDR2" + len(hidden).to_bytes(3, "little") + bytes([salt]) + hidden


def tcf1(body: bytes) -> bytes:
    return gzip.compress(b"TCF1" + bytes(4) + body + b"\0")


def ddwrt(records: tuple[tuple[str, str], ...]) -> bytes:
    pairs = [(key.encode(), value.encode()) for key, value in records]
    body = b"".join(bytes([len(key)]) + key + len(value).to_bytes(2, "little") + value for key, value in pairs)
    return b"DD-WRT" + len(pairs).to_bytes(2, "little") + body


ALL = {
    "HDR1": hdr1(BODY),
    "HDR2": hdr2(BODY.replace("ü".encode(), b"ue")),
    "TCF1": tcf1(BODY),
    "nvrambak": ddwrt(RECORDS),
}


@pytest.mark.parametrize("kind", ALL)
def test_each_container_gives_its_records(kind: str) -> None:
    found = unpack_nvram(ALL[kind])
    assert found is not None
    assert found.kind == kind
    assert not found.damage
    assert dict(found.records)["lan_ipaddr"] == "192.168.1.1"
    assert [key for key, _ in found.records] == ["lan_ipaddr", "name", "empty"]


@pytest.mark.parametrize("kind", ["HDR1", "HDR2", "nvrambak"])
@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
def test_a_container_that_is_cut_off_says_so(kind: str, share: float) -> None:
    data = ALL[kind]
    found = unpack_nvram(data[: int(len(data) * share)])
    assert found is not None
    assert found.damage


def test_tcf1_without_its_end_says_so() -> None:
    plain = b"TCF1" + bytes(4) + BODY[:-5]
    found = unpack_nvram(gzip.compress(plain))
    assert found is not None
    assert found.damage


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x00\x00\x00\x00"])
def test_a_huge_or_empty_length_takes_no_more_than_is_there(length: bytes) -> None:
    found = unpack_nvram(b"HDR1" + length + BODY)
    assert found is not None
    assert len(found.records) <= len(RECORDS)


def test_ddwrt_counts_that_lie_end_at_the_end() -> None:
    found = unpack_nvram(b"DD-WRT\xff\xff" + ddwrt(RECORDS)[8:])
    assert found is not None
    assert found.damage == "is cut off: 3 of 65535 records could be read"


def test_what_is_packed_is_unpacked_to_a_bound_only() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    piece = b"a=" + b"0" * (1 << 20)
    packed = bomb.compress(b"TCF1\0\0\0\0" + piece) + b"".join(bomb.compress(piece) for _ in range(200)) + bomb.flush()
    start = time.process_time()
    found = unpack_nvram(packed)
    assert time.process_time() - start < 2
    assert found is not None
    assert sum(len(value) for _, value in found.records) <= MAX_UNPACKED


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"", b"HDR1", b"HDR2", b"TCF1", b"DD-WRT", b"\x1f\x8b"]), st.binary(max_size=400))
def test_bytes_never_break_it(head: bytes, rest: bytes) -> None:
    unpack_nvram(head + rest)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(ALL)), st.integers(0, 200), st.integers(0, 255))
def test_a_changed_byte_never_breaks_it(kind: str, place: int, value: int) -> None:
    data = bytearray(ALL[kind])
    data[place % len(data)] = value
    unpack_nvram(bytes(data))
