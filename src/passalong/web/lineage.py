"""REST of lineage and of the journal: who brought whom, the tree of passes, the events.

It stands here because it reads across features. How a referral is bound is in
`people/lineage.py`; how the journal is written in `engine/batch.py`.
"""

from typing import Any, Final

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from passalong.base.clock import iso_of
from passalong.base.messages import Refusal
from passalong.campaigns.queries import campaign_of
from passalong.engine.asking import Listed, NamesOf, Paging, listed, listed_here, reads, shown
from passalong.engine.door import Door, Wish
from passalong.engine.journal import Entry, journal_after
from passalong.people.forest import Twig, line_of_givers, roots, tree_under
from passalong.people.queries import person_of
from passalong.vouchers.passes import (
    Pass,
)
from passalong.vouchers.queries import counts_by_state, passes_of_campaign, tally_of
from passalong.vouchers.showing import FIGURES_EXAMPLE, CampaignFigures

TREE_MAX: Final = 2000
PERSON: Final = "p_4h2m9x1c8v7b3n6k5j0q"
PASS_EXAMPLE: Final = {
    "pass_id": "pass_4h2m9x1c8v7b3n6k5j0q",
    "source": "voucher",
    "campaign_id": "camp_4h2m9x1c8v7b3n6k5j0q",
    "giver_id": PERSON,
    "friend_id": "p_7k2m9x1c8v7b3n6k5j0q",
    "way": "forward",
    "depth": 1,
    "at": "2026-01-02T00:00:00.000Z",
}


class LineShown(msgspec.Struct):
    """From a person's giver up to the root, nearest first; empty for a root."""

    person_id: str
    givers: list[str]
    names: dict[str, str]


class TwigShown(msgspec.Struct):
    """Somebody below: who brought her, how far below, when, by which voucher."""

    person_id: str
    giver_id: str
    depth: int
    voucher_id: str
    at: str


class TreeShown(msgspec.Struct):
    """The people below somebody, nearer ones first; `is_whole` false when there are more."""

    person_id: str
    people: list[TwigShown]
    is_whole: bool


class RootShown(msgspec.Struct):
    """Somebody who began a tree, and how many she brought herself."""

    person_id: str
    people: int


class PassShown(msgspec.Struct):
    """Somebody passed it on to somebody."""

    pass_id: str
    source: str
    campaign_id: str
    giver_id: str
    friend_id: str
    way: str
    depth: int
    at: str


class EventShown(msgspec.Struct):
    """A line of the journal: a fact, with ids and numbers, never a name."""

    seq: int
    at: str
    type: str
    actor_kind: str
    actor_id: str
    body: Any


@get(
    "/v1/people/{person_id:str}/line",
    opt=reads(answers={"person_id": PERSON, "givers": ["p_7k2m…"], "names": {}}),
    sync_to_thread=True,
    tags=["lineage"],
)
def read_line(
    person_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    names_of: NamedDependency[NamesOf],
) -> LineShown:
    """Who brought her, who brought that one, and so on. Names only with scope people."""
    with door.reading() as read:
        person = _there(read, wish, person_id)
        givers = line_of_givers(read, wish.merchant_id, person)
        names = names_of(read, wish.merchant_id, givers) if _sees_names(wish) else {}
    return LineShown(person, givers, names)


