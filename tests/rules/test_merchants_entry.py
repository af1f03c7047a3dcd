"""The law of coming in: sign-in names, passwords, sessions, and the keys of programs.

Merchants, shops and staff are in `test_merchants.py`.
"""

import pytest
from msgspec.structs import replace

from passalong.base.clock import HOUR, MINUTE
from passalong.base.messages import Actor, Command
from passalong.merchants.model import (
    PLATFORM,
    AddStaff,
    ApiKey,
    ApiKeyCreated,
    ApiKeyRevoked,
    ApiKeySecret,
    ChangeStaff,
    CreateApiKey,
    CreateMerchant,
    EndSession,
    PasswordSet,
    ReserveSignInName,
    RevokeApiKey,
    SeeSession,
    Session,
    SessionEnded,
    SessionStarted,
    SetPassword,
    SignInName,
    SignInNameReserved,
    Staff,
    StaffDetail,
    StartSession,
    key_holds,
    session_holds,
)
from rig.scene import (
    CLERK,
    MANAGER,
    MERCHANT,
    MOMENT,
    OWNER,
    Scene,
    program,
)


def staffed() -> Scene:
    """A merchant with an owner and a clerk."""
    scene = Scene("merchants")
    scene.done(CreateMerchant("Spring", "Spring Ltd", "intl", "en", "EUR", "Europe/Berlin"))
    scene.done(AddStaff("staff_owner", "owner", "Olga", "olga", "hash"))
    scene.done(AddStaff("staff_clerk", "clerk", "Clara", "clara", "hash"))
    return scene


def test_a_sign_in_name_belongs_to_one_member_of_staff() -> None:
    scene = Scene("merchants")
    scene.merchant_id = PLATFORM
    wish = ReserveSignInName("lookup", MERCHANT, "staff_a")
    told = scene.when(wish)
    assert told.answer == {"home_id": MERCHANT, "staff_id": "staff_a"}
    assert told.events == (SignInNameReserved(MERCHANT, "staff_a"),)
    assert scene.all(SignInName) == [SignInName(PLATFORM, "lookup", MERCHANT, "staff_a")]
    again = scene.when(wish)
    assert (again.answer, again.events) == (told.answer, ())
    for other in (
        ReserveSignInName("lookup", MERCHANT, "staff_b"),
        ReserveSignInName("lookup", "m00000002", "staff_a"),
    ):
        assert scene.refused(other) == "sign_in_name_taken"


def test_sign_in_names_are_reserved_nowhere_else() -> None:
    assert staffed().refused(ReserveSignInName("lookup", MERCHANT, "staff_a")) == "not_allowed"


@pytest.mark.parametrize(
    ("actor", "staff_id", "refusal"),
    [
        (CLERK, "staff_clerk", ""),
        (CLERK, "staff_owner", "not_your_record"),
        (CLERK, "staff_none", "not_your_record"),
        (MANAGER, "staff_clerk", "not_your_record"),
        (OWNER, "staff_clerk", ""),
        (OWNER, "staff_none", "staff_not_found"),
    ],
)
def test_a_password_is_ones_own_or_set_by_an_owner(
    actor: Actor, staff_id: str, refusal: str
) -> None:
    scene = staffed()
    before = scene.row(StaffDetail, "staff_clerk")
    told = scene.when(SetPassword(staff_id, "new hash"), actor=actor, at=MOMENT + 9)
    assert told.refusal == refusal
    if not refusal:
        assert told.events == (PasswordSet(staff_id),)
        assert scene.row(StaffDetail, staff_id) == replace(before, password_hash="new hash")
        assert scene.row(Staff, staff_id).changed_at == MOMENT + 9


def test_a_session_is_started_seen_and_ended() -> None:
    scene = staffed()
    told = scene.when(StartSession("cookie", "staff_clerk"))
    assert told.events == (SessionStarted("staff_clerk"),)
    session = Session(MERCHANT, "cookie", "staff_clerk", MOMENT, MOMENT, None)
    assert scene.row(Session, "cookie") == session
    seen = scene.when(SeeSession("cookie"), at=MOMENT + 5)
    assert (seen.answer, seen.events) == ({"staff_id": "staff_clerk"}, ())
    scene.done(SeeSession("cookie"), at=MOMENT + 3)  # a late one sets nothing back
    assert scene.row(Session, "cookie").seen_at == MOMENT + 5
    ended = scene.when(EndSession("cookie"), at=MOMENT + 6)
    assert (ended.answer, ended.events) == ({"is_ended": True}, (SessionEnded("staff_clerk"),))
    assert scene.row(Session, "cookie") == replace(session, seen_at=MOMENT + 5, ended_at=MOMENT + 6)
    assert scene.when(EndSession("cookie"), at=MOMENT + 9).events == ()
    assert scene.row(Session, "cookie").ended_at == MOMENT + 6
    assert scene.refused(SeeSession("cookie")) == "session_ended"
    assert scene.refused(SeeSession("never was")) == "session_ended"
    assert scene.done(EndSession("never was")) == {"is_ended": True}


