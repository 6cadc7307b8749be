"""Requests on pages: asked for, confirmed, taken, answered, carried out; who sees what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tenure.desk.commands.requests.mails import take_mail
from tenure.desk.models import Request, RequestMail
from tenure.directory.models import Contact
from tenure.foundation.commands import system_actor
from tests.world import World

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
CONTACT = {"about": "C-1001", "name": "Tor", "email": "tor@example.com", "role": "billing"}


def test_a_request_is_asked_for_and_carried_out(as_: As, world: World) -> None:
    alice = as_("alice")
    assert b"Proof of support" in alice.get("/requests/new/").content
    asked = "/requests/new/?kind=contact"
    wrong = alice.post(asked, CONTACT | {"email": "tor", "about": "C-1001"})
    assert wrong.status_code == 422
    assert b"is not an e-mail address." in wrong.content
    unknown = alice.post(asked, CONTACT | {"about": "C-1004"})
    assert b"There is no contract, quote or customer" in unknown.content
    answer = alice.post(asked, CONTACT | {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    made = Request.objects.get()
    page = f"/requests/{made.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert made.number.encode() in alice.get(f"/renewals/{made.renewal_id}/").content
    assert b"a.pdf" in alice.get(page).content
    file = alice.get(f"/request-files/{made.files.get().pk}/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert as_("bob").get(page).status_code == 404
    assert as_("ada").get(page).status_code == 200
    assert as_("ada").post(f"{page}taking/").status_code == 403
    assert alice.post(f"{page}taking/").status_code == 302
    assert alice.post(f"{page}execution/").status_code == 302
    assert alice.post(f"{page}execution/").status_code == 409
    assert Contact.objects.filter(email="tor@example.com", role="billing").exists()


def test_a_mail_is_confirmed_and_answered(as_: As, world: World) -> None:
    raw = (
        b"From: Ingrid <ingrid@example.com>\r\nSubject: W-9\r\nContent-Type: text/html\r\n\r\n"
        b"<p>Hello <script>alert(1)</script>&lt;b&gt;</p>"
    )
    take_mail(raw=raw, by=system_actor(), on=world.today, at=timezone.now())
    made = Request.objects.get()
    page, alice = f"/requests/{made.pk}/", as_("alice")
    shown = alice.get(page).content.decode()
    assert "Perhaps: Tax form." in shown
    assert "&lt;b&gt;" in shown
    assert "alert(1)" not in shown
    wrong = alice.post(f"{page}confirmation/", {"kind": "tax_form"})
    assert wrong.status_code == 422
    given = {"kind": "tax_form", "form": "W-9", "renewal": world.renewals["C-1002"].pk}
    assert alice.post(f"{page}confirmation/", given).status_code == 302
    assert alice.post(f"{page}confirmation/", given | {"kind": "x"}).status_code == 422
    assert alice.post(f"{page}answer/", {"text": " ", "state": "done"}).status_code == 409
    assert alice.post(f"{page}answer/", {"text": "Here.", "state": "done"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.renewal) == ("done", world.renewals["C-1002"])
    assert RequestMail.objects.get(is_answer=True).text == "Here."
    assert made.number.encode() in alice.get("/requests/?which=over").content
    assert alice.post(f"{page}settlement/", {"outcome": "refused"}).status_code == 409


def test_partners_ask_for_what_they_sell(as_: As, world: World) -> None:
    charlie = as_("charlie")
    asked = "/requests/new/?kind=tax_form"
    assert charlie.post(asked, {"about": "C-1001", "form": "W-9"}).status_code == 422
    assert charlie.post(asked, {"about": "C-1003", "form": "W-9"}).status_code == 302
    made = Request.objects.get()
    shown = charlie.get(f"/requests/{made.pk}/").content
    assert b"Send the answer" not in shown
    assert made.number.encode() in charlie.get("/requests/").content
    assert charlie.post(f"/requests/{made.pk}/taking/").status_code == 403
