"""A quote as the terminal shows it, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from rich.console import Console

    from tenure.quotes.queries import QuoteView


def show(view: QuoteView, *, explain: bool) -> None:
    """Print the quote, expiring against proposed; `explain` adds every step of every price."""
    from rich.console import Console
    from rich.table import Table

    from tenure.kernel.money import format_unit_price

    console = Console(highlight=False, markup=False)
    _print_head(view, console)
    table = Table(box=None, pad_edge=False)
    for name in ("No.", "Product", "Quantity", "Unit price", "Expiring", "Proposed", "Change"):
        table.add_column(name, justify="left" if name == "Product" else "right")
    for line in view.lines:
        price = format_unit_price(line.line.proposed_price_e4, line.line.currency)
        product = str(line.line.product)
        if line.line.expiring_product:
            product += f" (takes the place of {line.line.expiring_product})"
        if line.period != view.term:
            product += f", {line.period.format()}"
        table.add_row(
            str(line.line.position), product, f"{line.line.quantity.normalize():f}",
            price, line.expiring.format(), line.proposed.format(), line.change.format(),
        )  # fmt: skip
    change = view.proposed - view.expiring
    table.add_row(
        "", "Total", "", "", view.expiring.format(), view.proposed.format(), change.format()
    )
    if view.true_up.minor:
        table.add_row("", "True-up, once, not in the total", "", "", "", view.true_up.format(), "")
    console.print(table)
    if explain:
        _print_steps(view)


def _print_head(view: QuoteView, console: Console) -> None:
    from tenure.kernel.period import format_day
    from tenure.quotes.queries import changes_since, is_stale, note_of, why_not_sendable
    from tenure.quotes.rules.print_words import proration_words

    quote = view.quote
    contract = quote.renewal.contract
    console.print(f"Quote {quote.number}, version {quote.version}, for {contract.customer}")
    console.print(f"Contract {contract.key}; next term {view.term.format()}")
    console.print(
        f"Priced on {format_day(quote.priced_on)}, valid until {format_day(quote.valid_until)}"
    )
    if quote.proration:
        console.print(f"Prices are prorated by {proration_words(quote.proration)}")
    if is_stale(quote):
        console.print("Stale: the contract changed after pricing:", style="bold")
        for moved in changes_since(quote):
            console.print(f"  lot {moved.lot} {moved.product}: {moved.kind}")
    if reason := why_not_sendable(quote, on=session.today()):
        console.print(f"It cannot be sent: {reason}")
    if note := note_of(quote):
        console.print(f"Note to the customer: {note}")


def _print_steps(view: QuoteView) -> None:
    from tenure.kernel.money import format_unit_price

    for line in view.lines:
        print(f"\n{line.line.position}. {line.line.product}: {line.explanation}")
        for step in line.steps:
            price = step.unit_price_e4
            shown = "" if price is None else format_unit_price(price, line.line.currency)
            print(f"   {step.step:<16}{shown:>18}  {step.note}")
        print(f"   {line.outcome}")


def as_json(view: QuoteView) -> dict[str, Any]:
    """Return the quote as plain JSON."""
    from tenure.quotes.queries import is_stale, note_of, why_not_sendable

    quote = view.quote
    return {
        "number": quote.number,
        "version": quote.version,
        "is_primary": quote.is_primary,
        "is_stale": is_stale(quote),
        "option": quote.option,
        "why_not_sendable": why_not_sendable(quote, on=session.today()),
        "customer_note": note_of(quote),
        "contract": quote.renewal.contract.key,
        "customer": quote.renewal.contract.customer.key,
        "currency": quote.currency,
        "start_on": quote.start_on,
        "last_day": view.term.last_day,
        "term_months": quote.term_months,
        "proration": quote.proration,
        "priced_on": quote.priced_on,
        "valid_until": quote.valid_until,
        "expiring_minor": quote.expiring_minor,
        "proposed_minor": quote.proposed_minor,
        "true_up_minor": view.true_up.minor,
        "lines": [
            {
                "position": line.line.position,
                "lot": line.line.lot,
                "product": line.line.product.code,
                "expiring_product": (line.line.expiring_product or line.line.product).code,
                "start_on": line.line.start_on,
                "last_day": line.period.last_day,
                "quantity": f"{line.line.quantity.normalize():f}",
                "price_months": line.line.price_months,
                "expiring_price_e4": line.line.expiring_price_e4,
                "proposed_price_e4": line.line.proposed_price_e4,
                "true_up_minor": line.true_up.minor,
                "expiring_minor": line.line.expiring_minor,
                "proposed_minor": line.line.proposed_minor,
                "entitled_minor": line.line.entitled_minor,
                "leakage_minor": line.line.leakage_minor,
                "leakage_reason": line.line.leakage_reason,
                "inputs": line.line.inputs,
                "explanation": line.explanation,
                "trace": line.line.trace,
            }
            for line in view.lines
        ],
    }
