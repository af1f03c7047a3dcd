"""Every refusal in English, with its HTTP status; the other languages are in `locale/`.

How a refusal becomes an answer is in `web/problems.py`; placeholders are the refusal's fields.
"""

from collections.abc import Mapping
from typing import Final


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


REFUSALS: Final[Mapping[str, tuple[int, str]]] = {
    "amount_out_of_range": (422, _("A sum is never below zero, and not that high.")),
    "campaign_already_paused": (409, _("The campaign is paused already.")),
    "campaign_already_started": (409, _("The campaign has been started already.")),
    "campaign_ended": (410, _("The campaign has ended.")),
    "campaign_not_found": (404, _("There is no such campaign.")),
    "campaign_not_paused": (409, _("The campaign is not paused.")),
    "campaign_not_started": (409, _("The campaign has not started.")),
    "campaign_paused": (409, _("The campaign is paused.")),
    "cash_out_forbidden": (422, _("A trial voucher can't be exchanged for cash.")),
    "claim_limit_missing": (422, _("Please say how often one person may claim.")),
    "content_kind_unknown": (415, _("This kind of content cannot be read here.")),
    "content_too_large": (413, _("This is too large.")),
    "credential_refused": (401, _("This key or link is not valid.")),
    "database_unavailable": (503, _("Not available for a moment. Please try again.")),
    "dates_reversed": (422, _("The last day must come after the first.")),
    "external_no_out_of_range": (422, _("An order number has 1 to {limit} characters.")),
    "fault": (500, _("Something went wrong on our side. Nothing was changed.")),
    "foreign_origin": (403, _("This request came from another site.")),
    "form_expired": (403, _("This page is too old. Please open it again.")),
    "hold_limit_missing": (422, _("Please say how many vouchers one person may hold.")),
    "idempotency_conflict": (409, _("Same idempotency key, other content.")),
    "idempotency_key_missing": (400, _("Every write needs an Idempotency-Key.")),
    "idempotency_key_wrong": (
        400,
        _("An Idempotency-Key has 1 to 255 visible characters without spaces."),
    ),
    "lines_out_of_range": (422, _("An order has 1 to {limit} lines.")),
    "list_too_long": (422, _("At most {limit} of these.")),
    "merchant_not_found": (404, _("There is no such merchant.")),
    "method_not_allowed": (405, _("This address does not take that method.")),
    "name_missing": (422, _("Please give it a name in at least one language.")),
    "not_allowed": (403, _("You may not do this.")),
    "not_found": (404, _("There is nothing at this address.")),
    "not_signed_in": (401, _("Please sign in.")),
    "order_already_paid": (409, _("This order is already paid.")),
    "order_already_received": (409, _("The customer has this order already.")),
    "order_already_refunded": (409, _("This order is refunded already.")),
    "order_already_shipped": (409, _("This order has been shipped already.")),
    "order_differs": (409, _("An order with this number is known, with other content.")),
    "order_is_canceled": (409, _("This order is canceled.")),
    "order_is_paid": (409, _("This order is paid. Please refund it instead.")),
    "order_not_found": (404, _("There is no such order.")),
    "order_not_paid": (409, _("The order is not paid.")),
    "order_way_not_allowed": (422, _("Only old orders are imported; this one is sold now.")),
    "organiser_missing": (
        422,
        _("Please enter the organiser first: every page names who stands behind it."),
    ),
    "out_of_stock": (409, _("Not enough on the shelf: {left} left.")),
    "password_length": (422, _("A password has {least} to {most} characters.")),
    "picture_empty": (422, _("This picture is empty.")),
    "picture_kind_unknown": (415, _("A picture must be a JPEG, PNG or WebP file.")),
    "price_out_of_range": (422, _("A price is never below zero, and not that high.")),
    "product_not_active": (409, _("This product is not on sale now.")),
    "product_not_found": (404, _("There is no such product.")),
    "quantity_out_of_range": (422, _("A quantity is a number from 1 to {limit}.")),
    "rate_limited": (429, _("Too many requests. Retry in {n} s.")),
    "refund_is_nothing": (422, _("A refund is more than zero.")),
    "refund_too_much": (422, _("Refund exceeds the refundable amount.")),
    "request_not_understood": (400, _("This request cannot be read.")),
    "resale_forbidden": (422, _("A trial voucher can't be sold.")),
    "reward_trigger_forbidden": (422, _("Rewards only after redemption or sale.")),
    "shop_closed": (409, _("This shop is closed for good.")),
    "shop_not_found": (404, _("There is no such shop.")),
    "sign_in_failed": (401, _("Name or password is wrong.")),
    "sign_in_name_wrong": (422, _("A sign-in name has 1 to 100 characters.")),
    "staff_not_allowed": (403, _("You have no rights in this shop.")),
    "stock_out_of_range": (422, _("A stock is a number from 0 to {limit}.")),
    "terms_may_not_shrink": (
        409,
        _("What was promised may grow, not shrink. End this campaign and start another."),
    ),
    "terms_out_of_range": (422, _("This figure is from {least} to {most}.")),
    "text_too_long": (422, _("This text is too long: at most {limit} characters.")),
    "too_many_campaigns": (409, _("{limit} campaigns are open. Please end one first.")),
    "too_many_tries": (429, _("Too many tries. Please wait.")),
    "trial_missing": (422, _("Please say what friends may try.")),
    "trial_price_forbidden": (422, _("A trial is a gift and has no price.")),
    "trial_stock_missing": (422, _("Please say how many trials there are.")),
    "validity_missing": (422, _("Please say how long a voucher is valid.")),
    "values_wrong": (422, _("Some values cannot be right.")),
}
