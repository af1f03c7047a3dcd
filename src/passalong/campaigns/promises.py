"""What a campaign's terms must look like, and what the law says to them.

The checks of the law themselves are in `lawful/checks.py`; this file fills their plan. What may
be done with a campaign, and when, is in `campaigns/rules.py`.
"""

from typing import Final

from passalong.base.messages import Refusal, Words, require
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.campaigns.model import (
    CONDITIONS_MAX,
    NAME_MAX,
    TRIAL_MAX,
    Campaign,
    CampaignChanged,
    Terms,
)
from passalong.catalog.model import Product
from passalong.lawful.checks import Breach, CampaignPlan, before_changing, before_running
from passalong.lawful.packs import pack
from passalong.merchants.model import Merchant, Shop

SHRINKS: Final = "terms_may_not_shrink"
PLACES_MAX: Final = 200
COUNT_MAX: Final = 1_000_000_000

# Where the law's word for a field is not the one that the owner's form shows.
FIELDS: Final = {
    "new_customers_only": "is_for_new_customers",
    "gives_again_after_trial": "gives_again_after",
    "thanks_kind": "thanks",
    "thanks_trigger": "thanks",
    "thanks_worth_minor": "thanks",
}

# Least and most of each figure; None, where a field allows it, means no limit.
BOUNDS: Final[dict[str, tuple[int, int]]] = {
    "vouchers_per_purchase": (1, 20),
    "validity_days": (1, 366),
    "convert_days": (1, 366),
    "return_hours": (1, 168),
    "undo_minutes": (0, 1440),
    "claims_max": (1, 10),
    "hold_max": (1, 20),
    "trial_cost_minor": (0, AMOUNT_MAX),
    "budget_minor": (0, AMOUNT_MAX),
    "vouchers_max": (1, COUNT_MAX),
    "trial_stock": (0, COUNT_MAX),
    "order_min_minor": (0, AMOUNT_MAX),
}


def check_name(name: Words) -> None:
    """A name may still be missing in a draft, but it may not be a novel."""
    _check_length("name", name, NAME_MAX)


def check_terms(world: World, terms: Terms) -> None:
    """Every figure within its bounds, texts not too long, and the trial product there."""
    for field, (least, most) in BOUNDS.items():
        figure = getattr(terms, field)
        in_range = figure is None or least <= figure <= most
        require(in_range, "terms_out_of_range", field=field, least=least, most=most)
    _check_length("trial", terms.trial, TRIAL_MAX)
    _check_length("conditions", terms.conditions, CONDITIONS_MAX)
    if terms.trial_product_id:
        _check_product(world, terms.trial_product_id)


def check_dates(starts_at: int, ends_at: int | None) -> None:
    """The last moment comes after the first."""
    require(ends_at is None or starts_at < ends_at, "dates_reversed")


def check_places(world: World, shop_ids: tuple[str, ...], product_ids: tuple[str, ...]) -> None:
    """Every shop and every product that is named is there."""
    for field, named in (("shop_ids", shop_ids), ("product_ids", product_ids)):
        require(len(named) <= PLACES_MAX, "list_too_long", field=field, limit=PLACES_MAX)
    for shop_id in shop_ids:
        world.hint(Shop, shop_id)
    for product_id in product_ids:
        world.hint(Product, product_id)
    for shop_id in shop_ids:
        require(world.get(Shop, shop_id) is not None, "shop_not_found", shop_id=shop_id)
    for product_id in product_ids:
        _check_product(world, product_id)


def may_run(merchant: Merchant, campaign: Campaign, terms: Terms) -> None:
    """Complete and lawful, or refused by the first thing that is not."""
    require(_is_said(campaign.name), "name_missing")
    require(_is_said(terms.trial) or terms.trial_product_id != "", "trial_missing")
    _refuse_first(before_running(plan_of(merchant, campaign, terms), pack(merchant.pack)))


def may_become(
    merchant: Merchant, campaign: Campaign, before: Terms, changed: CampaignChanged, terms: Terms
) -> None:
    """What has been started stays complete and lawful, and gives nobody less than it promised.

    What is tried and the shop's own conditions may change: a voucher keeps the version under
    which it was issued, so new words are for new vouchers only.
    """
    require(_is_said(changed.name), "name_missing")
    require(_is_said(terms.trial) or terms.trial_product_id != "", "trial_missing")
    old, new = plan_of(merchant, campaign, before), plan_of(merchant, changed, terms)
    _refuse_first(before_changing(old, new, pack(merchant.pack)))
    as_good = {
        "starts_at": changed.starts_at <= campaign.starts_at,
        "convert_days": terms.convert_days >= before.convert_days,
        "return_hours": terms.return_hours >= before.return_hours,
    }
    _refuse_first([_shrinking(field) for field, is_good in as_good.items() if not is_good])


def texts_of(campaign: Campaign | CampaignChanged, terms: Terms) -> dict[str, Words | None]:
    """Every text of the shop's own that customers read on the pages of a campaign."""
    return {"name": campaign.name, "trial": terms.trial, "conditions": terms.conditions}


def new_texts(
    campaign: Campaign, before: Terms, changed: CampaignChanged, terms: Terms
) -> dict[str, Words | None]:
    """Those of them that a change brings; what stays was read when it came."""
    old = texts_of(campaign, before)
    return {
        field: said if said != old[field] else None
        for field, said in texts_of(changed, terms).items()
    }


def _shrinking(field: str) -> Breach:
    return Breach("LC15", SHRINKS, "end_it_and_start_another", field)


def plan_of(merchant: Merchant, campaign: Campaign | CampaignChanged, terms: Terms) -> CampaignPlan:
    """A campaign as the law sees it. No stock of trials is said on the page: as many as asked."""
    return CampaignPlan(
        vouchers_per_purchase=terms.vouchers_per_purchase,
        validity_days=terms.validity_days,
        claims_max=terms.claims_max,
        hold_max=terms.hold_max,
        trial_stock=terms.trial_stock,
        stock_is_open=terms.trial_stock is None,
        vouchers_max=terms.vouchers_max,
        order_min_minor=terms.order_min_minor,
        budget_minor=terms.budget_minor,
        ends_at=campaign.ends_at,
        shop_ids=frozenset(campaign.shop_ids),
        product_ids=frozenset(campaign.product_ids),
        new_customers_only=terms.is_for_new_customers,
        gives_again_after_trial=terms.gives_again_after == "tried",
        thanks_kind=terms.thanks,
        organiser=merchant.organiser,
    )


def _refuse_first(breaches: list[Breach]) -> None:
    for breach in breaches:
        key = SHRINKS if breach.check_id == "LC15" else breach.refusal
        field = FIELDS.get(breach.field, breach.field)
        raise Refusal(key, check=breach.check_id, fix=breach.fix, field=field)


def _check_product(world: World, product_id: str) -> None:
    there = world.get(Product, product_id) is not None
    require(there, "product_not_found", product_id=product_id)


def _check_length(field: str, words: Words, limit: int) -> None:
    longest = max(len(words.zh_hans), len(words.zh_hant), len(words.en))
    require(longest <= limit, "text_too_long", field=field, limit=limit)


def _is_said(words: Words) -> bool:
    return any(text.strip() for text in (words.zh_hans, words.zh_hant, words.en))
