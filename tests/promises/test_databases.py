"""SQLite and PostgreSQL hold the same after the same commands."""

import pytest

from rig.living import difference, everything, lived, living, sliced
from rig.stream import Stream


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(100, 106))
def test_both_databases_hold_the_same(seed, tmp_path, postgres_url):
    with living(f"sqlite:///{tmp_path}/one.sqlite") as writer:
        told = lived(writer, Stream(seed, 2), 150)
        lite = everything(writer.database)
    with living(postgres_url) as writer:
        outcomes = []
        for portion in sliced([envelope for envelope, _ in told], (1, 40, 3)):
            outcomes += writer.run_all(portion)
        large = everything(writer.database)
    assert [o.answer for o in outcomes] == [o.answer for _, o in told]
    assert [o.refusal for o in outcomes] == [o.refusal for _, o in told]
    assert difference(lite, large) == []


@pytest.mark.postgres
def test_a_changed_row_is_a_difference(tmp_path, postgres_url):
    with living(f"sqlite:///{tmp_path}/one.sqlite") as writer:
        told = lived(writer, Stream(7), 40)
        lite = everything(writer.database)
    with living(postgres_url) as writer:
        writer.run_all([envelope for envelope, _ in told[:-20]])
        shorter = everything(writer.database)
    assert difference(lite, lite) == []
    assert difference(lite, shorter)
