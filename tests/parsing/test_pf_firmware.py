"""Versions and parts with advisories in a config.xml."""

from __future__ import annotations

import pytest

from routerlint.model.device import Device
from routerlint.parsing.pf.firmware import backup_version
from routerlint.text.source import Document, SourceFile
from vendor_parsers.catalogue import Vendor

CONFIG = """<?xml version="1.0"?>
<{product}><version>22.9</version><system><hostname>fw</hostname>{servers}</system>
<interfaces><wan><enable>1</enable><if>em0</if><ipaddr>dhcp</ipaddr></wan>
<lan><enable>1</enable><if>em1</if><ipaddr>192.168.1.1</ipaddr><subnet>24</subnet></lan></interfaces>
<filter></filter><installedpackages>{packages}</installedpackages></{product}>
"""


def device(product: str, servers: str = "", packages: str = "") -> Device:
    text = CONFIG.format(product=product, servers=servers, packages=packages)
    (found,) = Vendor(product).parse(Document(name="config.xml", files=(SourceFile("config.xml", text),)))
    return found


# opnsense/core, Backup/Base.php: "Version: " and the output of opnsense-version -Nv
@pytest.mark.parametrize(
    ("line", "version"),
    [("Version: OPNsense 26.1.11", "26.1.11"), ("Version: 25.7.11_2", "25.7.11_2"), ("Cipher: AES-256-CBC", None)],
)
def test_the_head_of_an_encrypted_backup_names_the_version(line: str, version: str | None) -> None:
    text = (
        f"---- BEGIN config.xml ----\n{line}\nPBKDF2: 100000\nHash: SHA512\n\nU2FsdGVkX18=\n---- END config.xml ----\n"
    )
    fact = backup_version(Document(name="backup", files=(SourceFile("backup", text),)))
    assert fact.value == version
    assert version is None or fact.spans[0].line == 2


def test_the_version_of_a_plain_file_is_that_of_its_form() -> None:
    assert not device("pfsense").version.known
    assert not device("opnsense").version.known


@pytest.mark.parametrize("product", ["pfsense", "opnsense"])
def test_logins_by_a_directory_are_noticed(product: str) -> None:
    server = "<authserver><name>x</name><type>{}</type></authserver>"
    assert device(product).facts["ldap-login"].value == "no"
    assert device(product, server.format("radius")).facts["ldap-login"].value == "no"
    assert device(product, server.format("ldap")).facts["ldap-login"].value == "yes"


def test_a_package_with_advisories_keeps_its_version() -> None:
    package = "<package><name>{}</name><version>2.1.4_26</version></package>"
    assert device("pfsense", packages=package.format("pfBlockerNG")).facts["package-pfblockerng"].value == "2.1.4_26"
    for other in ("pfBlockerNG-devel", "acme"):
        assert "package-pfblockerng" not in device("pfsense", packages=package.format(other)).facts
