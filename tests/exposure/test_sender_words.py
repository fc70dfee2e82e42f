"""Senders in words: as a list while that is short, as everybody but some where that is shorter."""

from __future__ import annotations

from routerlint.exposure.result import Exposure
from routerlint.model.pipeline import Accept
from routerlint.netset.addresses import Family
from tests.exposure.small import adr, on, router, rows, tcp


def row_of(*senders: str, family: Family = "ipv4") -> Exposure:
    [row] = rows(router({"input": [on(Accept(), services=tcp(22), sources=adr(*senders))]}, family=family))
    return row


def test_a_third_of_all_senders_in_many_blocks_is_a_list() -> None:
    blocks = tuple(f"{first}.0.0.0/5" for first in (16, 32, 48, 64, 80, 136, 152, 176, 200, 208))
    row = row_of(*blocks)
    assert row.sources_except == ()
    assert len(row.sources) > 8
    assert row.source_scope == "wide"


def test_most_senders_in_few_blocks_are_a_list() -> None:
    blocks = ("2400::/6", "2800::/5", "3000::/5", "3800::/6")
    row = row_of(*blocks, family="ipv6")
    assert (row.sources, row.sources_except, row.source_scope) == (blocks, (), "any")


def test_many_private_senders_are_named_one_by_one() -> None:
    hosts = tuple(f"10.0.{n}.1" for n in range(100))
    row = row_of(*hosts)
    assert row.sources_except == ()
    assert row.sources == tuple(f"{host}/32" for host in hosts)
    assert row.source_scope == "private"


def test_private_senders_are_never_called_everybody_however_many_they_are() -> None:
    hosts = tuple(f"10.0.{n}.{last}" for n in range(100) for last in (1, 4, 7, 10))
    row = row_of(*hosts)
    assert (row.sources_except, len(row.sources), row.source_scope) == ((), len(hosts), "private")
