"""Administration from the Internet: web interface, SSH, Telnet, and who may use it.

Source: start_firewall() and nat_prerouting() of networking/generic/firewall.c. remote_ip is "first address, last
octet of the end"; it restricts with remote_ip_any = 0 only, and not if it begins with 0.0.0.0.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.model.match import AddressMatch
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.parsing.nvram import Nvram
from routerlint.parsing.rule_writer import source_match
from routerlint.text.span import Span

__all__ = ["RemoteService", "remote_services", "web_port"]


_ANYBODY = "0.0.0.0"  # noqa: S104  # how the firmware writes "no restriction"; nothing is bound


class RemoteService(Model, frozen=True, kw_only=True):
    """A service of the router that is published: outside and inside TCP port, and who may use it."""

    name: str
    outside: int
    inside: int
    sources: AddressMatch | None
    spans: tuple[Span, ...]


def web_port(nvram: Nvram) -> int:
    """The port of the web interface that remote management leads to."""
    secure = nvram.on("remote_mgt_https")
    return nvram.port("https_lanport", 443) if secure else nvram.port("http_lanport", 80)


def remote_services(nvram: Nvram) -> tuple[RemoteService, ...]:
    """What is published, in the order of the NAT."""
    ssh_port = nvram.port("sshd_port", 22)
    rows = (
        ("remote management", "remote_management", "", "http_wanport", web_port(nvram)),
        ("remote SSH", "remote_mgt_ssh", "sshd_enable", "sshd_wanport", ssh_port),
        ("remote Telnet", "remote_mgt_telnet", "telnetd_enable", "telnet_wanport", 23),
    )
    sources = _sources(nvram)
    return tuple(
        RemoteService(
            name=name, outside=nvram.port(port_key, 0), inside=inside, sources=sources,
            spans=nvram.span(switch, port_key, "remote_ip"),
        )
        for name, switch, server, port_key, inside in rows
        if nvram.on(switch) and (not server or nvram.on(server)) and nvram.port(port_key, 0)
    )  # fmt: skip


def _sources(nvram: Nvram) -> AddressMatch | None:
    text = nvram.text("remote_ip", "0.0.0.0 0")
    if nvram.text("remote_ip_any", "1") == "1" or text.startswith(_ANYBODY):
        return None
    first, _, last = text.strip().partition(" ")
    low = parse_address(first)
    if low is None or low[0] != "ipv4":
        return source_match(first or "remote_ip", "ipv4", nvram.span("remote_ip"))
    last = last.strip()
    high = parse_address(f"{first.rpartition('.')[0]}.{last}" if last.isdigit() else last)
    end = high[1] if high is not None and high[1] >= low[1] else low[1]
    return AddressMatch.of(AddressSet("ipv4", ((low[1], end),)))
