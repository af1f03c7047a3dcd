"""Invariants of money: transfers, accounts, orders, refunds, the shelf.

Their numbers are those of the published list (I01 to I36); the house's own begin with H.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from passalong.insights.audit.invariant import EventTypes, Invariant, Snapshot
from passalong.ledger.model import Leg, moved_by_account


def wrong_waits(snapshot: Snapshot, event_types: EventTypes) -> Iterator[tuple[Any, ...]]:
    """Accounts on which another sum waits than their held transfers say."""
    waits: Counter[tuple[str, str, bool]] = Counter()
    for merchant_id, currency, text in snapshot.lines(
        "SELECT merchant_id, currency, legs FROM hold WHERE state = 'held'"
    ):
        legs = msgspec.json.decode(text, type=tuple[Leg, ...])
        for name, moved in moved_by_account(legs, currency).items():
            waits[merchant_id, name, moved > 0] += abs(moved)
    for merchant_id, name, waits_in, waits_out in snapshot.lines(
        "SELECT merchant_id, account_id, held_in_minor, held_out_minor FROM account"
    ):
        said = waits.pop((merchant_id, name, True), 0), waits.pop((merchant_id, name, False), 0)
        if said != (waits_in, waits_out):
            yield merchant_id, name, waits_in, waits_out
    for merchant_id, name, _ in +waits:
        yield merchant_id, name, "no such account"


INVARIANTS = (
    Invariant(
        "I01",
        "the postings of a transfer sum to zero in each currency",
        "SELECT count(*) FROM transfer",
        """
        SELECT merchant_id, transfer_id, currency, sum(amount_minor) FROM posting
        GROUP BY merchant_id, transfer_id, currency HAVING sum(amount_minor) <> 0
        """,
    ),
    Invariant(
        "I02",
        "a transfer has two postings or more, none of zero, and no posting stands alone",
        "SELECT count(*) FROM transfer",
        """
        SELECT t.merchant_id, t.transfer_id, count(p.line)
        FROM transfer t LEFT JOIN posting p
          ON p.merchant_id = t.merchant_id AND p.transfer_id = t.transfer_id
        GROUP BY t.merchant_id, t.transfer_id
        HAVING count(p.line) < 2 OR min(abs(p.amount_minor)) = 0
        UNION ALL
        SELECT p.merchant_id, p.transfer_id, p.line
        FROM posting p LEFT JOIN transfer t
          ON t.merchant_id = p.merchant_id AND t.transfer_id = p.transfer_id
        WHERE t.transfer_id IS NULL
        """,
    ),
    Invariant(
        "I03",
        "the balance of an account is the sum of its postings",
        "SELECT count(*) FROM account",
        """
        SELECT a.merchant_id, a.account_id, a.balance_minor, coalesce(sum(p.amount_minor), 0)
        FROM account a LEFT JOIN posting p
          ON p.merchant_id = a.merchant_id AND p.account_id = a.account_id
        GROUP BY a.merchant_id, a.account_id, a.balance_minor
        HAVING a.balance_minor <> coalesce(sum(p.amount_minor), 0)
        """,
    ),
    Invariant(
        "I04",
        "a posting has an account of its merchant and currency, and a sum that is one",
        "SELECT count(*) FROM posting",
        """
        SELECT p.merchant_id, p.transfer_id, p.line
        FROM posting p LEFT JOIN account a
          ON a.merchant_id = p.merchant_id AND a.account_id = p.account_id
        WHERE a.account_id IS NULL OR a.currency <> p.currency
           OR abs(p.amount_minor) > 9007199254740992
        """,
    ),
    Invariant(
        "I17",
        "what an order says was refunded is the sum of its refunds, and not more than its total",
        """SELECT count(*) FROM "order" """,
        """
        SELECT o.merchant_id, o.order_id, o.refunded_minor, coalesce(sum(r.amount_minor), 0)
        FROM "order" o LEFT JOIN refund r
          ON r.merchant_id = o.merchant_id AND r.order_id = o.order_id
        GROUP BY o.merchant_id, o.order_id, o.refunded_minor, o.refunds, o.total_minor
        HAVING o.refunded_minor <> coalesce(sum(r.amount_minor), 0)
            OR o.refunds <> count(r.number) OR o.refunded_minor > o.total_minor
            OR o.refunded_minor < 0
        """,
    ),
    Invariant(
        "I20",
        "every cause moves money once, and every sum paid or given back here was moved",
        """SELECT (SELECT count(*) FROM transfer) + (SELECT count(*) FROM "order") """,
        """
        SELECT merchant_id, cause, count(*) FROM transfer
        GROUP BY merchant_id, cause HAVING count(*) > 1
        UNION ALL
        SELECT merchant_id, cause, sum(moved) FROM (
          SELECT merchant_id, cause, 1 AS moved FROM transfer WHERE cause LIKE 'order:%'
          UNION ALL
          SELECT merchant_id, 'order:' || order_id || ':paid', -1 FROM "order"
          WHERE paid_at IS NOT NULL AND way <> 'import' AND total_minor > 0
          UNION ALL
          SELECT r.merchant_id, 'order:' || r.order_id || ':refund:' || CAST(r.number AS text), -1
          FROM refund r JOIN "order" o
            ON o.merchant_id = r.merchant_id AND o.order_id = r.order_id AND o.way <> 'import'
        ) both_sides GROUP BY merchant_id, cause HAVING sum(moved) <> 0
        """,
    ),
    Invariant(
        "H01",
        "a customer's tally counts her paid orders and what she spent",
        "SELECT count(*) FROM customer_tally",
        """
        SELECT merchant_id, person_id, sum(told), sum(counted) FROM (
          SELECT merchant_id, person_id, orders AS told, 0 AS counted,
                 spent_minor AS told_minor, 0 AS counted_minor FROM customer_tally
          UNION ALL
          SELECT merchant_id, customer_id, 0, 1, 0, total_minor - refunded_minor
          FROM "order" WHERE paid_at IS NOT NULL
        ) both_sides GROUP BY merchant_id, person_id
        HAVING sum(told) <> sum(counted) OR sum(told_minor) <> sum(counted_minor)
        """,
    ),
    Invariant(
        "H02",
        "a shelf that is counted holds none or more, and belongs to a product that is counted",
        "SELECT count(*) FROM stock",
        """
        SELECT s.merchant_id, s.product_id, s."left"
        FROM stock s LEFT JOIN product p
          ON p.merchant_id = s.merchant_id AND p.product_id = s.product_id
        WHERE p.product_id IS NULL OR (p.has_stock AND s."left" < 0)
        """,
    ),
    Invariant(
        "H03",
        "an order has a shop and a customer of its own merchant",
        """SELECT count(*) FROM "order" """,
        """
        SELECT o.merchant_id, o.order_id FROM "order" o
        LEFT JOIN shop s ON s.merchant_id = o.merchant_id AND s.shop_id = o.shop_id
        LEFT JOIN person p ON p.merchant_id = o.merchant_id AND p.person_id = o.customer_id
        WHERE s.shop_id IS NULL OR p.person_id IS NULL
        """,
    ),
    Invariant(
        "H18",
        "a balance keeps its limits, also when all that waits on that side has moved",
        "SELECT count(*) FROM account WHERE floor_minor IS NOT NULL OR ceiling_minor IS NOT NULL",
        """
        SELECT merchant_id, account_id, balance_minor FROM account
        WHERE balance_minor - held_out_minor < floor_minor
           OR balance_minor + held_in_minor > ceiling_minor
           OR held_in_minor < 0 OR held_out_minor < 0
        """,
    ),
    Invariant(
        "H19",
        "what waits on an account is what its held transfers keep waiting",
        "SELECT count(*) FROM hold",
        search=wrong_waits,
    ),
    Invariant(
        "H20",
        "a hold that was posted has its transfer, and no other hold has one",
        "SELECT count(*) FROM hold",
        """
        SELECT h.merchant_id, h.transfer_id, h.state FROM hold h LEFT JOIN transfer t
          ON t.merchant_id = h.merchant_id AND t.transfer_id = h.transfer_id
        WHERE (h.state = 'posted') <> (t.transfer_id IS NOT NULL)
           OR (h.state = 'held') <> (h.settled_at IS NULL)
        """,
    ),
    Invariant(
        "H21",
        "what led to a transfer stands in the journal before it",
        "SELECT count(*) FROM transfer",
        """
        SELECT t.merchant_id, t.transfer_id, t.cause FROM transfer t
        LEFT JOIN journal j ON j.merchant_id = t.merchant_id AND j.seq = t.seq
        LEFT JOIN journal b ON b.merchant_id = t.merchant_id AND b.seq = t.cause_seq
        WHERE j.name IS NULL OR j.name <> 'transfer_posted' OR t.cause_seq >= t.seq
           OR (b.seq IS NULL AND t.cause_seq <> 0)
        """,
    ),
    Invariant(
        "H22",
        "a transfer is taken back by the same sums the other way",
        "SELECT count(*) FROM transfer WHERE reverses_id <> ''",
        """
        SELECT t.merchant_id, t.transfer_id, t.reverses_id FROM transfer t
        WHERE t.reverses_id <> '' AND (
          t.cause <> 'reversal:' || t.reverses_id
          OR t.lines <> (
            SELECT count(*) FROM posting p JOIN posting o
              ON o.merchant_id = p.merchant_id AND o.transfer_id = t.reverses_id
             AND o.line = p.line AND o.account_id = p.account_id
             AND o.amount_minor = -p.amount_minor
            WHERE p.merchant_id = t.merchant_id AND p.transfer_id = t.transfer_id
          )
        )
        """,
    ),
    Invariant(
        "H26",
        "what was received has a return window, and settles after it and never unpaid or refunded",
        "SELECT count(*) FROM return_window",
        """
        SELECT o.merchant_id, o.order_id, w.state FROM "order" o LEFT JOIN return_window w
          ON w.merchant_id = o.merchant_id AND w.order_id = o.order_id
        WHERE (o.way <> 'import' AND (o.received_at IS NULL) <> (w.order_id IS NULL))
           OR (w.state = 'settled' AND (o.paid_at IS NULL OR w.changed_at < w.closes_at))
           OR (w.state IN ('open', 'after_sale') AND o.state = 'refunded')
           OR (w.state = 'closed' AND o.state <> 'refunded')
        UNION ALL
        SELECT w.merchant_id, w.order_id, w.state FROM return_window w LEFT JOIN "order" o
          ON o.merchant_id = w.merchant_id AND o.order_id = w.order_id
        WHERE o.order_id IS NULL
        """,
    ),
)
