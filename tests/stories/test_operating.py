"""What an operator sees from outside: ready or not, figures, and a database that is gone.

Starting and ending is in tests/stories/test_serving.py.
"""

from pathlib import Path

import pytest

from passalong.web.figures import Figures
from rig.databases import Server
from rig.served import served


@pytest.mark.postgres
def test_a_database_that_is_gone_is_said_with_when_to_come_again(
    postgres_server: Server, tmp_path: Path
):
    url = postgres_server.create()
    with served(url, tmp_path) as found:
        program = found.caller()
        assert program.get("/healthz").status_code == 200
        assert program.send("/v1/people", {"name": "王小明"}).status_code == 201
        postgres_server.drop(url)
        for answer in (
            program.get("/v1/shops"),
            program.send("/v1/people", {"name": "李雷"}),
            program.send("/v1/people", {"name": "韩梅梅"}),
        ):
            assert answer.status_code == 503, answer.text
            assert answer.json()["type"] == "/problems/database_unavailable"
            assert int(answer.headers["retry-after"]) > 0
        ready = program.get("/healthz")
        assert ready.status_code == 503
        assert ready.json() == {"ready": False, "schema": "unreachable"}


def figure(lines: list[str], name: str) -> str:
    """The value of a figure."""
    return next(line.rsplit(" ", 1)[1] for line in lines if line.startswith(f"{name} "))


def test_figures_are_there_when_the_operator_opens_them(sqlite_url: str, tmp_path: Path):
    with served(sqlite_url, tmp_path, PASSALONG_METRICS="yes") as found:
        program = found.caller()
        program.send("/v1/people", {"name": "王小明"}, key="one")
        program.send("/v1/people", {"name": "王小明"}, key="one")
        program.send("/v1/orders/ord_nothing/pay")
        program.get("/v1/people/p_nothing")
        told = program.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = told.text.splitlines()
    assert 'passalong_commands_total{command="meet_person",outcome="done"} 1' in lines
    assert 'passalong_commands_total{command="meet_person",outcome="replayed"} 1' in lines
    assert 'passalong_commands_total{command="pay_order",outcome="refused"} 1' in lines
    assert 'passalong_requests_total{method="GET",place="api",status="404"} 1' in lines
    assert 'passalong_refusals_total{refusal="order_not_found"} 1' in lines
    assert "passalong_requests_underway 1" in lines
    assert "passalong_commands_waiting 0" in lines
    assert "passalong_lanes 1" in lines
    assert "passalong_writer_is_working 1" in lines
    batches = int(figure(lines, "passalong_batch_commands_count"))
    assert batches >= 3
    assert int(figure(lines, 'passalong_batch_commands_bucket{le="1"}')) == batches
    for name in ("passalong_batch_seconds", "passalong_commit_seconds"):
        assert int(figure(lines, f"{name}_count")) == batches
        assert float(figure(lines, f"{name}_sum")) > 0
    assert any('route="/v1/people/{person_id}"' in line for line in lines)
    assert found.shop.merchant_id not in told.text
    assert "p_nothing" not in told.text


def test_figures_are_told_as_prometheus_reads_them():
    figures = Figures()
    figures.count("deeds_total", 2, kind='a "quoted"\nname')
    figures.took("deed_seconds", 0.03)
    figures.took("deed_seconds", 99.0)
    lines = figures.told().splitlines()
    assert lines[0] == "# TYPE deeds_total counter"
    assert lines[1] == 'deeds_total{kind="a \\"quoted\\"\\nname"} 2'
    assert lines[2] == "# TYPE deed_seconds histogram"
    assert 'deed_seconds_bucket{le="0.025"} 0' in lines
    assert 'deed_seconds_bucket{le="0.05"} 1' in lines
    assert 'deed_seconds_bucket{le="10.0"} 1' in lines
    assert 'deed_seconds_bucket{le="+Inf"} 2' in lines
    assert lines[-2:] == ["deed_seconds_sum 99.030000", "deed_seconds_count 2"]
