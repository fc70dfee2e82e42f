"""What nft rules say, whichever way they are written: text and JSON both become these values.

A field is named as in the text form: "ip saddr", "tcp dport", "meta iifname", "ct state", "ct original proto-dst",
"fib daddr type". Values stay texts ("10.0.0.0/8", "80-90") until a field says what they mean.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = [
    "Choose",
    "Item",
    "Left",
    "Lookup",
    "MarkSet",
    "Nat",
    "NoTracking",
    "Nothing",
    "Opaque",
    "Right",
    "SetDefinition",
    "Statement",
    "Test",
    "VerdictMap",
    "VerdictText",
]

NatKind = Literal["dnat", "snat", "masquerade", "redirect", "tproxy"]


class VerdictText(NamedTuple):
    """accept, drop, reject, return, continue, jump, goto, queue; chain only for jump and goto."""

    kind: str
    chain: str = ""


class Item(NamedTuple):
    """An element of a set or map. parts: one text for each part of a concatenation; ("*",) = whatever else.

    data: what a map leads to. fleeting: it ends by itself after a time.
    """

    parts: tuple[str, ...]
    data: tuple[str, ...] | VerdictText | None = None
    fleeting: bool = False


class Left(NamedTuple):
    """What is looked at: a field, several joined with dots, or one under a mask."""

    fields: tuple[str, ...]
    mask: str = ""

    @property
    def text(self) -> str:
        """As the text form writes it."""
        return " . ".join(self.fields) + (f" & {self.mask}" if self.mask else "")


class Right(NamedTuple):
    """What it is compared with: items, or the name of a set. braces: written as a set; a list with commas is none."""

    items: tuple[Item, ...] = ()
    name: str = ""
    braces: bool = False


class Test(NamedTuple):
    """left operator right; operator "" is the implicit one."""

    left: Left
    operator: str
    right: Right


class VerdictMap(NamedTuple):
    """left vmap right."""

    left: Left
    right: Right


class Lookup(NamedTuple):
    """left map right: a value that depends on the packet."""

    left: Left
    right: Right


class Nat(NamedTuple):
    """A translation. address: one or a range or network; port: one or a range; lookup: where the map decides."""

    kind: NatKind
    family: str = ""
    address: str = ""
    port: str = ""
    lookup: Lookup | None = None
    prefix: bool = False


class MarkSet(NamedTuple):
    """The mark becomes (source & keep) | add; source "" for a plain value, None if its value is made at run time."""

    space: str
    source: str | None
    keep: int = 0xFFFFFFFF
    add: int = 0
    flip: int = 0


class NoTracking(NamedTuple):
    """notrack."""


class Nothing(NamedTuple):
    """A statement that lets the packet go on (counter, log). label: the text of a comment."""

    label: str = ""


class Choose(NamedTuple):
    """A limit, a quota, a count: the sender chooses whether it holds."""

    key: str


class Opaque(NamedTuple):
    """Something that is not understood: a test that may hold or not; acting: it may also decide or translate.

    same: the same words are the same question elsewhere too.
    """

    text: str
    acting: bool = False
    same: bool = True


Statement = Test | VerdictMap | VerdictText | Nat | MarkSet | NoTracking | Nothing | Choose | Opaque


class SetDefinition(NamedTuple):
    """A named set or map. fields: how many parts its keys have is seen from the items.

    stated: elements are written down. changing: packets or programs add elements at run time.
    """

    name: str
    items: tuple[Item, ...] = ()
    stated: bool = False
    changing: bool = False
