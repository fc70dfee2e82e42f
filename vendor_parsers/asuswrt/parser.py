"""From NVRAM settings to a Device."""

from __future__ import annotations

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness, Device, InactiveEntry, Undecided
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.interface import Route
from routerlint.model.pipeline import Accept, Drop, Hook, Pipeline, StageKind
from routerlint.parsing.nvram import Nvram, read_nvram
from routerlint.parsing.nvram_outbound import nvram_name_servers
from routerlint.parsing.nvram_report import first_stated, missing_reasons, settings_coverage
from routerlint.parsing.pause import collector_paused
from routerlint.parsing.rule_writer import stage, unreadable_forwards
from routerlint.text.coverage import Ledger
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase, phrases
from vendor_parsers.asuswrt.filter import firewall_on, forward_chain, input_chain
from vendor_parsers.asuswrt.interfaces import Network, read_network
from vendor_parsers.asuswrt.ipv6 import forward6_chain, input6_chain, ipv6_firewall_on
from vendor_parsers.asuswrt.nat import inert_lists, nat_chain
from vendor_parsers.asuswrt.services import read_accounts, read_facts, read_listeners, read_port_mappings

__all__ = ["parse"]

# Settings without which nothing can be called closed.
_NEEDED = (
    "sw_mode", "lan_ipaddr", "wan0_proto", "fw_enable_x", "vts_enable_x", "vts_rulelist", "dmz_ip", "misc_http_x",
    "misc_lpr_x",
)  # fmt: skip
_NEEDED_IPV6 = ("ipv6_service",)
_RELEVANT = (
    *_NEEDED, *_NEEDED_IPV6, "sshd_enable", "ipv6_fw_enable", "ipv6_fw_rulelist", "upnp_enable", "enable_acc_restriction",
    "restrict_rulelist", "game_vts_rulelist", "vts1_rulelist", "dmz1_ip", "http_enable", "ftp_wanac", "wans_dualwan",
    "misc_ping_x", "snmpd_wan", "pptpd_enable", "enable_webdav", "tr_enable", "autofw_enable_x", "radius_serv_enable",
)  # fmt: skip

_NAME_SERVERS = ("wan_dns1_x", "wan_dns2_x", "wan0_dns1_x", "wan0_dns2_x", "wan0_dns")


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
        vendor="asuswrt",
        model=first_stated(nvram, "productid", "odmpid"),
        version=_version(nvram),
        hostname=first_stated(nvram, "lan_hostname", "computer_name"),
        interfaces=network.interfaces,
        routes=_routes(network),
        pipelines=tuple(pipelines),
        listeners=read_listeners(nvram),
        listeners_complete=False,
        port_mappings=read_port_mappings(nvram, network),
        accounts=read_accounts(nvram),
        # rc/services.c (clients) and the settings page of the WAN (router)
        outbound=nvram_name_servers(nvram, _NAME_SERVERS, ("dhcp_dns1_x", "dhcp_dns2_x")),
        inactive=_inactive(nvram),
        undecided=_undecided(nvram, network),
        complete=_complete(nvram, network, unreadable_forwards(pipelines, "ipv4")),
        coverage=settings_coverage(nvram, ledger, _RELEVANT),
        facts=read_facts(nvram),
    )


def _version(nvram: Nvram) -> Fact[str]:
    """firmver.buildno_extendno, as the web interface shows it (3.0.0.4.388_24353)."""
    if not nvram.text("buildno"):
        return NOT_STATED
    number = ".".join(part for part in (nvram.text("firmver"), nvram.text("buildno")) if part)
    extended = nvram.text("extendno")
    return stated(f"{number}_{extended}" if extended else number, *nvram.span("firmver", "buildno", "extendno"))


def _routes(network: Network) -> tuple[Route, ...]:
    defaults = [Route(family="ipv4", number=0, length=0, interface=unit[0].name) for unit in network.units if unit]
    if network.wan6:
        defaults.append(Route(family="ipv6", number=0, length=0, interface=network.wan6))
    return tuple(defaults)


def _ipv4(nvram: Nvram, network: Network, ledger: Ledger) -> Pipeline:
    nat, into, through = nat_chain(nvram, network, ledger), input_chain(nvram, network), forward_chain(nvram)
    spans = nvram.span("fw_enable_x")
    default = Drop() if firewall_on(nvram) else Accept()
    return Pipeline(
        family="ipv4",
        chains=(nat, into, through),
        stages=(
            stage(nat, Hook.PREROUTING, StageKind.NAT, Accept()),
            stage(into, Hook.INPUT, StageKind.FILTER, default, spans),
            stage(through, Hook.FORWARD, StageKind.FILTER, default, spans),
        ),
    )


def _ipv6(nvram: Nvram, network: Network, ledger: Ledger) -> Pipeline:
    into, through = input6_chain(nvram), forward6_chain(nvram, network, ledger)
    default = Drop() if ipv6_firewall_on(nvram) else Accept()
    return Pipeline(
        family="ipv6",
        chains=(into, through),
        stages=(
            stage(into, Hook.INPUT, StageKind.FILTER, Drop(), nvram.span("ipv6_fw_enable")),
            stage(through, Hook.FORWARD, StageKind.FILTER, default, nvram.span("ipv6_fw_enable")),
        ),
    )


def _inactive(nvram: Nvram) -> tuple[InactiveEntry, ...]:
    reason = phrase("port forwarding is switched off (vts_enable_x or wan0_nat_x), so the list does nothing")
    return tuple(InactiveEntry(label=key, reason=reason, nat=True, spans=nvram.span(key)) for key in inert_lists(nvram))


def _undecided(nvram: Nvram, network: Network) -> tuple[Undecided, ...]:
    found: list[Undecided] = []
    if nvram.on("jffs2_scripts"):
        why = phrase(
            "scripts in /jffs/scripts (firewall-start, nat-start) may add rules, and they are not in the settings"
        )
        span = next(iter(nvram.span("jffs2_scripts")), None)
        found.append(Undecided(what=phrase("user scripts"), why=why, kind="include", span=span))
    if "upnp_enable" not in nvram:
        why = phrase("the settings do not say whether clients may open ports")
        found.append(Undecided(what=phrase("UPnP"), why=why, kind="capability", family="ipv4"))
    if not network.wan:
        why = phrase(
            "the box does not route (repeater, access point or bridge): what the router before it lets in decides"
        )
        span = next(iter(nvram.span("sw_mode")), None)
        found.append(Undecided(what=phrase("the WAN side"), why=why, kind="role", span=span))
    return tuple(found)


def _complete(nvram: Nvram, network: Network, unreadable: tuple[Phrase, ...]) -> Completeness:
    reasons4 = (*missing_reasons(nvram, _NEEDED, _RELEVANT), *unreadable)
    reasons6 = missing_reasons(nvram, (*_NEEDED_IPV6, "fw_enable_x"), _RELEVANT)
    if network.wan6:
        reasons6 += missing_reasons(nvram, ("ipv6_fw_enable", "sshd_enable"), ())
    if not network.wan:
        reasons4 += phrases(
            "the box does not route, so its settings do not decide what the Internet reaches",
        )
        reasons6 += reasons4[-1:]
    return Completeness(ipv4=not reasons4, ipv6=not reasons6, reasons=tuple(dict.fromkeys((*reasons4, *reasons6))))
