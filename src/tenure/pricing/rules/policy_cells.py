"""Policies as people write them, in the cells of a file or a form, and what makes them sane."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tenure.kernel.errors import InvalidInput, TenureError
from tenure.kernel.exact import INT64_MAX, fixed_point, require_int
from tenure.kernel.ids import clean_key
from tenure.kernel.money import quantity_e4
from tenure.kernel.percent import Percent
from tenure.pricing.rules.policies import AnyPolicy, DiscountFacts, MarginFacts, PolicyFacts
from tenure.pricing.rules.policy_kinds import (
    VOLUME_TIERS,
    WHOLE,
    Held,
    PolicyField,
    PolicyKind,
    kind_of,
)

_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold what is wrong with one column of a policy."""

    column: str
    reason: str


class NotAPolicy(InvalidInput):
    """Refuse what is not a policy; `faults` say which column and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.column}: {fault.reason}" for fault in faults))


def policy_of(kind: PolicyKind, cells: Mapping[str, str]) -> AnyPolicy:
    """Return the policy that cells say, by the names of columns; an empty cell has its default.

    Raise NotAPolicy with every column that makes no sense.
    """
    facts, faults = dict[str, Any](), list[Fault]()
    for field in kind.fields:
        try:
            facts[field.name] = _read(field, cells.get(field.column, "").strip())
        except TenureError as error:
            faults.append(Fault(field.column, str(error)))
    if faults:
        raise NotAPolicy(faults)
    policy = kind.facts(**facts)
    require_policy(policy)
    return policy


def cells_of(policy: AnyPolicy) -> dict[str, str]:
    """Return a policy as cells, by the names of columns; what `policy_of` reads back."""
    return {
        field.column: _written(field, getattr(policy, field.name))
        for field in kind_of(policy).fields
    }


def require_policy(policy: AnyPolicy) -> None:
    """Raise NotAPolicy for facts that no policy can have, with every column at fault."""
    kind = kind_of(policy)
    faults = [
        Fault(field.column, reason)
        for field in kind.fields
        if (reason := _why_not(field, getattr(policy, field.name)))
    ]
    faults = faults or list(_contradictions(policy))
    if faults:
        raise NotAPolicy(faults)


def _why_not(field: PolicyField, value: Any) -> str:
    """Return why a fact is refused; empty when it is sane."""
    if value == field.empty or value is None:
        return "is missing" if field.required else ""
    match field.held:
        case Held.KEY | Held.TEXT:
            return _why_no_text(field, value)
        case Held.CHOICE:
            among = [choice for choice, _ in field.choices]
            return "" if value in among else f"{value!r} is not one of {', '.join(among)}"
        case Held.RATE:
            if field.lowest <= require_int(value, field.label) <= field.highest:
                return ""
            return f"must be from {Percent(field.lowest)} to {Percent(field.highest)}"
        case Held.QUANTITY:
            if not 0 < require_int(value, field.label) <= INT64_MAX:
                return "must be more than zero and fit 64 bits"
            return ""
        case Held.DAY:
            sane = _EARLIEST <= value <= _LATEST
            return "" if sane else "there is no such day between 1900 and 2999"
        case Held.FLAG:
            return ""


def _why_no_text(field: PolicyField, value: str) -> str:
    try:
        clean = clean_key(value)
    except InvalidInput as error:
        return str(error)
    if clean != value:
        return "must not begin or end with white space"
    return f"longer than {field.size} characters" if len(value) > field.size else ""


def _contradictions(policy: AnyPolicy) -> Iterator[Fault]:
    """Yield what is wrong between fields that are sane one by one."""
    if isinstance(policy, PolicyFacts):
        if policy.method != "uplift" and policy.uplift_bp:
            yield Fault("uplift", "only the method uplift has one")
    elif isinstance(policy, DiscountFacts):
        yield from _tiers_at_fault(policy)
    elif isinstance(policy, MarginFacts) and policy.reseller_bp + policy.registered_bp > WHOLE:
        yield Fault("registered", "a reseller cannot keep more than 100 %")


def _tiers_at_fault(policy: DiscountFacts) -> Iterator[Fault]:
    """Yield tiers that do not rise, leave a gap, or have a rate without a quantity."""
    before: int | None = 0
    for place in VOLUME_TIERS:
        begins: int | None = getattr(policy, f"volume_{place}_from_e4")
        column = f"volume_{place}_from"
        if begins is None and getattr(policy, f"volume_{place}_bp"):
            yield Fault(column, "a tier with a discount begins somewhere")
        elif begins is not None and before is None:
            yield Fault(column, f"tier {place - 1} is missing")
        elif begins is not None and before is not None and begins <= before:
            yield Fault(column, f"must be more than tier {place - 1} begins with")
        before = begins


def _read(field: PolicyField, text: str) -> Any:
    """Return a cell as its fact; InvalidInput with the reason where it cannot be read."""
    if not text:
        if field.required:
            raise InvalidInput("is missing")
        return field.empty
    match field.held:
        case Held.RATE:
            return Percent.parse(text).basis_points
        case Held.QUANTITY:
            return quantity_e4(text)
        case Held.DAY:
            return _day(text)
        case Held.FLAG:
            return _flag(text)
        case Held.CHOICE:
            return text.lower().replace(" ", "_").replace("-", "_")
        case Held.KEY | Held.TEXT:
            return unicodedata.normalize("NFC", text)


def _day(text: str) -> date:
    try:
        if len(text) == len("2027-01-15"):  # other ISO forms, as 20270115, mean a number to most
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidInput(f"{text!r} is not a day like 2027-01-15")


def _flag(text: str) -> bool:
    word = text.lower()
    if word not in _YES + _NO:
        raise InvalidInput("neither yes nor no")
    return word in _YES


def _written(field: PolicyField, value: Any) -> str:
    if value is None:
        return ""
    match field.held:
        case Held.RATE:
            return _plain(Percent(value).format()) if value != field.empty else ""
        case Held.QUANTITY:
            return _plain(fixed_point(value, 4).rstrip("0").rstrip("."))
        case Held.FLAG:
            return "yes" if value else ""
        case _:
            return str(value)


def _plain(number: str) -> str:
    """Return a number without thousands marks, which are not read back."""
    return number.replace(",", "")
