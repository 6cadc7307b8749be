"""The rules of the house, checked on the code itself. Allow-lists carry their reason."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import tenure
from tenure.foundation.visibility import ScopedQuerySet

SRC = Path(tenure.__file__).parent
ORDER = [
    "foundation", "directory", "documents", "book", "programs", "pricing", "renewals", "quotes",
    "closing", "forecast", "desk", "insight", "reviews", "sync",
]  # fmt: skip
BESIDE = {("directory", "documents"), ("documents", "directory")}

# Model -> why it has no `visible_to`.
UNSCOPED = {
    "foundation.User": "people are listed only through staff and partner seats, which are scoped",
    "foundation.AuditEvent": "read through the object it is about, or with the audit permission",
    "foundation.NumberSeries": "a counter, never shown",
    "foundation.SignInAttempt": "counted at sign-in, never shown",
    "foundation.ApiUse": "counts requests, never shown",
    "documents.Document": "reached only through what it belongs to (a quote), which is scoped",
}

WRITING = {
    "save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete",
    "_raw_delete",
}  # fmt: skip
MAY_WRITE = ("commands", "migrations")


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("tenure.")]


def modules(*, under: str = "") -> Iterator[Path]:
    for path in sorted((SRC / under).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_every_model_is_scoped(model: type[models.Model]) -> None:
    scoped = isinstance(model._default_manager.all(), ScopedQuerySet) and hasattr(model, "scope_q")
    assert scoped or model._meta.label in UNSCOPED
    assert not (scoped and model._meta.label in UNSCOPED), "drop it from the allow-list"


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_point_down_the_order(model: type[models.Model]) -> None:
    here = model._meta.app_label
    for field in model._meta.get_fields():
        if not (field.is_relation and field.concrete and field.related_model):
            continue
        there = field.related_model._meta.app_label
        if there not in ORDER:
            continue  # Django's own tables
        assert ORDER.index(there) <= ORDER.index(here), f"{model._meta.label}.{field.name}"
        assert (here, there) not in BESIDE, f"{model._meta.label}.{field.name}"


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield calls that write: queryset and model methods, and SQL that is not a read."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        if name in WRITING:
            yield node.lineno, name
        if name == "update" and "objects" in ast.unparse(node.func.value):
            yield node.lineno, name
        if name == "execute" and node.args and isinstance(node.args[0], ast.Constant):
            verb = str(node.args[0].value).split(maxsplit=1)[0].upper()
            if verb in {"INSERT", "UPDATE", "DELETE", "TRUNCATE", "MERGE"}:
                yield node.lineno, verb


# Path from src/tenure -> why it may call something named like a write.
WRITES_ELSEWHERE = {
    "pricing/queries/engine.py": "fills tables of the in-process engine, not of the database",
    "pricing/queries/simulation.py": "fills tables of the in-process engine, not of the database",
    "documents/queries/redline.py": "saves a file into memory, nothing of the database",
    "reviews/queries/slides.py": "saves a file into memory, nothing of the database",
    "sync/files/queries/": "fills tables of the in-process engine, not of the database",
}


@pytest.mark.parametrize("path", list(modules()), ids=lambda p: str(p.relative_to(SRC)))
def test_only_commands_write(path: Path) -> None:
    place = path.relative_to(SRC)
    if any(part in MAY_WRITE or part == "commands.py" for part in place.parts[1:]):
        return
    if place.parts[0] in {"kernel", "cli"} or any(map(str(place).startswith, WRITES_ELSEWHERE)):
        return
    found = list(writes(ast.parse(path.read_text())))
    assert not found, f"{place}: {found}"


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for node in ast.parse((SRC / path).read_text()).body
        if isinstance(node, ast.FunctionDef)
    }


def public_commands() -> list[tuple[Path, ast.FunctionDef]]:
    """Return the functions of command modules that say who acts: the commands proper."""
    found = []
    for path in modules():
        place = path.relative_to(SRC)
        is_command = place.name == "commands.py" or "commands" in place.parts[:-1]
        if is_command and place.parts[0] != "cli":
            found.extend((place, function) for function in functions_of(place).values())
    return [(place, function) for place, function in found if is_verb(function)]


def is_verb(function: ast.FunctionDef) -> bool:
    """Whether it is a command proper: public, and says who acts."""
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return not function.name.startswith("_") and any(a.arg == "by" for a in arguments)


# What a front door may call of a command module without naming an actor, and why.
NO_ACTOR = {
    "system_actor": "it is the actor",
    "write_sample": "writes files for a trial, nothing of the book",
    "keep": "bytes by their own hash; the quote they belong to records it",
    "note_failed_sign_in": "nobody has signed in yet",
    "queue_booking": "queues a job; the job says who acts",
    "decide_by_link": "the link says whose decision it is; it decides as that person",
    "count_request": "counts the requests of a caller, which is not what anybody does",
}


# Commands that record nothing themselves, and why.
RECORDED_ELSEWHERE = {
    "write_ownership": "keeps the history of a change that the command which makes it records",
    "locked_request": "takes the lock; the command that asked for it records",
    "locked_renewals": "takes the locks; the command that asked for them records",
    "close_abandoned": "notes on a killed import's own row that nothing of it landed",
}


def called_by_front_doors() -> set[tuple[str, str]]:
    """Return (module, function) that web, api, cli and tasks import from command modules."""
    found = set()
    for path in modules():
        place = path.relative_to(SRC)
        if place.parts[0] not in {"web", "api", "cli"} and "tasks" not in place.stem:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and ".commands" in (node.module or ""):
                found |= {(node.module or "", alias.name) for alias in node.names}
    return {(module, name) for module, name in found if not module.startswith("tenure.cli")}


@pytest.mark.parametrize(("module", "name"), sorted(called_by_front_doors()))
def test_front_doors_name_the_actor(module: str, name: str) -> None:
    thing = getattr(importlib.import_module(module), name, None)
    if not inspect.isfunction(thing) or name in NO_ACTOR:
        return  # an error class, a constant, a module
    by = inspect.signature(thing).parameters.get("by")
    assert by, f"{module}.{name} is called from outside and does not say who acts"
    assert by.kind is inspect.Parameter.KEYWORD_ONLY


def audits(function: ast.FunctionDef, path: Path) -> bool:
    """Whether the command, or a function of its module that it calls, records an event."""
    known = functions_of(path)
    seen, todo = set(), [function]
    while todo:
        current = todo.pop()
        text = ast.unparse(current)
        if "record_event" in text or "auditevent" in text.lower():
            return True
        for node in ast.walk(current):
            if isinstance(node, ast.Call):
                # A command of another module that takes `by=` is held by this same test.
                if any(keyword.arg == "by" for keyword in node.keywords):
                    return True
                name = node.func.id if isinstance(node.func, ast.Name) else None
                if name in known and name not in seen:
                    seen.add(name)
                    todo.append(known[name])
    return False


@pytest.mark.parametrize(
    ("path", "function"), public_commands(), ids=lambda v: getattr(v, "name", str(v))
)
def test_commands_take_keywords_and_audit(path: Path, function: ast.FunctionDef) -> None:
    assert not function.args.args, f"{path}:{function.name} takes keyword arguments only"
    assert function.name in RECORDED_ELSEWHERE or audits(function, path), (
        f"{path}:{function.name} records no audit event"
    )


@pytest.mark.parametrize("path", list(modules()), ids=lambda p: str(p.relative_to(SRC)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("name", ["kernel", *ORDER, "sync/files", "api"])
def test_every_capability_has_a_readme_of_a_screen(name: str) -> None:
    readme = SRC / name / "README.md"
    assert readme.exists()
    assert len(readme.read_text().splitlines()) <= 34


def test_guards_see_a_violation() -> None:
    found = list(writes(ast.parse("Line.objects.filter(a=1).update(b=2)\nx.save()")))
    assert [name for _, name in found] == ["update", "save"]
