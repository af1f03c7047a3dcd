"""The law of agents: agreements and their versions, applying, approving, pausing, ending.

Whose sale an order is, and what is paid for it, is in `agents/commissions.py`. What the rule pack
says to an agreement is in `lawful/agreements.py`.
"""

from collections.abc import Generator
from typing import Any

from passalong.agents.commissions import COMMISSION_RULES
from passalong.agents.model import (
    RATES_MAX,
    TEXT_MAX,
    TIERS_MAX,
    WHOLE,
    WINDOW_DAYS_MAX,
    AcceptAgreement,
    Agent,
    AgentApplied,
    AgentDecided,
    AgentOfPerson,
    AgentRegister,
    Agreement,
    AgreementAccepted,
    AgreementOpened,
    AgreementTerms,
    AgreementVersion,
    AgreementWritten,
    BecomeAgent,
    DecideAgent,
    Lead,
    LeadNoted,
    NoteLead,
    OpenAgreement,
    WriteAgreement,
    agent_id_of,
)
from passalong.base.clock import DAY
from passalong.base.messages import Now, Refusal, Words, require
from passalong.base.money import AMOUNT_MAX
from passalong.base.world import World
from passalong.catalog.model import Product
from passalong.lawful.agreements import AgreementPlan, before_signing
from passalong.lawful.packs import pack
from passalong.lawful.publishing import blocked
from passalong.merchants.model import Merchant
from passalong.people.model import Person, PersonAlias, same_person

Steps = Generator[Any, Any, dict[str, Any]]

NAME_MAX = 80
# Which states may follow which. An end is an end: she may apply again and is another agent then.
MOVES = {
    "applied": ("active", "rejected"),
    "active": ("paused", "ended"),
    "paused": ("active", "ended"),
}


def write(world: World, command: WriteAgreement, now: Now) -> Steps:
    """A new agreement or a new version. What breaks the pack is never written down."""
    world.hint(Merchant)
    for rate in command.terms.rates:
        if rate.product_id:
            world.hint(Product, rate.product_id)
    known = world.get(Agreement, command.agreement_id) if command.agreement_id else None
    require(not command.agreement_id or known is not None, "agreement_not_found")
    _sound(world, command.name, command.terms)
    merchant = world.have(Merchant)
    plan = AgreementPlan(
        second_bp=command.terms.second_bp,
        rates_bp=tuple([r.value for r in command.terms.rates if r.basis == "percent"]),
        organiser=merchant.organiser,
    )
    for breach in before_signing(plan, pack(merchant.pack)):
        raise Refusal(breach.refusal, check=breach.check_id, fix=breach.fix, field=breach.field)
    blocked(merchant.pack, {"name": command.name, "text": command.terms.text})
    agreement_id = known.agreement_id if known else now.new_id("agr")
    version = known.version + 1 if known else 1
    yield AgreementWritten(agreement_id, version, command.name, command.terms)
    return {"agreement_id": agreement_id, "version": version}


def _sound(world: World, name: Words, terms: AgreementTerms) -> None:
    require(any((name.zh_hans, name.zh_hant, name.en)), "name_missing", field="name")
    for text in (name.zh_hans, name.zh_hant, name.en):
        require(len(text) <= NAME_MAX, "text_too_long", field="name", limit=NAME_MAX)
    for text in (terms.text.zh_hans, terms.text.zh_hant, terms.text.en):
        require(len(text) <= TEXT_MAX, "text_too_long", field="text", limit=TEXT_MAX)
    require(0 < len(terms.rates) <= RATES_MAX, "rates_missing", limit=RATES_MAX)
    require(len(terms.tiers) <= TIERS_MAX, "list_too_long", limit=TIERS_MAX)
    require(1 <= terms.window_days <= WINDOW_DAYS_MAX, "window_out_of_range", limit=WINDOW_DAYS_MAX)
    products = [rate.product_id for rate in terms.rates]
    require(len(set(products)) == len(products), "rate_twice")
    for rate in terms.rates:
        most = WHOLE if rate.basis == "percent" else AMOUNT_MAX
        require(0 <= rate.value <= most, "rate_out_of_range")
        if rate.product_id:
            require(world.get(Product, rate.product_id) is not None, "product_not_found")
    for tier in terms.tiers:
        require(0 <= tier.from_minor <= AMOUNT_MAX, "rate_out_of_range")
        require(0 <= tier.extra_bp <= WHOLE, "rate_out_of_range")
    top = max([rate.value for rate in terms.rates if rate.basis == "percent"], default=0)
    top += max([tier.extra_bp for tier in terms.tiers], default=0)
    require(top + terms.second_bp <= WHOLE, "rate_out_of_range")


