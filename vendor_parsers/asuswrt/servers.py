"""The router's own servers that the rules let in, read once for NAT, filter and listeners.

Sources: rc/firewall.c, rc/wireguard.c and libovpn/openvpn_setup.c of Asuswrt-Merlin. Where a build lacks a feature,
its keys are not in the NVRAM.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.match import Unknown
from routerlint.netset.services import ServiceSet
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.rule_writer import ports
from routerlint.text.span import Span
from routerlint.wording import phrase

__all__ = ["Published", "Server", "ipsec_server", "openvpn_servers", "web_admin", "wireguard_server"]


_HTTPS_ONLY_FROM = 382


class Server(Model, frozen=True, kw_only=True):
    """A server with the services on which it is reached."""

    name: str
    services: ServiceSet
    spans: tuple[Span, ...]


class Published(Model, frozen=True, kw_only=True):
    """The web interface as it is published: port towards the Internet, port of the server, and what is open about it."""

    outside: int
    inside: int
    unknown: tuple[Unknown, ...] = ()


def web_admin(nvram: Nvram) -> tuple[Published, ...]:
    """How the web interface is published to the Internet.

    Builds with HTTPS publish nothing else: http_enable 0 (HTTP only) opens nothing ("do not support http"). Builds
    before about 382 published plain HTTP too, which the build number does not settle to the day.
    """
    if not nvram.number("misc_http_x"):
        return ()
    plain = Published(outside=nvram.port("misc_httpport_x", 8080), inside=nvram.port("http_lanport", 80))
    if "http_enable" not in nvram:
        return (plain,)  # a build without HTTPS
    found: list[Published] = []
    mode = nvram.number("http_enable")
    if mode != 1 and nvram.number("buildno") < _HTTPS_ONLY_FROM:
        found.append(Published(outside=plain.outside, inside=plain.inside, unknown=(_old_build(nvram),)))
    if mode != 0:
        secure = nvram.port("misc_httpsport_x", 8443)
        found.append(Published(outside=secure, inside=nvram.port("https_lanport", 443)))
    return tuple(found)


def _old_build(nvram: Nvram) -> Unknown:
    build = nvram.text("buildno")
    what = (
        phrase("whether build {build} publishes plain HTTP", build=build)
        if build
        else phrase("whether build (not stated) publishes plain HTTP")
    )
    why = phrase("builds before about 382 did, later ones publish HTTPS only")
    return Unknown(key="asuswrt:plain-http", what=what, why=why, spans=nvram.span("misc_http_x", "buildno"))


def openvpn_servers(nvram: Nvram) -> tuple[Server, ...]:
    """OpenVPN servers that start with the WAN; each puts an accept before the NAT and the filter."""
    units = {word for key in ("vpn_serverx_eas", "vpn_serverx_start") for word in nvram.text(key).split(",")}
    if nvram.number("VPNServer_enable") and nvram.text("VPNServer_mode", "openvpn") == "openvpn":
        units.add("1")
    found: list[Server] = []
    for unit in sorted(unit for unit in units if unit in ("1", "2")):
        prefix = f"vpn_server{unit}_"
        protocol = "tcp" if nvram.text(prefix + "proto").startswith("tcp") else "udp"
        services = ports(protocol, nvram.port(prefix + "port", 1194))
        keys = (prefix + "port", prefix + "proto", "vpn_serverx_eas", "vpn_serverx_start", "VPNServer_enable")
        found.append(Server(name="openvpn", services=services, spans=nvram.span(*keys)))
    return tuple(found)


def wireguard_server(nvram: Nvram) -> Server | None:
    """The WireGuard server, reached over both families."""
    prefix = next((p for p in ("wgs_", "wgs1_") if nvram.on(p + "enable")), "")
    if not prefix:
        return None
    services = ports("udp", nvram.port(prefix + "port", 51820))
    return Server(name="wireguard", services=services, spans=nvram.span(prefix + "enable", prefix + "port"))


def ipsec_server(nvram: Nvram) -> Server | None:
    """IPsec: IKE, NAT traversal, ESP and AH."""
    keys = ("ipsec_server_enable", "ipsec_client_enable", "ipsec_ig_enable")
    on = tuple(key for key in keys if nvram.number(key))
    if not on:
        return None
    ike = ((nvram.port("ipsec_isakmp_port", 500),) * 2, (nvram.port("ipsec_nat_t_port", 4500),) * 2)
    services = ports("udp", (ike[0], ike[1])) | ServiceSet.protocols((50, 51))
    return Server(name="ipsec-ike", services=services, spans=nvram.span(*on))
