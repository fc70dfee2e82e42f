"""Interfaces and addresses from NVRAM keys, which the firmwares of this family spell alike."""

from __future__ import annotations

from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.netset.addresses import AddressSet, Family, parse_address, parse_network
from routerlint.parsing.nvram import Nvram

__all__ = ["address_of", "addresses_of", "lan_interface", "stated_address", "wan_interface"]


def stated_address(nvram: Nvram, key: str, mask_key: str = "", default_length: int = 32) -> InterfaceAddress | None:
    """The IPv4 address of a key with the mask of another; None where it is empty, 0.0.0.0 or no address."""
    address = parse_address(nvram.text(key).strip())
    if address is None or address[0] != "ipv4" or address[1] == 0:
        return None
    network = parse_network(f"{nvram.text(key).strip()}/{nvram.text(mask_key).strip()}") if mask_key else None
    length = network[2] if network is not None and network[2] > 0 else default_length
    return InterfaceAddress(family="ipv4", number=address[1], length=length, spans=nvram.span(key, mask_key))


def wan_interface(
    nvram: Nvram, name: str, index: int, evidence: str, keys: tuple[str, ...], *, address_key: str, mask_key: str
) -> Interface:
    """A WAN interface; an address that the settings do not hold (it comes with DHCP or PPPoE) is a placeholder."""
    address = stated_address(nvram, address_key, mask_key) or InterfaceAddress(
        family="ipv4", number=placeholder_address("ipv4", index), length=32, stated=False, spans=nvram.span(*keys)
    )
    return Interface(
        name=name,
        role=Role.WAN,
        evidence=(Evidence(text=evidence, spans=nvram.span(*keys)),),
        addresses=(address,),
        spans=nvram.span(*keys),
    )


def lan_interface(nvram: Nvram, name_key: str, default_name: str, address_key: str, mask_key: str) -> Interface | None:
    """An inside bridge with its address, or None where it has none."""
    address = stated_address(nvram, address_key, mask_key, 24)
    if address is None:
        return None
    return Interface(
        name=nvram.text(name_key).strip() or default_name,
        role=Role.LAN,
        evidence=(Evidence(text=f"{address_key} is an inside bridge", spans=nvram.span(address_key)),),
        addresses=(address,),
        spans=nvram.span(name_key, address_key, mask_key),
    )


def addresses_of(interfaces: tuple[Interface, ...], family: Family) -> AddressSet:
    """All addresses that these interfaces hold in a family."""
    held = [a.number for i in interfaces for a in i.addresses if a.family == family]
    return AddressSet.of(family, ((number, number) for number in held))


def address_of(interface: Interface, family: Family) -> int | None:
    """The first address of an interface in a family."""
    return next((a.number for a in interface.addresses if a.family == family), None)
