"""Agents: who recommends for a commission, under which agreement, and what each sale earned.

What is allowed is law of `agents/rules.py`; the same over the API is in `agents/api.py`. Money
itself is on the page beside this one (`money.py`).
"""

from typing import Any, Final, get_args

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from passalong.agents.api import LOOKERS, of_all_shops
from passalong.agents.model import (
    Agent,
    AgentState,
    AgreementTerms,
    BecomeAgent,
    DecideAgent,
    OpenAgreement,
    Rate,
    WriteAgreement,
)
from passalong.agents.queries import (
    AgreementView,
    agent_of,
    agents,
    agreements,
    by_way,
    commissions,
    earned,
    place_of,
)
from passalong.base.messages import Refusal
from passalong.engine.asking import reads, sends
from passalong.engine.bodies import ContactsOf
from passalong.engine.database import Read
from passalong.engine.door import Door, Wish
from passalong.people.roster import Roster
from passalong.web.console.finding import finder, one_meant
from passalong.web.console.room import asked, merchant_of, names, pages_of, paging_of
from passalong.web.forms import Form, _
from passalong.web.guard import Guard
from passalong.web.page import Page

TEMPLATE: Final = "console/agents.html"
ONE: Final = "console/agent.html"
STATES: Final = get_args(AgentState)
DECISIONS: Final = ("active", "rejected", "paused", "ended")
OPEN_DECISIONS: Final[dict[str, tuple[str, ...]]] = {
    "applied": ("active", "rejected"),
    "active": ("paused", "ended"),
    "paused": ("active", "ended"),
}


@get("/agents", opt=reads(roles=LOOKERS), sync_to_thread=True, include_in_schema=False)
def agent_list(page: NamedDependency[Page], door: NamedDependency[Door]) -> Response[Any]:
    """Agents by state, agreements, and sales by way."""
    with door.reading() as read:
        told = _overview(read, page)
    return page.show(TEMPLATE, **told)


def _overview(read: Read, page: Page) -> dict[str, Any]:
    of_all_shops(page.asker.actor)
    merchant_id = merchant_of(page).merchant_id
    values = asked(page, "state")
    paging = paging_of(page)
    state = values["state"] if values["state"] in STATES else ""
    found = agents(read, merchant_id, state, paging.place(int, str), paging.limit + 1)
    kept = found[: paging.limit]
    people = names(read, page, [one.person_id for one in kept])
    key = (kept[-1].applied_at, kept[-1].agent_id) if len(found) > paging.limit else None
    return {
        "agents": [_line(page, one, people) for one in kept],
        "agreements": [_agreement(page, view) for view in agreements(read, merchant_id)],
        "ways": by_way(read, merchant_id),
        "currency": merchant_of(page).currency,
        "values": {"state": state, "rate": "10", "window_days": 30},
        **pages_of("/agents", {"state": state}, paging, key),
    }


def _line(page: Page, agent: Agent, people: dict[str, str]) -> dict[str, Any]:
    return {
        "id": agent.agent_id,
        "name": people.get(agent.person_id, page.say("Somebody who was forgotten")),
        "state": agent.state,
        "sold_minor": agent.sold_minor,
        "applied_at": agent.applied_at,
        "is_known": agent.kind == "known",
    }


def _agreement(page: Page, view: AgreementView) -> dict[str, Any]:
    terms = view.newest.terms
    return {
        "id": view.agreement.agreement_id,
        "name": page.language.pick(view.agreement.name),
        "version": view.agreement.version,
        "is_open": view.agreement.is_open,
        "percent": [rate.value / 100 for rate in terms.rates if rate.basis == "percent"],
        "sums": [rate.value for rate in terms.rates if rate.basis == "amount"],
        "window_days": terms.window_days,
    }


