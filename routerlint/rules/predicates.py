"""Questions of the `when` vocabulary that need more than one field: plain functions, listed by name.

Each takes the subject, the context and the argument of the rule file (None where it takes none) and answers yes, no
or, where the input does not settle it, None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from routerlint.netset import intervals as iv
from routerlint.netset.addresses import parse_address
from routerlint.rules.context import Context
from routerlint.rules.device_predicates import (
    forwards_ports,
    port_mapping_enabled,
    service_enabled,
    service_reachable,
)
from routerlint.rules.severity import Severity
from routerlint.rules.subject import ExposureSubject, Subject

__all__ = ["PREDICATES", "Predicate"]

Ask = Callable[[Any, Context, Any], bool | None]

# So many open ports are all of them, less a few that earlier entries take.
_NEARLY_ALL = 60_000


class Predicate(msgspec.Struct, frozen=True, kw_only=True):
    """A question with the kinds of subjects that it may be asked of, and whether it takes a list of words."""

    ask: Ask
    subjects: tuple[str, ...] = ("exposure",)
    argument: Literal["none", "words"] = "none"


def _unrestricted(subject: ExposureSubject, _context: Context, _argument: Any) -> bool:
    """All ports are open, or nearly all."""
    return subject.protocol in ("any", "tcp", "udp") and subject.port_count >= _NEARLY_ALL


def _port_class(subject: ExposureSubject, _context: Context, argument: Any) -> bool:
    """The row holds one of these port classes."""
    return not set(argument).isdisjoint(subject.classes)


def _source_scope(subject: ExposureSubject, _context: Context, argument: Any) -> bool:
    """Who may send is one of these scopes (any, wide, few, private)."""
    return subject.source_scope in argument


def _wider_than_service(subject: ExposureSubject, context: Context, _argument: Any) -> bool:
    """A range whose neighbours make it more than the service that it is named after.

    Either firmware is known to have widened it, or the range is one of the ten-port blocks that such firmware stores
    (80-89, 440-449), or its own comment names a service that needs only a part of the range.
    """
    if subject.quirk:
        return True
    if subject.protocol != "tcp" or subject.target_kind == "router":
        return False
    if any(pair in subject.ports for pair in ((80, 89), (440, 449))):
        return True
    needed = _named_ports(subject.label, context)
    ranges = [pair for pair in subject.target_ports if pair[0] < pair[1] and iv.intersection((pair,), needed)]
    return any(iv.difference((pair,), needed) for pair in ranges)


def _named_ports(label: str, context: Context) -> iv.Intervals:
    """The ports of the services that a comment names by their exact name ("HTTPS", "RDP server")."""
    words = {word.strip(".,:;()[]\"'").lower() for word in label[:200].replace("/", " ").replace("-", " ").split()}
    if not words:
        return iv.EMPTY
    return iv.normalise(
        pair
        for port_class in context.table.classes
        for service in port_class.services
        if service.name in words
        for pair in service.tcp
    )


def _hides_inside_port(subject: ExposureSubject, context: Context, _argument: Any) -> bool:
    """An inconspicuous outside port leads to a dangerous inside port (43389 to 3389)."""
    if subject.port_map not in ("single", "shift") or subject.protocol not in ("tcp", "udp"):
        return False
    inside = {hit.port_class for hit in subject.hits if hit.severity >= Severity.HIGH}
    outside = {hit.port_class for hit in context.table.of_ports(subject.protocol, subject.ports, router=False)}
    return bool(inside - outside)


def _target_outside_lan(subject: ExposureSubject, context: Context, _argument: Any) -> bool | None:
    """The target lies in no network behind the router."""
    if subject.target_kind != "host" or subject.kind == "routed":
        return False
    found = parse_address(subject.target)
    if found is None:
        return None
    family, number = found
    inside = context.inside(family)
    if number in inside or (subject.target_role is not None and subject.target_role != "wan"):
        return False
    return True if inside and not context.is_partial else None


def _target_in_guest_network(subject: ExposureSubject, _context: Context, _argument: Any) -> bool | None:
    """The target is a guest of the house."""
    if subject.target_kind == "router":
        return False
    return None if subject.target_role is None else subject.target_role == "guest"


def _closed_over_ipv4(subject: ExposureSubject, context: Context, _argument: Any) -> bool | None:
    """IPv6 opens what IPv4 keeps closed."""
    return False if subject.family != "ipv6" else context.is_closed_over_ipv4(subject)


def _no_input_filter(subject: ExposureSubject, context: Context, _argument: Any) -> bool:
    """No filter at all stands before the router, or its firewall is switched off."""
    facts = context.device.facts
    fact = facts.get(f"firewall-enabled-{subject.family}", facts.get("firewall-enabled"))
    if fact is not None and fact.value == "no":
        return True
    return context.has_open_input(subject.row.family)


def _through_unzoned_interface(subject: ExposureSubject, context: Context, _argument: Any) -> bool:
    """It comes in by a WAN interface that is in no zone or list, although the device has them."""
    return not context.unzoned.isdisjoint(subject.via)


def _vendor(_subject: Subject, context: Context, argument: Any) -> bool:
    """The router runs one of these systems (folders of vendor_parsers)."""
    return context.device.vendor in argument


def _made_by_port_mapping(subject: ExposureSubject, context: Context, _argument: Any) -> bool:
    """A device asked for it by UPnP, NAT-PMP or PCP: no line that somebody wrote."""
    return subject.kind == "upnp_mapping" or subject.row.nat_line in context.mapped_lines


def _labelled_like(subject: ExposureSubject, _context: Context, argument: Any) -> bool:
    """Its comment or description holds one of these texts, whatever the case."""
    label = subject.label[:400].lower()
    return any(text.lower() in label for text in argument)


def _account_without_password(_subject: Subject, context: Context, _argument: Any) -> bool:
    """An enabled account of the router has an empty password or the maker's; true only if the file shows it."""
    return any(account.enabled and account.password in ("empty", "default") for account in context.device.accounts)


PREDICATES: dict[str, Predicate] = {
    "unrestricted": Predicate(ask=_unrestricted),
    "port-class": Predicate(ask=_port_class, argument="words"),
    "source-scope": Predicate(ask=_source_scope, argument="words"),
    "wider-than-service": Predicate(ask=_wider_than_service),
    "hides-inside-port": Predicate(ask=_hides_inside_port),
    "target-outside-lan": Predicate(ask=_target_outside_lan),
    "target-in-guest-network": Predicate(ask=_target_in_guest_network),
    "closed-over-ipv4": Predicate(ask=_closed_over_ipv4),
    "no-input-filter": Predicate(ask=_no_input_filter),
    "through-unzoned-interface": Predicate(ask=_through_unzoned_interface),
    "service-enabled": Predicate(ask=service_enabled, subjects=("device",), argument="words"),
    "service-reachable": Predicate(ask=service_reachable, subjects=("device",), argument="words"),
    "port-mapping-enabled": Predicate(ask=port_mapping_enabled, subjects=("device",), argument="words"),
    "forwards-ports": Predicate(ask=forwards_ports, subjects=("device",), argument="words"),
    "vendor": Predicate(
        ask=_vendor, subjects=("exposure", "capability", "listener", "outbound", "device"), argument="words"
    ),
    "made-by-port-mapping": Predicate(ask=_made_by_port_mapping),
    "labelled-like": Predicate(ask=_labelled_like, argument="words"),
    "account-without-password": Predicate(ask=_account_without_password, subjects=("exposure", "listener", "device")),
}
