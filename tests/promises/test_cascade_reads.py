"""The forest from above: what the tallies tell is what the referrals tell, however big it is.

How the picture is drawn is in `tests/rules/test_web_forest.py`; that the tallies are right after
any stream of commands is an invariant of the audit (H23, H24).
"""

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from passalong.engine.database import Read
from passalong.insights.queries import Spread, people_of_trees, spread
from passalong.people.forest import biggest_trees, deepest_tree, tree_of, whole_forest
from passalong.people.model import Arrival, Contact, Identity, MergePeople, Referral
from passalong.people.tables import IDENTITY, REFERRAL
from passalong.vouchers.passes import ImportPasses
from passalong.web.console.forest import DRAWN_MOST, grown
from passalong.web.console.trees import TREES_MOST, one_tree, whole
from rig.desk import Desk
from rig.living import living

TREES = TREES_MOST + 30


@pytest.fixture(scope="module")
def sizes() -> dict[str, int]:
    """How many people stand below each root; three trees are too big to be drawn."""
    draw = random.Random(5)
    small = {f"s{n}": draw.randrange(1, 9) for n in range(TREES)}
    return {"big": 700, "wide": DRAWN_MOST + 50, "just": DRAWN_MOST, **small}


@pytest.fixture
def desk(database_url: str, sizes: dict[str, int]) -> Iterator[Desk]:
    with living(database_url) as writer:
        desk = Desk(writer)
        draw = random.Random(6)
        arrivals = [
            Arrival(node(tree, n), node(tree, draw.randrange(n)), n)
            for tree, size in sizes.items()
            for n in range(1, size + 1)
        ]
        for start in range(0, len(arrivals), 700):
            desk.done(ImportPasses(tuple(arrivals[start : start + 700])))
        yield desk


def node(tree: str, number: int) -> Contact:
    return Contact("external", f"lookup of {tree}/{number}", f"{tree}/{number}")


def ids(desk: Desk) -> dict[str, str]:
    """External id → person."""
    return {one.value: one.person_id for one in desk.read(_identities)}


def _identities(read: Read, merchant_id: str) -> list[Identity]:
    return read.rows(IDENTITY, read.all(select(IDENTITY)))


def referrals(read: Read, merchant_id: str) -> list[Referral]:
    return read.rows(REFERRAL, read.all(select(REFERRAL)))


def test_the_tallies_tell_what_the_referrals_tell(desk: Desk, sizes: dict[str, int]) -> None:
    told = desk.read(referrals)
    forest = desk.read(whole_forest)
    below = Counter(one.depth for one in told)
    assert forest.generations == tuple(below[n + 1] for n in range(len(below)))
    assert (forest.people, forest.trees) == (len(told), len(sizes))
    assert desk.read(spread) == Spread(len(told), len({one.giver_id for one in told}), max(below))


def test_the_page_shows_everybody_and_reads_only_whom_it_draws(
    desk: Desk, sizes: dict[str, int]
) -> None:
    standing = desk.read(whole, 8, None)
    forest, told = standing.forest, desk.read(referrals)
    below = Counter(one.depth for one in told)
    assert forest.generations() == [len(sizes), *(below[n + 1] for n in range(len(below)))]
    assert (forest.count, len(forest.trees)) == (len(sizes), TREES_MOST)
    read = [tree for tree in forest.trees if tree.generations]
    assert 0 < sum(tree.size for tree in read) <= DRAWN_MOST
    assert len(forest.parent) == sum(tree.size - 1 for tree in read)
    tallied = {tree.root: tree.counts for tree in forest.trees}
    whole_trees = grown(desk.read(people_of_trees, list(tallied)))
    assert {tree.root: tree.counts for tree in whole_trees.trees} == tallied
    deepest = max(told, key=lambda one: one.depth).depth
    assert len(standing.line) == deepest + 1
    givers = {one.person_id: one.giver_id for one in told}
    assert [givers[one] for one in standing.line[1:]] == standing.line[:-1]
    assert standing.line[0] == desk.read(deepest_tree)


def test_the_table_of_trees_is_paged_without_a_gap(desk: Desk, sizes: dict[str, int]) -> None:
    seen: list[tuple[str, int]] = []
    after = None
    while True:
        standing = desk.read(whole, 20, after)
        seen += [(root, sum(below)) for root, below in standing.biggest]
        if (after := standing.further) is None:
            break
    assert [people for _, people in seen] == sorted(sizes.values(), reverse=True)
    assert len({root for root, _ in seen}) == len(sizes)


def test_one_tree_is_all_below_her_counted_or_read(desk: Desk, sizes: dict[str, int]) -> None:
    people = ids(desk)
    for tree, is_read in (("big", False), ("just", False), ("s3", True)):
        standing = desk.read(one_tree, people[f"{tree}/0"])
        [only] = standing.forest.trees
        assert (only.root, only.size) == (people[f"{tree}/0"], sizes[tree] + 1)
        assert bool(only.generations) is is_read
        assert len(standing.line) == len(only.counts)
        assert not standing.is_cut
    told = desk.read(referrals)
    inner = next(one for one in told if one.depth == 2 and one.root_id == people["big/0"]).giver_id
    below, row = 0, [inner]
    while row:
        row = [one.person_id for one in told if one.giver_id in row]
        below += len(row)
    assert desk.read(one_tree, inner).forest.people == below + 1
    leaf = {one.person_id for one in told} - {one.giver_id for one in told}
    assert desk.read(one_tree, min(leaf)).forest.trees == []


def test_two_roots_who_are_one_have_one_tree(desk: Desk, sizes: dict[str, int]) -> None:
    people = ids(desk)
    desk.done(MergePeople(people["s1/0"], people["s2/0"]))
    both = sizes["s1"] + sizes["s2"]
    assert desk.read(tree_of, people["s1/0"]) is None
    assert desk.read(tree_of, people["s2/0"]).people == both
    standing = desk.read(one_tree, people["s2/0"])
    assert standing.forest.people == both + 1
    assert desk.read(whole_forest).trees == len(sizes) - 1
    roots = [tree.root_id for tree in desk.read(biggest_trees, 1000)]
    assert people["s2/0"] in roots
    assert people["s1/0"] not in roots


def test_no_part_of_the_forest_is_read_whole(sqlite_url: str) -> None:
    with living(sqlite_url) as writer:
        desk = Desk(writer)
        desk.done(ImportPasses((Arrival(node("t", 1), node("t", 0), 1),)))
        plans = desk.plans(whole, 8, None) + desk.plans(spread)
    assert re.findall(r"SCAN (?!CONSTANT ROW|line)\S+", "\n".join(plans)) == []
    assert "ix_tree_tally_people" in "\n".join(plans)
