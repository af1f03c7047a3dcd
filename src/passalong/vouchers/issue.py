"""When a purchase, a first trial or a seed gives vouchers, and when it does not.

Giving and claiming are in `vouchers/rules.py`, the till in `vouchers/till.py`.

One purchase gives one set: the first running campaign that fits the shop and the product, one
that names the product before one for all products. A campaign that is paused, over or out of
budget never spoils the purchase: the fact `IssueSkipped` says why there was nothing to give.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.clock import DAY
from passalong.base.messages import Now, Refusal, require
from passalong.base.world import World
from passalong.campaigns.model import (
    Campaign,
    CampaignTerms,
    OpenCampaigns,
    Terms,
    why_not_issuing,
)
from passalong.merchants.model import Shop
from passalong.orders.model import Order
from passalong.people.model import Person, Referral, same_person
from passalong.vouchers.model import (
    SEEDS_MAX,
    GiveSeeds,
    IssueForOrder,
    IssueSkipped,
    IssueVouchers,
    SeedsGiven,
    Voucher,
    VouchersIssued,
    trial_cause,
    voucher_ids_of,
)
from passalong.vouchers.tallies import (
    CampaignTally,
    ClaimTally,
    Conversion,
    Issue,
)

Steps = Generator[Any, Any, dict[str, Any]]


def issue(world: World, command: IssueVouchers, now: Now) -> Steps:
    """Answers {issued, voucher_ids, campaign_id, why}. Nothing happens twice for one cause."""
    giver_id = same_person(world, command.giver_id)
    world.hint(Issue, command.cause_kind, command.cause_id)
    world.hint(OpenCampaigns)
    world.hint(Referral, giver_id)
    world.hint(Conversion, command.cause_id)
    known = world.get(Issue, command.cause_kind, command.cause_id)
    if known is not None:
        return _issued_before(world, known)
    campaign = _fitting(world, command, now.at)
    if campaign is None:
        return _nothing("")
    terms = terms_of(world, campaign.campaign_id, campaign.version)
    count = command.count or terms.vouchers_per_purchase
    why = _why_not(world, command, campaign, terms, count, now.at)
    if why == "not_by_trial":
        return _nothing("")
    if why:
        if command.cause_kind == "seed":
            raise Refusal(why)
        yield IssueSkipped(campaign.campaign_id, command.cause_kind, command.cause_id, why)
        return _nothing(why)
    parent = _parent(world, giver_id)
    ids = voucher_ids_of(world.merchant_id, command.cause_kind, command.cause_id, count)
    yield VouchersIssued(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        cause_kind=command.cause_kind,
        cause_id=command.cause_id,
        giver_id=giver_id,
        shop_id=command.shop_id,
        voucher_ids=tuple(ids),
        expires_at=now.at + terms.validity_days * DAY,
        parent_id=parent.voucher_id if parent else "",
        depth=parent.depth + 1 if parent else 0,
        cost_minor=terms.trial_cost_minor,
        code_turn=now.turn,
    )
    return {
        "issued": count,
        "voucher_ids": ids,
        "campaign_id": campaign.campaign_id,
        "why": "",
    }


def issue_for_order(world: World, command: IssueForOrder, now: Now) -> Steps:
    """What the purchase would give if it were made now. Answers as `issue` does."""
    order = world.get(Order, command.order_id)
    if order is None:
        raise Refusal("order_not_found")
    require(now.actor.works_at(order.shop_id), "staff_not_allowed")
    require(order.way == "import", "order_way_not_allowed", way=order.way)
    require(order.state != "refunded", "order_already_refunded")
    bought = tuple([line.product_id for line in order.lines if line.product_id])
    answer = yield IssueVouchers(
        "order", order.order_id, order.customer_id, order.shop_id, bought, order.total_minor
    )
    return dict(answer)


def _nothing(why: str) -> dict[str, Any]:
    return {"issued": 0, "voucher_ids": [], "campaign_id": "", "why": why}


def _issued_before(world: World, known: Issue) -> dict[str, Any]:
    ids = voucher_ids_of(world.merchant_id, known.cause_kind, known.cause_id, known.count)
    return {
        "issued": known.count,
        "voucher_ids": ids,
        "campaign_id": known.campaign_id,
        "why": "",
    }


def _fitting(world: World, command: IssueVouchers, at: int) -> Campaign | None:
    """The campaign whose terms hold for this cause; one that issues before one that can't."""
    if command.campaign_id:
        return world.get(Campaign, command.campaign_id)
    opened = world.get(OpenCampaigns)
    if opened is None:
        return None
    for campaign_id in opened.campaign_ids:
        world.hint(Campaign, campaign_id)
    found = [
        campaign
        for campaign_id in opened.campaign_ids
        if (campaign := world.get(Campaign, campaign_id)) is not None
        and _fits(campaign, command, at)
    ]
    found.sort(key=lambda campaign: (bool(why_not_issuing(campaign, at)), not campaign.product_ids))
    return found[0] if found else None


