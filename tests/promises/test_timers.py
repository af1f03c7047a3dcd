"""Time itself returns links, expires vouchers and ends campaigns, for every merchant."""

import pytest
from sqlalchemy import select

from passalong.base.clock import DAY, HOUR, HandClock
from passalong.base.messages import Actor, Refusal, Words
from passalong.campaigns.model import Campaign, DraftCampaign, StartCampaign, Terms
from passalong.campaigns.queries import campaign_of
from passalong.engine.door import Door, Wish
from passalong.engine.history import forgotten_or_changed
from passalong.engine.retention import RECEIPT_KEPT, ForgetReceipts
from passalong.engine.tables import RECEIPT
from passalong.merchants.model import (
    SESSION_IDLE_MAX,
    AddShop,
    AddStaff,
    CreateMerchant,
    EndSession,
    ReserveSignInName,
    SeeSession,
    StartSession,
)
from passalong.merchants.queries import shops
from passalong.merchants.tables import SESSION
from passalong.orders.model import ImportOrder
from passalong.orders.tables import ORDER
from passalong.outside.timers import Timers, sweep, tidy_up
from passalong.people.model import Contact, MeetPerson
from passalong.vouchers.model import GiveSeeds, OfferVouchers
from passalong.vouchers.queries import counts_by_state
from passalong.wiring import registry
from rig.living import living

START = 1_800_000_000_000
CUP = Words(en="A cup")


def opened(door, merchant_id):
    """A shop with a campaign of three days, and forty vouchers of which twenty are held out."""
    wish = Wish(merchant_id)
    door.run(wish, CreateMerchant("W", "W Ltd", "cn", "en", "CNY", "Asia/Shanghai"))
    shop_id = door.run(wish, AddShop(CUP))["shop_id"]
    terms = Terms(trial=CUP, conditions=CUP, validity_days=2)
    draft = DraftCampaign(CUP, terms, ends_at=START + 3 * DAY)
    campaign_id = door.run(wish, draft)["campaign_id"]
    door.run(wish, StartCampaign(campaign_id))
    ann = door.run(wish, MeetPerson("staff", name="Ann"))["person_id"]
    ids = door.run(wish, GiveSeeds(campaign_id, ann, 40, "opening", shop_id))["voucher_ids"]
    door.run(wish, OfferVouchers(tuple(ids[:20])))
    return campaign_id


def states(door, merchant_id):
    with door.reading() as read:
        found = counts_by_state(read, merchant_id)
    return {state: count for state, count in found.items() if count}


def test_what_is_due_happens_to_every_merchant_and_once(database_url):
    with living(database_url) as writer:
        clock = HandClock(START)
        door = Door(writer, clock)
        merchants = ("m_one", "m_two", "m_three")
        campaigns = {merchant_id: opened(door, merchant_id) for merchant_id in merchants}

        clock.moment = START + 24 * HOUR - 1
        assert sweep(door) == 0
        clock.moment = START + 24 * HOUR
        assert sweep(door) == 3
        assert sweep(door) == 0
        for merchant_id in merchants:
            assert states(door, merchant_id) == {"held": 40}

        clock.moment = START + 2 * DAY
        assert sweep(door) == 3
        for merchant_id in merchants:
            assert states(door, merchant_id) == {"expired": 40}

        clock.moment = START + 3 * DAY
        assert sweep(door) == 3
        for merchant_id, campaign_id in campaigns.items():
            with door.reading() as read:
                campaign: Campaign = campaign_of(read, merchant_id, campaign_id).campaign
            assert campaign.state == "ended"


def test_timers_that_run_beside_a_server_do_what_is_due_and_stop(sqlite_url):
    with living(sqlite_url) as writer:
        clock = HandClock(START)
        door = Door(writer, clock)
        opened(door, "m_one")
        clock.moment = START + 25 * HOUR
        timers = Timers(door, seconds=0.001)
        timers.start()
        for _ in range(100_000):
            if states(door, "m_one") == {"held": 40}:
                break
        timers.stop()
        assert states(door, "m_one") == {"held": 40}


