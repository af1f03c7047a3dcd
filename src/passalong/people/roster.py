"""Who may be meant by a spoken name: an index in memory per merchant, kept up with the journal.

How names are compared is in `people/names.py`; who may ask, and the log of it, at the rim.

The first question for a merchant opens everybody's names once. From then on each question looks
what the journal says has changed since and opens only those, so an erased name is gone before
the next answer. Nothing is ever written: no name, no syllable of it, is on the disk in clear.

A crowd of another world (`people/crowds.py`) has neither names nor phones, only giver numbers:
these people are looked up when their number is said.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import msgspec

from passalong.base.messages import snake
from passalong.engine.database import Read
from passalong.people.model import (
    IdentityAdded,
    PeopleMerged,
    PersonChanged,
    PersonErased,
    PersonMet,
)
from passalong.people.names import KnownAs, NameAnswer, NameIndex, numbers_said
from passalong.people.queries import (
    Known,
    PeopleFilter,
    journal_between,
    journal_end,
    known_people,
    people,
    person_by_number,
    phones_of,
)

MERCHANTS_MAX = 64
CHUNK = 500
TELLING = tuple(
    snake(kind.__name__)
    for kind in (PersonMet, PersonChanged, IdentityAdded, PersonErased, PeopleMerged)
)
_BETWEEN_NICKNAMES = re.compile(r"[,，、;；/]+")


class _Whom(msgspec.Struct, frozen=True):
    """The ids in any event that tells of people."""

    person_id: str = ""
    from_id: str = ""
    to_id: str = ""


class _Book:
    """One merchant's index, and the line of the journal up to which it is right."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.index = NameIndex()
        self.seq = -1


class Roster:
    """The indexes of the merchants asked for last. Any thread may search."""

    def __init__(self, merchants_max: int = MERCHANTS_MAX) -> None:
        self._merchants_max = merchants_max
        self._lock = threading.Lock()
        self._books: OrderedDict[str, _Book] = OrderedDict()

    def search(self, read: Read, merchant_id: str, spoken: str, limit: int = 5) -> list[NameAnswer]:
        """The people who may be meant, likeliest first, as the database stands now.

        The first call for a merchant opens all names and may take seconds: not on an event loop.
        """
        book = self._book(merchant_id)
        with book.lock:
            _refresh(read, merchant_id, book)
            for number in numbers_said(spoken):
                _look_up(read, merchant_id, book.index, number)
            return book.index.search(spoken, limit)

    def forget(self, merchant_id: str) -> None:
        """Let a merchant's index go; the next question builds it anew."""
        with self._lock:
            self._books.pop(merchant_id, None)

    def _book(self, merchant_id: str) -> _Book:
        with self._lock:
            book = self._books.setdefault(merchant_id, _Book())
            self._books.move_to_end(merchant_id)
            while len(self._books) > self._merchants_max:
                self._books.popitem(last=False)
            return book


def _refresh(read: Read, merchant_id: str, book: _Book) -> None:
    """Bring the index to the end of the journal.

    The end is read first: what is written meanwhile is told again at the next question.
    """
    end = journal_end(read, merchant_id)
    if book.seq < 0:
        _fill(read, merchant_id, book.index)
    elif end > book.seq:
        changed = _told_of(read, merchant_id, book.seq, end)
        for start in range(0, len(changed), CHUNK):
            _follow(read, merchant_id, book.index, changed[start : start + CHUNK])
    book.seq = end


def _fill(read: Read, merchant_id: str, index: NameIndex) -> None:
    after: tuple[int] | None = None
    sought = PeopleFilter(can_be_said=True)
    while page := people(read, merchant_id, sought, CHUNK, after):
        for person_id, known_as in _known_as(read, merchant_id, page):
            index.add(person_id, known_as)
        after = (page[-1].person.number,)


def _look_up(read: Read, merchant_id: str, index: NameIndex, number: int) -> None:
    """Whoever has this giver number is in the index from now on, if she was not."""
    person = person_by_number(read, merchant_id, number)
    if person is not None and person.erased_at is None and person.person_id not in index:
        index.add(person.person_id, KnownAs(number=person.number))


def _told_of(read: Read, merchant_id: str, since: int, until: int) -> list[str]:
    """Everybody of whom the journal tells something after `since`, up to `until`."""
    found: set[str] = set()
    for body in journal_between(read, merchant_id, since, until, TELLING):
        whom = msgspec.json.decode(body, type=_Whom)
        found |= {whom.person_id, whom.from_id, whom.to_id}
    return sorted(found - {""})


def _follow(read: Read, merchant_id: str, index: NameIndex, person_ids: Sequence[str]) -> None:
    for person_id in person_ids:
        index.drop(person_id)
    found = known_people(read, merchant_id, person_ids).values()
    living = {known.person.person_id: known for known in found if known.person.erased_at is None}
    for person_id, known_as in _known_as(read, merchant_id, list(living.values())):
        index.add(person_id, known_as)


def _known_as(read: Read, merchant_id: str, page: Sequence[Known]) -> Iterator[tuple[str, KnownAs]]:
    phones = phones_of(read, merchant_id, [known.person.person_id for known in page])
    for known in page:
        person, detail = known.person, known.detail
        nicknames = _BETWEEN_NICKNAMES.split(detail.nickname) if detail else []
        yield (
            person.person_id,
            KnownAs(
                full_name=detail.name if detail else "",
                nicknames=tuple([nickname.strip() for nickname in nicknames if nickname.strip()]),
                remark=detail.remark if detail else "",
                phone_tail=phones.get(person.person_id, "")[-4:],
                number=person.number,
            ),
        )
