"""The published policies: what the engine reads, and what people ask about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import models

from tenure.book.models import Product
from tenure.foundation.models import User
from tenure.kernel.period import add_months
from tenure.pricing.models import POLICY_MODELS, PolicyWithdrawal, PublishedPolicy
from tenure.pricing.queries.engine import price
from tenure.pricing.rules import (
    KINDS,
    SLICE,
    AnyPolicy,
    LineFacts,
    PolicyKind,
    Standing,
    kind_of,
    policy_columns,
    slice_key,
    slice_words,
    standings,
    terms_words,
)
from tenure.pricing.rules.policy_kinds import CODE_OF


@dataclass(frozen=True, slots=True)
class PolicyView:
    """Hold one published policy: what it says, for whom, and where it stands on a day."""

    row: PublishedPolicy
    policy: AnyPolicy
    standing: Standing
    withdrawal: PolicyWithdrawal | None

    @property
    def kind(self) -> PolicyKind:
        """Return what kind of policy it is."""
        return kind_of(self.policy)

    @property
    def slice(self) -> str:
        """Return whom it is for, in words."""
        return slice_words(self.policy)

    @property
    def terms(self) -> str:
        """Return what it says, in words."""
        return terms_words(self.policy)


def policies() -> list[AnyPolicy]:
    """Return every policy that was published and not withdrawn, as facts (a query per kind)."""
    standing = models.Q(withdrawal__isnull=True)
    return [policy for kind in KINDS.values() for policy in _facts(kind, standing)]


def policies_named(codes: Mapping[str, Collection[str]]) -> list[AnyPolicy]:
    """Return the policies of some codes, given by kind, whatever became of them (a query per kind).

    A code that was never published is not among them.
    """
    return [
        policy
        for name, named in codes.items()
        if named
        for policy in _facts(KINDS[name], models.Q(code__in=named))
    ]


def _facts(kind: PolicyKind, condition: models.Q) -> list[AnyPolicy]:
    names = list(policy_columns(kind.facts))
    rows = POLICY_MODELS[kind.name].objects.filter(condition).order_by("code").values_list(*names)
    return [kind.facts(**dict(zip(names, row, strict=True))) for row in rows]


def published(user: User, on: date, *, kind: str = "") -> list[PolicyView]:
    """Return the policies a person may see, of one kind or all, as they stand on a day.

    By kind, slice and first day; a query per kind. What was withdrawn stands where it would have.
    """
    return [view for name in KINDS if kind in {"", name} for view in _views(user, on, name)]


@dataclass(frozen=True, slots=True)
class PolicyDetail:
    """Hold one policy with all that was published for exactly its slice, by first day."""

    view: PolicyView
    history: list[PolicyView]


def find_policy(user: User, on: date, kind: str, policy_id: int) -> PolicyDetail | None:
    """Return one policy as it stands on a day; None where there is none to see."""
    found = kind in KINDS and POLICY_MODELS[kind].objects.visible_to(user).filter(pk=policy_id)
    row = found.first() if found else None
    if row is None:
        return None
    history = history_of_slice(user, on, row.as_facts())
    return PolicyDetail(next(view for view in history if view.row.pk == row.pk), history)


def history_of_slice(user: User, on: date, policy: AnyPolicy) -> list[PolicyView]:
    """Return what was published for exactly the slice of a policy, by first day."""
    only = dict(zip(SLICE, slice_key(policy), strict=True))
    return _views(user, on, kind_of(policy).name, only)


def in_force_for(sliced: Mapping[str, str], on: date) -> dict[str, str]:
    """Return the codes of the policies that a line of a slice gets, by kind; '' for none.

    `sliced` names fields of `SLICE`; `on` is the first day of the term. The engine itself is asked.
    """
    asked = {name: sliced.get(name, "") for name in SLICE}
    line = LineFacts(
        line_id=0, quantity_e4=10_000, expiring_price_e4=10_000, price_months=12, currency="EUR",
        term_start_on=on, term_end_on=add_months(on, 12), more=asked,
    )  # fmt: skip
    [priced] = price([line], policies())
    return {kind: priced.columns[column] or "" for kind, column in CODE_OF.items()}


def product_families() -> list[str]:
    """Return the families that products have, which policies may name."""
    named = Product.objects.exclude(family="").order_by("family")
    return list(named.values_list("family", flat=True).distinct())


def _views(
    user: User, on: date, kind: str, only: Mapping[str, str] | None = None
) -> list[PolicyView]:
    rows = (
        POLICY_MODELS[kind]
        .objects.visible_to(user)
        .filter(**(only or {}))
        .select_related("withdrawal__withdrawn_by")
        .order_by(*SLICE, "start_on", "issue")
    )
    read: list[tuple[PublishedPolicy, AnyPolicy, PolicyWithdrawal | None]] = [
        (row, row.as_facts(), getattr(row, "withdrawal", None)) for row in rows
    ]
    withdrawn = frozenset(policy.code for _, policy, taken in read if taken is not None)
    stands = standings([policy for _, policy, _ in read], on, withdrawn)
    return [PolicyView(row, policy, stands[policy.code], taken) for row, policy, taken in read]
