"""Rule packs: no pack widens what no pack may widen, and each says where it comes from."""

from datetime import date

import pytest

from passalong.lawful.packs import PACKS, TRIGGERS, pack


def test_there_are_two_packs_and_no_third_by_accident():
    assert sorted(PACKS) == ["cn", "intl"]
    for name in ("", "CN", "tw", "hk", "us", "cn "):
        with pytest.raises(ValueError):
            pack(name)


def test_china_pays_the_direct_giver_only_and_nobody_pays_deeper_than_two():
    assert pack("cn").payout_depth_max == 1
    assert pack("intl").payout_depth_max == 2
    assert all(p.payout_depth_default == 1 for p in PACKS.values())


@pytest.mark.parametrize("name", sorted(PACKS))
def test_rewards_follow_a_trial_or_a_sale_and_money_a_sale_only(name):
    assert frozenset({"redeemed", "purchase_settled"}) == TRIGGERS
    assert pack(name).reward_triggers == TRIGGERS
    assert pack(name).money_triggers == {"purchase_settled"}


def test_holding_days_are_at_least_seven_in_china():
    assert pack("cn").holding_days_min == 7
    assert pack("cn").holding_days_default >= pack("cn").holding_days_min
    assert pack("intl").holding_days_default == 14


@pytest.mark.parametrize("name", sorted(PACKS))
def test_words_that_lure_or_recruit_are_blocked_everywhere(name):
    assert {"inducing", "pyramid"} <= set(pack(name).blocked_words)
    assert "giver_sends" in pack(name).friend_contact


@pytest.mark.parametrize("name", sorted(PACKS))
def test_a_pack_says_version_date_author_and_what_is_unchecked(name):
    this = pack(name)
    assert this.name == name
    assert this.version >= 1
    assert date.fromisoformat(this.dated) <= date(2026, 11, 22)
    assert this.author
    assert set(this.unchecked) <= set(this.__struct_fields__)


def test_a_pack_cannot_be_changed_while_running():
    with pytest.raises(AttributeError):
        pack("cn").payout_depth_max = 3
