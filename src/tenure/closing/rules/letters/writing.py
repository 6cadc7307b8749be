"""What the papers of a contract say: from facts to plain JSON, in any of the languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tenure.book.rules.changes import Settlement
from tenure.closing.rules.letters.facts import (
    AmendmentFacts,
    ChangedLine,
    ContractPaper,
    EndingFacts,
    NewTermsFacts,
)
from tenure.documents.rules import Saying
from tenure.documents.rules import blocks as part
from tenure.documents.rules.blocks import Block
from tenure.quotes.rules.paper import PaperKind, PaperNotPossible, Sender, framed
from tenure.quotes.rules.paper.parties import printed_parties
from tenure.quotes.rules.print_words import breakable


def amendment(facts: AmendmentFacts, *, say: Saying, sender: Sender) -> dict[str, Any]:
    """Return an amendment; raise TotalsDiffer where its lines do not come to its total."""
    about, code = facts.about, facts.about.currency
    differences = [line.difference_minor for line in facts.lines]
    check = part.checked(differences, facts.total_minor, paper=f"Amendment of {about.contract}")
    last = say.day(facts.last_day)
    rows = [
        [
            (str(place), ""), (breakable(line.product), _from(line, facts, say)),
            _state(line, line.quantity_before, line.price_before_e4, code, say),
            _state(line, line.quantity_after, line.price_after_e4, code, say),
            (say.change(0, line.difference_minor, code), ""),
        ]
        for place, line in enumerate(facts.lines, start=1)
    ]  # fmt: skip
    blocks = [
        part.paragraphs(
            say("intro.amendment", contract=about.contract, day=say.day(facts.effective_on))
        ),
        part.table(
            heading=say("amendment.lines"),
            columns=[
                say("column.position"), say("column.product"), say("column.was"),
                say("column.becomes"), say("column.difference", currency=code),
            ],
            rows=rows,
            totals=[(
                say("amendment.total", last=last, currency=code),
                [say.change(0, facts.total_minor, code)],
            )],
        ),
        part.points(
            [say("amendment.locked"), say("amendment.co_term", last=last), say("amendment.rest")],
            heading=say("terms"),
        ),
        _signatures(about, say, sender, "acceptance.amendment"),
    ]  # fmt: skip
    return _framed(
        PaperKind.AMENDMENT, about, blocks, say=say, sender=sender, check=check,
        more=(say("fact.effective"), say.day(facts.effective_on)),
    )  # fmt: skip


def new_terms(facts: NewTermsFacts, *, say: Saying, sender: Sender) -> dict[str, Any]:
    """Return new terms; raise PaperNotPossible where their version has no published clauses."""
    about, found = facts.about, facts.clauses
    if not found.clauses:
        raise PaperNotPossible(
            f"No clauses are published of terms version {found.version or '(none)'}."
        )
    intro = say(
        "intro.new_terms" if facts.before else "intro.first_terms", contract=about.contract,
        day=say.day(facts.effective_on), before=facts.before, after=found.version,
    )  # fmt: skip
    blocks = [
        part.paragraphs(intro, say("new_terms.rest")),
        part.clauses(
            [(clause.title, clause.text) for clause in found.clauses],
            heading=say("clauses", version=found.version),
            note="" if found.is_translated else say("clauses.language"),
        ),
        _signatures(about, say, sender, "acceptance.new_terms"),
    ]
    return _framed(
        PaperKind.NEW_TERMS, about, blocks, say=say, sender=sender,
        more=(say("fact.effective"), say.day(facts.effective_on)),
    )  # fmt: skip


def termination_letter(facts: EndingFacts, *, say: Saying, sender: Sender) -> dict[str, Any]:
    """Return the letter by which we end a contract."""
    return _ending(PaperKind.TERMINATION, facts, say, sender)


def termination_acknowledgement(
    facts: EndingFacts, *, say: Saying, sender: Sender
) -> dict[str, Any]:
    """Return what a customer gets that gave notice inside a term, or of an open contract."""
    return _ending(PaperKind.TERMINATION_ACKNOWLEDGEMENT, facts, say, sender)


def non_renewal(facts: EndingFacts, *, say: Saying, sender: Sender) -> dict[str, Any]:
    """Return what a customer gets that does not want its contract to renew."""
    return _ending(PaperKind.NON_RENEWAL, facts, say, sender)


def _ending(kind: PaperKind, facts: EndingFacts, say: Saying, sender: Sender) -> dict[str, Any]:
    about = facts.about
    intro = say(
        f"intro.{kind.value}", contract=about.contract, last=say.day(facts.last_day),
        received=say.day(facts.received_on), name=facts.given_by,
    )  # fmt: skip
    blocks = [
        part.paragraphs(
            intro,
            "" if facts.is_in_time else say("notice.late"),
            say("notice.reason", reason=facts.reason) if facts.reason else "",
        ),
        part.points([_money(facts, say), say("data.return")], heading=say("terms")),
        part.paragraphs(say("notice.stay", email=sender.company["email"])),
        part.signatures(
            [(sender.company["name"], [say("blank.signature"), say("blank.name"),
                                       say("blank.date")])],
            heading=say("acceptance"),
        ),
    ]  # fmt: skip
    return _framed(
        kind,
        about,
        blocks,
        say=say,
        sender=sender,
        more=(say("fact.last_day"), say.day(facts.last_day)),
    )


def _money(facts: EndingFacts, say: Saying) -> str:
    if not facts.owed_minor or facts.settlement == Settlement.NOTHING:
        return say("money.none")
    amount = say.form.money(facts.owed_minor, facts.about.currency)
    return say(f"money.{facts.settlement.value}", amount=amount)


def _state(
    line: ChangedLine, quantity: Decimal, price_e4: int, currency: str, say: Saying
) -> tuple[str, str]:
    if not quantity:
        return "\N{EN DASH}", ""
    price = f"{say.form.unit_price(price_e4, currency)} {say.price_period(line.price_months)}"
    return say.quantity(quantity), price


def _from(line: ChangedLine, facts: AmendmentFacts, say: Saying) -> str:
    if line.from_on in {None, facts.effective_on}:
        return ""
    return f"{say('fact.effective')}: {say.day(line.from_on)}"


def _signatures(about: ContractPaper, say: Saying, sender: Sender, text: str) -> Block:
    blanks = [say("blank.signature"), say("blank.name"), say("blank.date")]
    sides = [(breakable(about.parties[0].name), blanks), (sender.company["name"], blanks)]
    return part.signatures(sides, heading=say("acceptance"), text=say(text))


def _framed(
    kind: PaperKind, about: ContractPaper, blocks: Sequence[Block], *, say: Saying, sender: Sender,
    more: tuple[str, str], check: dict[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    facts = [
        (say("fact.date"), say.day(about.dated)), (say("fact.contract"), about.contract), more,
    ]  # fmt: skip
    return framed(
        kind, say=say, sender=sender, customer=about.parties[0].name, country=about.country,
        number=about.contract, contract=about.contract, facts=facts,
        blocks=[printed_parties(about.parties, say, sender), *blocks], check=check,
    )  # fmt: skip
