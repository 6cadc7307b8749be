"""Show a quote with every price explained, write its PDF, price it again, or make it for a renewal.

tenure quote Q-2027-000042                 the quote, expiring against proposed
tenure quote Q-2027-000042 --explain       with every step of every price
tenure quote Q-2027-000042 --pdf quote.pdf
tenure quote Q-2027-000042 --explain --pdf why.pdf
                                           how its prices came about, for people inside
tenure quote Q-2027-000042 --order-form form.pdf --language de
                                           issue its order form; every other paper: tenure paper
tenure quote Q-2027-000042 --reproduce     price it again from what it keeps: does it come to the
                                           same? exit code 1 where it does not
tenure quote Q-2027-000042 --what-if --months 36 --uplift 2 --discount 5 --quantity 3=120 \\
  --leave-out 4 --add WAF=10               what it would come to; nothing is written
tenure quote Q-2027-000042 --what-if --until 2028-12-31 --save
                                           the same as the quote's next version
tenure quote Q-2027-000042 --options       the quote and its options side by side
tenure quote Q-2027-000042 --offer terms   offer 1, 2 and 3 years as options
tenure quote Q-2027-000042 --what-if --months 36 --save-option "3 years, better price"
tenure quote Q-2027-000042 --diff          line by line against what expires
tenure quote Q-2027-000042-v2 --diff Q-2027-000042
tenure quote Q-2027-000042 --withdraw "Wrong reseller"
tenure quote Q-2027-000042 --copy-to C-1002
tenure quote Q-2027-000042 --customer-note "Thank you for ten years."
tenure quote --renewal C-1001              make the quote of a contract's open renewal now,
                                           or its next version if the contract has changed
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session
from tenure.cli.quotes import asking, offering

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.models import Quote


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare which quote, and what is wanted of it."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("number", nargs="?", help="the quote's number")
    which.add_argument("--renewal", metavar="CONTRACT", help="make it for this contract's renewal")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the document to this file")
    parser.add_argument(
        "--order-form", type=Path, metavar="FILE", help="issue the order form and write it here"
    )
    parser.add_argument(
        "--language",
        metavar="CODE",
        help="of the order form: en, de, fr, es, ja (default: the customer's)",
    )
    parser.add_argument("--explain", action="store_true", help="show the steps of every price")
    parser.add_argument(
        "--reproduce", action="store_true", help="price it again from its stored inputs and compare"
    )
    asking.configure(parser)
    offering.configure(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show, make or write the quote."""
    is_what_if = asking.is_wanted(arguments)
    actor = session.set_up()
    from tenure.cli.quotes import showing
    from tenure.quotes.queries import quote_view

    quote = _made(arguments.renewal, actor) if arguments.renewal else _found(arguments, actor)
    if is_what_if:
        return asking.run(quote, arguments, actor)
    if offering.is_wanted(arguments):
        return offering.run(quote, arguments, actor)
    if arguments.reproduce:
        return _reproduce(quote, as_json=arguments.json)
    form = _order_form(quote, arguments, actor) if arguments.order_form else {}
    if arguments.pdf:
        _write(_pdf(quote, actor, explain=arguments.explain), arguments.pdf)
    view = quote_view(quote)
    if arguments.json:
        session.print_json(
            showing.as_json(view) | ({"pdf": arguments.pdf} if arguments.pdf else {}) | form
        )
        return 0
    showing.show(view, explain=arguments.explain)
    if form:
        issued = form["order_form"]
        print(f"\nOrder form ({issued['language']}), {issued['seal']}, code {issued['code']}:")
        print(f"written to {arguments.order_form}")
    if arguments.pdf:
        print(f"\nwritten to {arguments.pdf}")
    return 0


def _order_form(quote: Quote, arguments: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.cli import papers
    from tenure.documents.queries import open_document
    from tenure.quotes.rules.paper import PaperKind

    issued = papers.issue(quote, PaperKind.ORDER_FORM, arguments, actor)
    _write(open_document(issued.document), arguments.order_form)
    return {"order_form": papers.as_json(issued) | {"file": arguments.order_form}}


def _reproduce(quote: Quote, *, as_json: bool) -> int:
    from tenure.cli.quotes import reproducing
    from tenure.quotes.queries import reproduce

    found = reproduce(quote)
    if as_json:
        session.print_json(reproducing.as_json(found))
    else:
        reproducing.tell(found)
    return 0 if found.is_same else 1


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


def _pdf(quote: Quote, actor: User, *, explain: bool) -> bytes:
    from tenure.documents.queries import open_document
    from tenure.quotes.commands import render_document
    from tenure.quotes.queries import explanation_pdf

    if explain:
        return explanation_pdf(quote)
    return open_document(render_document(quote_id=quote.pk, by=actor, on=session.today()))


def _write(content: bytes, path: Path) -> None:
    from tenure.kernel.errors import InvalidInput

    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
