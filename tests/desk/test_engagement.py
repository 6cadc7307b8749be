"""The words of the engagement, the worked table of its page, and the mails to those named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from tenure.cli import session
from tenure.cli.main import main
from tenure.desk.commands.engagement import end_next_step, set_next_step
from tenure.desk.commands.notes import send_mentions, write_note
from tenure.desk.commands.task_work import NewTask, add_task, tick_item
from tenure.desk.commands.worklist import mark_waiting, snooze_renewal, wake_renewal
from tenure.desk.models import Mention, Task
from tenure.desk.queries.entering import alarms
from tenure.desk.queries.renewal_page import renewal_page
from tenure.desk.queries.tasks import tasks_of_renewal
from tenure.desk.queries.worklist import WorklistFilter, worklist_rows
from tenure.desk.rules.activity import event_in_words
from tenure.desk.rules.engagement import forecast_beside_risk, mentioned
from tenure.foundation.commands import system_actor
from tenure.renewals.models import Renewal
from tests.closing.offers import ON, due_soon, offered
from tests.docs.test_daily_run_doc import table_of
from tests.renewals.builders import Book

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "engagement.md").read_text()
AT = datetime(2027, 1, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize("row", table_of(PAGE, "risk"), ids=lambda row: "|".join(row[:3]))
def test_risk_beside_the_forecast(row: list[str]) -> None:
    risk, atr, forecast, told = row
    assert forecast_beside_risk(risk, int(atr), int(forecast), "EUR") == told


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("nobody", []),
        ("@e104", ["e104"]),
        ("Ask @bob@example.com.", ["bob@example.com"]),
        ("(@a.b, @A.B)", ["a.b"]),
        ("write to dana@example.com", []),
        ("@ alone, and @@x", []),
    ],
)
def test_who_is_named(text: str, codes: list[str]) -> None:
    assert mentioned(text) == codes


@pytest.mark.parametrize(
    ("verb", "detail", "title", "text"),
    [
        ("desk.set_risk", {"category": "will_churn", "before": "", "reason": "No budget."},
         "Risk judged", "Will churn; No budget."),
        ("desk.set_stakeholder", {"contact": "Dana", "part": "sponsor", "sentiment": "bad"},
         "Part in the decision", "Dana; Sponsor; sentiment: bad"),
        ("desk.set_stakeholder", {"contact": "Dana", "part": ""},
         "Part in the decision", "Dana; no part any more"),
        ("desk.set_next_step", {"step": "Call", "due_on": "2027-01-20", "owner": "E104"},
         "Next step set", "Call; due 20 Jan 2027; E104"),
        ("desk.mark_waiting", {"on_whom": "legal", "until": "2027-01-20", "note": "Redlines."},
         "Whose turn", "It waits on legal; until 20 Jan 2027; Redlines."),
        ("desk.mark_waiting", {"on_whom": "", "until": ""}, "Whose turn", "As it is known"),
        ("renewals.set_forecast", {"before_minor": 100, "amount_minor": 0, "reason": "x"},
         "Forecast set", "X; 0.00 EUR; before 1.00 EUR"),
        ("renewals.plan", {"next_action": "send_quote", "act_on": "2027-01-20"},
         "Next action by rule", "Send quote; by 20 Jan 2027"),
        ("other.un_known", {"document": 7}, "Un known", ""),
    ],
)  # fmt: skip
def test_what_an_event_says(verb: str, detail: dict[str, Any], title: str, text: str) -> None:
    assert event_in_words(verb, detail, "EUR") == (title, text)


@pytest.mark.django_db
def test_nothing_that_wants_work_is_without_a_step_unmarked() -> None:
    book = Book()
    renewal: Renewal = offered(book, due_soon(book, "S1", price=1200)).renewal
    day = renewal.work_on
    given: dict[str, Any] = {"renewal_id": renewal.pk, "by": book.head, "on": day}

    def listed() -> bool:
        """Tell whether it is listed, and hold the list, its mark, the page and the run together."""
        [row] = worklist_rows(book.head, WorklistFilter())
        found = len(list(worklist_rows(book.head, WorklistFilter(no_step_on=day))))
        page = renewal_page(renewal.pk, user=book.head, on=day)
        assert page is not None
        assert page.engagement is not None
        told = {bool(found), row.is_without_step(day), page.engagement.is_without_step}
        assert told == {bool(alarms(None, day)["no_step"])}
        return bool(found)

    assert listed()
    until = day + timedelta(days=4)
    snooze_renewal(until=until, reason="Away.", **given)
    assert not listed()
    wake_renewal(**given)
    mark_waiting(on_whom="legal", until=until, **given)
    assert not listed()
    mark_waiting(on_whom="", **given)
    assert listed()
    set_next_step(text="Call", due_on=until, staff_id=renewal.owner_id, **given)
    assert not listed()
    end_next_step(because="They want two years.", **given)
    wanted = NewTask(
        title="Ask", owner="renewals_manager", due_on=until, renewal_id=renewal.pk,
        checklist=("Who", "When"),
    )  # fmt: skip
    task = add_task(task=wanted, by=book.head, on=day)
    tick_item(task_id=task.pk, item=2, by=book.head, on=day)
    [shown] = tasks_of_renewal(renewal.pk, user=book.head, on=day)
    assert shown.checklist == (("Who", False), ("When", True))
    assert not listed()
    Task.objects.filter(pk=task.pk).update(done_on=day)
    assert listed()


@pytest.mark.django_db
def test_who_is_named_is_told_once(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.EMAIL_HOST = tmp_path, "mail.example.com"
    settings.DESK_URL = "https://desk.example.com"
    book = Book()
    renewal: Renewal = offered(book, due_soon(book, "S1", price=1200)).renewal
    for _ in range(2):
        write_note(renewal_id=renewal.pk, text="See @alice@example.com", by=book.head, on=ON)
    for _ in range(2):
        send_mentions(by=book.system, on=ON, at=AT)
    [message] = mail.outbox
    assert message.to == ["alice@example.com"]
    assert f"https://desk.example.com/renewals/{renewal.pk}/#notes" in message.body
    assert Mention.objects.get().sent_at == AT


@pytest.mark.django_db
def test_the_command_line_says_it_all(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: ON)
    monkeypatch.setattr(session, "now", lambda: AT)
    book = Book()
    offered(book, due_soon(book, "S1", price=1200))

    def told(*words: str) -> dict[str, Any]:
        assert main(["engagement", "--json", *words]) == 0, capsys.readouterr().err
        return dict(json.loads(capsys.readouterr().out))

    assert told("show", "S1")["step"]["own"] is False
    assert told("risk", "S1", "will_churn", "--reason", "No budget.")["risk"] == "will_churn"
    part = told("part", "S1", "dana@example.com", "sponsor", "--sentiment", "bad")
    assert part["stakeholders"][0]["sentiment"] == "bad"
    assert told("part", "S1", "dana@example.com", "none")["stakeholders"] == []
    logged = told("contact", "S1", "call", "--note", "Hello.", "--with", "dana@example.com")
    assert logged["last_contact"]["ours"] == {"on": "2027-01-15", "how": "call"}
    step = told("step", "S1", "Call", "--by", "2027-01-20")
    assert (step["step"]["own"] and "own next step" not in step["why"]) or step["step"]["own"]
    assert told("done", "S1", "--result", "Done.")["step"]["own"] is False
    assert told("waits", "S1", "legal", "--until", "2027-01-20")["waits_on"] == "legal"
    assert told("waits", "S1", "known")["waits_on"] == ""
    asleep = told("snooze", "S1", "2027-01-20", "--reason", "Away.")
    assert asleep["snoozed_until"] == "2027-01-20" <= asleep["work_on"]
    assert told("wake", "S1")["snoozed_until"] is None
    assert told("note", "S1", "Well.")["notes"][0]["text"] == "Well."
    assert [one["email"] for one in told("who", "S1", "@ali")["who"]] == ["alice@example.com"]
    [last] = told("activity", "S1", "--limit", "1")["activity"]
    assert (last["kind"], last["text"]) == ("note", "Well.")
    kinds = {row["kind"] for row in told("activity", "S1")["activity"]}
    assert kinds == {"note", "contact", "event"}
    assert told("mails")["waiting"] == 0
    assert main(["engagement", "show", "S1"]) == 0
    assert main(["engagement", "show", "nothing"]) == 2
    assert main(["engagement", "part", "S1", "x@example.com", "user"]) == 2
