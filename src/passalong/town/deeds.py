"""What people of the town do, in their own words: numbers of persons, purchases and vouchers.

Why they do it is in `life.py` and its neighbours; which command each deed becomes is in
`driver.py`.
"""

from typing import Literal

import msgspec

from passalong.campaigns.model import PauseReason
from passalong.orders.model import RefundReason
from passalong.people.model import Purpose
from passalong.vouchers.model import GivingWay, RedeemedBy, SeedReason, UndoReason

Manner = Literal["slips", "in_person", "keeps", "plain"]


class Deed(msgspec.Struct, frozen=True, tag=True):
    """Something that somebody does at one moment."""


class IsMet(Deed, frozen=True):
    """Staff write down somebody they know."""

    person: int


class IsChosen(Deed, frozen=True):
    """Staff choose a first giver; `purchase` is the line under which her vouchers are kept."""

    person: int
    purchase: int
    count: int
    reason: SeedReason


class Buys(Deed, frozen=True):
    """A purchase at the counter: (product, quantity) lines, and how the vouchers go along."""

    person: int
    purchase: int
    shop: int
    basket: tuple[tuple[int, int], ...]
    manner: Manner


class Orders(Deed, frozen=True):
    """An order by phone, to be paid and brought."""

    person: int
    purchase: int
    shop: int
    basket: tuple[tuple[int, int], ...]


class Pays(Deed, frozen=True):
    """The money of an order arrived."""

    purchase: int


class IsBrought(Deed, frozen=True):
    """An order leaves the shop."""

    purchase: int


class Receives(Deed, frozen=True):
    """The customer has it."""

    purchase: int


class Cancels(Deed, frozen=True):
    """She thinks better of it before paying."""

    purchase: int


class Refunds(Deed, frozen=True):
    """Money back: all, or that share of the price."""

    purchase: int
    share: float
    reason: RefundReason


class Gives(Deed, frozen=True):
    """The giver holds vouchers out, in one way."""

    person: int
    vouchers: tuple[int, ...]
    way: GivingWay


class TakesBack(Deed, frozen=True):
    """The giver takes a link back."""

    person: int
    voucher: int


class Claims(Deed, frozen=True):
    """A friend opens the link of that turn and takes the voucher; with or without her name."""

    person: int
    voucher: int
    turn: int
    with_name: bool


class Tries(Deed, frozen=True):
    """A friend tries at a shop; with a slip or the giver's name also who she is, or not."""

    person: int
    voucher: int
    shop: int
    by: RedeemedBy
    with_name: bool


class IsUndone(Deed, frozen=True):
    """The manager takes a redemption back."""

    voucher: int
    reason: UndoReason


class IsNamed(Deed, frozen=True):
    """Somebody who bought without a name says who she is."""

    person: int


class Agrees(Deed, frozen=True):
    """A person agrees to a purpose, or no longer."""

    person: int
    purpose: Purpose
    is_granted: bool


class LinksReturn(Deed, frozen=True):
    """The timer: links that nobody took in time."""

    vouchers: tuple[int, ...]


class VouchersExpire(Deed, frozen=True):
    """The timer: vouchers past their date."""

    vouchers: tuple[int, ...]


class CampaignPauses(Deed, frozen=True):
    """The shop stops issuing for a while."""

    reason: PauseReason


class CampaignResumes(Deed, frozen=True):
    """And goes on."""


class GoesToTheBank(Deed, frozen=True):
    """After closing, the accountant takes a shop's cash of the week to the bank."""

    shop: int
    amount_minor: int
