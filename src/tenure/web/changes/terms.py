"""Forms that change the term and the contract's facts: extend, co-terminate, bridge, facts."""

from __future__ import annotations

from typing import Any, ClassVar

from tenure.book.queries.changing import Subject, family_to_bill, partners_to_choose
from tenure.book.queries.indices import index_choices
from tenure.book.rules.changes import (
    Bridge,
    Change,
    ChangeRefused,
    CoTerminate,
    ExtendTerm,
    SetFacts,
    TakeOver,
)
from tenure.book.rules.index_clause import INDEX_FACTS, LEAST_LAG, MOST_LAG, fault_of_index_clause
from tenure.kernel.percent import Percent
from tenure.web.changes.base import ChangeForm, default_day, lot_choices
from tenure.web.changes.facts import WORDS
from tenure.web.changes.fields import Day, LastDay, choice, count, rate, several, text

NOBODY = "0"


class ExtendForm(ChangeForm):
    """A later end of the term."""

    end_on = LastDay("New last day of the term")

    def change(self) -> Change:
        """Return the extension."""
        return ExtendTerm(self.cleaned_data["end_on"])


class BridgeForm(ExtendForm):
    """A short extension while people negotiate."""

    def change(self) -> Change:
        """Return the bridge."""
        return Bridge(self.cleaned_data["end_on"])


class CoTermForm(ChangeForm):
    """One end for all lines."""

    end_on = LastDay("Common last day")
    lots = several(
        "Also extend lines that end earlier", [],
        help_text="Longer lines are cut and those that end with the term go on in any case.",
    )  # fmt: skip
    wide: ClassVar[frozenset[str]] = frozenset({"lots"})

    def prepare(self) -> None:
        """Offer the lots that end before the term."""
        end = self.subject.state.end_on
        early = [
            (lot, label)
            for lot, label in lot_choices(self.subject)
            if end is not None
            and (last := self.subject.state.lots[lot][-1].period.end) is not None
            and last < end
        ]
        self.choices("lots", early)
        if not early:
            del self.fields["lots"]

    def change(self) -> Change:
        """Return the co-termination."""
        return CoTerminate(self.cleaned_data["end_on"], tuple(self.cleaned_data.get("lots", ())))


