"""Pure rules of programs: what terms may say, and the programs a company starts with."""

from tenure.programs.rules.defaults import DEFAULT_PROGRAMS, DefaultProgram
from tenure.programs.rules.terms import Effect, check_terms

__all__ = ["DEFAULT_PROGRAMS", "DefaultProgram", "Effect", "check_terms"]
