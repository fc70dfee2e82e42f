"""From the items of an export to the device of the model."""

from __future__ import annotations

from collections.abc import Iterable

from routerlint.model.device import Device, InactiveEntry, Undecided
from routerlint.model.fact import NOT_STATED, Fact
from routerlint.model.interface import Interface
from routerlint.model.pipeline import Pipeline
from routerlint.model.service import Listener
from routerlint.netset.addresses import FAMILIES, AddressSet, Family
from routerlint.netset.special import public_destinations
from routerlint.text.coverage import Coverage
from routerlint.text.span import Span
from routerlint.wording import phrase
from vendor_parsers.routeros.address_lists import AddressLists
from vendor_parsers.routeros.addressing import Addressing
from vendor_parsers.routeros.asking import Surroundings
from vendor_parsers.routeros.chains import marks_in
from vendor_parsers.routeros.daemons import daemon_listeners
from vendor_parsers.routeros.dial_in import add_dial_in
from vendor_parsers.routeros.export import Export
from vendor_parsers.routeros.header import Header
from vendor_parsers.routeros.interface_lists import InterfaceLists
from vendor_parsers.routeros.inventory import Inventory
from vendor_parsers.routeros.mapping import port_mappings
from vendor_parsers.routeros.masking import label
from vendor_parsers.routeros.mobile import mobile_prefixes, passed_through
from vendor_parsers.routeros.outbound import outbound
from vendor_parsers.routeros.pipelines import build_pipeline
from vendor_parsers.routeros.roles import Roles
from vendor_parsers.routeros.routing import Routing
from vendor_parsers.routeros.rule_interfaces import RuleInterfaces
from vendor_parsers.routeros.scope import Gaps, Scope, read_scope
from vendor_parsers.routeros.services import management_listeners
from vendor_parsers.routeros.settings import accounts, device_facts, used_lists
from vendor_parsers.routeros.surroundings import back_to_home, doubts, outgoing_ipsec, tracking_is_on, vrf_members
from vendor_parsers.routeros.vpn import vpn_listeners

__all__ = ["build_device"]

# Where routing protocols run, from which a default route may come.
_LEARNING = (
    "routing ospf interface",
    "routing ospf interface-template",
    "routing ospf network",
    "routing rip interface",
    "routing rip interface-template",
    "routing bgp peer",
    "routing bgp connection",
)


def build_device(export: Export, header: Header, coverage: Coverage) -> Device:
    """The device that an export describes. coverage: what became of its lines."""
    return _Builder(export, header).device(coverage)


