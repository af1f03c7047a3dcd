"""Proof that a name was looked up: whoever searched carries it to the till within minutes.

The look-up itself is in `web/givers.py` and `web/till/naming.py`; what may be redeemed without
one is law of `vouchers/manual.py`.

A proof is a keyed token over merchant, asker, person and the quarter of an hour, so nothing has
to be kept, and every process of this installation knows it. It is good until the end of the
quarter after the one in which it was made.
"""

import hmac
from typing import Final

from passalong.base.clock import MINUTE
from passalong.base.messages import Actor
from passalong.engine.sealing import Keys

QUARTER: Final = 15 * MINUTE


def look_up_proof(keys: Keys, merchant_id: str, actor: Actor, person_id: str, at: int) -> str:
    """What a search gives along with each answer."""
    return _proof(keys, merchant_id, actor, person_id, at // QUARTER)


def is_looked_up(
    keys: Keys, merchant_id: str, actor: Actor, person_id: str, at: int, proof: str
) -> bool:
    """Whether this asker found this person by a search just now."""
    quarters = (at // QUARTER, at // QUARTER - 1)
    made = [_proof(keys, merchant_id, actor, person_id, one) for one in quarters]
    return any(hmac.compare_digest(one.encode(), proof.encode()) for one in made)


def _proof(keys: Keys, merchant_id: str, actor: Actor, person_id: str, quarter: int) -> str:
    return keys.token("look_up", merchant_id, f"{actor.kind}.{actor.id}", person_id, quarter)
