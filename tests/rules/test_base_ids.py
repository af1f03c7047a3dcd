"""Ids come from their seed or cause and from nothing else."""

from passalong.base.ids import derive, id_by_cause, id_of, ids_by_cause, ids_in_a_row

CAUSE = ("m00000001", "order", "ord_1")


def test_ids_of_one_cause_are_the_same_made_together_or_alone():
    together = ids_by_cause("v", 12, *CAUSE)
    assert together == [id_by_cause("v", *CAUSE, number) for number in range(1, 13)]
    assert len(set(together)) == 12
    assert ids_by_cause("v", 0, *CAUSE) == []


def test_an_id_is_its_prefix_and_eighty_bits_of_the_path():
    made = id_of("ord", b"seed", "a", 1)
    assert made == f"ord_{derive(b'seed', 'ord', 'a', 1, size=10).hex()}"
    assert len(made) == len("ord_") + 20


def test_every_part_of_a_path_counts():
    paths = [("a", 1), ("a", 2), ("b", 1), ("a1",), ("a", "1", ""), ("", "a", 1)]
    assert len({id_of("ord", b"seed", *path) for path in paths}) == len(paths)
    assert id_of("ord", b"other", "a", 1) != id_of("ord", b"seed", "a", 1)


def test_ids_in_a_row_follow_each_other():
    numbers = [int(one.removeprefix("p_"), 16) for one in ids_in_a_row("p", 3, b"seed", 7)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
