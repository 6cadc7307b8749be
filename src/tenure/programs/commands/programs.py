"""Publish programs and their terms. Both are write-once; later terms supersede earlier ones."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction

from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.kernel.errors import Conflict, InvalidInput, NotAllowed
from tenure.kernel.ids import clean_key
from tenure.programs.commands.facts import publish_default_rules
from tenure.programs.models import Program, ProgramTerms
from tenure.programs.rules import DEFAULT_PROGRAMS, Effect, check_terms

_CODE, _NAME, _SENTENCE = 60, 120, 300


class ProgramConflict(Conflict):
    """Refuse a program whose code, or terms whose first day, are taken by different ones."""


@transaction.atomic
def publish_program(
    *, code: str, name: str, sentence: str, terms: Effect, by: User, on: date
) -> ProgramTerms:
    """Publish a program with its terms, or further terms of one that there is.

    Publishing the same again changes nothing. Raise ProgramConflict when the code has another name
    or sentence, or the day other terms; InvalidInput for what is no program; NotAllowed without
    the right.
    """
    if not may(by.role, Permission.SET_POLICY):
        raise NotAllowed(f"{by} may not publish programs.")
    check_terms(terms)
    program = _program(_cleaned(code, "code", _CODE), name.strip(), sentence.strip())
    known = ProgramTerms.objects.filter(program=program, start_on=terms.start_on).first()
    if known is not None:
        if asdict(terms) != {field: getattr(known, field) for field in asdict(terms)}:
            raise ProgramConflict(
                f"The terms of {program.code} from {terms.start_on} are published and do not"
                " change; publish the new ones from a later day."
            )
        return known
    made = ProgramTerms.objects.create(program=program, published_by=by, **asdict(terms))
    detail = {name: str(value) for name, value in asdict(terms).items() if value is not None}
    record_event(by=by, on=on, verb="programs.publish_program", subject=program, detail=detail)
    return made


@transaction.atomic
def publish_default_programs(*, by: User, on: date) -> int:
    """Publish the starting programs from `on`; return how many were new.

    A company that has published any program of its own keeps to its own: then nothing is added.
    """
    if Program.objects.exists():
        return 0
    for default in DEFAULT_PROGRAMS:
        terms = Effect(
            start_on=on,
            uplift_bp=default.uplift_bp,
            discount_bp=default.discount_bp,
            verify_months=default.verify_months,
        )
        publish_program(
            code=default.code, name=default.name, sentence=default.sentence, terms=terms,
            by=by, on=on,
        )  # fmt: skip
    publish_default_rules(by=by, on=on)
    return len(DEFAULT_PROGRAMS)


def _program(code: str, name: str, sentence: str) -> Program:
    """Return the program with this code, locked; make it where there is none yet."""
    program = Program.objects.select_for_update().filter(code=code).first()
    if program is None:
        _check_length(name, "name", _NAME)
        _check_length(sentence, "sentence for customers", _SENTENCE)
        # Another publisher of the same code waits at the unique code, and finds it then.
        program, _ = Program.objects.get_or_create(
            code=code, defaults={"name": name, "sentence": sentence}
        )
    if (name or program.name, sentence or program.sentence) != (program.name, program.sentence):
        raise ProgramConflict(
            f"The program {code} is published with another name or sentence; they do not change."
        )
    return program


def _cleaned(text: str, what: str, most: int) -> str:
    key = clean_key(text)
    _check_length(key, what, most)
    return key


def _check_length(text: str, what: str, most: int) -> None:
    if not text:
        raise InvalidInput(f"A program has a {what}.")
    if len(text) > most:
        raise InvalidInput(f"A program's {what} has at most {most} characters.")
