"""People who buy, give, claim and redeem over HTTP, and remember every answer they were given.

What they find broken is judged in `proofs/kills.py`; the shop they go to is `rig/served.py`.

A shopper has one errand at a time. Whoever gets no answer (the line broke, or a 503) keeps the
errand and asks again later under the same idempotency key, as a careful client does. What was
answered lies here, outside every process that is killed.
"""

import random
import threading
import time
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec
from sqlalchemy import select

from passalong import migrations, wiring
from passalong.base.clock import SystemClock
from passalong.engine.database import Database
from passalong.engine.snapshot import snapshot
from passalong.engine.tables import RECEIPT
from passalong.insights.audit import audit
from passalong.orders.tables import ORDER
from passalong.settings import Settings, settings_from
from passalong.vouchers.tables import OFFER, REDEMPTION, VOUCHER
from rig.served import MERCHANTS, Shop

Kind = Literal["sale", "offer", "claim", "redemption"]
AWAY_SECONDS = 0.05
PATIENCE_SECONDS = 30
PATHS: dict[Kind, str] = {
    "sale": "/v1/counter/sales",
    "offer": "/v1/vouchers/offer",
    "claim": "/v1/vouchers/claim",
    "redemption": "/v1/vouchers/redeem",
}


@dataclass
class Errand:
    """One wish under one key, and what was answered to it."""

    kind: Kind
    key: str
    body: dict[str, Any]
    answer: dict[str, Any] = field(default_factory=dict)
    is_answered: bool = False
    is_replayed: bool = False


@dataclass(frozen=True)
class Stall:
    """Where a shopper goes: the key to the API, and what is sold there."""

    bearer: str
    shop_id: str
    product_id: str


class Shopper:
    """One after the other: buys, offers a voucher, a friend claims it and has it redeemed."""

    def __init__(self, name: str, stall: Stall) -> None:
        self.name = name
        self.errands: list[Errand] = []
        self.complaints: list[str] = []
        self.put_off = 0
        self._stall = stall
        self._journeys = self._walk()
        self.errand = next(self._journeys)
        self.headers = {"Authorization": f"Bearer {stall.bearer}"}

    def _walk(self) -> Generator[Errand, None, None]:
        stall = self._stall
        lines = [{"product_id": stall.product_id, "quantity": 1}]
        while True:
            sale = {"shop_id": stall.shop_id, "lines": lines, "way": None}
            sold = yield from self._asked("sale", sale)
            given = {"voucher_ids": sold["voucher_ids"][:1]}
            offers = (yield from self._asked("offer", given))["offers"]
            token = {"token": offers[0]["link"].rsplit("/", 1)[-1]}
            claimed = yield from self._asked("claim", token)
            shown = {"shop_id": stall.shop_id, "code": claimed["code"]}
            yield from self._asked("redemption", shown)

    def _asked(self, kind: Kind, body: dict[str, Any]) -> Generator[Errand, None, dict[str, Any]]:
        errand = Errand(kind, f"{self.name}-{len(self.errands)}", body)
        self.errands.append(errand)
        yield errand
        return errand.answer

    def shop(self, base_url: str, stopped: threading.Event) -> None:
        """Go on until told to stop, or until the line breaks."""
        with httpx.Client(base_url=base_url, headers=self.headers) as line:
            while not stopped.is_set():
                try:
                    is_done = self.ask(line)
                except httpx.TransportError:
                    return
                if not is_done:
                    stopped.wait(AWAY_SECONDS)

    def ask(self, line: httpx.Client) -> bool:
        """Send the errand at hand; True when it was answered. Raises httpx.TransportError."""
        errand = self.errand
        keyed = {"Idempotency-Key": errand.key}
        told = line.post(
            PATHS[errand.kind], json=errand.body, headers=keyed, timeout=PATIENCE_SECONDS
        )
        if told.status_code == 503:
            self.put_off += 1
            if "Retry-After" not in told.headers:
                self.complaints.append(f"{errand.key}: a 503 without Retry-After")
            return False
        if told.status_code not in (200, 201):
            self.complaints.append(f"{errand.key}: {told.status_code} {told.text[:200]}")
            return False
        errand.answer = told.json()
        errand.is_answered = True
        errand.is_replayed = told.headers.get("Idempotency-Hit") == "true"
        self._go_on()
        return True

    def _go_on(self) -> None:
        try:
            self.errand = next(self._journeys)
        except (LookupError, TypeError, AttributeError):
            told = self.errand.answer
            self.complaints.append(f"{self.errand.key}: nothing follows from the answer {told}")
            self._journeys = self._walk()
            self.errand = next(self._journeys)


class Crowd:
    """All shoppers of one installation."""

    def __init__(self, stalls: Sequence[Stall]) -> None:
        self.shoppers = [Shopper(f"shopper-{n}", stall) for n, stall in enumerate(stalls)]

    def errands(self) -> list[Errand]:
        """Every errand of everybody."""
        return [errand for shopper in self.shoppers for errand in shopper.errands]

    def answered(self) -> int:
        """How many answers were given so far."""
        return sum(errand.is_answered for errand in self.errands())

    def complaints(self) -> list[str]:
        """Everything that should not have been told to anybody; forgotten afterwards."""
        found = [one for shopper in self.shoppers for one in shopper.complaints]
        for shopper in self.shoppers:
            shopper.complaints.clear()
        return found

    def finish(self, base_url: str) -> list[str]:
        """Everybody asks again for what was not answered; complaints."""

        def again(shopper: Shopper) -> None:
            deadline = time.monotonic() + PATIENCE_SECONDS
            with httpx.Client(base_url=base_url, headers=shopper.headers) as line:
                while not shopper.ask(line):
                    if time.monotonic() > deadline or shopper.complaints:
                        shopper.complaints.append(f"{shopper.errand.key}: never answered")
                        return
                    time.sleep(AWAY_SECONDS)

        with ThreadPoolExecutor(len(self.shoppers)) as pool:
            list(pool.map(again, self.shoppers))
        return self.complaints()


