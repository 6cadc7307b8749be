"""The playbook as it is published, its history, and the one that Tenure brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tenure.desk.models import PlayTask, PlayVersion
from tenure.desk.rules.front_matter import split_front_matter
from tenure.desk.rules.playbook_preview import starts_in_words as trigger_in_words
from tenure.desk.rules.playbook_preview import task_notes
from tenure.desk.rules.plays import Event, Trigger, point_in_words
from tenure.foundation.models import User

_SHIPPED = Path(__file__).resolve().parents[1] / "playbook"
# The channel of contract c with its partners p and q. An MSP in the chain makes the deal one of an
# MSP, whatever channel was declared.
CHANNEL_SQL = """
    CASE WHEN 'msp' IN (p.kind, q.kind) THEN 'msp'
         WHEN c.distributor_id IS NOT NULL OR c.channel = 'distributor' THEN 'distributor'
         WHEN c.reseller_id IS NOT NULL OR c.channel = 'reseller' THEN 'reseller'
         ELSE 'direct' END"""


@dataclass(frozen=True, slots=True)
class PlayedTask:
    """A task of a play as its page shows it; `when` as T-120."""

    task: PlayTask
    when: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayPage:
    """A play: what holds now, its text in Markdown, its tasks, and all its versions."""

    code: str
    version: PlayVersion
    starts: str
    text: str
    tasks: list[PlayedTask]
    versions: list[PlayVersion]


def shipped_playbook() -> dict[str, str]:
    """Return the files of the playbook that Tenure brings, by code."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_SHIPPED.glob("*.md"))}


def current_versions() -> list[PlayVersion]:
    """Return the version of each play that holds, by code."""
    latest = PlayVersion.objects.order_by("play_id", "-version").distinct("play_id")
    return sorted(latest.select_related("play"), key=lambda version: version.play.code)


def held_version(code: str) -> PlayVersion | None:
    """Return the version of a play that holds; None: there is no such play."""
    versions = PlayVersion.objects.filter(play__code=code).select_related("play")
    return versions.order_by("-version").first()


def playbook(user: User) -> list[PlayVersion]:
    """Return the plays that the person may read, as they hold now, by title."""
    latest = PlayVersion.objects.visible_to(user).order_by("play_id", "-version")
    found = latest.distinct("play_id").select_related("play", "published_by")
    return sorted(found, key=lambda version: (version.retired, version.title.lower()))


def play_page(code: str, *, user: User, number: int | None = None) -> PlayPage | None:
    """Return a play, in its version `number` or the one that holds; None: there is none."""
    found = PlayVersion.objects.visible_to(user).filter(play__code=code).order_by("-version")
    versions = list(found.select_related("published_by").defer("source")[:200])
    chosen = next((one for one in versions if number in (None, one.version)), None)
    if chosen is None:
        return None
    tasks = [
        PlayedTask(
            task,
            point_in_words(task.days, from_start=task.from_start, working=task.working_days),
            task_notes(
                after=task.after,
                checklist=task.checklist,
                sla_hours=task.sla_hours,
                templates=task.templates,
            ),
        )
        for task in PlayTask.objects.filter(version=chosen).order_by("position")
    ]
    _, text = split_front_matter(chosen.source)
    return PlayPage(code, chosen, starts_in_words(chosen), text, tasks, versions)


def starts_in_words(version: PlayVersion) -> str:
    """Return when a version of a play starts, as sentences."""
    return trigger_in_words(trigger_of(version))


def trigger_of(version: PlayVersion) -> Trigger:
    """Return a version's trigger, as its file says it."""
    return Trigger(
        event=Event(version.event),
        from_days=version.from_days,
        until_days=version.until_days,
        channels=tuple(version.channels),
        segments=tuple(version.segments),
        renewal_types=tuple(version.renewal_types),
    )
