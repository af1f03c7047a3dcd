"""The door with a counter: which commands came, what became of them, how long they took.

The door itself is `engine/door.py`; how figures are shown `web/figures.py`.
"""

import time

from passalong.base.messages import Command, Refusal, snake
from passalong.engine.door import Door, Reply, Wish
from passalong.web.figures import Figures


class CountedDoor(Door):
    """The same door; every command that passes is counted."""

    def __init__(self, door: Door, figures: Figures) -> None:
        vars(self).update(vars(door))
        self._figures = figures

    async def send(self, wish: Wish, command: Command) -> Reply:
        """Hand in and await the answer, as `Door.send`."""
        name = snake(type(command).__name__)
        began = time.perf_counter()
        outcome = "failed"
        try:
            reply = await super().send(wish, command)
            outcome = "replayed" if reply.replayed else "done"
            return reply
        except Refusal:
            outcome = "refused"
            raise
        finally:
            seconds = time.perf_counter() - began
            self._figures.count("passalong_commands_total", command=name, outcome=outcome)
            self._figures.took("passalong_command_seconds", seconds, command=name)
