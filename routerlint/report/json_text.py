"""JSON values and their text."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

__all__ = ["Json", "to_json"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def to_json(value: Json) -> str:
    """The value as JSON text, its keys in the order in which they were put in, with a line end."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
