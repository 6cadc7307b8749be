"""Files that come again: the same change nothing, changed ones change what changed, by orders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, models

from tenure.book.commands.periods import lock_periods
from tenure.book.models import (
    ArrMovement,
    Contract,
    Line,
    Order,
    OrderAction,
    PriceEntry,
    Product,
)
from tenure.book.queries.effects import contract_as_of
from tenure.book.rules.backdating import PeriodLocked
from tenure.directory.models import Contact, Customer, Partner, PartnerTier, StaffMember
from tenure.foundation.commands import system_actor
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import NotAllowed
from tenure.sync.files.commands import import_files, import_stored, store_upload
from tenure.sync.files.commands.uploads import UploadRefused
from tenure.sync.files.queries import import_detail, imports_visible_to, rejects_of
from tenure.sync.models import ImportRun
from tests.sync.conftest import ON, Company, load, rejects

TABLES: list[type[models.Model]] = [
    StaffMember, Partner, PartnerTier, Customer, Contact, Product, PriceEntry, Contract, Order,
    OrderAction, Line, ArrMovement,
]  # fmt: skip


def book() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the book."""
    return {m._meta.label: list(m._default_manager.order_by("pk").values_list()) for m in TABLES}


@pytest.mark.django_db
def test_the_same_files_change_nothing(company: Company) -> None:
    company.load()
    before = book()
    result = company.load()
    assert book() == before
    assert all(c["new"] == c["changed"] == 0 for c in result.counts.values())
    assert AuditEvent.objects.filter(verb="sync.import_files").count() == 2
    assert AuditEvent.objects.count() == 2


@pytest.mark.django_db
def test_a_dry_run_counts_the_same_and_writes_nothing(company: Company) -> None:
    empty = book()
    tried = company.load(dry_run=True)
    assert book() == empty
    assert company.load().counts == tried.counts
    company.replace("lines", "C1,L1,SEAT,10", "C1,L1,SEAT,12")
    before = book()
    tried = company.load(dry_run=True)
    assert book() == before
    assert company.load().counts == tried.counts


@pytest.mark.django_db
def test_people_and_companies_are_updated_in_place(company: Company) -> None:
    company.load()
    company.replace("customers", "K2,Kelp,US,K1,yes", "K2,Kelp Inc.,CA,,no")
    company.replace("staff", "s1,Sue", "s1,Susan")
    company.replace("products", "SEAT,Seats", "SEAT,Seat")
    company.add("contacts", "P2,K2,Paul,")
    result = company.load()
    kelp = Customer.objects.get(key="K2")
    assert (kelp.name, kelp.country, kelp.parent, kelp.export_controlled) == (
        "Kelp Inc.", "CA", None, False,
    )  # fmt: skip
    assert result.counts["customers"] == {
        "read": 2, "new": 0, "changed": 1, "unchanged": 1, "rejected": 0, "skipped": 0, "merged": 0,
    }  # fmt: skip
    assert (result.counts["contacts"]["new"], result.counts["staff"]["changed"]) == (1, 1)
    assert Order.objects.count() == 2, "no order for what is no commercial fact"


@pytest.mark.django_db
def test_a_column_that_the_file_has_not_keeps_what_the_book_holds(company: Company) -> None:
    company.load()
    company.sheets["contracts"] = (
        "contract,customer,currency,start,end\nC1,K1,EUR,2026-01-01,2026-12-31\n"
    )
    result = company.load()
    contract = Contract.objects.get(key="C1")
    assert (contract.uplift_bp, contract.owner_id is None) == (500, False)
    assert result.counts["contracts"]["changed"] == 0


def ledger(contract: Contract) -> list[tuple[Any, ...]]:
    """Return a contract's movements as they were posted."""
    rows = contract.movements.order_by("id")
    return [(m.lot, m.kind, str(m.effective_on), str(m.booked_on), m.amount_minor) for m in rows]


@pytest.mark.django_db
def test_a_corrected_line_books_one_amendment_and_posts_the_difference(company: Company) -> None:
    company.load()
    company.replace("lines", "C1,L1,SEAT,10,100.00", "C1,L1,SEAT,12,90.00")
    result = company.load()

    contract = Contract.objects.get(key="C1")
    amendment = contract.orders.get(number=2)
    assert (amendment.kind, amendment.reason) == ("amendment", f"import {result.run_id}")
    assert amendment.booked_on == ON
    assert [a.kind for a in amendment.actions.all()] == ["correct"]
    assert contract.revision == 2
    assert ledger(contract) == [
        (1, "new", "2026-01-01", "2025-12-15", 100_000),
        (1, "new", "2026-01-01", "2026-11-23", 8_000),
    ]
    assert result.counts["lines"]["changed"] == 1
    assert Contract.objects.get(key="C2").revision == 1


