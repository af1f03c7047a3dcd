"""Money that waits, transfers that go together, transfers that are taken back, and limits.

Plain transfers are in `tests/rules/test_ledger.py`; what staff move in `test_books_by_hand.py`.
"""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passalong.base.messages import Command
from passalong.ledger.model import (
    LIMITS,
    LINKED_MAX,
    Account,
    AccountLimited,
    Hold,
    HoldPosted,
    HoldReleased,
    HoldTransfer,
    Leg,
    LimitAccount,
    PostHold,
    Posting,
    PostLinked,
    PostTransfer,
    ReleaseHold,
    ReverseTransfer,
    Transfer,
    TransferHeld,
    TransferPosted,
    account_id,
    reversal_cause,
    transfer_id_of,
)
from rig.scene import MERCHANT, MOMENT, Scene

SHOP = "shop_1"
ANNA = "p_1"
PAYABLE = account_id("payable", ANNA, "CNY")
BANK = account_id("bank", SHOP, "CNY")
OUT = (Leg("payable", ANNA, 300), Leg("bank", SHOP, -300))
OUT_ID = transfer_id_of(MERCHANT, "payout:1")


def books() -> Scene:
    """Anna has 500 to come."""
    scene = Scene("ledger")
    scene.done(post("earned", Leg("rewards", SHOP, 500), Leg("payable", ANNA, -500)))
    return scene


def post(cause: str, *legs: Leg) -> PostTransfer:
    """A transfer of these legs."""
    return PostTransfer(cause, "CNY", legs)


def test_what_is_held_moves_only_when_it_is_posted() -> None:
    scene = books()
    told = scene.when(HoldTransfer("payout:1", "CNY", OUT))
    assert told.answer == {"transfer_id": OUT_ID, "state": "held"}
    assert told.events == (TransferHeld(OUT_ID, "payout:1", "CNY", OUT),)
    assert scene.row(Account, PAYABLE) == Account(
        MERCHANT, PAYABLE, "payable", ANNA, "CNY", -500, None, 0, 300, 0
    )
    assert scene.row(Account, BANK) == Account(
        MERCHANT, BANK, "bank", SHOP, "CNY", 0, None, None, 0, 300
    )
    assert scene.row(Transfer, OUT_ID) is None
    told = scene.when(PostHold(OUT_ID, 9))
    assert told.answer == {"transfer_id": OUT_ID, "state": "posted"}
    assert told.events == (
        HoldPosted(OUT_ID),
        TransferPosted(OUT_ID, "payout:1", "CNY", OUT, 9, ""),
    )
    assert scene.row(Account, PAYABLE).balance_minor == -200
    assert scene.row(Account, BANK).balance_minor == -300
    assert {(row.held_in_minor, row.held_out_minor) for row in scene.all(Account)} == {(0, 0)}
    assert scene.row(Hold, OUT_ID) == Hold(
        MERCHANT, OUT_ID, "payout:1", "CNY", OUT, "posted", MOMENT, MOMENT
    )


def test_what_is_released_never_moves() -> None:
    scene = books()
    scene.done(HoldTransfer("payout:1", "CNY", OUT))
    told = scene.when(ReleaseHold(OUT_ID))
    assert told.events == (HoldReleased(OUT_ID),)
    assert scene.row(Account, PAYABLE).balance_minor == -500
    assert {(row.held_in_minor, row.held_out_minor) for row in scene.all(Account)} == {(0, 0)}
    assert scene.refused(HoldTransfer("payout:1", "CNY", OUT)) == "transfer_exists"
    assert scene.refused(PostTransfer("payout:1", "CNY", OUT)) == "transfer_exists"


@pytest.mark.parametrize("command", [PostHold, ReleaseHold])
def test_a_hold_ends_once(command: type[Command]) -> None:
    scene = books()
    assert scene.refused(command(OUT_ID)) == "transfer_not_found"
    scene.done(HoldTransfer("payout:1", "CNY", OUT))
    scene.done(PostHold(OUT_ID))
    told = scene.when(command(OUT_ID))
    assert (told.refusal, told.fields) == ("hold_settled", {"state": "posted"})


