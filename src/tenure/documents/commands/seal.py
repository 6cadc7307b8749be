"""Make a certificate for the company's seal, where none is configured."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

from tenure.documents.queries.seal import Certificate, SealFailed, certificate, seal_file
from tenure.foundation.commands import record_event
from tenure.foundation.models import User
from tenure.foundation.roles import Permission, may

_YEARS = 5
_KEY_BITS = 3072


def create_certificate(*, by: User, on: date) -> Certificate:
    """Make a self-signed certificate of the company in the data directory, and return it.

    Raise SealFailed where one is configured or there already: what was sealed with it would be
    told apart from what follows for no reason.
    """
    if not may(by.role, Permission.MANAGE_USERS):
        raise SealFailed("Only those who manage users make a certificate.")
    path = seal_file()
    if settings.SEAL_FILE or path.exists():
        raise SealFailed(f"There is a certificate already: {path}.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(path, _self_signed(settings.COMPANY["name"], on))
    made = certificate()
    assert made is not None
    detail = {"subject": made.subject, "fingerprint": made.fingerprint}
    record_event(by=by, on=on, verb="documents.create_certificate", subject=by, detail=detail)
    return made


def _self_signed(company: str, on: date) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, company[:64])])
    start = datetime.combine(on, time(), tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    passphrase = settings.SEAL_PASSPHRASE.encode()
    guard: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(b"company-seal", key, made, None, guard)


def _write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, readable by this account alone."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made with mode 0600
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    Path(name).replace(path)
