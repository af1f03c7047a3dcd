"""How fast paid orders give vouchers through commands, beside an `executemany` of the same rows.

What happens in an order is `passalong.orders` and `passalong.vouchers`; redemptions over HTTP are
measured by `bench/till.py`. No test times anything: this script does.

`passalong bench issue`. What it means is told in docs/operate/speed.md.

Ours: commands through the writer into an empty database with one shop and one running campaign,
2,048 to a batch, every batch durable before it is answered. `past` is what an import of old books
does for each order, `counter` a sale at the till with its money in the books. One customer has
three orders, as in real files. Building the commands is in the time.

The peer: all rows of that database are read back, in the order in which they were written, and
written with plain `executemany` into an empty one with the same schema and indexes, the same
pragmas and as many commits. It decides nothing, looks nothing up, hashes and seals nothing, and
writes rows that ours changed often (tallies) only once.
"""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.running import durable_postgres
from passalong.base.ids import derive, merchant_id_of
from passalong.base.messages import THE_SYSTEM, Command, Envelope, Words
from passalong.campaigns.model import DraftCampaign, StartCampaign, Terms
from passalong.catalog.model import AddProduct
from passalong.cli.imports import GARBAGE_AFTER
from passalong.engine.opening import open_database
from passalong.engine.sealing import Keys
from passalong.engine.sqlite import connect_writer
from passalong.engine.tables import METADATA
from passalong.engine.writer import GROUP_MAX, Writer
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.migrations import migrate
from passalong.orders.model import ImportOrder, LineWish, SellAtCounter
from passalong.people.model import Contact
from passalong.vouchers.tables import VOUCHER
from passalong.wiring import TABLES, registry

Say = Callable[[str], None]
ORDERS = 33_334
ORDERS_EACH = 3
VOUCHERS_EACH = 3
START = 1_790_000_000_000
KINDS = ("past", "counter")
SECONDS_MOST, SHARE_LEAST = 10.0, 0.3
SEED = b"bench issue"
CUP = Words(en="A cup")


class Shop:
    """One merchant with a shop, a product and a running campaign; hands in commands."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.merchant_id = merchant_id_of(SEED)
        self.begun = 0
        self.run(CreateMerchant("Water", "Water Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
        self.shop_id = self.run(AddShop(CUP))["shop_id"]
        self.product_id = self.run(AddProduct(CUP, 900))["product_id"]
        drafted = self.run(DraftCampaign(CUP, Terms(trial=CUP, conditions=CUP)))
        self.run(StartCampaign(drafted["campaign_id"]))

    def run(self, command: Command) -> dict[str, Any]:
        """One command that must succeed."""
        outcome = self.writer.run(self.envelope(command))
        if outcome.status != "done":
            raise RuntimeError(f"{command}: {outcome.refusal or outcome.status}")
        return outcome.answer

    def envelope(self, command: Command) -> Envelope:
        """The command at its moment: a second after the one before."""
        self.begun += 1
        at = START + 1000 * self.begun
        return Envelope(
            self.merchant_id, command, THE_SYSTEM, at, derive(SEED, "command", self.begun)
        )

    def commands(self, kind: str, count: int, keys: Keys) -> Iterator[Command]:
        """So many paid orders."""
        for number in range(count):
            who = str(number // ORDERS_EACH)
            lookup = keys.identity_lookup(self.merchant_id, "external", who)
            contact = Contact("external", lookup, who)
            if kind == "past":
                yield ImportOrder(str(number), self.shop_id, contact, 1, 900, is_issuing=True)
            else:
                line = LineWish(self.product_id, 1)
                yield SellAtCounter(self.shop_id, (line,), contacts=(contact,))


@contextmanager
def clock() -> Iterator[dict[str, float]]:
    """Seconds on the wall and of this process's processors, once it is over."""
    took: dict[str, float] = {}
    wall, busy = time.perf_counter(), time.process_time()
    yield took
    took["seconds"] = round(time.perf_counter() - wall, 3)
    took["cpu_seconds"] = round(time.process_time() - busy, 3)


