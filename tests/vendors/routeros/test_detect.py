"""How RouterOS is recognised, and which of its forms are refused."""

from __future__ import annotations

import pytest

from routerlint.errors import InputError, RecognisedNotJudged
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.detect import detect
from vendor_parsers.routeros.parser import parse

PRINTED = """\
[admin@MikroTik] > /ip firewall filter print
Flags: X - disabled, I - invalid; D - dynamic
 0  D ;;; special dummy rule to show fasttrack counters
      chain=forward action=passthrough

 1    ;;; answers
      chain=input action=accept connection-state=established,related
"""
COLUMNS = """\
Flags: D - DYNAMIC
Columns: ADDRESS, NETWORK, INTERFACE
#   ADDRESS          NETWORK       INTERFACE
0   192.168.88.1/24  192.168.88.0  bridge
1 D 203.0.113.7/24   203.0.113.0   ether1
"""


def document(text: str = "", **binaries: bytes) -> Document:
    files = (SourceFile("x.txt", text),) if text else ()
    return Document(name="x", files=files, binaries={name.replace("_", "."): data for name, data in binaries.items()})


@pytest.mark.parametrize(
    "text",
    [
        "# jan/02/2021 03:04:05 by RouterOS 6.47\n# software id = \n/ip address\nadd address=192.0.2.1/24 interface=ether1\n",
        "# 2025-01-02 03:04:05 by RouterOS 7.16\n/ip/address/add address=192.0.2.1/24 interface=ether1\n",
        "# RouterOS 6.48.3\n# software id = AAAA-0000\n/ip dns\nset servers=192.0.2.53\n",
    ],
)
def test_the_header_of_an_export_is_certain(text: str) -> None:
    found = detect(document(text))
    assert found is not None
    assert (found.certainty, found.judged) == (Certainty.CERTAIN, True)


def test_menus_and_commands_without_a_header_are_enough() -> None:
    found = detect(document("/ip firewall filter\nadd action=drop chain=input\n"))
    assert found is not None
    assert found.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "text", ["/ip is a path\n", "set system host-name x\n", "add chain inet filter\n", "config interface 'lan'\n", "{}"]
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert detect(document(text)) is None


@pytest.mark.parametrize("text", [PRINTED, COLUMNS])
def test_a_copy_of_a_print_screen_is_recognised_and_refused(text: str) -> None:
    found = detect(document(text))
    assert found is not None
    assert not found.judged
    assert "/export file=" in found.advice
    with pytest.raises(RecognisedNotJudged):
        parse(document(text))


@pytest.mark.parametrize("magic", [b"\x88\xac\xa1\xb1", b"\xef\xa8\x91\x72"])
def test_a_backup_is_recognised_by_its_first_bytes_and_refused(magic: bytes) -> None:
    found = detect(document(router_backup=magic + b"\x00\x01"))
    assert found is not None
    assert not found.judged
    assert "/export file=" in found.advice


def test_an_export_beside_a_backup_is_read() -> None:
    found = detect(document("# RouterOS 6.48.3\n/ip dns\nset servers=192.0.2.53\n", router_backup=b"\x88\xac\xa1\xb1"))
    assert found is not None
    assert found.judged


def test_an_unknown_file_named_backup_is_only_possibly_ours() -> None:
    found = detect(document(router_backup=b"\x00\x01\x02"))
    assert found is not None
    assert (found.certainty, found.judged) == (Certainty.POSSIBLE, False)


def test_a_text_without_any_command_is_an_error() -> None:
    with pytest.raises(InputError):
        parse(document("hello\nworld\n"))


def test_the_export_is_picked_from_a_folder() -> None:
    export = SourceFile("b/router.rsc", "# 2025-01-02 03:04:05 by RouterOS 7.16\n/system identity\nset name=picked\n")
    files = (SourceFile("a/notes.txt", "/ip is nice\n"), export)
    assert parse(Document(name="x", files=files))[0].hostname.value == "picked"