class FactsForm(ChangeForm):
    """Clauses and billing: what differs from now is changed."""

    from_on = Day("From")
    terms_version = text("Terms version", 40, required=False)
    bill_to_id = choice("Bill to", [])
    billing_months = count("Billed every (months)", 1, 120, required=False)
    notice_days = count("Notice in days", 0, 3650)
    renewal_type = choice("At the term's end", list(WORDS["renewal_type"].items()))
    renewal_term_months = count("Renewal term in months", 1, 120)
    price_method = choice("Price method", list(WORDS["price_method"].items()), required=False)
    uplift_bp = rate("Agreed uplift, percent", required=False)
    uplift_cap_bp = rate("Uplift cap, percent", required=False)
    price_hold_until = Day("Price hold until", required=False)
    escalator_bp = rate("Escalator, percent each year", required=False)
    index_code = choice("Price index", [], required=False)
    index_lag_months = count(
        "Index read, months before the term", LEAST_LAG, MOST_LAG, required=False
    )
    index_plus_bp = rate("Added to the index, percent", required=False)
    index_floor_bp = rate("Index rise at least, percent", required=False)
    index_ceiling_bp = rate("Index rise at most, percent", required=False)
    co_term_group = text("Co-term group", 60, required=False)
    time_zone = text("Time zone", 40, required=False, help_text="As in Europe/Berlin.")
    folded: ClassVar[tuple[str, tuple[str, ...]]] = (
        "Renewal, price and other clauses",
        (
            "notice_days", "renewal_type", "renewal_term_months", "price_method", "uplift_bp",
            "uplift_cap_bp", "price_hold_until", "escalator_bp", *INDEX_FACTS,
            "co_term_group", "time_zone",
        ),
    )  # fmt: skip

    def prepare(self) -> None:
        """Begin with the contract as it is."""
        contract = self.subject.contract
        family = family_to_bill(self.subject)
        own = contract.customer_id
        offered = [("", f"{contract.customer.name} (the customer itself)")]
        offered += [(str(pk), name) for pk, name in family if pk != own]
        if contract.bill_to_id and contract.bill_to_id not in {own, *(pk for pk, _ in family)}:
            name = contract.bill_to.name if contract.bill_to else ""
            offered.append((str(contract.bill_to_id), name))
        self.choices("bill_to_id", offered)
        self.choices("index_code", [("", "None"), *_indices(self.subject)])
        self.fields["bill_to_id"].required = False
        for name in self.fields:
            if name != "from_on":
                self.first(**{name: _typed(name, getattr(contract, name))})
        bill_to = "" if contract.bill_to_id in {None, own} else str(contract.bill_to_id)
        self.first(from_on=default_day(self.subject), bill_to_id=bill_to)

    def clean(self) -> dict[str, Any]:
        """Hold that the index clause is whole; without an index its other parts go as well."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.subject.contract.index_code and not values.get("index_code"):
            values |= dict.fromkeys(INDEX_FACTS[1:])
        if fault := fault_of_index_clause(values):
            name, reason = fault
            self.add_error(name, f"{reason[0].upper()}{reason[1:]}.")
        return values

    def change(self) -> Change:
        """Return what differs from the contract."""
        contract, values = self.subject.contract, dict(self.cleaned_data)
        from_on = values.pop("from_on")
        typed = values.pop("bill_to_id")
        bill_to = int(typed) if typed else None
        now = None if contract.bill_to_id == contract.customer_id else contract.bill_to_id
        facts = {name: new for name, new in values.items() if new != getattr(contract, name)}
        if bill_to != now:
            facts["bill_to_id"] = bill_to
        if not facts:
            raise ChangeRefused("Everything is as it was: change what should differ.")
        return SetFacts(from_on, facts)


def _indices(subject: Subject) -> list[tuple[str, str]]:
    """Return the indices to choose among, that which the contract follows with them."""
    known = [(code, f"{code} ({name})") for code, name in index_choices(subject.user)]
    own = subject.contract.index_code
    return known if own in {"", *(code for code, _ in known)} else [*known, (own, own)]


def _typed(name: str, value: Any) -> Any:
    if name.endswith("_bp") and value is not None:
        return Percent(value).format().removesuffix(" %")
    return value


class PartnerForm(ChangeForm):
    """Another partner takes the contract over; its lines go on."""

    from_on = Day("From")
    channel = choice("Channel", list(WORDS["channel"].items()))
    reseller_id = choice("Reseller", [])
    distributor_id = choice("Distributor", [])

    def prepare(self) -> None:
        """Offer the partners that the person sees, and begin with those there are."""
        contract = self.subject.contract
        found = partners_to_choose(self.subject)
        for name, kind in (("reseller_id", "reseller"), ("distributor_id", "distributor")):
            offered = [(NOBODY, "Nobody")]
            offered += [(str(pk), label) for pk, label, what in found if what == kind]
            offered += [(str(pk), label) for pk, label, what in found if what != kind]
            self.choices(name, offered)
            self.first(**{name: getattr(contract, name) or NOBODY})
        self.first(from_on=default_day(self.subject), channel=contract.channel)

    def clean(self) -> dict[str, Any]:
        """Hold that the channel and the partners fit together."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        channel = values.get("channel")
        for name, kind in (("reseller_id", "reseller"), ("distributor_id", "distributor")):
            if channel == kind and values.get(name) == NOBODY:
                self.add_error(name, f"This channel needs a {kind}.")
            if channel == "direct" and values.get(name) not in {NOBODY, None}:
                self.add_error(name, "A direct contract has no partner.")
        return values

    def change(self) -> Change:
        """Return the partners that differ."""
        contract, values = self.subject.contract, self.cleaned_data
        asked = {
            "channel": values["channel"],
            "reseller_id": int(values["reseller_id"]) or None,
            "distributor_id": int(values["distributor_id"]) or None,
        }
        facts = {name: new for name, new in asked.items() if new != getattr(contract, name)}
        if not facts:
            raise ChangeRefused("These are the contract's partners already.")
        return TakeOver(values["from_on"], facts)
