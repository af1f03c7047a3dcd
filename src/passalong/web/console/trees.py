"""What of the forest is read for a page: its tallies, and the few people who are drawn one by one.

Where they stand in the picture is computed in `forest.py`; the statements are in
`people/forest.py` and `insights/queries.py`.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from passalong.engine.database import Read
from passalong.insights.queries import people_of_trees, with_states
from passalong.people.forest import (
    Place,
    biggest_trees,
    deepest_tree,
    farthest,
    line_of_givers,
    tree_of,
    tree_under,
    whole_forest,
)
from passalong.people.model import TreeTally
from passalong.people.queries import ids_of, known_people, person_of
from passalong.web.console.forest import DRAWN_MOST, Forest, grown, tallied, under

TREES_MOST: Final = 100
BELOW_MOST: Final = 3000
DEPTH_MOST: Final = 200
LINE_MOST: Final = 40


class Standing(msgspec.Struct):
    """A forest, the biggest trees in it (root, people per generation), and its longest line.

    `further` is the key of the last of the biggest when there are more; `is_cut` when not all
    people were read who should have been.
    """

    forest: Forest
    biggest: list[tuple[str, list[int]]]
    line: list[str]
    further: Place | None = None
    is_cut: bool = False


def whole(read: Read, merchant_id: str, biggest: int, after: Place | None) -> Standing:
    """Everything: `biggest` trees of the table from this place on, and the picture of all."""
    forest = whole_forest(read, merchant_id)
    trees = biggest_trees(read, merchant_id, TREES_MOST)
    listed = biggest_trees(read, merchant_id, biggest + 1, after)
    others = [forest.trees - len(trees), *forest.generations]
    for tree in trees:
        for depth, people in enumerate(tree.generations, 1):
            others[depth] -= people
    while others and not others[-1]:
        others.pop()
    shown = tallied(
        {tree.root_id: tree.generations for tree in trees},
        _drawn(read, merchant_id, trees),
        forest.trees - len(trees),
        others,
    )
    last = listed[biggest - 1] if len(listed) > biggest else None
    return Standing(
        shown,
        [(tree.root_id, list(tree.generations)) for tree in listed[:biggest]],
        _longest_line(read, merchant_id, deepest_tree(read, merchant_id)),
        (last.people, last.root_id) if last else None,
    )


def _drawn(read: Read, merchant_id: str, trees: Sequence[TreeTally]) -> Forest:
    """The people of those trees that are small enough to be drawn, biggest first."""
    roots: list[str] = []
    left = DRAWN_MOST
    for tree in trees:
        if tree.people < left:
            left -= tree.people + 1
            roots.append(tree.root_id)
    known = known_people(read, merchant_id, roots)
    ids = [one for person in known.values() for one in ids_of(person.person)]
    return grown(people_of_trees(read, merchant_id, ids) if ids else [])


def one_tree(read: Read, merchant_id: str, person_id: str) -> Standing:
    """Everybody below one person; of a big tree with her as its root only the tally."""
    tree = tree_of(read, merchant_id, person_id)
    if tree is not None and tree.people >= DRAWN_MOST:
        counts = {person_id: tree.generations}
        shown = tallied(counts, Forest([], {}, {}, {}))
        line = _longest_line(read, merchant_id, person_id)
        return Standing(shown, [(person_id, list(tree.generations))], line)
    twigs = tree_under(read, merchant_id, person_id, depth_max=DEPTH_MOST, limit=BELOW_MOST)
    shown = under(grown(with_states(read, merchant_id, twigs)), person_id)
    biggest = [(one.root, one.counts[1:]) for one in shown.trees]
    return Standing(shown, biggest, shown.longest_line(), is_cut=len(twigs) == BELOW_MOST)


def _longest_line(read: Read, merchant_id: str, root_id: str) -> list[str]:
    """From the root of a tree, or not far below it, to somebody farthest away."""
    root = person_of(read, merchant_id, root_id) if root_id else None
    last = farthest(read, merchant_id, ids_of(root)) if root is not None else ""
    if not last:
        return []
    return [*line_of_givers(read, merchant_id, last, LINE_MOST)[::-1], last]
