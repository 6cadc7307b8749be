"""Papers on the pages: issued from quotes and notices, sent, previewed, seen by colleagues."""

from __future__ import annotations

import io

import docx
from django.test import Client
from pypdf import PdfReader

from tenure.book.models import Contract
from tenure.documents.commands import publish_clauses
from tenure.quotes.models import IssuedPaper
from tests.web.test_changes import more_seats
from tests.web.test_query_counts import As
from tests.world import World


def text_of(content: bytes) -> str:
    return " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).split()
    )


def test_an_order_form_is_issued_listed_and_sent(as_: As, world: World) -> None:
    quote, alice = world.quotes["C-1001"], as_("alice")
    for form in ("pdf", "docx"):
        given = {"kind": "order_form", "language": "fr", "form": form}
        answer = alice.post(f"/quotes/{quote.pk}/papers/", given)
        assert answer.status_code == 302
    page = alice.get(f"/quotes/{quote.pk}/").content.decode()
    assert "order_form-1" in page
    assert "French" in page
    paper = IssuedPaper.objects.get(form="pdf")
    sent = alice.get(f"/papers/{paper.pk}/file/")
    assert "Bon de commande" in text_of(sent.content)
    assert f"order-form-{quote.number}-fr.pdf" in sent["Content-Disposition"]
    draft = alice.get(f"/papers/{IssuedPaper.objects.get(form='docx').pk}/file/")
    assert docx.Document(io.BytesIO(draft.content)).paragraphs


def test_what_is_no_paper_is_refused(as_: As, world: World) -> None:
    quote, alice = world.quotes["C-1001"], as_("alice")
    to = f"/quotes/{quote.pk}/papers/"
    assert alice.post(to, {"kind": "poem", "language": "fr"}).status_code == 404
    assert alice.post(to, {"kind": "order_form", "language": "tlh"}).status_code == 409
    assert alice.post(to, {"kind": "termination", "language": "fr"}).status_code == 409
    assert not IssuedPaper.objects.exists()


def test_papers_of_others_are_not_there(as_: As, world: World) -> None:
    quote = world.quotes["C-1001"]
    as_("alice").post(f"/quotes/{quote.pk}/papers/", {"kind": "quote", "language": "en"})
    paper = IssuedPaper.objects.get()
    assert Client().get(f"/papers/{paper.pk}/file/").status_code == 302
    assert as_("bob").get(f"/papers/{paper.pk}/file/").status_code == 404


def test_a_notice_is_acknowledged(as_: As, world: World) -> None:
    notice, hana = world.notice, as_("hana")
    assert notice is not None
    for kind in ("termination_acknowledgement", "non_renewal", "termination"):
        given = {"kind": kind, "language": "de"}
        assert hana.post(f"/terminations/{notice.pk}/papers/", given).status_code == 302
    page = hana.get(f"/terminations/{notice.pk}/").content.decode()
    assert "Acknowledgement of termination" in page
    paper = IssuedPaper.objects.get(kind="termination_acknowledgement")
    text = text_of(hana.get(f"/papers/{paper.pk}/file/").content)
    assert "Bestätigung der Kündigung" in text
    assert notice.given_by in text
    wrong = {"kind": "order_form", "language": "de"}
    assert hana.post(f"/terminations/{notice.pk}/papers/", wrong).status_code == 409


def test_templates_are_previewed_with_a_sample(as_: As, world: World) -> None:
    source = 'terms_version = "7"\n[[clause]]\ncode = "a"\n[clause.en]\ntitle = "A"\ntext = "B"\n'
    publish_clauses(source=source, by=world.users["hana"], on=world.today)
    alice = as_("alice")
    page = alice.get("/papers/templates/").content.decode()
    assert "new_terms-1" in page
    assert "Japanese" in page
    shown = alice.get("/papers/templates/amendment/es/sample.pdf")
    assert "Modificación del contrato" in text_of(shown.content)
    assert alice.get("/papers/templates/new_terms/ja/sample.docx").content[:2] == b"PK"
    assert alice.get("/papers/templates/termination/ja/sample.docx").status_code == 409
    assert alice.get("/papers/templates/poem/ja/sample.pdf").status_code == 404


def test_an_amendment_is_issued_before_it_is_booked_and_of_the_booked_order(
    as_: As, world: World
) -> None:
    alice, contract = as_("alice"), Contract.objects.get(key="C-1001")
    change = more_seats(world) | {"act": "paper-pdf"}
    page = alice.post(f"/contracts/{contract.pk}/changes/quantity/", change)
    assert page.status_code == 200
    assert contract.orders.count() == 1
    draft = IssuedPaper.objects.get(kind="amendment")
    assert f"/papers/{draft.pk}/file/" in page.content.decode()
    assert " 15 " in text_of(alice.get(f"/papers/{draft.pk}/file/").content)

    before = alice.post(f"/contracts/{contract.pk}/changes/quantity/", more_seats(world))
    seal = before.context["shown"].seal
    booking = more_seats(world) | {"act": "book", "seal": seal}
    alice.post(f"/contracts/{contract.pk}/changes/quantity/", booking)
    asked = {"kind": "amendment", "order": "2", "language": "de", "form": "docx"}
    answer = alice.post(f"/contracts/{contract.pk}/papers/", asked)
    assert answer["Location"].endswith(f"/contracts/{contract.pk}/#papers")
    alice.post(f"/contracts/{contract.pk}/papers/", asked | {"language": "en", "form": "pdf"})
    # The same words are issued once: what was booked is what was signed.
    assert IssuedPaper.objects.get(kind="amendment", form="pdf", language="en") == draft
    listed = alice.get(f"/contracts/{contract.pk}/").content.decode()
    for paper in IssuedPaper.objects.filter(kind="amendment"):
        assert f"/papers/{paper.pk}/file/" in listed


def test_an_amendment_of_what_is_none_is_refused(as_: As, world: World) -> None:
    alice, contract = as_("alice"), Contract.objects.get(key="C-1001")
    to = f"/contracts/{contract.pk}/papers/"
    for given, said in (
        ({"order": "1"}, "Order 1 is no amendment"),
        ({"order": "7"}, "C-1001 has no order 7"),
        ({"order": "x"}, "Say which order"),
    ):
        answer = alice.post(to, {"kind": "amendment", "language": "en", **given})
        assert answer.status_code == 409
        assert said in answer.content.decode()
    new_terms = {"kind": "new_terms", "language": "en", "version": "2027-1", "effective_on": ""}
    assert "from which day" in alice.post(to, new_terms).content.decode()
    new_terms["effective_on"] = "2027-05-01"
    assert "No clauses are published" in alice.post(to, new_terms).content.decode()
    assert (
        as_("bob").post(to, {"kind": "amendment", "order": "1", "language": "en"}).status_code
        == 404
    )
    assert not IssuedPaper.objects.exists()