def signed_in(door, lookup):
    return door.run(Wish("m_one"), StartSession(lookup, "staff_o"))


def kept(door, table):
    with door.reading() as read:
        return sorted(line[1] for line in read.all(select(table)))


def test_receipts_and_sessions_past_their_time_are_forgotten_and_history_stays(database_url):
    with living(database_url) as writer:
        clock = HandClock(START)
        door = Door(writer, clock)
        opened(door, "m_one")
        door.run(Wish("m_one"), AddStaff("staff_o", "owner", "O", "o@x", "hash"))
        keyed = Wish("m_one", idempotency_key="first")
        first = door.run(keyed, MeetPerson("staff", name="Li"))
        door.run(Wish("platform", idempotency_key="p"), ReserveSignInName("look", "m_one", "x"))
        for lookup in ("idle", "seen", "out"):
            signed_in(door, lookup)
        door.run(Wish("m_one"), EndSession("out"))
        clock.forward(SESSION_IDLE_MAX)
        door.run(Wish("m_one"), SeeSession("seen"))
        assert tidy_up(door) == 1
        assert kept(door, SESSION) == ["idle", "seen"]
        clock.forward(1)
        assert tidy_up(door) == 1
        assert kept(door, SESSION) == ["seen"]

        clock.moment = START + RECEIPT_KEPT
        late = Wish("m_one", idempotency_key="late")
        door.run(late, MeetPerson("staff", name="Wang"))
        assert tidy_up(door) == 1  # the session; no receipt is older than thirty days
        assert door.run(keyed, MeetPerson("staff", name="Li")).replayed
        assert len(kept(door, RECEIPT)) == 3
        clock.forward(1)
        assert tidy_up(door) == 2
        assert kept(door, RECEIPT) == ["system:system:late"]
        assert tidy_up(door) == 0
        assert door.run(late, MeetPerson("staff", name="Wang")).replayed
        again = door.run(keyed, MeetPerson("staff", name="Li"))
        assert not again.replayed
        assert again["person_id"] != first["person_id"]
        assert list(forgotten_or_changed(writer.database, registry(), "m_one")) == []


def test_a_very_old_wish_that_runs_again_does_not_do_its_deed_twice(database_url):
    with living(database_url) as writer:
        clock = HandClock(START)
        door = Door(writer, clock)
        opened(door, "m_one")
        with door.reading() as read:
            shop_id = shops(read, "m_one")[0].shop_id
        bought = ImportOrder("A-1", shop_id, Contact("external", "x1", "1"), 1, 900)
        keyed = Wish("m_one", idempotency_key="row-1")
        first = door.run(keyed, bought, START)
        clock.forward(RECEIPT_KEPT + 1)
        assert tidy_up(door) == 1
        again = door.run(keyed, bought, START)
        assert not again.replayed
        assert again["order_id"] == first["order_id"]
        assert len(kept(door, ORDER)) == 1


def test_whoever_asks_may_not_make_a_receipt_be_forgotten_early(sqlite_url):
    with living(sqlite_url) as writer:
        clock = HandClock(START)
        door = Door(writer, clock)
        opened(door, "m_one")
        door.run(Wish("m_one", idempotency_key="k"), MeetPerson("staff", name="Li"))
        signed = ("system:system:k", "nobody:knows")
        assert door.run(Wish("m_one"), ForgetReceipts(signed)) == {"forgotten": 0}
        assert kept(door, RECEIPT) == ["system:system:k"]
        owner = Actor(kind="staff", id="staff_o", role="owner")
        with pytest.raises(Refusal, match="not_allowed"):
            door.run(Wish("m_one", owner), ForgetReceipts(signed), clock.moment + RECEIPT_KEPT)
