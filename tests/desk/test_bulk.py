"""One thing done to many renewals: what a preview says is what happens, or nothing does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenure.book.models import Contract
from tenure.desk.commands.bulk import BulkDone, do_to_many
from tenure.desk.commands.engagement import set_next_step, set_risk
from tenure.desk.commands.worklist import mark_waiting, snooze_renewal, wake_renewal
from tenure.desk.models import NextStep, Snooze
from tenure.desk.queries.bulk import BulkPreview, bulk_preview, renewals_named
from tenure.desk.rules.bulk import Asked, Colleague, RowFacts, checked, planned
from tenure.desk.rules.previews import PreviewStale
from tenure.foundation.models import AuditEvent
from tenure.kernel.errors import InvalidInput, NotAllowed
from tenure.quotes.models import Quote
from tenure.renewals.models import Renewal
from tests.world import World, build

ON = date(2027, 1, 15)
DAY = timedelta(days=1)
ROW = RowFacts(
    renewal_id=1, contract="C-1", customer="Acme", customer_id=7, renewal_on=date(2027, 3, 31),
    due_on=date(2027, 3, 30), notice_on=None, is_closed=False, is_controlled=False,
    is_evergreen=False, owner_id=4, owner="Alice",
)  # fmt: skip
BOB = Colleague(5, "Bob", cleared=False)


@pytest.mark.parametrize(
    ("case", "asked", "facts", "said"),
    [
        ("given", Asked("owner", 5), {}, "Alice > Bob"),
        ("has it already", Asked("owner", 5), {"owner_id": 5, "owner": "Bob"}, "Bob = Bob"),
        ("nobody's", Asked("owner", 5), {"owner_id": None, "owner": ""}, "nobody > Bob"),
        ("controlled", Asked("owner", 5), {"is_controlled": True}, "Bob is not cleared for"),
        ("closed", Asked("owner", 5), {"is_closed": True}, "The renewal is closed."),
        ("slept never", Asked("snooze", day=ON + DAY, words="x"), {},
         "awake > sleeps until 16 Jan 2027: x"),
        ("sleeps so", Asked("snooze", day=ON + DAY, words="x"),
         {"snoozed_until": ON + DAY, "snoozed_because": "x"},
         "sleeps until 16 Jan 2027: x = sleeps until 16 Jan 2027: x"),
        ("too late", Asked("snooze", day=date(2027, 3, 29), words="x"), {}, "until 23 Mar 2027"),
        ("near notice", Asked("snooze", day=ON + 9 * DAY, words="x"),
         {"notice_on": ON + 10 * DAY}, "too near"),
        ("awake", Asked("wake"), {}, "awake = awake"),
        ("woken", Asked("wake"), {"snoozed_until": ON + DAY, "snoozed_because": "y"},
         "sleeps until 16 Jan 2027: y > awake"),
        ("waits", Asked("waiting", day=ON + DAY, code="legal"), {},
         "waits on nobody > waits on legal, ask again 16 Jan 2027"),
        ("waits so", Asked("waiting", code="legal"), {"mark": ("legal", None, "")},
         "waits on nobody = waits on legal"),
        ("taken back", Asked("waiting"), {}, "waits on nobody = what is known decides"),
        ("after it is due", Asked("waiting", day=date(2027, 4, 1), code="legal"), {}, "before"),
        ("risk", Asked("risk", words="x", code="will_churn"), {}, "no category > Will churn: x"),
        ("step of the owner", Asked("step", day=ON, words="Call"), {},
         "none of one's own > Call (Alice, by 15 Jan 2027)"),
        ("step of nobody", Asked("step", day=ON, words="Call"), {"owner_id": None}, "Nobody there"),
        ("step of who left", Asked("step", day=ON, words="Call"), {"owner_is_active": False},
         "Nobody there"),
        ("same step", Asked("step", 5, ON, "Call"), {"step": ("Call", ON, 5, "Bob")},
         "Call (Bob, by 15 Jan 2027) = Call (Bob, by 15 Jan 2027)"),
        ("quote", Asked("quotes"), {}, "no quote > a quote, priced now"),
        ("current", Asked("quotes"), {"quote": "current"}, "a current quote = the same"),
        ("stale", Asked("quotes"), {"quote": "stale"}, "that is stale > the next version"),
        ("evergreen", Asked("quotes"), {"is_evergreen": True}, "An evergreen contract"),
        ("alone", Asked("group"), {}, "at least two"),
    ],
)  # fmt: skip
def test_what_happens_to_a_renewal(
    case: str, asked: Asked, facts: dict[str, object], said: str
) -> None:
    colleague = BOB if asked.person else None
    [row] = planned(asked, [replace(ROW, **facts)], colleague, ON)  # type: ignore[arg-type]
    told = row.refused or f"{row.before} {'>' if row.changes else '='} {row.after}"
    assert said in told, case


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked("paint"), "is one of"),
        (Asked("owner"), "Choose an active colleague"),
        (Asked("step", 99, ON, "Call"), "no such active colleague"),
        (Asked("step", day=ON, words=" "), "next step is missing"),
        (Asked("step", words="x"), "by when"),
        (Asked("step", day=ON - DAY, words="x"), "still to come"),
        (Asked("snooze", words="x"), "until which day"),
        (Asked("snooze", day=ON + DAY), "reason is missing"),
        (Asked("waiting", code="moon"), "is one of"),
        (Asked("waiting", day=ON, code="legal"), "still to come"),
        (Asked("waiting", words="x" * 301, code="me"), "at most 300"),
        (Asked("risk", words="x", code="blue"), "is one of"),
    ],
)
def test_what_is_asked_wrongly(asked: Asked, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        checked(asked, None, ON)


def test_groups_are_of_one_customer_and_day() -> None:
    rows = [replace(ROW, renewal_id=pk, customer_id=who) for pk, who in ((1, 7), (2, 8), (3, 7))]
    told = planned(Asked("group"), rows, None, ON)
    assert [row.changes for row in told] == [True, False, True]
    assert "one customer" in told[1].refused
    together = [replace(row, group_id=5) for row in rows]
    assert not any(row.changes for row in planned(Asked("group"), together, None, ON))
    closed = replace(ROW, renewal_id=4, customer_id=7, is_closed=True)
    again = planned(Asked("group"), [*together, closed], None, ON)
    assert not any(row.changes for row in again), "a closed one beside them is in no group"


Do = Callable[..., BulkDone]


@pytest.mark.django_db
def test_what_was_previewed_is_done_once() -> None:
    world = build(timezone.localdate())
    hana, bob, on = world.users["hana"], world.staff["bob"], world.today
    ids = [one.pk for one in world.renewals.values()]
    seven = on + 7 * DAY

    def preview(asked: Asked, chosen: list[int] = ids) -> BulkPreview:
        return bulk_preview(hana, asked, renewal_ids=chosen, on=on)

    def do(asked: Asked, chosen: list[int] = ids, seen: BulkPreview | None = None) -> BulkDone:
        marks = {row.renewal_id: row.seen for row in seen.rows} if seen else None
        return do_to_many(
            renewal_ids=chosen, asked=asked, seen=marks, by=hana, on=on, at=timezone.now()
        )

    _says_what_single_commands_say(world, do)
    for asked in (
        Asked("owner", bob.pk), Asked("step", None, seven, "Call them"),
        Asked("snooze", day=on + 3 * DAY, words="Budget."), Asked("wake"),
        Asked("waiting", day=seven, words="Redlines", code="legal"),
        Asked("risk", words="New CFO", code="will_contract"), Asked("quotes"), Asked("group"),
    ):  # fmt: skip
        page = preview(asked)
        assert page.missing == 1, "Delta Defence is under export control"
        assert page.changing, asked.action
        done = do(asked, seen=page)
        refused = page.refused + page.missing
        assert (done.done, len(done.refused)) == (page.changing, refused), done
        events = AuditEvent.objects.count()
        again = do(asked, seen=page)
        assert (again.done, again.already) == (0, page.changing + page.staying), asked.action
        assert AuditEvent.objects.count() == events, asked.action
    assert Renewal.objects.filter(owner=bob).count() == 6
    assert Quote.objects.filter(renewal=world.renewals["C-1003"], is_primary=True).exists()
    grouped = Renewal.objects.exclude(group=None)
    assert {one.contract.key for one in grouped} == {"C-1001", "C-1002"}
    _refuses_what_is_stale(world, ids, preview, do)


KEPT = ("risk", "step_on", "snoozed_until", "waiting_on", "waiting_why", "waiting_until")


def _says_what_single_commands_say(world: World, do: Do) -> None:
    first, second = world.renewals["C-1002"], world.renewals["C-1003"]
    given: dict[str, Any] = {"renewal_id": first.pk, "by": world.users["hana"], "on": world.today}
    day = world.today + 2 * DAY
    singles: list[tuple[str, Callable[[], object], Asked]] = [
        ("desk.snooze", lambda: snooze_renewal(until=day, reason="x", **given),
         Asked("snooze", day=day, words="x")),
        ("desk.wake", lambda: wake_renewal(**given), Asked("wake")),
        ("desk.mark_waiting", lambda: mark_waiting(on_whom="legal", note="x", **given),
         Asked("waiting", words="x", code="legal")),
        ("desk.mark_waiting", lambda: mark_waiting(on_whom="", **given), Asked("waiting")),
        ("desk.set_risk", lambda: set_risk(category="will_churn", reason="x", **given),
         Asked("risk", words="x", code="will_churn")),
        ("desk.set_next_step", lambda: set_next_step(text="x", due_on=day, **given),
         Asked("step", day=day, words="x")),
    ]  # fmt: skip
    for verb, single, asked in singles:
        single()
        assert do(asked, [second.pk]).done == 1
        events = AuditEvent.objects.filter(verb=verb).order_by("-pk")[:2]
        assert [event.subject_id for event in events] == [second.pk, first.pk]
        told, expected = (event.detail for event in events)
        assert told == expected, verb
        kept = Renewal.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
        one, other = kept.values_list(*KEPT)
        assert one == other, verb


def _refuses_what_is_stale(
    world: World, ids: list[int], preview: Callable[..., BulkPreview], do: Do
) -> None:
    hana, on = world.users["hana"], world.today
    first, second = world.renewals["C-1001"], world.renewals["C-1002"]
    asked = Asked("step", None, on + DAY, "Write")
    page = preview(asked)
    for pk, words in ((first.pk, "Somebody else's step"), (second.pk, "Write")):
        set_next_step(renewal_id=pk, text=words, due_on=on + DAY, by=hana, on=on)
    steps = NextStep.objects.count()
    with pytest.raises(PreviewStale, match=r"about Aurora Shipping C-1001\. Look"):
        do(asked, seen=page)
    assert NextStep.objects.count() == steps, "nothing is done of what one refuses"
    # What has come to be as it was wanted meanwhile holds nothing up.
    rest = [pk for pk in ids if pk != first.pk]
    done = do(asked, chosen=rest, seen=page)
    assert (done.done, done.already) == (3, 1)

    with pytest.raises(NotAllowed):
        do_to_many(renewal_ids=ids, asked=Asked("wake"), by=world.users["ada"], on=on)
    with pytest.raises(InvalidInput, match="Select between 1 and 200"):
        preview(asked, [])
    assert renewals_named(hana, ["C-1001", str(second.pk)]) == [first.pk, second.pk]
    with pytest.raises(InvalidInput, match="C-9"):
        renewals_named(hana, ["C-9"])
    Contract.objects.filter(key="C-1001").update(key=str(second.pk))
    assert renewals_named(hana, [str(second.pk)]) == [first.pk], "a key goes before a number"
    assert Snooze.objects.exclude(until=None).count() == 6
