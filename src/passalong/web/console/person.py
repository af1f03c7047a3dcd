"""One person: her story, what she agreed to, her own page; naming, merging, forgetting her.

The list of people is in `people.py`, the line of time in `story.py`.
"""

import asyncio
from typing import Any, Final, get_args

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import TILL, Actor, Refusal
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.orders.queries import OrderFilter, orders
from passalong.people.forest import brought_by, referral_of
from passalong.people.model import (
    NAME_MAX,
    REMARK_MAX,
    AddIdentity,
    ChangePerson,
    ErasePerson,
    MergePeople,
    NamedAs,
    Purpose,
    RenewLink,
    SetConsent,
)
from passalong.people.queries import (
    Known,
    consents_of,
    ids_of,
    known_person,
    phones_of,
    shown_names,
)
from passalong.people.roster import Roster
from passalong.settings import Settings
from passalong.vouchers.codes import link_of_person
from passalong.vouchers.queries import vouchers_of_friend, vouchers_of_giver
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.people import phone_of
from passalong.web.console.room import (
    changed_at,
    joined,
    merchant_of,
    names,
    order_lines,
    voucher_lines,
)
from passalong.web.console.story import story_of
from passalong.web.forms import Form, _
from passalong.web.guard import Guard
from passalong.web.page import Page
from passalong.web.qr_pictures import qr_image

TEMPLATE: Final = "console/person.html"
OWN_PAGE: Final = "console/person_page.html"
LINES: Final = 8
ORDERS: Final = 50
BROUGHT: Final = 30
PURPOSES: Final = get_args(Purpose)
NAMED_AS: Final = get_args(NamedAs)


