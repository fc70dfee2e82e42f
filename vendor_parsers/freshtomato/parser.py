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
from vendor_parsers.freshtomato.filter import forward6_chain, forward_chain, input6_chain, input_chain
from vendor_parsers.freshtomato.forwards import read_forwards, read_pinholes
from vendor_parsers.freshtomato.interfaces import Network, read_network
from vendor_parsers.freshtomato.nat import exposed_host, nat_chain
from vendor_parsers.freshtomato.services import read_accounts, read_listeners, read_port_mappings

__all__ = ["parse"]

# Settings without which nothing can be called closed.
_NEEDED = ("lan_ipaddr", "wan_proto", "portforward", "dmz_enable", "remote_management", "sshd_remote", "block_wan")
_NEEDED_IPV6 = ("ipv6_service",)
_SCRIPT = "script_fire"
_SCRIPTS = ("script_init", _SCRIPT, "script_wanup", "script_mwanup", "script_shut")
_RELEVANT = (
    *_NEEDED, *_NEEDED_IPV6, _SCRIPT, "dmz_ipaddr", "dmz_sip", "dmz_ra", "rmgt_sip", "http_wanport", "sshd_rport",
    "ipv6_portforward", "ftp_enable", "snmp_remote", "nginx_remote", "smbd_wanaccess", "bt_enable", "bt_rpc_wan",
    "ar_rpc_wan", "pptpd_enable", "ntpd_enable", "vpn_server_eas", "upnp_enable", "upnp_secure", "trigforward",
    "ipsec_pass", "wan_dhcp_pass", "dr_wan_rx", "tinc_enable", "mwan_num",
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
    pipelines = [_ipv4(nvram, network, ledger)]
    if network.wan6:
        pipelines.append(_ipv6(nvram, network, ledger))
    return Device(
        vendor="freshtomato",
        model=first_stated(nvram, "t_model_name", "router_model"),
        version=first_stated(nvram, "os_version"),
        hostname=first_stated(nvram, "lan_hostname", "router_name", "wan_hostname"),
        interfaces=network.interfaces,
        routes=_routes(network),
        pipelines=tuple(pipelines),
        listeners=read_listeners(nvram),
        listeners_complete=False,
        port_mappings=read_port_mappings(nvram, network),
        accounts=read_accounts(nvram),
        outbound=(*nvram_name_servers(nvram, ("wan_dns",)), *nvram_script_fetches(nvram, _SCRIPTS)),
        inactive=_inactive(nvram),
        undecided=_undecided(nvram, network),
        complete=_complete(nvram, network, unreadable_forwards(pipelines, "ipv4")),
        coverage=settings_coverage(nvram, ledger, _RELEVANT),
    )


def _routes(network: Network) -> tuple[Route, ...]:
    found = [Route(family="ipv4", number=0, length=0, interface=interface.name) for interface in network.wan]
    if network.wan6:
        found.append(Route(family="ipv6", number=0, length=0, interface=network.wan6))
    return tuple(found)


def _ipv4(nvram: Nvram, network: Network, ledger: Ledger) -> Pipeline:
    forwards = read_forwards(nvram, ledger)
    nat = nat_chain(nvram, network, forwards)
    into = script_drop(nvram, _SCRIPT, "ipv4", input_chain(nvram))
    through = script_drop(nvram, _SCRIPT, "ipv4", forward_chain(nvram, network, forwards))
    return Pipeline(
        family="ipv4",
        chains=(nat, into, through),
        stages=(
            stage(nat, Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(into, Hook.INPUT, StageKind.FILTER, Drop()),
            stage(through, Hook.FORWARD, StageKind.FILTER, Drop()),
        ),
    )


def _ipv6(nvram: Nvram, network: Network, ledger: Ledger) -> Pipeline:
    into = script_drop(nvram, _SCRIPT, "ipv6", input6_chain(nvram))
    through = script_drop(nvram, _SCRIPT, "ipv6", forward6_chain(nvram, network, read_pinholes(nvram, ledger)))
    return Pipeline(
        family="ipv6",
        chains=(into, through),
        stages=(
            stage(into, Hook.INPUT, StageKind.FILTER, Drop()),
            stage(through, Hook.FORWARD, StageKind.FILTER, Drop()),
        ),
    )


def _inactive(nvram: Nvram) -> tuple[InactiveEntry, ...]:
    if nvram.text("dmz_ipaddr") in ("", "0") or exposed_host(nvram) is not None:
        return ()
    reason = phrase("a DMZ host is entered, but the DMZ is switched off")
    return (InactiveEntry(label="DMZ", reason=reason, nat=True, spans=nvram.span("dmz_enable", "dmz_ipaddr")),)


def _undecided(nvram: Nvram, network: Network) -> tuple[Undecided, ...]:
    found = list(script_undecided(nvram, _SCRIPT))
    if "upnp_enable" not in nvram:
        why = phrase("the settings do not say whether clients may open ports")
        found.append(Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4"))
    if not network.wan:
        why = phrase("the WAN is disabled: what the router before it lets in decides")
        span = next(iter(nvram.span("wan_proto")), None)
        found.append(Undecided(what=phrase("the WAN side"), why=why, kind="role", span=span))
    return tuple(found)


def _complete(nvram: Nvram, network: Network, unreadable: tuple[Phrase, ...]) -> Completeness:
    reasons4 = (*missing_reasons(nvram, _NEEDED, _RELEVANT), *script_reasons(nvram, _SCRIPT, "ipv4"), *unreadable)
    reasons6 = (*missing_reasons(nvram, _NEEDED_IPV6, _RELEVANT), *script_reasons(nvram, _SCRIPT, "ipv6"))
    if nvram.on("tinc_enable"):
        reasons4 += phrases(
            "the Tinc VPN opens a port that its own configuration names",
        )
    if not network.wan:
        reasons4 += phrases(
            "the WAN is disabled, so these settings do not decide what the Internet reaches",
        )
        reasons6 += reasons4[-1:]
    return Completeness(ipv4=not reasons4, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons4, *reasons6))))
