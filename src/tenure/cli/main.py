"""The `tenure` command: finds the subcommand, loads only that, turns errors into exit codes.

Exit codes: 0 done, 1 done with rejected rows or findings asked to fail on, 2 wrong usage or input,
3 the program or its database failed, 130 stopped by ctrl-C.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from tenure import __version__
from tenure.kernel.errors import TenureError

# Name -> one line of help. Modules are loaded only when asked for: `--help` stays under 0.4 s.
COMMANDS = {
    "demo": "set up a sample book, do the daily run and serve the desk",
    "import": "load files into the book (CSV, XLSX; profiles or a mapping)",
    "run": "do the daily run for a date",
    "renewals": "list renewals in the order in which they want work",
    "worklist": "the team's load; one thing done to many renewals, with a preview",
    "quote": "show or explain a quote, price it again, or make it for a renewal",
    "approval": "see what waits for approval, decide; rules, approvers, holiday cover",
    "send": "send a quote by mail, with a link to accept or decline it",
    "offers": "list the offers that are out; answer questions, withdraw links",
    "contract": "show a contract on a day, as it was known on another",
    "order": "show what a change would do to a contract, or book it",
    "ledger": "show ARR and what changed it; check the ledger against the orders",
    "report": "tell a metric of a period: ARR waterfall, GRR, NRR, logo retention",
    "review": "weekly, monthly, quarterly or customer review; PDF, slides, workbook",
    "dashboard": "tell a dashboard: its questions answered, of a person, team, partner, program",
    "forecast": "what is expected of renewals, by whom, and what moved between two days",
    "overage": "record what was used above a contract, or show it",
    "program": "publish programs, tell who could have them, enrol customers, verify, end",
    "paper": "issue papers, list and check them, publish clauses, make the company's seal",
    "deal": "register deals of partners, approve or withdraw them, list them",
    "partner": "show a partner, or put it into a tier from a day on",
    "lock": "lock the periods that finance has closed",
    "period": "close a period with a checklist and its figures, or reopen it",
    "index": "list price indices that contracts follow, publish their values",
    "rates": "list the exchange rates that reports are told by, set those of a file",
    "price": "price the next term of every contract of the book",
    "leakage": "show what is not asked for of what one is entitled to",
    "policy": "list, try, publish and withdraw price, discount and margin policies",
    "quality": "list what is missing or wrong in the book",
    "close": "book what was accepted; see what a closing lacks; ask for churn exceptions",
    "termination": "record notices, log what is tried, end contracts, return data",
    "reconcile": "compare contract, CRM and billing, and work off what differs",
    "playbook": "check, import and export the playbook, a folder of Markdown files",
    "tasks": "list the tasks that plays opened, finish one, start a play",
    "engagement": "risk, people, contacts, notes, next step and whose turn it is on a renewal",
    "escalations": "see what is escalated and work on it; rules, ladder, the Head's morning",
    "requests": "list requests to the desk, open, take, answer and settle them",
    "saves": "begin save plays, tell what came of them; the library and its outcomes",
    "shifts": "who is on duty, the rota, swaps, absences, and where nobody is",
    "routing": "give new work to whom it suits best: preview, apply, skills, capacity",
    "handover": "hand renewals over with notes that the receiver acknowledges",
    "serve": "serve the desk in the browser, with its worker",
    "worker": "work off background jobs",
    "migrate": "bring the database to this version",
    "token": "make, list and revoke tokens with which programs use the API",
    "user": "add a person who may sign in, or set a password",
    "sample": "write a believable sample book as files",
    "bench": "measure a hot path against its floor",
    "stop": "stop what was started for this data directory",
}

EXAMPLES = """\
examples:
  tenure demo                                  see it with a sample company
  tenure import book.csv --profile plain --dry-run
  tenure run                                   today's daily run
  tenure run --on 2027-01-15 --json            for another day, as JSON
  tenure renewals --window 120                 what renews in 120 days
  tenure quote Q-2027-000042 --pdf quote.pdf
  tenure order C-1001 quantity 1 --by 5 --from 2027-03-01   what would it do?

Everything is kept under TENURE_DATA_DIR; DATABASE_URL names another PostgreSQL.
Help for one command: tenure COMMAND --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not words or words[0] in {"-h", "--help"}:
        parser.print_help()
        return 0 if words else 2
    if words[0] == "--version":
        print(f"tenure {__version__}")
        return 0
    if words[0] not in COMMANDS:
        parser.error(f"no command '{words[0]}'; one of: {', '.join(COMMANDS)}")
    return _run(words[0], words[1:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tenure",
        description="Tenure, the renewals desk of a subscription company.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tenure {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, line in COMMANDS.items():
        commands.add_parser(name, help=line, add_help=False)
    return parser


def _run(name: str, words: list[str]) -> int:
    module = importlib.import_module(f"tenure.cli.commands.{name}_command")
    parser = argparse.ArgumentParser(
        prog=f"tenure {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    module.configure(parser)
    arguments = parser.parse_args(words)
    try:
        return int(module.run(arguments))
    except TenureError as error:
        print(f"tenure {name}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
