"""The six first questions, one a page, each skippable; afterwards the product, then the campaign.

The questions and what their answers become are in `campaigns/welcome.py`.
"""

from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency

from passalong.base.messages import MANAGERS, Refusal
from passalong.campaigns.model import ANSWER_MAX, AnswerQuestion
from passalong.campaigns.queries import welcome_answers
from passalong.campaigns.welcome import QUESTIONS, number_in
from passalong.catalog.queries import products
from passalong.engine.asking import reads, sends
from passalong.engine.door import Door, Wish
from passalong.web.console.room import merchant_of
from passalong.web.forms import Form, _
from passalong.web.page import Page

TEMPLATE: Final = "console/welcome.html"
LAST: Final = len(QUESTIONS)
COUNTED: Final = ("vouchers_per_purchase", "trial_stock")


@get("/welcome", opt=reads(roles=MANAGERS), sync_to_thread=True, include_in_schema=False)
def welcome(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """One question."""
    step = _step(page.request.query_params.get("step", "1"))
    with door.reading() as read:
        answers = welcome_answers(read, merchant_of(page).merchant_id)
    answer = answers.get(QUESTIONS[step - 1].way, "")
    return page.show(TEMPLATE, values={"answer": answer}, **_asked(page, step))


@post("/welcome", opt=sends(AnswerQuestion), include_in_schema=False)
async def answer(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Keep the answer, or that it was skipped, and lead on."""
    step = _step(form.text("step"))
    asked = QUESTIONS[step - 1]
    skips = form.choice("go", ("next", "skip"), "next") == "skip"
    text = "" if skips else form.text("answer", most=ANSWER_MAX)
    if text and asked.fills in COUNTED and not number_in(text):
        form.wrong("answer", _("Please give a whole number."))
    if not form.is_good:
        return page.again(TEMPLATE, form, **_asked(page, step))
    try:
        await door.send(wish, AnswerQuestion(asked.way, text))
    except Refusal as refusal:
        return page.again(
            TEMPLATE, form, refusal, {"text_too_long": "answer"}, **_asked(page, step)
        )
    if step < LAST:
        return page.to(f"/welcome?step={step + 1}")
    with door.reading() as read:
        has_product = bool(products(read, merchant_of(page).merchant_id, is_active=True))
    thanks = page.say("Thank you. Your answers are in the campaign below.")
    if has_product:
        return page.to("/campaigns/new", thanks)
    return page.to("/catalog/new?then=campaign", page.say("Thank you. Now the product."))


def _step(text: str) -> int:
    return {str(step): step for step in range(1, LAST + 1)}.get(text, 1)


def _asked(page: Page, step: int) -> dict[str, Any]:
    asked = QUESTIONS[step - 1]
    pick = page.language.pick
    return {
        "at": step,
        "of": LAST,
        "key": asked.way,
        "question": pick(asked.question),
        "hint": pick(asked.hint),
        "is_counted": asked.fills in COUNTED,
    }


ROUTES: Final[tuple[Any, ...]] = (welcome, answer)
