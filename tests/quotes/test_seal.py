"""Sealed papers: valid to a reader that is not ours, still PDF/A, and checkable by anyone."""

from __future__ import annotations

import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from tenure.cli import main
from tenure.documents.commands import create_certificate
from tenure.documents.queries import SealFailed, certificate, open_document
from tenure.documents.queries.seal import seal_file
from tenure.foundation.models import AuditEvent, User
from tenure.foundation.roles import Role
from tenure.kernel.errors import InvalidInput
from tenure.quotes.commands import issue_paper, render_document
from tenure.quotes.models import IssuedPaper
from tenure.quotes.queries.verifying import Verdict, verify_code, verify_file
from tenure.quotes.rules.paper import PaperKind, grouped
from tests.quotes.conftest import ON, Book
from tests.quotes.test_paper import quoted

AT = datetime.now(UTC)


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create(username="root", role=Role.ADMINISTRATOR)


def issued(book: Book, **said: Any) -> IssuedPaper:
    return issue_paper(
        quote_id=quoted(book).pk, kind=PaperKind.ORDER_FORM, by=book.head, on=ON, at=AT, **said
    )


@pytest.fixture
def paper(book: Book, admin: User) -> IssuedPaper:
    create_certificate(by=admin, on=AT.date())
    return issued(book)


