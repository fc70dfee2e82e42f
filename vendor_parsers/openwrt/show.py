"""The output of `uci show`: one assignment a line.

    firewall.@zone[1]=zone
    firewall.@zone[1].network='wan' 'wan6'

Source: openwrt/uci cli.c (uci_show_value, uci_show_section). The number of an anonymous section counts all sections of
its type, the named ones too. A list is printed as several quoted words; a list of one word looks like an option. Before
15.05 values stood without quotes.
"""

from __future__ import annotations

import re

from routerlint.text.source import SourceFile
from routerlint.wording import phrase
from vendor_parsers.openwrt.uci import Option, Package, Section, Trouble

__all__ = ["SHOW_LINE", "read_show"]

SHOW_LINE = re.compile(r"([a-z][\w-]*)\.(@[!-<>-~]+?\[-?\d+\]|\w+)(?:\.(\w+))?=", re.ASCII)
# A word of a value: quoted parts and escaped quotes joined ('Doctor'\''s NAS').
_WORD = re.compile(r"(?:'[^']*'|\\.|[^\s'\\])+")
_PART = re.compile(r"'([^']*)'|\\(.)|([^\s'\\]+)", re.DOTALL)


def read_show(file: SourceFile) -> tuple[list[Package], list[int]]:
    """The packages in the text, and the lines that are no assignments (prompts, blank lines are left out)."""
    lines = file.lines()
    packages: dict[str, Package] = {}
    sections: dict[tuple[str, str], Section] = {}
    strange: list[int] = []
    number = 0
    while number < len(lines):
        start, text = number, lines[number]
        number += 1
        found = SHOW_LINE.match(text)
        if found is None:
            if text.strip():
                strange.append(start + 1)
            continue
        value = text[found.end() :]
        # A value may hold line ends: an odd number of quotes says that it goes on.
        pieces, quotes = [value], value.count("'") - value.count("\\'")
        while quotes % 2 and number < len(lines):
            pieces.append(lines[number])
            quotes += lines[number].count("'") - lines[number].count("\\'")
            number += 1
        name, place, key = found.groups()
        package = packages.setdefault(name, Package(name, file, lines))
        package.faithful = True
        if quotes % 2:
            package.trouble = Trouble(phrase("the text ends inside quotes"), start + 1, truncated=True)
        words = _words("\n".join(pieces))
        if key is None:
            sections[name, place] = package.add(words[0] if words else "", "" if place[0] == "@" else place, start + 1)
            continue
        section = sections.get((name, place))
        if section is None:  # the header is missing: the type of an anonymous section is in its number
            section = package.add(place[1:].partition("[")[0] if place[0] == "@" else "", place.lstrip("@"), start + 1)
            sections[name, place] = section
            package.trouble = package.trouble or Trouble(phrase("a section without its header"), start + 1)
        section.lines += 1
        quoted = "'" in value
        shown: str | list[str] = words if len(words) > 1 and quoted else " ".join(words)
        section.options[key] = Option(shown, start + 1, number)
    return list(packages.values()), strange


def _words(text: str) -> list[str]:
    """The words of a value, without their quotes."""
    if text.startswith("'") and text.count("'") == 2 and text.endswith("'"):
        return [text[1:-1]]
    return [
        "".join(single or escaped or bare for single, escaped, bare in _PART.findall(word))
        for word in _WORD.findall(text)
    ]
