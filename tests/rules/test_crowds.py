"""Many people of another world at once: the same as one after the other.

How a file of them is read is in `tests/stories/test_import_passes.py`.
"""

import random
from typing import Any

import pytest

from passalong.people import crowds
from passalong.people.model import (
    REFERRAL_DEPTH_MAX,
    Arrival,
    BindReferral,
    Brought,
    Contact,
    CrowdMet,
    ErasePerson,
    ForestTally,
    Identity,
    MergePeople,
    PeopleTally,
    Person,
    PersonDetail,
    Referral,
    TreeTally,
)
from passalong.vouchers.elsewhere import ARRIVALS_MAX
from passalong.vouchers.passes import ImportPasses, Pass, PassesImported
from rig.scene import CLERK, Scene

FEATURES = ("people", "vouchers")
SEEDS = range(60)


def external(name: str) -> Contact:
    return Contact("external", f"lookup of {name}", name)


def came(friend: str, giver: str = "", at: int = 1) -> Arrival:
    return Arrival(external(friend), external(giver) if giver else None, at)


def drawn(seed: int) -> list[Arrival]:
    """Few people, so that they come twice, before their givers, and in circles."""
    draw = random.Random(seed)
    names = [f"t/{n}" for n in range(12)]
    return [
        came(draw.choice(names), draw.choice(["", *names]), at)
        for at in range(1, draw.randrange(5, 40))
    ]


def told_by_name(scene: Scene) -> dict[str, Any]:
    """Every row that an import leaves, with the external id for each person id."""
    names = {one.person_id: one.value for one in scene.all(Identity)}
    return {
        "people": {names[p.person_id]: (p.number, p.joined_at) for p in scene.all(Person)},
        "tally": [one.people for one in scene.all(PeopleTally)],
        "details": {names[d.person_id]: d.identities for d in scene.all(PersonDetail)},
        "referrals": {
            names[r.person_id]: (names[r.giver_id], names[r.root_id], r.depth, r.at)
            for r in scene.all(Referral)
        },
        "brought": {names[b.person_id]: b.people for b in scene.all(Brought)},
        "trees": {names[t.root_id]: (t.people, t.generations) for t in scene.all(TreeTally)},
        "forest": [(f.trees, f.people, f.generations) for f in scene.all(ForestTally)],
        "passes": {
            one.pass_id: (names[one.giver_id], names[one.friend_id], one.depth, one.at)
            for one in scene.all(Pass)
        },
    }  # fmt: skip


def apart_and_together(seed: int) -> tuple[Any, Any]:
    """What is left when they come one by one, and when they come in two crowds."""
    arrivals = drawn(seed)
    apart, together = Scene(*FEATURES), Scene(*FEATURES)
    fates = []
    for arrival in arrivals:
        answer = apart.done(ImportPasses((arrival,)))
        refused = [reason for _, reason in answer["refused"]]
        fates.append(refused or (["already"] if answer["already"] else ["imported"]))
    half = len(arrivals) // 2
    found = [["imported"] for _ in arrivals]
    for start, crowd in ((0, arrivals[:half]), (half, arrivals[half:])):
        answer = together.done(ImportPasses(tuple(crowd)))
        for number in answer["already"]:
            found[start + number] = ["already"]
        for number, reason in answer["refused"]:
            found[start + number] = [reason]
    return (fates, told_by_name(apart)), (found, told_by_name(together))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crowd_is_its_people_one_by_one(seed: int) -> None:
    apart, together = apart_and_together(seed)
    assert together == apart


def test_a_crowd_that_forgets_who_has_given_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(crowds.Crowd):
        def bind(self, person_id: str, giver_id: str, at: int) -> int:
            self.givers.clear()
            return super().bind(person_id, giver_id, at)

    monkeypatch.setattr(crowds, "Crowd", Forgetful)
    unlike = [seed for seed in SEEDS if len(set(map(str, apart_and_together(seed)))) > 1]
    assert len(unlike) > 5


def test_two_events_tell_of_all() -> None:
    scene = Scene(*FEATURES)
    told = scene.when(ImportPasses((came("t/0"), came("t/1", "t/0", 5), came("t/2", "t/1", 7))))
    assert told.answer == {"imported": 3, "already": [], "refused": []}
    met = next(event for event in told.events if isinstance(event, CrowdMet))
    assert (met.number, met.ats) == (1, (1, 5, 7))
    passed = next(event for event in told.events if isinstance(event, PassesImported))
    assert (passed.giver_ids, passed.friend_ids) == (met.person_ids[:2], met.person_ids[1:])
    assert (passed.depths, passed.ats) == ((1, 2), (5, 7))
    assert len(told.events) == 3


