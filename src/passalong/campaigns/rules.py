"""The law of campaigns: drafting, changing, starting, pausing, ending; the six first answers.

What terms must look like and what the pack of the merchant says to them is in
`campaigns/promises.py`; which purchase gets vouchers in `vouchers/`.
"""

from collections.abc import Generator
from typing import Any

from passalong.base.messages import Keep, Now, Refusal, require
from passalong.base.world import World
from passalong.campaigns.model import (
    ANSWER_MAX,
    OPEN_MAX,
    AnswerQuestion,
    Campaign,
    CampaignChanged,
    CampaignDrafted,
    CampaignEnded,
    CampaignPaused,
    CampaignResumed,
    CampaignStarted,
    CampaignTerms,
    ChangeCampaign,
    DraftCampaign,
    EndCampaign,
    OpenCampaigns,
    PauseCampaign,
    QuestionAnswered,
    ResumeCampaign,
    StartCampaign,
    Terms,
    WelcomeAnswer,
    is_over,
    with_room_for,
)
from passalong.campaigns.promises import (
    check_dates,
    check_name,
    check_places,
    check_terms,
    may_become,
    may_run,
    new_texts,
    texts_of,
)
from passalong.lawful.publishing import blocked, let_through, publishable
from passalong.merchants.model import Merchant

Steps = Generator[Any, Any, dict[str, Any]]


def draft(world: World, command: DraftCampaign, now: Now) -> Steps:
    """A draft may be incomplete, but what it says must make sense."""
    check_name(command.name)
    starts_at = now.at if command.starts_at is None else command.starts_at
    check_dates(starts_at, command.ends_at)
    check_terms(world, command.terms)
    check_places(world, command.shop_ids, command.product_ids)
    campaign_id = now.new_id("camp")
    yield CampaignDrafted(
        campaign_id=campaign_id,
        name=command.name,
        template=command.template,
        terms=command.terms,
        shop_ids=command.shop_ids,
        product_ids=command.product_ids,
        starts_at=starts_at,
        ends_at=command.ends_at,
    )
    return {"campaign_id": campaign_id, "state": "draft", "version": 1}


def change(world: World, command: ChangeCampaign, now: Now) -> Steps:
    """New terms are a new version for new vouchers; once started, no promise may shrink."""
    campaign, before = _campaign(world, command.campaign_id)
    require(campaign.state == "draft" or not _has_ended(campaign, now), "campaign_ended")
    is_new_version = command.terms is not None and command.terms != before
    terms = before if command.terms is None else command.terms
    changed = CampaignChanged(
        campaign_id=campaign.campaign_id,
        name=campaign.name if command.name is None else command.name,
        version=campaign.version + 1 if is_new_version else campaign.version,
        terms=terms if is_new_version else None,
        shop_ids=campaign.shop_ids if command.shop_ids is None else command.shop_ids,
        product_ids=campaign.product_ids if command.product_ids is None else command.product_ids,
        starts_at=campaign.starts_at if command.starts_at is None else command.starts_at,
        ends_at=campaign.ends_at if command.ends_at is None else command.ends_at,
    )
    check_name(changed.name)
    check_dates(changed.starts_at, changed.ends_at)
    check_terms(world, terms)
    check_places(world, changed.shop_ids, changed.product_ids)
    warned: tuple[str, ...] = ()
    if campaign.state != "draft":
        merchant = world.have(Merchant)
        may_become(merchant, campaign, before, changed, terms)
        texts = new_texts(campaign, before, changed, terms)
        warned = publishable(merchant.pack, texts, command.copy_reason)
    if _says_something(campaign, changed):
        yield changed
    yield from let_through(
        world.merchant_id, campaign.campaign_id, warned, command.copy_reason, now.at
    )
    return {
        "campaign_id": campaign.campaign_id,
        "state": campaign.state,
        "version": changed.version,
    }


