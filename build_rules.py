"""Build hook: nothing to do for an editable install."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Placeholder until rules are compiled at build time."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Does nothing."""
