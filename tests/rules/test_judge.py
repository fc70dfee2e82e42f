"""One finding per thing to change, named by the worst rule, stable over re-exports."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import msgspec
import pytest

from routerlint.errors import ConfigurationError
from routerlint.exposure.result import Exposure, ExposureReport
from routerlint.model.device import Completeness, Device
from routerlint.model.fact import stated
from routerlint.model.service import Listener
from routerlint.netset.addresses import parse_addresses
from routerlint.netset.services import TCP, ServiceSet
from routerlint.rules.config import Config
from routerlint.rules.examples import AS_OF, example_report
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.verdict import Finding, Judgement
from routerlint.text.span import Span
from routerlint.wording import phrases

RULES = load_rules()
HOST = "192.168.10.5"


def row(line: int = 1, **example: Any) -> Exposure:
    found = example_report(example).exposures[0]
    span = Span("gw01.rsc", line, f"line {line}")
    return msgspec.structs.replace(found, path=(span,), nat_line=span if found.nat_line is not None else None)


def report(*rows: Exposure, **example: Any) -> ExposureReport:
    return msgspec.structs.replace(example_report(example), exposures=rows)


def judged(*rows: Exposure, config: Config = Config(), **example: Any) -> Judgement:  # noqa: B008  # frozen
    return judge(report(*rows, **example), RULES, config, device_key="gw01.rsc", as_of=AS_OF)


def only(judgement: Judgement) -> Finding:
    (finding,) = judgement.findings
    return finding


def test_rows_of_one_nat_entry_are_one_finding() -> None:
    tcp, udp = row(41, ports="tcp 3389", target=HOST), row(41, ports="udp 3389", target=HOST)
    piece = row(41, ports="tcp 443", target=HOST)
    finding = only(judged(tcp, udp, piece))
    assert finding.rule.id == "RL102"
    assert len(finding.exposures) == 3
    assert finding.message() == (
        "Reachable from the Internet: remote desktop (RDP, tcp 3389, udp 3389) and web server (HTTPS, tcp 443)"
        f" on {HOST}; whoever guesses a password sits in front of this computer"
    )


def test_rows_of_two_nat_entries_are_two_findings() -> None:
    rows = row(41, ports="tcp 3389", target=HOST), row(42, ports="tcp 443", target=HOST)
    assert [finding.rule.id for finding in judged(*rows).findings] == ["RL102", "RL114"]


def test_what_firmware_adds_is_part_of_the_same_finding_and_says_possibly() -> None:
    certain = row(41, ports="tcp 443", target=HOST)
    added = row(41, ports="tcp 440-442,444-449", target=HOST, certainty="conditional", quirk="wide-forward")
    finding = only(judged(certain, added))
    assert (finding.rule.id, finding.severity.label, finding.certainty) == ("RL101", "critical", "conditional")
    assert finding.message().startswith("Possibly reachable from the Internet: Windows file sharing (SMB, tcp 445)")
    assert finding.message("de").startswith(
        "Möglicherweise aus dem Internet erreichbar: Windows-Dateifreigabe (SMB, tcp 445)"
    )
    assert [rule.id for rule in finding.also] == ["RL121"]


def test_a_certain_piece_of_the_same_severity_comes_before_a_possible_one() -> None:
    rows = row(1, ports="tcp 445", target=HOST, certainty="conditional"), row(1, ports="tcp 1433", target=HOST)
    assert only(judged(*rows)).certainty == "certain"


def test_a_row_with_twenty_classes_is_one_finding_that_names_the_worst_first() -> None:
    finding = only(judged(row(1, ports="tcp 1-10000", target=HOST)))
    assert finding.classes[:2] == ("smb", "medical")
    assert "and" in finding.message()
    assert "more" in finding.message()
    assert [rule.id for rule in finding.also] == ["RL122"]


def test_services_of_the_router_behind_one_line_are_one_finding() -> None:
    rows = [row(7, ports=f"tcp {port}", service=[name]) for port, name in ((22, "ssh"), (80, "http"), (53, "dns"))]
    finding = only(judged(*rows))
    assert finding.severity.label == "high"
    assert "remote command line (SSH, tcp 22)" in finding.message()
    assert "name resolver (DNS, tcp 53)" in finding.message()


@pytest.mark.parametrize(
    ("allowed", "outcome"),
    [
        (None, ("RL402", "high")),
        ("192.168.88.0/24", ("RL412", "info")),
        ("8.8.8.8", ("RL412", "low")),
        ("2001:db8::/32", ("RL412", "info")),
        ("8.0.0.0/8", ("RL402", "high")),
    ],
)
def test_a_service_that_answers_some_senders_is_judged_by_those(allowed: str | None, outcome: tuple[str, str]) -> None:
    # MikroTik documentation, "Services", address: "access to the service is denied for sources not matching"
    found = None if allowed is None else parse_addresses(allowed)
    one = Listener(
        name="ssh",
        services=ServiceSet.ports(TCP, ((22, 22),)),
        enabled=stated(True),
        allowed=None if found is None else (found,),
    )
    base = report(row(22, ports="tcp 22", service=["ssh"]))
    device = msgspec.structs.replace(base.device, listeners=(one,))
    judgement = judge(msgspec.structs.replace(base, device=device), RULES, Config(), device_key="gw01.rsc", as_of=AS_OF)
    finding = only(judgement)
    assert (finding.rule.id, finding.severity.label) == outcome


def test_a_router_without_a_filter_is_one_finding_with_what_listens() -> None:
    rows = [row(0, ports="tcp 22", service=["ssh"]), row(0, ports="tcp 1-21,23-65535", service=[])]
    finding = only(judged(*rows, device={"input": "open"}))
    assert finding.rule.id == "RL207"
    assert finding.severity.label == "high"
    assert finding.message() == (
        "No firewall protects the router itself. Reachable from the Internet: remote command line (SSH, tcp 22)"
    )


def test_a_router_without_filter_and_without_services_is_information() -> None:
    assert only(judged(row(0, ports="any", service=[]), device={"input": "open"})).severity.label == "info"


def test_ignoring_the_worst_rule_lets_the_next_one_name_the_finding() -> None:
    found = row(1, ports="tcp 440-449", target=HOST)
    assert only(judged(found, config=Config(ignore=("RL101",)))).rule.id == "RL121"
    assert only(judged(found, config=Config(ignore=("RL101", "RL121")))).rule.id == "RL114"
    assert only(judged(found, config=Config(select=("range-wider-than-service",)))).rule.id == "RL121"


def test_a_beginning_of_ids_selects_all_of_them_and_an_unknown_word_is_refused() -> None:
    found = row(1, ports="tcp 445", target=HOST)
    assert only(judged(found, config=Config(select=("rl1",)))).rule.id == "RL101"
    assert judged(found, config=Config(select=("RL4",))).findings == ()
    with pytest.raises(ConfigurationError, match="did you mean 'smb-exposed'"):
        judged(found, config=Config(select=("smb-exposd",)))


def test_open_over_ipv6_only_is_added_to_the_finding() -> None:
    ssh6 = row(1, ports="tcp 22", family="ipv6", service=["ssh"])
    assert [rule.id for rule in only(judged(ssh6)).also] == ["RL204"]
    ssh4 = row(2, ports="tcp 22", service=["ssh"])
    assert all(finding.also == () for finding in judged(ssh6, ssh4).findings)


def test_findings_are_sorted_and_the_same_whatever_the_order_of_rows() -> None:
    rows = [row(n, ports=f"tcp {port}", target=HOST) for n, port in enumerate((443, 3389, 445, 9100, 25), start=1)]
    forward, backward = judged(*rows), judged(*reversed(rows))
    assert [f.severity.label for f in forward.findings] == ["critical", "high", "high", "medium", "medium"]
    assert [f.fingerprint for f in forward.findings] == [f.fingerprint for f in backward.findings]


def test_the_fingerprint_survives_moved_lines_and_not_another_target() -> None:
    before = only(judged(row(41, ports="tcp 445", target=HOST)))
    moved = only(judged(row(97, ports="tcp 445", target=HOST, label="a comment")))
    other = only(judged(row(41, ports="tcp 445", target="192.168.10.6")))
    assert before.fingerprint == moved.fingerprint != other.fingerprint
    assert "41" not in before.subject


def test_outcomes_tell_found_from_checked_and_from_not_settled() -> None:
    outcomes = judged(row(1, ports="tcp 445", target=HOST)).outcomes
    assert outcomes["RL101"] == "finding"
    assert outcomes["RL103"] == "pass"
    assert outcomes["RL208"] == "not applicable"
    assert outcomes["RL920"] == "not applicable"


def test_nothing_passes_where_the_answer_is_not_complete() -> None:
    partial = msgspec.structs.replace(
        report(),
        complete=Completeness(
            ipv4=False,
            reasons=phrases(
                "a section is missing",
            ),
        ),
    )
    judgement = judge(partial, RULES, Config(), device_key="x", as_of=AS_OF)
    assert judgement.outcomes["RL101"] == "undecided"
    assert [verdict.rule.id for verdict in judgement.undecided] == ["RL908"]


def test_a_clean_device_has_no_findings_and_passes() -> None:
    judgement = judged()
    assert not judgement.findings
    assert not judgement.undecided
    assert not judgement.documented
    assert judgement.worst is None
    assert judgement.passes > 50


def test_a_device_without_anything_known_does_not_break() -> None:
    empty = ExposureReport(device=Device(vendor="x"), exposures=())
    assert judge(empty, RULES, Config(), device_key="x", as_of=AS_OF).findings == ()


def test_repairs_name_the_device_s_own_objects() -> None:
    found = row(41, ports="tcp 445", target=HOST, label="Server")
    mikrotik = msgspec.structs.replace(report(found), device=Device(vendor="routeros"))
    finding = only(judge(mikrotik, RULES, Config(), device_key="x", as_of=AS_OF))
    commands = [text for kind, text in finding.fix_steps() if kind == "command"]
    assert (
        f'/ip firewall nat disable [find where chain="dstnat" and to-addresses="{HOST}" and dst-port="445"]' in commands
    )
    assert any('"Server" (line 41 of gw01.rsc)' in line for line in finding.fix())
    assert any("(Zeile 41 von gw01.rsc)" in line for line in finding.fix("de"))


def test_a_hostile_comment_never_stands_in_a_command() -> None:
    label = 'x"; /system reset-configuration; :put "\x1b[2J'
    found = row(41, ports="any", kind="exposed_host", target="lan:bridge", label=label)
    mikrotik = msgspec.structs.replace(report(found), device=Device(vendor="routeros"))
    finding = only(judge(mikrotik, RULES, Config(), device_key="x", as_of=AS_OF))
    assert not [text for kind, text in finding.fix_steps() if kind == "command" and "reset" in text]
    assert "\x1b" not in finding.message() + "".join(finding.fix())


def test_a_comment_that_looks_like_a_secret_is_masked() -> None:
    finding = only(judged(row(1, ports="tcp 440-449", target=HOST, label="password=hunter2hunter2")))
    assert "hunter2" not in finding.message() + "".join(finding.notes()) + "".join(finding.fix())


def test_capabilities_of_a_device_are_one_finding_with_notes() -> None:
    judgement = judged(capability={"kind": "upnp", "secure_mode": False, "low_ports": True, "default_deny": False})
    finding = only(judgement)
    assert (finding.rule.id, finding.severity.label) == ("RL301", "medium")
    assert [rule.id for rule in finding.also] == ["RL302", "RL304", "RL305"]


def test_what_is_open_about_a_rule_is_told_only_where_no_finding_stands() -> None:
    assert judged(capability={"kind": "upnp"}).undecided == ()
    strict = judged(capability={"kind": "upnp"}, config=Config(select=("RL302",)))
    (verdict,) = strict.undecided
    assert verdict.is_open_rule
    assert verdict.message("de").startswith("Diese Eingabe klärt nicht, ob die Regel „Geräte im Netz")


def test_a_rule_set_and_a_judgement_can_be_sent_to_another_process() -> None:
    judgement = judged(row(1, ports="tcp 445", target=HOST))
    assert pickle.loads(pickle.dumps(judgement)) == judgement  # noqa: S301  # our own bytes
    rules = pickle.loads(pickle.dumps(RULES))  # noqa: S301  # our own bytes
    again = judge(report(row(1, ports="tcp 445", target=HOST)), rules, Config(), device_key="gw01.rsc", as_of=AS_OF)
    assert again == judgement


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_text_of_every_rule_is_filled_completely(language: str) -> None:
    rows = [
        row(n, ports=p, target=HOST) for n, p in enumerate(("tcp 1-65535", "udp 53", "tcp 440-449", "icmp"), start=1)
    ]
    for rule in RULES:
        config = Config(select=(rule.id,))
        for finding in judged(*rows, config=config, capability={"kind": "upnp", "secure_mode": False}).findings:
            texts = (finding.message(language), finding.why(language), *finding.fix(language))  # type: ignore[arg-type]
            assert not [text for text in texts if "{" in text or "  " in text], rule.id


def test_the_day_is_an_input() -> None:
    assert (
        judged().outcomes == judge(report(), RULES, Config(), device_key="gw01.rsc", as_of=dt.date(2030, 1, 1)).outcomes
    )
