"""Compare a paper with the offer, and let differences pass where finance and legal both agree."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction

from tenure.closing.models import BookingRefusal, PaperCheck, PaperMismatch, PaperWaiver
from tenure.closing.queries.paper import offered_on_paper, waives_as
from tenure.closing.rules.paper import WAIVED_BY, PaperSaid, mismatches
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.quotes.models import Acceptance
from tenure.quotes.queries.sendings import uploads_of


class PaperRefused(Conflict):
    """Refuse what cannot be done with a paper, with the reason."""


@transaction.atomic
def check_paper(*, acceptance_id: int, said: PaperSaid, by: User, on: date) -> PaperCheck:
    """Compare what a paper says with the offer; each difference is kept as a mismatch.

    With it is kept the file that was uploaded last, where the paper came by the offer's page.
    The same again changes nothing. Raise PaperRefused once the acceptance is booked or void.
    """
    acceptance = _open(acceptance_id, by)
    latest = PaperCheck.objects.filter(acceptance=acceptance).order_by("-pk").first()
    facts = asdict(said)
    if latest is not None and {name: getattr(latest, name) for name in facts} == facts:
        return latest
    uploads = uploads_of(acceptance.renewal_id)
    made = PaperCheck.objects.create(
        acceptance=acceptance, document=uploads[0].document if uploads else None, checked_on=on,
        by=by, **facts,
    )  # fmt: skip
    found = mismatches(said, offered_on_paper(acceptance.quote))
    PaperMismatch.objects.bulk_create(
        PaperMismatch(
            check_made=made, field=one.field, said=one.said[:200], offered=one.offered[:400]
        )
        for one in found
    )
    _try_again(acceptance)
    detail = {"quote": acceptance.quote.number, "differs_in": [one.field for one in found]}
    record_event(by=by, on=on, verb="closing.check_paper", subject=made, detail=detail)
    return made


@transaction.atomic
def waive_mismatches(*, check_id: int, role: str, reason: str, by: User, on: date) -> PaperWaiver:
    """Let the mismatches of a paper pass, as finance or as legal; again it returns the first.

    Raise NotAllowed for whoever does not sit there, or brought the acceptance in.
    """
    seen = PaperCheck.objects.visible_to(by).filter(pk=check_id)
    check = seen.select_for_update(of=("self",)).first()
    if check is None:
        raise PaperRefused("There is no such paper, or it is not yours to see.")
    acceptance = _open(check.acceptance_id, by)
    if role not in WAIVED_BY:
        raise InvalidInput(f"Only {' and '.join(WAIVED_BY)} let mismatches pass.")
    if role not in waives_as(by, acceptance, on=on):
        raise NotAllowed(f"You do not approve for {role}, or you brought the acceptance in.")
    if not check.mismatches.exists():
        raise PaperRefused("The paper says what was offered: there is nothing to let pass.")
    found = PaperWaiver.objects.filter(check_made=check, role=role).first()
    if found is not None:
        return found
    if not reason.strip():
        raise InvalidInput("Say why the differences may pass.")
    made = PaperWaiver.objects.create(
        check_made=check, role=role, reason=reason.strip(), waived_on=on, by=by
    )
    _try_again(acceptance)
    detail = {"role": role, "reason": made.reason}
    record_event(by=by, on=on, verb="closing.waive_mismatches", subject=check, detail=detail)
    return made


def _try_again(acceptance: Acceptance) -> None:
    """Let the next booking take it up: what stopped it may be gone."""
    BookingRefusal.objects.filter(acceptance=acceptance).delete()


def _open(acceptance_id: int, by: User) -> Acceptance:
    seen = Acceptance.objects.visible_to(by).filter(pk=acceptance_id)
    seen = seen.select_for_update(of=("self",))
    acceptance = seen.select_related("quote__renewal__contract__customer", "renewal__customer")
    found = acceptance.first()
    if found is None:
        raise PaperRefused("There is no such acceptance, or it is not yours to work on.")
    if found.void_because or hasattr(found, "booking"):
        raise PaperRefused("The acceptance is booked already, or counts no more.")
    return found
