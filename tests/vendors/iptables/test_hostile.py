"""Odd and hostile dumps: nothing raises, nothing takes long, no secret is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.iptables.parser import parse

FromText = Callable[..., Device]

HEAD = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"

WORDS = st.sampled_from(
    [
        "-A",
        "INPUT",
        "FORWARD",
        "-i",
        "-o",
        "-s",
        "-d",
        "-p",
        "-m",
        "-j",
        "-g",
        "!",
        "tcp",
        "udp",
        "all",
        "icmp",
        "eth0",
        "eth+",
        "10.0.0.0/8",
        "::1/64",
        "--dport",
        "22",
        "1:65535",
        "::",
        "--ports",
        "-f",
        "multiport",
        "conntrack",
        "--ctstate",
        "NEW,,",
        "set",
        "--match-set",
        "x",
        "src",
        "time",
        '"unclosed',
        '\\"',
        "--",
        "-",
        "---",
        "mark",
        "--mark",
        "0xg",
        "1/2/3",
        "DNAT",
        "--to-destination",
        "[::1]:80-70/1",
        ":80",
        "-",
        "a.b.c.d:1",
        "REDIRECT",
        "--to-ports",
        "0",
        "CONNMARK",
        "--save-mark",
        "--nfmask",
        "recent",
        "--rcheck",
        "\x00",
        "\u202e",
        "LOG",
        "RETURN",
        "ACCEPT",
        "99999999999999999999",
        "--syn",
        "--tcp-flags",
    ]
)


def test_any_words_make_a_device() -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.lists(WORDS, max_size=14), max_size=12))
    def check(rules: list[list[str]]) -> None:
        text = HEAD + "\n".join("-A INPUT " + " ".join(words) for words in rules) + "\nCOMMIT\n"
        evaluate(parse(Document(name="x", files=(SourceFile("x", text),)))[0])

    check()


@pytest.mark.parametrize(
    "rule",
    [
        "-A", "-A INPUT", "-A INPUT !", "-A INPUT -j", "-A INPUT -s", "-A INPUT -m", "-A INPUT ! -j ACCEPT", "-A INPUT -j ACCEPT -j DROP",
        "-A INPUT -p tcp -m tcp --dport", "-A INPUT -m set --match-set x", "-A INPUT " + "-m comment --comment x " * 500 + "-j ACCEPT",
        "-A INPUT " + "! " * 2000, "-A INPUT -s " + "1.2.3.4," * 5000 + "1.2.3.4 -j ACCEPT", '-A INPUT -m comment --comment "' + "\\" * 5000,
        "-A INPUT -p " + "9" * 5000, "-A INPUT -m mark --mark " + "9" * 5000 + " -j ACCEPT",
    ],
)  # fmt: skip
def test_odd_rules(from_text: FromText, rule: str) -> None:
    begin = time.process_time()
    evaluate(from_text(f"{HEAD}{rule}\nCOMMIT\n"))
    assert time.process_time() - begin < 5


def test_many_chains_in_a_row_and_in_a_ring(from_text: FromText) -> None:
    chain = "".join(f"-A c{n} -p tcp -j c{n + 1}\n-A c{n} -p udp -j c{n + 1}\n" for n in range(40))
    ring = "".join(f"-A r{n} -j r{(n + 1) % 500}\n" for n in range(500))
    device = from_text(f"{HEAD}-A INPUT -i eth0 -j c0\n-A INPUT -i eth0 -j r0\n{chain}{ring}-A c40 -j ACCEPT\nCOMMIT\n")
    begin = time.process_time()
    assert evaluate(device).exposures
    assert time.process_time() - begin < 20


def test_secrets_in_comments_are_masked(from_text: FromText) -> None:
    nat = '-A PREROUTING -i eth0 -p tcp -m tcp --dport 80 -m comment --comment "password=hunter2hunter2" -j DNAT --to-destination 192.168.1.10'
    text = f"{HEAD}-A FORWARD -i eth0 -j ACCEPT\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n{nat}\nCOMMIT\n"
    report = evaluate(from_text(text))
    assert report.exposures
    assert all("hunter2" not in span.text for row in report.exposures for span in row.path)


def test_the_cost_grows_with_the_rules_and_no_faster(from_text: FromText) -> None:
    def cost(count: int) -> float:
        rules = "".join(
            f"-A FORWARD -s 9.{n >> 8 & 255}.{n & 255}.1/32 -d 192.168.1.{n % 250}/32 -i eth0 -p tcp -m tcp --dport {n % 60000 + 1} -j ACCEPT\n"
            for n in range(count)
        )
        text = f"{HEAD}-A INPUT -i br0 -j ACCEPT\n{rules}COMMIT\n*nat\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n"
        begin = time.process_time()
        from_text(text)
        return time.process_time() - begin

    cost(200)
    small, large = min(cost(1000) for _ in range(3)), min(cost(8000) for _ in range(2))
    assert large < 8 * small * 2.5


CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus/iptables"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no real dumps beside the checkout")
def test_real_dumps_are_read_and_understood() -> None:
    known = total = 0
    for path in sorted(CORPUS.iterdir()):
        if path.suffix == ".tsv" or path.stat().st_size > 60_000 or "GoldenFiles" in path.name or "fffuu" in path.name:
            continue  # the last two are the output of another tool
        text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
        device = parse(Document(name=path.name, files=(SourceFile(path.name, text),)))[0]
        counts = device.coverage.relevant
        total += sum(counts.values())
        known += counts.get("used", 0) + counts.get("irrelevant", 0)
    assert known / total > 0.99
