"""The entry point. It answers --version before anything else is loaded."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Runs the command line and returns the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from routerlint.version import VERSION

        sys.stdout.write(f"routerlint {VERSION}\n")
        return 0
    from routerlint.cli.app import run

    return run(arguments)
