"""Agreements and the people under them: writing, applying, deciding, accepting anew.

What they earn is in `tests/rules/test_commissions.py`.
"""

import pytest
from msgspec.structs import replace

from passalong.agents.model import (
    AcceptAgreement,
    Agent,
    AgentApplied,
    AgentDecided,
    AgentOfPerson,
    AgentRegister,
    Agreement,
    AgreementAccepted,
    AgreementTerms,
    AgreementWritten,
    BecomeAgent,
    DecideAgent,
    Lead,
    NoteLead,
    OpenAgreement,
    Rate,
    Tier,
    WriteAgreement,
)
from passalong.base.clock import DAY
from passalong.base.messages import Actor, Words
from passalong.merchants.model import Merchant
from rig.scene import ACCOUNTANT, CLERK, MANAGER, MERCHANT, MOMENT, OWNER, person, program
from rules.agent_scene import (
    ANNA,
    BELLA,
    CLARA,
    NAME,
    TEA,
    TEN_PERCENT,
    agent,
    agent_scene,
    agreed,
)


def test_an_agreement_is_written_and_written_anew() -> None:
    scene = agent_scene()
    told = scene.when(WriteAgreement(NAME, TEN_PERCENT), actor=MANAGER)
    agreement_id = told.answer["agreement_id"]
    assert told.events == (AgreementWritten(agreement_id, 1, NAME, TEN_PERCENT),)
    more = replace(TEN_PERCENT, rates=(Rate("percent", 1_500),))
    told = scene.when(WriteAgreement(NAME, more, agreement_id))
    assert told.answer == {"agreement_id": agreement_id, "version": 2}
    assert scene.row(Agreement, agreement_id) == Agreement(
        MERCHANT, agreement_id, NAME, 2, True, MOMENT
    )


TERMS = {
    "rates_missing": AgreementTerms(()),
    "rate_twice": AgreementTerms((Rate("percent", 1, TEA), Rate("amount", 1, TEA))),
    "product_not_found": AgreementTerms((Rate("percent", 1, "prod_none"),)),
    "window_out_of_range": replace(TEN_PERCENT, window_days=0),
    "rate_out_of_range": AgreementTerms((Rate("percent", 9_000),), (Tier(0, 1_001),)),
    "payout_depth_forbidden": replace(TEN_PERCENT, second_bp=1),
    "text_too_long": replace(TEN_PERCENT, text=Words(en="x" * 10_001)),
}


@pytest.mark.parametrize("refusal", TERMS)
def test_an_agreement_that_is_not_sound_or_lawful_is_never_written(refusal: str) -> None:
    scene = agent_scene()
    assert scene.refused(WriteAgreement(NAME, TERMS[refusal])) == refusal


@pytest.mark.parametrize("value", [-1, 10_001])
def test_a_rate_lies_between_nothing_and_everything(value: int) -> None:
    scene = agent_scene()
    wish = WriteAgreement(NAME, AgreementTerms((Rate("percent", value),)))
    assert scene.refused(wish) == "rate_out_of_range"


def test_a_second_level_exists_only_where_the_pack_knows_one() -> None:
    terms = replace(TEN_PERCENT, second_bp=200)
    told = agent_scene("cn").when(WriteAgreement(NAME, terms))
    assert (told.refusal, told.fields["check"]) == ("payout_depth_forbidden", "LC01")
    agent_scene("intl").done(WriteAgreement(NAME, terms))


def test_without_an_organiser_nobody_recommends() -> None:
    scene = agent_scene()
    scene.given(replace(scene.row(Merchant), organiser=""))
    told = scene.when(WriteAgreement(NAME, TEN_PERCENT))
    assert (told.refusal, told.fields["check"]) == ("organiser_missing", "LC12")


def test_somebody_applies_and_is_approved() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    told = scene.when(BecomeAgent(agreement_id, 1), actor=person(ANNA))
    agent_id = told.answer["agent_id"]
    assert told.answer["state"] == "applied"
    assert told.events == (AgentApplied(agent_id, ANNA, "ordinary", agreement_id, 1, ""),)
    assert scene.row(AgentOfPerson, ANNA).agent_id == agent_id
    assert scene.row(AgentRegister).applied == 1
    told = scene.when(DecideAgent(agent_id, "active"), actor=MANAGER, at=MOMENT + 5)
    assert told.events == (AgentDecided(agent_id, "active"),)
    known = scene.row(Agent, agent_id)
    assert (known.state, known.accepted_at, known.sold_minor) == ("active", MOMENT + 5, 0)


def test_staff_note_a_well_known_person_who_invites_another() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    told = scene.done(BecomeAgent(agreement_id, 1, ANNA, "known"), actor=MANAGER)
    assert told["state"] == "active"
    wish = BecomeAgent(agreement_id, 1, invited_by=told["agent_id"])
    second = scene.done(wish, actor=person(BELLA))
    assert scene.row(Agent, second["agent_id"]).invited_by == told["agent_id"]


