"""Each review over a small quarter: figures, sentences, scopes, words, and kept as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from tenure.book.models import Contract
from tenure.desk.models import Escalation, EscalationRule
from tenure.foundation.models import AuditEvent, User
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.kernel.period import Period
from tenure.renewals.commands.decisions import close_renewal
from tenure.renewals.models import Renewal
from tenure.reviews.commands.keeping import keep_review
from tenure.reviews.commands.words import REVIEWS_LOCK, write_words
from tenure.reviews.models import ReviewIssue, ReviewNote
from tenure.reviews.queries.book_parts import closed_tables
from tenure.reviews.queries.composing import compose
from tenure.reviews.queries.due import losses, up
from tenure.reviews.queries.issues import kept_review, kept_reviews
from tenure.reviews.queries.scopes import customer_key, owner_key, scopes_of
from tenure.reviews.queries.words import history_of
from tenure.reviews.rules.commentary import reason_words
from tenure.reviews.rules.reviews import SECTIONS, Review, Section, read_review
from tests.renewals.builders import ON, Book
from tests.reviews.book import LATER, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(db: None, settings: Any, tmp_path: Path) -> Book:
    settings.DATA_DIR = tmp_path
    return filled()


def section(made: Review, key: str) -> Section:
    return next(one for one in made.sections if one.key == key)


def says(made: Review, key: str) -> str:
    return " ".join(section(made, key).says)


def user(name: str) -> User:
    return User.objects.get(username=name)


def test_each_review_tells_what_the_book_holds(book: Book) -> None:
    sheet = compose(book.head, "weekly", period="2027-W09", on=date(2027, 3, 3))
    assert "6 renewals worth 21,000 EUR a year: 1 won, 1 lost, 4 open." in says(sheet, "due")
    week = compose(book.head, "weekly", on=LATER)
    assert week.period == "2027-W03"
    assert "No renewal is due in this week." in says(week, "due")
    assert "fell by" in says(week, "moved")
    assert "“Their board meets”" in says(week, "moved")
    assert "pushed out -3,000 EUR, by hana on" in says(week, "moved")
    assert "1 next step is due." in says(week, "steps")
    assert "Alice calls 8,000 EUR" in says(week, "calls")
    assert "“One slips”" in says(week, "calls")
    month = compose(book.head, "monthly", period="2027-03", on=date(2027, 3, 25))
    assert "Renewal rate, EUR 4.8 %: 1,000 EUR of 21,000 EUR ATR." in says(month, "rates")
    [table] = [one for one in section(month, "segments").tables if "EUR" in one.title]
    atr, won, lost, still = (table.rows[0][place].number or 0 for place in range(1, 5))
    assert (atr, won, lost, still) == (21_000_00, 1_000_00, 2_000_00, 18_000_00)
    assert table.rows[0][5].number == 4_000_00
    assert "2,000 EUR was lost on 1 renewal, 9.5 % of the ATR." in says(month, "losses")
    assert "loss of budget 2,000 EUR (1)" in says(month, "losses")
    assert "4 of 4 open renewals" not in says(month, "risk")
    assert "3 of 4 open renewals have no risk category" in says(month, "risk")
    assert says(month, "timeliness") == ""
    quarter = compose(book.head, "quarterly", period="2027-Q1", on=LATER)
    assert "Snapshots begin on 15 Jan 2027" in says(quarter, "moved")
    assert "was forecast to be kept; 1,100 EUR was won since" in says(quarter, "moved")
    assert section(quarter, "retention").figures[0].metric.startswith("grr 1: level=customer")
    assert {told.name for told in quarter.definitions} >= {"grr", "nrr", "outlook", "arr_waterfall"}
    dollars = compose(book.head, "quarterly", period="2027-Q1", currency="USD", on=LATER)
    assert "Counts are of renewals in all currencies." in says(dollars, "rates")
    assert "in all currencies" not in says(quarter, "rates")
    assert "EUR" not in json.dumps(dollars.as_json()["sections"])
    for made in (week, month, quarter):
        assert tuple(one.key for one in made.sections) == SECTIONS[made.kind]
        assert read_review(json.loads(json.dumps(made.as_json()))) == made


def test_a_past_week_has_the_escalations_that_were_open_then(book: Book) -> None:
    rule = EscalationRule.objects.create(
        code="x", cause="late_renewal", severity=1, days=1, over_minor=0, share_bp=0,
        hours=[8, 8, 8], ends=False, start_on=ON, published_on=ON, published_by=book.head,
    )  # fmt: skip
    for place, (raised, ended) in enumerate(
        [(ON, None), (ON, LATER), (ON, date(2027, 1, 25)), (date(2027, 1, 25), None)]
    ):
        Escalation.objects.create(
            cause="late_renewal", subject=f"s{place}", occurrence="o", rule=rule, severity=1,
            contract=Contract.objects.get(key="ONE"), currency="EUR", at_stake_minor=place,
            facts={}, rung=1, raised_on=raised, opened_at=datetime(2027, 1, 15, tzinfo=UTC),
            ended_on=ended, ended="gone" if ended else "",
        )  # fmt: skip
    made = compose(book.head, "weekly", period="2027-W03", on=date(2027, 2, 1))
    assert "2 escalations are open: 0 raised in" in says(made, "escalated")
    assert len(section(made, "escalated").tables[0].rows) == 2


def test_what_is_not_listed_is_in_the_sums(book: Book) -> None:
    [number] = Renewal.objects.filter(contract__key="SIX").values_list("pk", flat=True)
    close_renewal(
        renewal_id=number, kind="churned", reason="Renewal order 7 came too late", by=book.head,
        on=LATER,
    )  # fmt: skip
    days = Period(date(2027, 3, 1), date(2027, 4, 1))
    due = up(book.head, "due", days, limit=1)
    assert [(one.currency, one.atr_minor) for one in due.rows] == [
        ("EUR", 6_000_00), ("USD", 1_000_00),
    ]  # fmt: skip
    assert (due.count, due.counts["EUR"]) == (7, 6)
    assert sum(one.atr_minor for one in due.sums if one.currency == "EUR") == 21_000_00
    assert {one.state: one.count for one in due.sums if one.state != "open"} == {
        "won": 1, "lost": 2,
    }  # fmt: skip
    lost = losses(book.head, days, ["EUR", "USD"], limit=1)
    assert [(one.contract, one.reason) for one in lost.rows] == [
        ("SIX", "Renewal order 7 came too late")
    ]
    assert lost.count("EUR") == 2
    assert {(one.reason, one.atr_minor) for one in lost.sums} == {
        ("Renewal order 7 came too late", 6_000_00), ("Loss of budget", 2_000_00),
    }  # fmt: skip
    assert losses(book.head, days, ["USD"]).rows == ()
    [table] = closed_tables("Lost", lost, ["EUR"])
    assert (len(table.rows), table.left_out) == (1, 1)
    steps = up(book.head, "steps", days)
    assert (steps.count, steps.overdue) == (1, 1)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("renewal order 12", ""),
        ("contract ended", ""),
        ("order 3 moved it to another contract", ""),
        ("order 3 moved the term's end; it now renews 1 Jan 2028", ""),
        ("renewal order 12 was late", "renewal order 12 was late"),
        ("order 3 moved elsewhere", "order 3 moved elsewhere"),
    ],
)
def test_reasons_of_the_program_are_none(reason: str, told: str) -> None:
    assert reason_words(reason) == told


def test_the_review_of_a_customer_is_safe_to_show(book: Book) -> None:
    key = customer_key("CU-FOUR", user=book.head)
    made = compose(book.head, "customer", period="2027-Q1", whose=key, on=LATER)
    assert tuple(one.key for one in made.sections) == SECTIONS["customer"]
    told = json.dumps(made.as_json()).lower()
    for word in ("risk", "forecast", "churn", "drops two sites", "cu-five", "commit", "atr"):
        assert word not in told, word
    assert "1 renewal is ahead, the first on 5 mar 2027" in told
    assert [one.value.number for one in section(made, "contracts").figures] == [4_000_00]
    [chart] = section(made, "value").charts
    assert [mark.value for mark in chart.marks][-1] == 4_000_00


def test_a_kept_review_of_a_customer_shows_nobody_the_contracts_of_others(book: Book) -> None:
    User.objects.update(cleared=False)
    place = {"kind": "customer", "period": "2027-Q1"}
    place["whose"] = customer_key("CU-FIVE", user=book.head)
    book.contract("OTHER", end=date(2027, 6, 1), owner="bob", customer="CU-FIVE")
    of_head = keep_review(**place, by=user("hana"), on=LATER)
    of_alice = keep_review(**place, by=user("alice"), on=LATER)
    assert of_head.content != of_alice.content
    assert kept_reviews(user("alice")) == [of_alice]
    assert kept_reviews(user("bob")) == []
    assert kept_reviews(user("hana")) == [of_alice, of_head]
    place["whose"] = customer_key("CU-THREE", user=book.head)
    whole = keep_review(**place, by=user("hana"), on=LATER)
    assert kept_reviews(user("alice")) == [whole, of_alice]


def test_everybody_reviews_what_they_may_see(book: Book) -> None:
    alice, bob = user("alice"), user("bob")
    assert scopes_of(book.head)[0].key == "all"
    assert {one.label for one in scopes_of(alice)} == {f"What {alice} may see", "EMEA", "Alice"}
    own = compose(alice, "monthly", period="2027-03", on=date(2027, 3, 25))
    assert (own.whose, own.about) == (f"mine:{alice.pk}", f"What {alice} may see")
    [table] = [one for one in section(own, "segments").tables if "EUR" in one.title]
    assert table.rows[0][1].number == 9_000_00
    of_bob = owner_key("bob@example.com", user=book.head)
    sheet = compose(book.head, "weekly", whose=of_bob, on=LATER)
    assert "lost -2,000 EUR" in says(sheet, "moved")
    assert "pushed" not in says(sheet, "moved")
    for who, kind, whose in (
        (alice, "weekly", of_bob), (alice, "weekly", owner_key("AMER", user=alice)),
        (alice, "monthly", "all"), (book.head, "quarterly", f"mine:{alice.pk}"),
        (bob, "customer", customer_key("CU-ONE", user=book.head)), (alice, "monthly", "everybody"),
        (book.head, "monthly", of_bob), (book.head, "customer", ""),
        (book.head, "weekly", "team:9999"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput):
            compose(who, kind, whose=whose, on=LATER)
    for given in ({"period": "2027-13"}, {"period": "2030-01"}, {"currency": "ABC"}):
        with pytest.raises(InvalidInput):
            compose(book.head, "monthly", on=LATER, **given)
    with pytest.raises(InvalidInput):
        customer_key("CU-ONE", user=bob)


def test_words_stand_in_the_review_and_a_kept_one_stays_as_it_was(book: Book) -> None:
    place = {"kind": "monthly", "period": "2027-03", "whose": "all"}
    on = date(2027, 3, 25)

    def write(text: str, by: User = book.head, **other: str) -> ReviewNote | None:
        given = {**place, "section": "losses", **other}
        return write_words(**given, text=text, by=by, on=on)  # type: ignore[arg-type]

    first = write("Budget cuts in the public sector.  \n")
    assert write("Budget cuts in the public sector.") == first
    with connection.cursor() as cursor:  # a second click waits for the first
        cursor.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert (REVIEWS_LOCK % 2**32,) in cursor.fetchall()
    assert write("x", section="rates")
    made = compose(book.head, "monthly", period="2027-03", on=on)
    words = section(made, "losses").words
    assert words is not None
    assert (words.text, words.by) == ("Budget cuts in the public sector.", "hana")
    kept = keep_review(**place, by=book.head, on=on)
    assert keep_review(**place, by=book.head, on=on) == kept
    write("")
    assert section(compose(book.head, "monthly", period="2027-03", on=on), "losses").words is None
    found = kept_review(kept.pk, user=book.head)
    assert found is not None
    assert found[1] == made
    assert kept_reviews(book.head) == [kept]
    assert [one.text for one in history_of(book.head, "monthly", "2027-03", "all")] == [
        "", "x", "Budget cuts in the public sector.",
    ]  # fmt: skip
    verbs = AuditEvent.objects.filter(verb__startswith="reviews.").values_list("verb", flat=True)
    assert sorted(verbs) == ["reviews.keep", "reviews.write", "reviews.write", "reviews.write"]
    alice = user("alice")
    assert kept_review(kept.pk, user=alice) is None
    for cleared in (True, False):
        other = User.objects.create(username=f"sam-{cleared}", role="deal_desk", cleared=cleared)
        assert bool(kept_reviews(other)) == cleared
    # It holds what was seen then: that the person is not cleared any more opens it to nobody.
    User.objects.filter(pk=book.head.pk).update(cleared=False)
    assert not kept_reviews(other)
    assert not kept_reviews(user("hana"))
    User.objects.filter(pk=book.head.pk).update(cleared=True)
    assert not ReviewNote.objects.visible_to(alice).exists()
    own = write("mine", alice, whose=f"mine:{alice.pk}")
    assert own is not None
    assert not ReviewNote.objects.visible_to(book.head).filter(pk=own.pk).exists()
    for refused in ({"section": "nothing"}, {"period": "soon"}, {"whose": "mine:1"}):
        with pytest.raises(InvalidInput):
            write("x", **refused)
    with pytest.raises(InvalidInput):
        write("x" * 5000)
    auditor = User.objects.create(username="ada", role="auditor")
    with pytest.raises(NotAllowed):
        write("x", auditor)
    with pytest.raises(NotAllowed):
        keep_review(**place, by=auditor, on=on)
    for model in (ReviewNote, ReviewIssue):
        with (
            pytest.raises(Exception, match="append-only") as error,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {model._meta.db_table} SET period = 'x'")
        assert isinstance(error.value.__cause__, psycopg.Error)
