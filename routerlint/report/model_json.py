"""The normalized model of a device "routerlint/model/1": what `routerlint model` prints, for people who check us.

Fields that hold their default are left out, as are numbers that only stand for an address which the file does not
state; every text is masked and printable.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec

from routerlint.model.device import Device
from routerlint.model.fact import Fact
from routerlint.model.interface import InterfaceAddress, Route
from routerlint.model.pipeline import DestinationNat, Pipeline
from routerlint.netset.addresses import BITS, AddressSet, Family, format_address
from routerlint.netset.services import ServiceSet
from routerlint.report.json_text import Json
from routerlint.text.secrets import mask_secrets, printable
from routerlint.text.span import Span

__all__ = ["SCHEMA", "model_document"]

SCHEMA = "routerlint/model/1"


def model_document(device: Device) -> dict[str, Json]:
    """The document of one device."""
    names = {
        (address.family, address.number): f"address of {printable(interface.name)}"
        for interface in device.interfaces
        for address in interface.addresses
        if not address.stated
    }
    return {"schema": SCHEMA, "device": _Writer(names).struct(device, None)}


class _Writer:
    """Turns model values into JSON values. names: what stands for addresses that the file does not state."""

    def __init__(self, names: Mapping[tuple[Family, int], str]) -> None:
        self._names = names
        self._hosts = {f"{format_address(*place)}/{BITS[place[0]]}": name for place, name in names.items()}

    def value(self, value: object, family: Family | None) -> Json:
        """Any value; family: that of the numbers in it which are addresses."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return printable(mask_secrets(value))
        if isinstance(value, enum.Enum):
            return str(value.value)
        if isinstance(value, tuple | list):
            return [self.value(item, family) for item in value]
        if isinstance(value, dict):
            return {printable(str(key)): self.value(item, family) for key, item in value.items()}
        if isinstance(value, AddressSet):
            return self._addresses(value)
        if isinstance(value, ServiceSet):
            return _services(value)
        if isinstance(value, Span):
            return {"file": value.file, "line": value.line, "text": value.text}
        if isinstance(value, Fact):
            return self._fact(value, family)
        if isinstance(value, msgspec.Struct):
            return self.struct(value, family)
        raise TypeError(f"a model value of an unknown kind: {type(value).__name__}")

    def struct(self, value: msgspec.Struct, family: Family | None) -> dict[str, Json]:
        """A model struct with the fields that say something."""
        if isinstance(value, InterfaceAddress | Route):
            return self._network(value)
        if isinstance(value, Pipeline):
            family = value.family
        kind = value.__struct_config__.tag
        written: dict[str, Json] = {} if kind is None else {"action": str(kind).lower()}
        for field in msgspec.structs.fields(value):
            content = getattr(value, field.name)
            if field.default is not msgspec.NODEFAULT and content == field.default:
                continue
            if field.default_factory is not msgspec.NODEFAULT and not content:
                continue
            if isinstance(value, DestinationNat) and field.name in ("to", "to_last") and family is not None:
                written[field.name] = self._address(family, content)
            else:
                written[field.name] = self.value(content, family)
        return written

    def _address(self, family: Family, number: int) -> str:
        return self._names.get((family, number)) or format_address(family, number)

    def _network(self, value: InterfaceAddress | Route) -> dict[str, Json]:
        written: dict[str, Json] = {"family": value.family}
        if isinstance(value, InterfaceAddress) and not value.stated:
            written["stated"] = False
        else:
            written["network"] = f"{format_address(value.family, value.number)}/{value.length}"
        if isinstance(value, Route):
            written["interface"] = self.value(value.interface, None)
        written["spans"] = self.value(value.spans, None)
        return written

    def _addresses(self, value: AddressSet) -> Json:
        if value.is_any:
            return ["0.0.0.0/0" if value.family == "ipv4" else "::/0"]
        return [self._hosts.get(cidr, cidr) for cidr in value.cidrs()]

    def _fact(self, value: Fact[object], family: Family | None) -> Json:
        if not value.known:
            return {"state": value.state.value}
        written: dict[str, Json] = {"value": self.value(value.value, family), "origin": value.origin.value}
        if value.source:
            written["source"] = value.source
        if value.spans:
            written["spans"] = self.value(value.spans, None)
        return written


def _services(value: ServiceSet) -> str:
    """The set as text; a negation is shorter as what it leaves out."""
    return str(value) if len(value.by_protocol()) <= 64 or value.is_any else f"all but {~value}"
