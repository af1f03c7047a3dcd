"""`shop create` and `staff add`: a merchant with her shop, campaign and key; who may sign in.

What is allowed is in `merchants/rules.py` and `campaigns/rules.py`.
"""

import secrets
import sys
from datetime import date, datetime, timedelta
from typing import Any, get_args

import click
from msgspec.structs import replace

from passalong.base.clock import day_start, zone_of
from passalong.base.ids import SEED_BYTES, merchant_id_of
from passalong.base.messages import Refusal, Words
from passalong.base.money import EXPONENTS
from passalong.campaigns.model import StartCampaign, Template
from passalong.campaigns.templates import draft_from
from passalong.cli.answers import Stop, json_option, note, told
from passalong.cli.opening import opened_door
from passalong.engine.door import Door, Wish
from passalong.lawful.packs import PACKS
from passalong.merchants.credentials import new_key
from passalong.merchants.model import SCOPES, AddShop, CreateApiKey, CreateMerchant, StaffRole
from passalong.merchants.queries import merchant_of, shop_anywhere

USUAL = {  # language → currency, time zone
    "zh_Hans": ("CNY", "Asia/Shanghai"),
    "zh_Hant": ("TWD", "Asia/Taipei"),
    "en": ("USD", "UTC"),
}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def shop() -> None:
    """Merchants and their shops."""


@shop.command()
@click.argument("name")
@click.option("--organiser", default="", help="Who is answerable: the name on the licence.")
@click.option("--campaign", type=click.Choice(get_args(Template)), help="Start one at once.")
@click.option("--from", "first", type=DAY, help="Its first day, YYYY-MM-DD.")
@click.option("--until", "last", type=DAY, help="Its last day, included.")
@click.option("--language", type=click.Choice(list(USUAL)), default="zh_Hans", show_default=True)
@click.option("--pack", type=click.Choice(sorted(PACKS)), help="The rules of which country.")
@click.option("--merchant", "merchant_id", help="Another shop of this merchant.")
@click.option("--currency", help="ISO 4217; usual for the language if not given.")
@click.option("--time-zone", help="IANA name; usual for the language if not given.")
@json_option
def create(name: str, merchant_id: str | None, as_json: bool, **given: Any) -> None:
    """A merchant with its first shop, or another shop; prints ids and an API key."""
    with opened_door() as door:
        try:
            wish = _merchant(door, name, given, merchant_id)
            answer = _shop(door, wish, name, given)
        except Refusal as refusal:
            raise Stop(refusal.key) from refusal
        try:
            if given["campaign"]:
                shop_ids = (answer["shop_id"],) if merchant_id else ()
                answer["campaign_id"] = _campaign(door, wish, shop_ids, given)
        except Refusal as refusal:
            told(answer, as_json=as_json)
            raise Stop(f"The shop is there, its campaign is not: {refusal.key}") from refusal
    told(answer, as_json=as_json)


def _merchant(door: Door, name: str, given: dict[str, Any], known: str | None) -> Wish:
    """The wish of an existing merchant, or of one that is founded here."""
    if known:
        with door.reading() as read:
            if merchant_of(read, known) is None:
                raise click.UsageError(f"there is no merchant {known}")
        return Wish(known)
    if not given["organiser"].strip():
        raise click.UsageError("--organiser is needed: every page names who is answerable")
    currency, zone = USUAL[given["language"]]
    currency, zone = given["currency"] or currency, given["time_zone"] or zone
    if currency not in EXPONENTS:
        raise click.UsageError(f"--currency {currency}: not one of {' '.join(sorted(EXPONENTS))}")
    try:
        zone_of(zone)
    except ValueError as error:
        raise click.UsageError(f"--time-zone: {error}") from error
    pack = given["pack"] or ("cn" if given["language"] == "zh_Hans" else "intl")
    wish = Wish(merchant_id_of(secrets.token_bytes(SEED_BYTES)))
    command = CreateMerchant(name, given["organiser"], pack, given["language"], currency, zone)
    door.run(wish, command)
    return wish


def _shop(door: Door, wish: Wish, name: str, given: dict[str, Any]) -> dict[str, Any]:
    words = Words(**{given["language"].lower(): name})
    added = door.run(wish, AddShop(words))
    key = new_key(door.keys, wish.merchant_id, "shop create", added["shop_id"])
    door.run(wish, CreateApiKey(key.key_id, key.secret_hash, SCOPES, label="shop create"))
    return {
        "merchant_id": wish.merchant_id,
        "shop_id": added["shop_id"],
        "campaign_id": "",
        "api_key": key.text,
    }


def _campaign(door: Door, wish: Wish, shop_ids: tuple[str, ...], given: dict[str, Any]) -> str:
    """Draft it from the template and start it; `--until` is its last day, included."""
    with door.reading() as read:
        merchant = merchant_of(read, wish.merchant_id)
    assert merchant is not None
    draft = draft_from(
        given["campaign"],
        _midnight(given["first"], 0, merchant.time_zone),
        _midnight(given["last"], 1, merchant.time_zone),
    )
    campaign_id: str = door.run(wish, replace(draft, shop_ids=shop_ids))["campaign_id"]
    door.run(wish, StartCampaign(campaign_id))
    return campaign_id


def _midnight(day: datetime | None, later: int, zone: str) -> int | None:
    if day is None:
        return None
    return day_start(date(day.year, day.month, day.day) + timedelta(days=later), zone)


@click.group()
def staff() -> None:
    """Who works here."""


@staff.command("add")
@click.argument("sign_in_name")
@click.option("--shop", "shop_id", required=True, help="The shop she works in.")
@click.option("--role", type=click.Choice(get_args(StaffRole)), default="owner", show_default=True)
@click.option("--name", "display_name", help="What colleagues call her; else the sign-in name.")
@click.option("--every-shop", is_flag=True, help="She works in all shops of the merchant.")
@click.option("--password", help="Better not here: without it one is asked for, or made.")
@json_option
def add_staff(
    sign_in_name: str,
    shop_id: str,
    role: StaffRole,
    display_name: str | None,
    every_shop: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """Give somebody a sign-in. At a terminal the password is asked for; empty makes one."""
    from passalong.web.employing import Newcomer, employ_now

    with opened_door() as door:
        with door.reading() as read:
            found = shop_anywhere(read, shop_id)
        if found is None:
            raise click.UsageError(f"there is no shop {shop_id}")
        chosen = password or _asked() or secrets.token_urlsafe(12)
        shop_ids = () if every_shop or role == "owner" else (shop_id,)
        who = Newcomer(role, display_name or sign_in_name, sign_in_name, chosen, shop_ids)
        # The key stands for this call: what is sent here is one wish, never one of before.
        wish = Wish(found.merchant_id, idempotency_key=f"staff add {secrets.token_hex(16)}")
        try:
            answer = dict(employ_now(door, wish, who))
        except Refusal as refusal:
            raise Stop(refusal.key) from refusal
    answer |= {"merchant_id": found.merchant_id, "sign_in_name": sign_in_name}
    if password is None:
        answer["password"] = chosen
        note("The password is shown this once.")
    told(answer, as_json=as_json)


def _asked() -> str:
    if not sys.stdin.isatty():
        return ""
    typed: str = click.prompt(
        "Password (empty: one is made)", hide_input=True, default="", show_default=False, err=True
    )
    return typed


COMMANDS = {"shop": shop, "staff": staff}
