"""Words of merchants: the tenant, its shops, its staff, its API keys, its sign-ins.

What is allowed is in `merchants/rules.py`; passwords are hashed at the rim (`web/signin.py`).
The reserved tenant `platform` holds what must be unique over all merchants: sign-in names. An API
key names its merchant in clear (`pk_{merchant}_{key}_{secret}`): it needs no platform-wide table.
"""

from typing import ClassVar, Literal

from passalong.base.clock import HOUR, MINUTE
from passalong.base.messages import MANAGERS, OWNER, SYSTEM, Command, Event, Row, Words

PLATFORM = "platform"
NAME_MAX = 200
ADDRESS_MAX = 500
SESSION_IDLE_MAX = 30 * MINUTE
SESSION_MAX = 12 * HOUR
StaffRole = Literal["owner", "manager", "clerk", "accountant", "auditor"]
Language = Literal["zh_Hans", "zh_Hant", "en"]
SCOPES = (
    "read", "people", "catalog", "orders", "campaigns", "vouchers", "till", "money", "settings",
)  # fmt: skip


class Merchant(Row, frozen=True):
    """A tenant. `organiser` is the name on the business licence, shown on every page."""

    key: ClassVar = ("merchant_id",)

    name: str
    organiser: str
    pack: str
    language: Language
    currency: str
    time_zone: str
    created_at: int


class Shop(Row, frozen=True):
    """A place with a till."""

    key: ClassVar = ("merchant_id", "shop_id")

    shop_id: str
    name: Words
    address: Words
    map_url: str
    opened_at: int
    closed_at: int | None


class Staff(Row, frozen=True):
    """Somebody who works for the merchant; `shop_ids` empty means in every shop.

    `changed_at`: every session that began before it is over (new password, dismissed).
    """

    key: ClassVar = ("merchant_id", "staff_id")

    staff_id: str
    role: StaffRole
    shop_ids: tuple[str, ...]
    is_active: bool
    added_at: int
    changed_at: int


class StaffDetail(Row, frozen=True):
    """The member of staff as a person, and how she proves who she is."""

    key: ClassVar = ("merchant_id", "staff_id")
    private: ClassVar = True

    staff_id: str
    display_name: str
    sign_in_name: str
    password_hash: str


class SignInName(Row, frozen=True):
    """In the tenant `platform`: which merchant's staff a sign-in name belongs to."""

    key: ClassVar = ("merchant_id", "name_lookup")
    private: ClassVar = True

    name_lookup: str
    home_id: str
    staff_id: str


class Session(Row, frozen=True):
    """A signed-in browser, found by the keyed hash of its cookie."""

    key: ClassVar = ("merchant_id", "session_lookup")
    private: ClassVar = True

    session_lookup: str
    staff_id: str
    started_at: int
    seen_at: int
    ended_at: int | None


class ApiKey(Row, frozen=True):
    """A key of a program; its secret is shown once and kept as a hash."""

    key: ClassVar = ("merchant_id", "key_id")

    key_id: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None
    revoked_at: int | None


class ApiKeySecret(Row, frozen=True):
    """What proves an API key, and what the shop calls it."""

    key: ClassVar = ("merchant_id", "key_id")
    private: ClassVar = True

    key_id: str
    secret_hash: str
    label: str


class CreateMerchant(Command, frozen=True):
    """Found a tenant; its id is the envelope's merchant. Refused if it exists."""

    allowed: ClassVar = SYSTEM

    name: str
    organiser: str
    pack: str
    language: Language
    currency: str
    time_zone: str
    copy_reason: str = ""


class MerchantCreated(Event, frozen=True):
    """A tenant exists."""

    name: str
    organiser: str
    pack: str
    language: Language
    currency: str
    time_zone: str


class ChangeMerchant(Command, frozen=True):
    """Change what is given; None leaves as it is."""

    allowed: ClassVar = OWNER | SYSTEM
    scope: ClassVar = "settings"

    name: str | None = None
    organiser: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    copy_reason: str = ""


class MerchantChanged(Event, frozen=True):
    """The merchant's particulars after a change."""

    name: str
    organiser: str
    language: Language
    time_zone: str


class AddShop(Command, frozen=True):
    """Open a shop of this merchant."""

    allowed: ClassVar = OWNER | SYSTEM
    scope: ClassVar = "settings"

    name: Words
    address: Words = Words()
    map_url: str = ""
    copy_reason: str = ""


class ShopAdded(Event, frozen=True):
    """A shop is open."""

    shop_id: str
    name: Words
    address: Words
    map_url: str


