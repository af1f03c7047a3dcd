"""What a page route is given: `page` shows templates, shows a form again, and leads on.

Forms are read by `web/forms.py`; templates, words and formats are in `web/rendering.py`.

How a page is made. A route lives in `web/console/`, `web/phone/` or `web/till/` and is listed in
that package's `ROUTES`. It says in `opt` who may call it (`reads(...)`, `sends(Command)`,
`public()` of `engine/asking.py`), and takes what it needs by name, all as `NamedDependency`:

    page: Page    show, again, to, say; page.asker (who asks), page.merchant, page.customer
    door: Door    `await door.send(wish, Command(...))`, `with door.reading() as read:`
    wish: Wish    merchant, actor and the form's idempotency key
    form: Form    the posted form
    settings      settings.public_url

A GET is a plain `def` with `sync_to_thread=True`; it reads and never writes:

    @get("/campaigns", opt=reads(), sync_to_thread=True)
    def campaigns(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
        with door.reading() as read:
            found = campaigns_like(read, page.asker.merchant_id, ...)
        return page.show("console/campaigns.html", here="campaigns", campaigns=found)

A POST is `async def`, has both hidden fields in its form (`hidden(csrf_token, idempotency_key)`),
and always ends in a redirect (`page.to`) or the same form again (`page.again`, status 422 or the
refusal's). A refusal that is not caught becomes a kind page of its own:

    @post("/campaigns", opt=sends(DraftCampaign))
    async def draft(page: ..., form: ..., wish: ..., door: ...) -> Response[Any]:
        name = form.words("name", page.language.folder, needed=True)
        if form.is_good:
            try:
                reply = await door.send(wish, DraftCampaign(name=name, ...))
            except Refusal as refusal:
                return page.again("console/campaign.html", form, refusal, {"refusal_key": "name"})
            return page.to(f"/campaigns/{reply['campaign_id']}", _("Saved."))
        return page.again("console/campaign.html", form)

A customer's address carries its token: path `/my/{merchant_id:str}/{token:str}` with
`reads(roles=PERSON, link="person")`, a friend's `/v/{merchant_id:str}/{token:str}` with
`reads(roles=ANYBODY, link="offer")`: then `page.asker.actor` is the person, or the friend with
`page.asker.voucher_id` and `.turn`. `page.remember_customer(response)` keeps her in a cookie.
"""

import secrets
from typing import Any, Final
from urllib.parse import quote, unquote

from litestar import MediaType, Request, Response

from passalong.base.messages import Refusal
from passalong.merchants.model import Merchant
from passalong.settings import Settings
from passalong.web.actors import Asker, Credential, credential_of, form_token
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.language import languages
from passalong.web.problems import language_of
from passalong.web.rendering import THEMES, Pages, View
from passalong.web.told import refusal_of

YEAR: Final = 365 * 24 * 3600
TOAST_SECONDS: Final = 30


class Page:
    """One request of a person's browser, and the pages it can be answered with."""

    def __init__(
        self, request: Request[Any, Any, Any], guard: Guard, pages: Pages, settings: Settings
    ) -> None:
        self.request = request
        self.asker: Asker = request.scope["state"]["asker"]
        self.merchant: Merchant | None = self.asker.merchant
        self.customer: Asker | None = request.scope["state"].get("customer")
        self.language = language_of(request)
        self.settings = settings
        self._guard = guard
        self._pages = pages

    def say(self, sentence: str, **values: object) -> str:
        """An English msgid in the reader's language."""
        return self.language.say(sentence, **values)

    def refusal(self, refusal: Refusal) -> str:
        """A refusal as a sentence in the reader's language."""
        return refusal_of(refusal.key).said(self.language, refusal.fields)

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response[Any]:
        """A page. Signed-in pages get shop_name and staff_name besides."""
        merchant = self.merchant
        toast = unquote(self.request.cookies.get("toast", "")) or None
        told = {
            "shop_name": merchant.name if merchant else "",
            "staff_name": self.asker.name,
            "toast": toast,
            **context,
        }
        html = self._pages.render(template, self._view(), told)
        response = Response(html, media_type=MediaType.HTML, status_code=status)
        if toast:
            response.delete_cookie("toast", path="/")
        self._keep_choices(response)
        return response

    def again(
        self,
        template: str,
        form: Form,
        refusal: Refusal | None = None,
        fields: dict[str, str] | None = None,
        **context: Any,
    ) -> Response[Any]:
        """The form once more with what was typed; `fields` leads a refusal to its field."""
        status, sentence = 422, ""
        if refusal is not None:
            status = refusal_of(refusal.key).status
            sentence = form.refused(refusal, self.refusal(refusal), **(fields or {}))
        told = {"values": form.values, "errors": form.errors, "refusal": sentence or None}
        return self.show(template, status=status, **{**context, **told})

    def to(self, address: str, toast: str = "") -> Response[Any]:
        """Lead on after a write; `toast` is a sentence that the next page says once."""
        response: Response[Any] = Response(
            "", status_code=303, media_type=MediaType.HTML, headers={"Location": address}
        )
        if toast:
            self.keep(response, "toast", quote(toast), TOAST_SECONDS)
        return response

    def keep(self, response: Response[Any], name: str, value: str, seconds: int) -> None:
        """A cookie that no script reads and no foreign page sends along with a write."""
        response.set_cookie(
            key=name,
            value=value,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self._guard.is_https,
        )

    def remember_customer(self, response: Response[Any], token: str, merchant_id: str) -> None:
        """Keep a customer's own page in a cookie, so that a friend's link knows her."""
        self.keep(response, self._guard.cookie("my"), f"{merchant_id}.{token}", YEAR)

    def _view(self) -> View:
        query = self.request.scope.get("query_string", b"").decode("latin-1")
        path = self.request.scope["path"] + (f"?{query}" if query else "")
        theme = self.request.query_params.get("theme") or self.request.cookies.get("theme", "")
        merchant = self.merchant
        return View(
            language=self.language,
            now=self._guard.door.clock.now(),
            zone=merchant.time_zone if merchant else "Asia/Shanghai",
            theme=theme if theme in THEMES else "auto",
            path=path,
            csrf_token=form_token(self._guard.door.keys, self.asker),
            idempotency_key=secrets.token_urlsafe(16),
            organiser=merchant.organiser if merchant else "",
        )

    def _keep_choices(self, response: Response[Any]) -> None:
        lang = self.request.query_params.get("lang", "")
        theme = self.request.query_params.get("theme", "")
        if lang in languages():
            self.keep(response, "lang", lang, YEAR)
        if theme in THEMES:
            self.keep(response, "theme", theme, YEAR)


def customer_credential(guard: Guard, request: Request[Any, Any, Any]) -> Credential | None:
    """The customer whom this browser remembers."""
    text = request.cookies.get(guard.cookie("my"), "")
    return credential_of("person", text, is_ambient=True)
