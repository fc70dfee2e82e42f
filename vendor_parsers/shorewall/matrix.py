"""The ways into the chains of zone pairs, and what stands at their ends.

Source: generate_matrix, add_common_rules and complete_standard_chain in Misc.pm and Rules.pm of Shorewall 5.2.8; shown by
`shorewall check -r`. What concerns known connections and malformed packets is left out: no first packet meets it.
"""

from __future__ import annotations

from routerlint.parsing.netfilter.iptables.writing import Doubt, default_place
from routerlint.wording import Phrase, phrase
from vendor_parsers.shorewall.ends import Words, host_words
from vendor_parsers.shorewall.network import Binding, Network, Port
from vendor_parsers.shorewall.policies import Policies, Policy, read_actions
from vendor_parsers.shorewall.rules import blacklist_chain, nat_chain, pair_chain
from vendor_parsers.shorewall.settings import Settings
from vendor_parsers.shorewall.targets import NOTHING, Target, read_effect
from vendor_parsers.shorewall.translations import UNTRANSLATED
from vendor_parsers.shorewall.writer import ChainWriter

__all__ = ["begin_chains", "end_chains", "write_matrix"]

_HOOKS = ("INPUT", "FORWARD")
_FROM_NOWHERE: Words = ("-m", "policy", "--pol", "none", "--dir", "in")
_BY_IPSEC: Words = ("-m", "policy", "--pol", "ipsec", "--dir", "in")
_DEFAULT_ACTIONS = {"DROP": "DROP_DEFAULT", "REJECT": "REJECT_DEFAULT", "ACCEPT": "ACCEPT_DEFAULT"}


def begin_chains(writer: ChainWriter, network: Network, settings: Settings, *, blacklist: bool) -> None:
    """The base chains, and a chain for each pair of zones.

    blacklist: there are rules for it, which then stand in front of what the options of interfaces let in.
    """
    place = default_place(phrase("Shorewall sets up its chains"))
    for hook in _HOOKS:
        writer.close(hook, accepts=False)
    for hook in ("PREROUTING", "POSTROUTING"):
        writer.chain("nat", hook)
    writer.chain("nat", UNTRANSLATED)
    for zone in network.zones:
        writer.chain("nat", nat_chain(zone.name))
        for other in (network.firewall, *(other.name for other in network.zones)):
            chain = pair_chain(zone.name, other)
            writer.chain("filter", chain)
            if blacklist:
                writer.jump("filter", chain, (), blacklist_chain(zone.name, other), place)
                hook = "INPUT" if other == network.firewall else "FORWARD"
                for port in _ports_of(network, zone.name):
                    _options(writer, port, settings, hook, chain)


def end_chains(writer: ChainWriter, network: Network, policies: Policies, settings: Settings) -> list[Phrase]:
    """The policies at the ends of the chains; returns what cannot be followed, as sentences."""
    problems: list[Phrase] = []
    for zone in network.zones:
        for other in (network.firewall, *(other.name for other in network.zones)):
            for policy in policies.pairs.get((zone.name, other), ()):
                problems += _write_policy(writer, pair_chain(zone.name, other), policy, settings)
    return problems


def _write_policy(writer: ChainWriter, chain: str, policy: Policy, settings: Settings) -> list[Phrase]:
    problems: list[Phrase] = []
    actions = policy.actions
    if actions is None:
        actions = read_actions(settings.text(_DEFAULT_ACTIONS.get(policy.name, ""), "none"))
    for action in actions:
        if not _harmless(action):
            problems.append(phrase("what the policy action {name} does is not followed", name=action.name[:40]))
    if policy.words:
        writer.add("filter", chain, policy.words, policy.place, doubts=policy.doubts)
    return problems


def _harmless(action: Target) -> bool:
    """Whether an action decides nothing about the first packet of a connection."""
    effect = read_effect(action)
    return effect == NOTHING


def _ports_of(network: Network, zone: str) -> list[Port]:
    """The interfaces of a zone."""
    names = {binding.physical for binding in network.of(zone)}
    return [port for port in network.ports.values() if port.physical in names]


def write_matrix(
    writer: ChainWriter, network: Network, policies: Policies, settings: Settings, *, blacklist: bool
) -> None:
    """What leads packets to the chain of their zones, and what becomes of those that no zone holds."""
    for port in network.ports.values():
        for hook in _HOOKS:
            _frame(writer, port, hook)
            if not blacklist:
                _options(writer, port, settings, hook, hook)
    place = default_place(phrase("Shorewall lets the router talk to itself"))
    writer.add("filter", "INPUT", ("-i", "lo", "-j", "ACCEPT"), place)
    everywhere: list[Binding] = []
    for zone in network.zones:
        if zone.kind == "loopback":
            continue
        for binding in network.of(zone.name):
            if not binding.enters:
                continue
            if binding.physical == "+":
                everywhere.append(binding)
            else:
                _ways_in(writer, network, binding, policies)
        _onward(writer, network, zone.name)
    for binding in everywhere:
        _ways_in(writer, network, binding, policies)
    for chain, last in (("INPUT", policies.into_router), ("FORWARD", policies.onward)):
        for policy in last:
            if policy.words:
                writer.add("filter", chain, policy.words, policy.place, doubts=policy.doubts)


