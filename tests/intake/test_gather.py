from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from routerlint.errors import RecognisedNotJudged, UnknownFormat, UnreadableInput, UsageError
from routerlint.intake.blob import Blob, safe_name
from routerlint.intake.documents import Assembler
from routerlint.intake.gather import Gatherer
from routerlint.intake.limits import Limits
from routerlint.intake.reading import shown_path
from routerlint.intake.values import Recognised, Refused, Skipped
from routerlint.wording import phrase

Gather = Callable[..., list[Any]]

needs_permissions = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything"
)


def _names(found: list[Any]) -> list[str]:
    return [one.document.name for one in found if isinstance(one, Recognised)]


def test_a_file_is_named_as_the_user_typed_it(tmp_path: Path, gather: Gather, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "gw.cfg").write_text("apex\n")
    monkeypatch.chdir(tmp_path)
    (found,) = gather("site/gw.cfg")
    assert (found.document.name, found.place, found.document.files[0].name) == ("site/gw.cfg", "site/", "gw.cfg")
    (found,) = gather("./site/")
    assert (found.document.name, found.place, found.document.files[0].name) == ("site/gw.cfg", "site/", "gw.cfg")


def test_the_working_folder_adds_nothing_to_names(
    tmp_path: Path, gather: Gather, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gw.cfg").write_text("apex\n")
    monkeypatch.chdir(tmp_path)
    (found,) = gather(".")
    assert (found.document.name, found.place) == ("gw.cfg", "")


def test_a_folder_is_searched_to_its_depth_in_a_stable_order(tmp_path: Path, gather: Gather) -> None:
    for name in ("b/c/3.cfg", "a/1.cfg", "b/2.cfg", "0.cfg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("apex\n")
    found = gather(tmp_path)
    assert [f.document.files[0].name for f in found] == ["0.cfg", "a/1.cfg", "b/2.cfg", "b/c/3.cfg"]


def test_what_is_no_configuration_is_left_out_and_said(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.cfg").write_text("apex\n")
    (tmp_path / "readme.md").write_text("# hello\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / ".git").mkdir()
    skipped = {one.name.rpartition("/")[2]: one.reason for one in gather(tmp_path) if isinstance(one, Skipped)}
    assert skipped == {"readme.md": "unknown", "logo.png": "unknown", "empty.txt": "empty", ".git": "hidden"}


def test_a_folder_without_any_configuration_is_an_error(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "readme.md").write_text("# hello\n")
    *_, refused = gather(tmp_path)
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, UnknownFormat)


def test_a_named_file_of_no_known_format_is_an_error_with_advice(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "notes.txt").write_text("hello\n")
    (refused,) = gather(tmp_path / "notes.txt")
    assert isinstance(refused.error, UnknownFormat)
    assert "routerlint vendors" in refused.error.advice


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_says_so(content: bytes, tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "empty.cfg").write_bytes(content)
    (refused,) = gather(tmp_path / "empty.cfg")
    assert str(refused.error).endswith("is empty")


def test_a_missing_file_says_so_and_the_others_are_read(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.cfg").write_text("apex\n")
    refused, judged = gather(tmp_path / "gone.cfg", tmp_path / "gw.cfg")
    assert "does not exist" in str(refused.error)
    assert isinstance(judged, Recognised)


@needs_permissions
def test_a_file_without_permission_says_so(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.cfg").write_text("apex\n")
    (tmp_path / "gw.cfg").chmod(0)
    (refused,) = gather(tmp_path / "gw.cfg")
    assert "permission denied" in str(refused.error)


def test_a_refusal_of_the_system_becomes_a_sentence(
    tmp_path: Path, gather: Gather, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "gw.cfg").write_text("apex\n")
    monkeypatch.setattr(Path, "open", closed)
    (refused,) = gather(tmp_path / "gw.cfg")
    assert str(refused.error).endswith("may not be read (permission denied)")


def test_a_file_that_vanishes_while_its_folder_is_read_is_told(
    tmp_path: Path, gather: Gather, catalogue: tuple[Any, ...]
) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/1.cfg", "a/2.cfg"):
        (tmp_path / name).write_text("apex\n")
    (tmp_path / "0.cfg").write_text("apex\n")
    walk = Gatherer(Assembler(catalogue)).gather([str(tmp_path)])
    next(walk)
    (tmp_path / "a" / "2.cfg").unlink()
    assert len(_names(list(walk))) == 1
    (tmp_path / "b.cfg").symlink_to("nowhere")
    refused = [one for one in gather(tmp_path) if isinstance(one, Refused)]
    assert "does not exist" in str(refused[0].error)


def test_a_folder_that_vanishes_is_told(tmp_path: Path, catalogue: tuple[Any, ...]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "0.cfg").write_text("apex\n")
    walk = Gatherer(Assembler(catalogue)).gather([str(tmp_path)])
    next(walk)
    (tmp_path / "a").rmdir()
    (refused,) = list(walk)
    assert isinstance(refused, Refused)


def test_a_folder_that_leads_back_to_itself_ends_with_an_error(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.cfg").write_text("apex\n")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    judged, refused = gather(tmp_path)
    assert isinstance(judged, Recognised)
    assert "leads back" in str(refused.error)


def test_a_link_to_itself_ends_with_an_error(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "x.cfg").symlink_to("x.cfg")
    (refused,) = gather(tmp_path / "x.cfg")
    assert "leads back" in str(refused.error)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_in_a_folder_is_left_out_instead_of_waited_for(tmp_path: Path, gather: Gather) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gw.cfg").write_text("apex\n")
    assert {type(one) for one in gather(tmp_path)} == {Recognised, Skipped}


def test_a_file_over_the_limit_is_refused(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "large.cfg").write_text("apex\n" * 1000)
    (refused,) = gather(tmp_path / "large.cfg", limits=Limits(file=1000))
    assert "is larger than" in str(refused.error)


def test_a_line_of_fifty_megabytes_is_refused(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "long.cfg").write_bytes(b"apex " + b"x" * 50_000_000)
    (refused,) = gather(tmp_path / "long.cfg")
    assert "a line of more than" in str(refused.error)


def test_standard_input_is_read(gather: Gather, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"apex\n")))
    (found,) = gather("-")
    assert found.document.name == "<stdin>"


def test_bytes_from_anywhere_are_read(catalogue: tuple[Any, ...]) -> None:
    blob = Blob(name="gw01", data=b"apex\n", origin="ssh://gw01")
    (found,) = Gatherer(Assembler(catalogue)).blob(blob)
    assert isinstance(found, Recognised)
    assert found.document.name == "ssh://gw01"


def test_a_folder_with_a_marker_is_one_input_with_all_its_files(tmp_path: Path, gather: Gather) -> None:
    config = tmp_path / "router1" / "etc" / "config"
    config.mkdir(parents=True)
    (config / "firewall").write_text("config defaults\n")
    (config / "network").write_text("config interface\n")
    (config.parent / "shadow").write_bytes(b"root:\0\x01\x02")
    (found,) = gather(tmp_path)
    assert [f.name for f in found.document.files] == ["router1/etc/config/firewall", "router1/etc/config/network"]
    assert list(found.document.binaries) == ["router1/etc/shadow"]
    (found,) = gather(tmp_path / "router1")
    assert [f.name for f in found.document.files] == ["etc/config/firewall", "etc/config/network"]


def test_trees_side_by_side_are_one_input_each(tmp_path: Path, gather: Gather) -> None:
    for router in ("r1", "r2"):
        (tmp_path / router / "etc" / "config").mkdir(parents=True)
        (tmp_path / router / "etc" / "config" / "firewall").write_text("config defaults\n")
    assert [name.rpartition("/")[2] for name in _names(gather(tmp_path))] == ["r1", "r2"]


def test_a_link_in_a_tree_does_not_lead_the_walk_out_of_it(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "r1" / "etc" / "config").mkdir(parents=True)
    (tmp_path / "r1" / "etc" / "config" / "firewall").write_text("config defaults\n")
    (tmp_path / "r1" / "etc" / "up").symlink_to("..", target_is_directory=True)
    (found,) = gather(tmp_path / "r1")
    assert len(found.document.files) == 1


def test_a_link_that_leads_out_of_the_folder_is_left_out_and_said(tmp_path: Path, gather: Gather) -> None:
    inside, outside = tmp_path / "given", tmp_path / "given-not"
    (inside / "old").mkdir(parents=True)
    outside.mkdir()
    (outside / "other.cfg").write_text("apex\n")
    (inside / "gw.cfg").write_text("apex\n")
    (inside / "file").symlink_to(outside / "other.cfg")
    (inside / "folder").symlink_to("../given-not", target_is_directory=True)
    (inside / "old" / "same.cfg").symlink_to("../gw.cfg")
    found = gather(inside)
    assert [one.document.name for one in found if isinstance(one, Recognised)] == [
        f"{inside}/gw.cfg",
        f"{inside}/old/same.cfg",
    ]
    assert sorted((one.name, one.reason) for one in found if isinstance(one, Skipped)) == [
        (f"{inside}/file", "outside"),
        (f"{inside}/folder", "outside"),
    ]
    assert isinstance(gather(inside / "file")[0], Recognised)  # named by the user


def test_a_configuration_of_a_tree_that_lies_outside_refuses_the_tree(tmp_path: Path, gather: Gather) -> None:
    config = tmp_path / "r1" / "etc" / "config"
    config.mkdir(parents=True)
    (tmp_path / "firewall").write_text("config defaults\n")
    (config / "firewall").symlink_to(tmp_path / "firewall")
    (refused,) = gather(tmp_path / "r1")
    assert isinstance(refused, Refused)
    assert "leads out of the folder" in str(refused.error)


def test_parts_of_one_device_in_one_folder_are_one_input(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "rules.v4").write_text("apex part=four\n")
    (tmp_path / "rules.v6").write_text("apex part=six\n")
    (found,) = gather(tmp_path)
    assert found.document.name.endswith("rules.v4 + rules.v6")
    assert [f.name for f in found.document.files] == ["rules.v4", "rules.v6"]
    (found,) = gather(tmp_path / "rules.v4", tmp_path / "rules.v6")
    assert len(found.document.files) == 2


def test_one_part_alone_is_an_input_of_its_own(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "rules.v4").write_text("apex part=four\n")
    (found,) = gather(tmp_path / "rules.v4")
    assert len(found.document.files) == 1


def test_parts_of_several_devices_are_paired_by_their_names(tmp_path: Path, gather: Gather) -> None:
    for name in ("gw1.v4", "gw1.v6", "gw2-ip4", "gw2-ip6", "lone.v4"):
        (tmp_path / name).write_text(f"apex part={name[-1]}\n")
    assert sorted(len(f.document.files) for f in gather(tmp_path)) == [1, 2, 2]


def test_the_surest_detector_wins(tmp_path: Path) -> None:
    apex, brim = _pair("possible", "certain")
    (tmp_path / "x").write_text("anything\n")
    (found,) = Gatherer(Assembler((apex, brim))).gather([str(tmp_path / "x")])
    assert isinstance(found, Recognised)
    assert found.vendor.id == "two"


def test_a_tie_is_an_error_that_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("anything\n")
    (found,) = Gatherer(Assembler(_pair("certain", "certain"))).gather([str(tmp_path / "x")])
    assert isinstance(found, Refused)
    assert str(found.error).endswith("may be one or two. Say which, e.g. --vendor one.")


def test_a_tie_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("anything\n")
    (found,) = Gatherer(Assembler(_pair("certain", "certain"))).gather([str(tmp_path)])
    assert isinstance(found, Refused)


def test_further_vendors_are_asked_only_when_none_is_certain(tmp_path: Path) -> None:
    one, two = _pair("certain", "possible")
    asked: list[bool] = []

    def more() -> tuple[Any, ...]:
        asked.append(True)
        return (one,)

    (tmp_path / "x").write_text("anything\n")
    (found,) = Gatherer(Assembler((two,), more=more)).gather([str(tmp_path / "x")])
    assert isinstance(found, Recognised)
    assert found.vendor.id == "one"
    list(Gatherer(Assembler((one,), more=more)).gather([str(tmp_path / "x")]))
    assert asked == [True]


def test_a_vendor_is_not_asked_about_a_text_without_its_words(tmp_path: Path) -> None:
    one, two = _pair("possible", "certain")
    two.words = ("xyzzy",)
    (tmp_path / "x").write_text("anything\n")
    # nobody is certain, so it is asked after all
    (found,) = Gatherer(Assembler((one, two))).gather([str(tmp_path / "x")])
    assert isinstance(found, Recognised)
    assert found.vendor.id == "two"
    sure, other = _pair("certain", "certain")
    other.words = ("xyzzy",)
    (found,) = Gatherer(Assembler((sure, other))).gather([str(tmp_path / "x")])
    assert isinstance(found, Recognised)
    assert found.vendor.id == "one"
    (tmp_path / "x").write_text("anything XYZZY\n")
    (found,) = Gatherer(Assembler((sure, other))).gather([str(tmp_path / "x")])
    assert isinstance(found, Refused)


def test_words_at_the_end_of_a_long_text_count(tmp_path: Path) -> None:
    one, two = _pair("certain", "certain")
    two.words = ("footer",)
    (tmp_path / "x").write_text("anything\n" * 30_000 + "// footer\n")
    (found,) = Gatherer(Assembler((one, two))).gather([str(tmp_path / "x")])
    assert isinstance(found, Refused)


def test_the_user_settles_a_doubt(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "x").write_text("anything\n")
    (found,) = gather(tmp_path / "x", chosen="apex")
    assert found.vendor.id == "apex"
    assert found.detection is None


def test_a_vendor_that_nobody_knows_is_an_error_of_usage(tmp_path: Path, gather: Gather) -> None:
    with pytest.raises(UsageError, match=r"no vendor is called 'zyx'\. Known: apex, brim"):
        gather(tmp_path, chosen="zyx")


def test_a_recognised_form_that_is_not_read_is_refused_with_the_vendors_advice(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.backup").write_text("apex sealed\n")
    for chosen in (None, "apex"):
        (refused,) = gather(tmp_path / "gw.backup", chosen=chosen)
        assert isinstance(refused.error, RecognisedNotJudged)
        assert str(refused.error).endswith("is not readable: a sealed backup. Export it.")


def test_a_sealed_backup_beside_its_readable_export_is_left_out(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw.backup").write_text("apex sealed\n")
    (tmp_path / "gw.rsc").write_text("apex\n")
    assert {type(one) for one in gather(tmp_path)} == {Recognised, Skipped}
    (tmp_path / "gw.rsc").rename(tmp_path / "other.rsc")
    assert {type(one) for one in gather(tmp_path)} == {Recognised, Refused}


def test_names_hold_nothing_that_a_terminal_obeys() -> None:
    assert safe_name("a\x1b[2Jb\u202ec\udcff") == "a?[2Jb?c?"


def test_paths_are_shown_with_slashes_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    assert shown_path("configs\\site\\gw.rsc") == "configs/site/gw.rsc"


def test_hostile_file_names_reach_no_output(tmp_path: Path, gather: Gather) -> None:
    (tmp_path / "gw\x1b[31m.cfg").write_text("apex\n")
    (found,) = gather(tmp_path)
    assert "\x1b" not in found.document.name + found.document.files[0].name


def test_a_refusal_is_an_unreadable_input(tmp_path: Path, gather: Gather) -> None:
    (refused,) = gather(tmp_path / "gone")
    assert isinstance(refused.error, UnreadableInput)


class _Sure:
    """A detector that knows every file."""

    words: tuple[str, ...] = ("a", "e", "i", "o")
    tree_markers: tuple[str, ...] = ()

    def __init__(self, vendor_id: str, word: str) -> None:
        self.id = vendor_id
        self._word = word

    def detect(self, _document: object) -> Any:
        """Always the same answer."""
        from routerlint.text.detection import Certainty, Detection

        return Detection(certainty=Certainty[self._word.upper()], evidence=phrase("always"))


def _pair(first: str, second: str) -> tuple[_Sure, _Sure]:
    return _Sure("one", first), _Sure("two", second)
