"""Set up a sample company, do today's run and serve the desk. Safe to repeat.

The first start writes a sample book as files, imports them like a user would, publishes price
policies and gives three people access; later starts only do the day's run. Ctrl-C stops it all.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.foundation.models import User

PASSWORD = "renewals desk demo"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the demo's size and address."""
    parser.add_argument("--accounts", type=int, default=600, help="customers of the sample book")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another company")
    parser.add_argument("--port", type=int, default=8000, help="the next free one is taken")
    parser.add_argument("--no-serve", action="store_true", help="set up and run, then end")


def run(arguments: argparse.Namespace) -> int:
    """Set up what is missing, run the day, serve."""
    began = time.monotonic()
    with _step("database"):
        actor = session.set_up()
    from tenure.book.queries.orders import book_is_empty
    from tenure.directory.commands.demo import grant_demo_access

    if book_is_empty():
        _load_sample(arguments, actor)
    people = grant_demo_access(password=PASSWORD, by=actor, on=session.today())
    _seat_approvers(actor)
    _run_day(actor)
    if arguments.no_serve:
        if arguments.json:
            ready = round(time.monotonic() - began, 1)
            session.print_json({"ready_seconds": ready, "logins": people})
        return 0
    return _serve(arguments, people, began)


def _load_sample(arguments: argparse.Namespace, actor: User) -> None:
    from tenure.config import environment
    from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
    from tenure.desk.commands.playbook import publish_default_playbook
    from tenure.pricing.commands import publish_default_policies
    from tenure.programs.commands import publish_default_programs
    from tenure.quotes.commands.approvers import publish_default_rules
    from tenure.sync.files.commands import import_files
    from tenure.sync.sample.commands import write_sample

    on = session.today()
    folder = environment.data_dir() / "sample"
    with _step(f"sample book of {arguments.accounts} customers, as files"):
        write_sample(accounts=arguments.accounts, seed=arguments.seed, out=folder, on=on)
    with _step("import of the files") as say:
        result = import_files(paths=[folder], profile="plain", by=actor, on=on)
        landed = sum(sheet["new"] + sheet["changed"] for sheet in result.counts.values())
        say(f"{landed:,} rows landed, {result.rejected} bad rows came back (planted)")
    with _step("price policies, programs, playbook and rules of escalation"):
        publish_default_policies(by=actor, on=on)
        publish_default_rules(by=actor, on=on)
        publish_default_programs(by=actor, on=on)
        publish_default_playbook(by=actor, on=on)
        publish_default_escalation_rules(by=actor, on=on)


def _seat_approvers(actor: User) -> None:
    """Let the Head of Renewals of the demo approve what nobody else does."""
    from tenure.quotes.commands.approvers import fill_empty_seats
    from tenure.quotes.queries.approvers import find_colleague

    head = find_colleague("hana", actor)
    if head is not None:
        fill_empty_seats(user=head, by=actor, on=session.today())


def _run_day(actor: User) -> None:
    from tenure.desk.commands.run import run_day

    with _step("daily run") as say:
        report = run_day(on=session.today(), by=actor, quote_late=True)
        say(f"{report.renewals_opened} renewals opened, {report.quotes_created} quotes made")


def _serve(arguments: argparse.Namespace, people: dict[str, str], began: float) -> int:
    from tenure.cli.server import free_port, serve

    port = free_port("127.0.0.1", arguments.port)

    def welcome() -> None:
        ready = time.monotonic() - began
        lines = [
            "",
            f"  Tenure is ready after {ready:.0f} s:  http://127.0.0.1:{port}/",
            "",
            *(f"    {login:<9} {who}" for login, who in people.items()),
            f"    password  {PASSWORD}",
            "",
            "  Look at: the worklist (what to do first, and why), a quote with its PDF beside it,",
            "  Quality (what is missing in the book), Import (your own files), Ctrl-K (search).",
            "  Ctrl-C stops everything.",
            "",
        ]
        print("\n".join(lines), flush=True)

    return serve(host="127.0.0.1", port=port, worker=True, once_ready=welcome)


@contextmanager
def _step(name: str) -> Iterator[Callable[[str], None]]:
    """Print a step, its result and its time."""
    told: list[str] = []
    began = time.monotonic()
    print(f"  {name} ...", end="", flush=True, file=sys.stderr)
    yield told.append
    result = f" {told[0]}" if told else ""
    print(f"{result} ({time.monotonic() - began:.1f} s)", flush=True, file=sys.stderr)
