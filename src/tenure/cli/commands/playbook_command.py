"""The playbook as a folder of Markdown files, one play a file, to be kept in git.

tenure playbook list                          the plays as they hold now
tenure playbook show direct                   one play, as its file
tenure playbook check plays/                  say every mistake, with file and line
tenure playbook import plays/ --why "..."     publish what changed, or nothing at all
tenure playbook import --why "..."            publish the playbook that Tenure brings
tenure playbook export plays/                 write the plays as they hold now
tenure playbook draft direct direct.md        keep a file as a draft; then: publish direct
tenure playbook diff direct 1 2               what differs, line by line
tenure playbook review                        plays that are to be looked at again
tenure playbook outcomes                      what plays brought

Exit codes: 0 done, 1 `check` found mistakes, 2 a play was refused or what was asked makes no sense.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.cli import playbook_changes, session

if TYPE_CHECKING:
    from tenure.foundation.models import User

LARGEST_BYTES = 1_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare a subcommand for each thing that is done to the playbook."""
    does = parser.add_subparsers(dest="does", required=True, metavar="WHAT")
    does.add_parser("list", help="the plays as they hold now")
    show = does.add_parser("show", help="one play, as its file")
    show.add_argument("play", metavar="CODE", help="the name of its file, without .md")
    check = does.add_parser("check", help="say every mistake in the files of a folder")
    check.add_argument("folder", type=Path, metavar="DIR")
    load = does.add_parser("import", help="publish the plays of a folder that changed")
    load.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="default: Tenure's own")
    load.add_argument("--why", required=True, help="why the playbook changes; kept with it")
    export = does.add_parser("export", help="write the plays as they hold now into a folder")
    export.add_argument("folder", type=Path, metavar="DIR")
    playbook_changes.configure(does)


def run(given: argparse.Namespace) -> int:
    """Do it, and print what came of it."""
    if given.does == "check":
        return _check(given)
    actor = session.set_up()
    does = {
        "list": _list, "show": _show, "import": _import, "export": _export,
        **playbook_changes.DOES,
    }  # fmt: skip
    told = does[given.does](given, actor)
    if given.json:
        session.print_json(told)
    return 0


def _check(given: argparse.Namespace) -> int:
    from tenure.desk.rules.playbook import read_playbook

    plays, mistakes = read_playbook(_sources(given.folder))
    if given.json:
        said = [{"file": one.file, "line": one.line, "reason": one.reason} for one in mistakes]
        session.print_json({"plays": [play.code for play in plays], "mistakes": said})
    else:
        for mistake in mistakes:
            print(mistake)
        print(f"{len(plays)} plays are right, {len(mistakes)} are not")
    return 1 if mistakes else 0


def _import(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.commands.playbook import publish_playbook
    from tenure.desk.queries.playbook import shipped_playbook

    sources = shipped_playbook() if given.folder is None else _sources(given.folder)
    done = publish_playbook(sources=sources, why=given.why, by=actor, on=session.today())
    published = [{"play": one.play.code, "version": one.version} for one in done.versions]
    if not given.json:
        for one in published:
            print(f"{one['play']}  version {one['version']}")
        print(f"{len(published)} published, {len(done.unchanged)} unchanged")
    return {"published": published, "unchanged": list(done.unchanged)}


def _export(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook import playbook

    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for version in sorted(playbook(actor), key=lambda one: one.play.code):
        path = folder / f"{version.play.code}.md"
        path.write_text(version.source, encoding="utf-8", newline="\n")
        written.append(path.name)
    if not given.json:
        print(f"{len(written)} plays written to {folder}")
    return {"folder": folder, "files": written}


def _list(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook import playbook, starts_in_words

    found = playbook(actor)
    if not given.json:
        for one in found:
            retired = "  (retired)" if one.retired else ""
            print(f"{one.play.code:<16} v{one.version:<3} {one.title}{retired}")
        if not found:
            print("no play is published: tenure playbook import --why ...")
    return {
        "plays": [
            {
                "play": one.play.code, "title": one.title, "version": one.version,
                "starts": starts_in_words(one), "retired": one.retired,
                "review_on": one.review_on, "published_on": one.published_on, "why": one.why,
            }
            for one in found
        ]
    }  # fmt: skip


def _show(given: argparse.Namespace, actor: User) -> dict[str, Any]:
    from tenure.desk.queries.playbook import play_page
    from tenure.kernel.errors import InvalidInput

    page = play_page(given.play, user=actor)
    if page is None:
        raise InvalidInput(f"There is no play {given.play}.")
    if not given.json:
        print(page.version.source, end="")
    history = [
        {"version": one.version, "on": one.published_on, "by": str(one.published_by),
         "why": one.why}
        for one in page.versions
    ]  # fmt: skip
    return {"play": page.code, "source": page.version.source, "versions": history}


def _sources(folder: Path) -> dict[str, str]:
    """Return the texts of a folder's Markdown files by name; a README is none of the plays."""
    from tenure.kernel.errors import InvalidInput

    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {folder}.")
    sources: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        if path.name.lower() == "readme.md":
            continue
        if path.stat().st_size > LARGEST_BYTES:
            raise InvalidInput(f"{path.name} is larger than a play may be.")
        try:
            sources[path.stem] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise InvalidInput(f"{path.name} is not in UTF-8.") from error
    if not sources:
        raise InvalidInput(f"There is no play in {folder}: no file that ends in .md.")
    return sources
