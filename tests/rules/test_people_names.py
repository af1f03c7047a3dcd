"""A giver is found by the name a friend says, with all the slips of mouth, ear and hand."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passalong.people.names import KnownAs, NameIndex, is_clear
from rules.name_slips import Friends, town_and_sayings
from rules.name_town import Townsman, town

SEED = 20  # even: odd seeds are kept for the published figure (bench/names.py)
KNOWN = {
    "wang": KnownAs("王小明", phone_tail="13800005678", number=1042),
    "ouyang": KnownAs("欧阳娜娜"),
    "shan": KnownAs("单田芳"),
    "xie": KnownAs("解晓东"),
    "qiu": KnownAs("仇英"),
    "zeng": KnownAs("曾志伟"),
    "zha": KnownAs("查良镛"),
    "ren": KnownAs("任贤齐"),
    "ou": KnownAs("区瑞强"),
    "chen": KnownAs("陳美玲"),
    "huang": KnownAs("黃飛鴻"),
    "li": KnownAs("李志强", nicknames=("强哥",)),
    "zhang": KnownAs("张文", remark="健身房张老师"),
    "cai": KnownAs("Tsai Ying-wen"),
    "xu": KnownAs("許冠傑"),
    "liwei": KnownAs("Li Wei"),
    "jose": KnownAs("José García"),
    "maria": KnownAs("Maria"),
    "soren": KnownAs("Søren Østergaard"),
    "coco": KnownAs("王可可", nicknames=("Coco",)),
    "mingming": KnownAs("明明", phone_tail="0000"),
    "amy": KnownAs("陈Amy"),
    "shangguan": KnownAs("上官婉儿"),
    "lv": KnownAs("吕布"),
    "sukarno": KnownAs("Sukarno"),
    "liu": KnownAs("刘涛"),
    "hua": KnownAs("孙华"),
}


def filed(known: dict[str, KnownAs]) -> NameIndex:
    index = NameIndex()
    for person_id, names in known.items():
        index.add(person_id, names)
    return index


def filed_town(people: list[Townsman]) -> NameIndex:
    return filed(
        {
            p.person_id: KnownAs(p.full_name, p.nicknames, p.remark, p.phone, p.number)
            for p in people
        }
    )


INDEX = filed(KNOWN)


@pytest.mark.parametrize(
    ("spoken", "person_id"),
    [
        # as written, other characters of the same sound, one sound misheard
        ("王小明", "wang"),
        ("王晓铭", "wang"),
        ("王小民", "wang"),
        ("汪小明", "wang"),
        ("流涛", "liu"),
        ("牛涛", "liu"),
        ("孙发", "hua"),
        ("黄非红", "huang"),
        ("陈美林", "chen"),
        ("成美玲", "chen"),
        # surnames with a reading of their own, and two-character ones
        ("善田芳", "shan"),
        ("Shan Tianfang", "shan"),
        ("谢晓东", "xie"),
        ("求英", "qiu"),
        ("zeng zhi wei", "zeng"),
        ("扎良雍", "zha"),
        ("仁贤齐", "ren"),
        ("欧瑞强", "ou"),
        ("欧阳", "ouyang"),
        ("欧阳老师", "ouyang"),
        ("ouyang nana", "ouyang"),
        ("上官小姐", "shangguan"),
        # both scripts
        ("陈美玲", "chen"),
        ("许冠杰", "xu"),
        ("李志強", "li"),
        ("張老師", "zhang"),
        # typed in Latin letters
        ("wangxiaoming", "wang"),
        ("wang xiaoming", "wang"),
        ("Xiaoming Wang", "wang"),
        ("wang xiao ming", "wang"),
        ("WANG XIAO-MING", "wang"),
        ("Zhang W.", "zhang"),
        ("Lu Bu", "lv"),
        ("lvbu", "lv"),
        ("Wei Li", "liwei"),
        ("李伟", "liwei"),
        # spelled as in Hong Kong and Taiwan
        ("Chan Meiling", "chen"),
        ("meiling chan", "chen"),
        ("Wong Feihong", "huang"),
        ("Hsu Guanjie", "xu"),
        ("Au Ruiqiang", "ou"),
        ("蔡英文", "cai"),
        ("cai yingwen", "cai"),
        # nicknames, titles, remarks
        ("强哥", "li"),
        ("张老师", "zhang"),
        ("健身房的张老师", "zhang"),
        ("王小明先生", "wang"),
        ("coco", "coco"),
        ("Coco王", "coco"),
        ("Amy陈", "amy"),
        # Latin names
        ("jose garcia", "jose"),
        ("García José", "jose"),
        ("Jsoe Garcai", "jose"),
        ("josegarcia", "jose"),
        ("J. Garcia", "jose"),
        ("soren ostergaard", "soren"),
        ("Maria", "maria"),
        ("Mariah", "maria"),
        ("Sukano", "sukarno"),
        # digits
        ("王 5678", "wang"),
        ("尾号 5678", "wang"),
        ("尾號5678", "wang"),
        ("5678", "wang"),
        ("５６７８", "wang"),
        ("尾号五六七八", "wang"),
        ("138 0000 5678", "wang"),
        ("小王尾号5678", "wang"),
        ("王 78", "wang"),
        ("no. 1042", "wang"),
        ("1042号", "wang"),
        ("№1042", "wang"),
        ("赠送人是王小明，手机尾号5678", "wang"),
    ],
)
def test_the_giver_stands_first(spoken, person_id):
    answers = INDEX.search(spoken)
    assert answers[0].person_id == person_id
    assert answers[0].equal == 1


@pytest.mark.parametrize(
    ("spoken", "candidates"),
    [
        ("老王", {"wang", "coco"}),
        ("王姐", {"wang", "coco"}),
        ("小明", {"wang", "mingming"}),
        ("阿明", {"wang", "mingming"}),
        ("Miss Chan", {"chen", "amy"}),
    ],
)
def test_where_several_may_be_meant_none_is_clear(spoken, candidates):
    answers = INDEX.search(spoken)
    assert candidates <= {answer.person_id for answer in answers}
    assert not is_clear(answers)


@pytest.mark.parametrize(
    "spoken", ["", " ", "😀", "？！", "78", "诸葛孔明", "Xylophonix", "9999", "a"]
)
def test_where_nobody_fits_nobody_is_clear(spoken):
    assert not is_clear(INDEX.search(spoken))


def test_two_of_the_same_name_are_told_apart_by_the_phone_only():
    index = filed(
        {
            "one": KnownAs("张伟", phone_tail="1111"),
            "two": KnownAs("张伟", phone_tail="2222"),
            "three": KnownAs("章微", phone_tail="3333"),
        }
    )
    answers = index.search("张伟")
    assert [a.person_id for a in answers] == ["one", "two", "three"]
    assert [a.equal for a in answers] == [2, 2, 1]
    assert answers[0].confidence == answers[1].confidence < 0.5
    assert not is_clear(answers)
    assert is_clear(index.search("张伟 2222"))
    assert index.search("张伟 2222")[0].person_id == "two"
    assert index.search("张伟 3333")[0].person_id == "three"
    assert index.search("zhang wei")[0].equal == 3


def test_a_right_name_with_a_wrong_phone_is_not_clear():
    assert is_clear(INDEX.search("王小明"))
    answers = INDEX.search("王小明 9999")
    assert answers[0].person_id == "wang"
    assert not is_clear(answers)
    assert not is_clear(INDEX.search("李伟 9999"))


def test_fewer_than_four_digits_alone_name_nobody():
    index = filed({"one": KnownAs("王小明", phone_tail="678"), "two": KnownAs("李伟")})
    assert index.search("678") == []
    assert is_clear(index.search("王小明 678"))


@pytest.mark.parametrize(
    ("spoken", "why"),
    [
        ("王小明", ("same_name",)),
        ("王晓铭", ("same_sound",)),
        ("陈美林", ("near_sound",)),
        ("Jsoe Garcia", ("spelling",)),
        ("欧阳", ("surname",)),
        ("健身房张老师", ("remark",)),
        ("coco", ("nickname",)),
        ("王 5678", ("surname", "phone_tail")),
        ("1042号", ("giver_number",)),
    ],
)
def test_an_answer_says_why(spoken, why):
    assert INDEX.search(spoken)[0].why == why


def test_a_slip_costs_confidence():
    said = ["陈美玲", "陈美铃", "陈美林", "成美林"]
    confidence = [INDEX.search(spoken)[0].confidence for spoken in said]
    assert confidence == sorted(confidence, reverse=True)
    assert len(set(confidence)) == 4


def test_who_is_dropped_is_gone_and_nothing_of_the_name_stays():
    index = filed(KNOWN)
    for person_id in KNOWN:
        assert index.search(KNOWN[person_id].full_name)
        index.drop(person_id)
        answers = index.search(KNOWN[person_id].full_name)
        assert person_id not in {answer.person_id for answer in answers}
    index.drop("nobody")
    assert len(index) == 0
    empty = NameIndex()
    left = {name: vars(value) for name, value in vars(index).items() if hasattr(value, "__dict__")}
    assert left == {n: vars(v) for n, v in vars(empty).items() if hasattr(v, "__dict__")}
    plain = {n: v for n, v in vars(index).items() if n not in left and n != "_next"}
    assert plain == {n: v for n, v in vars(empty).items() if n not in left and n != "_next"}


def test_a_new_name_replaces_the_old_one():
    index = filed({"one": KnownAs("王小明", phone_tail="1234")})
    index.add("one", KnownAs("李大文", phone_tail="5678"))
    assert len(index) == 1
    assert index.search("李大文")[0].person_id == "one"
    assert index.search("王小明") == []
    assert index.search("尾号1234") == []


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 40), st.integers(0, 40))
def test_any_order_of_coming_and_going_leaves_the_same_index(seed, size, leaving):
    people = town(seed * 2, size)
    draw = random.Random(seed)
    index = filed_town(people)
    gone = draw.sample(people, min(leaving, size))
    for person in gone:
        index.drop(person.person_id)
    stay = [person for person in people if person not in gone]
    draw.shuffle(stay)
    anew = filed_town(stay)
    for person in people[:10]:
        assert index.search(person.full_name) == anew.search(person.full_name)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("王李小明阿的号尾0123wangli .,-'é号", max_size=60))
def test_any_saying_gets_a_sober_answer(spoken):
    answers = INDEX.search(spoken)
    assert len(answers) <= 5
    assert sum(answer.confidence for answer in answers) <= 1.0001
    confidence = [answer.confidence for answer in answers]
    assert confidence == sorted(confidence, reverse=True)
    assert len({answer.person_id for answer in answers}) == len(answers)
    assert all(answer.why and answer.equal >= 1 for answer in answers)


def test_no_more_than_asked_for_are_named():
    index = filed({f"p_{n}": KnownAs("王小明") for n in range(9)})
    assert [a.equal for a in index.search("王小明", limit=3)] == [9, 9, 9]


def shares(people, sayings, index):
    first = five = 0
    for saying in sayings:
        ids = [answer.person_id for answer in index.search(saying.spoken)]
        first += ids[:1] == [saying.person_id]
        five += saying.person_id in ids
    return first / len(sayings), five / len(sayings)


@pytest.fixture(scope="module")
def tenth():
    people, sayings = town_and_sayings(SEED, 10_000, 1_000)
    return people, sayings, filed_town(people)


def test_in_a_town_of_ten_thousand_the_right_person_is_named(tenth):
    """A tenth of the sayings of bench/names.py; its bars are 85 % first and 97 % in five."""
    first, five = shares(*tenth)
    assert first >= 0.95
    assert five >= 0.99


def test_an_index_deaf_to_sounds_would_fail_the_same_sayings(tenth):
    """The planted fault: exact names only, and the bars above notice."""
    people, sayings, _ = tenth
    exact = {p.full_name: p.person_id for p in people}
    found = sum(exact.get(saying.spoken) == saying.person_id for saying in sayings)
    assert found / len(sayings) < 0.5


def test_bare_nicknames_of_many_are_never_clear_and_wrong(tenth):
    people, _, index = tenth
    wrong = 0
    for saying in Friends(people, SEED).bare_nicknames(200):
        answers = index.search(saying.spoken)
        wrong += is_clear(answers) and answers[0].person_id != saying.person_id
    assert wrong == 0


def test_a_clear_answer_is_hardly_ever_wrong(tenth):
    _, sayings, index = tenth
    found = [(index.search(saying.spoken), saying.person_id) for saying in sayings]
    clear = [(answers[0].person_id, person_id) for answers, person_id in found if is_clear(answers)]
    wrong = sum(one != other for one, other in clear)
    assert len(clear) / len(sayings) > 0.8
    assert wrong / len(clear) < 0.01
