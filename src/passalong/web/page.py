"""What a page route is given: `page` shows templates, shows a form again, and leads on.

Forms are read by `web/forms.py`; templates, words and formats are in `web/rendering.py`.

How a page is made, with an example of each, is told in `docs/guides/pages.md`.
"""

import secrets
from typing import Any, Final
from urllib.parse import quote, unquote

import msgspec
from litestar import MediaType, Request, Response

from passalong.base.messages import BOOKS, MANAGERS, OWNER, TILL, Refusal
from passalong.lawful.words.sentences import FIXES, REASONS
from passalong.merchants.model import Merchant
from passalong.settings import Settings
from passalong.web import formats
from passalong.web.actors import Asker, Credential, form_token
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.language import languages
from passalong.web.problems import language_of
from passalong.web.rendering import THEMES, Pages, View
from passalong.web.told import refusal_of

YEAR: Final = 365 * 24 * 3600
TOAST_SECONDS: Final = 30
WORDING: Final = frozenset({"copy_blocked", "copy_reason_missing"})


class May(msgspec.Struct, frozen=True):
    """What whoever asks may do here, so that pages show no button that would be refused."""

    own: bool
    manage: bool
    sell: bool
    book: bool


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
        role = self.asker.actor.role
        self.may = May(role in OWNER, role in MANAGERS, role in TILL, role in BOOKS)
        self._guard = guard
        self._pages = pages

    def say(self, sentence: str, **values: object) -> str:
        """An English msgid in the reader's language."""
        return self.language.say(sentence, **values)

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """A sentence with a number in it (`%(num)s`), in the reader's language."""
        said = self.language.words.ngettext(one, many, number)
        return said % {"num": formats.number(number, self.language.locale), **values}

    def refusal(self, refusal: Refusal) -> str:
        """A refusal as a sentence in the reader's language."""
        said = refusal_of(refusal.key).said(self.language, refusal.fields)
        if refusal.key not in WORDING:
            return said
        why = self.language.pick(REASONS[str(refusal.fields["reason"])])
        instead = self.language.pick(FIXES[str(refusal.fields["fix"])])
        return f"{said} {why} ({refusal.fields['law']}) {instead}"

    @staticmethod
    def _wording_field(refusal: Refusal, form: Form) -> dict[str, str]:
        """The field of the form in which the refused words stand."""
        if refusal.key not in WORDING:
            return {}
        field, language = refusal.fields["field"], refusal.fields["language"]
        names = (f"{field}_{language}", str(field), f"shop_{field}")
        return {refusal.key: next((one for one in names if one in form.values), "")}

    def show(self, template: str, *, status: int = 200, **context: Any) -> Response[Any]:
        """A page. Signed-in pages get shop_name and staff_name besides."""
        merchant = self.merchant
        toast = unquote(self.request.cookies.get("toast", "")) or None
        told = {
            "shop_name": merchant.name if merchant else "",
            "staff_name": self.asker.name,
            "toast": toast,
            "may": self.may,
            "copy_asked": False,
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
        status, sentence, copy_asked = 422, "", bool(form.values.get("copy_reason"))
        if refusal is not None:
            copy_asked = copy_asked or refusal.key == "copy_reason_missing"
            fields = {**self._wording_field(refusal, form), **(fields or {})}
            status = refusal_of(refusal.key).status
            sentence = form.refused(refusal, self.refusal(refusal), **(fields or {}))
        told = {
            "values": form.values,
            "errors": form.errors,
            "refusal": sentence or None,
            "copy_asked": copy_asked,
        }
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
        name = self._guard.customer_cookie(merchant_id)
        self.keep(response, name, f"{merchant_id}.{token}", YEAR)

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
    """The customer whom this browser remembers, of this page's merchant."""
    return next(iter(guard.remembered(request)), None)
