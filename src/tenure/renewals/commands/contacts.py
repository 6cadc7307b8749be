"""Put a missing contact right: add it, and review the customer's contracts again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenure.book.models import Contract
from tenure.directory.commands.contacts import add_contact
from tenure.directory.models import Contact
from tenure.foundation.models import User
from tenure.renewals.commands.quality import review_quality


@transaction.atomic
def add_missing_contact(
    *, customer_id: int, name: str, email: str, by: User, on: date, role: str = "renewal"
) -> Contact:
    """Add a customer's contact and clear the findings that it answers."""
    contact = add_contact(customer_id=customer_id, name=name, email=email, role=role, by=by, on=on)
    contracts = Contract.objects.filter(customer_id=customer_id, ended_on=None)
    review_quality(contract_ids=list(contracts.values_list("pk", flat=True)), by=by, on=on)
    return contact
