"""What the demo says in the terminal: the town in figures, the sign-ins, a walk in five steps.

The counts come from `queries.py`; who started what is `demo.py`.
"""

from collections.abc import Sequence

import msgspec

from passalong.engine.database import Read
from passalong.engine.door import Door
from passalong.people.queries import known_people, person_of
from passalong.town.goods import NAME
from passalong.town.queries import Figures, busiest_giver, figures, open_link, waiting_friend
from passalong.town.shop import Shop, password_of
from passalong.vouchers.codes import code_of_voucher, link_of_offer, link_of_person
from passalong.vouchers.queries import offers_of, voucher_of


class Stand(msgspec.Struct, frozen=True):
    """Addresses of this moment: two customers' own pages, an open link, a code to type; and the
    vouchers that these are about.
    """

    giver_name: str = ""
    giver_link: str = ""
    friend_name: str = ""
    friend_link: str = ""
    friend_code: str = ""
    offer_link: str = ""
    voucher_ids: tuple[str, ...] = ()


def stand(door: Door, shop: Shop, public_url: str, at: int) -> Stand:
    """Who can be visited now. What a very small town does not have is left empty."""
    with door.reading() as read:
        giver_id = busiest_giver(read, shop.merchant_id)
        waiting = waiting_friend(read, shop.merchant_id, at)
        giver_name, giver_link = _page(door, read, shop, giver_id or "", public_url)
        friend_name, friend_link = _page(
            door, read, shop, waiting[0] if waiting else "", public_url
        )
        code = ""
        if waiting is not None:
            voucher = voucher_of(read, shop.merchant_id, waiting[1])
            code = code_of_voucher(door.keys, voucher) if voucher else ""
        found = open_link(read, shop.merchant_id, at)
        link = _link(door, read, shop, public_url, found) if found else ""
    named = tuple([one for one in (waiting and waiting[1], found and found[0]) if one])
    return Stand(giver_name, giver_link, friend_name, friend_link, code, link, named)


def _page(door: Door, read: Read, shop: Shop, person_id: str, public_url: str) -> tuple[str, str]:
    person = person_of(read, shop.merchant_id, person_id) if person_id else None
    if person is None:
        return "", ""
    known = known_people(read, shop.merchant_id, [person.person_id])[person.person_id]
    return known.name, link_of_person(door.keys, person, public_url)


def _link(door: Door, read: Read, shop: Shop, public_url: str, found: tuple[str, int]) -> str:
    voucher_id, turn = found
    offers = offers_of(read, shop.merchant_id, voucher_id)
    offer = next(one for one in offers if one.turn == turn)
    return link_of_offer(door.keys, offer, public_url)


def figures_told(door: Door, shop: Shop, people: int, days: int) -> list[str]:
    """The town in a few lines."""
    with door.reading() as read:
        counted: Figures = figures(read, shop.merchant_id)
    shares = (
        _share(counted.given, counted.vouchers),
        _share(counted.claimed, counted.given),
        _share(counted.tried, counted.claimed),
        _share(counted.brought_buyers, counted.tried),
    )
    return [
        f"{NAME.zh_hans} · {NAME.en}: {people:,} people in town, {days} days.",
        f"  {counted.people:,} known to the shop · {counted.buyers:,} bought, "
        f"{counted.orders:,} orders",
        f"  {counted.vouchers:,} vouchers · {counted.given:,} given ({shares[0]}) · "
        f"{counted.claimed:,} claimed ({shares[1]})",
        f"  {counted.tried:,} tried ({shares[2]}) · {counted.brought_buyers:,} friends came to buy "
        f"({shares[3]})",
        f"  each buyer has brought {counted.k:.2f} buyers so far · the longest line has "
        f"{counted.deepest} generations",
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none yet"


def sign_ins_told(door: Door, shop: Shop, public_url: str) -> list[str]:
    """Who signs in with what."""
    lines = [f"Sign in at {public_url}/signin"]
    for one in shop.staff:
        password = password_of(door.keys, shop.merchant_id, one.sign_in_name)
        lines.append(f"  {one.role:<11} {one.sign_in_name:<11} {password:<24} {one.name}")
    return lines


def customers_told(now: Stand) -> list[str]:
    """Two phones to look at."""
    lines = ["Phones of two customers (no sign-in, the link is the key)"]
    if now.giver_link:
        lines.append(f"  {now.giver_name} has vouchers to give   {now.giver_link}")
    if now.friend_link:
        lines.append(f"  {now.friend_name} was given one           {now.friend_link}")
    return lines


def walk_told(now: Stand, public_url: str) -> list[str]:
    """Buy, give, claim, try, and she gets three: each with its address."""
    give = now.giver_link or "the address that the slip or the page of step 1 shows"
    claim = now.offer_link or "the link that step 2 gives you"
    code = f", type {now.friend_code}" if now.friend_code else ", type the code of step 3"
    steps: Sequence[tuple[str, str]] = (
        ("Buy    As the clerk: Sold → hand over three", f"{public_url}/till"),
        ("Give   As the giver: give one to a friend", give),
        ("Claim  As the friend: take it, one tap", claim),
        (f"Try    As the clerk{code}, look, confirm", f"{public_url}/till"),
        ("Again  Then “she buys”: three of her own", now.friend_link or f"{public_url}/till"),
    )
    lines = ["A walk in five steps"]
    for number, (what, where) in enumerate(steps, 1):
        lines.append(f"  {number} {what}")
        lines.append(f"    {where}")
    lines.append("  And the owner watches the forest grow")
    lines.append(f"    {public_url}/cascade")
    return lines
