"""What users are told about the Shorewall parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="shorewall",
    name="Shorewall, Shorewall6",
    forms=phrases(
        "the folders /etc/shorewall and /etc/shorewall6, as a tree or an archive",
    ),
    verified=("packets", "code"),
    verified_text=(
        phrase(
            "The chains follow Shorewall 5.2.8 and were compared with the rules that it compiles of the same files; the rules "
            "themselves are those of iptables, which were answered by a kernel."
        )
    ),
    understands=phrases(
        "zones (nested, by interface and by hosts), policies, rules with macros and actions of one's own, blrules, sections",
        "DNAT, REDIRECT, one-to-one NAT, netmap, snat and masq, tunnels, proxyarp; params, ?IF and ?INCLUDE",
    ),
    limits=phrases(
        "values that only a shell could find out, embedded Perl and Shell, marks, bridge ports and virtual servers are open questions",
        "what was added at run time (dynamic blacklists and zones, UPnP): iptables-save shows it",
    ),
    export=(ExportWay(command="sudo tar czf shorewall.tar.gz /etc/shorewall /etc/shorewall6"),),
)
