"""What 10,000 filter rules cost with each firewall, and how that grows; and a large config.xml.

The rules let one host each be reached, over and over other hosts and ports: they are put into the sample of a good
office of each system.
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from measure import bare_start, cost

SAMPLES = Path("sample_configs")
FEW, MANY = 2_000, 10_000


class Firewall(NamedTuple):
    """Where the rules of a system go: its sample, the file in it, the text before which they stand, one rule."""

    sample: str
    file: str
    before: str
    rule: Callable[[int], str]


def _host(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _xml(number: int) -> str:
    return (
        f"<rule><type>pass</type><interface>wan</interface><ipprotocol>inet</ipprotocol><protocol>tcp</protocol>"
        f"<source><any></any></source><destination><address>{_host(number)}</address><port>443</port></destination>"
        f"<descr><![CDATA[host {number}]]></descr><tracker>{number}</tracker></rule>\n"
    )


def _opnsense(number: int) -> str:
    return (
        f'<rule uuid="00000000-0000-4000-8000-{number:012d}"><enabled>1</enabled><sequence>{number}</sequence>'
        "<action>pass</action><quick>1</quick><interface>wan</interface><direction>in</direction>"
        "<ipprotocol>inet</ipprotocol><protocol>TCP</protocol><source_net>any</source_net>"
        f"<destination_net>{_host(number)}</destination_net><destination_port>443</destination_port></rule>\n"
    )


def _vyatta(number: int) -> str:
    return (
        f"rule {number + 1000} {{\n action accept\n destination {{\n address {_host(number)}\n port 443\n }}\n"
        " protocol tcp\n}\n"
    )


FIREWALLS = (
    Firewall("pfsense/office-good", "config.xml", "</filter>", _xml),
    Firewall("opnsense/office-good", "config.xml", '          <rule uuid="b4a117bf', _opnsense),
    Firewall("edgeos/good-office", "config.boot", "    }\n    name WAN_LOCAL {", _vyatta),
    Firewall("vyos/good-office", "config.boot", "                rule 900 {", _vyatta),
    Firewall(
        "iptables/good-office",
        "rules.v4",
        "-A FORWARD -m limit",
        lambda n: f"-A FORWARD -d {_host(n)}/32 -i ppp0 -p tcp -m tcp --dport 443 -j ACCEPT\n",
    ),
    Firewall(
        "nft/good-office",
        "ruleset.nft",
        "\t\tlimit rate 3/minute",
        lambda n: f'\t\tiifname "ppp0" ip daddr {_host(n)} tcp dport 443 accept\n',
    ),
    Firewall(
        "openwrt/good-office",
        "etc/config/firewall",
        "",
        lambda n: (
            f"\nconfig rule\n\toption name 'host {n}'\n\toption src 'wan'\n\toption dest 'lan'\n\toption proto 'tcp'\n"
            f"\toption dest_ip '{_host(n)}'\n\toption dest_port '443'\n\toption target 'ACCEPT'\n"
        ),
    ),
    Firewall("shorewall/good-office", "etc/shorewall/rules", "", lambda n: f"ACCEPT net loc:{_host(n)} tcp 443\n"),
)


def main() -> None:
    """Prints a row for each system, and one for a config.xml of 20 MB."""
    routerlint = str(Path(sys.executable).with_name("routerlint"))
    bare = bare_start()
    print(f"bare interpreter: {bare.cpu * 1000:.0f} ms CPU, {bare.peak:.0f} MB")
    print(f"{'system':<12} {'rules':>7} {'CPU s':>7} {'bare starts':>12} {'MB':>5} {'growth':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for firewall in FIREWALLS:
            few, many = (
                cost([routerlint, "lint", "--format", "json", str(_made(firewall, count, Path(folder, str(count))))], 3)
                for count in (FEW, MANY)
            )
            growth = math.log(many.cpu / few.cpu) / math.log(MANY / FEW)
            name = firewall.sample.partition("/")[0]
            print(
                f"{name:<12} {MANY:>7} {many.cpu:>7.2f} {many.cpu / bare.cpu:>12.1f} {many.peak:>5.0f} {growth:>7.2f}"
            )
        large = _large_xml(Path(folder))
        found = cost([routerlint, "lint", "--format", "json", str(large)], 3)
        size = large.stat().st_size / 1e6
        print(
            f"config.xml of {size:.0f} MB: {found.cpu:.2f} s, {found.cpu / bare.cpu:.1f} bare starts, {found.peak:.0f} MB"
        )


def _made(firewall: Firewall, count: int, folder: Path) -> Path:
    """A copy of the sample with that many rules more."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SAMPLES / firewall.sample, folder)
    path = folder / firewall.file
    text = path.read_text(encoding="utf-8")
    rules = "".join(map(firewall.rule, range(1, count + 1)))
    place = text.index(firewall.before) if firewall.before else len(text)
    path.write_text(text[:place] + rules + text[place:], encoding="utf-8")
    return folder


def _large_xml(folder: Path) -> Path:
    """What makes such a file large: what packages and certificates keep, not rules."""
    text = (SAMPLES / "pfsense/office-good/config.xml").read_text(encoding="utf-8")
    item = "<item><name>entry</name><descr><![CDATA[kept by a package]]></descr><value>{}</value></item>\n"
    kept = "".join(item.format("A" * 300) for _ in range(54_000))
    path = folder / "large.xml"
    path.write_text(
        text.replace(
            "</pfsense>", f"<installedpackages><somepackage>{kept}</somepackage></installedpackages></pfsense>"
        ),
        encoding="utf-8",
    )
    return path


if __name__ == "__main__":
    main()
