"""The design system on one page: type, colours, spacing and every component, light and dark.

The components are in `templates/components/`, the styles in `frontend/styles/`; every page of all
three faces with sample data is rendered by `tools/gallery.py`.
"""

from typing import Any, Final

from litestar import Response, get
from litestar.di import NamedDependency

from passalong.campaigns.templates import draft_from
from passalong.engine.asking import reads
from passalong.web.console.room import terms_shown
from passalong.web.page import Page
from passalong.web.qr_pictures import qr_image

STATES: Final = ("converted", "redeemed", "claimed", "offered", "expired")
STEP: Final = 84


@get("/design", opt=reads(), sync_to_thread=True, include_in_schema=False)
def design(page: NamedDependency[Page]) -> Response[Any]:
    """For whoever builds pages: what there is, so that nothing is invented twice."""
    draft = draft_from("three-trial-vouchers")
    return page.show(
        "gallery.html",
        links=[{"count": count, "url": "#page"} for count in (214, 642, 391, 218, 97, 291)],
        drawing=_drawing(),
        terms=terms_shown(page, draft.terms, ()),
        qr_image=qr_image("https://example.com/v/m01234567/sample"),
    )


def _drawing() -> dict[str, Any]:
    """One tree of thirteen: each gives to three."""
    rows = [[480], [160, 480, 800], [60 + 105 * number for number in range(9)]]
    nodes, branches = [], []
    for depth, row in enumerate(rows):
        y = 44 + STEP * depth
        for number, x in enumerate(row):
            state = STATES[(depth * 2 + number) % len(STATES)]
            nodes.append(
                {"x": x, "y": y, "size": 9 - depth, "state": state, "title": "王芳", "url": "#page"}
            )
            if depth:
                parent = rows[depth - 1][number // 3]
                branches.append({"x1": parent, "y1": y - STEP, "x2": x, "y2": y})
    levels = [{"y": 60 + STEP * depth, "name": str(depth)} for depth in range(len(rows))]
    return {"width": 960, "height": 270, "nodes": nodes, "branches": branches, "levels": levels}


ROUTES: Final[tuple[Any, ...]] = (design,)
