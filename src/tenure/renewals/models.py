"""The renewal record, its outcome and group, and the findings of the quality review."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, DateField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Greatest, Least, Now

from tenure.book.models import CURRENCY_Q, Contract, ContractPart
from tenure.directory.models import Customer, StaffMember
from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.rules.priority import RISK_DAYS, RISKS
from tenure.renewals.rules.waiting import WAITS_ON

# `rules.priority.work_on` in SQL; a test holds the two to each other. Nulls are passed over.
WORK_ON = Greatest(
    ExpressionWrapper(
        Least("act_on", "step_on")
        - Case(
            *(When(risk=risk, then=Value(days)) for risk, days in RISK_DAYS.items()),
            default=Value(0),
            output_field=models.IntegerField(),
        ),
        output_field=DateField(),
    ),
    "snoozed_until",
    "waiting_until",
    output_field=DateField(),
)


class RenewalGroup(models.Model):
    """Renewals of one customer that co-terminate and are handled together."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    renewal_on = models.DateField()

    objects = ScopedQuerySet["RenewalGroup"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "renewal_on"], name="renewalgroup_once")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show groups of the customers the user may see."""
        return Q(customer__in=Customer.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.customer} {self.renewal_on}"


class NextAction(models.TextChoices):
    """What the desk should do next with a renewal; the worklist's verb."""

    FIX_DATA = "fix_data", "Fix the data"
    ASSIGN_OWNER = "assign_owner", "Assign an owner"
    REVIEW_EVERGREEN = "review_evergreen", "Review evergreen"
    PREPARE = "prepare", "Check readiness"
    MAKE_QUOTE = "make_quote", "Make the late quote"
    REFRESH_QUOTE = "refresh_quote", "Refresh the stale quote"
    REMAKE_QUOTE = "remake_quote", "Make the quote again"
    SEND_QUOTE = "send_quote", "Review and send the quote"
    FOLLOW_UP = "follow_up", "Ask for the decision"
    ANSWER = "answer", "Answer"
    DECIDE_NOTICE = "decide_notice", "Decide before the notice date"
    CLOSE = "close", "Close: past due"


class Renewal(models.Model):
    """One contract term coming to its end.

    Two dates (`due_on` the term's last day, `closed_on` the decision) and three amounts
    (`atr_minor`, `forecast_minor`, `final_minor`, minor units a year) are never collapsed.
    `act_on` is the day by which the next action must be done, brought forward for money at stake.
    `work_on` orders the worklist: that day with what people know on top (`rules.priority`). Both
    depend on facts, not on today, so they are stored and indexed. `risk`, `step_on`,
    `snoozed_until`, `waiting_*` and `touched_on` are kept here from the rows of the desk that say
    who and when, so that the list is one index and PostgreSQL orders it anew by itself.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="renewals")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="renewals")
    group = models.ForeignKey(
        RenewalGroup, null=True, on_delete=models.SET_NULL, related_name="renewals"
    )
    owner = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="renewals"
    )
    renewal_on = models.DateField(help_text="First day of the next term.")
    due_on = models.DateField(help_text="Last day of the term.")
    notice_on = models.DateField(null=True, help_text="Last day to give notice.")
    renewal_type = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    atr_minor = models.BigIntegerField()
    forecast_minor = models.BigIntegerField()
    final_minor = models.BigIntegerField(null=True)
    contract_revision = models.IntegerField(help_text="Contract revision the amounts come from.")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    quoted_on = models.DateField(null=True, help_text="Day the primary quote was priced.")
    quoted_revision = models.IntegerField(
        null=True, help_text="Contract revision that the primary quote priced."
    )
    next_action = models.CharField(
        max_length=20, choices=NextAction.choices, default=NextAction.PREPARE
    )
    act_on = models.DateField()
    act_reason = models.CharField(max_length=200, blank=True)
    quote_ended = models.CharField(
        max_length=12, blank=True, db_default="", help_text="How its primary quote ended, if so."
    )
    risk = models.CharField(max_length=24, blank=True, db_default="", choices=list(RISKS.items()))
    step_on = models.DateField(null=True, help_text="Day of the next step that a person set.")
    snoozed_until = models.DateField(null=True)
    waiting_on = models.CharField(
        max_length=10, blank=True, db_default="", choices=list(WAITS_ON.items())
    )
    waiting_why = models.CharField(max_length=16, blank=True, db_default="")
    waiting_since = models.DateField(null=True)
    waiting_until = models.DateField(null=True, help_text="Day on which one asks again.")
    touched_on = models.DateField(null=True, help_text="Last day on which a person did anything.")
    work_on = models.GeneratedField(
        expression=WORK_ON, output_field=models.DateField(), db_persist=True
    )

    objects = ScopedQuerySet["Renewal"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "renewal_on"], name="renewal_term_once"),
            models.CheckConstraint(
                condition=Q(currency__regex=CURRENCY_Q), name="renewal_currency"
            ),
            models.CheckConstraint(condition=Q(due_on__lt=F("renewal_on")), name="renewal_dates"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["act_on", "id"], name="renewal_worklist", condition=Q(closed_on=None)
            ),
            models.Index(
                fields=["work_on", "id"], name="renewal_work", condition=Q(closed_on=None)
            ),
            models.Index(
                fields=["owner", "work_on", "id"],
                name="renewal_owner_work",
                condition=Q(closed_on=None),
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                name="renewal_snoozed",
                condition=Q(closed_on=None, snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["step_on", "id"],
                name="renewal_by_step",
                condition=Q(closed_on=None, step_on__isnull=False),
            ),
            models.Index(
                fields=["touched_on", "id"],
                name="renewal_by_touch",
                condition=Q(closed_on=None, touched_on__isnull=False),
            ),
            models.Index(
                fields=["renewal_on", "id"], name="renewal_by_date", condition=Q(closed_on=None)
            ),
            models.Index(
                fields=["next_action", "work_on", "id"],
                name="renewal_work_by_action",
                condition=Q(closed_on=None),
            ),
            models.Index(fields=["customer", "renewal_on"], name="renewal_customer"),
            models.Index(
                fields=["notice_on", "id"], name="renewal_by_notice", condition=Q(closed_on=None)
            ),
            models.Index(
                fields=["renewal_on", "id"],
                name="renewal_unquoted",
                condition=Q(closed_on=None, quoted_on=None) & ~Q(renewal_type="evergreen"),
            ),
            models.Index(
                fields=["atr_minor", "id"],
                name="renewal_fallen",
                condition=Q(closed_on=None, forecast_minor__lt=F("atr_minor")),
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the renewals one owns or covers, and those of the contracts one may see."""
        scope = scope_of(user)
        if scope.sees_everything or not scope.owner_ids:
            return Contract.scope_through(user, "contract__")
        covered = Q(owner_id__in=scope.owner_ids) & scope.clearance_q("customer__")
        return covered | Contract.scope_through(user, "contract__")

    def __str__(self) -> str:
        return f"{self.contract} {self.renewal_on}"


