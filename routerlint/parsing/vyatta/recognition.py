"""Tells a Vyatta configuration from others, and EdgeOS from VyOS."""

from __future__ import annotations

import re

from routerlint.parsing.vyatta.footer import Footer, read_footer
from routerlint.text.source import Document, SourceFile

__all__ = ["Signs", "signs"]

_SECTION = re.compile(
    r"(?m)^(?:firewall|interfaces|nat|nat66|service|system|port-forward|protocols|zone-policy|vpn|high-availability|policy) \{[ \t]*$"
)
_SET = re.compile(
    r"(?m)^[ \t]*(?:[\w.-]{1,64}@[\w.-]{1,64}[^\n#$]{0,40}[#$] ?)?set (?:firewall (?:group|name|ipv6-name|ipv4|ipv6|zone|global-options|all-ping|interface \S+ (?:in|out|local) (?:ipv6-)?name)"
    r"|interfaces (?:ethernet|pppoe|bridge|bonding|loopback|switch|tunnel|wireguard|openvpn|dummy|vti|wireless) "
    r"|nat (?:source|destination) rule |nat66 |service (?:ssh|nat rule|gui|dns forwarding|dhcp-server|upnp2?) ?"
    r"|protocols static route6? |system (?:gateway-address|config-management) |zone-policy zone |port-forward )"
)
_SEMICOLON = re.compile(r"(?m);[ \t]*$")
# Words that only Ubiquiti writes, and words that only VyOS writes.
_UBIQUITI = re.compile(
    r"(?m)^port-forward \{|^[ \t]*set (?:port-forward|service (?:gui|unms|nat|upnp2?|ubnt-discover)|interfaces switch|load-balance|"
    r"system (?:offload|analytics-handler|crash-handler|traffic-analysis|gateway-address))\b"
    r"|^    (?:gui|unms|upnp2?|ubnt-discover|analytics-handler|crash-handler|traffic-analysis|offload|switch switch\d+|nat) \{|"
    r"^    (?:gateway-address|ethernet eth\d+ \{\n(?:[^{}\n]*\n){0,12}?[ \t]*(?:duplex|speed) auto\n[^{}\n]*\n?[ \t]*poe)\b"
)
_VYOS = re.compile(
    r"(?m)^nat(?:66)? \{|^[ \t]*set (?:nat|nat66|firewall (?:ipv4|ipv6|zone|global-options)) |^[ \t]*(?:hw-id|config-management|commit-revisions)\b|"
    r"^[ \t]*set (?:interfaces \S+ \S+ hw-id|system config-management|high-availability|service ntp)\b"
)


class Signs:
    """What a document shows: its files that are such configurations, and whose they are."""

    def __init__(self, files: tuple[SourceFile, ...], footer: Footer, *, edgeos: int, vyos: int) -> None:
        self.files = files
        self.footer = footer
        self.edgeos = edgeos
        self.vyos = vyos


def signs(document: Document) -> Signs | None:
    """The signs, or None if nothing in it is a Vyatta configuration."""
    files = tuple(file for file in document.files if _is_configuration(file))
    if not files:
        return None
    footer = read_footer(files[0])
    edgeos = sum(len(_UBIQUITI.findall(file.text)) for file in files)
    vyos = sum(len(_VYOS.findall(file.text)) for file in files)
    return Signs(files, footer, edgeos=edgeos, vyos=vyos)


def _is_configuration(file: SourceFile) -> bool:
    text = file.text
    if read_footer(file).style:
        return True
    if len(_SET.findall(text[:200_000])) >= 2:
        return True
    return len(_SECTION.findall(text)) >= 1 and not _SEMICOLON.search(text[:200_000]) and "\n" in text
