"""What a request is about: the customer and renewal that a name, a person or a mail leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tenure.book.models import Contract
from tenure.desk.rules.requests import KnownSender, Matched, OpenRenewal, customer_of, with_renewal
from tenure.desk.rules.requests.guess import quote_numbers
from tenure.directory.models import Contact, Customer, StaffMember
from tenure.foundation.models import User
from tenure.kernel.errors import InvalidInput
from tenure.quotes.models import Quote
from tenure.quotes.rules.approvals import Place, place_of
from tenure.renewals.models import Renewal

_MOST = 50


class NotKnown(InvalidInput):
    """Refuse a name that leads to nothing the person may see."""


@dataclass(frozen=True, slots=True)
class About:
    """The customer, and the renewal where there is one, that a request is about."""

    customer: Customer | None
    renewal: Renewal | None

    @property
    def owner(self) -> StaffMember | None:
        """Return whose renewal it is."""
        return self.renewal.owner if self.renewal else None

    @property
    def place(self) -> Place:
        """Return whose working hours count: the owner's, else those of the customer's region."""
        if self.owner is not None:
            return place_of(self.owner.time_zone, self.owner.region)
        return place_of("", self.customer.region if self.customer else "")


def about_renewal(renewal_id: int, *, user: User) -> About:
    """Return what a renewal's number leads to. Raise NotKnown."""
    renewal = _renewals(user).filter(pk=renewal_id).first()
    if renewal is None:
        raise NotKnown("There is no such renewal in your book.")
    return About(renewal.customer, renewal)


def about_name(name: str, *, user: User) -> About:
    """Return what a contract's key, a quote's number or a customer's key leads to.

    Of a contract or customer it is the open renewal, where it has one alone. Raise NotKnown.
    """
    name = name.strip()
    quote = Quote.objects.visible_to(user).filter(number__iexact=name).first()
    if quote is not None:
        return about_renewal(quote.renewal_id, user=user)
    contract = Contract.objects.visible_to(user).filter(key=name).first()
    if contract is not None:
        return _alone(contract.customer, Q(contract=contract), user)
    customer = Customer.objects.visible_to(user).filter(key=name).first()
    if customer is None:
        what = "contract, quote or customer"
        raise NotKnown(f"There is no {what} '{name[:60]}' in your book.")
    return _alone(customer, Q(customer=customer), user)


def about_mail(sender: str, text: str, *, user: User) -> tuple[Matched, About]:
    """Return whose a mail is and what it is about, with the reason in words."""
    found = Contact.objects.filter(email__iexact=sender).select_related("customer")
    contacts = list(found.order_by("pk")[:_MOST])
    known = [KnownSender(one.pk, one.customer_id, one.name, one.customer.name) for one in contacts]
    matched = customer_of(known, sender)
    if matched.customer_id is None:
        return matched, About(None, None)
    renewals = list(_renewals(user).filter(customer_id=matched.customer_id, closed_on=None)[:_MOST])
    matched = with_renewal(matched, _named(renewals), [*quote_numbers(text), *_keys(text)])
    renewal = next((one for one in renewals if one.pk == matched.renewal_id), None)
    customer = next(one.customer for one in contacts if one.customer_id == matched.customer_id)
    return matched, About(customer, renewal)


def open_renewals_of(customer_id: int, *, user: User) -> list[Renewal]:
    """Return the renewals of a customer among which a person chooses."""
    return list(_renewals(user).filter(customer_id=customer_id, closed_on=None)[:_MOST])


def _renewals(user: User) -> QuerySet[Renewal]:
    found = Renewal.objects.visible_to(user).order_by("renewal_on", "pk")
    return found.select_related("customer", "contract", "owner")


def _alone(customer: Customer, wanted: Q, user: User) -> About:
    found = list(_renewals(user).filter(wanted, closed_on=None)[:2])
    return About(customer, found[0] if len(found) == 1 else None)


def _named(renewals: Sequence[Renewal]) -> list[OpenRenewal]:
    quotes: dict[int, set[str]] = {}
    rows = Quote.objects.filter(renewal__in=[one.pk for one in renewals])
    for renewal_id, number in rows.values_list("renewal_id", "number"):
        quotes.setdefault(renewal_id, set()).add(number.upper())
    return [
        OpenRenewal(
            one.pk, one.contract.key,
            frozenset({one.contract.key.upper(), *quotes.get(one.pk, set())}),
        )
        for one in renewals
    ]  # fmt: skip


def _keys(text: str) -> list[str]:
    """Return what in a text could be the key of a contract: words with a digit in them."""
    words = (word.strip(".,;:()[]<>\"'") for word in text.split())
    return list(dict.fromkeys(word.upper() for word in words if any(c.isdigit() for c in word)))
