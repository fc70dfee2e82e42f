"""Approved exposures: whether what is open is exactly what somebody has answered for.

An approval covers a row only if everything that the row lets in lies within it: protocol, outside ports, inside
ports, target, and senders where it names them. What it names too narrowly it does not cover at all. That devices inside may
open ports by themselves (UPnP and its relatives) is approved by the name of the protocol.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from routerlint.netset import intervals as iv
from routerlint.netset.addresses import AddressSet, parse_addresses
from routerlint.rules.classify import FULL_PORTS
from routerlint.rules.config import ConfiguredApproval
from routerlint.rules.subject import ApprovalSubject, CapabilitySubject, ExposureSubject
from routerlint.rules.verdict import Approval

__all__ = ["ApprovalDesk", "is_for"]


class ApprovalDesk:
    """The approvals of one device on one day; remembers which of them met something that is open."""

    def __init__(
        self, approvals: Iterable[ConfiguredApproval], device_names: Sequence[str], as_of: dt.date, file: str
    ) -> None:
        mine = [approval for approval in approvals if is_for(approval, device_names)]
        self._valid = [approval for approval in mine if approval.expires >= as_of]
        self._expired = [approval for approval in mine if approval.expires < as_of]
        self._met: set[int] = set()
        self._file = file

    def covering(self, rows: Sequence[ExposureSubject]) -> tuple[Approval, ...]:
        """The approvals that together cover all of these rows; () if anything in them is left over."""
        used: dict[int, ConfiguredApproval] = {}
        is_covered = bool(rows)
        for row in rows:
            left = row.ports
            is_row_covered = False
            for position, approval in enumerate(self._valid):
                if not _is_about(approval, row):
                    continue
                allowed = approval.ports or FULL_PORTS
                if row.ports and not iv.intersection(row.ports, allowed):
                    continue
                self._met.add(position)
                if _lands_within(approval, row):
                    used[position] = approval
                    left = iv.difference(left, allowed)
                    is_row_covered = not left
            is_covered = is_covered and is_row_covered
        return tuple(self._shown(approval) for approval in used.values()) if is_covered else ()

    def covering_capabilities(
        self, subjects: Sequence[CapabilitySubject], *, is_critical: bool
    ) -> tuple[Approval, ...]:
        """The approvals that together cover all these protocols; () if one is left over.

        is_critical: it is open to the Internet itself, which nobody can mean by approving it for devices inside.
        """
        used: dict[int, ConfiguredApproval] = {}
        is_covered = bool(subjects)
        for subject in subjects:
            found = [
                (position, approval)
                for position, approval in enumerate(self._valid)
                if subject.kind in approval.capabilities
            ]
            self._met.update(position for position, _ in found)
            allowing = [
                (position, approval)
                for position, approval in found
                if not approval.interfaces or set(subject.interfaces) <= set(approval.interfaces)
            ]
            is_covered = is_covered and bool(allowing)
            used.update(allowing)
        if is_critical or not is_covered:
            return ()
        return tuple(self._shown(approval) for approval in used.values())

    def leftovers(self) -> tuple[ApprovalSubject, ...]:
        """Approvals that have expired, and those that nothing open has met."""
        unused = [approval for position, approval in enumerate(self._valid) if position not in self._met]
        expired = [self._subject(approval, "expired") for approval in self._expired]
        return (*expired, *(self._subject(approval, "unused") for approval in unused))

    @property
    def is_empty(self) -> bool:
        """Whether no approval is for this device."""
        return not self._valid and not self._expired

    def _shown(self, approval: ConfiguredApproval) -> Approval:
        return Approval(
            device=approval.device,
            need=approval.need,
            approver=approval.approver,
            expires=approval.expires.isoformat(),
            file=self._file,
            line=approval.line,
        )

    def _subject(self, approval: ConfiguredApproval, state: str) -> ApprovalSubject:
        ports = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in approval.ports)
        if approval.capabilities:
            text = " ".join(("+".join(approval.capabilities), *approval.interfaces))
        else:
            text = " ".join(filter(None, ("+".join(approval.protocols), ports, f"-> {approval.target}")))
        return ApprovalSubject(
            state=state,
            text=text,
            approver=approval.approver,
            expires=approval.expires.isoformat(),
            file=self._file,
            line=approval.line,
        )


def is_for(approval: ConfiguredApproval, device_names: Sequence[str]) -> bool:
    """Whether an approval names this device: its key, the end of its key after a "/", or its host name."""
    wanted = approval.device
    return any(name == wanted or name.endswith(f"/{wanted}") for name in device_names if name)


def _is_about(approval: ConfiguredApproval, row: ExposureSubject) -> bool:
    """Whether protocol, target and senders of a row lie within an approval."""
    if approval.capabilities or (approval.protocols and row.protocol not in approval.protocols):
        return False
    if not _is_target(approval.target, row.target):
        return False
    if not approval.sources:
        return True
    allowed = [network for network in approval.sources if network.family == row.row.source_set.family]
    together = AddressSet.of(row.row.source_set.family, (pair for network in allowed for pair in network.ranges))
    return row.row.source_set <= together


def _is_target(approved: str, target: str) -> bool:
    if approved == target:
        return True
    allowed, actual = parse_addresses(approved), parse_addresses(target)
    if allowed is None or actual is None or allowed.family != actual.family:
        return False
    return actual <= allowed


def _lands_within(approval: ConfiguredApproval, row: ExposureSubject) -> bool:
    """Whether every inside port is approved: by target-ports, else the same ports must be inside as outside."""
    if approval.target_ports:
        return not iv.difference(row.target_ports, approval.target_ports)
    if row.ports == row.target_ports or not approval.ports:
        return True
    return not iv.difference(row.target_ports, approval.ports)
