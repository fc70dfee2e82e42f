"""A standard and its controls, as rules/controls states them."""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.rules.text import Text

__all__ = ["Catalogue", "Control"]


class Control(Model, frozen=True, kw_only=True):
    """A control of a standard.

    id: with edition ("KBV-ITSRL-2025:A1-11"); number: without ("A1-11"). text: what it asks, in our own words.
    beyond: what it asks besides, which routerlint does not look at. provable: whether a run without findings shows that
    it is met; where not, a run can only show that it is broken.
    """

    id: str
    number: str
    text: Text
    beyond: Text | None = None
    provable: bool = True


class Catalogue(Model, frozen=True, kw_only=True):
    """The controls of one standard.

    name: what options call it ("kbv"). scope: which of its controls are listed. sources: where they were read, and when.
    """

    name: str
    title: Text
    edition: Text
    scope: Text
    sources: tuple[Text, ...]
    controls: tuple[Control, ...]
