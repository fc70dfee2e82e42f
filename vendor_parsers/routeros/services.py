"""The services of /ip service: management by WinBox, SSH, web and API.

Source: MikroTik documentation, "Services": all are on by default but www-ssl; `address` limits who may log in and acts
behind the firewall; exports write only what differs. The order of numbers is that of verbose exports.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.service import Listener
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.netset.services import TCP, ServiceSet
from vendor_parsers.routeros.conditions import parse_port_list
from vendor_parsers.routeros.export import Change, Export, is_yes

__all__ = ["management_listeners"]

_SOURCE = "MikroTik documentation, Services"
# RouterOS name, name in rules, port, on by default
_SERVICES = (
    ("telnet", "telnet", 23, True),
    ("ftp", "ftp", 21, True),
    ("www", "http", 80, True),
    ("ssh", "ssh", 22, True),
    ("www-ssl", "https", 443, False),
    ("api", "routeros-api", 8728, True),
    ("winbox", "winbox", 8291, True),
    ("api-ssl", "routeros-api-tls", 8729, True),
)
_NAMES = tuple(name for name, *_ in _SERVICES)
_KNOWN_KEYS = frozenset(("name", "port", "dynamic", "invalid"))


def management_listeners(export: Export, vrfs: dict[str, frozenset[str]], *, partial: bool) -> Iterator[Listener]:
    """The listeners of /ip service. partial: the input has no such menu, so nothing is known of them."""
    if partial and not export.has("ip service"):
        return
    settings: dict[str, list[Change]] = {name: [] for name in _NAMES}
    for change in export.changes("ip service"):
        for name in _meant(change):
            settings[name].append(change)
    for name, listed_as, port, default in _SERVICES:
        yield _listener(listed_as, port, settings[name], vrfs, default=default)


def _meant(change: Change) -> tuple[str, ...]:
    """The services that a `set` is about."""
    target = change.target
    if target is None:
        return ()
    if target.every:
        return _NAMES
    if target.conditions:
        keys = {one.key for one in target.conditions}
        if not keys <= _KNOWN_KEYS and change.values.get("disabled") != "no":
            return ()  # what else a service has is not known here: it may be switched on, but counts not as off
        known = ({"name": name, "port": str(port)} for name, _, port, _ in _SERVICES)
        asked = [one for one in target.conditions if one.key in _KNOWN_KEYS]
        return tuple(values["name"] for values in known if all(one.holds(values) for one in asked))
    found: list[str] = []
    for word in target.names:
        if word in _NAMES:
            found.append(word)
        elif word.isascii() and word.isdigit() and int(word) < len(_NAMES):
            found.append(_NAMES[int(word)])
    return tuple(found)


def _listener(
    name: str, port: int, changes: list[Change], vrfs: dict[str, frozenset[str]], *, default: bool
) -> Listener:
    enabled: Fact[bool] = by_default(default, _SOURCE)
    allowed: tuple[AddressSet, ...] | None = None
    interfaces: tuple[str, ...] | None = None
    services = ServiceSet.ports(TCP, ((port, port),))
    for change in changes:
        values = change.values
        if "disabled" in values:
            enabled = stated(not is_yes(values["disabled"]), change.span)
        pairs = parse_port_list(values["port"]) if "port" in values else None
        if pairs is not None:
            services = ServiceSet.ports(TCP, pairs)
        if "address" in values:
            allowed = _allowed(values["address"])
        if "vrf" in values:
            vrf = values["vrf"]
            interfaces = None if vrf == "main" else tuple(sorted(vrfs.get(vrf, ())))
    return Listener(
        name=name,
        services=services,
        enabled=enabled,
        interfaces=interfaces,
        allowed=allowed,
        spans=tuple(change.span for change in changes),
    )


def _allowed(text: str) -> tuple[AddressSet, ...] | None:
    """Who may log in; None for everybody, and for a list that cannot be read."""
    sets: dict[str, AddressSet] = {}
    for part in text.split(","):
        if not part.strip():
            continue
        found = parse_addresses(part)
        if found is None:
            return None
        known = sets.get(found.family)
        sets[found.family] = found if known is None else known | found
    return tuple(sets.values()) or None


def with_facts(listener: Listener, **facts: Fact[str]) -> Listener:
    """The listener with further facts."""
    return msgspec.structs.replace(listener, facts={**listener.facts, **facts})
