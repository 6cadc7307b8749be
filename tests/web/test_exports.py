"""Exports of Zuora and Salesforce CPQ: imported, renewed, quoted; by command line and wizard."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenure.cli.main import main
from tenure.quotes.models import Quote
from tenure.sync.models import ImportRun
from tests.sync.test_profiles import ZUORA, salesforce
from tests.web.test_imports import work_off
from tests.world import World

As = Callable[[str], Client]
EXPORTS = ["salesforce-cpq", "zuora"]
# Profile -> (a day on which a term lies in the 120-to-90-day window, cents quoted, customer).
# Salesforce: 15 x 100.00 + 3 x 90.00 a year, 5 % agreed, for the agreed 24 months.
# Zuora: 49.00 a month for the 12 months that are usual when nothing is agreed, no policy.
EXPECTED = {
    "salesforce-cpq": ("2026-09-10", 371_700, "Kite"),
    "zuora": ("2023-09-15", 58_800, "Test Name"),
}


@pytest.fixture
def world(transactional_db: None, world: World) -> World:
    """The import journal writes on a connection of its own, so rows must be committed."""
    return world


@pytest.fixture(params=EXPORTS)
def export(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    profile = str(request.param)
    if profile == "zuora" and not ZUORA.exists():
        pytest.skip("the Zuora seeds are not beside this checkout")
    return profile, ZUORA if profile == "zuora" else salesforce(tmp_path / "sf")


def run_and_check(profile: str, capsys: pytest.CaptureFixture[str]) -> Quote:
    """Do the daily run of the profile's day; return the one quote that comes of the export."""
    day, amount, customer = EXPECTED[profile]
    capsys.readouterr()
    assert main(["run", "--on", day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["quotes_created"] >= 1
    quote = Quote.objects.get(renewal__customer__name__startswith=customer)
    assert quote.proposed_minor == amount
    return quote


def test_by_the_command_line(
    export: tuple[str, Path], world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile, folder = export
    assert main(["import", str(folder), "--profile", profile, "--json"]) == 1  # some come back
    quote = run_and_check(profile, capsys)
    pdf = tmp_path / "quote.pdf"
    assert main(["quote", quote.number, "--pdf", str(pdf)]) == 0
    assert pdf.read_bytes().startswith(b"%PDF")


def test_by_the_wizard(
    export: tuple[str, Path], world: World, as_: As, capsys: pytest.CaptureFixture[str]
) -> None:
    profile, folder = export
    sam = as_("sam")
    with ExitStack() as opened:
        files = [
            SimpleUploadedFile(path.name, opened.enter_context(path.open("rb")).read())
            for path in sorted(folder.glob("*.csv"))
        ]
    assert sam.post("/imports/upload/", {"files": files}).status_code == 302
    run = ImportRun.objects.latest("pk")
    page = sam.get(f"/imports/{run.pk}/").content.decode()
    assert f'value="{profile}"' in page
    preview = sam.post(f"/imports/{run.pk}/preview/", {"how": profile})
    assert preview.status_code == 200
    reading = preview.context["reading"]
    assert reading.profile == profile
    chosen = {"how": profile, "profile": reading.profile, "mapping": reading.mapping}
    sam.post(f"/imports/{run.pk}/landing/", chosen)
    work_off()
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE, run.error
    quote = run_and_check(profile, capsys)
    assert sam.get(f"/quotes/{quote.pk}/").status_code == 200
    document = sam.get(f"/quotes/{quote.pk}/document/")
    assert (
        b"".join(document.streaming_content if document.streaming else [document.content])[:4]
        == b"%PDF"
    )
