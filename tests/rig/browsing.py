"""Somebody with a browser, without the browser: cookies are kept, forms are sent as they stand.

Real pages in a real browser are opened by `rig/browser.py`; the served shop is `rig/served.py`.
"""

from html.parser import HTMLParser
from typing import Any

import httpx

from rig.served import PASSWORD, Served


class Form:
    """A form of a page: where it posts to, and what it holds."""

    def __init__(self, method: str, action: str) -> None:
        self.method = method
        self.action = action
        self.fields: list[tuple[str, str]] = []

    def value(self, name: str) -> str:
        """The first value of a field."""
        return next(value for field, value in self.fields if field == name)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._is_inside = False
        self._selected = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("method", "get"), told.get("action", "")))
            self._is_inside = True
        elif self._is_inside and tag == "input" and told.get("name"):
            is_box = told.get("type") in ("radio", "checkbox")
            if not is_box or "checked" in told:
                self.forms[-1].fields.append((told["name"], told.get("value", "")))
        elif self._is_inside and tag == "select":
            self._selected = told.get("name", "")
        elif self._is_inside and tag == "option" and "selected" in told:
            self.forms[-1].fields.append((self._selected, told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


class Visitor:
    """A person's browser: one language, her own cookies."""

    def __init__(self, base_url: str, language: str = "en") -> None:
        headers = {"Accept": "text/html", "Accept-Language": language}
        self.http = httpx.Client(
            base_url=base_url, headers=headers, timeout=30, follow_redirects=True
        )
        self.last: httpx.Response | None = None

    def open(self, path: str) -> httpx.Response:
        """Go there, whatever the answer is."""
        path = "/" + path.split("/", 3)[3] if path.startswith("http") else path
        self.last = self.http.get(path)
        return self.last

    def forms(self) -> list[Form]:
        """The forms of the page she looks at."""
        assert self.last is not None
        parser = _Forms()
        parser.feed(self.last.text)
        return parser.forms

    def form(self, action: str = "", **holding: str) -> Form:
        """The posting form with this action and these values."""
        for one in self.forms():
            fits = all((name, value) in one.fields for name, value in holding.items())
            if one.method == "post" and one.action.startswith(action) and fits:
                return one
        raise AssertionError(f"no form that posts to {action} with {holding}")

    def send(self, form: Form, **typed: Any) -> httpx.Response:
        """Send it with what she typed; None leaves a field out, a tuple sends it several times."""
        told: dict[str, list[str]] = {}
        for name, value in form.fields:
            told.setdefault(name, []).append(value)
        for name, value in typed.items():
            told.pop(name, None)
            if value is not None:
                told[name] = list(value) if isinstance(value, tuple) else [str(value)]
        assert self.last is not None
        action = form.action or self.last.request.url.raw_path.decode()
        self.last = self.http.post(action, data=told)
        return self.last

    @property
    def path(self) -> str:
        """Where she is."""
        assert self.last is not None
        return self.last.url.path

    @property
    def text(self) -> str:
        """What she sees, as markup."""
        assert self.last is not None
        return self.last.text


def signed_in(found: Served, sign_in_name: str, language: str = "en") -> Visitor:
    """Somebody of the staff at the till."""
    visitor = Visitor(found.base_url, language)
    visitor.open("/signin")
    visitor.send(visitor.form("/signin"), login=sign_in_name, password=PASSWORD)
    visitor.open("/till")
    assert visitor.path == "/till", visitor.text
    return visitor
