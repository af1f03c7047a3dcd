"""Rule packs: what one jurisdiction allows, as data with a version, a date and an author.

The checks that read them are in `lawful/checks.py`; sentences for people are with the pages.

A pack is an engineering choice, not legal advice. Fields named in `unchecked` rest on texts
that were not read in an official copy: they work as safe defaults, but must not be quoted to a
merchant as the law. A new pack is a new entry here with its tests; a changed one gets a new
version and date, since campaigns remember under which version they were checked.
"""

from typing import Final

import msgspec

TRIGGERS: Final = frozenset({"redeemed", "purchase_settled"})


class RulePack(msgspec.Struct, frozen=True, kw_only=True):
    """The limits of one jurisdiction. There is no field that an administrator could override."""

    name: str
    version: int
    dated: str
    author: str
    # Money
    payout_depth_max: int
    payout_depth_default: int
    reward_triggers: frozenset[str]
    money_triggers: frozenset[str]
    holding_days_min: int
    holding_days_default: int
    tax_withheld: bool
    payout_scene: str
    watched_people: int
    watched_levels: int
    # Words and people
    blocked_words: tuple[str, ...]
    words_needing_proof: tuple[str, ...]
    advert_label: str
    friend_contact: tuple[str, ...]
    age_min: int
    notice_articles: tuple[str, ...]
    trade_data_kept_years: int
    unchecked: tuple[str, ...]


_CN: Final = RulePack(
    name="cn",
    version=1,
    dated="2026-11-22",
    author="The Passalong authors",
    payout_depth_max=1,
    payout_depth_default=1,
    reward_triggers=TRIGGERS,
    money_triggers=frozenset({"purchase_settled"}),
    holding_days_min=7,
    holding_days_default=7,
    tax_withheld=True,
    payout_scene="1005",
    watched_people=30,
    watched_levels=3,
    blocked_words=("absolute", "inducing", "pyramid", "health"),
    words_needing_proof=(),
    advert_label="advert_label_cn",
    friend_contact=("giver_sends",),
    age_min=14,
    notice_articles=("separate_consent", "export", "erase", "rectify", "withdraw"),
    trade_data_kept_years=3,
    unchecked=("age_min", "trade_data_kept_years", "watched_people", "watched_levels"),
)

_INTL: Final = RulePack(
    name="intl",
    version=1,
    dated="2026-11-22",
    author="The Passalong authors",
    payout_depth_max=2,
    payout_depth_default=1,
    reward_triggers=TRIGGERS,
    money_triggers=frozenset({"purchase_settled"}),
    # The return window is the merchant's own promise; the default is a usual one.
    holding_days_min=0,
    holding_days_default=14,
    tax_withheld=False,
    payout_scene="",
    watched_people=30,
    watched_levels=2,
    blocked_words=("inducing", "pyramid", "health"),
    words_needing_proof=("absolute",),
    advert_label="advert_label_intl",
    friend_contact=("giver_sends", "double_opt_in"),
    age_min=16,
    notice_articles=("lawful_basis", "export", "erase", "rectify", "object", "withdraw"),
    trade_data_kept_years=6,
    unchecked=("holding_days_default", "age_min", "trade_data_kept_years"),
)

PACKS: Final = {pack.name: pack for pack in (_CN, _INTL)}


def pack(name: str) -> RulePack:
    """The rule pack of that name. ValueError when there is none: no pack, no merchant."""
    if name not in PACKS:
        raise ValueError(f"no such rule pack: {name!r}; there are {', '.join(sorted(PACKS))}")
    return PACKS[name]
