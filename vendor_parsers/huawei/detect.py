"""How hw_ctree.xml is recognised."""

from __future__ import annotations

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = ["DECRYPT_ADVICE", "detect"]

DECRYPT_ADVICE = phrase(
    "Decrypt it to hw_ctree.xml (the open tools named aescrypt2_huawei do that for many models), or download "
    "hw_ctree.xml from the box where its pages offer that, and give routerlint the XML"
)

# The first bytes of an encrypted configuration, seen in a real one.
_ENCRYPTED = bytes.fromhex("0712212002000000")


def detect(document: Document) -> Detection | None:
    """The tree by its root and the vendor's prefix; an encrypted one by its first bytes, not judged."""
    for data in document.binaries.values():
        if data.startswith(_ENCRYPTED):
            evidence = phrase("encrypted configuration of a Huawei box (07 12 21 20)")
            return Detection(certainty=Certainty.CERTAIN, evidence=evidence, judged=False, advice=DECRYPT_ADVICE)
    for file in document.files:
        if "<InternetGatewayDevice" in file.text[:4000] and ("X_HW_" in file.text or "DBEncrypt=" in file.text[:4000]):
            evidence = phrase("TR-098 tree with Huawei's parameters (<InternetGatewayDevice>, X_HW_)")
            return Detection(certainty=Certainty.CERTAIN, evidence=evidence)
    return None
