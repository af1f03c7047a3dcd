"""What was promised may grow, never shrink: changing a campaign that has been started.

The life of a campaign is in test_campaigns.py.
"""

import pytest
from msgspec.structs import replace

from passalong.base.messages import Words
from passalong.campaigns.model import (
    Campaign,
    CampaignChanged,
    CampaignTerms,
    ChangeCampaign,
    PauseCampaign,
)
from passalong.merchants.model import Merchant
from rig.scene import MERCHANT, MOMENT, OWNER, Scene
from rules.campaign_scene import NAME, TERMS, campaign_scene, drafted, running
from rules.order_scene import BREAD, SHOP, TEA

DAY = 24 * 60 * 60 * 1000
PLACES = {
    "shop_ids": (SHOP, "shop_hill"),
    "product_ids": (TEA, BREAD),
    "starts_at": MOMENT + DAY,
    "ends_at": MOMENT + 9 * DAY,
}


def changed(where: Scene, campaign_id: str, **given: object) -> str:
    """Change a campaign; the refusal, if any."""
    return where.when(ChangeCampaign(campaign_id, **given), actor=OWNER).refusal


# A figure of the terms → one that gives less, one that gives more.
FIGURES = [
    ("vouchers_per_purchase", 2, 4),
    ("validity_days", 29, 31),
    ("convert_days", 29, 31),
    ("return_hours", 23, 25),
    ("claims_max", 1, 3),
    ("hold_max", 2, 4),
    ("budget_minor", 89_999, 90_001),
    ("budget_minor", 0, None),
    ("vouchers_max", 299, 301),
    ("vouchers_max", 1, None),
    ("trial_stock", 99, 101),
    ("trial_stock", 1, None),
    ("order_min_minor", 501, 499),
    ("is_for_new_customers", True, False),
    ("gives_again_after", "bought", "tried"),
]


@pytest.mark.parametrize(("field", "less", "more"), FIGURES)
@pytest.mark.parametrize("is_paused", [False, True])
def test_a_promise_may_grow_and_never_shrink(
    field: str, less: object, more: object, is_paused: bool
) -> None:
    where = campaign_scene()
    terms = replace(TERMS, gives_again_after="tried") if field == "gives_again_after" else TERMS
    campaign_id = running(where, terms=terms)
    if is_paused:
        where.done(PauseCampaign(campaign_id))
    before = where.row(Campaign, campaign_id)
    told = where.when(
        ChangeCampaign(campaign_id, terms=replace(terms, **{field: less})), actor=OWNER
    )
    assert told.refusal == "terms_may_not_shrink"
    assert told.fields == {"check": "LC15", "fix": "end_it_and_start_another", "field": field}
    assert where.row(Campaign, campaign_id) == before
    assert len(where.all(CampaignTerms)) == 1
    better = running(where, terms=replace(terms, **{field: less}))
    assert changed(where, better, terms=replace(terms, **{field: more})) == ""
    assert where.row(Campaign, better).version == 2


def test_a_limit_where_there_was_none_is_less() -> None:
    where = campaign_scene()
    open_terms = replace(TERMS, budget_minor=None, vouchers_max=None, trial_stock=None)
    campaign_id = running(where, terms=open_terms)
    for field in ("budget_minor", "vouchers_max", "trial_stock"):
        tighter = replace(open_terms, **{field: 1_000_000})
        assert changed(where, campaign_id, terms=tighter) == "terms_may_not_shrink"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"shop_ids": (SHOP,)}, "terms_may_not_shrink"),
        ({"product_ids": (TEA,)}, "terms_may_not_shrink"),
        ({"ends_at": MOMENT + 9 * DAY - 1}, "terms_may_not_shrink"),
        ({"starts_at": MOMENT + DAY + 1}, "terms_may_not_shrink"),
        ({"shop_ids": (SHOP, "shop_hill", "shop_closed")}, ""),
        ({"shop_ids": ()}, ""),
        ({"product_ids": (BREAD, TEA, "prod_free")}, ""),
        ({"product_ids": ()}, ""),
        ({"ends_at": MOMENT + 9 * DAY + 1}, ""),
        ({"starts_at": MOMENT + DAY - 1}, ""),
    ],
)
def test_places_and_days_may_be_added_not_taken(given: dict[str, object], refusal: str) -> None:
    where = campaign_scene()
    campaign_id = running(where, **PLACES)
    assert changed(where, campaign_id, **given) == refusal
    [(field, value)] = given.items()
    assert getattr(where.row(Campaign, campaign_id), field) == (PLACES[field] if refusal else value)