def _fits(campaign: Campaign, command: IssueVouchers, at: int) -> bool:
    if campaign.state == "draft" or at < campaign.starts_at:
        return False
    if campaign.ends_at is not None and at >= campaign.ends_at:
        return False
    if campaign.shop_ids and command.shop_id not in campaign.shop_ids:
        return False
    if not campaign.product_ids:
        return True
    return any(product in campaign.product_ids for product in command.product_ids)


def _why_not(
    world: World, command: IssueVouchers, campaign: Campaign, terms: Terms, count: int, at: int
) -> str:
    """Empty when vouchers are to be issued, else the reason why not."""
    if command.cause_kind == "trial":
        if terms.gives_again_after != "tried":
            return "not_by_trial"
        if _has_tried_before(world, campaign.campaign_id, same_person(world, command.giver_id)):
            return "not_by_trial"
        if _kept_the_first_set(world, command.cause_id):
            return "had_hers_at_the_trial"
    if command.cause_kind == "order":
        if command.amount_minor < terms.order_min_minor:
            return "order_below_minimum"
        if _had_hers_at_the_trial(world, command.cause_id):
            return "had_hers_at_the_trial"
    why = why_not_issuing(campaign, at)
    if why:
        return why
    return _over_limits(world, campaign, terms, count)


def _has_tried_before(world: World, campaign_id: str, person_id: str) -> bool:
    """Whether this is not her first trial in the campaign, under whichever of her records."""
    person = world.get(Person, person_id)
    ids = (person_id, *(person.merged_ids if person else ()))
    for known_id in ids:
        world.hint(ClaimTally, campaign_id, known_id)
    tallies = [world.get(ClaimTally, campaign_id, known_id) for known_id in ids]
    return sum([tally.trials for tally in tallies if tally]) > 1


def _kept_the_first_set(world: World, cause_id: str) -> bool:
    """Whether vouchers of an undone trial are still out: then trying again gives none."""
    voucher_id, _, number = cause_id.partition(":")
    if not number:
        return False
    for use in range(1, int(number)):
        before = world.get(Issue, "trial", trial_cause(voucher_id, use))
        ids = _issued_before(world, before)["voucher_ids"] if before else []
        if any(world.have(Voucher, given_id).state != "void" for given_id in ids):
            return True
    return False


def _over_limits(world: World, campaign: Campaign, terms: Terms, count: int) -> str:
    if terms.vouchers_max is None and terms.budget_minor is None:
        return ""
    tally = world.get(CampaignTally, campaign.campaign_id)
    so_far = tally.issued if tally else 0
    if terms.vouchers_max is not None and so_far + count > terms.vouchers_max:
        return "stock_empty"
    committed = (tally.committed_minor if tally else 0) + count * terms.trial_cost_minor
    if terms.budget_minor is not None and committed > terms.budget_minor:
        return "budget_exhausted"
    return ""


def _had_hers_at_the_trial(world: World, order_id: str) -> bool:
    """A purchase that converts a trial gives no second set where trying already gave one."""
    conversion = world.get(Conversion, order_id)
    if conversion is None:
        return False
    voucher = world.have(Voucher, conversion.voucher_id)
    terms = terms_of(world, voucher.campaign_id, voucher.version)
    return terms.gives_again_after == "tried"


def _parent(world: World, giver_id: str) -> Voucher | None:
    """The voucher through which the giver came herself."""
    referral = world.get(Referral, giver_id)
    if referral is None or not referral.voucher_id:
        return None
    return world.get(Voucher, referral.voucher_id)


def terms_of(world: World, campaign_id: str, version: int) -> Terms:
    """The terms of one version, which a voucher keeps for life."""
    return world.have(CampaignTerms, campaign_id, version).terms


def give_seeds(world: World, command: GiveSeeds, now: Now) -> Steps:
    """First givers chosen by staff; the reason is in the journal."""
    campaign = world.get(Campaign, command.campaign_id)
    if campaign is None:
        raise Refusal("campaign_not_found")
    giver_id = same_person(world, command.giver_id)
    person = world.get(Person, giver_id)
    if person is None or person.erased_at is not None:
        raise Refusal("person_not_found")
    if command.shop_id:
        require(world.get(Shop, command.shop_id) is not None, "shop_not_found")
    require(1 <= command.count <= SEEDS_MAX, "seed_count_out_of_range", most=SEEDS_MAX)
    seed_id = now.new_id("seed")
    yield SeedsGiven(
        command.campaign_id,
        giver_id,
        command.shop_id,
        seed_id,
        command.count,
        command.reason_code,
    )
    known = world.get(Issue, "seed", seed_id)
    issued = _issued_before(world, known) if known else _nothing("")
    return {"seed_id": seed_id, **issued}
