"""What agents earn: of which sale, how much, from when on, and what refunds take back.

Agreements and applications are in `tests/rules/test_agents.py`.
"""

import random

import pytest
from msgspec.structs import replace

from passalong.agents.model import (
    AgreementTerms,
    Attribution,
    BecomeAgent,
    Commission,
    CommissionSkipped,
    DecideAgent,
    Lead,
    NoteLead,
    Rate,
    Tier,
)
from passalong.base.clock import DAY
from passalong.ledger.model import Account, HoldTransfer, Leg, Posting, PostTransfer
from passalong.orders.model import (
    LineWish,
    OpenAfterSale,
    Order,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    RefundOrder,
    SellAtCounter,
    SettleOrders,
)
from passalong.people.model import Person, Referral
from rig.scene import MERCHANT, MOMENT, Scene
from rules.agent_scene import (
    ANNA,
    BELLA,
    BOOK,
    BREAD,
    CLARA,
    DORA,
    SHOP,
    TEA,
    TEN_PERCENT,
    agent,
    agent_scene,
    agreed,
    balance,
    bought,
)

WEEK = 7 * DAY


def led(terms: AgreementTerms = TEN_PERCENT, pack: str = "cn") -> tuple[Scene, str]:
    """Anna is an agent, and Bella came by her link."""
    scene = agent_scene(pack)
    anna = agent(scene, agreed(scene, terms))
    scene.done(NoteLead(BELLA, anna))
    return scene, anna


def settle(scene: Scene, *order_ids: str, at: int = MOMENT + WEEK) -> None:
    """The return window is over."""
    scene.done(SettleOrders(order_ids), at=at)


def money_of(scene: Scene, person_id: str = ANNA) -> tuple[int, int, int]:
    """What is promised to her, what can be paid out, what she owes."""
    kinds = ("promised", "payable", "receivable")
    promised, payable, owed = (balance(scene, kind, person_id) for kind in kinds)
    return -promised, -payable, owed


def test_a_sale_is_promised_held_and_can_be_paid_out_when_it_settled() -> None:
    scene, anna = led()
    order_id = bought(scene)
    assert scene.row(Attribution, order_id) == Attribution(
        MERCHANT, order_id, anna, "link", "", "", MOMENT
    )
    commission = Commission(
        MERCHANT, order_id, 1, anna, ANNA, SHOP, "held", "", 1250, 125, 0, "CNY", MOMENT, None
    )
    assert scene.row(Commission, order_id, 1) == commission
    assert money_of(scene) == (125, 0, 0)
    assert balance(scene, "rewards", SHOP) == 125
    settle(scene, order_id)
    assert scene.row(Commission, order_id, 1) == replace(
        commission, state="payable", payable_at=MOMENT + WEEK
    )
    assert money_of(scene) == (0, 125, 0)


def test_nothing_can_be_paid_out_before_the_customer_has_it_and_keeps_it() -> None:
    scene, _ = led()
    order_id = scene.done(PlaceOrder(SHOP, BELLA, (LineWish(TEA, 1),)))["order_id"]
    assert scene.all(Commission) == []
    scene.done(PayOrder(order_id))
    assert scene.row(Commission, order_id, 1).state == "pending"
    settle(scene, order_id, at=MOMENT + 90 * DAY)
    assert money_of(scene) == (125, 0, 0)
    scene.done(ReceiveOrder(order_id), at=MOMENT + 90 * DAY)
    scene.done(OpenAfterSale(order_id), at=MOMENT + 91 * DAY)
    settle(scene, order_id, at=MOMENT + 200 * DAY)
    assert money_of(scene) == (125, 0, 0)


@pytest.mark.parametrize(
    ("rates", "tiers", "amount"),
    [
        ((Rate("percent", 1_000),), (), 125 + 80 + 9),
        ((Rate("percent", 333),), (), 41 + 26 + 3),  # each line rounded down
        ((Rate("percent", 1_000, TEA),), (), 125),  # no rate for the others: nothing
        ((Rate("amount", 150, BREAD), Rate("percent", 100)), (), 12 + 300 + 0),
        ((Rate("amount", 10_000, BOOK),), (), 99),  # never more than the line
        ((Rate("percent", 10_000),), (), 1250 + 800 + 99),
        ((Rate("percent", 1_000),), (Tier(0, 500), Tier(1, 9_000)), 187 + 120 + 14),
        ((Rate("percent", 0),), (), 0),
    ],
)
def test_what_a_sale_earns(rates: tuple, tiers: tuple, amount: int) -> None:
    scene, _ = led(AgreementTerms(rates, tiers))
    bought(scene, BELLA, LineWish(TEA, 1), LineWish(BREAD, 2), LineWish(BOOK, 1))
    assert sum(one.amount_minor for one in scene.all(Commission)) == amount
    assert money_of(scene) == (amount, 0, 0)


