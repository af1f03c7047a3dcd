"""How a row becomes a table: columns from the fields, and the columns that the engine fills.

Which tables a feature has is in its `tables.py`; the statements that move rows are in
`engine/database.py`.
"""

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from passalong.base.messages import Row, Words, snake
from passalong.engine.rows import Entry, JournalHead, Receipt, SubjectKey
from passalong.engine.sealing import Keys

METADATA = MetaData()

Fill = Callable[[Any, Keys], int | None]


class JsonText(TypeDecorator[Any]):
    """A tuple of texts, or words in three languages, as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        """Python → text."""
        return None if value is None else json_text(value)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Text → Python."""
        return None if value is None else msgspec.json.decode(value, type=self.kind)


def json_text(value: Any) -> str:
    """The JSON text of a field that is no plain number, text or bytes."""
    return msgspec.json.encode(value).decode()


def _column_type(kind: Any) -> TypeEngine[Any]:
    simple: dict[Any, TypeEngine[Any]] = {
        str: Text(),
        int: BigInteger(),
        bool: Boolean(),
        bytes: LargeBinary(),
    }
    if kind in simple:
        return simple[kind]
    origin = typing.get_origin(kind)
    if kind is Words or origin in (tuple, dict) or isinstance(kind, type(msgspec.Struct)):
        return JsonText(kind)
    if origin is typing.Literal:
        return Text()
    raise TypeError(f"no column for {kind}")


def plain_type(hint: Any) -> tuple[Any, bool]:
    """The type without `None`, and whether it may be None."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        rest = [part for part in typing.get_args(hint) if part is not type(None)]
        return rest[0], True
    return hint, False


def table_of(
    row: type[Row],
    *extra: Index | CheckConstraint,
    fills: Mapping[str, Fill] | None = None,
    seals: Sequence[str] = (),
    subject: str = "person_id",
    name: str = "",
) -> Table:
    """The table of a row: its fields in order, its key as primary key.

    `fills`: columns computed on save from the row. `seals`: text columns kept as AES-GCM
    under the key of the person that the column `subject` names.
    """
    hints = typing.get_type_hints(row)
    columns = []
    for field in row.__struct_fields__:
        kind, optional = plain_type(hints[field])
        column_type = LargeBinary() if field in seals else _column_type(kind)
        columns.append(Column(field, column_type, nullable=optional))
    info = {"row": row, "fills": dict(fills or {}), "seals": tuple(seals), "subject": subject}
    if seals and not row.private:
        raise ValueError(f"{row.__name__} seals columns but is not private")
    return Table(
        name or snake(row.__name__),
        METADATA,
        *columns,
        PrimaryKeyConstraint(*row.key, name=f"pk_{snake(row.__name__)}"),
        *extra,
        info=info,
    )


RECEIPT = table_of(Receipt, Index("ix_receipt_at", "merchant_id", "at"))
JOURNAL_HEAD = table_of(JournalHead)
SUBJECT_KEY = table_of(SubjectKey)
JOURNAL = Table(
    "journal",
    METADATA,
    *(
        Column(field, _column_type(hint), nullable=False)
        for field, hint in typing.get_type_hints(Entry).items()
    ),
    PrimaryKeyConstraint("merchant_id", "seq", name="pk_journal"),
)
ENGINE_TABLES = (RECEIPT, JOURNAL_HEAD, SUBJECT_KEY)
