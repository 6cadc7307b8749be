"""The facts of a line as the description of the API shows them, made from the steps' own files."""

from __future__ import annotations

from typing import Any

from tenure.pricing.rules.given import BESIDE, MOST_LINES, choices_of, given_facts
from tenure.pricing.rules.steps import Fact

_TYPES = {"BIGINT": "integer", "VARCHAR": "text", "DATE": "day", "BOOLEAN": "boolean"}
_SHAPES: dict[str, dict[str, str]] = {
    "integer": {"type": "integer", "format": "int64"},
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_UNITS = {
    "_e4": "In 1/10,000.", "_bp": "In basis points.", "_months": "In months.", "_e8": "In 1/10^8.",
}  # fmt: skip
_BESIDE = {
    "currency": {"type": "string", "description": "Code of the currency (ISO 4217)."},
    "term_end_on": {
        "type": "string",
        "format": "date",
        "description": "First day after the term; gives the term's length where that is not given.",
    },
}


def told_type(kind: str) -> str:
    """Return what the type of a fact is called: integer, text, day or boolean."""
    return _TYPES[kind]


def lines_schema() -> dict[str, Any]:
    """Return the JSON schema of the lines of a request."""
    facts = given_facts()
    follow = {name for given in BESIDE.values() for name in given}
    needed = [name for name, fact in facts.items() if fact.required and name not in follow]
    line = {
        "type": "object",
        "description": "Facts of a line by their names; what is left out is as usual.",
        "properties": _BESIDE | {name: _shape(fact) for name, fact in facts.items()},
        "required": ["currency", *needed],
        "additionalProperties": False,
    }
    return {"type": "array", "minItems": 1, "maxItems": MOST_LINES, "items": line}


def _shape(fact: Fact) -> dict[str, Any]:
    shape: dict[str, Any] = dict(_SHAPES[told_type(fact.type)])
    unit = next((told for end, told in _UNITS.items() if fact.name.endswith(end)), "")
    shape |= {"description": unit} if unit else {}
    shape |= {"minimum": fact.min} if fact.min is not None else {}
    shape |= {"maximum": fact.max} if fact.max is not None else {}
    shape |= {"enum": list(choices_of(fact.name))} if choices_of(fact.name) else {}
    shape |= {"default": fact.default} if fact.default is not None else {}
    return shape
