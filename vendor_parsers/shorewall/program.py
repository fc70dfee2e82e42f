"""One program (Shorewall for IPv4, Shorewall6 for IPv6): its files to tables."""

from __future__ import annotations

import re
from typing import NamedTuple

from routerlint.parsing.netfilter.iptables.writing import TableWriter
from routerlint.text.coverage import Ledger, LineState
from routerlint.text.source import SourceFile
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.expressions import Variables
from vendor_parsers.shorewall.files import ProgramFiles
from vendor_parsers.shorewall.lines import Line, LineReader
from vendor_parsers.shorewall.matrix import begin_chains, end_chains, write_matrix
from vendor_parsers.shorewall.network import Network, read_network
from vendor_parsers.shorewall.policies import read_policies
from vendor_parsers.shorewall.rules import RuleWriter
from vendor_parsers.shorewall.settings import Settings, read_settings
from vendor_parsers.shorewall.statements import COLUMNS, Expander, of_line
from vendor_parsers.shorewall.translations import Proxied, read_proxied, write_translations
from vendor_parsers.shorewall.tunnels import write_tunnels
from vendor_parsers.shorewall.writer import ChainWriter

__all__ = ["Program", "read_program"]

_COMMANDS = re.compile(r"(?m)^[^#\n]{0,200}\b(?:(?:run_)?ip6?tables|nft|ipset|run_ip|add_rule|insert_rule|qt1?)\b")
_SCRIPTS = (
    "init", "initdone", "start", "started", "compile", "continue", "enabled", "refresh", "refreshed", "restored", "lib.private",
)  # fmt: skip
# Files that decide what packets do before or beside the rules: what of their content is harmless, and what they are.
_BESIDE = {
    "conntrack": (
        re.compile(r"(?i)CT:helper:|HELPER\b|(?:NF)?LOG\b|\?"),
        phrase("the file conntrack takes packets out of tracking or stops them, which is not followed"),
    ),
    "notrack": (re.compile(r"\?"), phrase("the file notrack takes packets out of tracking, which is not followed")),
    "mangle": (
        re.compile(r"(?i)(?:MARK|CONNMARK|CLASSIFY|DSCP|TOS|TTL|HL|SAVE|RESTORE|TCPMSS|ECN|CHECKSUM|SAME|[\d$!|&/?])"),
        phrase("the file mangle stops packets or leads them elsewhere, which is not followed"),
    ),
}
_PASSED_OVER = {
    "providers": phrase("ways to the Internet beside the main one are not followed"),
    "tcrules": phrase("marks of packets are not followed"),
}


class Program(NamedTuple):
    """What the files of one program say. reasons: why the answer for its family is not complete."""

    files: ProgramFiles
    settings: Settings
    network: Network
    switched_on: bool
    known: bool
    forwards: bool
    proxied: tuple[Proxied, ...]
    reasons: tuple[Phrase, ...]
    notes: tuple[tuple[str, Phrase], ...]


