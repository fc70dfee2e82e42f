"""How records of a UniFi controller and its backup are recognised."""

from __future__ import annotations

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from vendor_parsers.unifi.backup import CRYPTO_ADVICE, has_crypto, is_backup

__all__ = ["detect"]

_ADVICE = (
    "Fetch rest/portforward (and rest/firewallrule, rest/firewallgroup, rest/networkconf, rest/setting beside it) or "
    "download the .unf backup of the Network application"
)


def detect(document: Document) -> Detection | None:
    """JSON with the fields of port forwards or firewall rules; a backup that its public key opens."""
    for name, data in document.binaries.items():
        found = _backup(name, data)
        if found is not None:
            return found
    foreign = None
    for file in document.files:
        text = file.text
        if text.lstrip()[:1] not in {"{", "["}:
            continue
        if '"pfwd_interface"' in text or ('"ruleset"' in text and '"rule_index"' in text):
            return Detection(certainty=Certainty.CERTAIN, evidence="records of a UniFi controller (pfwd_interface)")
        if '"meta"' in text[:400] and '"rc"' in text[:400] and '"data"' in text:
            evidence = "reply of a UniFi controller without port forwards or firewall rules"
            foreign = Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=_ADVICE)
    return foreign


def _backup(name: str, data: bytes) -> Detection | None:
    """A backup has no marks of its own, so that its name decides whether it is tried at all."""
    if not name.lower().endswith(".unf"):
        return None
    if is_backup(data):
        return Detection(certainty=Certainty.CERTAIN, evidence="UniFi backup (.unf), opened with its public key")
    if has_crypto() or len(data) % 16:
        advice = f"It is cut off or not from the Network application. {_ADVICE}"
        evidence = "a .unf file that the public key of UniFi backups does not open"
        return Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=advice)
    evidence = "UniFi backup (.unf), encrypted with a public key"
    return Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=CRYPTO_ADVICE)
