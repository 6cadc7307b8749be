"""Forms: they read what a person typed; the commands decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from tenure.desk.queries.team import WEEK
from tenure.desk.queries.worklist import (
    ACTIONS,
    RISK_CHOICES,
    SORTS,
    Position,
    WorklistFilter,
    untouched_since,
)
from tenure.kernel.currencies import EXPONENTS
from tenure.quotes.queries.leakage import LeakageFilter
from tenure.quotes.rules.leakage import REASONS
from tenure.web.numbers import read_number

SEGMENTS = [
    ("self_serve", "Self-serve"), ("smb", "Small business"), ("mid_market", "Mid-market"),
    ("enterprise", "Enterprise"), ("strategic", "Strategic"),
]  # fmt: skip
RENEWAL_TYPES = [("manual", "Manual"), ("auto", "Auto-renew"), ("evergreen", "Evergreen")]
CHANNELS = [("direct", "Direct"), ("reseller", "Reseller"), ("distributor", "Distributor")]
NOBODY = "nobody"
TURNS = [
    ("turn", "The owner's turn"), ("others", "On others"), ("customer", "On the customer"),
    ("partner", "On the partner"), ("approval", "On deal desk and approvers"),
    ("billing", "On billing"), ("legal", "On legal"), ("other", "On somebody else"),
    ("snoozed", "Snoozed"),
]  # fmt: skip
WHEN = [("late", "Before today: late"), ("today", "Today"), ("week", "Within 7 days")]
ALARMS = [
    ("untouched", "Untouched for long"), ("step_passed", "Next step's day has passed"),
    ("no_step", "Without a next step"),
]  # fmt: skip


class DayField(forms.DateField):
    """A day, entered with the browser's own date picker."""

    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")

    def __init__(self, label: str) -> None:
        super().__init__(required=False, label=label, input_formats=["%Y-%m-%d"])


def _choice(label: str, choices: list[tuple[str, str]], anything: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        required=False,
        label=label,
        choices=[("", anything), *choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


def _work_days(when: str, on: date) -> dict[str, date]:
    """Return the days between which work is wanted."""
    if when == "late":
        return {"work_to": on - timedelta(days=1)}
    if when == "today":
        return {"work_from": on, "work_to": on}
    return {"work_from": on, "work_to": on + WEEK} if when == "week" else {}


class WorklistForm(forms.Form):
    """The filters of the worklist, read from the address."""

    text = forms.CharField(
        required=False, max_length=100, label="Customer or contract", strip=True,
        widget=forms.TextInput(attrs={
            "type": "search", "class": "form-control", "autocomplete": "off",
            "placeholder": "Customer or contract", "data-key": "/",
        }),
    )  # fmt: skip
    action = _choice("Next action", ACTIONS, "Any action")
    owner = _choice("Owner", [], "Anyone")
    segment = _choice("Segment", SEGMENTS, "Any segment")
    currency = _choice("Currency", [(code, code) for code in sorted(EXPONENTS)], "Any currency")
    type = _choice("Renewal type", RENEWAL_TYPES, "Any type")
    waiting = _choice("Waits", TURNS, "Whosever turn")
    risk = _choice("Risk", RISK_CHOICES, "Any risk")
    when = _choice("Wants work", WHEN, "Any day")
    alarm = _choice("Alarm", ALARMS, "Without regard to alarms")
    due_from = DayField("Due from")
    due_to = DayField("Due to")

    def __init__(self, data: object, owners: list[tuple[int, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "Anyone"),
            (NOBODY, "Nobody"),
            *((str(pk), name) for pk, name in owners),
        ]

    def asked(self, *, whose: str, sort: str, on: date) -> WorklistFilter:
        """Return the filter; a field that makes no sense asks for nothing (and says so)."""
        self.is_valid()
        values = self.cleaned_data
        owner = values.get("owner", "")
        return WorklistFilter(
            whose=whose,
            action=values.get("action", ""),
            owner=int(owner) if owner and owner != NOBODY else None,
            nobody=owner == NOBODY,
            segment=values.get("segment", ""),
            currency=values.get("currency", ""),
            renewal_type=values.get("type", ""),
            risk=values.get("risk", ""),
            waiting=values.get("waiting", ""),
            untouched_since=untouched_since(on) if values.get("alarm") == "untouched" else None,
            step_before=on if values.get("alarm") == "step_passed" else None,
            no_step_on=on if values.get("alarm") == "no_step" else None,
            **_work_days(values.get("when", ""), on),
            due_from=values.get("due_from"),
            due_to=values.get("due_to"),
            text=values.get("text", ""),
            sort=sort.lstrip("-") if sort.lstrip("-") in SORTS else "act",
            descending=sort.startswith("-"),
        )


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    backwards: bool


_SIDES = (_Side("after", False), _Side("before", True))


def read_position(data: object) -> Position | None:
    """Return the place named by `after` or `before` ("2027-01-15.42"); None when malformed."""
    for side in _SIDES:
        day, _, number = str(data.get(side.name, "")).partition(".")  # type: ignore[attr-defined]
        renewal_id = read_number(number)
        try:
            if renewal_id is not None:
                return Position(date.fromisoformat(day), renewal_id, side.backwards)
        except ValueError:
            continue
    return None


def write_position(position: Position | None) -> str:
    """Return the place as the address carries it."""
    if position is None:
        return ""
    side = "before" if position.backwards else "after"
    return f"{side}={position.day.isoformat()}.{position.renewal_id}"


class LeakageForm(forms.Form):
    """What the leakage report is narrowed to, read from the address."""

    reason = _choice("Reason", list(REASONS.items()), "Any reason")
    segment = _choice("Segment", SEGMENTS, "Any segment")
    region = _choice("Region", [(code, code) for code in ("EMEA", "AMER", "APAC")], "Any region")
    family = _choice("Product family", [], "Any family")
    channel = _choice("Channel", CHANNELS, "Any channel")
    owner = _choice("Owner", [], "Anyone")

    def __init__(self, data: object, owners: list[tuple[int, str]], families: list[str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for name, choices in (
            ("family", [(family, family) for family in families]),
            ("owner", [(str(pk), person) for pk, person in owners]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*field.choices, *choices]  # type: ignore[misc]

    def asked(self) -> LeakageFilter:
        """Return the filter; a field that makes no sense asks for nothing (and says so)."""
        self.is_valid()
        return LeakageFilter(**self.cleaned_data)
