"""Regions that follow the sun: their hours in UTC, working time, cut-off, and who covers what."""

from tenure.desk.rules.shifts.absence import AbsentFacts, covered_by
from tenure.desk.rules.shifts.clock import RegionClock, after_working, working_time
from tenure.desk.rules.shifts.cover import Duty, Gap, dark_hours, gaps_of, quarter_ends
from tenure.desk.rules.shifts.cutoff import Answering, answering
from tenure.desk.rules.shifts.hours import DEFAULTS, Hours, WrongHours

__all__ = [
    "DEFAULTS",
    "AbsentFacts",
    "Answering",
    "Duty",
    "Gap",
    "Hours",
    "RegionClock",
    "WrongHours",
    "after_working",
    "answering",
    "covered_by",
    "dark_hours",
    "gaps_of",
    "quarter_ends",
    "working_time",
]
