"""The form of a draft policy, made from the fields that its kind declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenure.pricing.rules import SLICE, Held, NotAPolicy, PolicyField, PolicyKind, policy_of
from tenure.pricing.rules.proposals import Proposal

# How an input is drawn, by what it holds; a choice has its own element.
_TYPES = {Held.DAY: "date", Held.FLAG: "checkbox"}
_HOW = "Rates in percent, as 5 or 7.25; quantities in pieces."
# Known values of fields that are free text.
_LISTS = {"region": "regions", "family": "families"}


@dataclass(frozen=True, slots=True)
class DraftField:
    """One input: what it is called, what stands in it, what is wrong with it."""

    field: PolicyField
    value: str
    error: str

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return f"draft-{self.field.column}"

    @property
    def type(self) -> str:
        """Return the type of the input: text, date, checkbox or choice."""
        return "choice" if self.field.held is Held.CHOICE else _TYPES.get(self.field.held, "text")

    @property
    def hint(self) -> str:
        """Return what helps to fill it in."""
        return self.field.hint

    @property
    def described_by(self) -> str:
        """Return the ids of its hint and its error, as far as there are any."""
        ids = ((self.hint, f"{self.id}-hint"), (self.error, f"{self.id}-error"))
        return " ".join(name for text, name in ids if text)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Return the choices; an optional one has "any" before them."""
        none = () if self.field.required else (("", "Any"),)
        return (*none, *self.field.choices)

    @property
    def datalist(self) -> str:
        """Return the id of the list of known values, if there is one."""
        return _LISTS.get(self.field.name, "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as the form has it; `proposal` when it makes sense as a policy."""

    kind: PolicyKind
    name: str
    cells: Mapping[str, str]
    faults: Mapping[str, str]
    proposal: Proposal | None = None

    @property
    def parts(self) -> list[tuple[str, str, list[DraftField]]]:
        """Return the inputs in groups: title, what the group is about, fields."""
        common, sliced = ("code", "start_on"), SLICE
        return [
            ("Policy", "", self._fields(common)),
            ("For whom", "What is left open fits any. The policy that names most fields wins.",
             self._fields(sliced)),
            ("What it says", f"{self.kind.says} {_HOW}",
             self._fields(field.name for field in self.kind.own)),
        ]  # fmt: skip

    def _fields(self, names: Iterable[str]) -> list[DraftField]:
        wanted = set(names)
        return [
            DraftField(field, self.cells.get(field.column, ""), self.faults.get(field.column, ""))
            for field in self.kind.fields
            if field.name in wanted
        ]


def fresh_draft(kind: PolicyKind, name: str, cells: Mapping[str, str]) -> Draft:
    """Return a draft to begin with, with what is known of it."""
    return Draft(kind, name, cells, {})


def posted_draft(kind: PolicyKind, data: Mapping[str, str]) -> Draft:
    """Return the draft that was sent, with what is wrong with it or as a proposal."""
    cells = {field.column: str(data.get(field.column, ""))[:400] for field in kind.fields}
    name = str(data.get("name", "")).strip()[:120]
    try:
        policy = policy_of(kind, cells)
    except NotAPolicy as error:
        return Draft(kind, name, cells, {fault.column: fault.reason for fault in error.faults})
    return Draft(kind, name, cells, {}, Proposal(name or policy.code, policy))