@pytest.mark.parametrize(
    ("refusal", "wish", "actor"),
    [
        ("agreement_not_found", BecomeAgent("agr_none", 1), person(ANNA)),
        ("agreement_version_old", BecomeAgent("", 2), person(ANNA)),
        ("not_your_record", BecomeAgent("", 1, BELLA), person(ANNA)),
        ("person_not_found", BecomeAgent("", 1, "p_none"), OWNER),
        ("agent_not_found", BecomeAgent("", 1, ANNA, invited_by="agt_none"), OWNER),
        ("agent_already", BecomeAgent("", 1, CLARA), OWNER),
        ("not_allowed", BecomeAgent("", 1, ANNA), CLERK),
        ("not_allowed", BecomeAgent("", 1, ANNA), ACCOUNTANT),
        ("not_allowed", BecomeAgent("", 1, ANNA), program("orders")),
    ],
)
def test_who_can_not_become_an_agent(refusal: str, wish: BecomeAgent, actor: Actor) -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    agent(scene, agreement_id, CLARA)
    wish = wish if wish.agreement_id else replace(wish, agreement_id=agreement_id)
    assert scene.refused(wish, actor=actor) == refusal


def test_a_closed_agreement_takes_no_applications_but_staff_may_note_one() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    scene.done(OpenAgreement(agreement_id, is_open=False))
    assert scene.refused(BecomeAgent(agreement_id, 1), actor=person(ANNA)) == "agreement_closed"
    agent(scene, agreement_id)


def test_nothing_is_asked_of_what_somebody_has_bought() -> None:
    """LC04: who never bought and who bought for thousands become agents alike."""
    scene = agent_scene()
    agreement_id = agreed(scene)
    told = scene.done(BecomeAgent(agreement_id, 1), actor=person(ANNA))
    assert told["state"] == "applied"
    fields = {name for kind in (AgreementTerms, BecomeAgent, Agent)
              for name in kind.__struct_fields__}  # fmt: skip
    assert not {name for name in fields if "price" in name or "spend" in name or "fee" in name}


@pytest.mark.parametrize(
    ("path", "last"),
    [(("active", "paused", "active", "ended"), "ended"), (("rejected",), "rejected"),
     (("active", "ended"), "ended")],
)  # fmt: skip
def test_an_agent_goes_from_state_to_state(path: tuple[str, ...], last: str) -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    agent_id = scene.done(BecomeAgent(agreement_id, 1), actor=person(ANNA))["agent_id"]
    for state in path:
        scene.done(DecideAgent(agent_id, state))
    assert scene.row(Agent, agent_id).state == last
    for state in ("active", "paused", "rejected", "ended"):
        assert scene.refused(DecideAgent(agent_id, state)) == "agent_state_wrong"
    scene.done(BecomeAgent(agreement_id, 1), actor=person(ANNA), at=MOMENT + 1)  # anew


def test_new_terms_hold_for_an_agent_when_she_has_accepted_them() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    agent_id = agent(scene, agreement_id)
    more = replace(TEN_PERCENT, rates=(Rate("percent", 500),))
    scene.done(WriteAgreement(NAME, more, agreement_id))
    assert scene.row(Agent, agent_id).version == 1
    wish = AcceptAgreement(agent_id, 2)
    assert scene.refused(wish, actor=person(BELLA)) == "agent_not_found"
    assert scene.refused(AcceptAgreement(agent_id, 1), actor=person(ANNA)) == (
        "agreement_version_old"
    )
    told = scene.when(wish, actor=person(ANNA))
    assert told.events == (AgreementAccepted(agent_id, 2),)
    assert scene.row(Agent, agent_id).version == 2


def test_the_first_agent_stays_while_her_time_runs() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    first, second = agent(scene, agreement_id, ANNA), agent(scene, agreement_id, BELLA)
    assert scene.done(NoteLead(CLARA, first)) == {"agent_id": first}
    lead = Lead(MERCHANT, CLARA, first, MOMENT, MOMENT + 30 * DAY)
    assert scene.row(Lead, CLARA) == lead
    last = MOMENT + 30 * DAY - 1
    assert scene.done(NoteLead(CLARA, second), at=last) == {"agent_id": first}
    assert scene.row(Lead, CLARA) == lead
    assert scene.done(NoteLead(CLARA, second), at=last + 1) == {"agent_id": second}


def test_nobody_leads_herself_and_nobody_paused_leads() -> None:
    scene = agent_scene()
    agreement_id = agreed(scene)
    anna = agent(scene, agreement_id, ANNA)
    assert scene.done(NoteLead(ANNA, anna)) == {"agent_id": ""}
    scene.done(DecideAgent(anna, "paused"))
    assert scene.done(NoteLead(CLARA, anna)) == {"agent_id": ""}
    assert scene.refused(NoteLead(CLARA, "agt_none")) == "agent_not_found"


def test_an_agreement_may_not_talk_of_heads_and_easy_money() -> None:
    scene = agent_scene()
    told = scene.when(WriteAgreement(Words(zh_hans="躺赚"), TEN_PERCENT))
    assert (told.refusal, told.fields["field"]) == ("copy_blocked", "name")
    terms = replace(TEN_PERCENT, text=Words(zh_hans="拉人头有奖，发展下线拿级差"))
    assert scene.refused(WriteAgreement(NAME, terms)) == "copy_blocked"