def open_agreement(world: World, command: OpenAgreement, now: Now) -> Steps:
    """Let people apply, or nobody any more; those who are agents stay so."""
    agreement = world.get(Agreement, command.agreement_id)
    require(agreement is not None, "agreement_not_found")
    if agreement is not None and agreement.is_open != command.is_open:
        yield AgreementOpened(command.agreement_id, command.is_open)
    return {"agreement_id": command.agreement_id, "is_open": command.is_open}


def apply(world: World, command: BecomeAgent, now: Now) -> Steps:
    """She agrees to the version she has read. Nothing is paid, bought or counted for it (LC04).

    Whom staff note is approved at once; whoever applies herself waits for somebody to look.
    """
    own = now.actor.kind == "person"
    named = now.actor.id if own else command.person_id
    world.hint(Agreement, command.agreement_id)
    world.hint(AgreementVersion, command.agreement_id, command.version)
    world.hint(PersonAlias, named)
    person_id = same_person(world, named)
    world.hint(AgentOfPerson, person_id)
    world.hint(AgentRegister)
    require(not (own and command.person_id not in ("", now.actor.id)), "not_your_record")
    person = world.get(Person, person_id)
    require(person is not None and person.erased_at is None, "person_not_found")
    agreement = world.get(Agreement, command.agreement_id)
    require(agreement is not None, "agreement_not_found")
    newest = agreement.version if agreement else 0
    require(agreement is not None and (agreement.is_open or not own), "agreement_closed")
    require(command.version == newest, "agreement_version_old", version=newest)
    known = world.get(AgentOfPerson, person_id)
    agent = world.get(Agent, known.agent_id) if known else None
    is_free = agent is None or agent.state in ("ended", "rejected")
    require(is_free, "agent_already", agent_id=agent.agent_id if agent else "")
    inviter = world.get(Agent, command.invited_by) if command.invited_by else None
    require(not command.invited_by or inviter is not None, "agent_not_found")
    require(inviter is None or inviter.person_id != person_id, "self_referral")
    agent_id = agent_id_of(world.merchant_id, person_id, now.at)
    yield AgentApplied(
        agent_id, person_id, command.kind, command.agreement_id, newest, command.invited_by
    )
    if not own:
        yield AgentDecided(agent_id, "active")
    return {"agent_id": agent_id, "state": "applied" if own else "active"}


def decide(world: World, command: DecideAgent, now: Now) -> Steps:
    """Approve or reject an application; pause, let go on, or end an agent."""
    agent = world.get(Agent, command.agent_id)
    if agent is None:
        raise Refusal("agent_not_found")
    require(command.state in MOVES.get(agent.state, ()), "agent_state_wrong", state=agent.state)
    yield AgentDecided(command.agent_id, command.state)
    return {"agent_id": command.agent_id, "state": command.state}


def accept(world: World, command: AcceptAgreement, now: Now) -> Steps:
    """The newest version, by herself; sales from now on go by it."""
    world.hint(PersonAlias, now.actor.id)
    agent = world.get(Agent, command.agent_id)
    is_hers = agent is not None and same_person(world, agent.person_id) == same_person(
        world, now.actor.id
    )
    if agent is None or not is_hers:
        raise Refusal("agent_not_found")
    require(agent.state in ("active", "paused"), "agent_state_wrong", state=agent.state)
    agreement = world.have(Agreement, agent.agreement_id)
    require(
        command.version == agreement.version, "agreement_version_old", version=agreement.version
    )
    if agent.version != command.version:
        yield AgreementAccepted(agent.agent_id, command.version)
    return {"agent_id": agent.agent_id, "version": command.version}


def note_lead(world: World, command: NoteLead, now: Now) -> Steps:
    """The first agent stays while her time runs; nobody is her own lead."""
    person_id = same_person(world, command.person_id)
    world.hint(Agent, command.agent_id)
    lead = world.get(Lead, person_id)
    agent = world.get(Agent, command.agent_id)
    require(agent is not None, "agent_not_found")
    is_taken = lead is not None and now.at < lead.until_at
    is_own = agent is not None and same_person(world, agent.person_id) == person_id
    if agent is None or agent.state != "active" or is_taken or is_own:
        return {"agent_id": lead.agent_id if lead and is_taken else ""}
    version = world.have(AgreementVersion, agent.agreement_id, agent.version)
    yield LeadNoted(person_id, agent.agent_id, now.at + version.terms.window_days * DAY)
    return {"agent_id": agent.agent_id}


RULES = {
    WriteAgreement: write,
    OpenAgreement: open_agreement,
    BecomeAgent: apply,
    DecideAgent: decide,
    AcceptAgreement: accept,
    NoteLead: note_lead,
    **COMMISSION_RULES,
}
