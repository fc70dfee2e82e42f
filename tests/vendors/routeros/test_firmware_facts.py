"""Services of RouterOS with advisories of their own: whether they are set up."""

from __future__ import annotations

import pytest

from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.routeros.parser import parse

HEAD = "# 2026-08-20 12:00:00 by RouterOS 7.24\n/interface bridge\nadd name=bridge\n"


def device(text: str) -> Device:
    (found,) = parse(Document(name="gw.rsc", files=(SourceFile("gw.rsc", text),)))
    return found


@pytest.mark.parametrize(
    ("fact", "menu"),
    [
        ("scep-server-enabled", "/certificate scep-server\nadd ca-cert=ca path=/scep/ca\n"),
        ("tftp-server-enabled", "/ip tftp\nadd real-filename=boot.img\n"),
        ("hotspot-enabled", "/ip hotspot\nadd interface=bridge name=guests\n"),
        ("vxlan-enabled", "/interface vxlan\nadd name=vxlan1 vni=10\n"),
    ],
)
def test_a_whole_export_settles_whether_a_service_is_set_up(fact: str, menu: str) -> None:
    assert device(HEAD).facts[fact].value == "no"
    assert device(HEAD + menu).facts[fact].value == "yes"
    assert device(HEAD + menu.replace("add ", "add disabled=yes ")).facts[fact].value == "no"


def test_a_partial_export_does_not_settle_it() -> None:
    part = "/ip firewall filter\nadd action=drop chain=input\n"
    assert "tftp-server-enabled" not in device(part).facts


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        ("", "no"),  # MikroTik documentation, IPv6 settings: yes-if-forwarding-disabled
        ("/ipv6 settings\nset forward=no\n", "yes"),
        ("/ipv6 settings\nset accept-router-advertisements=yes\n", "yes"),
        ("/ipv6 settings\nset accept-router-advertisements=no forward=no\n", "no"),
    ],
)
def test_router_advertisements_are_accepted_by_default_only_without_forwarding(settings: str, answer: str) -> None:
    assert device(HEAD + settings).facts["ipv6-accepts-advertisements"].value == answer
