"""people.csv: name, phone, email, external, nickname, remark, and a column per consent.

How a person is met and known again is in `people/rules.py`.

A row without any contact can only be known again by being the very same row. So it gets an id
from its words: importing the file twice makes nobody twice, and the second of two equal rows in
one file is told back as vague, because nobody can say whether it is one person or two.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from passalong.outside.files.cells import Columns, NoHeader
from passalong.outside.files.importing import RowByRow, Sent, Wished
from passalong.outside.files.meanings import Unreadable
from passalong.outside.files.setting import Setting, plain_name
from passalong.people.contacts import Contacts
from passalong.people.model import Contact, MeetPerson, PersonDetail, Purpose

NAMING = ("name", "phone", "email", "external")
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
YES = {"1", "yes", "y", "true", "是", "同意", "已同意"}
NO = {"", "0", "no", "n", "false", "否", "不同意", "未同意"}
VAGUE = "vague_duplicate"
OTHER_NAME = "known_under_another_name"
Details = Callable[[Sequence[str]], Mapping[str, PersonDetail]]


class People(RowByRow):
    """Rows of people.csv as commands. `known_before` is the last giver number before the file."""

    required = ()
    optional = (*NAMING, "nickname", "remark", *PURPOSES)

    def __init__(
        self, setting: Setting, contacts: Contacts, details: Details, known_before: int
    ) -> None:
        self._setting = setting
        self._contacts = contacts
        self._details = details
        self._known_before = known_before

    def check(self, columns: Columns) -> None:
        """A file of people must have something that names them."""
        if not any(name in columns.places for name in NAMING):
            raise NoHeader(f"the header has none of {', '.join(NAMING)}; see --map")

    def wish(self, cells: Mapping[str, str]) -> Wished:
        """One person, as far as the row knows her."""
        contacts = self._contacts_of(cells)
        name, nickname, remark = (
            plain_name(cells.get(field, "")) for field in ("name", "nickname", "remark")
        )
        if not contacts and not name:
            raise Unreadable("nobody_named", "neither a name nor a contact")
        by_words = self._contacts.id_by_words(name, nickname, remark)
        command = MeetPerson(
            source="import",
            name=name,
            nickname=nickname,
            remark=remark,
            contacts=contacts,
            language=self._setting.language,
            consents=tuple([p for p in PURPOSES if _agreed(p, cells.get(p, ""))]),
            person_id="" if contacts else by_words,
        )
        return Wished(command, None)

    def _contacts_of(self, cells: Mapping[str, str]) -> tuple[Contact, ...]:
        readers = (
            ("phone", self._contacts.phone),
            ("email", self._contacts.email),
            ("external", self._contacts.external),
        )
        return tuple([read(cells[f]) for f, read in readers if cells.get(f, "").strip()])

    def settled(self, sent: Sequence[Sent]) -> list[str]:
        """New, known as the row says, or known otherwise: then the row is told back."""
        known = [one.outcome.answer["person_id"] for one in sent if not _is_new(one)]
        details = self._details(known) if known else {}
        return [self._fate(one, details) for one in sent]

    def _fate(self, sent: Sent, details: Mapping[str, PersonDetail]) -> str:
        if _is_new(sent):
            return "imported"
        command, answer = sent.wished.command, sent.outcome.answer
        assert isinstance(command, MeetPerson)
        if command.person_id:
            return VAGUE if answer["number"] > self._known_before else "already"
        detail = details.get(answer["person_id"])
        if detail is None:
            return "already"
        pairs = (
            (command.name, detail.name),
            (command.nickname, detail.nickname),
            (command.remark, detail.remark),
        )
        return OTHER_NAME if any(said and said != known for said, known in pairs) else "already"


def _is_new(sent: Sent) -> bool:
    return bool(sent.outcome.answer["is_new"])


def _agreed(purpose: str, text: str) -> bool:
    said = text.strip().casefold()
    if said not in YES | NO:
        raise Unreadable("bad_consent", f"{purpose}: {text.strip()[:20]!r} is neither yes nor no")
    return said in YES
