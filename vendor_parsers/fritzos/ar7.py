"""ar7.cfg: operating mode, interfaces, filters, the places of rule lists and of UPnP permissions.

Places: facts of Freetz-NG (avm-portfw, avm-forwarding, avm-firewall) and bzeiss/fritzbox_to_opnsense: forwards stand in
dslifaces/dsldpconfig/forwardrules before FRITZ!OS 5.55, in ar7cfg/internet_forwardrules up to 6.7x, with the device
(landevices/landevices/ipv4forwardrules) since 6.8x; the box's own services in the *_forwardrules lists.
"""

from __future__ import annotations

import re

from routerlint.model.device import InactiveEntry, Undecided
from routerlint.model.fact import stated
from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    placeholder_address,
    placeholder_network,
)
from routerlint.model.match import Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Entry
from routerlint.netset.addresses import parse_address, parse_network
from routerlint.netset.services import UDP, ServiceSet
from routerlint.text.coverage import LineState
from routerlint.wording import phrase
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.grammar import Assignment, Block, Tree
from vendor_parsers.fritzos.place import Places
from vendor_parsers.fritzos.rules import read_rule

__all__ = ["read_ar7", "read_rule_lists"]

_LIST = re.compile(r"forward_?rules$", re.IGNORECASE)
_IPV6_LIST = re.compile(
    r"(?i)(?:ipv6|ip6|pinhole).*(?:forward|fw|firewall|rule|exposed)|(?:forward|fw|firewall|exposed).*(?:ipv6|ip6)"
)
_EXPOSED = re.compile(r"(?i)exposed")
_OFF = frozenset(("", "no", "0", "0.0.0.0", "::", "er"))  # noqa: S104  # a value of the file
_BRIDGES = frozenset(("dsldmode_full_bridge", "dsldmode_bridge"))
# The filters of the factory state: nothing from the Internet has such a destination.
_FACTORY_FILTER = re.compile(
    r"(?:deny|reject) ip any (?:242\.0\.0\.0 255\.0\.0\.0|host 255\.255\.255\.255|169\.254\.0\.0 255\.255\.0\.0)"
)


def read_rule_lists(tree: Tree, places: Places, draft: Draft) -> None:
    """Adds the rules of every list in a file, wherever it stands."""
    for block in tree.root.walk():
        for assignment in block.assignments:
            key = assignment.key
            if _IPV6_LIST.search(key):
                _ipv6_key(assignment, places, draft)
            elif _LIST.search(key):
                _rule_list(assignment, block, places, draft)
            elif _EXPOSED.search(key) and assignment.text.lower() not in _OFF:
                draft.unread(places.at(assignment.line), key)
                draft.incomplete("ipv4", phrase("nobody outside of AVM knows what {key} does", key=key))


def read_ar7(tree: Tree, places: Places, draft: Draft) -> None:
    """Reads the blocks of ar7.cfg; unknown ones are passed by."""
    config = next((block for block in tree.root.blocks if block.name == "ar7cfg"), None)
    if config is not None:
        _read_mode(config, places, draft)
        _read_interfaces(config, places, draft)
        _read_filters(config, places, draft)
        _read_snmp(config, places, draft)
    _mark_the_rest(tree, draft, places)


def _rule_list(assignment: Assignment, block: Block, places: Places, draft: Draft) -> None:
    off = _interface_is_off(block)
    for value in assignment.values:
        text = value.text.strip()
        if not text:
            continue
        span = places.at(value.line)
        forward = read_rule(text)
        draft.ledger.mark(
            LineState.UNRECOGNISED if forward is None else LineState.USED,
            file=span.file,
            line=value.line,
            what=assignment.key,
            relevant=True,
        )
        if off:
            draft.inactive.append(
                InactiveEntry(label=text[:80], reason=phrase("its interface is off"), nat=True, spans=(span,))
            )
            continue
        if forward is None:
            draft.incomplete("ipv4", phrase("a rule of a forwarding list cannot be read"))
        draft.listed.append(Listed(forward=forward, text=text, source=assignment.key, span=span))


