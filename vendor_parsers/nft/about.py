"""What users are told about the nft parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="nft",
    name="Linux nftables",
    forms=phrases(
        "nft list ruleset (with or without -a)",
        "nft -j list ruleset",
        "files for nft -f, with their includes in one folder",
    ),
    verified=("packets", "exports"),
    verified_text=phrase("Rulesets were loaded into a Linux kernel (6.18, nft 1.0.6) and answered real packets."),
    understands=phrases(
        "tables ip, ip6, inet and netdev, base chains of every hook in the order of their priorities",
        "jump, goto, return, verdict maps, sets, intervals, concatenations, maps of translations",
        "connection tracking, fib, packet and connection marks, notrack, redirect, definitions",
        "rules that iptables, Docker, firewalld and miniupnpd have put into the same kernel",
    ),
    limits=phrases(
        "sets that are filled at run time, time windows and extensions of iptables without arguments are open: answers that rest on them are conditional",
        "the Internet side is read from the rules; where they do not settle it, rows are conditional",
        "addresses are those that rules name; services that listen are not in a ruleset",
    ),
    export=(ExportWay(command="sudo nft list ruleset > ruleset.nft"),),
)
