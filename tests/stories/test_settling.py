"""A purchase settles by itself after its return window, on both databases and through all doors.

The rules are in `tests/rules/test_order_settling.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from passalong.base.clock import DAY, HandClock
from passalong.outside.timers import sweep
from rig.office import sold, staff
from rig.served import Served, served

START = 1_800_000_000_000


@pytest.fixture
def shop(tmp_path: Path, database_url: str) -> Iterator[Served]:
    """A served shop whose clock stands still."""
    with served(database_url, tmp_path, HandClock(START)) as found:
        yield found


def window(shop: Served, order_id: str) -> Any:
    """The return window as the API tells it."""
    return shop.caller().get(f"/v1/orders/{order_id}").json()["window"]


def settled(shop: Served) -> list[str]:
    """Orders that settled, out of the journal."""
    events = shop.caller().get("/v1/events", limit=200).json()["items"]
    return [one["body"]["order_id"] for one in events if one["type"] == "purchase_settled"]


def test_orders_settle_by_themselves_and_those_complained_of_do_not(shop: Served) -> None:
    quiet, wrong = (sold(shop, name)["order_id"] for name in ("王芳", "李雷"))
    told = shop.caller().send(f"/v1/orders/{wrong}/after-sale", {"reason_code": "faulty"})
    assert told.json()["state"] == "after_sale"
    sweep(shop.door, START + 7 * DAY - 1)
    assert settled(shop) == []
    sweep(shop.door, START + 7 * DAY)
    sweep(shop.door, START + 8 * DAY)
    assert settled(shop) == [quiet]
    assert window(shop, quiet)["state"] == "settled"
    assert window(shop, wrong)["state"] == "after_sale"


def test_many_orders_settle_in_one_sweep_also_beside_one_that_fails(shop: Served) -> None:
    orders = [sold(shop, f"顾客 {number}")["order_id"] for number in range(5)]
    sweep(shop.door, START + 7 * DAY)
    assert sorted(settled(shop)) == sorted(orders)


def test_the_shop_promises_longer_over_the_api(shop: Served) -> None:
    program = shop.caller()
    assert program.get("/v1/return-days").json() == {"days": 7, "least": 7}
    refused = program.send("/v1/return-days", {"days": 3}, method="PUT")
    assert refused.status_code == 422
    assert "7 days" in refused.json()["detail"]
    assert program.send("/v1/return-days", {"days": 14}, method="PUT").json()["days"] == 14
    assert program.get("/v1/return-days").json() == {"days": 14, "least": 7}
    order_id = sold(shop, "王芳")["order_id"]
    assert window(shop, order_id)["closes_at"] == "2027-01-29T08:00:00.000Z"


def test_a_manager_notes_a_complaint_and_settles_it_on_the_page(shop: Served) -> None:
    order_id = sold(shop, "王芳")["order_id"]
    manager = staff(shop, "manager")
    manager.open(f"/orders/{order_id}")
    assert "It can be returned until" in manager.text
    manager.send(manager.form(f"/orders/{order_id}/complaint"), wrong="faulty")
    assert "Complaint open" in manager.text
    manager.send(manager.form(f"/orders/{order_id}/dealt-with"))
    assert "It can be returned until" in manager.text
    assert window(shop, order_id)["state"] == "open"
    sweep(shop.door, START + 7 * DAY)
    manager.open(f"/orders/{order_id}")
    assert "It stayed with the customer." in manager.text
    with pytest.raises(AssertionError, match="no form"):
        manager.form(f"/orders/{order_id}/complaint")


def test_a_clerk_may_note_a_complaint_but_not_dismiss_it(shop: Served) -> None:
    order_id = sold(shop, "王芳")["order_id"]
    clerk = staff(shop, "clerk")
    clerk.open(f"/orders/{order_id}")
    clerk.send(clerk.form(f"/orders/{order_id}/complaint"), wrong="late")
    assert "Complaint open" in clerk.text
    with pytest.raises(AssertionError, match="no form"):
        clerk.form(f"/orders/{order_id}/dealt-with")


def test_return_days_are_set_on_the_settings_page(shop: Served) -> None:
    owner = staff(shop, "owner")
    owner.open("/settings")
    owner.send(owner.form("/settings/return-days"), days="3")
    assert "at least 7 days after receipt" in owner.text
    owner.send(owner.form("/settings/return-days"), days="30")
    assert shop.caller().get("/v1/return-days").json()["days"] == 30
