"""The law of merchants: tenant, shops, staff, and who can come in.

The same over HTTP is in `tests/stories`; what is read on real databases in `tests/promises`.
"""

import pytest
from msgspec.structs import replace

from passalong.base.messages import Actor, Command, Words
from passalong.merchants.model import (
    ADDRESS_MAX,
    NAME_MAX,
    PLATFORM,
    AddShop,
    AddStaff,
    ApiKey,
    ChangeMerchant,
    ChangeShop,
    ChangeStaff,
    CreateApiKey,
    CreateMerchant,
    EndSession,
    Merchant,
    MerchantChanged,
    MerchantCreated,
    OwnerTally,
    ReserveSignInName,
    RevokeApiKey,
    SeeSession,
    SetPassword,
    Shop,
    ShopAdded,
    ShopChanged,
    Staff,
    StaffAdded,
    StaffChanged,
    StaffDetail,
    StartSession,
)
from rig.scene import (
    ACCOUNTANT,
    AUDITOR,
    CLERK,
    MANAGER,
    MERCHANT,
    MOMENT,
    OWNER,
    Scene,
    person,
    program,
)

FOUND = CreateMerchant("清泉水铺", "杭州清泉饮品有限公司", "cn", "zh_Hans", "CNY", "Asia/Shanghai")
NAME = Words(zh_hans="一号店", en="First shop")


def town() -> Scene:
    """A merchant without anything."""
    scene = Scene("merchants")
    scene.done(FOUND)
    return scene


def added(staff_id: str, role: str = "clerk", shop_ids: tuple[str, ...] = ()) -> AddStaff:
    """Somebody to employ."""
    return AddStaff(staff_id, role, "李姐", f"{staff_id}@shop", "hash of her password", shop_ids)


def staffed() -> Scene:
    """A merchant with an owner and a clerk."""
    scene = town()
    scene.done(added("staff_owner", "owner"))
    scene.done(added("staff_clerk"))
    return scene


# Merchants


def test_a_merchant_is_founded_once() -> None:
    scene = Scene("merchants")
    told = scene.when(FOUND)
    particulars = (
        "清泉水铺", "杭州清泉饮品有限公司", "cn", "zh_Hans", "CNY", "Asia/Shanghai",
    )  # fmt: skip
    assert told.answer == {"merchant_id": MERCHANT}
    assert told.events == (MerchantCreated(*particulars),)
    assert scene.row(Merchant) == Merchant(MERCHANT, *particulars, MOMENT)
    assert scene.refused(FOUND) == "merchant_exists"


def test_a_merchant_without_an_organiser_may_exist() -> None:
    scene = Scene("merchants")
    scene.done(replace(FOUND, organiser="  "))
    assert scene.row(Merchant).organiser == ""


def test_the_reserved_tenant_is_nobodys() -> None:
    scene = Scene("merchants")
    scene.merchant_id = PLATFORM
    assert scene.refused(FOUND) == "merchant_exists"


# Each line has all faults of the lines below it too; the first one is named.
@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        ("name_missing", CreateMerchant(" ", "x" * (NAME_MAX + 1), "us", "en", "XXX", "Mars")),
        ("text_too_long", CreateMerchant("A", "x" * (NAME_MAX + 1), "us", "en", "XXX", "Mars")),
        ("pack_unknown", CreateMerchant("A", "", "us", "en", "XXX", "Mars")),
        ("currency_unknown", CreateMerchant("A", "", "intl", "en", "XXX", "Mars")),
    ],
)
def test_a_merchant_needs_a_name_a_pack_and_a_currency(refusal: str, wish: Command) -> None:
    assert Scene("merchants").refused(wish) == refusal


def test_a_merchant_changes_what_is_given_and_nothing_else() -> None:
    scene = town()
    told = scene.when(ChangeMerchant(language="en"), actor=OWNER)
    kept = ("清泉水铺", "杭州清泉饮品有限公司")
    assert told.events == (MerchantChanged(*kept, "en", "Asia/Shanghai"),)
    scene.done(ChangeMerchant(name=" Spring ", organiser="", time_zone="Europe/Berlin"))
    assert scene.row(Merchant) == Merchant(
        MERCHANT, "Spring", "", "cn", "en", "CNY", "Europe/Berlin", MOMENT
    )
    assert scene.refused(ChangeMerchant(name=" ")) == "name_missing"
    assert Scene("merchants").refused(ChangeMerchant()) == "merchant_not_found"


