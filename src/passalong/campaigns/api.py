"""REST of campaigns: templates, drafting, terms and their versions, starting and stopping.

What is allowed is in `campaigns/rules.py`; how far a campaign's vouchers came in
`vouchers/api.py`.
"""

from typing import Annotated, Any, Literal

import msgspec
from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from passalong.base.messages import Refusal, Words
from passalong.campaigns.model import (
    Campaign,
    CampaignState,
    CampaignTerms,
    ChangeCampaign,
    DraftCampaign,
    EndCampaign,
    GivesAgain,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
    Template,
    Terms,
)
from passalong.campaigns.queries import campaign_of, campaigns, terms_versions
from passalong.campaigns.templates import TEMPLATES
from passalong.engine.asking import Listed, Paging, listed_here, reads, sends, shown
from passalong.engine.bodies import (
    Amount,
    Body,
    Identifier,
    Ids,
    Moment,
    Said,
    ShortText,
    command_of,
)
from passalong.engine.door import Door, Reply, Wish

Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
TERMS_ASKED: dict[str, Any] = {"trial": {"zh_hans": "免费体验一瓶水", "en": "A free bottle"}}
CAMPAIGN_EXAMPLE: dict[str, Any] = {
    "campaign_id": "camp_4h2m9x1c8v7b3n6k5j0q",
    "name": {"zh_hans": "买一份，送三位朋友体验", "zh_hant": "", "en": "Buy one, three try"},
    "template": "three-trial-vouchers",
    "state": "running",
    "version": 1,
    "shop_ids": [],
    "product_ids": [],
    "starts_at": "2026-01-01T00:00:00.000Z",
    "ends_at": None,
    "created_at": "2026-01-01T00:00:00.000Z",
    "paused_at": None,
    "pause_reason": "",
    "ended_at": None,
}
TERMS_EXAMPLE: dict[str, Any] = {
    "version": 1,
    "terms": msgspec.to_builtins(TEMPLATES["three-trial-vouchers"].terms),
    "at": "2026-01-01T00:00:00.000Z",
}
TEMPLATE_EXAMPLE: dict[str, Any] = msgspec.to_builtins(TEMPLATES["three-trial-vouchers"])
WHICH = {"campaign_id": CAMPAIGN_EXAMPLE["campaign_id"]}


class CampaignShown(msgspec.Struct):
    """A loop; empty shop_ids and product_ids mean every shop and every product."""

    campaign_id: str
    name: Words
    template: str
    state: str
    version: int
    shop_ids: tuple[str, ...]
    product_ids: tuple[str, ...]
    starts_at: str
    ends_at: str | None
    created_at: str
    paused_at: str | None
    pause_reason: str
    ended_at: str | None


class TermsShown(msgspec.Struct):
    """One version of what a voucher promises."""

    version: int
    terms: Terms
    at: str


class CampaignWhole(msgspec.Struct):
    """A campaign with its present terms."""

    campaign: CampaignShown
    terms: TermsShown


class TemplateShown(msgspec.Struct):
    """A campaign ready to be drafted, and what a form should ask for."""

    template: str
    name: Words
    sentence: Words
    terms: Terms
    asks: tuple[str, ...]


class TermsWish(Body, frozen=True):
    """What a voucher promises; null means no limit. `trial_cost_minor` is what one costs you."""

    trial: Said
    trial_product_id: Annotated[str, msgspec.Meta(max_length=80)] = ""
    vouchers_per_purchase: Number = 3
    validity_days: Number = 30
    convert_days: Number = 30
    return_hours: Number = 24
    undo_minutes: Number = 30
    claims_max: Number = 1
    hold_max: Number = 3
    is_for_new_customers: bool = False
    gives_again_after: GivesAgain = "bought"
    thanks: Literal["none"] = "none"
    trial_cost_minor: Amount = 0
    budget_minor: Amount | None = None
    vouchers_max: Number | None = None
    trial_stock: Number | None = None
    order_min_minor: Amount = 1
    conditions: Said = Said()


class CampaignWish(Body, frozen=True):
    """A draft. Without `terms` those of the template; without `name` the template's."""

    template: Template = "three-trial-vouchers"
    name: Said | None = None
    terms: TermsWish | None = None
    shop_ids: Ids = ()
    product_ids: Ids = ()
    starts_at: Moment | None = None
    ends_at: Moment | None = None


class CampaignChange(Body, frozen=True):
    """What is given is changed; new terms make a new version, and no promise shrinks."""

    name: Said | None = None
    terms: TermsWish | None = None
    shop_ids: Ids | None = None
    product_ids: Ids | None = None
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    copy_reason: ShortText = ""


class StartWish(Body, frozen=True):
    """Why doubtful wording is right, where a warning asked for it."""

    copy_reason: ShortText = ""


def wished_terms(wish: TermsWish) -> Terms:
    """The terms that a body asks for."""
    values = {name: getattr(wish, name) for name in wish.__struct_fields__}
    said = {name: _words(values[name]) for name in ("trial", "conditions")}
    return Terms(**{**values, **said})


def _words(said: Said) -> Words:
    return Words(said.zh_hans, said.zh_hant, said.en)


def show_campaign(campaign: Campaign) -> CampaignShown:
    """A campaign as the API shows it."""
    return shown(CampaignShown, campaign)


def show_terms(found: CampaignTerms) -> TermsShown:
    """A version of the terms as the API shows it."""
    return shown(TermsShown, found)


