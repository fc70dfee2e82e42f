"""The sentences of reports and errors: key -> (English, German)."""

from __future__ import annotations

__all__ = ["REPORT"]

REPORT: dict[str, tuple[str, str]] = {
    "interrupted": ("interrupted", "abgebrochen"),
}
