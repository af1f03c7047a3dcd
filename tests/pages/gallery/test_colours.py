"""Text can be read on every ground it stands on, in light and in dark (WCAG 2.1 AA: 4.5 to 1)."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).resolve().parents[3] / "frontend" / "styles"
TEXT = 4.5
SHAPE = 3.0
PAIRS = [
    ("ink", "ground", TEXT), ("ink", "card", TEXT), ("ink", "sunk", TEXT),
    ("ink-soft", "ground", TEXT), ("ink-soft", "card", TEXT), ("ink-soft", "sunk", TEXT),
    ("on-action", "action", TEXT), ("on-action", "action-press", TEXT),
    ("leaf-ink", "ground", TEXT), ("leaf-ink", "card", TEXT), ("leaf-ink", "leaf-wash", TEXT),
    ("seal", "card", TEXT), ("seal", "seal-wash", TEXT), ("seal", "ground", TEXT),
    ("honey-ink", "honey-wash", TEXT), ("sky-ink", "sky-wash", TEXT),
    ("ink", "leaf-wash", TEXT), ("ink", "seal-wash", TEXT), ("ink", "honey-wash", TEXT),
    ("ink", "sky-wash", TEXT), ("ground", "ink", TEXT),
    ("line-strong", "card", SHAPE), ("line-strong", "ground", SHAPE),
    ("focus", "ground", SHAPE), ("focus", "card", SHAPE),
]  # fmt: skip


def colours(file: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STYLES / file).read_text("utf-8")))


def luminance(colour: str) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("file", ["tokens.css", "dark.css"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_text_can_be_read(file: str, text: str, ground: str, least: float):
    palette = colours(file)
    assert contrast(palette[text], palette[ground]) >= least


def test_the_dark_has_every_colour_of_the_light():
    assert set(colours("dark.css")) == set(colours("tokens.css"))


def test_black_on_white_is_twenty_one_to_one():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#ffffff", "#07c160"), 1) == 2.4  # why the button is a darker green
