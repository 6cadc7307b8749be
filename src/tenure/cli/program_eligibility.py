"""What `tenure program` does about eligibility: facts, rules, who could have more, applications."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.directory.models import Customer
    from tenure.foundation.models import User
    from tenure.programs.models import Application


def declare(does: Any, day: dict[str, Any]) -> None:
    """Declare the subcommands."""
    fact = does.add_parser("fact", help="record what is known of a customer")
    fact.add_argument("customer", metavar="CUSTOMER")
    fact.add_argument("fact", metavar="FACT")
    fact.add_argument("value", metavar="VALUE")
    fact.add_argument("--source", required=True, help="where it is known from")
    fact.add_argument("--from", dest="start", help="default: today (UTC)", **day)
    told = does.add_parser("eligible", help="what a customer is eligible for, and why")
    told.add_argument("customer", metavar="CUSTOMER")
    lacking = does.add_parser("missing", help="who renews and could have more")
    lacking.add_argument("--days", type=int, default=180, metavar="N", help="(180)")
    lacking.add_argument("--program", default="", metavar="CODE")
    rules = does.add_parser("rules", help="publish who belongs to a program, from TOML")
    rules.add_argument("program", metavar="CODE")
    rules.add_argument("--file", required=True, metavar="FILE")
    rules.add_argument("--from", dest="start", required=True, **day)
    asked = does.add_parser("apply", help="apply for a program for a customer")
    asked.add_argument("program", metavar="CODE")
    asked.add_argument("customer", metavar="CUSTOMER")
    asked.add_argument("--note", default="")
    does.add_parser("applications", help="what waits for evidence or a check")
    shown = does.add_parser("evidence", help="keep a document that shows it")
    shown.add_argument("application", type=int, metavar="NUMBER")
    shown.add_argument("kind", metavar="KIND")
    shown.add_argument("file", metavar="FILE")
    check = does.add_parser("check", help="enrol, refuse or withdraw")
    check.add_argument("application", type=int, metavar="NUMBER")
    check.add_argument("outcome", choices=["enrol", "refuse", "withdraw"])
    check.add_argument("--note", required=True)


def _fact(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands.facts import record_fact

    made = record_fact(
        customer_id=_customer(given, actor).pk, fact=given.fact, value=given.value,
        source=given.source, start_on=given.start, by=actor, on=session.today(),
    )  # fmt: skip
    return _said(given, f"{made}", fact=made.name, value=made.value, start=made.start_on)


def _eligible(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.queries.eligibility import standings_of

    found = standings_of(_customer(given, actor).pk, on=session.today(), user=actor)
    if not given.json:
        for one in found:
            inside = " (enrolled)" if one.is_in else ""
            print(f"{one.program.code}{inside}  {one.verdict.words}")
    return {
        "programs": [
            {
                "program": one.program.code, "eligible": one.verdict.is_eligible,
                "why": one.verdict.words, "enrolled": one.is_in, "could_have": one.could_have,
            }
            for one in found
        ]
    }  # fmt: skip


def _missing(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.queries.eligibility import missing

    found = missing(on=session.today(), user=actor, days=given.days, program=given.program)
    if not given.json:
        for one in found:
            print(f"{one.renews_on}  {one.customer.key}  {one.program.code}")
        print(f"{len(found)} could have more")
    return {
        "missing": [
            {
                "customer": one.customer.key, "program": one.program.code,
                "renews_on": one.renews_on,
            }
            for one in found
        ]
    }  # fmt: skip


def _rules(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.kernel.errors import InvalidInput
    from tenure.programs.commands.facts import publish_rules

    try:
        source = Path(given.file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{given.file} cannot be read: {error}.") from error
    made = publish_rules(
        program=given.program, source=source, start_on=given.start, by=actor, on=session.today()
    )
    return _said(given, f"published {made}", program=given.program, start=made.start_on)


def _apply(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands.applications import apply_for

    made = apply_for(
        program=given.program, customer_id=_customer(given, actor).pk, note=given.note, by=actor,
        on=session.today(),
    )  # fmt: skip
    text = f"application {made.pk}: {made}. {made.verdict}"
    return _said(given, text, application=made.pk, stage=made.stage, verdict=made.verdict)


def _applications(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.queries.eligibility import applications

    found = applications(actor)
    if not given.json:
        for one in found:
            print(f"{one.pk:>6}  {one.applied_on}  {one.get_stage_display()}  {one}")
        print(f"{len(found)} applications")
    return {"applications": [_plain(one) for one in found]}


def _evidence(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.documents.rules import LARGEST_UPLOAD
    from tenure.kernel.errors import InvalidInput
    from tenure.programs.commands.applications import add_evidence

    try:
        with Path(given.file).open("rb") as file:
            content = file.read(LARGEST_UPLOAD + 1)
    except OSError as error:
        raise InvalidInput(f"{given.file} cannot be read: {error}.") from error
    made = add_evidence(
        application_id=given.application, kind=given.kind, name=Path(given.file).name,
        content=content, by=actor, on=session.today(),
    )  # fmt: skip
    return _said(given, f"kept {made.name}", application=given.application, kind=made.kind)


def _check(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.programs.commands.applications import (
        enrol_applicant,
        refuse_application,
        withdraw_application,
    )

    told = {"application_id": given.application, "by": actor, "on": session.today()}
    if given.outcome == "enrol":
        made = enrol_applicant(note=given.note, **told)
        return _said(given, f"enrolment {made.pk}: {made}", enrolment=made.pk)
    does = refuse_application if given.outcome == "refuse" else withdraw_application
    done = does(reason=given.note, **told)
    return _said(given, f"{done}: {done.get_stage_display().lower()}", **_plain(done))


def _customer(given: argparse.Namespace, actor: User) -> Customer:
    from tenure.directory.queries import customers_visible_to
    from tenure.kernel.errors import InvalidInput

    found = customers_visible_to(actor).filter(key=given.customer).first()
    if found is None:
        raise InvalidInput(f"There is no customer {given.customer}.")
    return found


def _said(given: argparse.Namespace, text: str, **facts: Any) -> dict[str, Any]:
    if not given.json:
        print(text)
    return facts


def _plain(one: Application) -> dict[str, Any]:
    return {
        "application": one.pk, "program": one.program.code, "customer": one.customer.key,
        "stage": one.stage, "applied_on": one.applied_on, "verdict": one.verdict,
    }  # fmt: skip


DOES = {
    "fact": _fact, "eligible": _eligible, "missing": _missing, "rules": _rules, "apply": _apply,
    "applications": _applications, "evidence": _evidence, "check": _check,
}  # fmt: skip
