"""REST of agents: applications, decisions, and what every sale has earned.

Agreements are in `web/agreements.py`. What is allowed is in `agents/rules.py`; what a sale
earns in `agents/commissions.py`.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from passalong.agents.model import (
    AcceptAgreement,
    Agent,
    AgentKind,
    BecomeAgent,
    Commission,
    DecideAgent,
)
from passalong.agents.queries import (
    Earned,
    WaySum,
    agent_of,
    agent_of_person,
    agents,
    attribution_of,
    by_way,
    commissions,
    earned,
    of_order,
    place_of,
    shop_of_order,
)
from passalong.base.messages import BOOKS, PERSON, Actor, Refusal
from passalong.engine.asking import Listed, Paging, listed, reads, sends, shown
from passalong.engine.bodies import Body, Count, Identifier, command_of
from passalong.engine.door import Door, Reply, Wish

LOOKERS: Final = BOOKS | {"auditor"}
AGREEMENT = "agr_4h2m9x1c8v7b3n6k5j0q"
AGENT = "agt_4h2m9x1c8v7b3n6k5j0q"
PERSON_ID = "p_4h2m9x1c8v7b3n6k5j0q"
ORDER = "ord_4h2m9x1c8v7b3n6k5j0q"
AGENT_EXAMPLE: dict[str, Any] = {
    "agent_id": AGENT,
    "person_id": PERSON_ID,
    "kind": "ordinary",
    "state": "active",
    "agreement_id": AGREEMENT,
    "version": 1,
    "invited_by": "",
    "sold_minor": 125000,
    "applied_at": "2026-01-01T00:00:00.000Z",
    "accepted_at": "2026-01-01T00:00:00.000Z",
    "ended_at": None,
}
COMMISSION_EXAMPLE: dict[str, Any] = {
    "order_id": ORDER,
    "level": 1,
    "agent_id": AGENT,
    "state": "held",
    "base_minor": 2500,
    "amount_minor": 250,
    "clawed_minor": 0,
    "currency": "CNY",
    "made_at": "2026-01-01T00:00:00.000Z",
    "payable_at": None,
}
EARNED_EXAMPLE = {
    "currency": "CNY",
    "state": "held",
    "commissions": 1,
    "amount_minor": 250,
    "clawed_minor": 0,
}


class AgentShown(msgspec.Struct):
    """Somebody under an agreement; `sold_minor` are her own settled sales."""

    agent_id: str
    person_id: str
    kind: str
    state: str
    agreement_id: str
    version: int
    invited_by: str
    sold_minor: int
    applied_at: str
    accepted_at: str | None
    ended_at: str | None


class CommissionShown(msgspec.Struct):
    """What a sale earns: `amount_minor` promised, `clawed_minor` taken back by refunds."""

    order_id: str
    level: int
    agent_id: str
    state: str
    base_minor: int
    amount_minor: int
    clawed_minor: int
    currency: str
    made_at: str
    payable_at: str | None


class AgentWhole(msgspec.Struct):
    """An agent, and what her commissions come to by state."""

    agent: AgentShown
    earned: list[Earned]


class WaySums(msgspec.Struct):
    """Sales and commission by the way the voucher was given."""

    ways: list[WaySum]


class SaleShown(msgspec.Struct):
    """Whose sale an order is and why, and what it earns; `agent_id` empty for nobody's."""

    order_id: str
    agent_id: str
    reason: str
    voucher_id: str
    way: str
    commissions: list[CommissionShown]


class AgentWish(Body, frozen=True):
    """Who becomes an agent, under the version she has read; customers leave person_id empty."""

    agreement_id: Identifier
    version: Count
    person_id: Annotated[str, msgspec.Meta(max_length=80)] = ""
    kind: AgentKind = "ordinary"
    invited_by: Annotated[str, msgspec.Meta(max_length=80)] = ""


class DecisionWish(Body, frozen=True):
    """What becomes of an agent."""

    state: Literal["active", "rejected", "paused", "ended"]


class AcceptWish(Body, frozen=True):
    """The version she has read."""

    version: Count


def show_agent(agent: Agent) -> AgentShown:
    """An agent as the API shows her."""
    return shown(AgentShown, agent)


def show_commission(commission: Commission) -> CommissionShown:
    """A commission as the API shows it."""
    return shown(CommissionShown, commission)


def of_all_shops(actor: Actor) -> None:
    """Refused for staff of certain shops: agents and what they earn are of all shops together."""
    if actor.shop_ids:
        raise Refusal("staff_not_allowed")


@get(
    "/v1/agents",
    opt=reads(
        roles=LOOKERS, scope="money", answers={"items": [AGENT_EXAMPLE], "next_cursor": None}
    ),
    sync_to_thread=True,
    tags=["agents"],
)
def list_agents(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    in_state: FromQuery[str] = "",
) -> Listed:
    """Agents, the newest application first. Filter: in_state."""
    of_all_shops(wish.actor)
    after = paging.place(int, str)
    with door.reading() as read:
        found = agents(read, wish.merchant_id, in_state, after, paging.limit + 1)
    return listed(found, paging, show_agent, lambda agent: (agent.applied_at, agent.agent_id))


