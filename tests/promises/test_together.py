"""What many ask at once shares one load, look, ring and array, and nobody's answer is lost."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from passalong.base.ids import derive
from passalong.base.messages import THE_SYSTEM, Envelope, Outcome
from passalong.engine.arrays import LITERALS
from passalong.engine.bell import Bell, Waiting
from passalong.engine.database import Store
from passalong.engine.finding import Finder, Finding
from passalong.engine.writer import LaneQueue
from passalong.merchants.model import CreateMerchant
from passalong.people.model import MeetPerson
from passalong.vouchers.hints import redeeming
from passalong.vouchers.model import (
    ClaimVoucher,
    GiveSeeds,
    OfferVouchers,
    RedeemVoucher,
)
from passalong.vouchers.tables import VOUCHER
from rig.desk import Desk
from rig.living import living
from rig.scene import MANAGER

LOOK_UP = ("merchant_id", "code_lookup")


def claimed(desk: Desk, count: int):
    """A shop and so many claimed vouchers."""
    from promises.test_saving import tried

    shop_id, ids = tried(desk)
    with desk.writer.database.reading() as read:
        statement = select(VOUCHER.c.campaign_id).where(VOUCHER.c.voucher_id == ids[0])
        campaign_id = read.value(statement)
    giver = desk.done(MeetPerson("staff", name="Bo"))["person_id"]
    more = desk.done(GiveSeeds(campaign_id, giver, count, "opening", shop_id))["voucher_ids"]
    desk.done(OfferVouchers(tuple(more)))
    for voucher_id in more:
        desk.done(ClaimVoucher(voucher_id, 1))
    with desk.writer.database.reading() as read:
        lines = read.all(select(VOUCHER).where(VOUCHER.c.voucher_id.in_(more)))
        return shop_id, read.rows(VOUCHER, lines)


def loads_of(desk: Desk, envelope: Envelope, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many times rows were loaded for one command that is done."""
    loads, usual = [], Store.load

    def load(store, gaps):
        loads.append(1)
        return usual(store, gaps)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "load", load)
        assert desk.writer.run(envelope).status == "done"
    return len(loads)


def test_a_redemption_whose_voucher_is_known_loads_once(database_url, monkeypatch):
    with living(database_url) as writer:
        desk = Desk(writer)
        shop_id, (first, second, third) = claimed(desk, 3)
        told = [
            loads_of(desk, envelope_of(desk, one, shop_id, hints), monkeypatch)
            for one, hints in (
                (first, redeeming(first, shop_id)),
                (second, ()),
                (third, redeeming(third, shop_id)[:-3]),
            )
        ]
    assert told[0] == 1
    assert told[1] > 1, "the test would see what is missing"
    assert told[2] > 1, "a hint that is missing is seen"


def envelope_of(desk: Desk, voucher, shop_id, hints):
    command = RedeemVoucher(voucher.voucher_id, shop_id, "code")
    seed = derive(b"together", voucher.voucher_id)
    at = voucher.claimed_at + 1000
    return Envelope(voucher.merchant_id, command, MANAGER, at, seed, hints=hints)


def test_a_wrong_hint_changes_nothing(database_url):
    with living(database_url) as writer:
        desk = Desk(writer)
        shop_id, (first, second) = claimed(desk, 2)
        envelope = envelope_of(desk, first, shop_id, redeeming(second, "shop_none"))
        answer = writer.run(envelope)
        assert (answer.status, answer.answer["voucher_id"]) == ("done", first.voucher_id)
        again = writer.run(replace(envelope, seed=derive(b"again")))
        assert again.refusal == "voucher_already_redeemed"


def test_rows_are_found_by_a_unique_key_and_strangers_are_none(database_url):
    with living(database_url) as writer:
        desk = Desk(writer)
        _, vouchers = claimed(desk, 8)

        async def look():
            keys = [(one.merchant_id, one.code_lookup) for one in vouchers]
            keys += [("m00000000", vouchers[0].code_lookup), (vouchers[0].merchant_id, 5), keys[0]]
            one = writer.database.finding.one
            return await asyncio.gather(*[one(VOUCHER, LOOK_UP, key) for key in keys])

        for _ in range(2):
            assert asyncio.run(look()) == [*vouchers, None, None, vouchers[0]]


class Slow(Finder):
    """Answers each key with itself when it is let; remembers what was asked together."""

    def __init__(self):
        self.asked = []
        self.may = threading.Semaphore(0)

    def find(self, asked):
        self.may.acquire(timeout=30)
        self.asked.append(sorted(key for keys in asked.values() for key in keys))
        if any(("broken",) in keys for keys in asked.values()):
            raise LookupError("broken")
        return {place: {key: key for key in keys} for place, keys in asked.items()}

    def close(self):
        pass