def _says_something(campaign: Campaign, changed: CampaignChanged) -> bool:
    fields = ("name", "version", "shop_ids", "product_ids", "starts_at", "ends_at")
    return any(getattr(campaign, field) != getattr(changed, field) for field in fields)


def start(world: World, command: StartCampaign, now: Now) -> Steps:
    """A draft runs when it is complete and lawful; for imports its days may lie behind it."""
    world.hint(Merchant)
    world.hint(OpenCampaigns)
    campaign, terms = _campaign(world, command.campaign_id)
    require(campaign.state != "ended", "campaign_ended")
    require(campaign.state == "draft", "campaign_already_started")
    merchant = world.have(Merchant)
    may_run(merchant, campaign, terms)
    warned = publishable(merchant.pack, texts_of(campaign, terms), command.copy_reason)
    has_room = with_room_for(world, campaign.campaign_id) is not None
    require(has_room, "too_many_campaigns", limit=OPEN_MAX)
    yield CampaignStarted(campaign.campaign_id)
    yield from let_through(
        world.merchant_id, campaign.campaign_id, warned, command.copy_reason, now.at
    )
    return {"campaign_id": campaign.campaign_id, "state": "running"}


def pause(world: World, command: PauseCampaign, now: Now) -> Steps:
    """Only what runs can pause."""
    campaign, _ = _campaign(world, command.campaign_id)
    _started_and_not_over(campaign, now)
    require(campaign.state == "running", "campaign_already_paused")
    yield CampaignPaused(campaign.campaign_id, command.reason_code)
    return {"campaign_id": campaign.campaign_id, "state": "paused"}


def resume(world: World, command: ResumeCampaign, now: Now) -> Steps:
    """Only what pauses can go on, and only if it is still lawful."""
    world.hint(Merchant)
    campaign, terms = _campaign(world, command.campaign_id)
    _started_and_not_over(campaign, now)
    require(campaign.state == "paused", "campaign_not_paused")
    merchant = world.have(Merchant)
    may_run(merchant, campaign, terms)
    blocked(merchant.pack, texts_of(campaign, terms))
    yield CampaignResumed(campaign.campaign_id)
    return {"campaign_id": campaign.campaign_id, "state": "running"}


def end(world: World, command: EndCampaign, now: Now) -> Steps:
    """Once, whether its last day has come or not."""
    campaign, _ = _campaign(world, command.campaign_id)
    require(campaign.state != "ended", "campaign_ended")
    require(campaign.state != "draft", "campaign_not_started")
    yield CampaignEnded(campaign.campaign_id)
    return {"campaign_id": campaign.campaign_id, "state": "ended"}


def answer_question(world: World, command: AnswerQuestion, now: Now) -> Steps:
    """Her own words are kept aside from history; a blank answer skips the question."""
    text = command.text.strip()
    require(len(text) <= ANSWER_MAX, "text_too_long", field="text", limit=ANSWER_MAX)
    yield Keep(WelcomeAnswer(world.merchant_id, command.way, text, now.at))
    yield QuestionAnswered(command.way, is_skipped=not text)
    return {"way": command.way, "is_skipped": not text}


def _campaign(world: World, campaign_id: str) -> tuple[Campaign, Terms]:
    """The campaign and the terms of its present version."""
    campaign = world.get(Campaign, campaign_id)
    if campaign is None:
        raise Refusal("campaign_not_found")
    return campaign, world.have(CampaignTerms, campaign_id, campaign.version).terms


def _started_and_not_over(campaign: Campaign, now: Now) -> None:
    require(campaign.state != "draft", "campaign_not_started")
    require(not _has_ended(campaign, now), "campaign_ended")


def _has_ended(campaign: Campaign, now: Now) -> bool:
    return campaign.state == "ended" or is_over(campaign, now.at)


RULES = {
    DraftCampaign: draft,
    ChangeCampaign: change,
    StartCampaign: start,
    PauseCampaign: pause,
    ResumeCampaign: resume,
    EndCampaign: end,
    AnswerQuestion: answer_question,
}
