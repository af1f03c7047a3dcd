"""Words of agents: agreements, the people under them, whose sale an order is, commissions.

What is allowed is in `agents/rules.py` and `agents/commissions.py`. An agent is one link between
shop and customer (short chains): nothing here pays for joining, clicking or bringing agents, and
nothing asks what somebody bought before she may become one.
"""

from typing import ClassVar, Literal

import msgspec

from passalong.base.ids import id_by_cause
from passalong.base.messages import MANAGERS, PERSON, SYSTEM, Command, Event, Row, Words

AgentKind = Literal["ordinary", "known"]
AgentState = Literal["applied", "active", "paused", "ended", "rejected"]
Basis = Literal["percent", "amount"]
AttributionReason = Literal["voucher_lineage", "first_inviter", "link"]
CommissionState = Literal["pending", "held", "payable", "reversed", "void"]
VoidReason = Literal["", "self_purchase", "agent_ended", "canceled"]
RATES_MAX = 200
TIERS_MAX = 10
TEXT_MAX = 10_000
WINDOW_DAYS_MAX = 365
WHOLE = 10_000  # basis points of everything


class Rate(msgspec.Struct, frozen=True, gc=False):
    """Commission on a product (empty: on all others): basis points, or a sum for each piece."""

    basis: Basis
    value: int
    product_id: str = ""


class Tier(msgspec.Struct, frozen=True, gc=False):
    """From so many own settled sales on, so many basis points more."""

    from_minor: int
    extra_bp: int


class AgreementTerms(msgspec.Struct, frozen=True):
    """What a version of an agreement promises.

    `window_days`: how long a visit by her link, or having brought somebody, counts as hers.
    `second_bp`: what the agent who invited her gets of the same sale; only where the pack has a
    second level, else 0.
    """

    rates: tuple[Rate, ...]
    tiers: tuple[Tier, ...] = ()
    window_days: int = 30
    second_bp: int = 0
    text: Words = Words()


class Agreement(Row, frozen=True):
    """An agreement that people can apply for while it is open; `version` is the newest."""

    key: ClassVar = ("merchant_id", "agreement_id")

    agreement_id: str
    name: Words
    version: int
    is_open: bool
    made_at: int


class AgreementVersion(Row, frozen=True):
    """One version of an agreement's terms; never changed, never deleted."""

    key: ClassVar = ("merchant_id", "agreement_id", "version")

    agreement_id: str
    version: int
    terms: AgreementTerms
    at: int


class Agent(Row, frozen=True):
    """A person under a version of an agreement. `invited_by` is recorded and pays nothing in `cn`.

    `sold_minor` are her own settled sales, for tiers; `link_lookup` finds her public page.
    """

    key: ClassVar = ("merchant_id", "agent_id")

    agent_id: str
    person_id: str
    kind: AgentKind
    state: AgentState
    agreement_id: str
    version: int
    invited_by: str
    sold_minor: int
    applied_at: int
    accepted_at: int | None
    ended_at: int | None
    link_turn: int
    link_lookup: int | None = None


class AgentRegister(Row, frozen=True):
    """How many have ever applied; a merchant without this row has no agent to think of."""

    key: ClassVar = ("merchant_id",)

    applied: int


class AgentOfPerson(Row, frozen=True):
    """Which agent a person is: at most one at a time."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    agent_id: str


class Lead(Row, frozen=True):
    """Who came by an agent's link and did something there; the first stays while her time runs."""

    key: ClassVar = ("merchant_id", "person_id")

    person_id: str
    agent_id: str
    at: int
    until_at: int


class Attribution(Row, frozen=True):
    """Whose sale an order is, and why."""

    key: ClassVar = ("merchant_id", "order_id")

    order_id: str
    agent_id: str
    reason: AttributionReason
    voucher_id: str
    way: str
    at: int


class Commission(Row, frozen=True):
    """What an agent gets of one sale. Level 1 sold it; level 2 invited her (where lawful).

    `base_minor` is the sale's price at payment, `amount_minor` what was promised, `clawed_minor`
    what refunds took back of it.
    """

    key: ClassVar = ("merchant_id", "order_id", "level")

    order_id: str
    level: int
    agent_id: str
    person_id: str
    shop_id: str
    state: CommissionState
    reason: VoidReason
    base_minor: int
    amount_minor: int
    clawed_minor: int
    currency: str
    made_at: int
    payable_at: int | None


