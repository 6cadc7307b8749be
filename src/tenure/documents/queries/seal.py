"""Seal PDFs with the company's certificate, so that a change of them shows in any PDF reader.

The certificate is a PKCS#12 file: the one that `TENURE_SEAL_FILE` names, with the passphrase in
`TENURE_SEAL_PASSPHRASE`, or the one in the data directory that `tenure seal --create` made. Without
either, paper is not sealed and says so where it is listed. The seal is an invisible, certifying
signature: the file stays PDF/A, and a customer may still sign it electronically.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tenure.kernel.errors import TenureError

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

FIELD = "CompanySeal"


class SealFailed(TenureError):
    """Refuse to seal, with the reason; nothing is issued unsealed because a seal failed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Hold whose certificate seals, until when it is valid, and the SHA-256 of it."""

    subject: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    is_self_signed: bool


def seal_file() -> Path:
    """Return where the certificate with its key lies, or would lie."""
    return Path(settings.SEAL_FILE or Path(settings.DATA_DIR) / "seal" / "company.p12")


def certificate() -> Certificate | None:
    """Return the certificate that seals; None where there is none; raise SealFailed."""
    signer = _signer()
    if signer is None:
        return None
    found = signer.signing_cert
    assert found is not None
    return Certificate(
        subject=found.subject.human_friendly,
        fingerprint=found.sha256.hex(),
        valid_from=found.not_valid_before,
        valid_until=found.not_valid_after,
        is_self_signed=found.self_signed in {"yes", "maybe"},
    )


def sealed(content: bytes, *, at: datetime) -> tuple[bytes, str]:
    """Return a PDF with the company's seal, and whose it is; unchanged and "" without certificate.

    Raise SealFailed where the certificate cannot be read, or is not valid at that time.
    """
    from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 - half a second, seldom used
        IncrementalPdfFileWriter,
    )
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - as above

    signer, found = _signer(), certificate()
    if signer is None or found is None:
        return content, ""
    if not found.valid_from <= at <= found.valid_until:
        raise SealFailed(
            f"The certificate of {found.subject} is valid from {found.valid_from:%Y-%m-%d} to"
            f" {found.valid_until:%Y-%m-%d}: nothing can be sealed with it now."
        )
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", certify=True, name=settings.COMPANY["name"],
        docmdp_permissions=fields.MDPPerm.FILL_FORMS, subfilter=fields.SigSeedSubFilter.PADES,
    )  # fmt: skip
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    # What the paper says of itself (PDF/A, PDF/UA, its day) stays as it was set; a test holds it.
    writer._update_meta = lambda: None  # type: ignore[method-assign] # no other way to keep it
    try:
        made = signers.PdfSigner(meta, signer=signer).sign_pdf(writer)
    except Exception as error:
        raise SealFailed(f"The paper could not be sealed: {error}") from error
    return bytes(made.getvalue()), found.subject


def _signer() -> SimpleSigner | None:
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415 - as in `sealed`

    path = seal_file()
    if not path.is_file():
        if settings.SEAL_FILE:
            raise SealFailed(f"There is no certificate at {path} (TENURE_SEAL_FILE).")
        return None
    passphrase = settings.SEAL_PASSPHRASE.encode() or None
    found: SimpleSigner | None = SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call] # theirs
        str(path), passphrase=passphrase
    )
    if found is None or found.signing_cert is None:
        raise SealFailed(f"The certificate at {path} cannot be read, or its passphrase is wrong.")
    return found
