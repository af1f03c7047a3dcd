"""A batch gives the same answers and rows as its commands one by one, on both databases.

The stream of commands is `rig/stream.py`. Each promise is also shown to catch a planted fault.
"""

import random

import pytest

from passalong.base.world import Rows
from passalong.engine.batch import Batch
from rig.living import difference, everything, lived, living, sliced
from rig.stream import Stream

SEEDS = range(20)
COMMANDS = 100


def two_ways(seed: int, tmp_path, merchants: int = 2):  # type: ignore[no-untyped-def]
    """One by one into one file, in batches into another: outcomes and rows of both."""
    with living(f"sqlite:///{tmp_path}/single{seed}.sqlite") as writer:
        told = lived(writer, Stream(seed, merchants), COMMANDS)
        singly = everything(writer.database)
    sizes = random.Random(seed).choices((1, 2, 5, 17, 60), k=9)
    together = []
    with living(f"sqlite:///{tmp_path}/batch{seed}.sqlite") as writer:
        for portion in sliced([envelope for envelope, _ in told], sizes):
            together += writer.run_all(portion)
        batched = everything(writer.database)
    return [outcome for _, outcome in told], together, singly, batched


@pytest.mark.parametrize("seed", SEEDS)
def test_a_batch_is_its_commands_one_by_one(seed, tmp_path):
    one_by_one, together, singly, batched = two_ways(seed, tmp_path)
    assert [plain(outcome) for outcome in together] == [plain(outcome) for outcome in one_by_one]
    assert difference(singly, batched) == []


def plain(outcome):
    return outcome.status, outcome.answer, outcome.refusal, outcome.fields, outcome.replayed


def test_the_streams_are_worth_running(tmp_path):
    """Of the commands in the streams enough are done, and many different ones are refused."""
    done, refused = set(), set()
    for seed in SEEDS:
        with living(f"sqlite:///{tmp_path}/{seed}.sqlite") as writer:
            for envelope, outcome in lived(writer, Stream(seed), COMMANDS):
                name = type(envelope.command).__name__
                (done if outcome.status == "done" else refused).add(name)
                if outcome.refusal:
                    refused.add(outcome.refusal)
    must_happen = {"RedeemVoucher", "ClaimVoucher", "RefundOrder", "MergePeople", "ErasePerson"}
    assert done >= must_happen, must_happen - done
    must_refuse = {
        "not_allowed", "voucher_already_redeemed", "voucher_expired", "idempotency_conflict",
        "self_referral", "out_of_stock", "voucher_recalled",
    }  # fmt: skip
    assert len(refused & must_refuse) >= 5, must_refuse - refused


def test_a_batch_that_forgets_its_own_writes_is_caught(tmp_path, monkeypatch):
    def forgetful(self, draft, outcome):
        before: Rows = {kind: dict(rows) for kind, rows in self.rows.items()}
        merge(self, draft, outcome)
        for kind, rows in before.items():
            if kind.__name__ == "Voucher":
                written = {key: row for key, row in self.rows[kind].items() if key in rows}
                self.rows[kind].update({key: rows[key] for key in written})

    merge = Batch._merge
    for seed in SEEDS:
        monkeypatch.setattr(Batch, "_merge", merge)
        with living(f"sqlite:///{tmp_path}/single{seed}.sqlite") as writer:
            told = lived(writer, Stream(seed, 1), COMMANDS)
            singly = everything(writer.database)
        monkeypatch.setattr(Batch, "_merge", forgetful)
        with living(f"sqlite:///{tmp_path}/batch{seed}.sqlite") as writer:
            outcomes = [
                plain(outcome)
                for portion in sliced([envelope for envelope, _ in told], (60,))
                for outcome in writer.run_all(portion)
            ]
            batched = everything(writer.database)
        if outcomes != [plain(outcome) for _, outcome in told] or difference(singly, batched):
            return
    pytest.fail("the planted fault was not noticed")
