"""Interfaces as rules name them: by name, by group, with a star, negated."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from routerlint.model.base import Model
from routerlint.parsing.vyatta.tree import Node
from routerlint.wording import NO_WORDS, Phrase, phrase

if TYPE_CHECKING:
    from routerlint.parsing.vyatta.groups import Groups

__all__ = ["NamedInterfaces", "interface_names"]

_BY_NAME = ("name", "interface-name")
_BY_GROUP = ("group", "interface-group")


class NamedInterfaces(Model, frozen=True, kw_only=True):
    """names: None asks for nothing. unreadable: why the condition cannot be answered, or ""."""

    names: tuple[str, ...] | None = None
    unreadable: Phrase = NO_WORDS


def interface_names(node: Node, known: Iterable[str], groups: Groups) -> NamedInterfaces:
    """What `inbound-interface` or `outbound-interface` asks for: old releases write the name as its value."""
    wanted: list[str] = []
    by_word = any(child.word in (*_BY_NAME, *_BY_GROUP) and child.children for child in node.children.values())
    if not by_word:
        wanted = list(node.children)
    for word in _BY_NAME if by_word else ():
        wanted += node.values(word)
    negated_group = False
    for word in _BY_GROUP if by_word else ():
        for text in node.values(word):
            members = groups.interfaces(text.removeprefix("!"))
            if members is None:
                return NamedInterfaces(unreadable=phrase("the interface group is not in the file"))
            negated_group = negated_group or text.startswith("!")
            wanted += [f"!{name}" for name in members] if text.startswith("!") else members
    return _resolved(wanted, tuple(known), negated=negated_group)


def _resolved(wanted: list[str], known: tuple[str, ...], *, negated: bool) -> NamedInterfaces:
    if not wanted:
        # The members of an empty group: nothing, or with "!" everything.
        return NamedInterfaces(names=None if negated else ())
    if "any" in wanted:
        return NamedInterfaces()
    yes = [pattern for pattern in wanted if not pattern.startswith("!")]
    no = [pattern[1:] for pattern in wanted if pattern.startswith("!")]
    if not yes and not no:
        return NamedInterfaces()
    names = [name for pattern in yes for name in _matching(pattern, known)] if yes else list(known)
    excluded = {name for pattern in no for name in _matching(pattern, known)}
    return NamedInterfaces(names=tuple(dict.fromkeys(name for name in names if name not in excluded)))


def _matching(pattern: str, known: tuple[str, ...]) -> list[str]:
    """The interfaces of a name; one that the file does not define keeps its name. "eth*" and, in old rules, "eth+"."""
    if pattern.endswith(("*", "+")):
        return [name for name in known if fnmatchcase(name, pattern[:-1].replace("[", "[[]") + "*")]
    return [pattern]
