"""Every refusal in English, with its HTTP status; the other languages are in `locale/`.

How a refusal becomes an answer is in `web/problems.py`; placeholders are the refusal's fields.
"""

from collections.abc import Mapping
from typing import Final


def _(sentence: str) -> str:
    """Marks a sentence for translation."""
    return sentence


REFUSALS: Final[Mapping[str, tuple[int, str]]] = {
    "content_kind_unknown": (415, _("This kind of content cannot be read here.")),
    "content_too_large": (413, _("This is too large.")),
    "credential_refused": (401, _("This key or link is not valid.")),
    "database_unavailable": (503, _("Not available for a moment. Please try again.")),
    "fault": (500, _("Something went wrong on our side. Nothing was changed.")),
    "foreign_origin": (403, _("This request came from another site.")),
    "form_expired": (403, _("This page is too old. Please open it again.")),
    "idempotency_conflict": (409, _("Same idempotency key, other content.")),
    "idempotency_key_missing": (400, _("Every write needs an Idempotency-Key.")),
    "idempotency_key_wrong": (
        400,
        _("An Idempotency-Key has 1 to 255 visible characters without spaces."),
    ),
    "method_not_allowed": (405, _("This address does not take that method.")),
    "not_allowed": (403, _("You may not do this.")),
    "not_found": (404, _("There is nothing at this address.")),
    "not_signed_in": (401, _("Please sign in.")),
    "password_length": (422, _("A password has {least} to {most} characters.")),
    "rate_limited": (429, _("Too many requests. Retry in {n} s.")),
    "request_not_understood": (400, _("This request cannot be read.")),
    "sign_in_failed": (401, _("Name or password is wrong.")),
    "sign_in_name_wrong": (422, _("A sign-in name has 1 to 100 characters.")),
    "too_many_tries": (429, _("Too many tries. Please wait.")),
    "values_wrong": (422, _("Some values cannot be right.")),
}
