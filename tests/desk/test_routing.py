"""Routing on a real database: skills and capacity over time, preview, apply, the daily run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tenure.desk.commands.absences import record_absence
from tenure.desk.commands.routing import (
    apply_routing,
    assign_new_work,
    set_capacity,
    set_skills,
)
from tenure.desk.models import StaffCapacity, StaffSkill
from tenure.desk.queries.routing import people_on, routing_preview
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.renewals.commands.opening import open_renewals
from tenure.renewals.models import Ownership, Renewal
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
END = ON + timedelta(days=100)
BY = {"start_on": ON, "on": ON}


def open_work(book: Book, **languages: str) -> None:
    for key, language in languages.items():
        book.customer(f"CU-{key}", language=language)
        book.contract(key, end=END, owner=None)
    open_renewals(on=ON, by=book.head)


def test_work_goes_to_whom_it_suits_and_says_why(book: Book) -> None:
    anne, bert = book.manager("anne"), book.manager("bert")
    open_work(book, K1="fr", K2="de", K3="fr")
    with pytest.raises(InvalidInput, match="capacity"):
        apply_routing(by=book.head, on=ON)
    for staff, language in ((anne, "fr"), (bert, "de")):
        set_capacity(staff_id=staff.pk, renewals=10, by=book.head, **BY)
        set_skills(staff_id=staff.pk, kind="language", codes=[language], by=book.head, **BY)
    preview = routing_preview(book.head, on=ON)
    assert (preview.routed, preview.left, preview.classes) == (3, 0, 2)
    assert {row.contract: row.owner for row in preview.rows} == {
        "K1": "Anne", "K2": "Bert", "K3": "Anne",
    }  # fmt: skip
    assert [(load.person.load, load.after) for load in preview.loads] == [(0, 2), (0, 1)]
    assert not Renewal.objects.exclude(owner=None).exists(), "a preview changes nothing"
    with pytest.raises(NotAllowed):
        apply_routing(by=anne.user, on=ON)  # type: ignore[arg-type]
    assert [apply_routing(by=book.head, on=ON).routed for _ in range(2)] == [3, 0]
    owned = Ownership.objects.get(renewal__contract__key="K2")
    assert (owned.owner, owned.until_at) == (bert, None)
    assert owned.why.startswith("speaks de, works in EMEA; carries 0 of 10; next Anne")
    assert AuditEvent.objects.filter(verb="renewals.assign_owner").count() == 3


def test_the_daily_run_routes_and_falls_back(book: Book) -> None:
    anne = book.manager("anne")
    bert = book.manager("bert", cleared=True)
    open_work(book, K1="en")
    done = assign_new_work(by=book.head, on=ON)
    assert (done.routed, done.by_rule) == (0, 1), "by turns, as nobody has a capacity"
    set_capacity(staff_id=anne.pk, renewals=10, by=book.head, **BY)
    book.customer("CU-K2", export_controlled=True)
    open_work(book, K2="en", K3="en")
    done = assign_new_work(by=book.head, on=ON)
    assert (done.routed, done.by_rule) == (1, 1)
    assert Renewal.objects.get(contract__key="K2").owner == bert, "the only one who is cleared"
    record_absence(
        staff_id=anne.pk, start_on=ON, end_on=ON + timedelta(days=3), by=book.head, on=ON
    )
    assert people_on(ON) == []


def test_skills_and_capacity_are_dated(book: Book) -> None:
    anne = book.manager("anne")
    later = ON + timedelta(days=10)
    given = {"staff_id": anne.pk, "kind": "language", "by": book.head, "on": ON}
    for _ in range(2):
        set_skills(**given, codes=["FR", "de"], start_on=ON)
        set_skills(**given, codes=["fr", "es"], start_on=later)
        set_capacity(staff_id=anne.pk, renewals=5, start_on=later, by=book.head, on=ON)
        if StaffCapacity.objects.count() == 1:
            break
    rows = StaffSkill.objects.order_by("code").values_list("code", "start_on", "end_on")
    assert list(rows) == [("de", ON, later), ("es", later, None), ("fr", ON, None)]
    assert people_on(ON) == []
    [person] = people_on(later)
    assert (person.languages, person.capacity) == (frozenset({"fr", "es"}), 5)
    for kind, code, said in (
        ("language", "french!", "no code of a language"), ("segment", "huge", "none of"),
        ("partner", "P-9", "no partner"), ("magic", "x", "one of"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=said):
            set_skills(staff_id=anne.pk, kind=kind, codes=[code], by=book.head, **BY)
    with pytest.raises(InvalidInput, match="between 0"):
        set_capacity(staff_id=anne.pk, renewals=-1, by=book.head, **BY)
