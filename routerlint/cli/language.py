"""Which language the program speaks: --lang, else the environment, else the system's."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from routerlint.messages import LANGUAGES, Language

__all__ = ["language_of"]

_GERMAN = 0x07  # the primary language identifier of Windows, LANG_GERMAN


def language_of(arguments: Sequence[str]) -> Language:
    """The language for a command line; known before it is parsed, since help pages need it."""
    for number, argument in enumerate(arguments):
        chosen = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang":
            chosen = next(iter(arguments[number + 1 :]), None)
        for language in LANGUAGES:
            if chosen == language:
                return language
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "de" if value.lower().startswith("de") else "en"
    return _of_the_system()


def _of_the_system() -> Language:
    if sys.platform != "win32":
        return "en"
    import ctypes

    return "de" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _GERMAN else "en"
