"""Electronic signature: what is asked of a service, and what it says back; DocuSign's shapes.

A request is an envelope (REST API v2.1, `POST /accounts/{id}/envelopes`): a document in base64, a
signer with the tab where to sign. What comes back is a Connect message in JSON: `event`,
`generatedDateTime`, `data.envelopeId`, `data.envelopeSummary.recipients.signers`. It is signed:
`X-DocuSign-Signature-1` is the base64 of the HMAC-SHA256 of the body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenure.kernel.errors import InvalidInput

COMPLETED = "envelope-completed"
DECLINED = "envelope-declined"
VOIDED = "envelope-voided"
EVENTS = frozenset({COMPLETED, DECLINED, VOIDED})


@dataclass(frozen=True, slots=True)
class Request:
    """Hold what is to be signed: the document, and by whom."""

    subject: str
    file_name: str
    document: bytes
    name: str
    email: str
    reference: str


@dataclass(frozen=True, slots=True)
class News:
    """Hold what a service says of an envelope; `event` is one of `EVENTS`."""

    envelope_id: str
    event: str
    at: datetime
    name: str
    email: str
    title: str
    note: str


def envelope_of(request: Request) -> dict[str, Any]:
    """Return the body of the request that creates an envelope, as plain JSON."""
    return {
        "emailSubject": request.subject,
        "status": "sent",
        "documents": [
            {
                "documentBase64": base64.b64encode(request.document).decode("ascii"),
                "name": request.file_name,
                "fileExtension": "pdf",
                "documentId": "1",
            }
        ],
        "recipients": {
            "signers": [
                {
                    "email": request.email,
                    "name": request.name,
                    "recipientId": "1",
                    "routingOrder": "1",
                    "tabs": {
                        "signHereTabs": [
                            {"anchorString": "/signature/", "anchorIgnoreIfNotPresent": "true"}
                        ],
                        "titleTabs": [{"documentId": "1", "pageNumber": "1", "required": "true"}],
                    },
                }
            ]
        },
        "customFields": {
            "textCustomFields": [{"name": "quote", "value": request.reference, "show": "false"}]
        },
    }


def envelope_id_of(answer: bytes) -> str:
    """Return the id in the answer to such a request. Raise InvalidInput where there is none."""
    found = _json(answer).get("envelopeId")
    if not isinstance(found, str) or not found:
        raise InvalidInput("The signature service answered without an envelope.")
    return found


def is_genuine(body: bytes, signature: str, key: str) -> bool:
    """Tell whether a message was signed with the shared key; compared in constant time."""
    if not key:
        return False
    made = base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest())
    return hmac.compare_digest(made, signature.strip().encode("utf-8", "replace"))


def read_news(body: bytes) -> News | None:
    """Return what a message says; None for an event that changes nothing here.

    Raise InvalidInput for what is no such message.
    """
    said = _json(body)
    event = said.get("event")
    if event not in EVENTS:
        return None
    data = _part(said, "data")
    summary = data.get("envelopeSummary")
    recipients = summary.get("recipients") if isinstance(summary, dict) else None
    signers = recipients.get("signers") if isinstance(recipients, dict) else None
    signer = _first(signers)
    return News(
        envelope_id=_text(data, "envelopeId"),
        event=str(event),
        at=_moment(said),
        name=str(signer.get("name", "")),
        email=str(signer.get("email", "")),
        title=_title(signer),
        note=str(signer.get("declinedReason", "")),
    )


def _title(signer: Mapping[str, Any]) -> str:
    tabs = signer.get("tabs")
    titles = tabs.get("titleTabs") if isinstance(tabs, dict) else None
    return str(_first(titles).get("value", ""))


def _first(found: object) -> Mapping[str, Any]:
    if isinstance(found, Sequence) and found and isinstance(found[0], dict):
        return found[0]
    return {}


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (UnicodeDecodeError, ValueError):
        raise InvalidInput("The message is not JSON.") from None
    if not isinstance(found, dict):
        raise InvalidInput("The message is not a JSON object.")
    return found


def _part(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise InvalidInput(f"The message has no {name}.")
    return found


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found:
        raise InvalidInput(f"The message has no {name}.")
    return found


def _moment(said: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(_text(said, "generatedDateTime"))
    except ValueError:
        raise InvalidInput("The message's generatedDateTime is no time.") from None
    if found.tzinfo is None:
        raise InvalidInput("The message's generatedDateTime has no time zone.")
    return found
