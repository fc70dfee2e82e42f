"""What connection tracking says of the first packet of a connection.

A ruleset asks for states that a first packet never has (established, related), and for some that it may have. Four
cases cover them all; a test on states is the set of cases in which it holds, so that tests combine with "and",
"or" and "not" as plain integers.

Sources: conntrack_mt in net/netfilter/xt_conntrack.c; nft_ct_get_eval in net/netfilter/nft_ct.c; the case before tracking
was measured with packets (`ct state invalid drop` at priority raw drops everything, `ct state new` matches nothing).
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "ALL_CASES",
    "BEFORE_TRACKING",
    "NEW",
    "NEW_TRANSLATED",
    "TRACKED",
    "UNTRACKED",
    "conditions",
    "state_cases",
    "status_cases",
]

# A tracked new connection; the same with its destination translated; taken out of tracking; not yet seen by tracking.
NEW, NEW_TRANSLATED, UNTRACKED, BEFORE_TRACKING = 1, 2, 4, 8
TRACKED = NEW | NEW_TRANSLATED
ALL_CASES = 15

# iptables counts translation among the states (--ctstate DNAT); nft has it as a status of its own.
_STATES = {
    "new": NEW | NEW_TRANSLATED,
    "established": 0,
    "related": 0,
    "invalid": BEFORE_TRACKING,
    "untracked": UNTRACKED,
    "dnat": NEW_TRANSLATED,
    "snat": 0,
}
_STATUSES = {
    "dnat": NEW_TRANSLATED,
    "dnat-done": NEW_TRANSLATED,
    "dst-nat": NEW_TRANSLATED,
    "snat": 0,
    "snat-done": 0,
    "expected": 0,
    "seen-reply": 0,
    "seen_reply": 0,
    "assured": 0,
    "confirmed": 0,
    "dying": 0,
}


def _union(names: Iterable[str], table: dict[str, int]) -> int | None:
    cases = 0
    for name in names:
        found = table.get(name.strip().lower())
        if found is None:
            return None
        cases |= found
    return cases


def state_cases(names: Iterable[str]) -> int | None:
    """The cases in which one of the named states holds; None if a name is not known."""
    return _union(names, _STATES)


def status_cases(names: Iterable[str]) -> int | None:
    """The same for the status bits of a connection (ct status, --ctstatus)."""
    return _union(names, _STATUSES)


def conditions(cases: int, *, early: bool, untracked: bool) -> tuple[tuple[bool | None, bool | None], ...]:
    """Pairs of (tracked, destination_nat), as the model's Match asks, one of which must hold; () = never.

    early: the chain stands before connection tracking. untracked: some rule of the file takes packets out of tracking.
    """
    if early:
        return ((None, None),) if cases & BEFORE_TRACKING else ()
    if not untracked:
        both = cases & (NEW | NEW_TRANSLATED)
        return {0: (), NEW: ((None, False),), NEW_TRANSLATED: ((None, True),)}.get(both, ((None, None),))
    return {
        0: (),
        NEW: ((True, False),),
        NEW_TRANSLATED: ((None, True),),
        NEW | NEW_TRANSLATED: ((True, None),),
        UNTRACKED: ((False, None),),
        NEW | UNTRACKED: ((None, False),),
        NEW_TRANSLATED | UNTRACKED: ((None, True), (False, None)),
    }.get(cases & ~BEFORE_TRACKING, ((None, None),))
