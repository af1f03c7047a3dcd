"""How the API answers: problems, repeated writes, dry runs, pages of lists, headers."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.served import Served, served


@pytest.fixture
def open_shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


def last_seq(found: Served) -> int:
    """How far the journal has come: nothing happens without a line in it."""
    items = found.caller().get("/v1/events", limit=200).json()["items"]
    return int(items[-1]["seq"])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No such voucher. Please check the code."),
        ("zh-CN", "没找到这张券，请核对号码。"),
        ("zh-TW", "找不到這張券，請確認號碼。"),
    ],
)
def test_a_refusal_is_a_problem_in_the_readers_language(
    open_shop: Served, language: str, sentence: str
):
    answer = open_shop.caller(language=language).get("/v1/vouchers/v_00000000000000000000")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/voucher_not_found",
        "title": "No such voucher. Please check the code.",
        "status": 404,
        "detail": sentence,
        "instance": "/v1/vouchers/v_00000000000000000000",
    }


def test_a_refusals_figures_are_extension_members(open_shop: Served):
    program = open_shop.caller()
    order = {"lines": [{"product_id": "prod_nothing"}], "shop_id": open_shop.shop.shop_id}
    answer = program.send("/v1/counter/sales", order)
    assert answer.json()["type"] == "/problems/product_not_found"
    assert answer.json()["product_id"] == "prod_nothing"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": {"en": "x"}, "price_minor": -1}, "price_minor"),
        ({"name": {"en": "x"}, "price_minor": 10**30}, "price_minor"),
        ({"name": {"en": "x"}}, "price_minor"),
        ({"name": {"en": "x"}, "price_minor": 1, "currency": "USD"}, "currency"),
        ({"name": {"en": "x", "merchant_id": "m1"}, "price_minor": 1}, "merchant_id"),
        ({"name": {"en": "x"}, "price_minor": 1, "product_id": "prod_1"}, "product_id"),
        ({"name": {"en": "x"}, "price_minor": 1.5}, "price_minor"),
    ],
)
def test_values_that_cannot_be_are_named_and_nothing_happens(
    open_shop: Served, body: dict, field: str
):
    before = last_seq(open_shop)
    answer = open_shop.caller().send("/v1/products", body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/values_wrong"
    assert field in json.dumps(answer.json()["errors"])
    assert last_seq(open_shop) == before


def test_a_body_that_is_no_json_is_not_understood(open_shop: Served):
    http = open_shop.caller().http
    for body in (b"{", b"", b"\xff\xfe", b"null", b"[]", b'{"name":{"en":"\\u0000"}}'):
        answer = http.post("/v1/products", content=body, headers={"Idempotency-Key": "k"})
        assert answer.status_code in (400, 422), body


def test_what_is_not_there_and_what_is_not_taken(open_shop: Served):
    program = open_shop.caller()
    assert program.get("/v1/nothing").status_code == 404
    assert program.get("/v1/nothing").json()["type"] == "/problems/not_found"
    taken = program.send("/v1/shops", method="DELETE")
    assert taken.status_code == 405
    assert taken.json()["type"] == "/problems/method_not_allowed"


def test_a_write_without_a_key_is_refused(open_shop: Served):
    http = open_shop.caller().http
    body = {"name": {"en": "Tea"}, "price_minor": 100}
    missing = http.post("/v1/products", json=body)
    assert missing.status_code == 400
    assert missing.json()["type"] == "/problems/idempotency_key_missing"
    for key in ("x" * 256, "two words", "caf\xe9"):
        wrong = http.post(
            "/v1/products", json=body, headers={b"Idempotency-Key": key.encode("latin-1")}
        )
        assert wrong.status_code == 400
        assert wrong.json()["type"] == "/problems/idempotency_key_wrong"
    longest = http.post("/v1/products", json=body, headers={"Idempotency-Key": "x" * 255})
    assert longest.status_code == 201


@pytest.mark.parametrize("kind", ["sale", "product", "offer", "claim", "refusal"])
def test_the_same_write_ten_times_is_done_once_and_answered_in_equal_bytes(
    open_shop: Served, kind: str
):
    program = open_shop.caller()
    sale = {"shop_id": open_shop.shop.shop_id, "lines": [{"product_id": open_shop.shop.product_id}]}
    path, body = "/v1/counter/sales", sale
    if kind == "product":
        path, body = "/v1/products", {"name": {"en": "Tea"}, "price_minor": 100}
    if kind == "refusal":
        body = {**sale, "lines": [{"product_id": "prod_nothing"}]}
    if kind in ("offer", "claim"):
        sold = program.send("/v1/counter/sales", {**sale, "way": None}).json()
        path, body = "/v1/vouchers/offer", {"voucher_ids": sold["voucher_ids"][:1]}
    if kind == "claim":
        link = program.send(path, body).json()["offers"][0]["link"]
        path, body = "/v1/vouchers/claim", {"token": link.split("/")[-1], "name": "李雷"}
    first = program.send(path, body, key="one-wish")
    assert "idempotency-hit" not in first.headers
    after = last_seq(open_shop)
    for _ in range(9):
        again = program.send(path, body, key="one-wish")
        assert again.status_code == first.status_code
        assert again.content == first.content
        assert (again.headers.get("idempotency-hit") == "true") is (kind != "refusal")
    assert last_seq(open_shop) == after
    other = program.send("/v1/shops", {"name": {"en": "Other"}}, key="one-wish")
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/idempotency_conflict"


def test_a_keys_secret_is_told_once(open_shop: Served):
    program = open_shop.caller()
    first = program.send("/v1/api-keys", {"scopes": ["read"]}, key="a-key").json()
    again = program.send("/v1/api-keys", {"scopes": ["read"]}, key="a-key").json()
    assert open_shop.caller(first["api_key"]).get("/v1/shops").status_code == 200
    assert again["already_shown"] is True
    assert "api_key" not in again
    assert again["key_id"] == first["key_id"]


def test_a_dry_run_answers_and_changes_nothing(open_shop: Served):
    program = open_shop.caller()
    before = last_seq(open_shop)
    sale = {"shop_id": open_shop.shop.shop_id, "lines": [{"product_id": open_shop.shop.product_id}]}
    dry = program.send("/v1/counter/sales", sale, key="rehearsal", dry_run="true")
    assert dry.status_code == 201
    assert len(dry.json()["voucher_ids"]) == 3
    assert last_seq(open_shop) == before
    real = program.send("/v1/counter/sales", sale, key="rehearsal")
    assert real.status_code == 201
    assert "idempotency-hit" not in real.headers
    assert last_seq(open_shop) > before


def test_employing_somebody_again_with_the_same_key_employs_her_once(open_shop: Served):
    program = open_shop.caller()
    who = {
        "role": "clerk",
        "display_name": "小林",
        "sign_in_name": "lin",
        "password": "four words are good",
    }
    first = program.send("/v1/staff", who, key="lin")
    again = program.send("/v1/staff", who, key="lin")
    assert first.status_code == 201
    assert again.content == first.content
    assert len(program.get("/v1/staff").json()["items"]) == 1
    other = program.send("/v1/staff", {**who, "password": "five other words"}, key="lin")
    assert other.json()["type"] == "/problems/idempotency_conflict"
    taken = program.send("/v1/staff", who, key="another")
    assert taken.json()["type"] == "/problems/sign_in_name_taken"


def test_lists_come_in_pages_that_meet(open_shop: Served):
    program = open_shop.caller()
    for number in range(7):
        program.send("/v1/people", {"name": f"顾客{number}"})
    found, cursor = [], ""
    while True:
        page = program.get("/v1/people", limit=3, **({"cursor": cursor} if cursor else {})).json()
        assert len(page["items"]) <= 3
        found += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == [f"顾客{number}" for number in reversed(range(7))]


@pytest.mark.parametrize("path", ["/v1/people", "/v1/orders", "/v1/vouchers", "/v1/events"])
def test_a_page_has_1_to_200_lines_and_a_cursor_of_its_own(open_shop: Served, path: str):
    program = open_shop.caller()
    for limit in (0, 201, 10**9, -1, "x"):
        assert program.get(path, limit=limit).status_code == 422
    assert program.get(path, limit=200).status_code == 200
    foreign = "WyJ4IiwieSIsInoiXQ"  # ["x","y","z"]
    for cursor in ("%%%", "bm9uc2Vuc2U", foreign, "WzFlMzBd"):
        assert program.get(path, cursor=cursor).json()["type"] == "/problems/cursor_wrong", cursor
    assert program.get(path, cursor="x" * 601).status_code == 422


def test_every_answer_tells_what_is_left_of_the_limit(open_shop: Served):
    answer = open_shop.caller().get("/v1/shops")
    assert answer.headers["x-ratelimit-limit"] == "200"
    assert 0 <= int(answer.headers["x-ratelimit-remaining"]) < 200
    assert int(answer.headers["x-ratelimit-reset"]) >= 0


def test_wrong_codes_are_counted_and_the_sixth_in_a_minute_is_refused(open_shop: Served):
    program = open_shop.caller()
    wish = {"shop_id": open_shop.shop.shop_id, "code": "0000-0000-00000"}
    for _ in range(5):
        assert program.send("/v1/vouchers/redeem", wish).status_code == 404
    sixth = program.send("/v1/vouchers/redeem", wish)
    assert sixth.status_code == 429
    assert sixth.json()["type"] == "/problems/too_many_tries"
    assert int(sixth.headers["retry-after"]) >= 1


def test_the_events_are_the_journal_in_order(open_shop: Served):
    program = open_shop.caller()
    items = program.get("/v1/events", limit=200).json()["items"]
    assert [one["seq"] for one in items] == list(range(1, len(items) + 1))
    assert items[0]["type"] == "merchant_created"
    started = program.get("/v1/events", type="campaign_started,shop_added").json()["items"]
    assert [one["type"] for one in started] == ["shop_added", "campaign_started"]
    rest = program.get("/v1/events", after=started[0]["seq"], limit=1).json()
    assert rest["items"][0]["seq"] == started[0]["seq"] + 1
    assert rest["next_cursor"] is not None


def test_the_safe_headers_are_on_every_answer(open_shop: Served):
    http = open_shop.caller("").http
    for path in ("/healthz", "/signin", "/docs", "/v1/shops", "/nowhere", "/static/icon.svg"):
        headers = http.get(path, headers={"Accept": "text/html"}).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["permissions-policy"].startswith("camera=(self)")
        assert "server" not in headers


def test_built_styles_may_be_kept_for_ever_and_pages_never(open_shop: Served):
    http = open_shop.caller("").http
    page = http.get("/signin", headers={"Accept": "text/html"})
    assert page.headers["cache-control"] == "no-store"
    style = re.search(r'href="(/static/dist/[^"]+\.css)"', page.text)
    assert style is not None
    assert http.get(style[1]).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert http.get("/static/icon.svg").headers["cache-control"] == "public, max-age=3600"
    assert http.get("/static/../app.py").status_code == 404
    assert http.get("/static/%2e%2e/app.py").status_code == 404


def test_a_refusal_has_a_page_that_explains_it(open_shop: Served):
    http = open_shop.caller("", "zh-TW").http
    page = http.get("/problems/voucher_expired", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "這張券已逾期。" in page.text
    assert http.get("/problems/nothing").status_code == 404


def test_ready_means_that_the_database_fits(open_shop: Served):
    http = open_shop.caller("").http
    assert http.get("/healthz").json() == {"ready": True, "schema": "fits"}
    assert http.get("/metrics").status_code == 404
