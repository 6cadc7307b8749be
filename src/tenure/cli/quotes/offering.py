"""What is done with an offer in the terminal: options, differences, withdrawal, copies, notes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.kernel.money import Money
    from tenure.quotes.models import Quote
    from tenure.quotes.queries import Difference, OfferColumn
    from tenure.quotes.rules.differences import LineDifference, LineOffered


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what may be done with an offer."""
    offer = parser.add_argument_group("offer", "what belongs to a quote beside its lines")
    one = offer.add_mutually_exclusive_group()
    add = one.add_argument
    add(
        "--diff", nargs="?", const="", metavar="NUMBER",
        help="line by line against another quote of the renewal; without one: what expires",
    )  # fmt: skip
    add("--options", action="store_true", help="the quote and its options side by side")
    add(
        "--offer", choices=["terms", "expansion", "without"],
        help="offer 1, 2 and 3 years, an expansion (--more), or no expansion, as options",
    )  # fmt: skip
    add("--withdraw", metavar="REASON", help="take it back, with its options")
    add("--copy-to", metavar="CONTRACT", help="ask the same of another contract's open renewal")
    add("--as-option", action="store_true", help="offer what it asks as an option of the current")
    add("--customer-note", metavar="TEXT", help="tell the customer; an empty text takes it back")
    offer.add_argument("--more", metavar="PERCENT", type=int, default=10, help="of an expansion")


def is_wanted(arguments: argparse.Namespace) -> bool:
    """Tell whether something is to be done with the offer."""
    given = (arguments.diff, arguments.offer, arguments.withdraw, arguments.copy_to,
             arguments.customer_note)  # fmt: skip
    flags = arguments.options or arguments.as_option
    return flags or any(one is not None for one in given)


def run(quote: Quote, arguments: argparse.Namespace, actor: User) -> int:
    """Do what was asked of the offer, and show it."""
    if arguments.diff is not None:
        return _difference(quote, arguments.diff, actor, as_json=arguments.json)
    if arguments.withdraw is not None:
        return _withdraw(quote, arguments.withdraw, actor, as_json=arguments.json)
    if arguments.copy_to is not None:
        return _copy(quote, arguments.copy_to, actor, as_json=arguments.json)
    if arguments.customer_note is not None:
        return _note(quote, arguments.customer_note, actor, as_json=arguments.json)
    if arguments.as_option:
        _as_option(quote, actor)
    if arguments.offer is not None:
        _offer(quote, arguments, actor)
    return _options(quote, as_json=arguments.json)


def _offer(quote: Quote, arguments: argparse.Namespace, actor: User) -> None:
    from tenure.quotes.commands import add_usual_options
    from tenure.quotes.rules.options import Usual

    add_usual_options(
        quote_id=quote.pk, usual=Usual(arguments.offer), more=arguments.more,
        by=actor, on=session.today(),
    )  # fmt: skip


def _as_option(quote: Quote, actor: User) -> None:
    from tenure.quotes.commands import copy_as_option

    copy_as_option(quote_id=quote.pk, by=actor, on=session.today())


def _options(quote: Quote, *, as_json: bool) -> int:
    from rich.console import Console
    from rich.table import Table

    from tenure.quotes.queries import offer_columns
    from tenure.quotes.queries.approvals import current_quote

    current = current_quote(quote.renewal_id) or quote
    columns = offer_columns(current, on=session.today())
    if as_json:
        session.print_json([_column_json(one) for one in columns])
        return 0
    table = Table(box=None, pad_edge=False)
    for name in ("Offer", "Number", "Term", "A year", "In all", "Against expiring", "Stands"):
        left = name in {"Offer", "Number", "Stands"}
        table.add_column(name, justify="left" if left else "right")
    for one in columns:
        table.add_row(
            one.label, one.quote.number, one.proposed.length_words, _plain(one.proposed.yearly),
            one.proposed.total.format(), one.change.format(), one.why_not or "can be accepted",
        )  # fmt: skip
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, _WIDTH)
    console.print(table)
    return 0


_WIDTH = 140


def _column_json(one: OfferColumn) -> dict[str, Any]:
    return {
        "number": one.quote.number,
        "label": one.label,
        "is_primary": one.quote.is_primary,
        "currency": one.quote.currency,
        "months": one.proposed.length.months,
        "days": one.proposed.length.days,
        "expiring_minor": one.expiring.total.minor,
        "proposed_minor": one.proposed.total.minor,
        "yearly_minor": _minor(one.proposed.yearly),
        "saving_minor": _minor(one.saving),
        "why_not": one.why_not,
    }


