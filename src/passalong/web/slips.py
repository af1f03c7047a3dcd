"""Slips of a hand-over, as they are printed at the till and at home.

How one looks is in `templates/components/ticket.html`; what its code means in `vouchers/codes.py`.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from passalong.engine.database import Read
from passalong.people.queries import person_of
from passalong.vouchers.codes import code_of_voucher, link_of_offer
from passalong.vouchers.model import Offer
from passalong.vouchers.queries import vouchers_named
from passalong.web.formats import Calendar
from passalong.web.page import Page
from passalong.web.qr_pictures import qr_image
from passalong.web.tickets import Tickets


class Slips(msgspec.Struct):
    """Slips ready for the template, with the terms they promise."""

    slips: list[dict[str, Any]]
    terms: dict[str, Any]


def slips_of(
    page: Page,
    read: Read,
    merchant_id: str,
    offers: Sequence[Offer],
    public_url: str,
    givers: Collection[str] | None = None,
) -> Slips:
    """A slip for every offer that is still open; `givers` leaves out what others gave."""
    open_now = {one.voucher_id: one for one in offers if one.state == "open"}
    found = vouchers_named(read, merchant_id, list(open_now))
    found = [one for one in found if givers is None or one.giver_id in givers]
    if not found:
        return Slips([], {})
    tickets = Tickets(read, merchant_id, page.language)
    told = tickets.whole(found[0])
    person = person_of(read, merchant_id, found[0].giver_id)
    zone = page.merchant.time_zone if page.merchant else "Asia/Shanghai"
    calendar = Calendar(page.language.locale, zone, found[0].issued_at)
    slips = [
        {
            "giver": told["giver"],
            "giver_number": person.number if person and not told["giver"] else "",
            "tried": told["tried"],
            "shop_name": told["shop_name"],
            "shop_address": told["shop_address"],
            "until": calendar.day(voucher.expires_at),
            "code": code_of_voucher(read.keys, voucher),
            "qr_image": qr_image(
                link_of_offer(read.keys, open_now[voucher.voucher_id], public_url)
            ),
            "place": f"{place}/{len(found)}",
        }
        for place, voucher in enumerate(found, 1)
    ]
    return Slips(slips, told["terms"])
