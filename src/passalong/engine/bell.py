"""Answers of the writer on their way to those who await them: one ring for a whole batch.

Who awaits is `engine/door.py`; who answers is `engine/writer.py`, in threads of its own.

Each answer could wake the event loop by itself, as `asyncio.wrap_future` does; with a hundred
answers per batch that costs more than the answers. So they are laid down, and whoever lays down
the first one rings.
"""

import asyncio
from collections import deque
from typing import Any

from passalong.base.messages import Outcome


class Waiting:
    """Somebody who awaits the outcomes of her commands in an event loop."""

    def __init__(self, bell: "Bell") -> None:
        self.future: asyncio.Future[list[Outcome]] = bell.loop.create_future()
        self._bell = bell

    def set_result(self, outcomes: list[Outcome]) -> None:
        """The writer's answer, from its thread."""
        self._bell.lay_down(self, outcomes, None)

    def set_exception(self, error: BaseException | None) -> None:
        """Why there is none."""
        self._bell.lay_down(self, [], error)


class Bell:
    """Where answers lie until the one loop that awaits them fetches them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._laid: deque[tuple[Waiting, list[Outcome], BaseException | None]] = deque()
        self._has_rung = False

    def lay_down(
        self, waiting: Waiting, outcomes: list[Outcome], error: BaseException | None
    ) -> None:
        """From any thread."""
        self._laid.append((waiting, outcomes, error))
        # Rung before it is fetched: whoever comes between lays down what that fetching finds.
        if not self._has_rung:
            self._has_rung = True
            try:
                self.loop.call_soon_threadsafe(self._fetch)
            except RuntimeError:
                self._has_rung = False  # the loop has ended: nobody waits there any more

    def _fetch(self) -> None:
        self._has_rung = False
        while self._laid:
            waiting, outcomes, error = self._laid.popleft()
            _tell(waiting.future, outcomes, error)


def _tell(
    future: "asyncio.Future[Any]", outcomes: list[Outcome], error: BaseException | None
) -> None:
    if future.done():  # whoever asked has hung up
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(outcomes)
