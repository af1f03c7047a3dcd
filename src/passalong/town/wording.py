"""Which command each deed becomes, who sends it, and what the town learns from the answer.

How commands are sent is in `driver.py`; what deeds mean in `deeds.py`.
"""

from collections.abc import Callable
from typing import Any

from passalong.base.messages import THE_SYSTEM, Actor, Command
from passalong.campaigns.model import PauseCampaign, ResumeCampaign
from passalong.engine.sealing import Keys
from passalong.merchants.books import MoveMoney
from passalong.orders.model import (
    CancelOrder,
    LineWish,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    RefundOrder,
    SellAtCounter,
    ShipOrder,
)
from passalong.people.contacts import Contacts
from passalong.people.model import ChangePerson, Contact, MeetPerson, SetConsent
from passalong.town import deeds
from passalong.town.deeds import Deed
from passalong.town.life import NOBODY, Life
from passalong.town.shop import Shop
from passalong.vouchers.model import (
    ClaimVoucher,
    ExpireVouchers,
    GiveSeeds,
    GivingWay,
    OfferVouchers,
    RecallVoucher,
    RedeemVoucher,
    ReturnVouchers,
    SellAndHandOver,
    UndoRedemption,
    voucher_id_of,
)

Wished = tuple[Actor, Command]
HANDED: dict[str, GivingWay | None] = {
    "slips": "paper_slip",
    "in_person": "in_person",
    "keeps": None,
}


class Wording:
    """Knows the ids behind the town's numbers, and who does what at the shop."""

    def __init__(self, keys: Keys, shop: Shop, life: Life) -> None:
        self._keys = keys
        self._contact = Contacts(keys, shop.merchant_id, "CN")
        self._shop = shop
        self._life = life
        self._manager = shop.staff_of("manager")
        self._clerks = (shop.clerk(0), shop.clerk(1))
        self._ways: dict[type[Deed], Callable[[Any], Wished]] = {
            deeds.IsMet: self._meets,
            deeds.IsChosen: self._chooses,
            deeds.Buys: self._sells,
            deeds.Orders: self._places,
            deeds.Pays: lambda d: self._at_counter(d, PayOrder(self._order(d))),
            deeds.IsBrought: lambda d: self._at_counter(d, ShipOrder(self._order(d))),
            deeds.Receives: lambda d: self._by_buyer(d, ReceiveOrder(self._order(d))),
            deeds.Cancels: lambda d: self._by_buyer(d, CancelOrder(self._order(d))),
            deeds.Refunds: self._refunds,
            deeds.Gives: self._offers,
            deeds.TakesBack: self._recalls,
            deeds.Claims: self._claims,
            deeds.Tries: self._redeems,
            deeds.IsUndone: lambda d: (
                self._manager, UndoRedemption(self._voucher(d.voucher), d.reason)
            ),
            deeds.IsNamed: self._names,
            deeds.Agrees: lambda d: (
                self._person(d.person),
                SetConsent(self._id(d.person), d.purpose, d.is_granted),
            ),
            deeds.LinksReturn: lambda d: (THE_SYSTEM, ReturnVouchers(self._vouchers(d))),
            deeds.VouchersExpire: lambda d: (THE_SYSTEM, ExpireVouchers(self._vouchers(d))),
            deeds.CampaignPauses: lambda d: (
                self._manager, PauseCampaign(shop.campaign_id, d.reason)
            ),
            deeds.GoesToTheBank: lambda d: (
                shop.staff_of("accountant"),
                MoveMoney(shop.shop_ids[d.shop], "cash_to_bank", d.amount_minor),
            ),
            deeds.CampaignResumes: lambda d: (self._manager, ResumeCampaign(shop.campaign_id)),
        }  # fmt: skip

    def command(self, deed: Deed) -> Wished:
        """Who wishes what."""
        return self._ways[type(deed)](deed)

    # Ids behind numbers

    def _id(self, number: int) -> str:
        return self._life.resident(number).person_id

    def _person(self, number: int) -> Actor:
        return Actor(kind="person", id=self._id(number), role="person")

    def _order(self, deed: Any) -> str:
        return self._life.state.purchases[deed.purchase].order_id

    def _voucher(self, number: int) -> str:
        return self._life.gift(number).voucher_id

    def _vouchers(self, deed: Any) -> tuple[str, ...]:
        ids = [self._voucher(number) for number in deed.vouchers]
        return tuple([voucher_id for voucher_id in ids if voucher_id])

    def _lines(self, basket: tuple[tuple[int, int], ...]) -> tuple[LineWish, ...]:
        return tuple([LineWish(self._shop.product_ids[good], count) for good, count in basket])

    def _contacts(self, number: int) -> tuple[Contact, ...]:
        phone = self._life.person(number).phone
        if not phone:
            return ()
        return (self._contact.phone(phone),)

    def _who(self, number: int, *, is_told: bool) -> dict[str, Any]:
        """What a command needs to know whom it concerns: an id, a name, or nothing at all."""
        if self._id(number):
            return {}
        if not is_told:
            return {}
        return {
            "name": self._life.person(number).name.full,
            "contacts": self._contacts(number),
        }

    # Staff and customers

    def _at_counter(self, deed: Any, command: Command) -> Wished:
        return self._clerks[self._life.state.purchases[deed.purchase].shop], command

    def _by_buyer(self, deed: Any, command: Command) -> Wished:
        return self._person(self._life.state.purchases[deed.purchase].person), command

    def _meets(self, deed: deeds.IsMet) -> Wished:
        person = self._life.person(deed.person)
        command = MeetPerson(
            source="staff",
            name=person.name.full,
            nickname=person.name.nickname,
            remark=person.name.remark,
            contacts=self._contacts(deed.person),
            language=person.language,
            consents=("named_to_shop",),
        )
        return self._shop.staff_of("manager"), command

    def _chooses(self, deed: deeds.IsChosen) -> Wished:
        shop_id = self._shop.shop_ids[self._life.person(deed.person).shop]
        return self._shop.staff_of("owner"), GiveSeeds(
            self._shop.campaign_id, self._id(deed.person), deed.count, deed.reason, shop_id
        )

    def _sells(self, deed: deeds.Buys) -> Wished:
        is_told = self._life.resident(deed.person).is_named
        known = {"customer_id": self._id(deed.person)} if self._id(deed.person) else {}
        sale = {
            "shop_id": self._shop.shop_ids[deed.shop],
            "lines": self._lines(deed.basket),
            **known,
            **self._who(deed.person, is_told=is_told),
        }
        if deed.manner == "plain":
            return self._clerks[deed.shop], SellAtCounter(**sale)
        return self._clerks[deed.shop], SellAndHandOver(**sale, way=HANDED[deed.manner])

    def _places(self, deed: deeds.Orders) -> Wished:
        command = PlaceOrder(
            self._shop.shop_ids[deed.shop], self._id(deed.person), self._lines(deed.basket), "phone"
        )
        return self._person(deed.person), command

    def _refunds(self, deed: deeds.Refunds) -> Wished:
        purchase = self._life.state.purchases[deed.purchase]
        part = None if deed.share >= 1.0 else int(purchase.total_minor * deed.share)
        command = RefundOrder(purchase.order_id, deed.reason, part)
        return self._shop.staff_of("accountant"), command

    # Vouchers

    def _offers(self, deed: deeds.Gives) -> Wished:
        return self._person(deed.person), OfferVouchers(self._vouchers(deed), deed.way)

    def _recalls(self, deed: deeds.TakesBack) -> Wished:
        return self._person(deed.person), RecallVoucher(self._voucher(deed.voucher))

    def _claims(self, deed: deeds.Claims) -> Wished:
        """A friend whom nobody knows yet comes by the link itself, as on her phone's page."""
        voucher_id = self._voucher(deed.voucher)
        if self._id(deed.person):
            friend = self._person(deed.person)
            return friend, ClaimVoucher(voucher_id, deed.turn, friend.id)
        merchant_id = self._shop.merchant_id
        token = self._keys.token(merchant_id, "offer", voucher_id, deed.turn, 0)
        opened_by = self._keys.identity_lookup(merchant_id, "offer", token)[:20]
        command = ClaimVoucher(
            voucher_id,
            deed.turn,
            language=self._life.person(deed.person).language,
            **self._who(deed.person, is_told=deed.with_name),
        )
        return Actor(kind="friend", id=opened_by, role="friend"), command

    def _redeems(self, deed: deeds.Tries) -> Wished:
        known: dict[str, Any] = {}
        if deed.by in ("slip", "name"):
            known["giver_id"] = self._id(self._life.gift(deed.voucher).giver)
            if self._id(deed.person):
                known["friend_id"] = self._id(deed.person)
            known |= self._who(deed.person, is_told=deed.with_name)
        command = RedeemVoucher(
            self._voucher(deed.voucher), self._shop.shop_ids[deed.shop], deed.by, **known
        )
        return self._clerks[deed.shop], command

    def _names(self, deed: deeds.IsNamed) -> Wished:
        person = self._life.person(deed.person)
        command = ChangePerson(self._id(deed.person), name=person.name.full)
        return self._clerks[person.shop], command