def test_a_line_of_another_world_may_be_longer_than_a_live_one() -> None:
    scene = Scene(*FEATURES)
    line = [came(f"t/{n + 1}", f"t/{n}") for n in range(REFERRAL_DEPTH_MAX + 8)]
    scene.done(ImportPasses(tuple(line)))
    deepest = max(scene.all(Referral), key=lambda referral: referral.depth)
    assert deepest.depth == REFERRAL_DEPTH_MAX + 8
    scene.done(ImportPasses((came("u/1", "u/0"),)))
    root = next(r for r in scene.all(Referral) if r.root_id != deepest.root_id).giver_id
    fresh = Person(scene.merchant_id, "p_live", 99, "claim", "en", "nobody", False, 1, None, 0)
    scene.given(fresh)
    bound = BindReferral("p_live", deepest.person_id, "v")
    assert scene.refused(bound) == "cascade_too_deep"
    assert scene.done(BindReferral("p_live", root, "v"))["bound"]


def test_one_who_turned_out_to_be_her_giver_is_refused_alone() -> None:
    scene = Scene(*FEATURES)
    scene.done(ImportPasses((came("t/0"), came("t/1"))))
    ids = {one.value: one.person_id for one in scene.all(Identity)}
    scene.done(MergePeople(ids["t/1"], ids["t/0"]))
    crowd = (came("t/2", "t/1"), came("t/1", "t/0"), came("t/3", "t/0"))
    answer = scene.done(ImportPasses(crowd))
    assert answer == {"imported": 2, "already": [], "refused": [(1, "self_referral")]}
    assert {r.giver_id for r in scene.all(Referral)} == {ids["t/0"]}
    assert [(t.root_id, t.people) for t in scene.all(TreeTally)] == [(ids["t/0"], 2)]


def test_trees_whose_roots_are_one_are_one_tree() -> None:
    scene = Scene(*FEATURES)
    scene.done(ImportPasses((came("t/1", "t/0"), came("t/2", "t/1"), came("u/1", "u/0"))))
    ids = {one.value: one.person_id for one in scene.all(Identity)}
    scene.done(MergePeople(ids["t/0"], ids["u/0"]))
    tallies = {t.root_id: (t.people, t.deepest, t.generations) for t in scene.all(TreeTally)}
    assert tallies == {ids["u/0"]: (3, 2, (2, 1)), ids["t/0"]: (0, 0, ())}
    assert [(f.trees, f.people, f.generations) for f in scene.all(ForestTally)] == [(1, 3, (2, 1))]


def test_who_was_forgotten_does_not_come_back_with_the_same_file() -> None:
    scene = Scene(*FEATURES)
    crowd = ImportPasses((came("t/1", "t/0"), came("t/2", "t/1")))
    scene.done(crowd)
    ids = {one.value: one.person_id for one in scene.all(Identity)}
    scene.done(ErasePerson(ids["t/1"]))
    before = scene.all(Person), scene.all(Pass), scene.all(Identity)
    assert scene.done(crowd) == {"imported": 0, "already": [0, 1], "refused": []}
    assert (scene.all(Person), scene.all(Pass), scene.all(Identity)) == before


def test_what_names_nobody_is_refused_and_a_crowd_has_an_end() -> None:
    scene = Scene(*FEATURES)
    nobody = Arrival(Contact("external", "", "x"), None, 1)
    far_too_long = Arrival(Contact("external", "y", "y" * 400), None, 1)
    answer = scene.done(ImportPasses((nobody, far_too_long)))
    assert answer["refused"] == [(0, "contact_missing"), (1, "text_too_long")]
    assert scene.all(Person) == []
    many = tuple([came(f"t/{n}") for n in range(ARRIVALS_MAX + 1)])
    assert scene.refused(ImportPasses(many)) == "list_too_long"


def test_only_managers_bring_in_another_world() -> None:
    crowd = ImportPasses((came("t/1", "t/0"),))
    assert Scene(*FEATURES).when(crowd, actor=CLERK).refusal == "not_allowed"
