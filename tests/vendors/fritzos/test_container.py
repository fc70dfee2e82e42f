"""The export container. Sources: PeterPawn/decoder src/exportfile.c, fb_tools cfgcalcsum and cfginfo, YourFritz."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

import pytest

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Device
from vendor_parsers.fritzos.container import is_container, read_container

Read = Callable[..., Device]
Ask = Callable[[Device, str], str]

AR7 = 'ar7cfg {\n\tmode = dsldmode_router;\n\tigddenabled = no;\n\tdslifaces { }\n}\nlandevices { }\n// "ü"'


def export(body: str = AR7, *, line_end: str = "\n", encoding: str = "utf-8", checksum: str | None = None) -> str:
    """An export whose checksum is computed here, apart from the code under test."""
    binary = bytes(range(48))
    crc = zlib.crc32(b"FirmwareVersion154.07.57\0Countryx=y\0")
    crc = zlib.crc32(b"ar7.cfg\0" + body.replace("\n", line_end).encode(encoding), crc)
    crc = zlib.crc32(b"a.bin\0" + binary + b"b.tar\0" + binary, crc)
    lines = [
        "**** FRITZ!Box 7590 (UI) CONFIGURATION EXPORT",
        "FirmwareVersion=154.07.57",
        "Country=x=y",
        "**** CFGFILE:/var/flash/ar7.cfg",
        body.replace("\\", "\\\\"),
        "**** END OF FILE ****",
        "**** BINFILE:a.bin",
        binary.hex().upper(),
        "**** END OF FILE ****",
        "**** B64FILE:b.tar",
        base64.b64encode(binary).decode(),
        "**** END OF FILE ****",
        f"**** END OF EXPORT {checksum or f'{crc:08X}'} ****",
        "",
    ]
    return "\n".join(lines)


def test_model_and_firmware_leave_out_what_is_not_theirs(read: Read) -> None:
    # the first part of FirmwareVersion is a code of the hardware
    device = read(box_export=export())
    assert (device.model.value, device.version.value) == ("FRITZ!Box 7590", "07.57")


@pytest.mark.parametrize(("line_end", "encoding"), [("\n", "utf-8"), ("\r\n", "utf-8"), ("\n", "latin-1")])
def test_the_checksum_fits_whatever_line_ends_and_encoding_it_was_made_with(line_end: str, encoding: str) -> None:
    container = read_container(export(line_end=line_end, encoding=encoding).split("\n"))
    assert container is not None
    assert container.checksum_fits() is True


def test_a_wrong_checksum_is_a_fact_and_no_refusal(read: Read) -> None:
    device = read(box_export=export(checksum="0BADC0DE"))
    assert device.facts["export-checksum"].value == "does not fit"
    assert device.complete.ipv4


def test_a_backslash_is_doubled_in_an_export(read: Read, ask: Ask) -> None:
    body = (
        AR7
        + '\nlandevices { landevices { ipv4forwardrules = "tcp 0.0.0.0:443 192.168.178.20:443 0 # a \\"b\\" c:\\\\", "tcp 0.0.0.0:22 192.168.178.20:22"; } }'
    )
    device = read(box_export=export(body))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.178.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "open 192.168.178.20:22"
    assert device.facts["export-checksum"].value == "fits"


def test_an_export_that_is_cut_off_is_not_complete(read: Read) -> None:
    text = export()
    for cut in (text[: text.index("**** END OF EXPORT")], text[: text.index("**** BINFILE") - 30]):
        assert not read(box_export=cut).complete.ipv4


def test_an_export_whose_configuration_is_encrypted_is_refused_with_what_to_do(read: Read) -> None:
    with pytest.raises(RecognisedNotJudged) as problem:
        read(box_export=export().replace("CFGFILE:/var/flash/ar7.cfg", "CRYPTEDBINFILE:ar7.cfg"))
    assert "portoverview" in problem.value.advice


@pytest.mark.parametrize(
    "first", ["**** FRITZ!Box 7490 CONFIGURATION EXPORT", "\n\n**** FRITZ!Box CONFIGURATION EXPORT  "]
)
def test_the_first_line_with_text_tells_an_export(first: str) -> None:
    assert is_container(first + "\nPassword=x\n")
    assert not is_container("# " + first.strip())
