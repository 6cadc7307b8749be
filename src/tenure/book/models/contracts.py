"""Contracts: the agreement, its current term and its clauses."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractDay, ExtractMonth

from tenure.book.models.shared import CURRENCY_Q
from tenure.book.rules.index_clause import LEAST_LAG, MOST_LAG, RATES
from tenure.directory.models import Customer, Partner, StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class RenewalType(models.TextChoices):
    """What happens at the term's end without a decision."""

    MANUAL = "manual", "Manual"
    AUTO = "auto", "Auto-renew"
    ONCE = "once", "Renews once"
    EVERGREEN = "evergreen", "Evergreen"


class PriceMethod(models.TextChoices):
    """How the next term is priced; empty: as the policy says."""

    POLICY = "", "Policy"
    SAME = "same", "Same"
    LIST = "list", "List"
    UPLIFT = "uplift", "Uplift"


# An index clause says which month counts, and its parts stand with an index only.
_WHOLE_INDEX_CLAUSE = Q(
    index_code="",
    index_lag_months=None,
    index_plus_bp=None,
    index_floor_bp=None,
    index_ceiling_bp=None,
) | (
    ~Q(index_code="")
    & Q(index_lag_months__isnull=False, index_lag_months__range=(LEAST_LAG, MOST_LAG))
    & (Q(index_plus_bp=None) | Q(index_plus_bp__range=RATES))
    & (Q(index_floor_bp=None) | Q(index_floor_bp__range=RATES))
    & (Q(index_ceiling_bp=None) | Q(index_ceiling_bp__range=RATES))
    & (
        Q(index_floor_bp=None)
        | Q(index_ceiling_bp=None)
        | Q(index_floor_bp__lte=F("index_ceiling_bp"))
    )
)


class Contract(models.Model):
    """An agreement with one customer in one currency; its term is that of the latest order."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    bill_to = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reseller = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    distributor = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(
        max_length=12, default="direct", help_text="direct, reseller or distributor, as declared."
    )
    owner = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    currency = models.CharField(max_length=3)
    start_on = models.DateField(help_text="First day of the current term.")
    end_on = models.DateField(null=True, help_text="First day after the current term; none: open.")
    first_start_on = models.DateField(help_text="First day of the first term.")
    term_months = models.SmallIntegerField(null=True)
    renewal_type = models.CharField(
        max_length=10, choices=RenewalType.choices, default=RenewalType.MANUAL
    )
    renewal_term_months = models.SmallIntegerField(default=12)
    notice_days = models.SmallIntegerField(default=30)
    price_method = models.CharField(
        max_length=8, choices=PriceMethod.choices, default=PriceMethod.POLICY, blank=True
    )
    uplift_bp = models.IntegerField(null=True, help_text="Agreed uplift, basis points.")
    uplift_cap_bp = models.IntegerField(null=True, help_text="Cap clause, basis points.")
    price_hold_until = models.DateField(
        null=True, help_text="No price rise for terms that start before this day."
    )
    escalator_bp = models.IntegerField(
        null=True, help_text="Yearly rise inside a term of several years, basis points."
    )
    index_code = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Price index that the price follows."
    )
    index_lag_months = models.SmallIntegerField(
        null=True, help_text="Months from the index's month to the one in which a term starts."
    )
    index_plus_bp = models.IntegerField(null=True, help_text="Added to the index's change.")
    index_floor_bp = models.IntegerField(null=True, help_text="The change is not below.")
    index_ceiling_bp = models.IntegerField(null=True, help_text="The change is not above.")
    billing_months = models.SmallIntegerField(
        null=True, help_text="Billed every so many months; none: as each line's price pays."
    )
    time_zone = models.CharField(
        max_length=40, blank=True, db_default="", help_text="Whose midnight ends the term."
    )
    terms_version = models.CharField(max_length=40, blank=True)
    co_term_group = models.CharField(max_length=60, blank=True)
    ended_on = models.DateField(null=True, help_text="First day without service, once decided.")
    end_reason = models.CharField(max_length=60, blank=True)
    revision = models.IntegerField(default=0, help_text="Number of the last booked order.")

    objects = ScopedQuerySet["Contract"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["end_on", "id"], name="contract_ending", condition=Q(ended_on=None)
            ),
            models.Index(fields=["owner", "id"], name="contract_owner"),
            GinIndex(OpClass("key", name="gin_trgm_ops"), name="contract_key_trgm"),
            models.Index(
                fields=["id"], name="contract_ownerless", condition=Q(owner=None, ended_on=None)
            ),
            models.Index(
                fields=["id"],
                name="contract_endless",
                condition=Q(end_on=None, ended_on=None) & ~Q(renewal_type="evergreen"),
            ),
            # Evergreen contracts by anniversary: month and day of the first term's start.
            models.Index(
                ExtractMonth("first_start_on") * 100 + ExtractDay("first_start_on"),
                name="contract_evergreen",
                condition=Q(end_on=None, ended_on=None, renewal_type="evergreen"),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gt=F("start_on")), name="contract_term_runs"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="contract_currency"
            ),
            models.CheckConstraint(
                condition=Q(renewal_type__in=RenewalType.values), name="contract_renewal_type"
            ),
            models.CheckConstraint(
                condition=Q(notice_days__gte=0)
                & Q(renewal_term_months__gt=0)
                & (Q(uplift_cap_bp=None) | Q(uplift_cap_bp__gte=0))
                & (Q(billing_months=None) | Q(billing_months__gt=0))
                & (Q(escalator_bp=None) | Q(escalator_bp__range=RATES)),
                name="contract_clauses_sane",
            ),
            models.CheckConstraint(condition=_WHOLE_INDEX_CLAUSE, name="contract_index_clause"),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what the user's role, team, accounts or partner give; export control on top."""
        return cls.scope_through(user, "")

    @classmethod
    def scope_through(cls, user: User, path: str) -> Q:
        """Return the same condition for rows that reach a contract by `path` ('contract__')."""
        scope = scope_of(user)
        cleared = scope.clearance_q(f"{path}customer__")
        if scope.sees_everything:
            return cleared
        if scope.partner_ids:
            sold = Q(**{f"{path}reseller_id__in": scope.partner_ids})
            return (sold | Q(**{f"{path}distributor_id__in": scope.partner_ids})) & cleared
        mine = Q(**{f"{path}owner_id__in": scope.owner_ids})
        mine |= Q(**{f"{path}customer__account_executive_id__in": scope.staff_ids})
        mine |= Q(**{f"{path}customer__success_manager_id__in": scope.staff_ids})
        return mine & cleared

    def __str__(self) -> str:
        return self.key


class ContractPart(models.Model):
    """What belongs to one contract and is seen by those who see it."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what belongs to the contracts the user may see."""
        return Contract.scope_through(user, "contract__")
