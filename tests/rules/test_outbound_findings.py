"""Findings about what the router turns to by itself: one for each line, hostile names made harmless."""

from __future__ import annotations

import datetime as dt

import pytest

from routerlint.exposure.result import ExposureReport
from routerlint.model.device import Device
from routerlint.model.outbound import Outbound
from routerlint.rules.config import Config
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.outbound import outbound_subjects
from routerlint.rules.rule import RuleSet
from routerlint.rules.verdict import Judgement
from routerlint.text.span import Span


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules()


def judged(rules: RuleSet, *found: Outbound) -> Judgement:
    report = ExposureReport(device=Device(vendor="routeros", outbound=found), exposures=())
    return judge(report, rules, Config(select=("RL6",)), device_key="gw", as_of=dt.date(2026, 1, 1))


def at(line: int) -> tuple[Span, ...]:
    return (Span("gw.rsc", line, "add name=x"),)


def test_a_device_of_which_nothing_is_known_passes_no_rule_about_it(rules: RuleSet) -> None:
    assert judged(rules).outcomes["RL601"] == "not applicable"


def test_what_is_known_and_harmless_passes(rules: RuleSet) -> None:
    fine = Outbound(kind="fetch", protocol="https", host="lists.example", runs=True, spans=at(1))
    assert judged(rules, fine).findings == ()
    assert judged(rules, fine).outcomes["RL601"] == "pass"


def test_two_servers_in_one_line_are_one_finding_and_two_lines_are_two(rules: RuleSet) -> None:
    servers = [Outbound(kind="resolver", host=host, spans=at(4)) for host in ("85.255.112.1", "85.255.112.2")]
    assert len(judged(rules, *servers).findings) == 1
    other = Outbound(kind="clients-resolver", host="85.255.112.1", spans=at(9))
    assert [finding.span.line for finding in judged(rules, *servers, other).findings if finding.span] == [4, 9]


def test_the_worst_rule_names_the_finding(rules: RuleSet) -> None:
    loader = Outbound(kind="fetch", protocol="http", host="h.example", path="/poll/{uuid}", runs=True, spans=at(1))
    (finding,) = judged(rules, loader).findings
    assert (finding.rule.id, finding.severity.label) == ("RL601", "critical")


def test_an_unknown_protocol_is_undecided_and_not_passed(rules: RuleSet) -> None:
    unknown = Outbound(kind="fetch", host="h.example", runs=True, spans=at(1))
    assert judged(rules, unknown).outcomes["RL602"] == "undecided"


def test_a_host_that_only_the_router_knows_is_not_judged_by_where_it_is(rules: RuleSet) -> None:
    unknown = Outbound(kind="fetch", protocol="http", runs=True, spans=at(1))
    assert judged(rules, unknown).findings == ()


def test_names_of_the_device_cannot_command_a_terminal(rules: RuleSet) -> None:
    hostile = Outbound(
        kind="tunnel", protocol="l2tp", name="\x1b[2J\u202eevil`rm`", host="s80.leappoach.info", spans=at(1)
    )
    (finding,) = judged(rules, hostile).findings
    text = finding.message("en")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "leappoach.info" in text


def test_a_host_stands_for_the_domains_above_it() -> None:
    found = Outbound(kind="tunnel", host="a.b.example.com", spans=at(1))
    report = ExposureReport(device=Device(vendor="routeros", outbound=(found,)), exposures=())
    (subject,) = outbound_subjects(report)
    assert subject.hosts == ("a.b.example.com", "b.example.com", "example.com")


@pytest.mark.parametrize(
    ("host", "scope"),
    [("203.0.113.9", "public"), ("192.168.1.2", "private"), ("2001:db8::9", "public"), ("h", "name"), ("", "unknown")],
)
def test_where_a_host_is(host: str, scope: str) -> None:
    found = Outbound(kind="capture", host=host)
    report = ExposureReport(device=Device(vendor="routeros", outbound=(found,)), exposures=())
    (subject,) = outbound_subjects(report)
    assert subject.scope == scope
