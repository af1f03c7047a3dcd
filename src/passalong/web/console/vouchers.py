"""Vouchers: the list with its filters, one voucher with the thread of its life, undoing a use.

What may be undone, and how long, is in `vouchers/till.py`.
"""

from collections.abc import Iterator
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from passalong.base.clock import DAY, iso_of
from passalong.base.codes import CodeMisread, read_code
from passalong.base.messages import Refusal
from passalong.campaigns.queries import campaigns
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.insights.queries import MOVED, vouchers_moved
from passalong.merchants.queries import shops, staff_listed
from passalong.orders.queries import order_of, short_number
from passalong.people.roster import Roster
from passalong.vouchers.model import Offer, Redemption, UndoRedemption, Voucher
from passalong.vouchers.queries import (
    STATES,
    VoucherFilter,
    offers_of,
    redemptions_of,
    voucher_by_code,
    voucher_of,
    voucher_seen,
    vouchers_like,
)
from passalong.web.console.csv_file import CSV, csv_file
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.room import (
    Trials,
    asked,
    campaign_choices,
    changed_at,
    csv_address,
    merchant_of,
    names,
    pages_of,
    paging_of,
    span_of,
    voucher_lines,
)
from passalong.web.forms import Form
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/voucher.html"
CHUNK: Final = 500
DAYS: Final = ("1", "3", "7", "30")
UNDO_REASONS: Final = ("wrong_voucher", "wrong_person", "not_tried", "other")
Found = list[tuple[int, Voucher]]
Place = tuple[int, str]


