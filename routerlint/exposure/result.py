"""The answer of the evaluator: a normal form that rules, reports, diffs and the contract share."""

from __future__ import annotations

from typing import Literal

from routerlint.model.base import Model
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.pipeline import NatKind, PortMap
from routerlint.netset.addresses import AddressSet, Family
from routerlint.text.span import Span
from routerlint.wording import Phrase

__all__ = ["Capability", "Certainty", "Exposure", "ExposureKind", "ExposureReport", "IdleEntry", "SourceScope"]

Certainty = Literal["certain", "conditional"]
ExposureKind = NatKind | Literal["router", "routed"]
SourceScope = Literal["any", "wide", "few", "private"]


class Exposure(Model, frozen=True, kw_only=True):
    """A set of packets that are let in and land in one place.

    protocol: tcp, udp, icmp (echo request), any, other, a further name, or a decimal number.
    ports: closed ranges within 1-65535 as sent from outside; () = all, or none where the protocol has none.
    destination: "wan", a CIDR, or "lan:<interface>". via: WAN interfaces by the names of the file.
    target: "router", a host without length, a CIDR, or "lan:<interface>". target_ports: as ports, after NAT.
    service: for target "router", the listeners in the row; None for every other target.
    sources, sources_except: who may send, in globally routable space unless the row admits nobody there.
    source_set: the same as a set. source_scope: any (everybody, perhaps minus a block list of less than half the
        space), wide (more than 256 public addresses), few (up to 256), private (no globally routable or documentation source).
    one_of: the packet may land here or in another row.
    reasons: for a conditional row, what it depends on.
    label: the device's own comment of the deciding entry.
    nat_line: the span of the NAT entry, for forwards.
    """

    family: Family
    protocol: str
    protocols_except: tuple[str, ...] = ()
    ports: tuple[tuple[int, int], ...]
    destination: str
    via: tuple[str, ...]
    target: str
    target_ports: tuple[tuple[int, int], ...]
    port_map: PortMap
    service: tuple[str, ...] | None = None
    sources: tuple[str, ...]
    sources_except: tuple[str, ...] = ()
    source_set: AddressSet
    source_scope: SourceScope
    certainty: Certainty
    one_of: bool = False
    kind: ExposureKind
    quirk: str | None = None
    path: tuple[Span, ...]
    witness: str
    reasons: tuple[Phrase, ...] = ()
    label: str = ""
    nat_line: Span | None = None
    target_interface: str | None = None


class Capability(Model, frozen=True, kw_only=True):
    """What clients inside may open at any time: kind is "upnp", "nat-pmp" or "pcp"."""

    kind: str
    interfaces: tuple[str, ...]
    may_open: Phrase
    path: tuple[Span, ...] = ()


class IdleEntry(Model, frozen=True, kw_only=True):
    """A NAT or filter entry that no packet ever reaches.

    reason: "shadowed" (earlier entries take all of it: `by`), "inert" (nothing of the Internet can match it though it
    is written for it, or its section is void). text: the reason as a sentence.
    """

    nat: bool
    reason: Literal["shadowed", "inert"]
    text: Phrase
    label: str = ""
    spans: tuple[Span, ...] = ()
    by: tuple[Span, ...] = ()


class ExposureReport(Model, frozen=True, kw_only=True):
    """All that is said about one device.

    exposures: in a stable order; rows are disjoint except those marked one_of.
    undecided: what the file does not settle and what matters for the answer.
    """

    device: Device
    exposures: tuple[Exposure, ...]
    capabilities: tuple[Capability, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    complete: Completeness = Completeness()
    idle: tuple[IdleEntry, ...] = ()
