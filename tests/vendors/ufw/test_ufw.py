"""ufw: what its files load, in which order, and what is missing. Source: ufw-init-functions of ufw 0.36."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routerlint.errors import UnreadableInput
from routerlint.exposure.evaluate import evaluate
from routerlint.model.device import Device
from routerlint.text.source import Document, SourceFile
from vendor_parsers.ufw.detect import detect
from vendor_parsers.ufw.parser import parse

Ask = Callable[[Device, str], str]

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/ufw"
GOOD = SAMPLES / "good-office"


def files(case: str, **changes: str | None) -> dict[str, str]:
    """The files of a sample; a change by the last part of a name replaces a text, None takes the file away."""
    root = SAMPLES / case
    texts = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".md"
    }
    for name, text in changes.items():
        key = next(k for k in texts if k.endswith("/" + name.replace("_", ".")))
        if text is None:
            del texts[key]
        else:
            texts[key] = text
    return texts


def document(texts: dict[str, str]) -> Document:
    return Document(name="ufw", files=tuple(SourceFile(name, text) for name, text in sorted(texts.items())))


def device(case: str = "good-office", **changes: str | None) -> Device:
    return parse(document(files(case, **changes)))[0]


def with_rule(rule: str) -> str:
    text = (GOOD / "etc/ufw/user.rules").read_text(encoding="utf-8")
    return text.replace("### END RULES ###", f"{rule}\n### END RULES ###")


@pytest.mark.parametrize("case", sorted(path.name for path in SAMPLES.iterdir()))
def test_every_sample_is_recognised_and_read_completely(case: str) -> None:
    assert detect(document(files(case))) is not None
    found = device(case)
    assert found.complete.ipv4
    assert found.complete.ipv6
    assert found.coverage.relevant_share == 1.0
    assert {undecided.kind for undecided in found.undecided} == {"capability"}


def test_the_good_office_offers_its_tunnel_and_a_ping() -> None:
    rows = evaluate(device()).exposures
    assert {(row.protocol, row.ports) for row in rows} == {("udp", ((51820, 51820),)), ("icmp", ())}


def test_the_founding_case_is_found(ask: Ask) -> None:
    assert ask(device("range-440-449"), "tcp 9.9.9.9 wan 445") == "open 192.168.30.10:445"


def test_a_forward_without_a_route_rule_is_closed(ask: Ask) -> None:
    closed = device("range-440-449", user_rules=(GOOD / "etc/ufw/user.rules").read_text(encoding="utf-8"))
    assert ask(closed, "tcp 9.9.9.9 wan 445") == "closed"


def test_the_exposed_host_takes_every_port(ask: Ask) -> None:
    assert ask(device("exposed-host"), "udp 9.9.9.9 wan 161") == "open 192.168.30.99:161"


def test_management_is_open_over_both_families_and_monitoring_to_its_senders(ask: Ask) -> None:
    found = device("management-on-wan")
    for port in (22, 9090):
        assert ask(found, f"tcp 9.9.9.9 wan {port}") == ask(found, f"tcp 2a00::1 wan {port}") == "open router"
    assert ask(found, "udp 198.51.100.9 wan 161") == "open router"
    assert ask(found, "udp 9.9.9.9 wan 161") == "closed"


def test_the_office_is_open_over_ipv6_only() -> None:
    rows = evaluate(device("ipv6-open")).exposures
    assert [(row.family, row.target) for row in rows if row.protocol != "icmp"] == [("ipv6", "lan:eth1")]


def test_switched_off_rules_are_not_loaded() -> None:
    found = device("switched-off")
    rows = evaluate(found).exposures
    assert {(row.family, row.protocol, row.target) for row in rows} == {
        ("ipv4", "any", "router"),
        ("ipv6", "any", "router"),
    }
    assert {span.text for row in rows for span in row.path} == {"ENABLED=no"}
    assert found.facts["firewall-enabled"].value == "no"


def test_before_rules_come_first_then_user_then_after_then_the_policy(ask: Ask) -> None:
    assert ask(
        device(user_rules=with_rule("-A ufw-user-input -p tcp --dport 445 -j ACCEPT")), "tcp 9.9.9.9 wan 445"
    ) == ("open router")
    before = (GOOD / "etc/ufw/before.rules").read_text(encoding="utf-8")
    drop = before.replace("COMMIT\n\n*filter", "COMMIT\n\n*filter").rstrip().removesuffix("COMMIT")
    drop += "-A ufw-before-input -p tcp --dport 22 -j DROP\nCOMMIT\n"
    rules = with_rule("-A ufw-user-input -p tcp --dport 22 -j ACCEPT")
    assert ask(device(user_rules=rules, before_rules=drop), "tcp 9.9.9.9 wan 22") == "closed"
    assert ask(device(user_rules=rules), "tcp 9.9.9.9 wan 22") == "open router"


@pytest.mark.parametrize(("policy", "answer"), [("DROP", "closed"), ("REJECT", "closed"), ("ACCEPT", "open router")])
def test_default_policies(ask: Ask, policy: str, answer: str) -> None:
    texts = files("good-office")
    texts["etc/default/ufw"] = texts["etc/default/ufw"].replace('INPUT_POLICY="DROP"', f'INPUT_POLICY="{policy}"')
    found = parse(document(texts))[0]
    assert ask(found, "tcp 9.9.9.9 wan 23") == answer
    assert ask(found, "tcp 9.9.9.9 wan 445") == answer  # by ufw-skip-to-policy-input


def test_without_ipv6_all_of_it_is_stopped() -> None:
    texts = files("good-office")
    texts["etc/default/ufw"] = texts["etc/default/ufw"].replace("IPV6=yes", "IPV6=no")
    for name in list(texts):
        if name.endswith("6.rules"):
            del texts[name]
    found = parse(document(texts))[0]
    assert found.complete.ipv6
    assert not [row for row in evaluate(found).exposures if row.family == "ipv6"]


@pytest.mark.parametrize("missing", ["user_rules", "before_rules", "after_rules", "ufw_conf"])
def test_a_missing_file_is_not_complete(missing: str) -> None:
    changes: dict[str, str | None] = {missing: None}
    assert not device("good-office", **changes).complete.ipv4


def test_the_default_file_may_be_missing(ask: Ask) -> None:
    texts = files("good-office")
    del texts["etc/default/ufw"]
    found = parse(document(texts))[0]
    assert not found.complete.ipv4
    assert ask(found, "tcp 9.9.9.9 wan 23") == "conditional"


def test_comments_of_rules_are_labels() -> None:
    labels = {e.label for pipeline in device().pipelines for chain in pipeline.chains for e in chain.entries}
    assert "home offices" in labels


def test_scripts_of_the_owner_make_it_incomplete() -> None:
    texts = files("good-office")
    texts["etc/ufw/before.init"] = "#!/bin/sh\niptables -I INPUT -j ACCEPT\n"
    assert not parse(document(texts))[0].complete.ipv4


def test_a_folder_without_rules_is_refused() -> None:
    with pytest.raises(UnreadableInput):
        parse(document({"etc/ufw/ufw.conf": "ENABLED=yes\n"}))
