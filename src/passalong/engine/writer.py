"""Group commit: take what waits, decide and save it as one batch, answer after the commit.

How a batch is decided is `engine/batch.py`; statements are in `engine/database.py`.

While one batch is being saved the next one gathers, so under load many commands share one
durable commit, and a lone command waits for nobody. A lane is a hash of the merchant; each writing
thread owns one connection and the lanes that fall to it. A batch takes what waits in the lane that
has waited longest, and of its other lanes those in which no other process is writing just now:
the fewer commits and statements, the more commands (docs/decisions/0014).
"""

import logging
import threading
import time
import zlib
from collections import OrderedDict, deque
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from passalong.base.messages import Envelope, Outcome, snake
from passalong.engine.batch import Batch
from passalong.engine.database import Database, DatabaseUnavailable, Store, TakenTwice
from passalong.engine.feature import Registry

log = logging.getLogger(__name__)

BATCH_MAX = 512  # of single commands: so long the next one waits
GROUP_MAX = 2048  # of commands that come in one hand, as from a file: nobody waits for one
TURNS_MAX = 5
CROWD = 3  # so many in the last batch: more will come in a moment
Waiting = tuple[list[Envelope], "Answered"]
Taken = dict[int, list[Waiting]]  # by lane; the one that has waited longest is the first


class Answered(Protocol):
    """Somebody to whom outcomes are told, once, from a writing thread."""

    def set_result(self, result: list[Outcome], /) -> None:
        """They are durable."""

    def set_exception(self, exception: BaseException | None, /) -> None:
        """Nothing was saved."""


class WriterStopped(Exception):
    """The writer is going down and takes nothing new."""


class Watch(Protocol):
    """Is told of every batch that was saved, for figures."""

    def saved(self, commands: int, seconds: float, commit_seconds: float) -> None:
        """So many commands took so long together, and so much of it was making it durable."""


