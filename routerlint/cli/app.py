"""The command group."""

from __future__ import annotations

import glob
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main
from typer.exceptions import TyperException

from routerlint.cli.boundary import INTERRUPTED, guarded
from routerlint.cli.language import language_of
from routerlint.cli.options import LangOption, text
from routerlint.cli.run import language, nearest
from routerlint.errors import UsageError
from routerlint.messages import Language, message
from routerlint.version import VERSION

__all__ = ["COMMANDS", "run"]

# In the order of the help page.
COMMANDS = ("lint", "exposure", "trace", "model", "rules", "explain", "controls", "vendors", "advisories")


class _Command(typer.core.TyperCommand):
    """A command whose help page speaks the language of the run."""

    def get_help(self, ctx: Any) -> str:
        return _spoken(super().get_help(ctx))


class _Commands(typer.core.TyperGroup):
    """Loads a command's module when it is called; only the help page loads them all."""

    def get_help(self, ctx: Any) -> str:
        return _spoken(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the signature is Typer's
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            if ctx.resilient_parsing or cmd_name.startswith("-"):
                return None
            raise UsageError(f"no command is called {cmd_name!r}", advice=nearest(cmd_name, COMMANDS))
        module = import_module(f"routerlint.cli.{cmd_name}_command")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(cmd_name, cls=_Command, help=text(cmd_name))(module.command)
        return typer.main.get_command(app)


def _spoken(page: str) -> str:
    """A help page of Typer in the language of the run."""
    if language() == "en":
        return page
    from routerlint.cli.help_page import in_german

    return in_german(page)


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"routerlint {VERSION}\n")
        raise typer.Exit(0)


def _root(
    version: bool = typer.Option(False, "--version", "-V", is_eager=True, callback=_version, help=text("version")),
    lang: LangOption = None,  # read before the line is parsed, see cli.language
) -> None:
    """What the group itself does: nothing."""


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit code."""
    spoken = language_of(arguments)
    return guarded(lambda: _called(arguments, spoken), spoken)


def _called(arguments: Sequence[str], spoken: Language) -> int:
    """The exit code of the command; Typer's errors become ours, and its Ctrl-C is an exit code already."""
    try:
        code = _group(spoken).main(_expanded(arguments), prog_name="routerlint", standalone_mode=False)
    except TyperException as error:
        raise UsageError(error.format_message().rstrip(".")) from error
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _group(spoken: Language) -> _Commands:
    app = typer.Typer(
        cls=_Commands,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        help=message("help-routerlint", spoken),
    )
    app.callback()(_root)
    group = typer.main.get_command(app)
    assert isinstance(group, _Commands)  # noqa: S101  # for the type checker: cls above says so
    return group


def _expanded(arguments: Sequence[str]) -> list[str]:
    """The arguments; on Windows with wildcards resolved, since its shells hand them over as they are typed."""
    if not arguments:
        return ["--help"]
    if sys.platform != "win32":
        return list(arguments)
    expanded: list[str] = []
    for argument in arguments:
        matches = sorted(glob.glob(argument)) if glob.has_magic(argument) else []  # noqa: PTH207  # keeps the spelling
        expanded += matches or [argument]
    return expanded
