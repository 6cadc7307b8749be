"""Exports of CRM and billing by upload: loaded in the background, bad rows told, never merged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tenure.book.models import Contract
from tenure.closing.models import Statement
from tenure.kernel.errors import TenureError
from tenure.sync.files.tasks import import_uploaded, load_statement_upload
from tenure.sync.models import ImportRun
from tests.world import World

As = Callable[[str], Client]
PAGE = "/reconciliation/statements/"
LINES = """\
contract,line,product,quantity,unit_price,price_months,currency,start,end
V-1,L1,EDGE,10,100.00,1,EUR,2026-06-01,2027-05-31
V-1,L2,WAF,many,10,12,EUR,2026-06-01,2027-05-31
"""


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """The journal writes on a connection of its own, so rows must be committed."""
    return world


def upload(
    client: Client, text: str = LINES, name: str = "lines.csv", **given: str
) -> HttpResponse:
    file = SimpleUploadedFile(name, text.encode(), "text/csv")
    told = {"side": "billing", "profile": "plain", "as_of": "", **given}
    return client.post(PAGE, {**told, "files": file})  # type: ignore[return-value]


def work_off() -> None:
    job = ProcrastinateJob.objects.filter(task_name="sync.load_stored_statement").latest("id")
    load_statement_upload(**job.args)


def test_it_is_loaded_in_the_background_and_bad_rows_come_back(as_: As, world: World) -> None:
    sam = as_("sam")
    address = upload(sam)["Location"]
    assert "Waiting for the worker" in sam.get(address).content.decode()
    work_off()
    part = sam.get(f"{address}?part=1")
    assert part.status_code == 286, "nothing more to poll for"
    body = sam.get(address).content.decode()
    assert "1 contracts, 1 lines; 1 rows could not be used" in body
    assert ">quantity</td>" in body
    assert "many" in sam.get(f"{address}rejects/").getvalue().decode()  # type: ignore[attr-defined]
    statement = Statement.objects.get(side="billing", is_current=True)
    assert (statement.loaded_by, statement.lines) == (world.users["sam"], 1)
    assert not Contract.objects.filter(key="V-1").exists(), "nothing of it is in the book"
    assert "Billing of" in sam.get(PAGE).content.decode()


def test_it_is_no_import_and_is_loaded_once(as_: As, world: World) -> None:
    upload(as_("sam"))
    run = ImportRun.objects.latest("pk")
    assert as_("sam").get(f"/imports/{run.pk}/").status_code == 404
    assert f"Import {run.pk}" not in as_("sam").get("/imports/").content.decode()
    with pytest.raises(TenureError, match="landed already"):
        import_uploaded(
            run_id=run.pk, profile="plain", mapping="", dry_run=False,
            by_id=world.users["sam"].pk, on=str(world.today),
        )  # fmt: skip
    work_off()
    with pytest.raises(TenureError, match="loaded already"):
        work_off()
    assert Statement.objects.filter(is_current=True, side="billing", lines=1).count() == 1


def test_a_file_without_lines_says_why_and_the_one_before_counts(as_: As, world: World) -> None:
    before = Statement.objects.get(side="billing", is_current=True)
    address = upload(as_("sam"), "a,b\n1,2\n")["Location"]
    with pytest.raises(TenureError):
        work_off()
    assert "It could not be used." in as_("sam").get(address).content.decode()
    assert Statement.objects.get(side="billing", is_current=True) == before


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"side": "weather"}, "Choose whose export"),
        ({"as_of": "tomorrow"}, "is not a day"),
        ({"profile": "../../etc/passwd"}, "profile"),
        ({"name": "lines.exe"}, "is not a CSV, XLSX, ZIP or GZ file"),
    ],
)
def test_what_cannot_be_is_refused(
    as_: As, world: World, given: dict[str, str], reason: str
) -> None:
    answer = upload(as_("sam"), **given)
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert not ImportRun.objects.filter(state="uploaded").exists()


def test_not_for_a_day_to_come_and_only_by_who_imports(as_: As, world: World) -> None:
    ahead = str(world.today + timedelta(days=1))
    assert "past, or today" in upload(as_("sam"), as_of=ahead).content.decode()
    assert as_("sam").post(PAGE, {"side": "crm", "profile": "plain"}).status_code == 400
    for name in ("alice", "charlie", "ada"):
        assert upload(as_(name)).status_code == 403