def learned(life: Life, merchant_id: str, deed: Deed, answer: dict[str, Any]) -> None:
    """The ids that an answer tells."""
    person_id = answer.get("customer_id") or answer.get("friend_id") or answer.get("person_id")
    person = getattr(deed, "person", NOBODY)
    if person != NOBODY and life.resident(person).is_awaited and person_id:
        life.resident(person).person_id = str(person_id)
        life.resident(person).is_awaited = False
    if isinstance(deed, deeds.Claims | deeds.Tries):
        life.gift(deed.voucher).is_awaited = False
    if isinstance(deed, deeds.Buys | deeds.Orders | deeds.IsChosen):
        purchase = life.state.purchases[deed.purchase]
        purchase.order_id = str(answer.get("order_id") or answer["seed_id"])
        purchase.total_minor = int(answer.get("total_minor", 0))
        purchase.is_awaited = False
        kind = "seed" if purchase.is_seed else "order"
        for place, number in enumerate(purchase.gifts, 1):
            voucher_id = voucher_id_of(merchant_id, kind, purchase.order_id, place)
            life.gift(number).voucher_id = voucher_id


def taken_back(life: Life, deed: Deed) -> None:
    """A refusal: the town un-does what it had assumed, and nobody waits for ids any more."""
    person = getattr(deed, "person", NOBODY)
    if person != NOBODY:
        life.resident(person).is_awaited = False
    if isinstance(deed, deeds.Buys | deeds.Orders | deeds.IsChosen):
        purchase = life.state.purchases[deed.purchase]
        purchase.is_awaited, purchase.is_closed = False, True
        for number in purchase.gifts:
            life.gift(number).is_gone = True
    if isinstance(deed, deeds.Claims | deeds.Tries):
        _not_claimed(life, deed)


def _not_claimed(life: Life, deed: deeds.Claims | deeds.Tries) -> None:
    gift = life.gift(deed.voucher)
    gift.is_awaited = False
    if gift.friend != deed.person or gift.is_gone:
        return
    resident = life.resident(deed.person)
    resident.claims = max(0, resident.claims - 1)
    if gift.state == "claimed":
        resident.holding = max(0, resident.holding - 1)
    gift.friend, gift.is_gone = NOBODY, True
