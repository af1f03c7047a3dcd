"""The design page: what pages are made of, for whoever builds them, and for nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from passalong.web.language import languages
from passalong.web.rendering import Assets, Pages, View
from rig.browsing import Visitor
from rig.office import staff
from rig.served import Served, served


@pytest.fixture
def shop(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path) as found:
        yield found


def test_whoever_is_signed_in_sees_what_pages_are_made_of(shop: Served):
    auditor = staff(shop, "auditor")
    for tag in languages():
        text = auditor.open(f"/design?lang={tag}").text
        assert text.count('data-theme="light"') == text.count('data-theme="dark"') > 0
        for component in ("swatch-leaf", "gap-huge", "stepper", "ring", "ticket", "timeline"):
            assert component in text, component
    stranger = Visitor(shop.base_url)
    stranger.open("/design")
    assert stranger.path == "/signin"
    assert 'href="/design"' in staff(shop, "owner").open("/settings").text


def test_large_numbers_in_sentences_are_written_as_the_language_writes_them(tmp_path: Path):
    sentence = "{{ ngettext('%(num)s bought.', '%(num)s bought.', 2969) }}"
    (tmp_path / "sentence.html").write_text(sentence, "utf-8")
    pages = Pages(Assets(), tmp_path)
    for language in languages().values():
        assert "2,969" in pages.render("sentence.html", View(language=language, now=0))
