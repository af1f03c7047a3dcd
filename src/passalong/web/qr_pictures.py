"""QR codes as drawings inside a page and as PNG files.

What is written in them is decided by callers; sheets of slips are pages, posters come elsewhere.

A code must be dark on light in every theme, because many scanners read nothing else: the
drawing therefore brings its own light ground, quiet zone included, as presentation attributes
(no style attribute, so a strict content policy holds). WeChat opens a long-pressed `<img>`
only, never a drawing: pages for customers use `qr_image`, paper and staff screens `qr_svg`.
"""

import base64
import io
from html import escape

import segno

QUIET_MODULES = 4  # the light border that ISO/IEC 18004 asks for


def _made(text: str) -> segno.QRCode:
    if not text:
        raise ValueError("a QR code needs something to say")
    return segno.make(text, error="m", micro=False)


def qr_svg(text: str, label: str, classes: str = "qr-drawing") -> str:
    """Markup of one drawing, to stand in a page; `label` is read out to who cannot see it.

    It has no size of its own: the style sheet gives one to `classes`.
    """
    runs = []
    lines = [bytes(line) for line in _made(text).matrix_iter(border=QUIET_MODULES)]
    size = len(lines)
    for y, line in enumerate(lines):
        x = 0
        while x < size:
            end = x
            while end < size and line[end]:
                end += 1
            if end > x:
                runs.append(f"M{x} {y}h{end - x}v1h-{end - x}z")
            x = end + 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
        f' class="{escape(classes)}" shape-rendering="crispEdges"><title>{escape(label)}</title>'
        f'<path class="qr-light" fill="#fff" d="M0 0h{size}v{size}h-{size}z"/>'
        f'<path class="qr-dark" fill="#000" d="{"".join(runs)}"/></svg>'
    )


def qr_png(text: str, pixels_min: int = 280) -> bytes:
    """A PNG file, black on white, at least so many pixels wide, each module a whole number."""
    code = _made(text)
    modules = code.symbol_size(border=QUIET_MODULES)[0]
    picture = io.BytesIO()
    scale = max(1, -(-pixels_min // modules))
    code.save(picture, kind="png", scale=scale, border=QUIET_MODULES, dark="#000", light="#fff")
    return picture.getvalue()


def qr_image(text: str, pixels_min: int = 280) -> str:
    """The PNG as an address that carries it, for `<img src>`; shows without network too."""
    return "data:image/png;base64," + base64.b64encode(qr_png(text, pixels_min)).decode("ascii")
