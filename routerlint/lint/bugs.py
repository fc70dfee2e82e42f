"""A bug as one line that a user can send."""

from __future__ import annotations

from routerlint.errors import InternalError

__all__ = ["internal_error"]


def internal_error(error: Exception, name: str) -> InternalError:
    """A bug as one line: what kind, and where in the program; never a value, which may come from the input."""
    import traceback  # late: a run without a bug does not pay for it

    frames = traceback.extract_tb(error.__traceback__)
    own = next((frame for frame in reversed(frames) if "routerlint" in frame.filename), None) or frames[-1]
    module = "/".join(own.filename.replace("\\", "/").split("/")[-2:])
    return InternalError(
        f"internal error: {type(error).__name__} in {module}:{own.lineno}",
        file=name,
        advice="This is a bug of routerlint; please report this line with the output of `routerlint lint --diagnostics`.",
    )
