"""The advisories of a run: what routerlint brings, and what the user's data folder holds beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from routerlint.rules.firmware.store import AdvisoryData, builtin_advisories

__all__ = ["FOLDER_VARIABLE", "advisories", "data_folder"]

FOLDER_VARIABLE = "ROUTERLINT_DATA"


def data_folder() -> Path:
    """The user's folder: ROUTERLINT_DATA, else where the system keeps the data of programs."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "routerlint"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "routerlint"
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "routerlint"


def advisories(folder: Path | None = None) -> AdvisoryData:
    """The data of a run. folder: in place of the user's.

    Raises ConfigurationError for a file in it that is damaged.
    """
    data = builtin_advisories()
    try:
        chosen = folder if folder is not None else data_folder()
    except RuntimeError:  # nobody's home is known
        return data
    if not os.path.isdir(chosen):  # noqa: PTH112  # cheaper than Path, and asked in every run
        return data
    from routerlint.rules.firmware.overlay import with_overlay  # late: most users have brought nothing up to date

    return with_overlay(data, chosen)
