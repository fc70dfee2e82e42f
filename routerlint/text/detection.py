"""What a vendor's detector says about an input."""

from __future__ import annotations

import enum

import msgspec

from routerlint.wording import NO_WORDS, Phrase

__all__ = ["Certainty", "Detection"]


class Certainty(enum.IntEnum):
    """How sure a detector is; the surest wins, and a tie is a doubt that the user settles with --vendor."""

    POSSIBLE = 1  # nothing speaks against it
    LIKELY = 2  # its words and structure are those of the vendor
    CERTAIN = 3  # a signature that no other system writes


class Detection(msgspec.Struct, frozen=True, kw_only=True):
    """A detector's answer.

    evidence: what in the input says so, in a few words ("header '# ... by RouterOS 7.16'"), never a value.
    judged: False when the system is recognised but this form of it is not read; advice then says how to get one that is.
    joins: inputs of one folder, of the same vendor and with different non-empty `joins`, are parts of one
        device (an IPv4 and an IPv6 ruleset).
    """

    certainty: Certainty
    evidence: Phrase
    judged: bool = True
    advice: Phrase = NO_WORDS
    joins: str = ""
