"""Publish versions of plays (all of what was read, or nothing), retire them, confirm reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from tenure.desk.models import Play, PlayTask, PlayVersion
from tenure.desk.queries.playbook import current_versions, held_version, shipped_playbook
from tenure.desk.rules.playbook import PlaybookRefused, read_playbook
from tenure.desk.rules.playbook_review import checked_next_review
from tenure.desk.rules.playbook_text import with_value
from tenure.desk.rules.plays import WrittenPlay
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import InvalidInput, NotAllowed

PUBLISH_VERB = "desk.publish_play"
REVIEWED = "Reviewed, still right."
PUBLISH_LOCK = 7_310_114_021  # any number, the same in every process of this program


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed: versions made, and plays that said the same already."""

    versions: tuple[PlayVersion, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def publish_playbook(*, sources: Mapping[str, str], why: str, by: User, on: date) -> Published:
    """Publish the next version of each play whose file changed; `sources` by code.

    Raises PlaybookRefused with every error of every file, NotAllowed, InvalidInput. The same files
    again change nothing. Plays that are not among the files stay as they are.
    """
    require_publisher(by)
    lock_playbook()
    return publish_read(sources=sources, why=why, by=by, on=on)


def require_publisher(person: User) -> None:
    """Raise NotAllowed unless the person may publish plays."""
    if not may(person.role, Permission.PUBLISH_PLAYBOOK):
        raise NotAllowed("Your role may read the playbook but not publish it.")


def lock_playbook() -> None:
    """Let nobody else publish before this transaction ends: both would count the same version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISH_LOCK])


def publish_read(*, sources: Mapping[str, str], why: str, by: User, on: date) -> Published:
    """Publish what changed, under the lock; the caller has asked whether the person may."""
    why = " ".join(why.split())
    if not 0 < len(why) <= 300:
        raise InvalidInput("Say in at most 300 characters why the playbook changes.")
    plays, mistakes = read_playbook(sources)
    if mistakes:
        raise PlaybookRefused(mistakes)
    current = {version.play.code: version for version in current_versions()}
    changed = [
        play for play in plays
        if play.code not in current or current[play.code].source != play.source
    ]  # fmt: skip
    versions = _publish(changed, current, why=why, by=by, on=on)
    codes = {play.code for play in changed}
    unchanged = tuple(play.code for play in plays if play.code not in codes)
    return Published(tuple(versions), unchanged)


def publish_default_playbook(*, by: User, on: date) -> Published:
    """Publish the playbook that Tenure brings."""
    return publish_playbook(
        sources=shipped_playbook(), why="The playbook that Tenure brings.", by=by, on=on
    )


@transaction.atomic
def retire_play(*, code: str, why: str, by: User, on: date) -> PlayVersion:
    """Publish a version that starts on no further renewal. Retired already: it changes nothing."""
    require_publisher(by)
    lock_playbook()
    held = required_version(code)
    if held.retired:
        return held
    source = with_value(held.source, "retired", "true")
    [made] = publish_read(sources={code: source}, why=why, by=by, on=on).versions
    return made


@transaction.atomic
def confirm_review(
    *, code: str, review_on: date, note: str = "", by: User, on: date
) -> PlayVersion:
    """Say that a play was looked at and is still right, until its next review.

    It is a version whose file differs in nothing but the review date, so that what is exported
    stays true. For those who may publish, and for the role that keeps the play. The date that
    stands there already changes nothing.
    """
    lock_playbook()
    held = required_version(code)
    if by.role != held.owner_role:
        require_publisher(by)
    if held.review_on == review_on:
        return held
    source = with_value(held.source, "review_on", checked_next_review(review_on, on).isoformat())
    why = f"{REVIEWED} {note}".strip()
    [made] = publish_read(sources={code: source}, why=why, by=by, on=on).versions
    return made


def required_version(code: str) -> PlayVersion:
    """Return the version of a play that holds; raise InvalidInput when there is none."""
    held = held_version(code)
    if held is None:
        raise InvalidInput(f"There is no play '{code[:40]}' in the playbook.")
    return held


def _publish(
    plays: Sequence[WrittenPlay], current: Mapping[str, PlayVersion], *, why: str, by: User,
    on: date,
) -> list[PlayVersion]:  # fmt: skip
    Play.objects.bulk_create([Play(code=play.code) for play in plays], ignore_conflicts=True)
    codes = [play.code for play in plays]
    ids = dict(Play.objects.filter(code__in=codes).values_list("code", "pk"))
    versions = PlayVersion.objects.bulk_create(
        [_version(play, ids[play.code], current.get(play.code), why, by, on) for play in plays]
    )
    PlayTask.objects.bulk_create(
        [
            PlayTask(
                version=version, code=task.code, position=task.position, title=task.title,
                owner_role=task.owner, days=task.days, from_start=task.from_start, late=task.late,
                after_close=task.after_close, working_days=task.working_days,
                after=list(task.after), checklist=list(task.checklist), sla_hours=task.sla_hours,
                templates=list(task.templates),
            )
            for play, version in zip(plays, versions, strict=True)
            for task in play.tasks
        ]
    )  # fmt: skip
    for play, version in zip(plays, versions, strict=True):
        detail = {"code": play.code, "version": version.version, "why": why}
        record_event(by=by, on=on, verb=PUBLISH_VERB, subject=version, detail=detail)
    return versions


def _version(
    play: WrittenPlay, play_id: int, before: PlayVersion | None, why: str, by: User, on: date
) -> PlayVersion:
    trigger = play.trigger
    return PlayVersion(
        play_id=play_id, version=before.version + 1 if before else 1, title=play.title,
        summary=play.summary, owner_role=play.owner, review_on=play.review_on,
        retired=play.retired, event=trigger.event.value, from_days=trigger.from_days,
        until_days=trigger.until_days, channels=list(trigger.channels),
        segments=list(trigger.segments), renewal_types=list(trigger.renewal_types),
        source=play.source, why=why, published_on=on, published_by=by,
    )  # fmt: skip
