"""Reads a YAML file that a person wrote: its data, and the line of every key, for error messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from routerlint.errors import ConfigurationError

__all__ = ["YamlFile", "read_yaml"]

Path_ = tuple[str | int, ...]

_MOST_BYTES = 1 << 20
_MOST_VALUES = 50_000
_DEEPEST = 40


class YamlFile:
    """A decoded file. name: for messages. data: what it holds. lines: from the path of a key to its line."""

    __slots__ = ("data", "lines", "name")

    def __init__(self, name: str, data: Any, lines: dict[Path_, int]) -> None:
        self.name = name
        self.data = data
        self.lines = lines

    def line(self, path: Path_) -> int | None:
        """The line of a key, or of the nearest key above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.lines.get((), None)

    def problem(self, message: str, path: Path_ = (), advice: str = "") -> ConfigurationError:
        """The error of a mistake at a place in this file."""
        return ConfigurationError(message, file=self.name, line=self.line(path), advice=advice)


def read_yaml(path: Path, name: str = "") -> YamlFile:
    """The file; raises ConfigurationError for what is no YAML, with its line."""
    import yaml  # late: built-in rules are compiled

    name = name or str(path)
    _check_size(path, name)
    loader_class: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loader = loader_class(path.read_text("utf-8"))
    except OSError as problem:
        raise ConfigurationError(f"cannot be read ({(problem.strerror or '').lower()})", file=name) from None
    except UnicodeDecodeError as problem:
        line = problem.object.count(b"\n", 0, problem.start) + 1
        raise ConfigurationError("is not UTF-8 text", file=name, line=line) from None
    except yaml.YAMLError as problem:
        raise _not_yaml(problem, name) from None
    try:
        node = loader.get_single_node()
        lines: dict[Path_, int] = {}
        if node is not None:
            _collect(node, (), lines, name, ())
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as problem:
        raise _not_yaml(problem, name) from None
    except RecursionError:
        raise ConfigurationError("is nested too deeply", file=name) from None
    finally:
        loader.dispose()
    return YamlFile(name, data, lines)


def _check_size(path: Path, name: str) -> None:
    try:
        size = path.stat().st_size
    except OSError:
        return
    if size > _MOST_BYTES:
        raise ConfigurationError(f"is larger than {_MOST_BYTES >> 10} KB, which no file of rules is", file=name)


def _not_yaml(problem: Exception, name: str) -> ConfigurationError:
    mark = getattr(problem, "problem_mark", None)
    text = getattr(problem, "problem", None) or str(problem).splitlines()[0]
    return ConfigurationError(f"not YAML: {text}", file=name, line=None if mark is None else mark.line + 1)


def _collect(node: Any, path: Path_, lines: dict[Path_, int], name: str, above: tuple[int, ...]) -> None:
    """Notes the line of every key and item; refuses keys that stand twice and values that contain themselves.

    An alias is walked each time that it is used, so that a few that use each other would never end: the count and the
    depth are bounded.
    """
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in above:
        raise ConfigurationError("a value contains itself", file=name, line=line)
    if len(above) > _DEEPEST or len(lines) > _MOST_VALUES:
        raise ConfigurationError("is nested too deeply or holds too many values", file=name, line=line)
    above = (*above, id(node))
    if node.id == "mapping":
        seen: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            if word in seen:
                raise ConfigurationError(f"key {word!r} stands twice", file=name, line=key.start_mark.line + 1)
            seen.add(word)
            lines[(*path, word)] = key.start_mark.line + 1
            _collect(value, (*path, word), lines, name, above)
    elif node.id == "sequence":
        for position, item in enumerate(node.value):
            _collect(item, (*path, position), lines, name, above)
