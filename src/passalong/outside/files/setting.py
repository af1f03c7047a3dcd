"""The shop that a file belongs to, and how its people write what identifies them.

How a phone number is found again without being readable is `engine/sealing.py`.
"""

import re
import unicodedata

import msgspec
import phonenumbers

from passalong.engine.sealing import Keys
from passalong.merchants.model import Language
from passalong.outside.files.meanings import Unreadable
from passalong.people.model import Contact, IdentityKind

EXTERNAL_MAX = 100
NAME_MAX = 100
REGIONS_BY_ZONE = {
    "Asia/Shanghai": "CN", "Asia/Chongqing": "CN", "Asia/Urumqi": "CN", "Asia/Taipei": "TW",
    "Asia/Hong_Kong": "HK", "Asia/Macau": "MO", "Asia/Singapore": "SG", "Asia/Tokyo": "JP",
    "Asia/Seoul": "KR", "Asia/Kuala_Lumpur": "MY", "Asia/Bangkok": "TH", "Europe/London": "GB",
    "Europe/Berlin": "DE", "Europe/Paris": "FR",
}  # fmt: skip
REGIONS_BY_CURRENCY = {
    "CNY": "CN", "TWD": "TW", "HKD": "HK", "MOP": "MO", "SGD": "SG", "JPY": "JP", "KRW": "KR",
    "MYR": "MY", "THB": "TH", "USD": "US", "GBP": "GB", "CAD": "CA", "AUD": "AU",
}  # fmt: skip

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_UNSEEN = re.compile(
    "[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)


class Setting(msgspec.Struct, frozen=True):
    """Whose file it is: the shop, its merchant, and what is usual there."""

    merchant_id: str
    shop_id: str
    time_zone: str
    currency: str
    language: Language

    @property
    def region(self) -> str:
        """The country whose phone numbers are written without a prefix here; China if unsure."""
        by_money = REGIONS_BY_CURRENCY.get(self.currency, "CN")
        return REGIONS_BY_ZONE.get(self.time_zone, by_money)


class Contacts:
    """Makes contacts of one merchant: seven ways to write a phone number are one number."""

    def __init__(self, keys: Keys, merchant_id: str, region: str) -> None:
        self._keys = keys
        self._merchant_id = merchant_id
        self._region = region

    def external(self, text: str) -> Contact:
        """A number or name under which another system knows the person."""
        value = text.strip()
        if not 1 <= len(value) <= EXTERNAL_MAX or _UNSEEN.search(value):
            raise Unreadable("bad_external_id", f"{value[:40]!r}: 1 to {EXTERNAL_MAX} characters")
        return self._contact("external", value)

    def phone(self, text: str) -> Contact:
        """A phone number in E.164."""
        plain = unicodedata.normalize("NFKC", text).strip()
        try:
            number = phonenumbers.parse(plain, self._region)
        except phonenumbers.NumberParseException as error:
            raise Unreadable("bad_phone", f"{text.strip()[:3]}… is no phone number") from error
        if not phonenumbers.is_valid_number(number):
            raise Unreadable("bad_phone", f"{text.strip()[:3]}… is no number of {self._region}")
        form = phonenumbers.PhoneNumberFormat.E164
        return self._contact("phone", phonenumbers.format_number(number, form))

    def email(self, text: str) -> Contact:
        """An e-mail address; capital letters make no difference."""
        value = unicodedata.normalize("NFKC", text).strip().casefold()
        if len(value) > 254 or not _EMAIL.fullmatch(value):
            raise Unreadable("bad_email", "not an e-mail address")
        return self._contact("email", value)

    def _contact(self, kind: IdentityKind, value: str) -> Contact:
        return Contact(kind, self._keys.identity_lookup(self._merchant_id, kind, value), value)


def plain_name(text: str) -> str:
    """A name without signs that can't be seen. Refused when it is longer than a name is."""
    name = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
    if len(name) > NAME_MAX:
        raise Unreadable("name_too_long", f"more than {NAME_MAX} characters")
    return name
