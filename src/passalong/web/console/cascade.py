"""The cascade: the forest of who brought whom, its generations, biggest trees and longest line.

What of it is read is decided in `trees.py`, where everybody stands in `forest.py`; who is meant
by a name in `finding.py`.
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from passalong.base.clock import DAY
from passalong.campaigns.queries import campaigns
from passalong.engine.asking import reads
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.insights.queries import edges
from passalong.people.forest import brought_counts, referral_of
from passalong.people.roster import Roster
from passalong.web.console.finding import finder
from passalong.web.console.forest import Forest, Picture, grown, under
from passalong.web.console.room import (
    asked,
    campaign_choices,
    joined,
    merchant_of,
    names,
    pages_of,
    paging_of,
)
from passalong.web.console.trees import Standing, one_tree, whole
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/cascade.html"
EDGES_MOST: Final = 10_000
BIGGEST: Final = 8
MATCHES: Final = 8
DAYS: Final = (7, 30, 90, 365)
REFRESH_SECONDS: Final = 15


@get("/cascade", opt=reads(), sync_to_thread=True, include_in_schema=False)
def cascade(
    page: NamedDependency[Page],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """The forest, or the tree under one person."""
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "campaign", "days", "q", "root")
    root, paging = values["root"], paging_of(page, BIGGEST)
    find = finder(page, guard, roster, contacts_of)
    with door.reading() as read:
        every = campaigns(read, merchant_id)
        matches = find(read, values["q"])[:MATCHES] if values["q"] else []
        if values["campaign"] or values["days"] in map(str, DAYS):
            ids = [values["campaign"]] if values["campaign"] else ["", *_ids(every)]
            standing = _filtered(read, merchant_id, ids, door.clock.now(), values)
        elif root:
            standing = one_tree(read, merchant_id, root)
        else:
            standing = whole(read, merchant_id, BIGGEST, paging.place(int, str))
        told = _told(read, page, standing, [*matches, root])
        found = _matches(read, page, matches)
    return page.show(
        TEMPLATE,
        values=values,
        campaigns=campaign_choices(page, every),
        spans=[("", page.say("Since the beginning")), *_spans(page)],
        root=told["known"].get(root, "") if root else "",
        matches=found,
        is_cut=standing.is_cut,
        is_filtered=bool(values["campaign"] or values["days"] or root),
        refresh_seconds=0 if values["q"] or root or paging.after else REFRESH_SECONDS,
        **pages_of("/cascade", values, paging, standing.further),
        **{key: value for key, value in told.items() if key != "known"},
    )


def _ids(every: Any) -> list[str]:
    return [one.campaign_id for one in every]


def _filtered(
    read: Read, merchant_id: str, campaign_ids: list[str], now: int, values: dict[str, str]
) -> Standing:
    """The passes of some campaigns or of some days: these are read, at most EDGES_MOST."""
    since = now - int(values["days"]) * DAY if values["days"] in map(str, DAYS) else 0
    found = edges(read, merchant_id, campaign_ids, since, EDGES_MOST)
    forest = grown(found)
    shown = under(forest, values["root"]) if values["root"] else forest
    biggest = [(tree.root, tree.counts[1:]) for tree in shown.trees[:BIGGEST]]
    return Standing(shown, biggest, shown.longest_line(), is_cut=len(found) == EDGES_MOST)


def _spans(page: Page) -> list[tuple[str, str]]:
    return [
        (str(one), page.ngettext("The last %(num)s day", "The last %(num)s days", one))
        for one in DAYS
    ]


def _told(read: Read, page: Page, standing: Standing, more: list[str]) -> dict[str, Any]:
    shown, line = standing.forest, standing.line
    picture = Picture(
        shown, lambda count, depth: _many(page, count, depth), lambda root: f"/cascade?root={root}"
    )
    drawing = picture.draw(lambda depth: _generation(page, depth)) if shown.count else None
    wanted = {*picture.people, *line, *more, *(root for root, _ in standing.biggest)}
    known = names(read, page, wanted)
    nobody = page.say("Somebody who was forgotten")
    picture.title_people(lambda person: known.get(person, nobody))
    return {
        "known": known,
        "drawing": drawing,
        "sentence": _sentence(page, shown, picture),
        "generations": [
            (_generation(page, depth), count, None)
            for depth, count in enumerate(shown.generations())
        ],
        "biggest": [
            {
                "name": known.get(root, ""),
                "url": f"/people/{root}",
                "tree_url": f"/cascade?root={root}",
                "people": sum(below),
                "generations": len(below),
            }
            for root, below in standing.biggest
        ],
        "line": [{"name": known.get(one, ""), "url": f"/people/{one}"} for one in line],
    }


def _matches(read: Read, page: Page, matches: list[str]) -> list[dict[str, Any]]:
    """The people who may be meant, who brought them, and their trees."""
    merchant_id = merchant_of(page).merchant_id
    brought = brought_counts(read, merchant_id, matches)
    referrals = [referral_of(read, merchant_id, one) for one in matches]
    known = names(read, page, [*matches, *(one.giver_id for one in referrals if one)])
    return [
        {
            "name": known.get(one, ""),
            "url": f"/people/{one}",
            "tree_url": f"/cascade?root={one}" if one in brought else None,
            "giver": known.get(referral.giver_id, "") if referral else "",
        }
        for one, referral in zip(matches, referrals, strict=True)
    ]


def _many(page: Page, count: int, depth: int) -> str:
    people = page.ngettext("%(num)s person", "%(num)s people", count)
    return f"{_generation(page, depth)}: {people}"


def _generation(page: Page, depth: int) -> str:
    if depth == 0:
        return page.say("Givers")
    return page.say("Generation %(number)s", number=depth)


def _sentence(page: Page, shown: Forest, picture: Picture) -> str:
    if not shown.count:
        return page.say("Nobody has been brought along in this time.")
    came = page.ngettext(
        "%(num)s person came through a friend,",
        "%(num)s people came through a friend,",
        shown.people - shown.count,
    )
    trees = page.ngettext("in %(num)s tree.", "in %(num)s trees.", shown.count)
    said = joined(page, came, trees)
    if picture.columns:
        drawn = page.say("The others are circles, one for each generation.")
        said = joined(page, said, drawn)
    return said


ROUTES: Final[tuple[Any, ...]] = (cascade,)
