"""The words of `tenure order` as the changes that the book's rules plan."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tenure.book.queries.changing import Subject, customers_named
from tenure.book.rules import changes
from tenure.cli import session
from tenure.directory.queries import partners_visible_to
from tenure.kernel.errors import InvalidInput
from tenure.kernel.money import quantity_e4, unit_price_e4
from tenure.kernel.percent import Percent
from tenure.kernel.period import Period
from tenure.pricing.queries import raising

Given = argparse.Namespace
NONE = "none"


def change_asked(given: Given, subject: Subject) -> changes.Change:
    """Return the change that the words ask for. Raises InvalidInput."""
    return READERS[given.change](given, subject)


def _add(given: Given, subject: Subject) -> changes.Change:
    steps = tuple(_step(text) for text in given.step)
    return changes.AddLine(given.from_on, _offer(given, subject), given.until, steps)


def _quantity(given: Given, subject: Subject) -> changes.Change:
    to, by = (None if text is None else quantity_e4(text) for text in (given.to, given.by))
    return changes.ChangeQuantity(given.from_on, given.lot, to, by, given.until)


def _reprice(given: Given, subject: Subject) -> changes.Change:
    price = None if given.price is None else unit_price_e4(given.price)
    raised = None if given.rate is None else raising(_rate(given.rate), on=given.from_on)
    return changes.Reprice(given.from_on, given.lot, price, raised, given.until)


def _remove(given: Given, subject: Subject) -> changes.Change:
    return changes.RemoveLine(given.from_on, given.lot)


def _swap(given: Given, subject: Subject) -> changes.Change:
    return changes.SwapProduct(given.from_on, given.lot, _offer(given, subject))


def _extend(given: Given, subject: Subject) -> changes.Change:
    return changes.ExtendTerm(given.until)


def _bridge(given: Given, subject: Subject) -> changes.Change:
    return changes.Bridge(given.until)


def _co_term(given: Given, subject: Subject) -> changes.Change:
    return changes.CoTerminate(given.until, tuple(given.lots))


def _facts(given: Given, subject: Subject) -> changes.Change:
    return changes.SetFacts(given.from_on, _facts_told(given.set, subject))


def _take_over(given: Given, subject: Subject) -> changes.Change:
    told: dict[str, Any] = {}
    for name in ("reseller", "distributor"):
        key = getattr(given, name)
        if key is not None:
            told[f"{name}_id"] = None if key == NONE else _partner(key, subject)
    if given.channel is not None:
        told["channel"] = given.channel
    return changes.TakeOver(given.from_on, told)


def _renew(given: Given, subject: Subject) -> changes.Change:
    if given.from_on is None and given.until is None:
        agreed = changes.renewal_as_agreed(subject.state)
        return changes.Renew(
            agreed.start_on, agreed.end_on, _lots(given.lot),
            {**agreed.facts, **_facts_told(given.set, subject)},
        )  # fmt: skip
    start = given.from_on or subject.state.end_on
    if start is None:
        raise InvalidInput("The contract has no term's end: say --from.")
    return changes.Renew(start, given.until, _lots(given.lot), _facts_told(given.set, subject))


def _reset(given: Given, subject: Subject) -> changes.Change:
    facts = _facts_told(given.set, subject)
    return changes.Reset(given.from_on, given.until, _lots(given.lot), facts)


def _terminate(given: Given, subject: Subject) -> changes.Change:
    if not given.reason.strip():
        raise InvalidInput("Say why it ends: --reason.")
    ends_on = given.last_day
    if given.timing is not None:
        timing = changes.Timing(given.timing.replace("-", "_"))
        ends_on = changes.termination_date(subject.state, timing, given_on=given.booked_on)
    return changes.Terminate(ends_on, given.reason, tuple(given.lots))


def _suspend(given: Given, subject: Subject) -> changes.Change:
    return changes.Suspend(given.from_on, given.until, tuple(given.lots))


def _resume(given: Given, subject: Subject) -> changes.Change:
    return changes.Resume(given.from_on, tuple(given.lots))


READERS: dict[str, Callable[[Given, Subject], changes.Change]] = {
    "add": _add,
    "quantity": _quantity,
    "reprice": _reprice,
    "remove": _remove,
    "swap": _swap,
    "extend": _extend,
    "bridge": _bridge,
    "co-term": _co_term,
    "facts": _facts,
    "take-over": _take_over,
    "renew": _renew,
    "reset": _reset,
    "terminate": _terminate,
    "suspend": _suspend,
    "resume": _resume,
}


def _offer(given: Given, subject: Subject) -> changes.Offer:
    product = subject.products.get(given.product)
    if product is None:
        raise InvalidInput(f"There is no product {given.product}.")
    return changes.Offer(
        product=product.code,
        quantity_e4=quantity_e4(given.quantity),
        unit_price_e4=unit_price_e4(given.price),
        currency=subject.contract.currency,
        price_months=given.months,
        recurring=product.recurring,
    )


def _step(text: str) -> changes.RampStep:
    try:
        day, quantity, price = text.split(":")
        from_on = session.parse_day(day)
    except (ValueError, argparse.ArgumentTypeError):
        raise InvalidInput(f"A step is DATE:QUANTITY:PRICE, not '{text}'.") from None
    return changes.RampStep(from_on, quantity_e4(quantity), unit_price_e4(price))


def _lots(texts: list[str]) -> tuple[changes.RenewedLot, ...]:
    found = []
    for text in texts:
        lot, quantity, price, *more = [*text.split(":"), "", ""]
        if not lot.isdecimal() or any(more):
            raise InvalidInput(f"A lot is LOT, LOT:QUANTITY or LOT:QUANTITY:PRICE, not '{text}'.")
        found.append(
            changes.RenewedLot(
                int(lot),
                quantity_e4(quantity) if quantity else None,
                unit_price_e4(price) if price else None,
            )
        )
    return tuple(found)


def _rate(text: str) -> int:
    return Percent.parse(text).basis_points


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise InvalidInput(f"'{text}' is not a whole number.")
    return int(text)


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise InvalidInput(f"'{text}' is none of {', '.join(words)}.")
        return text

    return read


def _day(text: str) -> Any:
    try:
        return session.parse_day(text)
    except argparse.ArgumentTypeError as error:
        raise InvalidInput(f"{error}.") from None


# A fact's name on the command line: the contract's column, how its value reads, and none's.
FACTS: dict[str, tuple[str, Callable[[str], Any], Any]] = {
    "billing_months": ("billing_months", _whole, None),
    "notice_days": ("notice_days", _whole, 0),
    "renewal_term_months": ("renewal_term_months", _whole, 12),
    "renewal_type": ("renewal_type", _one_of("manual", "auto", "once", "evergreen"), "manual"),
    "price_method": ("price_method", _one_of("same", "list", "uplift"), ""),
    "price_hold_until": ("price_hold_until", _day, None),
    "uplift": ("uplift_bp", _rate, None),
    "uplift_cap": ("uplift_cap_bp", _rate, None),
    "escalator": ("escalator_bp", _rate, None),
    "index": ("index_code", str, ""),
    "index_lag": ("index_lag_months", _whole, None),
    "index_plus": ("index_plus_bp", _rate, None),
    "index_floor": ("index_floor_bp", _rate, None),
    "index_ceiling": ("index_ceiling_bp", _rate, None),
    "terms_version": ("terms_version", str, ""),
    "co_term_group": ("co_term_group", str, ""),
    "time_zone": ("time_zone", str, ""),
}


def _facts_told(texts: list[str], subject: Subject) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidInput(f"A fact is NAME=VALUE, not '{text}'.")
        if name == "bill_to":
            told["bill_to_id"] = None if value == NONE else customer_keyed(value, subject).pk
        elif name in FACTS:
            column, read, nothing = FACTS[name]
            told[column] = nothing if value == NONE else read(value)
        else:
            known = ", ".join(["bill_to", *FACTS])
            raise InvalidInput(f"'{name}' is no fact of a contract; one of: {known}.")
    return told


def customer_keyed(key: str, subject: Subject) -> Any:
    """Return the customer with a key. Raises InvalidInput."""
    found = customers_named(key, user=subject.user)
    if len(found) != 1:
        raise InvalidInput(f"There is no customer {key}.")
    return found[0]


def _partner(key: str, subject: Subject) -> int:
    found = partners_visible_to(subject.user).filter(key=key).first()
    if found is None:
        raise InvalidInput(f"There is no partner {key}.")
    return found.pk


def in_words(period: Period) -> str:
    """Return a period as first and last day in ISO dates."""
    last = "open" if period.end is None else str(period.end - timedelta(days=1))
    return f"{period.start} to {last}"