class _Builder:
    def __init__(self, export: Export, header: Header) -> None:
        self.export = export
        self.header = header
        self.scope: Scope = read_scope(export, header)
        self.inventory = Inventory(export)
        self.addressing = Addressing(export, self.inventory)
        add_dial_in(export, self.inventory, self.addressing)
        self.lists = InterfaceLists(export, self.inventory)
        self.routing = Routing(export, self.inventory, self.addressing)
        self.roles = Roles(export, header, self.inventory, self.lists, self.addressing, self.routing)
        self.vrfs = vrf_members(export, self.inventory)
        self.interfaces = RuleInterfaces(self.inventory, self.lists, self.vrfs)
        self.used_lists = used_lists(export)
        self.gaps = Gaps()
        self.inactive: list[InactiveEntry] = []
        self.filters: dict[str, bool] = {}

    def device(self, coverage: Coverage) -> Device:
        self._unstated_addresses()
        self.gaps.read(self.export, self.scope)
        pipelines = tuple(self._pipelines())
        self._open_interfaces()
        return Device(
            vendor="routeros",
            model=self.header.model,
            version=self.header.version,
            hostname=self._hostname(),
            serial_hash=self.header.serial_hash,
            interfaces=tuple(self._interfaces()),
            routes=self.routing.model(),
            pipelines=pipelines,
            listeners=tuple(self._listeners()),
            listeners_complete=not self.scope.partial and self.scope.script is None,
            port_mappings=tuple(port_mappings(self.export, self.inventory, self.roles.wans)),
            accounts=accounts(self.export),
            outbound=outbound(self.export),
            inactive=tuple(self.inactive),
            undecided=tuple(self.gaps.undecided),
            complete=self.gaps.completeness(),
            coverage=coverage,
            facts=device_facts(
                self.export, self.lists, self.used_lists, self._enabled_wans(), self.filters, partial=self.scope.partial
            ),
        )

    def _hostname(self) -> Fact[str]:
        fact = self.export.setting("system identity", "name")
        computed = fact.known and str(fact.value)[:1] in "$[("  # a script works it out
        return fact if fact.known and not computed else NOT_STATED

    def _enabled_wans(self) -> tuple[str, ...]:
        ports = self.inventory.ports
        return tuple(name for name in sorted(self.roles.wans) if name not in ports or ports[name].enabled)

    def _unstated_addresses(self) -> None:
        """Gives WAN interfaces the addresses that they get from outside."""
        for name in sorted(self.roles.wans):
            spans: tuple[Span, ...] = tuple(s for e in self.roles.evidence(name) for s in e.spans)[:2]
            dhcp = name in self.roles.dhcp
            if name in self.roles.ipv4 and (dhcp or not self.addressing.of(name, "ipv4")):
                self.addressing.add_unstated(name, "ipv4", spans)
        if not self.addressing.ipv6_off:
            for item in self.export.active("ipv6 dhcp-client"):
                name = self.inventory.layer3(self.inventory.resolve(item.get("interface")))
                if name in self.roles.wans and "address" in item.get("request", "address"):
                    self.addressing.add_unstated(name, "ipv6", (item.span,))
            self._router_advertisements()
            mobile_prefixes(self.export, self.inventory, self.addressing)
        self.addressing.state_inside_prefixes(self.roles.wans)

    def _router_advertisements(self) -> None:
        """With forwarding on, the default, a router takes no address from router advertisements unless told to."""
        fact = self.export.setting("ipv6 settings", "accept-router-advertisements")
        forwards = self.export.setting("ipv6 settings", "forward").value not in ("no", "false")
        if fact.value == "yes" or (not forwards and fact.value != "no"):
            for name in sorted(self.roles.wans):
                if not self.addressing.of(name, "ipv6"):
                    self.addressing.add_unstated(name, "ipv6", fact.spans)

    def _pipelines(self) -> Iterable[Pipeline]:
        for family in FAMILIES:
            if any(self.addressing.of(name, family) for name in self.addressing.by_interface):
                yield self._pipeline(family)

    def _pipeline(self, family: Family) -> Pipeline:
        root, settings = ("ip firewall", "ip settings") if family == "ipv4" else ("ipv6 firewall", "ipv6 settings")
        key = "ip-forward" if family == "ipv4" else "forward"
        around = Surroundings(
            family=family,
            interfaces=self.interfaces,
            lists=AddressLists(
                self.export, family, partial=self.scope.partial, cloud_name=self._cloud_name(), own=self._own(family)
            ),
            marks=marks_in(self.export.active(f"{root} mangle")),
            tracking=tracking_is_on(self.export),
            outgoing_ipsec=outgoing_ipsec(self.export),
            hotspot=any(self.export.active("ip hotspot")),
            stated=self._addresses(family, stated=True),
            unstated=self._addresses(family, stated=False),
        )
        built = build_pipeline(
            self.export,
            around,
            (*back_to_home(self.export), *doubts(self.export, self.inventory, self.vrfs, self.roles.wans, family)),
            partial=self.scope.partial,
            forwarding=self.export.setting(settings, key).value not in ("no", "false"),
        )
        self.gaps.read_translations(built.pipeline, self.roles.wans)
        self.inactive += built.inactive
        self.filters[family] = built.has_filter
        return built.pipeline

    def _addresses(self, family: Family, *, stated: bool) -> AddressSet:
        """The router's addresses that the file states, or what stands for those of WAN interfaces that it does not."""
        found = [
            (a.number, a.number)
            for name, addresses in self.addressing.by_interface.items()
            for a in addresses
            if a.family == family and a.stated is stated and (stated or name in self.roles.wans)
        ]
        return AddressSet.of(family, found)

    def _cloud_name(self) -> str:
        """The device's name in MikroTik's cloud: its serial number (documentation, "Cloud"); "*" if that is not stated."""
        if self.header.serial:
            return f"{self.header.serial.lower()}.sn.mynetname.net"
        return "*" if self.export.setting("ip cloud", "ddns-enabled").value in ("yes", "auto") else ""

    def _own(self, family: Family) -> AddressSet:
        """The addresses by which the Internet knows the router. Behind another NAT the file does not know them."""
        public = public_destinations(family)
        found = [
            (a.number, a.number)
            for name in self.roles.wans
            for a in self.addressing.of(name, family)
            if a.number in public
        ]
        return AddressSet.of(family, found)

    def _open_interfaces(self) -> None:
        """Open questions about the interfaces: which is the WAN, who is in a list, what a VRF hides."""
        if not self._enabled_wans() and not self._is_isolated():
            why = phrase(
                "nothing shows where the Internet is: no default route, no DHCP, PPPoE or mobile connection, no NAT"
            )
            undecided = Undecided(what=phrase("which interface faces the Internet"), why=why, kind="role")
            self.gaps.add(undecided, phrase("no interface is known to face the Internet"))
        for name, span in self.interfaces.undefined.items():
            why = phrase("rules use it, and the input does not say which interfaces are in it")
            undecided = Undecided(
                what=phrase("interface list {label}", label=label(name)), why=why, kind="partial", span=span
            )
            self.gaps.add(
                undecided, phrase("the members of interface list {label} are not in the input", label=label(name))
            )
        for handed_on in passed_through(self.export):
            self.gaps.add(handed_on, phrase("{what}: {why}", what=handed_on.what, why=handed_on.why))
        for name, members in self.vrfs.items():
            if members & self.roles.wans:
                why = phrase(
                    "rules see the VRF or its interfaces, depending on the version, and routes between VRFs are not followed"
                )
                undecided = Undecided(what=phrase("the WAN interface is in VRF {label}", label=label(name)), why=why)
                self.gaps.add(undecided, phrase("the WAN interface is in a VRF"))

    def _is_isolated(self) -> bool:
        """Whether a whole export shows a device without any way to the Internet: a switch, an access point.

        Without a default route, stated or learned, it answers its own networks only.
        """
        if self.scope.partial or self.scope.script is not None:
            return False
        if self.routing.defaults():
            return False
        return not any(next(self.export.active(menu), None) for menu in _LEARNING)

    def _interfaces(self) -> Iterable[Interface]:
        used = [name for name in self.used_lists if self.lists.is_defined(name)]
        zones: dict[str, str] = {}
        for list_name in reversed(used):
            for member in self.lists.members(list_name).names:
                zones[member] = list_name
        for port in self.inventory.ports.values():
            if port.master or port.kind == "vrf":
                continue
            yield Interface(
                name=port.name,
                role=self.roles.of(port.name),
                evidence=self.roles.evidence(port.name),
                addresses=tuple(self.addressing.by_interface.get(port.name, ())),
                enabled=port.enabled,
                zone=zones.get(port.name),
                description=label(port.comment),
                assumed=self.scope.partial and not port.defined,
                spans=port.spans,
            )
        for name in sorted(self.lists.pseudo):
            yield Interface(
                name=name,
                role=self.roles.of(name),
                evidence=self.roles.evidence(name),
                addresses=tuple(self.addressing.by_interface.get(name, ())),
                zone=name,
                assumed=True,
            )

    def _listeners(self) -> Iterable[Listener]:
        partial = self.scope.partial or self.scope.script is not None
        yield from management_listeners(self.export, self.vrfs, partial=partial)
        yield from daemon_listeners(self.export, self.lists, partial=partial)
        yield from vpn_listeners(self.export, partial=partial)
