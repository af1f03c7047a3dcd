"""The law of many people at once: a cascade of another world, each met and hung under her giver.

One person at a time is met in `people/rules.py` and brought in `people/lineage.py`; this comes to
the same, row after row, but asks for all rows in three loads and says it in two events.

The idea. What the database knows of these contacts is asked for first, everything of one kind
together. Then the arrivals are gone through in order against plain dictionaries: who stands
where, and who has brought anybody. Somebody who is new has no rows yet, and the rule says so to
the world, so that nobody goes and looks.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import KeepAll, Now
from passalong.base.world import World
from passalong.people.model import (
    CONTACT_MAX,
    Arrival,
    Brought,
    Contact,
    CrowdBrought,
    CrowdMet,
    ForestTally,
    Identity,
    MeetCrowd,
    PeopleTally,
    PersonAlias,
    PersonDetail,
    Referral,
    TreeTally,
    contacts_of,
    same_person,
)

Steps = Generator[Any, Any, dict[str, Any]]


class Crowd:
    """Who stands where, as the arrivals come: rows of the database first, then what was added."""

    def __init__(self, world: World, now: Now, arrivals: tuple[Arrival, ...]) -> None:
        self.ids = _known(world, arrivals)
        self.places: dict[str, tuple[str, int]] = {}
        self.givers: set[str] = set()
        self.met: list[tuple[str, int, Contact]] = []
        self.bound: list[tuple[str, str, str, int, int]] = []
        self._fresh = now.new_ids("p", 2 * len(arrivals))
        for person_id in set(self.ids.values()):
            referral = world.get(Referral, person_id)
            if referral is not None:
                self.places[person_id] = same_person(world, referral.root_id), referral.depth
            tally = world.get(Brought, person_id)
            if tally is not None and tally.people:
                self.givers.add(person_id)

    def meet(self, contact: Contact, at: int) -> str:
        """The person whom this contact names, or somebody new."""
        person_id = self.ids.get((contact.kind, contact.lookup))
        if person_id is None:
            person_id = self.ids[contact.kind, contact.lookup] = next(self._fresh)
            self.met.append((person_id, at, contact))
        return person_id

    def bind(self, person_id: str, giver_id: str, at: int) -> int:
        """Hang her under her giver if nobody did before; answers how deep she stands."""
        place = self.places.get(person_id)
        if place is not None:
            return place[1]
        root_id, depth = self.places.get(giver_id, (giver_id, 0))
        if root_id == person_id or person_id in self.givers:
            return 1
        self.places[person_id] = root_id, depth + 1
        self.givers.add(giver_id)
        self.bound.append((person_id, giver_id, root_id, depth + 1, at))
        return depth + 1


def gather(world: World, command: MeetCrowd, now: Now) -> Steps:
    """As if one came after the other; outside all limits of depth."""
    world.hint(PeopleTally)
    world.hint(ForestTally)
    crowd = Crowd(world, now, command.arrivals)
    told: list[tuple[str, str, int, bool]] = []
    refused: dict[int, str] = {}
    for place, arrival in enumerate(command.arrivals):
        reason = _refused(crowd, arrival)
        if reason:
            refused[place] = reason
            told.append(("", "", 0, False))
            continue
        count = len(crowd.met)
        friend_id = crowd.meet(arrival.friend, arrival.at)
        is_new = len(crowd.met) > count
        giver_id, depth = "", 0
        if arrival.giver is not None:
            giver_id = crowd.meet(arrival.giver, arrival.at)
            depth = crowd.bind(friend_id, giver_id, arrival.at)
        told.append((friend_id, giver_id, depth, is_new))
    yield from _noted(world, crowd, command, now)
    friend_ids, giver_ids, depths, is_new_of = zip(*told, strict=True) if told else ((),) * 4
    return {
        "friend_ids": friend_ids,
        "giver_ids": giver_ids,
        "depths": depths,
        "is_new": is_new_of,
        "refused": refused,
    }


def _refused(crowd: Crowd, arrival: Arrival) -> str:
    friend, giver = arrival.friend, arrival.giver
    for contact in (friend, giver):
        if contact is not None and not contact.lookup:
            return "contact_missing"
        if contact is not None and not 0 < len(contact.value) <= CONTACT_MAX:
            return "text_too_long" if contact.value else "contact_missing"
    if giver is None:
        return ""
    if (friend.kind, friend.lookup) == (giver.kind, giver.lookup):
        return "self_referral"
    friend_id = crowd.ids.get((friend.kind, friend.lookup))
    is_same = friend_id is not None and friend_id == crowd.ids.get((giver.kind, giver.lookup))
    return "self_referral" if is_same else ""


def _known(world: World, arrivals: tuple[Arrival, ...]) -> dict[tuple[str, str], str]:
    """Who of them is known, as she is called today; the rows of all of them are in memory."""
    found = world.know_all(Identity, contacts_of(arrivals))
    owners = {contact: identity.person_id for contact, identity in found.items()}
    meant = _all_here(world, set(owners.values()))
    return {contact: meant[person_id] for contact, person_id in owners.items()}


def _all_here(world: World, person_ids: set[str]) -> dict[str, str]:
    """Who these people are today; all that will be asked about them is in memory.

    One load for all: most roots are givers here too. Another where a root is not, or where
    somebody was merged.
    """
    aliases = _asked(world, {(person_id,) for person_id in person_ids})
    meant = {
        person_id: same_person(world, person_id) if (person_id,) in aliases else person_id
        for person_id in person_ids
    }
    if aliases:
        _asked(world, {(person_id,) for person_id in meant.values()})
    places = world.know_all(Referral, {(person_id,) for person_id in meant.values()})
    roots = {(referral.root_id,) for referral in places.values()}
    world.hint_all(TreeTally, roots)
    moved = world.know_all(PersonAlias, roots)
    world.know_all(TreeTally, roots | {(same_person(world, one),) for (one,) in moved})
    return meant


def _asked(world: World, keys: set[tuple[str]]) -> dict[Any, PersonAlias]:
    """What there is to know of these people, and which of them were merged away."""
    for kind in (Referral, Brought, TreeTally):
        world.hint_all(kind, keys)
    return world.know_all(PersonAlias, keys)


def _noted(world: World, crowd: Crowd, command: MeetCrowd, now: Now) -> Generator[Any, Any, None]:
    """The two events, and what is private of those who are new."""
    merchant_id = world.merchant_id
    if crowd.met:
        tally = world.get(PeopleTally)
        ids, ats, _ = zip(*crowd.met, strict=True)
        number = (tally.people if tally else 0) + 1
        roots = [one for one in ids if one not in crowd.places]
        world.lacks(PersonAlias, ids)
        world.lacks(Brought, ids)
        world.lacks(Referral, roots)
        world.lacks(TreeTally, roots)
        yield CrowdMet(number, ids, ats, command.language, now.turn)
        yield KeepAll(
            [
                PersonDetail(merchant_id, one, "", "", "", (f"{contact.kind}:{contact.lookup}",))
                for one, _, contact in crowd.met
            ],
            ids,
        )
        yield KeepAll(
            [
                Identity(merchant_id, contact.kind, contact.lookup, one, contact.value)
                for one, _, contact in crowd.met
            ]
        )
    if crowd.bound:
        yield CrowdBrought(*zip(*crowd.bound, strict=True))


CROWD_RULES = {MeetCrowd: gather}
