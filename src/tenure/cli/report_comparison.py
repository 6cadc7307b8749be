"""A report beside that of an earlier period: figures and what they changed by."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from tenure.cli import report_files, session

if TYPE_CHECKING:
    from tenure.foundation.models import User
    from tenure.insight.rules.asking import Asked
    from tenure.insight.rules.comparing import Compared


def tell(actor: User, asked: Asked, arguments: argparse.Namespace) -> int:
    """Print both with their changes, or write them as CSV, JSON or a workbook."""
    from tenure.insight.queries.reports import reports
    from tenure.insight.rules.comparing import compared, earlier

    now, before = reports(actor, [asked, earlier(asked, arguments.compare)])
    both = compared(now, before, arguments.compare)
    if arguments.xlsx:
        from tenure.insight.rules.workbooks import workbook_of_both

        files = report_files.written(workbook_of_both(both), arguments.xlsx)
        return report_files.tell(files, as_json=arguments.json)
    if arguments.json:
        session.print_json(both.as_json())
    elif arguments.csv:
        from tenure.documents.queries.sheets import csv_lines

        sys.stdout.writelines(csv_lines(both.header(), both.sheet()))
    else:
        _print(both)
    return 0


def _print(both: Compared) -> None:
    from tenure.insight.rules.comparing import change_in_words, figure_in_words

    metric = both.now.asked.metric
    print(f"{metric.title}, {both.now.asked.when} compared with {both.before.asked.when}")
    print(f"{metric.sentence}\nof: {metric.denominator} (version {metric.version})")
    named = {**metric.columns, **{rate.name: rate.label for rate in metric.rates}}
    for pair in both.pairs:
        names = [pair.now.part, *(value or "none" for value in pair.now.slices.values())]
        print("\n" + " · ".join([*names, pair.now.currency]).rstrip(" ·"))
        for name, label in named.items():
            now, before = (figure_in_words(row, name) for row in (pair.now, pair.before))
            print(f"  {label:<22}{now:>20}{before:>20}  {change_in_words(name, pair)}")
    if not both.pairs:
        print("\nthere is nothing to compare")
