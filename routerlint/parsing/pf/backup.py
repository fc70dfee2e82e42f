"""Encrypted backups: "---- BEGIN config.xml ----", and how to open them.

Sources: pfSense src/etc/inc/crypt.inc at 9363ac5 (openssl enc, AES-256-CBC, SHA-256 and PBKDF2 with 500,000 rounds, before
10,000, before that MD5 without PBKDF2); OPNsense Backup/Base.php at f95e815 (header lines name cipher, hash and
rounds; without them MD5).
The password comes from the environment or is asked for, never from the command line. AES comes from the package
"cryptography" (pip install routerlint[crypto]), which is imported only here.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec

from routerlint.errors import RecognisedNotJudged
from routerlint.text.source import Document, SourceFile
from routerlint.wording import Phrase, phrase

__all__ = ["PASSWORD_VARIABLE", "decrypt", "is_encrypted", "opened", "ready", "why_not"]

PASSWORD_VARIABLE = "ROUTERLINT_BACKUP_PASSWORD"  # noqa: S105  # the name of a variable

_BEGIN = re.compile(r"---- BEGIN config\.xml ----")
_HEADER = re.compile(r"(?m)^(Version|Cipher|PBKDF2|Hash):[ \t]*(\S+)[ \t]*$")
_PLAIN = "Export it again without encryption"
_MOST_ROUNDS = 10_000_000


def is_encrypted(text: str) -> bool:
    """Whether a text is an encrypted backup of either product."""
    return _BEGIN.match(text.lstrip()) is not None


def headers(text: str) -> dict[str, str]:
    """The header lines of an OPNsense backup, {} for the form without."""
    return {name.lower(): value for name, value in _HEADER.findall(text[:1000])}


def ready() -> bool:
    """Whether an encrypted backup can be tried: there is a password or somebody to ask, and the cipher."""
    return find_spec("cryptography") is not None and (bool(os.environ.get(PASSWORD_VARIABLE)) or _somebody_to_ask())


def why_not() -> Phrase:
    """What to do about a backup that cannot be opened."""
    if find_spec("cryptography") is None:
        return phrase(
            "{PLAIN}, or install routerlint[crypto] and set {PASSWORD_VARIABLE}.",
            PLAIN=_PLAIN,
            PASSWORD_VARIABLE=PASSWORD_VARIABLE,
        )
    return phrase(
        "{PLAIN}, or set {PASSWORD_VARIABLE} to its password.", PLAIN=_PLAIN, PASSWORD_VARIABLE=PASSWORD_VARIABLE
    )


def opened(document: Document) -> SourceFile:
    """The configuration of a document as plain text; raises RecognisedNotJudged if an encrypted one stays closed."""
    file = document.files[0]
    if not is_encrypted(file.text):
        return file
    if not ready():
        raise RecognisedNotJudged("is an encrypted backup", file=file.name, advice=why_not())
    password = os.environ.get(PASSWORD_VARIABLE) or _asked(file.name)
    text = decrypt(file.text, password)
    if text is None:
        raise RecognisedNotJudged(
            "is an encrypted backup, and the password does not open it", file=file.name, advice=why_not()
        )
    return SourceFile(file.name, text)


def decrypt(text: str, password: str) -> str | None:
    """The configuration in an encrypted backup, or None if the password is wrong or the backup damaged."""
    body = "".join(line for line in text.split("\n") if ":" not in line and not line.startswith("----"))
    try:
        data = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not data.startswith(b"Salted__") or len(data) < 32 or len(data) % 16:
        return None
    salt, encrypted = data[8:16], data[16:]
    for key, vector in _keys(headers(text), password.encode(), salt):
        plain = _aes(key, vector, encrypted)
        if plain is not None:
            return plain.replace("\r\n", "\n")
    return None


def _keys(stated: dict[str, str], password: bytes, salt: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Key and initial vector, for each way in which a backup may have been made."""
    if stated:
        import hashlib  # late, as in all of this module: detection loads it in every run

        rounds, name = stated.get("pbkdf2", ""), stated.get("hash", "md5").lower()
        if name not in hashlib.algorithms_available:
            return
        if not rounds.isdigit():
            yield _openssl_key(name, password, salt)
        elif 0 < int(rounds) <= _MOST_ROUNDS:
            yield _derived(name, password, salt, int(rounds))
        return
    for rounds_of_release in (500_000, 10_000):
        yield _derived("sha256", password, salt, rounds_of_release)
    yield _openssl_key("md5", password, salt)


def _derived(name: str, password: bytes, salt: bytes, rounds: int) -> tuple[bytes, bytes]:
    import hashlib

    made = hashlib.pbkdf2_hmac(name, password, salt, rounds, 48)
    return made[:32], made[32:]


def _openssl_key(name: str, password: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """OpenSSL's old derivation (EVP_BytesToKey with one round)."""
    import hashlib

    made, block = b"", b""
    while len(made) < 48:
        digest = hashlib.new(name, usedforsecurity=False)
        digest.update(block + password + salt)
        block = digest.digest()
        made += block
    return made[:32], made[32:48]


def _aes(key: bytes, vector: bytes, encrypted: bytes) -> str | None:
    """The text behind AES-256-CBC, or None if it is not XML in the end."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    plain = cipher.update(encrypted) + cipher.finalize()
    padding = plain[-1]
    if not 0 < padding <= 16 or plain[-padding:] != bytes([padding]) * padding:
        return None
    try:
        text = plain[:-padding].decode("utf-8")
    except UnicodeDecodeError:
        text = plain[:-padding].decode("latin-1")
    return text if text.lstrip("\ufeff \t\r\n").startswith("<") else None


def _somebody_to_ask() -> bool:
    """A person at a terminal, and not a worker process."""
    if sys.stdin is None or not sys.stdin.isatty() or sys.stderr is None or not sys.stderr.isatty():
        return False
    import multiprocessing

    return multiprocessing.parent_process() is None


def _asked(name: str) -> str:
    import getpass

    return getpass.getpass(f"Password of {name}: ", sys.stderr)
