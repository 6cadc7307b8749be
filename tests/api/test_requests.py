"""Requests by the API: opened once, refused with each place, seen by whom they concern."""

from __future__ import annotations

from tenure.desk.models import Request
from tenure.foundation.models import AuditEvent
from tests.api.conftest import As

BODY = {"kind": "tax_form", "about": "C-1003", "fields": {"form": "W-9"}, "reference": "t-815"}


def test_a_partners_program_asks_and_follows(program: As) -> None:
    charlie = program("charlie")
    told = [charlie.post("/api/requests", BODY).json() for _ in range(2)]  # type: ignore[attr-defined]
    assert told[0] == told[1]
    assert (told[0]["state"], told[0]["customer"], told[0]["contract"]) == (
        "received", "BIRCH", "C-1003",
    )  # fmt: skip
    assert charlie.get(f"/api/requests/{told[0]['number']}").json() == told[0]  # type: ignore[attr-defined]
    assert program("bob").get(f"/api/requests/{told[0]['number']}").status_code == 404
    assert AuditEvent.objects.filter(verb="desk.open_request").count() == 1
    assert Request.objects.get().came_by == "api"
    kinds = charlie.get("/api/request-kinds").json()["kinds"]  # type: ignore[attr-defined]
    assert "po_number" in {kind["code"] for kind in kinds}


def test_what_is_wrong_is_told_by_field(program: As) -> None:
    alice = program("alice")
    body = {"kind": "contact", "about": "C-1001", "fields": {"email": "x", "name": "A"}}
    answer = alice.post("/api/requests", body)
    assert answer.status_code == 422
    where = answer.json()["where"]  # type: ignore[attr-defined]
    assert [one["field"] for one in where] == ["email", "role"]
    assert alice.post("/api/requests", {**BODY, "about": "C-1004"}).status_code == 422
    assert alice.post("/api/requests", {**BODY, "kind": "x"}).status_code == 422
    assert program("ada").post("/api/requests", BODY).status_code == 403
    assert not Request.objects.exists()
