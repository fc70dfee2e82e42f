"""The way of one packet, for a person and as "routerlint/trace/1"."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.exposure.trace import Trace, TraceOutcome, TraceStep
from routerlint.messages import Language, message, word
from routerlint.report.exposure_json import path_rows
from routerlint.report.json_text import Json
from routerlint.report.layout import Paper, cut
from routerlint.report.location import default_text, location
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.span import Span
from routerlint.wording import spoken

__all__ = ["SCHEMA", "trace_document", "trace_lines"]

SCHEMA = "routerlint/trace/1"

_INKS = {"open": "critical", "conditional": "medium", "undecided": "medium", "closed": "command"}


def trace_lines(found: Trace, name: str, place: str, paper: Paper, language: Language) -> Iterator[str]:
    """The packet, every decision with its line, and the verdict. name, place: see lint.result.LintedDevice."""
    yield from (paper.ink(line, "strong") for line in paper.wrapped(f"{name}: {_packet(found, language)}", "", "  "))
    for number, outcome in enumerate(found.outcomes, 1):
        if len(found.outcomes) > 1:
            yield ""
            yield from paper.wrapped(_way(number, outcome, language), "", "  ")
        for step in outcome.steps:
            yield from _step(step, name, place, paper, language)
        yield f"  => {_end(outcome, language)}"
    yield ""
    yield paper.ink(message(f"trace-{found.verdict}", language), _INKS[found.verdict])


def _packet(found: Trace, language: Language) -> str:
    port = f":{found.port}" if found.port is not None else ""
    destination = printable(found.destination)
    if ":" in destination and port:
        destination = f"[{destination}]"
    packet = f"{printable(found.protocol)} {printable(found.source)} -> {destination}{port}"
    return message("trace-packet", language, packet=packet, via=printable(found.via))


def _way(number: int, outcome: TraceOutcome, language: Language) -> str:
    text = message("trace-way", language, number=number)
    conditions = [
        f"{_shown(spoken(key, language))}: {message('yes' if yes else 'no', language)}"
        for key, yes in outcome.depends_on
    ]
    return f"{text} ({'; '.join(conditions)})" if conditions else text


def _step(step: TraceStep, name: str, place: str, paper: Paper, language: Language) -> Iterator[str]:
    name_of_entry = _shown(spoken(step.label, language)) if step.label != "default" else ""
    label = f' "{name_of_entry}"' if name_of_entry else ""
    yield from paper.wrapped(
        f"{printable(spoken(step.stage, language))}: {_verb(step.what, language)}{label}", "  ", "    "
    )
    if step.span is not None:
        where = location(step.span, "", name.removeprefix(place)) if step.span.line is not None else ""
        said = step.span.text if step.span.line is not None else _default(step.span, language)
        text = f"{where}  {said}" if where else said
        yield paper.ink(f"      {cut(text, paper.width - 6)}", "faint")


def _default(span: Span, language: Language) -> str:
    return f"{message('default', language)}: {default_text(span, language)}"


def _verb(what: str, language: Language) -> str:
    if what.startswith("jump to "):
        return message("step-jump", language, chain=_shown(what.removeprefix("jump to ")))
    return word("step", _shown(what), language)


def _end(outcome: TraceOutcome, language: Language) -> str:
    if not outcome.open:
        return message("trace-stopped", language)
    host = message("router", language) if outcome.target == "router" else outcome.target
    if outcome.target_port is not None:
        host = f"[{host}]:{outcome.target_port}" if ":" in host else f"{host}:{outcome.target_port}"
    return message("trace-lands", language, target=host)


def trace_document(found: Trace) -> dict[str, Json]:
    """The same for programs."""
    return {
        "schema": SCHEMA,
        "packet": {
            "family": found.family,
            "protocol": printable(found.protocol),
            "source": printable(found.source),
            "destination": printable(found.destination),
            "port": found.port,
            "via": printable(found.via),
        },
        "verdict": found.verdict,
        "ways": [_outcome(outcome) for outcome in found.outcomes],
    }


def _outcome(outcome: TraceOutcome) -> Json:
    return {
        "open": outcome.open,
        "target": outcome.target if outcome.open else None,
        "target_port": outcome.target_port if outcome.open else None,
        "depends_on": [{"question": _shown(key), "answer": yes} for key, yes in outcome.depends_on],
        "steps": [
            {
                "stage": printable(step.stage),
                "what": _shown(step.what),
                "label": _shown(step.label),
                "path": path_rows(() if step.span is None else (step.span,)),
            }
            for step in outcome.steps
        ],
    }


def _shown(text: str) -> str:
    return printable(mask_secrets(text))
