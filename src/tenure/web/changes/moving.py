"""Forms that move lots between contracts: transfer, split, merge."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from tenure.book.commands.moving import Move
from tenure.book.queries.changing import contracts_to_merge, customers_named, customers_to_offer
from tenure.kernel.errors import TenureError
from tenure.kernel.ids import clean_key
from tenure.web.changes.base import ChangeForm, default_day, lot_choices
from tenure.web.changes.fields import TEXT, Day, LastDay, several, text


class MoveForm(ChangeForm):
    """When and which lots."""

    wide: ClassVar[frozenset[str]] = frozenset({"lots", "others", "customer"})

    def prepare(self) -> None:
        """Offer lots."""
        self.first(from_on=default_day(self.subject))
        if "lots" in self.fields:
            self.choices("lots", lot_choices(self.subject))

    def move(self, reason: str) -> Move:
        """Return what the commands take."""
        lots = tuple(self.cleaned_data.get("lots", ()))
        return Move(self.cleaned_data["from_on"], self.subject.today, reason, lots)

    def clean_new_key(self) -> str:
        """Hold that the number of the new contract is one."""
        try:
            return clean_key(self.cleaned_data["new_key"])
        except TenureError as error:
            raise forms.ValidationError(str(error)) from None


class TransferForm(MoveForm):
    """To another customer."""

    customer = forms.CharField(
        label="To customer", max_length=200, help_text="Its key or its full name.",
        widget=forms.TextInput(attrs={**TEXT, "list": "customers"}),
    )  # fmt: skip
    new_key = text("Number of the new contract", 80)
    from_on = Day("From")
    lots = several("Which lines", [], help_text="None ticked: all of them.")

    def prepare(self) -> None:
        """Suggest customers."""
        super().prepare()
        self.suggestions = customers_to_offer(self.subject)

    def clean_customer(self) -> Any:
        """Return the customer that was named."""
        found = customers_named(self.cleaned_data["customer"], user=self.subject.user)
        if not found:
            raise forms.ValidationError("No customer that you see has this key or name.")
        if len(found) > 1:
            keys = ", ".join(customer.key for customer in found)
            raise forms.ValidationError(f"Several have this name: give the key ({keys}).")
        if found[0].pk == self.subject.contract.customer_id:
            raise forms.ValidationError("It is this customer's already: split it instead.")
        return found[0]


class SplitForm(MoveForm):
    """Into a contract of its own."""

    new_key = text("Number of the new contract", 80)
    from_on = Day("From")
    lots = several("Which lines go", [], required=True)


class MergeForm(MoveForm):
    """Other contracts of the customer into this one."""

    others = several("Contracts that come in", [], required=True)
    from_on = Day("From")
    end_on = LastDay(
        "Common last day", required=False, help_text="Empty: the last day of this contract."
    )

    def prepare(self) -> None:
        """Offer the customer's other contracts."""
        super().prepare()
        self.mergeable = {one.pk: one for one in contracts_to_merge(self.subject)}
        self.choices(
            "others",
            [(pk, f"{one.key} {one.name}".strip()) for pk, one in self.mergeable.items()],
        )

    @property
    def chosen(self) -> list[Any]:
        """Return the contracts that were ticked, by rising id."""
        return [self.mergeable[pk] for pk in sorted(self.cleaned_data["others"])]
