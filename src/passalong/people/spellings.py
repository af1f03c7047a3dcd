"""Names in Latin letters: folding accents, typing errors, first names and initials.

Chinese names typed in Latin letters are read in `people/sounds.py` besides.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final

EXACT: Final = 0.0
INITIAL: Final = 0.7
BEGINNING: Final = 1.3
NO_MATCH: Final = 9.0
WORD_UNSAID: Final = 1.3
WORD_TOO_MANY: Final = 4.0
TURNED_ROUND: Final = 0.2
Likeness = Callable[[str, str], float]
_ONE_EDIT: Final = 1.7
_COMPARED_MAX: Final = 40
_WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "ı": "i", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th"}
)


def folded(text: str) -> str:
    """Small letters without accents; other scripts stay as they are."""
    split = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE_LETTERS))
    plain = "".join(c for c in split if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).translate(_WHOLE_LETTERS)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a folded name: `o'brien` is one word, `mei-ling` two."""
    return tuple(re.findall(r"[a-z]+", re.sub(r"['’`]", "", text)))


def edits(one: str, other: str, most: int) -> int:
    """Letters left out, added, exchanged or swapped with the next; `most + 1` when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, letter2 in enumerate(other, 1):
            cost = min(
                last[column] + 1,
                here[column - 1] + 1,
                last[column - 1] + (letter != letter2),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and letter2 == one[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        if min(here) > most:
            return most + 1
        before, last = last, here
    return last[-1]


def _edits_allowed(length: int) -> int:
    return 0 if length < 3 else 1 if length < 5 else 2 if length < 9 else 3


def word_difference(said: str, known: str) -> float:
    """What it costs that `known` was said or typed as `said`; `NO_MATCH` when it never would."""
    if said == known:
        return EXACT
    if len(said) == 1 or len(known) == 1:
        return INITIAL if said[0] == known[0] else NO_MATCH
    beginning = BEGINNING if len(said) >= 3 and known.startswith(said) else NO_MATCH
    most = _edits_allowed(max(len(said), len(known)))
    count = edits(said, known, most)
    if count > most:
        return beginning
    cost = _ONE_EDIT * count + 0.4 * (count - 1)
    cost += 0.5 * (said[0] != known[0]) + 1.0 * (min(len(said), len(known)) < 4)
    return min(beginning, cost)


def words_difference(
    said: tuple[str, ...],
    known: tuple[str, ...],
    likeness: Likeness = word_difference,
) -> float:
    """What it costs that the name `known` was said as these words, in any order."""
    left = list(range(len(known)))
    total, places = 0.0, []
    for at in sorted(range(len(said)), key=lambda at: -len(said[at])):
        costs = [(likeness(said[at], known[place]), place) for place in left]
        cost, best = min(costs, default=(NO_MATCH, -1))
        if cost >= NO_MATCH:
            total += WORD_TOO_MANY
            continue
        left.remove(best)
        total += cost
        places.append((at, best))
    if not places:
        return NO_MATCH
    in_order = [best for _, best in sorted(places)]
    turned = TURNED_ROUND if in_order != sorted(in_order) else 0.0
    return total + turned + WORD_UNSAID * len(left)


class Vocabulary:
    """The words that names consist of, found by what they share with a misspelled one."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: dict[str, set[str]] = {}

    @staticmethod
    def _pairs_of(word: str) -> set[str]:
        framed = f"^{word}$"
        return {framed[i : i + 2] for i in range(len(framed) - 1)}

    def add(self, word: str) -> None:
        """Count the word once more."""
        self._words[word] += 1
        if self._words[word] == 1:
            for pair in self._pairs_of(word):
                self._pairs.setdefault(pair, set()).add(word)

    def drop(self, word: str) -> None:
        """Count the word once less; the last one takes it out."""
        self._words[word] -= 1
        if self._words[word] <= 0:
            del self._words[word]
            for pair in self._pairs_of(word):
                self._pairs[pair].discard(word)
                if not self._pairs[pair]:
                    del self._pairs[pair]

    def near(self, said: str) -> dict[str, float]:
        """Known words for which `said` may stand, with what each costs."""
        found = {said: EXACT} if said in self._words else {}
        if len(said) < 2:
            return found
        shared: Counter[str] = Counter()
        pairs = self._pairs_of(said)
        for pair in pairs:
            shared.update(self._pairs.get(pair, ()))
        most = _edits_allowed(len(said))
        least = max(2, len(pairs) - 3 * most)
        close = [word for word, count in shared.items() if count >= least]
        close.sort(key=lambda word: (abs(len(word) - len(said)) - 2 * shared[word], word))
        for word in close[:_COMPARED_MAX]:
            cost = word_difference(said, word)
            if cost < NO_MATCH:
                found[word] = cost
        return found

    def split(self, joined: str, most: int = 4) -> list[tuple[str, ...]]:
        """Ways to take a joined name apart into known words of two letters or more."""
        if len(joined) > 40:
            return []
        ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(joined) + 1)]
        ways[0] = [()]
        for end in range(2, len(joined) + 1):
            for start in range(max(0, end - 16), end - 1):
                if ways[start] and joined[start:end] in self._words:
                    ways[end] += [(*way, joined[start:end]) for way in ways[start]]
            ways[end] = sorted(ways[end], key=len)[:most]
        return [way for way in ways[-1] if len(way) > 1]
