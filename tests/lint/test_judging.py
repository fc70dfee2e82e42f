from __future__ import annotations

import datetime as dt
import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from routerlint.errors import RecognisedNotJudged, UnreadableInput
from routerlint.intake.documents import Assembler
from routerlint.intake.gather import Gatherer
from routerlint.intake.values import Recognised
from routerlint.lint.judging import lint_bytes, lint_recognised
from routerlint.lint.settings import Settings
from routerlint.lint.site import Site
from routerlint.rules.config import Config
from routerlint.rules.loader import load_rules
from routerlint.rules.quirks import builtin_quirks
from vendor_parsers.catalogue import Vendor, catalogue

SAMPLE = Path(__file__).parents[2] / "sample_configs" / "routeros" / "range-440-449"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(rules=load_rules(), site=Site(quirks=builtin_quirks()), as_of=dt.date(2026, 11, 25))


@pytest.fixture
def found() -> Recognised[Vendor]:
    (one,) = (one for one in Gatherer(Assembler(catalogue())).gather([str(SAMPLE)]) if isinstance(one, Recognised))
    return one


def test_one_input_gives_one_result_without_the_command_line(found: Recognised[Vendor], settings: Settings) -> None:
    result = lint_recognised(found, settings)
    assert result.error is None
    (device,) = result.devices
    assert "RL101" in [finding.rule.id for finding in device.judgement.findings]
    assert device.judgement.device_key == found.document.name.removeprefix(found.place)


def test_a_job_and_its_result_travel_to_another_process(found: Recognised[Vendor], settings: Settings) -> None:
    here = lint_recognised(found, settings)
    with ProcessPoolExecutor(1) as pool:
        there = pool.submit(lint_recognised, found, settings).result()
    assert there == here
    assert len(pickle.dumps(here)) < 60_000


def test_a_result_holds_no_pipeline(found: Recognised[Vendor], settings: Settings) -> None:
    (device,) = lint_recognised(found, settings).devices
    assert device.report.device.pipelines
    assert all(not pipeline.chains for pipeline in device.report.device.pipelines)


def test_an_error_travels_whole() -> None:
    error = RecognisedNotJudged("is not readable", file="gw.backup", line=3, advice="Export it.")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert (str(copy), copy.exit_code) == (str(error), 3)


def test_bytes_of_an_editor_or_a_device_are_judged(settings: Settings) -> None:
    data = next(SAMPLE.glob("*.rsc")).read_bytes()
    (result,) = lint_bytes(data, "ssh://gw01", Assembler(catalogue()), settings)
    assert result.name == "ssh://gw01"
    assert result.devices
    (refused,) = lint_bytes(b"", "empty", Assembler(catalogue()), settings)
    assert isinstance(refused.error, UnreadableInput)


def test_the_site_says_which_interfaces_face_the_internet(settings: Settings) -> None:
    text = b"# by RouterOS 7.16.1\n/ip address\nadd address=192.0.2.1/24 interface=ether7\n/ip firewall filter\n"
    config = Config(file="routerlint.toml", wan_interfaces=("ether7",))
    chosen = Settings(rules=settings.rules, site=Site(config=config), as_of=settings.as_of)
    (result,) = lint_bytes(text, "gw.rsc", Assembler(catalogue()), chosen)
    assert [i.name for i in result.devices[0].report.device.wan_interfaces()] == ["ether7"]
    # what a site says of one device comes before what it says of all
    config = Config(wan_interfaces=("ether1",), by_device={"gw.rsc": ("ether7",)})
    chosen = Settings(rules=settings.rules, site=Site(config=config), as_of=settings.as_of)
    (result,) = lint_bytes(text, "gw.rsc", Assembler(catalogue()), chosen)
    assert [i.name for i in result.devices[0].report.device.wan_interfaces()] == ["ether7"]


def test_standard_input_is_known_by_its_host_name(settings: Settings) -> None:
    text = b"# by RouterOS 7.16.1\n# serial number = HEX0123\n/system identity\nset name=gw07\n/ip address\n"
    (result,) = lint_bytes(text, "<stdin>", Assembler(catalogue()), settings)
    key = result.devices[0].judgement.device_key
    assert key.startswith("gw07-")
    assert "HEX0123" not in key
