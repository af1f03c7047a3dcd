"""QR codes as pictures a page can carry inside itself, so that they also show without network.

What is written in them is decided by the callers; posters are drawn elsewhere.
"""

import segno


def qr_image(text: str) -> str:
    """A PNG as a data address: an `<img>` of it can be long-pressed in WeChat, drawings cannot."""
    return segno.make(text, error="m").png_data_uri(scale=6, border=3)
