"""The demo's town: its people live through real commands, the same for the same seed.

That a batch is the same as its commands one by one is proved in `promises/`; here the town's own
waves, its look at the world, and how it is kept and taken up again.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from passalong.base.clock import DAY, HOUR
from passalong.engine.door import Door, Wish
from passalong.engine.snapshot import snapshot
from passalong.engine.tables import JOURNAL, JOURNAL_HEAD
from passalong.engine.writer import Writer
from passalong.insights.audit import audit
from passalong.merchants.credentials import name_lookup
from passalong.merchants.model import PLATFORM
from passalong.merchants.queries import staff_by_sign_in
from passalong.orders.model import LineWish, SellAtCounter
from passalong.settings import Settings, settings_from
from passalong.town import driver as driving
from passalong.town.demo import FolderTaken, OpenTown, live, town_in
from passalong.town.driver import Driver
from passalong.town.going_on import GoingOn
from passalong.town.life import facts
from passalong.town.loading import Plan, load
from passalong.town.people import settle
from passalong.town.queries import figures
from passalong.town.shop import Shop, password_of
from passalong.town.span import span_until
from passalong.town.telling import stand
from passalong.vouchers.queries import (
    counts_by_state,
    due_to_expire,
    due_to_return,
    vouchers_named,
)
from passalong.web.passwords import matches
from rig.living import living

SMALL = Plan(people=60, days=12, seed="small")
UNTIL = 1_795_376_400_000  # Tuesday, mid-afternoon in Hangzhou
LOOKS_MAX = 100_000  # a town that does not go on must not hold up the tests for ever
# What people of the town may hear: they are late, or have had their share.
USUAL_REFUSALS = {
    "claim_limit_reached",
    "hold_limit_reached",
    "voucher_already_claimed",
    "voucher_already_redeemed",
    "voucher_expired",
    "voucher_recalled",
    "voucher_returned",
    "voucher_void",
}


def nobody_watches(_day: int, _days: int) -> None:
    """Progress that is shown to nobody."""


@contextmanager
def loaded(url: str, plan: Plan = SMALL) -> Iterator[tuple[Writer, Driver, Shop]]:
    with living(url) as writer:
        yield writer, *load(writer, plan, UNTIL, nobody_watches)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Writer, Driver, Shop]]:
    """One small town that several tests look at and none changes."""
    with loaded(f"sqlite:///{tmp_path_factory.mktemp('town')}/small.sqlite") as town:
        yield town


def heads(writer: Writer) -> dict[str, tuple[int, bytes]]:
    with writer.database.reading() as read:
        lines = read.all(select(JOURNAL_HEAD))
    return {line.merchant_id: (line.seq, bytes(line.hash)) for line in lines}


def heads_of(url: str, plan: Plan = SMALL) -> dict[str, tuple[int, bytes]]:
    with loaded(url, plan) as (writer, _, _):
        return heads(writer)


def test_a_small_town_lives(small: tuple[Writer, Driver, Shop]):
    writer, driver, shop = small
    with writer.database.reading() as read:
        counted = figures(read, shop.merchant_id)
        states = counts_by_state(read, shop.merchant_id)
    seen = facts(driver.life)
    assert counted.people == seen["known"]
    assert counted.claimed == seen["claimed"]
    assert states["redeemed"] + states["converted"] == seen["tried"]
    assert counted.vouchers >= counted.given > counted.claimed > counted.tried > 0
    assert 0 < counted.brought_buyers <= counted.buyers < counted.people


def test_the_same_seed_is_the_same_town(small: tuple[Writer, Driver, Shop], database_url: str):
    assert heads_of(database_url) == heads(small[0])


def test_another_seed_is_another_town(small: tuple[Writer, Driver, Shop], sqlite_url: str):
    other = heads_of(sqlite_url, Plan(SMALL.people, SMALL.days, "other"))
    assert not other.keys() - {PLATFORM} & heads(small[0]).keys()


def test_waves_do_not_show(
    small: tuple[Writer, Driver, Shop], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(driving, "WAVE_MAX", 1)
    assert heads_of(sqlite_url) == heads(small[0])


def test_nothing_but_usual_refusals(sqlite_url: str):
    with loaded(sqlite_url, Plan(people=400, days=60, seed="refused")) as (_, driver, _):
        refused = {refusal for _, refusal in driver.refused}
        assert refused <= USUAL_REFUSALS
        assert refused
        done = {
            "SellAtCounter", "SellAndHandOver", "PlaceOrder", "PayOrder", "ShipOrder",
            "ReceiveOrder", "RefundOrder", "OfferVouchers", "RecallVoucher", "ClaimVoucher",
            "RedeemVoucher", "ReturnVouchers", "ExpireVouchers", "SetConsent", "ChangePerson",
            "GiveSeeds", "MeetPerson",
        }  # fmt: skip
        assert done <= set(driver.done)


def test_history_is_told_in_its_order(small: tuple[Writer, Driver, Shop]):
    writer, _, shop = small
    mine = JOURNAL.c.merchant_id == shop.merchant_id
    with writer.database.reading() as read:
        lines = read.all(select(JOURNAL.c.at).where(mine).order_by(JOURNAL.c.seq))
    moments = [line[0] for line in lines]
    assert moments == sorted(moments)
    assert moments[-1] <= UNTIL
    assert moments[0] >= span_until(UNTIL, SMALL.days).first_midnight


def test_the_timer_has_left_nothing_behind(small: tuple[Writer, Driver, Shop]):
    writer, _, shop = small
    with writer.database.reading() as read:
        assert due_to_return(read, shop.merchant_id, UNTIL, 10) == []
        assert due_to_expire(read, shop.merchant_id, UNTIL, 10) == []


def test_every_invariant_holds_in_the_town(small: tuple[Writer, Driver, Shop]):
    writer, _, _ = small
    with snapshot(writer.database) as picture:
        found = list(audit(picture, writer.registry.event_types, UNTIL))
    assert [finding for finding in found if finding.violations] == []
    assert sum(finding.checked for finding in found) > 1000


def test_an_early_start_still_has_a_lived_day():
    midnight = span_until(UNTIL, 1).last_midnight
    early = span_until(midnight + HOUR // 2, 3)
    told = [early.shown(moment) for moment in range(early.first_midnight, early.lives_until, HOUR)]
    assert told == sorted(told)
    assert early.shown(early.lives_until) == early.until == midnight + HOUR // 2
    assert early.shown(midnight - DAY + HOUR) == midnight - DAY + HOUR
    late = span_until(midnight + 20 * HOUR, 3)
    assert late.shown(midnight + 19 * HOUR) == midnight + 19 * HOUR


def test_ties_are_mutual_and_communities_overlap():
    town = settle("people", 400)
    for one, ties in enumerate(town.ties):
        assert one not in ties
        assert all(town.ties[other][one] == strength for other, strength in ties.items())
    memberships = [sum(number in circle for circle in town.circles) for number in range(400)]
    assert min(memberships) == 0
    assert min(memberships[bridge] for bridge in town.bridges) > sum(memberships) / 400
    families = {person.family for person in town.people}
    assert len(families) < 400
    assert settle("people", 400) == town


def at_home(folder: Path) -> Settings:
    home = folder / "demo"
    return settings_from(
        {
            "PASSALONG_HOME": str(home),
            "PASSALONG_DATABASE_URL": f"sqlite:///{home}/passalong.sqlite",
        }
    )


def journal_length(door: Door) -> int:
    with door.reading() as read:
        return int(read.value(select(func.count()).select_from(JOURNAL)) or 0)


def test_a_town_goes_on_with_real_moments(tmp_path: Path):
    settings = at_home(tmp_path)
    with town_in(settings, SMALL, nobody_watches) as town:
        before, began = journal_length(town.door), town.door.clock.now()
        going = GoingOn(town.driver, town.door.clock, lambda: None, pace=1_000_000)
        going.start()
        looks = 0
        while journal_length(town.door) == before and looks < LOOKS_MAX:
            looks += 1
        going.stop()
        assert journal_length(town.door) > before
        with town.door.reading() as read:
            last = read.value(select(func.max(JOURNAL.c.at)))
    assert began <= last <= town.door.clock.now()


def awaited(town: OpenTown) -> list[str]:
    """Vouchers with which somebody of the town is about to do something."""
    life = town.driver.life
    gifts = [life.gift(step.gift) for _, _, step in life.state.queue if step.gift >= 0]
    return sorted({one.voucher_id for one in gifts if one.state == "claimed"})


def ten_days_on(town: OpenTown, for_visitors: list[str]) -> list[str]:
    """The states of these vouchers when the town has gone on for ten days."""
    going = GoingOn(town.driver, town.door.clock, lambda: None, for_visitors=for_visitors)
    life = town.driver.life
    until = life.state.now + 10 * DAY
    while life.next_moment() < until:
        going.live_a_step()
    with town.door.reading() as read:
        found = vouchers_named(read, town.shop.merchant_id, for_visitors)
    return [one.state for one in found]


def test_the_vouchers_of_the_walk_are_left_to_whoever_walks_it(tmp_path: Path):
    with town_in(at_home(tmp_path), SMALL, nobody_watches) as town:
        named = stand(town.door, town.shop, "http://127.0.0.1:8000", town.door.clock.now())
        assert len(named.voucher_ids) == 2
        soon = awaited(town)
        assert soon, "the town itself would use these"
        assert set(ten_days_on(town, soon)) == {"claimed"}


def test_a_kept_town_is_taken_up_again(tmp_path: Path):
    settings = at_home(tmp_path)
    with town_in(settings, SMALL, nobody_watches) as first:
        length, merchant_id = journal_length(first.door), first.shop.merchant_id
        state = first.driver.life.state
    with town_in(settings, Plan(5, 1, "ignored"), nobody_watches) as again:
        assert again.plan == SMALL
        assert again.shop.merchant_id == merchant_id
        assert journal_length(again.door) == length
        assert again.driver.life.state == state
        assert first_sale(again).startswith("ord_")


def first_sale(town: OpenTown) -> str:
    """A customer of the kept town buys once more."""
    known = next(one.person_id for one in town.driver.life.state.residents if one.person_id)
    shop = town.shop
    lines = (LineWish(shop.product_ids[0], 1),)
    sale = SellAtCounter(shop.shop_ids[0], lines, customer_id=known)
    return str(town.door.run(Wish(shop.merchant_id, shop.clerk(0)), sale)["order_id"])


def test_a_load_that_was_broken_off_starts_anew(tmp_path: Path):
    settings = at_home(tmp_path)

    def breaks_off(day: int, _days: int) -> None:
        if day == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), town_in(settings, SMALL, breaks_off):
        pass
    with town_in(settings, SMALL, nobody_watches) as town, town.door.reading() as read:
        assert figures(read, town.shop.merchant_id).people > 0


def test_a_real_shop_is_never_mixed_with_a_town(tmp_path: Path):
    settings = at_home(tmp_path)
    settings.home.mkdir()
    with living(settings.database_url) as writer:
        before = heads(writer)
    with pytest.raises(FolderTaken), town_in(settings, SMALL, nobody_watches):
        pass
    with living(settings.database_url) as writer:
        assert heads(writer) == before


def test_the_demo_tells_who_signs_in_and_where_to_walk(tmp_path: Path):
    said: list[str] = []
    homes: list[Path] = []

    def serve(door: Door, settings: Settings) -> None:
        homes.append(settings.home)
        text = "\n".join(said)
        assert f"{settings.public_url}/my/" in text
        for name in ("owner", "manager", "clerk", "clerk2", "accountant", "auditor"):
            with door.reading() as read:
                found = staff_by_sign_in(read, name_lookup(door.keys, name))
            assert found is not None
            password = password_of(door.keys, found.staff.merchant_id, name)
            assert password in text
            assert matches(found.detail.password_hash, password)

    live(at_home(tmp_path), serve, plan=SMALL, goes_on=False, say=said.append)
    text = "\n".join(said)
    for wanted in ("60 people in town, 12 days", "Sign in at", "A walk in five steps", "/till"):
        assert wanted in text
    assert len(homes) == 1
    assert not homes[0].exists()


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_ended_leaves_nothing_behind(tmp_path: Path, request_to_end: signal.Signals):
    command = [sys.executable, "-m", "passalong", "demo", "--port", "0"]
    demo = subprocess.Popen(
        [*command, "--people", "60", "--days", "5"],
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        # A shell that runs tests in the background has them ignore Ctrl-C; a demo heeds it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with demo:
        assert demo.stdout is not None
        heard = ""
        while "A walk in five steps" not in heard:
            line = demo.stdout.readline()
            assert line, f"the demo ended by itself: {heard}"
            heard += line
        assert [path.name.startswith("passalong-") for path in tmp_path.iterdir()] == [True]
        demo.send_signal(request_to_end)
        demo.stdout.read()
    assert list(tmp_path.iterdir()) == []
