"""What users are told about the firewalld parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="firewalld",
    name="firewalld (Fedora, RHEL, openSUSE)",
    forms=phrases(
        "the folder /etc/firewalld, as a tree or an archive, with /usr/lib/firewalld if zones of the distribution are used",
    ),
    verified=("packets", "code"),
    verified_text=(
        phrase(
            "The chains follow firewalld 1.3.3 and were compared with what it loads; the rules themselves are those of iptables "
            "and nft, which were answered by a kernel."
        )
    ),
    understands=phrases(
        "zones with targets, services, ports, protocols, ICMP blocks, forward ports, masquerading, rich rules with priorities",
        "zones by interface and by sender, ipsets, the default zone, policies between zones, direct rules",
    ),
    limits=phrases(
        "rules that were added without --permanent, and those of Docker and other programs: nft list ruleset shows them",
        "whether the service runs",
    ),
    export=(
        ExportWay(
            command=(
                "sudo firewall-cmd --get-active-zones > active-zones.txt; "
                "sudo tar czf firewalld.tar.gz /etc/firewalld /usr/lib/firewalld active-zones.txt"
            )
        ),
    ),
)
