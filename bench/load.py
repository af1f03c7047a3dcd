"""The load generator: a process of its own that shows codes at the counter over HTTP.

`python bench/load.py < wish.json` prints what it saw as JSON. Who begins it, on what, is
`bench/till.py`. Only the standard library and uvloop, and no HTTP library: raw connections that
are kept alive, one request at a time on each (no pipelining), as a till asks.

Two ways: `rate` 0 asks again as soon as it was answered (the most there is); otherwise requests
fall due at random moments (exponential gaps) at that rate whether or not the server keeps up, and
a request's time counts from the moment it fell due, so that waiting for a free line is counted.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter, deque
from typing import Any

import uvloop

BODY = '{{"shop_id":"{shop_id}","code":"{code}"}}'
HEAD = (
    "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n"
    "Content-Type: application/json\r\nIdempotency-Key: {run}-{number}\r\n"
    "Content-Length: {length}\r\n\r\n{body}"
)


class Line(asyncio.Protocol):
    """One connection: sends a request, reads one answer, tells the crowd."""

    def __init__(self, crowd: "Crowd", stall: int) -> None:
        self.crowd = crowd
        self.stall = stall
        self.due = 0.0
        self._read = b""

    def connection_made(self, transport: Any) -> None:
        """Ready to ask."""
        self.transport = transport
        self.crowd.is_free(self)

    def ask(self, request: bytes, due: float) -> None:
        """Send one request; its time counts from `due`."""
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole: its head says how long the body is."""
        read = self._read + data if self._read else data
        end = read.find(b"\r\n\r\n")
        if end < 0:
            self._read = read
            return
        at = read.find(b"content-length: ")
        length = int(read[at + 16 : read.find(b"\r\n", at)])
        if len(read) < end + 4 + length:
            self._read = read
            return
        self._read = b""
        self.crowd.was_answered(self, read)

    def connection_lost(self, error: Exception | None) -> None:
        """The server hung up: counted, for that is never meant to happen while we ask."""
        self.crowd.lost(self)


class Crowd:
    """All lines, what is still to be asked at each stall, and what was answered."""

    def __init__(self, wish: dict[str, Any]) -> None:
        self.seconds: float = wish["seconds"]
        self.settle: float = wish["settle"]
        self.rate: float = wish["rate"]
        self.repeats: bool = wish.get("repeat", False)
        self.asks = [deque(_requests(wish, stall)) for stall in wish["stalls"]]
        self.counts: Counter[str] = Counter()
        self.times: list[float] = []
        self.first_wrong = ""
        self.free: list[deque[Line]] = [deque() for _ in self.asks]
        self.waiting: list[deque[float]] = [deque() for _ in self.asks]
        self.begin = self.end = 0.0
        self.is_over = False
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work(self, clients: int, host: str, port: int) -> None:
        """Open all lines, ask until the time is over or nothing is left to ask."""
        loop = asyncio.get_running_loop()
        lines = []
        for number in range(clients):
            stall = number % len(self.asks)
            _, line = await loop.create_connection(lambda s=stall: Line(self, s), host, port)
            lines.append(line)
        self.begin = time.perf_counter() + self.settle
        self.end = self.begin + self.seconds
        self.started_cpu = 0.0
        loop.call_later(self.settle, self._settled)
        loop.call_later(self.settle + self.seconds, self._stop)
        if self.rate:
            self._come(time.perf_counter(), random.Random(1))
        else:
            for line in lines:
                self._ask_again(line)
        await self.over
        for line in lines:
            line.transport.abort()

    def _settled(self) -> None:
        self.started_cpu = time.process_time()

    def _stop(self) -> None:
        if not self.is_over:
            self.is_over = True
            self.end = min(self.end, time.perf_counter())
            self.cpu = time.process_time() - self.started_cpu
            self.over.set_result(None)

    def _come(self, due: float, chance: random.Random) -> None:
        """Everybody who has come by now asks at a stall, or waits there for a free line."""
        now = time.perf_counter()
        while due <= now and not self.is_over:
            stall = chance.randrange(len(self.asks))
            if self.free[stall]:
                self._ask(self.free[stall].popleft(), due)
            else:
                self.waiting[stall].append(due)
            due += chance.expovariate(self.rate)
        if not self.is_over:
            asyncio.get_running_loop().call_later(due - now, self._come, due, chance)

    def is_free(self, line: Line) -> None:
        """A line has been opened."""
        self.free[line.stall].append(line)

    def _ask(self, line: Line, due: float) -> None:
        asks = self.asks[line.stall]
        if not asks:
            self.counts["ran out"] += 1
            self._stop()
            return
        request = asks.popleft()
        if self.repeats:
            asks.append(request)
        line.ask(request, due)

    def _ask_again(self, line: Line) -> None:
        self._ask(line, time.perf_counter())

    def was_answered(self, line: Line, read: bytes) -> None:
        """One answer: counted when it falls into the measured time; the line asks again."""
        if self.is_over:
            return
        now = time.perf_counter()
        if now >= self.begin:
            status = read[9:12].decode()
            self.counts[status] += 1
            self.times.append(now - line.due)
            if status != "200" and not self.first_wrong:
                self.first_wrong = read.decode(errors="replace")[-300:]
        if not self.rate:
            self._ask(line, now)
        elif self.waiting[line.stall]:
            self._ask(line, self.waiting[line.stall].popleft())
        else:
            self.free[line.stall].append(line)

    def lost(self, line: Line) -> None:
        """A connection broke."""
        if not self.is_over:
            self.counts["hung up"] += 1
            self._stop()

    def told(self) -> dict[str, Any]:
        """What was seen in the measured time; times in milliseconds."""
        seconds = self.end - self.begin
        times = sorted(self.times) or [0.0]
        spread = {
            f"p{share}_ms": round(times[int(len(times) * share / 100)] * 1000, 2)
            for share in (50, 95, 99)
        }
        return {
            "answered": self.counts["200"],
            "per_second": self.counts["200"] / seconds if seconds > 0 else 0.0,
            "seconds": round(seconds, 3),
            "counts": dict(self.counts),
            "first_wrong": self.first_wrong,
            "load_cpu_share": round(self.cpu / seconds, 3) if seconds > 0 else 0.0,
            **spread,
        }


def _requests(wish: dict[str, Any], stall: dict[str, Any]) -> list[bytes]:
    """Every request of a stall as bytes, its keys in turn."""
    keys, made = stall["keys"], []
    for number, code in enumerate(stall["codes"]):
        body = BODY.format(shop_id=stall["shop_id"], code=code)
        head = HEAD.format(
            path=wish["path"],
            key=keys[number % len(keys)],
            run=wish["run"],
            number=number,
            length=len(body),
            body=body,
        )
        made.append(head.encode())
    return made


async def _measured(wish: dict[str, Any]) -> dict[str, Any]:
    crowd = Crowd(wish)
    await crowd.work(wish["clients"], wish["host"], wish["port"])
    return crowd.told()


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_measured(json.load(sys.stdin)))))
