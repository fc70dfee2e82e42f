"""The entry point. It answers --version before anything else is loaded."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


def main() -> int:
    """Runs the command line and returns the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        return _version()
    # Loading makes many objects and no garbage: searching them for some is a fifth of the time of a short run.
    gc.set_threshold(200_000)
    from routerlint.cli.plain import plain_call

    call = plain_call(arguments)
    if call is None:
        from routerlint.cli.app import run

        return run(arguments)
    from routerlint.cli.boundary import guarded
    from routerlint.cli.language import language_of

    return guarded(call, language_of(arguments))


def _version() -> int:
    from routerlint.version import VERSION

    try:
        sys.stdout.write(f"routerlint {VERSION}\n")
        sys.stdout.flush()
    except OSError as error:  # a closed pipe, a full disk
        from routerlint.cli.boundary import guarded

        failed = error

        def fail() -> int:
            raise failed

        return guarded(fail, "en")
    return 0
