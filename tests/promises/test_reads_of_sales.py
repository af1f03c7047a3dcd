"""What lists of products, orders and campaigns show, the same on both databases.

What may happen to them is in tests/rules.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from passalong.base.ids import derive
from passalong.base.messages import THE_SYSTEM, Actor, Command, Envelope, Words
from passalong.campaigns import queries as campaign_reads
from passalong.campaigns.model import (
    AnswerQuestion,
    ChangeCampaign,
    DraftCampaign,
    EndCampaign,
    PauseCampaign,
    StartCampaign,
    Terms,
)
from passalong.catalog import queries as catalog_reads
from passalong.catalog.model import AddProduct, ChangeProduct, Media, SetPicture, SetStock
from passalong.engine.writer import Writer
from passalong.merchants.model import AddShop, CreateMerchant
from passalong.orders import queries as order_reads
from passalong.orders.model import (
    CancelOrder,
    CustomerTally,
    ImportOrder,
    LineWish,
    PayOrder,
    PlaceOrder,
    RefundOrder,
    SellAtCounter,
)
from passalong.orders.queries import DayTakings, OrderFilter
from passalong.people.model import Contact, MeetPerson, MergePeople
from rig.living import living

MERCHANT, OTHER = "m00000001", "m00000002"
OWNER = Actor(kind="staff", id="staff_owner", role="owner")
START = 1_800_000_000_000
DAY = 24 * 60 * 60 * 1000


class Shop:
    """A merchant with one shop, whose commands must all succeed."""

    def __init__(self, writer: Writer, merchant_id: str) -> None:
        self.writer = writer
        self.merchant_id = merchant_id
        self._commands = 0
        self.done(CreateMerchant("Spring", "Spring Ltd", "cn", "zh_Hant", "TWD", "Asia/Taipei"))
        self.shop_id = self.done(AddShop(Words(en="River")))["shop_id"]

    def done(self, command: Command, at: int = START) -> dict:
        """The answer of a command."""
        self._commands += 1
        actor = THE_SYSTEM if "system" in command.allowed else OWNER
        seed = derive(b"reads", self.merchant_id, self._commands)
        outcome = self.writer.run(Envelope(self.merchant_id, command, actor, at, seed))
        assert outcome.status == "done", f"{command}: {outcome.refusal} {outcome.fields}"
        return outcome.answer

    def product(self, name: Words, price_minor: int = 100, at: int = START, **more) -> str:
        """The id of a new product."""
        return self.done(AddProduct(name, price_minor, **more), at)["product_id"]

    def sold(self, product_id: str, person_id: str, at: int, quantity: int = 1) -> str:
        """The id of an order sold at the counter."""
        lines = (LineWish(product_id, quantity),)
        return self.done(SellAtCounter(self.shop_id, lines, person_id), at)["order_id"]

    def person(self) -> str:
        """The id of somebody anonymous."""
        return self.done(MeetPerson("counter"))["person_id"]

    def campaign(self, at: int = START, **more) -> str:
        """The id of a draft."""
        draft = DraftCampaign(Words(en="Tea"), Terms(Words(en="A cup")), **more)
        return self.done(draft, at)["campaign_id"]

    def read(self, query, *given, **more):
        """What a query of this merchant says."""
        with self.writer.database.reading() as read:
            return query(read, self.merchant_id, *given, **more)


@pytest.fixture
def shops(database_url: str) -> Iterator[tuple[Shop, Shop]]:
    """Two merchants; what one has must never be seen with the other."""
    with living(database_url) as writer:
        yield Shop(writer, MERCHANT), Shop(writer, OTHER)


def test_products_on_the_shelf_come_first_and_the_newest_of_them(shops):
    shop, other = shops
    tea = shop.product(Words(zh_hans="茶", zh_hant="茶", en="Green Tea"), at=START)
    water = shop.product(Words(zh_hans="山泉水", en="ÉVIAN"), at=START + 1)
    cake = shop.product(Words(en="Cake %"), at=START + 2)
    other.product(Words(en="Green tea of another"))
    shop.done(ChangeProduct(cake, is_active=False))

    def found(**asked):
        return [row.product_id for row in shop.read(catalog_reads.products, **asked)]

    assert found() == [water, tea, cake]
    assert found(is_active=True) == [water, tea]
    assert found(is_active=False) == [cake]
    assert found(search=" green ") == [tea]
    assert found(search="évian") == [water]
    assert found(search="泉") == [water]
    assert found(search="%") == [cake]
    assert found(search="zh_hans") == []
    assert found(search="cake", is_active=True) == []


def test_one_product_its_picture_and_what_is_left(shops):
    shop, other = shops
    tea = shop.product(Words(en="Tea"), stock=3)
    cake = shop.product(Words(en="Cake"), stock=9)
    shop.product(Words(en="Water"))
    shop.done(SetStock(cake, None))
    media_id = shop.done(SetPicture(tea, "image/png", b"\x00picture"))["media_id"]
    assert shop.read(catalog_reads.stock_left) == {tea: 3}
    product = shop.read(catalog_reads.product_of, tea)
    assert (product.name, product.media_id, product.has_stock) == (Words(en="Tea"), media_id, True)
    media = shop.read(catalog_reads.media_of, media_id)
    assert media == Media(MERCHANT, media_id, "image/png", b"\x00picture", START)
    assert set(shop.read(catalog_reads.products_of, [tea, cake, tea, "prod_none"])) == {tea, cake}
    assert shop.read(catalog_reads.products_of, []) == {}
    assert shop.read(catalog_reads.product_of, "prod_none") is None
    assert other.read(catalog_reads.product_of, tea) is None
    assert other.read(catalog_reads.media_of, media_id) is None
    assert other.read(catalog_reads.stock_left) == {}


def test_orders_newest_first_page_by_page(shops):
    shop, other = shops
    tea, buyer = shop.product(Words(en="Tea")), shop.person()
    ids = [shop.sold(tea, buyer, START + number // 3) for number in range(10)]
    other.sold(other.product(Words(en="Tea")), other.person(), START)
    pages, after = [], None
    while page := shop.read(order_reads.orders, after=after, limit=4):
        pages.append(len(page))
        after = order_reads.place_of(page[-1])
        ids = [order_id for order_id in ids if order_id not in {row.order_id for row in page}]
    assert (pages, ids) == ([4, 4, 2], [])
    places = [order_reads.place_of(row) for row in shop.read(order_reads.orders)]
    assert places == sorted(places, reverse=True)
    assert len(other.read(order_reads.orders)) == 1


def test_orders_by_state_shop_customer_and_days(shops):
    shop, _ = shops
    hill = shop.done(AddShop(Words(en="Hill")))["shop_id"]
    tea, ann, bob = shop.product(Words(en="Tea")), shop.person(), shop.person()
    line = (LineWish(tea, 1),)
    sold = shop.sold(tea, ann, START)
    placed = shop.done(PlaceOrder(shop.shop_id, bob, line), START + DAY)["order_id"]
    paid = shop.done(PlaceOrder(hill, ann, line), START + 2 * DAY)["order_id"]
    shop.done(PayOrder(paid), START + 2 * DAY)
    gone = shop.done(PlaceOrder(hill, bob, line), START + 3 * DAY)["order_id"]
    shop.done(CancelOrder(gone), START + 3 * DAY)
    part = shop.sold(tea, bob, START + 4 * DAY)
    shop.done(RefundOrder(part, "late", 1), START + 4 * DAY)

    def found(**wanted):
        return [row.order_id for row in shop.read(order_reads.orders, OrderFilter(**wanted))]

    assert found() == [part, gone, paid, placed, sold]
    by_state = {"received": sold, "placed": placed, "paid": paid, "canceled": gone}
    by_state["partly_refunded"] = part
    for state, order_id in by_state.items():
        assert found(state=state) == [order_id]
    assert found(state="shipped") == found(state="refunded") == []
    assert found(shop_ids=(hill,)) == [gone, paid]
    assert found(customer_id=ann) == [paid, sold]
    assert found(from_at=START + DAY, until_at=START + 3 * DAY) == [paid, placed]
    assert found(shop_ids=(hill,), customer_id=bob, state="canceled", from_at=START) == [gone]


def test_one_order_with_what_was_given_back(shops):
    shop, other = shops
    tea = shop.product(Words(en="Tea"), 1000)
    order_id = shop.sold(tea, shop.person(), START, 3)
    shop.done(RefundOrder(order_id, "late", 10), START + 1)
    shop.done(RefundOrder(order_id, "faulty", 20), START + 2)
    order = shop.read(order_reads.order_of, order_id)
    assert (order.total_minor, order.refunded_minor, order.lines[0].quantity) == (3000, 30, 3)
    refunds = shop.read(order_reads.refunds_of, order_id)
    assert [(row.number, row.amount_minor, row.reason_code) for row in refunds] == [
        (1, 10, "late"),
        (2, 20, "faulty"),
    ]
    assert other.read(order_reads.order_of, order_id) is None
    assert other.read(order_reads.refunds_of, order_id) == []


def test_a_days_takings_of_each_shop(shops):
    shop, other = shops
    hill = shop.done(AddShop(Words(en="Hill")))["shop_id"]
    tea, buyer = shop.product(Words(en="Tea"), 1000), shop.person()
    line = (LineWish(tea, 1),)
    yesterday = shop.sold(tea, buyer, START - 1, 5)
    shop.sold(tea, buyer, START, 2)
    shop.sold(tea, buyer, START + DAY - 1)
    shop.sold(tea, buyer, START + DAY, 9)
    unpaid = shop.done(PlaceOrder(hill, buyer, line), START)["order_id"]
    shop.done(RefundOrder(yesterday, "late", 300), START)
    shop.done(RefundOrder(yesterday, "late", 30), START + DAY)
    other.sold(other.product(Words(en="Tea"), 7), other.person(), START)

    def takings():
        return {day.shop_id: day for day in shop.read(order_reads.takings, START, START + DAY)}

    river = DayTakings(shop.shop_id, orders=2, paid_minor=3000, refunds=1, refunded_minor=300)
    assert takings() == {shop.shop_id: river}
    shop.done(PayOrder(unpaid), START + 5)
    assert takings() == {shop.shop_id: river, hill: DayTakings(hill, 1, 1000, 0, 0)}
    assert all(type(figure) is int for figure in (river.paid_minor, takings()[hill].paid_minor))


def test_a_merged_customer_has_bought_what_both_have_bought(shops):
    shop, other = shops
    tea, ann, ana, anna = shop.product(Words(en="Tea"), 50), *[shop.person() for _ in range(3)]
    first = shop.sold(tea, ana, START + 1)
    second = shop.sold(tea, ann, START + 2)
    assert shop.read(order_reads.tally_of, anna) is None
    shop.done(MergePeople(ana, ann), START + 3)
    shop.done(MergePeople(ann, anna), START + 4)
    third = shop.sold(tea, ana, START + 5)
    found = shop.read(order_reads.orders, OrderFilter(customer_id=anna))
    assert [row.order_id for row in found] == [third, second, first]
    tally = shop.read(order_reads.tally_of, anna)
    assert tally == CustomerTally(MERCHANT, anna, 3, 150, START + 1, START + 5)
    assert other.read(order_reads.tally_of, anna) is None


def test_campaigns_by_state_and_what_is_due(shops):
    shop, other = shops
    ids = [shop.campaign(START + number, ends_at=START + number * DAY) for number in (1, 2, 3, 4)]
    draft, paused, ended, running = ids
    for campaign_id in (running, ended, paused):
        shop.done(StartCampaign(campaign_id))
    shop.done(PauseCampaign(paused))
    shop.done(EndCampaign(ended))
    other.done(StartCampaign(other.campaign(ends_at=START + 1)))

    def found(state=None):
        return [row.campaign_id for row in shop.read(campaign_reads.campaigns, state)]

    assert found() == [running, ended, paused, draft]
    assert found("running") == [running]
    assert found("paused") == [paused]
    assert shop.read(campaign_reads.due_to_end, START + 2 * DAY - 1) == []
    assert shop.read(campaign_reads.due_to_end, START + 2 * DAY) == [paused]
    assert sorted(shop.read(campaign_reads.due_to_end, START + 9 * DAY)) == sorted(
        [paused, running]
    )
    endless = shop.campaign(START)
    shop.done(StartCampaign(endless))
    assert endless not in shop.read(campaign_reads.due_to_end, START + 99 * DAY)


def test_campaigns_from_which_a_shop_may_give(shops):
    shop, _ = shops
    hill = shop.done(AddShop(Words(en="Hill")))["shop_id"]
    everywhere = shop.campaign(ends_at=START + DAY)
    here = shop.campaign(START + 1, shop_ids=(shop.shop_id,))
    later = shop.campaign(START + 2, starts_at=START + 5 * DAY)
    for campaign_id in (everywhere, here, later):
        shop.done(StartCampaign(campaign_id))
    shop.campaign(START + 3)

    def found(shop_id, at):
        return [row.campaign_id for row in shop.read(campaign_reads.open_campaigns, shop_id, at)]

    assert found(shop.shop_id, START + 1) == [here, everywhere]
    assert found(hill, START + 1) == [everywhere]
    assert found(shop.shop_id, START + DAY) == [here]
    assert found(hill, START + 5 * DAY) == [later]


def test_terms_of_today_and_of_every_version(shops):
    shop, other = shops
    campaign_id = shop.campaign()
    terms = Terms(Words(en="A cake"), budget_minor=7, conditions=Words(zh_hant="限一次"))
    shop.done(ChangeCampaign(campaign_id, terms=terms), START + 9)
    view = shop.read(campaign_reads.campaign_of, campaign_id)
    assert (view.version, view.terms, view.terms_at) == (2, terms, START + 9)
    assert (view.campaign.campaign_id, view.campaign.state) == (campaign_id, "draft")
    first = shop.read(campaign_reads.campaign_of, campaign_id, 1)
    assert (first.version, first.terms, first.terms_at) == (1, Terms(Words(en="A cup")), START)
    assert shop.read(campaign_reads.campaign_of, campaign_id, 3) is None
    assert shop.read(campaign_reads.campaign_of, "camp_none") is None
    versions = shop.read(campaign_reads.terms_versions, campaign_id)
    assert [row.version for row in versions] == [1, 2]
    assert other.read(campaign_reads.campaign_of, campaign_id) is None
    assert other.read(campaign_reads.terms_versions, campaign_id) == []


def test_the_owners_answers_are_read_back(shops):
    shop, other = shops
    shop.done(AnswerQuestion("trust", "Fresh every day"))
    shop.done(AnswerQuestion("product", " "))
    shop.done(AnswerQuestion("trust", "Fresh every hour"))
    expected = {"trust": "Fresh every hour", "product": ""}
    assert shop.read(campaign_reads.welcome_answers) == expected
    assert other.read(campaign_reads.welcome_answers) == {}


# A list that reads a whole table is right and slow; SQLite tells how it goes about a statement.
PLANS = [
    (OrderFilter(), "ix_order_placed"),
    (OrderFilter(state="received"), "ix_order_placed"),
    (OrderFilter(state="paid"), "ix_order_state"),
    (OrderFilter(state="canceled"), "ix_order_state"),
    (OrderFilter(customer_id="p_1"), "ix_order_customer"),
]


@pytest.mark.parametrize(("wanted", "index"), PLANS, ids=str)
def test_lists_of_orders_go_by_an_index(sqlite_url, wanted, index):
    with living(sqlite_url) as writer:
        shop = Shop(writer, MERCHANT)
        for number in range(3):
            customer = Contact("external", f"keyed-{number}", str(number))
            shop.done(ImportOrder(str(number), shop.shop_id, customer, 1, 100))
        engine = writer.database.engine
        asked = []

        def note(connection, cursor, statement, parameters, context, many):
            asked.append((statement, parameters))

        event.listen(engine, "before_cursor_execute", note)
        shop.read(order_reads.orders, wanted)
        event.remove(engine, "before_cursor_execute", note)
        [(statement, parameters)] = asked
        with engine.connect() as connection:
            lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    plan = "\n".join(line[-1] for line in lines)
    assert index in plan
    assert "SCAN order" not in plan
    assert not (index != "ix_order_customer" and "TEMP B-TREE" in plan), plan
