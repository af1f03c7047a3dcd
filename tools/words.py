"""The words of the interface: `extract` brings new sentences into the catalogues, `check` fails
when one of them is not translated.

The catalogues are `src/passalong/web/locale/*/LC_MESSAGES/passalong.po`; how they are read at start
is `src/passalong/web/language.py`. English sentences are the msgids and need no catalogue.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src" / "passalong" / "web" / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant")
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "say": None,
    "sentence": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Always the same, so that an extraction without new words changes no file.
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def found() -> Catalog:
    """Every sentence that pages and refusals use now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source, "babel.cfg")
    catalogue = _empty("en")
    for file, _line, words, _comments, context in extract_from_dir(
        ROOT, methods, options, keywords=FUNCTIONS
    ):
        catalogue.add(words, locations=[(file, 0)], context=context)
    return catalogue


def _empty(locale: str) -> Catalog:
    return Catalog(
        locale=locale, domain="passalong", project="Passalong", creation_date=CREATED,
        revision_date=CREATED, fuzzy=False, header_comment="# The words of Passalong.",
        language_team="", last_translator="",
    )  # fmt: skip


def file_of(language: str) -> Path:
    """The catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / "passalong.po"


def read(language: str) -> Catalog:
    """What is translated so far."""
    if not file_of(language).exists():
        return _empty(language)
    with file_of(language).open("rb") as source:
        return read_po(source, locale=language, domain="passalong")


def extract() -> int:
    """New sentences in, unused ones out, translations kept."""
    present = found()
    for language in LANGUAGES:
        before, after = read(language), _empty(language)
        for message in present:
            if not message.id:
                continue
            known = before.get(_key(message), message.context)
            after.add(
                message.id,
                known.string if known else ("" if isinstance(message.id, str) else ("",)),
                locations=sorted(set(message.locations)),
                context=message.context,
            )
        file_of(language).parent.mkdir(parents=True, exist_ok=True)
        with file_of(language).open("wb") as target:
            write_po(target, after, width=0, sort_output=True, include_lineno=False)
        sys.stdout.write(f"{language}: {len(after)} sentences, {len(missing(language))} to do\n")
    return 0


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def missing(language: str) -> list[str]:
    """Sentences without a translation, or whose translation lost a placeholder."""
    known = read(language)
    gaps = []
    for message in found():
        if not message.id:
            continue
        here = known.get(_key(message), message.context)
        texts = (
            [here.string]
            if here and isinstance(here.string, str)
            else list(here.string if here else ())
        )
        placeholders = [message.id] if isinstance(message.id, str) else list(message.id[1:])
        complete = bool(texts) and all(texts) and not (here and here.fuzzy)
        if not complete or any(holes(text) != holes(placeholders[0]) for text in texts):
            gaps.append(_key(message))
    return gaps


def holes(text: str) -> set[str]:
    """The placeholders of a sentence: %(name)s and {name}."""
    percent = {part.split(")")[0] for part in text.split("%(")[1:]}
    braces = {part.split("}")[0] for part in text.split("{")[1:]}
    return percent | braces


def check() -> int:
    """Status 1 and the sentences, when a language is incomplete."""
    failed = False
    for language in LANGUAGES:
        gaps = missing(language)
        for sentence in gaps:
            sys.stdout.write(f"{language}: not translated: {sentence}\n")
        failed = failed or bool(gaps)
    return 1 if failed else 0


if __name__ == "__main__":
    jobs = {"extract": extract, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in jobs:
        sys.exit("usage: words.py extract|check")
    sys.exit(jobs[sys.argv[1]]())
