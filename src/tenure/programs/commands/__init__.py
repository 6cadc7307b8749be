"""The only writers of programs."""

from tenure.programs.commands.enrolments import (
    EnrolmentRefused,
    end_enrolment,
    enrol,
    verify_enrolment,
)
from tenure.programs.commands.programs import (
    ProgramConflict,
    publish_default_programs,
    publish_program,
)

__all__ = [
    "EnrolmentRefused",
    "ProgramConflict",
    "end_enrolment",
    "enrol",
    "publish_default_programs",
    "publish_program",
    "verify_enrolment",
]
