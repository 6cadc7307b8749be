"""The kernel is plain Python: nothing of Django, no clock, no files, no network."""

import ast
from pathlib import Path

import pytest

import tenure.kernel

ALLOWED = {
    *("calendar", "collections", "dataclasses", "datetime", "decimal", "hashlib", "itertools"),
    *("re", "types", "unicodedata", "tenure.kernel"),
}
MODULES = sorted(Path(tenure.kernel.__path__[0]).glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_imports_nothing_else(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            depth = 2 if name.startswith("tenure") else 1
            assert ".".join(name.split(".")[:depth]) in ALLOWED, f"{module.name} imports {name}"
