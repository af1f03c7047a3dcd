"""Passwords: hashed slowly, two at a time, away from the thread that serves everybody.

Who may try how often is in `web/signin.py`; where a hash is kept in `merchants/model.py`.

One hash takes 64 MiB for a fifth of a second, so a flood of sign-ins is a flood of memory unless
they queue: never more than two at once in this process.
"""

import asyncio
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from passalong.base.messages import Refusal
from passalong.engine.sealing import Keys

AT_ONCE: Final = 2
LEAST: Final = 10
MOST: Final = 200
_hasher: Final = PasswordHasher()
_turn: Final = threading.Semaphore(AT_ONCE)
NOBODYS: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5bm9ib2R5bm9ibw"
    "$zgg2xzOsIcOCGwv3uiZdbO2AaBPumxK4pfLgxnuLaGs"
)


def hashed(keys: Keys, password: str, *cause: str) -> str:
    """The hash of a new password. Refused when it is too short or too long.

    The salt comes from this installation's keys and the cause (merchant and idempotency key):
    nobody can foresee it, and the same request sent again is the same wish.
    """
    if not LEAST <= len(password) <= MOST:
        raise Refusal("password_length", least=LEAST, most=MOST)
    salt = keys.token("salt", *cause).encode()[:16]
    with _turn:
        return _hasher.hash(password, salt=salt)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether a password is right; takes as long when there is nobody of that name."""
    with _turn:
        try:
            _hasher.verify(password_hash or NOBODYS, password[:MOST])
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
    return password_hash is not None


async def hashed_aside(keys: Keys, password: str, *cause: str) -> str:
    """`hashed` in a thread."""
    return await asyncio.to_thread(hashed, keys, password, *cause)


async def matches_aside(password_hash: str | None, password: str) -> bool:
    """`matches` in a thread."""
    return await asyncio.to_thread(matches, password_hash, password)
