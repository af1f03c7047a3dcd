"""A form as somebody sent it: what she typed is kept, and what is wrong is said beside the field.

How a page shows it again is in `web/page.py`; what values are allowed in the end is law and
stands in the rules.
"""

from collections.abc import Callable, Collection
from typing import Any

from passalong.base.messages import Refusal, Words
from passalong.base.money import parse_amount

Say = Callable[..., str]
TEXT_MAX = 500


def _(sentence: str) -> str:
    """Marks a sentence for translation; it is said in the reader's language later."""
    return sentence


class Form:
    """Read a field by its kind; afterwards `errors` is empty or says what is wrong."""

    def __init__(self, sent: Any, say: Say) -> None:
        self._sent = sent
        self._say = say
        self.errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        for name in sent:
            found = [str(value) for value in sent.getall(name) if isinstance(value, str)]
            if found and name not in ("csrf_token", "idempotency_key", "password"):
                self.values[name] = found if len(found) > 1 else found[0]

    @property
    def is_good(self) -> bool:
        """Whether everything read so far could be read."""
        return not self.errors

    def wrong(self, name: str, sentence: str, **values: object) -> None:
        """Say what is wrong with a field (an English msgid); the first fault stands."""
        self.errors.setdefault(name, self._say(sentence, **values))

    def text(self, name: str, *, needed: bool = False, most: int = TEXT_MAX) -> str:
        """A text without outer spaces; empty when absent."""
        value = self._sent.get(name, "")
        text = value.strip() if isinstance(value, str) else ""
        if needed and not text:
            self.wrong(name, _("Please fill this in."))
        elif len(text) > most:
            self.wrong(name, _("At most %(most)s characters."), most=most)
        return text

    def many(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may be there several times."""
        found = tuple(value for value in self._sent.getall(name, []) if isinstance(value, str))
        if found:
            self.values[name] = list(found)
        return found

    def yes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def number(self, name: str, *, least: int, most: int, absent: int | None = None) -> int:
        """A whole number between bounds; `absent` stands for an empty field."""
        text = self.text(name)
        if not text and absent is not None:
            return absent
        digits = text.lstrip("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
            self.wrong(name, _("Please give a whole number."))
            return least
        number = int(text)
        if not least <= number <= most:
            self.wrong(name, _("Between %(least)s and %(most)s."), least=least, most=most)
        return number

    def amount(self, name: str, currency: str, *, needed: bool = True) -> int:
        """A sum of money as people write it, in minor units."""
        text = self.text(name, needed=needed).replace(",", "").lstrip("¥$€￥ ")
        if not text:
            return 0
        try:
            amount = parse_amount(text, currency)
        except ValueError:
            self.wrong(name, _("Please give an amount such as 25 or 25.50."))
            return 0
        if amount < 0:
            self.wrong(name, _("Please give an amount such as 25 or 25.50."))
        return amount

    def choice(self, name: str, allowed: Collection[str], absent: str = "") -> str:
        """One of these values."""
        text = self.text(name) or absent
        if text not in allowed:
            self.wrong(name, _("Please choose one."))
        return text

    def words(self, name: str, language: str, *, needed: bool = False, most: int = 120) -> Words:
        """A text in the language of the page, or in each of three fields `name_zh_hans` …"""
        tags = ("zh_hans", "zh_hant", "en")
        found = {tag: self.text(f"{name}_{tag}", most=most) for tag in tags}
        if not any(found.values()):
            found[language.lower()] = self.text(name, needed=needed, most=most)
        return Words(**found)

    def refused(self, refusal: Refusal, sentence: str, **fields: str) -> str:
        """Put a refusal beside the field it belongs to (`voucher_not_found="code"`).

        Answers "" when it found its field, else the sentence, to be said above the form.
        """
        field = fields.get(refusal.key)
        if field is None:
            return sentence
        self.errors.setdefault(field, sentence)
        return ""
