"""What a config.xml says about versions, and about parts that have advisories of their own.

The release of the firewall is not in a plain config.xml: `<version>` is that of its form. An encrypted backup of
OPNsense names it in its head (core, Backup/Base.php: the output of `opnsense-version -Nv`).
"""

from __future__ import annotations

import re

from routerlint.model.fact import NOT_STATED, Fact, by_default, stated
from routerlint.parsing.pf.backup import is_encrypted
from routerlint.parsing.pf.places import Places
from routerlint.parsing.xml import Element
from routerlint.text.source import Document

__all__ = ["backup_version", "login_fact", "package_facts"]

_VERSION = re.compile(r"(?m)^Version:[ \t]{0,10}(?:[A-Za-z]{1,20}[ \t]{1,10})?(\d[\w.]{1,30})[ \t]{0,10}$")
_HEAD = 1000
# Packages with advisories; their exact names, since pfBlockerNG-devel is another one.
_PACKAGES = {"pfBlockerNG": "package-pfblockerng"}


def backup_version(document: Document) -> Fact[str]:
    """The release that an encrypted backup names."""
    file = document.files[0]
    if not is_encrypted(file.text):
        return NOT_STATED
    found = _VERSION.search(file.text[:_HEAD])
    if found is None:
        return NOT_STATED
    return stated(found[1], file.span(file.text.count("\n", 0, found.start()) + 1, found[0].strip()))


def login_fact(root: Element, places: Places) -> Fact[str]:
    """Whether people log in by a directory (LDAP): "yes" or "no"."""
    for server in root.at("system").all("authserver"):
        if server.get("type").lower().startswith("ldap"):
            return stated("yes", places.child(server, "type"))
    return by_default("no", "without an <authserver> of type ldap logins are local or by RADIUS")


def package_facts(root: Element, places: Places) -> dict[str, Fact[str]]:
    """The versions of installed packages that have advisories."""
    return {
        _PACKAGES[package.get("name")]: stated(package.get("version"), places.child(package, "version"))
        for package in root.at("installedpackages").all("package")
        if package.get("name") in _PACKAGES and package.get("version")
    }
