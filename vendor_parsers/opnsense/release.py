"""How old a file is, as far as its form tells; a config.xml does not name the firmware.

Each form below dates from a commit of opnsense/core, and settles what an element means that older releases read
differently. What the form does not settle is a question: both readings are kept.
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.parsing.xml import Element
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["Release", "read_release"]


class Release:
    """What the form of a file says about its release.

    from_26_1: a release of 2026, after da976d77 (`<not>`), e0f0cbf (pass=rule), 441d1599a6 (inverted interfaces) and 6e6369a77b
    (IPv6 switch). from_26_7: after 80ed0d8803 and c56f89b756 (ports of automatic rules); Filter model 1.0.5 (ab099aaa12, June 2026).
    """

    __slots__ = ("from_26_1", "from_26_7")

    def __init__(self, *, from_26_1: bool, from_26_7: bool) -> None:
        self.from_26_1 = from_26_1
        self.from_26_7 = from_26_7

    def question(self, key: str, what: Phrase, spans: tuple[Span, ...] = ()) -> Unknown:
        """The question which release it is, for one matter."""
        return Unknown(
            key=f"release:{key}",
            what=what,
            why=phrase("releases differ, and the file does not show its own"),
            spans=spans,
        )


def read_release(root: Element) -> Release:
    """Reads the marks of a release: model versions, and elements that older releases do not write."""
    version = root.at("OPNsense", "Firewall", "Filter").attributes.get("version", "")
    new_filter = _at_least(version, (1, 0, 5))
    forwards = root.at("nat").all("rule")
    settled = new_filter or root.at("OPNsense", "Interfaces").has("settings")
    return Release(
        from_26_1=settled or any(rule.get("sequence") or "pass" in rule.texts for rule in forwards),
        from_26_7=new_filter,
    )


def _at_least(version: str, least: tuple[int, ...]) -> bool:
    parts = version.split(".")
    return all(part.isdigit() for part in parts) and tuple(map(int, parts)) >= least