def _interface_is_off(block: Block) -> bool:
    """Rules of old firmware stand inside of an interface; the block that holds them may say that it is off."""
    return "dslifaces" in block.path and block.text("enabled") == "no"


def _ipv6_key(assignment: Assignment, places: Places, draft: Draft) -> None:
    if all(value.text.lower() in _OFF for value in assignment.values):
        return
    draft.unread(places.at(assignment.line), assignment.key)
    draft.incomplete("ipv6", phrase("the form of {key} is not known", key=assignment.key))


def _read_mode(config: Block, places: Places, draft: Draft) -> None:
    mode = config.value("mode")
    if mode is None:
        return
    span = places.at(mode.line)
    draft.mode = stated(mode.text, span)
    draft.router = mode.text not in _BRIDGES
    draft.facts["operating-mode"] = stated("ip-client" if not draft.router else mode.text, span)
    draft.ledger.mark(LineState.USED, file=span.file, line=mode.line, what="mode", relevant=True)


def _read_interfaces(config: Block, places: Places, draft: Draft) -> None:
    outside = config.all("dslifaces")
    draft.ipv6 = _ipv6_state(config, outside)
    if draft.router:
        for index, block in enumerate(outside[:100]):
            draft.interfaces.append(_wan(block, index, places, draft))
    for index, block in enumerate(config.all("brinterfaces")[:100]):
        draft.interfaces.append(_lan(block, 100 + index, places, draft))


def _ipv6_state(config: Block, outside: list[Block]) -> bool | None:
    """True or False where the file says so: per interface by stackmode, for the box by ipv6mode."""
    if (config.text("ipv6mode") or "").endswith("off"):
        return False
    modes = {block.text("stackmode") for block in outside if block.text("enabled") != "no"} - {None}
    if modes:
        return modes != {"stackmode_ipv4only"}
    return True if config.text("ipv6mode") is not None else None


def _wan(block: Block, index: int, places: Places, draft: Draft) -> Interface:
    span = places.at(block.line)
    addresses = [_stated_address(block, places)] if _has_address(block) else []
    if not addresses:
        number = placeholder_address("ipv4", index)
        addresses.append(InterfaceAddress(family="ipv4", number=number, length=32, stated=False, spans=(span,)))
    if draft.ipv6 and block.text("stackmode") != "stackmode_ipv4only":
        number = placeholder_address("ipv6", index)
        addresses.append(InterfaceAddress(family="ipv6", number=number, length=128, stated=False, spans=(span,)))
    if block.text("no_masquerading") == "yes":
        draft.incomplete("ipv4", phrase("an interface to the Internet works without NAT (no_masquerading)"))
        draft.unread(places.at(block.line), "dslifaces no_masquerading")
    return Interface(
        name=block.text("name") or f"dslifaces-{index}",
        role=Role.WAN,
        evidence=(Evidence(text="a dslifaces block: the side of the Internet", spans=(span,)),),
        addresses=tuple(addresses),
        enabled=block.text("enabled") != "no",
        spans=(span,),
    )


def _lan(block: Block, index: int, places: Places, draft: Draft) -> Interface:
    span = places.at(block.line)
    name = block.text("name") or f"brinterfaces-{index - 100}"
    guest = block.text("is_guest") == "yes" or name == "guest"
    addresses = [_stated_address(block, places)] if _has_address(block) else []
    if draft.ipv6 and draft.router:
        number, length = placeholder_network("ipv6", index)
        addresses.append(InterfaceAddress(family="ipv6", number=number + 1, length=length, stated=False, spans=(span,)))
    return Interface(
        name=name,
        role=Role.GUEST if guest else Role.LAN,
        evidence=(Evidence(text="a brinterfaces block: an inside network", spans=(span,)),),
        addresses=tuple(addresses),
        spans=(span,),
    )


