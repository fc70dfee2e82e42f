"""Addresses and ports of pfSense rules, as filter_generate_address and filter_generate_port turn them into pf.

Source: pfSense src/etc/inc/filter.inc at 9363ac5. What those functions cannot resolve makes the rule vanish.
"""

from __future__ import annotations

from routerlint.model.match import AddressMatch, Unknown
from routerlint.netset.addresses import AddressSet, Family, parse_addresses
from routerlint.parsing.pf.aliases import PortList, hostname
from routerlint.parsing.pf.context import Context, RuleSkipped
from routerlint.parsing.pf.ports import port_number, port_range
from routerlint.parsing.pf.services import EVERY_PORT
from routerlint.parsing.xml import Element
from routerlint.wording import phrase

__all__ = ["address", "filter_ports", "literal_family", "nat_ports"]

# Networks of dial-in servers that older releases resolved; their addresses belong to clients inside.
_SERVERS = ("pppoe", "l2tp", "pptp")


def address(context: Context, side: Element, family: Family, *, source: bool) -> AddressMatch | None:
    """The addresses of a <source> or <destination>, or None for any; raises RuleSkipped."""
    texts = side.texts
    if "any" in texts:
        return None
    network, text = texts.get("network", ""), texts.get("address", "")
    if network not in ("", "0"):
        found = _network(context, network, family, source=source)
    elif text not in ("", "0"):
        found = _address(context, text, family, side)
    else:
        raise RuleSkipped(phrase("its source is empty") if source else phrase("its destination is empty"))
    return found.inverted() if "not" in texts else found


def _network(context: Context, name: str, family: Family, *, source: bool) -> AddressMatch:
    addressing = context.addressing
    if name == "(self)":
        return AddressMatch.of(addressing.this_firewall(family))
    if addressing.known(name):
        if not addressing.has_network(name):
            raise RuleSkipped(phrase("{name} has no address", name=name))
        return addressing.network(name, family, source=source)
    if name.endswith("ip") and addressing.known(name[:-2]):
        found = addressing.of_interface(name[:-2], family)
        if not found:
            shown = "IPv4" if family == "ipv4" else "IPv6"
            raise RuleSkipped(phrase("{name} has no {family} address", name=name[:-2], family=shown))
        return AddressMatch.of(found)
    if name in _SERVERS:
        unknown = Unknown(
            key=f"network:{name}",
            what=phrase("the network of the {name} server", name=name),
            why=phrase("it is not read from the file"),
        )
        return AddressMatch.partly(AddressSet(family), unknown)
    raise RuleSkipped(phrase("{name} is no interface that is there and enabled", name=name))


def _address(context: Context, text: str, family: Family, side: Element) -> AddressMatch:
    if context.addressing.aliases.find(text) is not None:
        return context.addressing.aliases.addresses(text, family)
    if text.startswith("::") and text != "::" and "/" not in text:
        unknown = Unknown(
            key=f"suffix:{text}",
            what=phrase("the address that ends in {text}", text=text),
            why=phrase("its beginning is the prefix that the provider delegates"),
            spans=(context.places.child(side, "address"),),
        )
        return AddressMatch.partly(AddressSet(family), unknown)
    found = parse_addresses(text) if "-" not in text else None
    if found is None:
        raise RuleSkipped(phrase("the alias {text} is not defined", text=text))
    if found.family != family:
        raise RuleSkipped(phrase("{text} is of the other address family", text=text))
    return AddressMatch.of(found)


def literal_family(text: str) -> Family | None:
    """The family of an address or network, None for anything else."""
    found = parse_addresses(text)
    return None if found is None else found.family


def filter_ports(context: Context, text: str) -> PortList:
    """The ports of a filter rule whose protocol has ports; raises RuleSkipped for an alias that resolves to nothing."""
    if text in ("", "0"):
        return EVERY_PORT
    pair = port_range(text)
    if pair is not None:
        low, high = pair
        return PortList(((low, high),) if low <= high else (), None)
    found = _alias_ports(context, text)
    if found is None:
        raise RuleSkipped(phrase("the port alias {text} is not defined", text=text))
    if (not found.ports and found.unknown is None) or _holds_a_name(context, text):
        raise RuleSkipped(phrase("the port alias {text} is empty", text=text))
    return found


def _holds_a_name(context: Context, alias: str) -> bool:
    """Whether an alias of ports holds, itself or nested, what can only be the name of a host.

    With one the whole list comes out empty (filter_generate_nested_alias_recurse). An alias that is not defined is such a
    name, and so is "80-90", which is no way to write a range here.
    """
    table = context.addressing.aliases
    waiting, seen = [alias], {alias}
    while waiting:
        found = table.find(waiting.pop())
        for item in found.items if found is not None and found.kind == "ports" else ():
            if table.find(item) is not None:
                waiting += [item] if item not in seen else []
                seen.add(item)
            elif hostname(item) and port_number(item) is None:
                return True
    return False


def nat_ports(context: Context, text: str) -> PortList | None:
    """The outside ports of a port forward, None where the rule gets no port statement.

    That is so for 1-65535 and, with a message in the log only, for an alias that is not defined.
    """
    if text in ("", "0"):
        return None
    pair = port_range(text)
    if pair is not None:
        return None if pair == (1, 65535) else PortList((pair,) if pair[0] <= pair[1] else (), None)
    return _alias_ports(context, text)


def _alias_ports(context: Context, name: str) -> PortList | None:
    table = context.addressing.aliases
    return None if table.find(name) is None else table.ports(name)
