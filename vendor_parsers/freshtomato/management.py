"""Administration from the Internet: web interface and SSH.

Source: start_firewall() and filter_input() of rc/firewall.c (FreshTomato). rmgt_sip restricts both.
"""

from __future__ import annotations

from routerlint.model.base import Model
from routerlint.parsing.nvram import Nvram
from routerlint.text.span import Span

__all__ = ["RemoteService", "remote_services"]


class RemoteService(Model, frozen=True, kw_only=True):
    """A service of the router that is published: TCP port towards the Internet, and the server's own."""

    name: str
    outside: int
    inside: int
    spans: tuple[Span, ...]


def remote_services(nvram: Nvram) -> tuple[RemoteService, ...]:
    """What is published."""
    found: list[RemoteService] = []
    if nvram.on("remote_management") and nvram.port("http_wanport", 0):
        secure = nvram.on("remote_mgt_https")
        inside = nvram.port("https_lanport", 443) if secure else nvram.port("http_lanport", 80)
        spans = nvram.span("remote_management", "http_wanport", "rmgt_sip")
        found.append(
            RemoteService(name="remote management", outside=nvram.port("http_wanport", 0), inside=inside, spans=spans)
        )
    if nvram.number("sshd_remote"):
        spans = nvram.span("sshd_remote", "sshd_rport", "rmgt_sip")
        found.append(
            RemoteService(
                name="remote SSH", outside=nvram.port("sshd_rport", 22), inside=nvram.port("sshd_port", 22), spans=spans
            )
        )
    return tuple(found)
