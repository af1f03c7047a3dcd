"""The life of a campaign: draft, running, paused, ended; and the owner's six answers.

Which changes of a running campaign break a promise is in test_campaign_promises.py; the ready
templates are in test_campaign_templates.py.
"""

import pytest
from msgspec.structs import replace

from passalong.base.messages import Actor, Command, Words
from passalong.campaigns.model import (
    AnswerQuestion,
    Campaign,
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
    why_not_issuing,
)
from passalong.merchants.model import Merchant
from rig.scene import ACCOUNTANT, AUDITOR, CLERK, MANAGER, MERCHANT, MOMENT, OWNER, person
from rules.campaign_scene import (
    NAME,
    TERMS,
    campaign_scene,
    draft,
    drafted,
    running,
)
from rules.order_scene import SHOP, TEA

DAY = 24 * 60 * 60 * 1000
HOUR = 60 * 60 * 1000


def test_a_draft_has_version_one_of_its_terms_and_does_nothing() -> None:
    where = campaign_scene()
    told = where.when(draft(shop_ids=(SHOP,), product_ids=(TEA,)), actor=MANAGER)
    campaign_id = told.answer["campaign_id"]
    assert told.answer == {"campaign_id": campaign_id, "state": "draft", "version": 1}
    assert told.events == (
        CampaignDrafted(
            campaign_id, NAME, "three-trial-vouchers", TERMS, (SHOP,), (TEA,), MOMENT, None
        ),
    )
    assert where.row(Campaign, campaign_id) == Campaign(
        merchant_id=MERCHANT,
        campaign_id=campaign_id,
        name=NAME,
        template="three-trial-vouchers",
        state="draft",
        version=1,
        shop_ids=(SHOP,),
        product_ids=(TEA,),
        starts_at=MOMENT,
        ends_at=None,
        created_at=MOMENT,
        paused_at=None,
        pause_reason="",
        ended_at=None,
    )
    assert where.all(CampaignTerms) == [CampaignTerms(MERCHANT, campaign_id, 1, TERMS, MOMENT)]
    assert where.row(OpenCampaigns) is None


def test_a_draft_may_be_incomplete() -> None:
    where = campaign_scene()
    told = where.done(DraftCampaign(Words(), Terms(Words())))
    assert told["state"] == "draft"


BROKEN = {
    "name": Words(en="x" * 81),
    "starts_at": MOMENT,
    "ends_at": MOMENT,
    "terms": replace(TERMS, validity_days=0, trial_product_id="prod_none"),
    "shop_ids": ("shop_none",),
    "product_ids": ("prod_none",),
}
DRAFTING_REFUSED = [
    (BROKEN, "text_too_long", "name"),
    (BROKEN | {"name": NAME}, "dates_reversed", None),
    (BROKEN | {"name": NAME, "ends_at": MOMENT - 1}, "dates_reversed", None),
    (BROKEN | {"name": NAME, "ends_at": None}, "terms_out_of_range", "validity_days"),
    (
        BROKEN
        | {"name": NAME, "ends_at": None, "terms": replace(TERMS, trial=Words(en="x" * 201))},
        "text_too_long",
        "trial",
    ),
    (
        BROKEN
        | {"name": NAME, "ends_at": None, "terms": replace(TERMS, conditions=Words("x" * 2001))},
        "text_too_long",
        "conditions",
    ),
    ({"terms": replace(TERMS, trial_product_id="prod_none")}, "product_not_found", None),
    ({"shop_ids": (SHOP,) * 201}, "list_too_long", "shop_ids"),
    ({"product_ids": (TEA,) * 201}, "list_too_long", "product_ids"),
    ({"shop_ids": (SHOP, "shop_none"), "product_ids": ("prod_none",)}, "shop_not_found", None),
    ({"product_ids": (TEA, "prod_none")}, "product_not_found", None),
]


@pytest.mark.parametrize(("given", "refusal", "field"), DRAFTING_REFUSED)
def test_what_makes_no_sense_is_not_drafted(
    given: dict[str, object], refusal: str, field: str | None
) -> None:
    where = campaign_scene()
    told = where.when(draft(**given))
    assert (told.refusal, told.fields.get("field")) == (refusal, field)
    assert where.all(Campaign) == []


