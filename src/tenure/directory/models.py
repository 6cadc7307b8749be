"""Customers, partners, contacts, staff and teams: who the book is about and who works it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet


class Region(models.TextChoices):
    """The three regions whose working hours follow the sun."""

    APAC = "APAC", "Asia-Pacific"
    EMEA = "EMEA", "Europe, Middle East, Africa"
    AMER = "AMER", "Americas"


class Team(models.Model):
    """Renewals people who share a book and cover for one another."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region = models.CharField(max_length=8, choices=Region.choices)

    objects = ScopedQuerySet["Team"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show teams to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name


class StaffMember(models.Model):
    """A colleague who owns renewals or accounts; signs in through `user`."""

    code = models.CharField(max_length=60, unique=True, help_text="E-mail or staff number.")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=24)
    region = models.CharField(max_length=8, choices=Region.choices)
    languages = models.CharField(max_length=60, blank=True, help_text="Codes, comma-separated.")
    time_zone = models.CharField(max_length=40, default="UTC")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="members")
    manager = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reports")
    user = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="staff")
    active = models.BooleanField(default=True)

    objects = ScopedQuerySet["StaffMember"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show colleagues to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """A reseller, distributor or managed service provider."""

    class Kind(models.TextChoices):
        """The part a partner plays in a deal."""

        RESELLER = "reseller", "Reseller"
        DISTRIBUTOR = "distributor", "Distributor"
        MSP = "msp", "Managed service provider"

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    country = models.CharField(max_length=2, blank=True)
    email = models.EmailField(blank=True)

    objects = ScopedQuerySet["Partner"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["reseller", "distributor", "msp"]), name="partner_kind_known"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show partners to everyone inside, and to a partner itself."""
        scope = scope_of(user)
        return Q() if scope.is_inside else Q(pk__in=scope.partner_ids)

    def __str__(self) -> str:
        return self.name


class Tier(models.TextChoices):
    """How far a partner has come in the partner program; margins go by it."""

    REGISTERED = "registered", "Registered"
    SILVER = "silver", "Silver"
    GOLD = "gold", "Gold"
    PLATINUM = "platinum", "Platinum"


class PartnerTier(models.Model):
    """The tier of a partner from a day on, until the next one; empty: in no tier any more.

    Append-only. Of several for one day the one recorded last counts, so a mistake is put right by
    another row.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="tiers", db_index=False
    )
    tier = models.CharField(max_length=12, choices=Tier.choices, blank=True)
    start_on = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["PartnerTier"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["partner", "-start_on", "-id"], name="partnertier_latest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tier__in=["", *Tier.values]), name="partnertier_known"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show tiers to everyone inside, and a partner's own to it."""
        scope = scope_of(user)
        return Q() if scope.is_inside else Q(partner_id__in=scope.partner_ids)

    def __str__(self) -> str:
        return f"{self.get_tier_display() or 'No tier'} from {self.start_on}"


class PartnerSeat(models.Model):
    """A partner's person who may sign in and see that partner's renewals."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="seats")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="partner_seat")

    objects = ScopedQuerySet["PartnerSeat"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show seats to everyone inside, and a partner's own to it."""
        scope = scope_of(user)
        return Q() if scope.is_inside else Q(partner_id__in=scope.partner_ids)

    def __str__(self) -> str:
        return f"{self.user} at {self.partner}"


class Segment(models.TextChoices):
    """Size of the customer, from one blogger to a Fortune 500 company."""

    SELF_SERVE = "self_serve", "Self-serve"
    SMB = "smb", "Small business"
    MID_MARKET = "mid_market", "Mid-market"
    ENTERPRISE = "enterprise", "Enterprise"
    STRATEGIC = "strategic", "Strategic"


class Customer(models.Model):
    """An end customer, with its family (parent and ultimate parent)."""

    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=16, choices=Segment.choices, default=Segment.SMB)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=8, choices=Region.choices, blank=True)
    language = models.CharField(max_length=8, default="en")
    address = models.TextField(blank=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="subsidiaries"
    )
    account_executive = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="+"
    )
    success_manager = models.ForeignKey(
        StaffMember, null=True, on_delete=models.PROTECT, related_name="+"
    )
    export_controlled = models.BooleanField(default=False)

    objects = ScopedQuerySet["Customer"].as_manager()

    class Meta:
        indexes: ClassVar = [
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="customer_name_trgm"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="customer_not_own_parent"
            )
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what the user's role, accounts, team or partner give; export control on top.

        Contracts add the customers reached through them (`book.Contract.scope_q`).
        """
        scope = scope_of(user)
        if scope.sees_everything:
            return scope.clearance_q("")
        accounts = Q(account_executive_id__in=scope.staff_ids) | Q(
            success_manager_id__in=scope.staff_ids
        )
        through_contracts = Q(contracts__owner_id__in=scope.owner_ids)
        if scope.partner_ids:
            through_contracts = Q(contracts__reseller_id__in=scope.partner_ids) | Q(
                contracts__distributor_id__in=scope.partner_ids
            )
        allowed = cls._default_manager.filter(accounts | through_contracts).values("pk")
        return Q(pk__in=allowed) & scope.clearance_q("")

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at a customer."""

    class Role(models.TextChoices):
        """What the person is asked about."""

        RENEWAL = "renewal", "Renewal"
        BILLING = "billing", "Billing"
        EXECUTIVE = "executive", "Executive"
        TECHNICAL = "technical", "Technical"
        OTHER = "other", "Other"

    key = models.CharField(max_length=120, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.RENEWAL)

    objects = ScopedQuerySet["Contact"].as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(Upper("email"), name="contact_by_email")]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show the contacts of the customers the user may see."""
        return Q(customer__in=Customer.objects.visible_to(user))

    def __str__(self) -> str:
        return self.name
