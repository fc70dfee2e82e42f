"""From files to packages: a tree, loose files, `uci export` or `uci show`, and what else stands in them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from routerlint.text.source import Document, SourceFile
from routerlint.text.span import Span
from vendor_parsers.openwrt.grammar import read_export, read_package
from vendor_parsers.openwrt.show import SHOW_LINE, read_show
from vendor_parsers.openwrt.uci import Package, Section

__all__ = ["CONFIG_PATH", "PACKAGE_LINE", "SECTION_HOMES", "Input", "read_input"]

# "firewall-opkg" and the like are new default files that an upgrade has laid beside the ones in use.
CONFIG_PATH = re.compile(r"(?P<root>|.*/)(?P<etc>etc/)?config/(?P<package>(?!\S*-opkg$)[\w-]+)")
PACKAGE_LINE = re.compile(r"(?m)^[ \t]*package[ \t]+['\"]?[\w-]+['\"]?[ \t]*$")

# Which package a section type belongs to, for a text that does not say so.
SECTION_HOMES = {
    "defaults": "firewall", "zone": "firewall", "forwarding": "firewall", "redirect": "firewall", "rule": "firewall",
    "nat": "firewall", "ipset": "firewall", "include": "firewall",
    "interface": "network", "globals": "network", "device": "network", "switch": "network", "switch_vlan": "network",
    "switch_port": "network", "bridge-vlan": "network", "route": "network", "route6": "network", "rule6": "network",
    "alias": "network",
    "dnsmasq": "dhcp", "dhcp": "dhcp", "odhcpd": "dhcp", "host": "dhcp", "domain": "dhcp",
    "system": "system", "timeserver": "system", "led": "system", "dropbear": "dropbear", "uhttpd": "uhttpd",
    "cert": "uhttpd", "upnpd": "upnpd", "perm_rule": "upnpd", "wifi-device": "wireless", "wifi-iface": "wireless",
    "openvpn": "openvpn", "rpcd": "rpcd", "login": "rpcd", "core": "luci",
}  # fmt: skip

# A `config rule` with one of these is an ip rule of the network package.
_IP_RULE_OPTIONS = frozenset(("lookup", "goto", "action", "suppress_prefixlength", "in", "out", "priority", "tos"))

# Where netifd, not the strict libuci, does the reading.
_LENIENT = frozenset(("network", "wireless"))

_RELEASE = re.compile(r"(?m)^\s*DISTRIB_RELEASE=['\"]?([^'\"\n]+)|^\s*\"version\":\s*\"([^\"\n]+)\"")
_MODEL = re.compile(r"(?m)^\s*\"model\":\s*\"([^\"\n]+)\"")
_NUMBERED = re.compile(r"(\d+)\.(\d+)")
_OLD_NAMES = ("attitude adjustment", "barrier breaker", "chaos calmer", "designated driver", "backfire", "kamikaze")


class Input:
    """All packages of one device.

    form: "tree", "loose" (files of /etc/config without their folder), "export", "show" or "file". other: the other
    files of a tree by absolute path. whole: everything of /etc/config seems to be there, so a package that is missing
    is not installed.
    """

    def __init__(self, form: str) -> None:
        self.form = form
        self.packages: dict[str, Package] = {}
        self.other: dict[str, SourceFile] = {}
        self.strange: list[tuple[SourceFile, int]] = []
        self.release = ""
        self.release_span: Span | None = None
        self.board = ""

    @property
    def whole(self) -> bool:
        """Whether the input looks like all of /etc/config: besides firewall and network it has the system package."""
        return {"firewall", "network", "system"} <= self.packages.keys()

    @property
    def firewall3(self) -> bool | None:
        """Whether firewall3 filters (before 22.03); None where the input does not settle the release.

        Source: OpenWrt 22.03 release notes (firewall4 by default). The folder nftables.d and the options that only
        firewall4 knows say the same as a number.
        """
        numbered = _NUMBERED.match(self.release)
        if numbered is not None and int(numbered[1]) >= 10:
            return (int(numbered[1]), int(numbered[2])) < (22, 3)
        if self.release.lower().startswith(_OLD_NAMES):
            return True
        if any(path.startswith("/etc/nftables.d/") for path in self.other):
            return False
        firewall = self.packages.get("firewall")
        if firewall is not None:
            for section in firewall.of_type("include"):
                if "fw4_compatible" in section.options or section.get("type").lower().startswith("n"):
                    return False
        return None

    def read_release(self, file: SourceFile, text: str) -> None:
        """Takes the release and the model from /etc/openwrt_release or from `ubus call system board`."""
        found = _RELEASE.search(text)
        if found is not None and not self.release:
            self.release = (found[1] or found[2]).strip()
            line = text.count("\n", 0, found.start(1) if found[1] else found.start(2)) + 1
            self.release_span = file.span(line, file.lines()[line - 1])
        model = _MODEL.search(text)
        if model is not None:
            self.board = model[1].strip()


def read_input(document: Document) -> Input:
    """Reads whatever form the document has."""
    tree = _tree(document.files)
    if tree is not None:
        return tree
    if len(document.files) == 1:
        return _single(document.files[0])
    loose = Input("loose")
    for file in document.files:
        name = posixpath.basename(file.name)
        loose.packages[name] = read_package(name, file, lenient=name in _LENIENT)
    return loose


def _tree(files: tuple[SourceFile, ...]) -> Input | None:
    """The packages below etc/config or config; of several such folders, the one with a firewall."""
    places = [(file, CONFIG_PATH.fullmatch(file.name)) for file in files]
    roots: Counter[tuple[str, str]] = Counter()
    for _, found in places:
        if found is not None:
            roots[found["root"], found["etc"] or ""] += 1000 if found["package"] == "firewall" else 1
    if not roots:
        return None
    root, etc = roots.most_common(1)[0][0]
    tree = Input("tree")
    for file, found in places:
        if found is not None and (found["root"], found["etc"] or "") == (root, etc):
            name = found["package"]
            tree.packages[name] = read_package(name, file, lenient=name in _LENIENT)
        elif file.name.startswith(root):
            path = file.name[len(root) :]
            tree.other["/" + path if etc or path.startswith(("etc/", "usr/", "root/")) else "/etc/" + path] = file
    for path in ("/etc/openwrt_release", "/openwrt_release"):
        if path in tree.other:
            tree.read_release(tree.other[path], tree.other[path].text)
    return tree


def _single(file: SourceFile) -> Input:
    """One file: an export, a `uci show`, a file of /etc/config, or several of them one after the other."""
    name = posixpath.basename(file.name)
    if PACKAGE_LINE.search(file.text) and name not in SECTION_HOMES.values():
        found = Input("export")
        packages, foreign = read_export(file)
    elif _is_show(file):
        found = Input("show")
        packages, foreign = read_show(file)
    elif name in SECTION_HOMES.values():
        found = Input("file")
        packages, foreign = [read_package(name, file, lenient=name in _LENIENT)], []
    else:
        found = Input("file")
        packages, foreign = read_export(file)
    for package in packages:
        if package.name:
            package.faithful = found.form in ("export", "show")
            found.packages[package.name] = package
        else:
            found.packages.update(_by_type(package))
    found.strange = [(file, line) for line in foreign]
    found.read_release(file, file.text)
    return found


def _is_show(file: SourceFile) -> bool:
    """Whether the first lines that say something are assignments of `uci show`."""
    said = [line for line in file.text[:20000].split("\n") if line.strip()][:40]
    return bool(said) and sum(SHOW_LINE.match(line) is not None for line in said) * 2 > len(said)


def _by_type(mixed: Package) -> dict[str, Package]:
    """Sorts the sections of a text that names no package."""
    lines = mixed.file.lines()
    found: dict[str, Package] = {}
    for section in mixed.sections:
        home = _home(section)
        package = found.get(home)
        if package is None:
            package = found[home] = Package(home, mixed.file, lines)
        package.take(section)
    if mixed.trouble is not None:
        for package in found.values():
            package.trouble = mixed.trouble
            package.strange = mixed.strange
    return found


def _home(section: Section) -> str:
    if section.type == "rule" and section.options.keys() & _IP_RULE_OPTIONS:
        return "network"
    if section.type.startswith("wireguard_"):
        return "network"
    return SECTION_HOMES.get(section.type, section.type)
