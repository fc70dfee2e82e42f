"""The command group, the boundary at which errors become one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
import typer.core
import typer.main
from typer.exceptions import TyperException

from routerlint.cli.console import Console
from routerlint.cli.language import language_of
from routerlint.errors import RouterlintError
from routerlint.messages import Language, message
from routerlint.version import VERSION

__all__ = ["COMMANDS", "run"]

# In the order of the help page.
COMMANDS = ("lint", "exposure", "model", "rules", "explain", "vendors")

INTERNAL, INTERRUPTED = 4, 130


class _Commands(typer.core.TyperGroup):
    """Loads a command's module when it is called; only the help page loads them all."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the signature is Typer's
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # the signature is Typer's
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"routerlint.cli.{cmd_name}_command")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(cmd_name, help=message(f"help-{cmd_name}", language_of(sys.argv[1:])))(module.command)
        return typer.main.get_command(app)


def _root(
    version: bool = typer.Option(
        False, "--version", "-V", is_eager=True, help=message("help-version", language_of(sys.argv[1:]))
    ),
) -> None:
    if version:
        sys.stdout.write(f"routerlint {VERSION}\n")
        raise typer.Exit(0)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns the exit code; nothing but a bug of Python itself gets out of here."""
    language = language_of(arguments)
    console = Console()
    try:
        code = _group(language).main(list(arguments), prog_name="routerlint", standalone_mode=False)
        console.flush()
    except TyperException as error:
        console.error(error.format_message())
        return 2
    except RouterlintError as error:
        console.error(str(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        console.error(message("interrupted", language))
        return INTERRUPTED
    else:
        return code if isinstance(code, int) else 0


def _group(language: Language) -> _Commands:
    app = typer.Typer(
        cls=_Commands,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        help=message("help-routerlint", language),
    )
    app.callback()(_root)
    group = typer.main.get_command(app)
    assert isinstance(group, _Commands)  # noqa: S101  # for the type checker: cls above says so
    return group
