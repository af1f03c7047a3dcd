"""What the water shop says and sells: names, words, prices, the campaign, the owner's answers.

How it is founded with real commands is in `shop.py`; the pictures are drawn in `pictures.py`.
The shop, its people and its company are invented.
"""

from typing import Final

import msgspec
from msgspec.structs import replace

from passalong.base.messages import Words
from passalong.campaigns.model import DraftCampaign, Way
from passalong.campaigns.templates import draft_from
from passalong.merchants.model import StaffRole

NAME: Final = Words("清源水铺", "清源水舖", "Qingyuan Water")
ORGANISER: Final = "杭州清源饮用水有限公司"

SHOPS: Final = (
    (
        Words("清源水铺 · 老街店", "清源水舖 · 老街店", "Qingyuan Water, Old Street"),
        Words("杭州市清源老街 18 号", "杭州市清源老街 18 號", "18 Qingyuan Old Street, Hangzhou"),
    ),
    (
        Words("清源水铺 · 河坊店", "清源水舖 · 河坊店", "Qingyuan Water, Hefang"),
        Words("杭州市河坊小巷 6 号", "杭州市河坊小巷 6 號", "6 Hefang Lane, Hangzhou"),
    ),
)


class Good(msgspec.Struct, frozen=True):
    """Something on the shelf; `picture` names one of `pictures.PICTURES`."""

    picture: str
    name: Words
    about: Words
    price_minor: int


GOODS: Final = (
    Good(
        "bottle",
        Words("清源山泉 · 一瓶", "清源山泉 · 一瓶", "Qingyuan spring water, one bottle"),
        Words(
            "玻璃瓶装，750 毫升，当天灌装。",
            "玻璃瓶裝，750 毫升，當天裝瓶。",
            "750 ml in glass, bottled on the day.",
        ),
        1_200,
    ),
    Good(
        "six_bottles",
        Words(
            "清源山泉 · 六瓶木箱", "清源山泉 · 六瓶木箱", "Qingyuan spring water, six in a crate"
        ),
        Words(
            "六瓶玻璃瓶装，木箱可退。",
            "六瓶玻璃瓶裝，木箱可退。",
            "Six glass bottles; bring the crate back.",
        ),
        6_000,
    ),
    Good(
        "jar",
        Words("清源桶装水 · 20 升", "清源桶裝水 · 20 公升", "Qingyuan water, 20-litre jar"),
        Words(
            "适合家里和办公室，市区当天送到。",
            "適合家裡和辦公室，市區當天送達。",
            "For home and office, brought the same day in town.",
        ),
        3_800,
    ),
    Good(
        "tea_set",
        Words("清源泡茶礼盒", "清源泡茶禮盒", "Qingyuan tea set"),
        Words(
            "一壶两杯，加两瓶泡茶用的软水。",
            "一壺兩杯，加兩瓶泡茶用的軟水。",
            "A pot, two cups, and two bottles of soft water for tea.",
        ),
        16_800,
    ),
    Good(
        "cup",
        Words("一杯泉水", "一杯泉水", "A cup of spring water"),
        Words(
            "现倒的一杯，凉的温的都有。",
            "現倒的一杯，涼的溫的都有。",
            "Freshly poured, cool or warm.",
        ),
        600,
    ),
)
TASTED: Final = 4  # the good that friends try
SOLD: Final = 4  # the first so many goods give vouchers
TRIAL_COST_MINOR: Final = 150


class Employed(msgspec.Struct, frozen=True):
    """Somebody who works here; `shop` None means in both shops."""

    role: StaffRole
    name: str
    sign_in_name: str
    shop: int | None = None


STAFF: Final = (
    Employed("owner", "沈清", "owner"),
    Employed("manager", "陆远", "manager"),
    Employed("clerk", "小周", "clerk", 0),
    Employed("clerk", "小何", "clerk2", 1),
    Employed("accountant", "钱会计", "accountant"),
    Employed("auditor", "外部审计 方", "auditor"),
)

ANSWERS: Final[tuple[tuple[Way, str], ...]] = (
    ("fragments", "一杯泉水，请朋友尝尝"),
    ("product", "现倒的一杯清源泉水"),
    ("trust", "水每天清晨从源头灌来，喝着不好可以直说"),
    ("community", "第一轮 1500 位"),
    ("fission", "三位"),
    ("social", "楼上的王阿姨、晨跑的老许、书店的小林"),
)


def campaign() -> DraftCampaign:
    """Three trial vouchers after every purchase, each for a cup of spring water."""
    draft = draft_from("three-trial-vouchers")
    terms = replace(
        draft.terms,
        trial=Words(
            "现倒的清源泉水一杯", "現倒的清源泉水一杯", "A freshly poured cup of spring water"
        ),
        claims_max=2,
        trial_cost_minor=TRIAL_COST_MINOR,
        conditions=Words(
            "每位朋友最多两次。到店时说一声是谁送的就好。不能兑换现金，也不能转卖。",
            "每位朋友最多兩次。到店時說一聲是誰送的就好。不得兌換現金，也不得轉售。",
            "Twice at most for each friend. Just say at the shop who gave it to you. "
            "It cannot be exchanged for cash or sold.",
        ),
    )
    name = Words(
        "一杯泉水，请朋友尝尝", "一杯泉水，請朋友嚐嚐", "A cup of spring water for friends"
    )
    return replace(draft, name=name, terms=terms)
