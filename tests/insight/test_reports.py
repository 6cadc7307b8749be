"""Reports over PostgreSQL: the files follow the ledger, and everybody sees what is theirs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from tenure.book.commands.rates import set_exchange_rates
from tenure.book.models import ArrMovement
from tenure.book.queries.ledger import roll_forward
from tenure.book.rules.exchange_rates import read_rate_file
from tenure.desk.commands.routing import set_capacity
from tenure.directory.models import StaffMember
from tenure.forecast.commands.freezing import freeze_renewals
from tenure.foundation.commands import record_event
from tenure.insight.queries import facts, kept, source
from tenure.insight.queries.records import records
from tenure.insight.queries.reports import report
from tenure.insight.rules.asking import ask
from tenure.insight.rules.figures import Report
from tenure.kernel.errors import InvalidInput
from tenure.renewals.models import Renewal
from tenure.reviews.commands.words import write_words
from tests.world import World, build

pytestmark = pytest.mark.django_db
TODAY = date(2027, 1, 15)


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.DATA_DIR = tmp_path
    return build(TODAY)


def asked(world: World, who: str = "hana", **given: Any) -> Report:
    question = {"metric": "arr_waterfall", "period": "2026", **given}
    user = world.user(who)
    user.cleared = who == "hana"
    return report(user, ask(question.pop("metric"), **question))


def manifest(folder: Path) -> dict[str, Any]:
    [path] = folder.glob("insight/*/manifest.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def move(world: World, kind: str, amount: int, on: date, contract: str = "C-1001") -> None:
    of = world.contracts[contract]
    ArrMovement.objects.create(
        contract=of, order=of.orders.get(), lot=1, kind=kind, effective_on=on, booked_on=on,
        amount_minor=amount, currency=of.currency,
    )  # fmt: skip


def test_the_waterfall_is_the_ledgers_roll_forward(world: World) -> None:
    move(world, "expansion", 500, date(2026, 12, 1))
    hana = world.user("hana")
    hana.cleared = True
    rolled = roll_forward(hana, start=date(2025, 12, 31), end=date(2026, 12, 31))
    rows = {row.currency: row.figures for row in asked(world).rows}
    assert rows.keys() == {roll.currency for roll in rolled}
    for roll in rolled:
        figures = rows[roll.currency]
        assert (figures["begin"], figures["end"]) == (roll.begin_minor, roll.end_minor)
        assert {kind: figures[kind] for kind in roll.movements} == roll.movements


def test_everybody_is_told_of_their_own_contracts(world: World) -> None:
    assert {row.currency for row in asked(world, "alice").rows} == {"EUR", "GBP"}
    assert {row.currency for row in asked(world, "charlie").rows} == {"GBP"}
    assert "USD" in {row.currency for row in asked(world, "hana").rows}
    # Ada is not cleared for the export-controlled account; the other one in USD she sees.
    ada = [row.figures["end"] for row in asked(world, "ada").rows if row.currency == "USD"]
    hana = [row.figures["end"] for row in asked(world, "hana").rows if row.currency == "USD"]
    assert 2 * ada[0] == hana[0]


def test_new_movements_are_added_and_no_others_read(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(world).as_of
    first = manifest(tmp_path)
    assert asked(world).as_of == before
    assert manifest(tmp_path) == first, "nothing happened, nothing was made"
    move(world, "churn", -100, date(2026, 12, 5))
    read: list[int] = []
    real = source.copied
    monkeypatch.setattr(source, "copied", lambda *a, **b: read.append(real(*a, **b)) or read[-1])
    [row] = [row for row in asked(world, period="2026-12").rows if row.currency == "EUR"]
    assert row.figures["churn"] == -100
    assert (*read[1:3], read[4]) == (1, 1, 1), "a contract, its renewal and a movement were read"
    second = manifest(tmp_path)
    assert second["parts"][:-1] == first["parts"]
    assert second["slices"] == first["slices"]
    assert second["cursor"] > first["cursor"]


def test_what_is_about_no_contract_lets_nothing_be_read_again(world: World) -> None:
    before, _ = source.state()
    hana, staff = world.users["hana"], StaffMember.objects.first()
    assert staff is not None
    freeze_renewals(by=hana, on=TODAY)
    rates = read_rate_file(["currency,from,rate", "USD,2027-01-01,0.9"], into="EUR")
    set_exchange_rates(rates=rates, into="EUR", by=hana, on=TODAY)
    set_capacity(staff_id=staff.pk, renewals=50, start_on=TODAY, by=hana, on=TODAY)
    write_words(
        kind="monthly", period="2027-01", whose="", section="risk", text="Quiet.", by=hana, on=TODAY
    )
    after, _ = source.state()
    assert after > before
    assert source.touched_contracts(after=before, upto=after) == []


def test_many_small_files_become_one(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_MANY", 2)
    for day in range(1, 6):
        move(world, "expansion", 7, date(2026, 12, day))
        asked(world)
    assert len(manifest(tmp_path)["parts"]) <= 2
    [row] = [row for row in asked(world, period="2026-12").rows if row.currency == "EUR"]
    assert row.figures["expansion"] == 35


def test_another_ledger_in_its_place_is_noticed(world: World, tmp_path: Path) -> None:
    asked(world)
    [path] = tmp_path.glob("insight/*/manifest.json")
    said = json.loads(path.read_text())
    said["last"][-1] += 1  # not what PostgreSQL has under that id
    path.write_text(json.dumps(said))
    total = sum(row.figures["end"] for row in asked(world).rows)
    assert total == sum(ArrMovement.objects.values_list("amount_minor", flat=True))
    path.write_text("{")
    assert sum(row.figures["end"] for row in asked(world).rows) == total


def test_renewals_are_those_of_the_asker_as_they_were_known(world: World) -> None:
    year = {"metric": "atr", "period": "2027"}
    for who in ("hana", "alice", "charlie"):
        user = world.user(who)
        user.cleared = who == "hana"
        due = Renewal.objects.visible_to(user).filter(due_on__year=2027)
        up = due.exclude(renewal_type="evergreen").values_list("currency", "atr_minor")
        told = {row.currency: row.figures["atr"] for row in asked(world, who, **year).rows}
        expected: dict[str, int] = {}
        for currency, atr in up:
            expected[currency] = expected.get(currency, 0) + atr
        assert told == expected
    before = asked(world, **year, known_on=TODAY - timedelta(days=4000))
    assert before.rows == (), "nothing was opened yet"
    quoted = asked(world, metric="quote_timeliness", period="2027").rows[0].figures
    assert 0 < quoted["due"] - quoted["none"] <= len(world.quotes)


@pytest.mark.parametrize(
    "metric",
    [
        "arr_waterfall", "grr", "renewal_rate", "renewal_rate_logos", "cohort_retention",
        "playbook_completion",
    ],
)  # fmt: skip
def test_records_add_up_to_the_figures(world: World, metric: str) -> None:
    period = "2026" if metric in {"arr_waterfall", "cohort_retention"} else "2027"
    question = ask(metric, period=period, by=["segment"])
    for who in ("hana", "alice", "charlie"):
        user = world.user(who)
        user.cleared = who == "hana"
        for row in report(user, question).rows:
            only = {**row.slices, **({"currency": row.currency} if row.currency else {})}
            found = records(user, question, only=only)
            assert found.total == len(found.rows) > 0 or not any(row.figures.values())
            assert all(each.label for each in found.rows)
            for column, figure in row.figures.items():
                assert sum(each.row.figures[column] for each in found.rows) == figure
            few = records(user, question, only=only, limit=1)
            assert few.total == found.total
            assert few.rows == found.rows[:1]
    with pytest.raises(InvalidInput, match="not by owner"):
        records(world.user("hana"), question, only={"owner": "bob"})
    if metric == "grr":
        total = ask(metric, period=period, options={"cap": "total"})
        with pytest.raises(InvalidInput, match="do not add up"):
            records(world.user("hana"), total)


def test_slices_are_as_they_are_now(world: World) -> None:
    by_owner = {"metric": "grr", "period": "2026-12", "options": {"level": "contract"}}
    rows = asked(world, by=["owner"], **by_owner).rows
    [eur] = [row for row in rows if row.currency == "EUR"]
    assert eur.slices["owner"] == "alice@example.com"
    of = world.contracts["C-1001"]
    of.owner = world.staff["bob"]
    of.save()
    move(world, "expansion", 1, date(2026, 12, 5))
    rows = asked(world, by=["owner"], **by_owner).rows
    owners = {row.slices["owner"] for row in rows if row.currency == "EUR"}
    assert owners == {"alice@example.com", "bob@example.com"}


def test_what_is_kept_and_read_again_tells_what_everything_read_anew_does(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_LAYERS", 2)
    monkeypatch.setattr(kept, "is_due", lambda *, kept_rows, **_: kept_rows == 0)
    every = {"period": "2026", "every": "month"}
    questions = [
        {"metric": "arr_waterfall", **every, "by": ["owner"]},
        {"metric": "arr_waterfall", **every, "by": ["segment"]},
        {"metric": "arr_waterfall", "period": "2027", "every": "quarter", "by": ["product"]},
        {"metric": "nrr", **every, "by": ["region"]}, {"metric": "grr", "period": "2027"},
        {"metric": "logo_retention", "period": "2026-Q4", "by": ["segment"]},
        {"metric": "atr", "period": "2027", "by": ["owner"]},
        {"metric": "cohort_retention", "period": "2026", "by": ["segment"]},
        {"metric": "playbook_completion", "period": "2027", "by": ["owner"]},
        {"metric": "cycle_times", "period": "2027", "by": ["owner"]},
    ]  # fmt: skip
    asked(world)
    bob, hana = world.staff["bob"], world.user("hana")
    other = world.contracts["C-1002"].customer
    for day, key in enumerate(("C-1001", "C-1002", "C-1001", "C-1003"), start=1):
        move(world, "expansion", 1000 + day, date(2026, 11, day), key)
        of = world.contracts[key]
        of.owner = bob
        if day == 3:  # the contract goes to another customer, of another segment
            of.customer = other
        of.save()
        record_event(by=hana, on=TODAY, verb="book.test", subject=of)
        told = [asked(world, **each).rows for each in questions]
        if day == 4:
            assert len(manifest(tmp_path)["changes"]) <= 2, "layers become one"
    assert all(told), "each has something to tell"
    said = manifest(tmp_path)
    assert said["kept"], "added up once"
    assert said["restated"], "and told otherwise where contracts changed"
    for file in tmp_path.glob("insight/*/*"):
        file.unlink()
    monkeypatch.setattr(kept, "is_due", lambda **_: False)
    assert [asked(world, **each).rows for each in questions] == told
    assert manifest(tmp_path)["kept"] is None


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_nothing_new_is_kept_for_good(world: World, tmp_path: Path) -> None:
    asked(world)
    kept = manifest(tmp_path)
    of = world.contracts["C-1001"]
    row = f"{of.pk}, {of.orders.get().pk}, 1"
    parameters = connection.get_connection_params()
    with psycopg.connect(
        **{
            key: parameters[key]
            for key in ("dbname", "user", "host", "port")
            if parameters.get(key)
        },
        password=parameters.get("password"),
    ) as other:
        other.execute(
            "INSERT INTO book_arrmovement (contract_id, order_id, lot, kind, effective_on,"
            f" booked_on, amount_minor, currency) VALUES ({row}, 'expansion', '2026-12-01',"
            " '2026-12-01', 11, 'EUR')"
        )
        # This one has the higher id and is committed first.
        move(world, "contraction", -5, date(2026, 12, 2))
        [seen] = [row for row in asked(world, period="2026-12").rows if row.currency == "EUR"]
        assert (seen.figures["expansion"], seen.figures["contraction"]) == (0, -5)
        assert manifest(tmp_path)["cursor"] == kept["cursor"]
    [seen] = [row for row in asked(world, period="2026-12").rows if row.currency == "EUR"]
    assert (seen.figures["expansion"], seen.figures["contraction"]) == (11, -5)
    assert manifest(tmp_path)["cursor"] > kept["cursor"]


def test_a_report_says_what_it_is(world: World) -> None:
    found = asked(world, metric="grr", period="2026-12", known_on=TODAY)
    told = found.as_json()
    assert told["version"] == 1
    assert told["options"] == {
        "level": "customer", "cap": "capped", "price": "own_line", "late": "back",
        "fx": "constant",
    }  # fmt: skip
    assert told["denominator"] == "ARR at the beginning of the period."
    assert told["as_of"]["known_on"] == TODAY
    assert told["as_of"]["last_day"] == date(2026, 12, 31)
    assert told["rows"][0]["rates"]["grr"]["basis_points"] == 10_000
    assert len(found.header()) == len(found.sheet()[0])


def test_an_empty_ledger_has_nothing_to_tell(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    from tenure.foundation.commands import system_actor

    assert report(system_actor(), ask("grr", period="2027")).rows == ()
