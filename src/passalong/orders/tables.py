"""Tables of orders.

What the rows mean is in `orders/model.py`.
"""

from sqlalchemy import Index, text

from passalong.engine.tables import table_of
from passalong.orders.model import CustomerTally, Order, Refund, ReturnPolicy, ReturnWindow

# Most orders of a shop are received and at rest: the index on states holds only the others, so
# that it stays small and costs an import nothing. SQLite uses it only for this very wording.
NOT_AT_REST = "state <> 'received'"

ORDER = table_of(
    Order,
    Index("ix_order_placed", "merchant_id", "placed_at", "order_id"),
    Index("ix_order_paid", "merchant_id", "paid_at"),
    Index("ix_order_customer", "merchant_id", "customer_id", "placed_at", "order_id"),
    Index(
        "ix_order_state",
        "merchant_id",
        "state",
        "placed_at",
        "order_id",
        sqlite_where=text(NOT_AT_REST),
        postgresql_where=text(NOT_AT_REST),
    ),
)
REFUND = table_of(Refund, Index("ix_refund_at", "merchant_id", "at"))
CUSTOMER_TALLY = table_of(CustomerTally)
RETURN_POLICY = table_of(ReturnPolicy)
# Only what still waits is looked for; the rest of the rows stay out of the index.
NOT_OVER = "state IN ('open', 'after_sale')"
RETURN_WINDOW = table_of(
    ReturnWindow,
    Index(
        "ix_return_window_due",
        "merchant_id",
        "state",
        "closes_at",
        sqlite_where=text(NOT_OVER),
        postgresql_where=text(NOT_OVER),
    ),
)

TABLES = (ORDER, REFUND, CUSTOMER_TALLY, RETURN_POLICY, RETURN_WINDOW)
