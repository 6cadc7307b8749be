"""Tell a metric of a period, with its definition, options, denominator and as-of.

tenure report --list                                         the metrics, their options and slices
tenure report arr_waterfall --period 2027-Q1 --every month   each month of the quarter
tenure report grr --period 2027 --by segment                 in slices that sum to the whole
tenure report grr --period 2027 --option level=product --option price=expansion
tenure report nrr --period 2027-Q1 --known-on 2027-04-05 --csv
tenure report grr --period 2027 --beside grr --beside-option price=expansion
                                                             two definitions side by side
tenure report nrr --period 2027 --every month --svg nrr.svg  a chart; one of each currency
tenure report atr --period this-quarter --compare previous   and what changed since the one before
tenure report grr --period last-4-quarters --every quarter --xlsx grr.xlsx
                                                             a workbook with its definition
tenure report renewal_rate --period 2027-Q1 --by segment --records --only segment=smb
                                                             the records behind the figure

tenure report grr --period 2027 --in EUR --rates rates.csv
                                                             in one currency, at constant rates
tenure report arr_waterfall --period 2027 --in EUR --rates rates.csv --at issue

The file of rates has currency, from and rate: USD,2027-01-01,0.92; without one, the rates that
`tenure rates set` has set are taken. Constant rates are those of the
period's first day, or of --rates-on. Else amounts are by currency. With --csv and --json they are
in minor units, rates as exact fractions.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.cli import report_comparison, report_files, session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.insight.rules.asking import Asked
    from tenure.insight.rules.definitions import Definition
    from tenure.insight.rules.figures import Report, Row


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the metric and what is asked of it."""
    parser.add_argument("metric", nargs="?", help="a metric; --list names them")
    parser.add_argument("--list", action="store_true", help="list the metrics and what they take")
    parser.add_argument(
        "--period", help="2027-03, 2027-Q1, 2027, or this-quarter; several: 2026-Q2..2027-Q1"
    )
    parser.add_argument("--every", default="", help="divide the period: month, quarter or year")
    parser.add_argument("--by", default="", help="slices, with commas: segment,region")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=POSITION", help="take a position"
    )
    parser.add_argument(
        "--known-on", type=session.parse_day, metavar="DATE", help="leave out later bookings"
    )
    parser.add_argument(
        "--records", action="store_true", help="list the records that add up to the figures"
    )
    parser.add_argument(
        "--only", action="append", default=[], metavar="SLICE=VALUE", help="records of one slice"
    )
    parser.add_argument("--beside", default="", metavar="METRIC", help="another definition with it")
    parser.add_argument(
        "--beside-option", action="append", default=[], metavar="NAME=POSITION",
        help="take a position of the other definition",
    )  # fmt: skip
    parser.add_argument("--limit", type=int, default=100, help="so many records (100)")
    parser.add_argument("--in", dest="into", default="", metavar="CURRENCY", help="convert amounts")
    parser.add_argument(
        "--rates", type=Path, metavar="FILE", help="its rates; else those that are set"
    )
    parser.add_argument("--at", default="constant", help="the rates: constant, issue, closing")
    parser.add_argument("--rates-on", type=session.parse_day, metavar="DATE", help="constant since")
    parser.add_argument(
        "--compare", default="", metavar="WITH", help="an earlier period: previous or year"
    )
    parser.add_argument(
        "--within", action="append", default=[], metavar="SLICE:VALUE",
        help="keep to a part of the book: owner:ann@example.com, program:founders",
    )  # fmt: skip
    parser.add_argument("--csv", action="store_true", help="print the rows as CSV")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="write a workbook")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw a chart")
    parser.add_argument("--show", default="", help="the column or rate that the chart shows")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="of the chart")


