"""Lawful by construction: checks LC01 to LC15 on a plan, each naming what is wrong and the fix.

The limits they read are in `lawful/packs.py`; the sentences for `refusal` and `fix` in three
languages are with the pages. A check knows plain data only: whoever owns the rows fills a plan.

There is no override. A trigger that is not a member of the closed set is refused whatever else
the plan says, so that pay for a share, a click, a follower or a sign-up cannot be configured.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from passalong.lawful.packs import TRIGGERS, RulePack

THANKS_NONE: Final = "none"
THANKS_IN_KIND: Final = frozenset({"voucher", "gift"})
THANKS_IN_MONEY: Final = frozenset({"credit", "money"})


class CampaignPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the law needs to know of a campaign. None in a limit means: nobody has set it."""

    vouchers_per_purchase: int = 3
    trial_price_minor: int = 0
    can_be_cashed: bool = False
    can_be_resold: bool = False
    validity_days: int | None = None
    claims_max: int | None = None
    hold_max: int | None = None
    trial_stock: int | None = None
    stock_is_open: bool = False  # pages say: as many as are asked for
    vouchers_max: int | None = None
    order_min_minor: int = 1
    budget_minor: int | None = None
    ends_at: int | None = None
    shop_ids: frozenset[str] = frozenset()  # empty: every shop
    product_ids: frozenset[str] = frozenset()  # empty: every product
    new_customers_only: bool = False
    gives_again_after_trial: bool = False
    thanks_kind: str = THANKS_NONE
    thanks_trigger: str = ""
    thanks_worth_minor: int = 0
    organiser: str = ""


class Breach(msgspec.Struct, frozen=True):
    """One thing that may not be: which check, the refusal, the way out, and the field."""

    check_id: str
    refusal: str
    fix: str
    field: str = ""


class Check(msgspec.Struct, frozen=True):
    """A line of the list of checks. `arrives_with` is empty once the check is at work."""

    check_id: str
    name: str
    arrives_with: str = ""


CHECKS: Final = (
    Check("LC01", "payout_depth", "agents and money"),
    Check("LC02", "reward_triggers"),
    Check("LC03", "no_pay_for_recruiting", "agents and money"),
    Check("LC04", "no_entry_price", "agents and money"),
    Check("LC05", "tripwire", "agents and money"),
    Check("LC06", "copy_linter"),
    Check("LC07", "neutral_sharing"),
    Check("LC08", "refund_aware_ledger", "agents and money"),
    Check("LC09", "review_integrity", "voices"),
    Check("LC10", "privacy_kit", "relations"),
    Check("LC11", "gift_not_prepaid"),
    Check("LC12", "organiser_identity"),
    Check("LC13", "no_contact_without_consent", "relations"),
    Check("LC14", "automated_decisions", "safety"),
    Check("LC15", "rules_frozen"),
)


def reward_triggers(plan: CampaignPlan, pack: RulePack) -> list[Breach]:
    """LC02: thanks only for a trial or a settled sale; money and credit only for the sale."""
    no_trigger = plan.thanks_kind == THANKS_NONE and plan.thanks_trigger == ""
    if no_trigger:
        return []
    if plan.thanks_trigger not in TRIGGERS & pack.reward_triggers:
        return [_forbidden("choose_redeemed_or_purchase_settled", "thanks_trigger")]
    if plan.thanks_kind in THANKS_IN_KIND or plan.thanks_kind == THANKS_NONE:
        return []
    if plan.thanks_kind not in THANKS_IN_MONEY:
        return [_forbidden("choose_a_known_thanks", "thanks_kind")]
    if plan.thanks_trigger not in pack.money_triggers:
        return [_forbidden("give_money_only_after_a_sale", "thanks_kind")]
    return []


def _forbidden(fix: str, field: str) -> Breach:
    return Breach("LC02", "reward_trigger_forbidden", fix, field)


