"""Which rule answers which command of vouchers.

The rules: `issue.py` (when vouchers arise), `giving.py` (offer, recall, claim), `till.py`
(redeem, undo, convert, sell and hand over), `closing.py` (return, expire, void).
"""

from collections.abc import Mapping

from passalong.base.messages import Command
from passalong.engine.feature import Rule
from passalong.vouchers.closing import expire, give_back, void
from passalong.vouchers.elsewhere import import_passes
from passalong.vouchers.giving import claim, offer, recall
from passalong.vouchers.issue import give_seeds, issue, issue_for_order
from passalong.vouchers.model import (
    ClaimVoucher,
    ConvertVoucher,
    ExpireVouchers,
    GiveSeeds,
    IssueForOrder,
    IssueVouchers,
    OfferVouchers,
    RecallVoucher,
    RedeemVoucher,
    ReturnVouchers,
    SellAndHandOver,
    UndoRedemption,
    VoidVouchers,
)
from passalong.vouchers.passes import (
    ImportPasses,
)
from passalong.vouchers.till import convert, redeem, sell_and_hand_over, undo

RULES: Mapping[type[Command], Rule] = {
    IssueVouchers: issue,
    IssueForOrder: issue_for_order,
    GiveSeeds: give_seeds,
    OfferVouchers: offer,
    RecallVoucher: recall,
    ClaimVoucher: claim,
    RedeemVoucher: redeem,
    UndoRedemption: undo,
    ConvertVoucher: convert,
    SellAndHandOver: sell_and_hand_over,
    ReturnVouchers: give_back,
    ExpireVouchers: expire,
    VoidVouchers: void,
    ImportPasses: import_passes,
}
