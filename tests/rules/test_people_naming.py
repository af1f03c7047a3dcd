"""How a person is named to others: never further than she wishes.

Whom a spoken name means is in `test_people_names.py`.
"""

import pytest

from passalong.people.naming import shown_name


@pytest.mark.parametrize(
    ("name", "first_name", "initial"),
    [
        ("王小明", "小明", "王*"),
        ("王明", "明", "王*"),
        ("歐陽娜娜", "娜娜", "歐陽*"),
        ("欧阳锋", "锋", "欧阳*"),
        ("劉德華", "德華", "劉*"),
        ("阿明", "阿明", "阿*"),
        ("王姐", "王姐", "王*"),
        ("李老师", "李老师", "李*"),
        ("阿依古丽·买买提", "阿依古丽", "阿*"),
        ("Anna Lee", "Anna", "A."),
        ("anna", "anna", "A."),
        ("Émile  Zola", "Émile", "É."),
        ("Mr. Lee", "Mr. Lee", "M."),
        ("王小明 Anna", "小明", "王*"),
        ("", "", ""),
        ("  ", "", ""),
    ],
)
def test_a_person_is_named_as_she_wishes(name: str, first_name: str, initial: str) -> None:
    assert shown_name(name, "first_name") == first_name
    assert shown_name(name, "initial") == initial
    assert shown_name(name, "full_name") == " ".join(name.split())
    assert shown_name(name, "nobody") == ""
