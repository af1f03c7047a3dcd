"""A line to PostgreSQL that breaks around COMMIT: before it arrives, or before its answer does.

What must hold while lines break is proved in `proofs/cuts.py`.

The proxy reads the messages of both sides (PostgreSQL's protocol 3) and passes them on unchanged.
A COMMIT is known by what it is, however it is sent: as a simple query, or as a prepared statement,
which is parsed once and then only named; a proxy that looks for the word would miss those, cut
nothing and find every promise kept. And a commit is counted as made only when the database itself
says "COMMIT" to it: then that answer is kept back, and nothing after it is passed on.
"""

import asyncio
import itertools
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Literal, Self

from psycopg.conninfo import conninfo_to_dict

Place = Literal["before", "after"]
PASSED_MAX = 4
PART = 65536


def messages(taken: bytearray) -> Iterator[bytes]:
    """The whole messages at the beginning, each with its type and length; they are taken away."""
    while len(taken) >= 5:
        size = 1 + struct.unpack_from("!I", taken, 1)[0]
        if len(taken) < size:
            return
        yield bytes(taken[:size])
        del taken[:size]


class Commits:
    """Knows a message that makes the server commit: COMMIT in full, or by a statement's name."""

    def __init__(self) -> None:
        self._named: set[bytes] = set()

    def is_one(self, message: bytes) -> bool:
        """Whether this message is a COMMIT. Messages must be told in order."""
        kind, content = message[:1], message[5:]
        if kind == b"Q":
            return self._says_commit(content)
        if kind == b"P":
            name, _, rest = content.partition(b"\0")
            (self._named.add if self._says_commit(rest) else self._named.discard)(name)
        if kind == b"B":
            return content.split(b"\0", 2)[1] in self._named
        return False

    def _says_commit(self, text: bytes) -> bool:
        return text.partition(b"\0")[0].strip().rstrip(b";").upper() in (b"COMMIT", b"END")


class Plan:
    """Which commits are cut, and where: drawn, one cut after the other, `rounds` of them.

    None before `has_begun`: a server that can't look at its database when it starts must end.
    """

    def __init__(self, rounds: int, seed: int) -> None:
        self._cuts = (random.Random(f"{seed}-{number}") for number in range(rounds))
        self.seen = 0
        self.has_begun = False
        self._next()

    def _next(self) -> None:
        draw = next(self._cuts, None)
        if draw is None:
            self._wait, self._place = -1, None
            return
        self._wait = draw.randint(0, PASSED_MAX)
        self._place = draw.choice(("before", "after"))

    def of_commit(self) -> Place | None:
        """What becomes of the commit that is under way now."""
        if not self.has_begun:
            return None
        self.seen += 1
        if self._wait != 0:
            self._wait -= 1
            return None
        place = self._place
        self._next()
        return place

    def give_back(self) -> None:
        """A cut could not be made, since the database refused the commit: another follows."""
        self._cuts = itertools.chain([random.Random(f"back-{self.seen}")], self._cuts)
        if self._place is None:
            self._next()


class Line:
    """One connection through the proxy: from the server here, to the database there."""

    def __init__(
        self,
        proxy: "CuttingProxy",
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._proxy = proxy
        self._from_here, self._to_here = here
        self._from_there, self._to_there = there
        self._commits = Commits()
        self._is_waiting = False

    async def carry(self) -> None:
        """Both ways until one side ends or the line is cut."""
        ways = [asyncio.create_task(self._questions()), asyncio.create_task(self._answers())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._spare()
            self._to_here.transport.abort()
            self._to_there.transport.abort()

    def _spare(self) -> None:
        """What was to be cut was not committed after all: another commit is cut instead."""
        if self._is_waiting:
            self._is_waiting = False
            self._proxy.plan.give_back()

    async def _questions(self) -> None:
        greeting = await self._from_here.readexactly(4)
        size = struct.unpack("!I", greeting)[0]
        self._to_there.write(greeting + await self._from_here.readexactly(size - 4))
        taken = bytearray()
        while part := await self._from_here.read(PART):
            taken += part
            for message in messages(taken):
                if self._commits.is_one(message):
                    place = self._proxy.plan.of_commit()
                    if place == "before":
                        await self._to_there.drain()
                        self._proxy.cuts["before"] += 1
                        return
                    self._is_waiting = place == "after"
                self._to_there.write(message)
            await self._to_there.drain()

    async def _answers(self) -> None:
        taken = bytearray()
        while part := await self._from_there.read(PART):
            taken += part
            for message in messages(taken):
                if self._is_waiting and message[:1] in (b"C", b"E"):
                    told = message[5:].rstrip(b"\0") if message[:1] == b"C" else b"ERROR"
                    if told == b"COMMIT":
                        self._is_waiting = False
                        self._proxy.cuts["after"] += 1
                        return
                    if told in (b"ROLLBACK", b"ERROR"):
                        self._spare()
                self._to_here.write(message)
            await self._to_here.drain()


class CuttingProxy:
    """Listens on a port of its own from `with` to its end; `url` leads through it."""

    def __init__(self, url: str, plan: Plan) -> None:
        self.plan = plan
        self.cuts: Counter[str] = Counter()
        self.lines = 0
        known = conninfo_to_dict(url)
        self._there = f"{known['host']}/.s.PGSQL.{known.get('port', 5432)}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        name = f"{known['user']}@127.0.0.1:{port}/{known['dbname']}"
        self.url = f"postgresql://{name}?sslmode=disable&gssencmode=disable"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="cutting-proxy")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._ending = asyncio.Event()
        self._started.set()
        server = await asyncio.start_server(self._taken, sock=self._listener)
        await self._ending.wait()
        server.close()
        lines = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_unix_connection(self._there)
        except OSError:
            writer.transport.abort()
            return
        # Small messages at once: the delay of TCP would make each statement wait 40 ms.
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines += 1
        try:
            await Line(self, (reader, writer), there).carry()
        finally:
            self.lines -= 1

    def __enter__(self) -> Self:
        self._started = threading.Event()
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
