"""The answers for a folder, held against those for the rules that Shorewall compiles of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vendors.shorewall.compiled import PROGRAM, compiled, differences, document
from tests.vendors.shorewall.random_folders import write_folder
from vendor_parsers.shorewall.parser import parse

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="shorewall is not installed (Debian: shorewall, shorewall6)")

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/shorewall"
CASES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and path.name != "startup-disabled")


@pytest.mark.parametrize("case", CASES)
def test_a_sample_is_as_open_as_what_is_compiled_of_it(case: str) -> None:
    (mine,) = parse(document(SAMPLES / case))
    theirs = compiled(SAMPLES / case / "etc/shorewall", SAMPLES / case / "etc/shorewall6")
    for family in ("ipv4", "ipv6"):
        assert not differences(mine, theirs, family)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500, 540))
def test_a_random_folder_is_as_open_as_what_is_compiled_of_it(tmp_path: Path, seed: int) -> None:
    write_folder(tmp_path, seed)
    (mine,) = parse(document(tmp_path))
    assert not differences(mine, compiled(tmp_path), "ipv4")
    assert mine.complete.ipv4