def run(arguments: argparse.Namespace) -> int:
    """Print the report, or the list of metrics."""
    from tenure.insight.rules.definitions import definitions
    from tenure.kernel.errors import InvalidInput

    if arguments.list:
        return _list(list(definitions().values()), as_json=arguments.json)
    if not arguments.metric or not arguments.period:
        raise InvalidInput("Name a metric and a --period; --list names the metrics.")
    asked = _ask(arguments.metric, arguments.option, arguments)
    other = _ask(arguments.beside, arguments.beside_option, arguments) if arguments.beside else None
    _check(arguments)
    actor = session.set_up()
    asked = _in_one_currency(asked, arguments)
    other = _in_one_currency(other, arguments) if other else None
    if arguments.records:
        return _records(actor, asked, arguments)
    if other is not None:
        return _beside(actor, asked, other, arguments)
    if arguments.compare:
        return report_comparison.tell(actor, asked, arguments)
    return _tell(actor, asked, arguments)


def _check(arguments: argparse.Namespace) -> None:
    """Refuse what does not go together."""
    from tenure.kernel.errors import InvalidInput

    if arguments.beside_option and not arguments.beside:
        raise InvalidInput("--beside-option goes with --beside METRIC.")
    if (arguments.xlsx or arguments.svg) and (arguments.beside or arguments.records):
        raise InvalidInput("--xlsx and --svg go with one report: not with --beside or --records.")
    if arguments.records and arguments.beside:
        raise InvalidInput("--records goes with one report: not with --beside.")
    if arguments.compare and (arguments.beside or arguments.records or arguments.svg):
        raise InvalidInput("--compare goes with one report: not with --beside, --records or --svg.")


def _tell(actor: User, asked: Asked, arguments: argparse.Namespace) -> int:
    from tenure.insight.queries.reports import report

    found = report(actor, asked)
    if arguments.xlsx:
        from tenure.insight.rules.workbooks import workbook

        files = report_files.written(workbook(found), arguments.xlsx)
        return report_files.tell(files, as_json=arguments.json)
    if arguments.svg:
        charts = report_files.drawn(found, arguments.svg, arguments.show, arguments.theme)
        return report_files.tell(charts, as_json=arguments.json)
    if arguments.json:
        session.print_json(found.as_json())
    elif arguments.csv:
        from tenure.documents.queries.sheets import csv_lines

        sys.stdout.writelines(csv_lines(found.header(), found.sheet()))
    else:
        _print(found)
    return 0


def _ask(metric: str, options: list[str], arguments: argparse.Namespace) -> Asked:
    from tenure.insight.rules.asking import ask, read_within
    from tenure.insight.rules.spans import seen_from

    return ask(
        metric, period=seen_from(arguments.period, session.today()), every=arguments.every,
        by=[name.strip() for name in arguments.by.split(",") if name.strip()],
        options=dict(_option(each) for each in options), known_on=arguments.known_on,
        within=read_within(arguments.within),
    )  # fmt: skip


def _in_one_currency(asked: Asked, arguments: argparse.Namespace) -> Asked:
    """Return the question with amounts in --in, by the rates of a file or those that are set."""
    from tenure.insight.queries.reporting import told_by_set_rates
    from tenure.insight.rules.asking import told_in
    from tenure.insight.rules.rates import read_rates, reporting
    from tenure.kernel.errors import InvalidInput

    if not arguments.into and arguments.rates:
        raise InvalidInput("--rates FILE goes with --in CURRENCY.")
    if not arguments.into:
        return asked
    how = {"into": arguments.into, "at": arguments.at, "on": arguments.rates_on}
    if not arguments.rates:
        return told_by_set_rates(asked, **how)
    try:
        with arguments.rates.open(encoding="utf-8-sig", newline="") as lines:
            rates = read_rates(lines, into=arguments.into)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{arguments.rates} cannot be read: {error}") from error
    return told_in(asked, reporting(**how, rates=rates, first_day=asked.days.start))