def gift_not_prepaid(plan: CampaignPlan, _pack: RulePack) -> list[Breach]:
    """LC11: free, no way back to cash, an end, a stock, and a limit per friend, all stated."""
    faults = {
        "trial_price_minor": (
            plan.trial_price_minor != 0, "trial_price_forbidden", "make_the_trial_free",
        ),
        "can_be_cashed": (plan.can_be_cashed, "cash_out_forbidden", "leave_out_the_cash"),
        "can_be_resold": (plan.can_be_resold, "resale_forbidden", "forbid_resale"),
        "validity_days": (_unset(plan.validity_days), "validity_missing", "state_the_validity"),
        "trial_stock": (
            _unset(plan.trial_stock) and not (plan.trial_stock is None and plan.stock_is_open),
            "trial_stock_missing", "state_the_stock",
        ),
        "claims_max": (_unset(plan.claims_max), "claim_limit_missing", "state_the_claim_limit"),
        "hold_max": (_unset(plan.hold_max), "hold_limit_missing", "state_the_hold_limit"),
    }  # fmt: skip
    return [
        Breach("LC11", refusal, fix, field)
        for field, (is_fault, refusal, fix) in faults.items()
        if is_fault
    ]


def _unset(limit: int | None) -> bool:
    return limit is None or limit < 1


def organiser_identity(plan: CampaignPlan, _pack: RulePack) -> list[Breach]:
    """LC12: who stands behind it is named on every page; else the campaign stays a draft."""
    if any(character.isalnum() for character in plan.organiser):
        return []
    return [Breach("LC12", "organiser_missing", "enter_the_organiser", "organiser")]


# Each reads "after is at least as good for holders as before" for one field.
_STAYS_AS_GOOD: Final[dict[str, Callable[[CampaignPlan, CampaignPlan], bool]]] = {
    "vouchers_per_purchase": lambda before, after: (
        after.vouchers_per_purchase >= before.vouchers_per_purchase
    ),
    "trial_price_minor": lambda before, after: after.trial_price_minor <= before.trial_price_minor,
    "validity_days": lambda before, after: _no_less(before.validity_days, after.validity_days),
    "claims_max": lambda before, after: _no_less(before.claims_max, after.claims_max),
    "hold_max": lambda before, after: _no_less(before.hold_max, after.hold_max),
    "trial_stock": lambda before, after: _no_less(before.trial_stock, after.trial_stock),
    "vouchers_max": lambda before, after: _no_less(before.vouchers_max, after.vouchers_max),
    "order_min_minor": lambda before, after: after.order_min_minor <= before.order_min_minor,
    "budget_minor": lambda before, after: _no_less(before.budget_minor, after.budget_minor),
    "ends_at": lambda before, after: _no_less(before.ends_at, after.ends_at),
    "shop_ids": lambda before, after: _no_fewer(before.shop_ids, after.shop_ids),
    "product_ids": lambda before, after: _no_fewer(before.product_ids, after.product_ids),
    "new_customers_only": lambda before, after: (
        before.new_customers_only or not after.new_customers_only
    ),
    "gives_again_after_trial": lambda before, after: (
        after.gives_again_after_trial or not before.gives_again_after_trial
    ),
    "thanks_kind": lambda before, after: before.thanks_kind in (THANKS_NONE, after.thanks_kind),
    "thanks_trigger": lambda before, after: (
        before.thanks_kind == THANKS_NONE
        or after.thanks_trigger in (before.thanks_trigger, "redeemed")
    ),
    "thanks_worth_minor": lambda before, after: (
        after.thanks_worth_minor >= before.thanks_worth_minor
    ),
}


def _no_less(before: int | None, after: int | None) -> bool:
    return after is None or (before is not None and after >= before)


def _no_fewer(before: frozenset[str], after: frozenset[str]) -> bool:
    return not after or (bool(before) and before <= after)


def rules_frozen(before: CampaignPlan, after: CampaignPlan) -> list[Breach]:
    """LC15: what holders of a running campaign were promised may improve, never shrink."""
    return [
        Breach("LC15", "benefit_shrinks", "end_it_and_start_another", field)
        for field, stays_as_good in _STAYS_AS_GOOD.items()
        if not stays_as_good(before, after)
    ]


def before_running(plan: CampaignPlan, pack: RulePack) -> list[Breach]:
    """Everything that keeps this plan a draft; empty when it may run. Order is stable."""
    return [
        breach
        for check in (reward_triggers, gift_not_prepaid, organiser_identity)
        for breach in check(plan, pack)
    ]


def before_changing(before: CampaignPlan, after: CampaignPlan, pack: RulePack) -> list[Breach]:
    """Everything that forbids this change of a running campaign; empty when it may be made."""
    return before_running(after, pack) + rules_frozen(before, after)
