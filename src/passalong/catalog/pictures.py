"""A picture as it comes in: looked at, drawn anew at a modest size, everything else thrown away.

Where it is kept is `catalog/model.py`; how big a request may be at all `catalog/api.py`.

Re-encoding is the protection: what leaves here was written by our own encoder, so no hidden
script, no second file inside, and no place or time in EXIF comes through.
"""

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from passalong.base.messages import Refusal

UPLOAD_BYTES_MAX: Final = 10 * 1024 * 1024
PIXELS_MAX: Final = 40_000_000
SIDE_MAX: Final = 1200
QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")


def redrawn(content: bytes) -> tuple[str, bytes]:
    """Mime type and bytes of the picture drawn anew.

    JPEG, or WebP where something shines through. Raises Refusal `picture_too_large` and
    `picture_unreadable`.
    """
    if len(content) > UPLOAD_BYTES_MAX:
        raise Refusal("picture_too_large", megabytes=UPLOAD_BYTES_MAX >> 20)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(content)
    except Image.DecompressionBombWarning as error:
        raise Refusal("picture_too_large", megapixels=PIXELS_MAX // 1_000_000) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refusal("picture_unreadable") from error
    except Image.DecompressionBombError as error:
        raise Refusal("picture_too_large", megapixels=PIXELS_MAX // 1_000_000) from error


def _drawn(content: bytes) -> tuple[str, bytes]:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise Refusal("picture_too_large", megapixels=PIXELS_MAX // 1_000_000)
        picture.draft("RGB", (SIDE_MAX * 2, SIDE_MAX * 2))
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    shines = "A" in upright.getbands() or "transparency" in upright.info
    out = io.BytesIO()
    plain = upright.convert("RGBA" if shines else "RGB")
    plain.info.clear()
    if shines:
        plain.save(out, "WEBP", quality=QUALITY)
        return "image/webp", out.getvalue()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return "image/jpeg", out.getvalue()
