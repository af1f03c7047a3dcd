"""How a voucher's open time ends by itself or by a refund: return, expire, void.

Using it is in `vouchers/till.py`. Timers hand in what seems due (`outside/timers.py`); the rule
looks again, so a voucher that was claimed in between is left alone.
"""

from passalong.base.messages import Now
from passalong.base.world import World
from passalong.vouchers.issue import Steps
from passalong.vouchers.model import (
    OPEN_STATES,
    ExpireVouchers,
    Offer,
    ReturnVouchers,
    VoidVouchers,
    Voucher,
    VoucherExpired,
    VoucherReturned,
    VoucherVoided,
    voucher_id_of,
)
from passalong.vouchers.tallies import (
    Issue,
)


def give_back(world: World, command: ReturnVouchers, now: Now) -> Steps:
    """Links that nobody claimed in time; past validity they expire instead."""
    for voucher_id in command.voucher_ids:
        world.hint(Voucher, voucher_id)
    count = 0
    for voucher_id in command.voucher_ids:
        voucher = world.get(Voucher, voucher_id)
        if voucher is None or voucher.state != "offered":
            continue
        held_out = world.have(Offer, voucher_id, voucher.turn)
        if now.at >= voucher.expires_at:
            yield VoucherExpired(voucher_id)
            count += 1
        elif held_out.returns_at is not None and now.at >= held_out.returns_at:
            yield VoucherReturned(voucher_id, voucher.turn)
            count += 1
    return {"closed": count}


def expire(world: World, command: ExpireVouchers, now: Now) -> Steps:
    """Vouchers past their date, given or claimed but not used."""
    for voucher_id in command.voucher_ids:
        world.hint(Voucher, voucher_id)
    count = 0
    for voucher_id in command.voucher_ids:
        voucher = world.get(Voucher, voucher_id)
        if voucher is None or now.at < voucher.expires_at:
            continue
        if voucher.state in OPEN_STATES or voucher.state == "claimed":
            yield VoucherExpired(voucher_id)
            count += 1
    return {"closed": count}


def void(world: World, command: VoidVouchers, now: Now) -> Steps:
    """Those of a cause that nobody has claimed; claimed ones stay good, the books show it."""
    known = world.get(Issue, command.cause_kind, command.cause_id)
    count = 0
    for number in range(1, (known.count if known else 0) + 1):
        voucher_id = voucher_id_of(world.merchant_id, command.cause_kind, command.cause_id, number)
        voucher = world.have(Voucher, voucher_id)
        if voucher.state in OPEN_STATES:
            yield VoucherVoided(voucher_id, command.reason_code)
            count += 1
    return {"closed": count}
