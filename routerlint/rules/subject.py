"""What rules are about: one small struct per kind of subject; its fields are the fields of the `when` vocabulary.

A field may hold a plain value, None (not known) or a Fact. Fields of other types (rows, hits) are for predicates and
texts only.
"""

from __future__ import annotations

from typing import Literal

from routerlint.exposure.result import Certainty, Exposure, ExposureKind, IdleEntry, SourceScope
from routerlint.model.base import Model
from routerlint.model.device import Undecided
from routerlint.model.fact import NOT_EXTRACTED, Fact
from routerlint.model.outbound import OutboundKind
from routerlint.model.pipeline import PortMap
from routerlint.model.service import Listener
from routerlint.netset.addresses import Family
from routerlint.rules.definition import SubjectKind
from routerlint.rules.services import Hit, PortClass
from routerlint.rules.severity import Level, Severity
from routerlint.text.span import Span

__all__ = [
    "SUBJECTS",
    "ApprovalSubject",
    "CapabilitySubject",
    "DeviceSubject",
    "ExposureSubject",
    "FirmwareSubject",
    "ForwardSubject",
    "InputSubject",
    "ListenerState",
    "ListenerSubject",
    "OutboundSubject",
    "PortRanges",
    "Subject",
    "TargetKind",
]

PortRanges = tuple[tuple[int, int], ...]
TargetKind = Literal["router", "host", "network"]
# "elsewhere": the target is not the router, so its listeners are not in the file.
ListenerState = Literal["known", "none", "unknown", "elsewhere"]


class ExposureSubject(Model, frozen=True, kw_only=True):
    """One row of the answer.

    ports, target_ports: () = all. port_count: how many ports it opens; widest: the widest single range.
    target_role: role of the interface behind which the target is; None if that is not known.
    classes: port classes in the row, worst first. worst: the worst severity of them, before the table.
    severities: the worst severity by class.
    protocols: "tcp", "udp", ... as a tuple, so that `any` overlaps with both.
    """

    family: Family
    protocol: str
    protocols: tuple[str, ...]
    kind: ExposureKind
    destination: str
    via: tuple[str, ...]
    target: str
    target_kind: TargetKind
    target_role: str | None
    ports: PortRanges
    target_ports: PortRanges
    port_count: int
    widest: int
    port_map: PortMap
    source_scope: SourceScope
    certainty: Certainty
    listener: ListenerState
    listeners: tuple[str, ...]
    classes: tuple[str, ...]
    worst: Level
    label: str
    quirk: str
    row: Exposure
    hits: tuple[Hit, ...]
    severities: dict[str, Severity]

    def severity_of(self, classes: tuple[str, ...]) -> Severity:
        """The worst severity among hits of these classes (() = all), before the table."""
        found = self.severities
        levels = found.values() if not classes else [found[name] for name in classes if name in found]
        return max(levels, default=Severity.INFO)


class CapabilitySubject(Model, frozen=True, kw_only=True):
    """UPnP, NAT-PMP or PCP, switched on."""

    kind: str
    interfaces: tuple[str, ...]
    secure_mode: Fact[bool] = NOT_EXTRACTED
    low_ports: Fact[bool] = NOT_EXTRACTED
    third_party: Fact[bool] = NOT_EXTRACTED
    default_deny: Fact[bool] = NOT_EXTRACTED
    on_wan: Fact[bool] = NOT_EXTRACTED
    path: tuple[Span, ...] = ()


class ListenerSubject(Model, frozen=True, kw_only=True):
    """A service of the router, whoever can reach it.

    tcp_ports: those on which it listens, or would if it were switched on. restricted: it answers only some sources.
    named_sources: the prefixes that its own access list names, as written.
    """

    name: str
    port_class: str
    enabled: Fact[bool]
    tcp_ports: PortRanges
    named_sources: tuple[str, ...]
    interfaces: tuple[str, ...] | None
    restricted: bool
    facts: dict[str, Fact[str]]
    listener: Listener
    found_class: PortClass | None


class OutboundSubject(Model, frozen=True, kw_only=True):
    """Something that the router turns to by itself; see model.outbound.Outbound for what is not said here.

    hosts: the host and the domains above it. address: the host where it is an address, else "".
    scope: where the host is: "public" and "private" addresses, a "name", or "unknown".
    is_plain: it is fetched without encryption; None if the file does not say.
    """

    kind: OutboundKind
    name: str
    protocol: str
    hosts: tuple[str, ...]
    address: str
    scope: Literal["public", "private", "name", "unknown"]
    path: str
    file: str
    runs: bool
    enabled: bool
    is_plain: bool | None
    path_spans: tuple[Span, ...]


class ForwardSubject(Model, frozen=True, kw_only=True):
    """A NAT entry that no packet ever reaches. reason: "shadowed" or "inert"."""

    reason: str
    label: str
    entry: IdleEntry


class DeviceSubject(Model, frozen=True, kw_only=True):
    """The device as a whole. facts: answers by name, as the vendor's parser gives them."""

    vendor: str
    model: Fact[str]
    version: Fact[str]
    hostname: Fact[str]
    wan_interfaces: tuple[str, ...]
    guest_interfaces: tuple[str, ...]
    complete_ipv4: bool
    complete_ipv6: bool
    facts: dict[str, Fact[str]]


class FirmwareSubject(Model, frozen=True, kw_only=True):
    """What is known about the firmware of the device, or about one of its packages.

    version_known: model and version are in the input and can be compared with the advisories.
    vulnerable, exploited: an advisory concerns it, and one of them is known to be used by attackers; None if the
    version is not known. ended: its maker no longer looks after it; None if that is not known.
    left_over: what old firmware stored is still there. data_is_old: the advisories are older than they should be.
    exposed: the Internet reaches a service through which a vulnerability works.
    levels: the severity of rules by their level.
    """

    version_known: bool
    vulnerable: bool | None
    exploited: bool | None
    ended: bool | None
    left_over: bool
    data_is_old: bool
    exposed: bool
    levels: dict[str, Severity]


class InputSubject(Model, frozen=True, kw_only=True):
    """Something that the input does not settle. count: how many places of the same kind it stands for."""

    kind: str
    family: Family | None
    what: str
    why: str
    count: int = 1
    span: Span | None = None
    undecided: Undecided | None = None


class ApprovalSubject(Model, frozen=True, kw_only=True):
    """An approval of routerlint.toml that did not help. state: "expired" or "unused"."""

    state: str
    text: str
    approver: str
    expires: str
    file: str
    line: int | None


Subject = (
    ExposureSubject
    | CapabilitySubject
    | ListenerSubject
    | OutboundSubject
    | ForwardSubject
    | DeviceSubject
    | FirmwareSubject
    | InputSubject
    | ApprovalSubject
)

SUBJECTS: dict[SubjectKind, type[Subject]] = {
    "exposure": ExposureSubject,
    "capability": CapabilitySubject,
    "listener": ListenerSubject,
    "outbound": OutboundSubject,
    "forward": ForwardSubject,
    "device": DeviceSubject,
    "firmware": FirmwareSubject,
    "input": InputSubject,
    "approval": ApprovalSubject,
}
