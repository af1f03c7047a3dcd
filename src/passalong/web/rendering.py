"""Templates become pages here: one Jinja environment per language, one `View` per request.

The templates are in `templates/` (each says at its top which variables it takes), the choice of
language in `language.py`. Who asks and what they may see is decided by the routes, not here.

Words, money and numbers depend on the language alone, so they are globals and reach imported
macros; moments depend on the shop's zone and on now, so they are given with each page.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from passalong.web import formats
from passalong.web.language import Language, languages

WEB_FOLDER = Path(__file__).parent
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class View:
    """Everything about a request that every page needs; the routes make one per request."""

    language: Language
    now: int
    zone: str = "Asia/Shanghai"
    theme: str = "auto"
    path: str = "/"
    csrf_token: str = ""
    idempotency_key: str = ""
    organiser: str = ""

    def path_with_lang(self, tag: str) -> str:
        """This same page in another language."""
        return self._path_with("lang", tag)

    def path_with_theme(self, theme: str) -> str:
        """This same page in another theme."""
        return self._path_with("theme", theme)

    def _path_with(self, name: str, value: str) -> str:
        address = urlsplit(self.path)
        query = [pair for pair in parse_qsl(address.query) if pair[0] != name]
        return f"{address.path}?{urlencode([*query, (name, value)])}"


class Assets:
    """The built styles and scripts: a plain name leads to the file with the hash in its name."""

    def __init__(self, folder: Path = WEB_FOLDER / "static" / "dist") -> None:
        manifest = folder / "manifest.json"
        if not manifest.exists():
            raise FileNotFoundError("the front end is not built: node frontend/build.mjs")
        self._names: dict[str, str] = json.loads(manifest.read_text("utf-8"))

    def address(self, name: str) -> str:
        """Where the browser finds it."""
        return f"/static/dist/{self._names[name]}"


class Pages:
    """Renders templates. Thread-safe; made once."""

    def __init__(self, assets: Assets, folder: Path = WEB_FOLDER / "templates") -> None:
        self._environments = {
            tag: _environment(language, assets, folder) for tag, language in languages().items()
        }

    def render(self, template: str, view: View, context: Mapping[str, Any] | None = None) -> str:
        """The page as HTML. Raises jinja2.UndefinedError when the context lacks a variable."""
        environment = self._environments[view.language.tag]
        return environment.get_template(template).render({**_common(view), **(context or {})})


def _common(view: View) -> dict[str, Any]:
    just_now = view.language.say("just now")
    calendar = formats.Calendar(view.language.locale, view.zone, view.now, just_now)
    return {
        "now": view.now,
        "theme": view.theme if view.theme in THEMES else "auto",
        "path": urlsplit(view.path).path,
        "csrf_token": view.csrf_token,
        "idempotency_key": view.idempotency_key,
        "organiser": view.organiser,
        "path_with_lang": view.path_with_lang,
        "path_with_theme": view.path_with_theme,
        "day": calendar.day,
        "moment": calendar.moment,
        "clock": calendar.clock,
        "ago": calendar.ago,
        "iso": calendar.iso,
        "errors": {},
        "values": {},
        "refusal": None,
        "toast": None,
    }


def _environment(language: Language, assets: Assets, folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(language.words, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        ngettext=_with_numbers(environment, language),
        lang=language.tag,
        languages=tuple(languages().values()),
        themes=THEMES,
        asset=assets.address,
        said=language.pick,
        tint=lambda name: sum(map(ord, name)) % 4,
        money=lambda minor, currency: formats.money(minor, currency, language.locale),
        number=lambda value: formats.number(value, language.locale),
    )
    return environment


def _with_numbers(environment: Environment, language: Language) -> Callable[..., Any]:
    """`ngettext` whose `%(num)s` is written as the language writes numbers."""
    plain: Any = environment.globals["ngettext"]

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int, **values: Any) -> Any:
        told = {"num": formats.number(number, language.locale), **values}
        return plain(context, one, many, number, **told)

    return ngettext