def test_who_asks_while_one_looks_is_looked_up_together():
    finder = Slow()
    finding = Finding(finder)

    async def look():
        def ask(key):
            return asyncio.ensure_future(finding.one(VOUCHER, ("key",), (key,)))

        first = ask("a")
        await asyncio.sleep(0)  # one turn of the loop: the look begins
        await asyncio.sleep(0)
        gone, later = ask("gone"), [ask(key) for key in "bcb"]
        gone.cancel()
        finder.may.release()
        assert await first == ("a",)
        finder.may.release()
        assert [await one for one in later] == [("b",), ("c",), ("b",)]
        wrong = ask("broken")
        finder.may.release()
        with pytest.raises(LookupError):
            await wrong
        last = ask("z")
        finder.may.release()
        return await last

    assert asyncio.run(look()) == ("z",)
    assert finder.asked[0] == [("a",)]
    assert [key for key in finder.asked[1] if key != ("gone",)] == [("b",), ("c",)]
    finding.close()


def test_every_answer_reaches_its_waiter_from_many_threads():
    async def wait_for_all():
        bell = Bell(asyncio.get_running_loop())
        waiting = [Waiting(bell) for _ in range(2000)]
        waiting[7].future.cancel()  # hung up: disturbs nobody

        def tell(number):
            if number % 5:
                waiting[number].set_result([Outcome("done", seq=number)])
            else:
                waiting[number].set_exception(LookupError(str(number)))

        with ThreadPoolExecutor(4) as pool:
            telling = asyncio.get_running_loop().run_in_executor(
                None, lambda: list(pool.map(tell, range(2000)))
            )
            futures = [one.future for one in waiting]
            told = await asyncio.wait_for(asyncio.gather(*futures, return_exceptions=True), 60)
            await telling
        return told

    told = asyncio.run(wait_for_all())
    for number, one in enumerate(told):
        if number == 7:
            assert isinstance(one, asyncio.CancelledError)
        elif number % 5:
            assert one[0].seq == number
        else:
            assert str(one) == str(number)


@pytest.mark.postgres
def test_arrays_bring_every_value_unchanged(postgres_url):
    columns = {
        "text": ["", "a", 'he said "no"', "back\\slash", "a,b", "{}", "NULL", "null", None, "券\n"],
        "bigint": [0, -1, 2**63 - 1, -(2**63), None],
        "boolean": [True, False, None],
        "bytea": [b"", b"\x00\xff", bytes(range(256)), None],
    }
    plain = {"text": ["a", "b-c", "券", "", "NULL"], "bytea": [memoryview(b"ab")]}
    with psycopg.connect(postgres_url) as connection:
        for chosen in (columns, plain):
            for kind, values in chosen.items():
                statement = f"SELECT * FROM unnest(%s::{kind}[])"  # noqa: S608
                told = connection.execute(statement, (LITERALS[kind](values),)).fetchall()
                wanted = [bytes(v) if isinstance(v, memoryview) else v for v in values]
                assert [line[0] for line in told] == wanted


def test_a_lane_that_is_busy_waits_in_front_and_the_others_go_on():
    queue = LaneQueue()

    def group(name):
        return [name], None

    for lane, name in ((1, "a"), (2, "b"), (1, "c"), (3, "d")):
        queue.put(lane, group(name))
    taken = queue.take()
    assert {lane: [g[0] for g in groups] for lane, groups in taken.items()} == {
        1: [["a"], ["c"]],
        2: [["b"]],
        3: [["d"]],
    }
    queue.put(4, group("e"))
    queue.put(2, group("f"))
    queue.put_back({2: taken[2]})
    again = queue.take()
    assert [(lane, [g[0] for g in groups]) for lane, groups in again.items()] == [
        (2, [["b"], ["f"]]),
        (4, [["e"]]),
    ]


@pytest.mark.postgres
def test_a_lane_in_which_another_process_writes_delays_only_itself(postgres_url):
    """Two merchants of one writing thread: one lane is held by somebody else."""
    with living(postgres_url) as writer:
        names = [f"m0000{number:04d}" for number in range(400)]
        lanes = {writer.lane_of(name): name for name in names}
        busy, free = sorted(lane for lane in lanes if lane % len(writer._queues) == 0)[:2]

        def found(lane, number):
            command = CreateMerchant("W", "W Ltd", "cn", "en", "CNY", "Asia/Shanghai")
            return Envelope(lanes[lane], command, THE_SYSTEM, 1, derive(b"lanes", number))

        first, *more = (free, busy)
        other = writer.database.store()
        with closing(other), other.transaction(busy):
            queue = writer._queues[0]
            with queue._condition:
                going, waiting = (
                    writer.submit(found(lane, number)) for number, lane in enumerate((first, *more))
                )
            assert going.result(60)[0].status == "done"
            assert not waiting.done()
        assert waiting.result(60)[0].status == "done"
