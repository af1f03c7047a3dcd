"""The door and its writer with a counter: which commands came, what became of them, how long.

The door itself is `engine/door.py`; how figures are shown `web/figures.py`.
"""

import time

from passalong.base.messages import Command, Hints, Refusal, snake
from passalong.engine.door import Door, Reply, Wish
from passalong.engine.writer import Writer
from passalong.web.figures import Figures


class CountedDoor(Door):
    """The same door; every command that passes is counted."""

    def __init__(self, door: Door, figures: Figures) -> None:
        vars(self).update(vars(door))
        self._figures = figures

    async def send(self, wish: Wish, command: Command, hints: Hints = ()) -> Reply:
        """Hand in and await the answer, as `Door.send`."""
        name = snake(type(command).__name__)
        began = time.perf_counter()
        outcome = "failed"
        try:
            reply = await super().send(wish, command, hints)
            outcome = "replayed" if reply.replayed else "done"
            return reply
        except Refusal as refusal:
            outcome = "refused"
            self._figures.count("passalong_refusals_total", refusal=refusal.key)
            if "rule" in refusal.fields:
                self._count_wording(refusal)
            raise
        finally:
            seconds = time.perf_counter() - began
            self._figures.count("passalong_commands_total", command=name, outcome=outcome)
            self._figures.took("passalong_command_seconds", seconds, command=name)

    def _count_wording(self, refusal: Refusal) -> None:
        """Which rule refused a text, never the text."""
        verdict = "block" if refusal.key == "copy_blocked" else "warn"
        rule = str(refusal.fields["rule"])
        self._figures.count("passalong_copy_findings_total", rule=rule, verdict=verdict)


class CountedWriter:
    """Counts the batches of a writer, and says how much waits for it."""

    def __init__(self, writer: Writer, figures: Figures) -> None:
        self._figures = figures
        writer.watch = self
        figures.stands("passalong_commands_waiting", lambda: writer.waiting()[0])
        figures.stands("passalong_lanes_waiting", lambda: writer.waiting()[1])
        figures.stands("passalong_lanes", lambda: writer.database.lanes)
        figures.stands("passalong_writer_is_working", writer.is_working)

    def saved(self, commands: int, seconds: float, commit_seconds: float) -> None:
        """One more batch is durable."""
        self._figures.held("passalong_batch_commands", commands)
        self._figures.took("passalong_batch_seconds", seconds)
        self._figures.took("passalong_commit_seconds", commit_seconds)
