"""From NVRAM settings to a Device."""

from __future__ import annotations

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, InactiveEntry, Undecided
from routerlint.model.interface import Route
from routerlint.model.pipeline import Accept, Drop, Hook, Pipeline, StageKind
from routerlint.parsing.nvram import Nvram, read_nvram
from routerlint.parsing.nvram_outbound import nvram_name_servers, nvram_script_fetches
from routerlint.parsing.nvram_report import (
    first_stated,
    missing_reasons,
    script_drop,
    script_reasons,
    script_undecided,
    settings_coverage,
)
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.rule_writer import stage, unreadable_forwards
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase, phrases
from vendor_parsers.ddwrt.filter import filter_off, forward_chain, input_chain
from vendor_parsers.ddwrt.forwards import Forward, read_forwards
from vendor_parsers.ddwrt.interfaces import Network, read_network
from vendor_parsers.ddwrt.ipv6 import forward6_chain, input6_chain
from vendor_parsers.ddwrt.nat import exposed_host, is_gateway, nat_chain
from vendor_parsers.ddwrt.services import read_accounts, read_facts, read_listeners, read_port_mappings

__all__ = ["parse"]

# Settings without which nothing can be called closed.
_NEEDED = (
    "lan_ipaddr", "wan_proto", "wk_mode", "filter", "forward_port", "forward_spec", "dmz_enable", "remote_management",
    "block_wan",
)  # fmt: skip
_NEEDED_IPV6 = ("ipv6_enable",)
_SCRIPT = "rc_firewall"
_SCRIPTS = ("rc_startup", _SCRIPT, "rc_shutdown", "cron_jobs")
_RELEVANT = (
    *_NEEDED, *_NEEDED_IPV6, _SCRIPT, "forward_ip", "dmz_ipaddr", "remote_mgt_ssh", "remote_mgt_telnet", "remote_mgt_https",
    "remote_ip", "remote_ip_any", "http_wanport", "sshd_wanport", "block_ident", "block_snmp", "snmpd_enable",
    "upnp_enable", "pptpd_enable", "openvpn_enable", "proftpd_wan", "lighttpd_wan", "dr_wan_rx", "remote_upgrade",
    "milkfish_enabled", "vncr_enable", "tor_enable", "wan_dualaccess", "port_trigger",
)  # fmt: skip


def parse(document: Document) -> tuple[Device, ...]:
    """The one router whose settings these are."""
    with collector_paused():
        return (_device(document),)


def _device(document: Document) -> Device:
    nvram = read_nvram(document)
    if nvram is None or not len(nvram):
        raise UnreadableInput("holds no settings", file=document.name, advice="Save the settings again.")
    ledger = Ledger()
    network = read_network(nvram)
    forwards = read_forwards(nvram, ledger)
    pipelines = [_ipv4(nvram, network, forwards)]
    if network.wan6:
        pipelines.append(_ipv6(nvram, network))
    return Device(
        vendor="ddwrt",
        model=first_stated(nvram, "DD_BOARD"),
        version=first_stated(nvram, "os_version"),
        hostname=first_stated(nvram, "router_name", "wan_hostname"),
        interfaces=network.interfaces,
        routes=_routes(network),
        pipelines=tuple(pipelines),
        listeners=read_listeners(nvram),
        listeners_complete=False,
        port_mappings=read_port_mappings(nvram, network),
        accounts=read_accounts(nvram),
        outbound=(*nvram_name_servers(nvram, ("wan_dns",)), *nvram_script_fetches(nvram, _SCRIPTS)),
        inactive=_inactive(nvram, forwards),
        undecided=_undecided(nvram, network),
        complete=_complete(nvram, network, unreadable_forwards(pipelines, "ipv4")),
        coverage=settings_coverage(nvram, ledger, _RELEVANT),
        facts=read_facts(nvram),
    )


def _routes(network: Network) -> tuple[Route, ...]:
    found = [Route(family="ipv4", number=0, length=0, interface=network.wan.name)] if network.wan else []
    if network.wan6:
        found.append(Route(family="ipv6", number=0, length=0, interface=network.wan6))
    return tuple(found)


def _ipv4(nvram: Nvram, network: Network, forwards: tuple[Forward, ...]) -> Pipeline:
    nat = nat_chain(nvram, network, forwards)
    into = script_drop(nvram, _SCRIPT, "ipv4", input_chain(nvram, network, forwards))
    through = script_drop(nvram, _SCRIPT, "ipv4", forward_chain(nvram, network, forwards))
    off = filter_off(nvram)
    spans = nvram.span("filter")
    return Pipeline(
        family="ipv4",
        chains=(nat, into, through),
        stages=(
            stage(nat, Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(into, Hook.INPUT, StageKind.FILTER, Accept() if off or not is_gateway(nvram) else Drop(), spans),
            stage(through, Hook.FORWARD, StageKind.FILTER, Accept() if off else Drop(), spans),
        ),
    )


def _ipv6(nvram: Nvram, network: Network) -> Pipeline:
    into = script_drop(nvram, _SCRIPT, "ipv6", input6_chain(nvram, network))
    through = script_drop(nvram, _SCRIPT, "ipv6", forward6_chain(nvram))
    spans = nvram.span("filter")
    return Pipeline(
        family="ipv6",
        chains=(into, through),
        stages=(
            stage(into, Hook.INPUT, StageKind.FILTER, Drop(), spans),
            stage(through, Hook.FORWARD, StageKind.FILTER, Drop(), spans),
        ),
    )


def _inactive(nvram: Nvram, forwards: tuple[Forward, ...]) -> tuple[InactiveEntry, ...]:
    found: list[InactiveEntry] = []
    if not is_gateway(nvram):
        reason = phrase("the box routes without NAT (wk_mode), so forwards do nothing")
        found += [InactiveEntry(label=f.name, reason=reason, nat=True, spans=f.spans) for f in forwards if f.enabled]
    if nvram.text("dmz_ipaddr") not in ("", "0") and exposed_host(nvram)[0] is None:
        reason = phrase("a DMZ host is entered, but the DMZ is switched off")
        spans = nvram.span("dmz_enable", "dmz_ipaddr")
        found.append(InactiveEntry(label="DMZ", reason=reason, nat=True, spans=spans))
    return tuple(found)


def _undecided(nvram: Nvram, network: Network) -> tuple[Undecided, ...]:
    found = list(script_undecided(nvram, _SCRIPT))
    if "upnp_enable" not in nvram:
        why = phrase("the settings do not say whether clients may open ports")
        found.append(Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4"))
    if network.wan is None:
        why = phrase("the WAN is disabled: what the router before it lets in decides")
        span = next(iter(nvram.span("wan_proto")), None)
        found.append(Undecided(what=phrase("the WAN side"), why=why, kind="role", span=span))
    return tuple(found)


def _complete(nvram: Nvram, network: Network, unreadable: tuple[Phrase, ...]) -> Completeness:
    reasons4 = (*missing_reasons(nvram, _NEEDED, _RELEVANT), *script_reasons(nvram, _SCRIPT, "ipv4"), *unreadable)
    reasons6 = (*missing_reasons(nvram, (*_NEEDED_IPV6, "filter"), _RELEVANT), *script_reasons(nvram, _SCRIPT, "ipv6"))
    if network.wan is None:
        reasons4 += phrases(
            "the WAN is disabled, so these settings do not decide what the Internet reaches",
        )
        reasons6 += reasons4[-1:]
    return Completeness(ipv4=not reasons4, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons4, *reasons6))))
