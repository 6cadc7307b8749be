"""How much a file may hold; what is beyond is refused, with the limit in the message."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

from tenure.kernel.errors import TenureError

MAX_FILE = 16 * 1024**3  # bytes of one file, and of all that an archive unpacks to
MAX_WORKBOOK = 512 * 1024**2  # bytes of a workbook once unpacked: it is read into memory
MAX_CELLS = 20_000_000  # rows x columns of a sheet, up to its last cell
MAX_RATIO = 120  # unpacked : packed; more is a bomb
RATIO_FROM = 4 * 1024**2  # small members may be as repetitive as they like
MAX_MEMBERS = 500
MAX_COLUMNS = 1_000
MAX_RECORD = 2 * 1024**2  # bytes of one record
MAX_RECORD_LINES = 2_000  # a quoted cell over more lines was never closed
CHUNK = 4 * 1024**2


# What reading a damaged archive or workbook raises.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


class FileRefused(TenureError):
    """Refuse a file that cannot be used at all; the message names it and says why."""