BOUNDS = [
    ("vouchers_per_purchase", 1, 20),
    ("validity_days", 1, 366),
    ("convert_days", 1, 366),
    ("return_hours", 1, 168),
    ("undo_minutes", 0, 1440),
    ("claims_max", 1, 10),
    ("hold_max", 1, 20),
    ("trial_cost_minor", 0, 10**12),
    ("budget_minor", 0, 10**12),
    ("vouchers_max", 1, 10**9),
    ("trial_stock", 0, 10**9),
    ("order_min_minor", 0, 10**12),
]


@pytest.mark.parametrize(("field", "least", "most"), BOUNDS)
def test_every_figure_has_its_bounds(field: str, least: int, most: int) -> None:
    where = campaign_scene()
    for figure in (least, most):
        where.done(draft(terms=replace(TERMS, **{field: figure})))
    for figure in (least - 1, most + 1):
        told = where.when(draft(terms=replace(TERMS, **{field: figure})))
        assert told.refusal == "terms_out_of_range"
        assert told.fields == {"field": field, "least": least, "most": most}
    assert len(where.all(Campaign)) == 2


def test_the_longest_texts_and_lists_fit() -> None:
    where = campaign_scene()
    terms = replace(TERMS, trial=Words(en="x" * 200), conditions=Words(zh_hant="x" * 2000))
    places = {"shop_ids": (SHOP,) * 200, "product_ids": (TEA,) * 200}
    told = where.done(draft(name=Words(zh_hans="x" * 80), terms=terms, **places))
    assert where.row(Campaign, told["campaign_id"]).name.zh_hans == "x" * 80


def test_it_may_last_a_moment() -> None:
    where = campaign_scene()
    told = where.done(draft(starts_at=MOMENT, ends_at=MOMENT + 1))
    assert where.row(Campaign, told["campaign_id"]).ends_at == MOMENT + 1


def test_a_started_campaign_is_what_a_sale_looks_at() -> None:
    where = campaign_scene()
    first, second = drafted(where), drafted(where)
    told = where.when(StartCampaign(second), actor=MANAGER)
    assert told.events == (CampaignStarted(second),)
    assert told.answer == {"campaign_id": second, "state": "running"}
    where.done(StartCampaign(first))
    assert where.row(Campaign, second).state == "running"
    assert where.row(OpenCampaigns) == OpenCampaigns(MERCHANT, (second, first))


def test_days_that_lie_behind_can_be_started_for_imports() -> None:
    where = campaign_scene()
    campaign_id = drafted(where, starts_at=MOMENT - 90 * DAY, ends_at=MOMENT - 60 * DAY)
    where.done(StartCampaign(campaign_id))
    where.done(EndCampaign(campaign_id))
    campaign = where.row(Campaign, campaign_id)
    assert where.row(OpenCampaigns).campaign_ids == (campaign_id,)
    assert why_not_issuing(campaign, MOMENT - 60 * DAY - 1) == ""
    assert why_not_issuing(campaign, MOMENT - 60 * DAY) == "campaign_ended"
    assert why_not_issuing(campaign, MOMENT - 90 * DAY) == ""
    assert why_not_issuing(campaign, MOMENT - 90 * DAY - 1) == "campaign_not_started"


# What is missing or unlawful → refusal, check, field. Each line breaks what the next ones break.
SILENT = Terms(Words(en=" "), trial_stock=0)
STARTING_REFUSED = [
    (Words(), SILENT, "", "name_missing", None, None),
    (NAME, SILENT, "", "trial_missing", None, None),
    (NAME, replace(TERMS, trial_stock=0), "", "trial_stock_missing", "LC11", "trial_stock"),
    (NAME, TERMS, "", "organiser_missing", "LC12", "organiser"),
    (NAME, TERMS, " -- ", "organiser_missing", "LC12", "organiser"),
]


@pytest.mark.parametrize(
    ("name", "terms", "organiser", "refusal", "check", "field"), STARTING_REFUSED
)
def test_what_is_missing_or_unlawful_stays_a_draft(
    name: Words, terms: Terms, organiser: str, refusal: str, check: str | None, field: str | None
) -> None:
    where = campaign_scene()
    where.given(replace(where.row(Merchant), organiser=organiser))
    campaign_id = drafted(where, name=name, terms=terms)
    told = where.when(StartCampaign(campaign_id))
    assert told.refusal == refusal
    assert (told.fields.get("check"), told.fields.get("field")) == (check, field)
    assert ("fix" in told.fields) is (check is not None)
    assert where.row(Campaign, campaign_id).state == "draft"
    assert where.row(OpenCampaigns) is None


