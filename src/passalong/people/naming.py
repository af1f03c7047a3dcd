"""How a person is named to others: only as far as she agreed.

Whom a spoken name means is in `people/names.py`; which names may be shown where is said by
`people/queries.py`.
"""

from passalong.people.characters import COMPOUND_SURNAMES, SIMPLIFIED, SURNAMES
from passalong.people.model import NamedAs

TITLES = tuple("先生 女士 小姐 太太 老师 老師 师傅 師傅 阿姨 叔叔 姐 哥".split())  # noqa: SIM905
LATIN_TITLES = ("mr", "mrs", "ms", "miss", "dr", "prof")


def shown_name(name: str, named_as: NamedAs) -> str:
    """The name as friends see it; empty when nothing may be shown or nothing is known.

    王小明 is 小明 or 王*, Anna Lee is Anna or A. What can't be told apart into surname and given
    name (a nickname, a name with a title) is shown as it is written: it tells no more.
    """
    plain = " ".join(name.split())
    if not plain or named_as == "nobody":
        return ""
    if named_as == "full_name":
        return plain
    first = plain.replace("·", " ").split()[0]
    is_latin = ord(first[0]) < 0x2E80
    if named_as == "initial":
        return f"{first[0].upper()}." if is_latin else first[: surname_length(first) or 1] + "*"
    if is_latin:
        return plain if first.rstrip(".").lower() in LATIN_TITLES else first
    return first if first.endswith(TITLES) else first[surname_length(first) :]


def surname_length(name: str) -> int:
    """How many characters of a name in Chinese characters are its surname; 0 when none is."""
    simple = "".join([SIMPLIFIED.get(character, character) for character in name])
    if len(simple) > 2 and simple[:2] in COMPOUND_SURNAMES:
        return 2
    return int(2 <= len(simple) <= 4 and simple[0] in SURNAMES)
