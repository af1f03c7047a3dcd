"""What bodies of the API are made of: bounded texts and numbers, words, contacts, moments.

Which bodies there are is in each feature's `api.py`; what a value may be in the end is law.

Bodies forbid unknown fields, so that nobody sets what she may not set by guessing its name.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from passalong.base.clock import moment_of
from passalong.base.messages import Command, Words

C = TypeVar("C", bound=Command)

AMOUNT_MAX = 10**12
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=AMOUNT_MAX)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
ShortText = Annotated[str, msgspec.Meta(max_length=200)]
LongText = Annotated[str, msgspec.Meta(max_length=4000)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Ids = Annotated[tuple[Identifier, ...], msgspec.Meta(max_length=200)]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a request says; unknown fields are refused."""


class Said(Body, frozen=True):
    """One text in up to three languages; an empty one falls back to what is there."""

    zh_hans: LongText = ""
    zh_hant: LongText = ""
    en: LongText = ""


class Reached(Body, frozen=True):
    """A phone number, e-mail address, or the id under which another system knows somebody."""

    kind: Literal["phone", "email", "external"]
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=320)]


ContactsOf = Callable[[Sequence[Reached]], tuple[Any, ...]]
Contacts = Annotated[tuple[Reached, ...], msgspec.Meta(max_length=10)]


def command_of(kind: type[C], body: msgspec.Struct, **more: Any) -> C:
    """The command with the fields of a body; `more` are those that come from elsewhere."""
    values = {}
    for field in body.__struct_fields__:
        values[field] = _plain(getattr(body, field))
    return kind(**{**values, **more})


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return Words(value.zh_hans, value.zh_hant, value.en)
    if isinstance(value, datetime):
        return moment_of(value)
    return value
