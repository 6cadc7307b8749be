"""The playbook as it is published, its history, and the one that Tenure brings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tenure.desk.models import PlayTask, PlayVersion
from tenure.desk.rules.front_matter import split_front_matter
from tenure.desk.rules.plays import CHANNELS, EVENT_WORDS, Event, point_in_words
from tenure.foundation.models import User

_SHIPPED = Path(__file__).resolve().parents[1] / "playbook"
_CHANNEL_WORDS = dict(
    zip(CHANNELS, ("direct", "through a reseller", "through a distributor", "MSP"), strict=True)
)


@dataclass(frozen=True, slots=True)
class PlayedTask:
    """A task of a play as its page shows it; `when` as T-120."""

    task: PlayTask
    when: str


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
        PlayedTask(task, point_in_words(task.days, from_start=task.from_start))
        for task in PlayTask.objects.filter(version=chosen).order_by("position")
    ]
    _, text = split_front_matter(chosen.source)
    return PlayPage(code, chosen, starts_in_words(chosen), text, tasks, versions)


def starts_in_words(version: PlayVersion) -> str:
    """Return when a play starts, as a sentence."""
    event = Event(version.event)
    said = f"It starts {EVENT_WORDS[event]}"
    if event is not Event.BY_HAND:
        first, last = point_in_words(version.from_days), point_in_words(version.until_days)
        said += f", from {first} until {last}"
    about = [
        " or ".join(_CHANNEL_WORDS.get(one, one) for one in version.channels),
        " or ".join(one.replace("_", " ") for one in version.segments),
        " or ".join(version.renewal_types),
    ]
    only = [one for one in about if one]
    return f"{said}. Only: {'; '.join(only)}." if only else f"{said}."
