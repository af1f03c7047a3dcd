"""Tables of the catalog.

What the rows mean is in `catalog/model.py`.
"""

from sqlalchemy import Index

from passalong.catalog.model import Media, Product, Stock
from passalong.engine.tables import table_of

PRODUCT = table_of(
    Product, Index("ix_product_shelf", "merchant_id", "is_active", "added_at", "product_id")
)
STOCK = table_of(Stock)
MEDIA = table_of(Media)

TABLES = (PRODUCT, STOCK, MEDIA)
