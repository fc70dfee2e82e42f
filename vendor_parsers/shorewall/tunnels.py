"""The tunnels file: what it lets in to the router. Source: shorewall-tunnels(5), Tunnels.pm of Shorewall 5.2.8."""

from __future__ import annotations

from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.ends import Words, host_words
from vendor_parsers.shorewall.lines import LineReader
from vendor_parsers.shorewall.network import Network
from vendor_parsers.shorewall.rules import pair_chain
from vendor_parsers.shorewall.writer import ChainWriter

__all__ = ["write_tunnels"]

_PLAIN: dict[str, tuple[Words, ...]] = {
    "ipip": (("-p", "4"),), "gre": (("-p", "47"),), "6to4": (("-p", "41"),), "6in4": (("-p", "41"),),
    "pptpclient": (("-p", "47"),), "pptpserver": (("-p", "47"), ("-p", "tcp", "--dport", "1723")),
    "tinc": (("-p", "udp", "--dport", "655"), ("-p", "tcp", "--dport", "655")),
    "l2tp": (("-p", "udp", "--sport", "1701", "--dport", "1701"),),
}  # fmt: skip


def write_tunnels(reader: LineReader, writer: ChainWriter, network: Network) -> list[Phrase]:
    """Writes what tunnels let in; returns what cannot be followed, as sentences."""
    problems: list[Phrase] = []
    for line in reader.read("tunnels", ("type", "zone", "gateway", "gateway_zone")):
        tests = _tests(line.get(0).lower())
        if tests is None or network.zone(line.get(1)) is None:
            problems.append(phrase("a tunnel of the type {kind} is not followed", kind=line.get(0)[:30]))
            continue
        zones = [line.get(1), *(zone for zone in line.get(3).split(",") if network.zone(zone) is not None)]
        gateways = host_words(line.get(2).replace("[", "").replace("]", ""), source=True)
        for number, zone in enumerate(zones if line.get(0).lower().startswith("ipsec") else zones[:1]):
            for hosts in gateways:
                for words in tests:
                    if number and network.by_ipsec and words[1] in ("50", "51"):
                        continue
                    chain = pair_chain(zone, network.firewall)
                    writer.add("filter", chain, (*hosts, *words, "-j", "ACCEPT"), line.place, doubts=line.doubts)
    return problems


def _tests(text: str) -> tuple[Words, ...] | None:
    """What a type of tunnel lets in; None for one that is not known."""
    kind, *parts = text.split(":")
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in ("ipsec", "ipsecnat"):
        ah: tuple[Words, ...] = (("-p", "51"),) if "ah" in parts else ()
        ports = "500,4500" if kind == "ipsecnat" else "500"
        return (("-p", "50"), *ah, ("-p", "udp", "-m", "multiport", "--dports", ports))
    if kind in ("openvpn", "openvpnclient", "openvpnserver"):
        protocol = next((part for part in parts if part in ("tcp", "udp")), "udp")
        port = next((part for part in parts if part.isdigit()), "1194")
        return (("-p", protocol, "--sport" if kind == "openvpnclient" else "--dport", port),)
    if kind == "generic":
        protocol = parts[0] if parts else "udp"
        return (("-p", protocol, "--dport", parts[1]),) if len(parts) > 1 else (("-p", protocol),)
    return None
