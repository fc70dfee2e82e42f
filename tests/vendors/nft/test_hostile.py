"""Odd and hostile rulesets: nothing raises, nothing takes long, no secret is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import UnreadableInput
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.nft.parser import parse

FromText = Callable[..., Device]

HEAD = 'table inet f {\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tiifname "br0" accept\n'
TAIL = "\t}\n}\n"

WORDS = st.sampled_from(
    [
        "ip",
        "saddr",
        "daddr",
        "tcp",
        "dport",
        "sport",
        "{",
        "}",
        "@set",
        "@nh,72,8",
        ",",
        ".",
        ":",
        ";",
        "!=",
        "==",
        "&",
        "|",
        "(",
        ")",
        "/",
        "-",
        "22",
        "80-90",
        "10.0.0.0/8",
        "::1",
        '"eth0"',
        '"unclosed',
        "ct",
        "state",
        "new",
        "vmap",
        "map",
        "dnat",
        "to",
        "redirect",
        ":22",
        ":tcp",
        "jump",
        "goto",
        "x",
        "accept",
        "drop",
        "return",
        "counter",
        "packets",
        "limit",
        "rate",
        "over",
        "5/second",
        "burst",
        "meta",
        "mark",
        "set",
        "log",
        "prefix",
        "0xzz",
        "-1",
        "99999999999999999999",
        "fib",
        "type",
        "local",
        "add",
        "update",
        "comment",
        "$name",
        "xt",
        "match",
        "th",
        "*",
        "reject",
        "with",
        "reset",
        "snat",
        "numgen",
        "inc",
        "mod",
        "!",
        "<",
        ">",
        "^",
        "<<",
        "\x00",
        "\u202e",
        "notrack",
        "status",
        "dnat",
        "original",
        "proto-dst",
        "elements",
        "=",
        "flags",
        "icmp",
    ]
)


def test_any_words_make_a_device() -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(WORDS, max_size=14), max_size=12))
    def check(rules: list[list[str]]) -> None:
        text = HEAD + "\n".join("\t\t" + " ".join(words) for words in rules) + "\n" + TAIL
        try:
            device = parse(Document(name="x", files=(SourceFile("x", text),)))[0]
        except UnreadableInput:  # a brace too many ended the table
            return
        evaluate(device)

    check()


def test_any_file_is_read_or_refused() -> None:
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                ["table", "ip", "f", "{", "}", "\n", ";", "chain", "set", "define", "$a", "=", "include", '"a"', "add"]
            )
        )
    )
    def check(words: list[str]) -> None:
        try:
            parse(Document(name="x", files=(SourceFile("x", " ".join(words)),)))
        except UnreadableInput:
            return

    check()


@pytest.mark.parametrize(
    "rule",
    [
        "tcp dport " + "{ " * 3000, "tcp dport " + "( " * 3000, "ip saddr { " + "1.2.3.4, " * 20000 + "} accept", "ip saddr " + ". " * 5000,
        "meta mark set " + "mark & 1 | " * 3000, "tcp dport " + "9" * 5000 + " accept", "ip saddr . tcp dport { " + "1.2.3.4 . 5, " * 3000 + "} accept",
        "accept " * 3000, "ip saddr != " + "@x " * 3000, 'comment "' + "x" * 100_000, "tcp dport vmap { " + "".join(f"{n} : jump i, " for n in range(3000)) + "}",
    ],
)  # fmt: skip
def test_odd_rules(from_text: FromText, rule: str) -> None:
    begin = time.process_time()
    evaluate(from_text(f"{HEAD}\t\t{rule}\n{TAIL}"))
    assert time.process_time() - begin < 10


def test_definitions_that_grow_without_end_are_given_up(from_text: FromText) -> None:
    bombs = "define a0 = { 1, 2, 3, 4, 5, 6, 7, 8 }\n"
    bombs += "".join(f"define a{n + 1} = {{ $a{n}, $a{n}, $a{n}, $a{n}, $a{n}, $a{n} }}\n" for n in range(20))
    begin = time.process_time()
    device = from_text(f"{bombs}{HEAD}\t\ttcp dport $a20 accept\n{TAIL}")
    assert time.process_time() - begin < 10
    assert not device.complete.ipv4


def test_files_that_include_each_other_end(from_text: FromText) -> None:
    one = 'include "b.nft"\n' + HEAD + TAIL
    device = from_text(one, 'include "a.nft"\n' + HEAD + TAIL, names=("a.nft", "b.nft"))
    assert not device.complete.ipv4


def test_secrets_in_comments_are_masked(from_text: FromText) -> None:
    report = evaluate(from_text(f'{HEAD}\t\ttcp dport 22 accept comment "password: hunter2hunter2"\n{TAIL}'))
    assert report.exposures
    assert all("hunter2" not in span.text for row in report.exposures for span in row.path)


def test_the_cost_grows_with_the_rules_and_no_faster(from_text: FromText) -> None:
    def cost(count: int) -> float:
        rules = "".join(
            f'\t\tiifname "eth0" ip saddr 9.{n >> 8 & 255}.{n & 255}.1 tcp dport {n % 60000 + 1} counter packets 1 bytes 2 accept\n'
            for n in range(count)
        )
        begin = time.process_time()
        from_text(HEAD + rules + TAIL)
        return time.process_time() - begin

    cost(200)
    small, large = min(cost(1000) for _ in range(3)), min(cost(8000) for _ in range(2))
    assert large < 8 * small * 2.5


CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus/nft"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no real rulesets beside the checkout")
def test_real_rulesets_are_read_and_understood() -> None:
    for path in sorted(CORPUS.iterdir()):
        if path.suffix == ".tsv":
            continue
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        device = parse(Document(name=path.name, files=(SourceFile(path.name, text),)))[0]
        assert {unread.what.rpartition(" ")[2] for unread in device.coverage.unread} <= {"tproxy", "include"}
