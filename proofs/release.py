"""Many tills that ask at the same moment: each request is sent but for its last byte, then that.

What they are asked to show and what they must be told is in `proofs/tills.py`.

Every till has one connection that stays open. A process holds its tills' requests, says so, waits
for the word, and sends all last bytes in one loop (some microseconds each): so all requests are
complete at nearly the same moment, whatever it took to write them.
"""

import json
import multiprocessing
import select
import socket
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any, Self

PATIENCE_SECONDS = 60
CONNECTING_SECONDS = 0.003  # of those that come at once one serving process takes all
Told = Counter[str]


class Till:
    """One connection to the server, kept open; an answer is a status and, if refused, the name."""

    def __init__(self, address: tuple[str, int], bearer: str) -> None:
        self._address = address
        self._head = f"Host: {address[0]}\r\nAuthorization: Bearer {bearer}\r\n"
        self._line = self._connected()
        self._last = b""

    def _connected(self) -> socket.socket:
        line = socket.create_connection(self._address, PATIENCE_SECONDS)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def hold(self, path: str, body: dict[str, Any], key: str) -> None:
        """Send all of a request but its last byte."""
        if self._is_closed():
            self._line.close()
            self._line = self._connected()
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Idempotency-Key: {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        whole = head.encode() + content
        self._line.sendall(whole[:-1])
        self._last = whole[-1:]

    def _is_closed(self) -> bool:
        readable, _, _ = select.select([self._line], [], [], 0)
        return bool(readable)  # nothing was asked, so all there can be is the end

    def release(self) -> None:
        """The last byte."""
        self._line.sendall(self._last)

    def answer(self) -> str:
        """What was told. Raises OSError when the line broke."""
        taken = b""
        while b"\r\n\r\n" not in taken:
            taken += self._more()
        head, _, content = taken.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        named = {name.lower(): value.strip() for name, value in (x.split(":", 1) for x in lines)}
        while len(content) < int(named["content-length"]):
            content += self._more()
        refusal = str(json.loads(content).get("type", "")).rsplit("/", 1)[-1]
        return f"{status.split()[1]} {refusal}".strip()

    def _more(self) -> bytes:
        part = self._line.recv(65536)
        if not part:
            raise ConnectionError("the server hung up")
        return part

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def work(pipe: Connection, address: tuple[str, int], bearers: Sequence[str]) -> None:
    """A process of tills: holds what it is given, releases it at the word, tells the answers."""
    tills = []
    for bearer in bearers:
        tills.append(Till(address, bearer))
        time.sleep(CONNECTING_SECONDS)
    pipe.send("connected")
    while (wish := pipe.recv()) is not None:
        path, body, key = wish
        for number, till in enumerate(tills):
            till.hold(path, body, f"{key}-{number}")
        pipe.send("held")
        pipe.recv()
        begin = time.monotonic()  # the same clock in all processes
        for till in tills:
            till.release()
        end = time.monotonic()
        pipe.send((Counter(till.answer() for till in tills), begin, end))


class Tills:
    """Tills in several processes, from `with` to its end."""

    def __init__(self, base_url: str, bearers: Sequence[str], processes: int) -> None:
        host, port = base_url.removeprefix("http://").split(":")
        context = multiprocessing.get_context("spawn")
        self._pipes, self._processes = [], []
        self.seconds: list[float] = []
        for number in range(processes):
            here, there = context.Pipe()
            mine = list(bearers[number::processes])
            process = context.Process(target=work, args=(there, (host, int(port)), mine))
            process.start()
            there.close()
            self._pipes.append(here)
            self._processes.append(process)
        self._heard()

    def show(self, path: str, body: dict[str, Any], key: str) -> Told:
        """All tills send this at the same moment; what they were told. Raises EOFError."""
        for pipe in self._pipes:
            pipe.send((path, body, key))
        self._heard()
        for pipe in self._pipes:
            pipe.send("now")
        total: Told = Counter()
        heard = self._heard()
        for told, _, _ in heard:
            total += told
        first, last = min(begin for _, begin, _ in heard), max(end for _, _, end in heard)
        self.seconds.append(last - first)
        return total

    def _heard(self) -> list[Any]:
        return [pipe.recv() for pipe in self._pipes]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for pipe in self._pipes:
            try:
                pipe.send(None)
            except OSError:
                pass
            pipe.close()
        for process in self._processes:
            process.join(PATIENCE_SECONDS)
            process.kill()
            process.join()
