"""Whatever is sent to the API, it is answered as the OpenAPI document says and never with a fault.

What right requests lead to is in the other stories.
"""

from collections.abc import Iterator
from itertools import count

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from rig.served import Served, served

EXAMPLES = 12


@pytest.fixture(scope="module")
def open_shop(postgres_server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    url = postgres_server.create()
    with served(url, tmp_path_factory.mktemp("fuzz")) as found:
        yield found
    postgres_server.drop(url)


@pytest.mark.postgres
@pytest.mark.slow
def test_whatever_is_sent_is_never_a_fault(open_shop: Served):
    document = httpx.get(f"{open_shop.base_url}/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    http = httpx.Client(base_url=open_shop.base_url, timeout=30)
    numbers = count(1)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        tried += 1

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def never_a_fault(case: schemathesis.Case) -> None:
            sent = case.as_transport_kwargs(base_url=open_shop.base_url)
            headers = {
                **(sent.get("headers") or {}),
                "Authorization": f"Bearer {open_shop.shop.api_key}",
                "Idempotency-Key": f"fuzz-{next(numbers)}",
            }
            answer = http.request(
                sent["method"],
                sent["url"],
                params=sent.get("params"),
                json=sent.get("json"),
                headers=headers,
            )
            about = (case.operation.label, sent, answer.text[:300])
            assert answer.status_code < 500, about
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json", about
                assert answer.json()["type"].startswith("/problems/"), about
            else:
                assert str(answer.status_code) in case.operation.definition.raw["responses"], about

        never_a_fault()
    assert tried >= 69


@pytest.mark.postgres
def test_a_nul_is_not_understood_anywhere(open_shop: Served):
    program = open_shop.caller()
    answers = [
        program.send("/v1/people", {"name": "a\0b"}),
        program.send("/v1/products", {"name": {"en": "\0"}, "price_minor": 1}),
        program.get("/v1/people/p_%00"),
        program.get("/v1/vouchers", giver_id="a\0b"),
        program.get("/v1/events", type="\0"),
    ]
    told = [(answer.status_code, answer.json()["type"]) for answer in answers]
    assert told == [(400, "/problems/request_not_understood")] * 5
