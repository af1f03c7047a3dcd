"""Sums of money as integers in minor units: reading, writing, sharing without losing a cent.

Who owes whom is not here but in `ledger/`; how a sum looks in a language is in `web/`.

No float ever touches money. Every sum is between 0 and `AMOUNT_MAX`; direction is told by the
two ends of a transfer, never by a sign. The exponents are those of ISO 4217 (the new Taiwan
dollar has two decimals there, although shops show none).
"""

import re
from collections.abc import Sequence
from typing import Final

AMOUNT_MAX: Final = 10**12
WHOLE_BASIS_POINTS: Final = 10_000

_TWO_DECIMALS = "AED AUD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR LKR MOP MXN \
MYR NOK NPR NZD PHP PKR PLN RON SAR SEK SGD THB TRY TWD USD ZAR"
_NO_DECIMALS = "CLP ISK JPY KRW PYG UGX VND XAF XOF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"

EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(_TWO_DECIMALS.split(), 2),
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
}

_WRITTEN = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,3}))?")


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has. Raises ValueError when unknown."""
    if currency not in EXPONENTS:
        raise ValueError(f"unknown currency: {currency!r}")
    return EXPONENTS[currency]


def bounded(amount_minor: int) -> int:
    """The same sum, if it is one: an int from 0 to `AMOUNT_MAX`. Else TypeError or ValueError."""
    if type(amount_minor) is not int:
        raise TypeError(f"money is an int of minor units, not {type(amount_minor).__name__}")
    if not 0 <= amount_minor <= AMOUNT_MAX:
        raise ValueError(f"a sum must lie between 0 and {AMOUNT_MAX} minor units")
    return amount_minor


def parse_amount(text: str, currency: str) -> int:
    """Minor units of a sum written in plain digits: `"12.50"` in CNY is 1250.

    ValueError for signs, separators of thousands, more decimals than the currency has, and sums
    above the bound; TypeError for anything that is no text, so that no float comes in unseen.
    """
    if type(text) is not str:
        raise TypeError(f"a written sum is a text, not {type(text).__name__}")
    decimals = exponent(currency)
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a sum of money: {text[:40]!r}")
    whole, part = match[1], match[2] or ""
    if len(part) > decimals:
        raise ValueError(f"{currency} has {decimals} decimals, not {len(part)}")
    return bounded(int(whole + part.ljust(decimals, "0")))


def amount_text(amount_minor: int, currency: str) -> str:
    """The sum in plain digits with all decimals of the currency; `parse_amount` reads it back."""
    decimals = exponent(currency)
    digits = str(bounded(amount_minor)).rjust(decimals + 1, "0")
    return digits if decimals == 0 else f"{digits[:-decimals]}.{digits[-decimals:]}"


def split(total_minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share a sum in proportion to whole-number weights; the shares add up to it exactly.

    Largest remainder: everybody gets the floor of his share, the cents left over go one each to
    the largest remainders, the earlier one first when equal. So nobody is off by a whole cent,
    and who weighs nothing gets nothing. ValueError without a positive weight.
    """
    bounded(total_minor)
    if any(type(weight) is not int for weight in weights):
        raise TypeError("weights are whole numbers")
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight cannot be negative")
    whole = sum(weights)
    if whole == 0:
        raise ValueError("nobody to share with: no weight above 0")
    shares = [total_minor * weight // whole for weight in weights]
    left_over = total_minor - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total_minor * weights[i] % whole))
    for index in by_remainder[:left_over]:
        shares[index] += 1
    return tuple(shares)


def share_floor(amount_minor: int, basis_points: int) -> int:
    """`basis_points` hundredths of a percent of the sum, rounded down once: 1250 at 1000 is 125."""
    if type(basis_points) is not int:
        raise TypeError("basis points are a whole number")
    if not 0 <= basis_points <= WHOLE_BASIS_POINTS:
        raise ValueError(f"basis points lie between 0 and {WHOLE_BASIS_POINTS}")
    return bounded(amount_minor) * basis_points // WHOLE_BASIS_POINTS
