"""Tables of agents.

What the rows mean is in `agents/model.py`. That nobody is paid beyond two levels, and never more
than was promised is taken back, the database holds by itself.
"""

from sqlalchemy import CheckConstraint, Index

from passalong.agents.model import (
    Agent,
    AgentOfPerson,
    AgentRegister,
    Agreement,
    AgreementVersion,
    Attribution,
    Commission,
    Lead,
)
from passalong.engine.sealing import Keys
from passalong.engine.tables import table_of


def agent_token(keys: Keys, agent: Agent) -> str:
    """The 22 characters in the address of an agent's public page."""
    return keys.token(agent.merchant_id, "agent", agent.agent_id, agent.link_turn)


def _link_lookup(agent: Agent, keys: Keys) -> int | None:
    if agent.state in ("ended", "rejected"):
        return None
    return keys.lookup_token(agent_token(keys, agent))


AGREEMENT = table_of(Agreement)
AGREEMENT_VERSION = table_of(AgreementVersion)
AGENT = table_of(
    Agent,
    Index("ix_agent_link", "merchant_id", "link_lookup", unique=True),
    Index("ix_agent_state", "merchant_id", "state", "applied_at", "agent_id"),
    fills={"link_lookup": _link_lookup},
)
AGENT_REGISTER = table_of(AgentRegister)
AGENT_OF_PERSON = table_of(AgentOfPerson)
LEAD = table_of(Lead)
ATTRIBUTION = table_of(
    Attribution, Index("ix_attribution_agent", "merchant_id", "agent_id", "at", "order_id")
)
COMMISSION = table_of(
    Commission,
    Index("ix_commission_agent", "merchant_id", "agent_id", "made_at", "order_id"),
    CheckConstraint("level IN (1, 2)", name="ck_commission_level"),
    CheckConstraint(
        "clawed_minor >= 0 AND clawed_minor <= amount_minor", name="ck_commission_clawed"
    ),
    CheckConstraint("amount_minor <= base_minor", name="ck_commission_base"),
)

TABLES = (
    AGREEMENT,
    AGREEMENT_VERSION,
    AGENT,
    AGENT_REGISTER,
    AGENT_OF_PERSON,
    LEAD,
    ATTRIBUTION,
    COMMISSION,
)
