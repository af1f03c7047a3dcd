"""A seeded stream of commands of one or several shops: right ones, wrong ones, repeated ones.

What must hold while it runs is in `tests/promises/`.

The stream knows only what answers told it (ids), like a real client. Each command is drawn from
a weighted list; some come from the wrong person, name the wrong thing or come twice.
"""

import random
from collections.abc import Callable
from typing import Any

from passalong.base.clock import DAY, HOUR, MINUTE
from passalong.base.ids import derive, merchant_id_of
from passalong.base.messages import THE_SYSTEM, Actor, Command, Envelope, Outcome, Words
from passalong.campaigns.model import (
    DraftCampaign,
    EndCampaign,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
    Terms,
)
from passalong.catalog.model import AddProduct, ChangeProduct, SetStock
from passalong.merchants.model import AddShop, AddStaff, CreateApiKey, CreateMerchant
from passalong.orders.model import (
    CancelOrder,
    CloseAfterSale,
    ImportOrder,
    LineWish,
    OpenAfterSale,
    PayOrder,
    PlaceOrder,
    ReceiveOrder,
    RefundOrder,
    SellAtCounter,
    SettleOrders,
    ShipOrder,
)
from passalong.people.model import (
    AddIdentity,
    Arrival,
    ChangePerson,
    Contact,
    ErasePerson,
    MeetPerson,
    MergePeople,
    SetConsent,
)
from passalong.vouchers.model import (
    ClaimVoucher,
    ExpireVouchers,
    GiveSeeds,
    OfferVouchers,
    RecallVoucher,
    RedeemVoucher,
    ReturnVouchers,
    SellAndHandOver,
    UndoRedemption,
)
from passalong.vouchers.passes import (
    ImportPasses,
)
from rig.desk_stream import of_the_desk
from rig.money_stream import of_money

START = 1_790_000_000_000
NAMES = ("小明", "王芳", "李娜", "Anna", "陈晨", "周杰", "吴刚", "Tom Lee")


class Shop:
    """What the stream has learnt about one merchant."""

    def __init__(self, merchant_id: str) -> None:
        self.merchant_id = merchant_id
        self.shops: list[str] = []
        self.products: list[str] = []
        self.campaigns: list[str] = []
        self.people: list[str] = []
        self.orders: list[str] = []
        self.vouchers: list[str] = []
        self.transfers: list[str] = []
        self.givers: dict[str, str] = {}
        self.turns: dict[str, int] = {}
        self.placed: list[str] = []
        self.redeemed: list[str] = []
        self.keys: list[str] = []
        self.steps: dict[int, int] = {}