# Shops


def test_a_shop_is_opened_renamed_and_closed_for_good() -> None:
    scene = town()
    told = scene.when(AddShop(NAME, map_url="https://map.example/1"))
    shop_id = told.answer["shop_id"]
    assert told.events == (ShopAdded(shop_id, NAME, Words(), "https://map.example/1"),)
    shop = Shop(MERCHANT, shop_id, NAME, Words(), "https://map.example/1", MOMENT, None)
    assert scene.row(Shop, shop_id) == shop
    address = Words(zh_hans="西湖边")
    told = scene.when(ChangeShop(shop_id, address=address, map_url=""), actor=MANAGER)
    assert told.events == (ShopChanged(shop_id, NAME, address, "", False),)
    closed = scene.done(ChangeShop(shop_id, is_closed=True), at=MOMENT + 5)
    assert closed == {"shop_id": shop_id, "is_closed": True}
    assert scene.row(Shop, shop_id) == replace(
        shop, address=address, map_url="", closed_at=MOMENT + 5
    )
    assert scene.refused(ChangeShop(shop_id, name=NAME)) == "shop_closed"


@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        ("name_missing", AddShop(Words(en=" "), map_url="javascript:alert(1)")),
        ("text_too_long", AddShop(Words(en="x" * (NAME_MAX + 1)))),
        ("text_too_long", AddShop(NAME, Words(zh_hant="x" * (ADDRESS_MAX + 1)))),
        ("map_url_not_web", AddShop(NAME, map_url="javascript:alert(1)")),
        ("shop_not_found", ChangeShop("shop_none", name=Words())),
    ],
)
def test_a_shop_that_is_not_sound_is_not_opened(refusal: str, wish: Command) -> None:
    assert town().refused(wish) == refusal


def test_a_shop_needs_its_merchant() -> None:
    assert Scene("merchants").refused(AddShop(NAME)) == "merchant_not_found"


# Staff


def test_somebody_is_employed_and_her_name_stays_out_of_history() -> None:
    scene = town()
    shop_id = scene.done(AddShop(NAME))["shop_id"]
    told = scene.when(added("staff_a", "manager", (shop_id,)))
    assert told.answer == {"staff_id": "staff_a", "role": "manager"}
    assert told.events == (StaffAdded("staff_a", "manager", (shop_id,)),)
    assert scene.row(Staff, "staff_a") == Staff(
        MERCHANT, "staff_a", "manager", (shop_id,), True, MOMENT, MOMENT
    )
    assert scene.row(StaffDetail, "staff_a") == StaffDetail(
        MERCHANT, "staff_a", "李姐", "staff_a@shop", "hash of her password"
    )
    assert not [line for line in scene.journal if "李姐" in line.body or "hash" in line.body]


# Each line has all faults of the lines below it too; the first one is named.
@pytest.mark.parametrize(
    ("refusal", "wish"),
    [
        ("staff_exists", AddStaff("staff_clerk", "owner", " ", "", "", ("shop_none",))),
        ("name_missing", AddStaff("staff_b", "owner", " ", "", "", ("shop_none",))),
        ("text_too_long", AddStaff("staff_b", "owner", "x" * 201, "", "", ("shop_none",))),
        ("shop_not_found", AddStaff("staff_b", "owner", "B", "", "", ("shop_none",))),
        ("not_allowed", AddStaff("staff_b", "owner", "B", "", "", ())),
    ],
)
def test_who_can_not_be_employed(refusal: str, wish: Command) -> None:
    assert staffed().refused(wish, actor=program("settings")) == refusal


def test_a_program_can_make_no_owner_and_no_manager() -> None:
    scene = staffed()
    settings = program("settings")
    for role in ("owner", "manager"):
        assert scene.refused(added("staff_b", role), actor=settings) == "not_allowed"
    scene.done(added("staff_b", "clerk"), actor=settings)
    for role in ("owner", "manager"):
        wish = ChangeStaff("staff_b", role=role)
        assert scene.refused(wish, actor=settings) == "not_allowed"
    scene.done(ChangeStaff("staff_b", role="owner"), actor=OWNER)
    scene.done(ChangeStaff("staff_b", is_active=False), actor=settings)
    back = ChangeStaff("staff_b", is_active=True)
    assert scene.refused(back, actor=settings) == "not_allowed"
    scene.done(back, actor=OWNER)