class ChangeShop(Command, frozen=True):
    """Change what is given; None leaves as it is. `is_closed` True closes it for good."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "settings"

    shop_id: str
    name: Words | None = None
    address: Words | None = None
    map_url: str | None = None
    is_closed: bool = False
    copy_reason: str = ""


class ShopChanged(Event, frozen=True):
    """The shop's particulars after a change."""

    shop_id: str
    name: Words
    address: Words
    map_url: str
    is_closed: bool


class ReserveSignInName(Command, frozen=True):
    """In the tenant `platform`: this name belongs to that merchant's member of staff."""

    allowed: ClassVar = SYSTEM

    name_lookup: str
    home_id: str
    staff_id: str


class SignInNameReserved(Event, frozen=True):
    """A sign-in name was taken; which one is nobody's business."""

    home_id: str
    staff_id: str


class AddStaff(Command, frozen=True):
    """Employ somebody. The sign-in name was reserved and the password hashed before."""

    allowed: ClassVar = OWNER | SYSTEM
    scope: ClassVar = "settings"

    staff_id: str
    role: StaffRole
    display_name: str
    sign_in_name: str
    password_hash: str
    shop_ids: tuple[str, ...] = ()


class StaffAdded(Event, frozen=True):
    """Somebody works here."""

    staff_id: str
    role: StaffRole
    shop_ids: tuple[str, ...]


class ChangeStaff(Command, frozen=True):
    """Another role, other shops, or no longer employed; the last owner stays."""

    allowed: ClassVar = OWNER
    scope: ClassVar = "settings"

    staff_id: str
    role: StaffRole | None = None
    shop_ids: tuple[str, ...] | None = None
    is_active: bool | None = None


class StaffChanged(Event, frozen=True):
    """A member of staff after a change."""

    staff_id: str
    role: StaffRole
    shop_ids: tuple[str, ...]
    is_active: bool


class OwnerTally(Row, frozen=True):
    """How many active owners there are: the last one can't leave."""

    key: ClassVar = ("merchant_id",)

    owners: int


class SetPassword(Command, frozen=True):
    """A new password (hashed at the rim); every session that began before it ends."""

    allowed: ClassVar = OWNER | SYSTEM | {"manager", "clerk", "accountant", "auditor"}

    staff_id: str
    password_hash: str


class PasswordSet(Event, frozen=True):
    """A password was changed."""

    staff_id: str


class StartSession(Command, frozen=True):
    """Somebody proved who she is."""

    allowed: ClassVar = SYSTEM

    session_lookup: str
    staff_id: str


class SessionStarted(Event, frozen=True):
    """Somebody signed in."""

    staff_id: str


class SeeSession(Command, frozen=True):
    """The session is in use (noted at most every few minutes)."""

    allowed: ClassVar = SYSTEM

    session_lookup: str


class EndSession(Command, frozen=True):
    """Somebody signs out."""

    allowed: ClassVar = SYSTEM

    session_lookup: str


class SessionEnded(Event, frozen=True):
    """Somebody signed out."""

    staff_id: str


class ForgetSessions(Command, frozen=True):
    """Delete these sessions, as far as they are over."""

    allowed: ClassVar = SYSTEM

    session_lookups: tuple[str, ...]


class CreateApiKey(Command, frozen=True):
    """A key for a program, with these scopes."""

    allowed: ClassVar = OWNER | SYSTEM
    scope: ClassVar = "settings"

    key_id: str
    secret_hash: str
    scopes: tuple[str, ...]
    label: str = ""
    expires_at: int | None = None


class ApiKeyCreated(Event, frozen=True):
    """A program may call."""

    key_id: str
    scopes: tuple[str, ...]
    expires_at: int | None


class RevokeApiKey(Command, frozen=True):
    """The program may no longer call, from now on."""

    allowed: ClassVar = OWNER | SYSTEM
    scope: ClassVar = "settings"

    key_id: str


class ApiKeyRevoked(Event, frozen=True):
    """A key is dead."""

    key_id: str


def session_is_over(session: Session, now: int) -> bool:
    """Whether nobody can be signed in with it any more: signed out, or too old."""
    return (
        session.ended_at is not None
        or now - session.started_at > SESSION_MAX
        or now - session.seen_at > SESSION_IDLE_MAX
    )


def session_holds(session: Session, staff: Staff, now: int) -> bool:
    """Whether somebody is still signed in: she works here, nothing ended it, it is not too old."""
    is_hers = staff.is_active and session.started_at >= staff.changed_at
    return is_hers and not session_is_over(session, now)


def key_holds(key: ApiKey, now: int) -> bool:
    """Whether an API key is still good: neither revoked nor past its date."""
    return key.revoked_at is None and (key.expires_at is None or key.expires_at > now)
