"""The base of all model values."""

from __future__ import annotations

import msgspec

__all__ = ["Model"]


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen value with named fields only. The only place that knows which library makes it so."""
