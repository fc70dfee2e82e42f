"""What the router does towards the outside by itself: fetched scripts, dialled tunnels, copied traffic, name servers.

Sources: MikroTik documentation, "Fetch" (url, or address, src-path and mode; upload; dst-path), "Scripting" (import runs a
file), "Packet Sniffer" (streaming-server), "DNS", "DHCP" (dns-server of a network), and the pages of the VPN clients.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from routerlint.model.outbound import Outbound, OutboundKind
from routerlint.netset.addresses import parse_address
from routerlint.text.span import Span
from vendor_parsers.routeros.export import Export, Item, is_yes
from vendor_parsers.routeros.masking import label

__all__ = ["outbound"]

# Menus whose items hold commands, and the keys that do.
_COMMANDS = (
    ("system scheduler", ("on-event",)),
    ("system script", ("source",)),
    ("tool netwatch", ("up-script", "down-script", "test-script")),
    ("ppp profile", ("on-up", "on-down")),
    ("ip dhcp-client", ("script",)),
    ("ip dhcp-server", ("lease-script",)),
)
_TUNNELS = ("l2tp", "pptp", "sstp", "ovpn")


def outbound(export: Export) -> tuple[Outbound, ...]:
    """All of it, in the order of menus."""
    return (*_fetches(export), *_tunnels(export), *_captures(export), *_resolvers(export))


def _fetches(export: Export) -> Iterator[Outbound]:
    for menu, keys in _COMMANDS:
        for item in export.items(menu):
            for key in keys:
                commands = item.get(key)
                if "fetch" in commands:
                    yield from _fetched_by(commands, item, _without_commands(item.span, keys))


def _without_commands(span: Span, keys: tuple[str, ...]) -> Span:
    """The line up to where its commands begin: they hold addresses with passwords and tokens in any form."""
    places = [(place, key) for key in keys if (place := span.text.find(f"{key}=")) >= 0]
    if not places:
        return span
    place, key = min(places)
    return msgspec.structs.replace(span, text=f"{span.text[:place]}{key}=...")


def _fetched_by(commands: str, item: Item, span: Span) -> Iterator[Outbound]:
    from vendor_parsers.routeros.fetching import read_fetches  # late: most exports fetch nothing

    for fetch in read_fetches(commands):
        yield Outbound(
            kind="fetch",
            name=label(item.get("name")),
            protocol=fetch.protocol,
            host=fetch.host,
            path=fetch.path,
            file=fetch.file,
            runs=fetch.runs,
            enabled=not item.disabled,
            spans=(span,),
        )


def _tunnels(export: Export) -> Iterator[Outbound]:
    for protocol in _TUNNELS:
        for item in export.items(f"interface {protocol}-client"):
            yield Outbound(
                kind="tunnel",
                name=label(item.get("name")),
                protocol=protocol,
                host=_host(item.get("connect-to")),
                # The documentation says that clients are added switched off; exports of running ones say disabled=no.
                enabled=not is_yes(item.get("disabled", "no")),
                spans=(item.span,),
            )


def _captures(export: Export) -> Iterator[Outbound]:
    server = export.setting("tool sniffer", "streaming-server")
    if server.value is not None and _host(server.value) not in ("", "0.0.0.0"):  # noqa: S104  # "nobody" in exports
        switch = export.setting("tool sniffer", "streaming-enabled")
        yield Outbound(
            kind="capture",
            protocol="tzsp",
            host=_host(server.value),
            enabled=is_yes(switch.value),
            spans=(*switch.spans, *server.spans),
        )
    for root in ("ip", "ipv6"):
        for item in export.items(f"{root} firewall mangle"):
            if item.get("action") == "sniff-tzsp":
                yield Outbound(
                    kind="capture",
                    name=label(item.get("comment")),
                    protocol="tzsp",
                    host=_host(item.get("sniff-target")),
                    enabled=not item.disabled,
                    spans=(item.span,),
                )


def _resolvers(export: Export) -> Iterator[Outbound]:
    servers = export.setting("ip dns", "servers")
    for text in (servers.value or "").split(","):
        if parse_address(text.strip()) is not None:
            yield Outbound(kind="resolver", protocol="dns", host=text.strip().lower(), spans=servers.spans)
    for item in export.active("ip dhcp-server network"):
        for text in item.get("dns-server").split(","):
            if parse_address(text.strip()) is not None:
                yield _told("clients-resolver", text, item)


def _told(kind: OutboundKind, text: str, item: Item) -> Outbound:
    return Outbound(kind=kind, protocol="dns", host=text.strip().lower(), spans=(item.span,))


def _host(text: str) -> str:
    """The host of "address:port" or of a name."""
    address = parse_address(text.strip())
    if address is not None:
        return text.strip().lower()
    from routerlint.parsing.fetching import read_address

    return read_address(text)[1]
