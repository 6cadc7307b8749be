"""The command line: help that teaches, nothing heavy loaded early, errors as exit codes."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import tenure
from tenure.cli.main import COMMANDS, main

DOCS = Path(__file__).resolve().parents[2]


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom tenure.cli.main import main\ncode = main(['--help'])\n"
        "heavy = {'django', 'duckdb', 'psycopg', 'rich', 'typst', 'procrastinate'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), code)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("LOADED [] 0\n")
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists_and_explains_itself(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module = importlib.import_module(f"tenure.cli.commands.{name}_command")
    assert module.__doc__
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("case", "words", "code", "message"),
    [
        ("unknown command", ["renew"], 2, "no command 'renew'"),
        ("unknown option", ["run", "--today"], 2, "unrecognized arguments: --today"),
        ("impossible date", ["run", "--on", "2027-02-30"], 2, "is not a date like 2027-01-15"),
    ],
)
def test_wrong_usage(
    case: str, words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == code, case
    assert message in capsys.readouterr().err


def test_no_words_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "examples:" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert tenure.__version__ in capsys.readouterr().out
