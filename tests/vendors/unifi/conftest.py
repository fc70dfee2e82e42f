"""Builds the records of a UniFi controller, and its backup, from what a test speaks of."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.unifi.parser import parse

Fields = dict[str, object]
Gateway = Callable[..., Device]

SITE = "64b0c0de0e4b0a1b2c3d0001"


def _bson(document: Mapping[str, object]) -> bytes:
    body = b"".join(_element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def _element(name: str, value: object) -> bytes:
    key = name.encode() + b"\0"
    if isinstance(value, bool):
        return b"\x08" + key + bytes([value])
    if isinstance(value, int):
        return b"\x10" + key + struct.pack("<i", value)
    if isinstance(value, bytes):
        return b"\x07" + key + value
    if isinstance(value, list):
        return b"\x04" + key + _bson({str(number): item for number, item in enumerate(value)})
    if isinstance(value, dict):
        return b"\x03" + key + _bson(value)
    text = str(value).encode() + b"\0"
    return b"\x02" + key + struct.pack("<i", len(text)) + text


@pytest.fixture
def forward() -> Callable[..., Fields]:
    """A record of rest/portforward with fields changed; None takes one away."""

    def one(**changes: object) -> Fields:
        record: Fields = {
            "_id": "64b0c0de0e4b0a1b2c3d4001", "name": "Web", "enabled": True, "pfwd_interface": "wan", "proto": "tcp",
            "src": "any", "dst_port": "443", "fwd": "192.168.1.10", "fwd_port": "443", "site_id": SITE, **changes,
        }  # fmt: skip
        return {name: value for name, value in record.items() if value is not None}

    return one


@pytest.fixture
def rule() -> Callable[..., Fields]:
    """A record of rest/firewallrule with fields changed."""

    def one(**changes: object) -> Fields:
        return {
            "_id": f"rule{changes.get('rule_index', 2000)}", "name": "Regel", "enabled": True, "ruleset": "WAN_IN",
            "rule_index": 2000, "action": "drop", "protocol": "all", "site_id": SITE, **changes,
        }  # fmt: skip

    return one


@pytest.fixture
def gateway() -> Gateway:
    """Makes a device of records, as the controller replies with them."""

    def one(*records: Fields) -> Device:
        text = json.dumps({"meta": {"rc": "ok"}, "data": list(records)}, indent=1)
        return parse(Document(name="dump.json", files=(SourceFile("dump.json", text),)))[0]

    return one


@pytest.fixture
def backup() -> Callable[..., bytes]:
    """Makes a .unf of documents: BSON in gzip in a ZIP without its directory in AES."""
    ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers", reason="the optional package is missing")

    def one(
        documents: Sequence[Mapping[str, object]],
        *,
        database: bytes | None = None,
        more: Mapping[str, str] | None = None,
    ) -> bytes:
        plain = io.BytesIO()
        content = gzip.compress(b"".join(_bson(each) for each in documents)) if database is None else database
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("version", "8.0.24")
            archive.writestr("db.gz", content)
            for name, text in (more or {}).items():
                archive.writestr(name, text)
        data = plain.getvalue()
        data = data[: data.rindex(b"PK\x01\x02")]
        data += bytes(-len(data) % 16)
        cipher = ciphers.Cipher(ciphers.algorithms.AES(b"bcyangkmluohmars"), ciphers.modes.CBC(b"ubntenterpriseap"))
        encryptor = cipher.encryptor()
        sealed: bytes = encryptor.update(data) + encryptor.finalize()
        return sealed

    return one
