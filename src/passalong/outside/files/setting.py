"""The shop that a file belongs to, and what is usual there.

How its people write phone numbers and names is `people/contacts.py`.
"""

import msgspec

from passalong.merchants.model import Language
from passalong.outside.files.meanings import Unreadable
from passalong.people.contacts import region_of, seen

NAME_MAX = 100


class Setting(msgspec.Struct, frozen=True):
    """Whose file it is: the shop, its merchant, and what is usual there."""

    merchant_id: str
    shop_id: str
    time_zone: str
    currency: str
    language: Language

    @property
    def region(self) -> str:
        """The country whose phone numbers are written without a prefix here."""
        return region_of(self.time_zone, self.currency)


def plain_name(text: str) -> str:
    """A name without signs that can't be seen. Refused when it is longer than a name is."""
    name = seen(text)
    if len(name) > NAME_MAX:
        raise Unreadable("name_too_long", f"more than {NAME_MAX} characters")
    return name
