"""Text forms of typed codes and link tokens.

How the bits are made is `engine/sealing.py`.
"""

import base64


def printed_code(bits: int) -> str:
    """60 bits as 12 characters and a check character, 4-4-5."""
    raise NotImplementedError


def token_text(raw: bytes) -> str:
    """16 bytes as 22 characters of base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
