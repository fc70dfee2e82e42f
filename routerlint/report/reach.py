"""The answer for an owner: how much of the Internet's reach there is, in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.lint.result import incomplete_families
from routerlint.messages import Language, counted, message
from routerlint.netset.addresses import format_address
from routerlint.netset.special import public_destinations
from routerlint.text.secrets import printable

__all__ = ["behind_nat", "owner_sentence", "ports_text", "services"]

_SHOWN = 3

# What a router needs to get its own address answers nobody who was not asked.
_CLIENTS = frozenset(("dhcp-client", "dhcpv6-client"))
_CLIENT_PORTS = frozenset(((68, 68), (546, 546)))

# A service as an owner counts it: what it is, and on which host.
Service = tuple[str, str]


def ports_text(ranges: tuple[tuple[int, int], ...]) -> str:
    """Ports as people write them: "443, 8000-8010"."""
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)


def services(report: ExposureReport) -> tuple[list[Service], list[Service]]:
    """What answers to the Internet for certain, and what possibly does.

    Echo requests, ports of the router on which nothing listens or only the client that gets its address, and openings
    that only private addresses could use are no services.
    """
    certain: dict[Service, None] = {}
    possible: dict[Service, None] = {}
    for exposure in report.exposures:
        if exposure.protocol == "icmp" or exposure.source_scope == "private":
            continue
        found = certain if exposure.certainty == "certain" else possible
        found.update(dict.fromkeys(_services_of(exposure)))
    return list(certain), [service for service in possible if service not in certain]


def _services_of(exposure: Exposure) -> Iterator[Service]:
    if exposure.service == ("unknown",) and _is_for_clients(exposure):
        return
    if exposure.service == ("unknown",) and len(exposure.target_ports) == 1:  # the ports say more than no name
        yield f"{exposure.protocol} {ports_text(exposure.target_ports)}", "router"
    elif exposure.service is not None:
        yield from ((name, "router") for name in exposure.service if name not in _CLIENTS)
    elif exposure.target_ports:
        yield f"{exposure.protocol} {ports_text(exposure.target_ports)}", exposure.target
    elif exposure.protocol in ("tcp", "udp", "any", "other"):
        yield "all", exposure.target
    else:
        yield exposure.protocol, exposure.target


def _is_for_clients(exposure: Exposure) -> bool:
    """Whether a row to a router whose listeners are unknown can only concern its own addresses and groups."""
    return exposure.protocol == "igmp" or (
        exposure.protocol == "udp" and bool(exposure.ports) and _CLIENT_PORTS.issuperset(exposure.ports)
    )


def owner_sentence(report: ExposureReport, language: Language) -> str:
    """What is reachable from the Internet, as an owner understands it."""
    certain, possible = services(report)
    parts: list[str] = []
    if not certain and not possible:
        parts.append(message("reach-none-incomplete" if incomplete_families(report) else "reach-none", language))
    else:
        named = certain or possible
        text = counted("reach" if certain else "reach-maybe", len(named), language)
        text += f" ({_listed(named, language)})"
        if certain and possible:
            text += message("reach-more-maybe", language, count=len(possible))
        parts.append(text + ".")
    kinds = sorted({_CAPABILITY_NAMES.get(capability.kind, capability.kind) for capability in report.capabilities})
    if kinds:
        parts.append(message("reach-capability", language, kinds=", ".join(kinds)))
    return " ".join(parts)


_CAPABILITY_NAMES = {"upnp": "UPnP", "nat-pmp": "NAT-PMP", "pcp": "PCP"}


def _listed(found: list[Service], language: Language) -> str:
    texts = [_named(service, language) for service in found[:_SHOWN]]
    if len(found) > _SHOWN:
        texts.append(message("reach-further", language, count=len(found) - _SHOWN))
    return ", ".join(texts)


def _named(service: Service, language: Language) -> str:
    what, host = service
    where = message("the-router", language) if host == "router" else printable(host.removeprefix("lan:"))
    if what == "all":
        return message("reach-all", language, host=where)
    shown = message("unknown-service", language) if what == "unknown" else printable(what)
    return message("reach-on", language, service=shown, host=where)


def behind_nat(report: ExposureReport) -> str | None:
    """A WAN address that is not public, if the router has no public one: another router stands before it."""
    addresses = [
        address
        for interface in report.device.wan_interfaces()
        for address in interface.addresses
        if address.family == "ipv4"
    ]
    public = public_destinations("ipv4")
    if not addresses or any(not address.stated or address.number in public for address in addresses):
        return None
    return format_address("ipv4", addresses[0].number)
