"""Do the integer arithmetic under money and percent: one rounding rule, one range, no floats."""

import re
from decimal import Decimal

from tenure.kernel.errors import InvalidInput, MoneyOverflow

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Longer numbers are mistakes or attacks, never prices; the bound keeps the powers of ten small.
_MAX_DIGITS = 64


def require_int(value: object, name: str) -> int:
    """Return the value if it is an integer; raise InvalidInput for bool, float and the rest."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInput(f"{name} must be a whole number, not {value!r}.")
    return value


def require_int64(value: object, name: str) -> int:
    """Return the value if it is an integer of 64 signed bits.

    Raise InvalidInput when it is no integer, MoneyOverflow when it is out of range.
    """
    number = require_int(value, name)
    if not INT64_MIN <= number <= INT64_MAX:
        raise MoneyOverflow(f"{name} is too large to be stored.")
    return number


def divide_half_up(n: int, d: int) -> int:
    """Return n / d rounded to the nearest integer, halves away from zero.

    Raise InvalidInput when d is zero or either is not an integer.
    """
    if require_int(d, "The divisor") == 0:
        raise InvalidInput("The divisor must not be zero.")
    size = (2 * abs(require_int(n, "The dividend")) + abs(d)) // (2 * abs(d))
    return size if (n < 0) == (d < 0) else -size


def scaled(value: Decimal | str | int, places: int, name: str, *, rounding: bool = False) -> int:
    """Return value x 10**places as an integer, exactly.

    Trailing zeros do not count as decimals. With `rounding`, more decimals are rounded half-up
    away from zero; without it they raise InvalidInput, as does anything that is not a plain
    finite number. Raise MoneyOverflow when the result exceeds 64 signed bits.
    """
    number = _as_decimal(value, name)
    sign, digits, power = number.as_tuple()
    if not isinstance(power, int) or len(digits) > _MAX_DIGITS:
        raise InvalidInput(f"{name} must be a plain number, not {str(value)[:80]}.")
    if number.is_zero():
        return 0
    if number.adjusted() > _MAX_DIGITS:
        raise MoneyOverflow(f"{name} is too large to be stored.")
    # Below this power every digit is far under the rounding digit: the result is the same.
    shift = max(power + places, -2 * _MAX_DIGITS)
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    if shift >= 0:
        return require_int64(whole * 10**shift, name)
    if not rounding and whole % 10**-shift:
        raise InvalidInput(f"{name} may have at most {places} decimals; {value} has more.")
    return require_int64(divide_half_up(whole, 10**-shift), name)


def fixed_point(number: int, places: int) -> str:
    """Return number / 10**places in digits with thousands commas: (123450, 2) is "1,234.50"."""
    whole, fraction = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole:,}" + (f".{fraction:0{places}d}" if places else "")


def _as_decimal(value: Decimal | str | int, name: str) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        text = value.strip()
        if len(text) <= _MAX_DIGITS and _NUMBER.fullmatch(text):
            return Decimal(text)
        raise InvalidInput(f"{name} must be a plain number such as 1234.50, not {value[:80]!r}.")
    return Decimal(require_int64(value, name))
