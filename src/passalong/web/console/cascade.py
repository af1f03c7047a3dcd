"""The cascade: the forest of who brought whom, its generations, biggest trees and longest line.

Where everybody stands is computed in `forest.py`; who is meant by a name in `finding.py`.
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
from passalong.people.roster import Roster
from passalong.web.console.finding import finder
from passalong.web.console.forest import Forest, Picture, grown, under
from passalong.web.console.room import asked, campaign_choices, joined, merchant_of, names
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/cascade.html"
EDGES_MOST: Final = 50_000
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
    days = int(values["days"]) if values["days"] in map(str, DAYS) else 0
    since = door.clock.now() - days * DAY if days else 0
    find = finder(page, guard, roster, contacts_of)
    with door.reading() as read:
        every = campaigns(read, merchant_id)
        found = edges(read, merchant_id, values["campaign"], since, EDGES_MOST)
        forest = grown(found)
        matches = find(read, values["q"])[:MATCHES] if values["q"] else []
        shown = under(forest, values["root"]) if values["root"] else forest
        told = _told(read, page, forest, shown, matches)
    root = values["root"]
    return page.show(
        TEMPLATE,
        values=values,
        campaigns=campaign_choices(page, every),
        spans=[("", page.say("Since the beginning")), *_spans(page)],
        root=told["known"].get(root, "") if root else "",
        is_cut=len(found) == EDGES_MOST,
        is_filtered=bool(values["campaign"] or days or root),
        refresh_seconds=0 if values["q"] or root else REFRESH_SECONDS,
        **{key: value for key, value in told.items() if key != "known"},
    )


def _spans(page: Page) -> list[tuple[str, str]]:
    return [
        (str(one), page.ngettext("The last %(num)s day", "The last %(num)s days", one))
        for one in DAYS
    ]


def _told(
    read: Read, page: Page, forest: Forest, shown: Forest, matches: list[str]
) -> dict[str, Any]:
    line = shown.longest_line()
    picture = Picture(
        shown, lambda count, depth: _many(page, count, depth), lambda root: f"/cascade?root={root}"
    )
    drawing = picture.draw(lambda depth: _generation(page, depth)) if shown.trees else None
    biggest = shown.trees[:BIGGEST]
    wanted = {*picture.people, *line, *matches, *(tree.root for tree in biggest)}
    wanted |= {forest.parent[one] for one in matches if one in forest.parent}
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
                "name": known.get(tree.root, ""),
                "url": f"/people/{tree.root}",
                "tree_url": f"/cascade?root={tree.root}",
                "people": tree.size - 1,
                "generations": len(tree.generations) - 1,
            }
            for tree in biggest
        ],
        "line": [{"name": known.get(one, ""), "url": f"/people/{one}"} for one in line],
        "matches": [
            {
                "name": known.get(one, ""),
                "url": f"/people/{one}",
                "tree_url": f"/cascade?root={one}" if one in forest.children else None,
                "giver": known.get(forest.parent.get(one, ""), ""),
            }
            for one in matches
        ],
    }


def _many(page: Page, count: int, depth: int) -> str:
    people = page.ngettext("%(num)s person", "%(num)s people", count)
    return f"{_generation(page, depth)}: {people}"


def _generation(page: Page, depth: int) -> str:
    if depth == 0:
        return page.say("Givers")
    return page.say("Generation %(number)s", number=depth)


def _sentence(page: Page, shown: Forest, picture: Picture) -> str:
    if not shown.trees:
        return page.say("Nobody has been brought along in this time.")
    came = page.ngettext(
        "%(num)s person came through a friend,",
        "%(num)s people came through a friend,",
        shown.people - len(shown.trees),
    )
    trees = page.ngettext("in %(num)s tree.", "in %(num)s trees.", len(shown.trees))
    said = joined(page, came, trees)
    if picture.columns:
        drawn = page.say("The others are circles, one for each generation.")
        said = joined(page, said, drawn)
    return said


ROUTES: Final[tuple[Any, ...]] = (cascade,)
