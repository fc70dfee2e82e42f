"""Dumps of iptables-save and ip6tables-save, one or several in a text, to tables.

Text around the tables (headers, what else a terminal printed) is passed over. Within a table every line counts: what
cannot be read stands in its chain as an undetermined entry, and what cannot even be placed makes the family incomplete.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.netfilter.draft import Draft
from routerlint.parsing.netfilter.iptables.rule import RuleReader
from routerlint.parsing.netfilter.iptables.words import split_words
from routerlint.parsing.netfilter.tables import BaseChain, HookName, Table
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase, joined, phrase

__all__ = ["TABLE_LINE", "DumpReader", "table_family"]

TABLE_LINE = re.compile(r"\*(filter|nat|mangle|raw|security)\s*\Z")
_TOOL = re.compile(r"\b(ip6?tables)(?:-nft|-legacy)?-save\b", re.IGNORECASE)
_CHAIN = re.compile(r":(\S+)\s+(\S+)")
_COUNTERS = re.compile(r"\[\d*:\d*\]\s*")
_V6_WORDS = ("icmpv6", "ipv6-icmp", "icmp6-")
_V6 = re.compile(r"-[sd] [0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]|-to-\w+ \[")
_V4 = re.compile(r"-[sd] \d{1,3}\.\d|-to-\w+ \d{1,3}\.|icmp-(?:port|host|net|proto|admin)")

_PRIORITY = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
_HOOK: dict[str, HookName] = {
    "PREROUTING": "prerouting", "INPUT": "input", "FORWARD": "forward", "OUTPUT": "output", "POSTROUTING": "postrouting",
}  # fmt: skip
_BUILT_IN = {
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    "raw": ("PREROUTING", "OUTPUT"),
    "security": ("INPUT", "FORWARD", "OUTPUT"),
}


def table_family(block: str) -> Family | None:
    """The family that the addresses and keywords of a table give away."""
    if any(word in block for word in _V6_WORDS) or _V6.search(block):
        return "ipv6"
    return "ipv4" if _V4.search(block) else None


@dataclass(slots=True)
class _Block:
    """The lines of one table; number: of its first line, from 1."""

    name: str
    number: int
    family: Family | None
    lines: list[str] = field(default_factory=list)
    closed: bool = False


class DumpReader:
    """Reads the dumps of one device, file by file; the tables are complete when all files were read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._readers = {family: RuleReader(family) for family in FAMILIES}
        self._tables: dict[tuple[Family, str], Table] = {}
        self.problems: dict[Family, list[Phrase]] = {family: [] for family in FAMILIES}

    def tables(self) -> list[Table]:
        """The tables, in an order that does not depend on the files."""
        return [self._tables[key] for key in sorted(self._tables, key=lambda key: (key[0], _PRIORITY[key[1]]))]

    def families(self) -> tuple[Family, ...]:
        """The families of which there are tables."""
        return tuple(f for f in FAMILIES if any(family == f for family, _ in self._tables))

    def has(self, family: Family, name: str) -> bool:
        """Whether a table of the family was read."""
        return (family, name) in self._tables

    def read(self, file: SourceFile, default: Family) -> None:
        """Reads all dumps in a file. default: the family of tables that nothing tells apart."""
        blocks = _blocks(file)
        guessed = [block.family or table_family("\n".join(block.lines)) for block in blocks]
        found = set(guessed) - {None}
        only = next(iter(found)) if len(found) == 1 else None
        seen: set[tuple[Family, str]] = set()
        for block, guess in zip(blocks, guessed, strict=True):
            family = guess or only or default
            if (family, block.name) in seen and block.family is None:
                self.problems[family].append(
                    phrase("{name} holds the table {name2} twice", name=file.name, name2=block.name)
                )
            seen.add((family, block.name))
            self._read_block(file, block, family)

    def load(self, file: SourceFile, family: Family) -> None:
        """Adds the rules of a file to what is there, as iptables-restore -n does; chains that it declares begin anew."""
        for block in _blocks(file):
            table = self.table(family, block.name)
            for line in block.lines:
                declared = _CHAIN.match(line) if line.startswith(":") else None
                if declared is not None and declared[1] not in _BUILT_IN[block.name]:
                    table.chain(declared[1]).rules.clear()
            self._read_block(file, block, family, table)

    def table(self, family: Family, name: str) -> Table:
        """A table, made with its built-in chains if need be; they accept until something else is said."""
        known = self._tables.get((family, name))
        if known is None:
            known = self._tables[family, name] = Table(family, name)
            for chain in _BUILT_IN[name]:
                known.chain(chain).base = _base(name, chain, accepts=True, known=True)
        return known

    def set_policy(self, family: Family, chain: str, *, accepts: bool, known: bool, spans: tuple[Span, ...]) -> None:
        """The policy of a built-in chain of the filter table."""
        self.table(family, "filter").chain(chain).base = _base(
            "filter", chain, accepts=accepts, known=known, spans=spans
        )

    def add(self, family: Family, chain: str, rule: str, span: Span) -> None:
        """A rule of the filter table that the system makes by itself; span: the line that makes it do so."""
        draft = Draft(SourceFile(span.file, ""), span.line or 0, span.text)
        draft.place(span)
        filtering = self.table(family, "filter")
        self._readers[family].read(split_words(rule), draft, set(filtering.chains))
        filtering.chain(chain).rules.append(draft)

    def _read_block(self, file: SourceFile, block: _Block, family: Family, table: Table | None = None) -> None:
        if table is None:
            table = Table(family, block.name)
            self._tables[family, block.name] = table  # a later dump of the same table replaces it, as a restore does
        _declare(table, block, file)
        chains = set(table.chains)
        for offset, line in enumerate(block.lines):
            if not line or line.startswith(("#", ":")):
                continue
            self._read_line(file, block.number + offset, line, table, family, chains)
        if not block.closed:
            self.problems[family].append(
                phrase("{name} ends in the middle of the table {name2}", name=file.name, name2=block.name)
            )
        for name in _BUILT_IN[block.name]:
            declared = table.chains.get(name)
            if declared is None and block.name != "filter":
                continue  # old kernels have fewer chains there
            if declared is None or declared.base is None:
                table.chain(name).base = _base(block.name, name, accepts=True, known=False)

    def _read_line(
        self, file: SourceFile, number: int, line: str, table: Table, family: Family, chains: set[str]
    ) -> None:
        text = line
        if text.startswith("["):
            text = _COUNTERS.sub("", text, count=1)
        words = split_words(text)
        if len(words) < 2 or words[0] not in ("-A", "--append", "-I", "--insert"):
            self._other(file, number, line, words, table, family)
            return
        name, rest = words[1], words[2:]
        first = words[0] in ("-I", "--insert")
        position = 0
        if first and rest and rest[0].isdigit() and len(rest[0]) < 6:
            position = max(int(rest.pop(0)) - 1, 0)
        draft = Draft(file, number, line)
        state = self._readers[family].read(rest, draft, chains)
        rules = table.chain(name).rules
        if first:
            rules.insert(position, draft)
        else:
            rules.append(draft)
        relevant = name not in ("OUTPUT", "POSTROUTING")
        if state.understood:
            self._ledger.mark(LineState.USED, file=file.name, line=number, relevant=relevant)
            return
        what = phrase("{table}: {problems}", table=table.name, problems=joined(", ", state.problems[:3]))
        self._ledger.mark(LineState.UNSUPPORTED, file=file.name, line=number, what=what, relevant=relevant)

    def _other(self, file: SourceFile, number: int, line: str, words: list[str], table: Table, family: Family) -> None:
        """A line that is no rule: a command of hand-written files, or something that may be a rule of any chain."""
        command = words[0] if words else ""
        if command in ("-P", "--policy") and len(words) > 2 and words[1] in _BUILT_IN[table.name]:
            span = file.span(number, line)
            known = words[2] in ("ACCEPT", "DROP")
            table.chain(words[1]).base = _base(
                table.name, words[1], accepts=words[2] != "DROP", known=known, spans=(span,)
            )
        elif command in ("-N", "--new-chain") and len(words) > 1:
            table.chain(words[1])
        elif command not in ("-Z", "--zero", "-X", "--delete-chain"):
            self._ledger.mark(LineState.UNRECOGNISED, file=file.name, line=number, what=table.name, relevant=True)
            self.problems[family].append(
                phrase("line {number} of {name} cannot be read as a rule", number=number, name=file.name)
            )
            return
        self._ledger.mark(LineState.USED, file=file.name, line=number, relevant=True)


