"""The till's pages over HTTP: sold and handed over, shown and redeemed, named, undone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from passalong.base.messages import Words
from passalong.campaigns.model import EndCampaign, StartCampaign
from passalong.campaigns.queries import campaign_of
from passalong.campaigns.templates import draft_from
from passalong.merchants.model import AddShop
from passalong.vouchers.queries import VoucherFilter, vouchers_like
from rig.browsing import Visitor, signed_in
from rig.served import Served, served


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


@pytest.fixture
def clerk(shop: Served) -> Visitor:
    return signed_in(shop, shop.shop.employ("clerk"))


def states(shop: Served) -> list[str]:
    with shop.door.reading() as read:
        found = vouchers_like(read, shop.shop.merchant_id, VoucherFilter(), 100)
    return sorted(one.state for one in found)


def sell(clerk: Visitor, **typed: str) -> str:
    """Sold to somebody; the path of the page that says what to hand over."""
    clerk.open("/till")
    if typed:
        clerk.send(clerk.form("/till/sold", customer="new"), **typed)
    else:
        clerk.send(clerk.form("/till/sold", customer="anonymous"))
    assert clerk.path.startswith("/till/handed/"), clerk.text
    return clerk.path


def slips(clerk: Visitor, handed: str) -> list[str]:
    """The typed codes of the slips."""
    clerk.open(f"{handed}/print")
    return re.findall(r'class="code-type">([0-9A-Z-]{15})<', clerk.text)


def preview(clerk: Visitor, code: str) -> None:
    clerk.open("/till/scan")
    clerk.send(clerk.form("/till/preview"), code=code)


def test_a_stranger_is_led_to_the_sign_in(shop: Served):
    stranger = Visitor(shop.base_url)
    for path in ("/till", "/till/scan", "/till/name", "/till/today", "/till/handed/ord_1"):
        stranger.open(path)
        assert stranger.path == "/signin", path


def test_sold_without_a_name_hands_over_three_slips_with_a_giver_number(
    shop: Served, clerk: Visitor
):
    handed = sell(clerk)
    assert "Hand over 3 vouchers" in clerk.text
    assert "giver number 1." in clerk.text
    codes = slips(clerk, handed)
    assert len(set(codes)) == 3
    assert "Giver number 1" in clerk.text
    assert states(shop) == ["offered"] * 3


def test_a_double_tap_sells_once_and_refreshing_sells_nothing(shop: Served, clerk: Visitor):
    clerk.open("/till")
    form = clerk.form("/till/sold", customer="anonymous")
    clerk.send(form)
    first = clerk.path
    clerk.send(form)
    assert clerk.path == first
    clerk.open(first)
    clerk.open(first)
    assert len(states(shop)) == 3


def test_two_bottles_are_one_tap_more_and_one_set_of_vouchers(shop: Served, clerk: Visitor):
    for number in ("2", "7", "0", "x", "1000"):
        clerk.open(f"/till?product={shop.shop.product_id}&quantity={number}")
        meant = number if number in ("2", "7") else "1"
        assert clerk.form("/till/sold", customer="anonymous").value("quantity") == meant
    clerk.open(f"/till?product={shop.shop.product_id}&quantity=2")
    assert "¥50.00" in clerk.text
    clerk.send(clerk.form("/till/sold", customer="new"), first_name="")
    assert clerk.form("/till/sold", customer="anonymous").value("quantity") == "2"
    clerk.send(clerk.form("/till/sold", customer="anonymous"))
    assert "¥50.00" in clerk.text
    assert " × 2" in clerk.text
    code = slips(clerk, clerk.path)[0]
    assert len(states(shop)) == 3
    preview(clerk, code)
    assert "Giver 1" in clerk.text
    assert ">#1<" not in clerk.text, "nobody calls a person #1"
    clerk.send(clerk.form("/till/redeem"))
    clerk.open(f"{clerk.path}?quantity=3")
    clerk.send(clerk.form("/till/sold"))
    assert "¥75.00" in clerk.text


def test_a_new_customer_needs_a_name_or_a_phone_and_what_was_typed_stays(
    shop: Served, clerk: Visitor
):
    clerk.open("/till")
    clerk.send(clerk.form("/till/sold", customer="new"), first_name=" ")
    assert clerk.last is not None
    assert clerk.last.status_code == 422
    assert "Please fill this in." in clerk.text
    clerk.send(clerk.form("/till/sold", customer="new"), first_name="Fang", phone="12")
    assert clerk.last.status_code == 422
    assert 'value="Fang"' in clerk.text
    assert "This is no phone number." in clerk.text
    assert states(shop) == []


def test_a_form_without_its_token_does_nothing(shop: Served, clerk: Visitor):
    clerk.open("/till")
    answer = clerk.send(clerk.form("/till/sold", customer="anonymous"), csrf_token=None)
    assert answer.status_code == 403
    assert states(shop) == []


def test_a_slip_is_shown_the_giver_named_and_the_friend_buys_her_own_three(
    shop: Served, clerk: Visitor
):
    code = slips(clerk, sell(clerk, first_name="王芳"))[0]
    preview(clerk, code.lower().replace("-", " "))
    assert "王芳" in clerk.text
    assert states(shop) == ["offered"] * 3, "looking changes nothing"
    form = clerk.form("/till/redeem")
    clerk.send(form, friend_name="Chen")
    done = clerk.path
    assert done.startswith("/till/done/")
    clerk.send(form, friend_name="Chen")
    assert clerk.path == done, "a double tap is one trial"
    assert states(shop) == ["offered", "offered", "redeemed"]
    clerk.open(done)
    clerk.send(clerk.form("/till/sold"))
    assert "Hand over 3 vouchers" in clerk.text
    assert "Chen" in clerk.text
    assert states(shop) == ["converted", *["offered"] * 5]
    preview(clerk, code)
    assert "already used" in clerk.text
    assert "by Clerk" in clerk.text
    with pytest.raises(AssertionError):
        clerk.form("/till/redeem")


def test_codes_that_are_none_say_what_is_wrong_with_them(shop: Served, clerk: Visitor):
    code = slips(clerk, sell(clerk))[0]
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    for typed, sentence in (
        ("", "Please fill this in."),
        ("7K3M", "some are missing"),
        ("7K3M-Q9XT-2VB8H-77", "this is longer"),
        ("7K3M-Q9XT-2VB8?", "only letters and digits"),
        (wrong, "One character of the code is wrong"),
    ):
        preview(clerk, typed)
        assert sentence in clerk.text, typed
        assert clerk.last is not None
        assert clerk.last.status_code == 422
    foreign = "https://other.example/r/mzzzzzzzz/" + code.replace("-", "")
    preview(clerk, foreign)
    assert "not issued by us" in clerk.text


def test_guessing_codes_is_stopped(shop: Served, clerk: Visitor):
    for _ in range(6):
        preview(clerk, "0000-0000-00000")
    assert clerk.last is not None
    assert clerk.last.status_code == 429


def test_a_giver_is_found_by_her_name_and_her_oldest_voucher_is_used_once(
    shop: Served, clerk: Visitor
):
    program = shop.caller()
    lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
    sale = {"shop_id": shop.shop.shop_id, "lines": lines, "name": "王小明", "way": None}
    program.send("/v1/counter/sales", sale)
    clerk.open("/till/name?q=小明")
    assert "3 vouchers to give" in clerk.text
    found = clerk.form("/till/preview")
    clerk.send(found, look_up="")
    assert "look the giver&#39;s name up first" in clerk.text
    assert states(shop) == ["held"] * 3
    clerk.send(found)
    form = clerk.form("/till/redeem", how="name")
    clerk.send(form)
    done = clerk.path
    assert done.startswith("/till/done/")
    clerk.send(form)
    assert clerk.path == done
    assert states(shop) == ["held", "held", "redeemed"]
    clerk.open("/till/name?q=zzzz")
    assert "Nobody found" in clerk.text


def test_a_manager_undoes_with_a_reason_and_a_clerk_cannot(shop: Served, clerk: Visitor):
    code = slips(clerk, sell(clerk, first_name="Fang"))[0]
    preview(clerk, code)
    clerk.send(clerk.form("/till/redeem"))
    clerk.open("/till/today")
    assert "/till/undo/" not in clerk.text
    manager = signed_in(shop, shop.shop.employ("manager"))
    manager.open("/till/today")
    manager.send(manager.form("/till/undo/"), reason_code="nonsense")
    assert states(shop) == ["offered", "offered", "redeemed"]
    manager.send(manager.form("/till/undo/"), reason_code="wrong_person")
    assert "Undone." in manager.text
    assert states(shop) == ["claimed", "offered", "offered"]


def test_an_anonymous_giver_gets_her_name_later(shop: Served, clerk: Visitor):
    sell(clerk)
    clerk.open("/till/today")
    address = re.search(r'href="(/till/giver/[^"]+)"', clerk.text)
    assert address is not None
    clerk.open(address[1])
    clerk.send(clerk.form(), first_name="")
    assert clerk.last is not None
    assert clerk.last.status_code == 422
    clerk.send(clerk.form(), first_name="王芳")
    assert clerk.path == "/till/today"
    assert "/till/giver/" not in clerk.text
    assert "王芳" in clerk.text


def test_a_known_customer_is_found_while_selling(shop: Served, clerk: Visitor):
    sell(clerk, first_name="王芳", phone="13900139000")
    clerk.open("/till?q=9000")
    assert "王芳" in clerk.text
    clerk.send(clerk.form("/till/sold", customer="known"))
    assert clerk.path.startswith("/till/handed/")
    assert "王芳" in clerk.text
    assert len(states(shop)) == 6


def test_a_code_opened_on_a_phone_tells_staff_everything_and_others_nothing(
    shop: Served, clerk: Visitor
):
    code = slips(clerk, sell(clerk, first_name="王芳"))[0].replace("-", "")
    address = f"/r/{shop.shop.merchant_id}/{code}"
    stranger = Visitor(shop.base_url)
    stranger.open(address)
    assert "Show this at the counter" in stranger.text
    assert "王芳" not in stranger.text
    assert "Water" not in stranger.text
    clerk.open(address)
    assert "王芳" in clerk.text
    assert clerk.form("/till/redeem").value("how") == "scan"
    assert states(shop) == ["offered"] * 3


def test_of_several_shops_the_till_remembers_the_one_where_it_stands(shop: Served):
    second = shop.shop.run(AddShop(Words(en="Second shop")))["shop_id"]
    manager = signed_in(shop, shop.shop.employ("manager"))
    manager.open("/till/shop")
    manager.send(manager.form("/till/shop"), shop_id="shop_nowhere")
    assert manager.last is not None
    assert manager.last.status_code == 422
    manager.send(manager.form("/till/shop"), shop_id=second)
    assert manager.path == "/till"
    assert "Second shop" in manager.text
    manager.send(manager.form("/till/sold", customer="anonymous"))
    handed = manager.path
    assert "No campaign gives vouchers" in manager.text, "the campaign is for the first shop only"
    clerk = signed_in(shop, shop.shop.employ("clerk", (shop.shop.shop_id,)))
    assert "/till/shop" not in clerk.text
    assert clerk.open(handed).status_code == 404, "what another shop sold is not hers to see"


def test_where_trying_is_enough_the_friend_has_her_own_three_at_once(shop: Served, clerk: Visitor):
    with shop.door.reading() as read:
        view = campaign_of(read, shop.shop.merchant_id, shop.shop.campaign_id)
    assert view is not None
    shop.shop.run(EndCampaign(shop.shop.campaign_id))
    terms = replace(view.terms, gives_again_after="tried")
    draft = replace(draft_from("three-trial-vouchers"), terms=terms)
    shop.shop.run(StartCampaign(shop.shop.run(draft)["campaign_id"]))
    code = slips(clerk, sell(clerk, first_name="Fang"))[0]
    preview(clerk, code)
    clerk.send(clerk.form("/till/redeem"))
    assert "3 vouchers for the friend to pass on" in clerk.text
    assert states(shop) == ["held", "held", "held", "offered", "offered", "redeemed"]


def test_a_slip_of_a_refunded_purchase_says_why_it_is_void(shop: Served, clerk: Visitor):
    handed = sell(clerk, first_name="Fang")
    code = slips(clerk, handed)[0]
    program = shop.caller()
    order_id = handed.rsplit("/", 1)[1]
    path = f"/v1/orders/{order_id}/refunds"
    assert program.send(path, {"reason_code": "faulty"}).status_code < 300
    for language, reason in (("en", "refunded"), ("zh-Hans", "已退款"), ("zh-Hant", "已退款")):
        clerk.open(f"/till?lang={language}")
        preview(clerk, code)
        assert reason in clerk.text, language
        assert "/till/redeem" not in clerk.text


def test_two_tills_with_the_same_slip_hand_out_one_trial(shop: Served, clerk: Visitor):
    code = slips(clerk, sell(clerk, first_name="Fang"))[0]
    other = signed_in(shop, shop.shop.employ("manager"))
    preview(clerk, code)
    preview(other, code)
    clerk.send(clerk.form("/till/redeem"))
    other.send(other.form("/till/redeem"))
    assert other.last is not None
    assert other.last.status_code == 409
    assert "already used" in other.text
    assert "by Clerk" in other.text
    assert states(shop) == ["offered", "offered", "redeemed"]
