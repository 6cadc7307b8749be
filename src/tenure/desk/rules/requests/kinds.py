"""The kinds of requests: what each asks for, how it is checked, and how soon it is served.

A new kind is one more entry of `KINDS`. Service levels are hours of the desk's working time.

| kind | first answer | done | queue without an owner |
|---|---|---|---|
| change a contact | 8 | 16 | sales operations |
| re-issue a quote | 8 | 16 | deal desk |
| new PO number | 4 | 8 | deal desk |
| co-term | 8 | 40 | deal desk |
| name change | 8 | 40 | deal desk |
| proof of support | 8 | 16 | sales operations |
| tax form | 8 | 40 | sales operations |
| something else | 8 | 40 | sales operations |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tenure.desk.rules.requests.fields import (
    Field,
    FieldType,
    Problem,
    RequestInvalid,
    read_fields,
)

Values = Mapping[str, str]
Check = Callable[[Values, date], Problem | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestKind:
    """One kind of request, whole: adding one is writing one of these down.

    `answer_hours` and `done_hours` are working hours; `words` are what mails of this kind say;
    `does` names what the page can carry out by itself, empty for what people do by hand; `where`
    is the address name of the page on which it is done, of the contract.
    """

    code: str
    label: str
    sentence: str
    queue: str
    answer_hours: int
    done_hours: int
    fields: tuple[Field, ...]
    words: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    does: str = ""
    where: str = ""
    needs_renewal: bool = False


def _not_past(name: str) -> Check:
    def check(values: Values, on: date) -> Problem | None:
        day = values.get(name, "")
        if day and date.fromisoformat(day) < on:
            return Problem(name, "This day has passed.")
        return None

    return check


def _reachable(values: Values, on: date) -> Problem | None:
    if values["email"].lower() == values["replaces"].lower():
        return Problem("replaces", "Somebody does not take over from themselves.")
    return None


def _changed(values: Values, on: date) -> Problem | None:
    if values["old_name"].casefold() == values["new_name"].casefold():
        return Problem("new_name", "The new name is the old one.")
    return None


_NOTE = Field(name="note", label="Anything else", type=FieldType.TEXT, required=False)
_ROLES = (
    ("renewal", "Renewal"), ("billing", "Billing"), ("executive", "Executive"),
    ("technical", "Technical"), ("other", "Other"),
)  # fmt: skip

KINDS: tuple[RequestKind, ...] = (
    RequestKind(
        code="contact",
        label="Change a contact",
        sentence="Somebody else is asked from now on, or their details changed.",
        queue="sales_operations",
        answer_hours=8,
        done_hours=16,
        fields=(
            Field(name="name", label="Name"),
            Field(name="email", label="E-mail", type=FieldType.EMAIL, longest=254),
            Field(name="phone", label="Phone", type=FieldType.PHONE, required=False, longest=40),
            Field(name="role", label="Asked about", type=FieldType.CHOICE, choices=_ROLES),
            Field(
                name="replaces", label="Takes over from", type=FieldType.EMAIL, required=False,
                longest=254, help="The e-mail address of who is not asked any more.",
            ),
            _NOTE,
        ),
        words=(
            "new contact", "contact person", "no longer with", "left the company", "my successor",
            "took over from", "takes over from", "please contact instead", "change of contact",
        ),
        checks=(_reachable,),
        does="contact",
    ),
    RequestKind(
        code="quote",
        label="Re-issue a quote",
        sentence="The quote is wanted again, current, or to another person.",
        queue="deal_desk",
        answer_hours=8,
        done_hours=16,
        fields=(
            Field(name="reason", label="Why it is wanted again"),
            Field(
                name="send_to", label="To whom", type=FieldType.EMAIL, required=False, longest=254
            ),
            _NOTE,
        ),
        words=(
            "re-issue", "reissue", "resend the quote", "new quote", "updated quote",
            "revised quote", "quote has expired", "quote expired", "send the quote again",
        ),
        does="quote",
        needs_renewal=True,
    ),
    RequestKind(
        code="po_number",
        label="New PO number",
        sentence="The order goes by another purchase order number.",
        queue="deal_desk",
        answer_hours=4,
        done_hours=8,
        fields=(Field(name="po_number", label="PO number", longest=60), _NOTE),
        words=("po number", "purchase order", "new po", "our po", "po#", "po no"),
        does="po_number",
        needs_renewal=True,
    ),
    RequestKind(
        code="co_term",
        label="Co-term",
        sentence="Contracts are to end on one day.",
        queue="deal_desk",
        answer_hours=8,
        done_hours=40,
        fields=(
            Field(name="contracts", label="Which contracts", help="Their keys or products."),
            Field(name="end_on", label="Common last day", type=FieldType.DAY, required=False),
            _NOTE,
        ),
        words=(
            "co-term", "coterm", "co term", "align the end dates", "same end date",
            "align the renewal dates", "same renewal date",
        ),
        checks=(_not_past("end_on"),),
        where="contract_changes",
    ),
    RequestKind(
        code="name",
        label="Name change",
        sentence="The customer's legal name changed.",
        queue="deal_desk",
        answer_hours=8,
        done_hours=40,
        fields=(
            Field(name="old_name", label="Name until now"),
            Field(name="new_name", label="New legal name"),
            Field(name="from_on", label="From", type=FieldType.DAY, required=False),
            _NOTE,
        ),
        words=("name change", "changed our name", "new legal name", "renamed to", "is now called"),
        checks=(_changed,),
        where="contract_changes",
    ),
    RequestKind(
        code="support_proof",
        label="Proof of support",
        sentence="A letter that says what is under support and until when.",
        queue="sales_operations",
        answer_hours=8,
        done_hours=16,
        fields=(Field(name="addressee", label="To whom it is made out"), _NOTE),
        words=("proof of support", "support certificate", "proof of maintenance",
               "maintenance certificate", "support letter"),
    ),
    RequestKind(
        code="tax_form",
        label="Tax form",
        sentence="A form for the tax office: ours for them, or theirs for us.",
        queue="sales_operations",
        answer_hours=8,
        done_hours=40,
        fields=(
            Field(name="form", label="Which form", help="For example W-9, W-8BEN-E, residence."),
            Field(name="country", label="For which country", required=False, longest=60),
            _NOTE,
        ),
        words=("w-9", "w9", "w-8", "w8", "tax form", "tax certificate", "vat certificate",
               "tax residence", "withholding tax", "tax exemption"),
    ),
    RequestKind(
        code="other",
        label="Something else",
        sentence="What is none of these.",
        queue="sales_operations",
        answer_hours=8,
        done_hours=40,
        fields=(Field(name="what", label="What is wanted", type=FieldType.TEXT),),
    ),
)  # fmt: skip

KIND_OF: Mapping[str, RequestKind] = {kind.code: kind for kind in KINDS}
KIND_CHOICES: tuple[tuple[str, str], ...] = tuple((kind.code, kind.label) for kind in KINDS)
UNCONFIRMED = KIND_OF["other"]


def kind_of(code: str) -> RequestKind:
    """Return a kind; raise RequestInvalid, naming those there are, for one that there is not."""
    if code not in KIND_OF:
        reason = f"There is no kind '{code[:40]}'; one of: {', '.join(KIND_OF)}."
        raise RequestInvalid((Problem("kind", reason),))
    return KIND_OF[code]


def checked(kind: RequestKind, given: Mapping[str, object], *, on: date) -> dict[str, str]:
    """Return the values of a request of a kind; raise RequestInvalid with all that is wrong."""
    values, problems = read_fields(kind.fields, given)
    if not problems:
        found = (check(values, on) for check in kind.checks)
        problems = tuple(problem for problem in found if problem is not None)
    if problems:
        raise RequestInvalid(problems)
    return values