def read_program(files: ProgramFiles, tables: TableWriter, ledger: Ledger) -> Program:
    """Reads a program's files and writes its tables."""
    variables = Variables()
    reasons: list[Phrase] = []
    _read_params(files, variables, ledger)
    conf = files.files.get(f"{files.name}.conf")
    settings = read_settings(conf, variables, ledger)
    if conf is None:
        text = phrase("{name}.conf, which says whether anything is loaded, is not in the input", name=files.name)
        reasons.append(text)
    reader = LineReader(files.files, variables, six=files.family == "ipv6")
    network = read_network(reader)
    writer = ChainWriter(tables, files.family)
    switched_on = settings.text("STARTUP_ENABLED", "Yes").lower() != "no"
    if not switched_on:
        for hook in ("INPUT", "FORWARD"):
            writer.close(hook, accepts=True, spans=settings.span("STARTUP_ENABLED"))
        return _program(files, settings, network, reader, reasons, switched_on=False, translates=False)
    blacklist = bool(reader.read("blrules", COLUMNS))
    begin_chains(writer, network, settings, blacklist=blacklist)
    policies = read_policies(
        reader, network, implicit=settings.on("IMPLICIT_CONTINUE"), expands=settings.on("EXPAND_POLICIES")
    )
    rules = RuleWriter(
        writer,
        network,
        Expander(reader),
        detect=settings.on("DETECT_DNAT_IPADDRS"),
        policies=policies if _leaves_out(settings.text("OPTIMIZE")) else None,
    )
    for line in reader.read("blrules", COLUMNS):
        rules.write(of_line(line), blacklist=True)
    statements = [of_line(line) for line in reader.read("rules", COLUMNS)]
    for statement in statements:
        if statement.section == "ALL":
            rules.write(statement)
    reasons += write_tunnels(reader, writer, network)  # which stand in front of the rules for new connections
    for statement in statements:
        if statement.section != "ALL":
            rules.write(statement)
    reasons += end_chains(writer, network, policies, settings)
    write_matrix(writer, network, policies, settings, blacklist=blacklist)
    translates = write_translations(reader, writer, network) or rules.translated
    if policies.missing:
        reasons.append(phrase("some pair of zones has no policy, so that nothing would be loaded"))
    if writer.full:
        reasons.append(phrase("there are more rules than are followed"))
    reasons += [*rules.problems, *_beside(files, reader, settings)]
    return _program(files, settings, network, reader, reasons, switched_on=True, translates=translates)


def _leaves_out(level: str) -> bool:
    """Whether rules for several zones that say the same as the policy are left out (process_rule in Rules.pm)."""
    return level.isdigit() and int(level[:6]) & 5 == 1


def _program(
    files: ProgramFiles,
    settings: Settings,
    network: Network,
    reader: LineReader,
    reasons: list[Phrase],
    *,
    switched_on: bool,
    translates: bool,
) -> Program:
    notes = [(name, why) for name, why in _PASSED_OVER.items() if switched_on and reader.read(name)]
    return Program(
        files=files,
        settings=settings,
        network=network,
        switched_on=switched_on,
        known="STARTUP_ENABLED" in settings.values,
        forwards=len(network.zones) > 1 or translates,
        proxied=tuple(read_proxied(reader, network, files.family)),
        reasons=tuple(dict.fromkeys((*reasons, *network.problems, *reader.problems))),
        notes=tuple(notes),
    )


def _read_params(files: ProgramFiles, variables: Variables, ledger: Ledger) -> None:
    """The file params is one of a shell: what only a shell could find out stays unknown."""
    file = files.files.get("params")
    waiting: list[SourceFile] = [file] if file is not None else []
    seen: set[str] = set()
    while waiting:
        one = waiting.pop(0)
        seen.add(one.name)
        places = variables.read(one.lines())
        for name, line in places.items():
            ledger.mark(LineState.USED, file=one.name, line=line, what=name, relevant=True)
        for line_text in one.lines():
            found = re.match(r"\s*(?:\??INCLUDE|\.|source)\s+(\S+)", line_text)
            other = files.files.get(found[1].rpartition("/")[2]) if found is not None else None
            if other is not None and other.name not in seen:
                waiting.append(other)


def _beside(files: ProgramFiles, reader: LineReader, settings: Settings) -> list[Phrase]:
    """What may let packets in or stop them beside the rules."""
    found: list[Phrase] = []
    for name, (harmless, what) in _BESIDE.items():
        lines: list[Line] = reader.read(name)
        if any(not harmless.match(line.get(0)) for line in lines):
            found.append(what)
    for name in _SCRIPTS:
        script = files.files.get(name)
        if script is not None and _COMMANDS.search(script.text[:200_000]):
            found.append(phrase("the script {name} runs commands of its own", name=name))
    if settings.on("DOCKER"):
        found.append(phrase("containers publish ports beside Shorewall (DOCKER=Yes); iptables-save shows them"))
    return found
