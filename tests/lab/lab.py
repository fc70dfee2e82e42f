"""A packet lab: a router made of Linux network namespaces, and strangers who send it real packets.

    stranger ---- one wire for each WAN interface ---- router ---- one wire for each other interface ---- hosts

Every namespace belongs to a child process (worker.py) and ends with it, so nothing of the machine itself is touched and
nothing is left behind. Neighbours are entered by hand and the routes have next hops, so no ARP, no neighbour discovery and no
subnet broadcast plays a part: whether a packet goes through is decided by the rules and the routes alone. The
hosts' side takes every address that the router sends there, completes TCP connections and echoes datagrams.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from routerlint.exposure.topology import Topology
from routerlint.model.device import Device
from routerlint.model.interface import Interface, Role
from routerlint.netset.addresses import FAMILIES, AddressSet, Family, format_address

__all__ = ["Lab", "LabError", "Landing", "Packet", "Wire", "missing", "wires_of"]

_WORKER = Path(__file__).with_name("worker.py")
_MOST_WIRES, _MOST_PACKETS, _AT_ONCE = 24, 4000, 300
_LONGEST_ANSWER = 30.0
_FIRST_MARK, _LAST_MARK = 20_000, 59_999
_ECHO_PORT = 7
# The next hops at both ends of every wire, and the address that the far end has; no configuration names them.
_ROUTER_HOP: dict[Family, str] = {"ipv4": "169.254.77.1", "ipv6": "fe80::77:1"}
_FAR_HOP: dict[Family, str] = {"ipv4": "169.254.77.2", "ipv6": "fe80::77:2"}
_FAR_OWN: dict[Family, str] = {"ipv4": "169.254.77.2", "ipv6": "fdfe:77::2"}
_LENGTH: dict[Family, int] = {"ipv4": 32, "ipv6": 128}
_IP_FLAGS: dict[Family | None, list[str]] = {None: [], "ipv4": ["-4"], "ipv6": ["-6"]}


class LabError(Exception):
    """The lab cannot do what it is asked: a ruleset does not load, a limit is reached, a namespace is gone."""


class Wire(NamedTuple):
    """One interface of the router: its name there, whether strangers sit on it, its addresses and its routes."""

    name: str
    wan: bool
    addresses: tuple[tuple[Family, int], ...]
    networks: tuple[tuple[Family, int, int], ...]


class Packet(NamedTuple):
    """The first packet of a new connection. via: the router's interface. service: protocol << 16 | port (or type)."""

    via: str
    family: Family
    source: int
    destination: int
    service: int


class Landing(NamedTuple):
    """Where a packet was seen: "router" (behind its input rules) or the address that it then carried.

    port: as it arrived; 0 for an echo request. wire: the router's interface by which it left, or "router".
    answered: the sender got an answer from a host: its TCP connection stands, or its datagram came back. (Router and echo
        requests: not to be relied on.)
    """

    place: str
    port: int
    wire: str
    answered: bool


def missing(*programs: str) -> str | None:
    """Why the lab cannot run here, or None if it can."""
    if sys.platform != "linux":
        return "the packet lab needs Linux"
    if os.geteuid() != 0:
        return "the packet lab needs root"
    for program in ("ip", "unshare", *programs):
        if shutil.which(program) is None:
            return f"the packet lab needs {program} (Debian: iproute2, util-linux, nftables, iptables)"
    done = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False, timeout=20)
    return None if done.returncode == 0 else f"no network namespaces here: {done.stderr.strip()}"


def wires_of(device: Device, names: dict[str, str]) -> tuple[Wire, ...]:
    """The wires of a device; names: the model's interface names to those that the lab's router shall use."""
    made: list[Wire] = []
    for interface in device.interfaces:
        if not interface.enabled or interface.name not in names or _is_loopback(interface):
            continue
        stated = [(a.family, a.number, a.length) for a in interface.addresses]
        routed = [(r.family, r.number, r.length) for r in device.routes if r.interface == interface.name]
        made.append(
            Wire(
                names[interface.name],
                interface.role is Role.WAN,
                tuple((family, number) for family, number, _ in stated),
                tuple(n for n in dict.fromkeys((*stated, *routed)) if n[2] < _LENGTH[n[0]]),
            )
        )
    return _with_default(device, names, made)


def _is_loopback(interface: Interface) -> bool:
    """Every namespace has a loopback of its own."""
    loopback = (AddressSet.parse("127.0.0.0/8"), AddressSet.parse("::1"))
    own = [a.number in loopback[a.family == "ipv6"] for a in interface.addresses]
    return interface.name == "lo" or (bool(own) and all(own))


def _with_default(device: Device, names: dict[str, str], wires: list[Wire]) -> tuple[Wire, ...]:
    """What is not inside leaves by the only WAN, whether the file says so or not: as the evaluator has it."""
    for family in FAMILIES:
        wans = Topology(device, family).wans
        stated = any(n[0] == family and n[2] == 0 for wire in wires for n in wire.networks)
        if len(wans) == 1 and not stated:
            here = next(i for i, wire in enumerate(wires) if wire.name == names[wans[0]])
            wires[here] = wires[here]._replace(networks=(*wires[here].networks, (family, 0, 0)))
    return tuple(wires)


