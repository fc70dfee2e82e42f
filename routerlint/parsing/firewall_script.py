"""What a user's firewall script, kept as text in a setting, can do to the rules that the firmware writes.

Such a script is not executed in the mind: only scripts that cannot let anything in are told apart from the others.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

from routerlint.netset.addresses import Family

__all__ = ["Effect", "script_effect"]

Effect = Literal["none", "closes", "unknown"]

_PROGRAM: dict[Family, str] = {"ipv4": "iptables", "ipv6": "ip6tables"}
_HARMLESS = frozenset(("echo", "sleep", "logger", "insmod", "modprobe", "true", ":"))
_KEYWORDS = frozenset(("then", "else", "do", "fi", "done"))
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=[\w./:-]*")
_SUBSTITUTES = re.compile(r"`|\$\(|\|(?!\|)|<<")  # text that becomes a command, or is fed to one
_OUTWARD = frozenset(("POSTROUTING", "OUTPUT"))
_STOPS = frozenset(("DROP", "REJECT", "LOG", "logdrop", "logreject"))
_ADDS = frozenset(("-A", "-I", "--append", "--insert"))
_JUMPS = frozenset(("-j", "--jump"))
_ORDER: dict[Effect, int] = {"none": 0, "closes": 1, "unknown": 2}


def script_effect(script: str, family: Family) -> Effect:
    """Whether the script leaves the rules of a family alone, can only close more, or may do anything."""
    effect: Effect = "none"
    for line in script.splitlines():
        if _SUBSTITUTES.search(line.replace("||", ";")):
            return "unknown"
        for command in re.split(r";|&&|\|\||&", line.partition("#")[0]):
            effect = max(effect, _command_effect(command.split(), family), key=_ORDER.__getitem__)
    return effect


def _command_effect(words: list[str], family: Family) -> Effect:
    while words and (words[0] in _KEYWORDS or _ASSIGNMENT.fullmatch(words[0])):
        words = words[1:]
    if not words or words[0] in _HARMLESS:
        return "none"
    program = words[0].rpartition("/")[2]
    if program not in _PROGRAM.values():
        return "unknown"
    if program != _PROGRAM[family]:
        return "none"
    if any(word in _OUTWARD for word in words) or "mangle" in words:
        return "none"
    targets = [after for word, after in itertools.pairwise(words) if word in _JUMPS]
    adds = any(word in _ADDS for word in words)
    return "closes" if adds and targets and all(target in _STOPS for target in targets) else "unknown"
