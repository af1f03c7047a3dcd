"""The words a giver can send along: natural, without pushing, and with what she gets for it.

Three ways to say it, turned by the voucher, so that two friends do not get the same sentence.
"""

import zlib
from collections.abc import Callable
from typing import Final

from passalong.vouchers.model import Voucher
from passalong.web.tickets import amid


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


SENTENCES: Final = (
    _(
        "I bought something at %(shop)s and liked it. They gave me a few of these: you can try "
        "%(tried)s there free of charge, no need to buy anything. I get nothing for it."
    ),
    _(
        "If you pass by %(shop)s: this is for %(tried)s, free to try. It came with what I bought "
        "there. I get nothing for passing it on, and you need not buy anything."
    ),
    _(
        "You came to my mind at %(shop)s. With this you can try %(tried)s once, free of charge, "
        "whenever you like. I get nothing for it; it is simply yours."
    ),
)


def words_to_send(
    say: Callable[..., str], voucher: Voucher, tried: str, shop: str, link: str
) -> str:
    """One of the ways to say it in the giver's language, and the link on a line of its own."""
    place = zlib.crc32(voucher.voucher_id.encode()) % len(SENTENCES)
    return f"{say(SENTENCES[place], tried=amid(tried), shop=shop)}\n{link}"