@pytest.mark.django_db
def test_a_renewal_in_the_files_is_booked_as_its_own_order(company: Company) -> None:
    company.load()
    company.replace(
        "contracts", "C1,K1,EUR,2026-01-01,2026-12-31", "C1,K1,EUR,2027-01-01,2027-12-31"
    )
    company.replace("contracts", "uplift,notice_days", "uplift,notice_days,first_start")
    company.replace("contracts", "5%,30", "5%,30,2026-01-01")
    company.sheets["contracts"] = company.sheets["contracts"].replace("R1,,60", "R1,,60,2026-03-01")
    company.add("orders", "C1-O2,C1,renewal,2027-01-01,2026-11-20")
    company.add("lines", "C1,L1,SEAT,10,105.00,EUR,2027-01-01,2027-12-31,C1-O2")
    result = company.load()

    contract = Contract.objects.get(key="C1")
    renewal = contract.orders.get(number=2)
    assert (renewal.kind, renewal.key) == ("renewal", "C1-O2")
    assert [a.kind for a in renewal.actions.all()] == ["renew"]
    assert str(contract.end_on) == "2028-01-01"
    assert renewal.terms is not None
    assert renewal.terms["end_on"] == "2028-01-01"
    assert ledger(contract)[1:] == [(1, "price_increase", "2027-01-01", "2026-11-20", 5_000)]
    assert (result.counts["lines"]["new"], result.counts["lines"]["unchanged"]) == (1, 3)
    assert (result.counts["orders"]["new"], result.counts["orders"]["unchanged"]) == (1, 1)


@pytest.mark.django_db
def test_the_only_lot_now_ends_early_and_leaves_nothing(company: Company) -> None:
    company.load()
    company.replace(
        "lines", "C1,L1,SEAT,10,100.00,EUR,2026-01-01,2026-12-31",
        "C1,L1,SEAT,10,100.00,EUR,2026-01-01,2026-06-30",
    )  # fmt: skip
    company.load()
    contract = Contract.objects.get(key="C1")
    kinds = [a.kind for a in contract.orders.get(number=2).actions.order_by("id")]
    assert kinds == ["remove", "correct"]
    assert ledger(contract)[1:] == [(1, "churn", "2026-07-01", "2026-11-23", -100_000)]


@pytest.mark.django_db
def test_an_ended_contract_is_churn(company: Company) -> None:
    company.load()
    company.sheets["contracts"] = (
        "contract,customer,currency,start,end,ended_on,end_reason\n"
        "C1,K1,EUR,2026-01-01,2026-12-31,2026-09-01,budget\n"
    )
    company.add("orders", "C1-OX,C1,termination,2026-09-01,2026-08-15")
    company.load()
    contract = Contract.objects.get(key="C1")
    assert (str(contract.ended_on), contract.end_reason) == ("2026-09-01", "budget")
    assert contract.orders.get(number=2).kind == "termination"
    assert ledger(contract)[1:] == [(1, "churn", "2026-09-01", "2026-08-15", -100_000)]


@pytest.mark.django_db
def test_what_never_changes_is_refused(company: Company) -> None:
    company.load()
    before = book()
    company.replace(
        "orders", "C1-O1,C1,new,2026-01-01,2025-12-15", "C1-O1,C1,new,2026-01-01,2025-12-16"
    )
    company.replace("prices", "100.00", "110.00")
    company.replace("contracts", "C2,K2,JPY", "C2,K2,USD")
    company.replace("lines", "C2,L1,SEAT,3,9000,JPY", "C2,L1,SEAT,3,9000,USD")
    result = company.load()
    told = {(r["sheet"], r["column"]): r["reason"] for r in rejects(result)}
    assert "never changed" in told["orders", "order"]
    assert "never changed" in told["prices", "start"]
    assert "in JPY in the book" in told["contracts", "currency"]
    assert "JPY" in told["lines", "currency"]
    assert book() == before


