"""Rows that the commands of a merchant ask for again and again: her shop, her running campaign.

Which rows a batch asks for is found by `engine/batch.py`. Here only keys are remembered, never
rows: a batch loads them with its first look, which saves it a pass or two, and nothing is decided
on what was true yesterday.
"""

from collections import OrderedDict

from passalong.base.world import Gaps

MERCHANTS_MAX = 2000
KEYS_MAX = 8  # of one kind: a kind with more is asked for by different commands, not by all
BATCHES_MAX = 100  # then what is usual is learnt anew


class Usual:
    """Keys by merchant. Each writing thread has one of its own."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, Gaps]] = OrderedDict()

    def of(self, merchant_ids: set[str]) -> Gaps:
        """What the commands of these merchants will probably ask for."""
        found: Gaps = set()
        for merchant_id in merchant_ids & self._known.keys():
            batches, keys = self._known[merchant_id]
            found |= keys
            if batches < BATCHES_MAX:
                self._known[merchant_id] = batches + 1, keys
            else:
                del self._known[merchant_id]
        return found

    def learn(self, shared: Gaps) -> None:
        """These rows were there, and several commands of one batch asked for each of them."""
        count: dict[tuple[str, type], int] = {}
        for kind, key in shared:
            count[(key[0], kind)] = count.get((key[0], kind), 0) + 1
        for kind, key in shared:
            if count[(key[0], kind)] <= KEYS_MAX:
                self._known.setdefault(key[0], (0, set()))[1].add((kind, key))
        while len(self._known) > MERCHANTS_MAX:
            self._known.popitem(last=False)
