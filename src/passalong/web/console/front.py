"""The front door: the loop as a ring with today's counts, the ways of thinking, and Today.

The ways are told in `ways.py`, the next actions in `next_actions.py`. A clerk's front door is the
till.
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from passalong.campaigns.queries import welcome_answers
from passalong.campaigns.welcome import QUESTIONS
from passalong.catalog.queries import products
from passalong.engine.asking import reads
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.insights.queries import vouchers_moved
from passalong.orders.queries import takings
from passalong.vouchers.model import Voucher
from passalong.vouchers.queries import ring_counts
from passalong.web.console.next_actions import MINUTES, next_actions
from passalong.web.console.room import joined, merchant_of, names, span_of
from passalong.web.console.ways import ways
from passalong.web.page import Page

CHANGES: Final = 6
SPANS: Final = (1, 7, 30)


@get("/", opt=reads(), sync_to_thread=True, include_in_schema=False)
def front(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """What a merchant sees first."""
    if page.asker.actor.role == "clerk":
        return page.to("/till")
    days = _one_of(page, "days", SPANS, 1)
    minutes = _one_of(page, "minutes", MINUTES, MINUTES[1])
    merchant_id = merchant_of(page).merchant_id
    now = door.clock.now()
    since, until = span_of(page, days, now)
    with door.reading() as read:
        counts = ring_counts(read, merchant_id, since, until)
        sales = sum(one.orders for one in takings(read, merchant_id, since, until))
        answered = welcome_answers(read, merchant_id)
        has_product = bool(products(read, merchant_id))
        changes = _changes(read, page, since, until)
        told: dict[str, Any] = {
            "ways": ways(read, page, now),
            "today": None,
        }
        if page.may.sell:  # whoever keeps or reads the books serves nobody at the counter
            actions = next_actions(read, page, now, minutes)
            told["today"] = {"minutes": minutes, "actions": actions}
    is_new = not has_product or len(answered) < len(QUESTIONS)
    return page.show(
        "console/front.html",
        links=_links(counts, sales, days),
        heart=page.ngettext("%(num)s friend tried", "%(num)s friends tried", counts["tried"]),
        heart_soft=_span_said(page, days),
        sentence=_sentence(page, counts, sales, days),
        show_welcome=is_new and page.may.manage,
        minutes_choices=MINUTES,
        days=days,
        spans=[(one, _span_said(page, one)) for one in SPANS],
        changes=changes,
        **told,
    )


def _one_of(page: Page, name: str, allowed: tuple[int, ...], absent: int) -> int:
    text = page.request.query_params.get(name, "")
    return int(text) if text in map(str, allowed) else absent


def _span_said(page: Page, days: int) -> str:
    if days == 1:
        return page.say("today")
    return page.ngettext("The last %(num)s day", "The last %(num)s days", days)


def _links(counts: dict[str, int], sales: int, days: int) -> list[dict[str, Any]]:
    kinds = ("given", "claimed", "tried", "bought", "gives_again")
    links: list[dict[str, Any]] = [{"count": sales, "url": f"/orders?days={days}"}]
    for kind in kinds:
        moved = "again" if kind == "gives_again" else kind
        links.append({"count": counts[kind], "url": f"/vouchers?moved={moved}&days={days}"})
    return links


def _sentence(page: Page, counts: dict[str, int], sales: int, days: int) -> str:
    if counts["tried"] or counts["claimed"]:
        came = page.ngettext(
            "%(num)s friend was brought along and tried,",
            "%(num)s friends were brought along and tried,",
            counts["tried"],
        )
        bought = page.ngettext(
            "%(num)s of them bought.", "%(num)s of them bought.", counts["bought"]
        )
        return joined(page, came, bought)
    if sales:
        return page.ngettext(
            "%(num)s customer bought. Her friends will come in the next days.",
            "%(num)s customers bought. Their friends will come in the next days.",
            sales,
        )
    if days == 1:
        return page.say("A quiet day so far. The next sale sends the loop round.")
    return page.say("Nothing has moved in this time.")


def _changes(read: Read, page: Page, since: int, until: int) -> list[dict[str, Any]]:
    merchant_id = merchant_of(page).merchant_id
    found: list[tuple[int, str, Voucher]] = []
    for kind in ("bought", "tried", "claimed"):
        moved = vouchers_moved(read, merchant_id, kind, 0, until, CHANGES)
        found += [(at, kind, voucher) for at, voucher in moved]
    found = sorted(found, key=lambda one: (one[0], one[2].voucher_id), reverse=True)[:CHANGES]
    known = names(read, page, [one for _, _, v in found for one in (v.giver_id, v.friend_id)])
    nobody = page.say("A customer")
    told = {
        "bought": page.say("%(friend)s bought; %(giver)s had brought her or him"),
        "tried": page.say("%(friend)s tried, thanks to %(giver)s"),
        "claimed": page.say("%(friend)s kept a voucher from %(giver)s"),
    }
    return [
        {
            "text": told[kind]
            % {
                "friend": known.get(voucher.friend_id, nobody),
                "giver": known.get(voucher.giver_id, nobody),
            },
            "at": at,
            "url": f"/vouchers/{voucher.voucher_id}",
        }
        for at, kind, voucher in found
    ]


ROUTES: Final[tuple[Any, ...]] = (front,)
