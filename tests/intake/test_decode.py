from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.intake.decode import decode, line_too_long
from routerlint.intake.limits import DEFAULT_LIMITS, Limits


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_every_encoding_in_which_desktop_tools_save_gives_the_same_text(encoding: str) -> None:
    text = "# Büro\nset name=Straße\n"
    assert decode(text.encode(encoding)) == text


def test_windows_quotes_that_are_no_valid_utf_8_are_read() -> None:
    assert decode(b"comment \x93Praxis\x94") == "comment “Praxis”"


def test_a_byte_that_code_page_1252_leaves_undefined_is_no_reason_to_fail() -> None:
    assert decode(b"plain text with \x81 in it") == "plain text with \x81 in it"


def test_a_mark_of_utf_8_before_text_of_a_code_page_does_not_make_it_binary() -> None:
    assert decode(b"\xef\xbb\xbfset comment=B\xfcro\n") == "set comment=Büro\n"
    assert decode(b"\xef\xbb\xbf" + bytes(range(256)) * 8) is None


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n", "\r"])
def test_line_ends_of_other_systems_and_of_terminal_captures_become_plain(end: str) -> None:
    assert decode(f"a{end}b{end}".encode()) == "a\nb\n"


def test_zero_bytes_at_the_end_are_padding_of_a_flash_dump() -> None:
    assert decode(b"hostname gw01\n" + b"\0" * 64) == "hostname gw01\n"


def test_zero_bytes_within_make_a_file_binary() -> None:
    assert decode(b"hostname gw01\n\0\0ssid\0") is None


def test_an_encrypted_file_is_not_text() -> None:
    assert decode(bytes(range(256)) * 8) is None


def test_compressed_bytes_without_zero_bytes_are_not_text() -> None:
    assert decode(bytes(range(1, 32)) * 8) is None


def test_damaged_utf_16_is_not_text() -> None:
    assert decode(b"\xff\xfeab\x00\xd8") is None


@given(st.binary(max_size=400))
def test_decoding_never_fails(data: bytes) -> None:
    text = decode(data)
    assert text is None or "\r\n" not in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    plain = text.removeprefix("\ufeff")
    assert decode(plain.encode()) == plain


def test_a_line_of_fifty_megabytes_is_refused_at_once() -> None:
    data = b"x" * 50_000_000
    start = time.process_time()
    refusal = line_too_long(data, DEFAULT_LIMITS, "long.cfg")
    assert refusal is not None
    assert time.process_time() - start < 0.5


def test_the_refusal_of_a_long_line_names_the_line() -> None:
    refusal = line_too_long(b"a\nb\n" + b"x" * 30 + b"\nc\n", Limits(line=20), "long.cfg")
    assert refusal is not None
    assert refusal.line == 3


def test_a_large_file_of_short_lines_is_read() -> None:
    assert line_too_long(b"short\n" * 1000, Limits(line=20), "large.cfg") is None
