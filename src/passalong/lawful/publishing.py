"""Whether texts may leave: refused when one is forbidden, and when a doubtful one has no reason.

What is forbidden is found by `lawful/wording.py`. Which texts leave, and when, is known to the
rules of `campaigns/`, `catalog/` and `merchants/`; the list is in `docs/guides/wording.md`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import ClassVar, Final

import msgspec

from passalong.base.messages import Event, Keep, Refusal, Row, Words
from passalong.lawful.wording import Checked, Finding, check_wording

REASON_MAX: Final = 300
LANGUAGES: Final = ("zh_hans", "zh_hant", "en")
Texts = Mapping[str, Words | str | None]

# A rule runs again when a row is missing, and a form is often sent twice.
remembered = lru_cache(maxsize=512)(check_wording)


class CopyReason(Row, frozen=True):
    """Why somebody lets a doubtful wording leave, in her own words. Kept by `merchants/`."""

    key: ClassVar = ("merchant_id", "subject_id", "at")
    private: ClassVar = True

    subject_id: str
    at: int
    text: str


class CopyAllowed(Event, frozen=True):
    """Doubtful wording was let through with a reason; `rules` are those that warned."""

    subject_id: str
    rules: tuple[str, ...]


class Found(msgspec.Struct, frozen=True):
    """A finding with the field and the language in which it stands."""

    field: str
    language: str
    finding: Finding


def found_in(pack: str, texts: Texts) -> tuple[Found, ...]:
    """Every finding of every text, field by field and language by language."""
    return tuple(
        Found(field, language, finding)
        for field, said in texts.items()
        for language, text in _each(said)
        for finding in _checked(text, pack).findings
    )


def _each(said: Words | str | None) -> list[tuple[str, str]]:
    if said is None or isinstance(said, str):
        return [("", said)] if said else []
    return [(one, getattr(said, one)) for one in LANGUAGES if getattr(said, one)]


def _checked(text: str, pack: str) -> Checked:
    return remembered(text, pack)


def publishable(pack: str, texts: Texts, reason: str) -> tuple[str, ...]:
    """The rules that only warned, each once; Refusal when something may not leave like this."""
    found = found_in(pack, texts)
    for verdict, key in (("block", "copy_blocked"), ("warn", "copy_reason_missing")):
        heavy = [one for one in found if one.finding.verdict == verdict]
        if heavy and (verdict == "block" or not reason.strip()):
            raise refused(key, heavy)
    if len(reason) > REASON_MAX:
        raise Refusal("text_too_long", field="copy_reason", limit=REASON_MAX)
    return tuple(dict.fromkeys(one.finding.rule_id for one in found))


def let_through(
    merchant_id: str, subject_id: str, warned: tuple[str, ...], reason: str, at: int
) -> Iterator[CopyAllowed | Keep]:
    """The steps of a rule: which rules warned goes to history, the reason stays private."""
    if warned:
        yield CopyAllowed(subject_id, warned)
        yield Keep(CopyReason(merchant_id, subject_id, at, reason.strip()))


def blocked(pack: str, texts: Texts) -> None:
    """Refusal for what is forbidden; what is doubtful was accepted before."""
    heavy = [one for one in found_in(pack, texts) if one.finding.verdict == "block"]
    if heavy:
        raise refused("copy_blocked", heavy)


def refused(key: str, found: list[Found]) -> Refusal:
    """The refusal names the first finding; all of them travel in `findings`, as JSON text."""
    first = found[0]
    told = [
        {"field": one.field, "language": one.language, **msgspec.structs.asdict(one.finding)}
        for one in found
    ]
    return Refusal(
        key,
        word=first.finding.words,
        field=first.field,
        language=first.language,
        check=first.finding.check_id,
        rule=first.finding.rule_id,
        law=first.finding.law,
        reason=first.finding.reason,
        fix=first.finding.fix,
        findings=msgspec.json.encode(told).decode(),
    )