def test_staff_change_role_and_shops() -> None:
    scene = staffed()
    shop_id = scene.done(AddShop(NAME))["shop_id"]
    told = scene.when(ChangeStaff("staff_clerk", "manager", (shop_id,)), at=MOMENT + 7)
    assert told.answer == {"staff_id": "staff_clerk", "role": "manager", "is_active": True}
    assert told.events == (StaffChanged("staff_clerk", "manager", (shop_id,), True),)
    # Another role ends no session: what one may do is looked up each time.
    assert scene.row(Staff, "staff_clerk") == Staff(
        MERCHANT, "staff_clerk", "manager", (shop_id,), True, MOMENT, MOMENT
    )
    assert scene.refused(ChangeStaff("staff_none", shop_ids=("shop_x",))) == "staff_not_found"
    assert scene.refused(ChangeStaff("staff_clerk", shop_ids=("shop_x",))) == "shop_not_found"


@pytest.mark.parametrize(
    "leaving",
    [
        ChangeStaff("staff_owner", is_active=False),
        ChangeStaff("staff_owner", role="manager"),
        ChangeStaff("staff_owner", role="clerk", is_active=False),
    ],
)
def test_the_last_owner_stays(leaving: ChangeStaff) -> None:
    scene = staffed()
    assert scene.refused(leaving) == "last_owner_stays"
    scene.done(added("staff_second", "owner"))
    assert scene.row(OwnerTally).owners == 2
    scene.done(leaving)
    assert scene.row(OwnerTally).owners == 1
    assert scene.refused(ChangeStaff("staff_second", role="auditor")) == "last_owner_stays"


def test_a_dismissed_owner_does_not_count() -> None:
    scene = staffed()
    scene.done(added("staff_second", "owner"))
    scene.done(ChangeStaff("staff_second", is_active=False))
    assert scene.refused(ChangeStaff("staff_owner", role="clerk")) == "last_owner_stays"
    scene.done(ChangeStaff("staff_second", role="clerk"))
    scene.done(ChangeStaff("staff_clerk", role="owner"))
    assert scene.row(OwnerTally).owners == 2
    scene.done(ChangeStaff("staff_owner", shop_ids=()))  # no change of owners
    assert scene.row(OwnerTally).owners == 2


@pytest.mark.parametrize(
    ("wish", "may"),
    [
        (AddShop(NAME), "owner settings"),
        (ChangeShop("shop_1", name=NAME), "owner manager settings"),
        (added("staff_b"), "owner settings"),
        (ChangeStaff("staff_clerk", role="auditor"), "owner settings"),
        (ChangeMerchant(name="B"), "owner settings"),
        (SetPassword("staff_clerk", "h"), "owner clerk"),
        (CreateApiKey("key_1", "h", ("settings",)), "owner settings"),
        (RevokeApiKey("key_0"), "owner settings"),
        (StartSession("s", "staff_clerk"), ""),
        (SeeSession("s"), ""),
        (EndSession("s"), ""),
        (FOUND, ""),
        (ReserveSignInName("l", MERCHANT, "staff_b"), ""),
    ],
)
def test_who_may_do_what(wish: Command, may: str) -> None:
    actors = {
        "owner": OWNER,
        "manager": MANAGER,
        "clerk": CLERK,
        "accountant": ACCOUNTANT,
        "auditor": AUDITOR,
        "person": person("staff_clerk"),
        "settings": program("settings"),
        "people": program("people"),
        "friend": Actor(kind="friend", role="friend"),
    }
    allowed = []
    for name, actor in actors.items():
        scene = staffed().given(
            Shop(MERCHANT, "shop_1", NAME, Words(), "", MOMENT, None),
            ApiKey(MERCHANT, "key_0", (), MOMENT, None, None),
        )
        told = scene.when(wish, actor=actor)
        if not told.refusal:
            allowed.append(name)
        else:
            assert told.refusal in ("not_allowed", "not_your_record")
    assert allowed == may.split()
