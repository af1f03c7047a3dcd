"""Columns of values as PostgreSQL writes arrays, as text: `{"a","b"}`.

The statements that take them are in `engine/postgres.py`.

psycopg can do this too, one value after the other in Python; here a whole column of ids or
numbers becomes text in one stroke, and only what needs an escape is looked at alone. A batch is
hundreds of thousands of values a second, so this is a tenth of what it costs to write.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

Literal = Callable[[Sequence[Any]], str]


def of_texts(values: Sequence[str | None]) -> str:
    """Texts, each in quotes."""
    if None in values:
        return "{" + ",".join([_quoted(value) for value in values]) + "}"
    joined = '","'.join(values)  # type: ignore[arg-type]
    if "\\" in joined or joined.count('"') != 2 * (len(values) - 1):
        return "{" + ",".join([_quoted(value) for value in values]) + "}"
    return '{"' + joined + '"}'


def of_numbers(values: Sequence[int | None]) -> str:
    """Whole numbers as they are."""
    return "{" + ",".join(["NULL" if value is None else str(int(value)) for value in values]) + "}"


def of_flags(values: Sequence[bool | None]) -> str:
    """`t` and `f`."""
    return "{" + ",".join(["NULL" if one is None else "t" if one else "f" for one in values]) + "}"


def of_bytes(values: Sequence[bytes | None]) -> str:
    """Hexadecimal."""
    told = ["NULL" if one is None else f'"\\\\x{bytes(one).hex()}"' for one in values]
    return "{" + ",".join(told) + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


LITERALS: Final[dict[str, Literal]] = {
    "text": of_texts,
    "bigint": of_numbers,
    "boolean": of_flags,
    "bytea": of_bytes,
}