class Writer:
    """The one door to the rows. Raises DatabaseInUse at once if another process writes."""

    def __init__(
        self, database: Database, registry: Registry, *, threads: int | None = None
    ) -> None:
        self.database = database
        self.registry = registry
        self.watch: Watch | None = None
        count = threads or database.writers
        self._queues = [LaneQueue() for _ in range(count)]
        stores = [database.store() for _ in range(count)]
        self._threads = [
            threading.Thread(target=self._work, args=pair, name="passalong-writer", daemon=True)
            for pair in zip(self._queues, stores, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def lane_of(self, merchant_id: str) -> int:
        """The lane in which everything of this merchant is written."""
        return zlib.crc32(merchant_id.encode()) % self.database.lanes

    def submit(self, envelope: Envelope) -> "Future[list[Outcome]]":
        """Hand in a command; the future holds its outcome, alone in a list, once it is durable."""
        return self.submit_all([envelope])

    def submit_all(self, envelopes: list[Envelope]) -> "Future[list[Outcome]]":
        """Hand in commands of one lane, at most GROUP_MAX: they are saved together, in order."""
        future: Future[list[Outcome]] = Future()
        future.set_running_or_notify_cancel()  # who hangs up can't take back what is under way
        self.hand_in(envelopes, future)
        return future

    def hand_in(self, envelopes: list[Envelope], answered: "Answered") -> None:
        """As `submit_all`; the outcomes are told to whoever is given here."""
        lane = self.lane_of(envelopes[0].merchant_id)
        self._queues[lane % len(self._queues)].put(lane, (envelopes, answered))

    def run(self, envelope: Envelope) -> Outcome:
        """Hand in a command and wait for its outcome."""
        return self.submit(envelope).result()[0]

    def run_all(self, envelopes: Sequence[Envelope]) -> list[Outcome]:
        """Hand in many at once, each merchant's in order, and wait for all."""
        lanes: dict[int, list[int]] = {}
        for number, envelope in enumerate(envelopes):
            lanes.setdefault(self.lane_of(envelope.merchant_id), []).append(number)
        waiting: list[tuple[list[int], Future[list[Outcome]]]] = []
        for numbers in lanes.values():
            for start in range(0, len(numbers), GROUP_MAX):
                part = numbers[start : start + GROUP_MAX]
                waiting.append((part, self.submit_all([envelopes[n] for n in part])))
        outcomes: dict[int, Outcome] = {}
        for part, future in waiting:
            outcomes.update(zip(part, future.result(), strict=True))
        return [outcomes[number] for number in range(len(envelopes))]

    def waiting(self) -> tuple[int, int]:
        """How many commands wait that no batch has taken yet, and in how many lanes."""
        found = [queue.waiting() for queue in self._queues]
        return sum([commands for commands, _ in found]), sum([lanes for _, lanes in found])

    def is_working(self) -> bool:
        """Whether every writing thread is there."""
        return all(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Answer what was taken, refuse what comes, let the database go."""
        for queue in self._queues:
            queue.close()
        for thread in self._threads:
            thread.join()

    def _gathering(self, crowd: int) -> float:
        """How long to wait for more, after a batch of so many: a lone command waits for nobody."""
        return self.database.gather_seconds if crowd >= CROWD else 0.0

    def _work(self, queue: "LaneQueue", store: Store) -> None:
        crowd = 0
        while (taken := queue.take(self._gathering(crowd))) is not None:
            crowd = sum([len(group) for waiting in taken.values() for group, _ in waiting])
            queue.put_back(answer(self, store, taken))
        store.close()


def answer(writer: Writer, store: Store, taken: Taken) -> Taken:
    """Decide and save as one batch; if the tables refuse it, one by one: only the guilty fails.

    Gives back the lanes in which somebody else is writing.
    """
    first, *more = taken
    held: Sequence[int] = more
    began = time.perf_counter()
    try:
        with store.transaction(first, *more) as held:
            groups = _of(taken, first, held)
            envelopes = [envelope for group, _ in groups for envelope in group]
            outcomes = decided(writer, store, envelopes, [0] * len(envelopes))
            written = time.perf_counter()
    except DatabaseUnavailable as error:
        log.warning("batch not saved", extra={"reason": type(error).__name__})
        for _, future in _of(taken, first, held):
            future.set_exception(error)
    except Exception as error:
        log.warning("batch decided one by one", extra={"reason": type(error).__name__})
        for lane in (first, *held):
            for group, future in taken[lane]:
                _answer_alone(writer, store, lane, group, future)
    else:
        if writer.watch is not None:
            ended = time.perf_counter()
            writer.watch.saved(len(envelopes), ended - began, ended - written)
        start = 0
        for group, future in groups:
            future.set_result(outcomes[start : start + len(group)])
            start += len(group)
    return {lane: taken[lane] for lane in more if lane not in held}


def _of(taken: Taken, first: int, held: Sequence[int]) -> list[Waiting]:
    return [one for lane in (first, *held) for one in taken[lane]]


def _answer_alone(
    writer: Writer, store: Store, lane: int, group: list[Envelope], future: Answered
) -> None:
    try:
        future.set_result([_alone(writer, store, lane, envelope) for envelope in group])
    except Exception as error:
        future.set_exception(error)


def _alone(writer: Writer, store: Store, lane: int, envelope: Envelope) -> Outcome:
    """One command; where a code collides with another, again with the next turn of its codes."""
    for turn in range(TURNS_MAX):
        try:
            with store.transaction(lane):
                return decided(writer, store, [envelope], [turn])[0]
        except TakenTwice as error:
            log.warning("taken twice", extra={"constraint": str(error), "turn": turn})
        except DatabaseUnavailable:
            raise
        except Exception:
            name = snake(type(envelope.command).__name__)
            log.exception("command not saved", extra={"command": name})
            break
    return Outcome(status="failed")


def decided(
    writer: Writer, store: Store, envelopes: list[Envelope], turns: list[int]
) -> list[Outcome]:
    """Load, decide, save, inside a transaction. Raises what the store raises."""
    batch = Batch(writer.registry, store.load, writer.database.keys.digest)
    usual = store.usual.of({envelope.merchant_id for envelope in envelopes})
    outcomes = batch.decide(envelopes, turns, usual)
    store.save(batch)
    store.usual.learn(batch.shared)
    return outcomes


class LaneQueue:
    """What waits, by lane; hands out the lanes that have waited longest, at most BATCH_MAX."""

    def __init__(self) -> None:
        self._lanes: OrderedDict[int, deque[Waiting]] = OrderedDict()
        self._condition = threading.Condition()
        self._open = True

    def put(self, lane: int, group: Waiting) -> None:
        """Add commands of one lane. Raises WriterStopped after `close`."""
        with self._condition:
            if not self._open:
                raise WriterStopped
            self._lanes.setdefault(lane, deque()).append(group)
            self._condition.notify()

    def put_back(self, taken: Taken) -> None:
        """Lanes that could not be written: in front of what has come since, and next in turn."""
        with self._condition:
            for lane, groups in reversed(taken.items()):
                self._lanes.setdefault(lane, deque()).extendleft(reversed(groups))
                self._lanes.move_to_end(lane, last=False)

    def take(self, gather_seconds: float = 0.0) -> Taken | None:
        """Groups by lane, the longest waiting first, up to BATCH_MAX; None when it is over.

        With `gather_seconds` it waits so long first: a few milliseconds make fewer, larger batches.
        """
        if gather_seconds and self._open:
            time.sleep(gather_seconds)
        with self._condition:
            while not self._lanes:
                if not self._open:
                    return None
                self._condition.wait()
            taken: Taken = {}
            count = 0
            while self._lanes:
                lane, waiting = self._lanes.popitem(last=False)
                while waiting and (not count or count + len(waiting[0][0]) <= BATCH_MAX):
                    taken.setdefault(lane, []).append(waiting.popleft())
                    count += len(taken[lane][-1][0])
                if waiting:
                    self._lanes[lane] = waiting
                    self._lanes.move_to_end(lane, last=lane in taken)
                    break
            return taken

    def waiting(self) -> tuple[int, int]:
        """Commands and lanes that nobody has taken yet."""
        with self._condition:
            groups = [group for lane in self._lanes.values() for group, _ in lane]
            return sum([len(group) for group in groups]), len(self._lanes)

    def close(self) -> None:
        """Take nothing new; `take` still hands out what waits."""
        with self._condition:
            self._open = False
            self._condition.notify_all()
