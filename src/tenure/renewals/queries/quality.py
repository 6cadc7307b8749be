"""The quality review as people read it: counts per check, and the findings of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from tenure.foundation.models import User
from tenure.renewals.models import Check, Finding
from tenure.renewals.rules.quality import BLOCKING, TEXTS

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class CheckCount:
    """One check of the review: how often it is open, and what to do about it."""

    code: str
    label: str
    count: int
    fix: str
    advice: str
    blocks_quotes: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One open finding, with what its link and its fix need."""

    id: int
    check: str
    contract_id: int
    contract: str
    customer_id: int
    customer: str
    renewal_id: int | None
    reason: str
    found_on: date
    fix: str


def check_counts(user: User) -> list[CheckCount]:
    """Return every check with the number of its open findings that the person may see."""
    rows = (
        Finding.objects.visible_to(user)
        .filter(cleared_on=None)
        .values_list("check_code")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts = dict(rows)
    return [
        CheckCount(
            code=check.value,
            label=check.label,
            count=counts.get(check.value, 0),
            fix=TEXTS[check.value].fix,
            advice=TEXTS[check.value].advice,
            blocks_quotes=check.value in BLOCKING,
        )
        for check in Check
    ]


def findings_of(
    user: User, check: str, *, after: int = 0, limit: int = PAGE_SIZE
) -> list[FindingRow]:
    """Return the open findings of one check that the person may see, by id after a given one."""
    found = (
        Finding.objects.visible_to(user)
        .filter(check_code=check, cleared_on=None, id__gt=after)
        .select_related("contract__customer")
        .order_by("id")[:limit]
    )
    return [
        FindingRow(
            id=finding.pk,
            check=check,
            contract_id=finding.contract_id,
            contract=finding.contract.key,
            customer_id=finding.contract.customer_id,
            customer=finding.contract.customer.name,
            renewal_id=finding.renewal_id,
            reason=finding.reason,
            found_on=finding.found_on,
            fix=TEXTS[check].fix,
        )
        for finding in found
    ]
