"""Values as reviews hold them: exact for sheets, as text for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenure.insight.rules.figures import Rate
from tenure.kernel.money import Money, divide_half_up, exponent
from tenure.kernel.period import format_day

NONE = "\N{EN DASH}"
FEW = 5  # of fewer than so many a share is told as "2 of 3": a percent would promise too much


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table or tile: `kind` is text, money, count, share or day.

    `number` is minor units of `currency`, a count, the numerator of a share over `of` (both in
    minor units where it has a currency), or the ordinal of a day; None says that there is nothing
    to tell. `link` is where it leads on the desk: "renewal:12", or "insight?metric=nrr".
    """

    kind: str
    text: str = ""
    number: int | None = None
    of: int = 0
    currency: str = ""
    link: str = ""

    @property
    def words(self) -> str:
        """Return it for people."""
        if self.kind == "text" or self.number is None:
            return self.text
        if self.kind == "money":
            return amount_words(self.number, self.currency)
        if self.kind == "day":
            return format_day(date.fromordinal(self.number))
        if self.kind == "share":
            return share_words(self.number, self.of) if self.of > 0 else self.text
        return f"{self.number:,}"

    @property
    def is_figure(self) -> bool:
        """Tell whether it stands to the right, with figures under figures."""
        return self.kind in {"money", "count", "share"}


def text(words: str, link: str = "") -> Cell:
    """Return words."""
    return Cell("text", words, link=link)


def money(minor: int | None, currency: str, link: str = "") -> Cell:
    """Return an amount in minor units."""
    return Cell("money", number=minor, currency=currency, link=link)


def count(number: int, link: str = "") -> Cell:
    """Return how many."""
    return Cell("count", number=number, link=link)


def share(over: int, of: int, link: str = "") -> Cell:
    """Return an exact share; of nothing there is none."""
    return Cell("share", number=over if of > 0 else None, of=of, link=link)


def day(on: date | None) -> Cell:
    """Return a day, or that there is none."""
    return Cell("day", number=on.toordinal() if on else None)


def amount_words(minor: int, currency: str) -> str:
    """Return an amount as reviews print it: without decimals where there are none to tell."""
    return Money(minor, currency).format().replace(f".00 {currency}", f" {currency}")


def rounded_words(minor: int, currency: str) -> str:
    """Return an amount as sentences say it: from 1,000 on in whole units, half up, else exact."""
    unit = 10 ** exponent(currency)
    if abs(minor) < 1000 * unit:
        return amount_words(minor, currency)
    whole = divide_half_up(minor, unit)
    return f"{whole:,} {currency}"


def signed_words(minor: int, currency: str) -> str:
    """Return an amount with its sign, as sentences say it."""
    return f"+{rounded_words(minor, currency)}" if minor > 0 else rounded_words(minor, currency)


def share_words(over: int, of: int) -> str:
    """Return a percent with one decimal, half up."""
    per_mille = (2 * 1000 * over + of) // (2 * of)
    whole, rest = divmod(abs(per_mille), 10)
    return f"{'-' if per_mille < 0 else ''}{whole:,}.{rest} %"


def of_words(over: int, of: int) -> str:
    """Return a share of countable things: "2 of 3", and with a percent where it can bear one."""
    if of < FEW:
        return f"{over:,} of {of:,}"
    return f"{over:,} of {of:,} ({share_words(over, of)})"


def cell_of(rate: Rate | None, link: str = "") -> Cell:
    """Return the rate of a metric."""
    return share(rate.over, rate.of, link) if rate else Cell("share")
