"""What each check of the quality review says, and what a person can do about it.

Reasons hold two places, {contract} and {detail}; the review fills them in the database.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckText:
    """A check's reason and its remedy: `fix` names the action, `advice` says it to a person."""

    reason: str
    fix: str
    advice: str


# `fix`: assign_owner, add_contact, decide (close the renewal), run (do the daily run),
# book_order (commercial facts change only by an order), import (a corrected file).
TEXTS: dict[str, CheckText] = {
    "no_end_date": CheckText(
        "{contract} has no end date and is not evergreen.",
        "book_order",
        "Book an order that sets the term's end, or import the contract again with its end.",
    ),
    "no_owner": CheckText("Nobody owns {contract}.", "assign_owner", "Assign a renewals manager."),
    "no_contact": CheckText(
        "{detail} has no contact with an e-mail address.", "add_contact", "Add a contact."
    ),
    "overlapping_terms": CheckText(
        "{contract} and {detail} of the same customer cover the same product on the same days.",
        "book_order",
        "Book an order that ends one of the two, or co-terminate them.",
    ),
    "currency_mismatch": CheckText(
        "{contract} is beside {detail}: two currencies for one customer or contract.",
        "import",
        "Correct the currency in the source and import the contract again, if it is an error.",
    ),
    "contract_without_renewal": CheckText(
        "{contract} ends {detail} and has no renewal.", "run", "Do the daily run."
    ),
    "renewal_without_contract": CheckText(
        "The renewal of {contract} on {detail} does not match a running term.",
        "decide",
        "Close the renewal.",
    ),
    "past_due": CheckText(
        "{contract} was due {detail} and is undecided.",
        "decide",
        "Book the renewal, or close it as lost with a reason.",
    ),
    "partner_missing": CheckText(
        "{contract} is sold through a {detail}, but none is named.",
        "book_order",
        "Book an order that names the partner.",
    ),
    "price_zero": CheckText(
        "{contract} has a recurring line at price zero: {detail}.",
        "book_order",
        "Book an order with the right price, or leave it if it is free on purpose.",
    ),
    "notice_passed": CheckText(
        "{contract} renews by itself; its notice date {detail} has passed undecided.",
        "decide",
        "Book the renewal or the termination that was agreed.",
    ),
}

# With one of these open, a quote must not go out: it would name the wrong party, or could not add
# up its lines. (A customer with contracts in two currencies is only worth a look: see `facts`.)
BLOCKING = ("currency_mismatch", "partner_missing")
