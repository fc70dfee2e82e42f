"""The boundary at which every error becomes one line and an exit code. A user never sees a traceback."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from routerlint.cli.console import Console
from routerlint.cli.inputs import error_line
from routerlint.errors import RouterlintError, UsageError
from routerlint.lint.bugs import internal_error
from routerlint.messages import Language, message

__all__ = ["INTERRUPTED", "guarded"]

INTERRUPTED = 130
# Standard output takes nothing more: a reader that went away, a full disk.
_FULL = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT)


def guarded(work: Callable[[], int], language: Language) -> int:
    """The exit code of the work. ROUTERLINT_TRACEBACK in the environment lets bugs through, for developers."""
    console = Console()
    try:
        code = work()
        console.flush()
    except RouterlintError as error:
        console.error(error_line(error, language))
        return error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:  # help pages are not written by us
            console.give_up()
            if error.errno == errno.EPIPE:
                return 0
            full = UsageError(f"cannot be written ({(error.strerror or '').lower()})", file="<stdout>")
            console.error(error_line(full, language))
            return full.exit_code
        if os.environ.get("ROUTERLINT_TRACEBACK"):
            raise
        bug = internal_error(error, "")
        console.error(error_line(bug, language))
        return bug.exit_code
    if code == INTERRUPTED:
        console.error(message("interrupted", language))
    return code
