"""The law of commissions: whose sale an order is, what it earns, and what refunds take back.

Agreements and agents are in `agents/rules.py`; how money moves is law of `ledger/rules.py`.

The idea. A commission hangs on exactly one paid order and on the person who sold it: the giver of
the voucher that led to it, else who brought the customer, else whose link she came by. It is
promised when the order is paid, waits while goods can come back, and can be paid out when the
purchase settled. What refunds take back follows the refunds at every moment:

    clawed = floor(amount * refunded / total)

so any order of part refunds ends at the same sum, and a full refund takes all. After maturity it is
taken from what waits to be paid out; what does not reach is owed by her (`receivable`), in full,
and set off against what she earns next. Nobody earns on her own purchase, and in pack `cn` nobody
earns on another's sale (LC01).
"""

from collections.abc import Generator
from typing import Any

from passalong.agents.model import (
    WHOLE,
    Agent,
    AgentOfPerson,
    AgentRegister,
    AgreementTerms,
    AgreementVersion,
    AttributeOrder,
    Attribution,
    AttributionReason,
    Commission,
    CommissionHeld,
    CommissionMatured,
    CommissionPromised,
    CommissionReversed,
    CommissionSkipped,
    HoldCommission,
    Lead,
    MatureCommission,
    OrderAttributed,
    ReverseCommission,
    extra_bp,
    rate_of,
)
from passalong.base.clock import DAY
from passalong.base.messages import Now
from passalong.base.world import World
from passalong.campaigns.model import CampaignTerms
from passalong.lawful.packs import pack
from passalong.ledger.model import Account, Leg, PostTransfer, account_id
from passalong.merchants.model import Merchant
from passalong.orders.model import Order
from passalong.people.model import Referral, same_person
from passalong.vouchers.model import Offer, Voucher

Steps = Generator[Any, Any, dict[str, Any]]
LEVELS = (1, 2)


def attribute(world: World, command: AttributeOrder, now: Now) -> Steps:
    """Whose sale this is, once per order; and the commission that is promised for it."""
    order_id, customer_id = command.order_id, command.customer_id
    if world.get(AgentRegister) is None:
        return {"agent_id": ""}
    world.hint(Merchant)
    world.hint(Referral, customer_id)
    world.hint(Lead, customer_id)
    known = world.get(Attribution, order_id)
    if known is not None:
        return {"agent_id": known.agent_id}
    order = world.have(Order, order_id)
    found = _seller(world, command, now)
    if found is None or order.way == "import":
        return {"agent_id": ""}
    agent, reason, way = found
    if same_person(world, agent.person_id) == customer_id:
        yield CommissionSkipped(order_id, agent.agent_id, "self_purchase")
        return {"agent_id": ""}
    yield OrderAttributed(order_id, agent.agent_id, reason, command.voucher_id, way)
    yield from _promise(world, order, agent)
    return {"agent_id": agent.agent_id}


def _seller(
    world: World, command: AttributeOrder, now: Now
) -> tuple[Agent, AttributionReason, str] | None:
    """The agent, the reason, and the way the voucher was given; None when it is nobody's sale."""
    voucher = world.get(Voucher, command.voucher_id) if command.voucher_id else None
    if voucher is not None and not _said_nothing(world, voucher):
        agent = _active(world, voucher.giver_id)
        offer = world.get(Offer, voucher.voucher_id, voucher.turn)
        if agent is not None:
            return agent, "voucher_lineage", offer.way if offer else "spoken_name"
    referral = world.get(Referral, command.customer_id)
    if referral is not None and referral.giver_id and referral.source != "voucher":
        agent = _active(world, referral.giver_id)
        if agent is not None and now.at < referral.at + _window(world, agent):
            return agent, "first_inviter", ""
    lead = world.get(Lead, command.customer_id)
    if lead is not None and now.at < lead.until_at:
        found = world.get(Agent, lead.agent_id)
        if found is not None and found.state == "active":
            return found, "link", ""
    return None


def _said_nothing(world: World, voucher: Voucher) -> bool:
    """Whether the voucher's page told the friend that its giver gets nothing: then she gets that.

    For the same reason whom somebody brought by such a voucher is not hers later either.
    """
    version = world.get(CampaignTerms, voucher.campaign_id, voucher.version)
    return version is None or version.terms.thanks == "none"


def _active(world: World, person_id: str) -> Agent | None:
    """The agent that this person is, while she is one."""
    known = world.get(AgentOfPerson, same_person(world, person_id))
    agent = world.get(Agent, known.agent_id) if known else None
    return agent if agent is not None and agent.state == "active" else None


def _terms(world: World, agent: Agent) -> AgreementTerms:
    version = world.get(AgreementVersion, agent.agreement_id, agent.version)
    return version.terms if version else AgreementTerms(())


def _window(world: World, agent: Agent) -> int:
    return _terms(world, agent).window_days * DAY


