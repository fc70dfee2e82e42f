"""The answer of `data.lua?page=portoverview` as JSON: the shares of every device as the user interface shows them.

Keys after three independent clients, tried on a 7430 with FRITZ!OS 7.57: a rule opens `port` and as many more outside
as there are from `fwport` to `fwendport` inside; IPv6 never maps ports and is bound to the interface identifier.
"""

from __future__ import annotations

import json
import re
from typing import TypeGuard

from routerlint.model.interface import (
    Evidence,
    Interface,
    InterfaceAddress,
    Role,
    placeholder_address,
    placeholder_network,
)
from routerlint.model.match import AddressMatch, Match, ServiceMatch, Unknown
from routerlint.model.pipeline import Accept, Entry
from routerlint.netset.addresses import AddressSet, parse_address
from routerlint.netset.services import PORTED, ServiceSet, protocol_number
from routerlint.text.coverage import LineState
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.place import Places
from vendor_parsers.fritzos.rules import Forward
from vendor_parsers.fritzos.services import mappings_by_device

__all__ = ["is_port_overview", "read_port_overview"]

_Object = dict[str, object]
_UID = re.compile(r'"UID"\s*:\s*"((?:[^"\\]|\\.){0,80})"')
_LOW_64 = (1 << 64) - 1


def is_port_overview(text: str) -> bool:
    """Whether a text looks like that answer, by its beginning and its names."""
    head = text[:200_000]
    return (
        text.lstrip()[:1] == "{"
        and '"devices"' in head
        and ('"portoverview"' in head or '"allow_pcp_and_upnp"' in head)
    )


def read_port_overview(places: Places, draft: Draft) -> bool:
    """Adds rules, IPv6 releases and permissions; False if the text is not readable JSON of that form."""
    try:
        answer = json.loads(places.file.text)
    except (ValueError, RecursionError):
        return False
    data = answer.get("data") if _is_object(answer) else None
    devices = data.get("devices") if _is_object(data) else None
    if not _is_object(data) or not isinstance(devices, list):
        return False
    active = data.get("ipv6_activ")
    if active in (True, "1", 1, "true"):
        draft.ipv6 = True
    elif active in (False, "0", 0, "false"):
        draft.ipv6 = False
    spans = _Spans(places)
    lan = _interfaces(draft)
    permitted: list[tuple[str, Span]] = []
    for device in devices:
        if _is_object(device):
            span = spans.of(device)
            if device.get("allow_pcp_and_upnp") in (True, "1", 1, "on"):
                permitted.append((str(device.get("devicename") or device.get("local_ipv4") or "a device"), span))
            _device(device, spans, draft, lan)
    if permitted:
        draft.port_mappings += mappings_by_device(permitted, None)
    return True


def _is_object(value: object) -> TypeGuard[_Object]:
    return isinstance(value, dict)


class _Spans:
    """Finds where an object stands: json gives no lines, but every device and rule has a UID."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.found: dict[str, list[tuple[int, int]]] = {}
        text, line, last = places.file.text, 1, 0
        for match in _UID.finditer(text):
            line += text.count("\n", last, match.start())
            last = match.start()
            self.found.setdefault(match[1], []).append((line, match.start()))

    def of(self, item: _Object) -> Span:
        """The span of the next object with that UID."""
        known = self.found.get(str(item.get("UID", "")))
        if not known:
            return self.places.at(1)
        line, start = known.pop(0) if len(known) > 1 else known[0]
        return self.places.excerpt(line, self.places.file.text[start : start + 200].replace("\n", " "))


def _interfaces(draft: Draft) -> int:
    """The LAN's placeholder prefix; the interfaces are assumed where no ar7.cfg named them."""
    prefix, length = placeholder_network("ipv6", 100)
    if draft.interfaces:
        return prefix
    text = Evidence(text="the port overview speaks of the side of the Internet and of devices inside")
    outside = [InterfaceAddress(family="ipv4", number=placeholder_address("ipv4", 0), length=32, stated=False)]
    inside = []
    if draft.ipv6:
        outside.append(InterfaceAddress(family="ipv6", number=placeholder_address("ipv6", 0), length=128, stated=False))
        inside.append(InterfaceAddress(family="ipv6", number=prefix + 1, length=length, stated=False))
    for name, role, addresses in (("internet", Role.WAN, outside), ("lan", Role.LAN, inside)):
        draft.interfaces.append(
            Interface(name=name, role=role, evidence=(text,), addresses=tuple(addresses), assumed=True)
        )
    return prefix


