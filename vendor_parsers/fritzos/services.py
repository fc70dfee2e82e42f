"""What the box itself offers, and what it lets devices inside open: UPnP and PCP by device, TR-069, guest network."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.device import Undecided
from routerlint.model.fact import stated
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.text.coverage import LineState
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.grammar import Block, Tree
from vendor_parsers.fritzos.place import Places

__all__ = ["box_listeners", "mappings_by_device", "read_services", "read_upnp"]

# Inside ports of the box that the lists for its own services name, after AVM's port lists.
_PORTS = {
    21: "ftp",
    22: "ssh",
    23: "telnet",
    80: "http",
    443: "https",
    500: "ipsec-ike",
    4500: "ipsec-nat-t",
    8089: "cwmp",
}
_BY_LIST = {"voip_forwardrules": "sip", "tr069_forwardrules": "cwmp"}


def box_listeners(listed: Iterable[Listed]) -> list[Listener]:
    """The services of the box that its own rule lists name; whether there are others, an export does not show."""
    found = []
    for rule in listed:
        forward = rule.forward
        if forward is None or forward.off or forward.inside is not None or forward.protocol is None:
            continue
        if forward.ports is None:
            continue
        first = forward.first_inside or forward.ports[0]
        name = _PORTS.get(first) or _BY_LIST.get(rule.source)
        if name is None:
            continue
        if name == "sip" and first not in (5060, 5061):
            name = "rtp"
        ports = (first, first + forward.ports[1] - forward.ports[0])
        services = ServiceSet.ports(forward.protocol, (ports,))
        found.append(Listener(name=name, services=services, enabled=stated(True, rule.span), spans=(rule.span,)))
    return found


def read_upnp(tree: Tree, places: Places, draft: Draft) -> None:
    """The daemon's switch (igddenabled) and the permission of each device (allow_pcp_and_upnp).

    AVM, 'Automatische Portfreigaben': the permission is given per device; both must hold.
    """
    config = next((block for block in tree.root.blocks if block.name == "ar7cfg"), None)
    daemon = None if config is None else config.value("igddenabled")
    permitted: list[tuple[str, Span]] = []
    for block in tree.root.walk():
        permission = block.value("allow_pcp_and_upnp")
        if permission is None:
            continue
        span = places.at(permission.line)
        draft.ledger.mark(LineState.USED, file=span.file, line=permission.line, what=permission.key, relevant=True)
        if permission.text in ("yes", "1"):
            permitted.append((_device_name(block), span))
    if daemon is None:
        if not permitted:
            _undecided(draft, phrase("the input does not show whether UPnP is on"))
            return
        draft.port_mappings += mappings_by_device(permitted, None)
        return
    span = places.at(daemon.line)
    draft.ledger.mark(LineState.USED, file=span.file, line=daemon.line, what="igddenabled", relevant=True)
    if permitted:
        draft.port_mappings += mappings_by_device(permitted, (daemon.text == "yes", span))
    elif daemon.text == "yes":
        _undecided(draft, phrase("the UPnP daemon runs, but the input names no device that may open ports"), span)
    else:
        off = PortMapping(kind="upnp", enabled=stated(False, span), interfaces=("lan",), spans=(span,))
        draft.port_mappings.append(off)


def mappings_by_device(permitted: list[tuple[str, Span]], daemon: tuple[bool, Span] | None) -> list[PortMapping]:
    """UPnP and PCP for the devices that may open ports; `daemon`: the switch of UPnP, where it is known."""
    spans = tuple(span for _, span in permitted[:20])
    names = ", ".join(name for name, _ in permitted[:5]) + (", ..." if len(permitted) > 5 else "")
    may_open = phrase("any port to the devices that may: {names}", names=names)
    pcp = PortMapping(kind="pcp", enabled=stated(True, *spans), interfaces=("lan",), may_open=may_open, spans=spans)
    if daemon is not None and not daemon[0]:
        off = PortMapping(kind="upnp", enabled=stated(False, daemon[1]), interfaces=("lan",), spans=(daemon[1],))
        return [off, pcp]
    where = spans if daemon is None else (*spans, daemon[1])
    upnp = PortMapping(kind="upnp", enabled=stated(True, *where), interfaces=("lan",), may_open=may_open, spans=where)
    return [upnp, pcp]


def read_services(tree: Tree, places: Places, draft: Draft) -> None:
    """TR-069, the guest network and MyFRITZ, as facts for rules."""
    for block in tree.root.blocks:
        if block.name == "tr069cfg":
            _fact(block, "enabled", "cwmp-enabled", places, draft)
        elif block.name == "wlancfg":
            _fact(block, "guest_ap_enabled", "guest-wlan-enabled", places, draft)
        elif block.name == "jasonii":
            _fact(block, "enabled", "myfritz-enabled", places, draft)


def _fact(block: Block, key: str, name: str, places: Places, draft: Draft) -> None:
    found = block.value(key)
    if found is not None and found.text in ("yes", "no", "1", "0"):
        draft.facts[name] = stated("yes" if found.text in ("yes", "1") else "no", places.at(found.line))


def _device_name(block: Block) -> str:
    return block.text("name") or block.text("ip") or "a device without a name"


def _undecided(draft: Draft, why: Phrase, span: Span | None = None) -> None:
    draft.undecided.append(
        Undecided(
            what=phrase("UPnP and PCP: whether devices inside may open ports"),
            why=why,
            kind="capability",
            span=span,
            family="ipv4",
        )
    )