def test_who_does_not_work_here_can_not_sign_in() -> None:
    scene = staffed()
    scene.done(ChangeStaff("staff_clerk", is_active=False))
    assert scene.refused(StartSession("cookie", "staff_clerk")) == "staff_not_active"
    assert scene.refused(StartSession("cookie", "staff_none")) == "staff_not_found"


@pytest.mark.parametrize(
    ("holds", "session", "now"),
    [
        (True, {}, 0),
        (True, {"seen_at": MOMENT}, 30 * MINUTE),
        (False, {"seen_at": MOMENT}, 30 * MINUTE + 1),
        (True, {"seen_at": MOMENT + 12 * HOUR}, 12 * HOUR),
        (False, {"seen_at": MOMENT + 12 * HOUR}, 12 * HOUR + 1),
        (False, {"ended_at": MOMENT}, 0),
        (False, {"started_at": MOMENT - 1}, 0),  # before the password changed
    ],
)
def test_how_long_a_session_holds(holds: bool, session: dict[str, int], now: int) -> None:
    staff = Staff(MERCHANT, "staff_a", "clerk", (), True, 0, MOMENT)
    row = replace(Session(MERCHANT, "c", "staff_a", MOMENT, MOMENT, None), **session)
    assert session_holds(row, staff, MOMENT + now) is holds
    assert not session_holds(row, replace(staff, is_active=False), MOMENT + now)


def test_who_is_dismissed_and_comes_back_must_sign_in_again() -> None:
    scene = staffed()
    scene.done(StartSession("cookie", "staff_clerk"))
    scene.done(ChangeStaff("staff_clerk", is_active=False), at=MOMENT + 1)
    scene.done(ChangeStaff("staff_clerk", is_active=True), at=MOMENT + 2)
    session, staff = scene.row(Session, "cookie"), scene.row(Staff, "staff_clerk")
    assert staff.changed_at == MOMENT + 1
    assert not session_holds(session, staff, MOMENT + 3)


# Keys of programs


def test_a_key_is_made_and_revoked() -> None:
    scene = staffed()
    wish = CreateApiKey("key_1", "hash", ("till", "read", "till"), " Till app ", MOMENT + HOUR)
    told = scene.when(wish, actor=OWNER)
    assert told.answer == {"key_id": "key_1", "scopes": ["read", "till"]}
    assert told.events == (ApiKeyCreated("key_1", ("read", "till"), MOMENT + HOUR),)
    key = ApiKey(MERCHANT, "key_1", ("read", "till"), MOMENT, MOMENT + HOUR, None)
    assert scene.row(ApiKey, "key_1") == key
    assert scene.row(ApiKeySecret, "key_1") == ApiKeySecret(MERCHANT, "key_1", "hash", "Till app")
    assert key_holds(key, MOMENT + HOUR - 1)
    assert not key_holds(key, MOMENT + HOUR)
    revoked = scene.when(RevokeApiKey("key_1"), at=MOMENT + 2)
    assert revoked.events == (ApiKeyRevoked("key_1"),)
    assert scene.row(ApiKey, "key_1") == replace(key, revoked_at=MOMENT + 2)
    assert not key_holds(scene.row(ApiKey, "key_1"), MOMENT + 2)
    again = scene.when(RevokeApiKey("key_1"), at=MOMENT + 3)
    assert (again.answer, again.events) == ({"key_id": "key_1"}, ())
    assert scene.refused(RevokeApiKey("key_2")) == "api_key_not_found"


# Each line has all faults of the lines below it too; the first one is named.
@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        ("api_key_exists", CreateApiKey("key_0", "", (), "", MOMENT)),
        ("scopes_missing", CreateApiKey("key_1", "", (), "x" * 201, MOMENT)),
        ("scope_unknown", CreateApiKey("key_1", "", ("money", "all"), "x" * 201, MOMENT)),
        ("not_allowed", CreateApiKey("key_1", "", ("settings", "money"), "x" * 201, MOMENT)),
        ("text_too_long", CreateApiKey("key_1", "", ("settings",), "x" * 201, MOMENT)),
        ("expiry_in_the_past", CreateApiKey("key_1", "", ("settings",), "", MOMENT)),
    ],
)
def test_a_key_that_is_not_made(refusal: str, wish: Command) -> None:
    scene = staffed().given(ApiKey(MERCHANT, "key_0", (), MOMENT, None, None))
    assert scene.refused(wish, actor=program("settings")) == refusal


def test_a_key_needs_its_merchant() -> None:
    wish = CreateApiKey("key_1", "", ("read",))
    assert Scene("merchants").refused(wish) == "merchant_not_found"
