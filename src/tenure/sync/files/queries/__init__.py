"""Read files, stage them, preview them, and tell about imports."""

from tenure.sync.files.queries.preview import Detected, PreviewSheet, detect, preview
from tenure.sync.files.queries.profiles import SHIPPED, load_profile
from tenure.sync.files.queries.runs import (
    ImportDetail,
    Reject,
    import_detail,
    imports_visible_to,
    rejects_of,
    rejects_path,
    stored_files,
)

__all__ = [
    "SHIPPED",
    "Detected",
    "ImportDetail",
    "PreviewSheet",
    "Reject",
    "detect",
    "import_detail",
    "imports_visible_to",
    "load_profile",
    "preview",
    "rejects_of",
    "rejects_path",
    "stored_files",
]
