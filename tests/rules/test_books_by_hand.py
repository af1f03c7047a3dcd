"""What staff move by hand: who may, what the books say afterwards, and taking it back.

What any transfer must keep is in `tests/rules/test_ledger.py`.
"""

from typing import get_args

import pytest

from passalong.base.messages import Actor, Words
from passalong.base.money import AMOUNT_MAX
from passalong.ledger.model import (
    Account,
    Leg,
    PostTransfer,
    Transfer,
    TransferPosted,
    transfer_id_of,
)
from passalong.merchants.books import (
    MOVES,
    NOTE_MAX,
    BookNote,
    LimitShopAccount,
    MoneyMoved,
    Move,
    MoveMoney,
    MoveTakenBack,
    TakeMoveBack,
)
from passalong.merchants.model import Merchant, Shop
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MANAGER, MERCHANT, MOMENT, OWNER, Scene, program

SHOP, OTHER = "shop_river", "shop_hill"
TO_BANK = MoveMoney(SHOP, "cash_to_bank", 2_000)


def books() -> Scene:
    """A merchant with two shops, one of which has sold for 50.00."""
    organiser = "清泉饮水有限公司"
    merchant = Merchant(MERCHANT, "清泉", organiser, "cn", "zh_Hans", "CNY", "Asia/Shanghai", 1)
    shops = [Shop(MERCHANT, shop_id, Words(en=shop_id), Words(), "", 1, None)
             for shop_id in (SHOP, OTHER)]  # fmt: skip
    scene = Scene("ledger", "merchants").given(merchant, *shops)
    scene.done(PostTransfer("sold", "CNY", (Leg("cash", SHOP, 5_000), Leg("sales", SHOP, -5_000))))
    return scene


def balances(scene: Scene) -> dict[str, int]:
    """What every account holds."""
    return {row.account_id: row.balance_minor for row in scene.all(Account)}


def test_cash_goes_to_the_bank() -> None:
    scene = books()
    told = scene.when(TO_BANK, actor=ACCOUNTANT)
    moved, posted = told.events
    assert isinstance(moved, MoneyMoved)
    assert (moved.shop_id, moved.move) == (SHOP, "cash_to_bank")
    assert isinstance(posted, TransferPosted)
    assert posted.cause == f"hand:{moved.move_id}"
    assert posted.cause_seq == 2  # the line of the journal that says who moved it
    assert told.answer == {"transfer_id": posted.transfer_id, "move_id": moved.move_id}
    assert balances(scene) == {
        "cash:shop_river:CNY": 3_000,
        "sales:shop_river:CNY": -5_000,
        "bank:shop_river:CNY": 2_000,
    }
    assert scene.all(BookNote) == []


@pytest.mark.parametrize("move", get_args(Move))
def test_every_move_has_two_accounts(move: Move) -> None:
    scene = books()
    scene.done(MoveMoney(SHOP, move, 700))
    debit, credit = MOVES[move]
    before = {"cash": 5_000}
    assert balances(scene)[f"{debit}:{SHOP}:CNY"] == before.get(debit, 0) + 700
    assert balances(scene)[f"{credit}:{SHOP}:CNY"] == before.get(credit, 0) - 700


def test_a_note_is_kept_apart_from_history() -> None:
    scene = books()
    told = scene.when(MoveMoney(SHOP, "cash_missing", 5, "  drawer was short  "), actor=OWNER)
    assert scene.all(BookNote) == [
        BookNote(MERCHANT, told.answer["transfer_id"], "drawer was short")
    ]
    assert "drawer" not in repr(told.events)
    long = MoveMoney(SHOP, "cash_missing", 5, "x" * (NOTE_MAX + 1))
    assert scene.refused(long) == "text_too_long"


def test_a_move_by_mistake_is_taken_back_once() -> None:
    scene = books()
    before = balances(scene)
    transfer_id = scene.done(TO_BANK)["transfer_id"]
    told = scene.when(TakeMoveBack(transfer_id), actor=ACCOUNTANT)
    assert told.answer["reverses_id"] == transfer_id
    assert told.events[0] == MoveTakenBack(transfer_id)
    assert told.events[1].cause_seq == 4
    assert balances(scene) == {**before, "bank:shop_river:CNY": 0}
    assert scene.refused(TakeMoveBack(transfer_id)) == "transfer_exists"
    assert scene.refused(TakeMoveBack(told.answer["transfer_id"])) == "transfer_not_by_hand"


def test_what_followed_from_a_sale_is_not_taken_back_by_hand() -> None:
    scene = books()
    assert scene.refused(TakeMoveBack(transfer_id_of(MERCHANT, "sold"))) == "transfer_not_by_hand"
    assert scene.refused(TakeMoveBack("transfer_none")) == "transfer_not_found"
    assert len(scene.all(Transfer)) == 1


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (MoveMoney("shop_none", "cash_to_bank", 1), "shop_not_found"),
        (MoveMoney(SHOP, "cash_to_bank", 0), "amount_out_of_range"),
        (MoveMoney(SHOP, "cash_to_bank", -1), "amount_out_of_range"),
        (MoveMoney(SHOP, "cash_to_bank", AMOUNT_MAX + 1), "amount_out_of_range"),
        (LimitShopAccount("shop_none", "cash"), "shop_not_found"),
        (LimitShopAccount(SHOP, "cash", 6_000), "balance_beyond_limit"),
        (LimitShopAccount(SHOP, "cash", 2, 1), "limits_crossed"),
    ],
)
def test_what_is_not_sound_moves_nothing(wish: MoveMoney, refusal: str) -> None:
    assert books().refused(wish, actor=OWNER) == refusal


def test_the_till_of_a_careful_owner_never_runs_below_nothing() -> None:
    scene = books()
    scene.done(LimitShopAccount(SHOP, "cash", 0))
    assert scene.refused(MoveMoney(SHOP, "cash_to_bank", 5_001)) == "balance_too_low"
    scene.done(MoveMoney(SHOP, "cash_to_bank", 5_000))
    scene.done(LimitShopAccount(SHOP, "cash"))
    scene.done(MoveMoney(SHOP, "cash_to_bank", 1))


AT_THE_HILL = Actor(kind="staff", id="staff_hill", role="accountant", shop_ids=(OTHER,))


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [(OWNER, ""), (MANAGER, ""), (ACCOUNTANT, ""), (program("money"), ""),
     (CLERK, "not_allowed"), (AUDITOR, "not_allowed"), (program("orders"), "not_allowed"),
     (AT_THE_HILL, "staff_not_allowed")],
)  # fmt: skip
def test_who_keeps_the_books_may_move_money(actor: Actor, refusal: str) -> None:
    scene = books()
    scene.at = MOMENT
    assert scene.when(TO_BANK, actor=actor).refusal == refusal


def test_a_move_of_one_shop_is_not_taken_back_by_the_staff_of_another() -> None:
    scene = books()
    transfer_id = scene.done(TO_BANK)["transfer_id"]
    assert scene.refused(TakeMoveBack(transfer_id), actor=AT_THE_HILL) == "transfer_not_found"
    scene.done(TakeMoveBack(transfer_id), actor=ACCOUNTANT)
