"""Writers of policies: publish, withdraw. A policy is write-once; a later one supersedes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import Conflict, InvalidInput
from tenure.kernel.period import format_day
from tenure.pricing.models import POLICY_MODELS, PolicyWithdrawal, PublishedPolicy
from tenure.pricing.rules import (
    DEFAULT_MARGINS,
    DEFAULT_POLICIES,
    SLICE,
    AnyPolicy,
    MarginFacts,
    PolicyFacts,
    PolicyFile,
    RowFault,
    kind_of,
    policy_columns,
    require_policy,
    slice_words,
)

MAX_NAME = 120
MAX_REASON = 200


class PolicyConflict(Conflict):
    """Refuse a policy whose code or slice and day are taken by a different one."""


class PolicyNotFound(InvalidInput):
    """Refuse a policy that was never published."""


class PolicyStarted(Conflict):
    """Refuse to withdraw a policy that has started."""


@dataclass(frozen=True, slots=True)
class FilePublished:
    """Hold what came of a file: codes that are new, codes known before, what was refused."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    faults: tuple[RowFault, ...]


def publish_policy(*, policy: AnyPolicy, name: str, by: User, on: date) -> PublishedPolicy:
    """Publish a policy of any kind for terms that start on or after its `start_on`.

    Publishing the same policy again changes nothing. Raise PolicyConflict when its code, or its
    slice and day, belong to another, or when it was withdrawn; InvalidInput (NotAPolicy, with the
    columns at fault) for what is not a policy.
    """
    return _publish(policy, name, by=by, on=on)[0]


def publish_file(*, file: PolicyFile, by: User, on: date) -> FilePublished:
    """Publish the policies of a file, each by itself: one that is refused costs no other.

    The same file again changes nothing.
    """
    fresh, known = list[str](), list[str]()
    faults = list(file.faults)
    for row in file.rows:
        try:
            _, is_new = _publish(row.policy, row.name, by=by, on=on)
        except PolicyConflict as error:
            faults.append(RowFault(row.line, "code", str(error)))
        except InvalidInput as error:
            faults.append(RowFault(row.line, "name", str(error)))
        else:
            (fresh if is_new else known).append(row.policy.code)
    faults.sort(key=lambda fault: fault.line)
    return FilePublished(tuple(fresh), tuple(known), tuple(faults))


def withdraw_policy(*, kind: str, code: str, reason: str, by: User, on: date) -> PolicyWithdrawal:
    """Take back a policy that has not started yet; what it would have superseded goes on.

    Its code stays taken; its slice and day are free for another. Quotes that were priced by it
    keep their prices. Withdrawing again changes nothing. Raise PolicyNotFound, PolicyStarted when
    its first day has come (publish one that supersedes it), InvalidInput without a reason.
    """
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise InvalidInput(f"Say why it is withdrawn, in at most {MAX_REASON} characters.")
    model = POLICY_MODELS.get(kind)
    with transaction.atomic():
        policy = model.objects.select_for_update().filter(code=code).first() if model else None
        if policy is None:
            raise PolicyNotFound(f"There is no {kind} policy {code}.")
        known = PolicyWithdrawal.objects.filter(**{kind: policy}).first()
        if known is not None:
            return known
        if policy.start_on <= on:
            raise PolicyStarted(
                f"The policy {code} started on {format_day(policy.start_on)}: publish another that"
                " takes its place from a later day."
            )
        made = PolicyWithdrawal.objects.create(
            **{kind: policy}, withdrawn_on=on, withdrawn_by=by, reason=reason
        )
        detail = {"kind": kind, "code": code, "reason": reason}
        record_event(by=by, on=on, verb="pricing.withdraw_policy", subject=policy, detail=detail)
    return made


def publish_default_policies(*, by: User, on: date) -> int:
    """Publish the starting policies for terms that start from `on`; return how many were new.

    Prices and margins; no discount. A company that has published any policy of its own, of
    whatever kind, keeps to its own: then nothing is added.
    """
    if any(model.objects.exists() for model in POLICY_MODELS.values()):
        return 0
    defaults: list[tuple[str, AnyPolicy]] = [
        (
            given.name,
            PolicyFacts(
                given.code, given.method, given.uplift_bp, on,
                segment=given.segment, channel=given.channel,
            ),
        )
        for given in DEFAULT_POLICIES
    ]  # fmt: skip
    defaults += [
        (
            margin.name,
            MarginFacts(
                code=margin.code, start_on=on, reseller_bp=margin.reseller_bp,
                registered_bp=margin.registered_bp, distributor_bp=margin.distributor_bp,
            ),
        )
        for margin in DEFAULT_MARGINS
    ]  # fmt: skip
    with transaction.atomic():
        for name, policy in defaults:
            publish_policy(policy=policy, name=name, by=by, on=on)
    return len(defaults)


def _publish(policy: AnyPolicy, name: str, *, by: User, on: date) -> tuple[PublishedPolicy, bool]:
    """Return the policy published, and whether it is new."""
    require_policy(policy)
    name = name.strip() or policy.code
    if len(name) > MAX_NAME:
        raise InvalidInput(f"The name of a policy has at most {MAX_NAME} characters.")
    known = _known(policy)
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            return _create(policy, name, by=by, on=on), True
    except IntegrityError as error:
        known = _known(policy)  # published by somebody else meanwhile
        if known is not None:
            return known, False
        raise PolicyConflict(_taken(policy)) from error


def _facts(policy: AnyPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in policy_columns(type(policy))}


def _same_place(policy: AnyPolicy) -> dict[str, Any]:
    """Return the slice and the day, which only one policy may have."""
    return {name: getattr(policy, name) for name in (*SLICE, "start_on")}


def _create(policy: AnyPolicy, name: str, *, by: User, on: date) -> PublishedPolicy:
    kind = kind_of(policy)
    model = POLICY_MODELS[kind.name]
    issue = 1 + model.objects.filter(**_same_place(policy)).count()
    made: PublishedPolicy = model.objects.create(name=name, issue=issue, **_facts(policy))
    detail = {"kind": kind.name, **{name: str(value) for name, value in _facts(policy).items()}}
    record_event(by=by, on=on, verb="pricing.publish_policy", subject=made, detail=detail)
    return made


def _known(policy: AnyPolicy) -> PublishedPolicy | None:
    """Return the same policy if it is published; raise PolicyConflict if the code says another."""
    model = POLICY_MODELS[kind_of(policy).name]
    known: PublishedPolicy | None = model.objects.filter(code=policy.code).first()
    if known is None:
        return None
    if known.as_facts() != policy:
        raise PolicyConflict(
            f"The policy {policy.code} is published and does not change; publish the new"
            " rule under another code and a later day."
        )
    if model.objects.filter(pk=known.pk, withdrawal__isnull=False).exists():
        raise PolicyConflict(
            f"The policy {policy.code} was withdrawn; publish it under another code."
        )
    return known


def _taken(policy: AnyPolicy) -> str:
    model = POLICY_MODELS[kind_of(policy).name]
    other = model.objects.filter(**_same_place(policy), withdrawal__isnull=True).first()
    which = f"The policy {other.code}" if other else "Another policy"
    return (
        f"{which} already stands for this slice ({slice_words(policy)}) from"
        f" {format_day(policy.start_on)}; begin on a later day."
    )
