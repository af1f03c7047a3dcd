"""The console over HTTP: what an owner does there, what goes wrong, and who may not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.base.clock import HandClock
from passalong.merchants.model import ChangeMerchant
from passalong.orders.queries import order_of
from passalong.people.queries import counted, known_person
from passalong.vouchers.queries import VoucherFilter, vouchers_like
from rig.browsing import Visitor
from rig.office import enter, sold, staff, stranger, tried
from rig.served import PASSWORD, Served, served

START = 1_790_000_000_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, clock) as found:
        yield found


def test_who_is_not_signed_in_is_led_to_the_form_and_back(shop: Served):
    visitor = Visitor(shop.base_url)
    visitor.open("/people?named=no")
    assert visitor.path == "/signin"
    name = shop.shop.employ("owner")
    visitor.send(visitor.form("/signin"), login=name, password=PASSWORD)
    assert visitor.path == "/people"
    visitor.open("/")
    assert visitor.path == "/"


def test_six_answers_then_a_product_fill_the_first_campaign(shop: Served):
    owner = stranger(shop)
    assert "Six short questions" in owner.open("/").text
    owner.open("/welcome")
    answers = ("Water that tastes", "A cup of tea", "Fresh every day", "many", "3", "Fang")
    for answer in answers:
        owner.send(owner.form("/welcome"), answer=answer, go="next")
        if answer == "many":
            assert owner.last is not None
            assert owner.last.status_code == 422
            assert "Please give a whole number." in owner.text
            assert 'value="many"' in owner.text
            owner.send(owner.form("/welcome"), answer="forty", go="skip")
    assert owner.path == "/catalog/new"
    owner.send(owner.form("/catalog/new"), name_en="Green tea", price="18.00", on_sale="yes")
    assert owner.path == "/campaigns/new"
    form = owner.form("/campaigns/new")
    assert "A cup of tea" in owner.text
    owner.send(form, tried_product_id="", go="start")
    assert re.fullmatch(r"/campaigns/camp_\w+", owner.path)
    assert "Water that tastes" in owner.text
    assert "running" in owner.text
    assert "A cup of tea" in owner.text
    assert "Six short questions" not in owner.open("/").text


def test_a_campaign_that_cannot_start_says_why_and_stays_a_draft(shop: Served):
    shop.shop.run(ChangeMerchant(organiser=""))
    owner = staff(shop, "owner")
    assert "Say who the organiser is" in owner.open("/").text
    owner.open("/campaigns/new")
    form = owner.form("/campaigns/new")
    owner.send(form, product_id=shop.shop.product_id, tried_product_id=shop.shop.product_id,
               go="start")  # fmt: skip
    assert "draft" in owner.text
    assert "organiser" in owner.text


def test_what_was_typed_wrongly_is_said_beside_its_field_and_nothing_is_lost(shop: Served):
    owner = staff(shop, "owner")
    owner.open("/campaigns/new")
    owner.send(
        owner.form("/campaigns/new"), product_id=shop.shop.product_id,
        tried_product_id=shop.shop.product_id, vouchers_per_purchase="99", validity_days="abc",
    )  # fmt: skip
    assert owner.last is not None
    assert owner.last.status_code == 422
    assert "Between 1 and 9." in owner.text
    assert "Please give a whole number." in owner.text
    assert 'value="99"' in owner.text
    assert 'value="abc"' in owner.text
    owner.open("/catalog/new")
    owner.send(owner.form("/catalog/new"), name_en="Jug", price="12,x")
    assert "Please give an amount" in owner.text
    assert 'value="Jug"' in owner.text
    assert 'value="12,x"' in owner.text
    owner.open("/people/new")
    owner.send(owner.form("/people/new"), name="Anna", phone="12")
    assert "Please check this phone number." in owner.text
    assert 'value="Anna"' in owner.text
    assert 'value="12"' in owner.text
    with shop.door.reading() as read:
        assert counted(read, shop.shop.merchant_id).people == 0


def test_a_campaign_pauses_goes_on_and_its_promises_do_not_shrink(shop: Served):
    owner = staff(shop, "owner")
    address = f"/campaigns/{shop.shop.campaign_id}"
    owner.open(address)
    owner.send(owner.form(f"{address}/pause"))
    assert "Paused" in owner.text
    owner.send(owner.form(f"{address}/resume"))
    assert "It goes on." in owner.text
    owner.open(f"{address}/change")
    owner.send(owner.form(f"{address}/change"), vouchers_per_purchase="2", name="Kept text")
    assert owner.last is not None
    assert owner.last.status_code == 409
    assert "Kept text" in owner.text
    owner.open(f"{address}/change")
    owner.send(owner.form(f"{address}/change"), vouchers_per_purchase="4")
    assert owner.path == address
    assert "Version 2" in owner.text


def test_a_first_giver_gets_vouchers_with_a_reason(shop: Served):
    owner = staff(shop, "owner")
    sale = sold(shop, "王芳")
    address = f"/campaigns/{shop.shop.campaign_id}"
    owner.open(address)
    owner.send(owner.form(f"{address}/seeds"), giver="nobody at all", count="2", reason="regular")
    assert "Nobody is known by that." in owner.text
    assert "nobody at all" in owner.text
    owner.open(address)
    owner.send(owner.form(f"{address}/seeds"), giver="1", count="2", reason="regular")
    assert owner.path == f"/people/{sale['customer_id']}"
    with shop.door.reading() as read:
        hers = VoucherFilter(giver_id=sale["customer_id"])
        found = vouchers_like(read, shop.shop.merchant_id, hers, 10)
    assert [one.cause_kind for one in found].count("seed") == 2


def test_the_ring_opens_the_vouchers_behind_each_count(shop: Served):
    loop = tried(shop)
    owner = staff(shop, "owner")
    page = owner.open("/").text
    assert "1 friend was brought along and tried" in page
    for kind in ("given", "claimed", "tried"):
        assert f"/vouchers?moved={kind}&amp;days=1" in page
        listed = owner.open(f"/vouchers?moved={kind}&days=1").text
        assert loop["voucher"] in listed
    assert loop["voucher"] not in owner.open("/vouchers?moved=bought&days=1").text


def test_a_voucher_tells_its_thread_and_a_use_can_be_undone(shop: Served, clock: HandClock):
    loop = tried(shop)
    owner = staff(shop, "manager")
    address = f"/vouchers/{loop['voucher']}"
    text = owner.open(address).text
    steps = ["王芳 got it to give", "Offered by a forwarded link", "李雷 claimed it", "李雷 tried"]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    owner.send(owner.form(f"{address}/undo"), reason="not_tried")
    assert "The use was undone" in owner.text
    assert f"{address}/undo" not in owner.text


def test_the_cascade_draws_who_brought_whom(shop: Served):
    owner = staff(shop, "owner")
    assert "The first tree has yet to be planted" in owner.open("/cascade").text
    loop = tried(shop)
    page = owner.open("/cascade").text
    assert f"/people/{loop['giver']}" in page
    assert f"/people/{loop['friend']}" in page
    assert "1 person came through a friend, in 1 tree." in page
    found = owner.open("/cascade?q=李雷").text
    assert "brought by 王芳" in found
    assert "The tree of 王芳" in owner.open(f"/cascade?root={loop['giver']}").text


def test_a_persons_page_tells_her_story_and_she_is_merged_and_forgotten(shop: Served):
    loop = tried(shop)
    owner = staff(shop, "owner")
    page = owner.open(f"/people/{loop['giver']}").text
    assert "Gave 1 away, 1 friend came to try, 0 bought." in page
    owner.open("/people/new")
    owner.send(owner.form("/people/new"), name="阿芳", phone="138 0013 8000")
    other = owner.path
    owner.open(f"/people/{loop['giver']}")
    merging = owner.form(f"/people/{loop['giver']}/merge")
    owner.send(merging, other="138 0013 8000")
    assert "Please choose one." in owner.text
    owner.send(owner.form(f"/people/{loop['giver']}/merge"), other="138 0013 8000", sure="yes")
    assert "one person now" in owner.text
    assert "王芳" in owner.open(other).text
    owner.send(owner.form(f"/people/{loop['giver']}/erase"), sure="yes")
    assert owner.path == "/people"
    assert "王芳" not in owner.text
    with shop.door.reading() as read:
        known = known_person(read, shop.shop.merchant_id, loop["giver"])
    assert known is not None
    assert known.detail is None


def test_an_anonymous_giver_is_named(shop: Served):
    sale = sold(shop)
    owner = staff(shop, "clerk")
    listed = owner.open("/people?named=no").text
    assert "Giver 1" in listed
    address = f"/people/{sale['customer_id']}"
    owner.open(address)
    owner.send(owner.form(f"{address}/change"), name="陈静怡")
    assert "陈静怡" in owner.text
    assert "陈静怡" not in owner.open("/people?named=no").text


def test_tables_carry_no_formula_and_names_only_for_the_owner(shop: Served):
    sold(shop, "=cmd|'/C calc'!A0")
    told = staff(shop, "owner").open("/people.csv")
    assert told.headers["content-type"].startswith("text/csv")
    assert ",'=cmd|" in told.text
    assert "cmd" not in staff(shop, "manager").open("/people.csv").text
    assert sold(shop, "王芳")["order_id"] in staff(shop, "auditor").open("/orders.csv").text
    assert "voucher" in enter(shop, f"auditor@{shop.shop.merchant_id}").open("/vouchers.csv").text


def test_an_order_is_taken_paid_shipped_and_partly_refunded(shop: Served):
    sold(shop, "王芳")
    owner = staff(shop, "manager")
    owner.open("/orders/new")
    owner.send(owner.form("/orders/new"), buyer="王芳", product_id=shop.shop.product_id,
               quantity="2")  # fmt: skip
    address = owner.path
    assert "unpaid" in owner.text
    for act, state in (("pay", "paid"), ("ship", "shipped"), ("receive", "received")):
        owner.send(owner.form(f"{address}/{act}"))
        assert state in owner.text
    owner.send(owner.form(f"{address}/refund"), amount="50.01", reason="faulty")
    assert "Refund exceeds the refundable amount." in owner.text
    assert 'value="50.01"' in owner.text
    owner.send(owner.form(f"{address}/refund"), amount="20", reason="faulty")
    assert "partly refunded" in owner.text
    with shop.door.reading() as read:
        order = order_of(read, shop.shop.merchant_id, address.rsplit("/", 1)[1])
    assert order is not None
    assert order.refunded_minor == 2000


def test_a_product_is_changed_and_a_broken_picture_refused(shop: Served):
    owner = staff(shop, "owner")
    address = f"/catalog/{shop.shop.product_id}"
    owner.open(address)
    form = owner.form(address)
    data = {**dict(form.fields), "name_en": "Cold water", "price": "26.50", "stock": "7"}
    broken = {"picture": ("a.png", b"no picture", "image/png")}
    answer = owner.http.post(address, data=data, files=broken)
    assert answer.status_code == 422
    assert 'value="26.50"' in answer.text
    owner.send(owner.form(address), name_en="Cold water", price="26.50", stock="7")
    assert "Cold water" in owner.text
    assert "7 in stock" in owner.text
    assert "26.50" in owner.text


def test_a_key_is_shown_once_and_somebody_new_can_sign_in(shop: Served):
    owner = staff(shop, "owner")
    owner.open("/settings")
    keys = next(one for one in owner.forms() if one.action == "/settings/keys")
    owner.send(keys, key_name="Online shop", scopes=("read", "orders"))
    key = re.search(r"pk_[A-Za-z0-9_\-]+", owner.text)
    assert key is not None
    assert shop.caller(key[0]).get("/v1/orders").status_code == 200
    assert "pk_" not in owner.open("/settings").text
    form = owner.form("/settings/staff", role="clerk")
    owner.send(form, staff_name="Lin", login="lin", staff_password="short")
    assert owner.last is not None
    assert owner.last.status_code == 422
    assert 'value="lin"' in owner.text
    assert "short" not in owner.text
    owner.open("/settings")
    owner.send(owner.form("/settings/staff", role="clerk"), staff_name="Lin", login="lin",
               staff_password=PASSWORD)  # fmt: skip
    assert enter(shop, "lin").open("/settings").status_code == 200


def test_a_new_password_needs_the_old_one(shop: Served):
    clerk = staff(shop, "clerk")
    clerk.open("/settings")
    clerk.send(clerk.form("/settings/password"), old_password="wrong", new_password="n" * 12)
    assert "This is not your present password." in clerk.text
    clerk.send(clerk.form("/settings/password"), old_password=PASSWORD, new_password="n" * 12)
    assert clerk.path == "/signin"
