"""What each event of a voucher's life does to the rows; history is replayed through here.

What is allowed to happen is in `vouchers/rules.py`, `vouchers/issue.py`, `vouchers/till.py`.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from passalong.base.clock import DAY
from passalong.base.messages import Event, Fact
from passalong.base.world import World
from passalong.engine.feature import Change
from passalong.vouchers.manual import ManualTally, TrialEntered
from passalong.vouchers.model import (
    IssueSkipped,
    Offer,
    Redemption,
    RedemptionUndone,
    SeedsGiven,
    Voucher,
    VoucherClaimed,
    VoucherConverted,
    VoucherExpired,
    VoucherOffered,
    VoucherRecalled,
    VoucherRedeemed,
    VoucherReturned,
    VouchersIssued,
    VoucherVoided,
)
from passalong.vouchers.passes import (
    Pass,
    PassesImported,
)
from passalong.vouchers.tallies import (
    CampaignTally,
    ClaimTally,
    Conversion,
    GiveTally,
    HoldTally,
    Issue,
    Tried,
)


def issued(world: World, event: VouchersIssued, fact: Fact) -> None:
    """N vouchers are in the giver's hands."""
    alike = Voucher(
        merchant_id=world.merchant_id,
        voucher_id="",
        campaign_id=event.campaign_id,
        version=event.version,
        shop_id=event.shop_id,
        state="held",
        cause_kind=event.cause_kind,
        cause_id=event.cause_id,
        number=0,
        giver_id=event.giver_id,
        friend_id="",
        parent_id=event.parent_id,
        depth=event.depth,
        cost_minor=event.cost_minor,
        turn=0,
        code_turn=event.code_turn,
        code_lookup=None,
        issued_at=fact.at,
        expires_at=event.expires_at,
        claimed_at=None,
        redeemed_at=None,
        converted_at=None,
        order_id="",
        closed_at=None,
        close_reason="",
    )
    for number, voucher_id in enumerate(event.voucher_ids, 1):
        world.put(replace(alike, voucher_id=voucher_id, number=number))
    count = len(event.voucher_ids)
    world.put(
        Issue(
            world.merchant_id,
            event.cause_kind,
            event.cause_id,
            event.campaign_id,
            count,
            fact.at,
        )
    )
    _tally(world, event.campaign_id, issued=count, committed=count * event.cost_minor)


def skipped(world: World, event: IssueSkipped, fact: Fact) -> None:
    """Nothing was issued; the cause is remembered so that a retry gives nothing either."""
    world.put(
        Issue(world.merchant_id, event.cause_kind, event.cause_id, event.campaign_id, 0, fact.at)
    )


def seeded(world: World, event: SeedsGiven, fact: Fact) -> None:
    """Who was chosen, and why, stands in the journal."""


def offered(world: World, event: VoucherOffered, fact: Fact) -> None:
    """On its way, under a new turn."""
    voucher = world.have(Voucher, event.voucher_id)
    world.put(replace(voucher, state="offered", turn=event.turn))
    world.put(
        Offer(
            world.merchant_id,
            event.voucher_id,
            event.turn,
            event.way,
            event.hand_over_id,
            "open",
            fact.at,
            event.returns_at,
            None,
            event.token_turn,
            None,
        )
    )
    day = fact.at // DAY
    tally = world.get(GiveTally, voucher.giver_id, day)
    offers = 1 + (tally.offers if tally else 0)
    world.put(GiveTally(world.merchant_id, voucher.giver_id, day, offers))


def recalled(world: World, event: VoucherRecalled, fact: Fact) -> None:
    """With the giver again."""
    _back(world, event.voucher_id, "recalled", fact)


def returned(world: World, event: VoucherReturned, fact: Fact) -> None:
    """With the giver again, by itself."""
    _back(world, event.voucher_id, "returned", fact)


def _back(world: World, voucher_id: str, state: str, fact: Fact) -> None:
    voucher = world.have(Voucher, voucher_id)
    _close_offer(world, voucher, state, fact)
    world.put(replace(voucher, state="held"))


def _close_offer(world: World, voucher: Voucher, state: str, fact: Fact) -> None:
    offer = world.get(Offer, voucher.voucher_id, voucher.turn)
    if offer is not None and offer.state == "open":
        world.put(replace(offer, state=state, closed_at=fact.at))


def claimed(world: World, event: VoucherClaimed, fact: Fact) -> None:
    """A friend has it; one trial is reserved; an edge of the cascade is there."""
    voucher = world.have(Voucher, event.voucher_id)
    _close_offer(world, voucher, "claimed", fact)
    world.put(replace(voucher, state="claimed", friend_id=event.friend_id, claimed_at=fact.at))
    _tally(world, event.campaign_id, reserved=1)
    _claims(world, event.campaign_id, event.friend_id, claims=1)
    _holds(world, event.friend_id, 1)
    world.put(
        Pass(
            world.merchant_id,
            event.voucher_id,
            "voucher",
            event.campaign_id,
            event.giver_id,
            event.friend_id,
            event.way,
            voucher.depth + 1,
            fact.at,
        )
    )


def redeemed(world: World, event: VoucherRedeemed, fact: Fact) -> None:
    """The friend has tried."""
    voucher = world.have(Voucher, event.voucher_id)
    world.put(replace(voucher, state="redeemed", redeemed_at=fact.at))
    world.put(
        Redemption(
            world.merchant_id,
            event.voucher_id,
            event.number,
            event.campaign_id,
            event.friend_id,
            event.shop_id,
            event.staff_id,
            event.redeemed_by,
            fact.at,
            None,
            "",
            "",
        )
    )
    _tally(world, event.campaign_id, redeemed=1, spent=event.cost_minor)
    _claims(world, event.campaign_id, event.friend_id, trials=1)
    _holds(world, voucher.friend_id, -1)  # as claimed: she may have been merged since
    tried = world.get(Tried, event.friend_id)
    before = tried.voucher_ids if tried else ()
    world.put(Tried(world.merchant_id, event.friend_id, (*before, event.voucher_id)))


