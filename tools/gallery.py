"""Renders every template with sample data into a folder of static pages, and takes pictures of
them with Chromium: `gallery.py FOLDER [--shots] [--only WORD] [--lang TAG] [--theme NAME]`.

The samples are in `gallery_phone.py`, `gallery_till.py` and `gallery_console.py`.
"""

import argparse
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import gallery_console
import gallery_phone
import gallery_till

from passalong.web.language import Language, languages
from passalong.web.qr import qr_image
from passalong.web.rendering import WEB_FOLDER, Assets, Pages, View

# Sunday, 22 November 2026, 14:05 in Shanghai.
NOW = 1_795_327_500_000
SIZES = {"phone": (360, 780), "till": (390, 800), "console": (1280, 800), "pocket": (360, 780)}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
FACES: dict[str, Callable[..., list[tuple[str, str, dict[str, Any]]]]] = {
    "phone": gallery_phone.pages,
    "till": gallery_till.pages,
    "console": gallery_console.pages,
}


def sayer(language: Language) -> gallery_phone.Say:
    """Picks one of three texts."""
    place = ("zh-Hans", "zh-Hant", "en").index(language.tag)
    return lambda *texts: texts[place]


def samples(language: Language) -> list[tuple[str, str, dict[str, Any]]]:
    """Every page as (name, template, context): `phone-voucher`, `till-home`, ..."""
    say = sayer(language)
    found = [
        (f"{face}-{name}", template, context)
        for face, pages in FACES.items()
        for name, template, context in pages(say, NOW)
    ]
    gallery = {
        "links": gallery_console.ring_links(),
        "drawing": gallery_console.forest(say),
        "terms": gallery_phone.terms(say),
        "qr_image": qr_image("https://water.example/"),
        "shop_name": say("清泉水铺", "清泉水舖", "Clear Spring Water"),
    }
    return [*found, ("gallery", "gallery.html", gallery)]


def render(pages: Pages, language: Language, theme: str) -> dict[str, str]:
    """Every page as HTML, by name."""
    organiser = sayer(language)("清泉商贸有限公司", "清泉商行", "Clear Spring Trading Ltd")
    return {
        name: pages.render(
            template,
            View(
                language=language, now=NOW, theme=theme, path=f"/{name}", csrf_token="sample",
                idempotency_key="sample", organiser=organiser,
            ),
            context,
        )
        for name, template, context in samples(language)
    }  # fmt: skip


def write(folder: Path, only: str, tags: list[str], themes: list[str]) -> list[Path]:
    """Static pages that open without a server."""
    pages, written = Pages(Assets()), []
    static = folder / "static"
    shutil.rmtree(static, ignore_errors=True)
    shutil.copytree(WEB_FOLDER / "static", static)
    for tag in tags:
        for theme in themes:
            for name, html in render(pages, languages()[tag], theme).items():
                if only in name:
                    file = folder / f"{name}.{tag}.{theme}.html"
                    file.write_text(html.replace('"/static/', '"static/'), "utf-8")
                    written.append(file)
    return written


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on loopback, because browsers run no modules from files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Silent(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def shoot(files: list[Path]) -> None:
    """Pictures, as tall as the page; console pages also at phone size. Says which overflow."""
    from playwright.sync_api import sync_playwright

    with served(files[0].parent) as address, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for file in files:
            face = file.name.split("-")[0].split(".")[0]
            sizes = ["console", "pocket"] if face in ("console", "gallery") else [face]
            for size in sizes:
                width, height = SIZES[size]
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{address}/{file.name}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    print(f"{file.name}: {wide - width} pixels too wide at {width}")
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(tall, height)})
                page.screenshot(path=file.with_suffix(f".{size}.png"), full_page=True)
                page.close()
        browser.close()


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--lang", action="append")
    parser.add_argument("--theme", action="append")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    files = write(asked.folder, asked.only, asked.lang or list(languages()),
                  asked.theme or ["light", "dark"])  # fmt: skip
    print(f"{len(files)} pages in {asked.folder}")
    if asked.shots:
        shoot(files)


if __name__ == "__main__":
    main()