def test_the_certificate_is_the_companys_and_its_key_is_private(book: Book, admin: User) -> None:
    made = create_certificate(by=admin, on=AT.date())
    assert made.subject == "Common Name: Example Cloud Ltd"
    assert made.is_self_signed
    assert stat.S_IMODE(seal_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(seal_file().parent.stat().st_mode) == 0o700
    assert AuditEvent.objects.get(verb="documents.create_certificate").actor == admin
    with pytest.raises(SealFailed, match="already"):
        create_certificate(by=admin, on=ON)


def test_only_administrators_make_a_certificate(book: Book) -> None:
    with pytest.raises(SealFailed, match="Only those who manage users"):
        create_certificate(by=book.head, on=ON)
    assert certificate() is None


def test_the_seal_is_valid_and_covers_the_whole_file(paper: IssuedPaper) -> None:
    content = open_document(paper.document)
    known, own, _ = pkcs12.load_key_and_certificates(seal_file().read_bytes(), None)
    assert known is not None
    assert isinstance(own, x509.Certificate)
    reader = PdfFileReader(io.BytesIO(content))
    [signature] = reader.embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    found = validate_pdf_signature(signature, trusted)
    assert found.bottom_line
    assert found.coverage.name == "ENTIRE_FILE"
    assert paper.sealed_by == "Common Name: Example Cloud Ltd"


def test_a_sealed_paper_is_still_archivable_and_begins_with_what_was_set(
    paper: IssuedPaper,
) -> None:
    root = PdfReader(io.BytesIO(open_document(paper.document))).trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "pyHanko" not in xmp
    assert root["/MarkInfo"]["/Marked"].value is True
    [field] = root["/AcroForm"]["/Fields"]
    flags = field.get_object()["/F"]
    assert flags & 4  # PDF/A: a widget is printed, never hidden
    assert not flags & 2
    assert paper.plain_sha256 != paper.document.sha256


def test_a_paper_from_before_the_certificate_is_issued_again_with_the_seal(
    book: Book, admin: User
) -> None:
    first = issued(book)
    create_certificate(by=admin, on=AT.date())
    assert first.quote is not None
    again = issue_paper(
        quote_id=first.quote.pk, kind=PaperKind.ORDER_FORM, by=book.head, on=ON, at=AT
    )
    assert again.pk != first.pk
    assert (first.sealed_by, again.fingerprint) == ("", first.fingerprint)
    assert again.plain_sha256 == first.document.sha256  # the same bytes before the seal


@pytest.mark.parametrize("wrong", ["missing", "not a certificate", "another passphrase"])
def test_nothing_is_issued_when_the_seal_fails(
    book: Book, admin: User, settings: Any, tmp_path: Path, wrong: str
) -> None:
    file = tmp_path / "company.p12"
    if wrong == "not a certificate":
        file.write_text("nonsense")
    if wrong == "another passphrase":
        settings.SEAL_PASSPHRASE = "secret"
        create_certificate(by=admin, on=AT.date())
        seal_file().rename(file)
        settings.SEAL_PASSPHRASE = "other"
    settings.SEAL_FILE = str(file)
    with pytest.raises(SealFailed):
        issued(book)
    assert not IssuedPaper.objects.exists()


def test_an_expired_certificate_seals_nothing(book: Book, admin: User) -> None:
    create_certificate(by=admin, on=datetime(2020, 1, 1, tzinfo=UTC).date())
    with pytest.raises(SealFailed, match="valid from 2020-01-01"):
        issued(book)


def test_a_file_is_ours_only_as_it_was_issued(paper: IssuedPaper) -> None:
    content = open_document(paper.document)
    found = verify_file(content)
    assert (found.verdict, found.paper, found.issued_on) == (Verdict.UNALTERED, "Order form", ON)
    assert found.is_sealed
    altered = content.replace(b"/Type", b"/type", 1)
    assert verify_file(altered).verdict is Verdict.UNKNOWN
    signed = content + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
    assert verify_file(signed).verdict is Verdict.ADDED_TO
    for other in (b"", b"%%EOF", b"%PDF-1.7\n%%EOF\n" * 40, content[:-1]):
        assert verify_file(other).verdict is Verdict.UNKNOWN


def test_a_code_and_hashes_are_known(paper: IssuedPaper) -> None:
    for text in (
        paper.code, grouped(paper.code).upper(), f" {paper.document.sha256} ", paper.plain_sha256,
        paper.fingerprint,
    ):  # fmt: skip
        assert verify_code(text).verdict is Verdict.ISSUED
    assert verify_code("0" * 20).verdict is Verdict.UNKNOWN
    for text in ("", "xyz", paper.code[:-1], "0" * 65, "%" * 20, "٣" * 20):
        with pytest.raises(InvalidInput, match="Enter the code"):
            verify_code(text)


def test_the_pdf_of_a_quote_is_known_as_well(book: Book) -> None:
    document = render_document(quote_id=quoted(book).pk, by=book.head, on=ON)
    found = verify_file(open_document(document))
    assert (found.verdict, found.paper, found.is_sealed) == (
        Verdict.UNALTERED, "Renewal quote", False,
    )  # fmt: skip


def test_anyone_may_ask_and_learns_nothing_of_the_customer(
    paper: IssuedPaper, client: Client
) -> None:
    assert client.get("/verify/").status_code == 200
    upload = SimpleUploadedFile("x.pdf", open_document(paper.document))
    for answer in (
        client.post("/verify/", {"file": upload}), client.post("/verify/", {"code": paper.code}),
    ):  # fmt: skip
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Order form" in page
        assert "1 Dec 2026" in page
        for secret in ("Aurora", "C-1", "Q-2027", "EUR", "hana"):
            assert secret not in page, secret
    answer = client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-other")})
    assert "Not known to us" in answer.content.decode()
    assert client.post("/verify/", {"code": "<script>"}).status_code == 400
    assert client.post("/verify/", {}).status_code == 400


def test_a_large_upload_is_refused_before_it_is_read(client: Client, db: None) -> None:
    answer = client.post(
        "/verify/", {"file": SimpleUploadedFile("x.pdf", b"0" * (10 * 1024 * 1024 + 1))}
    )
    assert answer.status_code == 413


def test_questions_are_limited(client: Client, db: None) -> None:
    answers = [client.post("/verify/", {"code": "0" * 20}).status_code for _ in range(62)]
    assert 429 in answers
    assert answers[0] == 200


def test_the_command_line_does_all_of_it(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quote = quoted(book)

    def told(*words: str, code: int = 0) -> Any:
        assert main.main(["paper", "--json", *words]) == code
        return json.loads(capsys.readouterr().out)

    file = tmp_path / "notice.pdf"
    assert told("seal")["subject"] is None
    assert told("seal", "--create")["self_signed"] is True
    given = ["issue", quote.number, "renewal_notice", "--language", "fr", "--file", str(file)]
    made = told(*given)
    assert made["seal"] == "sealed by Common Name: Example Cloud Ltd"
    [listed] = told("list", quote.number)["papers"]
    assert listed["sha256"] == made["sha256"]
    assert told("check", str(file))["verdict"] == "unaltered"
    assert told("check", made["code"])["verdict"] == "issued"
    assert told("check", "0" * 20, code=1)["verdict"] == "unknown"
    clauses = tmp_path / "terms.toml"
    clauses.write_text(
        'terms_version = "9"\n[[clause]]\ncode = "a"\n[clause.en]\ntitle = "A"\ntext = "B"\n'
    )
    assert told("clauses", str(clauses)) == {"published": 1}
    assert told("clauses")["terms"][0]["terms_version"] == "9"
    assert main.main(["paper", "issue", quote.number, "poem"]) == 2
    assert "poem is none of quote, order_form" in capsys.readouterr().err
