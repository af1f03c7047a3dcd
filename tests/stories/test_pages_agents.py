"""The page Agents, as a manager writes an agreement, notes an agent, and follows what she earns.

The same over the API is in `test_api_agents.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.agents.model import NoteLead
from passalong.base.clock import DAY, HandClock
from passalong.outside.timers import sweep
from rig.browsing import Form, Visitor
from rig.office import sold, staff, tried
from rig.served import Served, served

START = 1_800_000_000_000


@pytest.fixture
def shop(tmp_path: Path, sqlite_url: str) -> Iterator[Served]:
    """A shop whose clock stands still."""
    with served(sqlite_url, tmp_path, HandClock(START)) as found:
        yield found


def agreed(manager: Visitor, rate: str = "10", **typed: str) -> None:
    """Write an agreement."""
    manager.open("/agents")
    manager.send(manager.form("/agents/agreements"), name="Friends", rate=rate, **typed)


def agreement(shop: Served) -> str:
    """The id of the one agreement."""
    return str(shop.caller().get("/v1/agreements").json()["items"][0]["agreement_id"])


def note_form(manager: Visitor) -> Form:
    """The form that notes an agent."""
    return next(
        form for form in manager.forms() if (form.method, form.action) == ("post", "/agents")
    )


def test_an_empty_page_says_how_to_begin(shop: Served) -> None:
    manager = staff(shop, "manager")
    manager.open("/agents")
    assert "No agreement yet" in manager.text
    agreed(manager)
    assert "10 % of the price" in manager.text
    assert "No agent yet" in manager.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"rate": "101"}, "A rate lies between nothing and the whole price."),
     ({"rate": "ten"}, "Please give an amount such as 25 or 25.50."),
     ({"window_days": "0"}, "Between 1 and 365."),
     ({"name": ""}, "Please fill this in.")],
)  # fmt: skip
def test_an_agreement_that_is_wrong_is_told_beside_its_field(
    shop: Served, typed: dict[str, str], sentence: str
) -> None:
    manager = staff(shop, "manager")
    manager.open("/agents")
    form = manager.form("/agents/agreements")
    manager.send(form, **{"name": "Friends", "rate": "10", "text": "keep this", **typed})
    assert sentence in manager.text
    assert "keep this" in manager.text


@pytest.mark.parametrize("language", ["en", "zh-CN", "zh-TW"])
def test_a_manager_notes_an_agent_and_follows_her_sale(shop: Served, language: str) -> None:
    ids = tried(shop)
    manager = staff(shop, "manager", language)
    agreed(manager)
    manager.open("/agents")
    manager.send(note_form(manager), who="王芳", is_known="yes", agreement=agreement(shop))
    assert manager.path.startswith("/agents/agt_"), manager.path
    address = manager.path
    shop.shop.run(NoteLead(ids["friend"], address.rsplit("/", 1)[1]))
    sold(shop, customer_id=ids["friend"])
    manager.open(address)
    assert "¥2.50" in manager.text
    sweep(shop.door, START + 7 * DAY)
    manager.open(address)
    word = {"en": "can be paid out", "zh-CN": "可提现", "zh-TW": "可提領"}[language]
    assert word in manager.text
    manager.send(manager.form(f"{address}/paused"))
    assert manager.form(f"{address}/active")
    manager.open("/agents?state=paused")
    assert "王芳" in manager.text
    manager.open("/agents?state=active")
    assert "王芳" not in manager.text


def test_nobody_by_that_name_is_told(shop: Served) -> None:
    manager = staff(shop, "manager")
    agreed(manager)
    manager.open("/agents")
    manager.send(note_form(manager), who="Nobody Known", agreement=agreement(shop))
    assert "Nobody by that name" in manager.text


def test_an_auditor_reads_and_a_clerk_does_not(shop: Served) -> None:
    agreed(staff(shop, "manager"))
    auditor = staff(shop, "auditor")
    auditor.open("/agents")
    assert "Friends" in auditor.text
    with pytest.raises(AssertionError, match="no form"):
        auditor.form("/agents/agreements")
    clerk = staff(shop, "clerk")
    assert clerk.http.get("/agents").status_code == 403
    assert 'href="/agents"' not in clerk.text
