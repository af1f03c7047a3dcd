"""A clock that is set stops writing and nothing else; moments never turn back: proofs/clocks.py."""

import pytest

from passalong.base.clock import BELIEVED_AFTER, DAY, HOUR, MINUTE, SECOND, STEP_MAX, SystemClock
from proofs.clocks import Hands, prove
from rig.served import served

SEED = 20263
SENTENCES = {
    "en": "Not saved: this machine's clock was set. Set it right, or start Passalong again.",
    "zh-Hans": "没有保存：这台机器的时钟被改动过。请校准时钟，或重新启动 Passalong。",
    "zh-Hant": "沒有儲存：這台機器的時鐘被改動過。請校準時鐘，或重新啟動 Passalong。",
}


def test_a_clock_that_is_set_stops_writing_and_nothing_else():
    found = prove(200, SEED, say=print)
    assert found.broken == ()
    for name in ("corrected", "set", "set while closed", "woke later"):
        assert found.figures[name] > 10, name
    assert found.figures["commands"] == 200


@pytest.mark.parametrize(
    ("planted", "told"),
    [("believes_everything", "time turned back by"), ("forgets_when_closed", "it writes")],
)
def test_a_program_that_believes_a_wrong_clock_is_found(planted, told):
    found = prove(100, SEED, say=print, planted=planted)
    assert any(told in each for each in found.broken)


def test_a_set_clock_is_told_in_three_languages_while_everybody_reads(sqlite_url, tmp_path):
    hands = Hands()
    clock = SystemClock(0, hands.machine, hands.steady)
    with served(sqlite_url, tmp_path, clock) as found:
        sale = {
            "shop_id": found.shop.shop_id,
            "lines": [{"product_id": found.shop.product_id, "quantity": 1}],
        }
        assert found.caller().send("/v1/counter/sales", sale, key="first").status_code == 201
        for off in (DAY, -DAY):
            hands.set(off)
            for language, sentence in SENTENCES.items():
                told = found.caller(language=language).send("/v1/counter/sales", sale, key="next")
                assert (told.status_code, told.json()["type"]) == (503, "/problems/clock_jumped")
                assert told.json()["detail"] == sentence
                assert int(told.headers["Retry-After"]) > 0
            orders = found.caller().get("/v1/orders")
            assert (orders.status_code, len(orders.json()["items"])) == (200, 1)
            hands.set(0)
        assert found.caller().send("/v1/counter/sales", sale, key="next").status_code == 201


def clocks(written_at: int = 0) -> tuple[Hands, SystemClock]:
    hands = Hands()
    return hands, SystemClock(written_at, hands.machine, hands.steady)


@pytest.mark.parametrize("off", [STEP_MAX, -STEP_MAX])
def test_a_correction_is_followed_and_time_never_turns_back(off):
    hands, clock = clocks()
    before = clock.now()
    hands.set(off)
    assert clock.now() == max(before, hands.true + off)
    hands.tick(1)
    assert clock.is_right()
    hands.tick(STEP_MAX)
    assert clock.now() == hands.true + off


@pytest.mark.parametrize("off", [STEP_MAX + 1, -STEP_MAX - 1, DAY, -DAY])
def test_a_set_clock_is_not_followed(off):
    hands, clock = clocks()
    clock.now()
    hands.set(off)
    assert not clock.is_right()
    hands.tick(HOUR // 60)
    assert clock.now() == hands.true, "moments go on at their steady pace"
    hands.set(0)
    assert clock.is_right()
    assert clock.now() == hands.true


def test_a_machine_that_stood_still_is_believed_after_some_minutes():
    hands, clock = clocks()
    hands.stood_still(8 * HOUR)
    assert not clock.is_right()
    hands.tick(BELIEVED_AFTER - 1)
    assert not clock.is_right()
    hands.tick(1)
    assert clock.is_right()
    assert clock.now() == hands.true


def test_a_clock_that_is_set_back_is_never_believed_by_waiting():
    hands, clock = clocks()
    clock.now()
    hands.set(-HOUR)
    for _ in range(10):
        assert not clock.is_right()
        hands.tick(5 * MINUTE)


def test_a_program_that_begins_behind_what_was_written_waits_for_the_true_time():
    hands = Hands()
    hands.set(-DAY)
    clock = SystemClock(hands.true, hands.machine, hands.steady)
    assert clock.now() == hands.true, "nothing is told below what was written"
    assert not clock.is_right()
    hands.set(0)
    hands.tick(SECOND)
    assert clock.is_right(), "at once: it knew that it was wrong"
    assert clock.now() == hands.true
