"""The daily run: what it does, and that doing it again does nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from tenure.desk.commands.escalation_rules import publish_default_escalation_rules
from tenure.desk.commands.lock import RunInProgress, run_lock
from tenure.desk.commands.run import run_day
from tenure.desk.models import DigestMail, Escalation, Run, RunStep
from tenure.desk.queries.runs import recent_runs, run_standing
from tenure.desk.rules.report import STEPS, StepNews
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed
from tenure.quotes.models import Quote, QuoteEnding
from tenure.renewals.models import Finding, Outcome, Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def quoted() -> dict[str, str]:
    return dict(Quote.objects.values_list("renewal__contract__key", "number"))


def in_days(days: int, on: date = ON) -> date:
    return on + timedelta(days=days)


def test_first_run_opens_quotes_assigns_and_writes(book: Book) -> None:
    for key, days in (("past", -3), ("late", 80), ("opens", 120), ("closes", 90), ("early", 121)):
        book.contract(key, end=in_days(days))
    book.contract("unowned", end=in_days(100), owner=None)
    report = run_day(on=ON, by=book.head)
    assert (report.renewals_opened, report.owners_assigned) == (6, 1)
    assert sorted(quoted()) == ["closes", "opens", "unowned"]
    assert report.quotes_created == 3
    assert not report.already_done
    assert [step.name for step in report.steps] == list(STEPS)
    assert report.seconds == pytest.approx(sum(step.seconds for step in report.steps), abs=0.01)
    actions = dict(Renewal.objects.values_list("contract__key", "next_action"))
    assert actions == {
        "past": "close", "late": "make_quote", "opens": "send_quote", "closes": "send_quote",
        "early": "prepare", "unowned": "send_quote",
    }  # fmt: skip
    alarms = RunStep.objects.get(name="alarm").counts
    assert alarms == {
        "ownerless": 0, "unquoted_late": 1, "notice_near": 0, "past_due": 1, "untouched": 0,
        "step_passed": 0, "no_step": 3, "woken": 0,
    }  # fmt: skip
    assert Finding.objects.filter(cleared_on=None).values_list("check_code", flat=True)[0] == (
        "past_due"
    )
    assert report.mails == DigestMail.objects.count() == 2  # hana and alice
    assert "Close: past due: Cu-Past, past" in DigestMail.objects.get(user=book.head).body


def test_quote_late_quotes_what_is_past_t_minus_90(book: Book) -> None:
    book.contract("late", end=in_days(20))
    book.contract("past", end=in_days(-20))
    assert run_day(on=ON, by=book.head, quote_late=True).quotes_created == 1
    assert sorted(quoted()) == ["late"]


def test_again_for_the_same_date_does_nothing(book: Book) -> None:
    for number in range(5):
        book.contract(f"K{number}", end=in_days(100 + number), owner=None)
    book.manager("alice")
    first = run_day(on=ON, by=book.head)
    rows = [model.objects.count() for model in (Quote, AuditEvent, DigestMail, Renewal, Run)]
    jobs = _jobs()
    again = run_day(on=ON, by=book.head)
    assert [model.objects.count() for model in (Quote, AuditEvent, DigestMail, Renewal, Run)] == (
        rows
    )
    assert _jobs() == jobs == 1
    assert again.already_done
    assert again.steps == first.steps
    assert again.summary() == f"already done: {first.summary()}"


def test_next_day_takes_what_entered(book: Book) -> None:
    book.contract("inside", end=in_days(100))
    book.contract("entering", end=in_days(121))
    book.contract("horizon", end=in_days(180))
    run_day(on=ON, by=book.head)
    report = run_day(on=ON + DAY, by=book.head)
    assert (report.renewals_opened, report.quotes_created) == (1, 1)
    assert sorted(quoted()) == ["entering", "inside"]


def test_days_without_a_run_are_caught_up(book: Book) -> None:
    run_day(on=ON, by=book.head)
    skipped = book.contract("skipped", end=in_days(125))  # in the window from day 5 to day 35
    run_day(on=in_days(50), by=book.head)
    assert sorted(quoted()) == ["skipped"]
    assert Renewal.objects.get().contract_id == skipped.pk


def test_later_orders_settle_recompute_and_refresh(book: Book) -> None:
    renewed = book.contract("renewed", end=in_days(100))
    grown = book.contract("grown", end=in_days(100))
    run_day(on=ON, by=book.head)
    book.renew(renewed, booked_on=ON, price=1100)
    book.add(grown, lot=2, start=in_days(10), price=500)
    report = run_day(on=ON + DAY, by=book.head)
    counts = {step.name: step.counts for step in report.steps}
    assert counts["open"]["settled"] == 1
    assert counts["quote"]["refreshed"] == 1
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.renewal.final_minor) == ("renewed", 110_000)
    renewal = Renewal.objects.get(contract=grown)
    assert (renewal.atr_minor, renewal.quoted_revision, renewal.next_action) == (
        150_000, 2, "send_quote",
    )  # fmt: skip
    assert Quote.objects.get(renewal=renewal, is_primary=True).version == 2


def test_quotes_expire_the_day_after_they_were_valid(book: Book) -> None:
    book.contract("K1", end=in_days(100))
    run_day(on=ON, by=book.head)
    quote = Quote.objects.get()
    run_day(on=quote.valid_until, by=book.head)
    assert not QuoteEnding.objects.exists()
    report = run_day(on=quote.valid_until + DAY, by=book.head)
    assert {step.name: step.counts for step in report.steps}["quote"]["expired"] == 1
    assert QuoteEnding.objects.get().kind == "expired"


def test_dates_that_pass_change_the_next_action(book: Book) -> None:
    book.contract("auto", end=in_days(60), renewal_type="auto", notice_days=30)  # notice in 29 days
    book.contract("due", end=in_days(2))
    run_day(on=ON, by=book.head)
    actions = dict(Renewal.objects.values_list("contract__key", "next_action"))
    assert actions == {"auto": "decide_notice", "due": "make_quote"}
    run_day(on=in_days(2), by=book.head)
    assert Renewal.objects.get(contract__key="due").next_action == "close"
    run_day(on=in_days(30), by=book.head)
    assert Renewal.objects.get(contract__key="auto").next_action == "make_quote"
    assert set(Finding.objects.values_list("check_code", flat=True)) == {
        "past_due", "notice_passed",
    }  # fmt: skip


def test_progress_is_told_per_step_and_chunk(book: Book) -> None:
    book.contract("K1", end=in_days(100))
    told: list[StepNews] = []
    run_day(on=ON, by=book.head, progress=told.append)
    assert [news.name for news in told if news.finished] == list(STEPS)
    assert StepNews("quote", 1, 1) in told


def test_a_run_is_done_for_an_instant_that_it_keeps(book: Book) -> None:
    noon = datetime(2027, 1, 15, 12, tzinfo=UTC)
    publish_default_escalation_rules(by=book.head, on=ON)
    book.contract("K1", end=in_days(80))
    run_day(on=ON, by=book.head, at=noon)
    assert set(Escalation.objects.values_list("cause", "opened_at")) == {("no_quote", noon)}
    assert Run.objects.get().started_at != noon, "the program runs when it runs"
    Run.objects.update(finished_at=None)
    RunStep.objects.filter(name="escalate").update(finished_at=None)
    run_day(on=ON, by=book.head, at=noon + DAY)
    assert Run.objects.get().at == noon, "a run that goes on keeps its instant"


def test_only_runners_may_run(book: Book) -> None:
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        run_day(on=ON, by=auditor)


def test_a_standing_shows_steps_and_counts(book: Book) -> None:
    book.contract("K1", end=in_days(100))
    assert run_standing(book.head, ON) is None
    run_day(on=ON, by=book.head)
    [standing] = recent_runs(book.head)
    assert standing == run_standing(book.head, ON)
    assert {step.state for step in standing.steps} == {"done"}
    assert standing.steps[1].counts["opened"] == 1


@pytest.mark.django_db(transaction=True)
def test_second_run_says_who_runs(book: Book) -> None:
    run_day(on=ON, by=book.head)
    Run.objects.update(finished_at=None)
    refused: list[str] = []

    def try_it() -> None:
        try:
            run_day(on=ON, by=book.system)
        except RunInProgress as error:
            refused.append(str(error))
        finally:
            connection.close()

    with run_lock():
        thread = Thread(target=try_it)
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert f"hana has been doing the daily run for {ON}" in refused[0]


def _jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        [(count,)] = cursor.fetchall()
    return int(count)
