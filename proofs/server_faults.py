"""Faults of a server that doubles or loses a write; the others are in `proofs/serving.py`.

Fifty tills (`proofs/tills.py`) and lines that break (`proofs/cuts.py`) must find them.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from passalong.engine import postgres, sqlite
from passalong.engine.database import DatabaseUnavailable
from passalong.vouchers import till

LATE_SECONDS = 0.02


def till_that_does_not_look() -> None:
    """A till takes every voucher that has a friend, whatever became of it; so do the tables."""
    usual = sqlite.connect_writer

    def careless(path: Path) -> Any:
        connection = usual(path)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        return connection

    def no_claim(world: Any, command: Any, voucher: Any, now: Any) -> Any:
        return voucher.friend_id
        yield

    sqlite.connect_writer = careless
    till.refuse_closed = lambda voucher, at: None
    till._claim_at_the_till = no_claim


def lanes_of_its_own() -> None:
    """Each process holds locks that only itself knows, for a while: two write in one lane."""
    usual = postgres.PostgresStore.transaction

    @contextmanager
    def alone(store: postgres.PostgresStore, *lanes: Any) -> Iterator[Any]:
        postgres.LANE_LOCKS = os.getpid()
        with usual(store, *lanes) as held:
            yield held
            time.sleep(LATE_SECONDS)

    postgres.PostgresStore.transaction = alone  # type: ignore[method-assign]


def believes_every_commit() -> None:
    """A line that breaks while COMMIT is under way is taken for a yes."""
    usual = postgres.PostgresStore.transaction

    @contextmanager
    def believing(store: postgres.PostgresStore, *lanes: Any) -> Iterator[Any]:
        is_decided = False
        try:
            with usual(store, *lanes) as held:
                yield held
                is_decided = True
        except DatabaseUnavailable:
            if not is_decided:
                raise

    postgres.PostgresStore.transaction = believing  # type: ignore[method-assign]


SERVER_FAULTS = (till_that_does_not_look, lanes_of_its_own, believes_every_commit)
