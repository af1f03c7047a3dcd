"""The door through which pages, API, imports and timers hand in commands: two doors, one law.

Who a request comes from is found in `web/signin.py`; what a command does is in its feature.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from passalong.base.clock import Clock
from passalong.base.ids import SEED_BYTES
from passalong.base.messages import THE_SYSTEM, Actor, Command, Envelope, Hints, Outcome, Refusal
from passalong.engine.bell import Bell, Waiting
from passalong.engine.database import Database, DatabaseUnavailable
from passalong.engine.writer import Writer


class CommandFailed(Exception):
    """A rule has a fault; nothing was changed."""


class ClockJumped(DatabaseUnavailable):
    """This machine's clock was set: nothing is written under a moment that may be wrong."""

    refusal = "clock_jumped"


class Wish(msgspec.Struct, frozen=True):
    """Who asks, for which merchant, under which idempotency key, for real or as a dry run."""

    merchant_id: str
    actor: Actor = THE_SYSTEM
    idempotency_key: str = ""
    dry_run: bool = False


class Reply(dict[str, Any]):
    """The answer of a command; `replayed` when the same wish had been answered before."""

    replayed = False
    seq = 0


class Door:
    """Writer, readers, clock and entropy in one hand, injected everywhere."""

    def __init__(
        self,
        writer: Writer,
        clock: Clock,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self.writer = writer
        self.database: Database = writer.database
        self.keys = writer.database.keys
        self.reading = writer.database.reading
        self.clock = clock
        self._entropy = entropy
        self._bell: Bell | None = None

    def envelope(
        self, wish: Wish, command: Command, at: int | None = None, hints: Hints = ()
    ) -> Envelope:
        """The command with its moment and its seed. Raises ClockJumped."""
        if not self.clock.is_right():
            raise ClockJumped("this machine's clock was set; set it right, or start again")
        return Envelope(
            merchant_id=wish.merchant_id,
            command=command,
            actor=wish.actor,
            at=self.clock.now() if at is None else at,
            seed=self._entropy(SEED_BYTES),
            idempotency_key=wish.idempotency_key,
            dry_run=wish.dry_run,
            hints=hints,
        )

    async def send(self, wish: Wish, command: Command, hints: Hints = ()) -> Reply:
        """Hand in and await the answer. Raises Refusal, CommandFailed, DatabaseUnavailable."""
        loop = asyncio.get_running_loop()
        if self._bell is None or self._bell.loop is not loop:
            self._bell = Bell(loop)
        waiting = Waiting(self._bell)
        self.writer.hand_in([self.envelope(wish, command, hints=hints)], waiting)
        return told((await waiting.future)[0])

    def run(self, wish: Wish, command: Command, at: int | None = None) -> Reply:
        """The same for callers that are not asynchronous."""
        return told(self.writer.run(self.envelope(wish, command, at)))


def told(outcome: Outcome) -> Reply:
    """The answer, or the refusal raised."""
    if outcome.status == "refused":
        raise Refusal(outcome.refusal, **outcome.fields)
    if outcome.status == "failed":
        raise CommandFailed
    reply = Reply(outcome.answer)
    reply.replayed = outcome.replayed
    reply.seq = outcome.seq
    return reply
