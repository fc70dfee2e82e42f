"""The forms in which a configuration comes, and how each is recognised."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Device
from routerlint.text.detection import Certainty
from routerlint.text.source import Document, SourceFile
from vendor_parsers.openwrt.detect import detect
from vendor_parsers.openwrt.parser import parse

Ask = Callable[[Device, str], str]

FIREWALL = (
    "config defaults\n\toption input 'REJECT'\n\toption forward 'REJECT'\n\nconfig zone\n\toption name 'lan'\n\tlist network 'lan'\n"
    "\nconfig zone\n\toption name 'wan'\n\tlist network 'wan'\n\toption masq '1'\n\nconfig redirect\n\toption src 'wan'\n"
    "\toption dest 'lan'\n\toption proto 'tcp'\n\toption src_dport '443'\n\toption dest_ip '192.168.1.20'\n"
)
NETWORK = (
    "config interface 'lan'\n\toption device 'br-lan'\n\toption proto 'static'\n\toption ipaddr '192.168.1.1/24'\n\n"
    "config interface 'wan'\n\toption device 'eth1'\n\toption proto 'dhcp'\n"
)
RELEASE = "DISTRIB_RELEASE='23.05.5'\n"
SHOW = """firewall.@zone[0]=zone
firewall.@zone[0].name='wan'
firewall.@zone[0].network='wan' 'wan6'
firewall.@zone[0].masq='1'
firewall.@redirect[0]=redirect
firewall.@redirect[0].src='wan'
firewall.@redirect[0].proto='tcp'
firewall.@redirect[0].src_dport='443'
firewall.@redirect[0].dest_ip='192.168.1.20'
network.wan=interface
network.wan.proto='dhcp'
network.lan=interface
network.lan.proto='static'
network.lan.ipaddr='192.168.1.1/24'
"""


def document(**files: str) -> Document:
    named = {name.replace("__", "/"): text for name, text in files.items()}
    return Document(name="input", files=tuple(SourceFile(name, text) for name, text in sorted(named.items())))


FORMS = {
    "a tree": document(etc__config__firewall=FIREWALL, etc__config__network=NETWORK, etc__openwrt_release=RELEASE),
    "a tree in a folder": document(
        backup__etc__config__firewall=FIREWALL,
        backup__etc__config__network=NETWORK,
        backup__etc__openwrt_release=RELEASE,
    ),
    "the folder config": document(config__firewall=FIREWALL, config__network=NETWORK, openwrt_release=RELEASE),
    "loose files": document(firewall=FIREWALL, network=NETWORK),
    "an export": document(router=f"package firewall\n\n{FIREWALL}\npackage network\n\n{NETWORK}\n{RELEASE}"),
    "two files in one": document(all=f"{FIREWALL}\n{NETWORK}"),
    "show": document(router=SHOW),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_recognised_and_says_the_same(ask: Ask, form: str) -> None:
    found = detect(FORMS[form])
    assert found is not None
    assert found.certainty is Certainty.CERTAIN
    (device,) = parse(FORMS[form])
    assert ask(device, "tcp 9.9.9.9 wan 443") == "open 192.168.1.20:443"
    assert ask(device, "tcp 9.9.9.9 wan 22") == "closed"
    assert device.complete.ipv4


def test_the_release_is_read_from_the_tree_and_from_an_export() -> None:
    for form in ("a tree", "a tree in a folder", "the folder config", "an export"):
        assert parse(FORMS[form])[0].version.value == "23.05.5"
    assert not parse(FORMS["show"])[0].version.known


def test_what_ubus_says_of_the_board_is_read() -> None:
    board = '{\n\t"model": "Example AX",\n\t"release": {\n\t\t"version": "22.03.5"\n\t}\n}\n'
    (device,) = parse(document(router=f"package firewall\n\n{FIREWALL}\n{board}"))
    assert (device.model.value, device.version.value) == ("Example AX", "22.03.5")
    assert device.complete.ipv4


def test_loose_files_of_a_folder_join() -> None:
    first, second = detect(document(firewall=FIREWALL)), detect(document(network=NETWORK))
    assert first is not None
    assert second is not None
    assert (first.joins, second.joins) == ("firewall", "network")
    other = detect(document(**{"old-firewall": FIREWALL}))
    assert other is not None
    assert not other.joins


def test_default_files_of_an_upgrade_do_not_count() -> None:
    files = {
        "etc__config__firewall": FIREWALL,
        "etc__config__network": NETWORK,
        "etc__config__firewall-opkg": "config x\n",
    }
    assert not parse(document(**files))[0].coverage.unread


@pytest.mark.parametrize(
    "text", ["interface eth0\n ip address 1.2.3.4\n", "config system interface\n edit wan\n", "", "{}"]
)
def test_other_formats_are_not_claimed(text: str) -> None:
    assert detect(document(x=text)) is None


def test_a_package_without_the_firewall_is_not_complete() -> None:
    (device,) = parse(document(network=NETWORK))
    assert not device.complete.ipv4
    assert not device.complete.ipv6


def test_an_input_without_a_section_is_refused() -> None:
    with pytest.raises(RecognisedNotJudged):
        parse(document(firewall="# nothing\n"))


def test_every_statement_is_counted() -> None:
    (device,) = parse(FORMS["a tree"])
    statements = sum(
        line.split()[0] in ("config", "option", "list") for line in (FIREWALL + NETWORK).split("\n") if line
    )
    assert sum(device.coverage.relevant.values()) == statements
    assert device.coverage.relevant_share == 1.0
