"""What a customer decides for herself: her name, how friends see it, consents, her link, to be
forgotten.

What each of them does is law (`people/rules.py`).
"""

import asyncio
from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.base.messages import Command, Refusal
from passalong.engine.asking import sends
from passalong.engine.door import Door, Wish
from passalong.people.model import ChangePerson, ErasePerson, RenewLink, SetConsent
from passalong.people.queries import consents_of, known_person, person_of, shown_names
from passalong.settings import Settings
from passalong.vouchers.codes import link_of_person, token_of_person
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.page import YEAR, Page
from passalong.web.phone.mine import OWN, require_own

NAMED: Final = ("first_name", "full_name", "initial", "nobody")
LANGUAGES: Final = {"zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant", "en": "en"}
PURPOSES: Final = ("named_to_shop", "marketing_messages")
TEMPLATE: Final = "phone/choices.html"


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


@get("/my/{merchant_id:str}/choices", opt=OWN, sync_to_thread=True)
def my_choices(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Everything as it is now."""
    require_own(page, merchant_id)
    context, values = _now(page, door, settings)
    return page.show(TEMPLATE, values=values, **context)


@post("/my/{merchant_id:str}/choices", opt=sends(ChangePerson))
async def choose(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Keep what was chosen."""
    person_id = require_own(page, merchant_id)
    change = ChangePerson(
        person_id,
        name=form.text("name", most=60),
        language=form.choice("language", LANGUAGES),  # type: ignore[arg-type]
        named_as=form.choice("named_as", NAMED),  # type: ignore[arg-type]
    )
    agreed = form.many("agreed")
    wanted: list[Command] = [change]
    wanted += [SetConsent(person_id, purpose, purpose in agreed) for purpose in PURPOSES]
    refused: Refusal | None = None
    if form.is_good:
        try:
            for place, command in enumerate(wanted):
                key = f"{wish.idempotency_key}-{place}"
                await door.send(msgspec.structs.replace(wish, idempotency_key=key), command)
        except Refusal as refusal:
            refused = refusal
        else:
            kept = page.to(f"/my/{merchant_id}", page.say("Saved."))
            page.keep(kept, "lang", LANGUAGES[str(change.language)], YEAR)
            return kept
    context, _values = await asyncio.to_thread(_now, page, door, settings)
    return page.again(TEMPLATE, form, refused, **context)


@post("/my/{merchant_id:str}/link", opt=sends(RenewLink))
async def renew(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
) -> Response[Any]:
    """A new link; the old one stops working at once."""
    person_id = require_own(page, merchant_id)
    await door.send(wish, RenewLink(person_id))
    _forget_link(page, guard)
    token = await asyncio.to_thread(_token, door, merchant_id, person_id)
    response = page.to(
        f"/my/{merchant_id}/choices", page.say("This is your new link. The old one is closed.")
    )
    page.remember_customer(response, token, merchant_id)
    return response


@get("/my/{merchant_id:str}/erase", opt=OWN, sync_to_thread=True)
def ask_before_erasing(merchant_id: FromPath[str], page: NamedDependency[Page]) -> Response[Any]:
    """What will be gone and what stays, before it is done."""
    require_own(page, merchant_id)
    return page.show("phone/erase.html", back_url=f"/my/{merchant_id}/choices")


@post("/my/{merchant_id:str}/erase", opt=sends(ErasePerson))
async def erase(
    merchant_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
) -> Response[Any]:
    """Forget her: name, phone and link are gone for good."""
    person_id = require_own(page, merchant_id)
    if not form.yes("sure"):
        form.wrong("sure", _("Please tick this if you are sure."))
        return page.again("phone/erase.html", form, back_url=f"/my/{merchant_id}/choices")
    await door.send(wish, ErasePerson(person_id))
    _forget_link(page, guard)
    response = page.show(
        "phone/message.html",
        tone="success",
        heading=page.say("You are forgotten"),
        text=page.say("Your name, your phone number and your link are gone from this shop."),
        next_url=None,
        next_text="",
    )
    response.delete_cookie(guard.customer_cookie(merchant_id), path="/")
    return response


def _forget_link(page: Page, guard: Guard) -> None:
    """Her link ends at once, also where it was looked up a moment ago."""
    credential = page.asker.credential
    if credential is not None:
        for is_ambient in (True, False):
            guard.actors.forget(msgspec.structs.replace(credential, is_ambient=is_ambient))


def _now(page: Page, door: Door, settings: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
    merchant_id = page.asker.merchant_id
    with door.reading() as read:
        known = known_person(read, merchant_id, page.asker.actor.id)
        if known is None:
            raise Refusal("person_not_found")
        person = known.person
        consents = consents_of(read, merchant_id, person.person_id)
        shown = shown_names(read, merchant_id, [person.person_id]).get(person.person_id, "")
    # Who was never asked is named as she was told when she was noted down: so the box is ticked.
    agreed = [
        purpose
        for purpose in PURPOSES
        if (consents[purpose].is_granted if purpose in consents else purpose == "named_to_shop")
    ]
    home = f"/my/{merchant_id}"
    context = {
        "number": person.number,
        "shown_name": shown,
        "my_link": link_of_person(door.keys, person, settings.public_url),
        "choices_url": f"{home}/choices",
        "link_url": f"{home}/link",
        "erase_url": f"{home}/erase",
        "back_url": home,
    }
    values = {
        "name": known.detail.name if known.detail else "",
        "language": person.language,
        "named_as": person.named_as,
        "agreed": agreed,
    }
    return context, values


def _token(door: Door, merchant_id: str, person_id: str) -> str:
    with door.reading() as read:
        person = person_of(read, merchant_id, person_id)
    if person is None:
        raise Refusal("person_not_found")
    return token_of_person(door.keys, person)


ROUTES: Final = (my_choices, choose, renew, ask_before_erasing, erase)
