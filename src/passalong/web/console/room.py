"""What several pages of the console need: names of people, lines of lists, terms, days, paging.

Each page is a file beside this one; what a page is given is told in `web/page.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from passalong.base.clock import DAY, day_of, day_start
from passalong.base.messages import Refusal
from passalong.campaigns.model import Terms
from passalong.campaigns.queries import campaign_of, terms_versions
from passalong.catalog.queries import products_of
from passalong.engine.asking import Paging, cursor_of, read_cursor
from passalong.engine.database import Read
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import Order
from passalong.orders.queries import short_number
from passalong.people.queries import known_people
from passalong.vouchers.model import Voucher
from passalong.web.page import Page

PAGE_LINES: Final = 40
TRAIL_MOST: Final = 12


class Turned(Paging, frozen=True):
    """Which page of a list this is, and through which pages one came: the way back."""

    here: str = ""
    trail: tuple[str, ...] = ()


def merchant_of(page: Page) -> Merchant:
    """The merchant whose console this is."""
    merchant = page.merchant
    if merchant is None:
        raise Refusal("not_signed_in")
    return merchant


def paging_of(page: Page, lines: int = PAGE_LINES) -> Turned:
    """Which part of a list the address asks for."""
    here = page.request.query_params.get("cursor", "")
    if not here:
        return Turned(lines)
    trail = page.request.query_params.get("back", "").split(".")[-TRAIL_MOST:]
    return Turned(lines, read_cursor(here), here, tuple(filter(None, trail)))


def asked(page: Page, *names: str) -> dict[str, str]:
    """Filters out of the address, without outer spaces; absent ones are empty."""
    return {name: page.request.query_params.get(name, "").strip()[:100] for name in names}


def pages_of(
    path: str, values: dict[str, str], paging: Paging, key: Sequence[Any] | None
) -> dict[str, Any]:
    """Addresses of the neighbouring pages; `key` is that of the last line when there are more.

    Lists are read forwards only: the page before is known because one came through it. Whoever
    comes by an address without a trail goes back to the newest.
    """
    kept = {name: value for name, value in values.items() if value}
    here = paging.here if isinstance(paging, Turned) else ""
    trail = paging.trail if isinstance(paging, Turned) else ()

    def address(cursor: str, back: Sequence[str]) -> str:
        turned = {"cursor": cursor, "back": ".".join(back[-TRAIL_MOST:])} if cursor else {}
        told = urlencode({**kept, **{name: text for name, text in turned.items() if text}})
        return f"{path}?{told}" if told else path

    newer = address(trail[-1] if trail else "", trail[:-1]) if paging.after else None
    older = address(cursor_of(key), (*trail, here) if here else trail) if key else None
    return {"newer_url": newer, "older_url": older}


def csv_address(path: str, values: dict[str, str]) -> str:
    """Where the same list is to be had as a table."""
    kept = {name: value for name, value in values.items() if value}
    return f"{path}.csv?{urlencode(kept)}" if kept else f"{path}.csv"


def today(page: Page, now: int) -> date:
    """The merchant's calendar day."""
    return day_of(now, merchant_of(page).time_zone)


