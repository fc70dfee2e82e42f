"""What users are told about the ufw parser."""

from __future__ import annotations

from routerlint.parsing.vendor import About, ExportWay
from routerlint.wording import phrase, phrases

__all__ = ["ABOUT"]

ABOUT = About(
    id="ufw",
    name="ufw (Ubuntu, Debian)",
    forms=phrases(
        "the folder /etc/ufw with /etc/default/ufw, as a tree or an archive",
    ),
    verified=("packets", "code"),
    verified_text=phrase(
        "The order of loading follows ufw 0.36; the rules themselves are those of iptables, which were answered by a kernel."
    ),
    understands=phrases(
        "before, user and after rules of both families, default policies, ENABLED, IPV6",
        "port forwards in the nat table of before.rules",
        "limit rules, comments of rules",
    ),
    limits=phrases(
        "Docker and other programs load rules beside ufw, which its files do not hold: iptables-save shows them",
        "scripts before.init and after.init are not followed",
    ),
    export=(ExportWay(command="sudo tar czf ufw.tar.gz /etc/ufw /etc/default/ufw"),),
)