class Shopping:
    """The crowd at work in threads of its own, until it is stopped or the line breaks."""

    def __init__(self, crowd: Crowd, base_url: str) -> None:
        self._crowd = crowd
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=one.shop, args=(base_url, self._stopped))
            for one in crowd.shoppers
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, more: int) -> bool:
        """Wait until so many more were answered; False if that never happens, or somebody was
        told what nobody should be.
        """
        begin, deadline = self._crowd.answered(), time.monotonic() + PATIENCE_SECONDS
        while self._crowd.answered() < begin + more:
            if time.monotonic() > deadline or not any(t.is_alive() for t in self._threads):
                return False
            if any(one.complaints for one in self._crowd.shoppers):
                return False
            time.sleep(0.002)
        return True

    def stop(self) -> None:
        """Nobody begins anything new; everybody is waited for."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()


@dataclass(frozen=True)
class Effects:
    """What lies in the database: receipts by key, and the ids of what happened, with counts."""

    receipts: dict[str, str]
    ids: dict[Kind, list[str]]


def effects(database: Database) -> Effects:
    """As it is committed now."""
    asked = {
        "sale": select(ORDER.c.order_id),
        "offer": select(OFFER.c.voucher_id),
        "claim": select(VOUCHER.c.voucher_id).where(VOUCHER.c.claimed_at.is_not(None)),
        "redemption": select(REDEMPTION.c.voucher_id).where(REDEMPTION.c.reversed_at.is_(None)),
    }
    with database.reading() as read:
        lines = read.all(select(RECEIPT.c.receipt_key, RECEIPT.c.body))
        receipts = {line[0].rsplit(":", 1)[-1]: line[1] for line in lines}
        return Effects(
            receipts,
            {kind: sorted(line[0] for line in read.all(one)) for kind, one in asked.items()},
        )


def id_of(errand: Errand) -> str:
    """The id of what an answered errand did."""
    told = errand.answer["offers"][0] if errand.kind == "offer" else errand.answer
    return str(told["order_id" if errand.kind == "sale" else "voucher_id"])


def lost(errands: Iterable[Errand], found: Effects) -> list[str]:
    """What was answered and is not there, or is remembered otherwise."""
    there = {kind: set(ids) for kind, ids in found.ids.items()}
    missing = []
    for errand in errands:
        if not errand.is_answered:
            continue
        if id_of(errand) not in there[errand.kind]:
            missing.append(f"{errand.key}: the {errand.kind} was answered and is lost")
        body = found.receipts.get(errand.key)
        if body is None:
            missing.append(f"{errand.key}: its receipt is lost")
        elif not _says(msgspec.json.decode(body), errand.answer):
            missing.append(f"{errand.key}: another answer is remembered")
    return missing


def _says(receipt: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether the ids and states that were answered are those that are remembered."""
    return all(
        answer.get(name) == value
        for name, value in receipt.items()
        if name.endswith(("_id", "_ids")) or name in ("state", "total_minor")
    )


def doubled(errands: Iterable[Errand], found: Effects) -> list[str]:
    """Where what is there is not exactly what was answered, once everybody was."""
    wanted: dict[Kind, list[str]] = {kind: [] for kind in PATHS}
    for errand in errands:
        if errand.is_answered:
            wanted[errand.kind].append(id_of(errand))
    return [
        f"{len(found.ids[kind])} {kind}s are there, {len(ids)} were answered"
        for kind, ids in wanted.items()
        if found.ids[kind] != sorted(ids)
    ]


def audited(database: Database) -> list[str]:
    """What the whole audit finds."""
    with snapshot(database) as seen:
        found = audit(seen, wiring.registry().event_types, SystemClock().now())
        return [f"audit: {one.name}, {one.rows[:2]}" for one in found if one.violations]


def opened_shop(url: str, home: Path, port: int, count: int) -> tuple[Settings, Crowd]:
    """A migrated database with two merchants, and `count` shoppers with keys of their own."""
    settings = settings_from(
        {
            "PASSALONG_HOME": str(home),
            "PASSALONG_DATABASE_URL": url,
            "PASSALONG_PORT": str(port),
        }
    )
    migrations.migrate(url)
    door = wiring.open_door(settings)
    try:
        shops = [Shop(door, merchant_id) for merchant_id in MERCHANTS]
        stalls = []
        for number in range(count):
            shop = shops[number % len(shops)]
            bearer = shop.key("till", "vouchers", "read", label=f"shopper {number}")
            stalls.append(Stall(bearer, shop.shop_id, shop.product_id))
    finally:
        door.database.close()
        door.writer.stop()
    return settings, Crowd(stalls)


def drawn_wait(draw: random.Random) -> tuple[int, float]:
    """How many answers to wait for, and how long after them, until something is killed."""
    return draw.randint(3, 40), draw.uniform(0, 0.03)
