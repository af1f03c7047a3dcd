"""What a batch may spare itself: runs that guessed right stand, and what is usual is loaded first.

That nothing wrong stands is tests/promises/test_batch.py; here is that what is right does.
"""

from passalong.base.ids import derive
from passalong.base.messages import Envelope
from passalong.engine.batch import Batch
from passalong.engine.usual import BATCHES_MAX, KEYS_MAX, Usual
from passalong.merchants.model import Merchant, Shop
from passalong.orders.model import CustomerTally, ImportOrder, Order
from passalong.people.model import Contact, Identity, PeopleTally
from rig.scene import MERCHANT, MOMENT, OWNER, Scene
from rules.order_scene import SHOP, order_scene

CUSTOMERS, ORDERS = 20, 3


def old_books(where: Scene, usual: Usual, name: str) -> Batch:
    """Orders of the past in one batch: of people whom nobody knows yet, each with several."""
    batch = Batch(where.registry, where._load, b"digest of the scene")
    wishes = []
    for number in range(CUSTOMERS * ORDERS):
        who = f"{name}{number // ORDERS}"
        command = ImportOrder(f"{name}-{number}", SHOP, Contact("external", who, who), 1, 100)
        seed = derive(b"books", name, number)
        wishes.append(Envelope(MERCHANT, command, OWNER, MOMENT, seed))
    outcomes = batch.decide(wishes, [0] * len(wishes), usual.of({MERCHANT}))
    assert {outcome.status for outcome in outcomes} == {"done"}
    usual.learn(batch.shared)
    where._save(batch)
    return batch


def counting(where: Scene) -> list[str]:
    """Gets a name for every time that the rule of old books begins to run."""
    runs: list[str] = []
    rule = where.registry.rules[ImportOrder]

    def counted(world, command, now):
        runs.append(command.external_no)
        return rule(world, command, now)

    where.registry.rules[ImportOrder] = counted
    return runs


def test_a_right_guess_stands_so_each_rule_looks_once_and_decides_once():
    where, usual = order_scene(), Usual()
    old_books(where, usual, "first")
    runs = counting(where)
    old_books(where, usual, "second")
    assert len(runs) == 2 * CUSTOMERS * ORDERS
    assert len(where.all(Order)) == 2 * CUSTOMERS * ORDERS
    assert [tally.orders for tally in where.all(CustomerTally)] == [ORDERS] * 2 * CUSTOMERS


def test_what_a_known_customer_leads_to_comes_with_her():
    where, usual = order_scene(), Usual()
    old_books(where, usual, "first")
    old_books(where, usual, "second")
    runs = counting(where)
    batch = Batch(where.registry, where._load, b"digest of the scene")
    wishes = []
    for number in range(CUSTOMERS):
        contact = Contact("external", f"first{number}", f"first{number}")
        command = ImportOrder(f"again-{number}", SHOP, contact, 1, 100)
        wishes.append(Envelope(MERCHANT, command, OWNER, MOMENT, derive(b"again", number)))
    outcomes = batch.decide(wishes, [0] * len(wishes), usual.of({MERCHANT}))
    assert {outcome.answer["is_new"] for outcome in outcomes} == {True}
    assert len(runs) == 2 * CUSTOMERS
    where._save(batch)
    again = [tally.orders for tally in where.all(CustomerTally)]
    assert sorted(again) == [ORDERS] * CUSTOMERS + [ORDERS + 1] * CUSTOMERS


def test_usual_is_what_a_batch_has_shared_and_not_what_each_command_has_of_its_own():
    where, usual = order_scene(), Usual()
    old_books(where, usual, "first")
    found = usual.of({MERCHANT})
    assert {(Merchant, (MERCHANT,)), (Shop, (MERCHANT, SHOP))} <= found
    assert (PeopleTally, (MERCHANT,)) in found
    assert not {kind for kind, _ in found} & {Identity, Order, CustomerTally}
    assert usual.of({"m00000002"}) == set()


def test_usual_rows_of_a_kind_with_many_are_not_kept():
    usual = Usual()
    usual.learn({(Shop, (MERCHANT, f"shop_{n}")) for n in range(KEYS_MAX)})
    usual.learn({(Order, (MERCHANT, f"ord_{n}")) for n in range(KEYS_MAX + 1)})
    assert {kind for kind, _ in usual.of({MERCHANT})} == {Shop}


def test_usual_is_learnt_anew_after_a_while():
    usual = Usual()
    usual.learn({(Shop, (MERCHANT, SHOP))})
    found = [usual.of({MERCHANT}) for _ in range(BATCHES_MAX + 2)]
    assert found[BATCHES_MAX] == {(Shop, (MERCHANT, SHOP))}
    assert found[BATCHES_MAX + 1] == set()
