"""Reads one rule: words to a Draft."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from routerlint.model.match import Unknown
from routerlint.model.pipeline import Accept, Drop, Goto, Jump, Return, Undetermined
from routerlint.netset.addresses import Family
from routerlint.parsing.netfilter.draft import Draft, Effect, InterfaceTest
from routerlint.parsing.netfilter.iptables.modules import MODULES, implicit_module
from routerlint.parsing.netfilter.iptables.scope import Given, Protocol, Scope, Values
from routerlint.parsing.netfilter.iptables.targets import TARGET_OPTIONS, is_target, target_effect
from routerlint.parsing.netfilter.names import protocol_of
from routerlint.wording import Phrase, phrase

__all__ = ["RuleReader", "RuleState"]

_GENERAL = {
    "-p": "-p", "--protocol": "-p", "--proto": "-p", "-s": "-s", "--source": "-s", "--src": "-s", "-d": "-d",
    "--destination": "-d", "--dst": "-d", "-i": "-i", "--in-interface": "-i", "-o": "-o", "--out-interface": "-o",
    "-j": "-j", "--jump": "-j", "-g": "-g", "--goto": "-g", "-m": "-m", "--match": "-m", "-f": "-f",
    "--fragment": "-f", "-4": "-4", "--ipv4": "-4", "-6": "-6", "--ipv6": "-6", "-c": "-c", "--set-counters": "-c",
    "-t": "-t", "--table": "-t", "-w": "-w", "--wait": "-w",
}  # fmt: skip
_PLAIN_EFFECTS: dict[str, tuple[Effect, ...]] = {"ACCEPT": (Accept(),), "DROP": (Drop(),), "RETURN": (Return(),)}
_FLAGS = frozenset(("-f", "-4", "-6", "-w"))
_FAMILY_OPTION: dict[str, Family] = {"-4": "ipv4", "-6": "ipv6"}


class RuleState(NamedTuple):
    """How well a rule was understood. problems: keywords, never values."""

    understood: bool
    problems: tuple[str, ...] = ()


_UNDERSTOOD = RuleState(understood=True)


class _Use:
    """One -m with the options that follow it."""

    __slots__ = ("given", "name", "words")

    def __init__(self, name: str) -> None:
        self.name = name
        self.given: list[Given] = []
        self.words: list[str] = []


class RuleReader:
    """Reads the rules of one family; the values of earlier rules are remembered."""

    def __init__(self, family: Family) -> None:
        self.values = Values(family)
        self._families: tuple[Family, ...] = (family,)

    def read(self, words: list[str], draft: Draft, chains: Container[str] = frozenset()) -> RuleState:
        """Fills the draft from the words behind "-A CHAIN".

        chains: names of user chains, which win over targets that nobody knows.
        """
        draft.families = self._families
        reading = _Reading(words, draft, self.values)
        reading.run()
        reading.close()
        if reading.target:
            self._aim(reading, draft, chains)
        elif reading.problems:  # the target may be among the words that were lost
            draft.effects = (Undetermined(),)
        if reading.problems:
            return RuleState(understood=False, problems=tuple(reading.problems))
        return _UNDERSTOOD

    def _aim(self, reading: _Reading, draft: Draft, chains: Container[str]) -> None:
        name = reading.target
        plain = _PLAIN_EFFECTS.get(name)
        if plain is not None and not reading.goto:
            draft.effects = plain
        elif name in chains or (not is_target(name) and not reading.target_given):
            draft.effects = (Goto(chain=name) if reading.goto else Jump(chain=name),)
        else:
            effect = target_effect(name, reading.target_given, self.values.family)
            draft.effects = () if effect is None else (effect,)
            if isinstance(effect, Undetermined):
                reading.problems.append(phrase("target {name}", name=name) if is_target(name) else phrase("a target"))


class _Reading:
    """The walk over the words of one rule."""

    def __init__(self, words: list[str], draft: Draft, values: Values) -> None:
        self.scope = Scope(draft, values)
        self.draft = draft
        self.problems: list[str] = []
        self.target = ""
        self.goto = False
        self.target_given: list[Given] = []
        self._words = words
        self._place = 0
        self._uses: list[_Use] = []

    def run(self) -> None:
        """Sorts all words into tests, module options and target options."""
        words, count = self._words, len(self._words)
        while self._place < count:
            word = words[self._place]
            self._place += 1
            negated = word == "!"
            if negated:
                if self._place >= count:
                    self._lost("!")
                    return
                word = words[self._place]
                self._place += 1
            general = _GENERAL.get(word)
            if general is not None:
                self._general(general, negated=negated)
            elif word.startswith("-") and len(word) > 1:
                self._option(word, negated=negated)
            else:
                self._lost(word)

    def close(self) -> None:
        """Lets the modules narrow the draft, once all of the rule is known."""
        protocol = self.scope.protocol
        if protocol.number is not None:
            self.draft.services = self.scope.values.protocol(protocol.number, negated=protocol.negated)
        for use in self._uses:
            module = MODULES.get(use.name)
            if module is None:
                self.problems.append(phrase("match {name}", name=use.name[:32]))
                self._question(use)
                continue
            # Options of one use hold all at once, so what was read before an unreadable one still narrows.
            if (use.given or module.options is None) and not module.read(self.scope, use.given):
                self.problems.append(phrase("match {name}", name=use.name))
                self._question(use)

    def _general(self, option: str, *, negated: bool) -> None:
        words, draft = self._words, self.draft
        if option in _FLAGS:
            self._flag(option, negated=negated)
            return
        if self._place < len(words) and words[self._place] == "!":  # the old place of a negation
            negated = not negated
            self._place += 1
        if self._place >= len(words):
            self._lost(option)
            return
        argument = words[self._place]
        self._place += 1
        if option == "-s":
            self.scope.address(argument, draft.limit_sources, negated=negated, source=True)
        elif option == "-d":
            self.scope.address(argument, draft.limit_destinations, negated=negated, source=False)
        elif option == "-i":
            draft.inputs = (*draft.inputs, InterfaceTest((argument,), negated))
        elif option == "-o":
            draft.outputs = (*draft.outputs, InterfaceTest((argument,), negated))
        elif option == "-p":
            self._protocol(argument, negated=negated)
        elif option == "-m":
            self._uses.append(_Use(argument))
            if negated:
                self._lost("!")
        elif option == "-j":
            self.target = argument
        elif option == "-g":
            self.target, self.goto = argument, True
        elif option == "-c":
            self._place += 1

    def _flag(self, option: str, *, negated: bool) -> None:
        family = _FAMILY_OPTION.get(option)
        if family is not None:
            self.draft.limit_families(family)
        elif option == "-f" and not negated:  # further fragments are no first packets
            self.draft.never = True

    def _protocol(self, text: str, *, negated: bool) -> None:
        if text in ("all", "0"):
            if negated:
                self.draft.never = True
            return
        number = protocol_of(text)
        if number is None:
            self.problems.append(phrase("a protocol"))
            self._doubt(f"protocol:{text}", phrase("protocol {text}", text=text[:40]), negated=negated)
            return
        self.scope.protocol = Protocol(number, negated)

    def _option(self, word: str, *, negated: bool) -> None:
        if self.target:
            options = TARGET_OPTIONS.get(self.target, None if is_target(self.target) else {})
            if options is None or word in options:
                count = None if options is None else options[word]
                self._take(self.target_given, word, count, negated=negated)
                return
        use = self._module_for(word)
        if use is None:
            self._lost(word)
            return
        module = MODULES.get(use.name)
        options = module.options if module is not None else None
        start = self._place
        self._take(use.given, word, None if options is None else options.get(word, 0), negated=negated)
        use.words += ["!"] * negated + [word, *self._words[start : self._place]]

    def _module_for(self, word: str) -> _Use | None:
        for use in reversed(self._uses):
            module = MODULES.get(use.name)
            if module is None or module.options is None or word in module.options:
                return use
        name = implicit_module(self.scope.protocol.number, word)
        if name is None:
            return None
        self._uses.append(_Use(name))
        return self._uses[-1]

    def _take(self, given: list[Given], word: str, count: int | None, *, negated: bool) -> None:
        """Takes the arguments of an option; count None: all words up to the next option."""
        words = self._words
        if count != 0 and self._place < len(words) and words[self._place] == "!":  # the old place of a negation
            negated = not negated
            self._place += 1
        start = self._place
        if count is None:
            while self._place < len(words) and not _begins_option(words[self._place]):
                self._place += 1
        else:
            self._place = min(self._place + count, len(words))
            if self._place - start < count:
                self._lost(word)
                return
        given.append(Given(word, negated, tuple(words[start : self._place])))

    def _lost(self, word: str) -> None:
        """A word that belongs to nothing: whether the rule matches is open."""
        words, start = self._words, self._place
        while self._place < len(words) and not _begins_option(words[self._place]):
            self._place += 1
        self.problems.append(word[:32] if word.startswith(("-", "!")) else phrase("a word"))
        self._doubt("words:" + " ".join([word, *words[start : self._place]]), phrase("keyword {word}", word=word[:32]))

    def _question(self, use: _Use) -> None:
        """A use of a module as one question; a single negated option asks for its opposite."""
        negated = len(use.given) == 1 and use.given[0].negated
        text = " ".join(word for word in use.words if not (negated and word == "!"))
        self._doubt(
            f"match:{use.name} {text}",
            phrase("match {use}", use=f"{use.name[:32]} {text[:60]}".strip()),
            negated=negated,
        )

    def _doubt(self, key: str, what: Phrase, *, negated: bool = False) -> None:
        why = phrase("this part of the rule is not understood")
        spans = (self.draft.span,)
        self.draft.doubt(Unknown(key=key, what=what, why=why, spans=spans), negated=negated)


def _begins_option(word: str) -> bool:
    return word == "!" or (word.startswith("-") and len(word) > 1 and not word[1].isdigit())
