"""Count money in integers of the minor unit, and price lines with one rounding at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from tenure.kernel.currencies import EXPONENTS, exponent
from tenure.kernel.errors import CurrencyMismatch, InvalidInput
from tenure.kernel.exact import divide_half_up, fixed_point, require_int, require_int64, scaled

__all__ = [
    "EXPONENTS",
    "QUANTITY_SCALE",
    "UNIT_SCALE",
    "Money",
    "annual_amount",
    "annualised",
    "divide_half_up",
    "exponent",
    "format_unit_price",
    "line_amount",
    "quantity_e4",
    "unit_price_e4",
]

UNIT_SCALE = 10_000
QUANTITY_SCALE = 10_000
_PLACES_E4 = 4
_WIDE = Context(prec=40)  # wider than 64 bits, so scaling never rounds


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """Hold an amount: `minor` units (64 signed bits) of one ISO 4217 `currency`.

    Raise InvalidInput for a bool, a float or an unknown code, MoneyOverflow out of range.
    Arithmetic and order need one currency, else CurrencyMismatch; equality never raises.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        exponent(self.currency)
        require_int64(self.minor, "An amount")

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Return nothing of a currency; the start value for `sum`."""
        return cls(0, currency)

    @classmethod
    def from_decimal(
        cls, value: Decimal | str | int, currency: str, *, rounding: bool = False
    ) -> "Money":
        """Return an amount given in major units: ("12.50", "EUR") is 1250 cents.

        Raise InvalidInput for more decimals than the currency has, unless `rounding` (half-up).
        """
        return cls(scaled(value, exponent(currency), "An amount", rounding=rounding), currency)

    def to_decimal(self) -> Decimal:
        """Return the amount in major units, with the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency), context=_WIDE)

    def format(self) -> str:
        """Return the amount for people, code last: "1,234.50 EUR"."""
        return f"{fixed_point(self.minor, exponent(self.currency))} {self.currency}"

    def __str__(self) -> str:
        return self.format()

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other) if isinstance(other, Money) else NotImplemented

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other) if isinstance(other, Money) else NotImplemented

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other) if isinstance(other, Money) else NotImplemented

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other) if isinstance(other, Money) else NotImplemented

    def times(self, numerator: int, denominator: int = 1) -> "Money":
        """Return the amount x numerator / denominator, rounded once, half-up away from zero."""
        product = self.minor * require_int(numerator, "The factor")
        return Money(divide_half_up(product, denominator), self.currency)

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Split the amount by weights, in their order, so that the parts sum to it exactly.

        Largest remainder, ties to the earlier part; a negative amount splits as its mirror image.
        Raise InvalidInput unless the weights are integers, none negative, not all zero.
        """
        total = sum(require_int(weight, "A weight") for weight in weights)
        if total <= 0 or min(weights) < 0:
            raise InvalidInput("Weights must not be negative and must not all be zero.")
        shares = [divmod(abs(self.minor) * weight, total) for weight in weights]
        parts = [share for share, _ in shares]
        by_remainder = sorted(range(len(parts)), key=lambda place: -shares[place][1])
        for place in by_remainder[: abs(self.minor) - sum(parts)]:
            parts[place] += 1
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * part, self.currency) for part in parts]

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be combined.")
        return other.minor


def unit_price_e4(value: Decimal | str | int) -> int:
    """Return a unit price in 1/10,000 of the major unit; InvalidInput past 4 decimals."""
    return scaled(value, _PLACES_E4, "A unit price")


def quantity_e4(value: Decimal | str | int) -> int:
    """Return a quantity in 1/10,000; InvalidInput past 4 decimals."""
    return scaled(value, _PLACES_E4, "A quantity")


def format_unit_price(e4: int, currency: str) -> str:
    """Return a unit price for people: "0.0375 EUR"; decimals from the currency's own up to 4."""
    places, least, number = _PLACES_E4, exponent(currency), require_int(e4, "A unit price")
    while places > least and number % 10 == 0:
        number, places = number // 10, places - 1
    return f"{fixed_point(number, places)} {currency}"


def line_amount(quantity_e4: int, unit_price_e4: int, currency: str) -> Money:
    """Return quantity x unit price (both in 1/10,000), rounded once, half-up, to the minor unit."""
    return _rounded_product(quantity_e4, unit_price_e4, 1, 1, currency)


def annual_amount(quantity_e4: int, unit_price_e4: int, price_months: int, currency: str) -> Money:
    """Return quantity x unit price x 12 / price_months, rounded once, half-up.

    `price_months` is how long one unit price pays for: 1 monthly, 12 yearly. InvalidInput below 1.
    """
    return _rounded_product(quantity_e4, unit_price_e4, 12, _months(price_months), currency)


def annualised(amount: Money, price_months: int) -> Money:
    """Return what an amount covering `price_months` comes to in 12, rounded once, half-up.

    For an amount already in minor units; from a unit price use `annual_amount`, which rounds once.
    """
    return amount.times(12, _months(price_months))


def _months(price_months: int) -> int:
    if require_int(price_months, "The months of a price") < 1:
        raise InvalidInput("The months of a price must be 1 or more.")
    return price_months


def _rounded_product(quantity: int, price: int, factor: int, divisor: int, currency: str) -> Money:
    product = require_int64(quantity, "A quantity") * require_int64(price, "A unit price")
    numerator = product * factor * 10 ** exponent(currency)
    return Money(divide_half_up(numerator, divisor * QUANTITY_SCALE * UNIT_SCALE), currency)