def _difference(quote: Quote, number: str, actor: User, *, as_json: bool) -> int:
    from tenure.quotes.queries import expiring_against_proposed, find_quote, quote_against_quote

    if number:
        other = find_quote(number, user=actor)
        if other is None:
            raise InvalidInput(f"There is no quote {number}.")
        found = quote_against_quote(other, quote)
    else:
        found = expiring_against_proposed(quote)
    if as_json:
        session.print_json(_difference_json(found))
    else:
        _show_difference(found)
    return 0


def _show_difference(found: Difference) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    console.width = max(console.width, _WIDTH)
    console.print(f"{found.after.name} against {found.before.name}")
    table = Table(box=None, pad_edge=False)
    for name in ("Lot", "Product", "What differs", found.before.name, found.after.name, "Change"):
        left = name in {"Product", "What differs"}
        table.add_column(name, justify="left" if left else "right")
    for line in found.lines:
        words = ": ".join(filter(None, [line.kind, ", ".join(line.what)]))
        said = words if line.kind == "changed" else line.kind
        table.add_row(str(line.lot), line.product, said, _side(line.before), _side(line.after),
                      _change(line))  # fmt: skip
    table.add_row("", "Total", "", found.before.amounts.total.format(),
                  found.after.amounts.total.format(), found.change.format())  # fmt: skip
    console.print(table)
    if found.yearly_change is not None and found.before.term != found.after.term:
        console.print(f"{found.yearly_change.format()} a year")


def _side(line: LineOffered | None) -> str:
    from tenure.kernel.money import Money, format_unit_price

    if line is None:
        return ""
    price = format_unit_price(line.unit_price_e4, line.currency)
    amount = Money(line.amount_minor, line.currency).format()
    return f"{amount} ({line.quantity.normalize():f} at {price})"


def _change(line: LineDifference) -> str:
    from tenure.kernel.money import Money

    return Money(line.after_minor - line.before_minor, line.currency).format()


def _difference_json(found: Difference) -> dict[str, Any]:
    return {
        "before": found.before.name,
        "after": found.after.name,
        "change_minor": found.change.minor,
        "yearly_change_minor": _minor(found.yearly_change),
        "lines": [
            {
                "lot": line.lot,
                "product": line.product,
                "kind": line.kind,
                "what": line.what,
                "before": _line_json(line.before),
                "after": _line_json(line.after),
            }
            for line in found.lines
        ],
    }


def _line_json(line: LineOffered | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "product": line.product,
        "quantity": f"{line.quantity.normalize():f}",
        "unit_price_e4": line.unit_price_e4,
        "price_months": line.price_months,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "start_on": line.start_on,
        "end_on": line.end_on,
    }


def _withdraw(quote: Quote, reason: str, actor: User, *, as_json: bool) -> int:
    from tenure.quotes.commands import withdraw_quote

    made = withdraw_quote(quote_id=quote.pk, reason=reason, by=actor, on=session.today())
    if as_json:
        session.print_json({"number": quote.number, "kind": made.kind, "reason": made.reason,
                            "ended_on": made.ended_on})  # fmt: skip
    else:
        print(f"{quote.number}: withdrawn. {made.reason}")
    return 0


def _copy(quote: Quote, contract: str, actor: User, *, as_json: bool) -> int:
    from tenure.quotes.commands import copy_asked
    from tenure.quotes.queries import find_renewal

    renewal = find_renewal(contract, user=actor)
    if renewal is None:
        raise InvalidInput(f"The contract {contract} has no open renewal.")
    copied = copy_asked(quote_id=quote.pk, renewal_id=renewal.pk, by=actor, on=session.today())
    if as_json:
        session.print_json({"number": copied.quote.number, "left_out": list(copied.left_out)})
    else:
        print(" ".join([f"{copied.quote.number} has it.", *copied.left_out]))
    return 0


def _note(quote: Quote, text: str, actor: User, *, as_json: bool) -> int:
    from tenure.quotes.commands import write_offer_note

    made = write_offer_note(renewal_id=quote.renewal_id, text=text, by=actor, on=session.today())
    said = made.text if made else ""
    if as_json:
        session.print_json({"number": quote.number, "note": said})
    else:
        print(f"{quote.number}: {said or 'no note'}")
    return 0


def _plain(amount: Money | None) -> str:
    return amount.format() if amount is not None else ""


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor
