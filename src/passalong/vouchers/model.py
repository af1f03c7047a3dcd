"""Words of vouchers: the thing that is made to be given, and everything that happens to it.

What is allowed is in `vouchers/rules.py` (giving, claiming) and `vouchers/till.py` (redeeming);
the text of codes in `base/codes.py`.

States: issued → held → offered → claimed → redeemed → converted; exits expired and void.
A purchase issues straight to `held`: the giver has them. Each offer is a row of its own, so an
old link can say what became of it.
"""

from typing import ClassVar, Literal

from passalong.base.ids import id_by_cause, ids_by_cause
from passalong.base.messages import ANYBODY, MANAGERS, PERSON, SYSTEM, TILL, Command, Event, Row
from passalong.orders.model import LineWish
from passalong.people.model import Contact
from passalong.vouchers.manual import ManualReason

VoucherState = Literal[
    "issued", "held", "offered", "claimed", "redeemed", "converted", "expired", "void"
]
OfferState = Literal["open", "recalled", "returned", "claimed", "expired", "void"]
CauseKind = Literal["order", "trial", "seed", "import"]
GivingWay = Literal[
    "forward", "added_friend", "interest_group", "recommendation", "poster",
    "in_person", "paper_slip", "spoken_name",
]  # fmt: skip
RedeemedBy = Literal["scan", "code", "slip", "name", "manual"]
UndoReason = Literal["wrong_voucher", "wrong_person", "not_tried", "other"]
VoidReason = Literal["refund", "fraud", "opt_out", "resale", "erased", "trial_undone"]
SeedReason = Literal["opening", "tasting", "regular", "recommended_by_forecast", "other"]
LASTING_WAYS = ("in_person", "paper_slip", "spoken_name")
BEARER_WAYS = ("in_person", "paper_slip")
OPEN_STATES = ("issued", "held", "offered")
FAN_OUT_MAX = 1000
SEEDS_MAX = 50
HAND_OVER_MAX = 50


class Voucher(Row, frozen=True):
    """One free trial to give. `giver_id` got it, `friend_id` claimed it.

    `parent_id` is the voucher through which the giver came herself; `depth` counts from the
    first givers (0). `turn` numbers its offers; `code_turn` is above 0 only after a collision.
    """

    key: ClassVar = ("merchant_id", "voucher_id")

    voucher_id: str
    campaign_id: str
    version: int
    shop_id: str
    state: VoucherState
    cause_kind: CauseKind
    cause_id: str
    number: int
    giver_id: str
    friend_id: str
    parent_id: str
    depth: int
    cost_minor: int
    turn: int
    code_turn: int
    code_lookup: int | None
    issued_at: int
    expires_at: int
    claimed_at: int | None
    redeemed_at: int | None
    converted_at: int | None
    order_id: str
    closed_at: int | None
    close_reason: str


class Offer(Row, frozen=True):
    """One time that a voucher was held out to a friend; the link's token belongs to this row."""

    key: ClassVar = ("merchant_id", "voucher_id", "turn")

    voucher_id: str
    turn: int
    way: GivingWay
    hand_over_id: str
    state: OfferState
    offered_at: int
    returns_at: int | None
    closed_at: int | None
    token_turn: int
    token_lookup: int | None


class Redemption(Row, frozen=True):
    """One use at the till. A voucher has at most one that is not reversed."""

    key: ClassVar = ("merchant_id", "voucher_id", "number")

    voucher_id: str
    number: int
    campaign_id: str
    friend_id: str
    shop_id: str
    staff_id: str
    redeemed_by: RedeemedBy
    at: int
    reversed_at: int | None
    reversed_by: str
    reason_code: str


class IssueVouchers(Command, frozen=True):
    """What a paid order, a first trial or a seed leads to. Answers issued and voucher_ids."""

    allowed: ClassVar = frozenset()

    cause_kind: CauseKind
    cause_id: str
    giver_id: str
    shop_id: str
    product_ids: tuple[str, ...] = ()
    amount_minor: int = 0
    campaign_id: str = ""
    count: int = 0


