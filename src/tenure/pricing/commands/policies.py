"""Writers of pricing: publish policies. A policy is write-once; a later one supersedes it."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tenure.directory.models import Segment
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.kernel.ids import clean_key
from tenure.pricing.models import PricePolicy
from tenure.pricing.rules import DEFAULT_POLICIES, PolicyFacts

_METHODS = frozenset({"same", "list", "uplift"})
_RATES = range(-10_000, 100_001)


class PolicyConflict(Conflict):
    """Refuse a policy whose code or slice and day are taken by a different one."""


def publish_policy(*, policy: PolicyFacts, name: str, by: User, on: date) -> PricePolicy:
    """Publish a policy for terms that start on or after its `start_on`.

    Publishing the same policy again changes nothing. Raise PolicyConflict when its code, or its
    slice and day, belong to another; InvalidInput for what is not a policy.
    """
    _check(policy)
    wanted = {
        field: getattr(policy, field)
        for field in ("method", "uplift_bp", "segment", "region", "family", "channel", "start_on")
    }
    known = PricePolicy.objects.filter(code=policy.code).first()
    if known is not None:
        if {field: getattr(known, field) for field in wanted} != wanted:
            raise PolicyConflict(
                f"The policy {policy.code} is published and does not change; publish the new"
                " rule under another code and a later day."
            )
        return known
    try:
        with transaction.atomic():
            made = PricePolicy.objects.create(code=policy.code, name=name, **wanted)
            detail = {field: str(value) for field, value in wanted.items()}
            record_event(by=by, on=on, verb="pricing.publish_policy", subject=made, detail=detail)
    except IntegrityError as error:
        raise PolicyConflict(
            f"Another policy already prices this slice from {policy.start_on}."
        ) from error
    return made


def publish_default_policies(*, by: User, on: date) -> int:
    """Publish the starting policies for terms that start from `on`; return how many were new.

    A company that has published any policy of its own keeps to its own: then nothing is added.
    """
    if PricePolicy.objects.exists():
        return 0
    with transaction.atomic():
        for default in DEFAULT_POLICIES:
            facts = PolicyFacts(
                code=default.code,
                method=default.method,
                uplift_bp=default.uplift_bp,
                start_on=on,
                segment=default.segment,
                channel=default.channel,
            )
            publish_policy(policy=facts, name=default.name, by=by, on=on)
    return len(DEFAULT_POLICIES)


def _check(policy: PolicyFacts) -> None:
    if clean_key(policy.code) != policy.code:
        raise InvalidInput(f"{policy.code!r} is not a policy code.")
    if policy.method not in _METHODS:
        raise InvalidInput(f"{policy.method!r} is not a pricing method: same, list or uplift.")
    if policy.uplift_bp not in _RATES:
        raise InvalidInput("The uplift of a policy must be from -100 % to 1000 %.")
    if policy.method != "uplift" and policy.uplift_bp:
        raise InvalidInput("Only a policy with the method uplift has an uplift.")
    if policy.segment and policy.segment not in Segment.values:
        raise InvalidInput(f"{policy.segment!r} is not a customer segment.")
