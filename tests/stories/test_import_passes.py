"""A cascade of another world comes in: who passed it on to whom, in generations."""

from pathlib import Path

import pytest
from sqlalchemy import select

from passalong.people.tables import IDENTITY, REFERRAL
from passalong.vouchers.tables import PASS
from rig.terminal import Terminal

HEADER = "tree,node,parent,at\n"


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home", database_url)


def edges(terminal: Terminal) -> dict[str, tuple[str, int, int]]:
    """Friend → giver, depth, moment."""
    with terminal.reading() as read:
        people = {
            one.person_id: one.value for one in read.rows(IDENTITY, read.all(select(IDENTITY)))
        }
        passes = read.rows(PASS, read.all(select(PASS)))
    return {people[one.friend_id]: (people[one.giver_id], one.depth, one.at) for one in passes}


def test_a_tree_comes_in_once_with_its_generations(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = tmp_path / "passes.csv"
    file.write_text(HEADER + "t,0,,10\nt,1,0,12.5\nt,2,0,20\nt,3,2,21\nt,0,,10\nu,0,,1\nu,1,0,1\n")
    options = ("--shop", shop_id, "--unit", "minutes", "--json")
    first = terminal.run("import", "passes", file, *options)
    assert (first.status, first.json) == (
        0,
        {"read": 7, "imported": 6, "already": 1, "rejected": []},
    )
    tree = {
        "t/1": ("t/0", 1, 750_000),
        "t/2": ("t/0", 1, 1_200_000),
        "t/3": ("t/2", 2, 1_260_000),
        "u/1": ("u/0", 1, 60_000),
    }
    assert edges(terminal) == tree
    second = terminal.run("import", "passes", file, *options)
    assert (second.json["imported"], second.json["already"]) == (0, 7)
    assert edges(terminal) == tree
    with terminal.reading() as read:
        referrals = read.rows(REFERRAL, read.all(select(REFERRAL)))
    assert sorted((one.depth, one.source) for one in referrals) == [
        (1, "import"),
        (1, "import"),
        (1, "import"),
        (2, "import"),
    ]
    assert terminal.run("audit").status == 0


def test_a_node_that_is_its_own_parent_or_has_no_name_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = tmp_path / "passes.csv"
    file.write_text(HEADER + "t,0,,10\nt,1,1,12\nt,,0,12\nt,2,0,late\n")
    answer = terminal.run("import", "passes", file, "--shop", shop_id, "--json")
    assert answer.status == 3
    assert answer.reasons() == [(3, "self_referral"), (4, "bad_node"), (5, "bad_date")]
    assert edges(terminal) == {}
