"""Recognises pastes of the SNMP shell, CSV dumps, and files that cannot be read."""

from __future__ import annotations

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase
from vendor_parsers.bintec_boss.csvdump import is_csv
from vendor_parsers.bintec_boss.shell import is_shell

__all__ = ["ADVICE", "detect"]

ADVICE = phrase(
    "Log in by SSH, enter system, ifTable, ipExtIfTable, ipRouteTable, ipNatPresetTable, ipSif, ipSifAliasTable,"
    " ipSifAliasAddressTable, ipSifAliasServiceTable, localTcpAllowTable, localUdpAllowTable and upnp, and save all that"
    " the router prints"
)
# First bytes of compressed or enciphered files; an export of the user interface may be one.
_OPAQUE = (b"Salted__", b"\x1f\x8b")


def detect(document: Document) -> Detection | None:
    """The first file that is one of the forms decides; a binary .cf file is refused with what to do."""
    for file in document.files:
        if is_shell(file.text):
            return Detection(certainty=Certainty.CERTAIN, evidence=phrase("tables of the SNMP shell"))
        if is_csv(file.text):
            return Detection(certainty=Certainty.LIKELY, evidence=phrase("tables of the MIB as CSV"))
    for name, content in document.binaries.items():
        if name.lower().endswith(".cf") or (content.startswith(_OPAQUE) and "digitalisierungsbox" in name.lower()):
            return Detection(
                certainty=Certainty.POSSIBLE,
                evidence=phrase("a .cf file that is not text"),
                judged=False,
                advice=phrase("It is encrypted or binary. Export it without encryption, or: {ADVICE}", ADVICE=ADVICE),
            )
    return None