class IssueForOrder(Command, frozen=True):
    """An order of the past gives vouchers now, as the campaign that runs today says; once."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "vouchers"

    order_id: str


class VouchersIssued(Event, frozen=True):
    """A giver has vouchers to give."""

    campaign_id: str
    version: int
    cause_kind: CauseKind
    cause_id: str
    giver_id: str
    shop_id: str
    voucher_ids: tuple[str, ...]
    expires_at: int
    parent_id: str
    depth: int
    cost_minor: int
    code_turn: int


class IssueSkipped(Event, frozen=True):
    """A cause gave no vouchers, and why; the purchase stands."""

    campaign_id: str
    cause_kind: CauseKind
    cause_id: str
    reason_code: str


class GiveSeeds(Command, frozen=True):
    """First givers chosen by staff: vouchers without a purchase, with a reason, never paid for."""

    allowed: ClassVar = MANAGERS | SYSTEM
    scope: ClassVar = "vouchers"

    campaign_id: str
    giver_id: str
    count: int
    reason_code: SeedReason
    shop_id: str = ""


class SeedsGiven(Event, frozen=True):
    """Staff chose a first giver."""

    campaign_id: str
    giver_id: str
    shop_id: str
    seed_id: str
    count: int
    reason_code: SeedReason


class OfferVouchers(Command, frozen=True):
    """Hold out one or several held vouchers in one way; several are one hand-over."""

    allowed: ClassVar = PERSON | TILL | SYSTEM
    scope: ClassVar = "vouchers"

    voucher_ids: tuple[str, ...]
    way: GivingWay = "forward"


class VoucherOffered(Event, frozen=True):
    """A voucher is on its way to a friend."""

    voucher_id: str
    turn: int
    way: GivingWay
    hand_over_id: str
    returns_at: int | None
    token_turn: int


class RecallVoucher(Command, frozen=True):
    """Take a link back before anybody claimed it."""

    allowed: ClassVar = PERSON | TILL
    scope: ClassVar = "vouchers"

    voucher_id: str


class VoucherRecalled(Event, frozen=True):
    """The giver has it again."""

    voucher_id: str
    turn: int


class ReturnVouchers(Command, frozen=True):
    """Links that nobody claimed in time go back (those still open and due)."""

    allowed: ClassVar = SYSTEM

    voucher_ids: tuple[str, ...]


class VoucherReturned(Event, frozen=True):
    """Nobody claimed it in time; the giver has it again."""

    voucher_id: str
    turn: int


class ClaimVoucher(Command, frozen=True):
    """The friend takes it: `friend_id` known, or a new friend with or without a name.

    `turn` is the offer that the link names. `is_virtual` marks an account that may only read.
    """

    allowed: ClassVar = ANYBODY | TILL | SYSTEM
    scope: ClassVar = "vouchers"

    voucher_id: str
    turn: int
    friend_id: str = ""
    name: str = ""
    contacts: tuple[Contact, ...] = ()
    language: Literal["zh_Hans", "zh_Hant", "en"] = "zh_Hans"
    is_virtual: bool = False


class VoucherClaimed(Event, frozen=True):
    """A friend has it and one trial is reserved."""

    voucher_id: str
    campaign_id: str
    giver_id: str
    friend_id: str
    turn: int
    way: GivingWay


class RedeemVoucher(Command, frozen=True):
    """The trial at the till. Claimed: by scan or code. A bearer slip or a spoken name claims
    and redeems at once, with `giver_id` as the clerk confirmed it, and the friend if she says
    who she is. By hand (`manual`) needs a reason.
    """

    allowed: ClassVar = TILL | SYSTEM
    scope: ClassVar = "till"

    voucher_id: str
    shop_id: str
    redeemed_by: RedeemedBy
    giver_id: str = ""
    friend_id: str = ""
    name: str = ""
    contacts: tuple[Contact, ...] = ()
    reason_code: ManualReason | Literal[""] = ""


class VoucherRedeemed(Event, frozen=True):
    """The friend has tried."""

    voucher_id: str
    campaign_id: str
    number: int
    giver_id: str
    friend_id: str
    shop_id: str
    staff_id: str
    redeemed_by: RedeemedBy
    cost_minor: int


class UndoRedemption(Command, frozen=True):
    """It was a mistake: within the window, with a reason, by a manager."""

    allowed: ClassVar = MANAGERS
    scope: ClassVar = "vouchers"

    voucher_id: str
    reason_code: UndoReason


class RedemptionUndone(Event, frozen=True):
    """The voucher is claimed again as if it had not been used."""

    voucher_id: str
    campaign_id: str
    number: int
    friend_id: str
    staff_id: str
    cost_minor: int
    reason_code: UndoReason


class ConvertVoucher(Command, frozen=True):
    """A person's paid order converts her oldest trial that is within its window."""

    allowed: ClassVar = frozenset()

    person_id: str
    order_id: str


class VoucherConverted(Event, frozen=True):
    """The trial led to a purchase."""

    voucher_id: str
    campaign_id: str
    friend_id: str
    order_id: str


class ExpireVouchers(Command, frozen=True):
    """Vouchers past their date (those that are still open or claimed, and due)."""

    allowed: ClassVar = SYSTEM

    voucher_ids: tuple[str, ...]


class VoucherExpired(Event, frozen=True):
    """It is past its date."""

    voucher_id: str


class VoidVouchers(Command, frozen=True):
    """Those of a cause (a refunded order) that nobody has claimed are void."""

    allowed: ClassVar = frozenset()

    cause_kind: CauseKind
    cause_id: str
    reason_code: VoidReason


class VoucherVoided(Event, frozen=True):
    """It is void."""

    voucher_id: str
    reason_code: VoidReason


class SellAndHandOver(Command, frozen=True):
    """The counter scene: sold, and the three vouchers are handed over, in one command.

    `way` None leaves the vouchers with the buyer (she gives them from her phone).
    """

    allowed: ClassVar = TILL | SYSTEM
    scope: ClassVar = "till"

    shop_id: str
    lines: tuple[LineWish, ...]
    customer_id: str = ""
    name: str = ""
    contacts: tuple[Contact, ...] = ()
    way: GivingWay | None = "paper_slip"


def voucher_id_of(merchant_id: str, cause_kind: str, cause_id: str, number: int) -> str:
    """The voucher with this number (from 1) of a cause: made twice, it is the same one."""
    return id_by_cause("v", merchant_id, cause_kind, cause_id, number)


def voucher_ids_of(merchant_id: str, cause_kind: str, cause_id: str, count: int) -> list[str]:
    """The vouchers of a cause with the numbers 1 to `count`, as `voucher_id_of` gives each."""
    return ids_by_cause("v", count, merchant_id, cause_kind, cause_id)


def trial_cause(voucher_id: str, number: int) -> str:
    """The cause id of a trial: the voucher, and which use of it after an undone one."""
    return voucher_id if number == 1 else f"{voucher_id}:{number}"
