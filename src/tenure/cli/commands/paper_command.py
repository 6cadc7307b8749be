"""Issue papers, list them, check whether one is ours, publish clauses, make the company's seal.

tenure paper issue Q-2027-000042 order_form --language de --file form.pdf
tenure paper issue Q-2027-000042 renewal_notice
tenure paper issue Q-2027-000042 order_form --docx --file form.docx
tenure paper letter C-1001 termination_acknowledgement --language fr --file letter.pdf
                                            about the contract's open notice of termination
tenure paper terms C-1001 2026-1 --from 2027-04-01 --docx --file terms.docx
                                            new terms for the contract to sign
tenure paper amendment C-1001 12 --file amendment.pdf
                                            of the contract's order 12; also --docx, --language
tenure paper list Q-2027-000042             what was issued of the renewal's quotes
tenure paper check form.pdf                 is it ours, and unaltered? exit code 1 when it is not
tenure paper check 7f3a-9c1e-22b0-4d5e-9a01 by the code at the foot of its pages
tenure paper clauses                        the published terms versions and their languages
tenure paper clauses terms-2026-1.toml      publish the clauses of a file, for good
tenure paper seal                           whose certificate seals, until when
tenure paper seal --create                  make a self-signed one in the data directory
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import session

if TYPE_CHECKING:
    from tenure.documents.rules import Language
    from tenure.foundation.models import User
    from tenure.quotes.models import IssuedPaper, Quote
    from tenure.quotes.rules.paper import PaperForm


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done with paper."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    issue = does.add_parser("issue", help="issue a paper of a quote")
    issue.add_argument("quote", metavar="NUMBER")
    issue.add_argument("kind", metavar="KIND", help="quote, order_form, insertion_order,"
                       " renewal_notice, partner_pack")  # fmt: skip
    issue.add_argument("--language", metavar="CODE", help="en, de, fr, es, ja (default: the"
                       " customer's)")  # fmt: skip
    issue.add_argument("--file", type=Path, metavar="FILE", help="write it to this file as well")
    letter = does.add_parser("letter", help="issue a letter about a notice of termination")
    letter.add_argument("contract", metavar="CONTRACT")
    letter.add_argument(
        "kind", choices=["termination", "termination_acknowledgement", "non_renewal"]
    )
    terms = does.add_parser("terms", help="issue new terms for a contract to sign")
    terms.add_argument("contract", metavar="CONTRACT")
    terms.add_argument("version", metavar="VERSION", help="a terms version with published clauses")
    terms.add_argument("--from", dest="effective_on", type=session.parse_day, required=True,
                       metavar="DAY")  # fmt: skip
    amendment = does.add_parser("amendment", help="issue the amendment of a booked order")
    amendment.add_argument("contract", metavar="CONTRACT")
    amendment.add_argument("order", type=int, metavar="ORDER", help="its number in the contract")
    for one in (letter, terms, amendment):
        one.add_argument("--language", metavar="CODE")
        one.add_argument("--file", type=Path, metavar="FILE")
    for one in (issue, terms, amendment):
        one.add_argument("--docx", action="store_true", help="as a draft that lawyers redline")
    listed = does.add_parser("list", help="the papers of a renewal's quotes")
    listed.add_argument("quote", metavar="NUMBER")
    check = does.add_parser("check", help="tell whether a file or a code is ours")
    check.add_argument("what", metavar="FILE-OR-CODE")
    clauses = does.add_parser("clauses", help="list the published clauses, or publish a file")
    clauses.add_argument("file", nargs="?", type=Path, metavar="FILE")
    seal = does.add_parser("seal", help="tell whose certificate seals, or make one")
    seal.add_argument("--create", action="store_true")


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    actor = session.set_up()
    told = {
        "issue": _issue,
        "letter": _letter,
        "terms": _terms,
        "amendment": _amendment,
        "list": _list,
        "check": _check,
        "clauses": _clauses,
        "seal": _seal,
    }
    facts, lines = told[given.does](given, actor)
    if given.json:
        session.print_json(facts)
    else:
        print("\n".join(lines))
    return 1 if facts.get("verdict") == "unknown" else 0


_Told = tuple[dict[str, Any], list[str]]


def _issue(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.cli import papers
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.rules.paper import OF_QUOTES, PaperKind

    known = [kind.value for kind in OF_QUOTES]
    if given.kind not in known:
        raise InvalidInput(f"{given.kind} is none of {', '.join(known)}.")
    paper = papers.issue(_quote(given, actor), PaperKind(given.kind), given, actor, _form(given))
    return _issued(paper, given)


def _letter(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.closing.commands.letters import issue_letter
    from tenure.closing.queries.terminations import open_notice_of
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.rules.paper import PaperKind

    notice = open_notice_of(_contract_id(given, actor), user=actor)
    if notice is None:
        raise InvalidInput(f"There is no open notice of termination on {given.contract}.")
    paper = issue_letter(
        notice_id=notice.pk, kind=PaperKind(given.kind), language=_language(given), by=actor,
        on=session.today(), at=session.now(),
    )  # fmt: skip
    return _issued(paper, given)


def _terms(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.closing.commands.letters import issue_new_terms

    paper = issue_new_terms(
        contract_id=_contract_id(given, actor), version=given.version,
        effective_on=given.effective_on, language=_language(given), form=_form(given), by=actor,
        on=session.today(), at=session.now(),
    )  # fmt: skip
    return _issued(paper, given)


def _amendment(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.closing.commands.letters import issue_amendment

    paper = issue_amendment(
        contract_id=_contract_id(given, actor), order=given.order, language=_language(given),
        form=_form(given), by=actor, on=session.today(), at=session.now(),
    )  # fmt: skip
    return _issued(paper, given)


def _issued(paper: IssuedPaper, given: argparse.Namespace) -> _Told:
    from tenure.cli import papers
    from tenure.documents.queries import open_document

    if given.file:
        _write(given.file, open_document(paper.document))
    told = papers.as_json(paper) | ({"file": given.file} if given.file else {})
    return told, [papers.in_words(paper), *([f"written to {given.file}"] if given.file else [])]


def _form(given: argparse.Namespace) -> PaperForm:
    from tenure.quotes.rules.paper import PaperForm

    return PaperForm.DOCX if given.docx else PaperForm.PDF


def _language(given: argparse.Namespace) -> Language | None:
    from tenure.documents.rules import Language

    return Language.of(given.language) if given.language else None


def _contract_id(given: argparse.Namespace, actor: User) -> int:
    from tenure.book.queries.contracts import contracts_visible_to
    from tenure.kernel.errors import InvalidInput

    contract = contracts_visible_to(actor).filter(key=given.contract).first()
    if contract is None:
        raise InvalidInput(f"There is no contract {given.contract}.")
    return contract.pk


def _list(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.cli import papers
    from tenure.quotes.queries import papers_of

    found = list(papers_of(_quote(given, actor), user=actor))
    lines = [papers.in_words(paper) for paper in found] or ["Nothing was issued yet."]
    return {"papers": [papers.as_json(paper) for paper in found]}, lines


def _check(given: argparse.Namespace, actor: User) -> _Told:
    from dataclasses import asdict

    from tenure.quotes.queries.verifying import Verdict, verify_code, verify_file

    path = Path(given.what)
    found = verify_file(path.read_bytes()) if path.is_file() else verify_code(given.what)
    words = {
        Verdict.UNALTERED: "Genuine and unaltered",
        Verdict.ADDED_TO: "Ours, and something was added after it was issued",
        Verdict.ISSUED: "It was issued; its file tells whether it is unaltered",
        Verdict.UNKNOWN: "Not known: not ours, or changed since",
    }[found.verdict]  # fmt: skip
    about = f": {found.paper}, {found.language}, {found.issued_on}" if found.paper else ""
    return asdict(found), [f"{words}{about}."]


def _clauses(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.documents.commands import publish_clauses
    from tenure.documents.queries import published_terms
    from tenure.kernel.errors import InvalidInput

    if given.file:
        try:
            source = given.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{given.file} cannot be read: {error}.") from error
        made = publish_clauses(source=source, by=actor, on=session.today())
        return {"published": len(made)}, [f"{len(made)} texts of clauses published."]
    rows = published_terms()
    facts = [
        {"terms_version": row.terms_version, "language": row.language, "clauses": row.clauses,
         "published_on": row.published_on}
        for row in rows
    ]  # fmt: skip
    lines = [
        f"{row.terms_version}  {row.language}  {row.clauses} clauses, since {row.published_on}"
        for row in rows
    ]
    return {"terms": facts}, lines or ["No clauses are published yet."]


def _seal(given: argparse.Namespace, actor: User) -> _Told:
    from tenure.documents.commands import create_certificate
    from tenure.documents.queries import certificate

    found = (
        create_certificate(by=actor, on=session.today()) if given.create else certificate()
    )  # fmt: skip
    if found is None:
        words = (
            "Paper is not sealed: there is no certificate. tenure paper seal --create makes one."
        )
        return {"subject": None}, [words]
    facts = {
        "subject": found.subject, "fingerprint": found.fingerprint,
        "valid_until": found.valid_until.date(), "self_signed": found.is_self_signed,
    }  # fmt: skip
    kind = "self-signed" if found.is_self_signed else "issued"
    return facts, [
        f"Sealed by {found.subject} ({kind}), valid until {found.valid_until.date()}",
        f"SHA-256 {found.fingerprint}",
    ]


def _quote(given: argparse.Namespace, actor: User) -> Quote:
    from tenure.kernel.errors import InvalidInput
    from tenure.quotes.queries import find_quote

    quote = find_quote(given.quote, user=actor)
    if quote is None:
        raise InvalidInput(f"There is no quote {given.quote}.")
    return quote


def _write(path: Path, content: bytes) -> None:
    from tenure.kernel.errors import InvalidInput

    try:
        path.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}.") from error
