"""Encrypted backups of both products, opened with a password from the environment, else refused with advice."""

from __future__ import annotations

import base64
import hashlib
import importlib.util

import pytest

from routerlint.errors import RecognisedNotJudged
from routerlint.parsing.pf import backup
from routerlint.text.source import Document, SourceFile
from vendor_parsers.opnsense import detect as opnsense
from vendor_parsers.pfsense import detect as pfsense

PLAIN = '<?xml version="1.0"?>\n<pfsense>\n<interfaces/>\n</pfsense>\n'
WORD = "correct horse"
SALT = b"saltsalt"

needs_cipher = pytest.mark.skipif(
    importlib.util.find_spec("cryptography") is None, reason="cryptography (routerlint[crypto]) is not installed"
)


def _aes(key: bytes, vector: bytes, text: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    data = text.encode()
    padding = 16 - len(data) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return cipher.update(data + bytes([padding]) * padding) + cipher.finalize()


def _wrapped(encrypted: bytes, head: str = "") -> str:
    body = base64.b64encode(b"Salted__" + SALT + encrypted).decode()
    lines = "\n".join(body[place : place + 64] for place in range(0, len(body), 64))
    return f"---- BEGIN config.xml ----\n{head}{lines}\n---- END config.xml ----\n"


def _pfsense(rounds: int) -> str:
    made = hashlib.pbkdf2_hmac("sha256", WORD.encode(), SALT, rounds, 48)
    return _wrapped(_aes(made[:32], made[32:], PLAIN))


def _opnsense() -> str:
    made = hashlib.pbkdf2_hmac("sha512", WORD.encode(), SALT, 100_000, 48)
    head = "Version: OPNsense 26.1.2\nCipher: AES-256-CBC\nPBKDF2: 100000\nHash: SHA512\n\n"
    return _wrapped(_aes(made[:32], made[32:], PLAIN), head)


def _old() -> str:
    made, block = b"", b""
    while len(made) < 48:
        block = hashlib.md5(block + WORD.encode() + SALT, usedforsecurity=False).digest()
        made += block
    return _wrapped(_aes(made[:32], made[32:48], PLAIN))


@needs_cipher
@pytest.mark.parametrize("make", [lambda: _pfsense(500_000), lambda: _pfsense(10_000), _old, _opnsense])
def test_every_form_opens_with_its_password(make: object) -> None:
    # pfSense crypt.inc: PBKDF2 with 500,000, before 10,000 rounds, before MD5; OPNsense Backup/Base.php: header lines
    assert callable(make)
    text = make()
    assert backup.decrypt(text, WORD) == PLAIN
    assert backup.decrypt(text, "wrong") is None


@needs_cipher
def test_the_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(backup.PASSWORD_VARIABLE, WORD)
    document = Document(name="b", files=(SourceFile("b.xml", _opnsense()),))
    assert backup.opened(document).text == PLAIN
    monkeypatch.setenv(backup.PASSWORD_VARIABLE, "wrong")
    with pytest.raises(RecognisedNotJudged, match="does not open it"):
        backup.opened(document)


def test_without_a_password_a_backup_is_recognised_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(backup.PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(backup, "_somebody_to_ask", lambda: False)
    text = "---- BEGIN config.xml ----\nU2FsdGVkX19zYWx0c2FsdA==\n---- END config.xml ----\n"
    document = Document(name="b", files=(SourceFile("b.xml", text),))
    found = pfsense.detect(document)
    assert found is not None
    assert not found.judged
    assert "without encryption" in found.advice
    with pytest.raises(RecognisedNotJudged, match="encrypted backup"):
        backup.opened(document)


def test_header_lines_tell_the_products_apart() -> None:
    plain = Document(
        name="b", files=(SourceFile("b.xml", "---- BEGIN config.xml ----\nAAAA\n---- END config.xml ----\n"),)
    )
    head = Document(
        name="b",
        files=(
            SourceFile("b.xml", "---- BEGIN config.xml ----\nVersion: OPNsense 26.1\nCipher: AES-256-CBC\n\nAAAA\n"),
        ),
    )
    sure = {
        (name, form): found.certainty
        for name, detect in (("pfsense", pfsense.detect), ("opnsense", opnsense.detect))
        for form, document in (("plain", plain), ("head", head))
        if (found := detect(document)) is not None
    }
    assert sure["pfsense", "plain"] > sure["opnsense", "plain"]
    assert sure["opnsense", "head"] > sure["pfsense", "head"]


@needs_cipher
@pytest.mark.parametrize(
    "body", ["", "!!!!", "AAAA", "U2FsdGVkX19zYWx0c2FsdA==", base64.b64encode(b"Salted__" + b"x" * 40).decode()]
)
def test_damaged_backups_do_not_open(body: str) -> None:
    assert backup.decrypt(f"---- BEGIN config.xml ----\n{body}\n---- END config.xml ----\n", WORD) is None


def test_endless_key_derivation_is_not_begun() -> None:
    head = "Cipher: AES-256-CBC\nPBKDF2: 99999999999\nHash: SHA512\n\n"
    assert backup.decrypt(_text(head), WORD) is None
    assert backup.decrypt(_text("Cipher: AES-256-CBC\nPBKDF2: 1000\nHash: nosuchhash\n\n"), WORD) is None


def _text(head: str) -> str:
    return _wrapped(b"x" * 32, head)
