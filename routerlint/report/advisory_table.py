"""What is known about firmware, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.messages import Language, message
from routerlint.report.json_text import Json
from routerlint.report.layout import Paper
from routerlint.rules.firmware.advisory import Advisory, Cycle, Product, VersionRange
from routerlint.rules.firmware.store import AdvisoryData

__all__ = ["SCHEMA", "advisories_document", "advisory_lines", "product_lines"]

SCHEMA = "routerlint/advisories/1"


def advisory_lines(data: AdvisoryData, paper: Paper, language: Language) -> Iterator[str]:
    """A line for each vendor, and the dates."""
    head = [message(f"column-{name}", language) for name in ("system", "product", "advisories", "exploited", "lines")]
    rows = [
        (
            product.vendor,
            product.product,
            str(len(product.advisories)),
            str(sum(bool(advisory.exploited) for advisory in product.advisories)),
            str(len(product.lifecycle.cycles)) if product.lifecycle is not None else "-",
        )
        for product in _products(data)
    ]
    yield from paper.table(head, rows, shrink=(1,))
    yield ""
    yield from paper.wrapped(_dates(data, language))


def product_lines(data: AdvisoryData, vendor: str, paper: Paper, language: Language) -> Iterator[str]:
    """Every advisory of one vendor, and which of its lines are looked after."""
    product = data.product(vendor)
    assert product is not None  # noqa: S101  # the caller has looked
    for advisory in product.advisories:
        yield from (paper.ink(line, "strong") for line in paper.wrapped(", ".join(advisory.ids), "", "  "))
        yield from paper.wrapped(advisory.title.of(language), "  ")
        yield from (paper.ink(line, "faint") for line in paper.wrapped(_facts(advisory, language), "  ", "    "))
    if product.lifecycle is not None:
        yield ""
        for key, ended in (("lines-ended", True), ("lines-kept", False)):
            names = [_cycle(cycle) for cycle in product.lifecycle.cycles if (cycle.ended is not False) is ended]
            yield from paper.wrapped(f"{message(key, language)}: {', '.join(names) or '-'}", "", "  ")
    yield ""
    yield from paper.wrapped(_dates(data, language))


def _facts(advisory: Advisory, language: Language) -> str:
    """Models and versions that are affected, the version that closes it, and since when it is exploited."""
    closed = ", ".join(dict.fromkeys(entry.closed_in for entry in advisory.affected if entry.closed_in))
    models = f"{', '.join(advisory.models)}: " if advisory.models else ""
    parts = {
        "affected": models + "; ".join(_range(entry) for entry in advisory.affected),
        "closed": closed or "-",
        "exploited": _exploited(advisory, language),
    }
    return "; ".join(f"{message(f'advisory-{key}', language)} {text}" for key, text in parts.items() if text != "-")


def _products(data: AdvisoryData) -> Iterator[Product]:
    for vendor in sorted(data.products):
        product = data.product(vendor)
        if product is not None:
            yield product


def _dates(data: AdvisoryData, language: Language) -> str:
    dates = data.dates
    return message(
        "advisories-dates",
        language,
        advisories=dates.advisories,
        exploited=dates.exploited,
        lifecycle=dates.lifecycle,
    )


def _range(entry: VersionRange) -> str:
    if entry.every:
        return "*"
    if entry.exactly is not None:
        return entry.exactly
    if entry.before is None and entry.up_to is None:
        return f">= {entry.at_least} ?"
    upper = f"< {entry.before}" if entry.before is not None else f"<= {entry.up_to}"
    return f"{entry.at_least} .. {upper}" if entry.at_least is not None else upper


def _exploited(advisory: Advisory, language: Language) -> str:
    if not advisory.exploited:
        return "-"
    first = min(entry.added for entry in advisory.exploited.values())
    ransomware = any(entry.ransomware for entry in advisory.exploited.values())
    return f"{first} ({message('ransomware', language)})" if ransomware else first


def _cycle(cycle: Cycle) -> str:
    return f"{cycle.cycle} ({cycle.ended})" if isinstance(cycle.ended, str) else cycle.cycle


def advisories_document(data: AdvisoryData, vendor: str | None, language: Language) -> dict[str, Json]:
    """The same as JSON: "routerlint/advisories/1"."""
    products = [product for product in _products(data) if vendor in (None, product.vendor)]
    return {
        "schema": SCHEMA,
        "dates": {
            "advisories": data.dates.advisories,
            "exploited": data.dates.exploited,
            "lifecycle": data.dates.lifecycle,
        },
        "products": [_product(product, language) for product in products],
    }


def _product(product: Product, language: Language) -> Json:
    cycles = product.lifecycle.cycles if product.lifecycle is not None else ()
    return {
        "vendor": product.vendor,
        "product": product.product,
        "retrieved": product.retrieved,
        "advisories": [_advisory(advisory, language) for advisory in product.advisories],
        "lines": [{"line": c.cycle, "ended": c.ended, "latest": c.latest or None} for c in cycles],
    }


def _advisory(advisory: Advisory, language: Language) -> Json:
    return {
        "ids": [*advisory.ids],
        "date": advisory.date,
        "title": advisory.title.of(language),
        "models": [*advisory.models],
        "affected": [_range(entry) for entry in advisory.affected],
        "closed_in": [entry.closed_in for entry in advisory.affected if entry.closed_in],
        "exploited": [
            {"id": name, "added": entry.added, "ransomware": entry.ransomware}
            for name, entry in advisory.exploited.items()
        ],
        "source": advisory.source,
        "certainty": advisory.certainty,
    }
