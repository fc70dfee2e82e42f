"""The first firmware quirk: HTTP and HTTPS forwards of the Digitalisierungsbox before 11.01.02.102.

Source: Greenbone advisory 1.3.6.1.4.1.25623.1.0.143198; heise online 4590103 and 4596678 (November 2019).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from routerlint.errors import ConfigurationError
from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.match import Match, ServiceMatch
from routerlint.model.pipeline import Accept, Chain, DestinationNat, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.services import TCP, UDP, ServiceSet
from routerlint.rules.quirks import Quirk, QuirkState, apply_quirks, load_quirks, quirk_from, quirk_state
from routerlint.text.span import Span

RULES = Path(__file__).resolve().parents[2] / "rules" / "quirks"
HOST = 0xC0A8020A


@pytest.fixture(scope="module")
def quirk() -> Quirk:
    (found,) = load_quirks(RULES)
    return found


def forward(low: int, high: int, *, ports: tuple[int, int] | None = None, protocol: int = TCP) -> Entry:
    services = ServiceMatch.of(ServiceSet.ports(protocol, ((low, high),)))
    port_map = "same" if ports is None else "single"
    return Entry(
        match=Match(services=services),
        action=DestinationNat(to=HOST, ports=ports, port_map="single" if port_map == "single" else "same"),
        spans=(Span("box.txt", 7, "10001 tcp 443"),),
        label="HTTPS",
    )


def box(entry: Entry, model: Fact[str], version: Fact[str], vendor: str = "bintec_boss") -> Device:
    stage = Stage(name="nat", hook=Hook.PREROUTING, kind=StageKind.NAT, chain="nat", default=Accept())
    pipeline = Pipeline(family="ipv4", chains=(Chain(name="nat", entries=(entry,)),), stages=(stage,))
    return Device(vendor=vendor, model=model, version=version, pipelines=(pipeline,))


def entries(device: Device) -> tuple[Entry, ...]:
    return device.pipelines[0].chains[0].entries


def ports(entry: Entry) -> tuple[tuple[int, int], ...]:
    services = entry.match.services
    assert services is not None
    return services.certain.of_protocol(TCP)


PREMIUM = stated("Digitalisierungsbox Premium")
OLD, FIXED = stated("11.01.02.100"), stated("11.01.02.102")


def test_old_firmware_widens_https_to_440_449_conditionally(quirk: Quirk) -> None:
    stored, widened = entries(apply_quirks(box(forward(443, 443), PREMIUM, OLD), [quirk]))
    assert (ports(stored), stored.match.unknown, stored.quirk) == (((443, 443),), (), None)
    assert ports(widened) == ((440, 442), (444, 449))
    assert widened.quirk == quirk.id
    assert "forwards ports 440-449 where the forward names only 443" in widened.match.unknown[0].why
    assert widened.spans == stored.spans


def test_old_firmware_widens_http_to_80_89(quirk: Quirk) -> None:
    _, widened = entries(apply_quirks(box(forward(80, 80), PREMIUM, OLD), [quirk]))
    assert ports(widened) == ((81, 89),)


def test_a_changed_inside_port_moves_with_the_range(quirk: Quirk) -> None:
    _, widened = entries(apply_quirks(box(forward(443, 443, ports=(8443, 8443)), PREMIUM, OLD), [quirk]))
    action = widened.action
    assert isinstance(action, DestinationNat)
    assert (action.ports, action.port_map, action.shift_base) == ((8440, 8449), "shift", 440)


@pytest.mark.parametrize(
    "entry", [forward(8443, 8443, ports=(443, 443)), forward(443, 443, protocol=UDP), forward(443, 444)]
)
def test_other_stored_forms_are_left_alone(quirk: Quirk, entry: Entry) -> None:
    device = box(entry, PREMIUM, OLD)
    assert apply_quirks(device, [quirk]) == device


def test_fixed_firmware_is_not_clean_the_object_may_be_older_than_the_fix(quirk: Quirk) -> None:
    device = apply_quirks(box(forward(443, 443), PREMIUM, FIXED), [quirk])
    assert len(entries(device)) == 1
    (note,) = device.undecided
    assert "older than the fix" in note.why
    assert note.span is not None
    assert note.span.line == 7


@pytest.mark.parametrize("version", ["11.01.02.100", "11.01.02.102", "11.01.03.115"])
def test_a_stored_wide_range_is_certain_at_any_version(quirk: Quirk, version: str) -> None:
    device = apply_quirks(box(forward(440, 449), PREMIUM, stated(version)), [quirk])
    (entry,) = entries(device)
    assert (ports(entry), entry.match.unknown, entry.quirk) == (((440, 449),), (), quirk.id)


def test_other_machines_of_similar_name_are_not_concerned(quirk: Quirk) -> None:
    for model in (*quirk.other_models, "bintec RS353j", "Digitalisierungsbox"):
        for version in ("11.01.02.100", "1.00", "5.70"):
            device = box(forward(443, 443), stated(model), stated(version))
            assert apply_quirks(device, [quirk]) == device


def test_another_vendor_is_not_concerned(quirk: Quirk) -> None:
    device = box(forward(443, 443), PREMIUM, OLD, vendor="routeros")
    assert apply_quirks(device, [quirk]) is device


@pytest.mark.parametrize(("model", "version"), [(NOT_STATED, NOT_STATED), (PREMIUM, NOT_STATED), (NOT_STATED, OLD)])
def test_what_the_input_does_not_show_does_not_rule_the_quirk_out(
    quirk: Quirk, model: Fact[str], version: Fact[str]
) -> None:
    _, widened = entries(apply_quirks(box(forward(443, 443), model, version), [quirk]))
    assert "does not show model and firmware" in widened.match.unknown[0].why


@pytest.mark.parametrize(
    ("version", "state"),
    [
        ("11.01.02.100", QuirkState.AFFECTED),
        ("11.1.2.99", QuirkState.AFFECTED),
        ("11.01.02", QuirkState.AFFECTED),
        ("9.01.02.103", QuirkState.AFFECTED),
        ("11.01.02.102", QuirkState.FIXED),
        ("11.1.2.102", QuirkState.FIXED),
        ("11.01.02.102 from 2019/11/06 00:00:00", QuirkState.FIXED),
        ("11.01.10.001", QuirkState.FIXED),
        ("unreadable", QuirkState.MAYBE),
    ],
)
def test_versions_are_compared_part_by_part_as_numbers(quirk: Quirk, version: str, state: QuirkState) -> None:
    assert quirk_state(quirk, PREMIUM, stated(version)) is state


def test_a_be_ip_plus_counts_only_with_firmware_of_telekom(quirk: Quirk) -> None:
    # A Premium calls itself be.IP plus on its web page; bintec's own firmware (10.x) is not in the advisory.
    model = stated("bintec elmeg be.IP plus")
    assert quirk_state(quirk, model, stated("11.01.02.100")) is QuirkState.AFFECTED
    assert quirk_state(quirk, model, stated("10.2.7.100")) is QuirkState.NOT_CONCERNED


def test_applying_twice_changes_nothing_more(quirk: Quirk) -> None:
    for version in (OLD, FIXED):
        once = apply_quirks(box(forward(443, 443), PREMIUM, version), [quirk])
        assert apply_quirks(once, [quirk]) == once


def test_every_sentence_of_the_data_can_be_filled_in(quirk: Quirk) -> None:
    for state in quirk.texts:
        for language in ("en", "de"):
            assert "{" not in quirk.sentence(state, quirk.widens[0]).of(language)


@pytest.mark.parametrize("data", [None, [], {"id": "x"}, {"id": "Bad Id"}])
def test_a_mistake_in_a_quirk_file_names_the_file(data: object) -> None:
    with pytest.raises(ConfigurationError, match=r"my\.yaml: not a quirk"):
        quirk_from(data, "my.yaml")


def test_a_file_that_is_not_yaml_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not YAML"):
        load_quirks(tmp_path)


def test_a_folder_without_quirks_holds_none(tmp_path: Path) -> None:
    assert load_quirks(tmp_path / "missing") == ()