def _promise(world: World, order: Order, agent: Agent) -> Steps:
    """Level 1 for who sold it; level 2 for who invited her, only where the pack knows it."""
    terms = _terms(world, agent)
    amount = commission_of(order, terms, agent.sold_minor)
    if amount:
        yield from _promised(world, order, agent, 1, amount)
    depth = pack(world.have(Merchant).pack).payout_depth_max
    inviter = world.get(Agent, agent.invited_by) if agent.invited_by and depth > 1 else None
    second = min(order.total_minor - amount, order.total_minor * terms.second_bp // WHOLE)
    may_earn = inviter is not None and inviter.state == "active"
    if inviter is None or not may_earn or second <= 0:
        return {}
    if same_person(world, inviter.person_id) != same_person(world, order.customer_id):
        yield from _promised(world, order, inviter, 2, second)
    return {}


def commission_of(order: Order, terms: AgreementTerms, sold_minor: int) -> int:
    """The commission on an order in minor units, rounded down line by line, never above a line."""
    extra, total = extra_bp(terms, sold_minor), 0
    for line in order.lines:
        rate = rate_of(terms, line.product_id)
        if rate is None:
            continue
        if rate.basis == "percent":
            total += line.amount_minor * min(WHOLE, rate.value + extra) // WHOLE
        else:
            piece = rate.value * line.quantity + line.amount_minor * extra // WHOLE
            total += min(line.amount_minor, piece)
    return total


def _promised(world: World, order: Order, agent: Agent, level: int, amount: int) -> Steps:
    person_id = same_person(world, agent.person_id)
    seq = yield CommissionPromised(
        order_id=order.order_id,
        level=level,
        agent_id=agent.agent_id,
        person_id=person_id,
        shop_id=order.shop_id,
        base_minor=order.total_minor,
        amount_minor=amount,
        currency=order.currency,
    )
    legs = (Leg("rewards", order.shop_id, amount), Leg("promised", person_id, -amount))
    yield PostTransfer(_cause(order.order_id, level, "promised"), order.currency, legs, seq)
    return {}


def _cause(order_id: str, level: int, what: str) -> str:
    return f"commission:{order_id}:{level}:{what}"


def hold(world: World, command: HoldCommission, now: Now) -> Steps:
    """The customer has it; the commission waits for the end of the window."""
    for commission in _commissions(world, command.order_id):
        if commission.state == "pending":
            yield CommissionHeld(command.order_id, commission.level)
    return {}


def mature(world: World, command: MatureCommission, now: Now) -> Steps:
    """What is left can be paid out; what she owes is set off first."""
    for commission in _commissions(world, command.order_id):
        if commission.state != "held":
            continue
        order = world.have(Order, command.order_id)
        left = commission.amount_minor - commission.clawed_minor
        sold = order.total_minor - order.refunded_minor if commission.level == 1 else 0
        seq = yield CommissionMatured(command.order_id, commission.level, commission.agent_id, sold)
        person_id = commission.person_id
        owed = _balance(world, "receivable", person_id, commission.currency)
        set_off = min(owed, left)
        legs = [Leg("promised", person_id, left)]
        legs += [Leg("receivable", person_id, -set_off)] if set_off else []
        legs += [Leg("payable", person_id, set_off - left)] if left > set_off else []
        if left:
            cause = _cause(command.order_id, commission.level, "matured")
            yield PostTransfer(cause, commission.currency, tuple(legs), seq)
    return {}


def reverse(world: World, command: ReverseCommission, now: Now) -> Steps:
    """The same part that went back to the customer, whatever has become of it since."""
    order = world.have(Order, command.order_id)
    for commission in _commissions(world, command.order_id):
        if commission.state in ("reversed", "void"):
            continue
        target = commission.amount_minor * order.refunded_minor // order.total_minor
        amount = target - commission.clawed_minor
        if amount <= 0:
            continue
        is_whole = target == commission.amount_minor
        seq = yield CommissionReversed(
            command.order_id, commission.level, command.number, amount, is_whole
        )
        cause = _cause(command.order_id, commission.level, f"refund:{command.number}")
        legs = _taken_back(world, commission, amount)
        yield PostTransfer(cause, commission.currency, legs, seq)
    return {}


def _taken_back(world: World, commission: Commission, amount: int) -> tuple[Leg, ...]:
    """From what is promised; later from what waits to be paid out, and the rest is owed."""
    person_id, shop_id = commission.person_id, commission.shop_id
    back = Leg("rewards", shop_id, -amount)
    if commission.state != "payable":
        return (Leg("promised", person_id, amount), back)
    free = min(amount, max(0, _free(world, person_id, commission.currency)))
    legs = [Leg("payable", person_id, free)] if free else []
    legs += [Leg("receivable", person_id, amount - free)] if amount > free else []
    return (*legs, back)


def _free(world: World, person_id: str, currency: str) -> int:
    """What waits to be paid out and is not on its way already."""
    account = world.get(Account, account_id("payable", person_id, currency))
    return -account.balance_minor - account.held_in_minor if account else 0


def _balance(world: World, kind: str, person_id: str, currency: str) -> int:
    account = world.get(Account, account_id(kind, person_id, currency))
    return account.balance_minor if account else 0


def _commissions(world: World, order_id: str) -> list[Commission]:
    if world.get(AgentRegister) is None:
        return []
    for level in LEVELS:
        world.hint(Commission, order_id, level)
    world.hint(Order, order_id)
    found = [world.get(Commission, order_id, level) for level in LEVELS]
    kept = [one for one in found if one is not None]
    for one in kept:
        for kind in ("promised", "payable", "receivable"):
            world.hint(Account, account_id(kind, one.person_id, one.currency))
    return kept


COMMISSION_RULES = {
    AttributeOrder: attribute,
    HoldCommission: hold,
    MatureCommission: mature,
    ReverseCommission: reverse,
}