class WriteAgreement(Command, frozen=True):
    """A new agreement, or a new version of one; agents keep theirs until they accept it."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "money"

    name: Words
    terms: AgreementTerms
    agreement_id: str = ""


class AgreementWritten(Event, frozen=True):
    """An agreement has this version from now on."""

    agreement_id: str
    version: int
    name: Words
    terms: AgreementTerms


class OpenAgreement(Command, frozen=True):
    """Let people apply for it, or let nobody apply any more."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "money"

    agreement_id: str
    is_open: bool


class AgreementOpened(Event, frozen=True):
    """People can apply for it, or no more."""

    agreement_id: str
    is_open: bool


class BecomeAgent(Command, frozen=True):
    """A person applies, or staff note her application; `version` is the one she has read."""

    allowed: ClassVar = PERSON | MANAGERS
    scope: ClassVar = "money"

    agreement_id: str
    version: int
    person_id: str = ""
    kind: AgentKind = "ordinary"
    invited_by: str = ""


class AgentApplied(Event, frozen=True):
    """Somebody wants to recommend the shop, and agrees to the terms of this version."""

    agent_id: str
    person_id: str
    kind: AgentKind
    agreement_id: str
    version: int
    invited_by: str


class DecideAgent(Command, frozen=True):
    """Approve, reject, pause, let go on, or end."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "money"

    agent_id: str
    state: Literal["active", "rejected", "paused", "ended"]


class AgentDecided(Event, frozen=True):
    """The agent is in this state now."""

    agent_id: str
    state: AgentState


class AcceptAgreement(Command, frozen=True):
    """The agent agrees to the newest version; earlier sales keep theirs."""

    allowed: ClassVar = PERSON
    scope: ClassVar = ""

    agent_id: str
    version: int


class AgreementAccepted(Event, frozen=True):
    """New sales go by this version."""

    agent_id: str
    version: int


class NoteLead(Command, frozen=True):
    """Somebody did something on an agent's page: ordered, claimed, booked. Looking is nothing."""

    allowed: ClassVar = SYSTEM | PERSON

    person_id: str
    agent_id: str


class LeadNoted(Event, frozen=True):
    """Somebody came by this agent; the first stays until `until_at`."""

    person_id: str
    agent_id: str
    until_at: int


class AttributeOrder(Command, frozen=True):
    """Find out whose sale a paid order is. Answers agent_id, empty when it is nobody's."""

    allowed: ClassVar = frozenset()

    order_id: str
    customer_id: str
    voucher_id: str = ""


class OrderAttributed(Event, frozen=True):
    """This order is this agent's sale, for this reason."""

    order_id: str
    agent_id: str
    reason: AttributionReason
    voucher_id: str
    way: str


class CommissionPromised(Event, frozen=True):
    """An agent will get this of a sale if the customer keeps it."""

    order_id: str
    level: int
    agent_id: str
    person_id: str
    shop_id: str
    base_minor: int
    amount_minor: int
    currency: str


class CommissionSkipped(Event, frozen=True):
    """The sale stands; nothing is paid for it, and this is why."""

    order_id: str
    agent_id: str
    reason_code: VoidReason


class HoldCommission(Command, frozen=True):
    """The customer has it: the return window runs."""

    allowed: ClassVar = frozenset()

    order_id: str


class CommissionHeld(Event, frozen=True):
    """The commission waits for the end of the return window."""

    order_id: str
    level: int


class MatureCommission(Command, frozen=True):
    """The purchase settled: what is left of the commission can be paid out."""

    allowed: ClassVar = frozenset()

    order_id: str


class CommissionMatured(Event, frozen=True):
    """It can be paid out; `sold_minor` counts as her own sale from now on."""

    order_id: str
    level: int
    agent_id: str
    sold_minor: int


class ReverseCommission(Command, frozen=True):
    """Money went back to the customer: the same part of the commission goes back."""

    allowed: ClassVar = frozenset()

    order_id: str
    number: int


class CommissionReversed(Event, frozen=True):
    """So much of a commission was taken back; `is_whole` when nothing is left of it."""

    order_id: str
    level: int
    number: int
    amount_minor: int
    is_whole: bool


def agent_id_of(merchant_id: str, person_id: str, at: int) -> str:
    """The id of a person's application at that moment."""
    return id_by_cause("agt", merchant_id, person_id, at)


def rate_of(terms: AgreementTerms, product_id: str) -> Rate | None:
    """The rate for a product: its own, else the one for all others; None for no commission."""
    rates = {rate.product_id: rate for rate in terms.rates}
    return rates.get(product_id) or rates.get("")


def extra_bp(terms: AgreementTerms, sold_minor: int) -> int:
    """What her own settled sales add, in basis points: the highest tier she has reached."""
    reached = [tier.extra_bp for tier in terms.tiers if sold_minor >= tier.from_minor]
    return max(reached, default=0)