class _Worker:
    """A child process with a namespace of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["unshare", "--net", sys.executable, "-I", str(_WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the lab, which then ends its workers
        )
        self.pid = self._process.pid
        self._waiting: dict[Family | None, list[str]] = {None: [], "ipv4": [], "ipv6": []}

    def order(self, order: str, **arguments: Any) -> Any:
        """Gives an order and waits for its answer; raises LabError if it fails or takes too long."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"order": order, **arguments}) + "\n")
        stdin.flush()
        if not select.select([stdout], [], [], _LONGEST_ANSWER)[0]:
            raise LabError(f"{order}: no answer within {_LONGEST_ANSWER:.0f} s")
        line = stdout.readline()
        if not line:
            raise LabError(f"{order}: the namespace is gone")
        answer = json.loads(line)
        if "error" in answer:
            raise LabError(answer["error"])
        return answer["answer"]

    def run(self, *argv: str, text: str = "") -> None:
        """Runs a program in the namespace; raises LabError with its complaint."""
        complaint = self.order("run", argv=list(argv), text=text)
        if complaint:
            raise LabError(complaint)

    def ip(self, family: Family | None, *words: str) -> None:
        """Puts down a line for `ip`, until ip_now() runs them."""
        self._waiting[family].append(" ".join(words))

    def ip_now(self, *families: Family | None) -> None:
        """Runs what ip() has put down for these; one process is much faster than one for each line."""
        for family in families:
            lines = self._waiting[family]
            if lines:
                self.run("ip", *_IP_FLAGS[family], "-batch", "-", text="\n".join([*lines, ""]))
                lines.clear()

    def end(self) -> None:
        """Ends the process, and the namespace with it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class Lab:
    """The three namespaces, as a context manager: `with Lab(wires, senders) as lab: lab.load(...); lab.send(...)`."""

    def __init__(self, wires: Sequence[Wire], senders: Iterable[tuple[Family, int]]) -> None:
        """wires: the router's interfaces. senders: every source address that packets will have."""
        if len(wires) > _MOST_WIRES:
            raise LabError(f"more than {_MOST_WIRES} interfaces")
        self._wires = tuple(wires)
        self._senders = tuple(dict.fromkeys(senders))
        self._workers: list[_Worker] = []
        self._mark = _FIRST_MARK
        self._sent = 0

    def __enter__(self) -> Self:
        try:
            self._workers += [_Worker() for _ in range(3)]
            self._router, self._stranger, self._hosts = self._workers
            self._build()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all namespaces, whatever state they are in."""
        while self._workers:
            self._workers.pop().end()

    def load(self, text: str, *program: str) -> None:
        """Replaces the router's rules with a ruleset; program: what reads it, `nft -f -` if nothing is given."""
        self._router.run("nft", "flush", "ruleset")
        self.add(text, *program)

    def add(self, text: str, *program: str) -> None:
        """Loads a ruleset beside what is there."""
        self._router.run(*(program or ("nft", "-f", "-")), text=text)

    def entering(self, place: Literal["router", "hosts"]) -> list[str]:
        """The words before a command that shall run in a namespace, for programs that stay; who starts one ends it."""
        worker = self._router if place == "router" else self._hosts
        return ["nsenter", "--target", str(worker.pid), "--net"]

    def send(self, packets: Sequence[Packet], wait: float = 0.25) -> list[Landing | None]:
        """Sends packets and says where each landed; None: nowhere (closed)."""
        self._sent += len(packets)
        if self._sent > _MOST_PACKETS * 10 or len(packets) > _MOST_PACKETS:
            raise LabError("too many packets for one lab")
        found: list[Landing | None] = []
        for start in range(0, len(packets), _AT_ONCE):
            found += self._send(packets[start : start + _AT_ONCE], wait)
        return found

    def _send(self, packets: Sequence[Packet], wait: float) -> list[Landing | None]:
        peers = {wire.name: f"p{place}" for place, wire in enumerate(self._wires)}
        marks = list(self._marks(len(packets)))
        orders = [
            {
                "mark": mark,
                "wire": peers[packet.via],
                "protocol": packet.service >> 16,
                "port": packet.service & 0xFFFF,
                "source": format_address(packet.family, packet.source),
                "destination": format_address(packet.family, packet.destination),
            }
            for mark, packet in zip(marks, packets, strict=True)
        ]
        answered = set(self._stranger.order("send", probes=orders, wait=wait))
        seen: dict[tuple[int, int], Landing] = {}
        for worker in (self._router, self._hosts, self._stranger):
            for mark, protocol, peer, destination, port in worker.order("collect"):
                wire = "router" if peer == "router" else self._wires[int(peer[1:])].name
                place = "router" if peer == "router" else destination
                seen[mark, protocol] = Landing(place, port, wire, mark in answered)
        return [seen.get((mark, packet.service >> 16)) for mark, packet in zip(marks, packets, strict=True)]

    def _marks(self, count: int) -> Iterator[int]:
        """Ports that no connection of this lab has had, so that every packet is a new one."""
        for _ in range(count):
            if self._mark > _LAST_MARK:
                raise LabError("all sender's ports are used up: take a new lab")
            yield self._mark
            self._mark += 1

    def _build(self) -> None:
        router, stranger, hosts = self._workers
        for worker in self._workers:
            worker.ip(None, "link", "set", "lo", "up")
            self._settings(worker)
        for place, wire in enumerate(self._wires):
            self._connect(place, wire, stranger if wire.wan else hosts)
        for family, number in self._senders:
            stranger.ip(family, "addr", "add", _host(family, number), "dev", "lo", *_no_dad(family))
        for families in ((None,), FAMILIES):  # both ends of a wire are up before anything is routed over it
            for worker in self._workers:
                worker.ip_now(*families)
        router.order("watch_input")
        stranger.order("watch_wires", names=[f"p{i}" for i, wire in enumerate(self._wires) if wire.wan])
        hosts.order("watch_wires", names=[f"p{i}" for i, wire in enumerate(self._wires) if not wire.wan])
        hosts.run("nft", "-f", "-", text=_REDIRECT_ALL)
        hosts.order("serve")

    def _settings(self, worker: _Worker) -> None:
        """Routing on; nothing that drops a packet for another reason than a rule."""
        keys = {
            "ipv4.ip_forward": 1, "ipv6.conf.all.forwarding": 1, "ipv4.icmp_ratelimit": 0,
            **{f"ipv4.conf.{c}.{k}": 0 for c in ("all", "default") for k in ("rp_filter", "send_redirects")},
            **{f"ipv6.conf.{c}.{k}": 0 for c in ("all", "default") for k in ("accept_dad", "accept_ra")},
        }  # fmt: skip
        script = "\n".join(f"echo {value} > /proc/sys/net/{key.replace('.', '/')}" for key, value in keys.items())
        worker.run("sh", "-e", text=script)

    def _connect(self, place: int, wire: Wire, far: _Worker) -> None:
        peer = f"p{place}"
        near_mac, far_mac = f"02:00:00:00:01:{place:02x}", f"02:00:00:00:02:{place:02x}"
        self._router.ip(
            None, "link", "add", wire.name, "address", near_mac, "type", "veth",
            "peer", "name", peer, "address", far_mac, "netns", str(far.pid),
        )  # fmt: skip
        for worker, name in ((self._router, wire.name), (far, peer)):
            worker.ip(None, "link", "set", name, "up")
        for family, number in wire.addresses:
            self._router.ip(family, "addr", "add", _host(family, number), "dev", wire.name, *_no_dad(family))
        for family in FAMILIES:
            self._neighbour(self._router, family, wire.name, _FAR_HOP[family], far_mac)
            self._neighbour(far, family, peer, _ROUTER_HOP[family], near_mac)
            own = f"{_FAR_OWN[family]}/{_LENGTH[family]}"
            far.ip(family, "addr", "add", own, "dev", peer, *_no_dad(family))
            if not wire.wan:  # what comes from the router is for this end, whatever its address
                far.ip(family, "route", "replace", "local", "default", "dev", "lo", "table", "77")
                far.ip(family, "rule", "add", "iif", peer, "lookup", "77", "priority", "10")
            hop = ["via", _ROUTER_HOP[family], "dev", peer, "onlink", "metric", str(100 + place)]
            far.ip(family, "route", "add", "default", *hop)
        for number_of_route, (family, number, length) in enumerate(wire.networks):
            spare = _LENGTH[family] - length
            network = f"{format_address(family, number >> spare << spare)}/{length}"
            metric = str(100 + place * 50 + number_of_route)
            way = ["via", _FAR_HOP[family], "dev", wire.name, "onlink", "metric", metric]
            self._router.ip(family, "route", "add", network, *way)

    @staticmethod
    def _neighbour(worker: _Worker, family: Family, wire: str, address: str, mac: str) -> None:
        worker.ip(family, "neigh", "add", address, "lladdr", mac, "dev", wire, "nud", "permanent")


def _host(family: Family, number: int) -> str:
    return f"{format_address(family, number)}/{_LENGTH[family]}"


def _no_dad(family: Family) -> list[str]:
    return ["nodad"] if family == "ipv6" else []


# The hosts' side brings every connection to its echo port; its kernel turns the answers back.
_REDIRECT_ALL = f"""
table inet everything {{
    chain prerouting {{
        type nat hook prerouting priority dstnat; policy accept;
        meta l4proto {{ tcp, udp }} redirect to :{_ECHO_PORT}
    }}
}}
"""
