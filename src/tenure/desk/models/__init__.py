"""The daily run, saved views, the playbook and the tasks it opens."""

from tenure.desk.models.playbook import PlayComment, PlayDecision, PlayDraft, ReviewReminder
from tenure.desk.models.plays import Play, PlayStart, PlayTask, PlayVersion, Task, TaskResult
from tenure.desk.models.runs import DigestMail, Run, RunStep, SavedView

__all__ = [
    "DigestMail",
    "Play",
    "PlayComment",
    "PlayDecision",
    "PlayDraft",
    "PlayStart",
    "PlayTask",
    "PlayVersion",
    "ReviewReminder",
    "Run",
    "RunStep",
    "SavedView",
    "Task",
    "TaskResult",
]
