"""Detection, odd and hostile input, secrets, samples, and the files of the shared corpus."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.exposure.evaluate import evaluate
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.lancom_lcos.detect import detect
from vendor_parsers.lancom_lcos.parser import parse

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus" / "lancom"
CANARY = "cAnArY5ecret"

PIECES = st.sampled_from(
    ["# Script (LANCOM 1 / 10.1 / x)\n", "cd /Setup/IP-Router/1-N-NAT/Service-Table\n", "cd /2/8/9/4\n", "cd ..\n", "cd /\n", "cd /Setup/I\n",
     'add 443 443 TCP "" 0.0.0.0 192.168.1.1 0 Yes x\n', "add ", "set ", "del *\n", "tab ", "tab 1 3 8 7\n", "flash No\n", "exit\n", "{Active}", "*",
     "cd /Setup/IP-Router/Firewall/Rules\n", 'add "A" "ANY" "%A0" "%L %S1-2,x" "%a"\n', 'add "B" "%P6" "%Hx" "%A1.2.3.4 %M0" "%d" No 1 Yes\n',
     "cd /Setup/Config/Access-Table\n", "set WAN Yes Read VPN No\n", '"', "\\", "\n", " ", "#", ";", "\x00", "ü", "/", "9" * 40, "%", "set /Setup/IPv6/Operating Yes\n"]
)  # fmt: skip


def document(text: str, name: str = "x.lcs") -> Document:
    return Document(name=name, files=(SourceFile(name, text),))


def judge(text: str) -> None:
    detect(document(text))
    try:
        parse(document(text))
    except InputError:
        return


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=50).map("".join))
def test_pieces_of_the_format_in_any_order_never_break_it(text: str) -> None:
    judge("cd /Setup/x\n" + text)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(
        ["", "cd /Setup/IP-Router/1-N-NAT/Service-Table\nadd ", "cd /Setup/IP-Router/Firewall/Rules\nadd "]
    ),
)
def test_bytes_never_break_it(content: bytes, head: str) -> None:
    judge(head + content.decode("utf-8", "replace"))


def test_secrets_are_nowhere_in_the_model() -> None:
    text = f"""# Script (LANCOM 1793VA / 10.72.0189RU3 / 22.11.2022)
set /Setup/Config/Password "{CANARY}"
set /Setup/SNMP/Read-Only-Community "{CANARY}"
cd /Setup/WAN/PPP
add "INTERNET" none PAP "{CANARY}" 6 5 "{CANARY}@example.net" IP
cd /Setup/Config/Admins
add "eve" "{CANARY}" Yes
cd /Setup/VPN/IKE-Keys
add "key" "{CANARY}"
flash Yes
"""
    devices = parse(document(text))
    assert CANARY not in msgspec.json.encode(repr(devices)).decode()
    assert [(a.name, a.password) for a in devices[0].accounts] == [("eve", "set")]


def test_ten_thousand_rows_and_rules_are_read() -> None:
    rows = "".join(
        f'add {1 + n} {1 + n} TCP "" 0.0.0.0 192.168.{n // 250}.{1 + n % 250} 0 Yes "r"\n' for n in range(10_000)
    )
    rules = "".join(
        f'add "R{n}" "%P6" "%A0" "%A192.168.{n // 250}.{1 + n % 250} %S{1 + n}" "%a" No 0 Yes No Yes 0 0 ""\n'
        for n in range(10_000)
    )
    deny = 'add "DENY" "ANY" "ANYHOST" "ANYHOST" "DROP" No 0 Yes No Yes 0 0 ""\n'
    text = f"cd /Setup/IP-Router/1-N-NAT/Service-Table\n{rows}cd /Setup/IP-Router/Firewall/Rules\n{rules}{deny}"
    (device,) = parse(document(text))
    sizes = {chain.name: len(chain.entries) for chain in device.pipelines[0].chains}
    assert sizes["service-table"] == 10_000
    assert sizes["firewall"] == 10_001


@pytest.mark.parametrize(
    ("name", "text", "certainty", "judged"),
    [
        ("a.lcs", "# Script (LANCOM 1781EF+ / 10.50 / x)\nset /Setup/Name x\n", Certainty.CERTAIN, True),
        ("a.txt", "lang English\nflash No\ncd /2/8\n", Certainty.CERTAIN, True),
        ("a.txt", "cd /Setup/IP-Router\n", Certainty.LIKELY, True),
        ("a.lcs", "LANCOM 1781 encrypted\nAAAABBBB\n", Certainty.POSSIBLE, False),
        ("a.lcf", "some readable form\n", Certainty.POSSIBLE, False),
        ("a.txt", "cd /etc/config\nset -e\n", None, True),
        ("a.txt", "", None, True),
    ],
)
def test_detection(name: str, text: str, certainty: Certainty | None, judged: bool) -> None:
    found = detect(document(text, name))
    assert (found.certainty if found else None) == certainty
    assert found is None or (found.judged is judged and (judged or "readscript" in found.advice))


def test_a_binary_configuration_is_recognised_and_refused() -> None:
    found = detect(Document(name="a.lcf", files=(), binaries={"a.lcf": b"\x00\x01"}))
    assert found is not None
    assert not found.judged


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("office-good", []),
        ("range-440-449", [("tcp", ((440, 449),), "192.168.10.10")]),
        ("web-server-deny-all", [("tcp", ((443, 443),), "192.168.10.10")]),
        ("exposed-host", [("tcp", (), "192.168.10.99"), ("udp", (), "192.168.10.99")]),
        ("management-open", [("tcp", ((22, 22),), "router"), ("tcp", ((443, 443),), "router")]),
    ],
)
def test_samples_show_what_they_are_about(
    case: str, expected: list[tuple[str, tuple[tuple[int, int], ...], str]]
) -> None:
    path = ROOT / "sample_configs" / "lancom_lcos" / case / "gateway.lcs"
    (device,) = parse(document(path.read_text("utf-8"), path.name))
    report = evaluate(device)
    assert sorted((e.protocol, e.ports, e.target) for e in report.exposures if e.certainty == "certain") == expected
    assert report.complete.ipv4


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real configurations is not part of the project")
def test_every_file_of_the_corpus_is_read() -> None:
    for path in sorted(CORPUS.iterdir()):
        judge(path.read_text("utf-8", "replace"))
