"""The ways in which a person is written down, and the keys under which each way is filed.

The index that files them is in `people/names.py`; what is said is read in `people/spoken.py`.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from passalong.people.sounds import FAR, SAME_SOUND, Sign, classes, difference, is_chinese
from passalong.people.spellings import (
    NO_MATCH,
    Likeness,
    folded,
    word_difference,
    words_difference,
    words_of,
)
from passalong.people.spoken import (
    Meaning,
    Part,
    family_length,
    latin_meanings,
    signs_of,
    without_title,
)

_IN_TWO_SCRIPTS: Final = 0.3
_WITHOUT_PLACE: Final = 0.2
_LONGER_GIVEN_NAME: Final = 0.3
_OTHER_NICKNAME: Final = 0.8

# Under which letter the part of a name that was said is filed.
LETTERS: Final[dict[Part, str]] = {
    "whole": "w", "family": "f", "given": "g", "last": "e", "initial": "f",
}  # fmt: skip


class KnownAs(msgspec.Struct, frozen=True, gc=False):
    """All names under which a shop knows a person; whatever is empty is not known."""

    full_name: str = ""
    nicknames: tuple[str, ...] = ()
    remark: str = ""
    phone_tail: str = ""
    number: int | None = None


class Form(NamedTuple):
    """One way in which one person is written down: in signs or in Latin words."""

    slot: int
    source: str  # "name" | "nickname" | "remark"
    signs: tuple[Sign, ...]
    family: int  # how many of the signs are the surname
    cost: float
    words: tuple[str, ...]


class Fit(NamedTuple):
    """How well somebody fits (less is better), and why."""

    cost: float
    why: tuple[str, ...]


NO_FIT: Final = Fit(NO_MATCH, ())


def forms_of(slot: int, known: KnownAs) -> list[Form]:
    """All forms of a person."""
    forms = [*_forms(slot, "name", known.full_name)]
    for nickname in known.nicknames:
        forms += _forms(slot, "nickname", nickname)
    forms += _forms(slot, "remark", known.remark)
    return forms


def _forms(slot: int, source: str, name: str) -> Iterator[Form]:
    chinese = "".join(c for c in name if is_chinese(c))
    words = words_of(folded(name))
    beside = _IN_TWO_SCRIPTS if chinese and words else 0.0
    if chinese:
        family = family_length(chinese) if source == "name" else 0
        if words and len(chinese) == 1:
            family = 1  # 陈Amy
        yield Form(slot, source, signs_of(chinese), family, beside, ())
        bare = without_title(chinese)
        if bare != chinese and len(bare) > 1:
            # 健身房王姐 is also called 王姐; a plain 王姐 is the form above.
            called = signs_of(chinese[len(bare) - 1 :])
            yield Form(slot, source, called, 0, beside + _WITHOUT_PLACE, ())
    if words:
        yield Form(slot, source, (), 0, beside, words)
        for meaning in latin_meanings(words):
            if meaning.part == "whole" and meaning.family:
                cost = beside + meaning.cost
                yield Form(slot, source, meaning.signs, meaning.family, cost, ())


def keys_of(form: Form) -> set[str]:
    """Where a form is filed."""
    if form.words:
        return {"l " + word for word in form.words}
    signs, family = form.signs, form.family
    keys = {"w " + way for way in classes(signs)}
    keys |= {"e " + way for way in classes(signs[-1:])}
    given = signs[family:]
    if family:
        keys |= {"f " + way for way in classes(signs[:family])}
    if family and given:
        keys |= {"g " + way for way in classes(given)}
        keys |= {"b " + way for way in classes(given[:1])}
    return keys


def fit_signs(meaning: Meaning, form: Form) -> Fit:
    """How well one meaning fits one form in signs; `FAR` or more when it does not."""
    known, given = form.signs, form.signs[form.family :]
    cost, why = meaning.cost + form.cost, ""
    if meaning.part in ("given", "last") and not given:
        return NO_FIT
    if meaning.part == "given":
        known, why = given, "given_name"
    elif meaning.part == "last":
        # 阿明 is rather 王明 than 王小明; a nickname of one kind may be said as another.
        cost += _LONGER_GIVEN_NAME * (len(given) - 1) if form.family else _OTHER_NICKNAME
        known, why = known[-1:], "given_name"
    elif meaning.part in ("family", "initial"):
        known, why = known[: form.family], "surname"
        if meaning.initial and not _begins(given, meaning.initial):
            return NO_FIT
    if len(meaning.signs) != len(known):
        return NO_FIT
    differences = [*map(difference, meaning.signs, known)]
    apart = sum(differences)
    if apart >= FAR:
        return NO_FIT
    if form.source != "name":
        why = form.source
    return Fit(cost + apart, (why or _likeness(max(differences)),))


def _begins(given: tuple[Sign, ...], letter: str) -> bool:
    return bool(given) and any(sound.startswith(letter) for sound in given[0].readings)


def _likeness(difference: float) -> str:
    if difference == 0:
        return "same_name"
    return "same_sound" if difference <= SAME_SOUND else "near_sound"


def fit_words(said: tuple[str, ...], form: Form, likeness: Likeness = word_difference) -> Fit:
    """How well words in Latin letters fit a form in words."""
    apart = words_difference(said, form.words, likeness)
    if apart >= NO_MATCH:
        return NO_FIT
    why = form.source if form.source != "name" else "same_name" if apart < 0.3 else "spelling"
    return Fit(form.cost + apart, (why,))
