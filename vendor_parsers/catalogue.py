"""The vendors that routerlint knows, by folder name.

Nothing of a vendor is imported before it is asked: a run over one RouterOS export never loads the other parsers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from vendor_parsers.words import WORDS

if TYPE_CHECKING:
    from routerlint.model.device import Device
    from routerlint.parsing.vendor import About
    from routerlint.text.detection import Detection
    from routerlint.text.source import Document

__all__ = ["VENDOR_IDS", "Vendor", "catalogue"]

# Sorted; a folder that is missing here is found by a test.
VENDOR_IDS = (
    "asuswrt",
    "bintec_boss",
    "ddwrt",
    "edgeos",
    "firewalld",
    "freshtomato",
    "fritzos",
    "huawei",
    "iptables",
    "lancom_lcos",
    "miniupnpd",
    "nft",
    "openwrt",
    "opnsense",
    "pfsense",
    "recognised",
    "routeros",
    "shorewall",
    "ufw",
    "unifi",
    "vyos",
    "zte",
)


class Vendor:
    """One vendor folder, loaded piece by piece."""

    __slots__ = ("id",)

    def __init__(self, vendor_id: str) -> None:
        self.id = vendor_id

    @property
    def words(self) -> tuple[str, ...]:
        """Lower-case words of which every text that the vendor knows holds one; () if it is asked last."""
        return WORDS.get(self.id, ())

    @property
    def tree_markers(self) -> tuple[str, ...]:
        """File names, relative to a tree's root, that make the tree one input of this vendor."""
        return cast("tuple[str, ...]", getattr(self._module("detect"), "TREE_MARKERS", ()))

    def detect(self, document: Document) -> Detection | None:
        """What the vendor's detector says of an input."""
        return cast("Detection | None", self._module("detect").detect(document))

    def parse(self, document: Document) -> tuple[Device, ...]:
        """The devices in an input; raises errors.InputError when nothing in it can be judged."""
        return cast("tuple[Device, ...]", self._module("parser").parse(document))

    def about(self) -> About:
        """The texts about the vendor."""
        return cast("About", self._module("about").ABOUT)

    def _module(self, name: str):  # type: ignore[no-untyped-def]  # a module chosen at run time has no static type
        return import_module(f"vendor_parsers.{self.id}.{name}")


def catalogue() -> tuple[Vendor, ...]:
    """All built-in vendors."""
    return tuple(Vendor(vendor_id) for vendor_id in VENDOR_IDS)
