"""The rules, those of the blacklist and of tunnels, as rules of the chain for each pair of zones.

Source: shorewall-rules(5), shorewall-blrules(5); process_rule in Rules.pm and handle_nat_rule in Nat.pm of Shorewall 5.2.8.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.parsing.netfilter.iptables.writing import Doubt
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.destinations import read_server
from vendor_parsers.shorewall.ends import End, Words, host_words, one_ports, port_words, read_end, wanted_zones
from vendor_parsers.shorewall.network import Network
from vendor_parsers.shorewall.policies import Policies
from vendor_parsers.shorewall.statements import Expander, Statement
from vendor_parsers.shorewall.targets import UNREAD, Effect, read_effect, split_target
from vendor_parsers.shorewall.translations import UNTRANSLATED
from vendor_parsers.shorewall.writer import ChainWriter

__all__ = ["RuleWriter", "blacklist_chain", "nat_chain", "pair_chain"]

_DEEPEST = 6
# Sections whose rules never see the first packet of a connection.
_KNOWN_STATES = ("ESTABLISHED", "RELATED")
_STATES: dict[str, Words] = {state: ("-m", "conntrack", "--ctstate", state) for state in ("INVALID", "UNTRACKED")}


def pair_chain(source: str, dest: str) -> str:
    """The chain for packets from one zone to another."""
    return f"{source}-{dest}"


def blacklist_chain(source: str, dest: str) -> str:
    """The chain of rules that come first, from blrules."""
    return f"~{source}-{dest}"


def nat_chain(source: str) -> str:
    """The chain of translations for packets of a zone."""
    return f"{source}_dnat"


class RuleWriter:
    """Writes rules. detect: a translation without an original destination is for the router's own addresses only.

    policies: given if rules for several zones are left out where they say the same as the policy (OPTIMIZE with 1 and
    without 4). problems: what cannot be followed, as sentences.
    """

    def __init__(
        self,
        writer: ChainWriter,
        network: Network,
        expander: Expander,
        *,
        detect: bool,
        policies: Policies | None = None,
    ) -> None:
        self.problems: list[Phrase] = []
        self.translated = False
        self._writer = writer
        self._network = network
        self._expander = expander
        self._detect = detect
        self._policies = policies
        self._chains: dict[str, str] = {}

    def write(self, statement: Statement, *, blacklist: bool = False) -> None:
        """A rule of the files rules or blrules."""
        if statement.section in _KNOWN_STATES or "none" in (statement.source.lower(), statement.dest.lower()):
            return
        sources = wanted_zones(statement.source, self._network)
        dests = wanted_zones(statement.dest, self._network)
        several, within = sources.several or dests.several, sources.within or dests.within
        for source in sources.zones:
            for dest in dests.zones:
                if several and source == dest and not within:
                    continue
                one = statement._replace(source=_end(source, sources.rest), dest=_end(dest, dests.rest))
                kept = not several or blacklist or self._expander.is_inline(one.action)
                for plain in self._expander.expand(one):
                    if kept or not self._left_out(plain):
                        self._plain(plain, blacklist=blacklist)

    def _left_out(self, statement: Statement) -> bool:
        """Whether Shorewall leaves out a rule because the policy of its zones says the same."""
        if self._policies is None or statement.section not in ("", "NEW"):
            return False
        pair = (statement.source.partition(":")[0], statement.dest.partition(":")[0])
        found = self._policies.pairs.get(pair, ())
        if len(found) != 1:
            return False
        if found[0].level:
            return statement.action == f"{found[0].name}:{found[0].level}"
        return split_target(statement.action).name == found[0].name

    def _plain(self, statement: Statement, *, blacklist: bool) -> None:
        """A rule without macros, between two zones."""
        zone, _, rest = statement.source.partition(":")
        if zone == self._network.firewall:
            return  # what the router itself sends
        target = split_target(statement.action)
        effect = read_effect(target)
        if self._network.zone(zone) is None:
            if effect is None or effect.verdict or effect.nat:
                self._undefined(zone)
            return
        source = read_end(zone, rest, self._network)
        if effect is not None and effect.nat:
            self._translation(statement, effect, source)
            return
        dest_zone, _, rest = statement.dest.partition(":")
        if not self._network.knows(dest_zone):
            self._undefined(dest_zone)
            return
        if self._network.apart(zone, dest_zone):
            return
        dest = read_end(dest_zone, rest, self._network)
        chain = pair_chain(zone, dest_zone)
        if blacklist:
            chain = blacklist_chain(zone, dest_zone)
            if effect is not None and effect.verdict == ("-j", "ACCEPT"):
                effect = effect._replace(verdict=("-j", "RETURN"))
        self._filter(chain, statement, effect, source, dest, depth=0)

    def _undefined(self, zone: str) -> None:
        self.problems.append(phrase("a rule is for the zone {zone}, which is not defined", zone=zone[:30] or "-"))

    def _filter(
        self, chain: str, statement: Statement, effect: Effect | None, source: End, dest: End, *, depth: int
    ) -> None:
        if effect is None:
            effect = self._action(statement, depth)
        verdict, inline = effect.verdict, statement.inline
        if statement.action.split("(")[0] in ("INLINE", "IPTABLES", "IP6TABLES"):
            inline, verdict = _own_verdict(statement)
        if not verdict:
            return
        original = original_words(statement.origdest)
        ports = port_words(statement.proto, statement.dport, statement.sport, self._writer.family)
        for words in _product(_end_words(source, leaving=False), _end_words(dest, leaving=True), ports, original):
            asked = (*words, *effect.tests, *_rates(statement), *_STATES.get(statement.section, ()), *inline, *verdict)
            self._writer.add("filter", chain, asked, statement.place, doubts=_doubts(statement))

    def _action(self, statement: Statement, depth: int) -> Effect:
        """A jump into the chain of an action of the owner; anything else is not understood."""
        target = split_target(statement.action)
        key = f"{target.name}({target.parameter})"
        if key not in self._chains:
            body = self._expander.chain_of(target) if depth < _DEEPEST else None
            if body is None:
                if target.name not in ("INLINE", "IPTABLES", "IP6TABLES"):
                    text = phrase("what the action {name} does is not in the input", name=target.name[:40])
                    self.problems.append(text)
                return UNREAD
            self._chains[key] = f"action {key[:80]}"
            self._writer.chain("filter", self._chains[key])
            for inner in body:
                for plain in self._expander.expand(inner):
                    self._of_action(self._chains[key], plain, depth + 1)
        return Effect(verdict=("-j", self._chains[key]))

    def _of_action(self, chain: str, statement: Statement, depth: int) -> None:
        effect = read_effect(split_target(statement.action))
        if effect is not None and effect.nat:
            self.problems.append(phrase("an action translates, which is not followed"))
            effect = UNREAD
        source = read_end("", "" if statement.source == "-" else statement.source, self._network)
        dest = read_end("", "" if statement.dest == "-" else statement.dest, self._network)
        self._filter(chain, statement, effect, source, dest, depth=depth)

    def _translation(self, statement: Statement, effect: Effect, source: End) -> None:
        """DNAT, REDIRECT and their kin: a translation, and a rule that lets what was translated in."""
        self.translated = True
        family, place = self._writer.family, statement.place
        if effect.nat == "NONAT":
            self._untranslated(statement, effect, source)
            return
        zone, server = read_server(statement, effect, self._network, six=family == "ipv6")
        if effect.filters and not self._network.knows(zone):
            self._undefined(zone)
            return
        to_router = statement.origdest in ("-", "", "detect") and (self._detect or statement.origdest == "detect")
        original = _destinations(statement.origdest)
        if to_router:
            original = [("-m", "addrtype", "--dst-type", "LOCAL")]
        ports = port_words(statement.proto, statement.dport, statement.sport, family)
        doubts = (*_doubts(statement),)
        rates = _rates(statement)
        for words in _product(_end_words(source, leaving=False), original, ports):
            asked = (*words, *rates, *statement.inline, *server.target)
            self._writer.add("nat", nat_chain(source.zone), asked, place, doubts=doubts)
        if not effect.filters or self._network.apart(source.zone, zone):
            return
        landed = port_words(statement.proto, server.ports or statement.dport, statement.sport, family)
        extra: Words = ("-m", "conntrack", "--ctstate", "DNAT") if to_router else ()
        if server.ports and one_ports(statement.dport):
            extra = (*extra, "-m", "conntrack", "--ctorigdstport", statement.dport)
        before = original_words("-" if to_router else statement.origdest)
        for words in _product(_end_words(source, leaving=False), [server.test], landed, before):
            asked = (*words, *extra, *statement.inline, "-j", "ACCEPT")
            self._writer.add("filter", pair_chain(source.zone, zone), asked, place, doubts=doubts)

    def _untranslated(self, statement: Statement, effect: Effect, source: End) -> None:
        """ACCEPT+ and NONAT: later translations are passed over."""
        zone, _, rest = statement.dest.partition(":")
        dest = read_end(zone, rest, self._network)
        ports = port_words(statement.proto, statement.dport, statement.sport, self._writer.family)
        asked_dest = host_words("" if statement.dest == "-" else dest.hosts, source=False)
        for words in _product(_end_words(source, leaving=False), asked_dest, ports):
            asked = (*words, *_rates(statement), "-j", UNTRANSLATED)
            self._writer.add("nat", nat_chain(source.zone), asked, statement.place, doubts=_doubts(statement))
        if effect.filters and self._network.knows(zone):
            plain = effect._replace(nat="")
            self._filter(pair_chain(source.zone, zone), statement, plain, source, dest, depth=0)


def original_words(text: str) -> list[Words]:
    """Tests for where the packet was sent to before it was translated."""
    if text in ("-", "", "all", "detect"):
        return [()]
    included, mark, excluded = text.partition("!")
    if "&" in text or "+" in text or "%" in text:
        return [("-m", "conntrack", "--ctstate", "DNAT")] if not mark else [("-m", "runtime-address", "--of", text)]
    words: Words = ("-m", "conntrack", "--ctorigdst", included) if included else ()
    return [(*words, "-m", "conntrack", "!", "--ctorigdst", excluded) if mark else words]


def _destinations(text: str) -> list[Words]:
    return host_words("" if text in ("-", "all", "detect") else text.replace("[", "").replace("]", ""), source=False)


def _end(zone: str, rest: str) -> str:
    return f"{zone}:{rest}" if rest else zone


def _end_words(end: End, *, leaving: bool) -> list[Words]:
    port: Words = (("-o" if leaving else "-i"), end.physical) if end.physical else ()
    return [(*port, *hosts) for hosts in host_words(end.hosts, source=not leaving)]


def _product(*parts: list[Words]) -> Iterator[Words]:
    """Every way to take one of each."""
    found: list[Words] = [()]
    for part in parts:
        found = [(*before, *words) for before in found for words in part]
    yield from found


def _rates(statement: Statement) -> Words:
    """Rates and counts, which the sender chooses."""
    limited = statement.rate != "-" or statement.connlimit != "-" or statement.headers != "-"
    return ("-m", "limit", "--limit", "1/s") if limited else ()


def _doubts(statement: Statement) -> tuple[Doubt, ...]:
    """What the files do not settle of a rule."""
    found = list(statement.doubts)
    for name, why in (
        ("mark", phrase("which packets are marked is not followed")),
        ("time", phrase("it holds at some times only")),
        ("switch", phrase("it is switched at run time")),
    ):
        text = getattr(statement, name)
        if text != "-":
            negated = text.startswith("!")
            text = text.removeprefix("!")
            found.append(
                Doubt(f"{name}:{text}", phrase("condition {text}", text=f"{name.upper()} {text[:60]}"), why, negated)
            )
    return tuple(found)


def _own_verdict(statement: Statement) -> tuple[Words, Words]:
    """INLINE and IPTABLES: what stands behind the columns, and its target, which may stand there too."""
    target = split_target(statement.action)
    words = statement.inline
    if "-j" in words:
        place = words.index("-j")
        return words[:place], words[place:]
    if not target.parameter:
        return words, ()
    if target.name != "INLINE":
        return words, ("-j", *target.parameter.split())
    effect = read_effect(split_target(target.parameter))
    return words, effect.verdict if effect is not None else UNREAD.verdict