@pytest.mark.django_db
def test_a_new_segment_may_not_reach_into_one_of_the_book(company: Company) -> None:
    company.load()
    company.sheets["lines"] = (
        "contract,line,product,quantity,unit_price,currency,start,end\n"
        "C1,L1,SEAT,1,1.00,EUR,2025-06-01,2026-06-30\n"
        "C1,L1,SEAT,1,1.00,EUR,2026-06-01,2027-06-30\n"
        "C1,L7,SEAT,1,1.00,EUR,2026-06-01,2026-12-31\n"
    )
    result = company.load()
    assert [(r["line"], r["column"]) for r in rejects(result)] == [("2", "start"), ("3", "start")]
    assert Line.objects.get(lot_key="L7").lot == 3
    assert ledger(Contract.objects.get(key="C1"))[-1][1] == "expansion"


@pytest.mark.django_db
def test_who_may_not_import_cannot(company: Company) -> None:
    charlie = User.objects.create(username="charlie", role=Role.PARTNER)
    with pytest.raises(NotAllowed):
        import_files(paths=[company.write()], by=charlie, on=ON)
    company.load()
    assert not imports_visible_to(charlie).exists()
    assert imports_visible_to(system_actor()).count() == 1


class _File:
    """An uploaded file."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name: str | None = name
        self._data = data

    def chunks(self) -> list[bytes]:
        return [self._data[:10], self._data[10:]]


@pytest.mark.django_db
def test_an_upload_is_kept_then_imported_once(company: Company, data_dir: Path) -> None:
    by = system_actor()
    company.add("customers", "K9,,DE,,no")
    files = [_File(f"../../{name}.csv", text.encode()) for name, text in company.sheets.items()]
    run = store_upload(files=files, by=by, on=ON)
    assert run.state == "uploaded"
    assert {item["name"] for item in run.files} == {f"{name}.csv" for name in company.sheets}

    import_stored(run_id=run.pk, profile="plain", dry_run=True, by=by, on=ON)
    assert not Contract.objects.exists()
    import_stored(run_id=run.pk, profile="plain", by=by, on=ON)
    assert Contract.objects.count() == 2
    with pytest.raises(UploadRefused, match="landed already"):
        import_stored(run_id=run.pk, profile="plain", by=by, on=ON)

    detail = import_detail(by, run.pk)
    assert detail is not None
    assert (detail.state, detail.rejected, detail.counts["lines"]["new"]) == ("done", 1, 3)
    assert [(r.sheet, r.line, r.column) for r in rejects_of(by, run.pk)] == [
        ("customers", "4", "name")
    ]
    assert not [p for p in data_dir.parent.rglob("customers.csv") if "files" not in p.parts]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["book.exe", "..", "", "page.html"])
def test_an_upload_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(UploadRefused):
        store_upload(files=[_File(name, b"x")], by=system_actor(), on=ON)


KILLED = """
import os, sys
from pathlib import Path
from datetime import date
import django
django.setup()
from tenure.foundation.commands import system_actor
from tenure.foundation.bulk import Bulk
from tenure.sync.files.commands import import_files
real = Bulk._send
def send(self, table, columns, path):
    real(self, table, columns, path)
    if table == sys.argv[2]:
        print("here", flush=True)
        import time; time.sleep(60)
Bulk._send = send
import_files(paths=[Path(sys.argv[1])], by=system_actor(), on=date(2026, 11, 23))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["directory_customer", "book_line", "book_arrmovement"])
def test_a_killed_import_leaves_nothing_and_can_be_repeated(
    company: Company, table: str, data_dir: Path
) -> None:
    system_actor()
    folder = company.write()
    parameters = connection.settings_dict
    url = f"postgresql://{parameters['USER']}@/{parameters['NAME']}?host={parameters['HOST']}"
    environment = {**os.environ, "DATABASE_URL": url, "TENURE_DATA_DIR": str(data_dir)}
    environment["DJANGO_SETTINGS_MODULE"] = "tenure.config.settings"
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(folder), table],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "here"
    running = ImportRun.objects.get()
    assert running.state == "running"
    assert running.total > 0
    alive = import_detail(system_actor(), running.pk)
    assert alive is not None
    assert alive.state == "running"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    _until_gone(running.pk)

    assert all(rows == [] for rows in book().values())
    dead = import_detail(system_actor(), running.pk)
    assert dead is not None
    assert (dead.state, "stopped" in dead.error) == ("failed", True)
    result = load([folder])
    assert result.counts["lines"]["new"] == 3
    running.refresh_from_db()
    assert running.state == "failed"


def _until_gone(run_id: int) -> None:
    """Wait until PostgreSQL noticed that the killed process hung up."""
    for _ in range(200):
        detail = import_detail(system_actor(), run_id)
        if detail is not None and detail.state == "failed" and not _locked():
            return
        time.sleep(0.05)
    raise AssertionError("the killed import still holds its locks")


