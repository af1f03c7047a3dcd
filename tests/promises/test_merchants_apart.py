"""No command touches two merchants, and nobody's commands are changed by another's."""

from collections.abc import Mapping

import msgspec
import pytest

from passalong.base.messages import Envelope, Event
from passalong.engine.feature import Feature, Registry
from passalong.vouchers.changes import CHANGES, redeemed
from passalong.vouchers.model import Voucher, VoucherRedeemed
from passalong.wiring import FEATURES, REACTIONS
from rig.living import everything, lived, living
from rig.stream import Stream


def of(found, merchant_id):
    """The part of everything that belongs to one merchant."""
    return {
        table: {key: line for key, line in lines.items() if key[0] == merchant_id}
        for table, lines in found.items()
    }


@pytest.mark.parametrize("seed", range(300, 306))
def test_a_merchant_alone_is_as_among_others(seed, tmp_path, database_url):
    with living(database_url) as writer:
        told = lived(writer, Stream(seed, 3), 120)
        together = everything(writer.database)
    merchants = {envelope.merchant_id for envelope, _ in told}
    assert len(merchants) == 3
    for number, merchant_id in enumerate(sorted(merchants)):
        with living(f"sqlite:///{tmp_path}/{number}.sqlite") as writer:
            mine = [envelope for envelope, _ in told if envelope.merchant_id == merchant_id]
            writer.run_all(mine)
            alone = everything(writer.database)
        assert of(together, merchant_id) == of(alone, merchant_id)


def test_a_rule_that_writes_anothers_row_fails_and_leaves_nothing(sqlite_url):
    def stray(world, event, fact):
        redeemed(world, event, fact)
        voucher = world.have(Voucher, event.voucher_id)
        world.put(msgspec.structs.replace(voucher, merchant_id="m_another"))

    with living(sqlite_url, law_with({VoucherRedeemed: stray})) as writer:
        stream, failures = Stream(4), 0
        for _ in range(300):
            envelope: Envelope = stream.next()
            before = everything(writer.database) if is_redeeming(envelope) else None
            outcome = writer.run(envelope)
            if outcome.status == "failed":
                failures += 1
                assert everything(writer.database) == before
            stream.learn(envelope, outcome)
        assert failures > 0
        assert not of(everything(writer.database), "m_another")["voucher"]


def is_redeeming(envelope: Envelope) -> bool:
    return type(envelope.command).__name__ == "RedeemVoucher"


def law_with(planted: Mapping[type[Event], object]) -> Registry:
    """All features, with these changes in place of the real ones."""
    features = [
        Feature(f.name, f.rules, {**CHANGES, **planted}, f.tables) if f.name == "vouchers" else f
        for f in FEATURES
    ]
    return Registry(features, REACTIONS)


def test_every_key_begins_with_the_merchant():
    with_other_keys = [
        table.name
        for feature in FEATURES
        for table in feature.tables
        if table.info["row"].key[0] != "merchant_id"
        or next(iter(table.primary_key.columns)).name != "merchant_id"
    ]
    assert with_other_keys == []
    assert sum(len(feature.tables) for feature in FEATURES) > 30


def test_every_index_begins_with_the_merchant():
    astray = [
        index.name
        for feature in FEATURES
        for table in feature.tables
        for index in table.indexes
        if index.columns.keys()[0] != "merchant_id"
    ]
    # `import --shop S` is an operator's question over all merchants; no command asks it.
    assert astray == ["ix_shop_anywhere"]
