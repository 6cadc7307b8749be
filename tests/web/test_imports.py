"""The import wizard: upload, say how to read, preview, dry run, import, rejects."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tenure.book.models import Contract
from tenure.sync.files.tasks import import_uploaded
from tenure.sync.models import ImportRun
from tests.world import World

As = Callable[[str], Client]

BOOK = """\
Kunde;Vertrag;Artikel;Menge;Einzelpreis;Beginn;Ende
Fjord Energy;V-1;EDGE;10;1.200,50;01.02.2026;31.01.2027
Fjord Energy;V-1;WAF;2;99,00;01.02.2026;31.01.2027
Glade Media;V-2;EDGE;3;1.200,50;31.02.2026;31.01.2027
"""
BY_HAND = {
    "how": "hand", "date": "%d.%m.%Y", "numbers": ",.", "constant.currency": "EUR",
    "column.customer": "Kunde", "column.contract": "Vertrag", "column.product": "Artikel",
    "column.quantity": "Menge", "column.unit_price": "Einzelpreis", "column.start": "Beginn",
    "column.end": "Ende",
}  # fmt: skip


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """The import journal writes on a connection of its own, so rows must be committed."""
    return world


def upload(client: Client, text: str = BOOK, name: str = "buch.csv") -> ImportRun:
    response = client.post(
        "/imports/upload/", {"files": SimpleUploadedFile(name, text.encode(), "text/csv")}
    )
    assert response.status_code == 302
    return ImportRun.objects.latest("pk")


def hidden(response: HttpResponse, name: str) -> str:
    """Return what a field of the preview carries on."""
    assert response.context is not None  # type: ignore[attr-defined]
    return str(getattr(response.context["reading"], name))  # type: ignore[attr-defined]


def work_off() -> None:
    # The queue is not emptied between tests: the last one is this test's.
    job = ProcrastinateJob.objects.filter(task_name="sync.import_stored").latest("id")
    import_uploaded(**job.args)


def test_a_file_of_any_shape_lands_by_hand(as_: As, world: World) -> None:
    sam = as_("sam")
    run = upload(sam)
    page = sam.get(f"/imports/{run.pk}/").content.decode()
    assert "Einzelpreis" in page
    assert "<option selected>Menge</option>" in page  # a guess, shown for people to confirm
    preview = sam.post(f"/imports/{run.pk}/preview/", BY_HAND)
    assert preview.status_code == 200
    shown = preview.content.decode()
    assert "1200.5" in shown
    assert "is-bad" in shown  # 31 February
    assert not Contract.objects.filter(key="V-1").exists()
    chosen = {"profile": hidden(preview, "profile"), "mapping": hidden(preview, "mapping")}

    response = sam.post(f"/imports/{run.pk}/landing/", {**chosen, "dry_run": "1"})
    assert "Waiting for the worker" in sam.get(response["Location"]).content.decode()
    work_off()
    dry = sam.get(response["Location"]).content.decode()
    assert "this is what would happen" in dry
    assert not Contract.objects.filter(key="V-1").exists()
    rejects = sam.get(f"/imports/{run.pk}/rejects/")
    assert b"31.02.2026" in b"".join(rejects.streaming_content)  # type: ignore[attr-defined]


def test_the_real_import_follows_the_dry_run(as_: As, world: World) -> None:
    sam = as_("sam")
    run = upload(sam)
    response = sam.post(f"/imports/{run.pk}/preview/", BY_HAND)
    assert response.status_code == 200, response.content.decode()
    reading = response.context["reading"]
    chosen = {"profile": reading.profile, "mapping": reading.mapping}
    where = sam.post(f"/imports/{run.pk}/landing/", chosen)["Location"]
    work_off()
    part = sam.get(f"{where}&part=1")
    assert part.status_code == 286
    body = part.content.decode()
    assert "Landed" in body
    assert "<html" not in body
    assert Contract.objects.get(key="V-1").lines.count() == 2
    assert "landed" in sam.get("/imports/").content.decode()


@pytest.mark.parametrize(("name", "text"), [("book.exe", "MZ"), ("empty.csv", "")])
def test_what_cannot_be_read_is_explained(as_: As, world: World, name: str, text: str) -> None:
    sam = as_("sam")
    file = SimpleUploadedFile(name, text.encode() or b" ", "text/csv")
    response = sam.post("/imports/upload/", {"files": file}, follow=True)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_a_mapping_that_makes_no_sense_is_refused_with_the_form_kept(as_: As, world: World) -> None:
    sam = as_("sam")
    run = upload(sam)
    response = sam.post(f"/imports/{run.pk}/preview/", {"mapping": "[format\n"})
    assert response.status_code == 400
    assert "not valid TOML" in response.content.decode()


def test_only_those_who_import_come_in(as_: As, world: World) -> None:
    run = upload(as_("sam"))
    for name in ("alice", "ada", "charlie"):
        for address in ("/imports/", f"/imports/{run.pk}/", f"/imports/{run.pk}/rejects/"):
            assert as_(name).get(address).status_code == 403
        assert as_(name).post(f"/imports/{run.pk}/landing/").status_code == 403
    assert as_("sam").get("/imports/999999/").status_code == 404
    assert as_("sam").get(f"/imports/{run.pk}/rejects/").status_code == 404
