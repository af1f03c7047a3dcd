"""The law of who brought whom, and of two records that turn out to be one person.

Meeting, changing and forgetting people is in `people/rules.py`.

The idea. A referral is written once and never rewritten: the first giver who brought somebody
stays her giver. Whoever has brought others without having been brought herself is a root and
stays one, because everybody below her remembers her as `root_id`. So nobody who has people
below can ever be hung under somebody, and the graph is a forest: a circle would need a person
with people below to be bound. The row `Brought` tells a rule whether there are any.

Merging moves no referral either. The alias is resolved wherever an id is read; the referral of
the record that goes counts only if the one that stays is free to take it over. The one way in
which a merge could close a circle is that the record which goes stands above the one that
stays; that is refused, and the other way round it can be done.
"""

from collections.abc import Generator
from typing import Any

from msgspec.structs import replace

from passalong.base.messages import Forget, Keep, Now, Refusal, Shred, require
from passalong.base.world import World
from passalong.people.model import (
    MERGES_MAX,
    REFERRAL_DEPTH_MAX,
    BindReferral,
    Brought,
    Consent,
    ConsentSet,
    Identity,
    MergePeople,
    PeopleMerged,
    Person,
    PersonAlias,
    PersonChanged,
    PersonDetail,
    Purpose,
    Referral,
    ReferralBound,
    same_person,
)

Steps = Generator[Any, Any, dict[str, Any]]
SubSteps = Generator[Any, Any, None]
PURPOSES: tuple[Purpose, ...] = ("named_to_shop", "marketing_messages", "story_beside_voucher")
STEPS_UP_MAX = 100


def bind(world: World, command: BindReferral, now: Now) -> Steps:
    """Note who brought whom, if nobody did before; a live cascade has a bounded depth."""
    for person_id in (command.person_id, command.giver_id):
        world.hint(PersonAlias, person_id)
        world.hint(Person, person_id)
        world.hint(Referral, person_id)
        world.hint(Brought, person_id)
    person_id = same_person(world, command.person_id)
    giver_id = same_person(world, command.giver_id)
    for one in (person_id, giver_id):
        require(world.get(Person, one) is not None, "person_not_found")
    require(person_id != giver_id, "self_referral")
    if world.get(Referral, person_id) is not None:
        return {"bound": False, "why": "first_inviter_stays"}
    above = world.get(Referral, giver_id)
    root_id = same_person(world, above.root_id) if above else giver_id
    # Who claims from her own tree gets her trial like anybody; she only stays where she stands.
    if root_id == person_id or brought(world, person_id):
        return {"bound": False, "why": "already_a_root"}
    depth = above.depth + 1 if above else 1
    is_bounded = command.source == "import" or depth <= REFERRAL_DEPTH_MAX
    require(is_bounded, "cascade_too_deep", limit=REFERRAL_DEPTH_MAX)
    yield ReferralBound(person_id, giver_id, root_id, depth, command.voucher_id, command.source)
    return {"bound": True, "why": "", "root_id": root_id, "depth": depth}


def brought(world: World, person_id: str) -> int:
    """How many people this one has brought."""
    tally = world.get(Brought, person_id)
    return tally.people if tally else 0


def merge(world: World, command: MergePeople, now: Now) -> Steps:
    """Two records are one person: what is known of both is kept under the one that stays."""
    for person_id in (command.from_id, command.to_id):
        for kind in (PersonAlias, Person, PersonDetail, Referral, Brought):
            world.hint(kind, person_id)
    goes, stays = _both(world, command)
    from_id, to_id = goes.person_id, stays.person_id
    if from_id == to_id:
        return {"person_id": to_id}
    require(not stands_above(world, from_id, to_id), "referral_circle")
    merges = len(stays.merged_ids) + len(goes.merged_ids) + 1
    require(merges <= MERGES_MAX, "too_many_merges", limit=MERGES_MAX)
    inherited = world.get(Referral, from_id)
    is_free = world.get(Referral, to_id) is None and not brought(world, to_id)
    yield PeopleMerged(from_id, to_id)
    if inherited is not None and is_free:
        giver_id = same_person(world, inherited.giver_id)
        yield ReferralBound(
            to_id,
            giver_id,
            same_person(world, inherited.root_id),
            inherited.depth,
            inherited.voucher_id,
            inherited.source,
        )
    yield from _one_detail(world, from_id, stays)
    yield from _latest_consents(world, from_id, to_id)
    return {"person_id": to_id}


def _both(world: World, command: MergePeople) -> tuple[Person, Person]:
    found = []
    for person_id in (command.from_id, command.to_id):
        person = world.get(Person, same_person(world, person_id))
        if person is None:
            raise Refusal("person_not_found")
        require(person.erased_at is None, "person_erased")
        found.append(person)
    return found[0], found[1]


def stands_above(world: World, above_id: str, person_id: str) -> bool:
    """Whether one is an ancestor of the other. Every step up costs the batch one more load."""
    if not brought(world, above_id):
        return False
    for _ in range(STEPS_UP_MAX):
        referral = world.get(Referral, person_id)
        if referral is None:
            return False
        world.hint(Referral, referral.giver_id)
        person_id = same_person(world, referral.giver_id)
        if person_id == above_id:
            return True
    raise Refusal("cascade_too_deep", limit=STEPS_UP_MAX)


def _one_detail(world: World, from_id: str, stays: Person) -> SubSteps:
    """Contacts move over; a name that is not needed as a name helps as a nickname."""
    gone = world.get(PersonDetail, from_id)
    if gone is None:
        return
    to_id = stays.person_id
    nobody = PersonDetail(world.merchant_id, to_id, "", "", "", ())
    kept = world.get(PersonDetail, to_id) or nobody
    for spelled in gone.identities:
        kind, _, lookup = spelled.partition(":")
        yield Keep(replace(world.have(Identity, kind, lookup), person_id=to_id))
    other_name = gone.name if kept.name and gone.name != kept.name else ""
    detail = replace(
        kept,
        name=kept.name or gone.name,
        nickname=kept.nickname or gone.nickname or other_name,
        remark=kept.remark or gone.remark,
        identities=kept.identities + gone.identities,
    )
    yield PersonChanged(to_id, stays.language, stays.named_as, detail.name != "")
    yield Keep(detail)
    yield Forget(PersonDetail, (from_id,))
    yield Shred(from_id)


def _latest_consents(world: World, from_id: str, to_id: str) -> SubSteps:
    """Per purpose, what she said last counts, whichever record she said it under."""
    for purpose in PURPOSES:
        world.hint(Consent, from_id, purpose)
        world.hint(Consent, to_id, purpose)
    for purpose in PURPOSES:
        said = world.get(Consent, from_id, purpose)
        kept = world.get(Consent, to_id, purpose)
        if said is None or (kept is not None and kept.at >= said.at):
            continue
        if kept is None or kept.is_granted != said.is_granted:
            yield ConsentSet(to_id, purpose, said.is_granted, said.notice_version)


LINEAGE_RULES = {BindReferral: bind, MergePeople: merge}
