"""What a partner reads in its quote pack: what it pays, never what the other tier pays."""

from __future__ import annotations

from tenure.documents.rules import Saying
from tenure.documents.rules import blocks as part
from tenure.documents.rules.blocks import Block
from tenure.quotes.rules.paper.facts import OfferPaper, PaperNotPossible, PartnerPaid
from tenure.quotes.rules.print_words import breakable


def partner_blocks(facts: OfferPaper, say: Saying) -> list[Block]:
    """Return what the partner pays, line by line; raise PaperNotPossible where it is not known."""
    paid, quote = facts.partner, facts.quote
    if paid is None:
        raise PaperNotPossible("A partner quote pack is for a deal with a partner.")
    code = quote.currency
    rows = [
        [
            (str(place), ""), (breakable(line.product), ""), (say.quantity(line.quantity), ""),
            _price(paid, place - 1, code, line.price_months, say),
            (_invoiced(paid, place - 1, code, say), ""),
        ]
        for place, line in enumerate(quote.lines, start=1)
    ]  # fmt: skip
    known = [one.invoiced_minor for one in paid.prices]
    sums = [minor for minor in known if minor is not None]
    whole = say.form.amount(sum(sums), code) if len(sums) == len(known) else ""
    length = say.form.length(quote.term_months, quote.term_days)
    return [
        part.paragraphs(
            say("intro.partner_pack", customer=quote.parties[0].name, contract=quote.contract)
        ),
        part.table(
            heading=say("offered"),
            columns=[
                say("column.position"), say("column.product"), say("column.quantity"),
                say("column.price"), say("column.you_pay", currency=code),
            ],
            rows=rows,
            totals=[(say("total", length=length, currency=code), [whole])] if whole else [],
        ),
        part.paragraphs(
            say("customer_amount", amount=say.form.money(quote.proposed_minor, code)),
            say("term.valid", day=say.day(quote.valid_until)),
        ),
    ]  # fmt: skip


def _price(
    paid: PartnerPaid, place: int, currency: str, months: int, say: Saying
) -> tuple[str, str]:
    prices = paid.prices[place]
    known = prices.distributor_price_e4 if paid.role == "distributor" else prices.reseller_price_e4
    if known is None:
        raise PaperNotPossible("What the partner pays is not known for every line of the quote.")
    return say.form.unit_price(known, currency), say.price_period(months)


def _invoiced(paid: PartnerPaid, place: int, currency: str, say: Saying) -> str:
    minor = paid.prices[place].invoiced_minor
    return "" if minor is None else say.form.amount(minor, currency)