def _locked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
            "WHERE c.relname = 'book_contract' AND l.mode = 'ExclusiveLock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_locked_period_refuses_the_files_and_names_the_contract(
    company: Company, dry_run: bool
) -> None:
    company.load()
    lock_periods(before=date(2026, 11, 1), by=system_actor(), on=date(2026, 11, 23))
    before = book()
    company.load()
    assert book() == before  # nothing new, nothing refused
    company.replace(
        "lines", "C1,L1,SEAT,10,100.00,EUR,2026-01-01,2026-12-31",
        "C1,L1,SEAT,10,100.00,EUR,2026-01-01,2026-06-30",
    )  # fmt: skip
    with pytest.raises(PeriodLocked, match="contract C1, from 1 Jul 2026"):
        company.load(dry_run=dry_run)
    assert book() == before
    company.replace("lines", "2026-01-01,2026-06-30", "2026-01-01,2026-11-30")
    company.load(dry_run=dry_run)
    company.add("orders", "C1-OX,C1,amendment,2026-12-01,2026-10-15")
    with pytest.raises(PeriodLocked, match="book orders in it: contract C1, from 15 Oct 2026"):
        company.load(dry_run=dry_run)


@pytest.mark.django_db
def test_an_imported_history_is_known_term_by_term(company: Company) -> None:
    company.replace("contracts", "C1,K1,EUR,2026-01-01", "C1,K1,EUR,2027-01-01")
    company.replace("contracts", "2026-12-31,s1", "2027-12-31,s1")
    company.add("orders", "C1-O2,C1,renewal,2027-01-01,2026-11-20")
    company.add("lines", "C1,L1,SEAT,10,110.00,EUR,2027-01-01,2027-12-31,C1-O2")
    company.load()
    contract = Contract.objects.get(key="C1")
    user = User.objects.create(username="hana", role=Role.HEAD_OF_RENEWALS)
    asked = {"day": date(2026, 6, 1), "user": user}
    then = contract_as_of(contract.pk, known=date(2026, 11, 19), **asked)
    now = contract_as_of(contract.pk, known=date(2026, 11, 20), **asked)
    assert then is not None
    assert now is not None
    assert (str(then.state.end_on), then.atr_minor) == ("2027-01-01", 100_000)
    assert (str(now.state.end_on), now.atr_minor) == ("2028-01-01", 110_000)
    assert (str(then.state.start_on), str(now.state.start_on)) == ("2026-01-01", "2027-01-01")
    assert then.state.terms["uplift_cap_bp"] == contract.uplift_cap_bp


TIERS = "partner,name,kind,tier,tier_start\nR1,Resell,reseller,{},{}\nR2,Also,reseller,,\n"


def tiers() -> list[tuple[str, str, date]]:
    return list(PartnerTier.objects.order_by("pk").values_list("partner__key", "tier", "start_on"))


@pytest.mark.django_db
def test_tiers_of_partners_are_added_and_never_rewritten(company: Company) -> None:
    company.sheets["partners"] = TIERS.format("silver", "2026-01-01")
    first = company.load().counts["partners"]
    assert (first["new"], first["changed"], first["unchanged"]) == (2, 0, 0)
    assert tiers() == [("R1", "silver", date(2026, 1, 1))]
    again = company.load(on=date(2027, 3, 1)).counts["partners"]
    assert (again["changed"], again["unchanged"]) == (0, 2)

    company.sheets["partners"] = TIERS.format("Gold", "")
    assert company.load(dry_run=True).counts["partners"]["changed"] == 1
    changed = company.load().counts["partners"]
    assert (changed["changed"], changed["unchanged"]) == (1, 1)
    assert tiers()[1:] == [("R1", "gold", ON)]
    assert company.load(on=date(2027, 3, 1)).counts["partners"]["unchanged"] == 2

    company.sheets["partners"] = TIERS.format("", "2027-01-01")
    company.load()
    assert tiers()[2:] == [("R1", "", date(2027, 1, 1))]
    assert PartnerTier.objects.filter(recorded_by=system_actor()).count() == 3


@pytest.mark.django_db
def test_a_file_without_tiers_leaves_them(company: Company) -> None:
    company.sheets["partners"] = TIERS.format("silver", "2026-01-01")
    company.load()
    company.sheets["partners"] = "partner,name,kind\nR1,Resell Ltd,reseller\n"
    assert company.load().counts["partners"]["changed"] == 1
    assert tiers() == [("R1", "silver", date(2026, 1, 1))]
