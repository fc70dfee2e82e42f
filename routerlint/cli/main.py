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
    _load_msgspec()
    from routerlint.cli.plain import plain_call

    call = plain_call(arguments)
    if call is None:
        from routerlint.cli.app import run

        return run(arguments)
    from routerlint.cli.boundary import guarded
    from routerlint.cli.language import language_of

    return guarded(call, language_of(arguments))


def _load_msgspec() -> None:
    """Loads msgspec without typing_extensions, of which it only wants what `typing` has since Python 3.11.

    That module loads the compiler's and the tokenizer's helpers: a sixth of what a short run costs. None as an entry of
    sys.modules is the documented way to say that a module is not there; msgspec is written to work without it.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # documented, but not in the type of the table
    try:
        import msgspec  # noqa: F401  # for all that import it later
    finally:
        del sys.modules["typing_extensions"]


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
