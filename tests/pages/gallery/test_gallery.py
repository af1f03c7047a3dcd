"""Every page renders in three languages, and obeys what all pages promise.

What they look like is for people: `tools/gallery.py` takes the pictures. Words: `test_words.py`.
"""

from collections import Counter

import pytest

from pages.gallery.gallery_rendered import TAGS, TEMPLATES, Reader, gallery, rendered
from passalong.web.language import languages

PAGES = [name for name, _, _ in gallery.samples(languages()["en"])]
# Frames and parts are seen inside pages; a reference is made by the API, a no by any page.
NO_SAMPLE = {"layouts", "components"}
MADE_ELSEWHERE = {"docs.html", "problem.html"}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("name", PAGES)
class TestEveryPage:
    """What holds for each page in each language."""

    def test_nothing_in_it_runs_or_styles_itself(self, name: str, tag: str):
        for element, attributes in Reader(rendered(tag)[name]).elements:
            assert "style" not in attributes, element
            assert [key for key in attributes if key.startswith("on")] == [], element
            if element == "script":
                assert attributes.get("src", "").startswith("/static/dist/")
            assert element != "style"

    def test_it_is_whole(self, name: str, tag: str):
        page = Reader(rendered(tag)[name])
        assert page.unbalanced == []
        assert [one for one, times in Counter(page.ids).items() if times > 1] == []

    def test_labels_and_links_within_it_lead_somewhere(self, name: str, tag: str):
        page = Reader(rendered(tag)[name])
        wanted = {
            (attributes.get(key) or "").lstrip("#")
            for element, attributes in page.elements
            for key in ("for", "form", "aria-labelledby", "data-copy", "data-text")
            if key in attributes
        }
        sheets = {
            (attributes.get("href") or "").lstrip("#")
            for element, attributes in page.elements
            if element == "a" and (attributes.get("href") or "").startswith("#")
        }
        assert wanted - {""} - set(page.ids) == set()
        assert sheets - {"", "map"} - set(page.ids) == set()

    def test_every_form_that_writes_carries_both_fields(self, name: str, tag: str):
        page = Reader(rendered(tag)[name])
        posts = [
            a for element, a in page.elements if element == "form" and a.get("method") == "post"
        ]
        fields = Counter(a.get("name") for element, a in page.elements if element == "input")
        assert fields["csrf_token"] == len(posts)
        assert fields["idempotency_key"] == len(posts)
        keys = [
            a.get("value")
            for element, a in page.elements
            if element == "input" and a.get("name") == "idempotency_key"
        ]
        assert len(set(keys)) == len(keys)

    def test_it_says_its_language_and_its_organiser(self, name: str, tag: str):
        page = rendered(tag)[name]
        assert f'<html lang="{tag}"' in page
        if name != "gallery":
            assert {"zh-Hans": "清泉商贸", "zh-Hant": "清泉商行", "en": "Clear Spring Ltd"}[
                tag
            ] in page


def test_every_template_has_a_sample():
    sampled = {template for _, template, _ in gallery.samples(languages()["en"])}
    pages = {
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if path.parent.name not in NO_SAMPLE
    }
    assert pages - sampled - MADE_ELSEWHERE == set()


@pytest.mark.parametrize(
    "page",
    ["phone-voucher", "phone-claimed", "phone-my", "phone-give", "phone-given", "till-slips"],
)
def test_no_page_leaves_out_what_the_giver_gets(page: str):
    assert "gets nothing" in rendered("en")[page] or "get nothing" in rendered("en")[page]


def test_a_broken_page_is_found():
    page = Reader('<p id="a" style="x"><b id="a"></p><input>')
    assert page.unbalanced == ["/p", "p", "b"]
    assert page.ids == ["a", "a"]
