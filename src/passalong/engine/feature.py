"""What a feature hands to the engine: its rules, its changes, its tables.

Which features there are, and which event leads to which command, is `wiring.py`.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table

from passalong.base.messages import Command, Event, Fact, Now, Row, names_of
from passalong.base.world import World

Step = Any  # Event | Command | Keep | Forget | Shred
Rule = Callable[[World, Any, Now], Generator[Step, Any, dict[str, Any]]]
Change = Callable[[World, Any, Fact], None]
Reaction = Callable[[Any, Fact], Command | None]


class Feature(msgspec.Struct, frozen=True):
    """One folder of `features`: command → rule, event → change, and the tables of its rows."""

    name: str
    rules: Mapping[type[Command], Rule]
    changes: Mapping[type[Event], Change]
    tables: Sequence[Table]


class Registry:
    """All features as the engine uses them. Raises ValueError where two claim the same word."""

    def __init__(
        self,
        features: Sequence[Feature],
        reactions: Mapping[type[Event], Sequence[Reaction]],
    ) -> None:
        self.features = tuple(features)
        self.rules: dict[type[Command], Rule] = {}
        self.changes: dict[type[Event], Change] = {}
        self.tables: dict[type[Row], Table] = {}
        for feature in features:
            _join(self.rules, feature.rules)
            _join(self.changes, feature.changes)
            _join(self.tables, {table.info["row"]: table for table in feature.tables})
        self.reactions = {event: tuple(found) for event, found in reactions.items()}
        self.event_types = names_of(self.changes)
        self.command_types = names_of(self.rules)
        unknown = set(self.reactions) - set(self.changes)
        if unknown:
            raise ValueError(f"reactions to events without a change: {unknown}")


def _join(into: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    twice = set(into) & set(more)
    if twice:
        raise ValueError(f"two features claim {twice}")
    into.update(more)
