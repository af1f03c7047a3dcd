"""The law of the books: what may be posted, what it does, and that nothing is ever lost.

Statements on real databases are read in `tests/promises/test_ledger_reads.py`.
"""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from passalong.base.messages import Actor
from passalong.base.money import AMOUNT_MAX
from passalong.ledger.model import (
    BALANCE_MAX,
    LEGS_MAX,
    Account,
    Leg,
    Posting,
    PostTransfer,
    Transfer,
    TransferPosted,
    account_id,
    transfer_id_of,
)
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MERCHANT, MOMENT, OWNER, Scene, program

SHOP = "shop_1"
PAID = (Leg("cash", SHOP, 1250), Leg("sales", SHOP, -1250))


def books() -> Scene:
    """Empty books."""
    return Scene("ledger")


def paid(cause: str = "order:ord_1:paid", legs: tuple[Leg, ...] = PAID) -> PostTransfer:
    """A transfer that can be posted."""
    return PostTransfer(cause, "CNY", legs)


def test_a_transfer_moves_money_from_account_to_account() -> None:
    scene = books()
    told = scene.when(replace(paid(), cause_seq=7))
    transfer_id = transfer_id_of(MERCHANT, "order:ord_1:paid")
    assert told.answer == {"transfer_id": transfer_id}
    assert told.events == (TransferPosted(transfer_id, "order:ord_1:paid", "CNY", PAID, 7, ""),)
    assert scene.all(Transfer) == [
        Transfer(MERCHANT, transfer_id, "order:ord_1:paid", 7, "", "CNY", 2, MOMENT, 1)
    ]
    assert scene.all(Account) == [
        Account(MERCHANT, "cash:shop_1:CNY", "cash", SHOP, "CNY", 1250, None, None, 0, 0),
        Account(MERCHANT, "sales:shop_1:CNY", "sales", SHOP, "CNY", -1250, None, None, 0, 0),
    ]
    assert scene.all(Posting) == [
        Posting(MERCHANT, transfer_id, 0, "cash:shop_1:CNY", 1250, "CNY", 1),
        Posting(MERCHANT, transfer_id, 1, "sales:shop_1:CNY", -1250, "CNY", 1),
    ]


def test_a_cause_moves_money_once() -> None:
    scene = books()
    scene.done(paid())
    told = scene.when(paid(legs=(Leg("cash", SHOP, 1), Leg("sales", SHOP, -1))))
    assert told.refusal == "transfer_exists"
    assert told.fields == {"transfer_id": transfer_id_of(MERCHANT, "order:ord_1:paid")}
    scene.done(paid("order:ord_2:paid"))
    assert scene.row(Account, "cash:shop_1:CNY").balance_minor == 2500


def test_two_merchants_may_have_the_same_cause() -> None:
    assert transfer_id_of("m00000001", "a") != transfer_id_of("m00000002", "a")


def test_two_legs_on_one_account_both_count() -> None:
    scene = books()
    scene.done(paid(legs=(Leg("cash", SHOP, 5), Leg("cash", SHOP, 7), Leg("sales", SHOP, -12))))
    assert scene.row(Account, "cash:shop_1:CNY").balance_minor == 12
    assert [posting.amount_minor for posting in scene.all(Posting)] == [5, 7, -12]


def test_currencies_are_books_of_their_own() -> None:
    scene = books()
    scene.done(paid("a"))
    scene.done(PostTransfer("b", "JPY", PAID))
    assert {row.account_id: row.balance_minor for row in scene.all(Account)} == {
        "cash:shop_1:CNY": 1250,
        "sales:shop_1:CNY": -1250,
        "cash:shop_1:JPY": 1250,
        "sales:shop_1:JPY": -1250,
    }


