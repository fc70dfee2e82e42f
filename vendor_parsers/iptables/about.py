"""What users are told about the iptables parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="iptables",
    name="Linux iptables",
    forms=phrases(
        "iptables-save (with or without -c)",
        "ip6tables-save",
        "both in one file, or as two files in one folder",
    ),
    verified=("packets", "exports"),
    verified_text=phrase("Rulesets were loaded into a Linux kernel (6.18, iptables 1.8.9) and answered real packets."),
    understands=phrases(
        "the tables raw, mangle, nat, filter and security in the kernel's order",
        "user chains, jump, goto and return",
        "DNAT, REDIRECT, NETMAP, port lists, ranges, shifts, negations, interface wildcards",
        "connection tracking, address types, packet and connection marks",
        "rules made by Docker, libvirt, ufw, fail2ban and miniupnpd",
    ),
    limits=phrases(
        "members of ipsets, host names, time windows and user-space verdicts are not in a dump: answers that rest on them are conditional",
        "the Internet side is read from the rules; where they do not settle it, rows are conditional",
        "addresses are those that rules name; services that listen are not in a dump",
    ),
    export=(
        ExportWay(
            command="sudo iptables-save > rules.v4; sudo ip6tables-save > rules.v6",
            note=phrase("Give the folder with both files."),
        ),
    ),
)
