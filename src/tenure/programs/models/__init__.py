"""Programs with their dated terms and rules, applications, and the enrolments of customers."""

from tenure.programs.models.eligibility import (
    Application,
    ApplicationStep,
    CustomerFact,
    EligibilityRules,
    Evidence,
    VerificationReminder,
)
from tenure.programs.models.enrolments import Enrolment, EnrolmentEnd, Verification
from tenure.programs.models.programs import Program, ProgramTerms

__all__ = [
    "Application",
    "ApplicationStep",
    "CustomerFact",
    "EligibilityRules",
    "Enrolment",
    "EnrolmentEnd",
    "Evidence",
    "Program",
    "ProgramTerms",
    "Verification",
    "VerificationReminder",
]
