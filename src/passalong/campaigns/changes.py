"""What the events of campaigns do to their rows.

What is allowed is in `campaigns/rules.py`.
"""

from msgspec.structs import replace

from passalong.base.messages import Fact
from passalong.base.world import World
from passalong.campaigns.model import (
    Campaign,
    CampaignChanged,
    CampaignDrafted,
    CampaignEnded,
    CampaignPaused,
    CampaignResumed,
    CampaignStarted,
    CampaignTerms,
    OpenCampaigns,
    QuestionAnswered,
    with_room_for,
)


def drafted(world: World, event: CampaignDrafted, fact: Fact) -> None:
    """A draft with version 1 of its terms."""
    world.put(
        Campaign(
            merchant_id=world.merchant_id,
            campaign_id=event.campaign_id,
            name=event.name,
            template=event.template,
            state="draft",
            version=1,
            shop_ids=event.shop_ids,
            product_ids=event.product_ids,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            created_at=fact.at,
            paused_at=None,
            pause_reason="",
            ended_at=None,
        )
    )
    world.put(CampaignTerms(world.merchant_id, event.campaign_id, 1, event.terms, fact.at))


def changed(world: World, event: CampaignChanged, fact: Fact) -> None:
    """The particulars after the change; new terms stand beside the old ones."""
    campaign = world.have(Campaign, event.campaign_id)
    world.put(
        replace(
            campaign,
            name=event.name,
            version=event.version,
            shop_ids=event.shop_ids,
            product_ids=event.product_ids,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
        )
    )
    if event.terms is not None:
        terms = CampaignTerms(
            world.merchant_id, event.campaign_id, event.version, event.terms, fact.at
        )
        world.put(terms)


def started(world: World, event: CampaignStarted, fact: Fact) -> None:
    """Sales look at it from now on."""
    campaign = world.have(Campaign, event.campaign_id)
    world.put(replace(campaign, state="running"))
    open_ids = with_room_for(world, event.campaign_id)
    if open_ids is None:
        raise LookupError("more campaigns were started than can be open")
    world.put(OpenCampaigns(world.merchant_id, open_ids))


def paused(world: World, event: CampaignPaused, fact: Fact) -> None:
    """Issuing stopped, and why."""
    campaign = world.have(Campaign, event.campaign_id)
    world.put(replace(campaign, state="paused", paused_at=fact.at, pause_reason=event.reason_code))


def resumed(world: World, event: CampaignResumed, fact: Fact) -> None:
    """Issuing goes on."""
    campaign = world.have(Campaign, event.campaign_id)
    world.put(replace(campaign, state="running", paused_at=None, pause_reason=""))


def ended(world: World, event: CampaignEnded, fact: Fact) -> None:
    """Over; it stays among the started ones for the orders of its days."""
    campaign = world.have(Campaign, event.campaign_id)
    world.put(replace(campaign, state="ended", ended_at=fact.at))


def answered(world: World, event: QuestionAnswered, fact: Fact) -> None:
    """Nothing: the owner's own words are private, the rule kept them."""


CHANGES = {
    CampaignDrafted: drafted,
    CampaignChanged: changed,
    CampaignStarted: started,
    CampaignPaused: paused,
    CampaignResumed: resumed,
    CampaignEnded: ended,
    QuestionAnswered: answered,
}