def test_a_trial_product_says_what_is_tried() -> None:
    where = campaign_scene()
    campaign_id = drafted(where, terms=Terms(Words(), trial_product_id=TEA))
    assert where.done(StartCampaign(campaign_id))["state"] == "running"


def test_pausing_and_going_on() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    told = where.when(PauseCampaign(campaign_id, "quality"), actor=MANAGER, at=MOMENT + HOUR)
    assert told.events == (CampaignPaused(campaign_id, "quality"),)
    campaign = where.row(Campaign, campaign_id)
    assert (campaign.state, campaign.paused_at) == ("paused", MOMENT + HOUR)
    assert why_not_issuing(campaign, MOMENT + HOUR) == "quality_gate_closed"
    assert why_not_issuing(campaign, MOMENT + HOUR - 1) == ""
    told = where.when(ResumeCampaign(campaign_id), actor=MANAGER, at=MOMENT + 2 * HOUR)
    assert told.events == (CampaignResumed(campaign_id),)
    campaign = where.row(Campaign, campaign_id)
    assert (campaign.state, campaign.paused_at, campaign.pause_reason) == ("running", None, "")
    assert why_not_issuing(campaign, MOMENT + 2 * HOUR) == ""


def test_what_has_become_unlawful_does_not_go_on() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    where.done(PauseCampaign(campaign_id))
    where.given(replace(where.row(Merchant), organiser=""))
    assert where.refused(ResumeCampaign(campaign_id), actor=OWNER) == "organiser_missing"
    assert where.row(Campaign, campaign_id).state == "paused"


def test_an_ended_campaign_stays_for_the_orders_of_its_days() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    told = where.when(EndCampaign(campaign_id), actor=MANAGER, at=MOMENT + HOUR)
    assert told.events == (CampaignEnded(campaign_id),)
    campaign = where.row(Campaign, campaign_id)
    assert (campaign.state, campaign.ended_at) == ("ended", MOMENT + HOUR)
    assert where.row(OpenCampaigns).campaign_ids == (campaign_id,)
    assert why_not_issuing(campaign, MOMENT + HOUR - 1) == ""
    assert why_not_issuing(campaign, MOMENT + HOUR) == "campaign_ended"


def test_what_is_paused_can_end() -> None:
    where = campaign_scene()
    campaign_id = running(where)
    where.done(PauseCampaign(campaign_id))
    assert where.done(EndCampaign(campaign_id))["state"] == "ended"


# The state a campaign is in → what each command then says; "" means it is done.
STATES = {
    "draft": {
        ChangeCampaign: "",
        StartCampaign: "",
        PauseCampaign: "campaign_not_started",
        ResumeCampaign: "campaign_not_started",
        EndCampaign: "campaign_not_started",
    },
    "running": {
        ChangeCampaign: "",
        StartCampaign: "campaign_already_started",
        PauseCampaign: "",
        ResumeCampaign: "campaign_not_paused",
        EndCampaign: "",
    },
    "paused": {
        ChangeCampaign: "",
        StartCampaign: "campaign_already_started",
        PauseCampaign: "campaign_already_paused",
        ResumeCampaign: "",
        EndCampaign: "",
    },
    "ended": dict.fromkeys(
        (ChangeCampaign, StartCampaign, PauseCampaign, ResumeCampaign, EndCampaign),
        "campaign_ended",
    ),
}
WAY_THERE = {
    "draft": (),
    "running": (StartCampaign,),
    "paused": (StartCampaign, PauseCampaign),
    "ended": (StartCampaign, EndCampaign),
}


def wish_of(command: type[Command], campaign_id: str) -> Command:
    """The command for that campaign."""
    if command is ChangeCampaign:
        return ChangeCampaign(campaign_id, name=Words(en="Another name"))
    return command(campaign_id)


