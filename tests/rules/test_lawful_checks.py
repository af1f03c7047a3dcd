"""Lawful by construction: an unlawful plan cannot run; each check catches its planted breach."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from passalong.lawful.checks import (
    CHECKS,
    Breach,
    CampaignPlan,
    before_changing,
    before_running,
    gift_not_prepaid,
    organiser_identity,
    reward_triggers,
    rules_frozen,
)
from passalong.lawful.packs import PACKS, pack

LAWFUL = CampaignPlan(
    validity_days=30,
    claims_max=1,
    hold_max=3,
    trial_stock=500,
    organiser="清泉水铺有限公司",
)
MEMBERS = ("redeemed", "purchase_settled")
TEMPTING = (
    "share", "click", "follow", "register", "claim", "review", "friend_added", "sign_up", "scan",
    "invite", "paid", "order_placed", "forward", "open", "like", "download", "level_reached", "",
)  # fmt: skip
packs = pytest.mark.parametrize("law", PACKS.values(), ids=sorted(PACKS))
kinds = st.sampled_from(["none", "voucher", "gift", "credit", "money", "cash", ""])


@packs
def test_a_lawful_plan_may_run(law):
    assert before_running(LAWFUL, law) == []


def test_every_check_is_listed_and_says_whether_it_is_at_work():
    assert [check.check_id for check in CHECKS] == [f"LC{n:02}" for n in range(1, 16)]
    at_work = {check.check_id for check in CHECKS if not check.arrives_with}
    assert at_work == {"LC02", "LC06", "LC07", "LC11", "LC12", "LC15"}
    assert len({check.name for check in CHECKS}) == 15


@packs
@pytest.mark.parametrize("trigger", TEMPTING[:-1])
@pytest.mark.parametrize("kind", ["none", "voucher", "gift", "credit", "money"])
def test_no_pay_for_anything_but_a_trial_or_a_sale(law, trigger, kind):
    plan = replace(LAWFUL, thanks_kind=kind, thanks_trigger=trigger)
    assert before_running(plan, law) == [
        Breach(
            "LC02",
            "reward_trigger_forbidden",
            "choose_redeemed_or_purchase_settled",
            "thanks_trigger",
        )
    ]


@given(st.text(min_size=1).filter(lambda text: text not in MEMBERS), kinds)
def test_no_other_text_is_a_trigger(trigger, kind):
    plan = replace(LAWFUL, thanks_kind=kind, thanks_trigger=trigger)
    for law in PACKS.values():
        assert [b.refusal for b in reward_triggers(plan, law)] == ["reward_trigger_forbidden"]


@given(
    st.sampled_from(MEMBERS).flatmap(
        lambda member: st.sampled_from(
            [member.upper(), member.title(), f" {member}", f"{member}\0", member[:-1],
             f"{member},share", member.replace("e", "е"), member + "\u200b"]
        )
    )
)  # fmt: skip
def test_a_trigger_is_no_member_for_looking_like_one(trigger):
    plan = replace(LAWFUL, thanks_kind="voucher", thanks_trigger=trigger)
    assert reward_triggers(plan, pack("cn")) != []


@packs
def test_a_thanks_without_trigger_is_refused_and_none_needs_no_trigger(law):
    for kind in ("voucher", "gift", "credit", "money"):
        plan = replace(LAWFUL, thanks_kind=kind)
        assert [b.refusal for b in reward_triggers(plan, law)] == ["reward_trigger_forbidden"]
    assert reward_triggers(LAWFUL, law) == []


@packs
def test_thanks_in_kind_may_follow_trial_or_sale_and_money_a_sale_only(law):
    allowed = {
        (kind, trigger)
        for kind in ("voucher", "gift", "credit", "money")
        for trigger in MEMBERS
        if not reward_triggers(replace(LAWFUL, thanks_kind=kind, thanks_trigger=trigger), law)
    }
    assert allowed == {
        ("voucher", "redeemed"),
        ("gift", "redeemed"),
        ("voucher", "purchase_settled"),
        ("gift", "purchase_settled"),
        ("credit", "purchase_settled"),
        ("money", "purchase_settled"),
    }


@given(
    st.text().filter(lambda kind: kind not in {"none", "voucher", "gift", "credit", "money"}),
    st.sampled_from(MEMBERS),
)
def test_an_unknown_kind_of_thanks_is_refused(kind, trigger):
    plan = replace(LAWFUL, thanks_kind=kind, thanks_trigger=trigger)
    assert [b.fix for b in reward_triggers(plan, pack("intl"))] == ["choose_a_known_thanks"]


def test_a_pack_that_was_widened_by_mistake_still_pays_for_no_share():
    """The planted fault: even a broken pack does not open the closed set."""
    broken = replace(
        pack("cn"),
        reward_triggers=frozenset({*MEMBERS, "share"}),
        money_triggers=frozenset({*MEMBERS, "share"}),
    )
    plan = replace(LAWFUL, thanks_kind="money", thanks_trigger="share")
    assert [b.check_id for b in reward_triggers(plan, broken)] == ["LC02"]


@packs
@pytest.mark.parametrize(
    ("planted", "refusal"),
    [
        ({"trial_price_minor": 1}, "trial_price_forbidden"),
        ({"trial_price_minor": -1}, "trial_price_forbidden"),
        ({"can_be_cashed": True}, "cash_out_forbidden"),
        ({"can_be_resold": True}, "resale_forbidden"),
        ({"validity_days": None}, "validity_missing"),
        ({"validity_days": 0}, "validity_missing"),
        ({"trial_stock": None}, "trial_stock_missing"),
        ({"trial_stock": 0}, "trial_stock_missing"),
        ({"claims_max": None}, "claim_limit_missing"),
        ({"claims_max": 0}, "claim_limit_missing"),
        ({"hold_max": None}, "hold_limit_missing"),
        ({"hold_max": -3}, "hold_limit_missing"),
    ],
)
def test_a_voucher_is_a_gift_and_no_prepaid_card(law, planted, refusal):
    breaches = gift_not_prepaid(replace(LAWFUL, **planted), law)
    assert [(b.check_id, b.refusal, b.field) for b in breaches] == [
        ("LC11", refusal, next(iter(planted)))
    ]
    assert breaches[0].fix


def test_a_stock_may_be_open_when_the_pages_say_so():
    said = replace(LAWFUL, trial_stock=None, stock_is_open=True)
    assert gift_not_prepaid(said, pack("cn")) == []
    assert [b.field for b in rules_frozen(said, LAWFUL)] == ["trial_stock"]
    empty = replace(said, trial_stock=0)
    assert [b.refusal for b in gift_not_prepaid(empty, pack("cn"))] == ["trial_stock_missing"]


def test_a_bare_plan_is_told_everything_that_is_missing_at_once():
    assert [b.refusal for b in before_running(CampaignPlan(), pack("cn"))] == [
        "validity_missing",
        "trial_stock_missing",
        "claim_limit_missing",
        "hold_limit_missing",
        "organiser_missing",
    ]


@packs
@pytest.mark.parametrize("organiser", ["", " ", "\u3000\t", "\u200b", "-", "……"])
def test_without_an_organiser_a_campaign_stays_a_draft(law, organiser):
    plan = replace(LAWFUL, organiser=organiser)
    assert before_running(plan, law) == [
        Breach("LC12", "organiser_missing", "enter_the_organiser", "organiser")
    ]


@pytest.mark.parametrize("organiser", ["清泉水铺", "O'Brien & Sons", "7-Eleven", "A"])
def test_any_name_with_a_letter_or_digit_is_an_organiser(organiser):
    assert organiser_identity(replace(LAWFUL, organiser=organiser), pack("cn")) == []


RUNNING = replace(
    LAWFUL,
    budget_minor=100_000,
    ends_at=1_800_000_000_000,
    shop_ids=frozenset({"shop_a", "shop_b"}),
    product_ids=frozenset({"prod_a", "prod_b"}),
    vouchers_max=1_000,
    order_min_minor=100,
    thanks_kind="voucher",
    thanks_trigger="redeemed",
    thanks_worth_minor=500,
    gives_again_after_trial=True,
)
SHRINKING = [
    {"vouchers_per_purchase": 2},
    {"validity_days": 29},
    {"claims_max": 0},
    {"hold_max": 2},
    {"trial_stock": 499},
    {"vouchers_max": 999},
    {"order_min_minor": 101},
    {"product_ids": frozenset({"prod_b"})},
    {"budget_minor": 99_999},
    {"ends_at": 1_799_999_999_999},
    {"shop_ids": frozenset({"shop_a"})},
    {"shop_ids": frozenset({"shop_a", "shop_c"})},
    {"new_customers_only": True},
    {"gives_again_after_trial": False},
    {"thanks_kind": "none"},
    {"thanks_kind": "gift"},
    {"thanks_trigger": "purchase_settled"},
    {"thanks_worth_minor": 499},
    {"trial_price_minor": 1},
]
IMPROVING = [
    {"vouchers_per_purchase": 4},
    {"validity_days": 31},
    {"claims_max": 2},
    {"hold_max": 4},
    {"trial_stock": 501},
    {"vouchers_max": None},
    {"order_min_minor": 1},
    {"product_ids": frozenset()},
    {"budget_minor": None},
    {"ends_at": None},
    {"shop_ids": frozenset({"shop_a", "shop_b", "shop_c"})},
    {"shop_ids": frozenset()},
    {"thanks_worth_minor": 501},
    {"organiser": "清泉水铺（新址）有限公司"},
    {},
]


@pytest.mark.parametrize("change", SHRINKING, ids=lambda change: next(iter(change)))
def test_a_running_campaign_never_shrinks(change):
    breaches = rules_frozen(RUNNING, replace(RUNNING, **change))
    assert [(b.check_id, b.refusal, b.field) for b in breaches] == [
        ("LC15", "benefit_shrinks", next(iter(change)))
    ]


@pytest.mark.parametrize("change", IMPROVING, ids=lambda change: next(iter(change), "nothing"))
def test_a_running_campaign_may_improve(change):
    assert before_changing(RUNNING, replace(RUNNING, **change), pack("cn")) == []


def test_a_limit_set_where_there_was_none_is_a_shrinking():
    without = replace(RUNNING, budget_minor=None, ends_at=None, shop_ids=frozenset())
    assert {b.field for b in rules_frozen(without, RUNNING)} == {
        "budget_minor", "ends_at", "shop_ids",
    }  # fmt: skip


def test_thanks_may_be_added_where_there_was_none():
    before = replace(LAWFUL, trial_stock=10)
    after = replace(before, thanks_kind="gift", thanks_trigger="purchase_settled")
    assert rules_frozen(before, after) == []


@given(st.lists(st.sampled_from(IMPROVING), max_size=8), st.sampled_from(SHRINKING))
def test_no_series_of_improvements_hides_a_shrinking_against_the_last_version(changes, shrinking):
    plan = RUNNING
    for change in changes:
        if any(not getattr(plan, field) for field in change if field.endswith("_ids")):
            continue
        better = replace(plan, **change)
        assert rules_frozen(plan, better) == []
        plan = better
    if shrinking != {"trial_price_minor": 1}:
        field = next(iter(shrinking))
        shrunk = replace(plan, **shrinking)
        if getattr(plan, field) == getattr(RUNNING, field):
            assert field in {b.field for b in rules_frozen(plan, shrunk)}


def test_every_promise_to_holders_is_frozen():
    """A field added to the plan must be frozen too, or be named here with its reason."""
    may_change = {
        "stock_is_open",  # an open stock that closes shows as a smaller trial_stock
        "organiser",  # a new name on the licence takes nothing from anybody
        "can_be_cashed",  # forbidden anyway (LC11)
        "can_be_resold",  # forbidden anyway (LC11)
    }
    frozen = {next(iter(change)) for change in SHRINKING}
    assert set(CampaignPlan.__struct_fields__) - may_change == frozen


def test_breaches_are_plain_data_for_the_pages():
    breach = before_running(CampaignPlan(), pack("cn"))[0]
    assert msgspec.to_builtins(breach) == {
        "check_id": "LC11",
        "refusal": "validity_missing",
        "fix": "state_the_validity",
        "field": "validity_days",
    }
