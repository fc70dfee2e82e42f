"""The configuration of firewalld to a Device."""

from __future__ import annotations

import re

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, Undecided
from routerlint.model.fact import NOT_EXTRACTED, NOT_STATED
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.device import describe_ruleset
from routerlint.parsing.netfilter.iptables.writing import Place, default_place
from routerlint.parsing.netfilter.tables import Ruleset
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase, phrase
from vendor_parsers.firewalld.bindings import Bindings, Bound, read_bindings
from vendor_parsers.firewalld.chains import write_chains
from vendor_parsers.firewalld.direct import read_direct, write_direct
from vendor_parsers.firewalld.files import Files, find_files
from vendor_parsers.firewalld.layout import Layout
from vendor_parsers.firewalld.services import Services
from vendor_parsers.firewalld.sets import AddressList, read_set
from vendor_parsers.firewalld.writing import Writer
from vendor_parsers.firewalld.zones import Zone, read_policy, read_zone

__all__ = ["parse"]

_SETTING = re.compile(r"\s*([A-Za-z0-9_]+)\s*=\s*(\S*)")
_FORWARDING = re.compile(r"(?m)^\s*net[./]ipv[46][./](?:ip_forward|conf[./]all[./]forwarding)\s*=\s*1")
# Versions before 1.0 had these settings; there, zones also had a say in what leaves through them.
_OLD_SETTINGS = ("AutomaticHelpers", "MinimalMark", "AllowZoneDrifting")
_NFTABLES_SHIFT = 10


def parse(document: Document) -> tuple[Device, ...]:
    """One device."""
    files = find_files(document)
    if files.settings is None and not files.zones:
        raise UnreadableInput("holds neither firewalld.conf nor zones of firewalld", file=document.name)
    ledger = Ledger()
    settings = _read_settings(files.settings, ledger)
    layout, problems = _layout(files, settings)
    tables_of_direct, tables = _write(files, layout, ledger, problems)
    ruleset = Ruleset([*tables_of_direct.tables(), *tables.tables()])
    forwards = _forwards(document, layout)
    parts = describe_ruleset(ruleset, FAMILIES, whole=True, forwards=forwards)
    reasons = {family: [*problems, *parts.untold.get(family, ())] for family in FAMILIES}
    return (
        Device(
            vendor="firewalld",
            model=NOT_STATED,
            version=NOT_EXTRACTED,
            hostname=NOT_STATED,
            interfaces=parts.interfaces,
            routes=parts.routes,
            pipelines=parts.pipelines,
            listeners_complete=False,
            undecided=(*_undecided(reasons), *parts.undecided),
            complete=Completeness(
                ipv4=not reasons["ipv4"],
                ipv6=not reasons["ipv6"],
                reasons=tuple(dict.fromkeys((*reasons["ipv4"], *reasons["ipv6"]))),
            ),
            coverage=ledger.coverage(),
            facts={"firewall-enabled": NOT_EXTRACTED},
        ),
    )


def _read_settings(file: SourceFile | None, ledger: Ledger) -> dict[str, tuple[str, Span, int]]:
    found: dict[str, tuple[str, Span, int]] = {}
    for number, line in enumerate(file.lines() if file is not None else (), 1):
        match = _SETTING.match(line)
        if match is None or file is None:
            continue
        found[match[1]] = (match[2], file.span(number, line), number)
        used = match[1] in ("DefaultZone", "FirewallBackend", *_OLD_SETTINGS)
        state = LineState.USED if used else LineState.IRRELEVANT
        ledger.mark(state, file=file.name, line=number, what=match[1], relevant=used)
    return found


def _layout(files: Files, settings: dict[str, tuple[str, Span, int]]) -> tuple[Layout, list[Phrase]]:
    """What is in force, and what the input does not hold of it, as sentences."""
    problems: list[Phrase] = []
    stated = settings.get("DefaultZone")
    default = stated[0] if stated is not None and stated[0] else "public"
    place = default_place(phrase("the default zone is public"))
    if stated is not None and files.settings is not None:
        place = Place(files.settings, stated[2], stated[1])
    elif files.settings is None:
        problems.append(phrase("the default zone is not in the input (firewalld.conf)"))
    outside = read_bindings(files.bindings)
    zones = {name: read_zone(name, found) for name, found in sorted(files.zones.items())}
    interfaces, sources = _bound(zones, outside)
    for name in (default, *(bound.zone for bound in (*interfaces, *sources))):
        zones.setdefault(name, read_zone(name, files.zones.get(name, ())))
    policies = [(name, read_policy(name, file)) for name, file in sorted(files.policies.items())]
    problems += outside.problems
    problems += [
        phrase("the policy {name} cannot be read", name=name[:40]) for name, policy in policies if policy is None
    ]
    layout = Layout(
        zones={name: zones[name] for name in sorted(zones)},
        policies=tuple(policy for _, policy in policies if policy is not None),
        interfaces=interfaces,
        sources=sources,
        default=default,
        default_place=place,
        by_iptables=settings.get("FirewallBackend", ("nftables",))[0] == "iptables",
    )
    return layout, problems + _missing(layout, files, settings)