@post("/agents/agreements", opt=sends(WriteAgreement), include_in_schema=False)
async def write_agreement(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """A new agreement of one rate for all products."""
    with door.reading() as read:
        told = _overview(read, page)
    name = form.words("name", page.language.folder, needed=True, most=80)
    text = form.words("text", page.language.folder, most=4000)
    rate_bp = form.amount("rate", "CNY")  # two decimals: hundredths of a per cent
    window_days = form.number("window_days", least=1, most=365)
    told.pop("values")
    if form.is_good:
        terms = AgreementTerms((Rate("percent", rate_bp),), window_days=window_days, text=text)
        try:
            await door.send(wish, WriteAgreement(name, terms))
            return page.to("/agents", page.say("The agreement is written. People can apply."))
        except Refusal as refusal:
            fields = {"rate_out_of_range": "rate", "copy_blocked": "text"}
            return page.again(TEMPLATE, form, refusal, fields, **told)
    return page.again(TEMPLATE, form, **told)


@post(
    "/agents/agreements/{agreement_id:str}/open", opt=sends(OpenAgreement), include_in_schema=False
)
async def open_agreement(
    agreement_id: FromPath[str],
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Let people apply, or nobody any more."""
    await door.send(wish, OpenAgreement(agreement_id, is_open=form.yes("open")))
    return page.to("/agents", page.say("Saved."))


@post("/agents", opt=sends(BecomeAgent), include_in_schema=False)
async def note_agent(
    page: NamedDependency[Page],
    form: NamedDependency[Form],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    guard: NamedDependency[Guard],
    roster: NamedDependency[Roster],
    contacts_of: NamedDependency[ContactsOf],
) -> Response[Any]:
    """Staff note somebody whom they know, under the newest version of an agreement."""
    who = form.text("who", needed=True, most=80)
    with door.reading() as read:
        told = _overview(read, page)
        versions = {
            view.agreement.agreement_id: view.agreement.version
            for view in agreements(read, merchant_of(page).merchant_id)
        }
        found = finder(page, guard, roster, contacts_of)(read, who) if who else []
        person_id = one_meant(found, who) if who else ""
    agreement_id = form.choice("agreement", list(versions))
    kind: Any = "known" if form.yes("is_known") else "ordinary"
    told.pop("values")
    if who and not person_id:
        form.wrong("who", _("Nobody by that name. Try the phone's last digits or the number."))
    if form.is_good:
        wished = BecomeAgent(agreement_id, versions[agreement_id], person_id, kind)
        try:
            told_back = await door.send(wish, wished)
            return page.to(f"/agents/{told_back['agent_id']}", page.say("She is an agent now."))
        except Refusal as refusal:
            return page.again(TEMPLATE, form, refusal, {"agent_already": "who"}, **told)
    return page.again(TEMPLATE, form, **told)


@get(
    "/agents/{agent_id:str}",
    opt=reads(roles=LOOKERS),
    sync_to_thread=True,
    include_in_schema=False,
)
def agent(
    agent_id: FromPath[str], page: NamedDependency[Page], door: NamedDependency[Door]
) -> Response[Any]:
    """One agent: her sales, each with what it earned and what was taken back."""
    of_all_shops(page.asker.actor)
    merchant_id = merchant_of(page).merchant_id
    paging = paging_of(page)
    with door.reading() as read:
        found = agent_of(read, merchant_id, agent_id)
        if found is None:
            raise Refusal("agent_not_found")
        after = paging.place(int, str, int)
        lines = commissions(read, merchant_id, agent_id, after, paging.limit + 1)
        sums = earned(read, merchant_id, agent_id)
        people = names(read, page, [found.person_id])
    kept = lines[: paging.limit]
    key = place_of(kept[-1]) if len(lines) > paging.limit else None
    return page.show(
        ONE,
        agent={**_line(page, found, people), "person_url": f"/people/{found.person_id}"},
        currency=merchant_of(page).currency,
        sums=_sums(sums),
        commissions=kept,
        decisions=list(OPEN_DECISIONS.get(found.state, ())) if page.may.manage else [],
        **pages_of(f"/agents/{agent_id}", {}, paging, key),
    )


def _sums(sums: list[Any]) -> dict[str, int]:
    """What waits, what can be paid out, what was taken back."""
    told = {"waits": 0, "payable": 0, "clawed": 0}
    for one in sums:
        left = one.amount_minor - one.clawed_minor
        told["clawed"] += one.clawed_minor
        if one.state in ("pending", "held"):
            told["waits"] += left
        elif one.state == "payable":
            told["payable"] += left
    return told


@post("/agents/{agent_id:str}/{decision:str}", opt=sends(DecideAgent), include_in_schema=False)
async def decide(
    agent_id: FromPath[str],
    decision: FromPath[str],
    page: NamedDependency[Page],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Response[Any]:
    """Approve, reject, pause, let go on, or end."""
    state: Any = decision
    if decision not in DECISIONS:
        raise Refusal("not_found")
    await door.send(wish, DecideAgent(agent_id, state))
    return page.to(f"/agents/{agent_id}", page.say("Saved."))


ROUTES: Final[tuple[Any, ...]] = (
    agent_list,
    write_agreement,
    open_agreement,
    note_agent,
    agent,
    decide,
)
