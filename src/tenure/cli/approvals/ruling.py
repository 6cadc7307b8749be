"""Approval rules on the command line: in force on a day, their history, publishing."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.quotes.rules.approvals import ApprovalRuleFacts

Subparsers = Any  # argparse gives its class no public name


def configure(does: Subparsers) -> None:
    """Declare rules, defaults, publish."""
    rules = does.add_parser("rules", help="the rules in force on a day, and their history")
    rules.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today")
    rules.set_defaults(told=_rules)
    defaults = does.add_parser("defaults", help="publish the starting rules, if there are none")
    defaults.set_defaults(told=_defaults)
    publish = does.add_parser("publish", help="publish a rule; it replaces an earlier one")
    publish.add_argument("code", metavar="CODE")
    publish.add_argument("trigger", metavar="TRIGGER", help="as in discount, payment_days, value")
    how = publish.add_mutually_exclusive_group()
    how.add_argument("--over", default="", help="rate, months, days or amount; default: any")
    how.add_argument("--ends", action="store_true", help="nobody is asked for it any more")
    publish.add_argument("--role", default="", metavar="PART", help="who approves")
    publish.add_argument("--tiers", default="", metavar="N", help="value: how far up, 1 to 3")
    publish.add_argument("--currency", default="", metavar="CODE", help="of a value")
    publish.add_argument("--from", dest="start_on", required=True, metavar="DATE")
    publish.set_defaults(told=_publish)


def _rules(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.queries.approvers import rule_slots
    from tenure.quotes.rules.approvals import asked_words, limit_words

    on = given.on or session.today()
    slots = rule_slots(actor, on=on)
    if not given.json:
        for slot in slots:
            if slot.now:
                told = f"{limit_words(slot.now)}: {asked_words(slot.now)}"
                print(f"{slot.now.code:<20}  {slot.now.trigger:<14}  {told}")
            for rule in slot.later:
                print(f"{'':<20}  from {rule.start_on}: {limit_words(rule)} ({rule.code})")
            for rule in slot.earlier:
                print(f"{'':<20}  was from {rule.start_on}: {limit_words(rule)} ({rule.code})")
        print(f"{sum(slot.now is not None for slot in slots)} rules in force on {on}")
    return {
        "on": on,
        "rules": [_json(slot.now) for slot in slots if slot.now],
        "later": [_json(rule) for slot in slots for rule in slot.later],
        "earlier": [_json(rule) for slot in slots for rule in slot.earlier],
    }


def _defaults(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import publish_default_rules

    new = publish_default_rules(by=actor, on=session.today())
    if not given.json:
        print(f"{new} rules published" if new else "there are rules already; nothing was published")
    return {"published": new}


def _publish(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.quotes.commands.approvers import publish_approval_rule
    from tenure.quotes.rules.approvals import RULE_COLUMNS, asked_words, limit_words, read_rule

    rule = read_rule({name: getattr(given, name) for name in RULE_COLUMNS}, ends=given.ends)
    publish_approval_rule(rule=rule, by=actor, on=session.today())
    if not given.json:
        print(f"{rule.code} from {rule.start_on}: {limit_words(rule)}, {asked_words(rule)}")
    return _json(rule)


def _json(rule: ApprovalRuleFacts) -> dict[str, Any]:
    from tenure.quotes.rules.approvals import limit_words

    return {
        "code": rule.code,
        "trigger": rule.trigger.value,
        "over": rule.over,
        "words": limit_words(rule),
        "role": rule.role.value if rule.role else None,
        "tiers": rule.tiers,
        "currency": rule.currency or None,
        "start_on": rule.start_on,
    }
