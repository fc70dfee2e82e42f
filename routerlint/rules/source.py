"""Where the built-in rule data lies, and its compiled form.

In a wheel: routerlint/_rules/compiled.json. In a checkout: rules/, where compiled.json counts only while the hash in
it is that of the YAML files beside it, so that an edited rule acts at once and a forgotten compilation does no harm.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from routerlint.errors import InternalError
from routerlint.model.base import Model
from routerlint.rules.catalogue import Catalogue
from routerlint.rules.definition import FixVariant, Rule
from routerlint.rules.files import COMPILED, may_be_current, source_hash
from routerlint.rules.services import PortClass
from routerlint.rules.severity import SeverityTable

__all__ = [
    "RuleData",
    "ServiceData",
    "builtin_catalogues_data",
    "builtin_data",
    "builtin_quirks_data",
    "rules_folder",
    "shipped_data",
]


class ServiceData(Model, frozen=True, kw_only=True):
    """rules/services.yaml."""

    narrow: int
    media: tuple[int, int]
    classes: tuple[PortClass, ...]


class RuleData(Model, frozen=True, kw_only=True):
    """All built-in rule data. hash: of the YAML files that it was made from. quirks: as their files state them."""

    hash: str
    rules: tuple[Rule, ...]
    services: ServiceData
    severity: SeverityTable
    fixes: dict[str, tuple[FixVariant, ...]]
    quirks: tuple[dict[str, Any], ...] = ()


def rules_folder() -> Path:
    """The folder of the built-in rule data: routerlint/_rules where it exists, else rules/ of the checkout."""
    package = Path(__file__).parent.parent
    shipped = package / "_rules"
    return shipped if shipped.is_dir() else package.parent / "rules"


def builtin_data() -> RuleData:
    """The built-in rule data, decoded."""
    return msgspec.json.decode(_compiled(), type=RuleData)


@cache
def builtin_quirks_data() -> tuple[dict[str, Any], ...]:
    """The built-in quirks as their files state them, without decoding the rest."""
    return msgspec.json.decode(_compiled(), type=_QuirksOnly).quirks


class _QuirksOnly(Model, frozen=True, kw_only=True):
    quirks: tuple[dict[str, Any], ...] = ()


def builtin_catalogues_data() -> tuple[Catalogue, ...]:
    """The built-in catalogues of controls, without decoding the rest."""
    return msgspec.json.decode(_compiled(), type=_CataloguesOnly).catalogues


class _CataloguesOnly(Model, frozen=True, kw_only=True):
    catalogues: tuple[Catalogue, ...] = ()


class _MadeFrom(Model, frozen=True, kw_only=True):
    hash: str
    size: int = -1


@cache
def _compiled() -> bytes:
    """The compiled data: that of the wheel, else that of the checkout if it is current, else made anew."""
    shipped = _shipped()
    if shipped is not None:
        return shipped
    folder = rules_folder()
    if not folder.is_dir():
        raise InternalError("the rule files are missing", advice="Install routerlint again.")
    compiled = folder / COMPILED
    if compiled.is_file():
        data = compiled.read_bytes()
        made = msgspec.json.decode(data, type=_MadeFrom)
        if may_be_current(folder, compiled, made.size) or made.hash == source_hash(folder):
            return data
    from routerlint.rules.compiling import compile_folder

    return compile_folder(folder)


def _shipped() -> bytes | None:
    return shipped_data(COMPILED)


def shipped_data(name: str) -> bytes | None:
    """A compiled file of a wheel, read by the loader of this module so that it also works from a zip file.

    None in a checkout.
    """
    loader = getattr(__spec__, "loader", None)
    path = Path(__file__).parent.parent / "_rules" / name
    try:
        data: bytes = loader.get_data(str(path))  # type: ignore[union-attr]  # every file and zip loader has it
    except (OSError, AttributeError):
        return None
    return data
