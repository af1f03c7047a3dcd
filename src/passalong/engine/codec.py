"""Rows to the values of a statement and back, for both databases.

The statements themselves are in `engine/sqlite.py` and `engine/postgres.py`.
"""

import typing
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table

from passalong.base.messages import Row
from passalong.base.world import Key
from passalong.engine.rows import SubjectKey
from passalong.engine.sealing import Keys
from passalong.engine.tables import json_text, plain_type

SubjectKeys = dict[Key, SubjectKey]


class Codec:
    """One table's row type, column names, and the way of each value in and out."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.row: type[Row] = table.info["row"]
        self.name = table.name
        self.fields: tuple[str, ...] = self.row.__struct_fields__
        self.key = self.row.key
        self.seals: tuple[str, ...] = table.info["seals"]
        self._fills = [(self.fields.index(f), fill) for f, fill in table.info["fills"].items()]
        self._sealed = [self.fields.index(field) for field in self.seals]
        subject = table.info["subject"]
        self._subject = self.fields.index(subject) if self.seals else -1
        hints = typing.get_type_hints(self.row)
        kinds = [plain_type(hints[field])[0] for field in self.fields]
        self._texts = [n for n, kind in enumerate(kinds) if _is_structured(kind)]
        self._opens: list[tuple[int, Callable[[Any], Any]]] = [
            (n, _reader(kinds[n])) for n in self._texts
        ]
        self._opens += [(n, bool) for n, kind in enumerate(kinds) if kind is bool]

    def subjects(self, rows: Iterable[Row]) -> set[Key]:
        """The people whose keys are needed to seal these rows."""
        if not self.seals:
            return set()
        field = self.fields[self._subject]
        return {(row.merchant_id, getattr(row, field)) for row in rows}

    def values(self, row: Row, keys: Keys, subject_keys: SubjectKeys) -> Sequence[Any]:
        """The values of a row's columns, filled and sealed."""
        plain = msgspec.structs.astuple(row)
        if not (self._fills or self._texts or self._sealed):
            return plain
        values = list(plain)
        for number in self._texts:
            if values[number] is not None:
                values[number] = json_text(values[number])
        for number, fill in self._fills:
            values[number] = fill(row, keys)
        for number in self._sealed:
            text = values[number]
            if text:
                subject = values[self._subject]
                values[number] = keys.seal(
                    subject_keys[(row.merchant_id, subject)].wrapped,
                    row.merchant_id,
                    subject,
                    self.fields[number],
                    text,
                )
            elif text is not None:
                values[number] = b""  # no text is no bytes, as `Keys.seal` says
        return values

    def sealed_subjects(self, lines: Iterable[Sequence[Any]]) -> set[Key]:
        """The people whose keys are needed to open these lines."""
        if not self.seals:
            return set()
        return {(line[0], line[self._subject]) for line in lines}

    def row_of(self, line: Sequence[Any], keys: Keys, subject_keys: SubjectKeys) -> Row:
        """A row from the values of a writer's statement; what can't be opened any more is empty."""
        if not (self._opens or self._sealed):
            return self.row(*line)
        values = list(line)
        for number, read in self._opens:
            if values[number] is not None:
                values[number] = read(values[number])
        return self.opened_row(values, keys, subject_keys)

    def rows_by(self, fields: Sequence[str], lines: Iterable[Any], keys: Keys) -> dict[Key, Any]:
        """Rows without sealed columns, by the values of these fields."""
        if self._sealed:
            raise TypeError(f"{self.name} holds sealed columns: read it with Read.rows")
        places = [self.fields.index(field) for field in fields]
        return {tuple([line[n] for n in places]): self.row_of(line, keys, {}) for line in lines}

    def opened_row(self, line: Sequence[Any], keys: Keys, subject_keys: SubjectKeys) -> Row:
        """A row from values whose types are right already, as SQLAlchemy gives them."""
        values = list(line)
        for number in self._sealed:
            if values[number] is not None:
                values[number] = self._opened(values, number, keys, subject_keys)
        return self.row(*values)

    def _opened(
        self, values: Sequence[Any], number: int, keys: Keys, subject_keys: SubjectKeys
    ) -> str:
        merchant_id, subject = values[0], values[self._subject]
        key = subject_keys.get((merchant_id, subject))
        if key is None:
            return ""
        sealed = bytes(values[number])
        return keys.open(key.wrapped, merchant_id, subject, self.fields[number], sealed)


def _is_structured(kind: Any) -> bool:
    return typing.get_origin(kind) in (tuple, dict) or (
        isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    )


def _reader(kind: Any) -> Callable[[Any], Any]:
    decoder = msgspec.json.Decoder(kind)
    return decoder.decode


def named(fields: Sequence[str]) -> str:
    """Column names in quotes, since a field may be called like a word of SQL."""
    return ", ".join([f'"{field}"' for field in fields])