@get(
    "/v1/people/{person_id:str}/tree",
    opt=reads(answers={"person_id": PERSON, "people": [], "is_whole": True}),
    sync_to_thread=True,
    tags=["lineage"],
)
def read_tree(
    person_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> TreeShown:
    """Everybody below her, at most 2000; ask below one of them for more."""
    with door.reading() as read:
        person = _there(read, wish, person_id)
        found = tree_under(read, wish.merchant_id, person, limit=TREE_MAX)
    return TreeShown(person, [_twig(one) for one in found], len(found) < TREE_MAX)


@get(
    "/v1/forest",
    opt=reads(answers={"items": [{"person_id": PERSON, "people": 12}], "next_cursor": None}),
    sync_to_thread=True,
    tags=["lineage"],
)
def read_forest(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """Who began a tree, those who brought most first."""
    after = paging.place(int, str)
    with door.reading() as read:
        found = roots(read, wish.merchant_id, paging.limit + 1, after)
    return listed(found, paging, lambda one: RootShown(*one), lambda one: (one[1], one[0]))


@get(
    "/v1/campaigns/{campaign_id:str}/passes",
    opt=reads(answers={"items": [PASS_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["lineage"],
)
def list_passes(
    campaign_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
) -> Listed:
    """The edges of a campaign's cascade, oldest first."""
    with door.reading() as read:
        _require_campaign(read, wish, campaign_id)
        found = passes_of_campaign(read, wish.merchant_id, campaign_id, 20_000)
    return listed_here(found, paging, _pass, lambda one: (one.pass_id,))


@get(
    "/v1/campaigns/{campaign_id:str}/figures",
    opt=reads(answers=FIGURES_EXAMPLE),
    sync_to_thread=True,
    tags=["campaigns"],
)
def read_figures(
    campaign_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> CampaignFigures:
    """How many vouchers a campaign has issued, and how far they came."""
    with door.reading() as read:
        _require_campaign(read, wish, campaign_id)
        tally = tally_of(read, wish.merchant_id, campaign_id)
        states = counts_by_state(read, wish.merchant_id, campaign_id)
    return shown(CampaignFigures, tally, states=states)


@get(
    "/v1/events",
    opt=reads(
        answers={
            "items": [
                {
                    "seq": 41,
                    "at": "2026-01-01T00:00:00.000Z",
                    "type": "voucher_claimed",
                    "actor_kind": "friend",
                    "actor_id": "",
                    "body": {"voucher_id": "v_4h2m…"},
                }
            ],
            "next_cursor": None,
        }
    ),
    sync_to_thread=True,
    tags=["events"],
)
def list_events(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    after: FromQuery[int] = 0,
    type: FromQuery[str] = "",
) -> Listed:
    """The journal, oldest first, from the line after `after`. Filter: type, e.g.
    `voucher_claimed`; several with commas. The seq of the last line is the `after` of the next
    call; a line never changes.
    """
    place = paging.place(int)
    begin = place[0] if place else max(0, min(after, (1 << 63) - 1))
    wanted = [one for one in type.split(",") if one]
    if len(wanted) > 50:
        raise Refusal("list_too_long", field="type", limit=50)
    with door.reading() as read:
        found = journal_after(read, wish.merchant_id, begin, paging.limit + 1, wanted)
    return listed(found, paging, _event, lambda one: (one.seq,))


def _there(read: Any, wish: Wish, person_id: str) -> str:
    person = person_of(read, wish.merchant_id, person_id)
    if person is None:
        raise Refusal("person_not_found")
    return person.person_id


def _require_campaign(read: Any, wish: Wish, campaign_id: str) -> None:
    if campaign_of(read, wish.merchant_id, campaign_id) is None:
        raise Refusal("campaign_not_found")


def _sees_names(wish: Wish) -> bool:
    return wish.actor.kind != "key" or "people" in wish.actor.scopes


def _twig(twig: Twig) -> TwigShown:
    return TwigShown(twig.person_id, twig.giver_id, twig.depth, twig.voucher_id, iso_of(twig.at))


def _pass(found: Pass) -> PassShown:
    return shown(PassShown, found)


def _event(entry: Entry) -> EventShown:
    return EventShown(
        entry.seq,
        iso_of(entry.at),
        entry.name,
        entry.actor_kind,
        entry.actor_id,
        msgspec.json.decode(entry.body),
    )


ROUTES: Final[tuple[Any, ...]] = (
    read_line,
    read_tree,
    read_forest,
    list_passes,
    read_figures,
    list_events,
)
