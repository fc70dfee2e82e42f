"""What the router itself offers: listeners, UPnP and its relatives, accounts."""

from __future__ import annotations

from typing import Literal

import msgspec

from routerlint.model.base import Model
from routerlint.model.fact import NOT_EXTRACTED, Fact
from routerlint.netset.addresses import AddressSet
from routerlint.netset.services import ServiceSet
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase

__all__ = ["Account", "Listener", "PortMapping"]


class Listener(Model, frozen=True, kw_only=True):
    """A service of the router that waits for connections.

    name: a service of rules/services.yaml ("ssh", "http", "winbox", "dns", ...).
    services: protocol and ports on which it listens.
    enabled: known only if the file or a default settles it.
    interfaces: names to which it is bound; None means every interface.
    allowed: sources that it answers (its own allow list, which acts behind the filter); None means every source.
    named_sources: prefixes that its own access list names, whatever it says of them; for rules.
    facts: further settings that rules ask for ("password-authentication", "version", "authentication").
    """

    name: str
    services: ServiceSet
    enabled: Fact[bool]
    interfaces: tuple[str, ...] | None = None
    allowed: tuple[AddressSet, ...] | None = None
    named_sources: tuple[str, ...] = ()
    facts: dict[str, Fact[str]] = msgspec.field(default_factory=dict)
    spans: tuple[Span, ...] = ()


class PortMapping(Model, frozen=True, kw_only=True):
    """A protocol by which clients inside may open ports at any time: UPnP IGD, NAT-PMP, PCP.

    interfaces: the inside interfaces from which requests are taken; external: the WAN side, where stated.
    secure_mode: a client may map ports only to itself. low_ports: ports below 1024 may be mapped.
    third_party: PCP lets a client map for another host. default_deny: the permission list ends with a deny.
    on_wan: requests are also taken on a WAN interface. may_open: one phrase for the report.
    """

    kind: Literal["upnp", "nat-pmp", "pcp"]
    enabled: Fact[bool]
    interfaces: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    secure_mode: Fact[bool] = NOT_EXTRACTED
    low_ports: Fact[bool] = NOT_EXTRACTED
    third_party: Fact[bool] = NOT_EXTRACTED
    default_deny: Fact[bool] = NOT_EXTRACTED
    on_wan: Fact[bool] = NOT_EXTRACTED
    may_open: Phrase = phrase("any port to any LAN host")
    spans: tuple[Span, ...] = ()


class Account(Model, frozen=True, kw_only=True):
    """A login of the router; the name is kept, never a password or hash."""

    name: str
    enabled: bool = True
    password: Literal["set", "empty", "default", "not stated"] = "not stated"  # noqa: S105  # a state, not a password
    spans: tuple[Span, ...] = ()
