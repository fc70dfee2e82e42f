"""The statements of a rule to drafts."""

from __future__ import annotations

from routerlint.model.match import ServiceMatch
from routerlint.model.pipeline import Accept, Drop, Goto, Jump, NoTrack, Return, Undetermined
from routerlint.netset.addresses import Family
from routerlint.netset.services import TCP, ServiceSet
from routerlint.parsing.netfilter.draft import CopyBits, Draft, Effect, LoseBits, SetBits, SourceNat
from routerlint.parsing.netfilter.marks import FULL_MASK
from routerlint.parsing.netfilter.nft.comparing import Comparer, question
from routerlint.parsing.netfilter.nft.syntax import (
    Choose,
    Item,
    Left,
    MarkSet,
    Nat,
    Nothing,
    NoTracking,
    Opaque,
    Right,
    Statement,
    Test,
    VerdictMap,
    VerdictText,
)
from routerlint.parsing.netfilter.nft.translation import translate
from routerlint.wording import phrase

__all__ = ["RuleWriter"]

_ACCEPT, _UNDETERMINED = Accept(), Undetermined()
_VERDICTS: dict[str, Effect] = {
    "accept": _ACCEPT, "drop": Drop(), "reject": Drop(reject=True), "return": Return(), "queue": _UNDETERMINED,
}  # fmt: skip

# Extensions of iptables that nft prints without their arguments.
_XT_GOES_ON = frozenset((
    "LOG", "NFLOG", "ULOG", "TCPMSS", "TCPOPTSTRIP", "CHECKSUM", "CLASSIFY", "DSCP", "TOS", "TTL", "HL", "TRACE", "AUDIT", "SET",
    "SECMARK", "CONNSECMARK", "TEE", "IDLETIMER", "LED",
))  # fmt: skip
_XT_CHOICES = frozenset((
    "limit", "hashlimit", "connlimit", "statistic", "quota", "connbytes", "length", "ttl", "hl", "dscp", "tos", "ecn", "rateest",
))  # fmt: skip
_XT_PAYLOADS = frozenset(("string", "layer7", "ndpi", "tls", "ipp2p"))
_XT_EFFECTS: dict[str, Effect] = {
    "MASQUERADE": SourceNat(), "SNAT": SourceNat(), "REJECT": Drop(reject=True), "NOTRACK": NoTrack(terminal=False),
    "TARPIT": Drop(), "SYNPROXY": _ACCEPT,
}  # fmt: skip


class RuleWriter:
    """Turns the rules of one table into drafts."""

    def __init__(self, comparer: Comparer) -> None:
        self._comparer = comparer

    def drafts(self, start: Draft, statements: list[Statement]) -> tuple[list[Draft], list[str]]:
        """The drafts of a rule, and what of it was not understood (field names and keywords)."""
        self._comparer.problems.clear()
        going = [start]
        done: list[Draft] = []
        problems: list[str] = []
        for statement in statements:
            match statement:
                case Test():
                    going = self._comparer.apply(going, statement)
                case VerdictMap():
                    branches = self._branches(going, statement)
                    done += [draft for draft in branches if draft.effects]
                    going = []
                case VerdictText():
                    _decide(going, statement)
                    if statement.kind != "continue":
                        done, going = [*done, *going], []
                case Nat():
                    going = translate(going, statement, self._comparer)
                    if any(isinstance(effect, Undetermined) for draft in going for effect in draft.effects):
                        problems.append(statement.kind)
                    done, going = [*done, *going], []
                case Nothing(label=label):
                    if label:
                        for draft in (*done, *going):
                            draft.label = label[:200]
                case _:
                    problem = _apply_other(going, statement)
                    if problem:
                        problems.append(problem)
        done += [draft for draft in going if draft.effects]
        return done, [*self._comparer.problems, *problems]

    def _branches(self, drafts: list[Draft], statement: VerdictMap) -> list[Draft]:
        if not drafts:
            return []
        left = statement.left
        members = self._comparer.members(drafts, statement.right, left)
        made: list[Draft] = []
        for draft in drafts:
            for item in members.items:
                if item.parts != ("*",):
                    made += self._branch(draft, left, item)
            made += self._rest(draft, left, members.items)
            if members.unknown is not None:
                one = draft.copy()
                one.doubt(members.unknown)
                one.effects = (*one.effects, _UNDETERMINED)
                made.append(one)
        return made

    def _branch(self, draft: Draft, left: Left, item: Item) -> list[Draft]:
        one = draft.copy()
        if left.mask:
            found = self._comparer.apply([one], Test(left, "==", Right(items=(item,))))
        else:
            self._comparer.element(one, left, item)
            found = [one]
        if isinstance(item.data, VerdictText):
            _decide(found, item.data)
        return [draft for draft in found if not draft.never]

    def _rest(self, draft: Draft, left: Left, items: tuple[Item, ...]) -> list[Draft]:
        """The element "*": every key that no other element holds."""
        everything = next((item for item in items if item.parts == ("*",)), None)
        if everything is None or not isinstance(everything.data, VerdictText):
            return []
        one = draft.copy()
        self._comparer.imply(one, left)
        others = tuple(item for item in items if item is not everything)
        one.unless = (*one.unless, *self._comparer.each(draft.blank(), left, others, None))
        _decide([one], everything.data)
        return [one]


