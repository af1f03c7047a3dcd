"""REST of agreements with agents: what they promise, in versions, and who may apply.

It stands at the rim beside `agents/api.py`, where the people under them are; what is allowed is in
`agents/rules.py`.
"""

from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from passalong.agents.model import AgreementTerms, OpenAgreement, Rate, Tier, WriteAgreement
from passalong.agents.queries import AgreementView, agreements
from passalong.base.messages import Words
from passalong.engine.asking import Listed, Paging, listed_here, reads, sends, shown
from passalong.engine.bodies import Body, Count, Identifier, Said, command_of
from passalong.engine.door import Door, Reply, Wish

AGREEMENT = "agr_4h2m9x1c8v7b3n6k5j0q"
AGREEMENT_EXAMPLE: dict[str, Any] = {
    "agreement_id": AGREEMENT,
    "version": 1,
    "name": {"zh_hans": "老朋友", "zh_hant": "老朋友", "en": "Friends of the house"},
    "is_open": True,
    "made_at": "2026-01-01T00:00:00.000Z",
    "rates": [{"basis": "percent", "value": 1000, "product_id": ""}],
    "tiers": [],
    "window_days": 30,
    "second_bp": 0,
    "text": {"zh_hans": "", "zh_hant": "", "en": ""},
}


class AgreementShown(msgspec.Struct):
    """An agreement with its newest terms. Percent rates are in basis points."""

    agreement_id: str
    version: int
    name: Words
    is_open: bool
    made_at: str
    rates: list[Rate]
    tiers: list[Tier]
    window_days: int
    second_bp: int
    text: Words


class RateWish(Body, frozen=True):
    """Basis points of the price, or a sum for each piece."""

    basis: Literal["percent", "amount"]
    value: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    product_id: Annotated[str, msgspec.Meta(max_length=80)] = ""


class TierWish(Body, frozen=True):
    """From so many own settled sales on, so many basis points more."""

    from_minor: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    extra_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class AgreementWish(Body, frozen=True):
    """An agreement; with `agreement_id` a new version of that one."""

    name: Said
    rates: Annotated[tuple[RateWish, ...], msgspec.Meta(min_length=1, max_length=200)]
    tiers: Annotated[tuple[TierWish, ...], msgspec.Meta(max_length=10)] = ()
    window_days: Count = 30
    second_bp: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    text: Said = Said()
    agreement_id: Annotated[str, msgspec.Meta(max_length=80)] = ""


class OpenWish(Body, frozen=True):
    """Whether people can apply."""

    is_open: bool


def show_agreement(view: AgreementView) -> AgreementShown:
    """An agreement as the API shows it."""
    terms = view.newest.terms
    return shown(
        AgreementShown,
        view.agreement,
        rates=list(terms.rates),
        tiers=list(terms.tiers),
        window_days=terms.window_days,
        second_bp=terms.second_bp,
        text=terms.text,
    )


@get(
    "/v1/agreements",
    opt=reads(answers={"items": [AGREEMENT_EXAMPLE], "next_cursor": None}),
    sync_to_thread=True,
    tags=["agents"],
)
def list_agreements(
    wish: NamedDependency[Wish], door: NamedDependency[Door], paging: NamedDependency[Paging]
) -> Listed:
    """Agreements with their newest terms."""
    with door.reading() as read:
        found = agreements(read, wish.merchant_id)
    return listed_here(found, paging, show_agreement, lambda view: (view.agreement.agreement_id,))


@post(
    "/v1/agreements",
    opt=sends(
        WriteAgreement,
        asks={
            "name": {"en": "Friends of the house"},
            "rates": [{"basis": "percent", "value": 1000}],
        },
        answers={"agreement_id": AGREEMENT, "version": 1},
    ),
    tags=["agents"],
)
async def write_agreement(
    data: JSONBody[AgreementWish], wish: NamedDependency[Wish], door: NamedDependency[Door]
) -> Reply:
    """A new agreement or a new version. What your rule pack forbids can't be written."""
    terms = AgreementTerms(
        rates=tuple([Rate(one.basis, one.value, one.product_id) for one in data.rates]),
        tiers=tuple([Tier(one.from_minor, one.extra_bp) for one in data.tiers]),
        window_days=data.window_days,
        second_bp=data.second_bp,
        text=_words(data.text),
    )
    command = WriteAgreement(_words(data.name), terms, data.agreement_id)
    return await door.send(wish, command)


def _words(said: Said) -> Words:
    return Words(said.zh_hans, said.zh_hant, said.en)


@post(
    "/v1/agreements/{agreement_id:str}/open",
    opt=sends(
        OpenAgreement,
        asks={"is_open": False},
        answers={"agreement_id": AGREEMENT, "is_open": False},
    ),
    status_code=200,
    tags=["agents"],
)
async def open_agreement(
    agreement_id: FromPath[Identifier],
    data: JSONBody[OpenWish],
    wish: NamedDependency[Wish],
    door: NamedDependency[Door],
) -> Reply:
    """Let people apply, or nobody any more."""
    return await door.send(wish, command_of(OpenAgreement, data, agreement_id=agreement_id))


ROUTES: Final[tuple[Any, ...]] = (list_agreements, write_agreement, open_agreement)
