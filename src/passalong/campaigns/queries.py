"""What is known of campaigns: lists, terms by version, those a shop may issue from, those due.

Whether a purchase gives vouchers is never decided here but in `vouchers/issue.py`.
"""

import msgspec
from sqlalchemy import select

from passalong.campaigns.model import (
    Campaign,
    CampaignState,
    CampaignTerms,
    Terms,
    Way,
    WelcomeAnswer,
    why_not_issuing,
)
from passalong.campaigns.tables import CAMPAIGN, CAMPAIGN_TERMS, WELCOME_ANSWER
from passalong.engine.database import Read

CAMPAIGNS_MAX = 1_000


class CampaignView(msgspec.Struct, frozen=True):
    """A campaign and one version of its terms, with the moment from which they hold."""

    campaign: Campaign
    version: int
    terms: Terms
    terms_at: int


def campaigns(
    read: Read, merchant_id: str, state: CampaignState | None = None, limit: int = CAMPAIGNS_MAX
) -> list[Campaign]:
    """Newest first."""
    statement = (
        select(CAMPAIGN)
        .where(CAMPAIGN.c.merchant_id == merchant_id)
        .order_by(CAMPAIGN.c.created_at.desc(), CAMPAIGN.c.campaign_id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(CAMPAIGN.c.state == state)
    return read.rows(CAMPAIGN, read.all(statement))


def campaign_of(
    read: Read, merchant_id: str, campaign_id: str, version: int | None = None
) -> CampaignView | None:
    """A campaign with its present terms, or those of `version`; None if either is not there."""
    wanted = CAMPAIGN.c.version if version is None else version
    statement = (
        select(CAMPAIGN, CAMPAIGN_TERMS)
        .join(
            CAMPAIGN_TERMS,
            (CAMPAIGN_TERMS.c.merchant_id == CAMPAIGN.c.merchant_id)
            & (CAMPAIGN_TERMS.c.campaign_id == CAMPAIGN.c.campaign_id)
            & (CAMPAIGN_TERMS.c.version == wanted),
        )
        .where(CAMPAIGN.c.merchant_id == merchant_id, CAMPAIGN.c.campaign_id == campaign_id)
    )
    line = read.one(statement)
    if line is None:
        return None
    width = len(CAMPAIGN.columns)
    campaign = read.rows(CAMPAIGN, [line[:width]])[0]
    terms: CampaignTerms = read.rows(CAMPAIGN_TERMS, [line[width:]])[0]
    return CampaignView(campaign, terms.version, terms.terms, terms.at)


def terms_versions(read: Read, merchant_id: str, campaign_id: str) -> list[CampaignTerms]:
    """Every version of a campaign's terms, oldest first."""
    statement = (
        select(CAMPAIGN_TERMS)
        .where(
            CAMPAIGN_TERMS.c.merchant_id == merchant_id,
            CAMPAIGN_TERMS.c.campaign_id == campaign_id,
        )
        .order_by(CAMPAIGN_TERMS.c.version)
    )
    return read.rows(CAMPAIGN_TERMS, read.all(statement))


def open_campaigns(read: Read, merchant_id: str, shop_id: str, at: int) -> list[Campaign]:
    """Those from which a purchase in this shop may get vouchers at this moment, newest first."""
    return [
        campaign
        for campaign in campaigns(read, merchant_id, "running")
        if not why_not_issuing(campaign, at)
        and (not campaign.shop_ids or shop_id in campaign.shop_ids)
    ]


def due_to_end(read: Read, merchant_id: str, at: int) -> list[str]:
    """Ids of campaigns whose last moment has come but which still count as running or paused."""
    statement = select(CAMPAIGN.c.campaign_id).where(
        CAMPAIGN.c.merchant_id == merchant_id,
        CAMPAIGN.c.state.in_(("running", "paused")),
        CAMPAIGN.c.ends_at <= at,
    )
    return [line.campaign_id for line in read.all(statement)]


def welcome_answers(read: Read, merchant_id: str) -> dict[Way, str]:
    """What the owner answered to the first questions; an empty text was skipped."""
    statement = select(WELCOME_ANSWER).where(WELCOME_ANSWER.c.merchant_id == merchant_id)
    found: list[WelcomeAnswer] = read.rows(WELCOME_ANSWER, read.all(statement))
    return {answer.way: answer.text for answer in found}
