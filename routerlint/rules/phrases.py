"""The words of findings: what fills the placeholders in the texts of rules, in every language.

Names from the device are hostile text: in sentences they lose what a terminal obeys, in commands they appear only if
they consist of harmless letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from routerlint.netset import intervals as iv
from routerlint.netset.addresses import without_host_length
from routerlint.rules.servicetext import row_ports, services_text
from routerlint.rules.subject import ExposureSubject
from routerlint.rules.text import Language, Text
from routerlint.rules.words import SHOWN_RANGES, joined, ports_text
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.sentences import shown
from routerlint.text.span import Span

__all__ = ["command_word", "device_text", "each_word", "exposure_values", "place_values", "told"]

_HARMLESS = re.compile(r"[A-Za-z0-9_.:/, +-]{1,60}")


def exposure_values(
    subjects: Sequence[ExposureSubject], main: ExposureSubject, first: frozenset[str]
) -> dict[str, Text]:
    """The values of a finding about exposures.

    subjects: all rows of it. main: the row that decides its severity. first: port classes that are named first.
    """
    certain = main.certainty == "certain"
    source = _source_phrase(main)
    row = main.row
    whole = next((s.label for s in subjects if s.label), "")
    label = device_text(whole)
    hosts = [s.target for s in subjects if s.target_kind == "host"]
    # Only one range can be what the entry itself says: several are a list, a negation, or what earlier entries left.
    command_ports = _plain_ports(row.ports) if len(row.ports) == 1 else ""
    return {
        "possibly": Text(en="" if certain else "possibly ", de="" if certain else "möglicherweise "),
        "from": source,
        "reachable": _reachable(source, certain=certain),
        "services": services_text(subjects, main, first),
        "target": joined([_target_phrase(target) for target in dict.fromkeys(s.target for s in subjects)]),
        "ports": joined([row_ports(s) for s in _distinct(subjects)], SHOWN_RANGES),
        "inside_ports": Text.same(f"{row.protocol} {ports_text(main.target_ports)}".strip()),
        "label": Text.same(label),
        "named": Text(en=f' "{label}"', de=f" „{label}“") if label else Text.same(""),
        "address": Text.same(hosts[0] if hosts else ""),
        "protocol": Text.same(row.protocol if row.protocol not in ("any", "other") else ""),
        "dst_port": Text.same(command_ports),
        # a shortened or masked name would find nothing
        "name": Text.same(command_word(label) if label == whole else ""),
        "interface": Text.same(each_word(row.via)),
        "interfaces": Text.same(", ".join(map(device_text, row.via))),
        "inside_interface": Text.same(command_word(row.target_interface or row.target.removeprefix("lan:"))),
        "family": Text.same({"ipv4": "IPv4", "ipv6": "IPv6"}.get(main.family, "")),
        "menu": Text.same("ipv6" if main.family == "ipv6" else "ip"),
        "tables": Text.same("ip6tables" if main.family == "ipv6" else "iptables"),
    }


def place_values(span: Span | None) -> dict[str, Text]:
    """File and line of a finding, for repairs."""
    if span is None or span.line is None:
        return {}
    file, line = device_text(span.file), str(span.line)
    place = Text(en=f" (line {line} of {file})", de=f" (Zeile {line} von {file})")
    return {"file": Text.same(file), "line": Text.same(line), "at_line": place}


def device_text(text: str, limit: int = 60) -> str:
    """A name or sentence that holds names from the device, as it may stand in a sentence."""
    if not text:
        return ""
    return _cut(printable(mask_secrets(" ".join(text[: 4 * limit].split()))), limit)


def _cut(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 3] + "..."


class Told(Text, frozen=True, kw_only=True):
    """A sentence of a parser or the evaluator: its German is looked up only when somebody asks for it.

    limit: characters at the most. frame: what stands around it, around a sentence that is not empty.
    """

    sentence: str
    limit: int
    frame: str = "{}"

    def of(self, language: Language) -> str:
        """The sentence in that language, as it may stand in another."""
        text = _cut(shown(self.sentence, language), self.limit).rstrip(".")
        return self.frame.format(text) if text else ""


def told(sentence: str, limit: int, frame: str = "{}") -> Told:
    """The value that stands for a sentence."""
    english = _cut(shown(sentence, "en"), limit).rstrip(".")
    english = frame.format(english) if english else ""
    return Told(en=english, de=english, sentence=sentence, limit=limit, frame=frame)


def command_word(text: str) -> str:
    """The same for a command that somebody copies; "" unless it is harmless there."""
    return text if _HARMLESS.fullmatch(text) else ""


def each_word(texts: Sequence[str]) -> str:
    """Several of them, for a command that is then given for each; "" unless all are harmless."""
    words = [command_word(text) for text in texts]
    return "\n".join(words) if all(words) else ""


def _reachable(source: Text, *, certain: bool) -> Text:
    german = f"{source.de} erreichbar" if certain else f"möglicherweise {source.de} erreichbar"
    return Text(
        en=f"Reachable {source.en}" if certain else f"Possibly reachable {source.en}",
        de=german[0].upper() + german[1:],
    )


def _source_phrase(subject: ExposureSubject) -> Text:
    if subject.source_scope == "any":
        return Text(en="from the Internet", de="aus dem Internet")
    if subject.source_scope == "wide":
        return Text(en="from large parts of the Internet", de="aus großen Teilen des Internets")
    if subject.source_scope == "private":
        return Text(en="only from private addresses", de="nur von privaten Adressen")
    hosts = [Text.same(without_host_length(source)) for source in subject.row.sources]
    addresses = joined(hosts)
    return Text(en=f"only from {addresses.en}", de=f"nur von {addresses.de}")


def _target_phrase(target: str) -> Text:
    if target == "router":
        return Text(en="the router", de="dem Router")
    if target.startswith("lan:"):
        name = device_text(target.removeprefix("lan:"))
        return Text(en=f"every device behind {name}", de=f"allen Geräten hinter {name}")
    if "/" in target:
        return Text(en=f"every device in {target}", de=f"allen Geräten in {target}")
    return Text.same(target)


def _distinct(subjects: Sequence[ExposureSubject]) -> list[ExposureSubject]:
    return list({(s.protocol, s.ports): s for s in subjects}.values())


def _plain_ports(pairs: iv.Intervals) -> str:
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in pairs)
