"""The box's own services: Telnet, FTP, SSH, service control (FWSC), the provider's management, UPnP.

Column names are those of real configurations. TelnetCfg and FTPServerCfg have a switch for the WAN of their own. What
the numbers in FWSC stand for (Servise, sic; FilterTarget) is not known, so that a row for a WAN makes the services
that it may mean conditional; newer boxes name them in ServiceList. AdminEnableWAN lets the administrator log in from
the WAN; whether the web server is reachable there is service control's.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.fact import Fact, by_default, stated
from routerlint.model.match import AddressMatch, Unknown
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import ServiceSet
from routerlint.parsing.port_text import parse_port
from routerlint.parsing.provider_box import Opening
from routerlint.parsing.rule_writer import echo_request, ports
from routerlint.wording import phrase
from vendor_parsers.zte.interfaces import Network
from vendor_parsers.zte.tables import Row, Tables

__all__ = ["openings", "read_listeners", "read_port_mappings"]

# Names of PortControl and ServiceList, with protocol and usual port.
_SERVICES = {
    "HTTP": ("tcp", 80), "WEB": ("tcp", 80), "HTTPS": ("tcp", 443), "FTP": ("tcp", 21), "SSH": ("tcp", 22),
    "TELNET": ("tcp", 23), "SNMP": ("udp", 161), "TFTP": ("udp", 69),
}  # fmt: skip
_USUAL_ACS_PORT = 7547


def openings(tables: Tables, network: Network) -> Iterator[Opening]:
    """Everything of the box that may answer on the WAN, in no order that matters."""
    yield from _telnet(tables)
    yield from _ftp(tables)
    yield from _ssh(tables)
    for row in tables.rows("FWSC"):
        yield from _service_control(tables, row, network)
    yield from _administrator(tables)
    yield from _provider(tables)


def _telnet(tables: Tables) -> Iterator[Opening]:
    row = tables.one("TelnetCfg")
    if row is None or not row.on("TS_Enable") or row.text("Wan_Enable") == "0":
        return
    spans = row.span("Wan_Enable", "TS_Enable", "TS_Port")
    services = ports("tcp", parse_port(row.text("TS_Port")) or 23)
    yield Opening(name="Telnet", services=services, unknown=_unless_on(row, "Wan_Enable", "Telnet"), spans=spans)


def _ftp(tables: Tables) -> Iterator[Opening]:
    row = tables.one("FTPServerCfg")
    if row is None or not row.on("FtpEnable") or row.text("WanIfEnable") == "0":
        return
    spans = row.span("WanIfEnable", "FtpEnable", "ServerPort")
    services = ports("tcp", parse_port(row.text("ServerPort")) or 21)
    yield Opening(name="FTP", services=services, unknown=_unless_on(row, "WanIfEnable", "FTP"), spans=spans)


def _ssh(tables: Tables) -> Iterator[Opening]:
    """SSH has a switch, but none for the WAN."""
    row = tables.one("SSHCfg")
    if row is None or not row.on("SSH_Enable"):
        return
    spans = row.span("SSH_Enable", "SSH_Port")
    why = phrase("it is on, and the file does not say on which side")
    unknown = Unknown(key="ssh:scope", what=phrase("SSH of the box"), why=why, spans=spans)
    yield Opening(name="SSH", services=ports("tcp", _ssh_port(tables)), unknown=(unknown,), spans=spans)


def _unless_on(row: Row, column: str, name: str) -> tuple[Unknown, ...]:
    if row.on(column):
        return ()
    why = phrase("it is on, and its switch for the WAN ({column}) is not in the file", column=column)
    return (
        Unknown(
            key=f"scope:{name}",
            what=phrase("{name} of the box", name=name),
            why=why,
            spans=row.span("TS_Enable", "FtpEnable"),
        ),
    )


def _service_control(tables: Tables, row: Row, network: Network) -> Iterator[Opening]:
    name = row.text("INCViewName")
    services = _listed(tables, row)
    if row.text("Enable") == "0" or network.is_lan(name) or not services:
        return
    spans = row.span("INCViewName", "Servise", "ServiceList", "FilterTarget", "MinSrcIp", "MaxSrcIp")
    why = phrase("what the numbers of its services and of its action stand for is not documented")
    unknown = Unknown(
        key=f"service-control:{row.line}", what=phrase("service control for the WAN"), why=why, spans=spans
    )
    interfaces, _ = network.on(name)
    yield Opening(
        name="service control", services=services, interfaces=interfaces, sources=_sources(row), unknown=(unknown,),
        spans=spans,
    )  # fmt: skip


def _listed(tables: Tables, row: Row) -> ServiceSet:
    """The services that a row may mean, without those that are switched off."""
    found = ServiceSet()
    controlled = _controlled(tables)
    names = [part.strip().upper() for part in row.text("ServiceList").split(",") if part.strip()]
    for name in names or (*controlled, "PING"):
        if name in {"PING", "ICMP"}:
            found |= echo_request("ipv4")
        elif not _switched_off(tables, name):
            found |= controlled.get(name, ServiceSet())
    return found


def _controlled(tables: Tables) -> dict[str, ServiceSet]:
    """The services with their ports: those of PortControl, else the usual ones."""
    usual = {name: ports(protocol, port) for name, (protocol, port) in _SERVICES.items()}
    found: dict[str, ServiceSet] = {}
    for row in tables.rows("PortControl"):
        name, port = row.text("ServName").upper(), parse_port(row.text("PortValue"))
        if name and port is not None:
            protocol = row.text("Protocol").lower()
            known = _SERVICES.get(name, (protocol if protocol in {"tcp", "udp"} else "both", 0))[0]
            found[name] = ports(known, port)
    return found or usual


def _web(tables: Tables) -> tuple[ServiceSet, ServiceSet]:
    """The ports of the web interface, plain and encrypted; its plain name differs between boxes."""
    controlled = _controlled(tables)
    plain = controlled.get("WEB") or controlled.get("HTTP") or ports("tcp", 80)
    return plain, controlled.get("HTTPS") or ports("tcp", 443)


def _switched_off(tables: Tables, name: str) -> bool:
    switches = {
        "FTP": ("FTPServerCfg", "FtpEnable"),
        "TELNET": ("TelnetCfg", "TS_Enable"),
        "SSH": ("SSHCfg", "SSH_Enable"),
    }
    table, column = switches.get(name, ("", ""))
    row = tables.one(table)
    return row is not None and row.text(column) == "0"


def _sources(row: Row) -> AddressMatch | None:
    low, high = parse_address(row.text("MinSrcIp")), parse_address(row.text("MaxSrcIp"))
    if low is None or high is None or low[0] != "ipv4" or high[0] != "ipv4" or not 0 < low[1] <= high[1]:
        return None
    return AddressMatch.of(AddressSet.of("ipv4", ((low[1], high[1]),)))


def _administrator(tables: Tables) -> Iterator[Opening]:
    row = tables.one("UserIF")
    if row is None or not row.on("AdminEnableWAN"):
        return
    spans = row.span("AdminEnableWAN")
    why = phrase(
        "the administrator may log in from the WAN; whether the web server answers there the file does not settle"
    )
    unknown = Unknown(key="admin:wan", what=phrase("web interface of the box"), why=why, spans=spans)
    plain, encrypted = _web(tables)
    yield Opening(name="web interface", services=plain | encrypted, unknown=(unknown,), spans=spans)


def _provider(tables: Tables) -> Iterator[Opening]:
    """TR-069: the box waits for its provider on a port of the WAN; whom it answers the file does not say."""
    row = tables.one("MgtServer")
    if row is None or not _managed(row):
        return
    port = parse_port(row.text("ConnectionRequestURL")) or _USUAL_ACS_PORT
    spans = row.span("Tr069Enable", "ConnectionRequestURL")
    why = phrase("the box waits there for its provider; whether others are answered the file does not say")
    unknown = Unknown(key="tr069", what=phrase("provider's remote maintenance (TR-069)"), why=why, spans=spans)
    yield Opening(name="TR-069", services=ports("tcp", port), unknown=(unknown,), spans=spans)


def _managed(row: Row) -> bool:
    switch = row.text("Tr069Enable")
    return switch == "1" or (switch != "0" and bool(row.text("URL")))


def _ssh_port(tables: Tables) -> int:
    row = tables.one("SSHCfg")
    port = parse_port(row.text("SSH_Port")) if row is not None else None
    return port or 22


def read_listeners(tables: Tables) -> tuple[Listener, ...]:
    """The servers of which the tables speak."""
    rows = (
        ("telnet", "TelnetCfg", "TS_Enable", "TS_Port", 23),
        ("ftp", "FTPServerCfg", "FtpEnable", "ServerPort", 21),
        ("ssh", "SSHCfg", "SSH_Enable", "SSH_Port", 22),
    )
    found: list[Listener] = []
    for name, table, switch, column, usual in rows:
        row = tables.one(table)
        if row is not None and switch in row:
            spans = row.span(switch, column)
            services = ports("tcp", parse_port(row.text(column)) or usual)
            found.append(
                Listener(name=name, services=services, enabled=stated(row.on(switch), *row.span(switch)), spans=spans)
            )
    found += _web_and_provider(tables)
    return tuple(found)


def _web_and_provider(tables: Tables) -> Iterator[Listener]:
    plain, encrypted = _web(tables)
    on: Fact[bool] = by_default(value=True, source="every box of the series serves its pages")
    yield Listener(name="http", services=plain, enabled=on)
    yield Listener(name="https", services=encrypted, enabled=on)
    row = tables.one("MgtServer")
    if row is not None:
        spans = row.span("Tr069Enable", "ConnectionRequestURL")
        services = ports("tcp", parse_port(row.text("ConnectionRequestURL")) or _USUAL_ACS_PORT)
        yield Listener(name="cwmp", services=services, enabled=stated(_managed(row), *spans[:1]), spans=spans)


def read_port_mappings(tables: Tables, network: Network) -> tuple[PortMapping, ...]:
    """UPnP; no column says whether a client may map ports for others."""
    row = tables.one("UPnPCfg")
    if row is None or "EnableUPnPIGD" not in row:
        return ()
    spans = row.span("EnableUPnPIGD")
    lan = tuple(i.name for i in network.lan if not row.text("LanName") or i.name == row.text("LanName"))
    external = tuple(interface.name for interface in network.wan)
    enabled = stated(row.on("EnableUPnPIGD"), *spans)
    return (PortMapping(kind="upnp", enabled=enabled, interfaces=lan, external=external, spans=spans),)
