"""From the records of a controller to one Device per site."""

from __future__ import annotations

from routerlint.model.device import Completeness, Device, InactiveEntry, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.pipeline import Accept, Drop, Hook, Pipeline, StageKind
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.rule_writer import RuleWriter, stage, unreadable_forwards
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.unifi.firewall import FirewallRule, forward_rules, input_rules, read_rules
from vendor_parsers.unifi.forwards import Forward, read_forwards
from vendor_parsers.unifi.groups import Groups
from vendor_parsers.unifi.interfaces import Network, read_network
from vendor_parsers.unifi.records import Collections, Record, read_collections
from vendor_parsers.unifi.services import open_vpn_servers, read_listeners, read_port_mappings, setting

__all__ = ["parse"]


def parse(document: Document) -> tuple[Device, ...]:
    """One gateway per site."""
    with collector_paused():
        found = read_collections(document)
        sites = found.sites()
        return tuple(_device(found, site, alone=len(sites) == 1) for site in sites)


def _device(found: Collections, site: str, *, alone: bool) -> Device:
    ledger = Ledger()
    network = read_network(found, site)
    groups = Groups(found.of("firewallgroup", site))
    records = found.of("portforward", site)
    forwards = read_forwards(records, groups, network, ledger)
    rules = found.of("firewallrule", site)
    into = read_rules(rules, "WAN_LOCAL", groups, network, ledger)
    through = read_rules(rules, "WAN_IN", groups, network, ledger)
    settings = found.of("setting", site)
    _mark(found, site, ledger)
    pipeline = _pipeline(forwards, into, through, found.of("networkconf", site))
    return Device(
        vendor="unifi",
        model=_model(found, site),
        version=stated(found.version) if found.version else NOT_STATED,
        instance=None if alone else found.site_name(site),
        interfaces=(*network.wan, *network.lan),
        routes=tuple(Route(family="ipv4", number=0, length=0, interface=i.name) for i in network.wan),
        pipelines=(pipeline,),
        listeners=read_listeners(settings),
        listeners_complete=False,
        port_mappings=read_port_mappings(settings, network),
        inactive=_inactive(records),
        undecided=_undecided(found, settings),
        complete=_complete(found, site, network, unreadable_forwards((pipeline,), "ipv4")),
        coverage=ledger.coverage(),
    )


def _model(found: Collections, site: str) -> Fact[str]:
    """The code of the gateway's model, such as UDMPRO; not stated where there is none, or gateways of several models."""
    gateways = found.of("gateway", site)
    models = sorted({record.text("model") for record in gateways} - {""})
    return stated(models[0], *gateways[0].span("model")) if len(models) == 1 else NOT_STATED


def _mark(found: Collections, site: str, ledger: Ledger) -> None:
    for kind in ("networkconf", "firewallgroup", "setting", "firewall_policy", "nat"):
        for record in found.of(kind, site):
            ledger.mark(LineState.USED, file=record.file, line=record.line, what=kind, relevant=True)


def _pipeline(
    forwards: tuple[Forward, ...],
    into: tuple[FirewallRule, ...],
    through: tuple[FirewallRule, ...],
    networks: tuple[Record, ...],
) -> Pipeline:
    nat, local, inside = RuleWriter("port forwards"), RuleWriter("WAN_LOCAL"), RuleWriter("WAN_IN")
    for forward in forwards:
        nat.add(
            forward.action, forward.spans, label=forward.name, stated=True, services=forward.services,
            sources=forward.sources, destinations=forward.destinations, interfaces=forward.interfaces,
            unknown=forward.unknown,
        )  # fmt: skip
    input_rules(local, into)
    open_vpn_servers(local, networks)
    forward_rules(inside, through)
    chains = (nat.chain(), local.chain(), inside.chain())
    return Pipeline(
        family="ipv4",
        chains=chains,
        stages=(
            stage(chains[0], Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(chains[1], Hook.INPUT, StageKind.FILTER, Drop()),
            stage(chains[2], Hook.FORWARD, StageKind.FILTER, Drop()),
        ),
    )


def _inactive(records: tuple[Record, ...]) -> tuple[InactiveEntry, ...]:
    reason = phrase("the port forward is switched off")
    return tuple(
        InactiveEntry(label=record.text("name"), reason=reason, nat=True, spans=record.span("enabled", "dst_port"))
        for record in records
        if record.flag("enabled") is False
    )


def _undecided(found: Collections, settings: tuple[Record, ...]) -> tuple[Undecided, ...]:
    reported: list[Undecided] = []
    record = setting(settings, "usg")
    if record is None or record.flag("upnp_enabled") is None:
        why = phrase("the input does not say whether clients may open ports (setting usg)")
        reported.append(Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4"))
    if found.origin == "json" and not any(kind in found for kind in ("firewallrule", "firewall_policy")):
        why = phrase(
            "rules of one's own that let more in or keep forwards closed are in another list of the controller"
        )
        reported.append(Undecided(what=phrase("the gateway's firewall rules"), why=why, kind="partial", family="ipv4"))
    return tuple(reported)


def _complete(found: Collections, site: str, network: Network, unreadable: tuple[Phrase, ...]) -> Completeness:
    reasons: list[Phrase] = []
    if found.origin == "json" and "portforward" not in found:
        reasons.append(phrase("the input holds no port forwards"))
    if any(
        record.flag("enabled") is not False for record in found.of("nat", site) if record.text("type") != "MASQUERADE"
    ):
        reasons.append(phrase("NAT rules of one's own are in use and are not read"))
    if any(_owners(record) for record in found.of("firewall_policy", site)):
        reasons.append(phrase("policies between zones are in use and are not read"))
    if found.overrides:
        reasons.append(phrase("a config.gateway.json overrides what the controller shows"))
    reasons6 = list(reasons)
    reasons += unreadable
    if network.ipv6 != "off":
        reasons6.append(phrase("whether IPv6 is on, and what its firewall lets in, is not settled by these records"))
    return Completeness(ipv4=not reasons, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons, *reasons6))))


def _owners(record: Record) -> bool:
    """Whether a policy is the owner's, on, and allows."""
    return (
        record.flag("predefined") is not True
        and record.flag("enabled") is not False
        and record.text("action").upper() != "BLOCK"
    )
