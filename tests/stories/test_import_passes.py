"""A cascade of another world comes in: who passed it on to whom, in generations."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from passalong.people.tables import IDENTITY, PERSON, REFERRAL, TREE_TALLY
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


def big(trees: int, size: int) -> str:
    """Trees of this size; everybody hangs on somebody who came before her."""
    draw = random.Random(7)
    rows = [HEADER]
    for tree in range(trees):
        rows.append(f"{tree},0,,{tree * 1440}\n")
        rows += [
            f"{tree},{node},{draw.randrange(node) // 3},{tree * 1440 + node}\n"
            for node in range(1, size)
        ]
    return "".join(rows)


def count_of(terminal: Terminal) -> int:
    """How many edges are there."""
    with terminal.reading() as read:
        return int(read.value(select(func.count()).select_from(PASS)))


def tallies(terminal: Terminal) -> list[tuple[int, str]]:
    """How big each tree is, and its generations."""
    with terminal.reading() as read:
        trees = read.rows(TREE_TALLY, read.all(select(TREE_TALLY)))
    return sorted((one.people, str(one.generations)) for one in trees)


def numbers(terminal: Terminal) -> dict[str, tuple[int, int]]:
    """Giver number and moment of everybody, by external id."""
    with terminal.reading() as read:
        people = {one.person_id: one for one in read.rows(PERSON, read.all(select(PERSON)))}
        known = read.rows(IDENTITY, read.all(select(IDENTITY)))
    return {
        one.value: (people[one.person_id].number, people[one.person_id].joined_at) for one in known
    }


def test_an_import_that_was_killed_and_run_again_has_the_same_rows(
    terminal: Terminal, tmp_path: Path
) -> None:
    file, clean_run = tmp_path / "passes.csv", Terminal(tmp_path / "clean")
    file.write_text(big(40, 1_000))
    shop_id, clean_id = terminal.shop()["shop_id"], clean_run.shop()["shop_id"]
    options = ("--unit", "minutes", "--json")
    whole = clean_run.run("import", "passes", file, "--shop", clean_id, *options)
    assert whole.json == {"read": 40_000, "imported": 40_000, "already": 0, "rejected": []}
    command = [sys.executable, "-m", "passalong", "import", "passes", str(file)]
    command += ["--shop", shop_id, *options]
    environment = {**os.environ, **terminal.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while child.poll() is None and not count_of(terminal):
        pass
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "it ended before it could be killed"
    found = count_of(terminal)
    assert 0 < found < 39_960
    answer = terminal.run("import", "passes", file, "--shop", shop_id, *options)
    assert (answer.status, answer.json["read"], answer.json["rejected"]) == (0, 40_000, [])
    assert answer.json["imported"] + answer.json["already"] == 40_000
    assert answer.json["already"] >= found
    assert edges(terminal) == edges(clean_run)
    assert tallies(terminal) == tallies(clean_run)
    assert numbers(terminal) == numbers(clean_run)
    assert terminal.run("audit").status == 0


def test_the_same_nodes_are_known_however_the_file_is_cut(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = tmp_path / "passes.csv"
    options = ("--shop", shop_id, "--unit", "minutes", "--json")
    file.write_text(big(2, 800))
    assert terminal.run("import", "passes", file, *options).json["imported"] == 1_600
    before = edges(terminal), numbers(terminal)
    head, *rows = file.read_text().splitlines(keepends=True)
    file.write_text("".join([head, "9,0,,1\n", *rows, "0,800,1,2000\n", "0,800,2,2001\n"]))
    answer = terminal.run("import", "passes", file, *options)
    assert answer.json == {"read": 1_603, "imported": 2, "already": 1_601, "rejected": []}
    assert before[0].items() < edges(terminal).items()
    assert before[1].items() < numbers(terminal).items()
    assert terminal.run("audit").status == 0


def test_broken_rows_between_good_ones_are_listed_in_the_order_of_the_file(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = tmp_path / "passes.csv"
    rows = big(1, 1_500).splitlines(keepends=True)
    rows[700:700] = ["0,x,1\n", "0,y,0,soon\n", "0,z,z,4\n"]
    rows.append("0,1500,0," + "9" * 30 + "\n")
    file.write_text("".join(rows))
    answer = terminal.run("import", "passes", file, "--shop", shop_id, "--json")
    assert answer.status == 3
    assert answer.reasons() == [
        (701, "too_few_cells"), (702, "bad_date"), (703, "self_referral"), (1505, "bad_date"),
    ]  # fmt: skip
    assert (answer.json["read"], answer.json["imported"]) == (1_504, 1_500)
    assert count_of(terminal) == 1_499
