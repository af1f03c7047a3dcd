"""The loop over the API: buy, give, claim, try, buy again; and the same with slips and names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.served import Served, served


@pytest.fixture
def open_shop(database_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(database_url, tmp_path) as found:
        yield found


def sale_of(found: Served, **more: object) -> dict[str, object]:
    lines = [{"product_id": found.shop.product_id, "quantity": 1}]
    return {"shop_id": found.shop.shop_id, "lines": lines, **more}


def test_a_private_link_goes_from_buyer_to_friend_who_buys_and_has_three_to_give(open_shop: Served):
    program = open_shop.caller()
    sold = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明", way=None))
    assert sold.status_code == 201
    giver_id, voucher_ids = sold.json()["customer_id"], sold.json()["voucher_ids"]
    assert len(voucher_ids) == 3
    assert sold.json()["slips"] == []

    giver = open_shop.caller(f"my_{open_shop.shop.merchant_id}_{open_shop.shop.link_of(giver_id)}")
    offered = giver.send("/v1/vouchers/offer", {"voucher_ids": voucher_ids[:1]})
    assert offered.status_code == 200
    link = offered.json()["offers"][0]["link"]
    merchant_id, token = link.split("/")[-2:]
    assert merchant_id == open_shop.shop.merchant_id

    friend = open_shop.caller(f"v_{merchant_id}_{token}")
    contacts = [{"kind": "phone", "value": "139 0013 9000"}]
    claimed = friend.send("/v1/vouchers/claim", {"name": "李雷", "contacts": contacts})
    assert claimed.status_code == 200
    friend_id, code = claimed.json()["friend_id"], claimed.json()["code"]
    assert claimed.json()["expires_at"].endswith("Z")

    showing = {"shop_id": open_shop.shop.shop_id, "code": code.lower().replace("-", " ")}
    preview = program.send("/v1/vouchers/preview", showing)
    assert preview.status_code == 200
    assert preview.json()["giver_name"] == "王小明"
    assert preview.json()["friend_name"] == "李雷"
    assert preview.json()["refusal"] == ""
    tried = program.send("/v1/vouchers/redeem", showing)
    assert tried.json()["state"] == "redeemed"
    assert tried.json()["giver_id"] == giver_id

    bought = program.send("/v1/counter/sales", sale_of(open_shop, customer_id=friend_id))
    assert len(bought.json()["slips"]) == 3
    whole = program.get(f"/v1/vouchers/{voucher_ids[0]}").json()
    assert whole["voucher"]["state"] == "converted"
    assert whole["voucher"]["order_id"] == bought.json()["order_id"]
    line = program.get(f"/v1/people/{friend_id}/line").json()
    assert line["givers"] == [giver_id]
    tree = program.get(f"/v1/people/{giver_id}/tree").json()
    assert [twig["person_id"] for twig in tree["people"]] == [friend_id]
    mine = giver.get("/v1/me/vouchers").json()
    assert sorted(one["state"] for one in mine["to_give"]) == ["converted", "held", "held"]


def test_a_paper_slip_is_shown_with_the_spoken_name_of_the_giver(open_shop: Served):
    program = open_shop.caller()
    sold = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明")).json()
    token = sold["slips"][0]["link"].split("/")[-1]
    found = program.send("/v1/givers/search", {"spoken": "小明"}).json()
    assert found["givers"][0]["person_id"] == sold["customer_id"]
    showing = {"shop_id": open_shop.shop.shop_id, "token": token}
    nameless = program.send("/v1/vouchers/redeem", showing)
    assert nameless.json()["type"] == "/problems/giver_not_named"
    wish = {**showing, "giver_id": sold["customer_id"], "name": "韩梅梅"}
    tried = program.send("/v1/vouchers/redeem", wish)
    assert tried.json()["state"] == "redeemed"
    again = program.send("/v1/vouchers/redeem", wish)
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/voucher_already_redeemed"


def test_a_spoken_name_alone_uses_the_oldest_voucher_of_the_giver(open_shop: Served):
    program = open_shop.caller()
    sold = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明", way=None)).json()
    found = program.send("/v1/givers/search", {"spoken": "小明"}).json()["givers"][0]
    wish = {"shop_id": open_shop.shop.shop_id, "giver_id": sold["customer_id"], "name": "李雷"}
    wish |= {"look_up": found["look_up"]}
    tried = program.send("/v1/vouchers/redeem", wish)
    assert tried.json()["voucher_id"] in sold["voucher_ids"]
    assert tried.json()["state"] == "redeemed"
    undone = program.send(
        f"/v1/vouchers/{tried.json()['voucher_id']}/undo", {"reason_code": "not_tried"}
    )
    assert undone.json()["state"] == "claimed"


def test_a_giver_whom_nobody_looked_up_is_entered_by_hand_with_a_reason_and_seldom(
    open_shop: Served,
):
    program, other = open_shop.caller(), open_shop.caller(open_shop.shop.key("till"))
    sold = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明", way=None)).json()
    program.send("/v1/counter/sales", sale_of(open_shop, customer_id=sold["customer_id"], way=None))
    proof = other.send("/v1/givers/search", {"spoken": "小明"}).json()["givers"][0]["look_up"]
    wish = {"shop_id": open_shop.shop.shop_id, "giver_id": sold["customer_id"]}
    for unproved in (wish, {**wish, "look_up": proof}, {**wish, "look_up": "é"}):
        refused = program.send("/v1/vouchers/redeem", unproved)
        assert refused.status_code == 403
        assert refused.json()["type"] == "/problems/look_up_needed"
    assert other.send("/v1/vouchers/redeem", {**wish, "look_up": proof}).status_code == 200
    by_hand = {**wish, "reason_code": "camera_broken"}
    assert program.send("/v1/vouchers/redeem", by_hand).status_code == 200
    assert program.send("/v1/vouchers/redeem", by_hand).status_code == 200
    third = program.send("/v1/vouchers/redeem", by_hand)
    assert third.status_code == 403
    assert third.json()["type"] == "/problems/manual_entries_used_up"
    listed = program.get(
        "/v1/redemptions", since="2000-01-01T00:00:00Z", until="2100-01-01T00:00:00Z"
    )
    assert sorted(one["redeemed_by"] for one in listed.json()["items"]) == [
        "manual", "manual", "name",
    ]  # fmt: skip


def test_a_link_that_was_taken_back_says_so(open_shop: Served):
    program = open_shop.caller()
    sold = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明", way=None)).json()
    offered = program.send("/v1/vouchers/offer", {"voucher_ids": sold["voucher_ids"][:1]}).json()
    link = offered["offers"][0]["link"]
    voucher_id = sold["voucher_ids"][0]
    assert program.send(f"/v1/vouchers/{voucher_id}/recall").json()["state"] == "held"
    friend = open_shop.caller("v_" + "_".join(link.split("/")[-2:]))
    refused = friend.send("/v1/vouchers/claim", {"name": "李雷"})
    assert refused.status_code == 410
    assert refused.json()["type"] == "/problems/voucher_recalled"


def test_a_customer_known_twice_sees_the_vouchers_of_both_records(open_shop: Served):
    program = open_shop.caller()
    first = program.send("/v1/counter/sales", sale_of(open_shop, name="王小明", way=None)).json()
    second = program.send("/v1/counter/sales", sale_of(open_shop, name="小明", way=None)).json()
    stays, goes = first["customer_id"], second["customer_id"]
    old_link = f"my_{open_shop.shop.merchant_id}_{open_shop.shop.link_of(goes)}"
    merged = program.send(f"/v1/people/{stays}/merge", {"from_id": goes})
    assert merged.json() == {"person_id": stays}
    mine = open_shop.caller(old_link).get("/v1/me/vouchers").json()
    found = {one["voucher_id"] for one in mine["to_give"]}
    assert found == {*first["voucher_ids"], *second["voucher_ids"]}
