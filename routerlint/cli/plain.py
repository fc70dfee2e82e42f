"""The plainest command lines, understood without Typer.

Typer costs as much as reading and judging a short export. A line that has only paths, and at the most a format, needs
none of what it does; everything else (help, mistakes, completion, further options) is left to it. A test holds that
both ways print the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

__all__ = ["plain_call"]

_FORMATS = ("text", "json")


def plain_call(arguments: Sequence[str]) -> Callable[[], int] | None:
    """What to call for this line, or None if it is not plain."""
    if not arguments or "_ROUTERLINT_COMPLETE" in os.environ:
        return None
    command, rest = arguments[0], list(arguments[1:])
    form = "text"
    if "--format" in rest[:-1]:
        at = rest.index("--format")
        form = rest[at + 1]
        del rest[at : at + 2]
    if not rest or form not in _FORMATS or not all(map(_is_path, rest)):
        return None
    if command == "lint":
        from routerlint.cli.lint_run import LintOptions, run_lint

        return lambda: run_lint(rest, LintOptions(json=form == "json"))
    if command == "exposure" and len(rest) == 1:
        from routerlint.cli.exposure_run import run_exposure
        from routerlint.cli.inputs import Choice

        return lambda: run_exposure(rest[0], Choice(), json=form == "json")
    return None


def _is_path(word: str) -> bool:
    """Whether a word can only be a path; one with wildcards may be a pattern, which Windows leaves to the program."""
    return word == "-" or not (word.startswith("-") or any(sign in word for sign in "*?["))
