"""The daily run, views, playbook and tasks, escalations, saves, shifts, worklist, engagement."""

from tenure.desk.models.engagement import (
    LoggedContact,
    Mention,
    NextStep,
    Note,
    RiskMark,
    Stakeholder,
)
from tenure.desk.models.escalations import (
    ContestedMark,
    Escalation,
    EscalationEvent,
    EscalationMail,
    EscalationNotice,
    EscalationRule,
    EscalationRuleWithdrawal,
    EscalationSweep,
)
from tenure.desk.models.handovers import Handover, HandoverMail, HandoverNote, HandoverStep
from tenure.desk.models.playbook import PlayComment, PlayDecision, PlayDraft, ReviewReminder
from tenure.desk.models.plays import Play, PlayStart, PlayTask, PlayVersion
from tenure.desk.models.reminders import (
    CalendarFeed,
    CalendarFeedEnd,
    ReaderCursor,
    Reminder,
    ReminderChannel,
    ReminderItem,
)
from tenure.desk.models.requests import (
    MailboxPlace,
    MailTaken,
    Request,
    RequestFile,
    RequestMail,
    RequestStep,
)
from tenure.desk.models.routing import StaffCapacity, StaffSkill
from tenure.desk.models.runs import DigestMail, Run, RunStep, SavedView
from tenure.desk.models.saves import SavePlay, SaveResult, SaveTactic
from tenure.desk.models.shifts import (
    Absence,
    RegionHours,
    Shift,
    ShiftPattern,
    ShiftSwap,
    SwapAnswer,
)
from tenure.desk.models.tasks import Task, TaskAfter, TaskEvidence, TaskMove, TaskResult, TaskTick
from tenure.desk.models.worklist import Snooze, WaitingMark, WorklistCursor

__all__ = [
    "Absence",
    "CalendarFeed",
    "CalendarFeedEnd",
    "ContestedMark",
    "DigestMail",
    "Escalation",
    "EscalationEvent",
    "EscalationMail",
    "EscalationNotice",
    "EscalationRule",
    "EscalationRuleWithdrawal",
    "EscalationSweep",
    "Handover",
    "HandoverMail",
    "HandoverNote",
    "HandoverStep",
    "LoggedContact",
    "MailTaken",
    "MailboxPlace",
    "Mention",
    "NextStep",
    "Note",
    "Play",
    "PlayComment",
    "PlayDecision",
    "PlayDraft",
    "PlayStart",
    "PlayTask",
    "PlayVersion",
    "ReaderCursor",
    "RegionHours",
    "Reminder",
    "ReminderChannel",
    "ReminderItem",
    "Request",
    "RequestFile",
    "RequestMail",
    "RequestStep",
    "ReviewReminder",
    "RiskMark",
    "Run",
    "RunStep",
    "SavePlay",
    "SaveResult",
    "SaveTactic",
    "SavedView",
    "Shift",
    "ShiftPattern",
    "ShiftSwap",
    "Snooze",
    "StaffCapacity",
    "StaffSkill",
    "Stakeholder",
    "SwapAnswer",
    "Task",
    "TaskAfter",
    "TaskEvidence",
    "TaskMove",
    "TaskResult",
    "TaskTick",
    "WaitingMark",
    "WorklistCursor",
]
