"""List what is missing or wrong in the book: each check with its count, reason and remedy.

The daily run reviews what changed; this reviews the whole book first (--as-stored: does not).
With --fail-on-findings the exit code is 1 when anything is open.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from tenure.cli import session


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what to show and when to fail."""
    parser.add_argument("--check", metavar="CODE", help="list the findings of one check")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="of --check (50)")
    parser.add_argument("--as-stored", action="store_true", help="do not review the book first")
    parser.add_argument("--on", type=session.parse_day, metavar="DATE", help="default: today (UTC)")
    parser.add_argument(
        "--fail-on-findings", action="store_true", help="exit with 1 when anything is open"
    )


def run(arguments: argparse.Namespace) -> int:
    """Review the book and print what is open."""
    actor = session.set_up()
    from tenure.kernel.errors import InvalidInput
    from tenure.renewals.commands.quality import review_quality
    from tenure.renewals.queries.quality import check_counts, findings_of

    on = arguments.on or session.today()
    if not arguments.as_stored:
        review_quality(by=actor, on=on)
    checks = check_counts(actor)
    if arguments.check and arguments.check not in {check.code for check in checks}:
        known = ", ".join(check.code for check in checks)
        raise InvalidInput(f"there is no check '{arguments.check}'; one of: {known}")
    rows = findings_of(actor, arguments.check, limit=arguments.limit) if arguments.check else []
    total = sum(check.count for check in checks)
    if arguments.json:
        session.print_json(
            {
                "on": on,
                "findings": total,
                "checks": [asdict(check) for check in checks],
                **({"rows": [asdict(row) for row in rows]} if arguments.check else {}),
            }
        )
    elif arguments.check:
        for row in rows:
            print(f"{row.contract}  {row.reason}")
    else:
        for check in checks:
            print(f"{check.count:>8,}  {check.label:<34} {check.advice}")
    return 1 if arguments.fail_on_findings and total else 0
