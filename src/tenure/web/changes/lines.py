"""Forms that change lines: add with a ramp, change quantity, reprice, remove, swap."""

from __future__ import annotations

from typing import Any, ClassVar

from tenure.book.rules.changes import (
    AddLine,
    Change,
    ChangeQuantity,
    Offer,
    RampStep,
    RemoveLine,
    Reprice,
    SwapProduct,
)
from tenure.pricing.queries import raising
from tenure.web.changes.base import (
    ChangeForm,
    Part,
    ProductField,
    default_day,
    lot_choices,
    offer_catalogue,
)
from tenure.web.changes.fields import (
    Day,
    LastDay,
    choice,
    count,
    price,
    quantity,
    quantity_change,
    radio,
    rate,
)

STEPS = range(1, 6)
TO_THE_END = "Empty: to the end of the lot."


class AddLineForm(ChangeForm):
    """A new line, in as many steps as wanted."""

    from_on = Day("From")
    product = ProductField()
    quantity = quantity("Quantity")
    unit_price = price("Unit price")
    price_months = count("The price pays for (months)", 1, 120)
    until = LastDay("Last day", required=False, help_text="Empty: to the end of the term.")

    def prepare(self) -> None:
        """Offer the catalogue, and up to five steps of a ramp."""
        offer_catalogue(self)
        self.first(from_on=default_day(self.subject), price_months=12)
        for n in STEPS:
            self.fields[f"step{n}_from"] = Day(f"Step {n}: from", required=False)
            self.fields[f"step{n}_quantity"] = quantity("Quantity", required=False)
            self.fields[f"step{n}_price"] = price("Unit price", required=False)

    def parts(self) -> list[Part]:
        """Return the line, and the steps folded away until one is used."""
        plain = [self[name] for name in self.fields if not name.startswith("step")]
        steps = [self[name] for name in self.fields if name.startswith("step")]
        used = any(step.errors or step.value() for step in steps)
        ramp = Part(steps, "Ramp: other quantities or prices later", not used, in_threes=True)
        return [Part(plain), ramp]

    def clean(self) -> dict[str, Any]:
        """Refuse a step that lacks its day; what it leaves out stays as in the step before."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for n in STEPS:
            told = [values.get(f"step{n}_{name}") for name in ("quantity", "price")]
            if values.get(f"step{n}_from") is None and told != [None, None]:
                self.add_error(f"step{n}_from", "Say from which day this step holds.")
        return values

    def change(self) -> Change:
        """Return the new line."""
        values = self.cleaned_data
        bought, number, unit = values["product"], values["quantity"], values["unit_price"]
        offer = Offer(
            product=bought.code, quantity_e4=number, unit_price_e4=unit,
            currency=self.subject.contract.currency, price_months=values["price_months"],
            recurring=bought.recurring,
        )  # fmt: skip
        ramp = []
        for n in STEPS:
            from_on = values.get(f"step{n}_from")
            if from_on is None:
                continue
            wanted, cost = values.get(f"step{n}_quantity"), values.get(f"step{n}_price")
            number = number if wanted is None else wanted
            unit = unit if cost is None else cost
            ramp.append(RampStep(from_on, number, unit))
        return AddLine(values["from_on"], offer, values["until"], tuple(ramp))


class LotForm(ChangeForm):
    """A change of one lot from a day on."""

    lot = choice("Line", [])
    from_on = Day("From")
    wide: ClassVar[frozenset[str]] = frozenset({"lot"})

    def prepare(self) -> None:
        """Offer the lots that are not over."""
        offered = lot_choices(self.subject)
        self.choices("lot", offered)
        self.first(from_on=default_day(self.subject))
        if not offered:
            self.fields["lot"].help_text = "No line runs any more: renew the contract first."

    @property
    def lot_number(self) -> int:
        """Return the lot that was chosen."""
        return int(self.cleaned_data["lot"])


class QuantityForm(LotForm):
    """More or less of a line."""

    how = radio("How", [("to", "Set it to"), ("by", "Change it by (-5 takes 5 away)")])
    number = quantity_change("Quantity")
    until = LastDay("Last day of the change", required=False, help_text=TO_THE_END)
    folded = ("Only for some time", ("until",))

    def change(self) -> Change:
        """Return the new quantity or the shift."""
        values = self.cleaned_data
        number, is_shift = values["number"], values["how"] == "by"
        return ChangeQuantity(
            values["from_on"],
            self.lot_number,
            to_e4=None if is_shift else number,
            by_e4=number if is_shift else None,
            until=values["until"],
        )


class RepriceForm(LotForm):
    """Another price of a line."""

    how = radio("How", [("price", "New unit price"), ("rate", "Change by percent")])
    unit_price = price("New unit price", required=False)
    rate = rate("Percent", required=False, help_text="7.5 raises, -5 lowers.")
    until = LastDay("Last day of the change", required=False, help_text=TO_THE_END)
    folded = ("Only for some time", ("until",))

    def clean(self) -> dict[str, Any]:
        """Ask for the one that was chosen."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = "rate" if values.get("how") == "rate" else "unit_price"
        if values.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, "This is needed for what was chosen.")
        return values

    def change(self) -> Change:
        """Return the new price or the rate."""
        values = self.cleaned_data
        start, lot = values["from_on"], self.lot_number
        if values["how"] != "rate":
            return Reprice(start, lot, unit_price_e4=values["unit_price"], until=values["until"])
        raised = raising(values["rate"], on=start)
        return Reprice(start, lot, raised=raised, until=values["until"])


class RemoveForm(LotForm):
    """A line that goes."""

    def change(self) -> Change:
        """Return the removal."""
        return RemoveLine(self.cleaned_data["from_on"], self.lot_number)


class SwapForm(LotForm):
    """Another product in a line's place."""

    product = ProductField("New product")
    quantity = quantity("Quantity")
    unit_price = price("Unit price")
    price_months = count("The price pays for (months)", 1, 120)

    def prepare(self) -> None:
        """Offer lots and the catalogue."""
        super().prepare()
        offer_catalogue(self)
        self.first(price_months=12)

    def change(self) -> Change:
        """Return the swap."""
        values = self.cleaned_data
        bought = values["product"]
        offer = Offer(
            product=bought.code, quantity_e4=values["quantity"],
            unit_price_e4=values["unit_price"], currency=self.subject.contract.currency,
            price_months=values["price_months"], recurring=bought.recurring,
        )  # fmt: skip
        return SwapProduct(values["from_on"], self.lot_number, offer)
