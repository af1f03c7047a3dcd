"""What a route says about itself, and what it is given: who may call, and pages of a list.

Who asks, and whether she may, is found in `web/guard.py`; what a command does is in its feature.

A route without `reads`, `sends` or `public` in its `opt` answers nobody: deny by default.
"""

import base64
import binascii
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar

import msgspec

from passalong.base.clock import iso_of
from passalong.base.messages import READERS, Command, Refusal, Row

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
CURSOR_MAX = 600

R = TypeVar("R")
S = TypeVar("S", bound=msgspec.Struct)
Example = dict[str, Any] | list[Any] | None


class Access(msgspec.Struct, frozen=True):
    """Who may call a route: staff and customers by role, API keys by scope.

    `link` says that the address itself carries a token (`/v/{merchant_id}/{token}`). `limited`
    names a limit of `web/limits.py` that counts here besides. A write needs an idempotency key.
    """

    roles: frozenset[str] = frozenset()
    scope: str = ""
    is_open: bool = False
    link: Literal["", "person", "offer"] = ""
    limited: str = ""
    is_write: bool = False
    asks: Example = None
    answers: Example = None


def reads(
    *,
    roles: frozenset[str] = READERS,
    scope: str = "read",
    link: Literal["", "person", "offer"] = "",
    limited: str = "",
    asks: Example = None,
    answers: Example = None,
) -> dict[str, Any]:
    """`opt` of a route that reads: for these roles, and for API keys with this scope."""
    access = Access(roles, scope, link=link, limited=limited, asks=asks, answers=answers)
    return {"access": access}


def sends(
    command: type[Command],
    *,
    link: Literal["", "person", "offer"] = "",
    asks: Example = None,
    answers: Example = None,
) -> dict[str, Any]:
    """`opt` of a route that hands in this command: whoever may wish it may call."""
    access = Access(
        command.allowed, command.scope, link=link, is_write=True, asks=asks, answers=answers
    )
    return {"access": access}


def public(*, asks: Example = None, answers: Example = None) -> dict[str, Any]:
    """`opt` of a route that is open to everybody."""
    return {"access": Access(is_open=True, asks=asks, answers=answers)}


class Tries(ABC):
    """Counts wrong codes of whoever asks, so that nobody can guess one."""

    @abstractmethod
    def check(self) -> None:
        """Refused with `too_many_tries` when there were too many wrong ones."""

    @abstractmethod
    def failed(self) -> None:
        """One more was wrong."""


class HeldOut(msgspec.Struct, frozen=True):
    """The offer that the credential of a request names; empty when it names none."""

    voucher_id: str = ""
    turn: int = 0


NamesOf = Callable[[Any, str, Sequence[str]], dict[str, str]]
"""(read, merchant_id, person ids) → what staff call these people, by id."""


class Paging(msgspec.Struct, frozen=True):
    """Which part of a list is wanted: at most `limit` lines, after the one with key `after`."""

    limit: int = LIMIT_DEFAULT
    after: tuple[Any, ...] = ()

    def place(self, *kinds: type) -> Any:
        """`after` as a tuple of these types, None at the start; refused when it is another's."""
        if not self.after:
            return None
        if tuple(map(type, self.after)) != kinds:
            raise Refusal("cursor_wrong")
        return self.after


class Listed(msgspec.Struct, frozen=True):
    """One page of a list; `next_cursor` is None on the last."""

    items: list[Any]
    next_cursor: str | None


def cursor_of(key: Sequence[Any]) -> str:
    """The key of a line as opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(list(key))).decode().rstrip("=")


def read_cursor(text: str) -> tuple[Any, ...]:
    """The key again. Refused when the text is no cursor."""
    if len(text) > CURSOR_MAX:
        raise Refusal("cursor_wrong")
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
        key = msgspec.json.decode(raw, type=list[int | str])
    except (binascii.Error, msgspec.DecodeError, UnicodeError) as error:
        raise Refusal("cursor_wrong") from error
    if any(isinstance(part, int) and abs(part) >= 1 << 63 for part in key):
        raise Refusal("cursor_wrong")
    return tuple(key)


def listed(
    found: Iterable[R],
    paging: Paging,
    show: Callable[[R], Any],
    key: Callable[[R], Sequence[Any]],
) -> Listed:
    """A page from lines that were asked with `limit + 1`: one more means there is another page."""
    lines = list(found)
    kept = lines[: paging.limit]
    more = len(lines) > paging.limit
    return Listed([show(line) for line in kept], cursor_of(key(kept[-1])) if more else None)


def listed_here(
    found: Sequence[R],
    paging: Paging,
    show: Callable[[R], Any],
    key: Callable[[R], Sequence[Any]],
) -> Listed:
    """A page from a list that is short enough to be read whole, in the order it came."""
    begin = 0
    if paging.after:
        keys = [tuple(key(line)) for line in found]
        if paging.after not in keys:
            raise Refusal("cursor_wrong")
        begin = keys.index(paging.after) + 1
    return listed(found[begin : begin + paging.limit + 1], paging, show, key)


def shown(kind: type[S], row: Row, **more: Any) -> S:
    """A row as the API shows it: the fields that `kind` names, moments in ISO 8601."""
    values = dict(more)
    for field in kind.__struct_fields__:
        if field not in values:
            value = getattr(row, field)
            is_moment = field == "at" or field.endswith("_at")
            values[field] = iso_of(value) if is_moment and value is not None else value
    return kind(**values)
