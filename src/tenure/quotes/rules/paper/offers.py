"""What the papers of an offer say: from facts to plain JSON, in any of the languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tenure.documents.rules import Saying
from tenure.documents.rules import blocks as part
from tenure.documents.rules.blocks import Block
from tenure.quotes.rules.beside import is_new, true_up_of
from tenure.quotes.rules.document import LinePrinted
from tenure.quotes.rules.paper.facts import OfferPaper, PaperNotPossible
from tenure.quotes.rules.paper.frame import Sender, framed
from tenure.quotes.rules.paper.kinds import PaperKind
from tenure.quotes.rules.paper.parties import printed_parties
from tenure.quotes.rules.paper.partner import partner_blocks
from tenure.quotes.rules.print_words import breakable


def offer_paper(
    kind: PaperKind, facts: OfferPaper, *, say: Saying, sender: Sender
) -> dict[str, Any]:
    """Return what a paper of an offer says.

    Raise PaperNotPossible for a kind that is not written from a quote, TotalsDiffer where the lines
    do not come to the quote's total.
    """
    write = _WRITERS.get(kind)
    if write is None:
        raise PaperNotPossible(f"{kind.label}: not written from a quote.")
    quote = facts.quote
    amounts = [line.proposed_minor for line in quote.lines]
    check = part.checked(amounts, quote.proposed_minor, paper=f"{kind.label} {quote.number}")
    return framed(
        kind, say=say, sender=sender, customer=_addressee(facts, kind), country=quote.country,
        number=quote.number, contract=quote.contract, facts=_facts(facts, kind, say),
        blocks=[block for block in write(facts, say, sender) if block], check=check,
    )  # fmt: skip


def _order(facts: OfferPaper, say: Saying, sender: Sender) -> list[Block]:
    return [
        _parties(facts, say, sender), _order_summary(facts, say),
        ordered_lines(facts, say), part.points(_terms(facts, say), heading=say("terms")),
        _signatures(facts, say, sender), _clauses(facts, say),
    ]  # fmt: skip


def _insertion(facts: OfferPaper, say: Saying, sender: Sender) -> list[Block]:
    intro = say("intro.insertion_order", contract=facts.quote.contract)
    lines = ordered_lines(facts, say, quantity="column.volume", price="column.rate", dated=True)
    return [
        _parties(facts, say, sender), part.paragraphs(intro), _order_summary(facts, say), lines,
        part.points(_terms(facts, say), heading=say("terms")), _signatures(facts, say, sender),
        _clauses(facts, say),
    ]  # fmt: skip


def _quote(facts: OfferPaper, say: Saying, sender: Sender) -> list[Block]:
    valid = say("term.valid", day=say.day(facts.quote.valid_until))
    note = [breakable(line) for line in facts.quote.note.splitlines()]
    return [
        _parties(facts, say, sender), part.paragraphs(*note) if note else {},
        _change_summary(facts, say), _compared_lines(facts, say),
        part.points([valid, *_terms(facts, say, with_clauses=False)], heading=say("terms")),
        _signatures(facts, say, sender),
    ]  # fmt: skip


def _notice(facts: OfferPaper, say: Saying, sender: Sender) -> list[Block]:
    quote = facts.quote
    intro = say(
        "intro.renewal_notice", contract=quote.contract, first=say.day(quote.start_on),
        last=say.day(quote.start_on - timedelta(days=1)),
    )  # fmt: skip
    return [
        _parties(facts, say, sender),
        part.paragraphs(intro, f"{_direction(facts, say)} {_what_to_do(facts, say)}"),
        _change_summary(facts, say), _compared_lines(facts, say),
        part.paragraphs(say("notice.questions", email=sender.company["email"])),
    ]  # fmt: skip


def _pack(facts: OfferPaper, say: Saying, sender: Sender) -> list[Block]:
    return [_parties(facts, say, sender), *partner_blocks(facts, say)]


_Writer = Callable[[OfferPaper, Saying, Sender], list[Block]]
_WRITERS: Mapping[PaperKind, _Writer] = {
    PaperKind.QUOTE: _quote,
    PaperKind.ORDER_FORM: _order,
    PaperKind.INSERTION_ORDER: _insertion,
    PaperKind.RENEWAL_NOTICE: _notice,
    PaperKind.PARTNER_PACK: _pack,
}


def _addressee(facts: OfferPaper, kind: PaperKind) -> str:
    if kind == PaperKind.PARTNER_PACK and facts.partner is not None:
        return facts.partner.name
    return facts.quote.parties[0].name


def _facts(facts: OfferPaper, kind: PaperKind, say: Saying) -> list[tuple[str, str]]:
    quote = facts.quote
    is_offer = kind in {PaperKind.QUOTE, PaperKind.PARTNER_PACK}
    return [
        (say("fact.number"), quote.number),
        (say("fact.version"), str(quote.version)),
        (say("fact.date"), say.day(quote.priced_on)),
        (say("fact.valid_until"), say.day(quote.valid_until) if is_offer else ""),
        (say("fact.contract"), quote.contract),
        (say("fact.currency"), quote.currency),
    ]


def _parties(facts: OfferPaper, say: Saying, sender: Sender) -> Block:
    return printed_parties(facts.quote.parties, say, sender)


def _order_summary(facts: OfferPaper, say: Saying) -> Block:
    quote, days = facts.quote, facts.terms.payment_days
    return part.summary([
        (say("summary.term"), say.period(quote.term),
         say.form.length(quote.term_months, quote.term_days)),
        (say("summary.total", currency=quote.currency),
         say.form.money(quote.proposed_minor, quote.currency), say("without_taxes")),
        (say("summary.payment"), say("net_days", days=days) if days else say("on_receipt"),
         say("after_invoice") if days else ""),
    ])  # fmt: skip


def _change_summary(facts: OfferPaper, say: Saying) -> Block:
    quote = facts.quote
    before, after, currency = quote.expiring_minor, quote.proposed_minor, quote.currency
    rate = say.change_rate(before, after)
    sign = "+" if after > before else "\N{MINUS SIGN}"
    return part.summary([
        (say("summary.term"), say.period(quote.term),
         say.form.length(quote.term_months, quote.term_days)),
        (say("summary.before", currency=currency), say.form.money(before, currency),
         say("same_term")),
        (say("summary.total", currency=currency), say.form.money(after, currency),
         say("without_taxes")),
        (say("summary.change"), say.change(before, after, currency), f"{sign}{rate}" if rate
         else ""),
    ])  # fmt: skip


def ordered_lines(
    facts: OfferPaper, say: Saying, *, quantity: str = "column.quantity",
    price: str = "column.price", dated: bool = False,
) -> Block:  # fmt: skip
    """Return the table of what is ordered, with its total; `dated` names the days of every line."""
    quote = facts.quote
    rows = []
    for place, line in enumerate(quote.lines, start=1):
        amount = (
            say("as_used")
            if _is_used(line)
            else say.form.amount(line.proposed_minor, quote.currency)
        )
        rows.append([
            (str(place), ""), (breakable(line.product), _beneath(facts, line, say, dated=dated)),
            (_quantity(line, say), ""), _price(line, line.proposed_price_e4, quote.currency, say),
            (amount, ""),
        ])  # fmt: skip
    return part.table(
        heading=say("lines"),
        columns=[
            say("column.position"), say("column.product"), say(quantity), say(price),
            say("column.amount", currency=quote.currency),
        ],
        rows=rows, totals=_totals(facts, say, [quote.proposed_minor]),
    )  # fmt: skip


def _compared_lines(facts: OfferPaper, say: Saying) -> Block:
    quote = facts.quote
    rows = []
    for place, line in enumerate(quote.lines, start=1):
        amounts = (line.expiring_minor, line.proposed_minor)
        prices = (0 if is_new(line.trace) else line.expiring_price_e4, line.proposed_price_e4)
        rows.append([
            (str(place), ""), (breakable(line.product), _beneath(facts, line, say)),
            (_quantity(line, say), ""),
            *[
                _compared(line, amount, price, quote.currency, say)
                for amount, price in zip(amounts, prices, strict=True)
            ],
        ])  # fmt: skip
    return part.table(
        heading=say("offered"),
        columns=[
            say("column.position"), say("column.product"), say("column.quantity"),
            say("column.before", currency=quote.currency),
            say("column.after", currency=quote.currency),
        ],
        rows=rows, totals=_totals(facts, say, [quote.expiring_minor, quote.proposed_minor]),
    )  # fmt: skip


def _compared(
    line: LinePrinted, amount: int, price: int, currency: str, say: Saying
) -> tuple[str, str]:
    main = say("as_used") if _is_used(line) else say.form.amount(amount, currency)
    if not price and not amount:
        return main, ""
    return main, " ".join(_price(line, price, currency, say))


def _totals(facts: OfferPaper, say: Saying, amounts: list[int]) -> list[tuple[str, list[str]]]:
    quote = facts.quote
    length = say.form.length(quote.term_months, quote.term_days)
    totals = [(
        say("total", length=length, currency=quote.currency),
        [say.form.amount(amount, quote.currency) for amount in amounts],
    )]  # fmt: skip
    owed = sum(true_up_of(line.trace) for line in quote.lines)
    if owed:
        name = say("true_up", currency=quote.currency)
        totals.append((name, [say.form.amount(owed, quote.currency)]))
    return totals


def _beneath(facts: OfferPaper, line: LinePrinted, say: Saying, *, dated: bool = False) -> str:
    piece = facts.quote.piece_of(line) or (facts.quote.term if dated else None)
    texts = [say.period(piece) if piece else ""]
    if line.replaces:
        texts.append(say("replaces", product=breakable(line.replaces)))
    return "; ".join(filter(None, texts))


def _quantity(line: LinePrinted, say: Saying) -> str:
    return say("as_used") if _is_used(line) else say.quantity(line.quantity)


def _price(line: LinePrinted, e4: int, currency: str, say: Saying) -> tuple[str, str]:
    return say.form.unit_price(e4, currency), say.price_period(line.price_months)


def _is_used(line: LinePrinted) -> bool:
    return line.charge == "usage"


def _terms(facts: OfferPaper, say: Saying, *, with_clauses: bool = True) -> list[str]:
    quote, terms = facts.quote, facts.terms
    last = quote.term.last_day
    assert last is not None  # a quoted term always ends
    length = say.form.length(quote.term_months, quote.term_days)
    said = [
        say("term.term", first=say.day(quote.start_on), last=say.day(last), length=length),
        say("term.amounts", currency=quote.currency),
        say("term.payment", days=terms.payment_days) if terms.payment_days
        else say("term.payment_now"),
        _at_the_end(facts, say),
    ]  # fmt: skip
    if terms.opt_out_days is not None:
        said.append(say("term.opt_out", days=terms.opt_out_days))
    if terms.custom_sla:
        said.append(say("term.sla"))
    if any(_is_used(line) for line in quote.lines):
        said.append(say("term.used"))
    return [*said, _version(facts, say, printed=with_clauses)]


def _at_the_end(facts: OfferPaper, say: Saying) -> str:
    last = facts.quote.term.last_day
    assert last is not None
    if not (facts.renews_by_itself and facts.terms.auto_renews):
        return say("term.ends")
    return say(
        "term.renews", length=say.form.length(facts.renewal_months), days=facts.notice_days,
        day=say.day(last - timedelta(days=facts.notice_days)),
    )  # fmt: skip


def _version(facts: OfferPaper, say: Saying, *, printed: bool) -> str:
    version = facts.clauses.version or facts.quote.terms_version
    if not version:
        return say("term.existing")
    is_printed = printed and bool(facts.clauses.clauses)
    return say("term.version" if is_printed else "term.version_apart", version=version)


def _clauses(facts: OfferPaper, say: Saying) -> Block:
    found = facts.clauses
    if not found.clauses:
        return {}
    return part.clauses(
        [(clause.title, clause.text) for clause in found.clauses],
        heading=say("clauses", version=found.version),
        note="" if found.is_translated else say("clauses.language"),
    )


def _signatures(facts: OfferPaper, say: Saying, sender: Sender) -> Block:
    common = [say("blank.signature"), say("blank.name"), say("blank.date")]
    return part.signatures(
        [
            (breakable(facts.quote.parties[0].name), [*common, say("blank.po")]),
            (sender.company["name"], [*common, say("blank.place")]),
        ],
        heading=say("acceptance"),
        text=say("acceptance.order", number=facts.quote.number),
    )


def _direction(facts: OfferPaper, say: Saying) -> str:
    before, after = facts.quote.expiring_minor, facts.quote.proposed_minor
    rate = say.change_rate(before, after)
    if not rate:
        return say("notice.same") if before == after else ""
    return say("notice.raised" if after > before else "notice.lowered", percent=rate)


def _what_to_do(facts: OfferPaper, say: Saying) -> str:
    quote = facts.quote
    if quote.renewal_type not in {"auto", "once"}:
        return say("notice.manual", day=say.day(quote.valid_until))
    if quote.notice_on is None:
        return say("notice.automatic_any")
    return say("notice.automatic", day=say.day(quote.notice_on))
