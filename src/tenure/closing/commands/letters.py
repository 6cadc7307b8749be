"""Issue the papers of contracts: letters about a notice, new terms, amendments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tenure.book.models import Contract
from tenure.book.queries.contracts import contracts_visible_to
from tenure.book.rules.changes import Change
from tenure.closing.models import TerminationNotice
from tenure.closing.queries.letters import (
    written_amendment,
    written_ending,
    written_new_terms,
)
from tenure.documents.rules import Language
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import TenureError
from tenure.quotes.commands import file_paper
from tenure.quotes.models import IssuedPaper
from tenure.quotes.rules.paper import PaperForm, PaperKind, PaperNotPossible


class NoSuchRecord(TenureError):
    """Refuse what is not there, or not for this person."""


def issue_letter(
    *, notice_id: int, kind: PaperKind, language: Language | None = None, by: User, on: date,
    at: datetime,
) -> IssuedPaper:  # fmt: skip
    """Issue a letter about a notice: the termination, its acknowledgement, a non-renewal's.

    In the customer's language when none is said; the same words are issued once. Raise
    NoSuchRecord, PaperNotPossible, NotSet or SealFailed.
    """
    _require_booker(by)
    notice = (
        TerminationNotice.objects.visible_to(by)
        .select_related(*(f"contract__{name}" for name in _PARTIES))
        .filter(pk=notice_id)
        .first()
    )
    if notice is None:
        raise NoSuchRecord("There is no such notice, or it is not yours to see.")
    return file_paper(
        written=written_ending(notice, kind, language), contract=notice.contract, quote=None,
        form=PaperForm.PDF, dated=notice.recorded_on, by=by, on=on, at=at,
    )  # fmt: skip


def issue_new_terms(
    *, contract_id: int, version: str, effective_on: date, language: Language | None = None,
    form: PaperForm = PaperForm.PDF, by: User, on: date, at: datetime,
) -> IssuedPaper:  # fmt: skip
    """Issue new terms for a contract to sign; nothing on the contract changes by that."""
    contract = _contract(contract_id, by)
    return file_paper(
        written=written_new_terms(contract, version, effective_on, on, language),
        contract=contract, quote=None, form=form, dated=on, by=by, on=on, at=at,
    )  # fmt: skip


def issue_amendment(
    *, contract_id: int, order: int | Sequence[Change], language: Language | None = None,
    form: PaperForm = PaperForm.PDF, by: User, on: date, at: datetime,
) -> IssuedPaper:  # fmt: skip
    """Issue an amendment to sign: of a booked order by its number, or of changes not booked yet.

    Raise PaperNotPossible for another kind of order, ChangeRefused for changes that could not be
    booked, TotalsDiffer where it does not add up. Nothing on the contract changes by it.
    """
    contract = _contract(contract_id, by)
    return file_paper(
        written=written_amendment(contract, order, on, language), contract=contract, quote=None,
        form=form, dated=on, by=by, on=on, at=at,
    )  # fmt: skip


_PARTIES = ("customer", "bill_to", "reseller", "distributor")


def _contract(contract_id: int, by: User) -> Contract:
    _require_booker(by)
    found = contracts_visible_to(by).select_related(*_PARTIES).filter(pk=contract_id).first()
    if found is None:
        raise NoSuchRecord("There is no such contract, or it is not yours to see.")
    return found


def _require_booker(by: User) -> None:
    if not may(by.role, Permission.BOOK_ORDERS):
        raise PaperNotPossible("Only those who book orders issue papers of contracts.")
