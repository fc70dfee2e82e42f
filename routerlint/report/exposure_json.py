"""The exposure contract "routerlint/exposure/1": what `routerlint exposure --format json` prints."""

from __future__ import annotations

from routerlint.exposure.result import Capability, Exposure, ExposureReport
from routerlint.model.device import Undecided
from routerlint.netset.addresses import FAMILIES, AddressSet, Family, format_address
from routerlint.netset.special import public_destinations
from routerlint.report.json_text import Json
from routerlint.text.secrets import printable
from routerlint.text.sentences import shown
from routerlint.text.span import Span

__all__ = [
    "SCHEMA",
    "capability_row",
    "device_facts",
    "exposure_document",
    "exposure_row",
    "path_rows",
    "undecided_row",
]

SCHEMA = "routerlint/exposure/1"


def exposure_document(report: ExposureReport) -> dict[str, Json]:
    """The document of one device."""
    return {
        "schema": SCHEMA,
        "device": device_facts(report),
        "complete": {"ipv4": report.complete.ipv4, "ipv6": report.complete.ipv6},
        "exposures": [exposure_row(exposure) for exposure in _written(report)],
        "capabilities": [capability_row(capability) for capability in report.capabilities],
        "undecided": [undecided_row(item) for item in report.undecided],
    }


def _written(report: ExposureReport) -> list[Exposure]:
    """The rows that the contract can write.

    It has no name for the router's own address in a network whose prefix the file does not state. Where the whole
    network is open alike, its row tells of it; else the row is written with the network as its destination.
    """
    networks = [row for row in report.exposures if row.target != "router" and row.destination.startswith("lan:")]
    return [
        row
        for row in report.exposures
        if not (
            row.target == "router"
            and row.destination.startswith("lan:")
            and any(_includes(network, row) for network in networks)
        )
    ]


def _includes(network: Exposure, row: Exposure) -> bool:
    """Whether a row about a network lets in, to the same network, what another row lets in to the router there."""
    if (network.destination, network.family) != (row.destination, row.family):
        return False
    if network.protocol not in (row.protocol, "any"):
        return False
    return not network.ports or all(any(a <= low and high <= b for a, b in network.ports) for low, high in row.ports)


def device_facts(report: ExposureReport) -> dict[str, Json]:
    """What is known of the device itself; null for what the file does not state."""
    device = report.device
    described: dict[str, Json] = {
        "vendor": device.vendor,
        "model": _shown(device.model.value),
        "version": _shown(device.version.value),
        "hostname": _shown(device.hostname.value),
        "wan_interfaces": [printable(interface.name) for interface in device.wan_interfaces()],
        "wan_addresses": [*wan_addresses(report)],
    }
    if device.instance is not None:
        described["instance"] = printable(device.instance)
    return described


def wan_addresses(report: ExposureReport) -> list[str]:
    """The addresses that "wan" stands for, as far as the file states them.

    Those of WAN interfaces, and public ones of inside interfaces, since the router answers at all of them; but not an
    inside address in a network that a row of its own describes: whoever looks it up finds that row.
    """
    wan = {interface.name for interface in report.device.wan_interfaces()}
    found: dict[str, None] = {}
    for family in FAMILIES:
        inside = public_destinations(family) - _routed(report, family)
        for interface in report.device.interfaces:
            addresses = interface.addresses if interface.enabled else ()
            for address in addresses:
                if address.family != family or not address.stated:
                    continue
                if interface.name in wan or address.number in inside:
                    found[format_address(family, address.number)] = None
    return list(found)


def _routed(report: ExposureReport, family: Family) -> AddressSet:
    """The destinations of rows that lead beyond the router and are written as networks."""
    texts = [
        exposure.destination
        for exposure in report.exposures
        if exposure.family == family and exposure.target != "router" and "/" in exposure.destination
    ]
    return AddressSet.parse(*texts, family=family)


def exposure_row(exposure: Exposure) -> dict[str, Json]:
    """One row of the contract."""
    row: dict[str, Json] = {"family": exposure.family, "protocol": exposure.protocol}
    if exposure.protocols_except:
        row["protocols_except"] = [*exposure.protocols_except]
    row["ports"] = _ranges(exposure.ports)
    row["destination"] = printable(exposure.destination)
    row["via"] = [printable(name) for name in exposure.via]
    row["target"] = printable(exposure.target)
    row["target_ports"] = _ranges(exposure.target_ports)
    row["port_map"] = exposure.port_map
    if exposure.service is not None:
        row["service"] = [*exposure.service]
    row["sources"] = [*exposure.sources]
    row["sources_except"] = [*exposure.sources_except]
    row["certainty"] = exposure.certainty
    if exposure.one_of:
        row["landing"] = "one_of"
    row["kind"] = exposure.kind
    if exposure.quirk is not None:
        row["quirk"] = exposure.quirk
    row["path"] = path_rows(exposure.path)
    row["witness"] = printable(exposure.witness)
    return row


def _ranges(ranges: tuple[tuple[int, int], ...]) -> Json:
    return [[low, high] for low, high in ranges]


def path_rows(spans: tuple[Span, ...]) -> Json:
    """Places of the input, in the packet's order."""
    return [{"file": span.file, "line": span.line, "text": span.text} for span in spans]


def capability_row(capability: Capability) -> Json:
    """What clients inside may open."""
    return {
        "kind": capability.kind,
        "interfaces": [printable(name) for name in capability.interfaces],
        "may_open": capability.may_open,
        "path": path_rows(capability.path),
    }


def undecided_row(item: Undecided) -> Json:
    """A question that the file does not settle."""
    return {
        "what": _shown(item.what),
        "why": _shown(item.why),
        "file": item.span.file if item.span is not None and item.span.file else None,
        "line": item.span.line if item.span is not None else None,
        "family": item.family,
    }


def _shown(text: str | None) -> str | None:
    return None if text is None else shown(text, "en")
