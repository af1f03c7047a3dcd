"""Codes and links of vouchers, recomputed for whoever may see them, never stored.

The text form of a code is in `base/codes.py`; the keys are in `engine/sealing.py`.

Two different secrets: the link of an offer (whoever has it may claim; on a slip, it is the
slip), and the code of the voucher (whoever has it has claimed). A friend who forwards her link
does not forward her code.
"""

from passalong.engine.sealing import Keys
from passalong.people.model import Person
from passalong.vouchers.model import Offer, Voucher


def code_of_voucher(keys: Keys, voucher: Voucher) -> str:
    """The typed code, printed 4-4-5."""
    return keys.code(voucher.merchant_id, voucher.voucher_id, voucher.code_turn)


def token_of_offer(keys: Keys, offer: Offer) -> str:
    """The 22 characters of an offer's link."""
    return keys.token(offer.merchant_id, "offer", offer.voucher_id, offer.turn, offer.token_turn)


def link_of_offer(keys: Keys, offer: Offer, public_url: str) -> str:
    """The friend's link: `/v/{merchant}/{token}`."""
    return f"{public_url}/v/{offer.merchant_id}/{token_of_offer(keys, offer)}"


def code_link(keys: Keys, voucher: Voucher, public_url: str) -> str:
    """What the friend's big QR holds: the till reads the code out of it."""
    code = code_of_voucher(keys, voucher).replace("-", "")
    return f"{public_url}/r/{voucher.merchant_id}/{code}"


def token_of_person(keys: Keys, person: Person) -> str:
    """The 22 characters of a person's own page link."""
    return keys.token(person.merchant_id, "person", person.person_id, person.link_turn)


def link_of_person(keys: Keys, person: Person, public_url: str) -> str:
    """A person's own page: `/my/{merchant}/{token}`."""
    return f"{public_url}/my/{person.merchant_id}/{token_of_person(keys, person)}"
