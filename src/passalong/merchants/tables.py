"""Tables of merchants.

What a row means is in `merchants/model.py`. Names of staff are sealed under a key of each.
"""

from sqlalchemy import Index

from passalong.engine.tables import table_of
from passalong.lawful.publishing import CopyReason
from passalong.merchants.books import BookNote
from passalong.merchants.model import (
    ApiKey,
    ApiKeySecret,
    Merchant,
    OwnerTally,
    Session,
    Shop,
    SignInName,
    Staff,
    StaffDetail,
)

MERCHANT = table_of(Merchant)
# The one index that does not begin with the merchant: an operator names a shop on the command
# line (`--shop`), and over a million merchants nobody wants to read them all to find whose it is.
SHOP = table_of(Shop, Index("ix_shop_anywhere", "shop_id"))
STAFF = table_of(Staff)
STAFF_DETAIL = table_of(StaffDetail, seals=("display_name", "sign_in_name"), subject="staff_id")
SIGN_IN_NAME = table_of(SignInName)
SESSION = table_of(Session, Index("ix_session_staff", "merchant_id", "staff_id"))
API_KEY = table_of(ApiKey)
API_KEY_SECRET = table_of(ApiKeySecret)
OWNER_TALLY = table_of(OwnerTally)
COPY_REASON = table_of(CopyReason)
BOOK_NOTE = table_of(BookNote)
TABLES = (
    MERCHANT,
    SHOP,
    STAFF,
    STAFF_DETAIL,
    SIGN_IN_NAME,
    SESSION,
    API_KEY,
    API_KEY_SECRET,
    OWNER_TALLY,
    BOOK_NOTE,
    COPY_REASON,
)
