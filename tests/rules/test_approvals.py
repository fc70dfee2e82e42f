"""An approval covers exactly what it names, for as long as it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from routerlint.exposure.result import Exposure
from routerlint.netset.addresses import AddressSet
from routerlint.rules.config import Config, ConfiguredApproval
from routerlint.rules.examples import AS_OF, example_report
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.verdict import Judgement
from routerlint.text.span import Span

RULES = load_rules()
HOST = "192.168.10.5"


def approval(**fields: Any) -> ConfiguredApproval:
    plain = ConfiguredApproval(
        device="gw01.rsc",
        protocols=("tcp",),
        ports=((443, 443),),
        target=HOST,
        need="booking page",
        approver="A. Example",
        expires=dt.date(2026, 12, 31),
        line=10,
    )
    return msgspec.structs.replace(plain, **fields)


def judged(*approvals: ConfiguredApproval, key: str = "gw01.rsc", **example: Any) -> Judgement:
    report = example_report({"ports": "tcp 443", "target": HOST, **example})
    config = Config(approvals=approvals, file="routerlint.toml")
    return judge(report, RULES, config, device_key=key, as_of=AS_OF)


def ids(judgement: Judgement) -> list[str]:
    return [finding.rule.id for finding in judgement.findings]


def test_an_approved_exposure_is_documented_and_not_a_finding() -> None:
    judgement = judged(approval())
    assert ids(judgement) == []
    (documented,) = judgement.documented
    assert documented.finding.rule.id == "RL114"
    assert documented.approvals[0].approver == "A. Example"
    assert judgement.outcomes["RL114"] == "finding"


@pytest.mark.parametrize(
    "example",
    [
        {"ports": "tcp 440-449"},
        {"ports": "tcp 443,444"},
        {"ports": "udp 443"},
        {"ports": "any", "kind": "exposed_host"},
        {"target": "192.168.10.6"},
        {"inside": "8443"},
        {"inside": "3389"},
    ],
)
def test_anything_wider_or_other_is_not_covered(example: dict[str, Any]) -> None:
    judgement = judged(approval(), **example)
    assert judgement.documented == ()
    assert judgement.findings


@pytest.mark.parametrize(
    ("fields", "example"),
    [
        ({"ports": ((1, 1023),)}, {}),
        ({"ports": ()}, {"ports": "tcp 440-449"}),
        ({"protocols": ()}, {"ports": "udp 443"}),
        ({"protocols": ("tcp", "udp")}, {"ports": "udp 443"}),
        ({"target": "192.168.10.0/24"}, {}),
        ({"target_ports": ((8443, 8443),)}, {"inside": "8443"}),
        ({"sources": (AddressSet.parse("198.51.100.0/24"),)}, {"sources": ["198.51.100.7/32"]}),
        ({"target": "router", "ports": ((22, 22),)}, {"target": "router", "ports": "tcp 22", "service": ["ssh"]}),
    ],
)
def test_anything_within_is_covered(fields: dict[str, Any], example: dict[str, Any]) -> None:
    judgement = judged(approval(**fields), **example)
    assert len(judgement.documented) == 1
    assert ids(judgement) == []


def test_senders_that_are_named_must_be_all_that_may_send() -> None:
    narrow = approval(sources=(AddressSet.parse("198.51.100.0/24"),))
    assert judged(narrow).documented == ()


def test_two_approvals_may_cover_one_row_together() -> None:
    parts = approval(ports=((440, 442),)), approval(ports=((443, 449),))
    (documented,) = judged(*parts, ports="tcp 440-449").documented
    assert len(documented.approvals) == 2


def test_every_row_of_a_finding_must_be_covered() -> None:
    report = example_report({"ports": "tcp 443", "target": HOST})
    udp = example_report({"ports": "udp 443", "target": HOST}).exposures[0]
    both: tuple[Exposure, ...] = (report.exposures[0], udp)
    config = Config(approvals=(approval(),))
    judgement = judge(
        msgspec.structs.replace(report, exposures=both), RULES, config, device_key="gw01.rsc", as_of=AS_OF
    )
    assert judgement.documented == ()


def test_an_expired_approval_covers_nothing_and_is_a_finding() -> None:
    judgement = judged(approval(expires=AS_OF - dt.timedelta(days=1)))
    assert ids(judgement) == ["RL114", "RL920"]
    assert (
        judgement.findings[1].message() == "The approval of tcp 443 -> 192.168.10.5 by A. Example ended on 2025-12-31"
    )
    assert judgement.findings[1].span == Span("routerlint.toml", 10, "[[approve]] tcp 443 -> 192.168.10.5")


def test_an_approval_holds_on_its_last_day() -> None:
    assert ids(judged(approval(expires=AS_OF))) == []


def test_an_approval_that_meets_nothing_is_a_finding() -> None:
    assert ids(judged(approval(ports=((8443, 8443),)))) == ["RL114", "RL921"]


def test_an_approval_that_is_merely_too_narrow_is_not_called_unused() -> None:
    assert ids(judged(approval(), ports="tcp 440-449")) == ["RL101"]


@pytest.mark.parametrize(("key", "is_mine"), [("sites/gw01.rsc", True), ("old-gw01.rsc", False), ("other", False)])
def test_an_approval_is_for_the_device_that_it_names(key: str, is_mine: bool) -> None:  # a table
    judgement = judged(approval(), key=key)
    assert bool(judgement.documented) is is_mine
    assert "RL921" not in ids(judgement)


def opened(*approvals: ConfiguredApproval, **capability: Any) -> Judgement:
    report = example_report({"capability": {"kind": "upnp", **capability}})
    return judge(report, RULES, Config(approvals=approvals, file="routerlint.toml"), device_key="gw01.rsc", as_of=AS_OF)


def upnp(**fields: Any) -> ConfiguredApproval:
    return approval(protocols=(), ports=(), target="", capabilities=("upnp",), **fields)


def test_an_approved_capability_is_documented_and_not_a_finding() -> None:
    assert "RL301" in ids(opened())
    judgement = opened(upnp())
    assert ids(judgement) == []
    (documented,) = judgement.documented
    assert documented.approvals[0].need == "booking page"


@pytest.mark.parametrize(
    "fields",
    [
        {"capabilities": ("nat-pmp",)},
        {"interfaces": ("guest",)},
        {"expires": dt.date(2020, 1, 1)},
        {"device": "gw02.rsc"},
        {"capabilities": (), "target": "192.168.10.5"},
    ],
)
def test_another_capability_or_interface_is_not_covered(fields: dict[str, Any]) -> None:
    judgement = opened(msgspec.structs.replace(upnp(), **fields))
    assert "RL301" in ids(judgement)
    assert not judgement.documented


def test_a_capability_that_answers_on_the_internet_side_is_never_covered() -> None:
    judgement = opened(upnp(), on_wan=True)
    assert ids(judgement)
    assert not judgement.documented
    assert "RL921" not in ids(judgement)  # it met something


def test_an_approval_of_a_capability_that_is_off_is_unused_and_covers_no_row() -> None:
    judgement = judged(upnp())
    assert sorted(ids(judgement)) == ["RL114", "RL921"]
    assert judgement.findings[-1].message("en").startswith("Nothing that is open fits the approval of upnp by")
