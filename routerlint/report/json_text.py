"""JSON values and their text."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from routerlint.wording import Phrase

__all__ = ["Json", "to_json"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def to_json(value: Json) -> str:
    """The value as JSON text, its keys in the order in which they were put in, with a line end."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=_plain), indent=2).decode() + "\n"


def _plain(value: object) -> str:
    """A phrase as its English sentence; nothing else is unknown to the encoder."""
    if isinstance(value, Phrase):
        return str(value)
    raise TypeError(f"no JSON value: {type(value).__name__}")