def test_tiers_go_by_her_own_settled_sales() -> None:
    scene, _ = led(AgreementTerms((Rate("percent", 1_000),), (Tier(1_250, 1_000),)))
    first, second = bought(scene), bought(scene)
    assert scene.row(Commission, second, 1).amount_minor == 125  # the first may still come back
    settle(scene, first)
    third = bought(scene)
    assert scene.row(Commission, third, 1).amount_minor == 250


def test_nobody_earns_on_her_own_purchase() -> None:
    scene, anna = led()
    scene.given(Lead(MERCHANT, ANNA, anna, MOMENT, MOMENT + DAY))
    told = scene.when(SellAtCounter(SHOP, (LineWish(TEA, 1),), ANNA))
    order_id = told.answer["order_id"]
    assert CommissionSkipped(order_id, anna, "self_purchase") in told.events
    assert not scene.all(Attribution)
    assert scene.all(Commission) == []
    assert money_of(scene) == (0, 0, 0)


def test_whom_she_brought_is_hers_for_the_days_of_the_agreement() -> None:
    scene, anna = led()
    agent(scene, agreed(scene), DORA)
    scene.given(Referral(MERCHANT, CLARA, ANNA, ANNA, 1, "", "import", MOMENT))
    hers = bought(scene, CLARA, at=MOMENT + 30 * DAY - 1)
    assert scene.row(Attribution, hers).reason == "first_inviter"
    assert scene.row(Attribution, hers).agent_id == anna
    late = bought(scene, CLARA, at=MOMENT + 30 * DAY)
    assert scene.row(Attribution, late) is None
    # Whom a voucher brought was told that its giver gets nothing.
    scene.given(Referral(MERCHANT, CLARA, ANNA, ANNA, 1, "v_1", "voucher", MOMENT))
    assert scene.row(Attribution, bought(scene, CLARA)) is None


def test_a_paused_or_ended_agent_earns_nothing_new_and_keeps_what_she_earned() -> None:
    scene, anna = led()
    before = bought(scene)
    scene.done(DecideAgent(anna, "paused"))
    assert scene.row(Attribution, bought(scene)) is None
    scene.done(DecideAgent(anna, "ended"))
    assert scene.row(Attribution, bought(scene)) is None
    settle(scene, before)
    assert money_of(scene) == (0, 125, 0)


def test_in_pack_cn_nobody_earns_on_anothers_sale() -> None:
    scene = agent_scene("cn")
    agreement_id = agreed(scene)
    anna = agent(scene, agreement_id)
    bella = agent(scene, agreement_id, BELLA, invited_by=anna)
    scene.done(NoteLead(CLARA, bella))
    order_id = bought(scene, CLARA)
    assert [(one.level, one.agent_id) for one in scene.all(Commission)] == [(1, bella)]
    assert scene.row(Commission, order_id, 2) is None
    assert money_of(scene, ANNA) == (0, 0, 0)


def test_in_pack_intl_the_one_who_invited_the_seller_may_earn_and_nobody_above() -> None:
    scene = agent_scene("intl")
    agreement_id = agreed(scene, replace(TEN_PERCENT, second_bp=200))
    anna = agent(scene, agreement_id)
    bella = agent(scene, agreement_id, BELLA, invited_by=anna)
    clara = agent(scene, agreement_id, CLARA, invited_by=bella)
    scene.done(NoteLead(DORA, clara))
    bought(scene, DORA)
    earned = {(one.level, one.agent_id): one.amount_minor for one in scene.all(Commission)}
    assert earned == {(1, clara): 125, (2, bella): 25}


def test_a_thousand_recruits_who_buy_nothing_change_nobodys_income() -> None:
    """LC03, as a comparison: the same sales with and without a crowd of new agents below her."""
    incomes = []
    for recruits in (0, 1_000):
        scene, anna = led()
        agreement_id = agreed(scene)
        for number in range(recruits):
            recruit = replace(scene.row(Person, BELLA), person_id=f"p_{number}", number=10 + number)
            scene.given(recruit)
            scene.done(BecomeAgent(agreement_id, 1, f"p_{number}", invited_by=anna))
        order_id = bought(scene)
        settle(scene, order_id)
        incomes.append(money_of(scene))
    assert incomes == [(0, 125, 0), (0, 125, 0)]


