"""Every real file that lies beside the checkout is taken for what it is, or said to be what it is, or for nothing.

The folders of the corpus are named after the system that wrote their files; SOURCES.tsv and what is no configuration
(licences, grammars, descriptions) is unknown, which is the truth.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from routerlint.errors import RecognisedNotJudged, UnknownFormat
from routerlint.intake.blob import Blob
from routerlint.intake.documents import Assembler
from routerlint.intake.values import Recognised, Refused
from vendor_parsers.catalogue import VENDOR_IDS, Vendor, catalogue

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"

# Which vendor judges a folder, where its name is not the vendor's.
VENDORS = {"fritzbox": "fritzos", "lancom": "lancom_lcos", "edgeos": "edgeos", "unifi": "unifi"}
# What the answer names where a folder is not judged.
SYSTEMS = {
    "asa": "Cisco ASA", "ios": "Cisco", "fortios": "Fortinet", "junos": "Juniper", "netgear": "Netgear", "miniupnpd": "miniupnpd", "lancom": "LANCOM", "fritzbox": "TR-064",
}  # fmt: skip
# No configurations: what a repository holds beside them.
NO_CONFIGURATIONS = {
    "": ("SOURCES.tsv",),
    "fritzbox": (".g4", "devicehostlist.xml", ".ar7"),
    "fortios": (".pl", "COPYING", "COPYING.LESSER"),
    "openwrt": ("openwrt_release",),
    "unifi": (".py",),
}

FOLDERS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir()) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(not FOLDERS, reason="the corpus of real files is not beside the checkout")


def answer(path: Path, assembler: Assembler[Vendor]) -> Recognised[Vendor] | Refused:
    blob = Blob(name=path.name, data=path.read_bytes(), origin=path.name)
    found = next(iter(assembler.files([blob], "", named=True)))
    assert isinstance(found, Recognised | Refused)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_taken_for_another_vendor(folder: str) -> None:
    vendor = VENDORS.get(folder, folder)
    assembler = Assembler(catalogue())
    known = (*NO_CONFIGURATIONS[""], *NO_CONFIGURATIONS.get(folder, ()))
    wrong: list[str] = []
    for path in sorted(path for path in (CORPUS / folder).rglob("*") if path.is_file()):
        found = answer(path, assembler)
        if isinstance(found, Recognised):
            if found.vendor.id != vendor:
                wrong.append(f"{path.name}: taken for {found.vendor.id}")
        elif isinstance(found.error, RecognisedNotJudged):
            if SYSTEMS.get(folder, vendor).lower() not in str(found.error).lower():
                wrong.append(f"{path.name}: {found.error}")
        elif not isinstance(found.error, UnknownFormat):
            wrong.append(f"{path.name}: {found.error}")
        elif not path.name.endswith(known) and (vendor in VENDOR_IDS or folder in SYSTEMS):
            wrong.append(f"{path.name}: not recognised")
    assert not wrong
