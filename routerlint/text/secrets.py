"""Keeps secrets and terminal escapes of a configuration out of every output.

Two layers: a vendor masks what it knows to be secret where it makes a span; this module masks what looks like a
secret in any line that is shown, so that a vendor that forgets a key still does not leak it.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["MASK", "mask_secrets", "names_secret", "printable", "shown_line"]

MASK = "***"

# Words that mark a key as holding a secret, whatever surrounds them ("wpa2-pre-shared-key", "http_passwd").
_SECRET_WORDS = (
    "password", "passwd", "passphrase", "passwort", "kennwort", "secret", "private-key", "private_key", "privatekey",
    "preshared", "pre-shared", "pre_shared", "psk", "community", "community-hash", "auth-key", "authkey", "auth_key",
    "shared-key", "shared_key", "api-key", "api_key", "apikey", "token", "encryption-key", "encrypted-password",
    "plaintext-password", "priv-pass", "auth-pass", "bcrypt", "sha512-hash", "md5-hash", "wpa-key", "wepkey", "passcode",
    "_pass", "-pass", "wpakey", "_pwd", "pwd", "otp_seed", "prv", "pin-code", "pincode", "sim-pin",
)  # fmt: skip

_WORD = "(?:" + "|".join(re.escape(word) for word in _SECRET_WORDS) + ")"
# Keys that are whole words, or end a longer one: "key 'x'", "md5-key x", "bindpw=x"; a public key is none. Nothing here
# repeats in front of a word: a search would begin at every character of a hostile line.
_SHORT = r"(?<![A-Za-z0-9])(?<!public[-_])(?:key[0-9]?|pin|pw|bearer|(?:bind|ldap|root|user)pw)(?![\w-])"
# A key only before a sign: "pass" alone is a word of firewalls.
_BARE_WORD = r"(?<![\w-])pass(?=['\"]?\s*[=:])"
_KEY = rf"(?:{_WORD}[\w.-]{{0,32}}|{_SHORT})"
_VALUE = r"(?:\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s;,<>{}]+)"
# What may stand between a key and its value: "password 7 x", "psk ascii 0 x", "password is x".
_BETWEEN = r"(?:(?:[0-9]{1,2}|ascii|hex|md5|sha[0-9]*|encrypted|plaintext|is|ist|lautet)\s+){0,3}"
# What is no value: a sign, a verb behind a menu ("/ppp secret add"), the next key=value.
_NO_VALUE = r"(?!(?:add|set|remove|enable|disable|print|is|ist|lautet)\b|[=:{!]|[a-z][a-z-]*=[^=\s])"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The forms in which a secret stands behind its key; made when the first line needs them, since they are large."""
    # <key>value</key>, name="key" val="value", option key 'value', list key value, key=value, key: value, key value
    return (
        re.compile(rf"(?i)(<[\w.:-]{{0,64}}?{_KEY}(?:\s[^<>]*)?>(?:<!\[CDATA\[)?)([^<]+)"),
        re.compile(rf"(?i)(name=[\"']?(?:[\w.-]{{0,64}}?{_KEY}|pass)[\"']?\s+val(?:ue)?=)({_VALUE})"),
        re.compile(rf"(?i)((?:option|list)\s+['\"]?[\w.-]{{0,64}}?{_KEY}['\"]?\s+)({_VALUE})"),
        re.compile(rf"(?i)((?:{_KEY}|{_BARE_WORD})['\"]?\s*[=:]\s*)({_VALUE})"),
        re.compile(rf"(?i)({_KEY}['\"]?\s+{_BETWEEN}){_NO_VALUE}({_VALUE})"),
        re.compile(rf"(?i)({_WORD}[\w.-]{{0,32}}\s+(?:[0-9]\s+)?)({_VALUE})\s*;?$"),
    )


# user:password@host in an address of the Web
_LOGIN = r"(://[^\s/:@\"']{0,64}:)[^\s/@\"']{1,128}(?=@)"


# Long random-looking words: hashes ($6$...), base64 keys of 43 and more characters, hex of 32 and more.
_HASH = r"\$(?:1|2[aby]?|5|6|y|\$)\$[^\s\"';]{8,}|\b[A-Za-z0-9+/]{42,}={0,2}(?![A-Za-z0-9])|\b[0-9a-fA-F]{32,}\b"
_SHORTEST_HASH = 32
# Signs that stand in no hash of 32 and more letters and digits.
_SEPARATORS = dict.fromkeys(map(ord, "-_.,:;=\"'()[]{}|"), " ")
# A longer text is cut: no name or line that is shown is of this size.
_LONGEST = 4096

# Every key above contains one of these: a cheap test for the many lines that hold none.
_STEMS = (
    "pass", "kenn", "secret", "private", "shared", "psk", "communit", "auth", "api", "token", "encrypt", "bcrypt",
    "hash", "wpa", "wep", "otp", "prv", "pin", "key", "pw", "bearer",
)  # fmt: skip
# What the patterns ask for besides the words: a short key, pass="...", or name="pass" val="...".
_SHORT_STEMS = ("key", "pin", "pw", "bearer", "pass")
_SHORT_OR_BARE_WORD = rf"{_SHORT}|{_BARE_WORD}|pass[\"']?\s+val"

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"


def mask_secrets(text: str) -> str:
    """The line with every value that looks like a secret replaced by ***; a text beyond all measure is cut."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "..."
    lowered = text.lower()
    if _may_name_secret(lowered):
        first, *others = _patterns()
        text = first.sub(lambda found: f"{found[1]}{MASK}", text)
        for pattern in others:
            text = pattern.sub(lambda found: f"{found[1]}{MASK}", text)
    if "@" in text and "://" in text:
        text = re.sub(_LOGIN, lambda found: f"{found[1]}{MASK}", text)
    if "$" in text or _has_long_word(text):
        text = re.sub(_HASH, MASK, text)
    return text


def names_secret(text: str) -> bool:
    """Whether a text holds a word that marks what follows as a secret."""
    lowered = text.lower()
    return _has_stem(lowered) and any(word in lowered for word in _SECRET_WORDS)


def _may_name_secret(lowered: str) -> bool:
    """Whether one of the patterns may match; they are large, and most lines never need them compiled."""
    if not _has_stem(lowered):
        return False
    if any(word in lowered for word in _SECRET_WORDS):
        return True
    return any(stem in lowered for stem in _SHORT_STEMS) and re.search(_SHORT_OR_BARE_WORD, lowered) is not None


def _has_long_word(text: str) -> bool:
    """Whether a hash may stand in a text: several times cheaper than to look for one."""
    if max(map(len, text.split()), default=0) < _SHORTEST_HASH:
        return False
    return max(map(len, text.translate(_SEPARATORS).split()), default=0) >= _SHORTEST_HASH


def _has_stem(lowered: str) -> bool:
    for stem in _STEMS:  # noqa: SIM110  # for every line that is shown: any() costs half as much again
        if stem in lowered:
            return True
    return False


def printable(text: str) -> str:
    """The text without control characters, terminal escapes and direction marks; each becomes one "?"."""
    if text.isprintable():
        return text
    return re.sub(_CONTROL, "?", text.replace("\t", " "))


def shown_line(text: str, limit: int = 240) -> str:
    """A line of the input as it may be shown: trimmed, secrets masked, nothing that a terminal obeys, bounded.

    limit: characters that are kept at the most; a longer line ends in "...".
    """
    text = text.strip()
    if len(text) > 4 * limit:
        text = text[: 4 * limit]
    text = mask_secrets(text)
    if not text.isprintable():
        text = printable(text)
    return text if len(text) <= limit else text[: limit - 3] + "..."
