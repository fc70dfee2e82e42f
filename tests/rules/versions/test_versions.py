"""Version strings as devices and advisories really write them, and what is newer than what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routerlint.rules.versions import SCHEME_NAMES, compare, read

# (scheme, older, newer)
OLDER = [
    ("fritzos", "113.07.57", "7.59"),
    ("fritzos", "154.07.56", "07.57"),
    ("fritzos", "84.06.30", "6.83"),
    ("fritzos", "29.04.87", "4.88"),
    ("fritzos", "7.57", "8.02"),
    ("lcos", "10.80 RU3", "10.80 RU4"),
    ("lcos", "10.72.0189RU3", "10.80 RU1"),
    ("lcos", "10.80.0412", "10.80.0501RU5"),
    ("lcos", "10.32 SU2", "10.32 SU3"),
    ("lcos", "9.24.0379SU10", "10.12"),
    ("lcos", "10.80 Rel", "10.80 RU1"),
    ("lcos", "10.80 RC2", "10.80 RU1"),
    ("lcos", "9.10", "10.80.0412 / 01.03.2024"),
    ("zyxel-zld", "V5.38(ABUH.0)", "5.39"),
    ("zyxel-zld", "4.60(AAKZ.0)", "4.60 Patch 1"),
    ("zyxel-zld", "5.36 Patch 1", "V5.36(ABUH.2)"),
    ("routeros", "6.49.9", "6.49.10"),
    ("routeros", "7.1", "7.10"),
    ("routeros", "7.14beta", "7.14"),
    ("routeros", "7.1beta6", "7.1rc2"),
    ("routeros", "6.43rc1", "6.43rc4"),
    ("routeros", "7.1rc2", "7.1"),
    ("routeros", "6.46beta33", "6.46beta34"),
    ("routeros", "6.40.5 (bugfix)", "6.40.8"),
    ("routeros", "7.16.2 (stable)", "7.18"),
    ("fortios", "v7.2.11,build1740", "7.2.12"),
    ("fortios", "5.02-FW-build701", "6.0.5"),
    ("fortios", "7.2.5-FW-build1517-230606", "7.4.3"),
    ("cisco-ios-xe", "17.09.04", "17.9.4a"),
    ("cisco-ios-xe", "17.09.04a", "17.12.1"),
    ("cisco-ios-xe", "16.12.10", "16.12.10a"),
    ("cisco-ios-xe", "17.9", "17.12.2"),
    ("cisco-asa", "9.18(4)67", "9.18.4.68"),
    ("cisco-asa", "9.8(4)", "9.8.4.48"),
    ("cisco-asa", "9.12", "9.14(4)"),
    ("junos", "21.4R3-S4", "21.4R3-S5.4"),
    ("junos", "20.4R3-S8", "21.2R1"),
    ("junos", "22.4R2-S1.3", "22.4R3"),
    ("junos", "12.1X46-D10", "12.1X46-D60.4"),
    ("sonicos", "7.0.1-5035", "7.0.1-5161"),
    ("sonicos", "6.5.4.14-109n", "6.5.4.15-116n"),
    ("sonicos", "5.9.2.14-12o", "5.9.2.14-13o"),
    ("sonicos", "7.0.0.375", "7.0.0.376"),
    ("asuswrt", "3.0.0.4.386_51668", "3.0.0.4.388_24609"),
    ("asuswrt", "3.0.0.4_384_46629", "3.0.0.4.384_46630"),
    ("asuswrt", "3.0.0.4.386_45934-g0a1b2c3", "3.0.0.4.386.51915"),
    ("tplink", "1.1.4 Build 20221230 rel.69802", "1.1.4 Build 20230219"),
    ("tplink", "3.16.9 build 200409", "3.16.9 Build 20200410"),
    ("tplink", "1.1.4", "1.3.7 Build 20230301"),
    ("tplink", "241107", "241108"),
    ("edgeos", "v2.0.9-hotfix.6", "v2.0.9-hotfix.7.5622731.230615.0857"),
    ("edgeos", "v2.0.9.5346345.201028.1647", "v2.0.9-hotfix.1"),
    ("edgeos", "v1.9.7.5001797.170720.0129", "v1.9.7+hotfix.4.5024004.171005.0403"),
    ("edgeos", "v1.9.1.4939093.161214.0705", "1.9.1.1"),
    ("edgeos", "v1.10.10.5210345.190714.1127", "2.0.3"),
    ("edgeos", "v2.0.9-rc.1", "v2.0.9"),
    ("sophos", "19.0.1 MR-1", "19.0.2 MR-2"),
    ("sophos", "17.5 MR12", "17.5.13 MR-13-Build765"),
    ("sophos", "SFOS 18.5.3 MR-3-Build408", "19.0"),
    ("sophos", "9.607 MR7", "9.705 MR5"),
    ("dotted", "V.10.2.7.100", "11.01.02.102"),
    ("dotted", "11.01.02.100", "11.1.2.102"),
    ("draytek", "3.9.8.3", "3.9.8.4"),
    ("draytek", "1.5.1", "1.5.1.1"),
    ("draytek", "1.5.1.5_Beta", "1.5.1.5"),
    ("draytek", "4.3.2.8_BT", "4.4.0"),
    ("openwrt", "23.05.5", "23.05.6"),
    ("openwrt", "25.12.0-rc3", "25.12.0"),
    ("openwrt", "22.03.0-rc1", "22.03.0-rc6"),
    ("openwrt", "OpenWrt 19.07.10", "21.02.0"),
    ("openwrt", "23.05-SNAPSHOT", "24.10.0"),
    ("opnsense", "25.7.11", "25.7.11_2"),
    ("opnsense", "25.7.9_1", "25.7.11"),
    ("opnsense", "25.1.12", "25.7"),
    ("opnsense", "26.7.r1", "26.7"),
    ("opnsense", "26.4_6", "26.4_14"),
    ("pfsense", "2.7.1", "2.7.2-RELEASE"),
    ("pfsense", "23.09.1", "24.03"),
    ("pfsense", "2.8.0-BETA", "2.8.0-RELEASE"),
    ("freebsd-package", "2.1.4_26", "3.2.0_8"),
    ("freebsd-package", "2.1.4_9", "2.1.4_26"),
]

SAME = [
    ("fritzos", "154.07.57", "7.57"),
    ("lcos", "10.80.0412RU4", "10.80 RU4"),
    ("zyxel-zld", "4.60(AAKZ.1)", "4.60 Patch 1"),
    ("cisco-asa", "9.18(4)67", "9.18.4.67"),
    ("cisco-ios-xe", "17.09.04a", "17.9.4a"),
    ("fortios", "v7.2.11,build1740", "7.2.11"),
    ("junos", "21.4R3-S5.4", "21.4R3-S5"),
    ("dotted", "11.01.02.102", "11.1.2.102"),
    ("sophos", "19.0.2 MR-2", "19.0.2"),
    ("sophos", "17.5 MR12", "17.5.12"),
    ("routeros", "7.16.2 (long-term)", "7.16.2"),
    ("asuswrt", "3.0.0.4.386.42643", "3.0.0.4.386_42643"),
]

# What cannot be compared is unknown, in both directions.
UNKNOWN = [
    ("fritzos", "7.57-101234", "7.57"),  # a trial version on the way to 7.57
    ("lcos", "10.32 SU3", "10.32 RU5"),
    ("lcos", "10.80.0412", "10.80 RU4"),  # a build alone does not tell the update
    ("cisco-ios-xe", "17.9", "17.9.4a"),  # a running configuration gives the train only
    ("cisco-asa", "9.18", "9.18(4)67"),
    ("fortios", "5.02-FW-build701", "5.2.3"),
    ("junos", "21.4R3-EVO", "21.4R3"),
    ("junos", "12.1X46-D10", "12.1X47-D10"),
    ("asuswrt", "388.8_4", "3.0.0.4.388_24609"),  # Merlin counts otherwise
    ("asuswrt", "3.0.0.6.102_34791", "3.0.0.4.388_24609"),
    ("tplink", "1.1.4", "1.1.4 Build 20230219"),
    ("openwrt", "SNAPSHOT", "23.05.6"),
    ("openwrt", "24.10-SNAPSHOT", "24.10.4"),
    ("openwrt", "r28427-6df0e3d02a", "24.10.4"),
    ("opnsense", "26.1.7", "26.4_6"),  # community and business editions
    ("opnsense", "25.10", "25.7.11"),
    ("pfsense", "2.7.2-RELEASE", "24.03"),  # CE and Plus
    ("sophos", "9.705 MR5", "19.0.2 MR-2"),
    ("sonicos", "7.0.1", "7.0.1-5161"),
    ("routeros", "7.12_ab123", "7.12"),
    ("routeros", "", "7.12"),
    ("dotted", "10.2 Rev. 7 (Patch 4)", "10.2.7"),
]


@pytest.mark.parametrize(("scheme", "older", "newer"), OLDER)
def test_older_is_older(scheme: str, older: str, newer: str) -> None:
    assert compare(scheme, older, newer) == -1
    assert compare(scheme, newer, older) == 1


@pytest.mark.parametrize(("scheme", "first", "second"), SAME)
def test_spellings_of_one_version_are_equal(scheme: str, first: str, second: str) -> None:
    assert compare(scheme, first, second) == 0 == compare(scheme, second, first)


@pytest.mark.parametrize(("scheme", "first", "second"), UNKNOWN)
def test_what_cannot_be_compared_is_unknown(scheme: str, first: str, second: str) -> None:
    assert compare(scheme, first, second) is None
    assert compare(scheme, second, first) is None


def test_every_scheme_is_tested() -> None:
    assert {case[0] for case in OLDER} == SCHEME_NAMES


@given(scheme=st.sampled_from(sorted(SCHEME_NAMES)), text=st.text(alphabet="0123456789.-_() vVRMSabrcXD/", max_size=30))
def test_any_text_is_read_or_unknown_and_equals_itself(scheme: str, text: str) -> None:
    found = read(scheme, text)
    if found is not None:
        assert compare(scheme, text, text) in (0, None)


def test_a_text_without_end_is_unknown() -> None:
    assert all(read(scheme, "1." * 100_000) is None for scheme in SCHEME_NAMES)
