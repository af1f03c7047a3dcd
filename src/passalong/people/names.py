"""Finding a giver by the name that a friend says at the till, in Chinese or Latin letters.

Sounds are compared in `people/sounds.py`, Latin spellings in `people/spellings.py`; what was
said is taken apart in `people/spoken.py`. Who may ask, the log and the limits are not here.

The idea: every slip has a cost, minus the logarithm of how rarely it happens, and costs add up.
For each person the cheapest way is kept in which the saying could mean her: her whole name, a
homophone, a near sound, the surname with a title, a nickname, the phone tail. Costs become
confidences by Bayes' rule over all candidates and "somebody else", so two people who fit equally
well get half each, and the caller can ask for the phone tail (`is_clear` is false).

To find candidates without looking at everybody, each name is filed under the classes of its
syllables (all sounds that may be misheard for each other are one class): as a whole, by
surname, by given name, by its last character. Words in Latin letters are filed in a
`Vocabulary`. Only when nothing fits well are names taken that share two characters of three.
All of it lives in memory alone, is filled and emptied person by person, and nothing of a name
stays behind when a person is dropped (caches hold single characters and syllables).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from heapq import nsmallest
from typing import Any, Final, NamedTuple

import msgspec

from passalong.people.name_forms import (
    LETTERS,
    NO_FIT,
    Fit,
    Form,
    KnownAs,
    fit_signs,
    fit_words,
    forms_of,
    keys_of,
)
from passalong.people.sounds import FAR, classes, difference
from passalong.people.spellings import NO_MATCH, Vocabulary, word_difference
from passalong.people.spoken import Heard, Meaning, chinese_meanings, heard, latin_meanings

__all__ = ["KnownAs", "NameAnswer", "NameIndex", "is_clear"]

CLEAR: Final = 0.7
_SOMEBODY_ELSE: Final = math.exp(-4.5)
_GOOD: Final = 3.0  # digits and a name that agree this well need no further search
_POOR: Final = 4.0  # nothing better than this: look at names with one character quite wrong
_LOOSE_TAIL: Final = 0.2
_LOOSE_NUMBER: Final = 1.0
_OTHER_NAME: Final = 5.0
_NO_PHONE: Final = 4.0  # the digits were said to tell her apart, and cannot be checked
_OTHER_PHONE: Final = 6.0
_ONE_WRONG: Final = 5.0
_PART_UNSAID: Final = 3.0
_LATIN_FORMS_MAX: Final = 80


class NameAnswer(msgspec.Struct, frozen=True, gc=False):
    """One person who may be meant.

    `confidence` is the probability that it is she; `equal` how many people, she included, fit
    exactly as well; `why` names what fitted: `same_name`, `same_sound`, `near_sound`, `spelling`,
    `surname`, `given_name`, `nickname`, `remark`, `phone_tail`, `giver_number`.
    """

    person_id: str
    confidence: float
    why: tuple[str, ...]
    equal: int = 1


def is_clear(answers: list[NameAnswer]) -> bool:
    """Whether the first answer may be taken as the one meant; else ask for the phone tail.

    Two who fit equally well have half each at most, so neither is ever clear.
    """
    return bool(answers) and answers[0].confidence >= CLEAR


class _Part(NamedTuple):
    """What was said in one script."""

    meanings: list[Meaning]
    words: tuple[str, ...]


def numbers_said(spoken: str) -> list[int]:
    """The giver numbers that may be meant."""
    return list(_numbers(heard(spoken)))


def _numbers(said: Heard) -> dict[int, float]:
    """With each what it costs to take it for a giver number."""
    numbers = {} if said.number is None else {said.number: 0.0}
    if said.loose and len(said.loose) <= 9:
        numbers.setdefault(int(said.loose), _LOOSE_NUMBER)
    return numbers


class NameIndex:
    """The names of one merchant's people, in memory."""

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}
        self._people: dict[int, tuple[str, KnownAs]] = {}
        self._forms: dict[int, list[Form]] = {}
        self._filed: dict[str, list[Form]] = {}
        self._tails: dict[str, list[int]] = {}
        self._numbers: dict[int, list[int]] = {}
        self._words = Vocabulary()
        self._next = 0

    def __len__(self) -> int:
        return len(self._people)

    def __contains__(self, person_id: str) -> bool:
        return person_id in self._slots

    def add(self, person_id: str, known: KnownAs) -> None:
        """File a person; who is filed already is filed anew."""
        self.drop(person_id)
        slot, self._next = self._next, self._next + 1
        self._slots[person_id] = slot
        self._people[slot] = (person_id, known)
        self._forms[slot] = forms_of(slot, known)
        for form in self._forms[slot]:
            for key in keys_of(form):
                self._filed.setdefault(key, []).append(form)
            for word in form.words:
                self._words.add(word)
        if tail := _tail_key(known.phone_tail):
            self._tails.setdefault(tail, []).append(slot)
        if known.number is not None:
            self._numbers.setdefault(known.number, []).append(slot)

    def drop(self, person_id: str) -> None:
        """Take a person out, so that nothing of her names is left; unknown ids do nothing."""
        slot = self._slots.pop(person_id, None)
        if slot is None:
            return
        _, known = self._people.pop(slot)
        for form in self._forms.pop(slot):
            for key in keys_of(form):
                _take_out(self._filed, key, form)
            for word in form.words:
                self._words.drop(word)
        if tail := _tail_key(known.phone_tail):
            _take_out(self._tails, tail, slot)
        if known.number is not None:
            _take_out(self._numbers, known.number, slot)

    def search(self, spoken: str, limit: int = 5) -> list[NameAnswer]:
        """The people who may be meant, likeliest first; empty when nobody fits at all."""
        said = heard(spoken)
        parts = []
        if said.chinese:
            parts.append(_Part(chinese_meanings(said.chinese), ()))
        if said.words:
            parts.append(_Part(latin_meanings(said.words), said.words))
        fits: dict[int, Fit] = {}
        self._by_digits(said, parts, fits)
        best = min((fit.cost for fit in fits.values()), default=FAR)
        if parts and best > _GOOD:
            by_name = self._by_name(parts)
            if said.tail or said.loose or said.number is not None:
                for slot, (cost, why) in by_name.items():
                    _keep(fits, slot, Fit(cost + self._digits_missing(slot, said), why))
            else:
                fits = by_name
        return self._answers(fits, limit)

    def _by_digits(self, said: Heard, parts: list[_Part], fits: dict[int, Fit]) -> None:
        """Fit those whose phone or giver number was said."""
        digits = said.tail or said.loose
        cost = 0.0 if said.tail else _LOOSE_TAIL
        found = [
            (slot, cost, "phone_tail")
            for slot in self._tails.get(_tail_key(digits), ())
            if _same_end(digits, self._people[slot][1].phone_tail)
        ]
        for number, cost in _numbers(said).items():
            found += [(slot, cost, "giver_number") for slot in self._numbers.get(number, ())]
        for slot, cost, why in found:
            fit = self._fit_of(slot, parts) if parts else Fit(0.0, ())
            if fit.cost >= _OTHER_NAME:
                fit = Fit(_OTHER_NAME, ())
            _keep(fits, slot, Fit(cost + fit.cost, (*fit.why, why)))

    def _digits_missing(self, slot: int, said: Heard) -> float:
        """What it costs that digits were said which are not known to be this person's."""
        digits, phone = said.tail or said.loose, self._people[slot][1].phone_tail
        if digits and phone:
            return 0.0 if _same_end(digits, phone) else _OTHER_PHONE
        return _NO_PHONE

    def _fit_of(self, slot: int, parts: list[_Part]) -> Fit:
        """How well a name fits one person."""
        fits = [
            min(
                (fit for form in self._forms[slot] for fit in self._ways(form, part)),
                default=NO_FIT,
            )
            for part in parts
        ]
        return _together(fits)

    def _ways(self, form: Form, part: _Part) -> Iterator[Fit]:
        if not form.words:
            yield from (fit_signs(meaning, form) for meaning in part.meanings)
        elif part.words:
            yield from (fit_words(words, form) for words in self._sayings(part.words))

    def _sayings(self, words: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The words, and a joined name taken apart."""
        return [words, *(self._words.split(words[0]) if len(words) == 1 else ())]

    def _by_name(self, parts: list[_Part]) -> dict[int, Fit]:
        """Fit everybody who is filed where the saying leads."""
        found = []
        for part in parts:
            fits: dict[int, Fit] = {}
            self._by_meanings(part.meanings, fits)
            if part.words:
                for words in self._sayings(part.words):
                    self._by_words(words, fits)
            if min((fit.cost for fit in fits.values()), default=FAR) > _POOR:
                self._by_two_of_three(part.meanings, fits)
            found.append(fits)
        if len(found) == 1:
            return found[0]
        both: dict[int, Fit] = {}
        for slot in {slot for fits in found for slot in fits}:
            fit = _together([fits.get(slot, NO_FIT) for fits in found])
            if fit.cost < NO_MATCH:
                both[slot] = fit
        return both

    def _by_meanings(self, meanings: list[Meaning], fits: dict[int, Fit]) -> None:
        for meaning in meanings:
            for way in classes(meaning.signs):
                for form in self._filed.get(f"{LETTERS[meaning.part]} {way}", ()):
                    fit = fit_signs(meaning, form)
                    if fit.cost < NO_MATCH:
                        _keep(fits, form.slot, fit)

    def _by_words(self, words: tuple[str, ...], fits: dict[int, Fit]) -> None:
        near = {word: self._words.near(word) for word in words}

        def likeness(said: str, known: str) -> float:
            # Every word that is near at all was found above: no need to compare again.
            if len(said) == 1 or len(known) == 1:
                return word_difference(said, known)
            return near[said].get(known, NO_MATCH)

        gains: dict[int, float] = {}
        forms: dict[int, Form] = {}
        for word in words:
            for known, cost in near[word].items():
                for form in self._filed.get("l " + known, ()):
                    forms[id(form)] = form
                    gains[id(form)] = gains.get(id(form), 0.0) - NO_MATCH + cost
        for place in nsmallest(_LATIN_FORMS_MAX, gains, key=gains.__getitem__):
            fit = fit_words(words, forms[place], likeness)
            if fit.cost < NO_MATCH:
                _keep(fits, forms[place].slot, fit)

    def _by_two_of_three(self, meanings: list[Meaning], fits: dict[int, Fit]) -> None:
        """Names of three signs of which one was something else altogether."""
        for meaning in meanings:
            if meaning.part != "whole" or len(meaning.signs) != 3:
                continue
            filed = [
                {f for way in classes((sign,)) for f in self._filed.get(f"{letter} {way}", ())}
                for letter, sign in zip("fbe", meaning.signs, strict=True)
            ]
            for form in filed[0] & filed[1] | filed[0] & filed[2] | filed[1] & filed[2]:
                if len(form.signs) == 3:
                    apart = sorted(map(difference, meaning.signs, form.signs))
                    cost = apart[0] + apart[1] + _ONE_WRONG + form.cost + meaning.cost
                    _keep(fits, form.slot, Fit(cost, ("near_sound",)))

    def _answers(self, fits: dict[int, Fit], limit: int) -> list[NameAnswer]:
        weights = {slot: math.exp(-fit.cost) for slot, fit in fits.items()}
        whole = sum(weights.values()) + _SOMEBODY_ELSE
        first = nsmallest(
            limit, ((fit.cost, self._people[slot][0], slot) for slot, fit in fits.items())
        )
        equal = Counter(round(fit.cost, 6) for fit in fits.values())
        return [
            NameAnswer(
                person_id,
                round(weights[slot] / whole, 4),
                fits[slot].why,
                equal[round(cost, 6)],
            )
            for cost, person_id, slot in first
        ]


def _together(fits: list[Fit]) -> Fit:
    """The fit of a name said in two scripts, one of which may not be written down."""
    if len(fits) == 1:
        return fits[0]
    why = tuple(why for fit in fits if fit.cost < _PART_UNSAID for why in fit.why)
    return Fit(sum(min(fit.cost, _PART_UNSAID) for fit in fits), why) if why else NO_FIT


def _keep(fits: dict[int, Fit], slot: int, fit: Fit) -> None:
    if slot not in fits or fit < fits[slot]:
        fits[slot] = fit


def _tail_key(digits: str) -> str:
    """The last four digits, under which phones are filed; empty with fewer."""
    plain = re.sub(r"\D", "", digits)
    return plain[-4:] if len(plain) >= 4 else ""


def _same_end(said: str, phone: str) -> bool:
    """Whether the digits said and the phone as known end alike."""
    known = re.sub(r"\D", "", phone)
    length = min(len(said), len(known))
    return length > 0 and said[-length:] == known[-length:]


def _take_out(filed: dict[Any, list[Any]], key: object, value: object) -> None:
    filed[key].remove(value)
    if not filed[key]:
        del filed[key]
