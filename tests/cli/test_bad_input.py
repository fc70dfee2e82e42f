"""Bad input: one clear line on standard error, exit code 3, and the others in the same run are still judged."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def _refused(cli: Run, bad: Path, good: Path) -> str:
    """The line about `bad`, after `good` was judged in the same run."""
    start = time.process_time()
    done = cli("lint", bad, good)
    assert time.process_time() - start < 5
    assert done.code == 3
    assert "RL101 smb-exposed" in done.out
    (line,) = done.err.splitlines()
    assert line.startswith(f"routerlint: {bad.as_posix()}")
    assert "Traceback" not in line
    document = cli("exposure", bad, "--format", "json")
    assert (document.code, document.out) == (3, "")
    return str(line)


def _tar(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for entry, content in members:
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def test_an_empty_file(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "empty.rsc"
    bad.write_bytes(b"")
    assert "is empty" in _refused(cli, bad, office)


def test_a_binary_file(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "image.bin"
    bad.write_bytes(bytes(range(256)) * 50)
    assert "is binary" in _refused(cli, bad, office)


def test_an_encrypted_backup(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "sealed.bin"
    bad.write_bytes(hashlib.shake_128(b"sealed").digest(9000))
    assert "is binary" in _refused(cli, bad, office)


def test_a_routeros_backup_names_the_command_that_makes_a_readable_export(
    office: Path, tmp_path: Path, cli: Run
) -> None:
    bad = tmp_path / "gw.backup"
    bad.write_bytes(b"\x88\xac\xa1\xb1" + bytes(2000))
    assert "/export" in _refused(cli, bad, office)


def test_a_configuration_of_another_system_than_the_user_says(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "other.cfg"
    bad.write_text("config defaults\n\toption input 'REJECT'\n")
    done = cli("lint", "--vendor", "fritzos", bad)
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert cli("lint", office).code == 1


def test_a_text_that_is_no_configuration(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "letter.txt"
    bad.write_text("Dear customer,\nthe router is in the cellar.\n")
    assert "is not a configuration of a known system" in _refused(cli, bad, office)


def test_a_truncated_gzip(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "cut.rsc.gz"
    bad.write_bytes(gzip.compress(office.read_bytes() * 20)[:-30])
    assert "truncated gzip" in _refused(cli, bad, office)


def test_a_tar_that_leaves_its_folder(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "evil.tar.gz"
    bad.write_bytes(_tar((tarfile.TarInfo("../../etc/cron.d/x"), b"x")))
    assert "leaves the archive" in _refused(cli, bad, office)


def test_a_tar_with_links(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "links.tar.gz"
    link = tarfile.TarInfo("etc/config/firewall")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/shadow"
    bad.write_bytes(_tar((link, b"")))
    assert "link" in _refused(cli, bad, office)


def test_a_zip_bomb_of_a_gigabyte(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("gw.rsc", "w") as stream:
        for _ in range(1024):
            stream.write(bytes(1 << 20))
    assert "unpacks to more than" in _refused(cli, bad, office)


def test_fifty_megabytes_of_one_line(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "long.rsc"
    bad.write_bytes(b"# by RouterOS 7.16\n/ip firewall filter add comment=" + b"x" * 50_000_000)
    assert "a line of more than" in _refused(cli, bad, office)


def test_zero_bytes(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "zero.rsc"
    bad.write_bytes(office.read_bytes().replace(b"ether1", b"ether\x001"))
    assert "zero bytes" in _refused(cli, bad, office)


def test_a_missing_file(office: Path, tmp_path: Path, cli: Run) -> None:
    assert "does not exist" in _refused(cli, tmp_path / "gone.rsc", office)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_read_permission(office: Path, tmp_path: Path, cli: Run) -> None:
    bad = tmp_path / "secret.rsc"
    bad.write_text("x")
    bad.chmod(0)
    assert "permission denied" in _refused(cli, bad, office)


def test_a_directory_loop(office: Path, cli: Run) -> None:
    (office.parent / "loop").symlink_to(office.parent, target_is_directory=True)
    done = cli("lint", office.parent)
    assert done.code == 3
    assert "RL101" in done.out
    assert "leads back" in done.err
    assert done.err.count("\n") == 1


def test_a_file_that_vanishes_during_the_run(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = office.parent / "z.rsc"
    gone.write_text("x")
    real = Path.open

    def opened(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "z.rsc":
            gone.unlink(missing_ok=True)
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", opened)
    done = cli("lint", office.parent)
    assert done.code == 3
    assert "RL101" in done.out
    assert "z.rsc: does not exist" in done.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_other_encodings_are_read(encoding: str, office: Path, tmp_path: Path, cli: Run) -> None:
    other = tmp_path / "other.rsc"
    other.write_bytes(office.read_text().replace("booking", "Büro").encode(encoding))
    done = cli("lint", other)
    assert done.code == 1
    assert "Büro" in done.out


def test_windows_line_ends_change_nothing(office: Path, cli: Run) -> None:
    plain = cli("lint", office)
    office.write_bytes(office.read_bytes().replace(b"\n", b"\r\n"))
    assert cli("lint", office) == plain


def test_refusals_are_told_in_german(tmp_path: Path, cli: Run) -> None:
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "letter").write_text("Dear customer\n")
    done = cli("lint", tmp_path / "empty", tmp_path / "letter", tmp_path / "gone", "--lang", "de")
    assert "existiert nicht" in done.err
    assert "ist leer" in done.err
    assert "ist keine Konfiguration eines bekannten Systems" in done.err


def test_a_bug_on_one_input_does_not_cost_the_others_their_verdict(
    office: Path, closed: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vendor_parsers.routeros import parser

    real = parser.parse

    def broken(document: Any) -> Any:
        if document.name.endswith("closed.rsc"):
            raise KeyError("secret of the file")
        return real(document)

    monkeypatch.setattr(parser, "parse", broken)
    done = cli("lint", closed, office)
    assert done.code == 4
    assert "RL101" in done.out
    assert "internal error: KeyError in" in done.err
    assert "secret" not in done.err
    assert done.err.count("\n") == 1
    assert cli("exposure", closed).code == 4


def test_an_empty_path_is_not_the_folder_of_the_run(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office.parent)
    for arguments in (["lint", ""], ["lint", office, ""], ["exposure", ""], ["model", ""]):
        done = cli(*arguments)
        assert (done.code, done.out, done.err) == (2, "", "routerlint: a path is empty\n")


@pytest.mark.parametrize(
    "command", [["lint"], ["exposure"], ["model"], ["trace", "--protocol", "tcp", "--port", "445"]]
)
def test_what_is_only_recognised_is_no_system_to_choose(command: list[str], office: Path, cli: Run) -> None:
    done = cli(*command, office, "--vendor", "recognised")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("routerlint: no vendor is called 'recognised'. Known: asuswrt, bintec_boss, ")
    assert done.err.count("recognised") == 1
    assert cli(*command, office, "--vendor", "RouterOS").code in (0, 1)


@pytest.mark.parametrize(
    ("head", "said"),
    [(b"\x88\xac\xa1\xb1", "a binary RouterOS backup"), (b"\xef\xa8\x91\x72", "an encrypted RouterOS backup")],
)
def test_a_backup_of_routeros_is_refused_with_the_command(
    head: bytes, said: str, office: Path, tmp_path: Path, cli: Run
) -> None:
    bad = tmp_path / "gw.backup"
    bad.write_bytes(head + bytes(range(256)))
    line = _refused(cli, bad, office)
    assert f"is not readable: {said}. Run /export file=NAME" in line
