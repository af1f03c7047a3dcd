"""How secrets of staff and programs are written, hashed and found; none is ever stored plain.

Passwords are hashed in `web/passwords.py`; what a session or key may do is `web/guard.py`.

An API key is `pk_{merchant_id}_{key_id}_{secret}`. Its secret has 256 bits and is made from this
installation's keys and the key id, so that a request which is sent again makes the same key; it
is told once.
"""

import hashlib
import re
import unicodedata

import msgspec

from passalong.base.ids import id_by_cause
from passalong.engine.sealing import Keys
from passalong.merchants.model import PLATFORM

_KEY = re.compile(r"(key_[0-9a-z]{20})_([A-Za-z0-9_\-]{44})")


class NewKey(msgspec.Struct, frozen=True):
    """A key as it is told once (`text`), and as it is kept."""

    key_id: str
    text: str
    secret_hash: str


def new_key(keys: Keys, merchant_id: str, *cause: str) -> NewKey:
    """The API key that belongs to this cause (who asked, under which idempotency key)."""
    key_id = id_by_cause("key", keys.token("key_id", merchant_id, *cause))
    secret = "".join(keys.token("key_secret", merchant_id, key_id, half) for half in (1, 2))
    return NewKey(key_id, f"pk_{merchant_id}_{key_id}_{secret}", secret_hash(secret))


def new_staff_id(keys: Keys, merchant_id: str, *cause: str) -> str:
    """The id of the member of staff who is employed for this cause."""
    return id_by_cause("staff", keys.token("staff_id", merchant_id, *cause))


def split_key(text: str) -> tuple[str, str]:
    """Key id and secret of what follows `pk_{merchant_id}_`; two empty texts when malformed."""
    match = _KEY.fullmatch(text)
    return (match[1], match[2]) if match else ("", "")


def secret_hash(secret: str) -> str:
    """SHA-256 in hex: the secret is random, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def session_lookup(keys: Keys, merchant_id: str, secret: str) -> str:
    """What a session is found by: a keyed hash of its cookie."""
    return keys.identity_lookup(merchant_id, "session", secret)


def plain_name(typed: str) -> str:
    """A sign-in name as it is compared: no outer space, one width, small letters."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def name_lookup(keys: Keys, typed: str) -> str:
    """What a sign-in name is found by, over all merchants."""
    return keys.identity_lookup(PLATFORM, "sign_in_name", plain_name(typed))