def ours(url: str, kind: str, count: int) -> dict[str, float]:
    """Commands into an empty database. RuntimeError where not every order gave its vouchers."""
    migrate(url)
    keys = Keys(Keys.fresh())
    database = open_database(url, keys, TABLES)
    writer = Writer(database, registry())
    try:
        shop = Shop(writer)
        with clock() as took:
            commands = shop.commands(kind, count, keys)
            outcomes = writer.run_all([shop.envelope(command) for command in commands])
        with database.reading() as read:
            vouchers = read.value(select(func.count()).select_from(VOUCHER))
    finally:
        writer.stop()
        database.close()
    if {outcome.status for outcome in outcomes} != {"done"} or vouchers != count * VOUCHERS_EACH:
        raise RuntimeError(f"{vouchers} vouchers of {count} orders")
    return took


def peer(made: Path, other: Path, commits: int) -> dict[str, float]:
    """The rows of `made` with `executemany` into an empty file of the same shape."""
    migrate(f"sqlite:///{other}")
    source = sqlite3.connect(made)
    rows = {name: source.execute(f'SELECT * FROM "{name}"').fetchall() for name in METADATA.tables}  # noqa: S608
    source.close()
    inserts = {
        name: f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(lines[0]))})'  # noqa: S608
        for name, lines in rows.items()
        if lines
    }
    writer = connect_writer(other)
    with clock() as took:
        for number in range(commits):
            writer.execute("BEGIN IMMEDIATE")
            for name, insert in inserts.items():
                lines = rows[name]
                start, end = (len(lines) * n // commits for n in (number, number + 1))
                writer.executemany(insert, lines[start:end])
            writer.execute("COMMIT")
    writer.close()
    return took


def measured(
    orders: int, kinds: Sequence[str], databases: Sequence[str], say: Say
) -> dict[str, Any]:
    """What is told by `shown`: a line for each kind of order on each database."""
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)  # as an import does
    runs = {"sqlite": _on_sqlite, "postgresql": _on_postgres}
    results = []
    for kind in kinds:
        for database in databases:
            say(f"{kind} on {database} …")
            results.append(runs[database](kind, orders))
    bars = {"seconds": SECONDS_MOST, "share of executemany": SHARE_LEAST}
    return {
        "orders": orders,
        "vouchers": VOUCHERS_EACH * orders,
        "seed": SEED.decode(),
        "bars": bars,
        "results": results,
    }


def _on_sqlite(kind: str, count: int) -> dict[str, Any]:
    """Ours and the peer, one after the other in this process."""
    with tempfile.TemporaryDirectory(prefix="passalong-bench-") as folder:
        made, other = Path(folder) / "ours.sqlite", Path(folder) / "peer.sqlite"
        mine = ours(f"sqlite:///{made}", kind, count)
        theirs = peer(made, other, -(-count // GROUP_MAX))
    return _told(f"{kind}, SQLite", mine, count) | {
        "peer_name": "executemany of the same rows",
        "peer": round(count / theirs["seconds"]),
        "peer_seconds": theirs["seconds"],
        "peer_cpu_seconds": theirs["cpu_seconds"],
        "ratio": round(theirs["seconds"] / mine["seconds"], 3),
        "ratio_cpu": round(theirs["cpu_seconds"] / mine["cpu_seconds"], 3),
    }


def _on_postgres(kind: str, count: int) -> dict[str, Any]:
    """Ours on a server of its own with fsync on; its processors are not in `cpu_seconds`."""
    with durable_postgres() as server:
        mine = ours(server.create("issue"), kind, count)
    return _told(f"{kind}, PostgreSQL", mine, count)


def _told(name: str, mine: dict[str, float], count: int) -> dict[str, Any]:
    return {"name": name, "unit": "orders/s", "ours": round(count / mine["seconds"]), **mine}


def shown(found: dict[str, Any]) -> str:
    """The lines for a terminal."""
    lines = [f"{found['orders']:,} paid orders, {found['vouchers']:,} vouchers"]
    for one in found["results"]:
        lines.append(
            f"{one['name']:22}{one['ours']:>8,} orders/s {one['seconds']:7.2f} s"
            f" (processor {one['cpu_seconds']:.2f} s)"
        )
        if "peer" in one:
            lines.append(
                f"  {one['peer_name']}: {one['peer']:,} orders/s {one['peer_seconds']:.2f} s"
                f" (processor {one['peer_cpu_seconds']:.2f} s);"
                f" we reach {one['ratio']:.2f} of it, {one['ratio_cpu']:.2f} by processor time"
            )
    bars = found["bars"]
    lines.append(
        f"wanted on SQLite: {bars['seconds']:g} s at most for {ORDERS:,} orders,"
        f" {bars['share of executemany']:g} of executemany at least"
    )
    return "\n".join(lines)
