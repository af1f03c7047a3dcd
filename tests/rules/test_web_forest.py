"""Where everybody stands in the picture of the forest."""

from collections.abc import Sequence

from passalong.insights.queries import Edge
from passalong.web.console.forest import COLUMNS_MOST, DRAWN_MOST, Forest, Picture, grown, under


def passes(*pairs: str, state: str = "redeemed") -> list[Edge]:
    """`ab` means that a passed it on to b, one after the other."""
    return [Edge(pair[0], pair[1], "c", at, state) for at, pair in enumerate(pairs)]


def many(root: str, friends: int) -> list[Edge]:
    return [Edge(root, f"{root}{number}", "c", number, "claimed") for number in range(friends)]


def drawn(forest: Forest) -> Picture:
    picture = Picture(forest, lambda count, depth: f"{count} in {depth}", lambda root: f"/{root}")
    picture.draw(str)
    return picture


def places(picture: Picture) -> dict[str, tuple[int, int]]:
    return {
        person: (node["x"], node["y"])
        for person, node in zip(picture.people, picture.nodes, strict=True)
    }


def test_the_first_giver_stays_and_generations_are_counted():
    forest = grown(passes("ab", "bc", "dc", "ae"))
    assert forest.parent == {"b": "a", "c": "b", "e": "a"}
    assert forest.generations() == [1, 2, 1]
    assert forest.longest_line() == ["a", "b", "c"]


def test_who_gave_before_she_was_given_to_stays_a_root():
    forest = grown(passes("ab", "ca", "ba"))
    assert [tree.root for tree in forest.trees] == ["a"]
    assert forest.parent == {"b": "a"}


def test_the_farthest_that_a_friend_came_is_shown():
    edges = passes("ab", state="converted") + passes("cb", state="claimed")
    assert grown(edges).state["b"] == "converted"


def test_a_giver_stands_over_the_middle_of_hers_and_no_two_stand_in_one_place():
    picture = drawn(grown(passes("ab", "ac", "ad", "be", "bf", "gh")))
    at = places(picture)
    assert at["a"][0] == round((at["b"][0] + at["d"][0]) / 2)
    assert at["b"][0] == round((at["e"][0] + at["f"][0]) / 2)
    assert len(set(at.values())) == len(at) == 8
    assert len({y for _, y in at.values()}) == 3


def test_a_forest_of_thousands_is_a_bounded_picture():
    edges: list[Edge] = []
    for tree in range(60):
        edges += many(f"r{tree}-", 50)
    forest = grown(edges)
    picture = drawn(forest)
    assert picture.drawn <= DRAWN_MOST
    assert picture.columns == COLUMNS_MOST + 1
    assert len(picture.nodes) <= DRAWN_MOST + 2 * (COLUMNS_MOST + 1)
    circles = [node["title"] for node in picture.nodes if " in " in node["title"]]
    told = sum(int(title.split()[0]) for title in circles)
    assert told + picture.drawn == forest.people == 60 * 51


def test_the_tree_under_one_person_begins_with_her():
    forest = grown(passes("ab", "bc", "bd", "ae"))
    assert _people(under(forest, "b")) == ["b", "c", "d"]
    assert under(forest, "e").trees == []


def _people(forest: Forest) -> Sequence[str]:
    return sorted(person for tree in forest.trees for row in tree.generations for person in row)