class Ownership(models.Model):
    """Who owned a renewal from an instant until the next change (`until_at`, none: still does).

    A renewal's rows form one chain, held by PostgreSQL without GiST: each end is the start of
    another row (foreign key `ownership_chain`, in the migration), no two rows start or end alike,
    and a row ends after it starts. So starts rise strictly along the chain, there is no circle and
    no second chain, no gap and no overlap: from its first owner on, a renewal has exactly one owner
    at every instant. That the renewal names the one who owns it now is a foreign key as well
    (`renewal_owner_owns`, to the row whose `open_renewal_id` is set). Only the end of an open row
    is ever written. The first row of a renewal that is opened with an owner is made by the table
    itself (trigger `renewal_opened_with_owner`), so that no way in can leave it out.
    """

    # No index of its own: that of the start begins with the renewal.
    renewal = models.ForeignKey(
        Renewal, on_delete=models.PROTECT, related_name="ownerships", db_index=False
    )
    owner = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="None: it had this owner when it was opened.",
    )  # fmt: skip
    recorded_at = models.DateTimeField(db_default=Now())
    open_renewal_id: models.Field[int | None, int | None] = models.GeneratedField(
        expression=Case(When(until_at=None, then=F("renewal_id"))),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    objects = ScopedQuerySet["Ownership"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["renewal", "from_at"], name="ownership_starts_once"),
            models.UniqueConstraint(
                fields=["renewal", "until_at"], nulls_distinct=False, name="ownership_ends_once"
            ),
            models.UniqueConstraint(fields=["open_renewal_id", "owner"], name="ownership_open"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="ownership_runs"
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the owners of the renewals that the user may see, to everyone inside."""
        seen = Q(renewal__in=Renewal.objects.visible_to(user).order_by())
        return seen if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.renewal}: {self.owner} from {self.from_at:%Y-%m-%d %H:%M}"


class Outcome(models.Model):
    """How a renewal ended, when it was decided, by whom and why."""

    class Kind(models.TextChoices):
        """What became of the money that was up."""

        RENEWED = "renewed", "Renewed"
        RENEWED_LATE = "renewed_late", "Renewed late"
        PARTIAL = "partially_renewed", "Partially renewed"
        CHURNED = "churned", "Churned"
        MERGED = "merged", "Merged"

    renewal = models.OneToOneField(Renewal, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reason = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["Outcome"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show outcomes of the renewals the user may see."""
        return Contract.scope_through(user, "renewal__contract__")

    def __str__(self) -> str:
        return self.get_kind_display()


class Check(models.TextChoices):
    """What the quality review looks for."""

    NO_END_DATE = "no_end_date", "No end date"
    NO_OWNER = "no_owner", "No owner"
    NO_CONTACT = "no_contact", "No contact"
    OVERLAPPING_TERMS = "overlapping_terms", "Overlapping terms"
    CURRENCY_MISMATCH = "currency_mismatch", "Currency mismatch"
    CONTRACT_WITHOUT_RENEWAL = "contract_without_renewal", "Contract without renewal"
    RENEWAL_WITHOUT_CONTRACT = "renewal_without_contract", "Renewal without contract"
    PAST_DUE = "past_due", "Past due, undecided"
    PARTNER_MISSING = "partner_missing", "Partner missing on a partner deal"
    PRICE_ZERO = "price_zero", "Price zero"
    NOTICE_PASSED = "notice_passed", "Notice date past"


class Finding(ContractPart):
    """Something missing or wrong in the book, since when, and when it was cleared."""

    check_code = models.CharField(max_length=30, choices=Check.choices)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="findings")
    renewal = models.ForeignKey(
        Renewal, null=True, on_delete=models.PROTECT, related_name="findings"
    )
    reason = models.CharField(max_length=300)
    found_on = models.DateField()
    cleared_on = models.DateField(null=True)

    objects = ScopedQuerySet["Finding"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["check_code", "contract"],
                condition=Q(cleared_on=None),
                name="finding_open_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["check_code", "id"], name="finding_open", condition=Q(cleared_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_check_code_display()}: {self.contract}"
