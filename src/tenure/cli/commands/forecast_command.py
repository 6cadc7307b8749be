"""The forecast: what is expected of renewals, and what moved between two days.

tenure forecast show --period 2027-Q1                 by category and person, with their calls
tenure forecast call alice@example.com 120000 --period 2027-Q1 --currency EUR --reason "Two slip"
tenure forecast movement --period 2027-Q1 --from 2027-01-08 --to 2027-01-15
tenure forecast movement --period 2027-Q1 --kind up --currency EUR      the renewals behind a bar
tenure forecast dates --period 2027-Q1                the close dates that people moved
tenure forecast renewal 42                            42: the renewal's number
tenure forecast judge 42 commit --close 2027-03-10 --reason "Order form is out"
tenure forecast judge 42 best_case --swing 5000 --reason "Their new sponsor likes it"

Kinds: new, reopened, pulled_in, pushed, up, down, won, lost, merged; begin and end are what was
open on the two days. Amounts are a year's value, by currency; with --json in minor units.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.forecast.queries.movement import Movement
    from tenure.foundation.models import User


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is asked of the forecast or said of a renewal."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    show = does.add_parser("show", help="what is due in a period, by category and person")
    show.add_argument("--period", required=True, help="2027-03, 2027-Q1 or 2027")
    call = does.add_parser("call", help="say what will be kept; an empty amount takes it back")
    call.add_argument("person", metavar="STAFF", help="the colleague's code")
    call.add_argument("amount", metavar="AMOUNT", help="a year; '' for what rolls up")
    call.add_argument("--period", required=True, help="2027-03, 2027-Q1 or 2027")
    call.add_argument("--currency", required=True)
    call.add_argument("--reason", default="")
    moved = does.add_parser("movement", help="what moved between two days")
    dates = does.add_parser("dates", help="the close dates that people moved")
    for asked in (moved, dates):
        asked.add_argument("--period", required=True, help="2027-03, 2027-Q1 or 2027")
        asked.add_argument("--from", dest="begin", type=session.parse_day, metavar="DATE")
        asked.add_argument("--to", dest="end", type=session.parse_day, metavar="DATE")
    moved.add_argument("--kind", default="", help="list the renewals behind this bar")
    moved.add_argument("--currency", default="", help="of the bar, as in EUR")
    moved.add_argument("--limit", type=int, default=50, help="so many renewals (50)")
    renewal = does.add_parser("renewal", help="what is expected of one renewal, day by day")
    renewal.add_argument("renewal", type=int, metavar="RENEWAL")
    judge = does.add_parser("judge", help="say what is expected of a renewal")
    judge.add_argument("renewal", type=int, metavar="RENEWAL")
    judge.add_argument("category", choices=["commit", "best_case", "pipeline", "omitted"])
    judge.add_argument("--close", type=session.parse_day, metavar="DATE", help="decision expected")
    judge.add_argument("--swing", default="", metavar="AMOUNT", help="of the loss, a year")
    judge.add_argument("--reason", required=True)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    does = {
        "show": _show, "call": _call, "movement": _movement, "dates": _dates,
        "renewal": _renewal, "judge": _judge,
    }  # fmt: skip
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.closing.rules.periods import read_period
    from tenure.forecast.queries.outlook import forecasts
    from tenure.kernel.money import Money

    told = []
    for one in forecasts(actor, read_period(given.period).days):
        people = [
            {
                "person": line.rolled.person.name, "depth": line.rolled.depth,
                **asdict(line.rolled.all), "rolled_minor": line.rolled.rolled_minor,
                "called_minor": line.rolled.person.called_minor,
                "override": line.is_override and line.rolled.person.called_minor is not None,
                "reason": line.call.reason if line.call else "",
            }
            for line in one.lines
        ]  # fmt: skip
        told.append(
            {
                "currency": one.currency, "whole": asdict(one.whole), "people": people,
                "categories": {name: asdict(sums) for name, sums in one.categories},
                "unowned": asdict(one.unowned), "called_minor": one.called_minor,
            }
        )  # fmt: skip
        if not given.json:
            for name, sums in [*one.categories, ("all", one.whole)]:
                cases = (sums.worst_minor, sums.likely_minor, sums.best_minor)
                texts = "  ".join(f"{Money(minor, one.currency).format():>20}" for minor in cases)
                print(f"{name:<10} {sums.count:>6,}  {texts}")
            for line in one.lines:
                called = line.rolled.person.called_minor
                rolled = Money(line.rolled.rolled_minor, one.currency).format()
                text = "-" if called is None else Money(called, one.currency).format()
                indent = "  " * line.rolled.depth
                print(f"{indent}{line.rolled.person.name}: rolls up {rolled}, call {text}")
    return {"period": given.period, "forecasts": told}


def _call(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.closing.rules.periods import read_period
    from tenure.directory.queries import staff_id_named
    from tenure.forecast.commands.calling import call_forecast
    from tenure.kernel.errors import InvalidInput
    from tenure.kernel.money import Money

    person_id = staff_id_named(given.person)
    if person_id is None:
        raise InvalidInput(f"There is no colleague {given.person}.")
    text = given.amount.replace(",", "")
    made = call_forecast(
        person_id=person_id, period=read_period(given.period).days, currency=given.currency,
        amount_minor=Money.from_decimal(text, given.currency).minor if text else None,
        reason=given.reason, by=actor, on=session.today(),
    )  # fmt: skip
    if not given.json:
        print(f"the call for {made.person} is kept")
    return {
        "person": given.person, "currency": made.currency, "amount_minor": made.amount_minor,
        "rolled_minor": made.rolled_minor, "reason": made.reason,
    }  # fmt: skip


def _found(given: argparse.Namespace, actor: User) -> Movement:
    from tenure.closing.rules.periods import read_period
    from tenure.forecast.queries.movement import movement

    return movement(
        actor, period=read_period(given.period).days, begin_on=given.begin,
        end_on=given.end or session.today(),
    )  # fmt: skip


def _movement(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.kernel.money import Money

    found = _found(given, actor)
    days = {"from": found.days.begin.on, "to": found.days.end.on}
    if given.kind:
        return days | {"renewals": _moves(given, actor, found)}
    if not given.json:
        print(f"{given.period}, {days['from']} to {days['to']}")
        for one in found.waterfalls:
            rows = [("Begin", one.begin_count, one.begin_minor)]
            rows += [(bar.name, bar.count, bar.amount_minor) for bar in one.bars]
            for name, count, minor in [*rows, ("End", one.end_count, one.end_minor)]:
                print(f"{name:<10}  {count:>7,}  {Money(minor, one.currency).format():>24}")
    return days | {"waterfalls": [asdict(one) | {"ties": one.ties} for one in found.waterfalls]}


def _moves(given: argparse.Namespace, actor: User, found: Movement) -> list[dict[str, Any]]:
    from tenure.forecast.queries.movement import moves
    from tenure.kernel.errors import InvalidInput
    from tenure.kernel.money import Money

    if not given.currency:
        raise InvalidInput("Say of which --currency.")
    rows = moves(actor, found, kind=given.kind, currency=given.currency, limit=given.limit)
    if not given.json:
        for row in rows:
            amount = Money(row.amount_minor, row.currency).format()
            cause = f"{row.by}: {row.verb} {row.reason}".strip() if row.verb else ""
            print(f"{row.renewal_id:>8}  {row.contract}  {amount}  {row.close_on}  {cause}")
    return [asdict(row) for row in rows]


def _dates(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.forecast.queries.judgements import dates_moved

    found = _found(given, actor)
    told = dates_moved(
        actor, period=found.period, since=found.days.begin.on, until=found.days.end.on
    )
    rows = [
        {
            "renewal": one.renewal_id, "contract": one.renewal.contract.key,
            "was_close_on": one.was_close_on, "close_on": one.close_on, "on": one.on,
            "by": str(one.by), "reason": one.reason,
        }
        for one in told.moved
    ]  # fmt: skip
    if not given.json:
        for row in rows:
            print(
                f"{row['renewal']:>8}  {row['contract']}  {row['was_close_on']} to "
                f"{row['close_on']}  {row['by']}, {row['on']}: {row['reason']}"
            )
        print(f"{told.pushed} pushed, {told.pulled_in} pulled in")
    return {"moved": rows, "pushed": told.pushed, "pulled_in": told.pulled_in}


def _renewal(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.forecast.queries.judgements import renewal_forecast
    from tenure.kernel.errors import InvalidInput
    from tenure.kernel.money import Money

    page = renewal_forecast(given.renewal, user=actor)
    if page is None:
        raise InvalidInput(f"There is no renewal {given.renewal}.")
    if not given.json:
        print(f"{page.renewal}: {page.holds.category}, decision expected {page.holds.close_on}")
        for one in page.snapshots:
            amount = Money(one.forecast_minor, one.currency).format()
            print(f"  {one.from_on}  {one.state:<6}  {one.category:<9}  {one.close_on}  {amount}")
    names = (
        "from_on", "until_on", "state", "category", "risk", "close_on", "currency", "atr_minor",
        "forecast_minor", "swing_minor", "final_minor",
    )  # fmt: skip
    return {
        "renewal": given.renewal,
        "holds": asdict(page.holds),
        "days": [{name: getattr(one, name) for name in names} for one in page.snapshots],
    }


def _judge(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.forecast.commands.judging import judge_renewal
    from tenure.forecast.queries.judgements import renewal_forecast
    from tenure.forecast.rules.judging import Said
    from tenure.kernel.errors import InvalidInput
    from tenure.kernel.money import Money

    page = renewal_forecast(given.renewal, user=actor)
    if page is None:
        raise InvalidInput(f"There is no renewal {given.renewal}.")
    swing = page.holds.swing_minor
    if given.swing:
        swing = Money.from_decimal(given.swing.replace(",", ""), page.renewal.currency).minor
    said = Said(given.category, given.close or page.holds.close_on, swing)
    made = judge_renewal(
        renewal_id=given.renewal, said=said, reason=given.reason, by=actor, on=session.today()
    )
    if not given.json:
        print("it is kept" if made else "that is what holds already")
    return {"renewal": given.renewal, "kept": made is not None, **asdict(said)}
