"""Escalation rules on the command line: in force on a day, their history, publishing."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.desk.rules.escalations import EscalationRuleFacts
    from tenure.foundation.models import User

Subparsers = Any  # argparse gives its class no public name


def configure(does: Subparsers) -> None:
    """Declare rules, defaults, publish, withdraw."""
    rules = does.add_parser("rules", help="the rules in force on a day, and their history")
    rules.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today")
    rules.set_defaults(told=_rules)
    defaults = does.add_parser("defaults", help="publish the starting rules, if there are none")
    defaults.set_defaults(told=_defaults)
    publish = does.add_parser("publish", help="publish a rule; it replaces an earlier one")
    publish.add_argument("code", metavar="CODE")
    publish.add_argument("cause", metavar="CAUSE", help="as in no_quote, silent_customer")
    publish.add_argument("severity", metavar="SEVERITY", help="low, medium, high, critical")
    publish.add_argument("--days", default="", metavar="N", help="since it began, or left")
    publish.add_argument("--over", default="", metavar="AMOUNT")
    publish.add_argument("--currency", default="", metavar="CODE")
    publish.add_argument("--share", default="", metavar="RATE", help="as in 12.5 %%")
    publish.add_argument("--hours", default="", metavar="M,H,E", help="the ladder's working hours")
    publish.add_argument("--ends", action="store_true", help="nothing is raised in its place")
    publish.add_argument("--from", dest="start_on", required=True, metavar="DATE")
    publish.add_argument("--preview", action="store_true", help="publish nothing; what it would do")
    publish.set_defaults(told=_publish)
    withdraw = does.add_parser("withdraw", help="take back a rule that has not started")
    withdraw.add_argument("code", metavar="CODE")
    withdraw.add_argument("--reason", required=True)
    withdraw.set_defaults(told=_withdraw)


def _rules(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.escalation_rules import escalation_rule_slots

    on = given.on or session.today()
    slots = escalation_rule_slots(actor, on=on)
    if not given.json:
        for slot in slots:
            if slot.now:
                print(_line(slot.now, ""))
            for rule in slot.later:
                print(_line(rule, f"from {rule.start_on}: "))
            for rule in slot.earlier:
                print(_line(rule, f"was from {rule.start_on}: "))
        print(f"{sum(slot.now is not None for slot in slots)} rules in force on {on}")
    return {
        "on": on,
        "rules": [_json(slot.now) for slot in slots if slot.now],
        "later": [_json(rule) for slot in slots for rule in slot.later],
        "earlier": [_json(rule) for slot in slots for rule in slot.earlier],
    }


def _line(rule: EscalationRuleFacts, when: str) -> str:
    from tenure.desk.queries.escalation_rules import threshold_words
    from tenure.desk.rules.escalations import hours_words

    told = f"{when}{rule.severity.name.lower()}, {threshold_words(rule)}"
    return f"{rule.code:<28}  {rule.cause:<22}  {told}; {hours_words(rule)}"


def _defaults(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalation_rules import publish_default_escalation_rules

    new = publish_default_escalation_rules(by=actor, on=session.today())
    if not given.json:
        print(f"{new} rules published" if new else "there are rules already; nothing was published")
    return {"published": new}


def _publish(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalation_rules import publish_escalation_rule
    from tenure.desk.rules.escalations import RULE_COLUMNS, read_rule

    rule = read_rule({name: getattr(given, name) for name in RULE_COLUMNS}, ends=given.ends)
    if given.preview:
        return _preview(given, rule, actor)
    publish_escalation_rule(rule=rule, by=actor, on=session.today())
    if not given.json:
        print(_line(rule, f"from {rule.start_on}: "))
    return _json(rule)


def _preview(given: argparse.Namespace, rule: EscalationRuleFacts, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.escalation_preview import escalation_preview

    found = escalation_preview(rule, actor, on=session.today(), at=session.now())
    if not given.json:
        for severity, now, then in found.severities:
            print(f"{severity:<10}{now:>10,} now{then:>10,} then")
        for one in found.first:
            change = f"{one.now or 'not escalated'} -> {one.then or 'not escalated'}"
            print(f"{one.contract:<16}  {change:<30}  {one.says}")
        print(f"{found.raised} new, {found.ended} ended, {found.otherwise} of another severity")
    return asdict(found) | {"published": False}


def _withdraw(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.escalation_rules import withdraw_escalation_rule

    made = withdraw_escalation_rule(
        code=given.code, reason=given.reason, by=actor, on=session.today()
    )
    if not given.json:
        print(f"{given.code} is withdrawn")
    return {"code": given.code, "reason": made.reason, "on": made.withdrawn_on}


def _json(rule: EscalationRuleFacts) -> dict[str, Any]:
    from tenure.desk.queries.escalation_rules import threshold_words

    return {
        "code": rule.code,
        "cause": rule.cause,
        "severity": rule.severity.name.lower(),
        "words": threshold_words(rule),
        "days": rule.days,
        "over_minor": rule.over_minor,
        "currency": rule.currency or None,
        "share_bp": rule.share_bp,
        "hours": list(rule.hours),
        "ends": rule.ends,
        "start_on": rule.start_on,
    }
