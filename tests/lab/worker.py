"""One network namespace of the packet lab: obeys JSON lines on standard input and dies with them.

The lab starts it as `unshare --net python worker.py`. The namespace has no name and belongs to this process, so that
it is gone as soon as the process is, and standard input ends when the lab does, however that happens. Only the
standard library is needed here.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from typing import Any

_TCP, _UDP, _ICMP, _ICMP6 = 6, 17, 1, 58
_ALL_FRAMES = 0x0003
_OUTGOING = 4
_SYN, _ACK = 0x02, 0x10
_BUFFER = 16 << 20
_RECEIVE_BUFFER_FORCE = 33  # SO_RCVBUFFORCE, which the socket module does not name
ECHO_PORT = 7

Arrival = tuple[int, int, str, str, int]  # sender's port or echo number, protocol, wire, destination, port


def _arrival(protocol: int, segment: bytes, wire: str, destination: str) -> Arrival | None:
    """What a probe looks like where it arrives; None for answers and everything else."""
    if len(segment) < 8:
        return None
    sender, port = struct.unpack("!HH", segment[:4])
    if protocol == _TCP and len(segment) >= 14 and segment[13] & (_SYN | _ACK) == _SYN:
        return sender, protocol, wire, destination, port
    if protocol == _UDP:
        return sender, protocol, wire, destination, port
    if (protocol, segment[0]) in ((_ICMP, 8), (_ICMP6, 128)):
        return struct.unpack("!H", segment[4:6])[0], protocol, wire, destination, 0
    return None


def _parsed(data: bytes, wire: str) -> Arrival | None:
    if len(data) >= 20 and data[0] >> 4 == 4:
        return _arrival(data[9], data[(data[0] & 15) * 4 :], wire, str(ipaddress.IPv4Address(data[16:20])))
    if len(data) >= 40 and data[0] >> 4 == 6:
        return _arrival(data[6], data[40:], wire, str(ipaddress.IPv6Address(data[24:40])))
    return None


class Namespace:
    """The orders that a namespace obeys; every method is one order."""

    def __init__(self) -> None:
        self._wires: list[socket.socket] = []
        self._inputs: list[tuple[socket.socket, int, bool]] = []

    def run(self, argv: list[str], text: str = "") -> str:
        """Runs a program in here; the complaint if it fails, else nothing."""
        done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False, timeout=20)
        return "" if done.returncode == 0 else f"{' '.join(argv)}: {(done.stderr or done.stdout).strip()}"

    def watch_wires(self, names: list[str]) -> str:
        """Listens on wires, before any rule of this namespace."""
        for name in names:
            watcher = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_FRAMES))
            watcher.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCE, _BUFFER)
            watcher.bind((name, _ALL_FRAMES))
            watcher.setblocking(False)
            self._wires.append(watcher)
        return ""

    def watch_input(self) -> str:
        """Listens behind the input rules of this namespace: raw sockets get what those let in, and nothing else."""
        for family, protocol in (
            *((socket.AF_INET, p) for p in (_TCP, _UDP, _ICMP)),
            *((socket.AF_INET6, p) for p in (_TCP, _UDP, _ICMP6)),
        ):
            watcher = socket.socket(family, socket.SOCK_RAW, protocol)
            watcher.setsockopt(socket.SOL_SOCKET, _RECEIVE_BUFFER_FORCE, _BUFFER)
            watcher.setblocking(False)
            self._inputs.append((watcher, protocol, family == socket.AF_INET))
        return ""

    def collect(self) -> list[Arrival]:
        """All probes that have come since the last time."""
        found: set[Arrival] = set()
        for watcher in self._wires:
            with contextlib.suppress(BlockingIOError):
                while True:
                    data, (wire, _, kind, *_) = watcher.recvfrom(2048)
                    seen = None if kind == _OUTGOING else _parsed(data, wire)
                    if seen is not None:
                        found.add(seen)
        for watcher, protocol, with_head in self._inputs:
            with contextlib.suppress(BlockingIOError):
                while True:
                    data = watcher.recv(2048)
                    seen = _parsed(data, "router") if with_head else _arrival(protocol, data, "router", "")
                    if seen is not None:
                        found.add(seen)
        return sorted(found)

    def serve(self) -> str:
        """Answers on the echo port: TCP connections are taken (the kernel does that), datagrams come back."""
        for family in (socket.AF_INET, socket.AF_INET6):
            listener = socket.socket(family, socket.SOCK_STREAM)
            echo = socket.socket(family, socket.SOCK_DGRAM)
            for each in (listener, echo):
                if family == socket.AF_INET6:
                    each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                each.bind(("", ECHO_PORT))
            listener.listen(1024)
            threading.Thread(target=self._take, args=(listener,), daemon=True).start()
            threading.Thread(target=self._echo, args=(echo,), daemon=True).start()
        return ""

    @staticmethod
    def _take(listener: socket.socket) -> None:
        while True:
            taken, _ = listener.accept()
            taken.close()

    @staticmethod
    def _echo(echo: socket.socket) -> None:
        while True:
            data, sender = echo.recvfrom(2048)
            with contextlib.suppress(OSError):
                echo.sendto(data, sender)

    def send(self, probes: list[dict[str, Any]], wait: float) -> list[int]:
        """Sends all probes at once; the marks (sender's ports) of those that were answered within the time."""
        waiting: dict[int, tuple[socket.socket, bool]] = {}
        try:
            for probe in probes:
                waiting[probe["mark"]] = (_sent(probe), probe["protocol"] == _TCP)
            time.sleep(wait)
            return [mark for mark, (sock, tcp) in waiting.items() if _answered(sock, tcp=tcp)]
        finally:
            for sock, _ in waiting.values():
                sock.close()


def _sent(probe: dict[str, Any]) -> socket.socket:
    protocol, mark = probe["protocol"], probe["mark"]
    family = socket.AF_INET6 if ":" in probe["source"] else socket.AF_INET
    kinds = {_TCP: socket.SOCK_STREAM, _UDP: socket.SOCK_DGRAM}
    sock = socket.socket(family, kinds.get(protocol, socket.SOCK_RAW), 0 if protocol in kinds else protocol)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, probe["wire"].encode() + b"\0")
    sock.bind((probe["source"], mark if protocol in kinds else 0))
    with contextlib.suppress(BlockingIOError, ConnectionRefusedError):
        if protocol == _TCP:
            sock.connect((probe["destination"], probe["port"]))
        elif protocol == _UDP:
            sock.sendto(b"?", (probe["destination"], probe["port"]))
        else:
            sock.sendto(_echo_request(protocol, mark), (probe["destination"], 0))
    return sock


def _echo_request(protocol: int, mark: int) -> bytes:
    kind = 8 if protocol == _ICMP else 128
    total = (kind << 8) + mark
    total = (total & 0xFFFF) + (total >> 16)  # the kernel fills in the checksum of ICMPv6 by itself
    return struct.pack("!BBHHH", kind, 0, ~total & 0xFFFF, mark, 0)


def _answered(sock: socket.socket, *, tcp: bool) -> bool:
    if not select.select([], [sock], [], 0)[1] if tcp else not select.select([sock], [], [], 0)[0]:
        return False
    try:
        if tcp:
            sock.getpeername()
        else:
            sock.recv(2048)
    except OSError:
        return False
    return True


def main() -> None:
    """Reads orders until there are no more."""
    namespace = Namespace()
    for line in sys.stdin:
        order = json.loads(line)
        name = order.pop("order")
        try:
            answer = {"answer": getattr(namespace, name)(**order)}
        except (OSError, subprocess.SubprocessError) as error:
            answer = {"error": f"{name}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
