"""Post a text to an incoming webhook: `{"text": ...}` as JSON, as chats understand it.

Only to hosts that the installation allows (`TENURE_WEBHOOK_HOSTS`), only by https, and a redirect
is not followed: so nobody can point it at something inside. An address is a secret: it is kept
encrypted with the installation's key, and no error says more of it than its host.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import ssl
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from tenure.kernel.errors import InvalidInput

_TIMEOUT = 10
_AGAIN = {408, 409, 425, 429}


class WebhookFailed(Exception):
    """Tell that a text was not taken, why, and whether trying again could help."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


def host_of(address: str) -> str:
    """Return host (and port) of a webhook's address; raise InvalidInput for one not allowed."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise InvalidInput("This is no address of a webhook.") from None
    named = host if port in (None, 443) else f"{host}:{port}"
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise InvalidInput("A webhook's address begins with https:// and a host.")
    if len(address) > 1000 or not address.isascii() or not address.isprintable() or " " in address:
        raise InvalidInput("This is no address of a webhook.")
    if named not in settings.WEBHOOK_HOSTS:
        allowed = ", ".join(settings.WEBHOOK_HOSTS) or "none"
        raise InvalidInput(f"Webhooks may go to these hosts: {allowed}.")
    return named


def sealed(address: str) -> str:
    """Return an address as it is kept."""
    return _key().encrypt(address.encode()).decode()


def post_text(*, sealed_address: str, text: str, key: str) -> None:
    """Post a text; raise WebhookFailed. `key` tells the receiver a double of it."""
    try:
        address = _key().decrypt(sealed_address.encode()).decode()
        host = host_of(address)  # what was allowed once may not be any more
    except InvalidToken:
        reason = "The webhook's address cannot be read with this installation's key: set it again."
        raise WebhookFailed(reason, is_final=True) from None
    except InvalidInput as error:
        raise WebhookFailed(str(error), is_final=True) from error
    parts = urlsplit(address)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    connection = http.client.HTTPSConnection(
        host, timeout=_TIMEOUT, context=ssl.create_default_context()
    )
    try:
        connection.request("POST", target or "/", json.dumps({"text": text}), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        reason = f"{host} could not be reached ({type(error).__name__})."
        raise WebhookFailed(reason, is_final=False) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        is_final = status < 500 and status not in _AGAIN
        raise WebhookFailed(f"{host} answered {status}.", is_final=is_final)


def _key() -> Fernet:
    digest = hashlib.sha256(b"tenure.desk.webhooks:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
