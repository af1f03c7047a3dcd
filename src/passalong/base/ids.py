"""Ids and draws derived from a seed, so that a whole town can be replayed.

Codes that a person types or a link carries are not here: see `base/codes.py`.

An id is a prefix and 20 hexadecimal characters (80 bits: a thousand million ids meet with a
chance below one in a million, and a primary key would say so). It is random to the eye and not
ordered by time, so that nobody can count a shop's orders by looking at two of them. Ids of
things that must exist once per cause (the second voucher of an order) come from the cause
itself: making them twice gives the same id, and the primary key does the rest.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(a + b for a in ALPHABET for b in ALPHABET)
ID_BYTES = 10
_ID_MASK = (1 << (8 * ID_BYTES)) - 1
SEED_BYTES = 32
CAUSE = b"cause"


def derive(seed: bytes, *path: str | int, size: int = 32) -> bytes:
    """`size` (1..64) bytes that depend on the seed and on the whole path, and on nothing else."""
    return blake2b(_text(path), key=seed, digest_size=size).digest()


def _text(path: Iterable[str | int]) -> bytes:
    return "\x1f".join(map(str, path)).encode()


def spelled(value: int, length: int) -> str:
    """The lowest `5 * length` bits of `value` in Crockford characters; `length` must be even."""
    pairs = []
    for _ in range(length // 2):
        pairs.append(_PAIRS[value & 1023])
        value >>= 10
    return "".join(pairs)


def id_of(prefix: str, seed: bytes, *path: str | int) -> str:
    """A new id `prefix_...` for this seed and path: same seed and path, same id."""
    digest = blake2b(_text((prefix, *path)), key=seed, digest_size=ID_BYTES)
    return f"{prefix}_{digest.hexdigest()}"


def ids_in_a_row(prefix: str, count: int, seed: bytes, *path: str | int) -> Iterator[str]:
    """So many new ids next to each other: what is noted together stands together in an index.

    They tell how many things were noted together, which whoever sees them all knows anyway.
    """
    first = int.from_bytes(derive(seed, prefix, *path, size=ID_BYTES))
    return (f"{prefix}_{(first + n) & _ID_MASK:020x}" for n in range(count))


def id_by_cause(prefix: str, *cause: str | int) -> str:
    """The one id that this cause can have, whoever asks and however often."""
    return id_of(prefix, CAUSE, *cause)


def ids_by_cause(prefix: str, count: int, *cause: str | int) -> list[str]:
    """`id_by_cause` of this cause followed by 1, 2 … `count`; its beginning is hashed once."""
    begun = blake2b(_text((prefix, *cause, "")), key=CAUSE, digest_size=ID_BYTES)
    found = []
    for number in range(1, count + 1):
        digest = begun.copy()
        digest.update(str(number).encode())
        found.append(f"{prefix}_{digest.hexdigest()}")
    return found


def merchant_id_of(seed: bytes) -> str:
    """`m` and 8 characters (40 bits): short, because it stands in every link."""
    return "m" + spelled(int.from_bytes(derive(seed, "merchant", size=5)), 8)


def draw(seed: bytes, *path: str | int) -> float:
    """A number in [0, 1) with 53 random bits."""
    return (int.from_bytes(derive(seed, *path, size=8)) >> 11) / (1 << 53)
