"""Published policies: dated data that say how the next term is priced, discounted and sold on."""

from __future__ import annotations

from dataclasses import fields
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenure.directory.scope import scope_of
from tenure.foundation.models import User
from tenure.foundation.visibility import ScopedQuerySet
from tenure.pricing.rules import (
    SLICE,
    AnyPolicy,
    DiscountFacts,
    MarginFacts,
    PolicyFacts,
)

WHOLE = 10_000  # basis points in 100 %


class InsideOnly(models.Model):
    """What everyone inside the company sees, and no partner does."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to everyone inside the company."""
        return Q() if scope_of(user).is_inside else Q(pk__in=[])


class PublishedPolicy(InsideOnly):
    """A policy of any kind, for a slice of the book, from a day on.

    Write-once: a later `start_on` for the same slice supersedes it. An empty slice field means
    any. Among those that fit, the one with more slice fields named wins (see `rules`). `issue`
    counts those published for one slice and day: each after the first needs all before it
    withdrawn, which a trigger holds.
    """

    facts: ClassVar[type[AnyPolicy]]

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    segment = models.CharField(max_length=16, blank=True)
    region = models.CharField(max_length=8, blank=True)
    family = models.CharField(max_length=80, blank=True)
    channel = models.CharField(max_length=12, blank=True)
    partner_tier = models.CharField(max_length=40, blank=True, db_default="")
    program = models.CharField(max_length=60, blank=True, db_default="")
    start_on = models.DateField(help_text="Terms that start on or after this day.")
    issue = models.SmallIntegerField(default=1, db_default=1)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[*SLICE, "start_on", "issue"], name="%(class)s_slice_once"
            ),
        ]

    def as_facts(self) -> AnyPolicy:
        """Return what the engine reads."""
        return self.facts(**{field.name: getattr(self, field.name) for field in fields(self.facts)})

    def __str__(self) -> str:
        return self.name


class PricePolicy(PublishedPolicy):
    """How renewals of a slice are priced: the method, and the uplift of the method Uplift."""

    facts = PolicyFacts

    method = models.CharField(
        max_length=8, choices=[("same", "Same"), ("list", "List"), ("uplift", "Uplift")]
    )
    uplift_bp = models.IntegerField(default=0, help_text="Basis points, for the method Uplift.")

    objects = ScopedQuerySet["PricePolicy"].as_manager()

    class Meta(PublishedPolicy.Meta):
        constraints: ClassVar = [
            *PublishedPolicy.Meta.constraints,
            models.CheckConstraint(
                condition=Q(method__in=["same", "list", "uplift"])
                & Q(uplift_bp__gte=-WHOLE)
                & Q(uplift_bp__lte=10 * WHOLE),
                name="pricepolicy_sane",
            ),
        ]


def _rate() -> models.IntegerField[int, int]:
    return models.IntegerField(default=0, db_default=0)


def _begins() -> models.BigIntegerField[int | None, int | None]:
    return models.BigIntegerField(null=True, help_text="Pieces in 1/10,000.")


def _rates_sane(*names: str) -> Q:
    sane = Q()
    for name in names:
        sane &= Q(**{f"{name}__gte": 0, f"{name}__lte": WHOLE})
    return sane


def _tiers_rise() -> Q:
    """Return that tiers begin one above the other, without a gap, and have a rate only then."""
    rising = Q(volume_1_from_e4__gt=0) | Q(volume_1_from_e4=None)
    for place in (2, 3, 4):
        here, before = f"volume_{place}_from_e4", f"volume_{place - 1}_from_e4"
        rising &= Q(**{here: None}) | Q(
            **{f"{here}__isnull": False, f"{before}__isnull": False,
               f"{here}__gt": models.F(before)}
        )  # fmt: skip
    for place in (1, 2, 3, 4):
        rising &= Q(**{f"volume_{place}_from_e4__isnull": False}) | Q(**{f"volume_{place}_bp": 0})
    return rising


class DiscountPolicy(PublishedPolicy):
    """What volume, longer terms and a program earn, in basis points; and the floor."""

    facts = DiscountFacts

    volume_1_from_e4 = _begins()
    volume_1_bp = _rate()
    volume_2_from_e4 = _begins()
    volume_2_bp = _rate()
    volume_3_from_e4 = _begins()
    volume_3_bp = _rate()
    volume_4_from_e4 = _begins()
    volume_4_bp = _rate()
    two_years_bp = _rate()
    three_years_bp = _rate()
    program_bp = _rate()
    best_of = models.BooleanField(default=False, help_text="Only the largest counts.")
    floor_bp = models.IntegerField(null=True, help_text="A share of the list price.")

    objects = ScopedQuerySet["DiscountPolicy"].as_manager()

    class Meta(PublishedPolicy.Meta):
        constraints: ClassVar = [
            *PublishedPolicy.Meta.constraints,
            models.CheckConstraint(
                condition=_rates_sane(
                    *(f"volume_{place}_bp" for place in (1, 2, 3, 4)),
                    "two_years_bp", "three_years_bp", "program_bp",
                )
                & (Q(floor_bp=None) | _rates_sane("floor_bp")),
                name="discountpolicy_sane",
            ),
            models.CheckConstraint(condition=_tiers_rise(), name="discountpolicy_tiers_rise"),
        ]  # fmt: skip


class MarginPolicy(PublishedPolicy):
    """What resellers and distributors keep, in basis points, off list or off net."""

    facts = MarginFacts

    reseller_bp = _rate()
    registered_bp = _rate()
    distributor_bp = _rate()
    off_list = models.BooleanField(default=False, help_text="Off the list price, else off net.")

    objects = ScopedQuerySet["MarginPolicy"].as_manager()

    class Meta(PublishedPolicy.Meta):
        constraints: ClassVar = [
            *PublishedPolicy.Meta.constraints,
            models.CheckConstraint(
                condition=_rates_sane("reseller_bp", "registered_bp", "distributor_bp")
                & Q(reseller_bp__lte=WHOLE - models.F("registered_bp")),
                name="marginpolicy_sane",
            ),
        ]


class PolicyWithdrawal(InsideOnly):
    """A published policy taken back before it started: by whom, when and why. For good."""

    price = models.OneToOneField(
        PricePolicy, null=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    discount = models.OneToOneField(
        DiscountPolicy, null=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    margin = models.OneToOneField(
        MarginPolicy, null=True, on_delete=models.PROTECT, related_name="withdrawal"
    )
    withdrawn_on = models.DateField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    objects = ScopedQuerySet["PolicyWithdrawal"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price__isnull=False, discount=None, margin=None)
                | Q(price=None, discount__isnull=False, margin=None)
                | Q(price=None, discount=None, margin__isnull=False),
                name="policywithdrawal_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"withdrawn on {self.withdrawn_on}: {self.reason}"


POLICY_MODELS: dict[str, type[PricePolicy] | type[DiscountPolicy] | type[MarginPolicy]] = {
    "price": PricePolicy, "discount": DiscountPolicy, "margin": MarginPolicy,
}  # fmt: skip