# What a reject with such an answer is for; nft leaves the test out that says so (`meta nfproto ipv6`) when it lists.
_ANSWERS: dict[str, Family] = {"icmp": "ipv4", "icmpv6": "ipv6"}
_TCP = ServiceMatch.of(ServiceSet.protocol(TCP))


def _decide(drafts: list[Draft], verdict: VerdictText) -> None:
    family = _ANSWERS.get(verdict.answer)
    for draft in drafts:
        if family is not None:
            draft.limit_families(family)
        elif verdict.answer == "tcp reset":
            draft.limit_services(_TCP)
    effect = _VERDICTS.get(verdict.kind)
    if verdict.kind == "jump":
        effect = Jump(chain=verdict.chain)
    elif verdict.kind == "goto":
        effect = Goto(chain=verdict.chain)
    if effect is not None:
        for draft in drafts:
            draft.effects = (*draft.effects, effect)


def _apply_other(drafts: list[Draft], statement: Statement) -> str:
    """Statements that neither test nor decide; returns what was not understood."""
    match statement:
        case MarkSet():
            effects = _marking(statement)
            for draft in drafts:
                draft.effects = (*draft.effects, *effects)
        case NoTracking():
            for draft in drafts:
                draft.effects = (*draft.effects, NoTrack(terminal=False))
        case Choose(key=key):
            for draft in drafts:
                draft.choose(key)
        case Opaque():
            return _apply_opaque(drafts, statement)
        case _:
            pass
    return ""


def _marking(statement: MarkSet) -> tuple[Effect, ...]:
    space, source = statement.space, statement.source
    if source is None:
        return (LoseBits(space, FULL_MASK),)
    if source == "":
        return (SetBits(space, statement.add, FULL_MASK),)
    kept = ~statement.keep & FULL_MASK
    if source == space:
        return (SetBits(space, statement.add ^ statement.flip, kept | statement.add),)
    copied = CopyBits(source, space, statement.keep, FULL_MASK)
    return (copied, SetBits(space, statement.add, statement.add)) if statement.add else (copied,)


def _apply_opaque(drafts: list[Draft], statement: Opaque) -> str:
    words = statement.text.split(" ", 2)
    if words[0] == "xt" and len(words) == 3:
        return _apply_extension(drafts, words[1], words[2])
    if statement.text == "synproxy":
        for draft in drafts:
            draft.effects = (*draft.effects, _ACCEPT)
        return ""
    for draft in drafts:
        why = phrase("this part of the rule is not understood")
        draft.doubt(question(draft, statement.text, why, same=statement.same))
        if statement.acting:
            draft.effects = (*draft.effects, _UNDETERMINED)
    return words[0][:32] if words[0].isidentifier() else "a statement"


def _apply_extension(drafts: list[Draft], kind: str, name: str) -> str:
    """An extension of iptables; a match whose arguments are not printed is a question of its own line."""
    if kind == "target":
        if name in _XT_GOES_ON:
            return ""
        effect = _XT_EFFECTS.get(name, _UNDETERMINED)
        for draft in drafts:
            draft.effects = (*draft.effects, effect)
        return "" if name in _XT_EFFECTS else f"xt target {name[:32]}"
    if name == "comment":
        return ""
    for draft in drafts:
        if name in _XT_CHOICES:
            draft.choose(name)
        elif name in _XT_PAYLOADS:
            draft.limit_services(ServiceMatch.of(~ServiceSet.protocol(TCP)))
            draft.choose("payload")
        else:
            why = phrase("the listing does not print what it asks for")
            draft.doubt(question(draft, f"xt match {name}", why, same=False))
    return ""
