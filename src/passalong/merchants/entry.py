"""The law of coming in: sign-in names, passwords, sessions and the keys of programs.

Who works here is in `merchants/rules.py`. Passwords are hashed and compared at the rim
(`web/signin.py`); whether a session or key is good now is a read (`merchants/queries.py`).
"""

from collections.abc import Generator
from typing import Any

from msgspec.structs import replace

from passalong.base.messages import Forget, Keep, Now, Refusal, require
from passalong.base.world import World
from passalong.merchants.model import (
    NAME_MAX,
    PLATFORM,
    SCOPES,
    ApiKey,
    ApiKeyCreated,
    ApiKeyRevoked,
    ApiKeySecret,
    CreateApiKey,
    EndSession,
    ForgetSessions,
    Merchant,
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
    session_is_over,
)

Steps = Generator[Any, Any, dict[str, Any]]


def reserve(world: World, command: ReserveSignInName, now: Now) -> Steps:
    """Take a sign-in name for one member of staff; asking again for the same one is no harm."""
    require(world.merchant_id == PLATFORM, "not_allowed")
    taken = world.get(SignInName, command.name_lookup)
    if taken is None:
        yield SignInNameReserved(command.home_id, command.staff_id)
        yield Keep(SignInName(PLATFORM, command.name_lookup, command.home_id, command.staff_id))
    else:
        mine = (taken.home_id, taken.staff_id) == (command.home_id, command.staff_id)
        require(mine, "sign_in_name_taken")
    return {"home_id": command.home_id, "staff_id": command.staff_id}


def set_password(world: World, command: SetPassword, now: Now) -> Steps:
    """One's own password, or as an owner anybody's. Whoever was signed in must sign in again."""
    world.hint(StaffDetail, command.staff_id)
    actor = now.actor
    others = actor.kind == "system" or actor.role == "owner"
    require(others or actor.id == command.staff_id, "not_your_record")
    require(world.get(Staff, command.staff_id) is not None, "staff_not_found")
    yield PasswordSet(command.staff_id)
    detail = world.have(StaffDetail, command.staff_id)
    yield Keep(replace(detail, password_hash=command.password_hash))
    return {"staff_id": command.staff_id}


def start_session(world: World, command: StartSession, now: Now) -> Steps:
    """Somebody proved who she is, and still works here."""
    staff = world.get(Staff, command.staff_id)
    if staff is None:
        raise Refusal("staff_not_found")
    require(staff.is_active, "staff_not_active")
    yield SessionStarted(staff.staff_id)
    yield Keep(
        Session(world.merchant_id, command.session_lookup, staff.staff_id, now.at, now.at, None)
    )
    return {"staff_id": staff.staff_id}


def see_session(world: World, command: SeeSession, now: Now) -> Steps:
    """Note that the session is in use. No event: history is not a log of clicks."""
    session = world.get(Session, command.session_lookup)
    if session is None or session.ended_at is not None:
        raise Refusal("session_ended")
    yield Keep(replace(session, seen_at=max(session.seen_at, now.at)))
    return {"staff_id": session.staff_id}


def end_session(world: World, command: EndSession, now: Now) -> Steps:
    """Sign out; signing out twice is no harm."""
    session = world.get(Session, command.session_lookup)
    if session is not None and session.ended_at is None:
        yield SessionEnded(session.staff_id)
        yield Keep(replace(session, ended_at=now.at))
    return {"is_ended": True}


def forget_sessions(world: World, command: ForgetSessions, now: Now) -> Steps:
    """Delete what is over. No event: that it began and ended is in history already."""
    for lookup in command.session_lookups:
        world.hint(Session, lookup)
    count = 0
    for lookup in command.session_lookups:
        session = world.get(Session, lookup)
        if session is not None and session_is_over(session, now.at):
            yield Forget(Session, (lookup,))
            count += 1
    return {"forgotten": count}


def create_key(world: World, command: CreateApiKey, now: Now) -> Steps:
    """A key for a program; a program can hand on only what it has itself."""
    world.hint(ApiKey, command.key_id)
    require(world.get(Merchant) is not None, "merchant_not_found")
    require(world.get(ApiKey, command.key_id) is None, "api_key_exists")
    require(command.scopes != (), "scopes_missing")
    for scope in command.scopes:
        require(scope in SCOPES, "scope_unknown", scope=scope)
    if now.actor.kind == "key":
        require(now.actor.scopes.issuperset(command.scopes), "not_allowed")
    require(len(command.label) <= NAME_MAX, "text_too_long", field="label", limit=NAME_MAX)
    require(command.expires_at is None or command.expires_at > now.at, "expiry_in_the_past")
    scopes = tuple([scope for scope in SCOPES if scope in command.scopes])
    yield ApiKeyCreated(command.key_id, scopes, command.expires_at)
    yield Keep(
        ApiKeySecret(world.merchant_id, command.key_id, command.secret_hash, command.label.strip())
    )
    return {"key_id": command.key_id, "scopes": list(scopes)}


def revoke_key(world: World, command: RevokeApiKey, now: Now) -> Steps:
    """The key is dead from now on; revoking it twice is no harm."""
    key = world.get(ApiKey, command.key_id)
    if key is None:
        raise Refusal("api_key_not_found")
    if key.revoked_at is None:
        yield ApiKeyRevoked(key.key_id)
    return {"key_id": key.key_id}


ENTRY_RULES = {
    ReserveSignInName: reserve,
    SetPassword: set_password,
    StartSession: start_session,
    SeeSession: see_session,
    EndSession: end_session,
    ForgetSessions: forget_sessions,
    CreateApiKey: create_key,
    RevokeApiKey: revoke_key,
}
