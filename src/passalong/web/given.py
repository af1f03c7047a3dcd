"""What routes may ask for by name: door, wish, paging, page, form, and what else the rim knows.

The features' `api.py` and the pages take these as `NamedDependency`; who asks was found before
in `web/guard.py`.
"""

import asyncio
from typing import Annotated, Any, Final

from litestar import Request
from litestar.di import Provide
from litestar.params import QueryParameter

from passalong.engine.asking import LIMIT_DEFAULT, LIMIT_MAX, Paging, read_cursor
from passalong.engine.door import Door, Wish
from passalong.settings import Settings
from passalong.web.actors import Asker
from passalong.web.figures import Figures
from passalong.web.forms import Form
from passalong.web.guard import FORMS, SAFE, Guard, require_idempotency_key
from passalong.web.page import Page, customer_credential
from passalong.web.problems import WrongValues, language_of
from passalong.web.rendering import Pages

YES: Final = ("true", "1", "yes")

Requested = Request[Any, Any, Any]


def givens(
    door: Door, settings: Settings, guard: Guard, pages: Pages, figures: Figures
) -> dict[str, Any]:
    """Name → what makes it for a request."""

    async def give_page(request: Requested) -> Page:
        state = request.scope["state"]
        credential = customer_credential(guard, request)
        if credential is not None and "customer" not in state:
            known = guard.actors.known(credential)
            state["customer"] = known or await asyncio.to_thread(guard.actors.find, credential)
        return Page(request, guard, pages, settings)

    return {
        "door": lambda: door,
        "settings": lambda: settings,
        "guard": lambda: guard,
        "figures": lambda: figures,
        "page": Provide(give_page),
        "form": Provide(give_form),
        "wish": Provide(give_wish),
        "asker": give_asker,
        "paging": give_paging,
    }


def give_asker(request: Requested) -> Asker:
    """Who asks."""
    asker: Asker = request.scope["state"]["asker"]
    return asker


async def give_form(request: Requested) -> Form:
    """The posted form."""
    return Form(await request.form(), language_of(request).say)


async def give_wish(request: Requested, dry_run: bool = False) -> Wish:
    """Who asks for which merchant; a write with its idempotency key, from header or form."""
    asker: Asker = request.scope["state"]["asker"]
    key = request.headers.get("idempotency-key", "")
    is_write = request.method not in SAFE
    if is_write and not key and request.content_type[0] in FORMS:
        key = str((await request.form()).get("idempotency_key", ""))
    if is_write:
        require_idempotency_key(key)
    return Wish(asker.merchant_id, asker.actor, key if is_write else "", is_write and dry_run)


def give_paging(
    limit: Annotated[int, QueryParameter(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT,
    cursor: Annotated[str, QueryParameter(max_length=600)] = "",
) -> Paging:
    """Which part of a list is wanted."""
    if not cursor:
        return Paging(limit)
    try:
        return Paging(limit, read_cursor(cursor))
    except ValueError as error:
        raise WrongValues({"cursor": "not a cursor of this list"}) from error
