"""What people may upload as a document: small pictures and PDFs, told by their first bytes."""

from __future__ import annotations

from tenure.kernel.errors import InvalidInput

LARGEST_UPLOAD = 10 * 1024 * 1024
MAIL_TYPE = "message/rfc822"
ENDING_OF = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", MAIL_TYPE: "eml",
}  # fmt: skip
_MAGIC = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}


def media_type_of(content: bytes) -> str:
    """Return what an uploaded file is by its first bytes, whatever its name says.

    Raise InvalidInput for one that is empty, too large, or neither PDF nor PNG nor JPEG.
    """
    if not content:
        raise InvalidInput("The file is empty.")
    if len(content) > LARGEST_UPLOAD:
        raise InvalidInput("The file is larger than 10 MB.")
    for media_type, magic in _MAGIC.items():
        if content.startswith(magic):
            return media_type
    raise InvalidInput("The file is not a PDF, PNG or JPEG.")
