"""The way of a packet through a device, as data.

A Pipeline holds chains (ordered first-match lists) and the stages that call them, in the order in which a packet
meets them. An accept ends its stage, not the journey: the next stage still sees the packet. A drop is final. What a
vendor calls zone matrix, ruleset, service list or several base chains is written in these terms:

* first match: a chain; * lists one after the other: jumps from one chain; * all of several lists must accept: several
stages; * zone matrix: a chain of jumps that ask for the in and out interface; * pf's last match: see
parsing/lists.py, which turns it into first match.

Destination NAT happens in stages of hook "prerouting"; the first entry that translates ends all NAT stages. Stages of
hook "prerouting" that stand behind it see the translated packet. After it the route decides: a packet for an address
of the router goes through the "input" stages, any other through the "forward" stages.
"""

from __future__ import annotations

import enum
from typing import Literal

from routerlint.model.base import Model
from routerlint.model.match import Match
from routerlint.netset.addresses import AddressSet, Family
from routerlint.text.span import Span

__all__ = [
    "Accept",
    "Action",
    "Chain",
    "Continue",
    "DestinationNat",
    "Drop",
    "Entry",
    "Goto",
    "Hook",
    "Jump",
    "Mark",
    "NatKind",
    "NoTrack",
    "Pipeline",
    "PortMap",
    "Return",
    "SkipNat",
    "Stage",
    "StageKind",
    "Undetermined",
]

NatKind = Literal["forward", "exposed_host", "one_to_one", "upnp_mapping"]
PortMap = Literal["same", "single", "shift", "pool"]


class Accept(Model, frozen=True, kw_only=True, tag=True):
    """The packet is let through this stage. In a NAT stage: no translation for it (see SkipNat)."""


class Drop(Model, frozen=True, kw_only=True, tag=True):
    """The packet is stopped, silently or with an answer (reject): both are closed."""

    reject: bool = False


class Jump(Model, frozen=True, kw_only=True, tag=True):
    """The chain is evaluated; what it does not decide comes back behind this entry."""

    chain: str


class Goto(Model, frozen=True, kw_only=True, tag=True):
    """The chain is evaluated; what it does not decide ends where the end of the present chain would lead."""

    chain: str


class Return(Model, frozen=True, kw_only=True, tag=True):
    """Back behind the entry that jumped here; in the first chain of a stage: the stage's default."""


class Continue(Model, frozen=True, kw_only=True, tag=True):
    """Nothing that matters (log, count, passthrough): the next entry is asked."""


class Mark(Model, frozen=True, kw_only=True, tag=True):
    """Sets and clears marks that later entries may ask for, and goes on to the next entry."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class NoTrack(Model, frozen=True, kw_only=True, tag=True):
    """Takes the packet out of connection tracking: no NAT applies to it. Ends the stage if `terminal`."""

    terminal: bool = True


class SkipNat(Model, frozen=True, kw_only=True, tag=True):
    """No destination NAT for this packet ("no rdr", exclude, accept in a NAT chain).

    only_this_stage: later NAT stages are still asked (pf: "no rdr" does not stop binat).
    """

    only_this_stage: bool = False


class DestinationNat(Model, frozen=True, kw_only=True, tag=True):
    """Translates the destination.

    to: new address; None keeps the address (a port redirect of whatever address) unless to_router is set.
    to_last: last address of a pool (the system picks), or None.
    to_router: the new address is the router's own on the incoming interface (REDIRECT).
    length: with address_map "network": prefix length that is replaced, host bits are kept (NETMAP, binat).
    ports: the new port, or closed range of new ports, within 1-65535; None keeps the port.
    port_map: how the old ports map on `ports`: "single" (all to the first), "shift" (offsets run through; needs
        shift_base, the old port that lands on the first new one), "pool" (the system picks; a port that lies in the
        new range is kept).
    kind: None lets the evaluator decide between forward and exposed_host.
    marks: marks that the translated packet carries (pf: "rdr pass").
    """

    to: int | None = None
    to_last: int | None = None
    to_router: bool = False
    address_map: Literal["host", "network"] = "host"
    length: int = 0
    ports: tuple[int, int] | None = None
    port_map: PortMap = "same"
    shift_base: int = 0
    kind: NatKind | None = None
    marks: tuple[str, ...] = ()


class Undetermined(Model, frozen=True, kw_only=True, tag=True):
    """An entry whose action nobody can read: it may accept, stop, translate or do nothing."""


Action = Accept | Drop | Jump | Goto | Return | Continue | Mark | NoTrack | SkipNat | DestinationNat | Undetermined


class Entry(Model, frozen=True, kw_only=True):
    """One entry of a chain.

    spans: the lines that make it, the deciding one first. label: the device's own comment or name.
    number: position or sequence that the vendor shows, for texts. origin: "stated", or "default" or "system" for an
    entry that the system makes by itself (its spans name the line that switches it on).
    quirk: id of the firmware quirk that made or widened the entry.
    """

    match: Match
    action: Action
    spans: tuple[Span, ...] = ()
    label: str = ""
    number: str = ""
    origin: Literal["stated", "default", "system"] = "stated"
    quirk: str | None = None


class Chain(Model, frozen=True, kw_only=True):
    """An ordered first-match list by the name that jumps use."""

    name: str
    entries: tuple[Entry, ...] = ()


class Hook(enum.Enum):
    """Where on the packet's way a stage stands."""

    PREROUTING = "prerouting"
    INPUT = "input"
    FORWARD = "forward"


class StageKind(enum.Enum):
    """NAT stages translate; filter stages accept or drop."""

    FILTER = "filter"
    NAT = "nat"


class Stage(Model, frozen=True, kw_only=True):
    """One list that every packet at this hook meets.

    default: Accept or Drop for what no entry decides; default_spans: the line (or default text) that says so.
    default_unknown: the default is not in the file and nothing settles it: both are possible.
    view: "current" matches the packet as it is; "original" matches destination and service as they arrived
        although NAT came before (PAN-OS policies, ASA before 8.3).
    """

    name: str
    hook: Hook
    kind: StageKind
    chain: str
    default: Accept | Drop
    default_spans: tuple[Span, ...] = ()
    default_unknown: bool = False
    view: Literal["current", "original"] = "current"


class Pipeline(Model, frozen=True, kw_only=True):
    """All chains and stages of one address family.

    forwarding: False if the device does not route this family at all (the forward hook is closed).
    perhaps_own: addresses to which NAT entries lead, and of which the file does not settle whether a
        host has them or the router itself. What the forward stages let through lands there as at a host; what they
        stop goes through the input stages if the router has the address.
    unchanged_is_untranslated: a NAT entry that leaves address and port as they are does not make the packet a
        translated one. Linux is so (packets: a redirect of port 81 to port 81 has no ct status dnat).
    """

    family: Family
    chains: tuple[Chain, ...] = ()
    stages: tuple[Stage, ...] = ()
    forwarding: bool = True
    perhaps_own: AddressSet | None = None
    unchanged_is_untranslated: bool = False
