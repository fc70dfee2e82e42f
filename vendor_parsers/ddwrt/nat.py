"""Destination NAT in the order of nat_prerouting() (networking/generic/firewall.c).

remote web interface, SSH, Telnet; ICMP (kept on the router); TFTP upgrade
as a gateway: whole hosts, UPnP mappings in the settings, single ports, ranges, port triggers
exposed host
"""

from __future__ import annotations

import re

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Action, Chain, DestinationNat, NatKind, Undetermined
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ICMP, ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import address_of, addresses_of
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.rule_writer import RuleWriter, ports
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.ddwrt.forwards import Forward
from vendor_parsers.ddwrt.interfaces import Network
from vendor_parsers.ddwrt.management import RemoteService, remote_services

__all__ = ["exposed_host", "is_gateway", "nat_chain", "stored_mappings"]

_MAPPING = re.compile(r"(\d{1,5})(?:-\d{1,5})?>([\d.]+):(\d{1,5})(?:-\d{1,5})?[:,](\w+)[:,](\w+)")
_MAPPINGS = 50  # the firmware looks no further
_DMZ = "DMZ"


def is_gateway(nvram: Nvram) -> bool:
    """Whether the box translates (has_gateway)."""
    return nvram.text("wk_mode", "gateway") == "gateway"


def nat_chain(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Chain:
    """Everything that a packet to the WAN address meets before it is routed."""
    rules = RuleWriter("PREROUTING")
    if network.wan is None:
        return rules.chain()
    wan = addresses_of((network.wan,), "ipv4")
    router = None if network.lan is None else address_of(network.lan, "ipv4")
    if router is not None:
        for service in remote_services(nvram):
            _to_router(rules, service, router, wan)
        icmp = ServiceSet.protocol(ICMP)
        rules.add(DestinationNat(to=router), nvram.span("lan_ipaddr"), label="ICMP", services=icmp, destinations=wan)
        if nvram.on("remote_upgrade"):
            spans = nvram.span("remote_upgrade")
            rules.add(DestinationNat(to=router), spans, services=ports("udp", 69), destinations=wan)
    if is_gateway(nvram):
        _forwards(rules, network, tuple(f for f in forwards if f.kind == "ip"), wan)
        for number, services, inside, port, spans in stored_mappings(nvram):
            action = DestinationNat(to=inside, ports=(port, port), port_map="single", kind="upnp_mapping")
            names = (network.wan.name,)
            label = f"forward_port{number}"
            rules.add(action, spans, label=label, services=services, destinations=wan, interfaces=names)
        _forwards(rules, network, tuple(f for f in forwards if f.kind != "ip"), wan)
        host, unknown = exposed_host(nvram)
        if host is not None:
            spans = nvram.span("dmz_enable", "dmz_ipaddr")
            rules.add(DestinationNat(to=host), spans, label=_DMZ, stated=True, destinations=wan, unknown=unknown)
    return rules.chain()


def _to_router(rules: RuleWriter, service: RemoteService, router: int, wan: AddressSet) -> None:
    action = DestinationNat(to=router, ports=(service.inside, service.inside), port_map="single")
    rules.add(
        action, service.spans, label=service.name, services=ports("tcp", service.outside), sources=service.sources,
        destinations=wan,
    )  # fmt: skip


def _forwards(rules: RuleWriter, network: Network, forwards: tuple[Forward, ...], wan: AddressSet) -> None:
    for forward in forwards:
        if not forward.enabled or network.wan is None:
            continue
        whole = forward.public is not None
        destinations = AddressSet.host("ipv4", forward.public) if forward.public is not None else wan
        rules.add(
            _action(forward), forward.spans, label=forward.name, stated=True, services=None if whole else forward.outside,
            sources=forward.sources, destinations=destinations, interfaces=(network.wan.name,) if whole else None,
            unknown=forward.unknown,
        )  # fmt: skip
        if network.below is not None and not whole:
            # dual access: the same forward on the port below the line, there without its source
            rules.add(
                _action(forward), forward.spans, label=forward.name, stated=True, services=forward.outside,
                interfaces=(network.below.name,), unknown=forward.unknown,
            )  # fmt: skip


def _action(forward: Forward) -> Action:
    if forward.target is None:
        return Undetermined()
    kind: NatKind | None = "one_to_one" if forward.kind == "ip" else None
    if forward.port is None:
        return DestinationNat(to=forward.target, kind=kind)
    return DestinationNat(to=forward.target, ports=(forward.port, forward.port), port_map="single")


def exposed_host(nvram: Nvram) -> tuple[int | None, tuple[Unknown, ...]]:
    """The DMZ host: dmz_ipaddr is the last octet in the LAN's /24, whatever the LAN's mask is."""
    text = nvram.text("dmz_ipaddr").strip()
    lan = parse_address(nvram.text("lan_ipaddr"))
    if not is_gateway(nvram) or not nvram.on("dmz_enable") or not text or text == "0" or lan is None:
        return None, ()
    if text.isdigit() and int(text) < 256:
        return lan[1] & ~0xFF | int(text), ()
    whole = parse_address(text)
    if whole is None or whole[0] != "ipv4":
        return None, ()
    why = phrase("the firmware writes the last octet only; with a whole address its rules cannot be loaded")
    return whole[1], (Unknown(key="ddwrt:dmz", what=phrase("the DMZ host"), why=why, spans=nvram.span("dmz_ipaddr")),)


def stored_mappings(nvram: Nvram) -> list[tuple[int, ServiceSet, int, int, tuple[Span, ...]]]:
    """UPnP mappings kept in the settings: number, outside services, inside address and port, places.

    They are removed at start with upnp_clear = 1. Only the first port of a range is used, and only the last octet of
    the address.
    """
    lan = parse_address(nvram.text("lan_ipaddr"))
    if not nvram.on("upnp_enable") or nvram.on("upnp_clear") or lan is None:
        return []
    found: list[tuple[int, ServiceSet, int, int, tuple[Span, ...]]] = []
    for number in range(_MAPPINGS):
        key = f"forward_port{number}"
        entry = _MAPPING.match(nvram.text(key))
        if entry is None or entry[5] == "off" or entry[4] not in ("tcp", "udp", "both"):
            continue
        outside, inside, address = parse_port(entry[1]), parse_port(entry[3]), parse_address(entry[2])
        if outside is None or inside is None or address is None or address[1] & 0xFF in (0, 255):
            continue
        target = lan[1] & ~0xFF | address[1] & 0xFF
        found.append((number, ports(entry[4], outside), target, inside, nvram.span(key)))
    return found