REFUSED = {
    "cause_missing": paid(""),
    "currency_unknown": PostTransfer("c", "XXX", PAID),
    "too_few_legs": paid("c", (Leg("cash", SHOP, 1),)),
    "too_many_legs": paid("c", (Leg("cash", SHOP, 0),) * (LEGS_MAX + 1)),
    "leg_of_zero": paid("c", (Leg("cash", SHOP, 0), Leg("sales", SHOP, 0))),
    "amount_too_large": paid(
        "c", (Leg("cash", SHOP, AMOUNT_MAX + 1), Leg("sales", SHOP, -AMOUNT_MAX - 1))
    ),
    "legs_not_balanced": paid("c", (Leg("cash", SHOP, 2), Leg("sales", SHOP, -1))),
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_what_is_not_sound_is_not_posted(refusal: str) -> None:
    assert books().refused(REFUSED[refusal]) == refusal


# Each line has all faults of the lines below it too; the first one is named.
PRECEDENCE = [
    ("cause_missing", "", "XXX", (Leg("cash", SHOP, 0),)),
    ("currency_unknown", "taken", "XXX", (Leg("cash", SHOP, 0),)),
    ("too_few_legs", "taken", "CNY", (Leg("cash", SHOP, 0),)),
    ("leg_of_zero", "taken", "CNY", (Leg("cash", SHOP, 0), Leg("sales", SHOP, AMOUNT_MAX + 1))),
    ("amount_too_large", "taken", "CNY", (Leg("cash", SHOP, 1), Leg("loss", SHOP, AMOUNT_MAX + 1))),
    ("legs_not_balanced", "taken", "CNY", (Leg("cash", SHOP, -2), Leg("sales", SHOP, 1))),
    ("transfer_exists", "taken", "CNY", (Leg("cash", SHOP, -1), Leg("sales", SHOP, 1))),
    ("balance_too_low", "new", "CNY", (Leg("cash", SHOP, -1), Leg("sales", SHOP, 1))),
]


@pytest.mark.parametrize(("refusal", "cause", "currency", "legs"), PRECEDENCE)
def test_the_first_fault_is_named(
    refusal: str, cause: str, currency: str, legs: tuple[Leg, ...]
) -> None:
    scene = books()
    scene.done(paid("taken", (Leg("opening", SHOP, 1), Leg("loss", SHOP, -1))))
    scene.given(floored(0, 0))
    assert scene.refused(PostTransfer(cause, currency, legs)) == refusal


def floored(balance_minor: int, floor_minor: int) -> Account:
    """The shop's cash, which may not be less than this."""
    return Account(
        MERCHANT, account_id("cash", SHOP, "CNY"), "cash", SHOP, "CNY", balance_minor, floor_minor,
        None, 0, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("balance_minor", "floor_minor", "moved", "refusal"),
    [
        (100, 0, -100, ""),
        (100, 0, -101, "balance_too_low"),
        (0, -50, -50, ""),
        (0, -50, -51, "balance_too_low"),
        (-80, -50, 10, ""),  # below its floor already: money may come in
        (-80, -50, -1, "balance_too_low"),
    ],
)
def test_a_floor_holds(balance_minor: int, floor_minor: int, moved: int, refusal: str) -> None:
    scene = books().given(floored(balance_minor, floor_minor))
    told = scene.when(paid(legs=(Leg("cash", SHOP, moved), Leg("loss", SHOP, -moved))))
    assert told.refusal == refusal
    after = balance_minor if refusal else balance_minor + moved
    assert scene.row(Account, "cash:shop_1:CNY").balance_minor == after
    assert scene.row(Account, "cash:shop_1:CNY").floor_minor == floor_minor


def test_what_moves_in_and_out_of_one_account_at_once_is_seen_as_a_whole() -> None:
    scene = books().given(floored(0, 0))
    legs = (Leg("cash", SHOP, -5), Leg("cash", SHOP, 5))
    scene.done(paid(legs=legs))
    assert scene.row(Account, "cash:shop_1:CNY").balance_minor == 0


def test_a_balance_stays_a_number_that_every_database_holds() -> None:
    scene = books().given(floored(BALANCE_MAX, 0))
    legs = (Leg("cash", SHOP, 1), Leg("sales", SHOP, -1))
    assert scene.refused(paid(legs=legs)) == "balance_too_large"


@pytest.mark.parametrize(
    "actor", [OWNER, ACCOUNTANT, CLERK, AUDITOR, program("money"), program("orders")]
)
def test_nobody_posts_by_hand_what_follows_from_what_happened(actor: Actor) -> None:
    assert books().refused(paid(), actor=actor) == "not_allowed"


LEG = st.tuples(
    st.sampled_from(["cash", "sales", "refunds", "rewards", "loss", "opening"]),
    st.sampled_from(["shop_1", "shop_2", "p_1"]),
    st.integers(-AMOUNT_MAX, AMOUNT_MAX),
)
WISH = st.tuples(
    st.integers(0, 12),  # few causes, so that some come twice
    st.sampled_from(["CNY", "JPY", "XXX"]),
    st.lists(LEG, min_size=1, max_size=5),
    st.booleans(),
)


@given(st.lists(WISH, max_size=15))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_no_cent_is_lost_or_made_whatever_is_wished(wishes: list) -> None:
    scene = books().given(floored(0, -(10**12)))
    for cause, currency, wanted, is_evened in wishes:
        legs = [Leg(*parts) for parts in wanted]
        if is_evened:
            legs.append(Leg("opening", "shop_9", -sum(leg.amount_minor for leg in legs)))
        scene.when(PostTransfer(str(cause), currency, tuple(legs)))
        _books_balance(scene)


def _books_balance(scene: Scene) -> None:
    by_transfer: Counter[str] = Counter()
    by_account: Counter[str] = Counter()
    for posting in scene.all(Posting):
        by_transfer[posting.transfer_id] += posting.amount_minor
        by_account[posting.account_id] += posting.amount_minor
    assert all(total == 0 for total in by_transfer.values())
    assert set(by_transfer) == {transfer.transfer_id for transfer in scene.all(Transfer)}
    assert {account.account_id: account.balance_minor for account in scene.all(Account)} == {
        account.account_id: by_account[account.account_id] for account in scene.all(Account)
    }
    for account in scene.all(Account):
        assert account.floor_minor is None or account.balance_minor >= account.floor_minor
