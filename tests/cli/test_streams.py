"""Terminals, pipes, interruption, and the consoles of Windows."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from routerlint.cli.app import _expanded

Run = Callable[..., Any]

PROGRAM = [sys.executable, "-c", "import sys; from routerlint.cli.main import main; sys.exit(main())"]


def _environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    return {**kept, "LANG": "C.UTF-8", **more}


def test_output_is_coloured_only_on_a_terminal(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = cli("lint", office).out
    coloured = cli("lint", office, terminal=True).out
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert cli("lint", office, terminal=True).out == plain
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert cli("lint", office, terminal=True).out == plain


@pytest.mark.parametrize("command", ["lint", "exposure"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_text_stays_within_eighty_columns_but_for_commands(
    command: str, language: str, office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.parent / "a-folder-with-quite-a-long-name-for-a-site-of-the-practice"
    folder.mkdir()
    office.rename(folder / office.name)
    monkeypatch.chdir(office.parent)
    for line in cli(command, f"{folder.name}/{office.name}", "--lang", language).out.splitlines():
        assert len(line) <= 80 or line.startswith("    /"), line


def test_a_wide_terminal_is_used(office: Path, cli: Run) -> None:
    widths = [len(line) for line in cli("lint", office, terminal=True, columns=160).out.splitlines()]
    assert max(widths) > 100


def test_json_is_never_coloured(office: Path, cli: Run) -> None:
    json.loads(cli("lint", office, "--format", "json", terminal=True).out)


def test_a_pipe_that_closes_is_silent(office: Path) -> None:
    for number in range(300):
        (office.parent / f"copy{number}.rsc").write_text(office.read_text())
    with subprocess.Popen(
        [*PROGRAM, "lint", str(office.parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(60)
    assert process.returncode == 1


def test_a_pipe_that_is_closed_from_the_start_is_silent(office: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "exposure", str(office), "--format", "json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=_environment(),
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "FILE"],
        ["lint", "FILE", "--format", "json"],
        ["lint", "FILE", "--diagnostics"],
        ["exposure", "FILE"],
        ["model", "FILE"],
        ["trace", "FILE", "--protocol", "tcp", "--port", "445"],
        ["rules"],
        ["explain", "RL101"],
        ["vendors"],
        ["--version"],
        ["--help"],
        ["lint", "--help"],
    ],
)
def test_a_full_disk_is_one_line_and_exit_code_two(office: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *(str(office) if word == "FILE" else word for word in arguments)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=_environment(),
            check=False,
        )
    assert done.stderr.decode() == "routerlint: <stdout>: cannot be written (no space left on device)\n"
    assert done.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_an_output_file_on_a_full_disk_and_a_closed_standard_error(office: Path, cli: Run) -> None:
    done = cli("lint", office, "--output", "/dev/full")
    assert (done.code, done.err) == (2, "routerlint: /dev/full: cannot be written (no space left on device)\n")
    with Path("/dev/full").open("wb") as full:
        mute = subprocess.run(
            [*PROGRAM, "lint", str(office), "missing"],
            stdout=subprocess.PIPE,
            stderr=full,
            env=_environment(),
            check=False,
        )
    assert mute.returncode == 3
    assert b"RL101" in mute.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_an_interrupted_run_ends_with_130_and_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow")  # reading it waits for a writer that never comes
    # Whoever started the tests in the background had Ctrl-C ignored, and children inherit that.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    program = [*PROGRAM[:-1], listening + PROGRAM[-1]]
    with subprocess.Popen(
        [*program, "lint", str(tmp_path / "slow")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
    ) as process:
        try:
            time.sleep(1.5)
            process.send_signal(2)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, b"", b"routerlint: interrupted\n")


def test_ctrl_c_within_a_command_of_typer_ends_with_130(
    office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("routerlint.cli.lint_run.SettingsFor", interrupted)
    for arguments in (["lint", office], ["lint", office, "--fail-on", "high"]):
        done = cli(*arguments)
        assert (done.code, done.err) == (130, "routerlint: interrupted\n")


def test_nothing_is_shown_of_progress_in_a_pipe_or_a_short_run(office: Path, cli: Run) -> None:
    assert cli("lint", office).err == ""
    assert cli("lint", office, terminal=True).err == ""


def test_long_work_shows_a_bar_on_a_terminal(
    office: Path, closed: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routerlint.cli.progress._PATIENCE", 0.0)
    monkeypatch.setattr("routerlint.cli.progress._INTERVAL", 0.0)
    assert closed.parent == office.parent
    err = cli("lint", office.parent, terminal=True).err
    assert f"{'#' * 12}{'.' * 12} 1 of 2: " in err
    assert f"{'#' * 24} 2 of 2: " in err
    assert err.endswith("\r")
    assert max(map(len, err.split("\r"))) <= 80
    assert cli("lint", office.parent).err == ""


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp437"])
def test_a_console_of_an_old_code_page_shows_a_question_mark_and_does_not_fail(
    encoding: str, office: Path, cli: Run
) -> None:
    office.write_text(office.read_text().replace("booking", "Büro 予約"), encoding="utf-8")
    assert cli("lint", office, "--lang", "de", encoding=encoding).code == 1
    done = cli("lint", office, encoding=encoding)
    assert done.code == 1
    assert "Büro ??" in done.out


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_json_on_a_console_of_an_old_code_page_loses_nothing(encoding: str, office: Path, cli: Run) -> None:
    office.write_text(office.read_text().replace("booking", "Büro 予約 😀"), encoding="utf-8")
    document = json.loads(cli("lint", office, "--format", "json", encoding=encoding).out)
    assert "Büro 予約 😀" in document["inputs"][0]["devices"][0]["findings"][0]["text"]


def test_paths_are_shown_with_slashes_as_on_windows(office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # on Windows os.sep is "\\" and Path joins with it; here only the spelling can be simulated
    monkeypatch.setattr("routerlint.intake.reading.os.sep", "\\")
    strange = office.parent / str(PureWindowsPath("site", "gw.rsc"))
    strange.write_text(office.read_text())
    done = cli("lint", strange)
    assert "\\gw" not in done.out
    assert "site/gw.rsc:18" in done.out


def test_wildcards_are_resolved_where_the_shell_does_not(
    office: Path, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = str(office.parent / "*.rsc")
    assert _expanded(["lint", pattern]) == ["lint", pattern]
    monkeypatch.setattr(sys, "platform", "win32")
    assert _expanded(["lint", pattern, "*.none"]) == ["lint", str(closed), str(office), "*.none"]


def test_judging_loads_nothing_that_windows_lacks(office: Path) -> None:
    # these modules do not exist there; importing one on the way would fail for every user of Windows
    code = (
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in {'fcntl', 'pwd', 'grp', 'termios', 'tty', 'resource', 'readline', 'curses', 'syslog'}:\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Missing())\n"
        "for name in ('fcntl', 'pwd', 'grp', 'termios', 'resource'):\n"
        "    sys.modules.pop(name, None)\n"
        "import os\n"
        "for name in ('geteuid', 'getuid', 'fork', 'mkfifo', 'chown', 'uname'):\n"
        "    if hasattr(os, name):\n"
        "        delattr(os, name)\n"
        "from routerlint.cli.main import main\n"
        "sys.exit(main())\n"
    )
    for arguments in (["lint", str(office)], ["exposure", str(office), "--vendor", "routeros"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, env=_environment(), check=False
        )
        assert done.stderr == b""
        assert b"440-449" in done.stdout


def test_files_are_opened_as_bytes_so_that_no_code_page_of_the_system_matters(
    office: Path, cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.open
    opened: list[str] = []

    def watched(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        if str(file).endswith(".rsc"):
            opened.append(mode)
        return real(file, mode, *arguments, **options)

    monkeypatch.setattr(builtins, "open", watched)
    cli("lint", office)
    assert all("b" in mode for mode in opened)


@pytest.mark.skipif(sys.platform == "win32", reason="closes a stream as a shell of Unix does")
@pytest.mark.parametrize(
    ("stream", "arguments", "code", "said"),
    [
        (0, ["lint", "-"], 3, b"routerlint: <stdin>: is closed\n"),
        (0, ["lint", "FILE"], 1, b""),
        (1, ["lint", "FILE"], 1, b""),
        (1, ["rules"], 0, b""),
        (2, ["lint", "FILE", "missing"], 3, b""),
    ],
)
def test_a_stream_that_is_closed_from_the_start(
    stream: int, arguments: list[str], code: int, said: bytes, office: Path
) -> None:
    # what `<&-`, `>&-` and `2>&-` do, and many a service manager
    closing = f"import os, sys; os.close({stream}); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    words = [str(office) if word == "FILE" else word for word in arguments]
    done = subprocess.run(
        [sys.executable, "-c", closing, *PROGRAM[1:], *words], capture_output=True, env=_environment(), check=False
    )
    assert (done.returncode, done.stderr) == (code, said)
