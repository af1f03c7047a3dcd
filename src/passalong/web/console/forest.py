"""Where everybody stands in the picture of the forest: trees side by side, generations below.

Who passed it on to whom is read in `insights/queries.py`; the picture is drawn by
`templates/components/forest.html`.

The idea. Who came through several givers stands under the first. Leaves take one place each from
left to right, and a giver stands over the middle of hers, so no branch crosses another. A
picture of thousands tells nothing, so at most `DRAWN_MOST` people are drawn one by one, biggest
trees first; every other tree is a column of circles, one for each generation, as big as the
people in it. What is left after `COLUMNS_MOST` columns is one more column. So whoever is not
drawn one by one need not be read: of a big tree the tally is enough.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

import msgspec

from passalong.insights.queries import Edge

DRAWN_MOST: Final = 400
COLUMNS_MOST: Final = 24
PLACE: Final = 15
GAP: Final = 26
LEFT: Final = 92
TOP: Final = 44
LEVEL: Final = 84
DEEP_MOST: Final = 40


class Tree(msgspec.Struct):
    """A root, and how many stand in each generation (the root is generation 0).

    `generations` are who they are; empty when they were only counted.
    """

    root: str
    counts: list[int]
    generations: list[list[str]] = []

    @property
    def size(self) -> int:
        """Everybody in it, with the root."""
        return sum(self.counts)


class Forest(msgspec.Struct):
    """The trees, biggest first, with who stands under whom and how far each came.

    `more` trees are not among them; `others` is how many stand in each of their generations.
    """

    trees: list[Tree]
    children: dict[str, list[str]]
    parent: dict[str, str]
    state: dict[str, str]
    more: int = 0
    others: list[int] = []

    @property
    def count(self) -> int:
        """How many trees there are."""
        return len(self.trees) + self.more

    @property
    def people(self) -> int:
        """Everybody in it, givers and friends."""
        return sum(self.generations())

    def generations(self) -> list[int]:
        """How many people stand in each generation."""
        return _summed([*(tree.counts for tree in self.trees), self.others])

    def longest_line(self) -> list[str]:
        """From a root down to somebody who is farthest away from hers."""
        deepest = max(self.trees, key=lambda tree: len(tree.generations), default=None)
        if deepest is None or not deepest.generations:
            return []
        line = [deepest.generations[-1][0]]
        while line[-1] in self.parent and len(line) < DEEP_MOST:
            line.append(self.parent[line[-1]])
        return line[::-1]


def grown(edges: Sequence[Edge]) -> Forest:
    """The forest of these passes, oldest first.

    As with referrals, the first giver counts, and whoever has given before anybody gave to her is
    a root and stays one: so no line of givers can close to a circle.
    """
    parent: dict[str, str] = {}
    children: dict[str, list[str]] = {}
    state: dict[str, str] = {}
    for edge in edges:
        state[edge.friend_id] = _farther(state.get(edge.friend_id, ""), edge.state)
        is_known = edge.friend_id in parent or edge.friend_id in children
        if is_known or edge.friend_id == edge.giver_id:
            continue
        parent[edge.friend_id] = edge.giver_id
        children.setdefault(edge.giver_id, []).append(edge.friend_id)
    roots = [giver for giver in children if giver not in parent]
    trees = [_tree(root, children) for root in roots]
    trees.sort(key=lambda tree: (-tree.size, tree.root))
    return Forest(trees, children, parent, state)


def tallied(
    counts: Mapping[str, Sequence[int]], read: Forest, more: int = 0, others: Sequence[int] = ()
) -> Forest:
    """Trees of which some were read and the others only counted, in the order of `counts`.

    `counts` is root → people in each generation below her.
    """
    known = {tree.root: tree for tree in read.trees}
    trees = [known.get(root) or Tree(root, [1, *below]) for root, below in counts.items()]
    return Forest(trees, read.children, read.parent, read.state, more, list(others))


def _summed(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip_longest(*rows, fillvalue=0)]


def under(forest: Forest, person_id: str) -> Forest:
    """The same for one person and everybody below her."""
    tree = _tree(person_id, forest.children)
    return Forest([tree] if tree.size > 1 else [], forest.children, forest.parent, forest.state)


_ORDER: Final = ("", "void", "expired", "claimed", "redeemed", "converted")


def _farther(one: str, other: str) -> str:
    return max(one, other, key=lambda state: _ORDER.index(state) if state in _ORDER else 0)


def _tree(root: str, children: dict[str, list[str]]) -> Tree:
    generations = [[root]]
    while row := [child for one in generations[-1] for child in children.get(one, ())]:
        generations.append(row)
    return Tree(root, list(map(len, generations)), generations)


class Picture:
    """Draws a forest from left to right. Nodes of one person get their titles afterwards, when
    names are known: `title_people`.
    """

    def __init__(
        self,
        forest: Forest,
        many: Callable[[int, int], str],
        link: Callable[[str], str],
    ) -> None:
        self._forest = forest
        self._many = many
        self._link = link
        self._right = LEFT
        self._deep = 0
        self.nodes: list[dict[str, Any]] = []
        self.branches: list[dict[str, Any]] = []
        self.people: list[str] = []
        self._of_person: list[int] = []
        self.drawn = 0
        self.columns = 0

    def draw(self, level_name: Callable[[int], str]) -> dict[str, Any]:
        """What `components/forest.html` takes."""
        small: list[Sequence[int]] = [self._forest.others] if self._forest.others else []
        for tree in self._forest.trees:
            if tree.generations and self.drawn + tree.size <= DRAWN_MOST:
                self._whole(tree)
            elif self.columns < COLUMNS_MOST:
                self._column(tree.counts, tree.generations, self._link(tree.root))
            else:
                small.append(tree.counts)
        if small:
            self._column(_summed(small), [], None)
        levels = range(self._deep + 1)
        return {
            "width": max(self._right + GAP, 640),
            "height": TOP + LEVEL * self._deep + TOP,
            "levels": [{"y": TOP + LEVEL * n + 14, "name": level_name(n)} for n in levels],
            "branches": self.branches,
            "nodes": self.nodes,
        }

    def title_people(self, name: Callable[[str], str]) -> None:
        """Say who each single node is."""
        for place, person in zip(self._of_person, self.people, strict=True):
            self.nodes[place]["title"] = name(person)

    def _whole(self, tree: Tree) -> None:
        """Everybody one by one, from the leaves up: first the places, then who stands over whom."""
        at: dict[str, float] = {}
        for person in _leaves_first(tree.root, self._forest.children):
            below = [at[child] for child in self._forest.children.get(person, ())]
            if below:
                at[person] = (below[0] + below[-1]) / 2
            else:
                at[person] = self._right
                self._right += PLACE
        self._right += GAP
        for depth, row in enumerate(tree.generations):
            for person in row:
                self._node(person, round(at[person]), depth)
                for child in self._forest.children.get(person, ()):
                    self._branch(at[person], at[child], depth)
        self._deep = max(self._deep, len(tree.generations) - 1)
        self.drawn += tree.size

    def _node(self, person: str, x: int, depth: int) -> None:
        state = "given" if depth == 0 else self._forest.state.get(person, "claimed")
        size = 9 if depth == 0 else max(7 - depth // 3, 5)
        self.people.append(person)
        self._of_person.append(len(self.nodes))
        self.nodes.append(
            {"x": x, "y": TOP + LEVEL * depth, "size": size, "state": state,
             "title": "", "url": f"/people/{person}"}
        )  # fmt: skip

    def _branch(self, x1: float, x2: float, depth: int) -> None:
        y1 = TOP + LEVEL * depth
        self.branches.append({"x1": round(x1), "y1": y1, "x2": round(x2), "y2": y1 + LEVEL})

    def _column(
        self, counts: Sequence[int], rows: Sequence[Sequence[str]], url: str | None
    ) -> None:
        """A tree that is too big to be drawn: one circle for each generation.

        Whoever was only counted was given something: more is not said of her.
        """
        middle = self._right + max(map(_size_of, counts))
        for depth, count in enumerate(counts):
            if depth:
                self._branch(middle, middle, depth - 1)
            state = self._mostly(rows[depth]) if depth and rows else "given"
            self.nodes.append(
                {"x": middle, "y": TOP + LEVEL * depth, "size": _size_of(count),
                 "state": state, "title": self._many(count, depth), "url": url}
            )  # fmt: skip
        self._right = middle + max(map(_size_of, counts)) + GAP
        self._deep = max(self._deep, len(counts) - 1)
        self.columns += 1

    def _mostly(self, row: Sequence[str]) -> str:
        counted = Counter(self._forest.state.get(person, "claimed") for person in row)
        return counted.most_common(1)[0][0]


def _size_of(people: int) -> int:
    """The radius of a circle whose area grows with the people in it, within reason."""
    return min(8 + int((8 * people) ** 0.5), 36)


def _leaves_first(root: str, children: dict[str, list[str]]) -> list[str]:
    order: list[str] = []
    waiting = [root]
    while waiting:
        person = waiting.pop()
        order.append(person)
        waiting.extend(children.get(person, ()))
    return order[::-1]
