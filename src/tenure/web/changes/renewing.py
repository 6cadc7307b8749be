"""Forms for next terms: renew as agreed or changed, contract reset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField

from tenure.book.rules.changes import (
    Change,
    ChangeRefused,
    Renew,
    RenewedLot,
    Reset,
    renewable_lots,
    renewal_as_agreed,
)
from tenure.book.rules.facts import Segment
from tenure.kernel.errors import TenureError
from tenure.kernel.months import add_months
from tenure.kernel.period import format_day
from tenure.pricing.queries import Limits, raised_prices
from tenure.web.changes.base import ChangeForm, Part
from tenure.web.changes.fields import Day, LastDay, price, quantity, radio, rate, text
from tenure.web.drawing.contract import quantity_text
from tenure.web.numbers import read_numbers

MOST_ROWS = 150  # more lots than these are not listed one by one: a form has its limit


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot in the table of what goes on: what it is, and its fields."""

    lot: int
    product: str
    now: Segment
    quantity: BoundField
    price: BoundField


class NextTermForm(ChangeForm):
    """What goes on, at which quantity and price, and how long."""

    start_on = Day("First day")
    end_on = LastDay("Last day", required=False, help_text="Empty: open, without an end.")
    rate = rate(
        "Price change for all, percent", required=False,
        help_text="For every line whose price is not typed below, within the cap and the price "
        "hold of the contract. 5 raises, -5 lowers.",
    )  # fmt: skip
    leave_out = text("Lots that do not go on", 400, required=False, help_text="Their numbers: 3, 7")

    def prepare(self) -> None:
        """Offer the lots of the expiring term one by one, where there are not too many."""
        start = self.first_day()
        self.first(start_on=start, end_on=_last_day_of(self, start))
        self.expiring = self._expiring(start)
        self.listed = len(self.expiring) <= MOST_ROWS
        if not self.listed:
            self.fields["leave_out"].help_text = (
                f"Their numbers: 3, 7. {len(self.expiring):,} lots are too many to list one by "
                "one; amend single ones afterwards."
            )
            return
        for segment in self.expiring:
            number = quantity("Quantity", required=False)
            number.initial = quantity_text(segment.quantity_e4)
            number.widget.attrs["aria-label"] = f"Quantity of lot {segment.lot}"
            unit = price("Unit price", required=False)
            unit.widget.attrs["aria-label"] = f"New unit price of lot {segment.lot}"
            self.fields[f"quantity{segment.lot}"] = number
            self.fields[f"price{segment.lot}"] = unit

    def first_day(self) -> date:
        """Return the likely first day of the next term."""
        return self.subject.state.end_on or self.subject.today

    def parts(self) -> list[Part]:
        """Return the fields but those of the single lots, which are a table."""
        own = [self[name] for name in self.fields if not name.startswith(("quantity", "price"))]
        return [Part(own)]

    def lot_rows(self) -> list[LotRow]:
        """Return the table of lots."""
        if not self.listed:
            return []
        return [
            LotRow(
                one.lot,
                self.subject.names.get(one.product, one.product),
                one,
                self[f"quantity{one.lot}"],
                self[f"price{one.lot}"],
            )
            for one in self.expiring
        ]

    def clean_leave_out(self) -> frozenset[int]:
        """Return the numbers of the lots; refuse what is none."""
        typed = self.cleaned_data["leave_out"].replace(";", ",").split(",")
        words = [word.strip() for word in typed if word.strip()]
        numbers = read_numbers(words)
        unknown = set(numbers) - {segment.lot for segment in self.expiring}
        if len(numbers) != len(words) or unknown:
            raise forms.ValidationError("Numbers of lots that end with the term, as in 3, 7.")
        return frozenset(numbers)

    def renewed(self) -> tuple[RenewedLot, ...]:
        """Return the lots that go on. Raises ChangeRefused where none does."""
        values = self.cleaned_data
        wanted = renewable_lots(self.subject.state, values["start_on"])
        raised = self._raised(values["rate"], values["start_on"])
        found = []
        for lot in wanted:
            number = values.get(f"quantity{lot}")
            if lot in values["leave_out"] or number == 0:
                continue
            unit = values.get(f"price{lot}")
            found.append(RenewedLot(lot, number, raised.get(lot) if unit is None else unit))
        if not found:
            raise ChangeRefused("Nothing goes on: end the contract instead.")
        return tuple(found)

    def _raised(self, rate_bp: int | None, start: date) -> dict[int, int]:
        """Return the prices by lot that the rate makes of those that expire; none without one."""
        if rate_bp is None:
            return {}
        contract = self.subject.contract
        limits = Limits(contract.uplift_cap_bp, contract.price_hold_until)
        held = {segment.lot: segment.unit_price_e4 for segment in self.expiring}
        prices = raised_prices(held.values(), rate_bp, on=start, limits=limits)
        return {lot: prices[old] for lot, old in held.items()}

    def _expiring(self, start: date) -> list[Segment]:
        state = self.subject.state
        before = {
            lot: [segment for segment in state.lots[lot] if segment.period.start <= start]
            for lot in renewable_lots(state, start)
        }
        return [segments[-1] for _, segments in sorted(before.items()) if segments]


def _last_day_of(form: NextTermForm, start: date) -> date | None:
    from_terms = form.subject.state.terms.get("renewal_term_months")
    months = int(from_terms or form.subject.contract.renewal_term_months or 12)
    try:
        return add_months(start, months) - timedelta(days=1)
    except TenureError:
        return None


class RenewForm(NextTermForm):
    """The next term, as the contract foresees it or otherwise."""

    how = radio(
        "How",
        [("agreed", "As agreed: what the contract itself foresees"), ("changed", "As below")],
    )
    wide: ClassVar[frozenset[str]] = frozenset({"how"})
    field_order = ("how",)

    def prepare(self) -> None:
        """Say why the contract does not renew by itself, where it does not."""
        super().prepare()
        try:
            agreed = renewal_as_agreed(self.subject.state)
        except TenureError as refused:
            self.first(how="changed")
            self.fields["how"].help_text = str(refused)
        else:
            until = "without an end"
            if agreed.end_on is not None:
                until = f"to {format_day(agreed.end_on - timedelta(days=1))}"
            self.fields["how"].help_text = f"As agreed: {format_day(agreed.start_on)} {until}."

    def clean(self) -> dict[str, Any]:
        """Refuse to forget what was typed below where the renewal is to be as agreed."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("how") == "agreed" and set(self.changed_data) - {"how"}:
            self.add_error("how", "You changed something below: choose “As below” for it to count.")
        return values

    def change(self) -> Change:
        """Return the renewal. Raises ChangeRefused."""
        if self.cleaned_data["how"] == "agreed":
            return renewal_as_agreed(self.subject.state)
        values = self.cleaned_data
        return Renew(values["start_on"], values["end_on"], self.renewed())


class ResetForm(NextTermForm):
    """A new term that starts inside the running one, with a credit for the rest of it."""

    def first_day(self) -> date:
        """Return today: a reset cuts the running term."""
        start = self.subject.state.start_on
        today = self.subject.today
        return today if start is None or start < today else add_months(start, 1)

    def change(self) -> Change:
        """Return the reset. Raises ChangeRefused."""
        values: dict[str, Any] = self.cleaned_data
        return Reset(values["start_on"], values["end_on"], self.renewed())