def _frame(writer: ChainWriter, port: Port, hook: str) -> None:
    """What is decided about an interface before anything else."""
    name = port.physical
    if port.on("unmanaged") and hook == "INPUT":
        writer.add("filter", hook, ("-i", name, "-j", "ACCEPT"), port.place)
    if port.on("bridge") and hook == "FORWARD" and "nets" not in port.options:
        writer.add("filter", hook, ("-i", name, "-o", name, "-j", "ACCEPT"), port.place)


def _options(writer: ChainWriter, port: Port, settings: Settings, hook: str, chain: str) -> None:
    """What options of an interface let in or stop."""
    name, place = port.physical, port.place
    if port.on("unmanaged"):
        return
    for net in port.options.get("sfilter", "").split(","):
        if net:
            writer.add("filter", chain, ("-i", name, "-s", net, "-j", "DROP"), place)
    if port.on("maclist"):
        doubt = Doubt(
            f"maclist:{name}", phrase("senders on {name}", name=name), phrase("only listed hardware addresses may pass")
        )
        writer.add("filter", chain, ("-i", name, "-j", "REJECT"), place, doubts=(doubt,))
    if hook == "FORWARD":
        if not _comes_back(port, settings):
            writer.add("filter", chain, ("-i", name, "-o", name, "-j", "DROP"), place)
        return
    if port.on("dhcp"):
        ports = "67:68" if writer.family == "ipv4" else "546:547"
        writer.add("filter", chain, ("-i", name, "-p", "udp", "--dport", ports, "-j", "ACCEPT"), place)
    if port.on("upnpclient"):
        doubt = Doubt(
            f"gateway:{name}",
            phrase("the gateway on {name}", name=name),
            phrase("its address is known at run time only"),
        )
        writer.add("filter", chain, ("-i", name, "-p", "udp", "-j", "ACCEPT"), place, doubts=(doubt,))


def _comes_back(port: Port, settings: Settings) -> bool:
    """Whether packets may leave by the interface by which they came (else Shorewall stops them as spoofed)."""
    if port.physical.endswith("+") or "ignore" in port.options or "sfilter" in port.options:
        return True
    return any(port.on(option) for option in ("routeback", "routefilter", "rpfilter", "bridge")) or settings.on(
        "ROUTE_FILTER"
    )


def _ways_in(writer: ChainWriter, network: Network, binding: Binding, policies: Policies) -> None:
    """From the base chains to those of one zone."""
    zone, place = binding.zone, binding.place
    ipsec: Words = _BY_IPSEC if binding.by_ipsec else _FROM_NOWHERE if network.by_ipsec else ()
    for hosts in host_words(binding.hosts, source=True):
        words = ("-i", binding.physical, *hosts, *ipsec)
        writer.jump("filter", "INPUT", words, pair_chain(zone, network.firewall), place)
        writer.jump("filter", "FORWARD", words, f"{zone}_frwd", place)
        writer.jump("nat", "PREROUTING", words, nat_chain(zone), place)
        if _ends_here(network, zone, policies):
            writer.add("nat", "PREROUTING", (*words, "-j", "RETURN"), place)


def _ends_here(network: Network, name: str, policies: Policies) -> bool:
    """Whether packets of a zone within others do not meet the translations of these."""
    zone = network.zone(name)
    if zone is None or not zone.parents:
        return False
    found = [policy for (one, _), stated in policies.pairs.items() if one == name for policy in stated]
    return all(policy.name != "CONTINUE" for policy in found)


def _onward(writer: ChainWriter, network: Network, zone: str) -> None:
    """From the chain for what a zone sends onward to those of its pairs."""
    own = network.of(zone)
    writer.chain("filter", f"{zone}_frwd")
    several = len({binding.physical for binding in own}) > 1
    for other in network.zones:
        if network.apart(zone, other.name):
            continue
        for binding in network.of(other.name):
            if not binding.leaves or (zone == other.name and not several and not _may_return(network, binding)):
                continue
            ipsec: Words = ("-m", "policy", "--pol", "ipsec", "--dir", "out") if binding.by_ipsec else ()
            for hosts in host_words(binding.hosts, source=False):
                words = ("-o", binding.physical, *hosts, *ipsec)
                writer.jump("filter", f"{zone}_frwd", words, pair_chain(zone, other.name), binding.place)


def _may_return(network: Network, binding: Binding) -> bool:
    zone = network.zone(binding.zone)
    return binding.back or (zone is not None and "routeback" in zone.options.split(","))
