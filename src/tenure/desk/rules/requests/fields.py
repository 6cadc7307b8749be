"""Fields of requests: typed, checked one by one, refused with the place and the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenure.kernel.errors import InvalidInput

MOST_TEXT = 4_000
_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\".]+(\.[^@\s<>,;\".]+)*")
_PHONE = re.compile(r"\+?[0-9 ()./-]{3,40}")


class FieldType(StrEnum):
    """What a field holds; it decides how it is checked, and how a form draws it."""

    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a kind of request asks for; `choices` are codes and words."""

    name: str
    label: str
    type: FieldType = FieldType.LINE
    required: bool = True
    longest: int = 200
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold what is wrong with a request: the field, and the reason as a sentence."""

    field: str
    reason: str


class RequestInvalid(InvalidInput):
    """Refuse what a request asks for; `problems` name each field with its reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(f"{one.field}: {one.reason}" for one in problems))
        self.problems = problems


def read_field(field: Field, given: object) -> str:
    """Return a field's value as it is kept (a day as 2027-01-31; nothing as ''). Raise ValueError.

    The message of the ValueError is a sentence that a person may read.
    """
    if given is None:
        given = ""
    if isinstance(given, date):
        given = given.isoformat()
    if not isinstance(given, str):
        raise ValueError("This has to be text.")
    text = given.strip() if field.type is FieldType.TEXT else " ".join(given.split())
    if not text:
        if field.required:
            raise ValueError("This is needed.")
        return ""
    most = MOST_TEXT if field.type is FieldType.TEXT else field.longest
    if len(text) > most:
        raise ValueError(f"At most {most:,} characters.")
    if any(ord(one) < 32 and one not in "\n\t\r" for one in text):
        raise ValueError("It holds characters that no keyboard types.")
    return _typed(field, text)


def _typed(field: Field, text: str) -> str:
    if field.type is FieldType.EMAIL and not _ADDRESS.fullmatch(text):
        raise ValueError(f"'{text[:60]}' is not an e-mail address.")
    if field.type is FieldType.PHONE and not _PHONE.fullmatch(text):
        raise ValueError(f"'{text[:60]}' is not a phone number.")
    if field.type is FieldType.CHOICE and text not in dict(field.choices):
        raise ValueError(f"Choose one of: {', '.join(code for code, _ in field.choices)}.")
    if field.type is FieldType.DAY:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise ValueError(f"'{text[:20]}' is not a day like 2027-01-31.") from None
    return text


def read_fields(
    fields: tuple[Field, ...], given: Mapping[str, object]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the values of fields, and what is wrong with them; unknown names are wrong as well."""
    values: dict[str, str] = {}
    problems = [
        Problem(name[:60], "This kind of request has no such field.")
        for name in given
        if name not in {field.name for field in fields}
    ]
    for field in fields:
        try:
            values[field.name] = read_field(field, given.get(field.name))
        except ValueError as error:
            problems.append(Problem(field.name, str(error)))
    return values, tuple(problems)
