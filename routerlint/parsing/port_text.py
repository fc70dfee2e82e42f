"""Ports as configurations write them."""

from __future__ import annotations

__all__ = ["Ranges", "parse_port", "parse_ports"]

Ranges = tuple[tuple[int, int], ...]


def parse_port(text: str) -> int | None:
    """A decimal port within 1-65535, or None."""
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        return None
    number = int(text)
    return number if 0 < number < 65536 else None


def parse_ports(text: str, separators: str = ",", dashes: str = ":-") -> Ranges | None:
    """Closed ranges from a list such as "80,443" or "5000:5010"; None if any part is not a port or a range.

    separators: characters between the parts. dashes: characters between the ends of a range.
    """
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    found: list[tuple[int, int]] = []
    for part in text.split(separators[0]):
        pair = _range(part, dashes)
        if pair is None:
            return None
        found.append(pair)
    return tuple(found)


def _range(text: str, dashes: str) -> tuple[int, int] | None:
    for dash in dashes:
        low_text, found, high_text = text.partition(dash)
        if found:
            low, high = parse_port(low_text), parse_port(high_text)
            return None if low is None or high is None or low > high else (low, high)
    port = parse_port(text)
    return None if port is None else (port, port)
