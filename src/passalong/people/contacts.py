"""What identifies a person, in one form: phone in E.164, e-mail in small letters, external id.

How a contact is found again without being readable is `engine/sealing.py`; who has it is decided
in `people/rules.py`. Pages, API and imports all make contacts here, so that seven ways to write a
phone number are one number.
"""

import re
import unicodedata
from typing import Final

import phonenumbers

from passalong.base.ids import ID_BYTES
from passalong.engine.sealing import Keys
from passalong.people.model import Contact, IdentityKind

EXTERNAL_MAX: Final = 100
EMAIL_MAX: Final = 254
REGIONS_BY_ZONE: Final = {
    "Asia/Shanghai": "CN", "Asia/Chongqing": "CN", "Asia/Urumqi": "CN", "Asia/Taipei": "TW",
    "Asia/Hong_Kong": "HK", "Asia/Macau": "MO", "Asia/Singapore": "SG", "Asia/Tokyo": "JP",
    "Asia/Seoul": "KR", "Asia/Kuala_Lumpur": "MY", "Asia/Bangkok": "TH", "Europe/London": "GB",
    "Europe/Berlin": "DE", "Europe/Paris": "FR",
}  # fmt: skip
REGIONS_BY_CURRENCY: Final = {
    "CNY": "CN", "TWD": "TW", "HKD": "HK", "MOP": "MO", "SGD": "SG", "JPY": "JP", "KRW": "KR",
    "MYR": "MY", "THB": "TH", "USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU",
}  # fmt: skip

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


class ContactWrong(ValueError):
    """A text that identifies nobody; `reason` is stable."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def region_of(time_zone: str, currency: str) -> str:
    """The country whose phone numbers are written without a prefix here; China if unsure."""
    return REGIONS_BY_ZONE.get(time_zone) or REGIONS_BY_CURRENCY.get(currency, "CN")


class Contacts:
    """Makes contacts of one merchant. Every method raises ContactWrong."""

    def __init__(self, keys: Keys, merchant_id: str, region: str) -> None:
        self._keys = keys
        self._merchant_id = merchant_id
        self._region = region

    def id_by_words(self, *words: str) -> str:
        """The id of somebody of whom nothing but these words is known: the same for the same words.

        It is keyed, so that nobody finds out from an id, which history keeps, who it was.
        """
        found = self._keys.identity_lookup(self._merchant_id, "words", "\x1f".join(words))
        return f"p_{found[: 2 * ID_BYTES]}"

    def external(self, text: str) -> Contact:
        """A number or name under which another system knows the person."""
        value = text.strip()
        if not 1 <= len(value) <= EXTERNAL_MAX or _UNSEEN.search(value):
            raise ContactWrong("bad_external_id", f"{value[:40]!r}: 1 to {EXTERNAL_MAX} characters")
        return self._contact("external", value)

    def phone(self, text: str) -> Contact:
        """A phone number, with or without the prefix of its country, in any width and spacing."""
        plain = unicodedata.normalize("NFKC", text).strip()
        try:
            number = phonenumbers.parse(plain, self._region)
        except phonenumbers.NumberParseException as error:
            raise ContactWrong("bad_phone", "not a phone number") from error
        if not phonenumbers.is_valid_number(number):
            raise ContactWrong("bad_phone", f"not a phone number of {self._region}")
        form = phonenumbers.PhoneNumberFormat.E164
        return self._contact("phone", phonenumbers.format_number(number, form))

    def email(self, text: str) -> Contact:
        """An e-mail address; capital letters make no difference."""
        value = unicodedata.normalize("NFKC", text).strip().casefold()
        if len(value) > EMAIL_MAX or not _EMAIL.fullmatch(value):
            raise ContactWrong("bad_email", "not an e-mail address")
        return self._contact("email", value)

    def _contact(self, kind: IdentityKind, value: str) -> Contact:
        return Contact(kind, self._keys.identity_lookup(self._merchant_id, kind, value), value)


def seen(text: str) -> str:
    """A text as people write it, without signs that can't be seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
