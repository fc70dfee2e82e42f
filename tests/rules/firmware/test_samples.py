"""The sample configurations: good ones run current firmware, and the advisories cost next to nothing."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from pathlib import Path

import pytest

from routerlint.intake.documents import Assembler
from routerlint.intake.gather import Gatherer
from routerlint.intake.values import Recognised
from routerlint.lint.evaluation import evaluate_input
from routerlint.lint.judging import lint_recognised
from routerlint.lint.settings import Settings
from routerlint.lint.site import Site
from routerlint.rules.config import Config
from routerlint.rules.firmware.store import NO_ADVISORIES, AdvisoryData, builtin_advisories
from routerlint.rules.judge import judge
from routerlint.rules.loader import load_rules
from routerlint.rules.quirks import builtin_quirks
from routerlint.rules.severity import Severity
from vendor_parsers.catalogue import Vendor, catalogue

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs"
GOOD = [folder for folder in sorted(SAMPLES.glob("*/*")) if folder.name in ("factory", "good-office", "office-good")]
TODAY = dt.date(2026, 11, 25)
SETTINGS = Settings(
    rules=load_rules(), site=Site(quirks=builtin_quirks()), advisories=builtin_advisories(), as_of=TODAY
)


def recognised(folder: Path) -> list[Recognised[Vendor]]:
    found = Gatherer(Assembler(catalogue())).gather([str(folder)])
    return [item for item in found if isinstance(item, Recognised)]


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_good_sample_is_silent_about_its_firmware(folder: Path) -> None:
    for item in recognised(folder):
        for device in lint_recognised(item, SETTINGS).devices:
            about = [finding for finding in device.judgement.findings if finding.rule.id.startswith("RL5")]
            assert [finding.rule.id for finding in about if finding.severity >= Severity.LOW] == []
            assert device.judgement.firmware is not None
            assert device.judgement.firmware.state in ("nothing-known", "unknown", "no-data")


def test_there_are_good_samples_of_every_system_with_advisories() -> None:
    vendors = {folder.parent.name for folder in GOOD}
    assert {*builtin_advisories().products} <= vendors


@pytest.mark.slow
@pytest.mark.parametrize("sample", ["routeros/management-on-wan", "openwrt/good-office", "fritzos/office-good"])
def test_the_advisories_cost_less_than_five_milliseconds_a_device(sample: str) -> None:
    (item,) = recognised(SAMPLES / sample)
    (report,) = evaluate_input(item, SETTINGS.site)

    def cost(data: AdvisoryData) -> float:
        start = time.process_time()
        judge(report, SETTINGS.rules, Config(), device_key="x", as_of=TODAY, advisories=data)
        return time.process_time() - start

    cost(SETTINGS.advisories)  # loads what the first device of a vendor loads
    pairs = [(cost(SETTINGS.advisories), cost(NO_ADVISORIES)) for _ in range(21)]
    assert statistics.median(dear - cheap for dear, cheap in pairs) < 0.005
