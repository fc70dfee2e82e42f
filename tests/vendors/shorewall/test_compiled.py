"""The answers for a folder, held against those for the rules that Shorewall compiles of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.vendors.shorewall.compiled import PROGRAM, compiled, differences, document
from tests.vendors.shorewall.random_folders import write_folder
from vendor_parsers.shorewall.parser import parse
from vendor_parsers.shorewall.stock_macros import STOCK_MACROS

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="shorewall is not installed (Debian: shorewall, shorewall6)")

SAMPLES = Path(__file__).resolve().parents[3] / "sample_configs/shorewall"
CASES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and path.name != "startup-disabled")


@pytest.mark.parametrize("case", CASES)
def test_a_sample_is_as_open_as_what_is_compiled_of_it(case: str) -> None:
    (mine,) = parse(document(SAMPLES / case))
    theirs = compiled(SAMPLES / case / "etc/shorewall", SAMPLES / case / "etc/shorewall6")
    for family in ("ipv4", "ipv6"):
        assert not differences(mine, theirs, family)


# Some that Shorewall takes only between certain zones, or without a parameter.
_SPECIAL = ("VRRP", "mDNS", "mDNSbi", "Rfc1918", "Razor", "DropUPnP", "A_AllowICMPs", "A_DropDNSrep", "A_DropUPnP")


def test_every_macro_opens_what_it_opens_where_it_is_shipped(tmp_path: Path) -> None:
    write_folder(tmp_path, 0)
    for name in ("blrules", "tunnels", "nat"):
        (tmp_path / name).unlink(missing_ok=True)
    names = [name for name in sorted(STOCK_MACROS) if name not in _SPECIAL]
    rules = [
        f"{name}(ACCEPT) net:9.9.{n}.0/24 fw\n{name}(ACCEPT) fw net:9.10.{n}.0/24\n" for n, name in enumerate(names)
    ]
    (tmp_path / "rules").write_text("?SECTION NEW\n" + "".join(rules), encoding="utf-8")
    (tmp_path / "policy").write_text("all all DROP\n", encoding="utf-8")
    assert not differences(parse(document(tmp_path))[0], compiled(tmp_path), "ipv4")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(500, 540))
def test_a_random_folder_is_as_open_as_what_is_compiled_of_it(tmp_path: Path, seed: int) -> None:
    write_folder(tmp_path, seed)
    (mine,) = parse(document(tmp_path))
    assert not differences(mine, compiled(tmp_path), "ipv4")
    assert mine.complete.ipv4
