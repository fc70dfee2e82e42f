"""Ports as configurations write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.parsing.port_text import Ranges, parse_port, parse_ports


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("443", ((443, 443),)),
        ("80,443", ((80, 80), (443, 443))),
        ("5000:5010", ((5000, 5010),)),
        ("135,139-140,446", ((135, 135), (139, 140), (446, 446))),
        ("", None),
        ("80,", None),
        ("0", None),
        ("65536", None),
        ("449-440", None),
        ("٤٤٣", None),
    ],
)
def test_lists_and_ranges(text: str, found: Ranges | None) -> None:
    assert parse_ports(text) == found


@given(st.integers(1, 65535))
def test_every_port_is_read(port: int) -> None:
    assert parse_port(f" {port} ") == port
