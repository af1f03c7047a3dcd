"""Who asks: the credentials of a request, and the actor that each of them proves.

Whether that actor may call the route is decided in `web/guard.py`; how somebody signs in is in
`web/signin.py`.

Credentials: the cookie of a signed-in member of staff (`{merchant_id}.{secret}`), the cookie or
the address of a customer's own page (`{merchant_id}.{token}`), the address of a friend's voucher
(`/v/{merchant_id}/{token}`), and for programs `Authorization: Bearer`, one of
`pk_{merchant_id}_{key_id}_{secret}`, `my_{merchant_id}_{token}`, `v_{merchant_id}_{token}`.
The merchant always comes from the credential, never from a body.
"""

import asyncio
import re
from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from passalong.base.clock import MINUTE
from passalong.base.codes import CodeMisread, read_token
from passalong.base.messages import Actor, Refusal
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.engine.sealing import Keys
from passalong.merchants.credentials import secret_hash, session_lookup, split_key
from passalong.merchants.model import Merchant
from passalong.merchants.queries import key_and_merchant, merchant_of, session_actor, staff_of
from passalong.people.queries import ids_of, person_by_token
from passalong.vouchers.queries import offer_by_token

SEEN_EVERY: Final = 5 * MINUTE
REMEMBERED_MS: Final = 500
REMEMBERED_MAX: Final = 10_000
Kind = Literal["session", "person", "offer", "key"]
MERCHANT: Final = re.compile(r"m[0-9a-hjkmnp-tv-z]{8}")


class Credential(msgspec.Struct, frozen=True):
    """Something that a request brought to prove who asks."""

    kind: Kind
    merchant_id: str
    secret: str
    is_ambient: bool  # the browser sends it by itself, so a form token is asked besides


class Asker(msgspec.Struct, frozen=True):
    """Who asks, proved. `language` and `name` serve the pages; neither is ever logged.

    `ids` are a customer's own id and those that were merged into it.
    """

    merchant_id: str
    actor: Actor
    credential: Credential | None = None
    session_lookup: str = ""
    name: str = ""
    language: str = ""
    merchant: Merchant | None = None
    voucher_id: str = ""
    turn: int = 0
    ids: tuple[str, ...] = ()


NOBODY: Final = Asker("", Actor(kind="friend"))


def credential_of(kind: Kind, text: str, *, is_ambient: bool) -> Credential | None:
    """A credential from `{merchant_id}.{secret}`; None when it is malformed."""
    merchant_id, dot, secret = text.partition(".")
    if not dot or not MERCHANT.fullmatch(merchant_id) or not 0 < len(secret) <= 200:
        return None
    return Credential(kind, merchant_id, secret, is_ambient)


def bearer_of(header: str) -> Credential | None:
    """A credential from an Authorization header; None without one. Refused when malformed."""
    if not header:
        return None
    scheme, _, text = header.partition(" ")
    kind, _, rest = text.strip().partition("_")
    merchant_id, _, secret = rest.partition("_")
    kinds: dict[str, Kind] = {"pk": "key", "my": "person", "v": "offer"}
    if scheme.lower() != "bearer" or kind not in kinds:
        raise Refusal("credential_refused")
    found = credential_of(kinds[kind], f"{merchant_id}.{secret}", is_ambient=False)
    if found is None:
        raise Refusal("credential_refused")
    return found


class Actors:
    """Finds actors in the database, and remembers each for half a second."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._remembered: dict[Credential, tuple[Asker, int]] = {}
        self._seen: dict[str, int] = {}

    def known(self, credential: Credential) -> Asker | None:
        """The actor if she was found within the last half second."""
        found = self._remembered.get(credential)
        if found is None or self._door.clock.now() - found[1] > REMEMBERED_MS:
            return None
        return found[0]

    def forget(self, credential: Credential | None) -> None:
        """Look her up again next time: she signed out."""
        if credential is not None:
            self._remembered.pop(credential, None)

    def is_to_be_noted(self, asker: Asker) -> bool:
        """Whether the use of this session should be noted now: every few minutes once."""
        now = self._door.clock.now()
        if not asker.session_lookup or now - self._seen.get(asker.session_lookup, 0) < SEEN_EVERY:
            return False
        if len(self._seen) >= REMEMBERED_MAX:
            self._seen.clear()
        self._seen[asker.session_lookup] = now
        return True

    async def find(self, credential: Credential) -> Asker | None:
        """The actor that this credential proves, or None. Reads the database."""
        if credential.kind == "key":
            asker = await self._by_key(credential)
        else:
            asker = await asyncio.to_thread(self._read, credential)
        if asker is not None:
            if len(self._remembered) >= REMEMBERED_MAX:
                self._remembered.clear()
            self._remembered[credential] = (asker, self._door.clock.now())
        return asker

    def _read(self, credential: Credential) -> Asker | None:
        ways = {
            "session": self._by_session,
            "person": self._by_person,
            "offer": self._by_offer,
        }
        with self._door.reading() as read:
            asker = ways[credential.kind](read, credential)
            if asker is None:
                return None
            return replace(asker, merchant=merchant_of(read, asker.merchant_id))

    def _by_session(self, read: Read, credential: Credential) -> Asker | None:
        merchant_id = credential.merchant_id
        lookup = session_lookup(self._door.keys, merchant_id, credential.secret)
        actor = session_actor(read, merchant_id, lookup, self._door.clock.now())
        if actor is None:
            return None
        colleague = staff_of(read, merchant_id, actor.id)
        name = colleague.detail.display_name if colleague else ""
        return Asker(merchant_id, actor, credential, session_lookup=lookup, name=name)

    async def _by_key(self, credential: Credential) -> Asker | None:
        key_id, secret = split_key(credential.secret)
        merchant_id, now = credential.merchant_id, self._door.clock.now()
        actor, merchant = await key_and_merchant(
            self._door.database.finding, merchant_id, key_id, secret_hash(secret), now
        )
        return None if actor is None else Asker(merchant_id, actor, credential, merchant=merchant)

    def _by_person(self, read: Read, credential: Credential) -> Asker | None:
        if not is_token(credential.secret):
            return None
        person = person_by_token(read, credential.merchant_id, credential.secret)
        if person is None or person.erased_at is not None:
            return None
        actor = Actor(kind="person", id=person.person_id, role="person")
        return Asker(
            credential.merchant_id,
            actor,
            credential,
            language=person.language,
            ids=ids_of(person),
        )

    def _by_offer(self, read: Read, credential: Credential) -> Asker | None:
        if not is_token(credential.secret):
            return None
        offer = offer_by_token(read, credential.merchant_id, credential.secret)
        if offer is None:
            return None
        friend_id = self._door.keys.identity_lookup(
            credential.merchant_id, "offer", credential.secret
        )
        return Asker(
            credential.merchant_id,
            Actor(kind="friend", id=friend_id[:20], role="friend"),
            credential,
            voucher_id=offer.voucher_id,
            turn=offer.turn,
        )


def is_token(text: str) -> bool:
    """Whether a text has the form of a link token, before anything is looked up."""
    try:
        read_token(text)
    except CodeMisread:
        return False
    return True


def form_token(keys: Keys, asker: Asker) -> str:
    """What the forms of this asker must bring along: nobody else can make it."""
    credential = asker.credential
    bound = f"{credential.kind}.{credential.secret}" if credential else "nobody"
    return keys.token("form", asker.merchant_id, bound)
