"""Which services a row holds, and how bad that is."""

from __future__ import annotations

from typing import Any

import pytest

from routerlint.rules.config import Config
from routerlint.rules.examples import example_report
from routerlint.rules.loader import load_rules
from routerlint.rules.severity import Adjustment, Severity
from routerlint.rules.subject import ExposureSubject
from routerlint.rules.subjects import exposure_subject

RULES = load_rules()


def subject(**example: Any) -> ExposureSubject:
    report = example_report(example)
    return exposure_subject(report.exposures[0], report.device, RULES.services, Config())


def classes(**example: Any) -> set[str]:
    return set(subject(**example).classes)


HOST = "192.168.10.5"


def test_every_port_within_a_range_counts() -> None:
    assert classes(ports="tcp 440-449", target=HOST) == {"smb", "web", "other"}


def test_every_port_of_a_list_counts() -> None:
    assert classes(ports="tcp 25,443", target=HOST) == {"mail", "web"}


def test_the_inside_port_decides_and_not_the_outside_one() -> None:
    assert classes(ports="tcp 43389", inside="3389", target=HOST) == {"remote-desktop"}
    assert classes(ports="tcp 445", inside="8443", target=HOST) == {"web"}


def test_the_outside_port_decides_where_no_class_names_the_inside_one() -> None:
    assert classes(ports="tcp 3389", inside="13389", target=HOST) == {"remote-desktop"}


def test_a_negated_port_leaves_all_others() -> None:
    found = classes(ports="tcp 1-442,444-65535", target=HOST)
    assert {"smb", "database", "remote-desktop"} <= found


def test_ports_that_serve_many_things_count_only_in_narrow_ranges() -> None:
    assert classes(ports="tcp 50000", target=HOST) == {"database"}
    assert classes(ports="tcp 50000-50100", target=HOST) == {"other"}


def test_a_wide_range_of_high_udp_ports_is_voice_and_video_and_nothing_else() -> None:
    assert classes(ports="udp 10000-20000", target=HOST) == {"wide-udp-range"}
    assert "database" in classes(ports="udp 1-65535", target=HOST)
    assert "snmp" in classes(ports="udp 100-200", target=HOST)


def test_the_listener_decides_on_the_router_whatever_its_port() -> None:
    assert classes(ports="tcp 3322", service=["ssh"]) == {"ssh"}
    assert classes(ports="tcp 22", service=[]) == {"no-listener"}
    assert classes(ports="tcp 22", service=["unknown"]) == {"ssh"}
    assert classes(ports="tcp 4711", service=["a-new-daemon"]) == {"other"}


def test_an_open_router_of_unknown_services_is_not_accused_of_all_services() -> None:
    assert classes(ports="any", service=["unknown"]) == {"all-ports"}


@pytest.mark.parametrize(
    ("ports", "name"),
    [("icmp", "network-control"), ("igmp", "network-control"), ("esp", "vpn"), ("ah", "vpn"), ("gre", "tunnel"),
     ("139", "vpn"), ("41", "tunnel"), ("ospf", "routing"), ("77", "other-protocol"), ("other", "other-protocol")],
)  # fmt: skip
def test_protocols_without_ports_have_classes_too(ports: str, name: str) -> None:
    assert classes(ports=ports, target="lan:bridge", family="ipv6") == {name}


def test_a_class_can_be_worse_on_the_router() -> None:
    assert subject(ports="tcp 443", target=HOST).worst == "medium"
    assert subject(ports="tcp 443", service=["https"]).worst == "high"
    assert subject(ports="udp 5060", target=HOST).worst == "high"
    assert subject(ports="udp 5060", service=["sip"]).worst == "low"


@pytest.mark.parametrize(
    ("scope", "listener", "base", "expected"),
    [
        ("any", "elsewhere", "critical", "critical"),
        ("wide", "elsewhere", "critical", "critical"),
        ("few", "elsewhere", "critical", "medium"),
        ("few", "elsewhere", "high", "low"),
        ("few", "elsewhere", "medium", "low"),
        ("few", "elsewhere", "low", "low"),
        ("few", "elsewhere", "info", "info"),
        ("private", "elsewhere", "critical", "info"),
        ("any", "none", "high", "info"),
        ("any", "unknown", "high", "high"),
    ],
)
def test_the_severity_table(scope: str, listener: str, base: str, expected: str) -> None:
    assert RULES.severities.adjusted(Severity.of(base), scope, listener).label == expected


def test_an_adjustment_never_raises() -> None:
    assert Adjustment(lower_by=1, not_below=Severity.HIGH).apply(Severity.LOW) is Severity.LOW


def test_management_networks_of_the_site_count_as_few_senders() -> None:
    from routerlint.netset.addresses import AddressSet

    example = {"ports": "tcp 22", "service": ["ssh"], "sources": ["198.51.0.0/16"]}
    report = example_report(example)
    config = Config(management_networks=(AddressSet.parse("198.51.0.0/16"),))
    row = report.exposures[0]
    assert exposure_subject(row, report.device, RULES.services, Config()).source_scope == "wide"
    assert exposure_subject(row, report.device, RULES.services, config).source_scope == "few"
