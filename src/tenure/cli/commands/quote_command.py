"""Show a quote with every price explained, write its PDF, or make it for a renewal.

tenure quote Q-2027-000042                 the quote, expiring against proposed
tenure quote Q-2027-000042 --explain       with every step of every price
tenure quote Q-2027-000042 --pdf quote.pdf
tenure quote --renewal C-1001              make the quote of a contract's open renewal now,
                                           or its next version if the contract has changed
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import Quote
    from tenure.quotes.queries import QuoteView


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which quote, and what is wanted of it."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("number", nargs="?", help="the quote's number")
    which.add_argument("--renewal", metavar="CONTRACT", help="make it for this contract's renewal")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the document to this file")
    parser.add_argument("--explain", action="store_true", help="show the steps of every price")


def run(arguments: argparse.Namespace) -> int:
    """Show, make or write the quote."""
    actor = session.set_up()
    from tenure.quotes.queries import quote_view

    quote = _made(arguments.renewal, actor) if arguments.renewal else _found(arguments, actor)
    if arguments.pdf:
        _write(quote, arguments.pdf, actor)
    view = quote_view(quote)
    if arguments.json:
        session.print_json(_as_json(view) | ({"pdf": arguments.pdf} if arguments.pdf else {}))
        return 0
    _print(view, explain=arguments.explain)
    if arguments.pdf:
        print(f"\nwritten to {arguments.pdf}")
    return 0


def _found(arguments: argparse.Namespace, actor: User) -> Quote:
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.queries import find_quote

    quote = find_quote(arguments.number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {arguments.number}.")
    return quote


def _made(contract: str, actor: User) -> Quote:
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.commands import quote_now
    from tenure.quotes.queries import find_renewal

    renewal = find_renewal(contract, user=actor)
    if renewal is None:
        raise InvalidInput(f"The contract {contract} has no open renewal.")
    return quote_now(renewal_id=renewal.pk, by=actor, on=session.today())


def _write(quote: Quote, path: Path, actor: User) -> None:
    from tenure.documents.queries import open_document
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.commands import render_document

    document = render_document(quote_id=quote.pk, by=actor, on=session.today())
    try:
        path.write_bytes(open_document(document))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error


def _print(view: QuoteView, *, explain: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from tenure.kernel.money import format_unit_price
    from tenure.kernel.period import format_day
    from tenure.quotes.queries import changes_since, is_stale

    quote, console = view.quote, Console(highlight=False, markup=False)
    contract = quote.renewal.contract
    console.print(f"Quote {quote.number}, version {quote.version}, for {contract.customer}")
    console.print(f"Contract {contract.key}; next term {view.term.format()}")
    console.print(
        f"Priced on {format_day(quote.priced_on)}, valid until {format_day(quote.valid_until)}"
    )
    if is_stale(quote):
        console.print("Stale: the contract changed after pricing:", style="bold")
        for moved in changes_since(quote):
            console.print(f"  lot {moved.lot} {moved.product}: {moved.kind}")
    table = Table(box=None, pad_edge=False)
    for name in ("No.", "Product", "Quantity", "Unit price", "Expiring", "Proposed", "Change"):
        table.add_column(name, justify="left" if name == "Product" else "right")
    for line in view.lines:
        price = format_unit_price(line.line.proposed_price_e4, line.line.currency)
        table.add_row(
            str(line.line.position), str(line.line.product), f"{line.line.quantity.normalize():f}",
            price, line.expiring.format(), line.proposed.format(), line.change.format(),
        )  # fmt: skip
    change = view.proposed - view.expiring
    table.add_row(
        "", "Total", "", "", view.expiring.format(), view.proposed.format(), change.format()
    )
    console.print(table)
    if explain:
        _print_steps(view)


def _print_steps(view: QuoteView) -> None:
    from tenure.kernel.money import format_unit_price

    for line in view.lines:
        print(f"\n{line.line.position}. {line.line.product}: {line.explanation}")
        for step in line.steps:
            price = step.unit_price_e4
            shown = "" if price is None else format_unit_price(price, line.line.currency)
            print(f"   {step.step:<16}{shown:>18}  {step.note}")


def _as_json(view: QuoteView) -> dict[str, Any]:
    from tenure.quotes.queries import is_stale

    quote = view.quote
    return {
        "number": quote.number,
        "version": quote.version,
        "is_primary": quote.is_primary,
        "is_stale": is_stale(quote),
        "contract": quote.renewal.contract.key,
        "customer": quote.renewal.contract.customer.key,
        "currency": quote.currency,
        "start_on": quote.start_on,
        "last_day": view.term.last_day,
        "term_months": quote.term_months,
        "priced_on": quote.priced_on,
        "valid_until": quote.valid_until,
        "expiring_minor": quote.expiring_minor,
        "proposed_minor": quote.proposed_minor,
        "lines": [
            {
                "position": line.line.position,
                "lot": line.line.lot,
                "product": line.line.product.code,
                "quantity": f"{line.line.quantity.normalize():f}",
                "price_months": line.line.price_months,
                "expiring_price_e4": line.line.expiring_price_e4,
                "proposed_price_e4": line.line.proposed_price_e4,
                "expiring_minor": line.line.expiring_minor,
                "proposed_minor": line.line.proposed_minor,
                "explanation": line.explanation,
                "trace": line.line.trace,
            }
            for line in view.lines
        ],
    }
