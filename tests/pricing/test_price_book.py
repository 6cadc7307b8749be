"""Pricing the whole book: every line as if alone, in parts, once; what cannot be priced aside."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tenure.book.models import Contract, Line
from tenure.book.rules.dates import term_from
from tenure.directory.models import Partner
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.pricing.commands import PricingInProgress, TooManyRefused, price_book, publish_policy
from tenure.pricing.commands import book_refusals as refusals
from tenure.pricing.models import PricedLine, PricingPart, PricingRun, RefusedLine
from tenure.pricing.queries import policies, price_rows
from tenure.pricing.queries.facts import PIECES, WantedTerm, lines_of
from tenure.pricing.queries.runs import RunProgress, current_run, refused_lines
from tenure.pricing.rules import RESULTS, DiscountFacts, MarginFacts, PolicyFacts
from tests.pricing.conftest import Book
from tests.pricing.shelf import percent

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 12, 1)
DRIVER = Path(__file__).with_name("killing_book.py")
HUGE = 2**63 - 1  # a price that cannot rise


@pytest.fixture
def filled(book: Book) -> Book:
    """Make a book with contracts of several kinds, in three currencies, and policies."""
    reseller = Partner.objects.create(key="R", name="Harbour", kind="reseller")
    edge, waf = book.product("EDGE", family="edge"), book.product("WAF", family='sec"u,rity\n2')
    usage = book.product("REQ", charge="usage", family="edge")
    for number in range(12):
        contract = book.contract(
            f"C{number}",
            end=date(2027, 1 + number % 5, 28),
            lines=0,
            currency=["EUR", "JPY", "KWD"][number % 3],
            uplift_bp=[None, 350][number % 2],
            reseller=reseller if number % 4 == 0 else None,
            channel="reseller" if number % 4 == 0 else "direct",
            renewal_term_months=[12, 36][number % 2],
        )
        for lot in range(1, 2 + number % 3):
            book.line(contract, lot, price=100_0000 + lot, product=edge if lot % 2 else waf)
        book.line(contract, 9, price=10_0000, product=usage)
    book.contract("ever", end=date(2027, 4, 1), renewal_type="evergreen")
    book.contract("gone", end=date(2027, 4, 1), ended_on=date(2027, 4, 1))
    for policy in (
        PolicyFacts("any", "uplift", 300, date(2020, 1, 1)),
        DiscountFacts(
            code="d", start_on=date(2020, 1, 1), volume_1_from_e4=10_0000, volume_1_bp=500
        ),
        MarginFacts(code="m", start_on=date(2020, 1, 1), reseller_bp=1_500),
    ):
        publish_policy(policy=policy, name=policy.code, by=book.head, on=ON)
    return book


def one_by_one() -> dict[int, dict[str, Any]]:
    """Return what every line of the book is priced at, a contract at a time."""
    expected = {}
    for contract in Contract.objects.filter(ended_on=None).exclude(renewal_type="evergreen"):
        assert contract.end_on is not None
        term = term_from(
            contract.end_on, contract.renewal_term_months, first_start_on=contract.first_start_on
        )
        rows = lines_of([WantedTerm(contract.pk, term)])
        facts = [{k: v for k, v in row.items() if k not in LEFT_OUT} for row in rows]
        for row, priced in zip(rows, price_rows(facts, policies()), strict=True):
            beside = {name: row[name] for name in ("contract_id", "product_id", "currency")}
            expected[row["line_id"]] = beside | {n: priced.columns[n] for n in RESULTS}
    return expected


LEFT_OUT = {
    "contract_id", "lot", "product_id", "expiring_product_id", "currency", "start_on", "end_on",
    "term_end_on",
}  # fmt: skip


def kept() -> dict[int, dict[str, Any]]:
    """Return the priced lines of the current run."""
    run = current_run()
    names = ("contract_id", "product_id", "currency", *RESULTS)
    rows = PricedLine.objects.filter(slot=run.slot if run else 0).values("id", *names)
    return {row.pop("id"): row for row in rows}


def test_every_line_is_priced_as_if_alone(filled: Book) -> None:
    found = price_book(on=ON, by=filled.head, lines_at_once=5)
    assert found.parts > 4
    assert found.parts_done == found.parts
    assert found.finished_at
    assert (found.refused, found.left_out) == (0, 0)
    assert kept() == one_by_one()
    assert found.lines == len(kept()) == 36
    assert list((Path(settings.DATA_DIR) / "tmp").glob("book*")) == []


def test_again_on_the_same_day_nothing_is_done(filled: Book) -> None:
    first = price_book(on=ON, by=filled.head)
    heard: list[RunProgress] = []
    assert price_book(on=ON, by=filled.head, tell=heard.append) == first
    assert heard == []
    assert PricingRun.objects.count() == 1
    verbs = AuditEvent.objects.filter(verb__startswith="pricing.").exclude(verb__contains="policy")
    assert [event.verb for event in verbs.order_by("pk")] == [
        "pricing.begin_book", "pricing.price_book",
    ]  # fmt: skip


@pytest.mark.parametrize("cause", ["again", "day", "policies"])
def test_a_new_run_takes_the_place_of_the_old_one(filled: Book, cause: str) -> None:
    first = price_book(on=ON, by=filled.head, lines_at_once=5)
    line = Line.objects.get(contract__key="C0", lot=1)
    Line.objects.filter(pk=line.pk).update(unit_price_e4=77_0000)
    if cause == "policies":
        later = PolicyFacts("later", "uplift", 900, date(2026, 1, 1))
        publish_policy(policy=later, name="Later", by=filled.head, on=ON)
    on = date(2026, 12, 2) if cause == "day" else ON
    second = price_book(on=on, by=filled.head, again=cause == "again", lines_at_once=5)
    assert second.run_id != first.run_id
    assert kept() == one_by_one()
    assert kept()[line.pk * PIECES]["carried_price_e4"] == 77_0000
    assert PricedLine.objects.count() == len(kept()), "one run's lines are kept"
    assert PricingRun.objects.get(pk=first.run_id).dropped_at


def test_a_line_that_cannot_be_priced_is_left_out_with_its_reason(filled: Book) -> None:
    whole = one_by_one()
    bad = list(Line.objects.filter(contract__key__in=["C3", "C7"], lot=1).order_by("pk"))
    Line.objects.filter(pk__in=[line.pk for line in bad]).update(unit_price_e4=HUGE)
    found = price_book(on=ON, by=filled.head, lines_at_once=15)
    refused = list(RefusedLine.objects.order_by("line"))
    assert [(one.line, one.contract_id) for one in refused] == [(b.pk, b.contract_id) for b in bad]
    assert {one.reason for one in refused} == {"A price or its amount is too large to be stored."}
    assert found.refused == 2
    assert kept() == {
        pk: row for pk, row in whole.items() if pk // PIECES not in {line.pk for line in bad}
    }
    run = PricingRun.objects.get()
    assert [one.line for one in refused_lines(filled.head, run.pk)] == [line.pk for line in bad]
    stranger = User.objects.create(username="stranger", role=Role.ACCOUNT_EXECUTIVE)
    assert refused_lines(stranger, run.pk) == []


def test_support_is_never_priced_of_a_part_of_what_it_covers(filled: Book) -> None:
    """Divided between two files, or with a covered line left out, it would come out too cheap."""
    care = filled.product("CARE", family="care")
    percent(filled, care, 2_000)
    for contract in Contract.objects.filter(key__startswith="C", ended_on=None):
        filled.line(contract, 7, price=1_0000, product=care)
    whole = one_by_one()
    bad = Line.objects.get(contract__key="C3", lot=1)
    Line.objects.filter(pk=bad.pk).update(unit_price_e4=HUGE)
    found = price_book(on=ON, by=filled.head, lines_at_once=100)
    support = Line.objects.get(contract__key="C3", lot=7)
    refused = dict(RefusedLine.objects.values_list("line", "reason"))
    assert refused.keys() == {bad.pk, support.pk}
    assert refused[support.pk].startswith("What it covers cannot be priced as a whole: A price")
    assert found.refused == 2
    assert kept() == {pk: row for pk, row in whole.items() if pk // PIECES not in refused}


def test_facts_that_no_line_can_have_are_refused_as_well(filled: Book) -> None:
    line = Line.objects.get(contract__key="C2", lot=1)
    Line.objects.filter(pk=line.pk).update(currency="XYZ")
    found = price_book(on=ON, by=filled.head)
    [refused] = RefusedLine.objects.all()
    assert refused.line == line.pk
    assert "minor_factor" in refused.reason
    assert found.lines == 35


def test_too_many_have_a_common_cause_and_stop_the_run(
    filled: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_REFUSED", 3)
    Line.objects.update(unit_price_e4=HUGE)
    with pytest.raises(TooManyRefused, match="More than 3 lines"):
        price_book(on=ON, by=filled.head)
    assert current_run() is None
    assert PricedLine.objects.count() == 0
    Line.objects.update(unit_price_e4=100_0000)
    price_book(on=ON, by=filled.head)
    assert kept() == one_by_one()


def test_while_one_prices_another_is_refused(filled: Book) -> None:
    begun, go_on = Event(), Event()

    def wait(news: RunProgress) -> None:
        begun.set()
        assert go_on.wait(30)

    def other() -> None:
        try:
            price_book(on=ON, by=filled.head, lines_at_once=5, tell=wait)
        finally:
            connection.close()

    thread = Thread(target=other)
    thread.start()
    try:
        assert begun.wait(30)
        with pytest.raises(PricingInProgress):
            price_book(on=ON, by=filled.head)
    finally:
        go_on.set()
        thread.join()
    assert kept() == one_by_one()


def test_what_fails_is_gone_on_with(filled: Book) -> None:
    def fail(news: RunProgress) -> None:
        if news.parts_done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        price_book(on=ON, by=filled.head, lines_at_once=5, tell=fail)
    done = PricingPart.objects.exclude(done_at=None).count()
    assert done >= 3
    assert current_run() is None
    heard: list[RunProgress] = []
    found = price_book(on=ON, by=filled.head, lines_at_once=99, tell=heard.append)
    assert len(heard) == found.parts - done
    assert kept() == one_by_one()
    assert PricingRun.objects.count() == 1


def test_a_killed_run_of_another_day_is_dropped(filled: Book) -> None:
    def fail(news: RunProgress) -> None:
        raise KeyboardInterrupt

    price_book(on=ON, by=filled.head, lines_at_once=5)
    before = kept()
    with pytest.raises(KeyboardInterrupt):
        price_book(on=date(2026, 12, 2), by=filled.head, lines_at_once=5, tell=fail)
    assert kept() == before, "the lines of the last finished run stay meanwhile"
    price_book(on=date(2026, 12, 3), by=filled.head, lines_at_once=5)
    assert kept() == one_by_one()
    assert PricedLine.objects.count() == len(kept())
    assert PricingRun.objects.filter(dropped_at=None).count() == 1


@pytest.mark.parametrize(
    ("place", "times"),
    [("plan", 1), ("read", 1), ("read", 3), ("price", 2), ("write", 1), ("write", 4), ("after", 2),
     ("after", 5), ("finish", 1)],
)  # fmt: skip
def test_killed_anywhere_and_done_again_it_is_as_if_never_killed(
    filled: Book, place: str, times: int
) -> None:
    price_book(on=ON, by=filled.head)  # what the killed run would have taken the place of
    before = kept()
    database = connection.settings_dict["NAME"]
    killed = subprocess.run(
        [sys.executable, str(DRIVER), database, place, str(times)], check=False, timeout=120
    )
    assert killed.returncode == -signal.SIGKILL
    assert kept() == before
    Line.objects.filter(contract__key="C0").update(unit_price_e4=50_0000)
    # What the killed run wrote of C0 stays, if it did: a part is done once.
    done = set(PricedLine.objects.exclude(slot=current_slot()).values_list("pk", flat=True))
    parts = PricingPart.objects.exclude(done_at=None).filter(run__finished_at=None)
    assert sum(part.lines for part in parts) == len(done)
    found = retried(filled)
    assert found.finished_at
    assert {pk: row for pk, row in kept().items() if pk not in done} == {
        pk: row for pk, row in one_by_one().items() if pk not in done
    }
    assert kept().keys() == before.keys()
    assert PricedLine.objects.count() == len(before)
    assert PricingRun.objects.filter(dropped_at=None).count() == 1
    assert list((Path(settings.DATA_DIR) / "tmp").glob("book*")) == []


def current_slot() -> int:
    run = current_run()
    assert run
    return run.slot


def retried(book: Book) -> RunProgress:
    """Price the book once PostgreSQL has noticed that the killed process is gone."""
    for _ in range(100):
        try:
            return price_book(on=ON, by=book.head, again=True, lines_at_once=5)
        except PricingInProgress:
            time.sleep(0.1)
    raise AssertionError("the lock of a dead run was not given back")


def test_an_empty_book_is_priced_at_once(book: Book) -> None:
    found = price_book(on=ON, by=book.head)
    assert (found.parts, found.lines) == (0, 0)
    assert found.finished_at
