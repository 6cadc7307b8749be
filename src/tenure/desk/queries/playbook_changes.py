"""What is being changed in the playbook: drafts, differences of versions, comments, reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tenure.desk.models import PlayComment, PlayDraft, PlayStart, PlayVersion
from tenure.desk.queries.playbook import PlayPage, held_version, play_page, playbook
from tenure.desk.rules.playbook_diff import TextDiff, diff_of
from tenure.desk.rules.playbook_preview import Preview, preview
from tenure.desk.rules.playbook_review import Review, review_state
from tenure.desk.rules.playbook_text import NEW_PLAY
from tenure.foundation.models import User


@dataclass(frozen=True, slots=True)
class Editor:
    """A play as a person is writing it.

    `held` is the version that holds (None: a new play), `base` the one the text was made from.
    `since` is what others published in between: until the person has looked at it, nothing is
    published. `changes` is what the text would change in the version that holds.
    """

    code: str
    source: str
    draft: PlayDraft | None
    held: PlayVersion | None
    base: PlayVersion | None
    since: TextDiff | None
    changes: TextDiff | None
    preview: Preview

    @property
    def is_outdated(self) -> bool:
        """Tell whether somebody published the play since the draft was begun."""
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts of a play, told apart: two versions, or a version and what is proposed."""

    code: str
    title: str
    before: PlayVersion
    after: PlayVersion | None
    proposal: PlayComment | None
    found: TextDiff
    versions: list[PlayVersion]


@dataclass(frozen=True, slots=True)
class PlayChanges:
    """A play with how it changes: use of its versions, what is said of it, the reader's draft.

    `running` counts the open renewals that the reader may see on which a version runs, by id.
    """

    page: PlayPage
    running: dict[int, int]
    comments: list[PlayComment]
    draft: PlayDraft | None
    review: Review


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A play whose review is near or past."""

    version: PlayVersion
    state: Review


def draft_of(code: str, user: User) -> PlayDraft | None:
    """Return what a person is writing of a play."""
    drafts = PlayDraft.objects.visible_to(user).filter(code=code)
    return drafts.select_related("base").first()


def drafts_of(user: User) -> list[PlayDraft]:
    """Return everything a person is writing, without the texts."""
    drafts = PlayDraft.objects.visible_to(user).select_related("base").defer("source")
    return list(drafts.order_by("code"))


def play_editor(
    code: str, *, user: User, on: date, source: str | None = None, renewal_on: date | None = None
) -> Editor | None:
    """Return a play to be edited, with what is typed (else the draft, else what holds).

    None: there is neither such a play nor a draft of one.
    """
    draft, held = draft_of(code, user), held_version(code)
    if draft is None and held is None and source is None:
        return None
    base = draft.base if draft else held
    if source is None:
        source = draft.source if draft else held.source if held else ""
    source = source.replace("\r\n", "\n")
    since = None
    if held is not None and base != held:
        since = diff_of(base.source if base else "", held.source)
    return Editor(
        code=code,
        source=source,
        draft=draft,
        held=held,
        base=base,
        since=since,
        changes=diff_of(held.source, source) if held else None,
        preview=preview(code, source, on=on, renewal_on=renewal_on),
    )


def new_play_text(review_on: date) -> str:
    """Return what a new play begins with."""
    return NEW_PLAY.format(review_on=review_on.isoformat())


def difference(
    code: str, *, user: User, before: int | None, after: int | None, proposal_id: int | None = None
) -> Difference | None:
    """Return what differs between two versions; without numbers: the latest and the one before.

    With a proposal: between the version it was made on and its text. None: one is not there.
    """
    found = PlayVersion.objects.visible_to(user).filter(play__code=code).order_by("-version")
    versions = list(found.select_related("play", "published_by").defer("source")[:200])
    if not versions:
        return None
    if proposal_id is not None:
        return _proposed(code, proposal_id, versions, user)
    latest = versions[0].version
    after = after or latest
    before = before or max(1, after - 1)
    chosen = {one.version: one for one in versions if one.version in (before, after)}
    if not {before, after} <= chosen.keys():
        return None
    texts = dict(found.filter(version__in=(before, after)).values_list("version", "source"))
    told = diff_of(texts[before], texts[after])
    return Difference(code, versions[0].title, chosen[before], chosen[after], None, told, versions)


def _proposed(
    code: str, proposal_id: int, versions: list[PlayVersion], user: User
) -> Difference | None:
    proposals = PlayComment.objects.visible_to(user).select_related("version", "said_by")
    proposal = proposals.filter(pk=proposal_id, play__code=code).exclude(source="").first()
    if proposal is None:
        return None
    told = diff_of(proposal.version.source, proposal.source)
    return Difference(code, versions[0].title, proposal.version, None, proposal, told, versions)


def play_changes(
    code: str, *, user: User, on: date, number: int | None = None
) -> PlayChanges | None:
    """Return a play with how it changes (a fixed number of queries); None: there is none."""
    page = play_page(code, user=user, number=number)
    if page is None:
        return None
    return PlayChanges(
        page=page,
        running=_running([one.pk for one in page.versions], user),
        comments=comments_of(code, user),
        draft=draft_of(code, user),
        review=review_state(page.versions[0].review_on, on),
    )


def comments_of(code: str, user: User) -> list[PlayComment]:
    """Return what is said of a play, the latest first, with what became of proposals."""
    comments = PlayComment.objects.visible_to(user).filter(play__code=code)
    detailed = comments.select_related("version", "said_by", "decision__decided_by")
    return list(detailed.defer("source").annotate(carries=~Q(source="")).order_by("-pk")[:100])


def open_proposals(user: User) -> list[PlayComment]:
    """Return the proposals that nobody has decided, the oldest first."""
    waiting = PlayComment.objects.visible_to(user).filter(
        kind=PlayComment.Kind.PROPOSAL, decision=None
    )
    detailed = waiting.select_related("play", "version", "said_by").defer("source")
    return list(detailed.order_by("pk")[:100])


def due_reviews(user: User, on: date) -> list[ReviewRow]:
    """Return the plays whose review is near or past, the longest past first."""
    return reviews_among(playbook(user), on)


def reviews_among(versions: list[PlayVersion], on: date) -> list[ReviewRow]:
    """Return those of the versions whose review is near or past, the longest past first."""
    rows = [
        ReviewRow(version, review_state(version.review_on, on))
        for version in versions
        if not version.retired
    ]
    due = [row for row in rows if row.state is not Review.LATER]
    return sorted(due, key=lambda row: (row.version.review_on, row.version.title))


def _running(version_ids: list[int], user: User) -> dict[int, int]:
    starts = PlayStart.objects.visible_to(user).filter(
        version_id__in=version_ids, renewal__closed_on=None
    )
    counted = starts.values_list("version_id").annotate(n=Count("pk")).order_by()
    return dict(counted)
