"""Requests to the desk: what was asked, how it went on, and the mails about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tenure.desk.rules.plays import OWNERS
from tenure.desk.rules.requests import CAME_BY_WORDS, KIND_CHOICES, OVER, STATE_WORDS
from tenure.directory.models import Contact, Customer, Partner, StaffMember
from tenure.directory.scope import scope_of
from tenure.documents.models import Document
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may
from tenure.foundation.visibility import ScopedQuerySet
from tenure.renewals.models import Renewal

_CAME_BY = [(way.value, words) for way, words in CAME_BY_WORDS.items()]
_STATES = [(state.value, words) for state, words in STATE_WORDS.items()]


class Request(models.Model):
    """Something that the desk was asked for.

    `kind` is empty until a person confirms what a mail asks for; `guess` and `because` are what
    the program made of it. `state`, `due_at` and `closed_on` follow from its steps and are kept
    beside them, so that what is open is read from an index. `zone` and `country` are those of
    whose working hours count.
    """

    number = models.CharField(max_length=20, unique=True)
    came_by = models.CharField(max_length=8, choices=_CAME_BY)
    kind = models.CharField(max_length=20, choices=list(KIND_CHOICES), blank=True)
    guess = models.CharField(max_length=20, choices=list(KIND_CHOICES), blank=True)
    because = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    subject = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    renewal = models.ForeignKey(
        Renewal, null=True, on_delete=models.PROTECT, related_name="requests"
    )
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="+")
    queue = models.CharField(max_length=24, choices=list(OWNERS.items()))
    state = models.CharField(max_length=10, choices=_STATES)
    zone = models.CharField(max_length=40)
    country = models.CharField(max_length=2, blank=True)
    answer_due_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When it has to be done.")
    answered_at = models.DateTimeField(null=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(
        max_length=100, blank=True, help_text="The caller's own: the same again is the same."
    )
    closed_on = models.DateField(null=True)

    objects = ScopedQuerySet["Request"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(closed_on=None), name="request_open"),
            models.Index(fields=["renewal", "-id"], name="request_renewal"),
            models.Index(fields=["-id"], condition=~Q(closed_on=None), name="request_over"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opened_by", "reference"],
                condition=~Q(reference=""),
                name="request_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OVER), closed_on__isnull=False)
                | (~Q(state__in=sorted(OVER)) & Q(closed_on=None)),
                name="request_over_is_closed",
            ),
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what is about renewals and customers one may see; to partners their own.

        What is of no customer yet is seen by those inside who handle requests.
        """
        scope = scope_of(user)
        if not scope.is_inside:
            mine = Q(partner_id__in=scope.partner_ids)
            return mine & Q(customer__in=Customer.objects.visible_to(user))
        seen = Q(customer=None) if may(user.role, Permission.HANDLE_REQUESTS) else Q(pk__in=[])
        if scope.sees_everything:
            return seen | (Q(customer__isnull=False) & scope.clearance_q("customer__"))
        covered = Q(renewal__in=Renewal.objects.visible_to(user).order_by())
        return seen | covered | Q(customer__in=Customer.objects.visible_to(user))

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"


class _OfRequest(models.Model):
    """What belongs to a request and is seen with it."""

    class Meta:
        abstract = True

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those who see the request."""
        return Q(request__in=Request.objects.visible_to(user).order_by())


class RequestStep(_OfRequest):
    """A request came into a state: who did it, when, and what they said. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=_STATES)
    note = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["RequestStep"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[code for code, _ in _STATES]), name="requeststep_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request.number}: {self.get_state_display()}"


class RequestMail(_OfRequest):
    """A mail of a request: one that came in, or an answer of ours on its way out.

    `references` are the Message-IDs of its thread, oldest first. Of an answer, `claimed_at` without
    `delivered_at` is one that is being sent; `failure` is why the mail server refused it.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="mails")
    is_answer = models.BooleanField(help_text="We wrote it.")
    message_id = models.CharField(max_length=255, unique=True)
    answers = models.CharField(max_length=255, blank=True)
    references = models.TextField(blank=True)
    sender = models.EmailField()
    sender_name = models.CharField(max_length=120, blank=True)
    recipient = models.EmailField(blank=True)
    subject = models.CharField(max_length=220)
    text = models.TextField(blank=True)
    left_out = models.TextField(blank=True, help_text="What of it was not kept, and why.")
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    objects = ScopedQuerySet["RequestMail"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(is_answer=True, delivered_at=None, failure=""),
                name="requestmail_unsent",
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_answer=False) | ~Q(recipient=""), name="requestmail_to_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request.number}: {self.subject}"


class RequestFile(_OfRequest):
    """A file that came with a request. Append-only."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="files")
    mail = models.ForeignKey(RequestMail, null=True, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ScopedQuerySet["RequestFile"].as_manager()

    def __str__(self) -> str:
        return f"{self.request.number}: {self.name}"


class MailTaken(models.Model):
    """A mail of the mailbox was looked at: which request it became, or why it became none.

    Unique by Message-ID: a mail that comes twice is taken once. Append-only.
    """

    message_id = models.CharField(max_length=255, unique=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField(db_default=Now())

    objects = ScopedQuerySet["MailTaken"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-id"], condition=Q(request=None), name="mailtaken_set_aside")
        ]

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show what was set aside to those inside who handle requests; the rest with its request.

        What was set aside has no customer yet, so nobody else may judge whose it is.
        """
        handles = scope_of(user).is_inside and may(user.role, Permission.HANDLE_REQUESTS)
        seen = Q(request__in=Request.objects.visible_to(user).order_by())
        return seen | Q(request=None) if handles else seen

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"


class MailboxPlace(models.Model):
    """How far a folder of a mailbox was read: the last UID, under the server's UIDVALIDITY."""

    mailbox = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField()
    last_uid = models.BigIntegerField()
    read_at = models.DateTimeField()

    objects = ScopedQuerySet["MailboxPlace"].as_manager()

    @classmethod
    def scope_q(cls, user: User) -> Q:
        """Show it to those inside who handle requests."""
        inside = scope_of(user).is_inside and may(user.role, Permission.HANDLE_REQUESTS)
        return Q() if inside else Q(pk__in=[])

    def __str__(self) -> str:
        return f"{self.mailbox} up to {self.last_uid}"
