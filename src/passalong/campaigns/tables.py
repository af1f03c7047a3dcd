"""Tables of campaigns.

What the rows mean is in `campaigns/model.py`.
"""

from sqlalchemy import Index

from passalong.campaigns.model import Campaign, CampaignTerms, OpenCampaigns, WelcomeAnswer
from passalong.engine.tables import table_of

CAMPAIGN = table_of(Campaign, Index("ix_campaign_state", "merchant_id", "state", "ends_at"))
CAMPAIGN_TERMS = table_of(CampaignTerms)
OPEN_CAMPAIGNS = table_of(OpenCampaigns)
WELCOME_ANSWER = table_of(WelcomeAnswer)

TABLES = (CAMPAIGN, CAMPAIGN_TERMS, OPEN_CAMPAIGNS, WELCOME_ANSWER)
