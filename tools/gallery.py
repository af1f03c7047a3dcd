"""Renders every template with sample data into a folder of static pages, and takes pictures of
them with Chromium: `gallery.py FOLDER [--shots] [--only WORD] [--lang TAG] [--theme NAME]`.

The samples are in `samples/*.json`: `every` is given to every page of a face; `{"says": [...]}` is
a text in the three languages, `{"minutes": n}` a moment from now, `{"qr": text}` a picture.
"""

import argparse
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

TOOLS = Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS.parent / "src"))

from jinja2 import UndefinedError  # noqa: E402

from passalong.web.language import Language, languages  # noqa: E402
from passalong.web.qr_pictures import qr_image  # noqa: E402
from passalong.web.rendering import WEB_FOLDER, Assets, Pages, View  # noqa: E402

# Sunday, 22 November 2026, 14:05 in Shanghai.
NOW = 1_795_327_500_000
FACES = ("phone", "till", "console")
SIZES = {"phone": (360, 780), "till": (390, 800), "console": (1280, 800), "pocket": (360, 780)}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]


def samples(language: Language) -> list[tuple[str, str, dict[str, Any]]]:
    """Every page as (name, template, context): `phone-voucher`, `till-home`, ..."""
    found = []
    for face in FACES:
        kept = json.loads((TOOLS / "samples" / f"{face}.json").read_text("utf-8"))
        for name, page in kept["pages"].items():
            context = told({**kept["every"], **page["context"]}, language)
            found.append((f"{face}-{name}", page["template"], context))
    contexts = {name: context for name, _, context in found}
    gallery = {
        **{key: contexts["console-front"][key] for key in ("links", "shop_name")},
        **{key: contexts["phone-claimed"][key] for key in ("terms", "qr_image")},
        "drawing": contexts["console-cascade"]["drawing"],
    }
    return [*found, ("gallery", "gallery.html", gallery)]


def told(sample: Any, language: Language) -> Any:
    """A sample as the templates want it: in one language, with moments and pictures."""
    if isinstance(sample, list):
        return [told(one, language) for one in sample]
    if not isinstance(sample, dict):
        return sample
    match list(sample.items()):
        case [("says", [*texts])]:
            return texts[list(languages()).index(language.tag)]
        case [("minutes", minutes)]:
            return NOW + minutes * 60_000
        case [("qr", text)]:
            return qr_image(text)
        case [("forest", seed)]:
            return forest(seed)
    return {key: told(value, language) for key, value in sample.items()}


def forest(seed: int) -> dict[str, Any]:
    """A few trees, laid out roughly: the real lay-out is computed elsewhere."""
    draw, height = Random(seed), 84
    states = ("converted", "converted", "redeemed", "claimed", "offered", "expired")
    row = [(90.0 + 130 * tree, 0.0) for tree in range(7)]
    nodes, branches = [], []
    for depth in range(5):
        y = 44 + height * depth
        for x, parent in row:
            if depth:
                branches.append({"x1": round(parent), "y1": y - height, "x2": round(x), "y2": y})
            state = draw.choice(states) if depth else "converted"
            node = {"x": round(x), "y": y, "size": 9 - depth, "state": state, "title": "王芳"}
            nodes.append({**node, "url": "#"})
        row = [
            (x + (child - 1) * 78 / (depth + 1) ** 1.2 + draw.uniform(-6, 6), x)
            for x, _ in row
            for child in range(draw.choice((0, 1, 2, 3) if depth else (2, 3)))
        ]
    levels = [{"y": 60 + height * depth, "name": str(depth)} for depth in range(5)]
    return {"width": 960, "height": 430, "nodes": nodes, "branches": branches, "levels": levels}


def render(pages: Pages, language: Language, theme: str) -> dict[str, str]:
    """Every page as HTML, by name."""
    organiser = {"zh-Hans": "清泉商贸有限公司", "zh-Hant": "清泉商行", "en": "Clear Spring Ltd"}
    views = {
        name: View(
            language=language,
            now=NOW,
            theme=theme,
            path=f"/{name}",
            csrf_token="sample",
            idempotency_key="sample",
            organiser=organiser[language.tag],
        )
        for name, _, _ in samples(language)
    }
    rendered = {}
    for name, template, context in samples(language):
        try:
            rendered[name] = pages.render(template, views[name], context)
        except UndefinedError as gap:
            raise SampleOutdated(f"{name}: {gap}; add it to tools/samples") from gap
    return rendered


class SampleOutdated(Exception):
    """A template takes a variable that its sample does not have."""


def write(folder: Path, only: str, tags: list[str], themes: list[str]) -> list[Path]:
    """Static pages that open without a server."""
    pages, written = Pages(Assets()), []
    shutil.rmtree(folder / "static", ignore_errors=True)
    shutil.copytree(WEB_FOLDER / "static", folder / "static")
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


def shoot(files: list[Path]) -> list[str]:
    """Pictures, as tall as the page; console pages also at phone size. Answers which overflow."""
    from playwright.sync_api import sync_playwright

    too_wide = []
    with served(files[0].parent) as address, sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for file in files:
            face = file.name.split("-")[0].split(".")[0]
            for size in [face] if face in ("phone", "till") else ["console", "pocket"]:
                width, height = SIZES[size]
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{address}/{file.name}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                tall = page.evaluate("document.documentElement.scrollHeight")
                if wide > width:
                    too_wide.append(f"{file.name}: {wide - width} pixels too wide at {width}")
                page.set_viewport_size({"width": width, "height": max(tall, height)})
                page.screenshot(path=file.with_suffix(f".{size}.png"))
                page.close()
        browser.close()
    return too_wide


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
    tags, themes = asked.lang or list(languages()), asked.theme or ["light", "dark"]
    files = write(asked.folder, asked.only, tags, themes)
    sys.stdout.write(f"{len(files)} pages in {asked.folder}\n")
    if asked.shots:
        sys.stdout.writelines(f"{line}\n" for line in shoot(files))


if __name__ == "__main__":
    main()