def _device(device: _Object, spans: _Spans, draft: Draft, prefix: int) -> None:
    rules = device.get("rules")
    for rule in rules if isinstance(rules, list) else ():
        if not _is_object(rule):
            continue
        span = spans.of(rule)
        if _is_off(rule):
            draft.ledger.mark(LineState.USED, file=span.file, line=span.line or 0, what="rule (off)", relevant=True)
            continue
        question = _question(rule, span)
        kind = str(rule.get("accesstype", "ipv4"))
        forward = _forward(device, rule, exposed="exposed" in str(rule.get("type", "")))
        state = LineState.UNRECOGNISED if forward is None else LineState.USED
        draft.ledger.mark(state, file=span.file, line=span.line or 0, what="rule", relevant=True)
        if "ipv4" in kind or "ipv6" not in kind:
            if forward is None:
                draft.incomplete("ipv4", phrase("a rule of the port overview cannot be read"))
            draft.listed.append(
                Listed(forward=forward, text=span.text[:80], source="portoverview", span=span, question=question)
            )
        if "ipv6" in kind:
            _release(device, forward, span, question, draft, prefix)


def _is_on(rule: _Object) -> bool:
    """The owner switched it on, or the box says that it is open (state 2)."""
    return rule.get("activated") in (True, "1", 1) or rule.get("state") in ("2", 2)


def _is_off(rule: _Object) -> bool:
    return not _is_on(rule) and rule.get("activated") in (False, "0", 0)


def _question(rule: _Object, span: Span) -> Unknown | None:
    """An Unknown where the answer does not say whether the rule is on."""
    if _is_on(rule):
        return None
    key = f"fritzos:activated:{span.file}:{rule.get('UID', span.line)}"
    return Unknown(
        key=key,
        what=phrase("a share of the port overview"),
        why=phrase("it does not say whether it is on"),
        spans=(span,),
    )


def _number(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _forward(device: _Object, rule: _Object, *, exposed: bool) -> Forward | None:
    target = parse_address(str(device.get("local_ipv4", "")))
    inside = target[1] if target is not None and target[0] == "ipv4" and target[1] else None
    if inside is None and "ipv4" in str(rule.get("accesstype", "ipv4")):
        return None
    comment = str(rule.get("app") or rule.get("description") or "")[:80]
    if exposed:
        return Forward(protocol=None, inside=inside, comment=comment)
    name = str(rule.get("protocol", "")).lower()
    protocol = protocol_number(name)
    if protocol is None:
        return None
    if protocol not in PORTED:
        return Forward(protocol=protocol, inside=inside, comment=comment)
    outside, first, last = (_number(rule.get(key)) for key in ("port", "fwport", "fwendport"))
    if not outside or not first:
        return None
    count = (last or first) - first
    if count < 0 or outside + count > 65535 or first + count > 65535:
        return None
    return Forward(
        protocol=protocol,
        ports=(outside, outside + count),
        first_inside=first if first != outside else None,
        inside=inside,
        comment=comment,
    )


def _release(
    device: _Object, forward: Forward | None, span: Span, question: Unknown | None, draft: Draft, prefix: int
) -> None:
    """An IPv6 release: packets to the device's address in the delegated prefix, ports unchanged."""
    identifier = parse_address(str(device.get("interface_id", "")))
    if forward is None or identifier is None or identifier[0] != "ipv6":
        draft.incomplete("ipv6", phrase("an IPv6 release of the port overview cannot be read"))
        return
    host = AddressSet.host("ipv6", prefix | (identifier[1] & _LOW_64))
    services = None
    if forward.protocol is not None:
        first = forward.first_inside or (forward.ports[0] if forward.ports else 0)
        last = first + forward.ports[1] - forward.ports[0] if forward.ports else 0
        ported = ServiceSet.ports(forward.protocol, ((first, last),))
        services = ServiceMatch.of(ported if forward.ports else ServiceSet.protocol(forward.protocol))
    asked = () if question is None else (question,)
    match = Match(destinations=AddressMatch.of(host), services=services, unknown=asked)
    draft.ipv6_entries.append(Entry(match=match, action=Accept(), spans=(span,), label=forward.comment))