@get("/people/{person_id:str}", opt=reads(), sync_to_thread=True, include_in_schema=False)
def person(
    person_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One person."""
    with door.reading() as read:
        told = _whole(read, page, person_id)
    return page.show(TEMPLATE, **told)


def _known(read: Read, page: Page, person_id: str) -> Known:
    found = known_person(read, merchant_of(page).merchant_id, person_id)
    if found is None:
        raise Refusal("person_not_found")
    return found


def _whole(read: Read, page: Page, person_id: str) -> dict[str, Any]:
    merchant_id = merchant_of(page).merchant_id
    known = _known(read, page, person_id)
    one, detail = known.person, known.detail
    ids = ids_of(one)
    gave = vouchers_of_giver(read, merchant_id, ids)
    used = vouchers_of_friend(read, merchant_id, ids)
    bought = orders(read, merchant_id, OrderFilter(customer_id=one.person_id), None, ORDERS)
    brought = brought_by(read, merchant_id, ids, BROUGHT)
    referral = referral_of(read, merchant_id, one.person_id)
    others = {voucher.friend_id for voucher in gave} | {voucher.giver_id for voucher in used}
    others |= {each.person_id for each in brought} | {one.person_id}
    others |= {referral.giver_id} if referral else set()
    told = names(read, page, others)
    phones = phones_of(read, merchant_id, ids)
    phone = next((phones[each] for each in ids if each in phones), "")
    friendly = shown_names(read, merchant_id, [one.person_id]).get(one.person_id, "")
    return {
        "person": _herself(page, known, told.get(one.person_id, ""), phone, friendly),
        "brought_by": None
        if referral is None
        else {
            "name": told.get(referral.giver_id, page.say("Somebody who was forgotten")),
            "url": f"/people/{referral.giver_id}",
        },
        "sentence": _sentence(page, gave),
        "story": story_of(read, page, one, bought, gave, used, told),
        "brought": [
            {
                "name": told.get(each.person_id, page.say("Somebody who was forgotten")),
                "url": f"/people/{each.person_id}",
                "at": each.at,
            }
            for each in brought
        ],
        "vouchers": voucher_lines(read, page, [(changed_at(v), v) for v in gave[:LINES]]),
        "vouchers_url": f"/vouchers?giver={one.person_id}" if len(gave) > LINES else None,
        "orders": order_lines(read, page, bought[:LINES]),
        "tree_url": f"/cascade?root={one.person_id}" if brought else None,
        "consents": _consents(read, page, one.person_id),
        "named_as_choices": _named_as(page),
        "values": {
            "name": detail.name if detail else "",
            "nickname": detail.nickname if detail else "",
            "remark": detail.remark if detail else "",
            "named_as": one.named_as,
        },
    }


def _herself(page: Page, known: Known, name: str, phone: str, friendly: str) -> dict[str, Any]:
    one, detail = known.person, known.detail
    return {
        "id": one.person_id,
        "number": one.number,
        "name": name,
        "phone": phone_shown(phone, page.asker.actor),
        "since": one.joined_at,
        "named_as": friendly or page.say("not named"),
        "nickname": detail.nickname if detail else "",
        "remark": detail.remark if detail else "",
        "is_named": one.is_named,
        "is_erased": one.erased_at is not None,
    }


def phone_shown(phone: str, actor: Actor) -> str:
    """In full for managers, else only its end."""
    if not phone or actor.role in ("owner", "manager"):
        return phone
    return f"•••• {phone[-4:]}"


def _sentence(page: Page, gave: list[Any]) -> str:
    given = sum(voucher.turn > 0 for voucher in gave)
    tried = sum(voucher.redeemed_at is not None for voucher in gave)
    bought = sum(voucher.converted_at is not None for voucher in gave)
    if not gave:
        return page.say("Has had no vouchers to give yet.")
    if not given:
        return page.ngettext(
            "Has %(num)s voucher and has given none yet.",
            "Has %(num)s vouchers and has given none yet.",
            len(gave),
        )
    parts = (
        page.ngettext("Gave %(num)s away,", "Gave %(num)s away,", given),
        page.ngettext("%(num)s friend came to try,", "%(num)s friends came to try,", tried),
        page.ngettext("%(num)s bought.", "%(num)s bought.", bought),
    )
    return joined(page, *parts)


def _consents(read: Read, page: Page, person_id: str) -> list[dict[str, Any]]:
    said = consents_of(read, merchant_of(page).merchant_id, person_id)
    words = {
        "named_to_shop": page.say("Her or his name may be told to friends who got a voucher"),
        "marketing_messages": page.say("Messages from the shop"),
        "story_beside_voucher": page.say("Her or his own words beside the voucher"),
    }
    return [
        {
            "purpose": purpose,
            "says": words[purpose],
            "is_granted": said[purpose].is_granted if purpose in said else None,
            "at": said[purpose].at if purpose in said else None,
        }
        for purpose in PURPOSES
    ]


def _named_as(page: Page) -> list[tuple[str, str]]:
    words = {
        "first_name": page.say("by the first name"),
        "full_name": page.say("by the full name"),
        "initial": page.say("by an initial"),
        "nobody": page.say("not at all"),
    }
    return [(key, words[key]) for key in NAMED_AS]


@post("/people/{person_id:str}/change", opt=sends(ChangePerson), include_in_schema=False)
async def change_person(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Name, nickname, remark; naming an anonymous giver is this too."""
    name = form.text("name", most=NAME_MAX)
    nickname = form.text("nickname", most=NAME_MAX)
    remark = form.text("remark", most=REMARK_MAX)
    named_as: Any = form.choice("named_as", NAMED_AS, "first_name")
    if form.is_good:
        try:
            command = ChangePerson(person_id, name, nickname, remark, named_as=named_as)
            await door.send(wish, command)
        except Refusal as refusal:
            return await _again(page, door, form, person_id, refusal)
        return page.to(f"/people/{person_id}", page.say("Saved."))
    return await _again(page, door, form, person_id)


@post("/people/{person_id:str}/phone", opt=sends(AddIdentity), include_in_schema=False)
async def add_phone(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """One more phone number."""
    form.text("phone", needed=True)
    contacts = phone_of(form, contacts_of)
    if not form.is_good:
        return await _again(page, door, form, person_id)
    try:
        await door.send(wish, AddIdentity(person_id, contacts[0]))
    except Refusal as refusal:
        return await _again(page, door, form, person_id, refusal)
    return page.to(f"/people/{person_id}", page.say("Saved."))


@post("/people/{person_id:str}/consent", opt=sends(SetConsent), include_in_schema=False)
async def set_consent(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """She agrees, or withdraws."""
    purpose: Any = form.choice("purpose", PURPOSES)
    grants = form.choice("says", ("yes", "no"))
    if not form.is_good:
        return await _again(page, door, form, person_id)
    await door.send(wish, SetConsent(person_id, purpose, grants == "yes"))
    return page.to(f"/people/{person_id}", page.say("Saved."))


@post("/people/{person_id:str}/merge", opt=sends(MergePeople), include_in_schema=False)
async def merge(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Another record is the same person: it becomes an alias of this one."""
    find = finder(page, guard, roster, contacts_of)
    text = form.text("other", needed=True, most=100)
    form.choice("sure", ("yes",))

    def look() -> list[str]:
        with door.reading() as read:
            return find(read, text)

    found = await asyncio.to_thread(look) if text else []
    other = one_meant(found, text)
    if text and not found:
        form.wrong("other", _("Nobody is known by that."))
    elif text and not other:
        form.wrong("other", _("Several people match. Please use the giver number."))
    if not form.is_good:
        return await _again(page, door, form, person_id)
    try:
        await door.send(wish, MergePeople(other, person_id))
    except Refusal as refusal:
        return await _again(page, door, form, person_id, refusal)
    return page.to(f"/people/{person_id}", page.say("The two records are one person now."))


@post("/people/{person_id:str}/erase", opt=sends(ErasePerson), include_in_schema=False)
async def erase(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Forget who she is, once it was said twice."""
    form.choice("sure", ("yes",))
    if not form.is_good:
        return await _again(page, door, form, person_id)
    await door.send(wish, ErasePerson(person_id))
    return page.to("/people", page.say("Forgotten. Who brought whom stays, without a name."))


@post("/people/{person_id:str}/renew", opt=sends(RenewLink), include_in_schema=False)
async def renew_link(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """A new link for her own page; the old one stops working."""
    await door.send(wish, RenewLink(person_id))
    return page.to(f"/people/{person_id}/page", page.say("The old link no longer works."))


@get(
    "/people/{person_id:str}/page",
    opt=reads(roles=TILL),
    sync_to_thread=True,
    include_in_schema=False,
)
def own_page(
    person_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Her own page as a QR code, to be shown to herself only: who has the link acts as her."""
    with door.reading() as read:
        known = _known(read, page, person_id)
        told = names(read, page, [known.person.person_id])
    if known.person.erased_at is not None:
        raise Refusal("person_erased")
    link = link_of_person(door.keys, known.person, settings.public_url)
    return page.show(
        OWN_PAGE,
        person={"id": known.person.person_id, "name": told.get(known.person.person_id, "")},
        link=link,
        qr_image=qr_image(link),
    )


async def _again(
    page: Page, door: Door, form: Form, person_id: str, refusal: Refusal | None = None
) -> Response[Any]:
    def look() -> dict[str, Any]:
        with door.reading() as read:
            return _whole(read, page, person_id)

    told = await asyncio.to_thread(look)
    form.values = {**told.pop("values"), **form.values}
    fields = {"identity_conflict": "phone", "referral_circle": "other"}
    return page.again(TEMPLATE, form, refusal, fields, **told)


ROUTES: Final[tuple[Any, ...]] = (
    person,
    change_person,
    add_phone,
    set_consent,
    merge,
    erase,
    renew_link,
    own_page,
)
