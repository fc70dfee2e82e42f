"""Defaults that changed between versions: settled where the input states a version, left open everywhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from routerlint.errors import ConfigurationError
from routerlint.exposure.evaluate import evaluate
from routerlint.lint.site import Site
from routerlint.model.device import Device
from routerlint.model.fact import NOT_STATED, Fact, Origin, State, by_version, stated
from routerlint.model.service import Listener, PortMapping
from routerlint.netset.services import ServiceSet
from routerlint.rules.defaults import (
    VersionDefault,
    builtin_defaults,
    load_defaults,
    settle_defaults,
    value_for,
)
from routerlint.rules.versions import SCHEME_NAMES, compare, read
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import VENDOR_IDS, Vendor

ROOT = Path(__file__).resolve().parents[2]
DEFAULTS = load_defaults(ROOT / "rules" / "quirks")
BY_ID = {found.id: found for found in DEFAULTS}


def parsed(vendor: str, text: str) -> Device:
    (device,) = Vendor(vendor).parse(Document(name="x", files=(SourceFile("x", text),)))
    return Site(defaults=DEFAULTS).applied(device, "x")


def test_the_compiled_defaults_are_those_of_the_files() -> None:
    assert builtin_defaults() == DEFAULTS


@pytest.mark.parametrize("default", DEFAULTS, ids=[found.id for found in DEFAULTS])
def test_ranges_are_readable_do_not_overlap_and_belong_to_a_vendor(default: VersionDefault) -> None:
    assert default.vendor in VENDOR_IDS
    assert default.scheme in SCHEME_NAMES
    assert set(default.title) == {"en", "de"}
    for found in default.values:
        assert found.at_least is None or read(default.scheme, found.at_least) is not None
        assert found.before is None or read(default.scheme, found.before) is not None
    for earlier, later in zip(default.values, default.values[1:], strict=False):
        assert earlier.before is not None
        assert later.at_least is not None
        assert compare(default.scheme, earlier.before, later.at_least) in (-1, 0)


@pytest.mark.parametrize("default", DEFAULTS, ids=[found.id for found in DEFAULTS])
def test_some_parser_leaves_its_value_to_this_default(default: VersionDefault) -> None:
    folder = ROOT / "vendor_parsers" / default.vendor
    assert any(f'"{default.default}"' in path.read_text("utf-8") for path in folder.glob("*.py"))


@pytest.mark.parametrize(
    ("name", "version", "value"),
    [
        ("miniupnpd-secure-mode", "2.3.3", False),
        ("miniupnpd-secure-mode", "2.3.4", True),
        ("miniupnpd-secure-mode", "2.10", True),  # by parts, not by letters
        ("miniupnpd-secure-mode", "20240101", True),
        ("miniupnpd-secure-mode", "unknown", None),
        ("miniupnpd-secure-mode", "", None),
        ("routeros-smb", "6.49.7", False),
        ("routeros-smb", "7.1", None),  # between what is known
        ("routeros-smb", "7.15.3", True),
        ("routeros-smb", "7.15.3rc1", None),
        ("routeros-smb", "7.20beta2", True),
        ("routeros-cloud-name", "7.17rc1", "no"),
        ("routeros-cloud-name", "7.17", "auto"),
        ("routeros-cloud-name", "7.9", "no"),
    ],
)
def test_a_version_has_the_value_of_its_range_or_none(name: str, version: str, value: object) -> None:
    found = value_for(BY_ID[name], stated(version))
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize("version", [NOT_STATED, stated("nightly")])
def test_without_a_version_everything_stays_as_it_was(version: Fact[str]) -> None:
    mapping = PortMapping(kind="upnp", enabled=stated(True), secure_mode=by_version("miniupnpd-secure-mode"))
    device = Device(vendor="miniupnpd", version=version, port_mappings=(mapping,))
    assert settle_defaults(device, DEFAULTS) == device


def test_what_the_file_states_is_never_touched() -> None:
    mapping = PortMapping(kind="upnp", enabled=stated(True), secure_mode=stated(False))
    device = Device(vendor="miniupnpd", version=stated("2.3.9"), port_mappings=(mapping,))
    assert settle_defaults(device, DEFAULTS) is device


def test_defaults_of_another_vendor_do_not_count() -> None:
    mapping = PortMapping(kind="upnp", enabled=stated(True), secure_mode=by_version("miniupnpd-secure-mode"))
    device = Device(vendor="openwrt", version=stated("2.3.9"), port_mappings=(mapping,))
    assert settle_defaults(device, DEFAULTS) is device


def test_a_settled_value_is_a_default_with_its_source_and_keeps_its_places() -> None:
    listener = Listener(name="smb", services=ServiceSet(), enabled=by_version("routeros-smb-with-shares"))
    device = Device(vendor="routeros", version=stated("7.18"), listeners=(listener,))
    enabled = settle_defaults(device, DEFAULTS).listeners[0].enabled
    assert (enabled.state, enabled.origin, enabled.value) == (State.KNOWN, Origin.DEFAULT, True)
    assert enabled.source == "MikroTik documentation, SMB"
    assert settle_defaults(settle_defaults(device, DEFAULTS), DEFAULTS) == settle_defaults(device, DEFAULTS)


def test_the_version_may_be_an_answer_of_the_parser() -> None:
    default = VersionDefault(
        id="x", vendor="openwrt", title={}, default="d", scheme="dotted", version_of="daemon-version",
        values=BY_ID["miniupnpd-secure-mode"].values, references=("a source",),
    )  # fmt: skip
    device = Device(
        vendor="openwrt", version=stated("2.0"), facts={"daemon-version": stated("2.3.9"), "d": by_version("d")}
    )
    settled: Fact[object] = settle_defaults(device, (default,)).facts["d"]
    assert settled.value is True


SMB = (
    "# 2024-01-01 00:00:00 by RouterOS {version}\n/interface ethernet\nset [ find default-name=ether1 ] name=ether1\n"
    "/ip dhcp-client\nadd interface=ether1 disabled=no\n/ip smb shares\nadd directory=files name=files\n"
)


@pytest.mark.parametrize(("version", "enabled"), [("6.49.7", False), ("7.18.2", True), ("7.6", None)])
def test_file_sharing_of_routeros_runs_by_its_version(version: str, enabled: bool | None) -> None:
    # MikroTik documentation, SMB (auto); verbose exports of 6.49 (no).
    (smb,) = [found for found in parsed("routeros", SMB.format(version=version)).listeners if found.name == "smb"]
    assert smb.enabled.value is enabled


def test_file_sharing_of_an_unknown_version_is_reported_and_not_closed() -> None:
    # No filter stands before the router: what may listen is among the services that a stranger reaches.
    rows = evaluate(parsed("routeros", SMB.format(version="7.6"))).exposures
    assert any("smb" in (row.service or ()) for row in rows)
    rows = evaluate(parsed("routeros", SMB.format(version="6.49.7"))).exposures
    assert not any("smb" in (row.service or ()) for row in rows)


CONF = "ext_ifname=eth0\nlistening_ip=eth1\n"


@pytest.mark.parametrize(
    ("text", "secure"),
    [
        (CONF, None),
        ("# miniupnpd 2.3.1\n" + CONF, False),
        ("# miniupnpd version 2.3.7\n" + CONF, True),
        ("# miniupnpd 2.3.1\n" + CONF + "secure_mode=yes\n", True),
        ("# WAN interface of miniupnpd 2.3.1 and later\n" + CONF, None),
    ],
)
def test_secure_mode_of_miniupnpd_follows_the_version_that_a_remark_names(text: str, secure: bool | None) -> None:
    mapping = parsed("miniupnpd", text).port_mappings[0]
    assert mapping.secure_mode.value is secure


def test_a_default_with_a_mistake_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: bad\ndefault: x\nvalues: []\n", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_defaults(tmp_path)
    assert "bad.yaml" in str(caught.value)
