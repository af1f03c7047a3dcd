"""Merchants whose friends hold claimed vouchers: what every line of `bench till` begins with.

Everything is made by commands, so the journal and the books are whole. The lines themselves are
in `bench/till.py`; what is sent is `bench/load.py`.
"""

import itertools
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import select

from passalong import migrations, wiring
from passalong.base.ids import derive
from passalong.base.messages import Command, Words
from passalong.campaigns.model import StartCampaign
from passalong.campaigns.templates import draft_from
from passalong.engine.door import Door, Wish
from passalong.engine.postgres import LANES
from passalong.engine.writer import GROUP_MAX
from passalong.merchants.credentials import new_key
from passalong.merchants.model import AddShop, CreateApiKey, CreateMerchant
from passalong.people.model import MeetPerson
from passalong.settings import Settings, settings_from
from passalong.vouchers.codes import code_of_voucher
from passalong.vouchers.model import ClaimVoucher, GiveSeeds, OfferVouchers
from passalong.vouchers.tables import VOUCHER

Say = Callable[[str], None]
SEEDS = 50  # so many one first giver is given, and so many are held out at once
SEED = b"bench till"


@dataclass(frozen=True)
class Stall:
    """One merchant's counter: where its programs ask, and the codes that friends show."""

    merchant_id: str
    shop_id: str
    keys: tuple[str, ...]
    codes: tuple[str, ...]


def settings_for(url: str, home: Path, port: int = 0) -> Settings:
    """An installation on this database."""
    return settings_from(
        {
            "PASSALONG_HOME": str(home),
            "PASSALONG_DATABASE_URL": url,
            "PASSALONG_PORT": str(port),
        }
    )


def merchant_ids(count: int) -> list[str]:
    """So many merchants, each in a lane of its own as long as there are lanes."""
    found: list[str] = []
    taken: set[int] = set()
    for number in itertools.count():
        if len(found) == count:
            return found
        one = "m" + derive(SEED, number, size=4).hex()
        lane = zlib.crc32(one.encode()) % LANES
        if lane not in taken:
            found.append(one)
            taken.add(lane)
        if len(taken) == LANES:
            taken.clear()
    raise AssertionError("numbers never end")


def prepare(settings: Settings, plan: Sequence[tuple[int, int]], say: Say) -> list[Stall]:
    """A new database with one merchant per line of the plan: (vouchers, API keys)."""
    migrations.migrate(settings.database_url)
    door = wiring.open_door(settings)
    try:
        ids = merchant_ids(len(plan))
        stalls = [_stall(door, one, *planned) for one, planned in zip(ids, plan, strict=True)]
        say(f"{sum(len(one.codes) for one in stalls):,} vouchers are claimed")
        return stalls
    finally:
        door.database.close()
        door.writer.stop()


def _stall(door: Door, merchant_id: str, vouchers: int, keys: int) -> Stall:
    wish = Wish(merchant_id)
    name = f"Bench {merchant_id}"
    door.run(wish, CreateMerchant(name, f"{name} Ltd", "cn", "zh_Hans", "CNY", "Asia/Shanghai"))
    shop_id = door.run(wish, AddShop(Words(en="Main shop")))["shop_id"]
    draft = replace(draft_from("three-trial-vouchers"), shop_ids=(shop_id,))
    campaign_id = door.run(wish, draft)["campaign_id"]
    door.run(wish, StartCampaign(campaign_id))
    made = [new_key(door.keys, merchant_id, "till", str(n)) for n in range(keys)]
    _all(door, wish, [CreateApiKey(one.key_id, one.secret_hash, ("till",), "till") for one in made])
    sizes = [min(SEEDS, vouchers - start) for start in range(0, vouchers, SEEDS)]
    givers = _all(door, wish, [MeetPerson("counter") for _ in sizes])
    seeds = [
        GiveSeeds(campaign_id, giver["person_id"], size, "opening", shop_id)
        for giver, size in zip(givers, sizes, strict=True)
    ]
    ids = [one for answer in _all(door, wish, seeds) for one in answer["voucher_ids"]]
    _all(door, wish, [OfferVouchers(tuple(some)) for some in _by(SEEDS, ids)])
    _all(door, wish, [ClaimVoucher(one, 1) for one in ids])
    return Stall(merchant_id, shop_id, tuple(one.text for one in made), _codes(door, merchant_id))


def _all(door: Door, wish: Wish, commands: Sequence[Command]) -> list[dict[str, object]]:
    """What these commands of the system answered. Raises RuntimeError when one was refused."""
    answers = []
    for some in _by(GROUP_MAX, commands):
        group = [door.envelope(wish, command) for command in some]
        for outcome in door.writer.submit_all(group).result():
            if outcome.status != "done":
                raise RuntimeError(f"not prepared: {outcome.refusal or outcome.status}")
            answers.append(outcome.answer)
    return answers


def _codes(door: Door, merchant_id: str) -> tuple[str, ...]:
    statement = select(VOUCHER).where(VOUCHER.c.merchant_id == merchant_id)
    with door.reading() as read:
        found = read.rows(VOUCHER, read.all(statement))
    return tuple(code_of_voucher(door.keys, one) for one in found)


def _by(size: int, things: Sequence[Command] | Sequence[str]) -> Iterator[list]:
    left = iter(things)
    while some := list(itertools.islice(left, size)):
        yield some
