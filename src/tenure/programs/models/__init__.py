"""Programs with their dated terms, and the enrolments of customers in them."""

from tenure.programs.models.enrolments import Enrolment, EnrolmentEnd, Verification
from tenure.programs.models.programs import Program, ProgramTerms

__all__ = ["Enrolment", "EnrolmentEnd", "Program", "ProgramTerms", "Verification"]