def entered(world: World, event: TrialEntered, fact: Fact) -> None:
    """One more that was entered by hand on this day."""
    day = fact.at // DAY
    tally = world.get(ManualTally, event.staff_id, day)
    entries = 1 + (tally.entries if tally else 0)
    world.put(ManualTally(world.merchant_id, event.staff_id, day, entries))


def undone(world: World, event: RedemptionUndone, fact: Fact) -> None:
    """As if it had not been used."""
    voucher = world.have(Voucher, event.voucher_id)
    world.put(replace(voucher, state="claimed", redeemed_at=None))
    redemption = world.have(Redemption, event.voucher_id, event.number)
    world.put(
        replace(
            redemption,
            reversed_at=fact.at,
            reversed_by=event.staff_id,
            reason_code=event.reason_code,
        )
    )
    _tally(world, event.campaign_id, redeemed=-1, spent=-event.cost_minor)
    _claims(world, event.campaign_id, event.friend_id, trials=-1)
    _holds(world, voucher.friend_id, 1)
    _no_longer_tried(world, event.friend_id, event.voucher_id)


def converted(world: World, event: VoucherConverted, fact: Fact) -> None:
    """The trial led to a purchase."""
    voucher = world.have(Voucher, event.voucher_id)
    world.put(replace(voucher, state="converted", converted_at=fact.at, order_id=event.order_id))
    world.put(Conversion(world.merchant_id, event.order_id, event.voucher_id, fact.at))
    _tally(world, event.campaign_id, converted=1)
    _no_longer_tried(world, event.friend_id, event.voucher_id)


def expired(world: World, event: VoucherExpired, fact: Fact) -> None:
    """Past its date: what it reserved is free again."""
    _close(world, event.voucher_id, "expired", "", fact)


def voided(world: World, event: VoucherVoided, fact: Fact) -> None:
    """Taken out of use."""
    _close(world, event.voucher_id, "void", event.reason_code, fact)


def _close(world: World, voucher_id: str, state: str, reason: str, fact: Fact) -> None:
    voucher = world.have(Voucher, voucher_id)
    _close_offer(world, voucher, state, fact)
    was_claimed = voucher.state == "claimed"
    if was_claimed:
        _holds(world, voucher.friend_id, -1)
    _tally(
        world,
        voucher.campaign_id,
        unused=1,
        reserved=-1 if was_claimed else 0,
        committed=-voucher.cost_minor,
    )
    world.put(replace(voucher, state=state, closed_at=fact.at, close_reason=reason))


def passes_imported(world: World, event: PassesImported, fact: Fact) -> None:
    """Edges of another world's cascade."""
    merchant_id = world.merchant_id
    passed = zip(
        event.pass_ids, event.giver_ids, event.friend_ids, event.depths, event.ats, strict=True
    )
    world.put_all(
        [
            Pass(merchant_id, pass_id, "import", "", giver_id, friend_id, "", depth, at)
            for pass_id, giver_id, friend_id, depth, at in passed
        ]
    )


def _tally(
    world: World,
    campaign_id: str,
    *,
    issued: int = 0,
    unused: int = 0,
    reserved: int = 0,
    redeemed: int = 0,
    converted: int = 0,
    committed: int = 0,
    spent: int = 0,
) -> None:
    tally = world.get(CampaignTally, campaign_id)
    if tally is None:
        tally = CampaignTally(world.merchant_id, campaign_id, 0, 0, 0, 0, 0, 0, 0)
    world.put(
        CampaignTally(
            world.merchant_id,
            campaign_id,
            tally.issued + issued,
            tally.unused + unused,
            tally.reserved + reserved,
            tally.redeemed + redeemed,
            tally.converted + converted,
            tally.committed_minor + committed,
            tally.spent_minor + spent,
        )
    )


def _claims(
    world: World, campaign_id: str, person_id: str, claims: int = 0, trials: int = 0
) -> None:
    tally = world.get(ClaimTally, campaign_id, person_id)
    before = (tally.claims, tally.trials) if tally else (0, 0)
    world.put(
        ClaimTally(
            world.merchant_id, campaign_id, person_id, before[0] + claims, before[1] + trials
        )
    )


def _holds(world: World, person_id: str, by: int) -> None:
    tally = world.get(HoldTally, person_id)
    holding = by + (tally.holding if tally else 0)
    world.put(HoldTally(world.merchant_id, person_id, holding))


def _no_longer_tried(world: World, person_id: str, voucher_id: str) -> None:
    tried = world.have(Tried, person_id)
    rest = tuple(v for v in tried.voucher_ids if v != voucher_id)
    world.put(Tried(world.merchant_id, person_id, rest))


CHANGES: Mapping[type[Event], Change] = {
    VouchersIssued: issued,
    IssueSkipped: skipped,
    SeedsGiven: seeded,
    VoucherOffered: offered,
    VoucherRecalled: recalled,
    VoucherReturned: returned,
    VoucherClaimed: claimed,
    VoucherRedeemed: redeemed,
    TrialEntered: entered,
    RedemptionUndone: undone,
    VoucherConverted: converted,
    VoucherExpired: expired,
    VoucherVoided: voided,
    PassesImported: passes_imported,
}
