"""`/copy`: a text is read before it is used, its findings marked, with what to write instead.

What is found is decided by `lawful/wording.py`; programs ask `web/wording.py`.
"""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from passalong.base.messages import READERS
from passalong.engine.asking import reads
from passalong.lawful.wording import TEXT_MAX, Checked, check_wording
from passalong.web.console.room import merchant_of
from passalong.web.figures import Figures
from passalong.web.forms import Form
from passalong.web.page import Page
from passalong.web.wording import counted, told

TEMPLATE: Final = "console/copy.html"


@get("/copy", opt=reads(), sync_to_thread=False, include_in_schema=False)
def copy_form(page: NamedDependency[Page]) -> Response[Any]:
    """An empty field for a text."""
    return page.show(TEMPLATE, checked=None, pieces=[], text_max=TEXT_MAX)


@post("/copy", opt=reads(roles=READERS), include_in_schema=False)
async def check_text(
    page: NamedDependency[Page], form: NamedDependency[Form], figures: NamedDependency[Figures]
) -> Response[Any]:
    """The same text with its findings marked. It is not kept."""
    text = form.text("text", needed=True, most=TEXT_MAX)
    if not form.is_good:
        return page.again(TEMPLATE, form, checked=None, pieces=[], text_max=TEXT_MAX)
    checked = counted(check_wording(text, merchant_of(page).pack), figures)
    return page.show(
        TEMPLATE,
        checked=told(checked, page.language),
        pieces=marked(text, checked),
        text_max=TEXT_MAX,
        values={"text": text},
        errors={},
    )


def marked(text: str, checked: Checked) -> list[tuple[str, str]]:
    """The text in pieces, each with the heaviest verdict on it; the pieces make up the text."""
    marks = ["pass"] * len(text)
    for verdict in ("warn", "block"):
        for one in checked.findings:
            if one.verdict == verdict:
                marks[one.begin : one.end] = [verdict] * (one.end - one.begin)
    pieces: list[tuple[str, str]] = []
    for sign, verdict in zip(text, marks, strict=True):
        if pieces and pieces[-1][1] == verdict:
            pieces[-1] = (pieces[-1][0] + sign, verdict)
        else:
            pieces.append((sign, verdict))
    return pieces


ROUTES: Final[tuple[Any, ...]] = (copy_form, check_text)