@get(
    "/v1/campaign-templates",
    opt=reads(answers={"items": [TEMPLATE_EXAMPLE], "next_cursor": None}),
    sync_to_thread=False,
    tags=["campaigns"],
)
def list_templates(wish: NamedDependency[Wish]) -> Listed:
    """Campaigns ready to be drafted."""
    return Listed(
        [
            TemplateShown(one.template, one.name, one.sentence, one.terms, one.asks)
            for one in TEMPLATES.values()
        ],
        None,
    )


@get(
    "/v1/campaigns",
    opt=reads(answers={"items": [CAMPAIGN_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["campaigns"],
)
def list_campaigns(
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
    in_state: Annotated[CampaignState | None, QueryParameter(name="state")] = None,
) -> Listed:
    """Campaigns, newest first. Filter: state."""
    with door.reading() as read:
        found = campaigns(read, wish.merchant_id, in_state)
    return listed_here(found, paging, show_campaign, lambda one: (one.campaign_id,))


@get(
    "/v1/campaigns/{campaign_id:str}",
    opt=reads(answers={"campaign": CAMPAIGN_EXAMPLE, "terms": TERMS_EXAMPLE}),
    sync_to_thread=True,
    tags=["campaigns"],
)
def read_campaign(
    campaign_id: FromPath[str], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> CampaignWhole:
    """One campaign with its present terms."""
    with door.reading() as read:
        found = campaign_of(read, wish.merchant_id, campaign_id)
    if found is None:
        raise Refusal("campaign_not_found")
    terms = CampaignTerms(wish.merchant_id, campaign_id, found.version, found.terms, found.terms_at)
    return CampaignWhole(show_campaign(found.campaign), show_terms(terms))


@get(
    "/v1/campaigns/{campaign_id:str}/terms",
    opt=reads(answers={"items": [TERMS_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["campaigns"],
)
def list_terms(
    campaign_id: FromPath[str],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    paging: NamedDependency[Paging],
) -> Listed:
    """Every version of the terms, oldest first; a voucher keeps the one it was issued under."""
    with door.reading() as read:
        found = terms_versions(read, wish.merchant_id, campaign_id)
    if not found:
        raise Refusal("campaign_not_found")
    return listed_here(found, paging, show_terms, lambda one: (one.version,))


@post(
    "/v1/campaigns",
    opt=sends(
        DraftCampaign,
        asks={"template": "three-trial-vouchers", "terms": TERMS_ASKED},
        answers={**WHICH, "state": "draft", "version": 1},
    ),
    tags=["campaigns"],
)
async def draft_campaign(
    data: JSONBody[CampaignWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """A new campaign that does nothing until it is started."""
    template = TEMPLATES[data.template]
    terms = template.terms if data.terms is None else wished_terms(data.terms)
    name = template.name if data.name is None else _words(data.name)
    return await door.send(wish, command_of(DraftCampaign, data, name=name, terms=terms))


@patch(
    "/v1/campaigns/{campaign_id:str}",
    opt=sends(
        ChangeCampaign,
        asks={"terms": {**TERMS_ASKED, "validity_days": 60}},
        answers={**WHICH, "state": "running", "version": 2},
    ),
    tags=["campaigns"],
)
async def change_campaign(
    campaign_id: FromPath[Identifier],
    data: JSONBody[CampaignChange],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Change what is given."""
    terms = None if data.terms is None else wished_terms(data.terms)
    command = command_of(ChangeCampaign, data, campaign_id=campaign_id, terms=terms)
    return await door.send(wish, command)


@post(
    "/v1/campaigns/{campaign_id:str}/start",
    opt=sends(StartCampaign, answers={**WHICH, "state": "running"}),
    status_code=200,
    tags=["campaigns"],
)
async def start_campaign(
    campaign_id: FromPath[Identifier],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
    data: JSONBody[StartWish | None] = None,
) -> Reply:
    """Let it run. Without an organiser, or against the rule pack, it stays a draft."""
    return await door.send(wish, StartCampaign(campaign_id, data.copy_reason if data else ""))


@post(
    "/v1/campaigns/{campaign_id:str}/pause",
    opt=sends(PauseCampaign, answers={**WHICH, "state": "paused"}),
    status_code=200,
    tags=["campaigns"],
)
async def pause_campaign(
    campaign_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Stop issuing; what was given stays good."""
    return await door.send(wish, PauseCampaign(campaign_id))


@post(
    "/v1/campaigns/{campaign_id:str}/resume",
    opt=sends(ResumeCampaign, answers={**WHICH, "state": "running"}),
    status_code=200,
    tags=["campaigns"],
)
async def resume_campaign(
    campaign_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Issue again."""
    return await door.send(wish, ResumeCampaign(campaign_id))


@post(
    "/v1/campaigns/{campaign_id:str}/end",
    opt=sends(EndCampaign, answers={**WHICH, "state": "ended"}),
    status_code=200,
    tags=["campaigns"],
)
async def end_campaign(
    campaign_id: FromPath[Identifier], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """Stop issuing, giving and claiming for good; claimed vouchers stay good."""
    return await door.send(wish, EndCampaign(campaign_id))


ROUTES: tuple[Any, ...] = (
    list_templates,
    list_campaigns,
    read_campaign,
    list_terms,
    draft_campaign,
    change_campaign,
    start_campaign,
    pause_campaign,
    resume_campaign,
    end_campaign,
)
