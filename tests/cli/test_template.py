from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]

SAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "draytek-cli"


def test_a_template_of_the_user_reads_what_no_vendor_does(cli: Run) -> None:
    session, template = SAMPLE / "session.txt", SAMPLE / "draytek.ttp"
    assert cli("lint", session).code == 3
    done = cli("lint", "--template", template, session)
    assert done.code == 1
    assert "RL401 router-web-exposed" in done.out
    assert "8443" in cli("exposure", "--template", template, session).out
    assert cli("model", "--template", template, session).code == 0
    assert cli("trace", "--template", template, session, "--protocol", "tcp", "--port", "8443").code == 0


def test_a_mistake_in_a_template_is_one_line_and_exit_code_two(tmp_path: Path, cli: Run) -> None:
    for command in ("lint", "exposure"):
        done = cli(command, "--template", tmp_path / "gone.ttp", SAMPLE / "session.txt")
        assert done.code == 2
        assert done.err.count("\n") == 1