@pytest.mark.parametrize("parts", [(1250,), (1, 1249), (624, 626), (100,) * 12 + (50,)])
@pytest.mark.parametrize("settles_after", [0, 1, 99])
def test_refunds_take_the_same_part_whenever_and_in_whatever_parts(
    parts: tuple[int, ...], settles_after: int
) -> None:
    scene, _ = led()
    order_id = bought(scene)
    refunded = 0
    for number, part in enumerate(parts):
        if number == settles_after:
            settle(scene, order_id)
        scene.done(RefundOrder(order_id, "faulty", part), at=MOMENT + WEEK)
        refunded += part
        clawed = 125 * refunded // 1250
        assert scene.row(Commission, order_id, 1).clawed_minor == clawed
        assert sum(money_of(scene)) == 125 - clawed
    assert scene.row(Commission, order_id, 1).state == "reversed"
    assert money_of(scene) == (0, 0, 0)
    assert balance(scene, "rewards", SHOP) == 0


def paid_out(scene: Scene, amount: int, cause: str = "payout:1") -> None:
    """She got it: from what she is owed to the shop's bank."""
    legs = (Leg("payable", ANNA, amount), Leg("bank", SHOP, -amount))
    scene.done(PostTransfer(cause, "CNY", legs))


def test_what_was_paid_out_and_comes_back_is_owed_in_full_and_set_off_later() -> None:
    scene, _ = led()
    first, second = bought(scene), bought(scene)
    settle(scene, first)
    paid_out(scene, 100)
    scene.done(RefundOrder(first, "faulty"), at=MOMENT + WEEK)
    assert money_of(scene) == (125, 0, 100)  # 25 were still there, 100 she owes
    settle(scene, second)
    assert money_of(scene) == (0, 25, 0)
    assert balance(scene, "rewards", SHOP) == 125


def test_what_is_on_its_way_to_her_is_not_taken_from() -> None:
    scene, _ = led()
    order_id = bought(scene)
    settle(scene, order_id)
    legs = (Leg("payable", ANNA, 120), Leg("bank", SHOP, -120))
    scene.done(HoldTransfer("payout:1", "CNY", legs))
    scene.done(RefundOrder(order_id, "faulty"), at=MOMENT + WEEK)
    assert money_of(scene) == (0, 120, 120)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_the_books_say_what_the_commissions_say(seed: int) -> None:
    draw = random.Random(seed)
    scene, _ = led(AgreementTerms((Rate("percent", draw.randrange(1, 3_000)),)))
    orders: list[str] = []
    at, payouts = MOMENT, 0
    for _ in range(40):
        at += draw.choice((0, DAY, 5 * DAY))
        what = draw.random()
        if what < 0.35 or not orders:
            lines = (LineWish(draw.choice((TEA, BREAD, BOOK)), draw.randrange(1, 5)),)
            orders.append(bought(scene, draw.choice((ANNA, BELLA)), *lines, at=at))
        elif what < 0.6:
            part = draw.choice((None, 1, 50, 300))
            scene.when(RefundOrder(draw.choice(orders), "faulty", part), at=at)
        elif what < 0.85:
            settle(scene, *draw.sample(orders, min(3, len(orders))), at=at)
        else:
            _, payable, _ = money_of(scene)
            payouts += 1
            if payable:
                paid_out(scene, draw.randrange(1, payable + 1), f"payout:{payouts}")
        _agree(scene)


def _agree(scene: Scene) -> None:
    """Sum of postings nothing; what she has, had and owes is what her commissions are."""
    assert sum(posting.amount_minor for posting in scene.all(Posting)) == 0
    kept = [one.amount_minor - one.clawed_minor for one in scene.all(Commission)]
    promised, payable, owed = money_of(scene)
    bank = balance(scene, "bank", SHOP)
    assert promised + payable - owed - bank == sum(kept)
    assert balance(scene, "rewards", SHOP) == sum(kept)
    for account in scene.all(Account):
        assert account.ceiling_minor is None or account.balance_minor <= account.ceiling_minor
        assert account.floor_minor is None or account.balance_minor >= account.floor_minor
    assert all(one.person_id == ANNA for one in scene.all(Commission))
    bought_herself = {one.order_id for one in scene.all(Commission)}
    customers = {row.order_id: row.customer_id for row in scene.all(Order)}
    assert all(customers[order_id] != ANNA for order_id in bought_herself)
