"""The way of a packet through pf.

Port forwards, one-to-one NAT, the rules of the interface where it comes in, and, if it is forwarded, the rules of the one
where it leaves.
"""

from __future__ import annotations

from routerlint.model.match import Match, Unknown
from routerlint.model.pipeline import Accept, Chain, Drop, Entry, Hook, Pipeline, Stage, StageKind
from routerlint.netset.addresses import Family
from routerlint.parsing.pf.nat import FILTER_SKIPPED
from routerlint.parsing.pf.ruleset import RuleList
from routerlint.text.span import Span, default_span
from routerlint.wording import phrase

__all__ = ["open_pipeline", "pf_pipeline"]

_DENIED = default_span(phrase("what no rule lets in is blocked"))
_LET_OUT = default_span(phrase("what has come in is let out"))
_PASSED = default_span(phrase('a forward with "pass" is not filtered'))


def pf_pipeline(
    family: Family,
    rules: RuleList,
    redirects: tuple[Entry, ...],
    one_to_one: tuple[Entry, ...],
    *,
    filter_missing: bool,
) -> Pipeline:
    """The pipeline of one family with pf on.

    The rules see the translated packet (pf.conf(5): translation happens before filtering). filter_missing: the input
    holds forwards but not the rules that may let them in, so that each may be open.
    """
    way_in, way_out = rules.chains()
    first = Entry(match=Match(marks=(FILTER_SKIPPED,)), action=Accept(), spans=(_PASSED,), origin="default")
    entries = (first, *way_in.entries) if _passes(redirects) else way_in.entries
    if filter_missing:
        entries = (*entries, _unseen_rules())
    deny = Drop()
    return Pipeline(
        family=family,
        chains=(
            Chain(name="port forwards", entries=redirects),
            Chain(name="one-to-one", entries=one_to_one),
            Chain(name="in", entries=entries),
            way_out,
        ),
        stages=(
            _stage("port forwards", Hook.PREROUTING, StageKind.NAT, "port forwards", Accept()),
            _stage("one-to-one NAT", Hook.PREROUTING, StageKind.NAT, "one-to-one", Accept()),
            _stage("rules", Hook.INPUT, StageKind.FILTER, "in", deny, _DENIED),
            _stage("rules", Hook.FORWARD, StageKind.FILTER, "in", deny, _DENIED),
            _stage("rules for the way out", Hook.FORWARD, StageKind.FILTER, "out", Accept(), _LET_OUT),
        ),
    )


def open_pipeline(family: Family, span: Span) -> Pipeline:
    """The pipeline with pf switched off: no NAT, no filter, only routing. span: the line that switches it off."""
    return Pipeline(
        family=family,
        stages=(
            _stage("filter switched off", Hook.INPUT, StageKind.FILTER, "in", Accept(), span),
            _stage("filter switched off", Hook.FORWARD, StageKind.FILTER, "in", Accept(), span),
        ),
        chains=(Chain(name="in"),),
    )


def _stage(name: str, hook: Hook, kind: StageKind, chain: str, default: Accept | Drop, *spans: Span) -> Stage:
    return Stage(name=name, hook=hook, kind=kind, chain=chain, default=default, default_spans=spans)


def _passes(redirects: tuple[Entry, ...]) -> bool:
    return any(FILTER_SKIPPED in getattr(entry.action, "marks", ()) for entry in redirects)


def _unseen_rules() -> Entry:
    unknown = Unknown(key="missing:filter", what=phrase("the filter rules"), why=phrase("they are not in this input"))
    return Entry(match=Match(destination_nat=True, unknown=(unknown,)), action=Accept(), origin="default")
