"""Every address that docs/essay.md names is there: each page opens, each call is in the API."""

import re
from pathlib import Path

import pytest

from rig.browsing import signed_in
from rig.served import Served, served

ESSAY = Path(__file__).parents[2] / "docs" / "essay.md"
README = Path(__file__).parents[2] / "README.md"


def pages_of(text: str) -> set[str]:
    """Addresses of pages: `/cascade`, but not `/v1/...`."""
    return {found for found in re.findall(r"`(/[a-z/]*)`", text) if not found.startswith("/v1")}


def calls_of(text: str) -> set[tuple[str, str]]:
    """Calls of the API: (`GET`, `/v1/people`)."""
    return set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/v1/[^`]*)`", text))


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path):
    with served(sqlite_url, tmp_path) as found:
        yield found


def test_every_page_of_the_essay_opens_for_the_owner(shop: Served):
    owner = signed_in(shop, shop.shop.employ("owner"))
    pages = pages_of(ESSAY.read_text()) | pages_of(README.read_text())
    assert len(pages) >= 8
    told = {page: owner.open(page).status_code for page in sorted(pages)}
    assert told == dict.fromkeys(sorted(pages), 200)


def test_every_call_of_the_essay_is_in_the_api(shop: Served):
    paths = shop.caller().get("/v1/openapi.json").json()["paths"]
    calls = calls_of(ESSAY.read_text()) | calls_of(README.read_text())
    assert len(calls) >= 8
    missing = {
        (method, path) for method, path in calls if method.lower() not in paths.get(path, {})
    }
    assert missing == set()


def test_an_address_that_is_not_there_is_noticed(shop: Served):
    assert pages_of("see `/cascade` and `/v1/forest`") == {"/cascade"}
    assert calls_of("`GET /v1/forest`, `/till`") == {("GET", "/v1/forest")}
    assert shop.caller().get("/castles").status_code == 404
