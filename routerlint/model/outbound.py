"""What the router itself turns to: what it fetches, dials, copies traffic to, and asks for names."""

from __future__ import annotations

from typing import Literal

from routerlint.model.base import Model
from routerlint.text.span import Span

__all__ = ["Outbound", "OutboundKind"]

OutboundKind = Literal["fetch", "tunnel", "capture", "resolver", "clients-resolver", "dns-redirect"]


class Outbound(Model, frozen=True, kw_only=True):
    """One such thing.

    kind: "fetch" (commands of the router fetch a file), "tunnel" (it dials a VPN server), "capture" (it copies packets
        to somebody), "resolver" (it asks this name server), "clients-resolver" (it tells its clients to ask it),
        "dns-redirect" (it sends the clients' name queries there; parsers leave it out, since rules see the NAT entries).
    name: the item's own name. protocol: "http", "l2tp", ...; "" where the file does not say.
    host: name or address in lower case; "" where only the device knows it.
    path: the shape of a fetched path: what may be a key or a password is left out ("/poll/{uuid}", "/{}/list").
    file: under which name a fetched file is kept, where that is a plain word. runs: what is fetched is run as commands.
    """

    kind: OutboundKind
    name: str = ""
    protocol: str = ""
    host: str = ""
    path: str = ""
    file: str = ""
    runs: bool = False
    enabled: bool = True
    spans: tuple[Span, ...] = ()
