"""Advisories as their files below rules/advisories state them.

Annotations are evaluated as the classes are made: as texts, msgspec would have to compile each of them when it first
decodes a product, which costs a small run more than the decoding itself.
"""

from typing import Any, Literal

import msgspec

from routerlint.model.base import Model
from routerlint.rules.text import Text

__all__ = ["Advisory", "Component", "Cycle", "Exploited", "Impact", "Lifecycle", "Product", "Stays", "VersionRange"]

# What somebody can do: rule the device, read or bend what it protects, stop it, any of this only after a login, or
# only from its own network or radio range.
Impact = Literal["takeover", "disclosure", "denial", "login", "nearby"]


class VersionRange(Model, frozen=True, kw_only=True):
    """Affected versions: from `at_least` on (None: from the first) and before `before`, or up to `up_to` included.

    exactly: this version alone. every: all versions. fixed: the version that closes it, where it is another than
    `before`; whether versions between `up_to` and `fixed` are affected is not known.
    certain: False where the sources do not agree, or name no version.
    """

    at_least: str | None = msgspec.field(default=None, name="from")
    before: str | None = None
    up_to: str | None = None
    exactly: str | None = None
    every: bool = msgspec.field(default=False, name="all")
    fixed: str | None = None
    certain: bool = True

    @property
    def closed_in(self) -> str:
        """The version to install; "" where the source names none."""
        return self.fixed or self.before or ""


class Exploited(Model, frozen=True, kw_only=True):
    """An entry of CISA's catalogue: the day on which it was added, and whether ransomware is known to use it."""

    added: str
    ransomware: bool = False


class Stays(Model, frozen=True, kw_only=True):
    """What an update leaves behind, and the condition by which the configuration shows it."""

    when: Any
    text: Text


class Component(Model, frozen=True, kw_only=True):
    """A part with a version of its own, such as a package. fact: the name of the device's fact that holds it."""

    product: str
    fact: str
    scheme: str


class Advisory(Model, frozen=True, kw_only=True):
    """One advisory.

    ids: its names, CVE first. title: what somebody can do, as half a sentence.
    models: exact names with "*" for any letters; () = every model. not_models: names to which others apply.
    component: the part that is affected, "" for the firmware itself.
    services: names of the router's services through which it works; "*" = every one.
    when: what must be true of the configuration. exploited: entries of CISA's catalogue by id.
    after: what to do after the update, or None. stays: what it leaves behind, where a configuration shows it.
    """

    ids: tuple[str, ...]
    date: str
    title: Text
    models: tuple[str, ...] = ()
    not_models: tuple[str, ...] = ()
    component: str = ""
    affected: tuple[VersionRange, ...]
    impact: Impact
    services: tuple[str, ...] = ()
    when: Any = None
    exploited: dict[str, Exploited] = msgspec.field(default_factory=dict, name="kev")
    after: Text | None = None
    stays: Stays | None = None
    source: str
    certainty: Literal["read", "partly-read", "second-hand"]


class Cycle(Model, frozen=True, kw_only=True):
    """A line of versions. ended: the day, or whether it has ended. latest: its newest version, or ""."""

    cycle: str
    ended: bool | str
    latest: str = ""


class Lifecycle(Model, frozen=True, kw_only=True):
    """How long versions are looked after.

    name: of the product on endoflife.date.
    rolling: beginnings of versions whose lines follow each other without an end of the product.
    ended_below: a version below this one that no line holds has ended, or "".
    """

    name: str
    source: str
    cycles: tuple[Cycle, ...]
    rolling: tuple[str, ...] = ()
    ended_below: str = ""


class Product(Model, frozen=True, kw_only=True):
    """All that is known about the firmware of one vendor. scheme: of its versions, "" where no entry compares them."""

    vendor: str
    product: str
    scheme: str
    retrieved: str
    advisories: tuple[Advisory, ...]
    components: dict[str, Component] = msgspec.field(default_factory=dict)
    lifecycle: Lifecycle | None = None
