"""The documents are held to the truth: settings, commands, dependencies, links, pins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tenure.cli.main import COMMANDS
from tenure.foundation.roles import Role
from tenure.renewals.models import Check

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def text(name: str) -> str:
    return (ROOT / name).read_text()


def packages(name: str) -> list[str]:
    lines = text(f"requirements/{name}.in").splitlines()
    found = [re.split(r"[\[<>=]", line)[0].strip() for line in lines]
    return [package for package in found if package and not package.startswith("-")]


def test_every_setting_is_in_the_operators_manual() -> None:
    source = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    named = set(re.findall(r"[\"'](TENURE_[A-Z_]+|DATABASE_URL|PRICING_ENGINE)[\"']", source))
    manual = text("docs/operating.md")
    assert {name for name in named if name not in manual} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_documents(name: str) -> None:
    assert any(f"tenure {name}" in page.read_text() for page in PAGES)


@pytest.mark.parametrize(
    "name", [*packages("runtime"), *packages("dev"), *packages("node"), *packages("spark")]
)
def test_every_dependency_says_why(name: str) -> None:
    assert re.search(rf"\b{re.escape(name)}\b", text("docs/dependencies.md"), re.IGNORECASE)


@pytest.mark.parametrize("label", [*Role.labels, *Check.labels])
def test_roles_and_checks_are_in_the_documents(label: str) -> None:
    if label == "Tenure":
        return
    assert any(label.lower() in page.read_text().lower() for page in PAGES), label


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), target


def test_runtime_requirements_are_those_of_the_project() -> None:
    project = re.search(r"dependencies = \[(.*?)\n\]", text("pyproject.toml"), re.DOTALL)
    assert project
    declared = re.findall(r'"([A-Za-z0-9-]+)', project[1])
    assert sorted(declared) == sorted(packages("runtime"))


@pytest.mark.parametrize("name", ["runtime", "dev", "node", "bootstrap", "spark"])
def test_pins_have_hashes_and_no_addresses(name: str) -> None:
    pins = text(f"requirements/{name}.txt")
    assert "://" not in pins
    for line in pins.splitlines():
        if re.match(r"[a-z0-9]", line):
            assert "==" in line
            assert line.endswith("\\"), "a pin is followed by its hashes"


def test_browser_assets_are_pinned_without_addresses() -> None:
    lock = text("package-lock.json")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 3
