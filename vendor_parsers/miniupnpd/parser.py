"""miniupnpd.conf to a Device: a capability, and nothing about what is open now."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_STATED, Fact, by_default, by_version, stated
from routerlint.model.interface import Evidence, Interface, Role
from routerlint.model.service import PortMapping
from routerlint.netset import intervals as iv
from routerlint.netset.addresses import parse_network
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.miniupnpd.permissions import Permission, openable, read_permission

__all__ = ["parse"]

# What people who hand the file on are asked to write on top of it ("miniupnpd --version" prints it).
_VERSION = re.compile(
    r"#+ {0,4}miniupnpd,? {1,4}(?:version )?v?(\d{1,2}\.\d{1,2}(?:\.\d{1,8})?) {0,4}\Z", re.IGNORECASE
)
_SOURCE = "miniupnpd 2.3.11, options.c and miniupnpd.c"
_RELEVANT = frozenset((
    "ext_ifname", "ext_ifname6", "ext_ip", "listening_ip", "enable_upnp", "enable_natpmp", "enable_pcp_pmp", "secure_mode",
    "pcp_allow_thirdparty", "ipv6_disable", "ext_allow_private_ipv4", "ext_perform_stun", "allow", "deny",
))  # fmt: skip


class _Line(NamedTuple):
    value: str
    span: Span


class _Settings:
    """All lines by their key; the daemon takes the last of a key, and every listening_ip."""

    def __init__(self, file: SourceFile, ledger: Ledger) -> None:
        self.lines: dict[str, list[_Line]] = {}
        self.permissions: list[Permission] = []
        self.permission_spans: list[Span] = []
        self.version: Fact[str] = NOT_STATED
        for number, raw in enumerate(file.lines(), 1):
            line = raw.strip()
            if line.startswith("#"):
                self._remark(file, number, line)
                continue
            if not line:
                continue
            self._take(file, number, line, ledger)

    def _take(self, file: SourceFile, number: int, line: str, ledger: Ledger) -> None:
        span = file.span(number, line)
        word = line.split(None, 1)[0]
        if word in ("allow", "deny"):
            permission = read_permission(line)
            state = LineState.USED if permission is not None else LineState.UNSUPPORTED
            # An unreadable allow may open ports, an unreadable deny closes none.
            self.permissions.append(permission or Permission(word == "allow", ((0, 65535),), everybody=False))
            self.permission_spans.append(span)
            ledger.mark(state, file=file.name, line=number, what=word, relevant=True)
            return
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals:
            ledger.mark(LineState.UNRECOGNISED, file=file.name, line=number, what="a line", relevant=False)
            return
        self.lines.setdefault(key, []).append(_Line(value, span))
        relevant = key in _RELEVANT
        state = LineState.USED if relevant else LineState.IRRELEVANT
        ledger.mark(state, file=file.name, line=number, what=key, relevant=relevant)

    def _remark(self, file: SourceFile, number: int, line: str) -> None:
        """A remark may name the version, which the daemon itself writes nowhere in its settings."""
        found = _VERSION.match(line)
        if found is not None and not self.version.known:
            self.version = stated(found[1], file.span(number, line))

    def last(self, *keys: str) -> _Line | None:
        """The last line of the first of the keys that is there."""
        return next((self.lines[key][-1] for key in keys if key in self.lines), None)

    def switch(self, default: bool | str, *keys: str) -> Fact[bool]:
        """A yes-or-no setting; default a name: it depends on the version, and rules/quirks know how."""
        found = self.last(*keys)
        if found is not None:
            return stated(found.value.lower() in ("yes", "true", "1"), found.span)
        return by_version(default) if isinstance(default, str) else by_default(default, _SOURCE)


def parse(document: Document) -> tuple[Device, ...]:
    """One device, of which only the daemon is known."""
    ledger = Ledger()
    settings = _Settings(document.files[0], ledger)
    why = phrase("the packet filter and its translations are not in this file")
    return (
        Device(
            vendor="miniupnpd",
            model=NOT_STATED,
            version=settings.version,
            hostname=NOT_STATED,
            interfaces=_interfaces(settings),
            listeners_complete=False,
            port_mappings=_mappings(settings),
            undecided=(Undecided(what=phrase("what is open now"), why=why, kind="partial"),),
            complete=Completeness(ipv4=False, ipv6=False, reasons=(why,)),
            coverage=ledger.coverage(),
        ),
    )


def _outside(settings: _Settings) -> tuple[str, ...]:
    names = [line.value for key in ("ext_ifname", "ext_ifname6") for line in settings.lines.get(key, []) if line.value]
    return tuple(dict.fromkeys(names))


def _inside(settings: _Settings) -> dict[str, Span]:
    """Names and addresses on which requests are taken; further words of a line name interfaces of a bridge."""
    found: dict[str, Span] = {}
    for line in settings.lines.get("listening_ip", []):
        for word in line.value.split()[:1]:
            found.setdefault(word, line.span)
    return found


def _interfaces(settings: _Settings) -> tuple[Interface, ...]:
    outside = _outside(settings)
    made = [
        Interface(name=name, role=Role.WAN, assumed=True, evidence=(Evidence(text="miniupnpd opens ports on it"),))
        for name in outside
    ]
    for name, span in _inside(settings).items():
        if name not in outside and parse_network(name) is None:
            evidence = (Evidence(text="miniupnpd serves its clients", spans=(span,)),)
            made.append(Interface(name=name, role=Role.LAN, assumed=True, evidence=evidence, spans=(span,)))
    return tuple(made)


def _mappings(settings: _Settings) -> tuple[PortMapping, ...]:
    ports = openable(settings.permissions)
    upnp = settings.switch(True, "enable_upnp")  # the daemon's default, as a value
    pmp = settings.switch(False, "enable_pcp_pmp", "enable_natpmp")  # likewise
    pcp = settings.switch(False, "enable_pcp_pmp")  # likewise
    inside, outside = _inside(settings), _outside(settings)
    spans = [
        line.span for key in ("enable_upnp", "enable_pcp_pmp", "enable_natpmp") for line in settings.lines.get(key, [])
    ]
    kinds: tuple[tuple[str, Fact[bool]], ...] = (("upnp", upnp), ("nat-pmp", pmp), ("pcp", pcp))
    return tuple(
        PortMapping(
            kind=kind,  # type: ignore[arg-type]  # one of the three literals above
            enabled=enabled,
            interfaces=tuple(inside),
            external=outside,
            secure_mode=settings.switch("miniupnpd-secure-mode", "secure_mode"),
            low_ports=_fact(bool(iv.intersection(ports, ((1, 1023),))), settings),
            third_party=settings.switch(False, "pcp_allow_thirdparty"),  # likewise
            default_deny=_fact(_ends_in_deny(settings), settings),
            on_wan=stated(any(name in outside for name in inside), *inside.values()),
            may_open=_phrase(ports),
            spans=(*spans, *inside.values()) or tuple(settings.permission_spans[:1]),
        )
        for kind, enabled in kinds
        if enabled.value
    )


def _fact(value: bool, settings: _Settings) -> Fact[bool]:  # a value, not a switch
    return stated(value, *settings.permission_spans) if settings.permissions else by_default(value, _SOURCE)


def _ends_in_deny(settings: _Settings) -> bool:
    closed: iv.Intervals = iv.EMPTY
    for permission in settings.permissions:
        if permission.everybody and not permission.allow:
            closed = iv.union(closed, permission.ports)
    return not iv.difference(((1, 65535),), closed)


def _phrase(ports: iv.Intervals) -> Phrase:
    usable = iv.intersection(ports, ((1, 65535),))
    if usable == ((1, 65535),):
        return phrase("any port to any LAN host")
    if not usable:
        return phrase("no port, by its permission list")
    shown = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in usable[:6])
    if len(usable) > 6:
        return phrase("ports {shown} and others to LAN hosts that its permission list names", shown=shown)
    return phrase("ports {shown} to LAN hosts that its permission list names", shown=shown)
