"""From files of a FRITZ!Box to a Device."""

from __future__ import annotations

import re

import msgspec

from routerlint.errors import RecognisedNotJudged
from routerlint.model.device import Completeness, Device, InactiveEntry, Undecided
from routerlint.model.fact import stated
from routerlint.model.interface import Evidence, Interface, InterfaceAddress, Role, placeholder_address
from routerlint.model.match import Unknown
from routerlint.model.pipeline import Pipeline
from routerlint.text.coverage import LineState
from routerlint.text.source import Document
from routerlint.wording import Phrase, phrase
from vendor_parsers.fritzos.ar7 import read_ar7, read_rule_lists
from vendor_parsers.fritzos.container import Container, read_container
from vendor_parsers.fritzos.detect import ADVICE
from vendor_parsers.fritzos.draft import Draft, Listed
from vendor_parsers.fritzos.grammar import Tree, read_tree
from vendor_parsers.fritzos.pipeline import ipv4_pipeline, ipv6_pipeline
from vendor_parsers.fritzos.place import Places
from vendor_parsers.fritzos.portoverview import is_port_overview, read_port_overview
from vendor_parsers.fritzos.services import box_listeners, read_services, read_upnp
from vendor_parsers.fritzos.supportdata import active_forwards, is_support_data, merge_active, read_parts

__all__ = ["parse"]

_FIRMWARE = re.compile(r"^\d{1,4}\.(\d{1,3}\.\d{1,3})")
_SUPPORT_FILE = re.compile(r"/var/flash/([a-z0-9_]{1,40})\.cfg")
# Since this firmware forwards stand with their device (Freetz-NG, bzeiss/fritzbox_to_opnsense).
_RULES_BY_DEVICE = (6, 80)
_UNKNOWN_V6 = phrase(
    "where an export keeps IPv6 releases is not documented: add the answer of data.lua?page=portoverview"
)


def parse(document: Document) -> tuple[Device, ...]:
    """The box of a document; several files (an export and a port overview) are parts of one box."""
    draft = Draft()
    # A port overview comes last: its devices belong to the interfaces that a configuration names.
    files = sorted(document.files, key=lambda file: is_port_overview(file.text))
    read = [_read_file(Places(file), draft) for file in files]
    if not any(read):
        raise RecognisedNotJudged(
            "no ar7.cfg and no port overview in it, so nothing says what is open", file=document.name, advice=ADVICE
        )
    _finish(draft, has_config="configuration" in read, has_overview="overview" in read)
    return (_device(draft),)


def _read_file(places: Places, draft: Draft) -> str:
    """Reads one file; "" if it says nothing about what is open, else which kind it is."""
    text = places.file.text
    container = read_container(places.lines)
    if container is not None:
        return _read_container_files(container, places, draft)
    if is_support_data(text):
        return _read_support(places, draft)
    if is_port_overview(text):
        draft.blocks.add("landevices")  # the overview shows the forwards of every device
        return "overview" if read_port_overview(places, draft) else ""
    tree = read_tree(text)
    _read_config(tree, places, draft)
    return "configuration" if _says_something(tree) else ""


def _says_something(tree: Tree) -> bool:
    return any(block.name in ("ar7cfg", "landevices") for block in tree.root.blocks)


def _read_config(tree: Tree, places: Places, draft: Draft) -> None:
    draft.blocks |= {block.name for block in tree.root.blocks}
    draft.blocks |= {inner.name for block in tree.root.blocks if block.name == "ar7cfg" for inner in block.blocks}
    read_ar7(tree, places, draft)
    read_rule_lists(tree, places, draft)
    read_services(tree, places, draft)
    if _says_something(tree):
        read_upnp(tree, places, draft)


def _read_container_files(container: Container, places: Places, draft: Draft) -> str:
    draft.model = stated(container.model, places.at(1))
    firmware, line = container.header.get("FirmwareVersion", ("", 0))
    version = _FIRMWARE.match(firmware)
    if version:
        draft.version = stated(version[1], places.at(line))
    _read_checksum(container, places, draft)
    said = ""
    for section in container.sections:
        if section.kind != "CFGFILE":
            if section.name in ("ar7.cfg", "vpn.cfg"):
                draft.incomplete("ipv4", phrase("{name} is not readable in this export", name=section.name))
            continue
        if not section.closed:
            _damaged(draft, phrase("{name} is cut off", name=section.name))
        tree = read_tree(section.text, section.first_line)
        _read_config(tree, places, draft)
        if _says_something(tree):
            said = "configuration"
    return said


def _read_checksum(container: Container, places: Places, draft: Draft) -> None:
    """A checksum that does not fit is worth a note, never a refusal: somebody edited the file, or it is cut off."""
    fits = container.checksum_fits()
    if fits is None:
        _damaged(draft, phrase("the export has no END OF EXPORT line: it is cut off"))
        return
    draft.whole = fits
    span = places.at(container.checksum_line)
    draft.facts["export-checksum"] = stated("fits" if fits else "does not fit", span)
    checks = container.header.get("NoChecks")
    if checks is not None:
        draft.facts["export-edited"] = stated("yes" if checks[0] == "yes" else "no", places.at(checks[1]))
    draft.ledger.mark(LineState.USED, file=span.file, line=container.checksum_line, what="checksum")


def _damaged(draft: Draft, reason: Phrase) -> None:
    draft.incomplete("ipv4", reason)
    draft.incomplete("ipv6", reason)