def test_two_payouts_of_one_balance_do_not_both_pass() -> None:
    scene = books()
    scene.done(HoldTransfer("payout:1", "CNY", OUT))
    assert scene.refused(HoldTransfer("payout:2", "CNY", OUT)) == "balance_too_low"
    assert scene.refused(PostTransfer("payout:3", "CNY", OUT)) == "balance_too_low"
    scene.done(
        HoldTransfer("payout:4", "CNY", (Leg("payable", ANNA, 200), Leg("bank", SHOP, -200)))
    )
    scene.done(PostHold(OUT_ID))
    scene.done(PostHold(transfer_id_of(MERCHANT, "payout:4")))
    assert scene.row(Account, PAYABLE).balance_minor == 0


def test_what_waits_to_come_in_is_not_there_yet() -> None:
    scene = Scene("ledger")
    scene.done(LimitAccount("cash", SHOP, "CNY", 0, None))
    scene.done(HoldTransfer("in", "CNY", (Leg("cash", SHOP, 100), Leg("opening", SHOP, -100))))
    out = post("out", Leg("loss", SHOP, 100), Leg("cash", SHOP, -100))
    assert scene.refused(out) == "balance_too_low"
    scene.done(PostHold(transfer_id_of(MERCHANT, "in")))
    scene.done(out)


def test_linked_transfers_go_together_or_not_at_all() -> None:
    scene = books()
    good = post("a", Leg("payable", ANNA, 400), Leg("bank", SHOP, -400))
    tax = post("b", Leg("payable", ANNA, 100), Leg("tax", SHOP, -100))
    much = post("c", Leg("payable", ANNA, 1), Leg("bank", SHOP, -1))
    assert scene.refused(PostLinked((good, tax, much))) == "balance_too_low"
    told = scene.done(PostLinked((good, HoldTransfer("b", "CNY", tax.legs))))
    assert told == {"transfer_ids": [transfer_id_of(MERCHANT, "a"), transfer_id_of(MERCHANT, "b")]}
    assert scene.row(Account, PAYABLE).balance_minor == -100
    assert scene.row(Account, PAYABLE).held_in_minor == 100
    assert scene.refused(PostLinked(())) == "too_few_legs"
    assert scene.refused(PostLinked((good,) * (LINKED_MAX + 1))) == "too_many_legs"


def test_a_transfer_is_taken_back_once_and_by_a_new_one() -> None:
    scene = books()
    earned = transfer_id_of(MERCHANT, "earned")
    back = transfer_id_of(MERCHANT, reversal_cause(earned))
    told = scene.when(ReverseTransfer(earned, 5))
    assert told.answer == {"transfer_id": back, "reverses_id": earned}
    legs = (Leg("rewards", SHOP, -500), Leg("payable", ANNA, 500))
    assert told.events == (TransferPosted(back, f"reversal:{earned}", "CNY", legs, 5, earned),)
    assert {row.balance_minor for row in scene.all(Account)} == {0}
    assert scene.row(Transfer, earned).reverses_id == ""
    assert scene.row(Transfer, back).reverses_id == earned
    assert scene.refused(ReverseTransfer(earned)) == "transfer_exists"
    assert scene.refused(ReverseTransfer(back)) == "transfer_is_a_reversal"
    assert scene.refused(ReverseTransfer("transfer_none")) == "transfer_not_found"


def test_taking_back_keeps_the_limits_too() -> None:
    scene = books()
    scene.done(post("payout:1", *OUT))
    assert scene.refused(ReverseTransfer(transfer_id_of(MERCHANT, "earned"))) == "balance_too_low"


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_a_debt_never_turns_into_a_claim_unseen(kind: str) -> None:
    floor, ceiling = LIMITS[kind]
    assert (floor, ceiling) in {(None, 0), (0, None)}
    wrong = 1 if ceiling == 0 else -1
    scene = Scene("ledger")
    legs = (Leg(kind, ANNA, wrong), Leg("opening", SHOP, -wrong))
    assert scene.refused(post("a", *legs)) == "balance_too_low"
    scene.done(post("b", Leg(kind, ANNA, -wrong), Leg("opening", SHOP, wrong)))
    assert scene.refused(post("c", Leg(kind, ANNA, 2 * wrong), Leg("opening", SHOP, -2 * wrong)))
    scene.done(post("d", *legs))
    assert scene.row(Account, account_id(kind, ANNA, "CNY")).balance_minor == 0


