"""What NVRAM settings leave open: missing and contradictory keys, and coverage."""

from __future__ import annotations

from typing import Literal

from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.service import Account
from routerlint.parsing.nvram import Nvram
from routerlint.text.coverage import Coverage, Ledger, LineState

__all__ = ["administrator", "first_stated", "missing_reasons", "settings_coverage"]


def missing_reasons(nvram: Nvram, needed: tuple[str, ...], relevant: tuple[str, ...]) -> tuple[str, ...]:
    """Why the settings do not prove that something is closed, as sentences; none if they do.

    needed: keys that must be there. relevant: keys that must not contradict themselves.
    """
    found: list[str] = []
    if nvram.damage:
        found.append(f"the settings file {nvram.damage}")
    missing = [key for key in needed if key not in nvram]
    if missing:
        found.append(f"the settings are not all there: {', '.join(missing)} missing")
    doubled = [key for key in nvram.conflicts if key in relevant]
    if doubled:
        found.append(f"{', '.join(doubled)} occurs with different values")
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
    password: Literal["set", "empty", "not stated"] = "not stated"
    if password_key in nvram:
        password = "set" if nvram.text(password_key) else "empty"
    return Account(name=nvram.text(name_key), password=password, spans=nvram.span(name_key))


def first_stated(nvram: Nvram, *keys: str) -> Fact[str]:
    """The value of the first key that has one."""
    for key in keys:
        if nvram.text(key):
            return stated(nvram.text(key), *nvram.span(key))
    return NOT_STATED
