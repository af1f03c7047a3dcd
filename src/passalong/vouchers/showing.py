"""Vouchers, offers and uses as the API shows them: never a code or a link by themselves.

Who gets a code or a link besides is decided in `vouchers/api.py`.
"""

from typing import Any

import msgspec

from passalong.engine.asking import shown
from passalong.vouchers.model import Offer, Redemption, Voucher

VOUCHER_EXAMPLE: dict[str, Any] = {
    "voucher_id": "v_4h2m9x1c8v7b3n6k5j0q",
    "campaign_id": "camp_4h2m9x1c8v7b3n6k5j0q",
    "version": 1,
    "state": "held",
    "cause_kind": "order",
    "cause_id": "ord_4h2m9x1c8v7b3n6k5j0q",
    "number": 1,
    "giver_id": "p_4h2m9x1c8v7b3n6k5j0q",
    "friend_id": "",
    "parent_id": "",
    "depth": 0,
    "order_id": "",
    "close_reason": "",
    "issued_at": "2026-01-01T00:00:00.000Z",
    "expires_at": "2026-01-31T00:00:00.000Z",
    "claimed_at": None,
    "redeemed_at": None,
    "converted_at": None,
    "closed_at": None,
}
FIGURES_EXAMPLE: dict[str, Any] = {
    "campaign_id": "camp_4h2m9x1c8v7b3n6k5j0q",
    "issued": 300,
    "reserved": 90,
    "redeemed": 61,
    "converted": 20,
    "unused": 12,
    "spent_minor": 30500,
    "committed_minor": 150000,
    "states": {"held": 198, "claimed": 29, "redeemed": 41, "converted": 20, "expired": 12},
}


class VoucherShown(msgspec.Struct):
    """One free trial to give, how far it is, between whom."""

    voucher_id: str
    campaign_id: str
    version: int
    state: str
    cause_kind: str
    cause_id: str
    number: int
    giver_id: str
    friend_id: str
    parent_id: str
    depth: int
    order_id: str
    close_reason: str
    issued_at: str
    expires_at: str
    claimed_at: str | None
    redeemed_at: str | None
    converted_at: str | None
    closed_at: str | None


class OfferShown(msgspec.Struct):
    """One time that it was held out; `link` only while it is open, for whoever may pass it on."""

    turn: int
    way: str
    hand_over_id: str
    state: str
    offered_at: str
    returns_at: str | None
    closed_at: str | None
    link: str | None


class RedemptionShown(msgspec.Struct):
    """One use at the till."""

    number: int
    shop_id: str
    staff_id: str
    redeemed_by: str
    at: str
    reversed_at: str | None
    reversed_by: str
    reason_code: str


class VoucherWhole(msgspec.Struct):
    """A voucher with its offers and uses."""

    voucher: VoucherShown
    offers: list[OfferShown]
    redemptions: list[RedemptionShown]


class MyVouchers(msgspec.Struct):
    """What a customer has to give, and what she was given; `code` is for the till."""

    to_give: list[VoucherShown]
    to_use: list["MyVoucher"]


class MyVoucher(msgspec.Struct):
    """A voucher that she claimed, with the code that the till reads while it is good."""

    voucher: VoucherShown
    code: str | None


class CampaignFigures(msgspec.Struct):
    """What a campaign has given so far."""

    campaign_id: str
    issued: int
    reserved: int
    redeemed: int
    converted: int
    unused: int
    spent_minor: int
    committed_minor: int
    states: dict[str, int]


def show_voucher(voucher: Voucher) -> VoucherShown:
    """A voucher as the API shows it: never its code, never a link."""
    return shown(VoucherShown, voucher)


def show_offer(offer: Offer, link: str | None) -> OfferShown:
    """An offer as the API shows it."""
    return shown(OfferShown, offer, link=link)


def show_use(use: Redemption) -> RedemptionShown:
    """A use at the till as the API shows it."""
    return shown(RedemptionShown, use)