def _bound(zones: dict[str, Zone], outside: Bindings) -> tuple[tuple[Bound, ...], tuple[Bound, ...]]:
    """Interfaces and senders by zone; what runs now, or what a connection says, wins over the zone files."""
    if outside.now:
        return outside.interfaces, outside.sources
    elsewhere = {bound.name for bound in outside.interfaces}
    interfaces = list(outside.interfaces)
    sources: list[Bound] = []
    for name, zone in sorted(zones.items()):
        for item in zone.items:
            if item.tag == "interface" and item.get("name") and item.get("name") not in elsewhere:
                interfaces.append(Bound(name, item.get("name"), item.place))
            elif item.tag == "source":
                ipset = item.get("ipset")
                text = item.get("address") or item.get("mac") or (f"ipset:{ipset}" if ipset else "")
                sources.append(Bound(name, text, item.place))
    return tuple(dict.fromkeys(interfaces)), tuple(dict.fromkeys(sources))


def _missing(layout: Layout, files: Files, settings: dict[str, tuple[str, Span, int]]) -> list[Phrase]:
    """What the input does not hold of what is in force."""
    used = layout.active() | {layout.default}
    missing = [
        phrase("what the zone {name} lets in is not in the input", name=name[:40])
        for name, zone in layout.zones.items()
        if name in used and not zone.known
    ]
    if not files.bindings and not layout.interfaces:
        missing.append(
            phrase(
                "which zone each interface is in may be set by NetworkManager, whose files are not in the input; "
                "`firewall-cmd --get-active-zones > active-zones.txt` shows it"
            )
        )
    drifting = settings.get("AllowZoneDrifting", ("no",))[0].lower() in ("yes", "true")
    old = any(name in settings for name in _OLD_SETTINGS)
    lenient = [
        z for n, z in layout.zones.items() if n in layout.active() and (z.target == "ACCEPT" or z.has("masquerade"))
    ]
    if (drifting and layout.sources) or (old and lenient and len(used) > 1):
        missing.append(
            phrase("firewalld.conf may be that of a version before 1.0, which forwards between zones by other rules")
        )
    return missing


def _write(files: Files, layout: Layout, ledger: Ledger, problems: list[Phrase]) -> tuple[Writer, Writer]:
    """The tables of iptables with direct rules, and those of firewalld."""
    known: dict[tuple[str, Family], AddressList] = {}

    def sets(name: str, family: Family) -> AddressList:
        if (name, family) not in known:
            known[name, family] = read_set(name, files.ipsets.get(name), family)
        return known[name, family]

    direct = Writer(ledger, sets)
    main = Writer(ledger, sets, prefix="firewalld ", shift=0 if layout.by_iptables else _NFTABLES_SHIFT)
    write_chains(layout, main, Services(files.services), ledger)
    items, readable = read_direct(files.direct)
    write_direct(items, main if layout.by_iptables else direct, ledger, within=layout.by_iptables)
    if not readable:
        problems.append(phrase("direct.xml cannot be read"))
    return direct, main


def _forwards(document: Document, layout: Layout) -> bool:
    """Whether anything shows a router: what firewalld switches forwarding on for, policies, or the kernel's switch."""
    used = layout.active() | {layout.default}
    items = [item for name in used for item in layout.zones[name].items]
    items += [item for policy in layout.policies for item in policy.items]
    if any(_translates(item.tag, item.get("to-addr")) for item in items):
        return True
    rich = [part for item in items if item.tag == "rule" for part in item.parts]
    if any(_translates(part.tag, part.get("to-addr")) for part in rich):
        return True
    if any(policy.egress and "HOST" not in (*policy.ingress, *policy.egress) for policy in layout.policies):
        return True
    return any(file.name.endswith(".conf") and _FORWARDING.search(file.text) for file in document.files)


def _translates(tag: str, address: str) -> bool:
    return tag == "masquerade" or (tag == "forward-port" and bool(address))


def _undecided(reasons: dict[Family, list[Phrase]]) -> tuple[Undecided, ...]:
    found = [
        Undecided(what=phrase("the firewall"), why=why, kind="partial", family=family)
        for family in FAMILIES
        for why in reasons[family]
    ]
    why = phrase("the files of firewalld do not say which programs may add forwards at run time")
    return (*found, Undecided(what=phrase("UPnP, NAT-PMP and PCP"), why=why, kind="capability"))
