"""Papers of contracts: what each says on a realistic case, in every language, and issuing them."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from pypdf import PdfReader

from tenure.book.rules.changes import Settlement
from tenure.closing.rules.letters import (
    WORDS,
    AmendmentFacts,
    ChangedLine,
    ContractPaper,
    EndingFacts,
    NewTermsFacts,
    amendment,
    new_terms,
    non_renewal,
    termination_acknowledgement,
    termination_letter,
)
from tenure.documents.queries import company_logo, typeset
from tenure.documents.queries.redline import set_docx
from tenure.documents.rules import Language
from tenure.documents.rules.blocks import TotalsDiffer
from tenure.quotes.rules import Party
from tenure.quotes.rules.paper import (
    ClauseText,
    PaperNotPossible,
    PrintedClauses,
    Sender,
    saying,
)
from tests.documents.printed import SELLER

DATED = date(2027, 1, 15)
SENDER = Sender(SELLER, "", "https://desk.example.com/verify/")
ABOUT = ContractPaper(
    "C-1001", "EUR", "DE", DATED, (Party("Customer", "Aurora Reederei GmbH", ("Kai 1", "Bremen")),)
)
LINES = (
    ChangedLine("Edge Network", 12, Decimal(10), Decimal(15), 105_0000, 105_0000, 52_500),
    ChangedLine("Firewall", 1, Decimal(0), Decimal("2.5"), 0, 20_5000, 30_750),
    ChangedLine("Logs", 12, Decimal(4), Decimal(0), 50_0000, 0, -10_000),
)
AMENDMENT = AmendmentFacts(ABOUT, date(2027, 2, 1), date(2027, 7, 31), LINES, 73_250)
TERMS = NewTermsFacts(
    ABOUT, date(2027, 4, 1), "2021-06",
    PrintedClauses("2024-01", (ClauseText("Fees", "Fees are due.\n\nInterest."),)),
)  # fmt: skip
ENDING = EndingFacts(
    ABOUT, date(2027, 3, 30), date(2027, 1, 14), "Ingrid Holm", settlement=Settlement.REFUND,
    owed_minor=123_450,
)  # fmt: skip
PAPERS: list[tuple[Any, Any]] = [
    (amendment, AMENDMENT), (new_terms, TERMS), (termination_letter, ENDING),
    (termination_acknowledgement, ENDING), (non_renewal, ENDING),
]  # fmt: skip


def content(write: Any, facts: Any, language: str = "en") -> dict[str, Any]:
    say = saying(Language(language), "DE" if language == "de" else "", WORDS[Language(language)])
    sender = Sender(SELLER, company_logo(), SENDER.verify_address)
    made: dict[str, Any] = write(facts, say=say, sender=sender)
    return made


def text_of(write: Any, facts: Any, language: str = "en") -> str:
    made = typeset(template="paper-1", content=content(write, facts, language), on=DATED)
    assert made == typeset(template="paper-1", content=content(write, facts, language), on=DATED)
    pages = PdfReader(io.BytesIO(made)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_language_has_every_word_with_the_same_places() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = WORDS[Language.ENGLISH]
    for language, words in WORDS.items():
        assert words.keys() == english.keys(), language
        for key, text in words.items():
            assert places(text) == places(english[key]), (language, key)


@pytest.mark.parametrize(("write", "facts"), PAPERS)
@pytest.mark.parametrize("language", list(Language))
def test_every_paper_is_set_in_every_language(write: Any, facts: Any, language: Language) -> None:
    text = text_of(write, facts, language)
    assert "C-1001" in text
    assert "\N{WHITE SQUARE}" not in text


def test_an_amendment_says_what_changes_and_that_the_rest_stays() -> None:
    text = text_of(amendment, AMENDMENT)
    for wanted in (
        "Amendment C-1001", "with effect from 1 February 2027", "10 105.00 per year 15 105.00 per",
        "2.5 20.50 per month", "+525.00", "+307.50", "\N{MINUS SIGN}100.00",
        "Difference until 31 July 2027, EUR, without taxes +732.50",
        "Prices that are not named here stay", "ends with the current term, on 31 July 2027",
        "Signature",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_an_amendment_whose_lines_do_not_add_up_is_refused() -> None:
    wrong = AmendmentFacts(ABOUT, date(2027, 2, 1), date(2027, 7, 31), LINES, 73_251)
    with pytest.raises(TotalsDiffer):
        content(amendment, wrong)


def test_new_terms_print_the_clauses_of_their_version() -> None:
    text = text_of(new_terms, TERMS)
    for wanted in ("From 1 April 2027", "version 2024-01 below takes the place of version 2021-06",
                   "1. Fees Fees are due. Interest.", "do not change by this"):  # fmt: skip
        assert wanted in text, wanted
    with pytest.raises(PaperNotPossible, match="No clauses are published of terms version 9"):
        content(new_terms, NewTermsFacts(ABOUT, DATED, "", PrintedClauses("9")))


def test_a_termination_says_the_last_day_and_what_is_refunded() -> None:
    text = text_of(termination_letter, ENDING)
    for wanted in ("Notice of termination", "last day of service is 30 March 2027",
                   "€1,234.50 is refunded", "export your data"):  # fmt: skip
        assert wanted in text, wanted


def test_an_acknowledgement_says_who_gave_notice_when_and_whether_in_time() -> None:
    late = EndingFacts(ABOUT, date(2028, 3, 30), date(2027, 3, 14), "Ingrid Holm", is_in_time=False)
    text = text_of(termination_acknowledgement, late, "de")
    for wanted in ("Bestätigung der Kündigung", "durch Ingrid Holm ist am 14. März 2027",
                   "ist der 30. März 2028", "nach dem letzten Kündigungstag",
                   "wird nichts geschuldet"):  # fmt: skip
        assert wanted in text, wanted


def test_a_non_renewal_is_acknowledged() -> None:
    text = text_of(non_renewal, ENDING, "fr")
    for wanted in ("de non- renouvellement", "le 14 janvier 2027", "Ingrid Holm", "le 30 mars 2027",
                   "1 234,50 €"):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(("write", "facts"), PAPERS[:2])
def test_what_lawyers_redline_is_set_as_docx_too(write: Any, facts: Any) -> None:
    made = set_docx(content=content(write, facts), on=DATED)
    assert made[:2] == b"PK"
