"""The pictures of README, made from the running demo: `.venv/bin/python tools/pictures.py`.

The pages themselves are in `src/passalong/web/`; where a browser comes from is `run`.
"""

import io
import re
import signal
import subprocess
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rig.browser import running_chromium  # noqa: E402

PLACE = ROOT / "docs" / "pictures"
PORT = 8137
PHONE = {"width": 390, "height": 780}
LAPTOP = {"width": 1280, "height": 800}


def main() -> None:
    """Start the demo, take the pictures, stop it."""
    command = [sys.executable, "-m", "passalong", "demo", "--port", str(PORT), "--no-go-on"]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        told = told_by(demo)
        with running_chromium() as browser:
            phone = page_of(browser, PHONE)
            phone.goto(address(told, "/v/"))
            friend = taken(phone)
            signed_in(phone, told)
            phone.goto(f"http://127.0.0.1:{PORT}/till")
            till = taken(phone)
            laptop = page_of(browser, LAPTOP)
            signed_in(laptop, told)
            front = taken(laptop)
            laptop.goto(f"http://127.0.0.1:{PORT}/cascade")
            cascade = taken(laptop)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=30)
    PLACE.mkdir(exist_ok=True)
    for name, picture in (("front", front), ("cascade", cascade)):
        kept(picture, name)
    kept(beside(friend, till), "phones")


def told_by(demo: subprocess.Popen[str]) -> str:
    """Everything that the demo says before it serves."""
    lines = []
    for line in demo.stdout or ():
        lines.append(line)
        if "/cascade" in line:
            return "".join(lines)
    raise SystemExit("the demo did not start")


def address(told: str, part: str) -> str:
    """The first address in what the demo said that has this part."""
    return next(found for found in re.findall(r"http://\S+", told) if part in found)


def page_of(browser: Browser, size: dict[str, int]) -> Page:
    """A page of this size that speaks simplified Chinese."""
    return browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]


def signed_in(page: Page, told: str) -> None:
    """The owner signs in and lands on the front door."""
    password = re.search(r"^\s+owner\s+owner\s+(\S+)", told, re.MULTILINE)
    page.goto(f"http://127.0.0.1:{PORT}/signin")
    page.fill("[name=login]", "owner")
    page.fill("[name=password]", password.group(1) if password else "")
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"http://127.0.0.1:{PORT}/")


def taken(page: Page) -> Image.Image:
    """What one sees of the page without scrolling."""
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def beside(*pictures: Image.Image) -> Image.Image:
    """Several of one height in a row, with a gap."""
    gap = 24
    width = sum(one.width for one in pictures) + gap * (len(pictures) - 1)
    row = Image.new("RGB", (width, max(one.height for one in pictures)), "white")
    left = 0
    for one in pictures:
        row.paste(one, (left, 0))
        left += one.width + gap
    return row


def kept(picture: Image.Image, name: str) -> None:
    """As a small PNG of 128 colours."""
    small = picture.quantize(128, dither=Image.Dither.NONE)
    small.save(PLACE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
