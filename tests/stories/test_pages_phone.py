"""The customer's phone over HTTP: a friend's link, my vouchers, giving, choices, being erased."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from passalong.base.clock import DAY, HOUR, HandClock
from passalong.outside.timers import sweep
from passalong.people.model import MeetPerson
from passalong.vouchers.queries import VoucherFilter, vouchers_like
from rig.browsing import Visitor, signed_in
from rig.served import MERCHANTS, Served, Shop, served

START = 1_790_000_000_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock(START)


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, clock) as found:
        yield found


class Giver(Visitor):
    """A customer who bought and has three to give from her phone."""

    def __init__(self, shop: Served, name: str = "王小明") -> None:
        super().__init__(shop.base_url)
        lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
        sale = {"shop_id": shop.shop.shop_id, "lines": lines, "name": name, "way": None}
        answer = shop.caller().send("/v1/counter/sales", sale, key=f"sale to {name}".encode().hex())
        self.sold: dict[str, Any] = answer.json()
        self.home = f"/my/{shop.shop.merchant_id}"
        self.link = f"{self.home}/{shop.shop.link_of(self.sold['customer_id'])}"
        self.open(f"{self.link}?lang=en")

    def give(self, way: str = "forwarded_link", count: int = 1) -> str:
        """Give some; the last link that the page shows, or nothing."""
        self.open(f"{self.home}/give")
        self.send(self.form(f"{self.home}/give"), way=way, count=count)
        found = re.findall(r"(/v/m[0-9a-z]{8}/[A-Za-z0-9_-]{22})", self.text)
        return found[-1] if found else ""


@pytest.fixture
def giver(shop: Served) -> Giver:
    return Giver(shop)


def states(shop: Served) -> list[str]:
    with shop.door.reading() as read:
        found = vouchers_like(read, shop.shop.merchant_id, VoucherFilter(), 100)
    return sorted(one.state for one in found)


def claim(friend: Visitor, link: str) -> None:
    friend.open(link)
    friend.send(friend.form(link))


def test_her_own_link_shows_three_to_give_and_is_remembered(shop: Served, giver: Giver):
    assert giver.text.count("Give</span>") == 3
    assert "3 for friends of yours" in giver.text
    giver.open(giver.home)
    assert giver.text.count("Give</span>") == 3
    stranger = Visitor(shop.base_url)
    stranger.open(giver.home)
    assert "Give</span>" not in stranger.text
    stranger.open(giver.link[:-4] + "AAAA")
    assert stranger.last is not None
    assert stranger.last.status_code == 404
    assert "no longer good" in stranger.text


def test_looking_at_a_friends_link_changes_nothing_and_one_tap_claims_it(
    shop: Served, giver: Giver
):
    link = giver.give()
    friend = Visitor(shop.base_url)
    for _ in range(3):
        friend.open(link)
    assert "小明 gives you" in friend.text
    assert "王小明" not in friend.text, "she is named by her first name only"
    assert "gets nothing for this" in friend.text
    assert states(shop) == ["held", "held", "offered"]
    form = friend.form(link)
    friend.send(form)
    mine = friend.path
    assert re.fullmatch(r"/my/m\w{8}/vouchers/v_\w+", mine)
    assert "It is yours." in friend.text
    friend.send(form)
    assert friend.path == mine, "a double tap is one claim"
    friend.open(link)
    assert friend.path == mine, "her own link leads to her voucher"
    assert states(shop) == ["claimed", "held", "held"]
    other = Visitor(shop.base_url)
    other.open(mine)
    assert "code-type" not in other.text
    giver.open(mine)
    assert "code-type" not in giver.text, "the giver never sees the friend's code"


def test_every_end_of_a_link_has_its_kind_page(shop: Served, giver: Giver, clock: HandClock):
    friend, late = Visitor(shop.base_url), Visitor(shop.base_url)
    claimed = giver.give()
    claim(friend, claimed)
    recalled = giver.give()
    giver.open(giver.home)
    giver.send(giver.form(f"{giver.home}/vouchers/"))
    assert "yours again" in giver.text
    returned = giver.give()
    clock.forward(25 * HOUR)
    late.open(returned)
    assert "Gone back" in late.text, "also before the timer has come round"
    sweep(shop.door)
    for link, heading in (
        (claimed, "A friend was quicker"),
        (recalled, "Taken back"),
        (returned, "Gone back"),
        (f"{giver.home}/x".replace("/my/", "/v/"), "No voucher here"),
        (claimed[:-4] + "AAAA", "No voucher here"),
        ("/v/mzzzzzzzz/" + claimed[-22:], "No voucher here"),
    ):
        late.open(link)
        assert heading in late.text, link
        assert "Keep it for me" not in late.text
    given = giver.give()
    clock.forward(31 * DAY)
    late.open(given)
    assert "Its time is over" in late.text or "Gone back" in late.text
    friend.open(claimed)
    assert "Its time is over" in friend.text
    assert "code-type" not in friend.text


def test_the_giver_cannot_claim_her_own_and_is_told_what_her_friend_sees(
    shop: Served, giver: Giver
):
    link = giver.give()
    giver.open(link)
    assert "what your friend will see" in giver.text
    assert "Keep it for me" not in giver.text
    stranger = Visitor(shop.base_url)
    stranger.open(link)
    giver.send(stranger.form(link))
    assert "You cannot give to yourself." in giver.text
    assert states(shop) == ["held", "held", "offered"]


def test_a_second_voucher_of_the_same_campaign_is_refused_in_words(shop: Served, giver: Giver):
    friend = Visitor(shop.base_url)
    claim(friend, giver.give())
    claim(friend, giver.give())
    assert "Claim limit reached." in friend.text
    assert states(shop) == ["claimed", "held", "offered"]


def test_a_claim_needs_our_own_form(shop: Served, giver: Giver):
    link = giver.give()
    friend = Visitor(shop.base_url)
    friend.open(link)
    assert friend.send(friend.form(link), csrf_token=None).status_code == 403
    friend.open(link)
    assert friend.send(friend.form(link), idempotency_key="").status_code == 400
    friend.open(link)
    foreign = {"Origin": "https://other.example"}
    form = friend.form(link)
    assert friend.http.post(form.action, data=dict(form.fields), headers=foreign).status_code == 403
    assert states(shop) == ["held", "held", "offered"]


def test_the_words_to_send_hold_link_and_disclosure_in_her_language(shop: Served, giver: Giver):
    for language, nothing in (
        ("en", "I get nothing"),
        ("zh-Hans", "没有"),
        ("zh-Hant", "沒有"),
    ):
        giver.open(f"{giver.home}?lang={language}")
        link = giver.give()
        words = re.search(r'<textarea[^>]*id="words"[^>]*>(.*?)</textarea>', giver.text, re.S)
        assert words is not None
        told = html.unescape(words[1])
        assert link in told
        assert nothing in told, told


def test_several_go_by_hand_or_on_paper_but_not_by_link(shop: Served, giver: Giver):
    giver.give("forwarded_link", 2)
    assert giver.last is not None
    assert giver.last.status_code == 422
    assert "a link is for one friend" in giver.text
    assert states(shop) == ["held"] * 3
    giver.give("paper_slip", 2)
    assert states(shop) == ["held", "offered", "offered"]
    address = re.search(r'href="(/my/[^"]+/slips/[^"]+)"', giver.text)
    assert address is not None
    giver.open(address[1])
    assert giver.text.count('class="slip"') == 2
    giver.give("nonsense")
    assert giver.last.status_code == 422
    giver.give("spoken_name")
    assert "“王小明 sent me.”" in giver.text
    assert states(shop) == ["held", "offered", "offered"], "a spoken name needs no hand-over"


def test_a_double_tap_gives_one(shop: Served, giver: Giver):
    giver.open(f"{giver.home}/give")
    form = giver.form(f"{giver.home}/give")
    giver.send(form)
    first = giver.path
    giver.send(form)
    assert giver.path == first
    assert states(shop) == ["held", "held", "offered"]


def test_she_sees_what_became_of_it_but_not_who_it_was(shop: Served, giver: Giver):
    friend = Visitor(shop.base_url)
    claim(friend, giver.give())
    friend.open(giver.home)
    friend.open(f"{giver.home}/choices")
    friend.send(friend.form(f"{giver.home}/choices"), name="Hanmei")
    clerk = signed_in(shop, shop.shop.employ("clerk"))
    friend.open(giver.home)
    code_page = re.search(r'href="(/my/[^"]+/vouchers/[^"]+)"', friend.text)
    assert code_page is not None
    friend.open(code_page[1])
    code = re.search(r'class="code-type">([0-9A-Z-]{15})<', friend.text)
    assert code is not None
    clerk.open("/till/scan")
    clerk.send(clerk.form("/till/preview"), code=code[1])
    clerk.send(clerk.form("/till/redeem"))
    giver.open(giver.home)
    assert "Your friend has tried it" in giver.text
    assert "Hanmei" not in giver.text
    clerk.send(clerk.form("/till/sold"))
    giver.open(giver.home)
    assert "Your friend has bought it" in giver.text
    friend.open(code_page[1])
    assert "Already tried" in friend.text


def test_how_friends_see_her_is_hers_to_choose(shop: Served, giver: Giver):
    link = giver.give()
    friend = Visitor(shop.base_url)
    for named_as, agreed, shown in (
        ("full_name", ("named_to_shop",), "王小明 gives you"),
        ("initial", ("named_to_shop",), "王* gives you"),
        ("full_name", None, "A gift from a customer"),
        ("nobody", ("named_to_shop",), "A gift from a customer"),
    ):
        giver.open(f"{giver.home}/choices")
        giver.send(giver.form(f"{giver.home}/choices"), named_as=named_as, agreed=agreed)
        assert giver.path == giver.home, giver.text
        friend.open(link)
        assert shown in friend.text
    giver.open(f"{giver.home}/choices")
    giver.send(giver.form(f"{giver.home}/choices"), language="fr")
    assert giver.last is not None
    assert giver.last.status_code == 422


def test_a_new_link_closes_the_old_one(shop: Served, giver: Giver):
    giver.open(f"{giver.home}/choices")
    giver.send(giver.form(f"{giver.home}/link"))
    assert "This is your new link." in giver.text
    stranger = Visitor(shop.base_url)
    stranger.open(f"{giver.link}?lang=en")
    assert "no longer good" in stranger.text
    giver.open(giver.home)
    assert giver.text.count("Give</span>") == 3


def test_she_is_forgotten_when_she_says_so_twice(shop: Served, giver: Giver):
    giver.open(f"{giver.home}/erase")
    giver.send(giver.form())
    assert "if you are sure" in giver.text
    giver.open(giver.home)
    assert "王小明 · " in giver.text
    giver.open(f"{giver.home}/erase")
    giver.send(giver.form(), sure="yes")
    assert "You are forgotten" in giver.text
    giver.open(giver.link)
    assert "no longer good" in giver.text


def test_a_customer_of_two_merchants_keeps_both_pages(shop: Served, giver: Giver):
    beside = Shop(shop.door, MERCHANTS[1])
    met = beside.run(MeetPerson("staff", name="小明在别处"))
    giver.open(f"/my/{beside.merchant_id}/{beside.link_of(met['person_id'])}")
    assert "小明在别处" in giver.text
    giver.open(giver.home)
    assert "王小明 · " in giver.text
    giver.open(f"/my/{beside.merchant_id}")
    assert "小明在别处" in giver.text


def test_pages_of_one_merchant_are_closed_to_customers_of_another(shop: Served, giver: Giver):
    for path in ("", "/give", "/choices", "/erase", "/say", "/vouchers/v_1", "/given/gift_1"):
        answer = giver.open(f"/my/m89abcdef{path}")
        assert answer.status_code == 401, path
        assert "王小明" not in answer.text
    other = Giver(shop, "李雷")
    link = giver.give()
    assert link
    hand_over = giver.path
    other.open(hand_over)
    assert other.path == other.home, "nobody opens what another one gave"


def test_when_the_friends_purchase_is_refunded_the_giver_sees_no_change_and_the_friends_are_void(
    shop: Served, giver: Giver
):
    friend, program = Visitor(shop.base_url), shop.caller()
    claim(friend, giver.give())
    code = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}", friend.text)[0]
    tried = program.send("/v1/vouchers/redeem", {"shop_id": shop.shop.shop_id, "code": code})
    lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
    sale = {"shop_id": shop.shop.shop_id, "lines": lines, "way": None}
    sale |= {"customer_id": tried.json()["friend_id"]}
    bought = program.send("/v1/counter/sales", sale).json()
    giver.open(giver.home)
    before = re.findall(r"<li.*?</li>", giver.text, re.DOTALL)
    assert "Your friend has bought it" in giver.text
    refund = {"reason_code": "not_wanted"}
    assert program.send(f"/v1/orders/{bought['order_id']}/refunds", refund).status_code == 201
    assert states(shop) == ["converted", "held", "held", "void", "void", "void"]
    giver.open(giver.home)
    assert re.findall(r"<li.*?</li>", giver.text, re.DOTALL) == before
    assert "refund" not in giver.text.lower(), "what her friend did with it is the friend's"
    friend.open(giver.home)
    assert "Give</span>" not in friend.text
    assert "refunded" in friend.text, "the friend is told why they are gone"


def test_a_buyer_who_scanned_the_till_sends_from_her_phone_what_is_also_on_paper(shop: Served):
    lines = [{"product_id": shop.shop.product_id, "quantity": 1}]
    sale = {"shop_id": shop.shop.shop_id, "lines": lines, "name": "王小明", "way": "paper_slip"}
    sold = shop.caller().send("/v1/counter/sales", sale).json()
    buyer = Visitor(shop.base_url)
    home = f"/my/{shop.shop.merchant_id}"
    buyer.open(f"{home}/{shop.shop.link_of(sold['customer_id'])}?lang=en")
    assert "No paper at hand?" in buyer.text
    sends = re.findall(r'href="([^"]+)"[^>]*><span>Send from here', buyer.text)
    assert len(sends) == 3
    buyer.open(sends[0].replace("&amp;", "&"))
    assert "Send it to one friend" in buyer.text
    assert "also on a paper slip" in buyer.text
    link = re.findall(r"/v/m[0-9a-z]{8}/[A-Za-z0-9_-]{22}", buyer.text)[0]
    friend = Visitor(shop.base_url)
    claim(friend, link)
    assert "code-type" in friend.text
    assert states(shop) == ["claimed", "offered", "offered"]