def test_an_account_can_be_limited_before_anything_moved() -> None:
    scene = Scene("ledger")
    told = scene.when(LimitAccount("cash", SHOP, "CNY", 0, 1000))
    assert told.answer == {"account_id": "cash:shop_1:CNY"}
    assert told.events == (AccountLimited("cash", SHOP, "CNY", 0, 1000),)
    scene.done(post("a", Leg("cash", SHOP, 1000), Leg("sales", SHOP, -1000)))
    assert scene.refused(post("b", Leg("cash", SHOP, 1), Leg("sales", SHOP, -1))) == (
        "balance_too_low"
    )


@pytest.mark.parametrize(
    ("low", "high", "refusal"),
    [(0, 5, "balance_beyond_limit"), (11, None, "balance_beyond_limit"), (5, 4, "limits_crossed"),
     (10, 10, ""), (None, None, ""), (-(10**19), None, "amount_too_large")],
)  # fmt: skip
def test_limits_fit_the_balance_of_today(low: int | None, high: int | None, refusal: str) -> None:
    scene = Scene("ledger")
    scene.done(post("a", Leg("cash", SHOP, 10), Leg("sales", SHOP, -10)))
    assert scene.when(LimitAccount("cash", SHOP, "CNY", low, high)).refusal == refusal


LEGS = st.lists(
    st.tuples(
        st.sampled_from(["cash", "bank", "payable", "receivable", "promised", "prepaid", "tax"]),
        st.sampled_from(["shop_1", "p_1"]),
        st.integers(-50, 50),
    ),
    min_size=1,
    max_size=4,
)
STEP = st.one_of(
    st.tuples(st.sampled_from(["post", "hold"]), st.integers(0, 9), LEGS),
    st.tuples(st.sampled_from(["settle", "release", "reverse"]), st.integers(0, 9), st.none()),
)


@given(st.lists(STEP, max_size=25))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_whatever_is_wished_the_books_balance_at_every_moment(steps: list) -> None:
    scene = Scene("ledger")
    for what, number, legs in steps:
        scene.when(_wish(what, str(number), legs or []))
        _balanced(scene)


def _wish(what: str, cause: str, wanted: list) -> Command:
    transfer_id = transfer_id_of(MERCHANT, cause)
    ending = {"settle": PostHold, "release": ReleaseHold, "reverse": ReverseTransfer}
    if what in ending:
        return ending[what](transfer_id)
    legs = [Leg(*parts) for parts in wanted]
    legs.append(Leg("opening", "shop_9", -sum(leg.amount_minor for leg in legs)))
    return (PostTransfer if what == "post" else HoldTransfer)(cause, "CNY", tuple(legs))


def _balanced(scene: Scene) -> None:
    told: Counter[str] = Counter()
    for posting in scene.all(Posting):
        told[posting.account_id] += posting.amount_minor
    waits_in: Counter[str] = Counter()
    waits_out: Counter[str] = Counter()
    for hold in scene.all(Hold):
        net: Counter[str] = Counter()
        for leg in hold.legs if hold.state == "held" else ():
            net[account_id(leg.kind, leg.owner_id, hold.currency)] += leg.amount_minor
        waits_in += +net
        waits_out += -net
    for account in scene.all(Account):
        name = account.account_id
        assert account.balance_minor == told[name]
        assert account.held_in_minor == waits_in[name]
        assert account.held_out_minor == waits_out[name]
        if account.ceiling_minor is not None:
            assert account.balance_minor + account.held_in_minor <= account.ceiling_minor
        if account.floor_minor is not None:
            assert account.balance_minor - account.held_out_minor >= account.floor_minor
    assert sum(told.values()) == 0