@get("/vouchers", opt=reads(), sync_to_thread=True, include_in_schema=False)
def voucher_list(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Vouchers by state, campaign, giver, code, or by what happened when."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "q", "state", "campaign", "moved", "days", "giver")
    paging = paging_of(page)
    find = finder(page, guard, roster, contacts_of)
    with door.reading() as read:
        every = campaigns(read, merchant_id)
        code = _by_code(read, merchant_id, values["q"])
        if code is not None and _is_seen(read, page, code):
            return page.to(f"/vouchers/{code.voucher_id}")
        giver = values["giver"] or (one_meant(find(read, values["q"]), values["q"]) if values["q"]
                                    else "")  # fmt: skip
        is_nobody = bool(values["q"]) and not giver
        after = paging.place(int, str)
        now = door.clock.now()
        found = [] if is_nobody else _page(read, page, values, giver, now, paging.limit + 1, after)
        more = len(found) > paging.limit
        lines = voucher_lines(read, page, found[: paging.limit])
    key = (found[paging.limit - 1][0], found[paging.limit - 1][1].voucher_id) if more else None
    return page.show(
        "console/vouchers.html",
        vouchers=lines,
        campaigns=campaign_choices(page, every),
        values=values,
        told=_told(page, values),
        is_nobody=is_nobody,
        filtered=any(values.values()),
        csv_url=csv_address("/vouchers", {**values, "q": "", "giver": giver}),
        **pages_of("/vouchers", values, paging, key),
    )


def _by_code(read: Read, merchant_id: str, text: str) -> Voucher | None:
    try:
        return voucher_by_code(read, merchant_id, read_code(text))
    except CodeMisread:
        return None


def _is_seen(read: Read, page: Page, voucher: Voucher) -> bool:
    mine = page.asker.actor.shop_ids
    return voucher_seen(read, voucher.merchant_id, voucher.voucher_id, mine) is not None


def _page(
    read: Read,
    page: Page,
    values: dict[str, str],
    giver_id: str,
    now: int,
    limit: int,
    after: Place | None,
) -> Found:
    merchant_id = merchant_of(page).merchant_id
    moved: Any = values["moved"]
    mine = page.asker.actor.shop_ids
    if moved in MOVED:
        since, until = _span(page, moved, values["days"], now)
        return vouchers_moved(
            read, merchant_id, moved, since, until, limit,
            campaign_id=values["campaign"], giver_id=giver_id, shop_ids=mine, after=after,
        )  # fmt: skip
    state = values["state"] if values["state"] in STATES else ""
    wanted = VoucherFilter(state, values["campaign"], giver_id, shop_ids=mine)
    found = vouchers_like(read, merchant_id, wanted, limit, after)
    return [(one.issued_at, one) for one in found]


def _span(page: Page, moved: str, days: str, now: int) -> tuple[int, int]:
    count = int(days) if days in DAYS else 0
    if moved == "expiring":
        return now, now + (count or 7) * DAY
    return span_of(page, count, now) if count else (0, now + DAY)


def _told(page: Page, values: dict[str, str]) -> str:
    """What the list shows, when the ring led here."""
    said = {
        "issued": page.say("Vouchers that were issued"),
        "given": page.say("Vouchers that were given away"),
        "claimed": page.say("Vouchers that a friend claimed"),
        "tried": page.say("Vouchers with which a friend tried"),
        "bought": page.say("Vouchers whose friend bought"),
        "again": page.say("Vouchers of people who came by a voucher themselves"),
        "expiring": page.say("Vouchers that expire soon"),
    }.get(values["moved"], "")
    if not said:
        return ""
    if values["days"] == "1":
        return f"{said} · {page.say('today')}"
    if values["days"] in DAYS:
        days = int(values["days"])
        if values["moved"] == "expiring":
            span = page.ngettext("within %(num)s day", "within %(num)s days", days)
        else:
            span = page.ngettext("The last %(num)s day", "The last %(num)s days", days)
        return f"{said} · {span}"
    return said


@get("/vouchers.csv", opt=reads(), sync_to_thread=True, include_in_schema=False, media_type=CSV)
def voucher_table(page: NamedDependency[Page], door: NamedDependency[Door]) -> Stream:
    """The same list as a table. Ids stand for people: no name leaves here."""
    values = asked(page, "state", "campaign", "moved", "days", "giver")
    now = door.clock.now()

    def lines() -> Iterator[list[object]]:
        after: Place | None = None
        while True:
            with door.reading() as read:
                found = _page(read, page, values, values["giver"], now, CHUNK, after)
                trials = Trials(read, page)
                told = [_cells(one, trials) for _, one in found]
            yield from told
            if len(found) < CHUNK:
                return
            after = (found[-1][0], found[-1][1].voucher_id)

    head = ["voucher", "campaign", "to try", "state", "giver", "friend", "issued", "expires",
            "claimed", "tried", "bought"]  # fmt: skip
    return csv_file("vouchers", head, lines())


def _cells(one: Voucher, trials: Trials) -> list[object]:
    moments = (one.issued_at, one.expires_at, one.claimed_at, one.redeemed_at, one.converted_at)
    told = ["" if at is None else iso_of(at) for at in moments]
    tried = trials.name(one.campaign_id, one.version)
    return [one.voucher_id, one.campaign_id, tried, one.state, one.giver_id, one.friend_id, *told]


@get("/vouchers/{voucher_id:str}", opt=reads(), sync_to_thread=True, include_in_schema=False)
def voucher(
    voucher_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One voucher with its thread."""
    with door.reading() as read:
        told = _whole(read, page, voucher_id, door.clock.now())
    return page.show(TEMPLATE, **told)


def _whole(read: Read, page: Page, voucher_id: str, now: int) -> dict[str, Any]:
    merchant_id = merchant_of(page).merchant_id
    found = voucher_seen(read, merchant_id, voucher_id, page.asker.actor.shop_ids)
    if found is None:
        raise Refusal("voucher_not_found")
    offers = offers_of(read, merchant_id, voucher_id)
    uses = redemptions_of(read, merchant_id, voucher_id)
    trials = Trials(read, page)
    terms = trials.terms(found.campaign_id, found.version)
    undo_until = 0
    if found.state == "redeemed" and found.redeemed_at and terms is not None:
        undo_until = found.redeemed_at + terms.undo_minutes * 60_000
    bought = order_of(read, merchant_id, found.order_id) if found.order_id else None
    cause = order_of(read, merchant_id, found.cause_id) if found.cause_kind == "order" else None
    line = voucher_lines(read, page, [(changed_at(found), found)])[0]
    parent = voucher_of(read, merchant_id, found.parent_id) if found.parent_id else None
    return {
        "voucher": {
            **line,
            "version": found.version,
            "depth": found.depth,
            "reason": found.close_reason,
            "campaign_url": f"/campaigns/{found.campaign_id}",
            "order": _order_link(bought),
            "cause": _order_link(cause),
            "cause_kind": found.cause_kind,
            "parent_url": f"/vouchers/{parent.voucher_id}" if parent else None,
        },
        "thread": _thread(read, page, found, offers, uses),
        "can_undo": page.may.manage and now <= undo_until,
        "undo_until": undo_until,
        "undo_reasons": _undo_reasons(page),
        "values": {"reason": "wrong_voucher"},
    }


def _order_link(order: Any) -> dict[str, str] | None:
    if order is None:
        return None
    return {"number": short_number(order), "url": f"/orders/{order.order_id}"}


def _undo_reasons(page: Page) -> list[tuple[str, str]]:
    words = {
        "wrong_voucher": page.say("The wrong voucher was used"),
        "wrong_person": page.say("It was somebody else"),
        "not_tried": page.say("Nothing was tried"),
        "other": page.say("Another reason"),
    }
    return [(key, words[key]) for key in UNDO_REASONS]


def _thread(
    read: Read, page: Page, found: Voucher, offers: list[Offer], uses: list[Redemption]
) -> list[dict[str, Any]]:
    """Everything that happened to it, oldest first."""
    merchant_id = merchant_of(page).merchant_id
    known = names(read, page, [found.giver_id, found.friend_id])
    giver, friend = known.get(found.giver_id, ""), known.get(found.friend_id, "")
    somebody = page.say("somebody")
    say = page.say
    steps: list[tuple[int, int, str, str]] = [
        (found.issued_at, 0, say("%(name)s got it to give", name=giver or somebody), "")
    ]
    for offer in offers:
        steps.append((offer.offered_at, 1, _way_said(page, offer.way), ""))
        ends = {
            "recalled": say("The giver took it back"),
            "returned": say("Not claimed in time; it went back to the giver"),
        }
        if offer.closed_at is not None and offer.state in ends:
            steps.append((offer.closed_at, 2, ends[offer.state], ""))
    if found.claimed_at is not None:
        told = say("%(name)s claimed it", name=friend or somebody)
        steps.append((found.claimed_at, 3, told, ""))
    staff = {one.staff.staff_id: one.detail.display_name for one in
             staff_listed(read, merchant_id)} if uses else {}  # fmt: skip
    places = {one.shop_id: page.language.pick(one.name) for one in
              shops(read, merchant_id, with_closed=True)} if uses else {}  # fmt: skip
    for use in uses:
        where = ", ".join(filter(None, [places.get(use.shop_id, ""), staff.get(use.staff_id, "")]))
        told = say("%(name)s tried", name=friend or somebody)
        steps.append((use.at, 4, f"{told} · {where}" if where else told, "done"))
        if use.reversed_at is not None:
            who = staff.get(use.reversed_by, "")
            told = say("The use was undone")
            steps.append((use.reversed_at, 5, f"{told} · {who}" if who else told, "wrong"))
    if found.converted_at is not None:
        told = say("%(name)s bought", name=friend or somebody)
        steps.append((found.converted_at, 6, told, "done"))
    if found.state == "expired" and found.closed_at is not None:
        steps.append((found.closed_at, 7, say("It expired"), "wrong"))
    if found.state == "void" and found.closed_at is not None:
        steps.append((found.closed_at, 7, say("It became void"), "wrong"))
    steps.sort(key=lambda step: step[:2])
    return [{"at": at, "text": text, "tone": tone} for at, _, text, tone in steps]


def _way_said(page: Page, way: str) -> str:
    return {
        "forward": page.say("Offered by a forwarded link"),
        "added_friend": page.say("Offered to a newly added friend"),
        "interest_group": page.say("Offered in an interest group"),
        "recommendation": page.say("Offered with a recommendation"),
        "poster": page.say("Offered on a poster"),
        "in_person": page.say("Handed over in person"),
        "paper_slip": page.say("Handed over as a paper slip"),
        "spoken_name": page.say("Named at the till"),
    }[way]


@post("/vouchers/{voucher_id:str}/undo", opt=sends(UndoRedemption), include_in_schema=False)
async def undo(
    voucher_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """The use was a mistake."""
    reason: Any = form.choice("reason", UNDO_REASONS)
    if form.is_good:
        await door.send(wish, UndoRedemption(voucher_id, reason))
        return page.to(f"/vouchers/{voucher_id}", page.say("Undone. It can be used again."))
    with door.reading() as read:
        told = _whole(read, page, voucher_id, door.clock.now())
    told.pop("values")
    return page.again(TEMPLATE, form, **told)


ROUTES: Final[tuple[Any, ...]] = (voucher_list, voucher_table, voucher, undo)
