"""Rows found by a unique key for many requests at once, as voucher by code at every till.

Lists and pages are read in `queries.py` of the features; what a rule looks at is loaded by
`engine/batch.py`.

While one look is under way the next gathers, so under load many requests share one statement and
one change of threads, and a lone request waits for nobody. Nothing is remembered: every request
sees what was committed when it asked.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Table

from passalong.base.messages import Row
from passalong.base.world import Key

Place = tuple[Table, tuple[str, ...]]
Asked = Mapping[Place, Sequence[Key]]
Found = dict[Place, dict[Key, Row]]


class Finder(ABC):
    """One reading connection, used by one thread at a time."""

    @abstractmethod
    def find(self, asked: Asked) -> Found:
        """The rows whose fields have these values, at most one each."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""


class Finding:
    """Gathers what requests of one event loop look for."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passalong-finder")
        self._waiting: dict[Place, dict[Key, list[asyncio.Future[Any]]]] = {}
        self._is_looking = False

    async def one(self, table: Table, fields: tuple[str, ...], key: Key) -> Any:
        """The row whose `fields` (a unique index, merchant first) are `key`, or None."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.setdefault((table, fields), {}).setdefault(key, []).append(future)
        if not self._is_looking:
            self._is_looking = True
            loop.call_soon(self._look, loop)  # whoever asks in this turn of the loop comes along
        return await future

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, {}
        asked = {place: list(keys) for place, keys in waiting.items()}
        looking = loop.run_in_executor(self._thread, self._finder.find, asked)
        looking.add_done_callback(lambda done: self._tell(loop, waiting, done))

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: dict[Place, dict[Key, list["asyncio.Future[Any]"]]],
        done: "asyncio.Future[Found]",
    ) -> None:
        if self._waiting:
            self._look(loop)
        else:
            self._is_looking = False
        error = None if done.cancelled() else done.exception()
        for place, keys in waiting.items():
            for key, futures in keys.items():
                for future in futures:
                    if future.done():  # whoever asked has hung up
                        continue
                    if error is not None:
                        future.set_exception(error)
                    else:
                        future.set_result(done.result()[place].get(key))

    def close(self) -> None:
        """Let go of the connection."""
        self._thread.shutdown()
        self._finder.close()
