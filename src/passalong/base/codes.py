"""Typed codes and link tokens as text: numbers to characters and tolerantly back.

How a code is made from a key and a voucher is not here but in `vouchers/codes.py`; this file
knows no secret.

A typed code is 60 bits in 12 Crockford characters and one check character, printed 4-4-5. The
check character is the value at 2 of the polynomial whose coefficients are the characters, over
the field of 32 elements (x^5 + x^2 + 1, in which 2 generates all 31 others). Each place so has
its own factor, no two alike; therefore every single wrong character and every exchange of two
characters, neighbours or not, changes the sum. Crockford's own check (modulo 37) does the same
but needs five signs outside the alphabet; ISO 7064 pairs for 32 letters need two characters.
It catches slips of the hand and adds no secrecy.
"""

import base64
import binascii
import re
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BITS: Final = 60
CODE_CHARACTERS: Final = 13
TOKEN_BYTES: Final = 16
TOKEN_CHARACTERS: Final = 22

_PLACES = {character: place for place, character in enumerate(ALPHABET)}
_READ_AS = _PLACES | {"O": 0, "I": 1, "L": 1}
_BETWEEN = re.compile(r"[\s\-_.·‐-―−~]+")
_TYPED_MAX = 64  # longer input is no code; says so before any work is done on it
_FIELD = 0b100101


class CodeMisread(ValueError):
    """A text that is no code. `reason` is stable, for messages in the reader's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _checked(values: list[int]) -> int:
    """The check value of these values; 0 when the last of them is the right check value."""
    total = 0
    for value in values:
        total <<= 1
        if total & 32:
            total ^= _FIELD
        total ^= value
    return total


def code_of(value: int) -> str:
    """The 13 characters of a 60-bit number. ValueError when it does not fit."""
    if not 0 <= value < 1 << CODE_BITS:
        raise ValueError("a typed code holds a number of 60 bits")
    values = [value >> shift & 31 for shift in range(CODE_BITS - 5, -1, -5)]
    return "".join(ALPHABET[place] for place in [*values, _checked([*values, 0])])


def printed(code: str) -> str:
    """Thirteen characters in three groups, as slips and pages show them: `4-4-5`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def read_code(text: str) -> int:
    """The number of a code as somebody typed it.

    Small letters, spaces, dashes, full-width characters are welcome; O is read as 0, I and L as
    1. CodeMisread with `code_too_short`, `code_too_long`, `code_character_unknown` or
    `code_check_failed` (all characters are possible, but one of them is wrong).
    """
    if len(text) > _TYPED_MAX:
        raise CodeMisread("code_too_long")
    typed = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    # Only ASCII letters are made capitals: `upper` would turn some other signs into letters.
    capitals = [c.upper() if c.isascii() else c for c in typed]
    if any(character not in _READ_AS for character in capitals):
        raise CodeMisread("code_character_unknown")
    if len(capitals) != CODE_CHARACTERS:
        short = len(capitals) < CODE_CHARACTERS
        raise CodeMisread("code_too_short" if short else "code_too_long")
    values = [_READ_AS[character] for character in capitals]
    if _checked(values) != 0:
        raise CodeMisread("code_check_failed")
    number = 0
    for value in values[:-1]:
        number = number << 5 | value
    return number


def token_of(secret: bytes) -> str:
    """The 22 characters (base64url, no padding) of a 128-bit link token."""
    if len(secret) != TOKEN_BYTES:
        raise ValueError("a link token holds 16 bytes")
    return base64.urlsafe_b64encode(secret).decode("ascii").rstrip("=")


def read_token(text: str) -> bytes:
    """The 16 bytes of a link token; nothing is tolerated, since nobody types it.

    CodeMisread with `token_misread`. The four spare bits of the last character must be zero:
    else sixteen texts would name one voucher, and limits counted by text could be passed.
    """
    if len(text) != TOKEN_CHARACTERS or not text.isascii():
        raise CodeMisread("token_misread")
    try:
        secret = base64.b64decode(text + "==", altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise CodeMisread("token_misread") from error
    if token_of(secret) != text:
        raise CodeMisread("token_misread")
    return secret
