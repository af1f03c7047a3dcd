"""A shop brings its real orders: good rows come in, bad ones are told, nothing is half-done."""

import gzip
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from passalong.base.clock import DAY, moment_of
from passalong.base.messages import Words
from passalong.catalog.model import AddProduct
from passalong.engine.door import Wish
from passalong.orders.tables import ORDER
from passalong.outside.timers import sweep
from passalong.people.tables import IDENTITY
from passalong.vouchers.tables import VOUCHER
from rig.terminal import Terminal

HEADER = "order,customer,at,quantity,amount\n"
RUNNING = ("--campaign", "three-trial-vouchers", "--from", "2024-01-01", "--until", "2024-03-31")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture
def either(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home", database_url)


def written(tmp_path: Path, text: str | bytes, name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def orders_in(terminal: Terminal) -> dict[str, tuple[str, int, int]]:
    """External number → external id of the customer, moment, amount."""
    with terminal.reading() as read:
        people = {
            one.person_id: one.value
            for one in read.rows(IDENTITY, read.all(select(IDENTITY)))
            if one.kind == "external"
        }
        rows = read.rows(ORDER, read.all(select(ORDER)))
    return {
        one.external_no: (people[one.customer_id], one.paid_at, one.total_minor) for one in rows
    }


def states_in(terminal: Terminal) -> dict[str, int]:
    statement = select(VOUCHER.c.state, func.count()).group_by(VOUCHER.c.state)
    with terminal.reading() as read:
        return {line[0]: line[1] for line in read.all(statement)}


def count_of(terminal: Terminal) -> int:
    with terminal.reading() as read:
        return int(read.value(select(func.count()).select_from(ORDER)))


def test_orders_come_in_once_however_often_the_file_is_imported(
    either: Terminal, tmp_path: Path
) -> None:
    shop_id = either.shop()["shop_id"]
    file = written(tmp_path, HEADER + "1,anna,2024-01-02,1,900\n2,anna,2024-02-03,3,2700\n")
    first = either.run("import", "orders", file, "--shop", shop_id, "--json")
    assert (first.status, first.json) == (
        0,
        {"read": 2, "imported": 2, "already": 0, "rejected": []},
    )
    before = orders_in(either)
    second = either.run("import", "orders", file, "--shop", shop_id, "--json")
    assert (second.status, second.json) == (
        0,
        {"read": 2, "imported": 0, "already": 2, "rejected": []},
    )
    assert orders_in(either) == before
    assert either.run("audit", "--json").json["ok"] is True


def test_a_date_means_the_first_moment_of_that_day_in_the_shop(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop("--time-zone", "Asia/Taipei")["shop_id"]
    file = written(tmp_path, HEADER + "1,anna,2024-01-02,1,900\n2,anna,2024-01-02T10:00:00Z,1,9\n")
    assert terminal.run("import", "orders", file, "--shop", shop_id).status == 0
    found = orders_in(terminal)
    assert found["1"][1] == moment_of(datetime(2024, 1, 1, 16, tzinfo=UTC))
    assert found["2"][1] == moment_of(datetime(2024, 1, 2, 10, tzinfo=UTC))


def test_orders_give_vouchers_as_the_campaign_of_their_day_says(
    either: Terminal, tmp_path: Path
) -> None:
    shop_id = either.shop(*RUNNING)["shop_id"]
    rows = (
        "1,anna,2023-12-31,1,900\n2,anna,2024-01-01,1,900\n"
        "3,ben,2024-03-31,2,1800\n4,ben,2024-04-01,1,900\n5,carl,2024-02-02,1,0\n"
    )
    file = written(tmp_path, HEADER + rows)
    answer = either.run("import", "orders", file, "--shop", shop_id, "--issue", "at-order")
    assert answer.status == 0
    assert states_in(either) == {"held": 6}
    with either.door() as door:
        sweep(door)
    assert states_in(either) == {"expired": 6}
    assert either.run("audit").status == 0


def test_orders_of_the_past_may_give_vouchers_today(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop("--campaign", "three-trial-vouchers")["shop_id"]
    file = written(tmp_path, HEADER + "1,anna,2020-01-01,1,900\n2,ben,2020-01-02,1,0\n")
    for _ in range(2):
        assert (
            terminal.run("import", "orders", file, "--shop", shop_id, "--issue", "now").status == 0
        )
        assert states_in(terminal) == {"held": 3}
    with terminal.reading() as read:
        issued_at, expires_at = read.one(select(VOUCHER.c.issued_at, VOUCHER.c.expires_at)) or (
            0,
            0,
        )
    assert issued_at > moment_of(datetime(2025, 1, 1, tzinfo=UTC))
    assert expires_at == issued_at + 30 * DAY
    assert terminal.run("audit").status == 0


BAD_ROWS = {
    "2,anna,2024-13-40,1,900": "bad_date",
    "2,anna,yesterday,1,900": "bad_date",
    "2,anna,1969-07-20,1,900": "bad_date",
    "2,anna,9024-01-01,1,900": "date_in_the_future",
    "2,anna,20240102,1,900": "ambiguous_date",
    "2,anna,2024-01-02,1,-900": "negative_amount",
    "2,anna,2024-01-02,1,9.50": "amount_not_in_minor_units",
    "2,anna,2024-01-02,1,nine": "bad_amount",
    "2,anna,2024-01-02,1,": "bad_amount",
    "2,anna,2024-01-02,1,1000000000001": "bad_amount",
    "2,anna,2024-01-02,0,900": "bad_quantity",
    "2,anna,2024-01-02,-1,900": "bad_quantity",
    ",anna,2024-01-02,1,900": "bad_order_number",
    "2,,2024-01-02,1,900": "bad_external_id",
    "2,anna,2024-01-02,1": "too_few_cells",
    "2,anna,2024-01-02,1,900,x": "too_many_cells",
    "2,an\0na,2024-01-02,1,900": "nul_character",
    '2,"an"na,2024-01-02,1,900': "bad_quoting",
    '2,"anna,2024-01-02,1,900': "quote_not_closed",
    f"2,{'a' * 5000},2024-01-02,1,900": "cell_too_long",
    f"2,{'a' * (1 << 20)},2024-01-02,1,900": "line_too_long",
    "1,anna,2024-01-05,1,900": "order_differs",
    "1,ben,2024-01-02,1,900": "order_differs",
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.items(), ids=range(len(BAD_ROWS)))
def test_a_bad_row_is_told_and_its_neighbours_come_in(
    row: str, reason: str, terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    text = f"{HEADER}1,anna,2024-01-02,1,900\n{row}\n3,carl,2024-01-03,1,900\n"
    answer = terminal.run("import", "orders", written(tmp_path, text), "--shop", shop_id, "--json")
    assert answer.status == 3
    assert answer.reasons() == [(3, reason)]
    assert (answer.json["read"], answer.json["imported"]) == (3, 2)
    assert sorted(orders_in(terminal)) == ["1", "3"]
    assert orders_in(terminal)["1"][0] == "anna"


def test_rows_in_another_encoding_are_told_with_a_guess_or_read_when_it_is_named(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = written(tmp_path, (HEADER + "1,王芳,2024-01-02,1,900\n").encode("gb18030"))
    answer = terminal.run("import", "orders", file, "--shop", shop_id, "--json")
    assert (answer.status, answer.reasons()) == (3, [(2, "wrong_encoding")])
    assert "gb18030" in answer.json["rejected"][0]["detail"]
    named = ("--encoding", "gb18030")
    assert terminal.run("import", "orders", file, "--shop", shop_id, *named).status == 0
    assert orders_in(terminal)["1"][0] == "王芳"


def test_a_byte_order_mark_windows_line_ends_and_quotes_do_no_harm(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    text = '\ufeff"Order",CUSTOMER,at,quantity,amount\r\n"1","a, ""b""\nc",2024-01-02,1,900\r\n\r\n'
    text += "2,anna,2024-01-02,,900"
    answer = terminal.run("import", "orders", written(tmp_path, text), "--shop", shop_id, "--json")
    # The quoted row is one row, told at its first line: nobody can type a line end in an id.
    assert answer.reasons() == [(2, "bad_external_id")]
    assert list(orders_in(terminal)) == ["2"]


def test_an_open_quote_swallows_nothing_but_its_own_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    rows = [f"{n},anna,2024-01-02,1,900" for n in range(1, 121)]
    rows[9] = '10,"anna,2024-01-02,1,900'
    file = written(tmp_path, HEADER + "\n".join(rows) + "\n")
    answer = terminal.run("import", "orders", file, "--shop", shop_id, "--json")
    assert answer.reasons() == [(11, "quote_not_closed")]
    assert answer.json["imported"] == 119


def test_columns_may_have_other_names_and_an_unknown_one_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    text = "单号,客户,日期,金额,门店备注\n1,王芳,2024-01-02,900,x\n"
    file = written(tmp_path, text)
    names = [
        word
        for pair in ("order=单号", "customer=客户", "at=日期", "amount=金额")
        for word in ("--map", pair)
    ]
    answer = terminal.run("import", "orders", file, "--shop", shop_id, *names, "--json")
    assert (answer.status, answer.reasons()) == (3, [(1, "unknown_column")])
    assert answer.json["imported"] == 1
    skipping = terminal.run(
        "import", "orders", file, "--shop", shop_id, *names, "--skip", "门店备注", "--json"
    )
    assert (skipping.status, skipping.json["already"], skipping.reasons()) == (0, 1, [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("order,customer,at\n1,a,2024-01-01\n", "amount"),
        ("order,order,customer,at,amount\n1,1,a,2024-01-01,1\n", "twice"),
        ("单号,客户\n".encode("gb18030").decode("latin-1"), "order"),
        (b"\xff\xfeo\0r\0", "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_understood_is_refused_whole(
    text: str | bytes, says: str, terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    answer = terminal.run("import", "orders", written(tmp_path, text), "--shop", shop_id)
    assert answer.status == 2
    assert says in answer.stderr
    assert orders_in(terminal) == {}


def test_what_was_not_taken_is_written_beside_and_is_no_formula(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    beside = tmp_path / "bad.csv"
    file = written(tmp_path, HEADER + "=cmd(),anna,yesterday,1,900\n")
    answer = terminal.run("import", "orders", file, "--shop", shop_id, "--rejected", beside)
    assert answer.status == 3
    lines = beside.read_text().splitlines()
    assert lines[0] == "line,reason,detail,text"
    assert lines[1] == """2,bad_date,'yesterday' is no moment,"'=cmd(),anna,yesterday,1,900\""""


def test_a_product_is_found_by_its_name(terminal: Terminal, tmp_path: Path) -> None:
    shop = terminal.shop()
    with terminal.door() as door:
        wish = Wish(shop["merchant_id"])
        jar = door.run(wish, AddProduct(Words(zh_hans="大桶水", en="Jar"), 4200))["product_id"]
    text = f"order,customer,at,amount,product\n1,a,2024-01-02,9,jar\n2,a,2024-01-02,9,{jar}\n"
    text += "3,a,2024-01-02,9,Bottle\n"
    file = written(tmp_path, text)
    answer = terminal.run("import", "orders", file, "--shop", shop["shop_id"], "--json")
    assert answer.reasons() == [(4, "unknown_product")]
    with terminal.reading() as read:
        rows = read.rows(ORDER, read.all(select(ORDER)))
    assert {row.lines[0].product_id for row in rows} == {jar}


def many(count: int) -> str:
    rows = (f"{n},c{n % 997},2024-02-{n % 28 + 1:02},1,{n}\n" for n in range(1, count + 1))
    return HEADER + "".join(rows)


def test_a_cut_gzip_file_gives_the_rows_before_the_cut(terminal: Terminal, tmp_path: Path) -> None:
    shop_id = terminal.shop()["shop_id"]
    packed = gzip.compress(many(5000).encode())
    file = written(tmp_path, packed[: len(packed) * 2 // 3], "orders.csv.gz")
    answer = terminal.run("import", "orders", file, "--shop", shop_id, "--json")
    assert answer.status == 3
    read = answer.json["read"]
    assert 1000 < read < 5000
    assert answer.json["imported"] == read
    assert answer.reasons() == [(read + 2, "file_truncated")]
    assert {int(number): order[2] for number, order in orders_in(terminal).items()} == {
        number: number for number in range(1, read + 1)
    }


def test_a_line_of_two_gigabytes_is_passed_over_in_little_memory(
    terminal: Terminal, tmp_path: Path
) -> None:
    shop_id = terminal.shop()["shop_id"]
    file = written(tmp_path, HEADER + "1,anna,2024-01-02,1,900\n")
    with file.open("r+b") as sparse:
        sparse.seek(2 << 30, os.SEEK_END)
        sparse.write(b"\n2,ben,2024-01-02,1,900\n")
    script = (
        "import re, sys; from passalong.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: status = end.code\n"
        # Not getrusage: that counts the tests' own process too, from which this one was made.
        "most = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(int(most) // 1024, file=sys.stderr)\n"
        "sys.exit(status)"
    )
    command = [sys.executable, "-c", script, "import", "orders", str(file), "--shop", shop_id]
    environment = {**os.environ, **terminal.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "line 3: line_too_long" in done.stderr
    assert sorted(orders_in(terminal)) == ["1", "2"]
    assert int(done.stderr.splitlines()[-1]) < 500


def test_an_import_that_was_killed_and_run_again_is_as_if_nothing_had_happened(
    terminal: Terminal, tmp_path: Path
) -> None:
    file, clean_run = written(tmp_path, many(5_000)), Terminal(tmp_path / "clean")
    shop_id, clean_id = (each.shop(*RUNNING)["shop_id"] for each in (terminal, clean_run))
    options = ("--issue", "at-order", "--json")
    assert clean_run.run("import", "orders", file, "--shop", clean_id, *options).status == 0
    command = [sys.executable, "-m", "passalong", "import", "orders", str(file)]
    command += ["--shop", shop_id, *options]
    environment = {**os.environ, **terminal.environment, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    while child.poll() is None and not count_of(terminal):
        pass
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "it ended before it could be killed"
    found = count_of(terminal)
    assert 0 < found < 5_000
    answer = terminal.run("import", "orders", file, "--shop", shop_id, *options)
    assert answer.json == {
        "read": 5_000,
        "imported": 5_000 - found,
        "already": found,
        "rejected": [],
    }
    assert orders_in(terminal) == orders_in(clean_run)
    assert states_in(terminal) == states_in(clean_run) == {"held": 15_000}
    assert terminal.run("audit").status == 0