def _beside(actor: User, asked: Asked, other: Asked, arguments: argparse.Namespace) -> int:
    from tenure.insight.queries.reports import reports
    from tenure.insight.rules.beside import differences
    from tenure.kernel.errors import InvalidInput

    if arguments.csv and asked.metric.name != other.metric.name:
        raise InvalidInput("Two metrics have other columns: as CSV, ask for one at a time.")
    both = reports(actor, [asked, other])
    if arguments.json:
        told = [asdict(each) for each in differences(asked, other)]
        session.print_json({"reports": [each.as_json() for each in both], "differences": told})
        return 0
    if arguments.csv:
        from tenure.documents.queries.sheets import csv_lines

        rows = [row for each in both for row in each.sheet()]
        sys.stdout.writelines(csv_lines(both[0].header(), rows))
        return 0
    for each in differences(asked, other):
        print(f"{each.question}\n  1: {each.left or 'not asked'}\n  2: {each.right or 'not asked'}")
    for number, found in enumerate(both, start=1):
        print(f"\n== {number} ==")
        _print(found)
    return 0


def _records(actor: User, asked: Asked, arguments: argparse.Namespace) -> int:
    from tenure.insight.queries.records import records
    from tenure.kernel.errors import InvalidInput

    if arguments.limit < 1:
        raise InvalidInput("--limit is 1 or more.")
    only = dict(_option(each) for each in arguments.only)
    found = records(actor, asked, only=only, limit=arguments.limit)
    if arguments.json:
        session.print_json(found.as_json())
        return 0
    money = ["currency"] if asked.metric.unit == "money" else []
    header = [found.kind, "period", *asked.by, *money, *asked.metric.columns]
    rows: list[list[str | int]] = [
        [
            each.label, each.row.part, *each.row.slices.values(),
            *(each.row.currency for _ in money), *each.row.figures.values(),
        ]
        for each in found.rows
    ]  # fmt: skip
    if arguments.csv:
        from tenure.documents.queries.sheets import csv_lines

        sys.stdout.writelines(csv_lines(header, rows))
        return 0
    print(f"{asked.metric.title}, {asked.period}: {len(rows)} of {found.total:,} records")
    print("  ".join(header))
    for row in rows:
        print("  ".join(str(value) for value in row))
    return 0


def _option(text: str) -> tuple[str, str]:
    from tenure.kernel.errors import InvalidInput

    name, equals, position = text.partition("=")
    if not equals:
        raise InvalidInput(f"An option is NAME=POSITION, as level=product; not {text}.")
    return name.strip(), position.strip()


def _list(found: list[Definition], *, as_json: bool) -> int:
    if as_json:
        session.print_json({"metrics": [definition.as_json() for definition in found]})
        return 0
    for metric in found:
        print(f"{metric.name} (version {metric.version}): {metric.title}\n  {metric.sentence}")
        print(f"  of: {metric.denominator}")
        for option in metric.options.values():
            print(f"  {option.name}: {option.question}")
            for position in option.positions.values():
                star = "*" if position.name == option.default else " "
                print(f"   {star}{position.name:<12} {position.sentence}")
        print(f"  by: {', '.join(metric.slices)}\n")
    return 0


def _print(found: Report) -> None:
    metric = found.asked.metric
    print(f"{metric.title}, {found.asked.period} (version {metric.version})\n{metric.sentence}")
    print(f"of: {metric.denominator}")
    if found.asked.options():
        print("options:", ", ".join(f"{k} {v}" for k, v in found.asked.options().items()))
    if to := found.asked.reporting:
        print(f"in {to.currency}: {to.sentence}")
    known = found.as_of.known_on
    print("as of:", f"what was booked up to {known}" if known else "everything booked so far")
    for row in found.rows:
        print("\n" + " · ".join([row.part, *(value or "none" for value in row.slices.values())]))
        _print_row(found, row)
    if not found.rows:
        print("\nthere is nothing to tell of this period")


def _print_row(found: Report, row: Row) -> None:
    from tenure.kernel.money import Money

    metric = found.asked.metric
    for name, value in row.figures.items():
        text = Money(value, row.currency).format() if row.currency else f"{value:,}"
        print(f"  {metric.columns[name]:<22}{text:>26}")
    for rate in metric.rates:
        told = row.rates[rate.name]
        text = "" if told is None else told.words
        print(f"  {rate.label:<22}{text:>26}")
