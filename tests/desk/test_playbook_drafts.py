"""Drafts, proposals, reviews and search of plays: what is kept, refused and found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tenure.desk.commands.playbook import confirm_review, publish_playbook, retire_play
from tenure.desk.commands.playbook_comments import (
    ProposalDecided,
    comment_play,
    decide_proposal,
    propose_draft,
    propose_play,
)
from tenure.desk.commands.playbook_drafts import (
    DraftInTheWay,
    DraftOutdated,
    drop_draft,
    move_draft,
    open_proposal,
    publish_draft,
    restore_version,
    save_draft,
)
from tenure.desk.commands.playbook_reviews import remind_of_reviews
from tenure.desk.commands.run import run_day
from tenure.desk.models import (
    DigestMail,
    PlayComment,
    PlayDecision,
    PlayDraft,
    PlayVersion,
    ReviewReminder,
    Run,
)
from tenure.desk.queries.playbook import held_version
from tenure.desk.queries.playbook_changes import (
    comments_of,
    difference,
    draft_of,
    due_reviews,
    open_proposals,
    play_changes,
    play_editor,
)
from tenure.desk.queries.playbook_search import search_playbook
from tenure.desk.queries.starting import may_start
from tenure.desk.rules.playbook import PlaybookRefused
from tenure.desk.rules.playbook_review import Review
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput, NotAllowed
from tests.desk.test_plays_rule import RIGHT
from tests.renewals.builders import ON, Book

pytestmark = pytest.mark.django_db
THANKS = RIGHT.replace("Say thank you", "Send thanks")
GLAD = RIGHT.replace("Say thank you", "Be glad")


@pytest.fixture
def book() -> Book:
    made = Book()
    publish_playbook(sources={"direct": RIGHT}, why="To begin with.", by=made.head, on=ON)
    return made


@pytest.fixture
def alice(book: Book) -> User:
    user = book.manager().user
    assert user is not None
    return user


def held() -> PlayVersion:
    found = held_version("direct")
    assert found is not None
    return found


def test_a_draft_is_kept_right_or_wrong_and_published_when_right(book: Book, alice: User) -> None:
    wrong = RIGHT.replace("T-120", "soon")
    for _ in range(2):
        save_draft(code="direct", source=wrong.replace("\n", "\r\n"), by=book.head, on=ON)
    assert AuditEvent.objects.filter(verb="desk.save_draft").count() == 1
    assert draft_of("direct", alice) is None, "a draft is its writer's own"
    with pytest.raises(PlaybookRefused, match=r"direct\.md:13: 'due'"):
        publish_draft(code="direct", why="x", by=book.head, on=ON)
    assert PlayDraft.objects.get().source == wrong
    save_draft(code="direct", source=RIGHT, by=book.head, on=ON)
    with pytest.raises(InvalidInput, match="says the same"):
        publish_draft(code="direct", why="x", by=book.head, on=ON)
    save_draft(code="direct", source=THANKS, by=book.head, on=ON)
    made = publish_draft(code="direct", why="Kinder.", by=book.head, on=ON)
    assert (made.version, made.source, made.why) == (2, THANKS, "Kinder.")
    assert not PlayDraft.objects.exists()
    save_draft(code="direct", source=GLAD, by=alice, on=ON)
    with pytest.raises(NotAllowed):
        publish_draft(code="direct", why="x", by=alice, on=ON)
    for code, source in (("Direct!", RIGHT), ("direct", "x" * 100_001)):
        with pytest.raises(InvalidInput):
            save_draft(code=code, source=source, by=alice, on=ON)
    drop_draft(code="direct", by=alice, on=ON)
    drop_draft(code="direct", by=alice, on=ON)
    assert not PlayDraft.objects.exists()


def test_what_others_published_meanwhile_is_never_undone(book: Book) -> None:
    sam = User.objects.create(username="sam", role=Role.SALES_OPERATIONS)
    save_draft(code="direct", source=GLAD, by=sam, on=ON)
    publish_playbook(sources={"direct": THANKS}, why="Kinder.", by=book.head, on=ON)
    with pytest.raises(DraftOutdated, match="Version 2 was published meanwhile"):
        publish_draft(code="direct", why="x", by=sam, on=ON)
    editor = play_editor("direct", user=sam, on=ON)
    assert editor is not None
    assert editor.is_outdated
    assert editor.since is not None
    assert [line.text for line in editor.since.lines if line.kind == "added"] == [
        'title = "Send thanks"'
    ]
    with pytest.raises(DraftOutdated):
        move_draft(code="direct", version=1, by=sam, on=ON)
    move_draft(code="direct", version=2, by=sam, on=ON)
    assert publish_draft(code="direct", why="Gladder.", by=sam, on=ON).version == 3
    assert held().source == GLAD


def test_a_new_play_is_written_and_a_play_retired(book: Book) -> None:
    save_draft(code="small", source=RIGHT, by=book.head, on=ON)
    assert play_editor("none", user=book.head, on=ON) is None
    publish_draft(code="small", why="New.", by=book.head, on=ON)
    for _ in range(2):
        retired = retire_play(code="small", why="Not needed.", by=book.head, on=ON)
    assert (retired.version, retired.retired, retired.why) == (2, True, "Not needed.")
    assert retired.source == RIGHT.replace("2027-06-30\n", "2027-06-30\nretired = true\n")
    with pytest.raises(InvalidInput):
        retire_play(code="none", why="x", by=book.head, on=ON)


def test_an_old_version_is_restored_as_a_draft(book: Book) -> None:
    publish_playbook(sources={"direct": THANKS}, why="Kinder.", by=book.head, on=ON)
    draft = restore_version(code="direct", version=1, by=book.head, on=ON)
    assert (draft.source, draft.base) == (RIGHT, held())
    save_draft(code="direct", source=GLAD, by=book.head, on=ON)
    with pytest.raises(DraftInTheWay):
        restore_version(code="direct", version=1, by=book.head, on=ON)
    assert PlayDraft.objects.get().source == GLAD
    with pytest.raises(InvalidInput, match="no version 9"):
        restore_version(code="direct", version=9, by=book.head, on=ON)


def test_versions_are_told_apart_and_their_use_is_counted(book: Book) -> None:
    book.contract("K", end=ON + timedelta(days=100))
    run_day(on=ON, by=book.head)
    publish_playbook(sources={"direct": THANKS}, why="Kinder.", by=book.head, on=ON)
    page = play_changes("direct", user=book.head, on=ON)
    assert page is not None
    assert [page.running.get(one.pk, 0) for one in page.page.versions] == [0, 1]
    found = difference("direct", user=book.head, before=None, after=None)
    assert found is not None
    assert (found.before.version, found.after and found.after.version) == (1, 2)
    assert (found.found.added, found.found.removed) == (1, 1)
    backwards = difference("direct", user=book.head, before=2, after=1)
    assert backwards is not None
    assert backwards.before.version == 2
    assert difference("direct", user=book.head, before=7, after=8) is None
    assert difference("none", user=book.head, before=1, after=1) is None


def test_a_proposal_is_made_opened_and_decided_once(book: Book, alice: User) -> None:
    comment_play(code="direct", text="Too long.", by=alice, on=ON)
    comment_play(code="direct", text="Too long.", by=alice, on=ON)
    with pytest.raises(PlaybookRefused, match=r":13:"):
        propose_play(
            code="direct", text="x", source=RIGHT.replace("T-120", "soon"), by=alice, on=ON
        )
    save_draft(code="direct", source=GLAD, by=alice, on=ON)
    publish_playbook(sources={"direct": THANKS}, why="Kinder.", by=book.head, on=ON)
    proposal = propose_draft(code="direct", text="Be glad instead.", by=alice, on=ON)
    assert proposal.version.version == 1, "it was written on the first version"
    assert [one.pk for one in open_proposals(book.head)] == [proposal.pk]
    apart = difference("direct", user=alice, before=None, after=None, proposal_id=proposal.pk)
    assert apart is not None
    assert apart.found.added == 1
    draft = open_proposal(proposal_id=proposal.pk, by=book.head, on=ON)
    assert (draft.source, draft.base and draft.base.version) == (GLAD, 1)
    with pytest.raises(DraftOutdated):
        publish_draft(code="direct", why="x", by=book.head, on=ON)
    with pytest.raises(NotAllowed):
        decide_proposal(proposal_id=proposal.pk, accepted=True, reason="x", by=alice, on=ON)
    for _ in range(2):
        decide_proposal(
            proposal_id=proposal.pk, accepted=False, reason="Thanks is right.", by=book.head, on=ON
        )
    with pytest.raises(ProposalDecided, match="Thanks is right"):
        decide_proposal(proposal_id=proposal.pk, accepted=True, reason="x", by=book.head, on=ON)
    assert open_proposals(book.head) == []
    said = [(one.kind, one.text) for one in comments_of("direct", alice)]
    assert said == [("proposal", "Be glad instead."), ("comment", "Too long.")]
    for model, change in ((PlayComment, {"text": "x"}), (PlayDecision, {"reason": "x"})):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model._default_manager.update(**change)
    auditor = User.objects.create(username="ada", role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        comment_play(code="direct", text="x", by=auditor, on=ON)


def test_a_play_found_right_differs_in_its_review_date_alone(book: Book, alice: User) -> None:
    later = date(2027, 12, 31)
    with pytest.raises(NotAllowed):
        confirm_review(code="direct", review_on=later, by=alice, on=ON)
    for _ in range(2):
        made = confirm_review(
            code="direct", review_on=later, note="Nothing to add.", by=book.head, on=ON
        )
    assert (made.version, made.why) == (2, "Reviewed, still right. Nothing to add.")
    assert made.source == RIGHT.replace("2027-06-30", "2027-12-31")
    own = RIGHT.replace('owner = "head_of_renewals"', 'owner = "renewals_manager"')
    publish_playbook(sources={"own": own}, why="x", by=book.head, on=ON)
    assert confirm_review(code="own", review_on=later, by=alice, on=ON).version == 2


def test_keepers_are_reminded_once_when_near_and_once_when_past(book: Book) -> None:
    review_on = date(2027, 6, 30)
    near, past = review_on - timedelta(days=30), review_on + timedelta(days=1)
    assert due_reviews(book.head, near - timedelta(days=1)) == []
    assert [row.state for row in due_reviews(book.head, near)] == [Review.NEAR]
    assert [row.state for row in due_reviews(book.head, past)] == [Review.PAST]
    run_day(on=near, by=book.head)
    mail = DigestMail.objects.get(recipient=book.head.email)
    assert "Plays to look at again: 1\n  30 Jun 2027  Direct renewal: its review is near" in (
        mail.body
    )
    assert remind_of_reviews(by=book.head, on=near + timedelta(days=1)) == []
    assert [one.is_past for one in remind_of_reviews(by=book.head, on=past)] == [True]
    assert remind_of_reviews(by=book.head, on=past) == []
    assert ReviewReminder.objects.count() == 2
    assert AuditEvent.objects.filter(verb="desk.remind_of_review").count() == 2
    retire_play(code="direct", why="x", by=book.head, on=past)
    assert due_reviews(book.head, past) == []


def test_only_another_trigger_has_all_renewals_looked_at(book: Book) -> None:
    run_day(on=ON, by=book.head)
    first = Run.objects.get()
    run_day(on=ON + timedelta(days=1), by=book.head)
    run = Run.objects.get(on=ON + timedelta(days=1))
    publish_playbook(sources={"direct": THANKS}, why="x", by=book.head, on=ON)
    confirm_review(code="direct", review_on=date(2027, 12, 31), by=book.head, on=ON)
    assert may_start(run, run, []) == []
    wider = THANKS.replace('channels = ["direct"]', 'channels = ["direct", "msp"]')
    publish_playbook(sources={"direct": wider}, why="x", by=book.head, on=ON)
    assert may_start(run, run, []) is None
    assert may_start(None, first, []) is None


def test_plays_are_found_by_their_words(book: Book) -> None:
    other = RIGHT.replace("Direct renewal", "Quiet partners").replace("# What", "Chase & <b>nudge")
    publish_playbook(sources={"quiet": other}, why="x", by=book.head, on=ON)
    publish_playbook(sources={"direct": THANKS}, why="Kinder.", by=book.head, on=ON)

    def codes(text: str) -> list[str]:
        return [found.version.play.code for found in search_playbook(book.head, text)]

    assert codes("nudging") == ["quiet"]
    assert codes("renewal")[0] == "direct", "a word in the title counts most"
    assert codes('"say thank"') == ["quiet"], "only the version that holds is searched"
    assert codes("partners -zebra") == ["quiet"]
    assert codes("quie") == ["quiet"]
    assert codes("  ") == codes("zebra") == []
    [found] = search_playbook(book.head, "nudge")
    assert [piece.text for piece in found.excerpt if piece.is_hit] == ["nudge"]
    partner = User.objects.create(username="pat", role=Role.PARTNER)
    assert search_playbook(partner, "nudge") == []
