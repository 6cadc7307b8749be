"""How much earlier a renewal is worked on for the money at stake: an ordering weight only.

There is no exchange rate here and no amount is ever converted: `WEIGHT` says, by powers of ten,
how many units of a currency weigh about as much as one dollar in the order of a worklist.

| ATR, about | days earlier |
|---|---|
| 1,000,000 and more | 21 |
| 250,000 | 14 |
| 50,000 | 10 |
| 10,000 | 5 |
| less | 0 |
"""

from __future__ import annotations

from tenure.kernel.money import exponent

BANDS = ((1_000_000, 21), (250_000, 14), (50_000, 10), (10_000, 5))

# Units of the currency that weigh as one; not listed: 1. Ordering weight only, never money.
WEIGHT = {
    "ARS": 1_000, "BDT": 100, "CLP": 1_000, "COP": 1_000, "CZK": 10, "DKK": 10, "EGP": 10,
    "HKD": 10, "HUF": 100, "IDR": 10_000, "INR": 100, "ISK": 100, "JPY": 100, "KES": 100,
    "KRW": 1_000, "LKR": 100, "MXN": 10, "NGN": 1_000, "NOK": 10, "PHP": 100, "PKR": 100,
    "PYG": 10_000, "RSD": 100, "RUB": 100, "SEK": 10, "THB": 10, "TRY": 10, "TWD": 10,
    "TZS": 1_000, "UAH": 10, "UGX": 1_000, "UYU": 10, "VND": 10_000, "ZAR": 10,
}  # fmt: skip


def head_start(atr_minor: int, currency: str) -> int:
    """Return by how many days the next action is brought forward for this ATR (minor units)."""
    weight = atr_minor // (10 ** exponent(currency) * WEIGHT.get(currency, 1))
    return next((days for least, days in BANDS if weight >= least), 0)


def at_stake(atr_minor: int, currency: str) -> str:
    """Return the ATR for people, in whole major units: "84,000 USD"."""
    return f"{atr_minor // 10 ** exponent(currency):,} {currency}"
