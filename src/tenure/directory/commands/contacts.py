"""Add a person at a customer, or change who is asked."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from tenure.directory.models import Contact, Customer
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput

# What the columns hold.
NAME_LENGTH, EMAIL_LENGTH, PHONE_LENGTH, KEY_LENGTH = 200, 254, 40, 120


class ContactRefused(InvalidInput):
    """The contact cannot be added as given; the message says why."""


@transaction.atomic
def add_contact(
    *,
    customer_id: int,
    name: str,
    email: str,
    by: User,
    on: date,
    role: str = Contact.Role.RENEWAL,
    phone: str = "",
) -> Contact:
    """Add a contact to a customer; the same e-mail address again returns the one there is."""
    customer = (
        Customer.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk=customer_id)
        .first()
    )
    if customer is None:
        raise ContactRefused("There is no such customer in your book.")
    name, email, phone = name.strip(), email.strip(), phone.strip()
    _check(name, email, role)
    _check_lengths(name, email, phone)
    known = Contact.objects.filter(customer=customer, email__iexact=email).first()
    if known is not None:
        return known
    contact = Contact(customer=customer, name=name, email=email, role=role, phone=phone)
    contact.key = contact_key(customer.key, email)
    contact.save()
    detail = {"contact": name, "role": role}
    record_event(by=by, on=on, verb="directory.add_contact", subject=customer, detail=detail)
    return contact


@transaction.atomic
def change_contact(
    *,
    customer_id: int,
    name: str,
    email: str,
    role: str,
    by: User,
    on: date,
    phone: str = "",
    replaces: str = "",
) -> Contact:
    """Let somebody be asked from now on: a new contact, or one with this address changed.

    `replaces` is the address of a contact who is not asked any more; they stay, as `other`. The
    same again changes nothing. Raise ContactRefused for what cannot be done, with the reason.
    """
    before = Contact.objects.filter(customer_id=customer_id, email__iexact=email.strip()).first()
    contact = add_contact(
        customer_id=customer_id, name=name, email=email, role=role, phone=phone, by=by, on=on
    )
    if before is not None:
        _change(contact, name=name.strip(), role=role, phone=phone.strip(), by=by, on=on)
    if replaces.strip():
        others = Contact.objects.filter(customer_id=customer_id, email__iexact=replaces.strip())
        left = others.exclude(pk=contact.pk).first()
        if left is None:
            raise ContactRefused(f"The customer has no contact '{replaces.strip()[:100]}'.")
        _change(left, name=left.name, role=Contact.Role.OTHER, phone=left.phone, by=by, on=on)
    return contact


def _change(contact: Contact, *, name: str, role: str, phone: str, by: User, on: date) -> None:
    """Write a contact's details and what they were, unless they are so already."""
    now = {"name": name, "role": str(role), "phone": phone or contact.phone}
    was = {field: getattr(contact, field) for field in now}
    if now == was:
        return
    for field, value in now.items():
        setattr(contact, field, value)
    contact.save(update_fields=list(now))
    detail = {"contact": contact.key, "was": was, "is": now}
    verb = "directory.change_contact"
    record_event(by=by, on=on, verb=verb, subject=contact.customer, detail=detail)


def contact_key(customer_key: str, email: str) -> str:
    """Return a key of at most 120 characters; a longer one ends in a hash of the whole."""
    whole = f"{customer_key}/{email}"
    if len(whole) <= KEY_LENGTH:
        return whole
    digest = sha256(whole.encode()).hexdigest()[:16]
    return f"{customer_key[:60]}/{email[:42]}~{digest}"


def _check_lengths(name: str, email: str, phone: str) -> None:
    for what, text, most in (
        ("name", name, NAME_LENGTH),
        ("e-mail address", email, EMAIL_LENGTH),
        ("phone number", phone, PHONE_LENGTH),
    ):
        if len(text) > most:
            raise ContactRefused(f"A contact's {what} has at most {most} characters.")


def _check(name: str, email: str, role: str) -> None:
    if not name:
        raise ContactRefused("A contact has a name.")
    if role not in Contact.Role.values:
        raise ContactRefused("That is not a contact's role.")
    try:
        validate_email(email)
    except ValidationError:
        raise ContactRefused(f"'{email[:EMAIL_LENGTH]}' is not an e-mail address.") from None
