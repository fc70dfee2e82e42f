"""How records of a UniFi controller and its backup are recognised."""

from __future__ import annotations

from routerlint.text.detection import Certainty, Detection
from routerlint.text.source import Document
from routerlint.wording import phrase
from vendor_parsers.unifi.backup import CRYPTO_ADVICE, has_crypto, is_backup

__all__ = ["detect"]

_ADVICE = phrase(
    "Fetch rest/portforward (and rest/firewallrule, rest/firewallgroup, rest/networkconf, rest/setting beside it) or "
    "download the .unf backup of the Network application"
)


# What only records of one list have, with the list's name. The lists of one site are fetched one by one, and belong
# together when they lie in one folder.
_LISTS = (
    ("portforward", ('"pfwd_interface"',)),
    ("firewallrule", ('"ruleset"', '"rule_index"')),
    ("firewallgroup", ('"group_type"', '"group_members"')),
    ("networkconf", ('"purpose"', '"networkgroup"')),
    ("setting", ('"upnp_enabled"', '"key"')),
)


def detect(document: Document) -> Detection | None:
    """JSON with the fields of port forwards or firewall rules; a backup that its public key opens."""
    for name, data in document.binaries.items():
        found = _backup(name, data)
        if found is not None:
            return found
    foreign = None
    for file in document.files:
        if file.text.lstrip()[:1] not in {"{", "["}:
            continue
        held = [name for name, marks in _LISTS if all(mark in file.text for mark in marks)]
        if held:
            certain = held[0] in {"portforward", "firewallrule"}
            return Detection(
                certainty=Certainty.CERTAIN if certain else Certainty.LIKELY,
                evidence=phrase("records of a UniFi controller ({held})", held=", ".join(held)),
                joins="+".join(held),
            )
        head = file.text[:400]
        if '"meta"' in head and '"rc"' in head and '"data"' in file.text:
            evidence = phrase("reply of a UniFi controller without port forwards or firewall rules")
            foreign = Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=_ADVICE)
    return foreign


def _backup(name: str, data: bytes) -> Detection | None:
    """A backup has no marks of its own, so that its name decides whether it is tried at all."""
    if not name.lower().endswith(".unf"):
        return None
    if is_backup(data):
        return Detection(
            certainty=Certainty.CERTAIN, evidence=phrase("UniFi backup (.unf), opened with its public key")
        )
    if has_crypto() or len(data) % 16:
        advice = phrase("It is cut off or not from the Network application. {ADVICE}", ADVICE=_ADVICE)
        evidence = phrase("a .unf file that the public key of UniFi backups does not open")
        return Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=advice)
    evidence = phrase("UniFi backup (.unf), encrypted with a public key")
    return Detection(certainty=Certainty.LIKELY, evidence=evidence, judged=False, advice=CRYPTO_ADVICE)