def _read_support(places: Places, draft: Draft) -> str:
    active: list[Listed] = []
    said = ""
    for part in read_parts(places.lines):
        if part.name == "port_forwards" and "IPv6" not in part.title:
            active += active_forwards(part, places, draft)
            draft.blocks.add("landevices")  # the list of what is open takes its place
            said = said or "active"
        elif _SUPPORT_FILE.search(part.title):
            tree = read_tree(part.text, part.first_line)
            _read_config(tree, places, draft)
            if _says_something(tree):
                said = "configuration"
            if not part.closed:
                _damaged(draft, phrase("the section {name} is cut off", name=part.name))
    draft.listed = merge_active(draft.listed, active)
    return said


def _finish(draft: Draft, *, has_config: bool, has_overview: bool) -> None:
    """What follows from all files together: interfaces that must exist, and what cannot be seen."""
    if not draft.mode.known and not has_overview:
        _mode_unknown(draft)
    if draft.router and not any(i.role is Role.WAN for i in draft.interfaces):
        draft.interfaces.insert(0, _assumed_wan())
    if not draft.router:
        return
    if not has_config:
        draft.incomplete(
            "ipv4", phrase("the services of the box itself are not in this input: add the export of its settings")
        )
    else:
        _missing_blocks(draft)
    _newer_firmware(draft)
    if draft.ipv6 is None:
        draft.incomplete("ipv6", phrase("whether IPv6 is on is not stated"))
    elif draft.ipv6:
        if not has_overview:
            draft.incomplete("ipv6", _UNKNOWN_V6)
        draft.incomplete("ipv6", phrase("which services of the box itself answer to IPv6 is not in this input"))


def _missing_blocks(draft: Draft) -> None:
    """A part of a configuration is not all of it; in a whole export, what is absent is empty."""
    if "dslifaces" not in draft.blocks:
        draft.incomplete(
            "ipv4", phrase("the interfaces of ar7.cfg are not in this input, so it is a part of the configuration")
        )
    if draft.whole:
        return
    version = _version(draft)
    if "landevices" not in draft.blocks and (version is None or version >= _RULES_BY_DEVICE):
        draft.incomplete("ipv4", phrase("the devices with their forwards (landevices) are not in this input"))
    if "vpncfg" not in draft.blocks:
        draft.undecided.append(
            Undecided(
                what=phrase("the VPN of the box itself"),
                why=phrase("its configuration (vpn.cfg) is not in this input"),
                kind="partial",
                family="ipv4",
            )
        )


def _version(draft: Draft) -> tuple[int, int] | None:
    if not draft.version.known or draft.version.value is None:
        return None
    major, minor = draft.version.value.split(".")
    return int(major), int(minor)


def _newer_firmware(draft: Draft) -> None:
    """From 7.90 on the box's own shares are no longer in internet_forwardrules (Freetz-NG, avm-portfw)."""
    version = _version(draft)
    if version is None or version < (7, 90) or any(rule.source == "internet_forwardrules" for rule in draft.listed):
        return
    reason = phrase(
        "since FRITZ!OS 7.90 the export does not show in a known place which services of the box itself are shared"
    )
    draft.incomplete("ipv4", reason)
    draft.undecided.append(
        Undecided(
            what=phrase("remote access to the box itself"),
            why=phrase("{reason}: look at Diagnosis > Security in its user interface", reason=reason),
            kind="partial",
            span=draft.version.spans[0],
        )
    )


def _mode_unknown(draft: Draft) -> None:
    """Without ar7cfg/mode the box may route, or be a client behind another router where its rules mean nothing."""
    unknown = Unknown(
        key="fritzos:mode", what=phrase("whether the box routes"), why=phrase("ar7cfg/mode is not in this input")
    )
    draft.incomplete("ipv4", phrase("the operating mode is not in this input"))
    draft.incomplete("ipv6", phrase("the operating mode is not in this input"))
    draft.listed = [
        listed if listed.question else msgspec.structs.replace(listed, question=unknown) for listed in draft.listed
    ]


def _assumed_wan() -> Interface:
    address = InterfaceAddress(family="ipv4", number=placeholder_address("ipv4", 0), length=32, stated=False)
    evidence = Evidence(text="rules speak of the side of the Internet")
    return Interface(name="internet", role=Role.WAN, evidence=(evidence,), addresses=(address,), assumed=True)


def _device(draft: Draft) -> Device:
    pipelines: list[Pipeline] = []
    if draft.router:
        pipelines.append(ipv4_pipeline(draft))
        if draft.ipv6:
            pipelines.append(ipv6_pipeline(draft))
    else:
        _set_aside(draft)
    return Device(
        vendor="fritzos",
        model=draft.model,
        version=draft.version,
        interfaces=tuple(draft.interfaces),
        pipelines=tuple(pipelines),
        listeners=(*box_listeners(draft.listed), *draft.listeners) if draft.router else (),
        listeners_complete=False,
        port_mappings=tuple(draft.port_mappings) if draft.router else (),
        inactive=tuple(draft.inactive),
        undecided=tuple(draft.undecided),
        complete=_completeness(draft),
        coverage=draft.ledger.coverage(),
        facts=draft.facts,
    )


def _set_aside(draft: Draft) -> None:
    """An IP client or bridge has no NAT: its rules open nothing (AVM, 'IP-Client-Modus'), whatever they say."""
    for listed in draft.listed:
        if listed.forward is None or not listed.forward.off:
            draft.inactive.append(
                InactiveEntry(
                    label=listed.text[:80],
                    reason=phrase("the box is a client behind another router"),
                    nat=True,
                    spans=(listed.span,),
                )
            )
    draft.undecided = [item for item in draft.undecided if item.kind != "capability"]


def _completeness(draft: Draft) -> Completeness:
    reasons = tuple(dict.fromkeys(draft.reasons["ipv4"] + draft.reasons["ipv6"]))
    return Completeness(ipv4=not draft.reasons["ipv4"], ipv6=not draft.reasons["ipv6"], reasons=reasons)