@get(
    "/v1/agents/{agent_id:str}",
    opt=reads(
        roles=LOOKERS, scope="money", answers={"agent": AGENT_EXAMPLE, "earned": [EARNED_EXAMPLE]}
    ),
    sync_to_thread=True,
    tags=["agents"],
)
def read_agent(
    agent_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> AgentWhole:
    """One agent, and what her commissions come to."""
    of_all_shops(wish.actor)
    with door.reading() as read:
        found = agent_of(read, wish.merchant_id, agent_id)
        sums = earned(read, wish.merchant_id, agent_id)
    if found is None:
        raise Refusal("agent_not_found")
    return AgentWhole(show_agent(found), sums)


@post(
    "/v1/agents",
    opt=sends(
        BecomeAgent,
        asks={"agreement_id": AGREEMENT, "version": 1, "person_id": PERSON_ID},
        answers={"agent_id": AGENT, "state": "active"},
    ),
    tags=["agents"],
)
async def become_agent(
    data: JSONBody[AgentWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """A customer applies, or staff note her; nothing is paid, bought or counted for it."""
    return await door.send(wish, command_of(BecomeAgent, data))


@post(
    "/v1/agents/{agent_id:str}/decision",
    opt=sends(
        DecideAgent, asks={"state": "paused"}, answers={"agent_id": AGENT, "state": "paused"}
    ),
    status_code=200,
    tags=["agents"],
)
async def decide_agent(
    agent_id: FromPath[Identifier],
    data: JSONBody[DecisionWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Approve or reject an application; pause, let go on, or end."""
    return await door.send(wish, command_of(DecideAgent, data, agent_id=agent_id))


@get(
    "/v1/agents/{agent_id:str}/commissions",
    opt=reads(
        roles=LOOKERS, scope="money", answers={"items": [COMMISSION_EXAMPLE], "next_cursor": None}
    ),
    sync_to_thread=True,
    tags=["agents"],
)
def list_commissions(
    agent_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
) -> Listed:
    """What her sales have earned, newest first."""
    of_all_shops(wish.actor)
    after = paging.place(int, str, int)
    with door.reading() as read:
        if agent_of(read, wish.merchant_id, agent_id) is None:
            raise Refusal("agent_not_found")
        found = commissions(read, wish.merchant_id, agent_id, after, paging.limit + 1)
    return listed(found, paging, show_commission, place_of)


@get(
    "/v1/orders/{order_id:str}/sale",
    opt=reads(
        roles=LOOKERS,
        scope="money",
        answers={
            "order_id": ORDER,
            "agent_id": AGENT,
            "reason": "voucher_lineage",
            "voucher_id": "v_4h2m9x1c8v7b3n6k5j0q",
            "way": "forward",
            "commissions": [COMMISSION_EXAMPLE],
        },
    ),
    sync_to_thread=True,
    tags=["agents"],
)
def read_sale(
    order_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> SaleShown:
    """Whose sale an order is, why, and what it earns."""
    with door.reading() as read:
        shop_id = shop_of_order(read, wish.merchant_id, order_id)
        if shop_id is None or not wish.actor.works_at(shop_id):
            raise Refusal("order_not_found")
        found = attribution_of(read, wish.merchant_id, order_id)
        earns = of_order(read, wish.merchant_id, order_id)
    told = [show_commission(one) for one in earns]
    if found is None:
        return SaleShown(order_id, "", "", "", "", told)
    return SaleShown(order_id, found.agent_id, found.reason, found.voucher_id, found.way, told)


@get(
    "/v1/commissions/by-way",
    opt=reads(
        roles=LOOKERS,
        scope="money",
        answers={
            "ways": [
                {
                    "way": "forward",
                    "reason": "voucher_lineage",
                    "orders": 12,
                    "base_minor": 30000,
                    "amount_minor": 3000,
                }
            ]
        },
    ),
    sync_to_thread=True,
    tags=["agents"],
)
def read_by_way(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> WaySums:
    """Sales and commission by the way the voucher was given."""
    of_all_shops(wish.actor)
    with door.reading() as read:
        return WaySums(by_way(read, wish.merchant_id))


@get(
    "/v1/me/agent",
    opt=reads(roles=PERSON, scope="", answers={"agent": AGENT_EXAMPLE, "earned": [EARNED_EXAMPLE]}),
    sync_to_thread=True,
    tags=["me"],
)
def read_my_agent(wish: NamedDependency[Wish], door: NamedDependency[Door]) -> AgentWhole:
    """The agent that the customer who asks is, and what her sales came to."""
    with door.reading() as read:
        found = agent_of_person(read, wish.merchant_id, wish.actor.id)
        sums = earned(read, wish.merchant_id, found.agent_id) if found else []
    if found is None:
        raise Refusal("agent_not_found")
    return AgentWhole(show_agent(found), sums)


@post(
    "/v1/me/agent/{agent_id:str}/accept",
    opt=sends(AcceptAgreement, asks={"version": 2}, answers={"agent_id": AGENT, "version": 2}),
    status_code=200,
    tags=["me"],
)
async def accept_agreement(
    agent_id: FromPath[Identifier],
    data: JSONBody[AcceptWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """She agrees to the newest version; sales from now on go by it."""
    return await door.send(wish, command_of(AcceptAgreement, data, agent_id=agent_id))


ROUTES: Final[tuple[Any, ...]] = (
    list_agents,
    read_agent,
    become_agent,
    decide_agent,
    list_commissions,
    read_sale,
    read_by_way,
    read_my_agent,
    accept_agreement,
)
