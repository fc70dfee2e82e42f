"""The parts of a Device that VyOS and EdgeOS have in common."""

from __future__ import annotations

from routerlint.errors import UnreadableInput
from routerlint.model.device import Completeness
from routerlint.model.fact import NOT_STATED, Fact, stated
from routerlint.model.outbound import Outbound
from routerlint.model.pipeline import Accept, Chain, Entry, Hook, Pipeline, Stage, StageKind, Undetermined
from routerlint.model.service import Account
from routerlint.netset.addresses import FAMILIES, Family
from routerlint.parsing.name_servers import name_servers
from routerlint.parsing.vyatta.conntrack import untracked
from routerlint.parsing.vyatta.context import Context
from routerlint.parsing.vyatta.filter import FilterStages
from routerlint.parsing.vyatta.footer import read_footer
from routerlint.parsing.vyatta.match import Conditions
from routerlint.parsing.vyatta.reader import read
from routerlint.parsing.vyatta.recognition import signs
from routerlint.text.source import Document
from routerlint.wording import phrase

__all__ = [
    "accounts",
    "completeness",
    "firewall_fact",
    "hostname",
    "name_server_values",
    "open_document",
    "pipeline",
    "version",
]


def open_document(document: Document) -> Context:
    """The configuration in a document; the first file that is one."""
    found = signs(document)
    files = found.files if found else document.files
    for file in files:
        reading = read(file)
        if reading.root.children:
            return Context(reading, read_footer(file))
    raise UnreadableInput(
        "holds no configuration",
        file=document.name,
        advice="Save config.boot, or the output of: show configuration commands",
    )


def pipeline(
    context: Context,
    conditions: Conditions,
    family: Family,
    nat: tuple[Entry, ...],
    stages: FilterStages,
    *,
    static: tuple[Entry, ...] = (),
) -> Pipeline:
    """NAT and filter in their order. static: one-to-one translations, which are asked before `nat`."""
    ignored = untracked(context, conditions, family)
    first_chains, first_stages = ((ignored[0],), (ignored[1],)) if ignored else ((), ())
    lists = [("static nat", static)] if static else []
    lists.append(("destination nat", nat))
    chains = tuple(Chain(name=name, entries=entries) for name, entries in lists)
    translate = tuple(
        Stage(name=name, hook=Hook.PREROUTING, kind=StageKind.NAT, chain=name, default=Accept()) for name, _ in lists
    )
    system = context.root.get("system", "ip" if family == "ipv4" else "ipv6")
    for entry in (*static, *nat):
        if isinstance(entry.action, Undetermined):
            context.untold[family].append(
                phrase("NAT rule {number} has a target that cannot be read", number=entry.number[:20])
            )
    return Pipeline(
        unchanged_is_untranslated=True,
        family=family,
        chains=(*first_chains, *chains, *stages.chains),
        stages=(*first_stages, *stages.before_nat, *translate, *stages.behind_nat),
        forwarding=not system.has("disable-forwarding"),
    )


def hostname(context: Context) -> Fact[str]:
    """The name of the router."""
    name = context.root.value("system", "host-name")
    return stated(name, context.span(context.root.get("system", "host-name"))) if name else NOT_STATED


def version(context: Context) -> Fact[str]:
    """The release that wrote the file."""
    footer = context.footer
    return stated(footer.release, footer.span) if footer.release and footer.span else NOT_STATED


def accounts(context: Context) -> tuple[Account, ...]:
    """Logins, by name."""
    found: list[Account] = []
    for user in context.root.tags("system", "login", "user"):
        authentication = user.get("authentication")
        hashed = authentication.value("encrypted-password") or authentication.value("plaintext-password")
        locked = hashed.startswith(("!", "*"))
        found.append(
            Account(
                name=user.word,
                enabled=not user.has("disable") and not locked,
                password="set" if hashed and not locked else "not stated",
                spans=(context.span(user),),
            )
        )
    return tuple(found)


def name_server_values(context: Context) -> tuple[Outbound, ...]:
    """Name servers of the system, and those that its DHCP server names to clients (dns-server, later name-server)."""
    root = context.root
    found = [
        *name_servers(
            root.values("system", "name-server"), "resolver", (context.span(root.leaf("system", "name-server")),)
        )
    ]
    for shared in root.tags("service", "dhcp-server", "shared-network-name"):
        for subnet in shared.tags("subnet"):
            for holder, word in (
                (subnet, "dns-server"),
                (subnet, "name-server"),
                (subnet.get("option"), "name-server"),
            ):
                leaf = holder.leaf(word)
                found += name_servers(holder.values(word), "clients-resolver", (context.span(leaf),) if leaf else ())
    return tuple(found)


def completeness(context: Context) -> Completeness:
    """Whether everything that could let something in is in the file."""
    reasons = list(context.reasons)
    if not context.whole:
        missing = " and ".join(word for word in ("interfaces", "system") if not context.root.has(word))
        reasons.append(phrase("the file is a part of a configuration: {missing} is missing", missing=missing))
        context.doubt(phrase("the rest of the configuration"), reasons[-1], "partial", context.root)
    told = {family: not reasons and not context.untold[family] for family in FAMILIES}
    reasons += [reason for family in FAMILIES for reason in context.untold[family]]
    return Completeness(ipv4=told["ipv4"], ipv6=told["ipv6"], reasons=tuple(dict.fromkeys(reasons)))


def firewall_fact(context: Context) -> Fact[str]:
    """Whether any ruleset or base chain is there."""
    firewall = context.root.get("firewall")
    words = ("name", "ipv6-name", "ipv4", "ipv6", "zone")
    here = next((firewall.get(word) for word in words if firewall.has(word)), None)
    return stated("no") if here is None else stated("yes", context.span(here))
