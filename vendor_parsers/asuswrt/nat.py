"""Destination NAT in the order of nat_setting() and write_port_forwarding() (rc/firewall.c, Asuswrt-Merlin).

    accepts of the VPN servers (before everything)
    GAME_VSERVER   game list (builds with Open NAT)
    VSERVER        RADIUS, remote administration, forwards, UPnP, port triggers, exposed host with its exceptions

Everything hangs on the WAN addresses (-d), and on the line with load balancing over two lines.
"""

from __future__ import annotations

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Action, Chain, DestinationNat, SkipNat
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.nvram_network import address_of, addresses_of
from routerlint.parsing.rule_writer import RuleWriter, ports
from routerlint.text.coverage import Ledger
from routerlint.text.span import Span
from vendor_parsers.asuswrt.forwards import read_forwards
from vendor_parsers.asuswrt.interfaces import Network
from vendor_parsers.asuswrt.servers import ipsec_server, openvpn_servers, web_admin, wireguard_server

__all__ = ["inert_lists", "nat_chain", "nat_enabled"]

_LISTS = ("vts_rulelist", "vts1_rulelist", "game_vts_rulelist")


def nat_enabled(nvram: Nvram) -> bool:
    """is_nat_enabled(): the first WAN unit translates."""
    return nvram.text("wan0_nat_x", "1") == "1"


def nat_chain(nvram: Nvram, network: Network, ledger: Ledger) -> Chain:
    """Everything that a packet to a WAN address meets before it is routed."""
    return _Writer(nvram, network, ledger).chain()


class _Writer:
    def __init__(self, nvram: Nvram, network: Network, ledger: Ledger) -> None:
        self._nvram = nvram
        self._network = network
        self._ledger = ledger
        self._rules = RuleWriter("VSERVER")
        self._wan = addresses_of(network.wan, "ipv4")
        self._lan = None if network.lan is None else address_of(network.lan, "ipv4")
        self._balanced = len(network.units) > 1 and nvram.text("wans_mode") == "lb"

    def chain(self) -> Chain:
        nvram = self._nvram
        for server in openvpn_servers(nvram):
            self._rules.add(SkipNat(), server.spans, services=server.services)
        forwarding = nat_enabled(nvram) and nvram.on("vts_enable_x")
        if forwarding:
            self._forwards("game_vts_rulelist", self._wan, None)
        if nvram.number("radius_serv_enable"):
            self._to_router(ports("udp", 1812), 1812, nvram.span("radius_serv_enable"))
        for published in web_admin(nvram):
            spans = nvram.span("misc_http_x", "misc_httpsport_x", "misc_httpport_x", "https_lanport")
            self._to_router(ports("tcp", published.outside), published.inside, spans, published.unknown)
        if forwarding:
            self._virtual_servers()
        if nat_enabled(nvram):
            self._exposed_host()
        return self._rules.chain()

    def _to_router(
        self, services: ServiceSet, port: int, spans: tuple[Span, ...], unknown: tuple[Unknown, ...] = ()
    ) -> None:
        if self._lan is not None:
            action = DestinationNat(to=self._lan, ports=(port, port), port_map="single")
            self._rules.add(action, spans, services=services, destinations=self._wan, unknown=unknown)

    def _virtual_servers(self) -> None:
        if not self._balanced:
            self._forwards("vts_rulelist", self._wan, None)
            return
        for number, unit in enumerate(self._network.units):
            key = f"vts{number or ''}_rulelist"
            self._forwards(key, addresses_of(unit, "ipv4"), tuple(interface.name for interface in unit))

    def _forwards(self, key: str, wan: AddressSet, interfaces: tuple[str, ...] | None) -> None:
        for forward in read_forwards(self._nvram, key, self._ledger):
            self._rules.add(
                forward.action, forward.spans, label=forward.name, stated=True, services=forward.services,
                sources=forward.sources, destinations=wan, interfaces=interfaces, unknown=forward.unknown,
            )  # fmt: skip

    def _exposed_host(self) -> None:
        """dmz_ip takes what is left, except what LOCALSRV keeps for the router."""
        first, second = (self._host(key) for key in ("dmz_ip", "dmz1_ip"))
        if first is None and (second is None or not self._balanced):
            return
        self._local_servers()
        if not self._balanced:
            self._expose(first, "dmz_ip", self._wan, None)
            return
        for number, unit in enumerate(self._network.units):
            host, key = (first, "dmz_ip") if number == 0 else (second, "dmz1_ip")
            self._expose(host, key, addresses_of(unit, "ipv4"), tuple(interface.name for interface in unit))

    def _host(self, key: str) -> int | None:
        address = parse_address(self._nvram.text(key).strip())
        return address[1] if address is not None and address[0] == "ipv4" and address[1] else None

    def _expose(self, host: int | None, key: str, wan: AddressSet, interfaces: tuple[str, ...] | None) -> None:
        if host is not None:
            action: Action = DestinationNat(to=host)
            spans = self._nvram.span(key)
            self._rules.add(action, spans, label="DMZ", stated=True, destinations=wan, interfaces=interfaces)

    def _local_servers(self) -> None:
        nvram = self._nvram
        for server in (ipsec_server(nvram), wireguard_server(nvram)):
            if server is not None:
                self._rules.add(SkipNat(), server.spans, services=server.services, destinations=self._wan)
        if nvram.on("webdav_aidisk"):
            for key, default in (("webdav_https_port", 443), ("webdav_http_port", 8082)):
                port = nvram.port(key, default)
                self._to_router(ports("tcp", port), port, nvram.span("webdav_aidisk", key))


def inert_lists(nvram: Nvram) -> tuple[str, ...]:
    """Lists that hold entries and are not used, because their switch is off."""
    if nat_enabled(nvram) and nvram.on("vts_enable_x"):
        return ()
    return tuple(key for key in _LISTS if nvram.text(key).strip())
