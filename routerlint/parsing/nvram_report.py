"""What NVRAM settings leave open (missing and contradictory keys, the owner's script), and small shared answers."""

from __future__ import annotations

from typing import Literal

from routerlint.model.device import Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Chain, Drop, Entry
from routerlint.model.service import Account
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.firewall_script import script_effect
from routerlint.parsing.nvram import Nvram
from routerlint.text.coverage import Coverage, Ledger, LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = [
    "administrator",
    "first_stated",
    "missing_reasons",
    "script_drop",
    "script_reasons",
    "script_undecided",
    "settings_coverage",
]


def missing_reasons(nvram: Nvram, needed: tuple[str, ...], relevant: tuple[str, ...]) -> tuple[Phrase, ...]:
    """Why the settings do not prove that something is closed, as sentences; none if they do.

    needed: keys that must be there. relevant: keys that must not contradict themselves.
    """
    found: list[Phrase] = []
    if nvram.damage:
        found.append(phrase("the settings file {damage}", damage=nvram.damage))
    missing = [key for key in needed if key not in nvram]
    if missing:
        found.append(phrase("the settings are not all there: {missing} missing", missing=", ".join(missing)))
    doubled = [key for key in nvram.conflicts if key in relevant]
    if doubled:
        found.append(phrase("{doubled} occurs with different values", doubled=", ".join(doubled)))
    return tuple(found)


def settings_coverage(nvram: Nvram, ledger: Ledger, relevant: tuple[str, ...]) -> Coverage:
    """The ledger with every setting marked: those that decide what is let in as used, the others as irrelevant."""
    deciding = frozenset(relevant)
    for setting in nvram:
        if setting.key in deciding:
            ledger.mark(LineState.USED, file=setting.file, line=setting.line, what=setting.key, relevant=True)
        else:
            ledger.mark(LineState.IRRELEVANT)
    return ledger.coverage()


def administrator(nvram: Nvram, name_key: str, password_key: str) -> Account:
    """The login of the web interface; the password is looked at only for being empty."""
    state: Literal["set", "empty", "not stated"] = "not stated"
    if password_key in nvram:
        state = "set" if nvram.text(password_key) else "empty"
    return Account(name=nvram.text(name_key), password=state, spans=nvram.span(name_key))


def first_stated(nvram: Nvram, *keys: str) -> Fact[str]:
    """The value of the first key that has one."""
    for key in keys:
        if nvram.text(key):
            return stated(nvram.text(key), *nvram.span(key))
    return NOT_STATED


def script_drop(nvram: Nvram, key: str, family: Family, chain: Chain) -> Chain:
    """The chain behind a drop that a user's script may or may not have put before it."""
    if script_effect(nvram.text(key), family) == "none":
        return chain
    why = phrase("it may stop what the firmware's own rules let in")
    unknown = Unknown(
        key=f"script:{key}", what=phrase("firewall script ({key})", key=key), why=why, spans=_script_span(nvram, key)
    )
    entry = Entry(
        match=Match(unknown=(unknown,)), action=Drop(), spans=_script_span(nvram, key), label="firewall script"
    )
    return Chain(name=chain.name, entries=(entry, *chain.entries))


def script_reasons(nvram: Nvram, key: str, family: Family) -> tuple[Phrase, ...]:
    """Why a script makes the answer incomplete; none if it cannot open anything."""
    if script_effect(nvram.text(key), family) != "unknown":
        return ()
    return (phrase("the firewall script ({key}) may open more than the settings say", key=key),)


def script_undecided(nvram: Nvram, key: str) -> tuple[Undecided, ...]:
    """The entry of the report for a script that does anything."""
    if all(script_effect(nvram.text(key), family) == "none" for family in FAMILIES):
        return ()
    why = phrase("commands that the owner added run after the firmware's own rules and are not executed here")
    span = _script_span(nvram, key)[0]
    return (Undecided(what=phrase("firewall script ({key})", key=key), why=why, kind="include", span=span),)


def _script_span(nvram: Nvram, key: str) -> tuple[Span, ...]:
    """The place of a script; its text is not shown, since scripts hold passwords."""
    return nvram.span(key, hidden=True)
