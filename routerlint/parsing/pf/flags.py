"""TCP flags of rules."""

from __future__ import annotations

__all__ = ["matches_new_connection"]


def matches_new_connection(required: str, examined: str, *, any_flags: bool) -> bool:
    """Whether "flags required/examined" matches the first packet of a connection, which has SYN and nothing else.

    required, examined: lists such as "syn,ack". Without examined flags pf looks at S/SA (pf.conf(5)).
    """
    if any_flags or not examined:
        return True
    looked_at = {flag.strip().lower()[:3] for flag in examined.split(",")}
    wanted = {flag.strip().lower()[:3] for flag in required.split(",") if flag.strip()}
    # ECE and CWR may stand beside SYN: the sender decides.
    looked_at -= {"ece", "cwr"}
    return wanted - {"ece", "cwr"} == {"syn"} & looked_at
