"""What the names of addresses in rules stand for: interfaces, their networks, this firewall, aliases, literals."""

from __future__ import annotations

from collections.abc import Iterable, KeysView

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import BITS, AddressSet, Family
from routerlint.parsing.pf.aliases import AliasTable
from routerlint.parsing.pf.interfaces import PfInterface
from routerlint.wording import phrase

__all__ = ["Addressing", "bogons"]

# What both products ship as bogons (pfSense src/etc/bogons 9363ac5); the lists that they fetch later hold more, but nothing
# that is routed. Documentation space is left out: as a sender it only stands in files written or masked for the public,
# for a sender who is let in.
_BOGONS: dict[Family, tuple[str, ...]] = {
    "ipv4": (
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    ),
    "ipv6": ("::/8",),
}  # fmt: skip


def bogons(family: Family) -> AddressSet:
    """Sources that a bogon block surely stops: reserved space that nobody has on the Internet."""
    return AddressSet.parse(*_BOGONS[family])


class Addressing:
    """Addresses and networks by interface name.

    primary_only: "wanip" is the address of the interface alone, without IP aliases and CARP (pfSense); else all
    addresses on it. proxies: networks of proxy ARP addresses belong to the interface's network (pfSense).
    """

    def __init__(
        self,
        interfaces: Iterable[PfInterface],
        groups: dict[str, tuple[str, ...]],
        aliases: AliasTable,
        *,
        primary_only: bool,
        proxies: bool,
    ) -> None:
        self._interfaces = {i.name: i for i in interfaces if i.enabled and not i.group}
        self._groups = groups
        self._aliases = aliases
        self._primary_only = primary_only
        self._proxies = proxies
        self._networks: dict[tuple[str, Family, bool], AddressMatch] = {}
        self._self: dict[Family, AddressSet] = {}

    @property
    def aliases(self) -> AliasTable:
        """The aliases of the file."""
        return self._aliases

    def known(self, name: str) -> bool:
        """Whether an interface or group of that name exists and is enabled."""
        return name in self._interfaces or name in self._groups

    def members(self, name: str) -> tuple[str, ...]:
        """The enabled interfaces that a name stands for; the name itself where it is no group."""
        if name in self._groups:
            return tuple(member for member in self._groups[name] if member in self._interfaces)
        return (name,)

    def group_names(self) -> tuple[str, ...]:
        """The interface groups, in the order of the file."""
        return tuple(self._groups)

    def names(self) -> KeysView[str]:
        """All enabled interfaces."""
        return self._interfaces.keys()

    def this_firewall(self, family: Family) -> AddressSet:
        """Every address that the router holds, its loopback included."""
        found = self._self.get(family)
        if found is None:
            numbers = [a.number for i in self._interfaces.values() for a in i.own(family)]
            loopback = (127 << 24, (128 << 24) - 1) if family == "ipv4" else (1, 1)
            found = self._self[family] = AddressSet.of(family, [loopback, *((n, n) for n in numbers)])
        return found

    def of_interface(self, name: str, family: Family) -> AddressSet:
        """What "wanip" stands for; empty if the interface has no address in the family."""
        numbers: list[int] = []
        for member in self.members(name):
            interface = self._interfaces.get(member)
            own = interface.own(family) if interface is not None else ()
            numbers += [a.number for a in (own[:1] if self._primary_only else own)]
        return AddressSet.of(family, [(n, n) for n in numbers])

    def all_on(self, name: str, family: Family) -> AddressSet:
        """Every address on an interface."""
        interface = self._interfaces.get(name)
        own = interface.own(family) if interface is not None else ()
        return AddressSet.of(family, [(a.number, a.number) for a in own])

    def has_network(self, name: str) -> bool:
        """Whether an interface or a member of a group has any address, of whatever family."""
        members = (self._interfaces.get(member) for member in self.members(name))
        return any(i.addresses or (self._proxies and i.networks) for i in members if i is not None)

    def network(self, name: str, family: Family, *, source: bool) -> AddressMatch:
        """What "wan" stands for: the networks of an interface or of a group's members.

        source: as a sender, a provider's network of unknown size is open; as a destination only the router's
        own address in it counts, since the others are not reached through the router.
        """
        key = (name, family, source)
        found = self._networks.get(key)
        if found is None:
            found = self._networks[key] = self._network(name, family, source)
        return found

    def _network(self, name: str, family: Family, source: bool) -> AddressMatch:
        pairs: list[tuple[int, int]] = []
        unstated: PfInterface | None = None
        for member in self.members(name):
            interface = self._interfaces.get(member)
            if interface is None:
                continue
            held = [(a.number, a.length) for a in interface.own(family)]
            if self._proxies:
                held += [(number, length) for kind, number, length in interface.networks if kind == family]
            for number, length in held:
                pairs += AddressSet.network(family, number, length).ranges
            if any(not a.stated and a.length == BITS[family] for a in interface.own(family)):
                unstated = interface
        addresses = AddressSet.of(family, pairs)
        if not source or unstated is None:
            return AddressMatch.of(addresses)
        unknown = Unknown(
            key=f"network:{unstated.name}",
            what=phrase("the network of {label}", label=unstated.label),
            why=phrase("its size is known only to the device"),
            spans=unstated.spans,
        )
        return AddressMatch.partly(addresses, unknown)
