"""What a rule pack says to an agreement with agents: LC01, LC04, LC12, as pure checks.

Campaigns are checked in `lawful/checks.py`; the limits themselves are data in `lawful/packs.py`.

LC03 and LC04 need no check here, because nothing could break them: an agreement has no field for
an entry price, for a purchase that makes an agent, or for pay by heads.
"""

import msgspec

from passalong.lawful.checks import Breach
from passalong.lawful.packs import RulePack


class AgreementPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the law needs to know of an agreement."""

    second_bp: int = 0
    rates_bp: tuple[int, ...] = ()
    organiser: str = ""


def payout_depth(plan: AgreementPlan, pack: RulePack) -> list[Breach]:
    """LC01: only who sold it is paid, or one level above her where the pack knows two."""
    if plan.second_bp == 0 or pack.payout_depth_max >= 2:
        return []
    return [Breach("LC01", "payout_depth_forbidden", "pay_the_direct_giver", "second_bp")]


def organiser(plan: AgreementPlan, _pack: RulePack) -> list[Breach]:
    """LC12: whoever recommends says for whom."""
    if any(character.isalnum() for character in plan.organiser):
        return []
    return [Breach("LC12", "organiser_missing", "enter_the_organiser", "organiser")]


def before_signing(plan: AgreementPlan, pack: RulePack) -> list[Breach]:
    """Everything that keeps this agreement from being written; empty when it may be."""
    return [breach for check in (payout_depth, organiser) for breach in check(plan, pack)]
