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


def test_a_program_reads_them_a_page_at_a_time(program: As) -> None:
    charlie, hana = program("charlie"), program("hana")
    for number in range(3):
        charlie.post("/api/requests", {**BODY, "reference": f"t-{number}"})
    read: list[str] = []
    after = ""
    for left in (1, 0):
        page = charlie.get(f"/api/requests?size=2&after={after}").json()  # type: ignore[attr-defined]
        read += [one["number"] for one in page["requests"]]
        after = page["after"]
        assert (page["count"], bool(after)) == (3, bool(left))
        assert {one["contract"] for one in page["requests"]} == {"C-1003"}
    assert len(set(read)) == 3
    assert program("bob").get("/api/requests").json()["requests"] == []  # type: ignore[attr-defined]
    for query, count in (("kind=tax_form", 3), ("kind=contact", 0), ("which=over", 0)):
        assert hana.get(f"/api/requests?{query}").json()["count"] == count  # type: ignore[attr-defined]
    for wrong in ("which=all", "size=0", "size=201"):
        assert hana.get(f"/api/requests?{wrong}").status_code == 422


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
