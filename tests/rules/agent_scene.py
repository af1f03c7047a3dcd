"""A shop with an agreement and an agent, and the reactions that lead from orders to commissions.

The scene itself is in rig/scene.py.
"""

from typing import Any

from passalong import wiring
from passalong.agents.model import AgreementTerms, BecomeAgent, Rate, WriteAgreement
from passalong.base.messages import Words
from passalong.catalog.model import Product
from passalong.ledger.model import Account, account_id
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import LineWish, SellAtCounter
from passalong.people.model import PeopleTally, Person
from rig.scene import MERCHANT, MOMENT, Scene

SHOP = "shop_river"
ANNA, BELLA, CLARA, DORA = "p_anna", "p_bella", "p_clara", "p_dora"
TEA, BREAD, BOOK = "prod_tea", "prod_bread", "prod_book"
TEN_PERCENT = AgreementTerms((Rate("percent", 1_000),))
NAME = Words(en="Friends of the house")
FEATURES = ("ledger", "merchants", "people", "catalog", "orders", "campaigns", "vouchers", "agents")


def agent_scene(pack: str = "cn") -> Scene:
    """Tea for 12.50, bread for 4.00, a book for 0.99; four people known to the shop."""
    goods = [_product(TEA, 1250), _product(BREAD, 400), _product(BOOK, 99)]
    people = [_person(one, place) for place, one in enumerate((ANNA, BELLA, CLARA, DORA), 1)]
    return Scene(*FEATURES, reactions=wiring.REACTIONS).given(
        Merchant(MERCHANT, "Spring", "Spring Ltd", pack, "en", "CNY", "Asia/Shanghai", 1),
        Shop(MERCHANT, SHOP, Words(en="River"), Words(), "", 1, None),
        PeopleTally(MERCHANT, 4),
        *people,
        *goods,
    )


def agreed(scene: Scene, terms: AgreementTerms = TEN_PERCENT) -> str:
    """The id of an agreement of these terms."""
    return str(scene.done(WriteAgreement(NAME, terms))["agreement_id"])


def agent(scene: Scene, agreement_id: str, person_id: str = ANNA, invited_by: str = "") -> str:
    """The id of an active agent under version 1."""
    wish = BecomeAgent(agreement_id, 1, person_id, invited_by=invited_by)
    return str(scene.done(wish, at=MOMENT - 1)["agent_id"])


def bought(scene: Scene, person_id: str = BELLA, *lines: LineWish, **how: Any) -> str:
    """The id of an order over the counter: one tea unless other lines are given."""
    wish = SellAtCounter(SHOP, lines or (LineWish(TEA, 1),), person_id)
    return str(scene.done(wish, **how)["order_id"])


def balance(scene: Scene, kind: str, owner_id: str) -> int:
    """What that account holds; debts are below zero."""
    account = scene.row(Account, account_id(kind, owner_id, "CNY"))
    return account.balance_minor if account else 0


def _person(person_id: str, number: int) -> Person:
    return Person(
        MERCHANT, person_id, number, "counter", "en", "first_name", False, MOMENT - 9, None, 0
    )


def _product(product_id: str, price_minor: int) -> Product:
    return Product(
        MERCHANT,
        product_id,
        "good",
        Words(en=product_id),
        Words(),
        price_minor,
        "CNY",
        "",
        False,
        True,
        MOMENT - 9,
    )
