"""The gallery's pages for the tests beside this file; the samples are in `tools/samples`."""

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from passalong.web.language import languages
from passalong.web.rendering import WEB_FOLDER, Assets, Pages

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import gallery  # noqa: E402

TEMPLATES = WEB_FOLDER / "templates"
TAGS = ("zh-Hans", "zh-Hant", "en")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}


@cache
def rendered(tag: str) -> dict[str, str]:
    """Every sample page in one language, by name."""
    return gallery.render(Pages(Assets()), languages()[tag], "light")


class Reader(HTMLParser):
    """Reads a page: its elements, the ids in it, and what is opened without being closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.unbalanced: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element, open until it is closed."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """The element that was opened last must be the one that closes."""
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in VOID:
            self.unbalanced.append(f"/{tag}")

    @property
    def ids(self) -> list[str]:
        """All ids, as often as they occur."""
        return [attributes["id"] or "" for _, attributes in self.elements if "id" in attributes]
