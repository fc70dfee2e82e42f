"""Odd and hostile input, secrets, and the files of the shared corpus."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routerlint.errors import InputError
from routerlint.text.source import Document, SourceFile
from vendor_parsers.fritzos.detect import detect
from vendor_parsers.fritzos.parser import parse

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "fritzbox"
CANARY = "cAnArY5ecret"

PIECES = st.sampled_from(
    ['"', "\\", "{", "}", "=", ",", ";", "/*", "*/", "//", "#", "\n", " ", "ar7cfg", "landevices", "ipv4forwardrules", "mode",
     "dsldmode_router", '"tcp 0.0.0.0:443 192.168.178.20:443 0 # x"', "tcp 0.0.0.0:1+2 0.0.0.0:3", "dslifaces", "yes", "0.0.0",
     "**** FRITZ!Box X CONFIGURATION EXPORT\n", "**** CFGFILE:ar7.cfg\n", "**** END OF FILE ****\n", "**** END OF EXPORT 00000000 ****",
     "##### BEGIN SECTION ar7_cfg /var/flash/ar7.cfg\n", "##### BEGIN SECTION port_forwards x\n", "##### END SECTION\n", "FirmwareVersion=1.08.20\n",
     '{"pid": "portoverview", "data": {"devices": [{"UID": "a", "rules": [{}]}]}}', "\x00", "\ufeff", "ä", "allow-only-from ", "9" * 30]
)  # fmt: skip


def judge(text: str) -> None:
    document = Document(name="x", files=(SourceFile("x", text),))
    detect(document)
    try:
        devices = parse(document)
    except InputError:
        return
    for device in devices:
        for pipeline in device.pipelines:
            for chain in pipeline.chains:
                for entry in chain.entries:
                    for span in entry.spans:
                        assert span.line is None or 1 <= span.line <= text.count("\n") + 1


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_pieces_of_the_format_in_any_order_never_break_it(text: str) -> None:
    judge(text)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "ar7cfg { mode = dsldmode_router; ", "**** FRITZ!Box CONFIGURATION EXPORT\n"]),
)
def test_bytes_never_break_it(content: bytes, head: str) -> None:
    judge(head + content.decode("utf-8", "replace"))


def test_secrets_are_nowhere_in_the_model() -> None:
    text = f"""**** FRITZ!Box 7590 CONFIGURATION EXPORT
Password=$$$${CANARY}
**** CFGFILE:ar7.cfg
ar7cfg {{ mode = dsldmode_router; igddenabled = yes; key = "{CANARY}"; internet_forwardrules = "tcp 0.0.0.0:443 0.0.0.0:443"; username = "{CANARY}";
  targets {{ passwd = "$$$${CANARY}"; }}
  dslifaces {{ name = "internet"; stackmode = stackmode_ipv4only; }}
}}
landevices {{ landevices {{ name = "x"; mac = 02:00:5E:00:53:10; pskvalue = "{CANARY}"; ipv4forwardrules = "tcp 0.0.0.0:80 192.168.178.2:80"; }} }}
vpncfg {{ connections {{ key = "{CANARY}"; }} ike_forward_rules = "udp 0.0.0.0:500 0.0.0.0:500"; }}
**** END OF FILE ****
**** END OF EXPORT 00000000 ****
"""
    devices = parse(Document(name="x", files=(SourceFile("x.export", text),)))
    assert CANARY not in msgspec.json.encode(repr(devices)).decode()


def test_ten_thousand_rules_are_read_in_linear_time() -> None:
    rules = ",\n".join(
        f'"tcp 0.0.0.0:{1 + n % 60000} 192.168.178.{2 + n % 250}:{1 + n % 60000} 0 # r{n}"' for n in range(10_000)
    )
    text = f"ar7cfg {{ mode = dsldmode_router; }} landevices {{ landevices {{ ipv4forwardrules = {rules}; }} }}"
    (device,) = parse(Document(name="x", files=(SourceFile("ar7.cfg", text),)))
    assert len(device.pipelines[0].chains[0].entries) == 10_000


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real configurations is not part of the project")
def test_every_file_of_the_corpus_is_read() -> None:
    for path in sorted(CORPUS.iterdir()):
        judge(path.read_text("utf-8", "replace"))
