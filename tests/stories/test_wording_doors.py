"""A forbidden text through every door: the API, the console, and the field for asking first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.base.messages import Words
from passalong.campaigns.model import DraftCampaign, Terms
from passalong.catalog.queries import products
from passalong.engine.journal import JOURNAL
from passalong.lawful.wording import check_wording
from passalong.merchants.tables import COPY_REASON
from passalong.web.figures import Figures
from passalong.web.wording import counted
from rig.office import staff
from rig.served import Served, served

PYRAMID = "Earn a passive income with tea"
DOUBTFUL = "A wellness tea for the cold months"
REASON = "It says the season, no effect."


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


def names(shop: Served) -> set[str]:
    with shop.door.reading() as read:
        return {one.name.en for one in products(read, shop.shop.merchant_id)}


def kept(shop: Served) -> list[str]:
    with shop.door.reading() as read:
        return [row.text for row in read.all(COPY_REASON.select())]


def test_a_program_is_refused_with_every_finding_and_nothing_is_kept(shop: Served):
    before = names(shop)
    program = shop.caller(shop.shop.key("catalog", "read"))
    body = {"name": {"en": PYRAMID}, "about": {"en": "The best tea"}, "price_minor": 500}
    answer = program.send("/v1/products", body)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/copy_blocked"
    assert (problem["field"], problem["word"]) == ("name", "passive income")
    assert (problem["check"], problem["law"]) == ("LC06", "禁止传销条例 7")
    assert {(one["field"], one["rule_id"]) for one in problem["findings"]} >= {
        ("name", "pyramid_word")
    }
    for one in problem["findings"]:
        said = body[one["field"]]["en"]
        assert said[one["begin"] : one["end"]] == one["words"]
    assert names(shop) == before


def test_a_doubtful_text_needs_a_reason_that_stays_private(shop: Served):
    program = shop.caller(shop.shop.key("catalog", "read"))
    body = {"name": {"en": DOUBTFUL}, "price_minor": 500}
    answer = program.send("/v1/products", body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/copy_reason_missing")
    assert DOUBTFUL not in names(shop)
    assert program.send("/v1/products", body | {"copy_reason": REASON}).status_code == 201
    assert DOUBTFUL in names(shop)
    assert kept(shop) == [REASON]
    with shop.door.reading() as read:
        history = str([tuple(row) for row in read.all(JOURNAL.select())])
    assert "near_health" in history
    assert REASON not in history


def test_a_draft_may_say_it_but_cannot_start(shop: Served):
    terms = Terms(Words(en="A cup of tea"), conditions=Words(en="Share this to get a free cup"))
    drafted = shop.shop.run(DraftCampaign(Words(en="Tea for three"), terms))
    address = f"/v1/campaigns/{drafted['campaign_id']}"
    program = shop.caller(shop.shop.key("campaigns", "read"))
    answer = program.send(f"{address}/start", None)
    assert (answer.status_code, answer.json()["field"]) == (422, "conditions")
    assert answer.json()["check"] == "LC07"
    assert program.get(address).json()["campaign"]["state"] == "draft"
    owner = staff(shop, "owner")
    page = owner.open(f"/campaigns/{drafted['campaign_id']}").text
    assert "A benefit may not depend on forwarding" in page


def test_the_console_says_it_beside_the_field_and_asks_for_the_reason(shop: Served):
    owner = staff(shop, "owner")
    owner.open("/catalog/new")
    given = {"price": "5.00", "on_sale": "yes"}
    owner.send(owner.form("/catalog/new"), name_en=PYRAMID, **given)
    assert 'id="name_en-wrong"' in owner.text
    assert "Wording not allowed: passive income." in owner.text
    assert "copy_reason" not in owner.text
    owner.send(owner.form("/catalog/new"), name_en=DOUBTFUL, **given)
    assert 'name="copy_reason"' in owner.text
    assert DOUBTFUL not in names(shop)
    owner.send(owner.form("/catalog/new"), name_en=DOUBTFUL, copy_reason=REASON, **given)
    assert DOUBTFUL in names(shop)
    assert kept(shop) == [REASON]


@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "pyramid talk"), ("zh-Hans", "属于传销的说法"), ("zh-Hant", "屬於傳銷的說法")],
)
def test_a_text_can_be_checked_first_in_three_languages(shop: Served, language: str, reason: str):
    program = shop.caller(shop.shop.key("read"))
    answer = program.send("/v1/copy/check", {"text": PYRAMID, "language": language})
    assert answer.status_code == 200
    told = answer.json()
    assert told["verdict"] == "block"
    assert reason in told["findings"][0]["reason"]
    first = told["findings"][0]
    assert PYRAMID[first["begin"] : first["end"]] == first["words"]


def test_the_page_marks_what_is_wrong(shop: Served):
    owner = staff(shop, "owner")
    owner.open("/copy")
    owner.send(owner.form("/copy"), text=f"{PYRAMID}. <b>Come</b>")
    assert "<mark>passive income</mark>" in owner.text
    assert "<b>Come</b>" not in owner.text
    owner.send(owner.form("/copy"), text="A cup of tea")
    assert "Nothing was found that our rules forbid." in owner.text
    assert "<mark>" not in owner.text


def test_the_figures_count_the_rule_and_know_nothing_of_the_text():
    figures = Figures()
    counted(check_wording(PYRAMID, "cn"), figures)
    told = figures.told()
    assert 'passalong_copy_findings_total{rule="pyramid_word",verdict="block"} 1' in told
    assert "passive" not in told
