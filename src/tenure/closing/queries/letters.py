"""What the papers of a contract are written from, as the contract and its notice stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from tenure.book.models import Contract, Order
from tenure.book.queries.contract_page import product_names
from tenure.book.queries.effects import proration_mode
from tenure.book.queries.orders import booked_orders
from tenure.book.rules.changes import Change, Settlement
from tenure.book.rules.effect import Effect, effect_of, planned
from tenure.book.rules.fold import fold
from tenure.closing.models import NoticeEnd, TerminationNotice
from tenure.closing.rules.letters import (
    WORDS,
    ContractPaper,
    EndingFacts,
    NewTermsFacts,
    amended,
    amendment,
    new_terms,
    non_renewal,
    termination_acknowledgement,
    termination_letter,
)
from tenure.documents.rules import Language, Saying
from tenure.quotes.queries import Written, sender
from tenure.quotes.queries.paper import printed_clauses
from tenure.quotes.queries.printing import parties_of
from tenure.quotes.rules.paper import PaperKind, PaperNotPossible, saying

_ENDINGS: dict[PaperKind, Callable[..., dict[str, Any]]] = {
    PaperKind.TERMINATION: termination_letter,
    PaperKind.TERMINATION_ACKNOWLEDGEMENT: termination_acknowledgement,
    PaperKind.NON_RENEWAL: non_renewal,
}


def saying_of(contract: Contract, language: Language) -> Saying:
    """Return the words of the papers of contracts, for the customer's country."""
    return saying(language, contract.customer.country, WORDS[language])


def about(contract: Contract, dated: date) -> ContractPaper:
    """Return what every paper of a contract shows."""
    return ContractPaper(
        contract.key, contract.currency, contract.customer.country, dated,
        tuple(parties_of(contract)),
    )  # fmt: skip


def written_ending(
    notice: TerminationNotice, kind: PaperKind, language: Language | None = None
) -> Written:
    """Return a letter about a notice of termination; raise PaperNotPossible for another kind.

    A notice that was withdrawn has none: the customer stays.
    """
    write, contract = _ENDINGS.get(kind), notice.contract
    if write is None:
        raise PaperNotPossible(f"{kind.label}: not written from a notice of termination.")
    end = NoticeEnd.objects.filter(notice=notice).first()
    if end is not None and end.kind == NoticeEnd.Kind.WITHDRAWN:
        raise PaperNotPossible("The notice was withdrawn: the customer stays.")
    facts = EndingFacts(
        about=about(contract, notice.recorded_on),
        last_day=notice.ends_on - timedelta(days=1),
        received_on=notice.received_on,
        given_by=notice.given_by,
        is_in_time=notice.is_in_time,
        settlement=Settlement(end.settlement) if end else Settlement.NOTHING,
        owed_minor=end.credit_minor if end else 0,
    )
    language = language or Language.or_english(contract.customer.language)
    content = write(facts, say=saying_of(contract, language), sender=sender())
    return Written(kind, language, content, contract.terms_version)


def written_new_terms(
    contract: Contract, version: str, effective_on: date, dated: date,
    language: Language | None = None,
) -> Written:  # fmt: skip
    """Return new terms for a contract; raise PaperNotPossible where no clauses are published."""
    language = language or Language.or_english(contract.customer.language)
    facts = NewTermsFacts(
        about(contract, dated), effective_on, contract.terms_version,
        printed_clauses(version, language),
    )  # fmt: skip
    content = new_terms(facts, say=saying_of(contract, language), sender=sender())
    return Written(PaperKind.NEW_TERMS, language, content, version)


def written_amendment(
    contract: Contract, order: int | Sequence[Change], dated: date,
    language: Language | None = None,
) -> Written:  # fmt: skip
    """Return the amendment of a booked order, by its number, or of changes that are not booked yet.

    Raise PaperNotPossible for an order that is not there, was undone or is no amendment, and
    ChangeRefused for changes that could not be booked.
    """
    if isinstance(order, int):
        effect, dated = _booked_effect(contract, order)
    else:
        state = fold(booked_orders(contract))
        effect = effect_of(state, planned(state, order, booked_on=dated), mode=proration_mode())
    language = language or Language.or_english(contract.customer.language)
    facts = amended(
        effect, about=about(contract, dated),
        products=product_names(one.segment.product for one in effect.lines),
    )  # fmt: skip
    content = amendment(facts, say=saying_of(contract, language), sender=sender())
    return Written(PaperKind.AMENDMENT, language, content, contract.terms_version)


def _booked_effect(contract: Contract, number: int) -> tuple[Effect, date]:
    """Return what a booked order did when it was booked, and that day."""
    orders = booked_orders(contract)
    found = next((one for one in orders if one.number == number), None)
    if found is None:
        raise PaperNotPossible(f"{contract.key} has no order {number}.")
    undone = Order.objects.filter(contract=contract, reverses=number).values_list("number")
    for (by,) in undone:
        raise PaperNotPossible(f"Order {number} was undone by order {by}.")
    before = fold([one for one in orders if one.number < number])
    return effect_of(before, found, mode=proration_mode()), found.booked_on
