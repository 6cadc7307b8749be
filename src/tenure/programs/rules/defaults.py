"""The programs a new company starts with; superseded by later terms like any other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultProgram:
    """Hold one starting program: what it is called, what customers read, and what it is worth."""

    code: str
    name: str
    sentence: str
    uplift_bp: int | None = None
    discount_bp: int | None = None
    verify_months: int = 12


# A discount comes off the price that carries on, so a program with one lowers it at every renewal:
# right for what is free, wrong for a lower price that was agreed once. Those just do not rise.
DEFAULT_PROGRAMS: tuple[DefaultProgram, ...] = (
    DefaultProgram(
        "at-risk",
        "At-risk public-interest groups",
        "Protection is free for public-interest groups at risk of attack.",
        discount_bp=10_000,
    ),
    DefaultProgram(
        "election-offices",
        "Election offices",
        "The service is free for the offices that hold public elections.",
        discount_bp=10_000,
        verify_months=24,
    ),
    DefaultProgram(
        "non-profit",
        "Non-profit organisations",
        "For non-profit organisations the price does not rise at renewal.",
        uplift_bp=0,
    ),
    DefaultProgram(
        "education",
        "Schools and universities",
        "For schools and universities the price does not rise at renewal.",
        uplift_bp=0,
        verify_months=24,
    ),
    DefaultProgram(
        "start-up",
        "Start-ups",
        "For start-ups in the program the price does not rise at renewal.",
        uplift_bp=0,
    ),
)
