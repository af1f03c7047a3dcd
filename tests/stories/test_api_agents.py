"""Agents over HTTP: an agreement, an application, a sale by voucher, a refund; who may see what.

The rules are in `tests/rules/test_agents.py` and `tests/rules/test_commissions.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from passalong.agents.model import NoteLead
from passalong.base.clock import DAY, HandClock
from passalong.outside.timers import sweep
from rig.office import sold, tried
from rig.served import PRICE, Caller, Served, served

START = 1_800_000_000_000


class Place(msgspec.Struct):
    """A served shop, a program of it, and its one agreement of ten per cent."""

    shop: Served
    program: Caller
    agreement_id: str


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Place]:
    with served(database_url, tmp_path, HandClock(START)) as found:
        program = found.caller()
        body = {"name": {"en": "Friends"}, "rates": [{"basis": "percent", "value": 1000}]}
        written = program.send("/v1/agreements", body)
        assert written.status_code == 201, written.text
        yield Place(found, program, written.json()["agreement_id"])


def engaged(place: Place, person_id: str) -> str:
    """This person is an agent, noted by staff."""
    body = {"agreement_id": place.agreement_id, "version": 1, "person_id": person_id}
    told = place.program.send("/v1/agents", body)
    assert (told.status_code, told.json()["state"]) == (201, "active")
    return str(told.json()["agent_id"])


def sale(place: Place, order_id: str) -> Any:
    return place.program.get(f"/v1/orders/{order_id}/sale").json()


def test_a_voucher_that_said_its_giver_gets_nothing_earns_her_nothing(place: Place) -> None:
    ids = tried(place.shop)
    engaged(place, ids["giver"])
    order_id = sold(place.shop, customer_id=ids["friend"])["order_id"]
    assert sale(place, order_id) == {
        "order_id": order_id,
        "agent_id": "",
        "reason": "",
        "voucher_id": "",
        "way": "",
        "commissions": [],
    }


def test_who_came_by_her_link_is_her_sale_until_the_money_goes_back(place: Place) -> None:
    ids = tried(place.shop)
    agent_id = engaged(place, ids["giver"])
    place.shop.shop.run(NoteLead(ids["friend"], agent_id))
    order_id = sold(place.shop, customer_id=ids["friend"])["order_id"]
    told = sale(place, order_id)
    assert (told["agent_id"], told["reason"], told["way"]) == (agent_id, "link", "")
    [commission] = told["commissions"]
    assert (commission["state"], commission["amount_minor"]) == ("held", PRICE // 10)
    sweep(place.shop.door, START + 7 * DAY)
    assert sale(place, order_id)["commissions"][0]["state"] == "payable"
    back = {"reason_code": "faulty", "amount_minor": PRICE // 2}
    assert place.program.send(f"/v1/orders/{order_id}/refunds", back).status_code < 300
    whole = place.program.get(f"/v1/agents/{agent_id}").json()
    assert whole["earned"] == [
        {
            "currency": "CNY",
            "state": "payable",
            "commissions": 1,
            "amount_minor": PRICE // 10,
            "clawed_minor": PRICE // 20,
        }
    ]
    ways = place.program.get("/v1/commissions/by-way").json()["ways"]
    assert ways == [
        {
            "way": "",
            "reason": "link",
            "orders": 1,
            "base_minor": PRICE,
            "amount_minor": PRICE // 20,
        }
    ]
    account = place.program.get("/v1/books/accounts", owner_id=ids["giver"]).json()["items"]
    held = {one["kind"]: one["balance_minor"] for one in account}
    assert held == {"promised": 0, "payable": -PRICE // 20}


def test_a_customer_applies_on_her_phone_and_sees_her_own_alone(place: Place) -> None:
    person_id = sold(place.shop, "王芳")["customer_id"]
    hers = place.shop.caller(
        f"my_{place.shop.shop.merchant_id}_{place.shop.shop.link_of(person_id)}"
    )
    assert hers.get("/v1/me/agent").status_code == 404
    body = {"agreement_id": place.agreement_id, "version": 1}
    told = hers.send("/v1/agents", body)
    assert told.json()["state"] == "applied", told.text
    agent_id = told.json()["agent_id"]
    assert hers.get("/v1/me/agent").json()["agent"]["agent_id"] == agent_id
    assert hers.get("/v1/agents").status_code == 403
    again = hers.send("/v1/agents", body)
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "agent_already")
    decided = place.program.send(f"/v1/agents/{agent_id}/decision", {"state": "active"})
    assert decided.json()["state"] == "active"
    listed = place.program.get("/v1/agents", in_state="active").json()["items"]
    assert [one["agent_id"] for one in listed] == [agent_id]


def test_an_unlawful_agreement_can_not_be_written(place: Place) -> None:
    body = {
        "name": {"en": "Two levels"},
        "rates": [{"basis": "percent", "value": 500}],
        "second_bp": 200,
    }
    told = place.program.send("/v1/agreements", body)
    assert told.status_code == 422
    assert told.json()["type"].endswith("payout_depth_forbidden")
    assert told.json()["check"] == "LC01"
    assert len(place.program.get("/v1/agreements").json()["items"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"rates": []},
        {"rates": [{"basis": "percent", "value": 10_001}]},
        {"rates": [{"basis": "heads", "value": 1}]},
        {"entry_price_minor": 100},
        {"pays_for": "register"},
    ],
)
def test_what_the_law_forbids_has_no_field(place: Place, wrong: dict[str, Any]) -> None:
    body = {"name": {"en": "X"}, "rates": [{"basis": "percent", "value": 1}], **wrong}
    assert place.program.send("/v1/agreements", body).status_code in (400, 422)


def test_who_keeps_no_books_sees_no_agents(place: Place) -> None:
    program = place.shop.caller(place.shop.shop.key("orders", "till", label="till"))
    for path in ("/v1/agents", "/v1/commissions/by-way", "/v1/agents/agt_1"):
        assert program.get(path).status_code == 403


def test_agreements_and_commissions_come_in_pages(place: Place) -> None:
    for number in range(3):
        body = {"name": {"en": f"A{number}"}, "rates": [{"basis": "percent", "value": 1}]}
        place.program.send("/v1/agreements", body)
    seen, cursor = [], ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = place.program.get("/v1/agreements", limit=2, **more).json()
        seen += [one["agreement_id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 4
