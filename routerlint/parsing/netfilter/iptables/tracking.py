"""-m state and -m conntrack."""

from __future__ import annotations

from routerlint.model.match import ServiceMatch
from routerlint.netset.services import PORTED, ServiceSet
from routerlint.parsing.netfilter.iptables.matches import source_port_choice
from routerlint.parsing.netfilter.iptables.scope import Given, Scope, all_ports, port_ranges
from routerlint.parsing.netfilter.names import protocol_of
from routerlint.parsing.netfilter.states import ALL_CASES, TRACKED, state_cases, status_cases

__all__ = ["read_tracking"]


def read_tracking(scope: Scope, given: list[Given]) -> bool:
    """Connection states, and addresses and ports as the connection began."""
    if not any(one.option in ("--state", "--ctstate") for one in given):
        scope.draft.limit_cases(TRACKED)  # without a connection nothing but its state can be asked (xt_conntrack.c)
    protocol = next((g.arguments[0] for g in given if g.option == "--ctproto"), None)
    return all(_read_one(scope, one, protocol) for one in given)


def _read_one(scope: Scope, one: Given, protocol: str | None) -> bool:
    draft, text, negated = scope.draft, one.arguments[0], one.negated
    match one.option:
        case "--state" | "--ctstate":
            cases = state_cases(text.split(","))
        case "--ctstatus":
            cases = status_cases(text.split(","))
        case "--ctdir":  # the first packet always goes the original way
            if (text.upper() == "REPLY") is not negated:
                draft.never = True
            return text.upper() in ("ORIGINAL", "REPLY")
        case "--ctproto":
            return _protocol(scope, text, negated=negated)
        case "--ctorigsrc" | "--ctrepldst":  # the answer goes back to the sender, until source NAT
            scope.address(text, draft.limit_sources, negated=negated, source=True)
            return True
        case "--ctorigdst":
            scope.address(text, draft.limit_original_destinations, negated=negated, source=False)
            return True
        case "--ctreplsrc":  # the answer comes from where destination NAT led to
            scope.address(text, draft.limit_destinations, negated=negated, source=False)
            return True
        case "--ctorigdstport" | "--ctreplsrcport":
            return _ports(scope, one, protocol)
        case "--ctorigsrcport" | "--ctrepldstport":
            if negated or not all_ports(text):
                draft.choose(source_port_choice(one))
            return True
        case "--ctexpire":
            draft.choose("connection time")
            return True
        case _:
            return False
    if cases is None:
        return False
    draft.limit_cases(ALL_CASES & ~cases if negated else cases)
    return True


def _protocol(scope: Scope, text: str, *, negated: bool) -> bool:
    number = protocol_of(text)
    if number is None:
        return False
    services = ServiceSet.protocol(number)
    scope.draft.limit_services(ServiceMatch.of(~services if negated else services))
    return True


def _ports(scope: Scope, one: Given, protocol: str | None) -> bool:
    """A destination port as the packet arrived (orig), or after NAT (repl); for every protocol with ports if none is named."""
    pairs = port_ranges(one.arguments[0])
    if pairs is None:
        return False
    named = protocol_of(protocol) if protocol is not None else scope.protocol.number
    numbers = PORTED if named is None or scope.protocol.negated else {named} & PORTED
    services = ServiceSet()
    for number in sorted(numbers):
        services |= ServiceSet.ports(number, pairs)
    asked = ServiceMatch.of(~services if one.negated else services)
    if one.option == "--ctorigdstport":
        scope.draft.limit_original_services(asked)
    else:
        scope.draft.limit_services(asked)
    return True
