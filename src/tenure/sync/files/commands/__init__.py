"""The only writers of imports."""

from tenure.sync.files.commands.run import ImportResult, import_files
from tenure.sync.files.commands.uploads import import_stored, store_upload

__all__ = ["ImportResult", "import_files", "import_stored", "store_upload"]
