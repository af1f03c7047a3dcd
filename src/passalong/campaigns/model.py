"""Words of campaigns: what triggers, how many vouchers, under which terms.

What is allowed is in `campaigns/rules.py`; the life of a voucher in `vouchers/`.
"""

from typing import ClassVar, Literal

import msgspec

from passalong.base.clock import HOUR
from passalong.base.messages import MANAGERS, SYSTEM, Command, Event, Row, Words
from passalong.base.world import World

CampaignState = Literal["draft", "running", "paused", "ended"]
Template = Literal["three-trial-vouchers", "bring-a-friend", "new-product-tasting"]
Way = Literal["fragments", "product", "trust", "community", "fission", "social"]
GivesAgain = Literal["bought", "tried"]
PauseReason = Literal["staff", "quality", "budget"]
OPEN_MAX = 50
NAME_MAX = 80
TRIAL_MAX = 200
CONDITIONS_MAX = 2_000
ANSWER_MAX = 500


class Terms(msgspec.Struct, frozen=True):
    """What a voucher promises. A voucher keeps the version it was issued under.

    `trial` says what is tried, `conditions` the shop's own words of use. `vouchers_max`,
    `budget_minor` and `trial_stock` None mean no limit; `trial_cost_minor` is what one trial
    costs the shop (for the budget), never a price: a gift has none.
    """

    trial: Words
    trial_product_id: str = ""
    vouchers_per_purchase: int = 3
    validity_days: int = 30
    convert_days: int = 30
    return_hours: int = 24
    undo_minutes: int = 30
    claims_max: int = 1
    hold_max: int = 3
    is_for_new_customers: bool = False
    gives_again_after: GivesAgain = "bought"
    thanks: Literal["none"] = "none"
    trial_cost_minor: int = 0
    budget_minor: int | None = None
    vouchers_max: int | None = None
    trial_stock: int | None = None
    order_min_minor: int = 1
    conditions: Words = Words()

    @property
    def return_after(self) -> int:
        """Milliseconds after which an unclaimed link goes back to its giver."""
        return self.return_hours * HOUR


class Campaign(Row, frozen=True):
    """A running loop. Empty `shop_ids` / `product_ids` mean every shop / every product."""

    key: ClassVar = ("merchant_id", "campaign_id")

    campaign_id: str
    name: Words
    template: Template
    state: CampaignState
    version: int
    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    starts_at: int
    ends_at: int | None
    created_at: int
    paused_at: int | None
    pause_reason: str
    ended_at: int | None


class CampaignTerms(Row, frozen=True):
    """One version of a campaign's terms; never changed, never deleted."""

    key: ClassVar = ("merchant_id", "campaign_id", "version")

    campaign_id: str
    version: int
    terms: Terms
    at: int


class OpenCampaigns(Row, frozen=True):
    """The campaigns of a merchant that were started, oldest first: what a sale looks at."""

    key: ClassVar = ("merchant_id",)

    campaign_ids: tuple[str, ...]


def with_room_for(world: World, campaign_id: str) -> tuple[str, ...] | None:
    """The started campaigns with one more; None when all `OPEN_MAX` before it still go on.

    Ended ones stay, because an order of a past day asks for the campaign of that day; when the
    list is full the one that was started first among the ended leaves it.
    """
    opened = world.get(OpenCampaigns)
    ids = opened.campaign_ids if opened else ()
    if len(ids) < OPEN_MAX:
        return (*ids, campaign_id)
    for known_id in ids:
        world.hint(Campaign, known_id)
    for known_id in ids:
        if world.have(Campaign, known_id).state == "ended":
            return (*[other for other in ids if other != known_id], campaign_id)
    return None


class WelcomeAnswer(Row, frozen=True):
    """What the owner answered to one of the six questions, in her own words."""

    key: ClassVar = ("merchant_id", "way")
    private: ClassVar = True

    way: Way
    text: str
    at: int


class DraftCampaign(Command, frozen=True):
    """A new campaign that does nothing yet."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "campaigns"

    name: Words
    terms: Terms
    template: Template = "three-trial-vouchers"
    shop_ids: tuple[str, ...] = ()
    product_ids: tuple[str, ...] = ()
    starts_at: int | None = None
    ends_at: int | None = None


class CampaignDrafted(Event, frozen=True):
    """A draft exists, with version 1 of its terms."""

    campaign_id: str
    name: Words
    template: Template
    terms: Terms
    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    starts_at: int
    ends_at: int | None


class ChangeCampaign(Command, frozen=True):
    """Change what is given. New terms make a new version; a promise may grow, never shrink."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "campaigns"

    campaign_id: str
    name: Words | None = None
    terms: Terms | None = None
    shop_ids: tuple[str, ...] | None = None
    product_ids: tuple[str, ...] | None = None
    starts_at: int | None = None
    ends_at: int | None = None
    copy_reason: str = ""


class CampaignChanged(Event, frozen=True):
    """A campaign after a change; `terms` only if there is a new version."""

    campaign_id: str
    name: Words
    version: int
    terms: Terms | None
    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    starts_at: int
    ends_at: int | None


class StartCampaign(Command, frozen=True):
    """Let it run. Without an organiser, or against the pack, it stays a draft."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "campaigns"

    campaign_id: str
    copy_reason: str = ""


class CampaignStarted(Event, frozen=True):
    """It runs from its first day."""

    campaign_id: str


class PauseCampaign(Command, frozen=True):
    """Stop issuing; what was given stays good."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "campaigns"

    campaign_id: str
    reason_code: PauseReason = "staff"


class CampaignPaused(Event, frozen=True):
    """Issuing stopped for now."""

    campaign_id: str
    reason_code: PauseReason


class ResumeCampaign(Command, frozen=True):
    """Issue again."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "campaigns"

    campaign_id: str


class CampaignResumed(Event, frozen=True):
    """Issuing goes on."""

    campaign_id: str


class EndCampaign(Command, frozen=True):
    """Stop issuing, giving and claiming for good; claimed vouchers stay good."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "campaigns"

    campaign_id: str


class CampaignEnded(Event, frozen=True):
    """It is over."""

    campaign_id: str


class AnswerQuestion(Command, frozen=True):
    """The owner's answer to one of the six first questions; empty skips it."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "settings"

    way: Way
    text: str


class QuestionAnswered(Event, frozen=True):
    """One of the six questions was answered or skipped."""

    way: Way
    is_skipped: bool


def why_not_issuing(campaign: Campaign, at: int) -> str:
    """Empty when the campaign issues vouchers for a purchase at that moment, else the refusal."""
    if campaign.state == "draft" or at < campaign.starts_at:
        return "campaign_not_started"
    if campaign.ends_at is not None and at >= campaign.ends_at:
        return "campaign_ended"
    if campaign.ended_at is not None and at >= campaign.ended_at and not _ended_by_date(campaign):
        return "campaign_ended"
    if campaign.state == "paused" and campaign.paused_at is not None and at >= campaign.paused_at:
        reasons = {"quality": "quality_gate_closed", "budget": "budget_exhausted"}
        return reasons.get(campaign.pause_reason, "campaign_paused")
    return ""


def is_over(campaign: Campaign, at: int) -> bool:
    """Whether offering and claiming have stopped."""
    if campaign.ended_at is not None and at >= campaign.ended_at:
        return True
    return campaign.ends_at is not None and at >= campaign.ends_at


def _ended_by_date(campaign: Campaign) -> bool:
    return (
        campaign.ends_at is not None
        and campaign.ended_at is not None
        and campaign.ended_at >= campaign.ends_at
    )
