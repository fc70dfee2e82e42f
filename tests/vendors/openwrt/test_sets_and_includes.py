"""Named sets, and parts of the ruleset that are not UCI (firewall4 b6e5157: parse_ipset, parse_include, ruleset.uc)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.model.device import Device

Ask = Callable[[Device, str], str]
Build = Callable[..., Device]

WEB = "config redirect\n option src wan\n option proto tcp\n option src_dport 443\n option dest_ip 192.168.1.20\n"
SIP = "config rule\n option src wan\n option proto udp\n option dest_port 5060\n option ipset '{name}'\n option target ACCEPT\n"
NFT = "config include\n option type nftables\n option path /etc/extra.nft\n option position '{position}'\n option chain '{chain}'\n"


def ipset(match: str = "src_net", **options: str) -> str:
    said = {"name": "partners", "match": match, **options}
    lines = "".join(f" option {key} '{value}'\n" for key, value in said.items() if key != "entries")
    return f"config ipset\n{lines}" + "".join(
        f" list entry '{entry}'\n" for entry in options.get("entries", "").split(",") if entry
    )


def test_entries_that_stand_in_the_section_decide(ask: Ask, build: Build) -> None:
    device = build(ipset(entries="9.9.9.0/24,1.1.1.1") + SIP.format(name="partners"))
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open router"
    assert ask(device, "udp 8.8.8.8 wan 5060") == "closed"
    assert ask(device, "udp 2620:fe::9 wan 5060") == "closed"  # sets are IPv4 unless they say otherwise


def test_a_set_of_single_addresses_takes_the_address_of_a_prefix(ask: Ask, build: Build) -> None:
    # parse_ipsetentry: the length is kept for "net" columns only
    device = build(ipset("src_ip", entries="9.9.9.9/24") + SIP.format(name="partners"))
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open router"
    assert ask(device, "udp 9.9.9.8 wan 5060") == "closed"


def test_a_negated_reference(ask: Ask, build: Build) -> None:
    device = build(ipset(entries="9.9.9.0/24") + SIP.format(name="!partners"))
    assert ask(device, "udp 9.9.9.9 wan 5060") == "closed"
    assert ask(device, "udp 8.8.8.8 wan 5060") == "open router"


def test_a_set_with_ports_is_asked_for_addresses_and_ports_together(ask: Ask, build: Build) -> None:
    rule = "config rule\n option src wan\n option proto tcp\n option ipset partners\n option target ACCEPT\n"
    device = build(ipset("src_net dest_port", entries="9.9.9.0/24 80,1.1.1.1 443") + rule)
    assert ask(device, "tcp 9.9.9.9 wan 80") == "open router"
    assert ask(device, "tcp 9.9.9.9 wan 443") == "closed"
    assert ask(device, "tcp 1.1.1.1 wan 443") == "open router"


@pytest.mark.parametrize(
    "option", [{"loadfile": "/etc/list"}, {"timeout": "60", "entries": "9.9.9.9"}, {"timeout": "0"}, {}]
)
def test_a_set_that_is_filled_elsewhere_is_conditional(ask: Ask, build: Build, option: dict[str, str]) -> None:
    assert ask(build(ipset(**option) + SIP.format(name="partners")), "udp 9.9.9.9 wan 5060") == "conditional"


def test_a_list_file_that_is_in_the_input_decides(ask: Ask, build: Build) -> None:
    sections = ipset(loadfile="/etc/list") + SIP.format(name="partners")
    device = build(sections, files={"etc/list": "# partners\n9.9.9.0/24\nnonsense\n"})
    assert ask(device, "udp 9.9.9.9 wan 5060") == "open router"
    assert ask(device, "udp 8.8.8.8 wan 5060") == "closed"


def test_a_set_that_dnsmasq_fills_is_conditional(ask: Ask, build: Build) -> None:
    sections = ipset(entries="9.9.9.9") + SIP.format(name="partners")
    device = build(sections, files={"etc/config/dhcp": "config ipset\n list name partners\n list domain example.net\n"})
    assert ask(device, "udp 8.8.8.8 wan 5060") == "conditional"


def test_block_list_and_pass_list_of_one_name_let_nobody_in(ask: Ask, build: Build) -> None:
    block = SIP.format(name="partners").replace("ACCEPT", "DROP")
    device = build(ipset(loadfile="/etc/list") + block + SIP.format(name="partners"))
    assert ask(device, "udp 9.9.9.9 wan 5060") == "closed"


def test_an_include_is_unknown_at_its_place_alone(ask: Ask, build: Build) -> None:
    device = build(WEB + NFT.format(position="chain-append", chain="input_wan"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert ask(device, "tcp 2620:fe::9 2001:db8:1::20 22") == "closed"
    assert device.complete.ipv4


def test_an_include_before_the_forwards_may_stop_them(ask: Ask, build: Build) -> None:
    device = build(WEB + NFT.format(position="chain-pre", chain="forward_wan"))
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"


def test_what_an_include_may_forward_nobody_can_list(build: Build) -> None:
    assert not build(NFT.format(position="chain-prepend", chain="dstnat")).complete.ipv4


def test_an_appended_include_comes_after_the_reject_of_input(ask: Ask, build: Build) -> None:
    # ruleset.uc: handle_reject stands before the appended includes of chain input
    assert ask(build(NFT.format(position="chain-append", chain="input")), "tcp 9.9.9.9 wan 22") == "closed"


@pytest.mark.parametrize("text", ["# nothing\n\n", "counter\n", 'log prefix "drop accept"\n'])
def test_an_include_that_decides_nothing_changes_nothing(ask: Ask, build: Build, text: str) -> None:
    sections = WEB + NFT.format(position="chain-prepend", chain="forward_wan")
    device = build(sections, files={"etc/extra.nft": text})
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert not [found for found in device.undecided if found.kind == "include"]


def test_own_chains_in_nftables_d_can_only_stop_packets(ask: Ask, build: Build) -> None:
    text = "chain user_pre {\n type filter hook forward priority -1; policy accept;\n ip saddr 192.0.2.1 drop\n}\n"
    device = build(WEB, files={"etc/nftables.d/10-mine.nft": text})
    assert ask(device, "tcp 9.9.9.9 wan 443") == "conditional"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert device.complete.ipv4


def test_the_delivered_comments_and_a_mangle_chain_in_nftables_d_change_nothing(ask: Ask, build: Build) -> None:
    mangle = "chain ttl {\n type filter hook postrouting priority 300; policy accept;\n ip ttl set 65\n}\n"
    device = build(WEB, files={"etc/nftables.d/10-a.nft": "# chain x { drop }\n", "etc/nftables.d/20-b.nft": mangle})
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"


SCRIPT = "config include\n option path /etc/firewall.user\n"
IPTABLES = "iptables -I INPUT -p tcp --dport 22 -j ACCEPT\n"


def test_firewall4_does_not_run_firewall_user(ask: Ask, build: Build) -> None:
    device = build(SCRIPT, files={"etc/firewall.user": IPTABLES})
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert device.complete.ipv4


@pytest.mark.parametrize(("marked", "release"), [(" option fw4_compatible 1\n", "23.05.0"), ("", "19.07.8")])
def test_a_script_that_runs_makes_everything_possible(ask: Ask, build: Build, marked: str, release: str) -> None:
    device = build(SCRIPT + marked, release=release, files={"etc/firewall.user": IPTABLES})
    assert ask(device, "tcp 9.9.9.9 wan 22") == "conditional"
    assert not device.complete.ipv4


def test_a_script_of_comments_or_the_delivered_one_changes_nothing(build: Build) -> None:
    commented = build(SCRIPT, release="19.07.8", files={"etc/firewall.user": "# Put your rules here\n"})
    missing = build(SCRIPT, release="19.07.8")
    assert commented.complete.ipv4
    assert not [found for found in commented.undecided if found.kind == "include"]
    assert missing.complete.ipv4
    assert [found.kind for found in missing.undecided if found.kind == "include"] == ["include"]


def test_arguments_for_iptables_are_unknown_in_firewall3_and_ignored_by_firewall4(ask: Ask, build: Build) -> None:
    section = "config rule\n option src wan\n option proto tcp\n option dest_port 22\n option target ACCEPT\n option extra '-m string x'\n"
    assert ask(build(section), "tcp 9.9.9.9 wan 22") == "open router"
    assert ask(build(section, release="19.07.8"), "tcp 9.9.9.9 wan 22") == "conditional"
