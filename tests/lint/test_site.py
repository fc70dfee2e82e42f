"""What a site's settings say about interfaces."""

from __future__ import annotations

from routerlint.lint.site import Site
from routerlint.model.device import Device
from routerlint.model.interface import Interface, Role
from routerlint.rules.config import Config

DEVICE = Device(vendor="x", interfaces=(Interface(name="ether1", role=Role.WAN), Interface(name="ether2")))


def applied(*names: str) -> Device:
    return Site(config=Config(wan_interfaces=names)).applied(DEVICE, "gw")


def test_the_settings_decide_which_interface_is_the_wan() -> None:
    assert [i.name for i in applied("ether2").wan_interfaces()] == ["ether2"]


def test_a_name_that_no_interface_has_is_said_and_the_devices_own_signs_decide() -> None:
    device = applied("nope")
    assert [i.name for i in device.wan_interfaces()] == ["ether1"]
    assert ["nope" in u.what for u in device.undecided] == [True]


def test_a_list_for_the_fleet_may_name_interfaces_of_other_devices() -> None:
    assert applied("ether2", "pppoe-out1").undecided == ()
