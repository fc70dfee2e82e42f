"""The nearest routerlint.toml of an input, and the quirks that are known."""

from __future__ import annotations

from pathlib import Path

from routerlint.lint.site import Site
from routerlint.rules.config import load_config
from routerlint.rules.defaults import builtin_defaults
from routerlint.rules.quirks import builtin_quirks

__all__ = ["SiteFor"]


class SiteFor:
    """Gives the site of an input: the settings beside it or upward, read once for each folder."""

    def __init__(self) -> None:
        self._quirks = builtin_quirks()
        self._defaults = builtin_defaults()
        self._by_folder: dict[str, Site] = {}

    def of(self, name: str) -> Site:
        """The site for the input of this name ("<stdin>" has that of the working folder)."""
        folder = Path() if name.startswith("<") else _existing(Path(name))
        found = self._by_folder.get(str(folder))
        if found is None:
            found = self._by_folder[str(folder)] = Site(
                config=load_config(folder), quirks=self._quirks, defaults=self._defaults
            )
        return found


def _existing(path: Path) -> Path:
    """The folder of the path that stands on disk; a member of an archive has that of the archive."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path())
