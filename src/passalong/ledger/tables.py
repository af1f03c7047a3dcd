"""Tables of the books.

What a row means is in `ledger/model.py`.
"""

from sqlalchemy import Index

from passalong.engine.tables import table_of
from passalong.ledger.model import Account, Hold, Posting, Transfer

ACCOUNT = table_of(Account, Index("ix_account_owner", "merchant_id", "owner_id"))
TRANSFER = table_of(Transfer, Index("ix_transfer_seq", "merchant_id", "seq"))
HOLD = table_of(Hold, Index("ix_hold_state", "merchant_id", "state", "held_at"))
POSTING = table_of(Posting, Index("ix_posting_account", "merchant_id", "account_id", "seq", "line"))
TABLES = (ACCOUNT, TRANSFER, HOLD, POSTING)
