"""One voucher at fifty tills at the same moment, over HTTP: one success, 49 times "already".

How tills ask at the same moment is `proofs/release.py`; how a server begins `proofs/serving.py`.

PostgreSQL is served by two processes that share a socket, and the tills' connections must be
spread over both; SQLite is served by one, as it must be. The tills are two processes of their own.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, func, select, text

from passalong import migrations, wiring
from passalong.engine.database import Database
from passalong.settings import Settings, settings_from
from passalong.vouchers.tables import REDEMPTION
from proofs.kills import looking
from proofs.proof import Found, Proof
from proofs.release import Tills
from proofs.rooms import Kind, Room, Rounds, Say, room
from proofs.serving import Serving, free_port
from proofs.shoppers import audited
from rig.served import MERCHANTS, Shop

TILLS = 50
TILL_PROCESSES = 2
SPREAD_MIN = 10
CONNECTING_MAX = 20
SERVING: dict[Kind, int] = {"sqlite": 1, "postgres": 2}
AS_IT_MUST_BE = Counter({"200": 1, "409 voucher_already_redeemed": TILLS - 1})
UNGUARDED = {  # what else would stand against a double, taken away with the planted fault
    "sqlite": ("DROP INDEX ux_redemption_live",),
    "postgres": (
        "DROP INDEX ux_redemption_live",
        "ALTER TABLE journal DROP CONSTRAINT pk_journal",
    ),
}


def prove(kind: Kind, rounds: int, seed: int, *, say: Say, planted: str | None = None) -> Found:
    """One voucher a round."""
    trying, figures = Rounds(rounds, seed, say), Counter[str]()
    with room(kind, on_disk=True) as place, place.empty() as url:
        settings, shop_id, bearers, sales = opened(url, place)
        if planted:
            unguard(url, UNGUARDED[kind])
        serving = Serving(settings, place.folder / "log.txt", planted, processes=SERVING[kind])
        try:
            with spread(serving, bearers, SERVING[kind]) as tills:
                codes = claimed_codes(serving.base_url, sales)
                for draw in trying:
                    shown = {"shop_id": shop_id, "code": next(codes)}
                    told = tills.show("/v1/vouchers/redeem", shown, f"{draw.getrandbits(64):x}")
                    figures.update(told)
                    trying.note([] if told == AS_IT_MUST_BE else [f"the tills were told {told}"])
                seconds = sorted(tills.seconds)
            with looking(settings) as database:
                wrong = counted(database, rounds) + audited(database)
        finally:
            status = serving.stop()
        if status != 0:
            wrong.append(f"the server ended with status {status}")
        trying.note(wrong)
    more = {
        "released within milliseconds p50": round(seconds[len(seconds) // 2] * 1000, 2),
        "released within milliseconds max": round(seconds[-1] * 1000, 2),
    }
    return Found(rounds, tuple(trying.broken), {**dict(figures), **more})


def opened(url: str, place: Room) -> tuple[Settings, str, list[str], dict[str, Any]]:
    """A migrated database with a shop: its settings, its id, a key for each till, what is sold."""
    environment = {"PASSALONG_HOME": str(place.folder), "PASSALONG_DATABASE_URL": url}
    settings = settings_from({**environment, "PASSALONG_PORT": str(free_port())})
    migrations.migrate(url)
    door = wiring.open_door(settings)
    try:
        shop = Shop(door, MERCHANTS[0])
        bearers = [shop.key("till", label=f"till {number}") for number in range(TILLS)]
    finally:
        door.database.close()
        door.writer.stop()
    lines = [{"product_id": shop.product_id, "quantity": 1}]
    sale = {"shop_id": shop.shop_id, "lines": lines, "way": None}
    return settings, shop.shop_id, bearers, {"bearer": shop.api_key, "sale": sale}


def claimed_codes(base_url: str, sales: dict[str, Any]) -> Iterator[str]:
    """The codes that friends show: sold, offered, claimed, one after the other."""
    held = {"Authorization": f"Bearer {sales['bearer']}"}
    with httpx.Client(base_url=base_url, headers=held, timeout=30) as line:

        def sent(path: str, body: dict[str, Any], key: str) -> Any:
            told = line.post(path, json=body, headers={"Idempotency-Key": key})
            if told.status_code == 429:  # a program has a limit of its own, which is not at stake
                time.sleep(float(told.headers["Retry-After"]))
                return sent(path, body, key)
            told.raise_for_status()
            return told.json()

        number = 0
        while number := number + 1:
            sold = sent("/v1/counter/sales", sales["sale"], f"sale-{number}")
            given = {"voucher_ids": sold["voucher_ids"]}
            for offer in sent("/v1/vouchers/offer", given, f"offer-{number}")["offers"]:
                token = offer["link"].rsplit("/", 1)[-1]
                claimed = sent("/v1/vouchers/claim", {"token": token}, f"claim-{token}")
                yield str(claimed["code"])


def spread(serving: Serving, bearers: list[str], processes: int) -> Tills:
    """Tills whose connections lie with every serving process, SPREAD_MIN at least."""
    if processes == 1:
        return Tills(serving.base_url, bearers, TILL_PROCESSES)
    for _ in range(CONNECTING_MAX):
        before = sockets(serving.process.pid)
        tills = Tills(serving.base_url, bearers, TILL_PROCESSES)
        wait_until_taken(serving.process.pid, sum(before.values()) + TILLS)
        taken = sockets(serving.process.pid) - before
        if len(taken) == processes and min(taken.values()) >= SPREAD_MIN:
            return tills
        tills.__exit__()
    raise RuntimeError("one process took nearly all connections")


def wait_until_taken(parent: int, count: int) -> None:
    """Until the serving processes have so many sockets."""
    deadline = time.monotonic() + 10
    while sum(sockets(parent).values()) < count and time.monotonic() < deadline:
        time.sleep(0.01)


def sockets(parent: int) -> Counter[int]:
    """How many sockets each serving process has open."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found: Counter[int] = Counter()
    for child in map(int, children):
        for entry in Path(f"/proc/{child}/fd").iterdir():
            try:
                found[child] += os.readlink(entry).startswith("socket:")
            except FileNotFoundError:
                continue
    return found


def unguard(url: str, statements: tuple[str, ...]) -> None:
    """Take away what the database itself would do against a double."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def counted(database: Database, rounds: int) -> list[str]:
    """What is wrong with the number of redemptions."""
    asked = select(func.count(), func.count(REDEMPTION.c.voucher_id.distinct()))
    with database.reading() as read:
        found = tuple(read.one(asked))
    return [] if found == (rounds, rounds) else [f"{found} redemptions of {rounds} vouchers"]


NOT_COVERED = "Several machines with clocks of their own: the lane's lock is in the one database."
PROOFS = (
    Proof(
        "tills",
        "One voucher at 50 tills at the same moment over HTTP is redeemed once (SQLite).",
        1000,
        partial(prove, "sqlite"),
        ("till_that_does_not_look",),
        NOT_COVERED,
    ),
    Proof(
        "tills-postgres",
        "One voucher at 50 tills of two serving processes is redeemed once (PostgreSQL).",
        1000,
        partial(prove, "postgres"),
        ("lanes_of_its_own",),
        NOT_COVERED,
    ),
)
