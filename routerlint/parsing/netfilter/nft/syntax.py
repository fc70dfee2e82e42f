"""What nft rules say, whichever way they are written: text and JSON both become these values.

A field is named as in the text form: "ip saddr", "tcp dport", "meta iifname", "ct state", "ct original proto-dst",
"fib daddr type". Values stay texts ("10.0.0.0/8", "80-90") until a field says what they mean.
"""

from __future__ import annotations

from typing import Literal

import msgspec

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


class _Syntax(msgspec.Struct, frozen=True, gc=False):
    """A value of the syntax. They are many, small and never form a cycle, so the garbage collector leaves them alone."""


NatKind = Literal["dnat", "snat", "masquerade", "redirect", "tproxy"]


class VerdictText(_Syntax, frozen=True, gc=False):
    """accept, drop, reject, return, continue, jump, goto, queue; chain only for jump and goto.

    answer: how a reject answers ("icmp", "icmpv6", "tcp reset"), if only some packets can be answered so.
    """

    kind: str
    chain: str = ""
    answer: str = ""


class Item(_Syntax, frozen=True, gc=False):
    """An element of a set or map. parts: one text for each part of a concatenation; ("*",) = whatever else.

    data: what a map leads to. fleeting: it ends by itself after a time.
    """

    parts: tuple[str, ...]
    data: tuple[str, ...] | VerdictText | None = None
    fleeting: bool = False


class Left(_Syntax, frozen=True, gc=False):
    """What is looked at: a field, several joined with dots, or one under a mask."""

    fields: tuple[str, ...]
    mask: str = ""

    @property
    def text(self) -> str:
        """As the text form writes it."""
        return " . ".join(self.fields) + (f" & {self.mask}" if self.mask else "")


class Right(_Syntax, frozen=True, gc=False):
    """What it is compared with: items, or the name of a set. braces: written as a set; a list with commas is none."""

    items: tuple[Item, ...] = ()
    name: str = ""
    braces: bool = False


class Test(_Syntax, frozen=True, gc=False):
    """left operator right; operator "" is the implicit one."""

    left: Left
    operator: str
    right: Right


class VerdictMap(_Syntax, frozen=True, gc=False):
    """left vmap right."""

    left: Left
    right: Right


class Lookup(_Syntax, frozen=True, gc=False):
    """left map right: a value that depends on the packet."""

    left: Left
    right: Right


class Nat(_Syntax, frozen=True, gc=False):
    """A translation. address: one or a range or network; port: one or a range; lookup: where the map decides."""

    kind: NatKind
    family: str = ""
    address: str = ""
    port: str = ""
    lookup: Lookup | None = None
    prefix: bool = False


class MarkSet(_Syntax, frozen=True, gc=False):
    """The mark becomes (source & keep) | add; source "" for a plain value, None if its value is made at run time."""

    space: str
    source: str | None
    keep: int = 0xFFFFFFFF
    add: int = 0
    flip: int = 0


class NoTracking(_Syntax, frozen=True, gc=False):
    """notrack."""


class Nothing(_Syntax, frozen=True, gc=False):
    """A statement that lets the packet go on (counter, log). label: the text of a comment."""

    label: str = ""


class Choose(_Syntax, frozen=True, gc=False):
    """A limit, a quota, a count: the sender chooses whether it holds."""

    key: str


class Opaque(_Syntax, frozen=True, gc=False):
    """Something that is not understood: a test that may hold or not; acting: it may also decide or translate.

    same: the same words are the same question elsewhere too.
    """

    text: str
    acting: bool = False
    same: bool = True


Statement = Test | VerdictMap | VerdictText | Nat | MarkSet | NoTracking | Nothing | Choose | Opaque


class SetDefinition(_Syntax, frozen=True, gc=False):
    """A named set or map. fields: how many parts its keys have is seen from the items.

    stated: elements are written down. changing: packets or programs add elements at run time.
    """

    name: str
    items: tuple[Item, ...] = ()
    stated: bool = False
    changing: bool = False
