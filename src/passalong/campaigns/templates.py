"""Three campaigns ready to be started, in three languages: texts, terms, and what a form asks.

The six first questions, whose answers fill such a campaign, are in `campaigns/welcome.py`.
"""

from typing import Final, Literal

import msgspec

from passalong.base.messages import Words
from passalong.campaigns.model import DraftCampaign, Template, Terms

Asked = Literal[
    "trial",
    "trial_product_id",
    "vouchers_per_purchase",
    "validity_days",
    "trial_stock",
    "conditions",
    "ends_at",
]
ASKED_MAX: Final = 5


class CampaignTemplate(msgspec.Struct, frozen=True):
    """A campaign as it is offered to an owner. `sentence` tells her what it will do.

    A form asks for `asks`, in this order; everything else stays as `terms` says.
    """

    template: Template
    name: Words
    sentence: Words
    terms: Terms
    asks: tuple[Asked, ...]


THREE_TRIAL_VOUCHERS: Final = CampaignTemplate(
    template="three-trial-vouchers",
    name=Words(
        zh_hans="买一份，送三位朋友体验",
        zh_hant="買一份，送三位朋友體驗",
        en="Buy one, let three friends try",
    ),
    sentence=Words(
        zh_hans="客户每买一次，就得到三张体验券送给朋友；朋友来体验、也买了，她也有三张。",
        zh_hant="顧客每買一次，就有三張體驗券可以送給朋友；朋友來體驗、也買了，也會有三張。",
        en=(
            "Whoever buys gets three trial vouchers to give to friends; "
            "a friend who tries and buys gets three as well."
        ),
    ),
    terms=Terms(
        trial=Words(zh_hans="免费体验一份", zh_hant="免費體驗一份", en="One free trial"),
        vouchers_per_purchase=3,
        validity_days=30,
        conditions=Words(
            zh_hans="每人限体验一次。到店时说一声是谁送的就好。不能兑换现金，也不能转卖。",
            zh_hant="每人限體驗一次。到店時說一聲是誰送的就好。不得兌換現金，也不得轉售。",
            en=(
                "One trial for each person. Just say at the shop who gave it to you. "
                "It cannot be exchanged for cash or sold."
            ),
        ),
    ),
    asks=("trial", "trial_product_id", "vouchers_per_purchase", "validity_days", "ends_at"),
)

BRING_A_FRIEND: Final = CampaignTemplate(
    template="bring-a-friend",
    name=Words(
        zh_hans="带一位朋友来上课",
        zh_hant="帶一位朋友來上課",
        en="Bring a friend to class",
    ),
    sentence=Words(
        zh_hans="学员每报一次名，就得到一张体验券，可以请一位朋友来上一节课。",
        zh_hant="學員每報名一次，就有一張體驗券，可以邀一位朋友來上一堂課。",
        en="Whoever books a course gets one trial voucher and can invite a friend to a class.",
    ),
    terms=Terms(
        trial=Words(zh_hans="一节体验课", zh_hant="一堂體驗課", en="One trial class"),
        vouchers_per_purchase=1,
        validity_days=60,
        return_hours=72,
        hold_max=1,
        trial_stock=40,
        conditions=Words(
            zh_hans="请提前一天预约。每人限一节。不能兑换现金，也不能转卖。",
            zh_hant="請於前一天預約。每人限一堂。不得兌換現金，也不得轉售。",
            en=(
                "Please book one day ahead. One class for each person. "
                "It cannot be exchanged for cash or sold."
            ),
        ),
    ),
    asks=("trial", "trial_stock", "validity_days", "conditions", "ends_at"),
)

NEW_PRODUCT_TASTING: Final = CampaignTemplate(
    template="new-product-tasting",
    name=Words(
        zh_hans="新品请朋友尝一尝",
        zh_hant="新品請朋友嚐嚐看",
        en="Friends taste something new",
    ),
    sentence=Words(
        zh_hans="上新的时候，客户每买一次，就得到两张品尝券，请朋友来尝新品，送完为止。",
        zh_hant="新品上市時，顧客每買一次，就有兩張品嚐券，可以請朋友來嚐新品，送完為止。",
        en=(
            "While something is new, whoever buys gets two vouchers, "
            "so that friends can taste it, as long as there are some left."
        ),
    ),
    terms=Terms(
        trial=Words(
            zh_hans="新品品尝一份", zh_hant="新品品嚐一份", en="One tasting of our new product"
        ),
        vouchers_per_purchase=2,
        validity_days=14,
        trial_stock=100,
        conditions=Words(
            zh_hans="每人限一份，送完为止。如有过敏，请先告诉店员。不能兑换现金，也不能转卖。",
            zh_hant="每人限一份，送完為止。如有過敏，請先告知店員。不得兌換現金，也不得轉售。",
            en=(
                "One for each person, as long as there are some left. Please tell us about "
                "allergies first. It cannot be exchanged for cash or sold."
            ),
        ),
    ),
    asks=("trial", "trial_product_id", "trial_stock", "validity_days", "ends_at"),
)

TEMPLATES: Final[dict[Template, CampaignTemplate]] = {
    found.template: found for found in (THREE_TRIAL_VOUCHERS, BRING_A_FRIEND, NEW_PRODUCT_TASTING)
}


def draft_from(
    template: Template, starts_at: int | None = None, ends_at: int | None = None
) -> DraftCampaign:
    """The draft that a template makes if nobody changes a word of it."""
    found = TEMPLATES[template]
    return DraftCampaign(
        name=found.name,
        terms=found.terms,
        template=template,
        starts_at=starts_at,
        ends_at=ends_at,
    )
