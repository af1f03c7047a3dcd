"""Time itself returns links, expires vouchers and ends campaigns, for every merchant."""

from passalong.base.clock import DAY, HOUR, HandClock
from passalong.base.messages import Words
from passalong.campaigns.model import Campaign, DraftCampaign, StartCampaign, Terms
from passalong.campaigns.queries import campaign_of
from passalong.engine.door import Door, Wish
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.outside.timers import Timers, sweep
from passalong.people.model import MeetPerson
from passalong.vouchers.model import GiveSeeds, OfferVouchers
from passalong.vouchers.queries import counts_by_state
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
