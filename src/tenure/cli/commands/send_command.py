"""Send a quote by mail, with a link to a page on which it is accepted or declined.

tenure send Q-2027-000042 --to dana@example.com
tenure send Q-2027-000042 --to dana@example.com --language de --by alice

The address has to be one of a contact of the customer, or of a partner of the deal.
Exit codes: 0 sent (or queued, while the mail server is away), 2 refused or wrong input.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from tenure.cli import session
from tenure.kernel.errors import InvalidInput


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the quote, the address and the language."""
    parser.add_argument("number", metavar="QUOTE", help="the quote's number")
    parser.add_argument("--to", required=True, metavar="ADDRESS")
    parser.add_argument("--language", default="", help="en, de, fr, es or ja (the customer's)")
    parser.add_argument("--by", metavar="USER", help="who sends it (default: the program)")


def run(arguments: argparse.Namespace) -> int:
    """Send it, and say what became of its mail."""
    actor = session.set_up()
    from tenure.cli.approvals.people import colleague
    from tenure.quotes.commands.offer_mails import deliver_mails
    from tenure.quotes.commands.sending import send_quote
    from tenure.quotes.queries import find_quote

    quote = find_quote(arguments.number, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {arguments.number}.")
    today = session.today()
    sent = send_quote(
        quote_id=quote.pk, to=arguments.to, language=arguments.language,
        by=colleague(arguments.by, actor) if arguments.by else actor, on=today,
    )  # fmt: skip
    told = deliver_mails(by=actor, on=today, at=datetime.now(UTC))
    if arguments.json:
        session.print_json({
            "sending": sent.pk, "quote": quote.number, "to": sent.email, "name": sent.name,
            "language": sent.language, "expires_on": sent.expires_on, "mails": told,
        })  # fmt: skip
    else:
        waits = "" if told["sent"] else "; its mail waits for the mail server"
        print(f"{quote.number} goes to {sent.name}, {sent.email}{waits}")
    return 0