@pytest.mark.parametrize(
    ("state", "command", "refusal"),
    [(state, command, no) for state, says in STATES.items() for command, no in says.items()],
)
def test_every_state_says_what_may_follow(state: str, command: type[Command], refusal: str) -> None:
    where = campaign_scene()
    campaign_id = drafted(where)
    for step in WAY_THERE[state]:
        where.done(step(campaign_id))
    before = where.row(Campaign, campaign_id)
    assert before.state == state
    assert where.when(wish_of(command, campaign_id), actor=OWNER).refusal == refusal
    assert (where.row(Campaign, campaign_id) == before) is bool(refusal)


@pytest.mark.parametrize("command", [ChangeCampaign, PauseCampaign, ResumeCampaign])
def test_it_is_over_at_its_last_moment_whoever_noticed(command: type[Command]) -> None:
    where = campaign_scene()
    campaign_id = drafted(where, ends_at=MOMENT + DAY)
    where.done(StartCampaign(campaign_id))
    if command is ResumeCampaign:
        where.done(PauseCampaign(campaign_id))
    wish = wish_of(command, campaign_id)
    assert where.refused(wish, actor=OWNER, at=MOMENT + DAY) == "campaign_ended"
    where.done(wish, actor=OWNER, at=MOMENT + DAY - 1)


def test_a_draft_whose_days_are_over_can_still_be_changed() -> None:
    where = campaign_scene()
    campaign_id = drafted(where, starts_at=MOMENT - 2 * DAY, ends_at=MOMENT - DAY)
    where.done(ChangeCampaign(campaign_id, ends_at=MOMENT + DAY), actor=OWNER)
    assert where.row(Campaign, campaign_id).ends_at == MOMENT + DAY


@pytest.mark.parametrize("command", [StartCampaign, PauseCampaign, EndCampaign, ChangeCampaign])
def test_a_campaign_that_is_not_there(command: type[Command]) -> None:
    wish = wish_of(command, "camp_none")
    assert campaign_scene().refused(wish, actor=OWNER) == "campaign_not_found"


@pytest.mark.parametrize("actor", [CLERK, ACCOUNTANT, AUDITOR, person("p_1")])
def test_who_may_not(actor: Actor) -> None:
    where = campaign_scene()
    campaign_id = running(where)
    wishes = [wish_of(command, campaign_id) for command in STATES["draft"]]
    for wish in [*wishes, draft(), AnswerQuestion("trust", "Fresh")]:
        assert where.refused(wish, actor=actor) == "not_allowed"


def test_the_list_of_started_campaigns_lets_the_oldest_ended_one_go() -> None:
    where = campaign_scene()
    ids = [running(where) for _ in range(50)]
    more = drafted(where)
    told = where.when(StartCampaign(more))
    assert (told.refusal, told.fields) == ("too_many_campaigns", {"limit": 50})
    assert where.row(Campaign, more).state == "draft"
    where.done(EndCampaign(ids[7]))
    where.done(EndCampaign(ids[3]))
    where.done(StartCampaign(more))
    kept = where.row(OpenCampaigns).campaign_ids
    assert kept == (*ids[:3], *ids[4:], more)
    assert where.row(Campaign, ids[3]).state == "ended"


def test_two_campaigns_may_run_for_different_products() -> None:
    where = campaign_scene()
    one, two = drafted(where, product_ids=(TEA,)), drafted(where, product_ids=("prod_bread",))
    where.done(StartCampaign(one))
    where.done(StartCampaign(two))
    assert where.row(OpenCampaigns).campaign_ids == (one, two)


def test_an_answer_is_kept_aside_and_a_blank_one_skips() -> None:
    where = campaign_scene()
    told = where.when(AnswerQuestion("social", "  My sister Lin "), actor=OWNER)
    assert told.events == (QuestionAnswered("social", is_skipped=False),)
    assert told.answer == {"way": "social", "is_skipped": False}
    assert where.row(WelcomeAnswer, "social") == WelcomeAnswer(
        MERCHANT, "social", "My sister Lin", MOMENT
    )
    assert "Lin" not in "".join(entry.body for entry in where.journal)
    assert where.done(AnswerQuestion("social", " \n"))["is_skipped"] is True
    assert where.row(WelcomeAnswer, "social").text == ""
    assert where.refused(AnswerQuestion("trust", "x" * 501)) == "text_too_long"
    assert where.row(WelcomeAnswer, "trust") is None
    where.done(AnswerQuestion("trust", " " + "x" * 500))
    assert where.row(WelcomeAnswer, "trust").text == "x" * 500
