"""What the events of agents change in their rows.

What is allowed is in `agents/rules.py` and `agents/commissions.py`.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from passalong.agents.model import (
    Agent,
    AgentApplied,
    AgentDecided,
    AgentOfPerson,
    AgentRegister,
    Agreement,
    AgreementAccepted,
    AgreementOpened,
    AgreementVersion,
    AgreementWritten,
    Attribution,
    Commission,
    CommissionHeld,
    CommissionMatured,
    CommissionPromised,
    CommissionReversed,
    CommissionSkipped,
    Lead,
    LeadNoted,
    OrderAttributed,
)
from passalong.base.messages import Event, Fact
from passalong.base.world import World


def written(world: World, event: AgreementWritten, fact: Fact) -> None:
    """The newest version; a new agreement is open."""
    before = world.get(Agreement, event.agreement_id)
    world.put(
        Agreement(
            world.merchant_id,
            event.agreement_id,
            event.name,
            event.version,
            before.is_open if before else True,
            before.made_at if before else fact.at,
        )
    )
    world.put(
        AgreementVersion(world.merchant_id, event.agreement_id, event.version, event.terms, fact.at)
    )


def opened(world: World, event: AgreementOpened, fact: Fact) -> None:
    """Open for applications, or closed."""
    agreement = world.have(Agreement, event.agreement_id)
    world.put(replace(agreement, is_open=event.is_open))


def applied(world: World, event: AgentApplied, fact: Fact) -> None:
    """An agent to be, and who she is."""
    world.put(
        Agent(
            world.merchant_id,
            event.agent_id,
            event.person_id,
            event.kind,
            "applied",
            event.agreement_id,
            event.version,
            event.invited_by,
            0,
            fact.at,
            None,
            None,
            0,
        )
    )
    world.put(AgentOfPerson(world.merchant_id, event.person_id, event.agent_id))
    register = world.get(AgentRegister)
    world.put(AgentRegister(world.merchant_id, register.applied + 1 if register else 1))


def decided(world: World, event: AgentDecided, fact: Fact) -> None:
    """Her state; the agreement holds from the first approval on."""
    agent = world.have(Agent, event.agent_id)
    accepted_at, ended_at = agent.accepted_at, agent.ended_at
    if event.state == "active" and accepted_at is None:
        accepted_at = fact.at
    if event.state in ("ended", "rejected"):
        ended_at = fact.at
    world.put(replace(agent, state=event.state, accepted_at=accepted_at, ended_at=ended_at))


def accepted(world: World, event: AgreementAccepted, fact: Fact) -> None:
    """New sales go by this version."""
    agent = world.have(Agent, event.agent_id)
    world.put(replace(agent, version=event.version, accepted_at=fact.at))


def lead_noted(world: World, event: LeadNoted, fact: Fact) -> None:
    """Whose page she came by."""
    world.put(Lead(world.merchant_id, event.person_id, event.agent_id, fact.at, event.until_at))


def attributed(world: World, event: OrderAttributed, fact: Fact) -> None:
    """Whose sale it is."""
    world.put(
        Attribution(
            world.merchant_id,
            event.order_id,
            event.agent_id,
            event.reason,
            event.voucher_id,
            event.way,
            fact.at,
        )
    )


def promised(world: World, event: CommissionPromised, fact: Fact) -> None:
    """What she will get."""
    world.put(
        Commission(
            world.merchant_id,
            event.order_id,
            event.level,
            event.agent_id,
            event.person_id,
            event.shop_id,
            "pending",
            "",
            event.base_minor,
            event.amount_minor,
            0,
            event.currency,
            fact.at,
            None,
        )
    )


def skipped(world: World, event: CommissionSkipped, fact: Fact) -> None:
    """Why nothing is paid is told by the journal."""


def held(world: World, event: CommissionHeld, fact: Fact) -> None:
    """It waits for the end of the return window."""
    commission = world.have(Commission, event.order_id, event.level)
    world.put(replace(commission, state="held"))


def matured(world: World, event: CommissionMatured, fact: Fact) -> None:
    """It can be paid out, and her own sales have grown."""
    commission = world.have(Commission, event.order_id, event.level)
    world.put(replace(commission, state="payable", payable_at=fact.at))
    if event.sold_minor:
        agent = world.have(Agent, event.agent_id)
        world.put(replace(agent, sold_minor=agent.sold_minor + event.sold_minor))


def reversed_(world: World, event: CommissionReversed, fact: Fact) -> None:
    """So much less; nothing of it is left when all of the price went back."""
    commission = world.have(Commission, event.order_id, event.level)
    state = "reversed" if event.is_whole else commission.state
    clawed = commission.clawed_minor + event.amount_minor
    world.put(replace(commission, clawed_minor=clawed, state=state))


CHANGES: dict[type[Event], Callable[[World, Any, Fact], None]] = {
    AgreementWritten: written,
    AgreementOpened: opened,
    AgentApplied: applied,
    AgentDecided: decided,
    AgreementAccepted: accepted,
    LeadNoted: lead_noted,
    OrderAttributed: attributed,
    CommissionPromised: promised,
    CommissionSkipped: skipped,
    CommissionHeld: held,
    CommissionMatured: matured,
    CommissionReversed: reversed_,
}