def span_of(page: Page, days: int, now: int) -> tuple[int, int]:
    """From the beginning of the day `days - 1` days ago, until before tomorrow begins."""
    zone = merchant_of(page).time_zone
    until = day_start(date.fromordinal(day_of(now, zone).toordinal() + 1), zone)
    since = day_start(date.fromordinal(day_of(now, zone).toordinal() + 1 - days), zone)
    return since, max(until, since + DAY // 2)


def joined(page: Page, *sentences: str) -> str:
    """Sentences one after the other, with a space between them where the language has spaces."""
    return (" " if page.language.tag == "en" else "").join(sentences)


def names(read: Read, page: Page, person_ids: Iterable[str]) -> dict[str, str]:
    """What staff call these people; who has no name goes by her giver number."""
    wanted = sorted({one for one in person_ids if one})
    found = known_people(read, merchant_of(page).merchant_id, wanted)
    return {
        one: known.name or page.say("Giver %(number)s", number=known.person.number)
        for one, known in found.items()
    }


class Trials:
    """What vouchers let one try, by campaign and version; each campaign is read once."""

    def __init__(self, read: Read, page: Page) -> None:
        self._read = read
        self._page = page
        self._known: dict[str, dict[int, Terms]] = {}

    def terms(self, campaign_id: str, version: int) -> Terms | None:
        """The terms of this version; None when there are none."""
        if campaign_id not in self._known:
            found = terms_versions(self._read, merchant_of(self._page).merchant_id, campaign_id)
            self._known[campaign_id] = {one.version: one.terms for one in found}
        return self._known[campaign_id].get(version)

    def name(self, campaign_id: str, version: int) -> str:
        """What is tried, in the reader's language."""
        terms = self.terms(campaign_id, version)
        return trial_name(self._read, self._page, terms) if terms else ""


def trial_name(read: Read, page: Page, terms: Terms) -> str:
    """What is tried: as the terms say it, else the name of the product."""
    said = page.language.pick(terms.trial)
    if said or not terms.trial_product_id:
        return str(said)
    merchant_id = merchant_of(page).merchant_id
    ware = products_of(read, merchant_id, [terms.trial_product_id]).get(terms.trial_product_id)
    return page.language.pick(ware.name) if ware is not None else ""


def terms_shown(page: Page, terms: Terms, shops: Sequence[Shop], **more: Any) -> dict[str, Any]:
    """Terms as `components/rules.html` tells them; no shop named means every shop."""
    pick = page.language.pick
    return {
        "tried": pick(terms.trial),
        "vouchers_per_purchase": terms.vouchers_per_purchase,
        "gives_again_after": terms.gives_again_after,
        "validity_days": terms.validity_days,
        "claims_max": terms.claims_max,
        "hold_max": terms.hold_max,
        "shop_names": [pick(shop.name) for shop in shops],
        "thanks": terms.thanks,
        "new_customers_only": terms.is_for_new_customers,
        "stock_left": None,
        "ends_at": None,
        **more,
    }


def voucher_lines(
    read: Read, page: Page, found: Sequence[tuple[int, Voucher]]
) -> list[dict[str, Any]]:
    """Vouchers as lists show them, each with the moment that the list tells."""
    known = names(read, page, [one for _, v in found for one in (v.giver_id, v.friend_id)])
    trials = Trials(read, page)
    return [
        {
            "id": voucher.voucher_id,
            "url": f"/vouchers/{voucher.voucher_id}",
            "tried": trials.name(voucher.campaign_id, voucher.version),
            "state": voucher.state,
            "giver": known.get(voucher.giver_id, ""),
            "giver_url": f"/people/{voucher.giver_id}" if voucher.giver_id in known else None,
            "friend": known.get(voucher.friend_id, ""),
            "friend_url": f"/people/{voucher.friend_id}" if voucher.friend_id in known else None,
            "until": voucher.expires_at,
            "changed_at": at,
        }
        for at, voucher in found
    ]


def changed_at(voucher: Voucher) -> int:
    """When the last thing happened to a voucher that its own row tells of."""
    moments = (voucher.closed_at, voucher.converted_at, voucher.redeemed_at, voucher.claimed_at)
    return max(filter(None, (voucher.issued_at, *moments)))


def order_lines(read: Read, page: Page, found: Sequence[Order]) -> list[dict[str, Any]]:
    """Orders as lists show them."""
    merchant_id = merchant_of(page).merchant_id
    known = names(read, page, [order.customer_id for order in found])
    wares = products_of(
        read, merchant_id, [line.product_id for order in found for line in order.lines]
    )
    lines = []
    for order in found:
        sold = [wares.get(line.product_id) for line in order.lines]
        told = [page.language.pick(ware.name) for ware in sold if ware is not None]
        lines.append(
            {
                "id": order.order_id,
                "number": short_number(order),
                "buyer": known.get(order.customer_id, ""),
                "buyer_url": f"/people/{order.customer_id}" if order.customer_id in known else None,
                "product": ", ".join(told) or page.say("Not named"),
                "amount_minor": order.total_minor,
                "currency": order.currency,
                "state": order.state,
                "placed_at": order.placed_at,
            }
        )
    return lines


def campaign_choices(page: Page, found: Iterable[Any]) -> list[tuple[str, str]]:
    """Campaigns for a select."""
    return [(one.campaign_id, page.language.pick(one.name)) for one in found]


def campaign_or_refuse(read: Read, page: Page, campaign_id: str) -> Any:
    """The campaign with its present terms."""
    found = campaign_of(read, merchant_of(page).merchant_id, campaign_id)
    if found is None:
        raise Refusal("campaign_not_found")
    return found