def _blocks(file: SourceFile) -> list[_Block]:
    """The tables of a file with their lines."""
    blocks: list[_Block] = []
    family: Family | None = None
    open_block: _Block | None = None
    for number, raw in enumerate(file.lines(), 1):
        line = raw.strip()
        if line.startswith("*"):
            found = TABLE_LINE.match(line)
            if found:
                open_block = _Block(found[1], number + 1, family)
                blocks.append(open_block)
                continue
        if line.startswith("#") or open_block is None:
            tool = _TOOL.search(line) if len(line) < 400 else None
            if tool and "enerated" in line:
                family = "ipv6" if tool[1].lower() == "ip6tables" else "ipv4"
        if open_block is None:
            continue
        if line.startswith("COMMIT"):
            open_block.closed = True
            open_block = None
        else:
            open_block.lines.append(line)
    return blocks


def _declare(table: Table, block: _Block, file: SourceFile) -> None:
    for offset, line in enumerate(block.lines):
        found = _CHAIN.match(line) if line.startswith(":") else None
        if found is None:
            continue
        name, policy = found[1], found[2].upper()
        chain = table.chain(name)
        if name in _BUILT_IN[table.name]:
            span = file.span(block.number + offset, line)
            known = policy in ("ACCEPT", "DROP")
            chain.base = _base(table.name, name, accepts=policy != "DROP", known=known, spans=(span,))


def _base(table: str, chain: str, *, accepts: bool, known: bool, spans: tuple[Span, ...] = ()) -> BaseChain:
    nat = table == "nat"
    hook = _HOOK[chain]
    priority = 100 if nat and hook in ("postrouting", "input") else _PRIORITY[table]
    return BaseChain(
        hook=hook,
        kind="nat" if nat else "filter",
        priority=priority,
        accepts=accepts,
        policy_known=known,
        spans=spans,
    )
