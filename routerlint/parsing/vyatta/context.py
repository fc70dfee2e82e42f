"""What the readers of one configuration share."""

from __future__ import annotations

import re

from routerlint.model.device import Undecided
from routerlint.model.interface import Interface
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.vyatta.footer import Footer
from routerlint.parsing.vyatta.reader import Reading
from routerlint.parsing.vyatta.tree import Node
from routerlint.text.secrets import MASK
from routerlint.text.source import SourceFile
from routerlint.text.span import Span
from routerlint.wording import Phrase

__all__ = ["Context"]

# SNMP community names are passwords; RADIUS, TACACS and API secrets are called "key".
_SECRET = re.compile(
    r"(?i)(\b(?:community|key|secret|password|passphrase|md5-key|pre-shared-secret|private-key)\s+)"
    r"(?!\{)(?:\"[^\"]*\"?|'[^']*'?|\S+)"
)
# Since firewall@11 rulesets are jumped to from base chains (vyos-1x src/migration-scripts/firewall/10-to-11).
_BASE_CHAINS_SINCE = 11


class Context:
    """The tree, and what the readers note about it."""

    def __init__(self, reading: Reading, footer: Footer) -> None:
        self.file: SourceFile = reading.file
        self.root: Node = reading.root
        self.reading = reading
        self.footer = footer
        self.undecided: list[Undecided] = []
        self.reasons: list[Phrase] = list(reading.problems)
        self.untold: dict[Family, list[Phrase]] = {family: [] for family in FAMILIES}
        self.unread: dict[int, Node] = {}
        self.interfaces: dict[str, Interface] = {}
        self.base_chains = self._has_base_chains()
        # A fragment shows some sections only: what is missing may still be on the device.
        self.whole = self.root.has("interfaces") and self.root.has("system")

    def _has_base_chains(self) -> bool:
        """Whether this is the firewall of VyOS 1.4 and later. What the file holds counts more than its footer."""
        firewall = self.root.get("firewall")
        # Early releases of 1.4 had `firewall zone` beside rulesets on interfaces.
        if any(firewall.has(word) for word in ("name", "ipv6-name", "interface", "all-ping")):
            return False
        if any(firewall.has(word) for word in ("ipv4", "ipv6", "zone", "global-options", "bridge")):
            return True
        if self.root.has("zone-policy"):
            return False
        return self.footer.components.get("firewall", 0) >= _BASE_CHAINS_SINCE

    def span(self, node: Node) -> Span:
        """Where a node stands. In `set` form its line may go on with a value that is a secret under an innocent word."""
        return self.file.span(node.line, _SECRET.sub(rf"\1{MASK}", node.text))

    def not_read(self, node: Node) -> None:
        """Notes a keyword that nobody understands, for the coverage."""
        self.unread[id(node)] = node

    def doubt(self, what: Phrase, why: Phrase, kind: str, node: Node) -> None:
        """Notes something for the report that the file does not settle."""
        self.undecided.append(Undecided(what=what, why=why, kind=kind, span=self.span(node) if node else None))
