"""Close periods with a checklist and their figures; see what stands against it; reopen the latest.

tenure period list                          what was closed, and which months are open and over
tenure period check 2027-03                 what stands against closing March; exit code 1 if so
tenure period check 2027-Q1 --over 250000   differences up to 2,500.00 need no owner
tenure period close 2027-03
tenure period close 2027-03 --except decided="Three contested ones, see the notes." --note TEXT
tenure period show 2027-03                  its figures, and what was booked into it since
tenure period reopen 2027-03 --reason "A termination of March came in on paper."
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.closing.models import PeriodClose
    from tenure.closing.rules.periods import Check
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to periods."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("list", help="closed periods, and months that are over and open")
    check = does.add_parser("check", help="what stands against closing a period")
    close = does.add_parser("close", help="close it: nothing in it changes any more")
    show = does.add_parser("show", help="its figures, and what was booked into it since")
    reopen = does.add_parser("reopen", help="reopen the latest, with a reason")
    for one in (check, close, show, reopen):
        one.add_argument("period", metavar="PERIOD", help="as in 2027-03, 2027-Q1 or 2027")
    for one in (check, close):
        one.add_argument(
            "--over", type=int, metavar="MINOR",
            help="open differences above this need an owner, in minor units (default: 100000)",
        )  # fmt: skip
    close.add_argument(
        "--except", dest="excepted", action="append", default=[], metavar="CHECK=WORDS",
        help="why a check that is not met does not stand against it; again for each",
    )  # fmt: skip
    close.add_argument("--note", default="")
    reopen.add_argument("--reason", required=True)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {"list": _list, "check": _check, "close": _close, "show": _show, "reopen": _reopen}
    facts, code = does[given.does](given, actor)
    if given.json:
        session.print_json(facts)
    return code


def _list(given: argparse.Namespace, actor: User) -> tuple[dict[str, Any], int]:
    from tenure.closing.queries.periods import closes, open_months

    rows = [_json(close) for close in closes(actor)]
    waiting = [period.name for period in open_months(on=session.today())]
    if not given.json:
        for row in rows:
            again = f"  reopened {row['reopened_on']}: {row['reason']}" if row["reason"] else ""
            print(f"{row['period']:<8}  closed {row['closed_on']} by {row['closed_by']}{again}")
        print(f"over and open: {', '.join(waiting) or 'none'}")
    return {"closed": rows, "open": waiting}, 0


def _check(given: argparse.Namespace, actor: User) -> tuple[dict[str, Any], int]:
    from tenure.closing.queries.periods import period_checks
    from tenure.closing.rules.periods import USUAL_OVER_MINOR, read_period

    over = USUAL_OVER_MINOR if given.over is None else given.over
    period = read_period(given.period)
    checks = period_checks(period, user=actor, on=session.today(), over_minor=over)
    if not given.json:
        _print_checks(checks)
    met = all(check.is_met for check in checks)
    rows = [_check_json(check) for check in checks]
    return {"period": period.name, "is_ready": met, "checks": rows}, 0 if met else 1


def _close(given: argparse.Namespace, actor: User) -> tuple[dict[str, Any], int]:
    from tenure.closing.commands.periods import PeriodNotReady, close_period
    from tenure.closing.rules.periods import USUAL_OVER_MINOR, read_period

    words = dict(text.partition("=")[::2] for text in given.excepted)
    try:
        close = close_period(
            period=read_period(given.period), excepted=words, note=given.note,
            over_minor=USUAL_OVER_MINOR if given.over is None else given.over, by=actor,
            on=session.today(),
        )  # fmt: skip
    except PeriodNotReady as error:
        if not given.json:
            _print_checks(error.checks)
        raise
    if not given.json:
        print(f"{close.name} is closed: nothing before {close.end_on} changes any more")
        _print_figures(close.figures)
    return _json(close), 0


def _show(given: argparse.Namespace, actor: User) -> tuple[dict[str, Any], int]:
    from tenure.closing.queries.periods import (
        changed_figures,
        changes_since,
        find_close,
        period_figures,
    )
    from tenure.closing.rules.periods import read_period

    period = read_period(given.period)
    close, now = find_close(period.name, actor), period_figures(period)
    facts: dict[str, Any] = {"period": period.name, "figures": now, "close": None}
    if close is not None:
        changed = changed_figures(close, now)
        facts["close"] = _json(close)
        facts["changed"] = [
            {"currency": one.currency, "what": one.what, "then": one.then_minor,
             "now": one.now_minor}
            for one in changed
        ]  # fmt: skip
        facts["booked_since"] = [
            {"contract": row.contract.key, "order": row.order.number, "kind": row.kind,
             "effective_on": row.effective_on, "amount_minor": row.amount_minor,
             "currency": row.currency}
            for row in changes_since(close, actor)
        ]  # fmt: skip
    if not given.json:
        _print_figures(now)
        for row in facts.get("booked_since", []):
            what = f"order {row['order']}, {row['kind']} {row['amount_minor']:+,}"
            print(f"  since: {row['contract']} {what} {row['currency']} on {row['effective_on']}")
    return facts, 0


def _reopen(given: argparse.Namespace, actor: User) -> tuple[dict[str, Any], int]:
    from tenure.closing.commands.periods import reopen_period
    from tenure.closing.queries.periods import find_close

    name = reopen_period(name=given.period, reason=given.reason, by=actor, on=session.today()).name
    if not given.json:
        print(f"{name} is open again")
    close = find_close(name, actor)
    return (_json(close) if close else {}), 0


def _json(close: PeriodClose) -> dict[str, Any]:
    again = getattr(close.lock, "reopening", None)
    return {
        "period": close.name,
        "start_on": close.start_on,
        "last_day": close.end_on - timedelta(days=1),
        "closed_on": close.closed_on,
        "closed_by": close.closed_by.username,
        "checks": close.checks,
        "figures": close.figures,
        "note": close.note,
        "reopened_on": again.reopened_on if again else None,
        "reopened_by": again.reopened_by.username if again else None,
        "reason": again.reason if again else None,
    }


def _check_json(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "title": check.title,
        "is_met": check.is_met,
        "count": check.count,
        "found": list(check.found),
        "may_be_excepted": not check.must,
    }


def _print_checks(checks: list[Check]) -> None:
    for check in checks:
        mark = "ok " if check.is_met else "NO "
        count = "" if check.is_met else f" ({check.count:,} not)"
        print(f"{mark} {check.code:<9}  {check.title}{count}")
        for found in check.found:
            print(f"{'':<15}{found}")
        if not check.is_met and check.hint:
            print(f"{'':<15}{check.hint}")


def _print_figures(figures: list[dict[str, Any]]) -> None:
    from tenure.kernel.money import Money

    for row in figures:
        begin, end = (Money(row[name], row["currency"]) for name in ("begin_minor", "end_minor"))
        moved = ", ".join(
            f"{kind} {Money(minor, row['currency'])}" for kind, minor in row["movements"].items()
        )
        print(f"  ARR {begin} -> {end}{f': {moved}' if moved else ''}")
