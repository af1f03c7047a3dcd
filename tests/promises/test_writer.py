"""The writer answers everybody: nobody's bad luck, bad command or hanging up is another's."""

import pytest
from sqlalchemy import select

from passalong.base.ids import derive
from passalong.base.messages import THE_SYSTEM, Command, Envelope
from passalong.engine.sealing import Keys
from passalong.orders.model import LineWish
from passalong.people.model import MeetPerson
from passalong.people.tables import PERSON
from passalong.vouchers.model import ClaimVoucher, SellAndHandOver
from passalong.vouchers.tables import OFFER, VOUCHER
from rig.living import SECRETS, living
from rig.stream import START, Stream

FEW = 4096


class NarrowKeys(Keys):
    """So few look-ups that codes and links collide now and then."""

    def _found(self, what: bytes) -> int:
        return super()._found(what) % FEW


def opened(writer):
    """A merchant with shops, goods and running campaigns; the stream that knows its ids."""
    stream = Stream(5)
    for _ in range(len(stream.opening)):
        envelope = stream.next()
        stream.learn(envelope, writer.run(envelope))
    return stream.shops[0]


def wish(shop, command: Command, number: int) -> Envelope:
    seed = derive(b"writer", number)
    return Envelope(shop.merchant_id, command, THE_SYSTEM, START + number, seed)


def test_who_hangs_up_stops_nobody(database_url):
    with living(database_url) as writer:
        shop = opened(writer)
        for number in range(50):
            writer.submit(wish(shop, MeetPerson("staff"), number)).cancel()
        waiting = writer.submit(wish(shop, MeetPerson("staff"), 50))
        assert waiting.result(60)[0].answer["number"] == 51


@pytest.mark.parametrize("poison", ["a number too large", "a text no table holds"])
def test_a_command_that_no_table_takes_fails_alone(database_url, poison):
    voucher_id, turn = ("v_1", 2**70) if poison == "a number too large" else ("v_\x00", 1)
    with living(database_url) as writer:
        shop = opened(writer)
        good = [wish(shop, MeetPerson("staff"), number) for number in range(4)]
        bad = wish(shop, ClaimVoucher(voucher_id, turn), 9)
        held = [[good[0]], [good[1]], [bad], [good[2]], [good[3]]]
        outcomes = together(writer, held)
        assert [o.answer.get("number") for o in outcomes] == [1, 2, None, 3, 4]
        assert outcomes[2].status in ("failed", "refused")
        assert writer.run(wish(shop, MeetPerson("staff"), 20)).answer["number"] == 5


def together(writer, groups):
    """The outcomes of commands that surely share one batch: they wait while another is saved."""
    queue = writer._queues[writer.lane_of(groups[0][0].merchant_id) % len(writer._queues)]
    with queue._condition:
        waiting = [writer.submit_all(group) for group in groups]
    return [outcome for future in waiting for outcome in future.result(60)]


def test_a_look_up_that_is_taken_costs_only_its_own_draft_a_turn(database_url, monkeypatch):
    monkeypatch.setattr("rig.living.KEYS", NarrowKeys(SECRETS))
    with living(database_url) as writer:
        shop = opened(writer)
        sale = SellAndHandOver(shop.shops[0], (LineWish(shop.products[0], 1),), way="forward")
        outcomes = together(writer, [[wish(shop, sale, number)] for number in range(60)])
        assert [o.answer.get("giver_number") for o in outcomes] == list(range(1, 61))
        ids = [voucher_id for o in outcomes for voucher_id in o.answer["voucher_ids"]]
        turns = {}
        with writer.database.reading() as read:
            for table, lookup, turn in (
                (VOUCHER, "code_lookup", "code_turn"),
                (OFFER, "token_lookup", "token_turn"),
                (PERSON, "link_lookup", "link_turn"),
            ):
                lines = read.all(select(table.c[lookup], table.c[turn]))
                assert len({line[0] for line in lines}) == len(lines) >= 60
                turns[table.name] = [line[1] for line in lines]
    assert len(set(ids)) == len(turns["voucher"]) == len(turns["offer"]) > 100
    again = sum(turn > 0 for turn in turns["person"])
    assert 0 < again < 30, "some sales had to be decided again, and only those"