class Stream:
    """Envelopes one after the other; `learn` must be told each outcome before the next."""

    def __init__(self, seed: int, merchants: int = 1) -> None:
        self.draw = random.Random(seed)
        self.seed = seed.to_bytes(8) * 4
        self.at = START
        self.count = 0
        self.sent: list[Envelope] = []
        ids = [merchant_id_of(derive(self.seed, "merchant", n)) for n in range(merchants)]
        self.shops = [Shop(merchant_id) for merchant_id in ids]
        self.opening = [e for shop in self.shops for e in self._opening(shop)]

    def _opening(self, shop: Shop) -> list[tuple[Shop, Callable[[], Command]]]:
        return [(shop, make) for make in (
            lambda: CreateMerchant("Water", "Water Ltd", "cn", "zh_Hans", "CNY", "Asia/Shanghai"),
            lambda: AddShop(Words(en="Old street")),
            lambda: AddShop(Words(en="River")),
            lambda: AddStaff("staff_o", "owner", "O", "o@x", "hash"),
            lambda: AddProduct(Words(en="Water"), 900),
            lambda: AddProduct(Words(en="Jar"), 4200, stock=40),
            lambda: DraftCampaign(Words(en="Three"), self.terms("bought")),
            lambda: DraftCampaign(
                Words(en="Tried"), self.terms("tried"), product_ids=(shop.products[-1],),
            ),
            lambda: StartCampaign(shop.campaigns[0]),
            lambda: StartCampaign(shop.campaigns[1]),
        )]  # fmt: skip

    def terms(self, again: Any = "bought") -> Terms:
        """What a campaign promises, sometimes very little."""
        pick = self.draw.choice
        return Terms(
            trial=Words(en="A cup", zh_hans="一杯", zh_hant="一杯"),
            conditions=Words(en="One cup", zh_hans="一杯", zh_hant="一杯"),
            gives_again_after=again,
            validity_days=pick((2, 20)),
            claims_max=pick((1, 3)),
            hold_max=pick((1, 3)),
            trial_stock=pick((None, 6, 200)),
            trial_cost_minor=pick((0, 150)),
            budget_minor=pick((None, 4000, 10**6)),
            is_for_new_customers=pick((False, False, True)),
        )

    def next(self) -> Envelope:
        """The next envelope; a tenth repeats an earlier one with its key, letter for letter."""
        self.count += 1
        if self.opening:
            self.here, make = self.opening.pop(0)
            return self._sealed(make(), THE_SYSTEM, dry=0)
        self.at += self.draw.choice((0, 0, 7, MINUTE, HOUR, HOUR, 9 * HOUR, 2 * DAY))
        keyed = [e for e in self.sent[-60:] if e.idempotency_key]
        if keyed and self.draw.random() < 0.1:
            return self.draw.choice(keyed)
        self.here = self.draw.choice(self.shops)
        kinds = [kind for kind, weight in KINDS for _ in range(weight)]
        command, actor = self.draw.choice(kinds)(self)
        return self._sealed(command, actor)

    def _sealed(self, command: Command, actor: Actor, dry: float = 0.03) -> Envelope:
        key = f"key-{self.count}" if self.draw.random() < 0.5 else ""
        envelope = Envelope(
            self.here.merchant_id,
            command,
            actor,
            self.at,
            derive(self.seed, "envelope", self.count),
            key,
            dry_run=self.draw.random() < dry,
        )
        self.sent.append(envelope)
        return envelope

    def learn(self, envelope: Envelope, outcome: Outcome) -> None:
        """Remember the ids in an answer."""
        here = next(shop for shop in self.shops if shop.merchant_id == envelope.merchant_id)
        told = outcome.answer
        if outcome.status != "done" or outcome.replayed or envelope.dry_run:
            return
        for name, known in (
            ("shop_id", here.shops),
            ("product_id", here.products),
            ("campaign_id", here.campaigns),
            ("order_id", here.orders),
        ):
            if told.get(name) and told[name] not in known:
                known.append(told[name])
        if isinstance(envelope.command, PlaceOrder):
            here.placed.append(told["order_id"])
        if isinstance(envelope.command, RedeemVoucher):
            here.redeemed.append(told["voucher_id"])
        if isinstance(envelope.command, CreateApiKey):
            here.keys.append(told["key_id"])
        if told.get("move_id"):
            here.transfers.append(told["transfer_id"])
        for name in ("person_id", "customer_id", "friend_id"):
            if told.get(name) and told[name] not in here.people:
                here.people.append(told[name])
        for voucher_id in told.get("voucher_ids") or ():
            here.vouchers.append(voucher_id)
            here.givers[voucher_id] = told.get("customer_id") or told.get("giver_id") or ""
            here.turns[voucher_id] = 1 if told.get("hand_over_id") else 0
        for offer in told.get("offers") or ():
            here.turns[offer["voucher_id"]] = offer["turn"]

    def pick(self, known: list[str]) -> str:
        """One of the known ids, mostly a late one; sometimes one that does not exist."""
        if not known or self.draw.random() < 0.03:
            return "nothing"
        return known[-1 - int(self.draw.random() ** 2 * len(known))]

    def contact(self) -> Contact:
        """A contact that many people share on purpose."""
        value = f"+8613800000{self.draw.randrange(200):03d}"
        return Contact("phone", f"lookup-{value}", value)

    def staff(self) -> Actor:
        """Somebody at work, of any role."""
        role = self.draw.choice(("owner", "manager", "manager", "clerk", "clerk", "auditor"))
        shops = tuple(self.here.shops[:1]) if self.draw.random() < 0.1 else ()
        return Actor(kind="staff", id=f"staff_{role[0]}", role=role, shop_ids=shops)

    def line(self) -> tuple[LineWish, ...]:
        """One line of an order."""
        return (LineWish(self.pick(self.here.products), self.draw.choice((1, 1, 2, 3))),)

    def _sell(self) -> tuple[Command, Actor]:
        shop, lines = self.pick(self.here.shops), self.line()
        way = self.draw.choice(("paper_slip", "paper_slip", "in_person", "forward", None))
        who = self.draw.random()
        if who < 0.4:
            return SellAndHandOver(shop, lines, self.pick(self.here.people), way=way), self.staff()
        if who < 0.7:
            name = self.draw.choice(NAMES)
            return (
                SellAndHandOver(shop, lines, name=name, contacts=(self.contact(),), way=way),
                self.staff(),
            )
        if who < 0.85:
            return SellAndHandOver(shop, lines, way=way), self.staff()
        return SellAtCounter(shop, lines, self.pick(self.here.people)), self.staff()

    def _offer(self) -> tuple[Command, Actor]:
        voucher = self.pick(self.here.vouchers)
        giver = self.here.givers.get(voucher, "")
        actor = Actor(kind="person", id=giver, role="person")
        if self.draw.random() < 0.1:
            actor = Actor(kind="person", id=self.pick(self.here.people), role="person")
        way = self.draw.choice(("forward", "recommendation", "in_person", "paper_slip"))
        if self.draw.random() < 0.2:
            return RecallVoucher(voucher), actor
        return OfferVouchers((voucher,), way), actor

    def _claim(self) -> tuple[Command, Actor]:
        voucher = self.pick(self.here.vouchers)
        turn = max(1, self.here.turns.get(voucher, 1) - self.draw.choice((0, 0, 0, 1)))
        if self.draw.random() < 0.5:
            name = self.draw.choice(("", *NAMES))
            contacts = (self.contact(),) if self.draw.random() < 0.4 else ()
            return (
                ClaimVoucher(voucher, turn, name=name, contacts=contacts),
                Actor(kind="friend", role="friend"),
            )
        me = self.pick(self.here.people)
        return ClaimVoucher(voucher, turn, me), Actor(kind="person", id=me, role="person")

    def _redeem(self) -> tuple[Command, Actor]:
        voucher = self.pick(self.here.vouchers)
        by = self.draw.choice(("scan", "code", "slip", "name"))
        giver = self.here.givers.get(voucher, "") if self.draw.random() < 0.9 else "nobody"
        friend = self.pick(self.here.people) if self.draw.random() < 0.5 else ""
        command = RedeemVoucher(voucher, self.pick(self.here.shops), by, giver, friend)
        return command, self.staff()

    def _undo(self) -> tuple[Command, Actor]:
        return UndoRedemption(self.pick(self.here.vouchers), "not_tried"), self.staff()

    def _order(self) -> tuple[Command, Actor]:
        order = self.pick(self.here.orders)
        made: tuple[Command, ...] = (
            PlaceOrder(self.pick(self.here.shops), self.pick(self.here.people), self.line()),
            PayOrder(order),
            ShipOrder(order),
            ReceiveOrder(order),
            CancelOrder(order),
            RefundOrder(order, "faulty", self.draw.choice((None, 100, 900))),
            OpenAfterSale(order, "faulty"),
            CloseAfterSale(order),
        )
        return self.draw.choice(made), self.staff()

    def _people(self) -> tuple[Command, Actor]:
        one = self.pick(self.here.people)
        made: tuple[Command, ...] = (
            MeetPerson("staff", name=self.draw.choice(NAMES), contacts=(self.contact(),)),
            ChangePerson(one, name=self.draw.choice(NAMES), named_as="initial"),
            AddIdentity(one, self.contact()),
            SetConsent(one, "named_to_shop", self.draw.random() < 0.5),
            MergePeople(one, self.pick(self.here.people)),
            ErasePerson(one),
        )
        return self.draw.choice(made), self.staff()

    def _import(self) -> tuple[Command, Actor]:
        number = self.draw.randrange(60)
        if self.draw.random() < 0.5:
            contact = Contact("external", f"x{number % 7}", f"{number % 7}")
            command: Command = ImportOrder(
                f"n{number}", self.pick(self.here.shops), contact, 1, 100 * (number % 5),
                is_issuing=self.draw.random() < 0.5,
            )  # fmt: skip
            return command, THE_SYSTEM
        number //= 2  # few, so that they meet each other
        arrivals = tuple([self.arrival(n) for n in range(number, number + number % 3 + 1)])
        return ImportPasses(arrivals), THE_SYSTEM

    def arrival(self, number: int) -> Arrival:
        """A node of one other world's tree, its root now and then without a row of its own."""
        contacts = [Contact("external", f"t{n}", f"t{n}") for n in (number, number // 2)]
        giver = contacts[1] if number else None
        return Arrival(contacts[0], giver, 1_700_000_000_000 + number)

    def _campaign(self) -> tuple[Command, Actor]:
        campaign = self.pick(self.here.campaigns)
        made: tuple[Command, ...] = (
            PauseCampaign(campaign), ResumeCampaign(campaign), ResumeCampaign(campaign),
            GiveSeeds(campaign, self.pick(self.here.people), 2, "opening",
                      self.pick(self.here.shops)),
        )  # fmt: skip
        if self.draw.random() < 0.05:
            return EndCampaign(campaign), self.staff()
        return self.draw.choice(made), self.staff()

    def _catalog(self) -> tuple[Command, Actor]:
        product = self.pick(self.here.products)
        made: tuple[Command, ...] = (
            ChangeProduct(product, price_minor=self.draw.choice((800, 900, 5000))),
            SetStock(product, self.draw.choice((None, 5, 50))),
        )
        return self.draw.choice(made), self.staff()

    def _timer(self) -> tuple[Command, Actor]:
        some = tuple(dict.fromkeys(self.pick(self.here.vouchers) for _ in range(8)))
        kind = self.draw.choice((ExpireVouchers, ReturnVouchers, SettleOrders))
        if kind is SettleOrders:
            some = tuple(dict.fromkeys(self.pick(self.here.orders) for _ in range(20)))
        return kind(some), THE_SYSTEM


KINDS: tuple[tuple[Callable[[Stream], tuple[Command, Actor]], int], ...] = (
    (Stream._sell, 7),
    (Stream._offer, 6),
    (Stream._claim, 9),
    (Stream._redeem, 10),
    (Stream._undo, 1),
    (Stream._order, 4),
    (Stream._people, 4),
    (Stream._import, 3),
    (Stream._campaign, 2),
    (Stream._catalog, 1),
    (Stream._timer, 2),
    (of_money, 3),
    (of_the_desk, 7),
)
