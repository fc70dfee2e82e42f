"""miniupnpd.conf: what clients may open. Source: options.c and upnppermissions.c of miniupnpd 2.3.11."""

from __future__ import annotations

import pytest

from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.model.fact import State
from routerlint.text.source import Document, SourceFile
from vendor_parsers.miniupnpd.detect import detect
from vendor_parsers.miniupnpd.parser import parse

BASE = "ext_ifname=ppp0\nlistening_ip=br0\n"


def document(text: str) -> Document:
    return Document(name="miniupnpd.conf", files=(SourceFile("miniupnpd.conf", text),))


def daemon(text: str = "") -> Device:
    return parse(document(BASE + text))[0]


def test_upnp_is_on_by_default_and_the_others_are_not() -> None:
    assert [mapping.kind for mapping in daemon().port_mappings] == ["upnp"]
    assert [m.kind for m in daemon("enable_pcp_pmp=yes\n").port_mappings] == ["upnp", "nat-pmp", "pcp"]
    assert [m.kind for m in daemon("enable_upnp=no\nenable_natpmp=yes\n").port_mappings] == ["nat-pmp"]
    assert not daemon("enable_upnp=no\n").port_mappings


def test_secure_mode_that_is_not_stated_depends_on_the_version() -> None:
    # On by default since 2.3.4, off before.
    (mapping,) = daemon().port_mappings
    assert mapping.secure_mode.state is State.NOT_STATED
    (mapping,) = daemon("secure_mode=yes\n").port_mappings
    assert mapping.secure_mode.value is True


@pytest.mark.parametrize(
    ("lines", "may_open", "low", "closed"),
    [
        ("", "any port to any LAN host", True, False),
        (
            "allow 1024-65535 192.168.1.0/24 1024-65535\ndeny 0-65535 0.0.0.0/0 0-65535\n",
            "ports 1024-65535",
            False,
            True,
        ),
        ("allow 1024-65535 192.168.1.0/24 1024-65535\n", "any port", True, False),
        ("deny 0-65535 0.0.0.0/0 0-65535\n", "no port", False, True),
        ("deny 0-65535 192.168.1.9/32 0-65535\n", "any port", True, False),
        ("allow 80 192.168.1.9/32 80\ndeny 0-65535 0.0.0.0/0 0-65535\n", "ports 80", True, True),
        ("deny 0-1023 0.0.0.0/0 0-65535\n", "ports 1024-65535", False, False),
        ("deny nonsense\n", "any port", True, False),
    ],
)
def test_the_first_permission_that_matches_decides_and_no_match_allows(
    lines: str, may_open: str, low: bool, closed: bool
) -> None:  # columns
    (mapping,) = daemon(lines).port_mappings
    assert mapping.may_open.startswith(may_open)
    assert mapping.low_ports.value is low
    assert mapping.default_deny.value is closed


def test_the_wrong_side_is_seen() -> None:
    (mapping,) = daemon("listening_ip=ppp0\n").port_mappings
    assert mapping.on_wan.value is True
    (mapping,) = daemon().port_mappings
    assert mapping.on_wan.value is False


def test_nothing_is_said_of_what_is_open_now() -> None:
    device = daemon()
    report = evaluate(device)
    assert not report.exposures
    assert not device.complete.ipv4
    assert [capability.kind for capability in report.capabilities] == ["upnp"]
    assert {undecided.kind for undecided in device.undecided} == {"partial"}


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (BASE, True),
        ("# comment\n" + BASE + "allow 1024-65535 192.168.1.0/24 1024-65535\n", True),
        ("config upnpd config\n\toption enable_upnp 1\n", False),
        (
            "To begin, write\next_ifname=eth1\nlistening_ip=eth0\ninto the file and start the daemon.\nThen look at the log.\n",
            False,
        ),
        ("", False),
    ],
)
def test_detection(text: str, taken: bool) -> None:  # a column
    assert (detect(document(text)) is not None) is taken
