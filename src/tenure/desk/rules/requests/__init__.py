"""Requests to the desk: their kinds, what a mail asks for, how soon each is served."""

from tenure.desk.rules.requests.fields import Field, FieldType, Problem, RequestInvalid
from tenure.desk.rules.requests.guess import Guess, guess_kind, quote_numbers
from tenure.desk.rules.requests.kinds import (
    KIND_CHOICES,
    KINDS,
    UNCONFIRMED,
    RequestKind,
    checked,
    kind_of,
)
from tenure.desk.rules.requests.mail import (
    LARGEST_MAIL,
    Attachment,
    MailUnreadable,
    ReadMail,
    answer_headers,
    id_of,
    read_mail,
)
from tenure.desk.rules.requests.matching import (
    KnownSender,
    Matched,
    OpenRenewal,
    customer_of,
    with_renewal,
)
from tenure.desk.rules.requests.states import (
    ANSWERS,
    CAME_BY_WORDS,
    OVER,
    STATE_WORDS,
    CameBy,
    Moment,
    Service,
    State,
    may_become,
    service_of,
)

__all__ = [
    "ANSWERS",
    "CAME_BY_WORDS",
    "KINDS",
    "KIND_CHOICES",
    "LARGEST_MAIL",
    "OVER",
    "STATE_WORDS",
    "UNCONFIRMED",
    "Attachment",
    "CameBy",
    "Field",
    "FieldType",
    "Guess",
    "KnownSender",
    "MailUnreadable",
    "Matched",
    "Moment",
    "OpenRenewal",
    "Problem",
    "ReadMail",
    "RequestInvalid",
    "RequestKind",
    "Service",
    "State",
    "answer_headers",
    "checked",
    "customer_of",
    "guess_kind",
    "id_of",
    "kind_of",
    "may_become",
    "quote_numbers",
    "read_mail",
    "service_of",
    "with_renewal",
]
