"""What pages and API read of vouchers: one statement each, merchant first.

Reading never decides: rules look at rows again when a command comes.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, Text, and_, case, func, or_, select, text, tuple_, type_coerce

from passalong.campaigns.tables import CAMPAIGN
from passalong.engine.database import Read
from passalong.engine.finding import Finding
from passalong.engine.sealing import Keys
from passalong.vouchers.model import (
    Offer,
    Redemption,
    Voucher,
)
from passalong.vouchers.passes import (
    Pass,
)
from passalong.vouchers.tables import (
    CAMPAIGN_TALLY,
    CONVERSION,
    ISSUE,
    OFFER,
    PASS,
    REDEMPTION,
    STILL_OPEN,
    VOUCHER,
)
from passalong.vouchers.tallies import (
    CampaignTally,
)

V = VOUCHER.c
STATES = ("held", "offered", "claimed", "redeemed", "converted", "expired", "void")


class VoucherFilter(msgspec.Struct, frozen=True):
    """What a list of vouchers shows; empty means all."""

    state: str = ""
    campaign_id: str = ""
    giver_id: str = ""
    friend_id: str = ""
    order_id: str = ""
    shop_ids: tuple[str, ...] = ()


def of_shops(merchant_id: str, shop_ids: Sequence[str]) -> Any:
    """A condition: vouchers that can be used in one of these shops. Campaigns are few: their
    shops stand in their rows, and a campaign without any is that of every shop.
    """
    told = type_coerce(CAMPAIGN.c.shop_ids, Text)
    here = [told.contains(f'"{one}"', autoescape=True) for one in shop_ids]
    theirs = select(CAMPAIGN.c.campaign_id).where(
        CAMPAIGN.c.merchant_id == merchant_id, or_(told == "[]", *here)
    )
    return V.campaign_id.in_(theirs)


def voucher_seen(
    read: Read, merchant_id: str, voucher_id: str, shop_ids: Sequence[str]
) -> Voucher | None:
    """One voucher, for staff of these shops (of every shop when there are none)."""
    statement = _of(merchant_id).where(V.voucher_id == voucher_id)
    if shop_ids:
        statement = statement.where(of_shops(merchant_id, shop_ids))
    return _first(read, VOUCHER, statement)


def voucher_of(read: Read, merchant_id: str, voucher_id: str) -> Voucher | None:
    """One voucher."""
    return _first(read, VOUCHER, _of(merchant_id).where(V.voucher_id == voucher_id))


def voucher_by_code(read: Read, merchant_id: str, bits: int) -> Voucher | None:
    """The voucher whose typed code has these 60 bits."""
    lookup = read.keys.lookup_code(bits)
    return _first(read, VOUCHER, _of(merchant_id).where(V.code_lookup == lookup))


async def voucher_with_code(
    finding: Finding, keys: Keys, merchant_id: str, bits: int
) -> Voucher | None:
    """As `voucher_by_code`, looked up together with what other requests ask just now."""
    key = (merchant_id, keys.lookup_code(bits))
    found: Voucher | None = await finding.one(VOUCHER, ("merchant_id", "code_lookup"), key)
    return found


def offer_by_token(read: Read, merchant_id: str, token: str) -> Offer | None:
    """The offer whose link has this token, whatever became of it."""
    lookup = read.keys.lookup_token(token)
    statement = select(OFFER).where(
        OFFER.c.merchant_id == merchant_id, OFFER.c.token_lookup == lookup
    )
    return _first(read, OFFER, statement)


def vouchers_named(read: Read, merchant_id: str, voucher_ids: Sequence[str]) -> list[Voucher]:
    """These vouchers (at most a hand-over's worth), in their order of issue."""
    statement = _of(merchant_id).where(V.voucher_id.in_(voucher_ids))
    return read.rows(VOUCHER, read.all(statement.order_by(V.cause_id, V.number)))


def vouchers_like(
    read: Read,
    merchant_id: str,
    wanted: VoucherFilter,
    limit: int,
    after: tuple[int, str] | None = None,
) -> list[Voucher]:
    """A page of the list, newest first; `after` is (issued_at, voucher_id) of the last line."""
    statement = _of(merchant_id)
    for field in ("state", "campaign_id", "giver_id", "friend_id", "order_id"):
        value = getattr(wanted, field)
        if value:
            statement = statement.where(VOUCHER.columns[field] == value)
    if wanted.shop_ids:
        statement = statement.where(of_shops(merchant_id, wanted.shop_ids))
    if after is not None:
        statement = statement.where(tuple_(V.issued_at, V.voucher_id) < tuple_(*after))
    statement = statement.order_by(V.issued_at.desc(), V.voucher_id.desc()).limit(limit)
    return read.rows(VOUCHER, read.all(statement))


def vouchers_of_giver(read: Read, merchant_id: str, person_ids: Sequence[str]) -> list[Voucher]:
    """Everything she was given to give (at most 300, newest first)."""
    statement = _of(merchant_id).where(V.giver_id.in_(person_ids))
    statement = statement.order_by(V.issued_at.desc(), V.number).limit(300)
    return read.rows(VOUCHER, read.all(statement))


def vouchers_of_friend(read: Read, merchant_id: str, person_ids: Sequence[str]) -> list[Voucher]:
    """What she claimed, those to use first (at most 100)."""
    statement = _of(merchant_id).where(V.friend_id.in_(person_ids), text("friend_id <> ''"))
    statement = statement.order_by(V.claimed_at.desc(), V.voucher_id).limit(100)
    return read.rows(VOUCHER, read.all(statement))


def oldest_held(read: Read, merchant_id: str, person_ids: Sequence[str], at: int) -> list[Voucher]:
    """Her vouchers to give, the one that expires first in front: what a spoken name uses."""
    statement = _of(merchant_id).where(
        V.giver_id.in_(person_ids), V.state == "held", V.expires_at > at
    )
    statement = statement.order_by(V.expires_at, V.issued_at, V.number).limit(20)
    return read.rows(VOUCHER, read.all(statement))


def held_counts(read: Read, merchant_id: str, person_ids: Sequence[str], at: int) -> dict[str, int]:
    """How many vouchers each of these people still has to give."""
    statement = (
        select(V.giver_id, func.count())
        .where(
            V.merchant_id == merchant_id,
            V.giver_id.in_(person_ids),
            V.state == "held",
            V.expires_at > at,
        )
        .group_by(V.giver_id)
    )
    return {line[0]: int(line[1]) for line in read.all(statement)}


def offers_of(read: Read, merchant_id: str, voucher_id: str) -> list[Offer]:
    """All offers of a voucher, oldest first."""
    statement = (
        select(OFFER)
        .where(OFFER.c.merchant_id == merchant_id, OFFER.c.voucher_id == voucher_id)
        .order_by(OFFER.c.turn)
    )
    return read.rows(OFFER, read.all(statement))


def open_offers(read: Read, merchant_id: str, voucher_ids: Sequence[str]) -> dict[str, Offer]:
    """The open offer of each of these vouchers that has one."""
    statement = select(OFFER).where(
        OFFER.c.merchant_id == merchant_id,
        OFFER.c.voucher_id.in_(voucher_ids),
        OFFER.c.state == "open",
    )
    return {offer.voucher_id: offer for offer in read.rows(OFFER, read.all(statement))}


def offers_of_hand_over(read: Read, merchant_id: str, hand_over_id: str) -> list[Offer]:
    """What was handed over together."""
    statement = (
        select(OFFER)
        .where(OFFER.c.merchant_id == merchant_id, OFFER.c.hand_over_id == hand_over_id)
        .order_by(OFFER.c.voucher_id)
    )
    return read.rows(OFFER, read.all(statement))


def offers_by_voucher(
    read: Read, merchant_id: str, voucher_ids: Sequence[str]
) -> dict[str, list[Offer]]:
    """Every offer of each of these vouchers, oldest first: what became of them."""
    statement = (
        select(OFFER)
        .where(OFFER.c.merchant_id == merchant_id, OFFER.c.voucher_id.in_(voucher_ids))
        .order_by(OFFER.c.voucher_id, OFFER.c.turn)
    )
    found: dict[str, list[Offer]] = {}
    for offer in read.rows(OFFER, read.all(statement)):
        found.setdefault(offer.voucher_id, []).append(offer)
    return found


def issued_by_orders(read: Read, merchant_id: str, order_ids: Sequence[str]) -> dict[str, int]:
    """How many vouchers each of these orders gave; one that gave none is not there."""
    statement = select(ISSUE.c.cause_id, ISSUE.c.count).where(
        ISSUE.c.merchant_id == merchant_id,
        ISSUE.c.cause_kind == "order",
        ISSUE.c.cause_id.in_(order_ids),
    )
    return {line[0]: int(line[1]) for line in read.all(statement)}


def converting_orders(read: Read, merchant_id: str, order_ids: Sequence[str]) -> set[str]:
    """Which of these orders are purchases of friends who had tried."""
    statement = select(CONVERSION.c.order_id).where(
        CONVERSION.c.merchant_id == merchant_id, CONVERSION.c.order_id.in_(order_ids)
    )
    return {line[0] for line in read.all(statement)}


def redemptions_of(read: Read, merchant_id: str, voucher_id: str) -> list[Redemption]:
    """Every use of a voucher, undone ones too."""
    statement = (
        select(REDEMPTION)
        .where(REDEMPTION.c.merchant_id == merchant_id, REDEMPTION.c.voucher_id == voucher_id)
        .order_by(REDEMPTION.c.number)
    )
    return read.rows(REDEMPTION, read.all(statement))


def redemptions_between(
    read: Read,
    merchant_id: str,
    shop_ids: Sequence[str],
    since: int,
    until: int,
    limit: int = 200,
) -> list[Redemption]:
    """The till's list, newest first; no `shop_ids` means every shop."""
    statement = select(REDEMPTION).where(
        REDEMPTION.c.merchant_id == merchant_id,
        REDEMPTION.c.at >= since,
        REDEMPTION.c.at < until,
    )
    if shop_ids:
        statement = statement.where(REDEMPTION.c.shop_id.in_(shop_ids))
    statement = statement.order_by(REDEMPTION.c.at.desc(), REDEMPTION.c.voucher_id).limit(limit)
    return read.rows(REDEMPTION, read.all(statement))


def tally_of(read: Read, merchant_id: str, campaign_id: str) -> CampaignTally:
    """What a campaign has given so far; zeros before the first."""
    statement = select(CAMPAIGN_TALLY).where(
        CAMPAIGN_TALLY.c.merchant_id == merchant_id, CAMPAIGN_TALLY.c.campaign_id == campaign_id
    )
    found = _first(read, CAMPAIGN_TALLY, statement)
    return found or CampaignTally(merchant_id, campaign_id, 0, 0, 0, 0, 0, 0, 0)


def counts_by_state(read: Read, merchant_id: str, campaign_id: str = "") -> dict[str, int]:
    """How many vouchers are in each state; every state is named."""
    statement = select(V.state, func.count()).where(V.merchant_id == merchant_id)
    if campaign_id:
        statement = statement.where(V.campaign_id == campaign_id)
    counted = dict.fromkeys(STATES, 0)
    for line in read.all(statement.group_by(V.state)):
        counted[line[0]] = int(line[1])
    return counted


def ring_counts(read: Read, merchant_id: str, since: int, until: int) -> dict[str, int]:
    """The loop's links in a span of time: issued, given, claimed, tried, bought, given again.

    `gives_again` counts vouchers of people who had come by a voucher themselves.
    """

    def moved(column: Any) -> Any:
        return func.sum(_one_if(and_(column >= since, column < until)))

    statement = select(
        moved(V.issued_at),
        moved(V.claimed_at),
        moved(V.redeemed_at),
        moved(V.converted_at),
        func.sum(_one_if(and_(V.issued_at >= since, V.issued_at < until, V.parent_id != ""))),
    ).where(
        V.merchant_id == merchant_id,
        or_(*(column >= since for column in (V.issued_at, V.claimed_at, V.redeemed_at)),
            V.converted_at >= since),
    )  # fmt: skip
    given = (
        select(func.count())
        .select_from(OFFER)
        .where(
            OFFER.c.merchant_id == merchant_id,
            OFFER.c.offered_at >= since,
            OFFER.c.offered_at < until,
        )
    )
    line = read.one(statement)
    values = [int(value or 0) for value in line] if line is not None else [0] * 5
    return {
        "issued": values[0],
        "given": int(read.value(given) or 0),
        "claimed": values[1],
        "tried": values[2],
        "bought": values[3],
        "gives_again": values[4],
    }


def passes_of_campaign(read: Read, merchant_id: str, campaign_id: str, limit: int) -> list[Pass]:
    """The edges of a campaign's cascade, oldest first; `campaign_id` empty means all."""
    statement = select(PASS).where(PASS.c.merchant_id == merchant_id)
    if campaign_id:
        statement = statement.where(PASS.c.campaign_id == campaign_id)
    return read.rows(PASS, read.all(statement.order_by(PASS.c.at, PASS.c.pass_id).limit(limit)))


def passes_from(read: Read, merchant_id: str, person_ids: Sequence[str]) -> list[Pass]:
    """Whom these people passed it on to."""
    statement = (
        select(PASS)
        .where(PASS.c.merchant_id == merchant_id, PASS.c.giver_id.in_(person_ids))
        .order_by(PASS.c.at, PASS.c.pass_id)
    )
    return read.rows(PASS, read.all(statement))


def due_to_return(read: Read, merchant_id: str, at: int, limit: int) -> list[str]:
    """Vouchers whose open link is past its hours."""
    statement = (
        select(OFFER.c.voucher_id)
        .where(
            OFFER.c.merchant_id == merchant_id,
            OFFER.c.state == "open",
            OFFER.c.returns_at <= at,
        )
        .order_by(OFFER.c.returns_at)
        .limit(limit)
    )
    return [line[0] for line in read.all(statement)]


def due_to_expire(read: Read, merchant_id: str, at: int, limit: int) -> list[str]:
    """Vouchers past their date that are still open or claimed."""
    statement = (
        select(V.voucher_id)
        .where(
            V.merchant_id == merchant_id,
            text(STILL_OPEN),  # to the letter as in the index, else SQLite does not take it
            V.expires_at <= at,
        )
        .order_by(V.expires_at)
        .limit(limit)
    )
    return [line[0] for line in read.all(statement)]


def _one_if(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _of(merchant_id: str) -> Select[Any]:
    return select(VOUCHER).where(V.merchant_id == merchant_id)


def _first(read: Read, table: Any, statement: Select[Any]) -> Any:
    line = read.one(statement)
    return read.rows(table, [line])[0] if line is not None else None
