"""orders.csv: order,customer,at,amount and, if there, quantity and product.

What an imported order then does is in `orders/sales.py` and `wiring.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from passalong.base.messages import Command, Outcome
from passalong.orders.model import EXTERNAL_NO_MAX, QUANTITY_MAX, ImportOrder
from passalong.outside.files.importing import RowByRow, Sent, Wished
from passalong.outside.files.meanings import Unreadable, amount_minor, moments, whole_number
from passalong.outside.files.setting import Setting
from passalong.people.contacts import Contacts
from passalong.vouchers.model import IssueForOrder

Issue = Literal["none", "now", "at-order"]


class Orders(RowByRow):
    """Rows of orders.csv as commands. `products` maps ids and names to product ids."""

    required = ("order", "customer", "at", "amount")
    optional = ("quantity", "product")

    def __init__(
        self,
        setting: Setting,
        contacts: Contacts,
        products: Mapping[str, str],
        now: int,
        unit: str | None = None,
        issue: Issue = "none",
    ) -> None:
        self._setting = setting
        self._contacts = contacts
        self._products = products
        self._moment = moments(setting.time_zone, unit, now)
        self._is_issuing = issue == "at-order"
        self._issues_now = issue == "now"

    def wish(self, cells: Mapping[str, str]) -> Wished:
        """One order of the past, at its own moment."""
        number = cells["order"].strip()
        if not 1 <= len(number) <= EXTERNAL_NO_MAX:
            raise Unreadable("bad_order_number", f"1 to {EXTERNAL_NO_MAX} characters")
        at = self._moment(cells["at"])
        quantity = cells.get("quantity", "").strip()
        command = ImportOrder(
            external_no=number,
            shop_id=self._setting.shop_id,
            customer=self._contacts.external(cells["customer"]),
            quantity=whole_number(quantity, "bad_quantity", 1, QUANTITY_MAX) if quantity else 1,
            amount_minor=amount_minor(cells["amount"]),
            product_id=self._product(cells.get("product", "").strip()),
            is_issuing=self._is_issuing,
        )
        return Wished(command, at)

    def _product(self, text: str) -> str:
        if not text:
            return ""
        product_id = self._products.get(text) or self._products.get(text.casefold())
        if product_id is None:
            raise Unreadable("unknown_product", f"{text[:40]!r} is not in the catalog")
        return product_id

    def settled(self, sent: Sequence[Sent]) -> list[str]:
        """A number that is known with the same content changes nothing."""
        return [settled_by_newness(outcome) for _, outcome in sent]

    def follow(self, sent: Sent) -> Command | None:
        """Vouchers as the campaign of today says; also for an order that is known already,
        since an import may have been killed between the two.
        """
        return IssueForOrder(sent.outcome.answer["order_id"]) if self._issues_now else None


def settled_by_newness(outcome: Outcome) -> str:
    """What became of a command that answers `is_new`."""
    return "imported" if outcome.answer.get("is_new") else "already"


def products_by_name(lines: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Product ids by id and by name; a name that two products have names neither."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for product_id, names in lines:
        for name in {name.strip().casefold() for name in names if name.strip()}:
            if name in found:
                twice.add(name)
            found[name] = product_id
    known = {name: product_id for name, product_id in found.items() if name not in twice}
    return known | {product_id: product_id for product_id, _ in lines}
