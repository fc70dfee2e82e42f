"""Who can send the packets of a row: as a set, in words, and how many they are."""

from __future__ import annotations

from routerlint.exposure.atoms import SourceAtoms
from routerlint.exposure.result import SourceScope
from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.netset.addresses import AddressSet, Family
from routerlint.netset.special import documentation, private, routable

__all__ = ["Senders", "sender_words"]


class Senders:
    """The senders of the rows of one family of a device."""

    def __init__(self, device: Device, topology: Topology) -> None:
        self._family: Family = topology.family
        inside = AddressSet(self._family)
        for interface in device.interfaces:
            for address in interface.addresses:
                if address.family == self._family and interface.name not in topology.wans:
                    inside |= AddressSet.network(self._family, address.number, address.length)
        self._inside_private = inside & private(self._family)
        self._texts: dict[AddressSet, tuple[tuple[str, ...], tuple[str, ...], SourceScope]] = {}

    def of(self, atoms: SourceAtoms, mask: int) -> AddressSet:
        """The senders of a row in routable space; documentation space, then private space, only if nobody else is there."""
        if mask & atoms.routable:
            if mask & atoms.routable == atoms.routable:
                named = atoms.documentation & ~mask
                if named and named != atoms.documentation:
                    # a list of bogons takes all of it; what takes a part means just that part
                    return AddressSet.any(self._family) - atoms.addresses(named)
                return AddressSet.any(self._family)
            return atoms.addresses(mask & atoms.routable)
        if mask & atoms.documentation:
            return atoms.addresses(mask & atoms.documentation)
        return atoms.addresses(mask) & private(self._family) - self._inside_private

    def words(self, sources: AddressSet) -> tuple[tuple[str, ...], tuple[str, ...], SourceScope]:
        """Senders as text, and their scope; made once for each set."""
        known = self._texts.get(sources)
        if known is None:
            known = self._texts[sources] = sender_words(sources, self._family)
        return known


def sender_words(sources: AddressSet, family: Family) -> tuple[tuple[str, ...], tuple[str, ...], SourceScope]:
    """Senders as text (who, and who of them not), and their scope."""
    return (*_source_lists(sources, family), _scope(sources, family))


def _source_lists(sources: AddressSet, family: Family) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sources and exceptions as prefixes, whichever way is shorter."""
    everything = "0.0.0.0/0" if family == "ipv4" else "::/0"
    if sources.is_any:
        return (everything,), ()
    mostly_everybody = sources.size * 2 > routable(family).size
    positive = () if mostly_everybody and len(sources.ranges) > 8 else tuple(sources.cidrs())
    if 0 < len(positive) <= 8:
        return positive, ()
    space = routable(family) | documentation(family) if sources & documentation(family) else routable(family)
    missing = tuple((space - sources).cidrs())
    if (not positive or len(missing) < len(positive)) and sources & routable(family):
        return (everything,), missing
    return positive, ()


def _scope(sources: AddressSet, family: Family) -> SourceScope:
    public = sources & (routable(family) | documentation(family))
    if not public:
        return "private"
    if public.size <= 256:
        return "few"
    return "any" if public.size * 2 >= routable(family).size else "wide"
