"""Forms for endings and pauses: terminate, suspend, resume."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from tenure.book.rules.changes import (
    Cause,
    Change,
    Resume,
    Settlement,
    Suspend,
    Terminate,
    Timing,
    termination_date,
)
from tenure.web.changes.base import ChangeForm, default_day, lot_choices
from tenure.web.changes.fields import Day, LastDay, choice, radio, several, text

ALL_LOTS = "None ticked: all of them."
TIMINGS = [
    (str(Timing.AT_END), "At the end of the term (an open contract: after its notice)"),
    (str(Timing.AT_NOTICE), "Once the notice days are over"),
    (str(Timing.IMMEDIATE), "At once: the day below is the first without service"),
]
SETTLEMENTS = [
    (str(Settlement.NOTHING), "Nothing is paid back"),
    (str(Settlement.CREDIT), "Credit the days after the end"),
    (str(Settlement.REFUND), "Refund the days after the end"),
]
CAUSES = [(str(Cause.CONVENIENCE), "For convenience"), (str(Cause.FOR_CAUSE), "For cause")]


class LotsForm(ChangeForm):
    """A change of some lots, or of all."""

    wide: ClassVar[frozenset[str]] = frozenset({"lots", "timing", "settlement"})

    def prepare(self) -> None:
        """Offer the lots that are not over."""
        self.choices("lots", lot_choices(self.subject))
        day = "given_on" if "given_on" in self.fields else "from_on"
        self.first(**{day: default_day(self.subject)})

    @property
    def chosen(self) -> tuple[int, ...]:
        """Return the lots ticked; none: all."""
        return tuple(self.cleaned_data["lots"])


class TerminateForm(LotsForm):
    """The end of the contract, or of some lines."""

    timing = radio("When", TIMINGS)
    given_on = Day("Notice given on", help_text="For an immediate end: the first day without.")
    cause = choice("Ground", CAUSES)
    why = text("Why it ends", 60, help_text="Kept with the contract.")
    settlement = choice("What was paid for the days after", SETTLEMENTS)
    lots = several("Which lines", [], help_text=ALL_LOTS)

    def ends_on(self) -> date:
        """Return the first day without service. Raises ChangeRefused."""
        values = self.cleaned_data
        timing = Timing(values["timing"])
        return termination_date(self.subject.state, timing, given_on=values["given_on"])

    def change(self) -> Change:
        """Return the termination on the day that was worked out."""
        return Terminate(self.ends_on(), self.cleaned_data["why"], self.chosen)

    def details(self) -> Mapping[str, Any]:
        """Return ground, timing and settlement, to be kept with the order."""
        values = self.cleaned_data
        return {
            "timing": values["timing"],
            "given_on": values["given_on"].isoformat(),
            "cause": values["cause"],
            "settlement": values["settlement"],
        }


class SuspendForm(LotsForm):
    """A pause: lines keep place and price, and earn nothing."""

    from_on = Day("From")
    until = LastDay("Last day of the pause", required=False, help_text="Empty: until resumed.")
    lots = several("Which lines", [], help_text=ALL_LOTS)

    def change(self) -> Change:
        """Return the suspension."""
        return Suspend(self.cleaned_data["from_on"], self.cleaned_data["until"], self.chosen)


class ResumeForm(LotsForm):
    """The end of a pause."""

    from_on = Day("From")
    lots = several("Which lines", [], help_text=ALL_LOTS)

    def prepare(self) -> None:
        """Offer the lots that are suspended some day."""
        super().prepare()
        lots = self.subject.state.lots
        self.choices(
            "lots",
            [
                (lot, label)
                for lot, label in lot_choices(self.subject)
                if any(segment.suspended for segment in lots[lot])
            ],
        )

    def change(self) -> Change:
        """Return the resumption."""
        return Resume(self.cleaned_data["from_on"], self.chosen)