def _has_address(block: Block) -> bool:
    found = parse_address(block.text("ipaddr") or "")
    return found is not None and found[1] != 0


def _stated_address(block: Block, places: Places) -> InterfaceAddress:
    mask = block.text("netmask") or "32"
    network = parse_network(f"{block.text('ipaddr')}/{mask}") or parse_network(block.text("ipaddr") or "")
    line = block.value("ipaddr")
    number, length = (network[1], network[2]) if network else (0, 32)
    span = places.at(line.line if line else block.line)
    return InterfaceAddress(family="ipv4", number=number, length=length, spans=(span,))


def _read_filters(config: Block, places: Places, draft: Draft) -> None:
    """Additional packet filters; those of the factory state cannot match what comes from the Internet."""
    for block in config.walk():
        if block.name not in ("lowinput", "highinput", "lowoutput", "highoutput"):
            continue
        inbound = block.name.endswith("input")
        policy, lines = block.value("policy"), block.value("accesslist")
        if inbound and policy is not None and policy.text != "permit":
            draft.filters.append(places.at(policy.line))
        for value in () if lines is None else lines.values:
            known = _FACTORY_FILTER.fullmatch(" ".join(value.text.split())) is not None
            draft.ledger.mark(
                LineState.IRRELEVANT if known or not inbound else LineState.UNSUPPORTED,
                file=places.file.name,
                line=value.line,
                what=f"{block.name} accesslist",
                relevant=True,
            )
            if inbound and not known and not value.text.startswith("permit "):
                draft.filters.append(places.at(value.line))


def _read_snmp(config: Block, places: Places, draft: Draft) -> None:
    """snmp_on_wan stands in support data; what it opens in detail is not documented."""
    snmp = config.value("snmp_on_wan")
    if snmp is None or snmp.text != "yes":
        return
    span = places.at(snmp.line)
    why = Unknown(
        key="fritzos:snmp-on-wan",
        what=phrase("SNMP on the side of the Internet"),
        why=phrase("the switch is on, but whether the filter lets SNMP in with it is not documented"),
        spans=(span,),
    )
    services = ServiceMatch.of(ServiceSet.ports(UDP, ((161, 161),)))
    draft.wan_entries.append(Entry(match=Match(services=services, unknown=(why,)), action=Accept(), spans=(span,)))


_WORDS = re.compile(r"(?i)forward|rules|exposed|firewall|upnp|pcp|igdd|_on_wan|remote_?(?:access|man)|websrv")


def _mark_the_rest(tree: Tree, draft: Draft, places: Places) -> None:
    """Counts what is left: names that speak of letting something in are relevant, all others are not."""
    for fault in tree.faults:
        draft.ledger.mark(
            LineState.UNRECOGNISED, file=places.file.name, line=fault.line, what=fault.what, relevant=True
        )
        draft.incomplete("ipv4", phrase("the file is damaged: {what}", what=fault.what))
        draft.incomplete("ipv6", phrase("the file is damaged: {what}", what=fault.what))
    if tree.faults:
        first = tree.faults[0]
        draft.undecided.append(
            Undecided(
                what=phrase("a damaged place in the configuration"),
                why=phrase("{what}: what stands behind it may be missing", what=first.what),
                kind="unread",
                span=places.at(first.line),
            )
        )
    known = ("mode", "accesslist", "policy", "allow_pcp_and_upnp", "igddenabled", "snmp_on_wan")
    for block in tree.root.walk():
        for item in block.assignments:
            if _LIST.search(item.key) or item.key in known:
                continue
            relevant = _WORDS.search(item.key) is not None
            state = LineState.UNRECOGNISED if relevant else LineState.IRRELEVANT
            draft.ledger.mark(state, file=places.file.name, line=item.line, what=item.key, relevant=relevant)
