"""What is read of merchants, the same on both databases: who works here, and who may come in.

What may be changed is in `tests/rules/test_merchants.py` and `test_merchants_entry.py`.
"""

from collections.abc import Iterator

import pytest

from passalong.base.clock import HOUR, MINUTE
from passalong.base.messages import Actor, Words
from passalong.merchants import queries
from passalong.merchants.model import (
    PLATFORM,
    AddShop,
    AddStaff,
    ApiKey,
    ChangeShop,
    ChangeStaff,
    CreateApiKey,
    CreateMerchant,
    EndSession,
    ReserveSignInName,
    RevokeApiKey,
    SeeSession,
    SetPassword,
    StaffDetail,
    StartSession,
)
from passalong.merchants.queries import ListedKey
from rig.desk import Desk
from rig.living import living
from rig.scene import MERCHANT, MOMENT

OTHER = "m00000002"
FOUND = CreateMerchant("Spring", "Spring Ltd", "intl", "en", "EUR", "Europe/Berlin")


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A merchant with an owner and a clerk; another one with the same ids."""
    with living(database_url) as writer:
        for merchant_id in (OTHER, MERCHANT):
            desk = Desk(writer, merchant_id)
            desk.done(FOUND)
            desk.done(AddStaff("staff_1", "owner", f"Olga of {merchant_id}", "olga", "hash 1"))
            desk.done(AddStaff("staff_2", "clerk", "Clara", "clara", "hash 2"), MOMENT + 1)
        yield desk


def test_closed_shops_are_listed_only_when_asked_for(desk: Desk) -> None:
    first = desk.done(AddShop(Words(en="First")))["shop_id"]
    second = desk.done(AddShop(Words(zh_hant="二號店")), MOMENT + 1)["shop_id"]
    desk.done(ChangeShop(first, is_closed=True), MOMENT + 2)
    assert [shop.shop_id for shop in desk.read(queries.shops)] == [second]
    everything = desk.read(queries.shops, with_closed=True)
    assert [shop.shop_id for shop in everything] == [first, second]
    assert desk.read(queries.shop_of, first) == everything[0]
    assert everything[0].closed_at == MOMENT + 2
    assert everything[1].name == Words(zh_hant="二號店")
    assert desk.read(queries.shop_of, "shop_none") is None
    other = Desk(desk.writer, OTHER)
    assert other.read(queries.shops, with_closed=True) == []
    assert other.read(queries.shop_of, first) is None


def test_staff_are_listed_with_their_names(desk: Desk) -> None:
    desk.done(ChangeStaff("staff_2", is_active=False))
    listed = desk.read(queries.staff_listed)
    assert [(one.staff.staff_id, one.detail.display_name) for one in listed] == [
        ("staff_1", "Olga of m00000001"),
        ("staff_2", "Clara"),
    ]
    assert desk.read(queries.staff_listed, with_dismissed=False) == listed[:1]
    assert desk.read(queries.staff_of, "staff_2") == listed[1]
    assert desk.read(queries.staff_of, "staff_3") is None


def test_a_sign_in_name_finds_its_one_owner_over_all_merchants(desk: Desk) -> None:
    platform = Desk(desk.writer, PLATFORM)
    platform.done(ReserveSignInName("of olga", MERCHANT, "staff_1"))
    platform.done(ReserveSignInName("of the other", OTHER, "staff_1"))
    with desk.writer.database.reading() as read:
        found = [queries.staff_by_sign_in(read, name) for name in ("of olga", "of the other")]
        assert queries.staff_by_sign_in(read, "of nobody") is None
    assert [one.detail for one in found if one] == [
        StaffDetail(MERCHANT, "staff_1", "Olga of m00000001", "olga", "hash 1"),
        StaffDetail(OTHER, "staff_1", "Olga of m00000002", "olga", "hash 1"),
    ]


CLARA = Actor(kind="staff", id="staff_2", role="clerk")


def test_who_is_signed_in_is_known_until_she_is_not(desk: Desk) -> None:
    start = MOMENT + 10

    def signed_in(at: int, merchant_id: str = MERCHANT) -> Actor | None:
        reader = Desk(desk.writer, merchant_id)
        return reader.read(queries.session_actor, "cookie", at)

    assert signed_in(start) is None
    desk.done(StartSession("cookie", "staff_2"), start)
    assert signed_in(start) == CLARA
    assert signed_in(start, OTHER) is None
    assert signed_in(start + 30 * MINUTE) == CLARA
    assert signed_in(start + 30 * MINUTE + 1) is None
    desk.done(SeeSession("cookie"), start + 12 * HOUR)
    assert signed_in(start + 12 * HOUR) == CLARA
    assert signed_in(start + 12 * HOUR + 1) is None


@pytest.mark.parametrize(
    "ending",
    [
        EndSession("cookie"),
        SetPassword("staff_2", "another hash"),
        ChangeStaff("staff_2", is_active=False),
    ],
)
def test_a_session_ends_at_once(desk: Desk, ending: object) -> None:
    desk.done(StartSession("cookie", "staff_2"), MOMENT + 10)
    desk.done(ending, MOMENT + 20)
    assert desk.read(queries.session_actor, "cookie", MOMENT + 20) is None


def test_who_got_another_role_has_it_at_once(desk: Desk) -> None:
    shop_id = desk.done(AddShop(Words(en="First")))["shop_id"]
    desk.done(StartSession("cookie", "staff_2"), MOMENT + 10)
    desk.done(ChangeStaff("staff_2", "manager", (shop_id,)), MOMENT + 11)
    assert desk.read(queries.session_actor, "cookie", MOMENT + 12) == Actor(
        kind="staff", id="staff_2", role="manager", shop_ids=(shop_id,)
    )


def test_a_key_proves_its_program_until_it_is_over(desk: Desk) -> None:
    desk.done(CreateApiKey("key_1", "hash", ("till", "read"), "Till", MOMENT + 50))
    desk.done(CreateApiKey("key_2", "hash", ("read",)), MOMENT + 1)
    program = Actor(kind="key", id="key_1", scopes=frozenset({"read", "till"}))
    assert desk.read(queries.key_actor, "key_1", "hash", MOMENT + 49) == program
    assert desk.read(queries.key_actor, "key_1", "hash", MOMENT + 50) is None
    assert desk.read(queries.key_actor, "key_1", "other", MOMENT) is None
    assert desk.read(queries.key_actor, "key_3", "hash", MOMENT) is None
    assert Desk(desk.writer, OTHER).read(queries.key_actor, "key_1", "hash", MOMENT) is None
    desk.done(RevokeApiKey("key_2"), MOMENT + 2)
    assert desk.read(queries.key_actor, "key_2", "hash", MOMENT + 2) is None
    assert desk.read(queries.api_keys_listed) == [
        ListedKey(ApiKey(MERCHANT, "key_2", ("read",), MOMENT + 1, None, MOMENT + 2), ""),
        ListedKey(ApiKey(MERCHANT, "key_1", ("read", "till"), MOMENT, MOMENT + 50, None), "Till"),
    ]
