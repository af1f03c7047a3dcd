"""What events of people change in the rows that history can rebuild.

Whether they may happen is decided in `people/rules.py` and `people/lineage.py`; names and
contacts are private and not written here.
"""

from collections import Counter
from collections.abc import Mapping

from msgspec.structs import replace

from passalong.base.messages import Fact
from passalong.base.world import World
from passalong.people.model import (
    Brought,
    Consent,
    ConsentSet,
    CrowdBrought,
    CrowdMet,
    ForestTally,
    IdentityAdded,
    LinkRenewed,
    PeopleMerged,
    PeopleTally,
    Person,
    PersonAlias,
    PersonChanged,
    PersonErased,
    PersonMet,
    Referral,
    ReferralBound,
    TreeTally,
    same_person,
)


def met(world: World, event: PersonMet, fact: Fact) -> None:
    """A person with the next giver number."""
    world.put(
        Person(
            world.merchant_id,
            event.person_id,
            event.number,
            event.source,
            event.language,
            event.named_as,
            event.is_named,
            fact.at,
            None,
            event.link_turn,
        )
    )
    world.put(PeopleTally(world.merchant_id, event.number))


def crowd_met(world: World, event: CrowdMet, fact: Fact) -> None:
    """Nameless people of another world, with the next giver numbers."""
    merchant_id, language, turn = world.merchant_id, event.language, event.link_turn
    world.put_all(
        [
            Person(
                merchant_id, person_id, number, "import", language, "first_name", False, at,
                None, turn,
            )
            for number, (person_id, at) in enumerate(
                zip(event.person_ids, event.ats, strict=True), event.number
            )
        ]
    )  # fmt: skip
    world.put(PeopleTally(merchant_id, event.number + len(event.person_ids) - 1))


def changed(world: World, event: PersonChanged, fact: Fact) -> None:
    """What is not secret about her is this now."""
    world.put(
        replace(
            world.have(Person, event.person_id),
            language=event.language,
            named_as=event.named_as,
            is_named=event.is_named,
        )
    )


def identity_added(world: World, event: IdentityAdded, fact: Fact) -> None:
    """By what she can be found is private; history only knows that there is one more."""


def consent_set(world: World, event: ConsentSet, fact: Fact) -> None:
    """What she said last about a purpose."""
    world.put(
        Consent(
            world.merchant_id,
            event.person_id,
            event.purpose,
            event.is_granted,
            fact.at,
            event.notice_version,
        )
    )


def link_renewed(world: World, event: LinkRenewed, fact: Fact) -> None:
    """Her page has another link."""
    world.put(replace(world.have(Person, event.person_id), link_turn=event.link_turn))


def erased(world: World, event: PersonErased, fact: Fact) -> None:
    """Nameless from now on, and her link leads nowhere."""
    person = world.have(Person, event.person_id)
    world.put(replace(person, erased_at=fact.at, is_named=False, link_turn=person.link_turn + 1))


def merged(world: World, event: PeopleMerged, fact: Fact) -> None:
    """An alias, and every older alias of the record that goes, straight to the one that stays."""
    goes, stays = world.have(Person, event.from_id), world.have(Person, event.to_id)
    referral = world.get(Referral, event.from_id)
    if referral is not None:
        _count_brought(world, same_person(world, referral.giver_id), -1)
        root_id = same_person(world, referral.root_id)
        _count_tree(world, root_id, {referral.depth: -1})
    moved = world.get(Brought, event.from_id)
    if moved is not None:
        _count_brought(world, event.to_id, moved.people)
        _count_brought(world, event.from_id, -moved.people)
    tree = world.get(TreeTally, event.from_id)
    if tree is not None and tree.people:
        below = dict(enumerate(tree.generations, 1))
        _count_tree(world, event.from_id, {depth: -people for depth, people in below.items()})
        _count_tree(world, event.to_id, below)
    older = goes.merged_ids
    for from_id in (event.from_id, *older):
        world.put(PersonAlias(world.merchant_id, from_id, event.to_id, fact.at))
        world.put(replace(world.have(Person, from_id), merged_into=event.to_id))
    goes = world.have(Person, event.from_id)
    world.put(replace(goes, merged_ids=(), is_named=False))
    world.put(replace(stays, merged_ids=(*stays.merged_ids, event.from_id, *older)))


def bound(world: World, event: ReferralBound, fact: Fact) -> None:
    """Who brought whom, for good."""
    world.put(
        Referral(
            world.merchant_id,
            event.person_id,
            event.giver_id,
            event.root_id,
            event.depth,
            event.voucher_id,
            event.source,
            fact.at,
        )
    )
    _count_brought(world, event.giver_id, 1)
    _count_tree(world, event.root_id, {event.depth: 1})


def crowd_brought(world: World, event: CrowdBrought, fact: Fact) -> None:
    """Who brought whom, of many; each giver and each tree is counted once for all of them."""
    merchant_id = world.merchant_id
    brought = list(
        zip(event.person_ids, event.giver_ids, event.root_ids, event.depths, event.ats, strict=True)
    )
    world.put_all(
        [
            Referral(merchant_id, person_id, giver_id, root_id, depth, "", "import", at)
            for person_id, giver_id, root_id, depth, at in brought
        ]
    )
    trees: dict[str, Counter[int]] = {}
    for (root_id, depth), people in Counter(zip(event.root_ids, event.depths, strict=True)).items():
        trees.setdefault(root_id, Counter())[depth] = people
    for giver_id, people in Counter(event.giver_ids).items():
        _count_brought(world, giver_id, people)
    for root_id, more in trees.items():
        _count_tree(world, root_id, more)


def _count_tree(world: World, root_id: str, more: Mapping[int, int]) -> None:
    """So many more (or fewer) people in these generations of a tree, and so of the forest."""
    merchant_id = world.merchant_id
    tree = world.get(TreeTally, root_id) or TreeTally(merchant_id, root_id, 0, 0, ())
    forest = world.get(ForestTally) or ForestTally(merchant_id, 0, 0, ())
    people = tree.people + sum(more.values())
    generations = _more(tree.generations, more)
    world.put(TreeTally(merchant_id, root_id, people, len(generations), generations))
    world.put(
        ForestTally(
            merchant_id,
            forest.trees + (people > 0) - (tree.people > 0),
            forest.people + people - tree.people,
            _more(forest.generations, more),
        )
    )


def _more(generations: tuple[int, ...], more: Mapping[int, int]) -> tuple[int, ...]:
    """These counts with more in some generations; the last one has somebody."""
    counts = list(generations) + [0] * (max(more) - len(generations))
    for depth, people in more.items():
        counts[depth - 1] += people
    while counts and not counts[-1]:
        counts.pop()
    return tuple(counts)


def _count_brought(world: World, person_id: str, more: int) -> None:
    tally = world.get(Brought, person_id)
    if more:
        people = (tally.people if tally else 0) + more
        world.put(Brought(world.merchant_id, person_id, people))


CHANGES = {
    PersonMet: met,
    CrowdMet: crowd_met,
    PersonChanged: changed,
    IdentityAdded: identity_added,
    ConsentSet: consent_set,
    LinkRenewed: link_renewed,
    PersonErased: erased,
    PeopleMerged: merged,
    ReferralBound: bound,
    CrowdBrought: crowd_brought,
}
