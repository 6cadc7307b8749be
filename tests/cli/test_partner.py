"""`tenure partner`: what it prints, sets and refuses."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tenure.cli import session
from tenure.cli.main import main
from tenure.directory.models import Partner
from tenure.foundation.commands import system_actor

pytestmark = pytest.mark.django_db
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def partner(monkeypatch: pytest.MonkeyPatch) -> Partner:
    monkeypatch.setattr(session, "set_up", system_actor)
    monkeypatch.setattr(session, "today", lambda: date(2026, 3, 1))
    return Partner.objects.create(key="P-1", name="Harbour Resale", kind="reseller")


def told(capsys: Captured, *words: str) -> dict[str, Any]:
    assert main(["partner", *words, "--json"]) == 0, capsys.readouterr().err
    return dict(json.loads(capsys.readouterr().out))


def test_tiers_are_set_and_shown(capsys: Captured) -> None:
    assert told(capsys, "P-1")["tiers"] == []
    told(capsys, "P-1", "--tier", "gold")
    found = told(capsys, "P-1", "--tier", "none", "--from", "2027-01-01")
    assert found["tiers"] == [
        {"tier": "none", "from": "2027-01-01"}, {"tier": "gold", "from": "2026-03-01"},
    ]  # fmt: skip
    assert main(["partner", "P-1"]) == 0
    assert "2026-03-01  gold" in capsys.readouterr().out


def test_refusals_say_why(capsys: Captured) -> None:
    assert main(["partner", "P-2"]) == 2
    assert "no partner P-2" in capsys.readouterr().err
    assert main(["partner", "P-1", "--tier", "tin"]) == 2
    assert "not a tier" in capsys.readouterr().err
