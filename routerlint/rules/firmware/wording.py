"""The words of findings about firmware."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routerlint.rules.firmware.advisory import Advisory, Cycle, Product
from routerlint.rules.firmware.matching import Assessment, Match, range_holds
from routerlint.rules.phrases import device_text
from routerlint.rules.text import Text
from routerlint.rules.versions import Version, compare, read

__all__ = ["closing_version", "firmware_values", "ids_of", "sorted_matches"]

# How many vulnerabilities are described, and how many further ids are named, before they are only counted.
_DESCRIBED = 2
_NAMED = 6

_EMPTY = Text.same("")


def firmware_values(
    product: Product, name: str, scheme: str, found: Assessment, matches: Sequence[Match], *, certain: bool
) -> dict[str, Text]:
    """What fills the texts of rules about firmware. name, scheme: of the product, or of one of its parts.

    certain: the gravest match is settled, so the others only follow it.
    """
    version = device_text(found.version, 40)
    ordered = sorted_matches(matches, settled_first=certain)
    exploited = [m for m in ordered if m.advisory.exploited and (m.is_certain or not certain)]
    first = exploited or ordered
    described = first[:_DESCRIBED]
    rest = [match for match in ordered if match not in described]
    sure = [match for match in rest if match.is_certain or not certain]
    perhaps = [match for match in rest if match not in sure]
    install, still_open = closing_version(scheme, matches, _of_part(found, matches))
    return {
        "product": Text.same(name),
        "version": Text.same(version),
        "has": Text(en="has" if certain else "may have", de="hat" if certain else "hat möglicherweise"),
        "holes": _described(described),
        "more": _more(ids_of(match.advisory for match in sure), ids_of(match.advisory for match in perhaps)),
        "reach": _reach(matches),
        "install": _install(install, still_open),
        "after": _after(match.advisory.after for match in ordered),
        "cycle": Text.same("") if found.ended is None else Text.same(found.ended.cycle),
        "ended_on": _ended_on(found.ended),
        "supported": _supported(product),
        "left_over": _sentences(advisory.stays.text for advisory in found.left_over if advisory.stays is not None),
        "left_over_ids": Text.same(", ".join(ids_of(found.left_over))),
        "missing": _missing(product, found),
    }  # fmt: skip


def _of_part(found: Assessment, matches: Sequence[Match]) -> list[Advisory]:
    parts = {match.advisory.component for match in matches}
    return [advisory for advisory in found.applicable if advisory.component in parts]


def sorted_matches(matches: Iterable[Match], *, settled_first: bool) -> list[Match]:
    """The matches that matter first: settled ones where that is wanted, exploited ones, reachable ones, the gravest, the newest."""
    graveness = ("takeover", "disclosure", "denial", "login", "nearby")
    newest_first = sorted(matches, key=lambda match: match.advisory.date, reverse=True)
    return sorted(
        newest_first,
        key=lambda match: (
            settled_first and not match.is_certain,
            not match.advisory.exploited,
            not match.is_exposed,
            graveness.index(match.advisory.impact),
        ),
    )


def ids_of(advisories: Iterable[Advisory]) -> list[str]:
    """All ids, each once."""
    return list(dict.fromkeys(identity for advisory in advisories for identity in advisory.ids))


def closing_version(scheme: str, matches: Iterable[Match], applicable: Iterable[Advisory]) -> tuple[str, list[str]]:
    """The oldest version that closes all that can be closed, and the ids that stay open with it; "" if nothing can.

    applicable: all advisories that concern the device in some version: one must not be left for another.
    """
    wanted = [match.install for match in matches if match.install]
    pool = list(applicable)
    best = ""
    while wanted:
        text = wanted.pop()
        if best and compare(scheme, text, best) != 1:
            continue
        best = text
        wanted += [better for advisory in pool if (better := _better(advisory, scheme, text))]
    version = read(scheme, best) if best else None
    still_open = [match.advisory for match in matches if version is None or _concerns(match.advisory, scheme, version)]
    return best, ids_of(still_open)


def _better(advisory: Advisory, scheme: str, text: str) -> str:
    """The version that closes an advisory for those who have this version; "" if it does not concern them."""
    version = read(scheme, text)
    for entry in advisory.affected:
        answer = range_holds(entry, scheme, version)
        if answer is not None and answer[0] is True and compare(scheme, entry.closed_in, text) == 1:
            return entry.closed_in
    return ""


def _concerns(advisory: Advisory, scheme: str, version: Version) -> bool:
    answers = [range_holds(entry, scheme, version) for entry in advisory.affected]
    return any(answer is not None and answer[0] is not False for answer in answers)


def _install(install: str, still_open: Sequence[str]) -> Text:
    if not install:
        return Text(
            en="; no version that closes them is known", de="; eine Version, die sie schließt, ist nicht bekannt"
        )
    if not still_open:
        return Text(en=f"; {install} or later closes them", de=f"; ab {install} sind sie geschlossen")
    left = ", ".join(still_open[:_NAMED])
    return Text(
        en=f"; {install} or later closes all but {left}", de=f"; ab {install} sind sie bis auf {left} geschlossen"
    )


def _described(matches: Sequence[Match]) -> Text:
    parts = [_one(match) for match in matches]
    return Text(en="; ".join(part.en for part in parts), de="; ".join(part.de for part in parts))


def _one(match: Match) -> Text:
    advisory = match.advisory
    ids = ", ".join(advisory.ids[:2]) + (", ..." if len(advisory.ids) > 2 else "")
    known = _exploitation(advisory)
    return Text(en=f"{advisory.title.en} ({ids}{known.en})", de=f"{advisory.title.de} ({ids}{known.de})")


def _exploitation(advisory: Advisory) -> Text:
    """Since when it stands in CISA's catalogue, and whether extortionists use it."""
    if not advisory.exploited:
        return _EMPTY
    first = min(entry.added for entry in advisory.exploited.values())
    ransomware = any(entry.ransomware for entry in advisory.exploited.values())
    return Text(
        en=f", in CISA's catalogue since {first}" + (", used for ransomware" if ransomware else ""),
        de=f", seit {first} im Katalog der CISA" + (", zur Erpressung genutzt" if ransomware else ""),
    )