def test_every_shop_and_no_last_day_can_not_become_some() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    assert changed(where, campaign_id, shop_ids=(SHOP,)) == "terms_may_not_shrink"
    assert changed(where, campaign_id, product_ids=(TEA,)) == "terms_may_not_shrink"
    assert changed(where, campaign_id, ends_at=MOMENT + DAY) == "terms_may_not_shrink"


def test_new_words_of_use_are_a_new_version_for_new_vouchers() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    words = replace(TERMS, trial=Words(en="A cake"), conditions=Words(en="Ask first."))
    told = where.when(ChangeCampaign(campaign_id, terms=words), actor=OWNER, at=MOMENT + 5)
    assert told.answer == {"campaign_id": campaign_id, "state": "running", "version": 2}
    assert told.events == (CampaignChanged(campaign_id, NAME, 2, words, (), (), MOMENT, None),)
    assert where.all(CampaignTerms) == [
        CampaignTerms(MERCHANT, campaign_id, 1, TERMS, MOMENT),
        CampaignTerms(MERCHANT, campaign_id, 2, words, MOMENT + 5),
    ]


def test_what_is_only_the_shops_own_may_change_freely() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    inside = replace(TERMS, undo_minutes=0, trial_cost_minor=0)
    assert changed(where, campaign_id, name=Words(en="Tea"), terms=inside) == ""


def test_a_change_that_says_nothing_new_leaves_no_trace() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    told = where.when(ChangeCampaign(campaign_id, NAME, TERMS, starts_at=MOMENT), actor=OWNER)
    assert (told.events, told.answer["version"]) == ((), 1)
    assert len(where.all(CampaignTerms)) == 1


def test_a_name_alone_makes_no_new_version() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    told = where.when(ChangeCampaign(campaign_id, Words(en="Tea")), actor=OWNER)
    [event] = told.events
    assert (event.version, event.terms, event.name) == (1, None, Words(en="Tea"))


def test_a_draft_has_promised_nothing_yet() -> None:
    where = campaign_scene()
    campaign_id = drafted(where, **PLACES)
    less = replace(TERMS, vouchers_per_purchase=1, validity_days=1, trial=Words())
    given = {"terms": less, "shop_ids": (SHOP,), "starts_at": MOMENT + 2 * DAY, "name": Words()}
    assert changed(where, campaign_id, **given) == ""
    assert where.row(CampaignTerms, campaign_id, 2).terms == less


# Each line breaks what the lines below it break: the first refusal is told.
LESS = replace(TERMS, vouchers_per_purchase=1)
CHANGING_REFUSED = [
    ({"name": Words(en="x" * 81), "ends_at": MOMENT}, "text_too_long"),
    ({"name": Words(), "ends_at": MOMENT, "terms": replace(LESS, hold_max=0)}, "dates_reversed"),
    ({"name": Words(), "terms": replace(LESS, hold_max=0)}, "terms_out_of_range"),
    ({"name": Words(), "shop_ids": ("shop_none",), "terms": LESS}, "shop_not_found"),
    ({"name": Words(), "product_ids": ("prod_none",), "terms": LESS}, "product_not_found"),
    ({"name": Words(), "terms": replace(LESS, trial=Words())}, "name_missing"),
    ({"terms": replace(LESS, trial=Words())}, "trial_missing"),
    ({"terms": replace(LESS, trial_stock=0)}, "trial_stock_missing"),
    ({"terms": LESS}, "terms_may_not_shrink"),
]


@pytest.mark.parametrize(("given", "refusal"), CHANGING_REFUSED)
def test_what_can_not_be_changed(given: dict[str, object], refusal: str) -> None:
    where = campaign_scene()
    campaign_id = running(where)
    before = where.row(Campaign, campaign_id)
    assert changed(where, campaign_id, **given) == refusal
    assert where.row(Campaign, campaign_id) == before
    assert len(where.all(CampaignTerms)) == 1


def test_a_running_campaign_stays_with_its_organiser() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    where.given(replace(where.row(Merchant), organiser=""))
    more = replace(TERMS, vouchers_per_purchase=4)
    told = where.when(ChangeCampaign(campaign_id, terms=more), actor=OWNER)
    assert (told.refusal, told.fields["check"]) == ("organiser_missing", "LC12")
