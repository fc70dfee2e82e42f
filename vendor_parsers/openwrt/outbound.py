"""What the router does towards the outside by itself: name servers, and what its own scripts fetch.

Sources: OpenWrt documentation, "Network configuration" (dns), "DHCP and DNS configuration" (server, dhcp_option 6) and
"Cron"; /etc/rc.local runs when the system has started.
"""

from __future__ import annotations

from collections.abc import Iterator

from routerlint.model.outbound import Outbound
from routerlint.parsing.name_servers import name_servers
from routerlint.text.source import SourceFile
from vendor_parsers.openwrt.packages import Input

__all__ = ["read_outbound"]

_SCRIPTS = ("/etc/crontabs/", "/etc/rc.local", "/etc/firewall.user", "/etc/init.d/", "/etc/hotplug.d/")
_FETCHERS = ("wget", "curl", "uclient-fetch")
_SERVERS_OPTION = "6,"


def read_outbound(given: Input) -> Iterator[Outbound]:
    """All of it that the input shows."""
    network = given.packages.get("network")
    if network is not None:
        for section in network.of_type("interface"):
            if section.get("dns"):
                yield from name_servers(section.words("dns"), "resolver", (network.span(section, "dns"),))
    dhcp = given.packages.get("dhcp")
    if dhcp is not None:
        for section in dhcp.of_type("dnsmasq"):
            # "address#port"; "/domain/address" is asked for one domain only
            words = [word.partition("#")[0] for word in section.words("server") if not word.startswith("/")]
            yield from name_servers(words, "resolver", (dhcp.span(section, "server"),))
        for section in dhcp.of_type("dhcp"):
            told = [
                word[len(_SERVERS_OPTION) :]
                for word in section.words("dhcp_option")
                if word.startswith(_SERVERS_OPTION)
            ]
            yield from name_servers(told, "clients-resolver", (dhcp.span(section, "dhcp_option"),))
    for path, file in sorted(given.other.items()):
        if path.startswith(_SCRIPTS) and any(word in file.text for word in _FETCHERS):
            yield from _fetches(path, file)


def _fetches(path: str, file: SourceFile) -> Iterator[Outbound]:
    from routerlint.parsing.fetching import read_shell_fetches  # late: hardly any script fetches something

    for found in read_shell_fetches(file.text):
        yield Outbound(
            kind="fetch",
            name=path,
            protocol=found.protocol,
            host=found.host,
            path=found.path,
            file=found.file,
            runs=found.runs,
            spans=(file.span(found.line, found.shown),),
        )
