"""One merchant's commands and reads on a real database, for tests of what is kept and shown.

How the database is opened is `rig/living.py`; the law alone is tested with `rig/scene.py`.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from passalong.base.ids import derive
from passalong.base.messages import THE_SYSTEM, Actor, Command, Envelope
from passalong.engine.writer import Writer
from rig.scene import MERCHANT, MOMENT, OWNER


class Desk:
    """Hands in commands for one merchant and reads what came of them."""

    def __init__(self, writer: Writer, merchant_id: str = MERCHANT) -> None:
        self.writer = writer
        self.merchant_id = merchant_id
        self._commands = 0

    def envelope(self, command: Command, at: int = MOMENT, actor: Actor | None = None) -> Envelope:
        """A command with its seed; by the system where it may, else by the owner."""
        self._commands += 1
        asker = actor or (THE_SYSTEM if THE_SYSTEM.may(command) else OWNER)
        seed = derive(b"desk", self.merchant_id, self._commands)
        return Envelope(self.merchant_id, command, asker, at, seed)

    def done(self, command: Command, at: int = MOMENT, actor: Actor | None = None) -> Any:
        """The answer of a command, which must be done."""
        outcome = self.writer.run(self.envelope(command, at, actor))
        assert outcome.status == "done", f"{command}: {outcome.refusal} {outcome.fields}"
        return outcome.answer

    def read(self, query: Callable[..., Any], *wanted: Any, **more: Any) -> Any:
        """What a query answers for this merchant now."""
        with self.writer.database.reading() as read:
            return query(read, self.merchant_id, *wanted, **more)

    def plans(self, query: Callable[..., Any], *wanted: Any, **more: Any) -> list[str]:
        """How SQLite goes about each statement of a query: one text per statement."""
        engine = self.writer.database.engine
        asked: list[tuple[str, Any]] = []

        def note(
            connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
        ) -> None:
            asked.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        try:
            self.read(query, *wanted, **more)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        with engine.connect() as connection:
            told = [
                connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
                for statement, parameters in asked
            ]
        return ["\n".join([line[-1] for line in lines]) for lines in told]
