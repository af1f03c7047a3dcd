"""One person's story on one line of time: orders, vouchers given and used, whom she brought.

The page around it is in `person.py`.
"""

from collections.abc import Sequence
from typing import Any

from passalong.engine.database import Read
from passalong.orders.model import Order
from passalong.people.model import Person
from passalong.vouchers.model import Voucher
from passalong.web.console.room import Trials, order_lines
from passalong.web.page import Page

STEPS_MOST = 60
ORDER = (  # of what happens in one moment
    "joined", "claimed", "friend_claimed", "tried", "friend_tried", "bought", "friend_bought",
    "got_vouchers",
)  # fmt: skip
Step = dict[str, Any]


def story_of(
    read: Read,
    page: Page,
    person: Person,
    bought: Sequence[Order],
    gave: Sequence[Voucher],
    used: Sequence[Voucher],
    known: dict[str, str],
) -> list[Step]:
    """Newest first, in the words of `templates/console/person.html`."""
    trials = Trials(read, page)
    steps: list[Step] = [_step("joined", person.joined_at)]
    for line in order_lines(read, page, bought):
        step = _step("bought", line["placed_at"], line["product"], "", f"/orders/{line['id']}")
        steps.append(step)
    steps += _sets(gave)
    for voucher in gave:
        steps += _given(voucher, trials, known.get(voucher.friend_id, ""))
    for voucher in used:
        steps += _used(voucher, trials, known.get(voucher.giver_id, ""))
    steps.sort(key=lambda step: (int(step["at"]), ORDER.index(step["kind"])), reverse=True)
    return steps[:STEPS_MOST]


def _step(kind: str, at: int, tried: str = "", who: str = "", url: str | None = None) -> Step:
    return {"kind": kind, "at": at, "tried": tried, "who": who, "url": url}


def _sets(gave: Sequence[Voucher]) -> list[Step]:
    """Vouchers of one purchase came together: one step for each set."""
    causes = {(one.cause_kind, one.cause_id): one for one in reversed(gave)}
    return [_step("got_vouchers", one.issued_at) for one in causes.values()]


def _given(voucher: Voucher, trials: Trials, friend: str) -> list[Step]:
    url = f"/vouchers/{voucher.voucher_id}"
    tried = trials.name(voucher.campaign_id, voucher.version)
    moments = (
        ("friend_claimed", voucher.claimed_at),
        ("friend_tried", voucher.redeemed_at),
        ("friend_bought", voucher.converted_at),
    )
    return [_step(kind, at, tried, friend, url) for kind, at in moments if at is not None]


def _used(voucher: Voucher, trials: Trials, giver: str) -> list[Step]:
    url = f"/vouchers/{voucher.voucher_id}"
    tried = trials.name(voucher.campaign_id, voucher.version)
    moments = (("claimed", voucher.claimed_at), ("tried", voucher.redeemed_at))
    return [_step(kind, at, tried, giver, url) for kind, at in moments if at is not None]