def _more(sure: Sequence[str], perhaps: Sequence[str]) -> Text:
    """Further ids: those that concern the device, and those of which the input does not settle it."""
    also, possibly = _named(sure), _named(perhaps)
    return Text(
        en=(f"; also {also.en}" if sure else "") + (f"; possibly {possibly.en}" if perhaps else ""),
        de=(f"; außerdem {also.de}" if sure else "") + (f"; möglicherweise {possibly.de}" if perhaps else ""),
    )


def _named(ids: Sequence[str]) -> Text:
    shown, left = ", ".join(ids[:_NAMED]), len(ids) - _NAMED
    return Text(en=f"{shown} and {left} more", de=f"{shown} und {left} weitere") if left > 0 else Text.same(shown)


def _reach(matches: Iterable[Match]) -> Text:
    names = sorted({name for match in matches for name in match.reached if name != "*"})
    if not names:
        return _EMPTY
    listed = ", ".join(names)
    return Text(
        en=f"; the Internet reaches the service ({listed})",
        de=f"; der Dienst ist aus dem Internet erreichbar ({listed})",
    )


def _after(texts: Iterable[Text | None]) -> Text:
    found = list(dict.fromkeys(text for text in texts if text is not None))
    if not found:
        return _EMPTY
    english, german = "; ".join(text.en for text in found), "; ".join(text.de for text in found)
    return Text(en=f"After the update: {english}.", de=f"Nach dem Update: {german}.")


def _sentences(texts: Iterable[Text]) -> Text:
    found = list(texts)
    return Text(en="; ".join(text.en for text in found), de="; ".join(text.de for text in found))


def _ended_on(cycle: Cycle | None) -> Text:
    if cycle is None or isinstance(cycle.ended, bool):
        return _EMPTY
    return Text(en=f" (ended on {cycle.ended})", de=f" (beendet am {cycle.ended})")


def _supported(product: Product) -> Text:
    """The lines that are looked after, newest first."""
    cycles = product.lifecycle.cycles if product.lifecycle is not None else ()
    lines = [cycle.latest or cycle.cycle for cycle in cycles if cycle.ended is False]
    if not lines:
        return Text(en="a version that is still looked after", de="eine Version, die noch gepflegt wird")
    return Text(en=" or ".join(lines[:3]), de=" oder ".join(lines[:3]))


def _missing(product: Product, found: Assessment) -> Text:
    if found.version and product.scheme:
        version = device_text(found.version, 40)
        return Text(
            en=f"the version {version} is counted in another way than the advisories",
            de=f"die Version {version} wird anders gezählt als in den Meldungen",
        )
    if not product.scheme:
        return Text(en="the input does not state the model", de="das Modell steht nicht in der Eingabe")
    return Text(en="the input does not state the version", de="die Version steht nicht in der Eingabe")
